//! Visibility tables: what each frame of a scene shows of each object, measured once for all later work.
//!
//! A table says how each number was come by ([`Way`]), because layouts differ in what they give: scanned points,
//! depth, masks, or boxes alone. Tables of a data set stand in one file ([`Index`]), a line for each scene.

mod file;
mod measure;
mod signature;

pub use file::{Index, IndexError};
pub use signature::signature;

use super::DatasetError;
use super::load;
use crate::geom::DVec3;
use crate::job::{Cancel, Cancelled};
use crate::scene::Scene;
use measure::Material;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What the frames of one scene show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The scene's id.
    pub scene: String,
    /// Of everything that was measured; another one means that the table is out of date.
    pub signature: String,
    /// One for each frame, in the scene's order.
    pub frames: Vec<FrameTable>,
    /// What could not be read, each with its place; the frames concerned were measured by what else there is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// What one frame shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrameTable {
    /// The frame's id.
    pub frame: String,
    /// Objects of which the frame shows something, by instance id ascending.
    pub objects: Vec<Shown>,
}

/// What a frame shows of one object. A number that cannot be had in this way is absent.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shown {
    /// The object.
    pub instance: u32,
    /// How the numbers were come by.
    pub way: Way,
    /// Share of what the picture would show of it with nothing in front, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_share: Option<f64>,
    /// Pixels of the picture that show it: counted where it has a mask, else estimated from its points, a fifth too
    /// many at the median.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visible_px: Option<f64>,
    /// Share of its surface that is inside of the picture, hidden or not, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside_share: Option<f64>,
    /// Around what is seen of it, pixels of the picture `[x0, y0, x1, y1]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rect: Option<[f64; 4]>,
}

/// How it was measured, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Its scanned points against the frame's depth.
    Points,
    /// Its scanned points against the depth of the scene's mesh.
    Mesh,
    /// Its scanned points against the picture's masks.
    PointsInMask,
    /// Its mask, pixel by pixel.
    Mask,
    /// Depth pixels inside of its box against those in front of it.
    Box,
    /// As the source says.
    Source,
}

/// Measures a scene: reads its first surface, and of each frame depth and masks. Frames are measured on every core;
/// `done` is called after each.
///
/// What cannot be read becomes a warning of the table.
///
/// # Errors
/// [`Cancelled`].
pub fn measure(
    scene: &Scene,
    cancel: &Cancel,
    done: &(dyn Fn() + Sync),
) -> Result<Table, Cancelled> {
    cancel.check()?;
    let mut warnings = Vec::new();
    let mut material = Material::default();
    match scene.surfaces.first().map(|s| load::surface(scene, s)) {
        None => {}
        Some(Ok(loaded)) => {
            material.points = by_instance(&loaded);
            material.mesh = Some(loaded).filter(|l| !l.triangles.is_empty());
        }
        Some(Err(error)) => warnings.push(error.to_string()),
    }
    let frames: Vec<(FrameTable, Vec<DatasetError>)> = scene
        .frames
        .par_iter()
        .map(|frame| {
            cancel.check()?;
            let measured = measure::frame(scene, frame, &material);
            done();
            Ok(measured)
        })
        .collect::<Result<_, Cancelled>>()?;
    let mut tables = Vec::with_capacity(frames.len());
    for (table, errors) in frames {
        tables.push(table);
        warnings.extend(errors.iter().map(ToString::to_string));
    }
    Ok(Table {
        scene: scene.id.clone(),
        signature: signature(scene),
        frames: tables,
        warnings,
    })
}

fn by_instance(loaded: &super::cloud::Loaded) -> BTreeMap<u32, Vec<DVec3>> {
    let mut points = BTreeMap::<u32, Vec<DVec3>>::new();
    let cloud = &loaded.cloud;
    for (row, instance) in cloud.instance.iter().enumerate() {
        if let (1.., Some(at)) = (*instance, cloud.position(row)) {
            points.entry(u32::from(*instance)).or_default().push(at);
        }
    }
    points
}
