//! What evidence views are made of: where evidence is, a camera that has it in the picture, photos to keep in
//! sight.

use super::pen::picture_plane;
use super::{Bounds, ViewCamera};
use crate::evidence::{Evidence, Shape};
use crate::geom::{DVec2, DVec3, Obb, Pinhole, Pose};

/// Share of the half picture, across and up, that the evidence may fill; labels need the rest.
pub(super) const FILL: DVec2 = DVec2::new(0.66, 0.62);
/// The same where its cameras are in the picture too: frusta have small labels, and evidence should not be small.
pub(super) const FILL_WITH_CAMERAS: DVec2 = DVec2::new(0.86, 0.80);
/// Share of the picture beyond which a frustum draws the eye from the evidence.
const LARGEST: f64 = 0.08;
/// Share of a photo's width that is left to see where it counts as turned to the eye.
const WELL_TURNED: f64 = 0.6;

/// The camera nearest to the points that has all of them in the part of the picture that `fill` says, centred.
pub(super) fn fitted(
    points: &[DVec3],
    forward: DVec3,
    fov_rad: f64,
    fill: DVec2,
    size_px: [u32; 2],
) -> Option<ViewCamera> {
    let bounds = Bounds::around(points.iter().copied())?;
    let radius_m = (bounds.size().length() * 0.5).max(0.2);
    let mut target = bounds.center();
    let mut camera = ViewCamera::look_at(target - forward * radius_m, target, fov_rad, size_px)?;
    let half = DVec2::new(f64::from(size_px[0].max(1)), f64::from(size_px[1].max(1))) * 0.5;
    let slope = half / camera.pinhole.fy * fill;
    let to_camera = camera.world_from_camera.rotation.transpose();
    // Depth makes the middle of the box not the middle of its picture: a few rounds settle both.
    for _ in 0..4 {
        let local: Vec<DVec3> = points.iter().map(|p| to_camera * (*p - target)).collect();
        let needed = |p: &DVec3| (p.x.abs() / slope.x).max(p.y.abs() / slope.y) - p.z;
        let distance_m = local.iter().map(needed).fold(radius_m, f64::max);
        camera.world_from_camera.translation = target - forward * distance_m;
        let seen = Bounds::around(local.iter().map(|p| *p / (p.z + distance_m).max(1e-6)))?;
        let shift = seen.center() * distance_m;
        target += to_camera.transpose() * DVec3::new(shift.x, shift.y, 0.0);
    }
    Some(camera)
}

/// The places that evidence in world occupies, metres.
pub(super) fn places<'a>(evidence: impl Iterator<Item = &'a Evidence>) -> Vec<DVec3> {
    let in_world = evidence.filter(|e| e.space == "world");
    in_world
        .flat_map(|e| shape_places(&e.shape))
        .filter(|p| p.is_finite())
        .collect()
}

fn shape_places(shape: &Shape) -> Vec<DVec3> {
    let all = |points: &[[f64; 3]]| points.iter().map(|p| DVec3::from(*p)).collect();
    match shape {
        Shape::Obb(o) => o.obb().map_or_else(Vec::new, |o| o.corners().to_vec()),
        Shape::Points { xyz, .. } | Shape::Track { xyz, .. } => all(xyz),
        Shape::Segment { a, b } => all(&[*a, *b]),
        Shape::Ray { origin, .. } | Shape::Plane { point: origin, .. } => all(&[*origin]),
        Shape::Polyline { points } | Shape::Path { points, .. } => all(points),
        Shape::Polygon { ring, .. } => all(ring),
        Shape::Sector { origin, radius, .. } => {
            let center = DVec3::from(*origin);
            [DVec3::X, DVec3::Y]
                .iter()
                .flat_map(|a| [center - a * radius, center + a * radius])
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The box of evidence in world.
pub(super) fn solid(evidence: &Evidence) -> Option<Obb> {
    match &evidence.shape {
        Shape::Obb(o) if evidence.space == "world" => o.obb(),
        _ => None,
    }
}

/// A camera of the evidence, as it is drawn.
pub(super) struct Frustum {
    pub(super) pose: Pose,
    /// Its eye and the corners of its picture.
    pub(super) corners: [DVec3; 5],
}

impl Frustum {
    /// `None` for other evidence, and for cameras that are degenerate.
    pub(super) fn new(evidence: &Evidence, size_m: f64) -> Option<Self> {
        let Shape::Camera(c) = &evidence.shape else {
            return None;
        };
        let pose = Pose::from_row_major(&c.world_from_camera)?;
        let pinhole = Pinhole::from_k(&c.k, c.width, c.height)?;
        let [a, b, c, d] = picture_plane(&pinhole, &pose, size_m);
        Some(Self {
            pose,
            corners: [pose.translation, a, b, c, d],
        })
    }

    /// The middle of its picture.
    pub(super) fn picture_center(&self) -> DVec3 {
        let [_, a, _, c, _] = self.corners;
        (a + c) * 0.5
    }

    /// From 0 to 1 when all of it is in the picture, the more its photo is turned to the eye, up to [`WELL_TURNED`]:
    /// from the side there is little of it to see, from the front it is mirrored. Less where it takes more of the
    /// picture than [`LARGEST`], 0 when it is not in the picture, -1 when it would cover one of the marks.
    pub(super) fn worth(&self, camera: &ViewCamera, marks: &[DVec3]) -> f64 {
        let (seen, rect) = outline(camera, &self.corners);
        let Some((min, max)) = rect else {
            return 0.0;
        };
        let room = (max - min) * 0.15;
        let covers = |mark: &DVec3| {
            let pixel = camera.project(*mark).map(|(pixel, _)| pixel);
            pixel.is_some_and(|p| p.cmpge(min - room).all() && p.cmple(max + room).all())
        };
        let size = DVec2::from(camera.size_px().map(f64::from));
        let inside =
            seen == self.corners.len() && min.cmpge(DVec2::ZERO).all() && max.cmple(size).all();
        match (marks.iter().any(covers), inside) {
            (true, _) => -1.0,
            (false, true) => {
                let to_photo = (self.picture_center() - camera.eye()).normalize_or_zero();
                let facing = self.pose.rotation.z_axis.dot(to_photo);
                let turned = (facing / WELL_TURNED).clamp(0.0, 1.0);
                let taken = ((max - min) / size).element_product();
                turned * (LARGEST / taken.max(1e-9)).min(1.0)
            }
            (false, false) => 0.0,
        }
    }
}

/// How many of some points are before the eye, and the smallest rectangle around their pixels.
fn outline(camera: &ViewCamera, points: &[DVec3]) -> (usize, Option<(DVec2, DVec2)>) {
    let pixels = points.iter().filter_map(|p| camera.project(*p));
    pixels.fold((0, None), |(seen, rect), (p, _)| {
        let (min, max) = rect.unwrap_or((p, p));
        (seen + 1, Some((min.min(p), max.max(p))))
    })
}

/// How much of the picture some points take up, across or up, whichever is more; 0 when none is before the eye.
pub(super) fn span(camera: &ViewCamera, points: &[DVec3]) -> f64 {
    let size = DVec2::from(camera.size_px().map(|side| f64::from(side.max(1))));
    let (_, rect) = outline(camera, points);
    rect.map_or(0.0, |(min, max)| ((max - min) / size).max_element())
}
