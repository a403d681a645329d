//! Where to look from so that a question's evidence is seen at first sight.
//!
//! Three kinds of view, each only where it makes sense: across the evidence from above, straight down, and
//! through each camera of the evidence. The same evidence, cloud and size give the same views.
//!
//! **The first view**, across, is the best of a ring of directions. From each direction the eye stands either where the
//! evidence (boxes, segment) fills its part of the picture, or a little farther off, or, the third way, where the cameras
//! of the evidence are in the picture as well. The third way is allowed only while the evidence still spans
//! [`LEAST_SPAN`] of the picture, across or up: seeing where the photo was taken from is worth a smaller picture of the
//! evidence, not an unreadable one. What then decides is in [`Stage::score`].

use super::framing::{FILL, FILL_WITH_CAMERAS, Frustum, fitted, places, solid, span};
use super::{Bounds, CloudInfo, NEAR_M, ViewCamera, Walls};
use crate::evidence::{Evidence, Role, Shape};
use crate::geom::{DVec3, Obb};
use crate::scene::PointCloud;

/// Vertical field of view across the evidence.
const FOV_RAD: f64 = 0.70;
/// Vertical field of view straight down: narrow, so that nearly no perspective is left.
const FOV_DOWN_RAD: f64 = 0.12;
/// How far the view looks down, in order of preference.
const PITCHES_RAD: [f64; 3] = [0.61, 0.80, 0.45];
/// Distances tried, as multiples of the nearest from which all evidence is in the picture.
const DISTANCES: [f64; 2] = [1.0, 1.2];
/// What the evidence must span of the picture, across or up, where the eye steps back for the cameras.
const LEAST_SPAN: f64 = 0.5;
/// Of the distance to the evidence: what stands nearer than this to the eye is only in the way.
const FOREGROUND: f64 = 0.6;
/// Directions tried about the evidence.
const AZIMUTHS: usize = 24;
/// What it is worth to see all marks; other qualities are at most 1.
const SEEN_WORTH: f64 = 2.0;
/// Points of the cloud looked at for what is in the way.
const OCCLUDERS: usize = 3000;
/// A point this near to a line of sight blocks it, metres; a little over the thinned points' own distance.
const BLOCKING_M: f64 = 0.12;
/// A place this little behind the near side of a box lies on it, metres.
const ON_BOX_M: f64 = 0.05;
/// Points this close before what is looked at belong to it, metres.
const BELONGS_M: f64 = 0.25;

/// What a view shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ViewKind {
    /// The evidence from above and aside.
    Across,
    /// Straight down, nearly without perspective, cut above the evidence.
    FromAbove,
    /// Through the camera of this frame, with its exact intrinsics.
    ThroughCamera {
        /// Frame id.
        frame: String,
    },
}

/// A view worth stepping to.
#[derive(Clone, Debug, PartialEq)]
pub struct EvidenceView {
    /// What it shows.
    pub kind: ViewKind,
    /// Where from.
    pub camera: ViewCamera,
}

/// The views of a sample's evidence, the most telling first. Without evidence that has a place, the scene
/// as a whole is shown; without either there is none.
pub fn evidence_views(
    evidence: &[Evidence],
    cloud: &PointCloud,
    info: &CloudInfo,
    size_px: [u32; 2],
) -> Vec<EvidenceView> {
    let mut views = Vec::new();
    if let Some(stage) = Stage::new(evidence, cloud, info) {
        let placed = [
            (ViewKind::Across, stage.across(size_px)),
            (ViewKind::FromAbove, stage.down(size_px)),
        ];
        views.extend(
            placed
                .into_iter()
                .filter_map(|(kind, c)| Some(EvidenceView { kind, camera: c? })),
        );
    }
    views.extend(evidence.iter().filter_map(|e| match &e.shape {
        Shape::Camera(shape) => {
            let (photo, pose) = shape.ideal()?;
            let kind = ViewKind::ThroughCamera {
                frame: shape.frame.clone(),
            };
            Some(EvidenceView {
                kind,
                camera: ViewCamera::through_photo(pose, &photo, size_px).0,
            })
        }
        _ => None,
    }));
    views
}

/// What is to be seen, and what may stand in the way.
struct Stage {
    /// All of it must be in the picture.
    points: Vec<DVec3>,
    /// Must not be hidden: the tops of the boxes.
    tops: Vec<DVec3>,
    /// Must not be hidden, by the boxes neither: places along the segment.
    line: Vec<DVec3>,
    /// The boxes of the evidence.
    boxes: Vec<Obb>,
    /// Direction that should lie across the picture.
    baseline: Option<DVec3>,
    /// The evidence's cameras: good to see and to look along with, but not at any price.
    cameras: Vec<Frustum>,
    occluders: Vec<DVec3>,
    /// Side of the square of surface that each of them stands for, metres.
    occluder_m: f64,
    bounds: Option<Bounds>,
    walls: Walls,
}

impl Stage {
    fn new(evidence: &[Evidence], cloud: &PointCloud, info: &CloudInfo) -> Option<Self> {
        let argued =
            |e: &&Evidence| matches!(e.role, Role::Subject | Role::Reference | Role::Measure);
        let main: Vec<&Evidence> = evidence.iter().filter(argued).collect();
        let mut points = places(main.iter().copied());
        if points.is_empty() {
            points = places(evidence.iter().filter(|e| e.role != Role::Context));
        }
        if points.is_empty() {
            points = info.bounds?.corners().to_vec();
        }
        let boxes: Vec<Obb> = main.iter().filter_map(|e| solid(e)).collect();
        let segment = main.iter().find_map(|e| match &e.shape {
            Shape::Segment { a, b } => Some((DVec3::from(*a), DVec3::from(*b))),
            _ => None,
        });
        let centers = (boxes.first().zip(boxes.get(1))).map(|(a, b)| (a.center, b.center));
        let ends = segment.or(centers);
        let top = |b: &Obb| b.center + DVec3::Z * b.half_extents.z;
        let tops = boxes.iter().map(top).collect();
        let line = ends
            .iter()
            .flat_map(|(a, b)| (0..5).map(|i| a.lerp(*b, f64::from(i) / 4.0)));
        let line = line.collect();
        let baseline =
            ends.and_then(|(a, b)| DVec3::new(b.x - a.x, b.y - a.y, 0.0).try_normalize());
        let size_m = info.bounds.map_or(5.0, |b| b.size().max_element());
        let cameras = evidence
            .iter()
            .filter_map(|e| Frustum::new(e, size_m))
            .collect();
        let stride = cloud.points.len().div_ceil(OCCLUDERS).max(1);
        let occluders = occluders(cloud, &boxes, stride);
        Some(Self {
            points,
            tops,
            line,
            boxes,
            baseline,
            cameras,
            occluders,
            occluder_m: info.spacing_m * (stride as f64).sqrt(),
            bounds: info.bounds,
            walls: info.walls,
        })
    }

    /// The best of the candidates; the first where several are equally good.
    fn across(&self, size_px: [u32; 2]) -> Option<ViewCamera> {
        let turn = std::f64::consts::TAU / AZIMUTHS as f64;
        let azimuths = (0..AZIMUTHS).map(|step| turn * step as f64);
        let poses = azimuths.flat_map(|azimuth| PITCHES_RAD.map(|pitch| (azimuth, pitch)));
        let mut best: Option<(f64, ViewCamera)> = None;
        for (azimuth, pitch) in poses {
            for camera in self.candidates(azimuth, pitch, size_px) {
                let known = self.score(&camera) - 0.5 * (pitch - PITCHES_RAD[0]).abs();
                let to_beat = best.map_or(f64::MIN, |(score, _)| score + 1e-9);
                // What is in the way takes longest to find out; most candidates lose before that.
                if known + SEEN_WORTH <= to_beat {
                    continue;
                }
                let score = known + self.sight(&camera);
                if score > to_beat {
                    best = Some((score, camera));
                }
            }
        }
        best.map(|(_, camera)| camera)
    }

    /// The views from one direction, nearest first, then the one with the cameras.
    fn candidates(&self, azimuth_rad: f64, pitch_rad: f64, size_px: [u32; 2]) -> Vec<ViewCamera> {
        let level = libm::cos(pitch_rad);
        let forward = DVec3::new(
            level * libm::cos(azimuth_rad),
            level * libm::sin(azimuth_rad),
            -libm::sin(pitch_rad),
        );
        let Some(nearest) = fitted(&self.points, forward, FOV_RAD, FILL, size_px) else {
            return Vec::new();
        };
        let middle = self.nearest_depth(&nearest);
        let at = |share: f64| {
            let mut camera = nearest;
            camera.world_from_camera.translation -= forward * (middle * (share - 1.0));
            camera
        };
        let mut all = DISTANCES.map(at).to_vec();
        if !self.cameras.is_empty() {
            let corners = self.cameras.iter().flat_map(|c| c.corners);
            let with_cameras: Vec<DVec3> = self.points.iter().copied().chain(corners).collect();
            let wide = fitted(&with_cameras, forward, FOV_RAD, FILL_WITH_CAMERAS, size_px);
            all.extend(wide.filter(|camera| span(camera, &self.points) >= LEAST_SPAN));
        }
        all
    }

    fn nearest_depth(&self, camera: &ViewCamera) -> f64 {
        let camera_from_world = camera.camera_from_world();
        let depths = self
            .points
            .iter()
            .map(|p| camera_from_world.transform(*p).z);
        depths.fold(f64::MAX, f64::min).max(NEAR_M)
    }

    /// What counts besides [`Stage::sight`]: the baseline across the picture, the same side as the photos, their cameras
    /// in the picture and apart from the marks, the eye in the room.
    fn score(&self, camera: &ViewCamera) -> f64 {
        let forward = camera.forward();
        let across = self.baseline.map_or(0.0, |b| 1.0 - forward.dot(b).abs());
        let outside = self.bounds.map_or(0.0, |b| {
            let nearest = camera.eye().clamp(b.min, b.max);
            (camera.eye().distance(nearest) / b.size().max_element().max(1e-9)).min(1.0)
        });
        let photos = self.cameras.len().max(1) as f64;
        let along: f64 = self
            .cameras
            .iter()
            .map(|c| c.pose.rotation.z_axis.dot(forward))
            .sum();
        let marks: Vec<DVec3> = self.tops.iter().chain(&self.line).copied().collect();
        let shown: f64 = self.cameras.iter().map(|c| c.worth(camera, &marks)).sum();
        0.7 * across + 0.5 * along / photos + 1.5 * shown / photos - 0.6 * outside
    }

    /// What the eye sees: the share of marks with nothing before them, less the share of cameras behind something, less
    /// the share of the picture that things in the foreground take. Behind a box of the evidence a place of the segment
    /// counts half: much of a box is open.
    fn sight(&self, camera: &ViewCamera) -> f64 {
        let eye = camera.eye();
        let kept = self.walls.kept_from(eye);
        let occluders: Vec<DVec3> = self
            .occluders
            .iter()
            .copied()
            .filter(|p| kept.contains(*p, 0.0))
            .collect();
        let seen = |mark: &DVec3| {
            let distance_m = mark.distance(eye);
            let ray = (*mark - eye) / distance_m.max(1e-9);
            !occluders.iter().any(|p| {
                let to = *p - eye;
                let along = to.dot(ray);
                along < distance_m - BELONGS_M
                    && to.length_squared() - along * along < BLOCKING_M * BLOCKING_M
            })
        };
        let behind_box = |mark: &DVec3| {
            let away = *mark - eye;
            let met = |b: &Obb| b.met_by(eye, away.normalize_or_zero());
            let before = |m: f64| m < away.length() - ON_BOX_M;
            self.boxes.iter().filter_map(met).any(before)
        };
        let worth = |mark: &DVec3, on_line: bool| match (seen(mark), on_line && behind_box(mark)) {
            (false, _) => 0.0,
            (true, true) => 0.5,
            (true, false) => 1.0,
        };
        let tops: f64 = self.tops.iter().map(|m| worth(m, false)).sum();
        let line: f64 = self.line.iter().map(|m| worth(m, true)).sum();
        let photos = self.cameras.iter().map(Frustum::picture_center);
        let hidden = photos.filter(|p| !seen(p)).count();
        let share = |sum: f64, of: usize| sum / of.max(1) as f64;
        SEEN_WORTH * share(tops + line, self.tops.len() + self.line.len())
            - 0.6 * share(hidden as f64, self.cameras.len())
            - self.foreground(camera, &occluders)
    }

    /// About how much of the picture is taken by what stands between the eye and the evidence, 0 to 1.
    fn foreground(&self, camera: &ViewCamera, occluders: &[DVec3]) -> f64 {
        let [w, h] = camera.size_px().map(|side| f64::from(side.max(1)));
        let near_m = FOREGROUND * self.nearest_depth(camera);
        let taken = occluders.iter().filter_map(|p| {
            let (pixel, depth_m) = camera.project(*p).filter(|(_, depth)| *depth < near_m)?;
            let inside = pixel.cmpge(crate::geom::DVec2::ZERO).all() && pixel.x < w && pixel.y < h;
            let side_px = self.occluder_m * camera.pinhole.fx / depth_m;
            inside.then_some(side_px * side_px)
        });
        (taken.sum::<f64>() / (w * h)).min(1.0)
    }

    /// Straight down, with everything higher than the evidence cut away (ceilings, lamps).
    fn down(&self, size_px: [u32; 2]) -> Option<ViewCamera> {
        let mut camera = fitted(&self.points, -DVec3::Z, FOV_DOWN_RAD, FILL, size_px)?;
        camera.near_m = (self.nearest_depth(&camera) - 0.3).max(NEAR_M);
        Some(camera)
    }
}

/// An even thinning of the cloud without the points of the things looked at.
fn occluders(cloud: &PointCloud, boxes: &[Obb], stride: usize) -> Vec<DVec3> {
    let thinned = (0..cloud.points.len())
        .step_by(stride)
        .filter_map(|i| cloud.position(i));
    thinned
        .filter(|p| p.is_finite() && !boxes.iter().any(|b| b.contains(*p, 1.1)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{CameraShape, ObbShape};
    use crate::geom::{Pinhole, Pose};
    use crate::scene::CloudPoint;

    const SIZE: [u32; 2] = [920, 440];

    fn boxed(id: &str, role: Role, center: [f64; 3]) -> Evidence {
        let obb = Obb::upright(DVec3::from(center), DVec3::new(0.5, 0.5, 0.9), 0.3);
        Evidence::new(id, role, id, Shape::Obb(ObbShape::new(&obb, None, "chair")))
    }

    fn evidence() -> Vec<Evidence> {
        let segment = Shape::Segment {
            a: [1.5, 2.0, 0.5],
            b: [3.5, 2.0, 0.5],
        };
        vec![
            boxed("e1", Role::Subject, [1.2, 2.0, 0.45]),
            boxed("e2", Role::Reference, [3.8, 2.0, 0.45]),
            Evidence::new("m", Role::Measure, "", segment),
        ]
    }

    /// A room of 5 x 4 x 2.6 m with a wall across it at y = 2.6, on the far side of the evidence.
    fn room() -> PointCloud {
        let mut points = Vec::new();
        for i in 0..100 {
            for j in 0..52 {
                let (x, z) = (i as f32 * 0.05, j as f32 * 0.05);
                for y in [0.0, 2.6, 4.0] {
                    points.push(CloudPoint {
                        offset_m: [x, y, z],
                        rgba: [200; 4],
                    });
                }
            }
        }
        PointCloud {
            points,
            ..PointCloud::default()
        }
    }

    fn views(evidence: &[Evidence]) -> Vec<EvidenceView> {
        let cloud = room();
        evidence_views(evidence, &cloud, &CloudInfo::of(&cloud), SIZE)
    }

    #[test]
    fn all_evidence_is_in_both_pictures_with_room_for_labels() {
        for view in views(&evidence()) {
            for e in evidence().iter().filter_map(solid) {
                for corner in e.corners() {
                    let (pixel, depth_m) =
                        view.camera.project(corner).expect("in front of the cut");
                    let inside =
                        (40.0..880.0).contains(&pixel.x) && (40.0..400.0).contains(&pixel.y);
                    assert!(inside && depth_m > 0.0, "{:?}: {pixel}", view.kind);
                }
            }
        }
    }

    #[test]
    fn the_view_across_avoids_the_wall_and_sees_the_segment_from_the_side() {
        let view = &views(&evidence())[0];
        assert_eq!(view.kind, ViewKind::Across);
        assert!(
            view.camera.eye().y < 2.0,
            "the wall at y = 2.6 is on the other side: {}",
            view.camera.eye()
        );
        let (a, _) = view
            .camera
            .project(DVec3::new(1.5, 2.0, 0.5))
            .expect("seen");
        let (b, _) = view
            .camera
            .project(DVec3::new(3.5, 2.0, 0.5))
            .expect("seen");
        assert!((a.x - b.x).abs() > 2.0 * (a.y - b.y).abs(), "{a} {b}");
    }

    /// The evidence with a photo taken from `eye`.
    fn photographed(eye: DVec3) -> Vec<Evidence> {
        let photo = Pinhole {
            fx: 842.0,
            fy: 842.0,
            cx: 568.0,
            cy: 426.0,
            width: 1136,
            height: 852,
        };
        let pose = Pose::look_at(eye, DVec3::new(2.5, 2.0, 0.4), DVec3::Z).expect("ahead");
        let camera = Shape::Camera(CameraShape::new("f0", &photo, &pose));
        let mut all = evidence();
        all.push(Evidence::new("c", Role::Context, "image 1", camera));
        all
    }

    /// How many corners of the frustum the first view has in the picture, and what the boxes span of it.
    fn first_view(all: &[Evidence]) -> (usize, f64) {
        let camera = views(all)[0].camera;
        let frustum = all
            .iter()
            .find_map(|e| Frustum::new(e, 5.0))
            .expect("a camera");
        let inside = |p: &&DVec3| {
            let pixel = camera.project(**p).map(|(pixel, _)| pixel);
            pixel.is_some_and(|p| p.x > 0.0 && p.y > 0.0 && p.x < 920.0 && p.y < 440.0)
        };
        let count = frustum.corners.iter().filter(inside).count();
        (count, span(&camera, &places(evidence().iter())))
    }

    #[test]
    fn the_first_view_shows_the_camera_as_long_as_the_evidence_stays_large() {
        let (corners, spanned) = first_view(&photographed(DVec3::new(2.5, 0.2, 1.5)));
        assert_eq!(corners, 5, "the whole frustum");
        assert!(spanned >= LEAST_SPAN, "{spanned}");
        let (corners, spanned) = first_view(&photographed(DVec3::new(2.5, -30.0, 9.0)));
        assert!(corners < 5, "a camera far off is not worth tiny boxes");
        assert!(spanned >= LEAST_SPAN, "{spanned}");
    }

    #[test]
    fn from_above_looks_down_and_cuts_the_ceiling() {
        let view = &views(&evidence())[1];
        assert_eq!(
            (view.kind.clone(), view.camera.forward()),
            (ViewKind::FromAbove, -DVec3::Z)
        );
        assert_eq!(view.camera.project(DVec3::new(2.5, 2.0, 2.5)), None);
        assert!(view.camera.project(DVec3::new(2.5, 2.0, 0.9)).is_some());
    }

    #[test]
    fn through_the_camera_uses_its_own_intrinsics() {
        let photo = Pinhole {
            fx: 842.0,
            fy: 842.0,
            cx: 568.0,
            cy: 426.0,
            width: 1136,
            height: 852,
        };
        let pose = Pose::look_at(DVec3::Z, DVec3::new(2.0, 2.0, 0.5), DVec3::Z).expect("ahead");
        let camera = Evidence::new(
            "c",
            Role::Context,
            "",
            Shape::Camera(CameraShape::new("f0", &photo, &pose)),
        );
        let view = views(&[camera]).pop().expect("a view");
        assert_eq!(view.kind, ViewKind::ThroughCamera { frame: "f0".into() });
        assert_eq!(view.camera.world_from_camera, pose);
        assert!((view.camera.pinhole.fx - 842.0 * 440.0 / 852.0).abs() < 1e-9);
    }

    #[test]
    fn no_evidence_shows_the_scene_and_no_scene_shows_nothing() {
        assert_eq!(views(&[]).len(), 2);
        let empty = PointCloud::default();
        assert_eq!(
            evidence_views(&[], &empty, &CloudInfo::of(&empty), SIZE),
            []
        );
        let nowhere = boxed("e1", Role::Subject, [f64::NAN; 3]);
        assert_eq!(
            evidence_views(&[nowhere], &empty, &CloudInfo::of(&empty), [0, 0]),
            []
        );
        let point = Evidence::new(
            "p",
            Role::Subject,
            "",
            Shape::Points {
                xyz: vec![[1.0; 3]],
                uv: vec![],
            },
        );
        assert_eq!(
            evidence_views(&[point], &empty, &CloudInfo::of(&empty), SIZE).len(),
            2,
            "one point is a place"
        );
    }
}
