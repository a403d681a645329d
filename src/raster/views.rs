//! Where to look from so that a question's evidence is seen at first sight.
//!
//! Three kinds of view, each only where it makes sense: across the evidence from above, straight down, and
//! through each camera of the evidence. The same evidence, cloud and size give the same views.
//!
//! **The first view**, across, is the best of a ring of directions. From each direction the eye stands either where the
//! evidence (boxes, segment) fills its part of the picture, or a little farther off, or, the third way, where the cameras
//! of the evidence are in the picture as well. The third way is allowed only while the evidence still spans
//! `LEAST_SPAN` of the picture, across or up: seeing where the photo was taken from is worth a smaller picture of the
//! evidence, not an unreadable one. What then decides is in [`Stage`].

use super::framing::fitted;
use super::stage::{FOV_DOWN_RAD, FOV_RAD, PITCHES_RAD, Stage};
use super::{CloudInfo, ViewCamera};
use crate::evidence::{Evidence, Shape};
use crate::geom::{DVec2, DVec3};
use crate::scene::PointCloud;

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

/// Share of the half picture that a scene as a whole may fill: it has no labels that need room.
const FILL_OVERVIEW: DVec2 = DVec2::new(0.94, 0.90);
/// Points looked at for it.
const LOOKED_AT: usize = 4_000;

/// Views of a scene as a whole, as large as the picture holds it: from above and aside, and straight down. `along` is
/// the way to look, as the scene's cameras do; none where it has none. Walls that are looked through do not count;
/// `also` holds places that must be in the picture besides the points. Without either there is no view.
pub fn overviews(
    cloud: &PointCloud,
    info: &CloudInfo,
    also: &[DVec3],
    along: Option<DVec3>,
    size_px: [u32; 2],
) -> Vec<EvidenceView> {
    let stride = cloud.points.len().div_ceil(LOOKED_AT).max(1);
    let inside = |p: &DVec3| info.bounds.is_some_and(|b| b.contains(*p, 1e-6));
    let points: Vec<DVec3> = (0..cloud.points.len())
        .step_by(stride)
        .filter_map(|i| cloud.position(i))
        .filter(inside)
        .chain(also.iter().copied().filter(|p| p.is_finite()))
        .collect();
    let level = along.map(|a| DVec3::new(a.x, a.y, 0.0));
    let level = level.and_then(|a| a.try_normalize());
    let level = level.unwrap_or(DVec3::new(0.6, 0.8, 0.0));
    let pitch = PITCHES_RAD[0];
    let across = level * libm::cos(pitch) - DVec3::Z * libm::sin(pitch);
    let view = |kind, forward, fov_rad| {
        let first = fitted(&points, forward, fov_rad, FILL_OVERVIEW, size_px)?;
        let kept = info.walls.kept_from(first.eye());
        let seen = points.iter().copied().filter(|p| kept.contains(*p, 0.0));
        let seen: Vec<DVec3> = seen.collect();
        let camera = fitted(&seen, forward, fov_rad, FILL_OVERVIEW, size_px);
        Some(EvidenceView {
            kind,
            camera: camera.unwrap_or(first),
        })
    };
    [
        view(ViewKind::Across, across, FOV_RAD),
        view(ViewKind::FromAbove, -DVec3::Z, FOV_DOWN_RAD),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{CameraShape, ObbShape, Role};
    use crate::geom::{Obb, Pinhole, Pose};
    use crate::raster::framing::{Frustum, places, solid, span};
    use crate::raster::stage::LEAST_SPAN;
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
        let (corners, spanned) = first_view(&photographed(DVec3::new(2.5, -0.8, 1.6)));
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
    fn a_scene_as_a_whole_fills_the_picture_from_the_side_of_its_cameras() {
        let cloud = room();
        let info = CloudInfo::of(&cloud);
        let looking = Some(DVec3::new(0.0, -3.0, -1.0));
        let views = overviews(&cloud, &info, &[], looking, SIZE);
        let [across, down] = views.as_slice() else {
            panic!("{}", views.len())
        };
        assert!(across.camera.forward().dot(-DVec3::Y) > 0.8);
        assert_eq!(down.camera.forward(), -DVec3::Z);
        for view in [across, down] {
            let pixels = (0..cloud.points.len())
                .filter_map(|i| view.camera.project(cloud.position(i)?))
                .map(|(pixel, _)| pixel);
            let (low, high) = pixels.fold((DVec2::MAX, DVec2::MIN), |(low, high), p| {
                (low.min(p), high.max(p))
            });
            let filled = (high - low) / DVec2::new(920.0, 440.0);
            assert!(filled.max_element() > 0.85, "{:?}: {filled}", view.kind);
        }
        let empty = PointCloud::default();
        let none = CloudInfo::of(&empty);
        assert_eq!(overviews(&empty, &none, &[], None, SIZE), []);
        // Two places without points, 3 m apart: both in the picture.
        let also = [DVec3::ZERO, DVec3::new(3.0, 0.0, 0.0)];
        let views = overviews(&empty, &none, &also, looking, SIZE);
        for place in also {
            let (pixel, _) = views[0].camera.project(place).expect("in front");
            assert!(pixel.x > 0.0 && pixel.x < 920.0 && pixel.y > 0.0 && pixel.y < 440.0);
        }
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
