//! Objects of a scene as one frame shows them: the gates on visibility and geometry that every question about
//! objects shares (datasets.md §4.2 rules 2 and 3).

use crate::geom::{DVec3, Obb};
use crate::sample::{Check, Threshold};
use crate::scene::visibility::{View, view};
use crate::scene::{DepthMap, Frame, Object, PointCloud, Scene};
use serde::Serialize;

/// What a question is made from: one frame of a scene with its depth, and the scene's cloud.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The scene.
    pub scene: &'a Scene,
    /// Its points with instance ids.
    pub cloud: &'a PointCloud,
    /// The frame asked about.
    pub frame: &'a Frame,
    /// Its depth, at the picture's size.
    pub depth: &'a DepthMap,
}

/// What an object must reach to be asked about.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ObjectLimits {
    /// Visible share; below it people guess the object's extent.
    pub min_visible_share: f64,
    /// Visible pixels: at least this and [`ObjectLimits::min_visible_image_share`] of the image.
    pub min_visible_px: f64,
    /// See above.
    pub min_visible_image_share: f64,
    /// Shorter side of the visible part, px.
    pub min_short_side_px: f64,
    /// Share inside the image; an object cut off has its closest point perhaps outside.
    pub min_inside_share: f64,
    /// Points in the cloud.
    pub min_points: usize,
    /// Share of its points inside its box inflated by 5 %.
    pub min_points_in_box_share: f64,
}

impl ObjectLimits {
    /// The strict preset (datasets.md §4.2).
    pub const STRICT: Self = Self {
        min_visible_share: 0.4,
        min_visible_px: 400.0,
        min_visible_image_share: 0.0015,
        min_short_side_px: 24.0,
        min_inside_share: 0.9,
        min_points: 50,
        min_points_in_box_share: 0.9,
    };
}

/// Why an object cannot be asked about in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Not in the frame, or too little, too small or cut off.
    NotVisible,
    /// Too few points, or they do not fit the box.
    PoorGeometry,
}

/// One object as measured in one frame, whatever the numbers are.
pub struct Measured<'a> {
    /// The object.
    pub object: &'a Object,
    /// Its points in world, metres.
    pub points: Vec<DVec3>,
    /// What the frame shows of it; `None` when it shows nothing.
    pub view: Option<View>,
    /// Share of its points in its box inflated by 5 %; not a number when it has no points.
    pub in_box_share: f64,
}

/// Measures an object: its scan points against its box, and against the frame's depth. The box may be another than
/// the scene's: `object` is the one that counts.
pub fn measure<'a>(input: Input<'_>, object: &'a Object) -> Measured<'a> {
    let points: Vec<DVec3> = match u16::try_from(object.instance) {
        Ok(id) => input.cloud.of_instance(id).collect(),
        Err(_too_large) => Vec::new(),
    };
    let frame = input.frame;
    Measured {
        view: view(
            &points,
            &frame.camera,
            &frame.world_from_camera,
            input.depth,
        ),
        in_box_share: points_in_box(&points, &object.obb) as f64 / points.len() as f64,
        object,
        points,
    }
}

/// How many of these points lie in the box inflated by 5 %.
pub fn points_in_box(points: &[DVec3], obb: &Obb) -> usize {
    points.iter().filter(|p| obb.contains(**p, 1.05)).count()
}

impl Measured<'_> {
    /// Lets an object through its gates.
    ///
    /// # Errors
    /// The first gate that does not pass.
    pub fn fits(&self, frame: &Frame, limits: &ObjectLimits) -> Result<(), Unfit> {
        let inside = self.in_box_share * self.points.len() as f64;
        // Written so that a share that is not a number does not pass.
        let steady = inside >= limits.min_points as f64
            && self.in_box_share >= limits.min_points_in_box_share;
        let shown = self.view.is_some_and(|v| shows_enough(&v, frame, limits));
        match (steady, shown) {
            (false, _) => Err(Unfit::PoorGeometry),
            (true, false) => Err(Unfit::NotVisible),
            (true, true) => Ok(()),
        }
    }
}

fn shows_enough(view: &View, frame: &Frame, limits: &ObjectLimits) -> bool {
    let image_px = f64::from(frame.camera.pinhole.width) * f64::from(frame.camera.pinhole.height);
    view.visible_share >= limits.min_visible_share
        && view.visible_px
            >= limits
                .min_visible_px
                .max(limits.min_visible_image_share * image_px)
        && view.short_side_px() >= limits.min_short_side_px
        && view.inside_share >= limits.min_inside_share
}

/// Distance between the points of two objects, metres; each is thinned evenly to 2,000 points (a bound on time;
/// scans are dense enough that this moves the distance by millimetres). `None` when one has no points.
pub fn points_apart_m(a: &Measured<'_>, b: &Measured<'_>) -> Option<f64> {
    let thin = |m: &Measured<'_>| -> Vec<DVec3> {
        m.points
            .iter()
            .step_by(m.points.len().div_ceil(2000).max(1))
            .copied()
            .collect()
    };
    let (a, b) = (thin(a), thin(b));
    let squared = a
        .iter()
        .flat_map(|p| b.iter().map(move |q| p.distance_squared(*q)));
    squared.reduce(f64::min).map(libm::sqrt)
}

/// The gates as checks, each with the worst of the objects; `ids` are their evidence.
pub fn checks(objects: &[(&str, &Measured<'_>)], limits: &ObjectLimits) -> Vec<Check> {
    let worst = |name: &str, value: fn(&Measured<'_>) -> f64, at_least: f64| {
        let values = objects.iter().map(|(id, m)| (*id, value(m)));
        let (id, value) = values.min_by(|a, b| a.1.total_cmp(&b.1))?;
        Some(Check::number(
            name,
            Some(id),
            value,
            Threshold::AtLeast(at_least),
            "1",
        ))
    };
    [
        worst(
            "visible_share",
            |m| m.view.map_or(0.0, |v| v.visible_share),
            limits.min_visible_share,
        ),
        worst(
            "inside_image",
            |m| m.view.map_or(0.0, |v| v.inside_share),
            limits.min_inside_share,
        ),
        worst(
            "points_in_box",
            |m| m.in_box_share,
            limits.min_points_in_box_share,
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}
