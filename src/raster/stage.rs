//! Choosing the view across the evidence: candidates from every direction, and what makes one better than another.

use super::framing::{FILL, FILL_WITH_CAMERAS, Frustum, fitted, places, solid, span};
use super::{Bounds, CloudInfo, NEAR_M, ViewCamera, Walls};
use crate::evidence::{Evidence, Role, Shape};
use crate::geom::{DVec2, DVec3, Obb};
use crate::scene::PointCloud;

/// Vertical field of view across the evidence.
pub(super) const FOV_RAD: f64 = 0.70;
/// Vertical field of view straight down: narrow, so that nearly no perspective is left.
pub(super) const FOV_DOWN_RAD: f64 = 0.12;
/// How far the view looks down, in order of preference.
pub(super) const PITCHES_RAD: [f64; 3] = [0.61, 0.80, 0.45];
/// Distances tried, as multiples of the nearest from which all evidence is in the picture.
const DISTANCES: [f64; 2] = [1.0, 1.2];
/// What the evidence must span of the picture, across or up, where the eye steps back for the cameras.
pub(super) const LEAST_SPAN: f64 = 0.5;
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

/// What is to be seen, and what may stand in the way.
pub(super) struct Stage {
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
    pub(super) fn new(evidence: &[Evidence], cloud: &PointCloud, info: &CloudInfo) -> Option<Self> {
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
    pub(super) fn across(&self, size_px: [u32; 2]) -> Option<ViewCamera> {
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
        0.7 * across + 0.5 * along / photos + 2.0 * shown / photos - 0.6 * outside
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
            let inside = pixel.cmpge(DVec2::ZERO).all() && pixel.x < w && pixel.y < h;
            let side_px = self.occluder_m * camera.pinhole.fx / depth_m;
            inside.then_some(side_px * side_px)
        });
        (taken.sum::<f64>() / (w * h)).min(1.0)
    }

    /// Straight down, with everything higher than the evidence cut away (ceilings, lamps).
    pub(super) fn down(&self, size_px: [u32; 2]) -> Option<ViewCamera> {
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
