//! The self-check of a scene: what a reader gave, projected from one place into another, where it must agree.
//!
//! A wrong convention (a pose the other way round, axes of another library, another unit) moves things by far more
//! than any sensor errs, so that a median tells. Each check compares two things that come from different files or
//! fields; one alone can be wrong in a consistent way that nothing in the scene shows.

mod boxes;
mod depth;
mod pixels;

use super::DatasetError;
use super::load;
use crate::job::{Cancel, Cancelled};
use crate::scene::Scene;
use serde::Serialize;

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Depth of a frame with depth of another that sees the same surface; share of the depth.
    Depth,
    /// Depth of a frame with the scene's mesh; share of the depth.
    DepthMesh,
    /// Depth of a frame with its visible tracked points; share of the depth.
    DepthTracks,
    /// Tracked points in world, projected, with their pixels; px.
    Tracks,
    /// Points of a reconstruction, projected, with where they were seen; px.
    Observations,
    /// Boxes in world, projected, with the source's boxes in the picture; share of the box that they have not in
    /// common.
    Boxes2d,
}

/// When a check refuses. Each limit lies between what the sources' own noise reaches and what a wrong convention does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Share of the depth: phones and structured light err by about 1 % at 3 m, half a pixel on a slanted floor by as
    /// much again; the mildest wrong convention in the tests by 4 %.
    pub depth: f64,
    /// The same with a mesh, which is simplified to some centimetres.
    pub mesh: f64,
    /// Pixels: reconstructions reach 0.8, half precision 0.5.
    pub px: f64,
    /// Share of a box: annotators of 2D boxes are within a tenth of 3D ones that are right.
    pub boxes: f64,
    /// Fewer compared values than this tell nothing.
    pub least: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 0.025,
            mesh: 0.03,
            px: 2.0,
            boxes: 0.25,
            least: 3,
        }
    }
}

/// What a check found in one frame.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FrameError {
    /// The frame's id.
    pub frame: String,
    /// Median of what was compared, in the check's unit.
    pub median: f64,
    /// How many values were compared.
    pub count: usize,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Checked {
    /// The check.
    pub kind: Kind,
    /// `px` or `share`.
    pub unit: &'static str,
    /// The most that a frame's median may be.
    pub limit: f64,
    /// Frames in which there was something to compare, in the scene's order.
    pub frames: Vec<FrameError>,
}

/// What all checks found.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Report {
    /// Those that had something to compare.
    pub checks: Vec<Checked>,
    /// What could not be read on the way.
    pub warnings: Vec<String>,
}

impl Kind {
    /// Its name, as in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Depth => "depth",
            Self::DepthMesh => "depth-mesh",
            Self::DepthTracks => "depth-tracks",
            Self::Tracks => "tracks",
            Self::Observations => "observations",
            Self::Boxes2d => "boxes2d",
        }
    }
}

impl Checked {
    /// The frames that are off.
    pub fn off(&self) -> impl Iterator<Item = &FrameError> {
        self.frames.iter().filter(|f| f.median > self.limit)
    }

    /// The median of the frames' medians.
    pub fn median(&self) -> f64 {
        median(self.frames.iter().map(|f| f.median).collect()).unwrap_or(f64::NAN)
    }
}

impl Report {
    /// The checks that refuse the scene: in some frame the median is beyond the limit.
    pub fn refusing(&self) -> impl Iterator<Item = &Checked> {
        self.checks.iter().filter(|c| c.off().next().is_some())
    }
}

/// Runs every check that the scene has something for.
///
/// What cannot be read becomes a warning.
///
/// # Errors
/// [`Cancelled`].
pub fn check(scene: &Scene, limits: &Limits, cancel: &Cancel) -> Result<Report, Cancelled> {
    let mut report = Report::default();
    let mut maps = depth::Maps::new(scene);
    let tracks = read(&mut report, load::tracks(scene));
    let sightings = read(&mut report, load::sightings(scene));
    let mut add = |kind: Kind, unit, limit, frames: Vec<FrameError>| {
        let told = frames.into_iter().filter(|f| f.count >= limits.least);
        let frames: Vec<FrameError> = told.collect();
        if !frames.is_empty() {
            report.checks.push(Checked {
                kind,
                unit,
                limit,
                frames,
            });
        }
    };
    cancel.check()?;
    add(
        Kind::Depth,
        "share",
        limits.depth,
        depth::between(&mut maps, cancel)?,
    );
    add(
        Kind::DepthMesh,
        "share",
        limits.mesh,
        depth::with_mesh(&mut maps, cancel)?,
    );
    if let Some(tracks) = &tracks {
        let found = depth::with_tracks(&mut maps, tracks, cancel)?;
        add(Kind::DepthTracks, "share", limits.depth, found);
        add(
            Kind::Tracks,
            "px",
            limits.px,
            pixels::of_tracks(scene, tracks),
        );
    }
    if let Some(sightings) = &sightings {
        let found = pixels::of_sightings(scene, sightings);
        add(Kind::Observations, "px", limits.px, found);
    }
    let boxes = boxes::projected(scene);
    if !boxes.is_empty() {
        // One box is enough: it is a whole object.
        report.checks.push(Checked {
            kind: Kind::Boxes2d,
            unit: "share",
            limit: limits.boxes,
            frames: boxes,
        });
    }
    report.warnings.extend(maps.warnings);
    Ok(report)
}

fn read<T>(report: &mut Report, result: Result<T, DatasetError>) -> Option<T> {
    result
        .map_err(|error| report.warnings.push(error.to_string()))
        .ok()
}

/// The middle one; `None` of none.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// A frame's median, where there is one.
fn of_frame(frame: &crate::scene::Frame, errors: Vec<f64>) -> Option<FrameError> {
    let count = errors.len();
    Some(FrameError {
        frame: frame.id.clone(),
        median: median(errors)?,
        count,
    })
}
