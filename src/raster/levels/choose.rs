//! Which batches a picture needs.

use super::{Batch, Levels};
use crate::geom::DVec3;
use crate::raster::frame::MAX_SPLAT_PX;
use crate::raster::{NEAR_M, ViewCamera};
use std::ops::Range;

/// Gaps between points narrower than this, px, are none: a point covers a pixel.
const FINE_PX: f32 = 0.75;

/// What is drawn of a cloud.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen {
    /// Points by index, ascending, apart from each other.
    pub runs: Vec<Range<u32>>,
    /// The widest gap that is left between points by what was not chosen, px; 0 when nothing before the camera is
    /// missing.
    pub gap_px: f32,
    /// Whether every point before the camera is there.
    pub is_all: bool,
}

impl Chosen {
    /// A whole cloud.
    pub fn all(points: usize) -> Self {
        let end = u32::try_from(points).unwrap_or(u32::MAX);
        Self {
            runs: (end > 0).then_some(0..end).into_iter().collect(),
            gap_px: 0.0,
            is_all: true,
        }
    }

    /// How many points.
    pub fn points(&self) -> usize {
        self.runs.iter().map(ExactSizeIterator::len).sum()
    }
}

impl Levels {
    /// At most `budget` points before a camera: those whose batches close the widest gaps in the picture. The widest of
    /// all come in any case. `origin` is the cloud's.
    pub fn choose(&self, camera: &ViewCamera, origin: DVec3, budget: usize) -> Chosen {
        let view = View::new(camera, origin);
        let mut seen: Vec<(f32, usize)> = (0..)
            .zip(&self.batches)
            .filter_map(|(i, batch)| Some((view.gap_px(batch)?, i)))
            .collect();
        // Wide ones first, then in the cloud's own order: the same picture for the same camera.
        seen.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut left = budget;
        let taken = seen.iter().position(|(gap_px, i)| {
            let count = self.batches[*i].count as usize;
            let is_over = *gap_px < FINE_PX || (count > left && gap_px.is_finite());
            left = left.saturating_sub(count);
            is_over
        });
        let (taken, rest) = seen.split_at(taken.unwrap_or(seen.len()));
        Chosen {
            runs: self.runs(taken.iter().map(|(_, i)| *i).collect()),
            gap_px: rest.first().map_or(0.0, |(gap_px, _)| *gap_px),
            is_all: rest.is_empty(),
        }
    }

    /// Every point before a camera.
    pub fn before(&self, camera: &ViewCamera, origin: DVec3) -> Chosen {
        let view = View::new(camera, origin);
        let seen = (0..self.batches.len()).filter(|i| view.gap_px(&self.batches[*i]).is_some());
        Chosen {
            runs: self.runs(seen.collect()),
            gap_px: 0.0,
            is_all: true,
        }
    }

    /// Batches by index as runs of points.
    fn runs(&self, mut batches: Vec<usize>) -> Vec<Range<u32>> {
        batches.sort_unstable();
        let mut runs: Vec<Range<u32>> = Vec::new();
        for batch in batches.into_iter().map(|i| &self.batches[i]) {
            let end = batch.first + batch.count;
            match runs.last_mut() {
                Some(run) if run.end == batch.first => run.end = end,
                _ => runs.push(batch.first..end),
            }
        }
        runs
    }
}

/// A camera among a cloud's offsets.
struct View {
    /// Rows of the rotation from offsets to camera space, and the translation.
    rows: [[f32; 3]; 3],
    shift: [f32; 3],
    /// Inward normals of the picture's four sides, through the eye, in camera space.
    sides: [[f32; 3]; 4],
    focal_px: f32,
    near_m: f32,
}

impl View {
    fn new(camera: &ViewCamera, origin: DVec3) -> Self {
        let pose = camera.camera_from_world();
        let shift = pose.transform(origin);
        let rows = pose.rotation.transpose();
        let rows = [rows.x_axis, rows.y_axis, rows.z_axis];
        let p = &camera.pinhole;
        // Squares of points reach beyond their middles.
        let beyond = f64::from(MAX_SPLAT_PX);
        let [width, height] = camera.size_px().map(f64::from);
        let ray = |x: f64, y: f64| p.unproject((x, y).into(), 1.0);
        let (left, right) = (ray(-beyond, p.cy).x, ray(width + beyond, p.cy).x);
        let (top, bottom) = (ray(p.cx, -beyond).y, ray(p.cx, height + beyond).y);
        let sides = [
            DVec3::new(1.0, 0.0, -left),
            DVec3::new(-1.0, 0.0, right),
            DVec3::new(0.0, 1.0, -top),
            DVec3::new(0.0, -1.0, bottom),
        ];
        Self {
            rows: rows.map(|row| row.as_vec3().to_array()),
            shift: shift.as_vec3().to_array(),
            sides: sides.map(|side| side.normalize_or(DVec3::Z).as_vec3().to_array()),
            focal_px: p.fx.max(p.fy) as f32,
            near_m: camera.near_m.max(NEAR_M) as f32,
        }
    }

    /// How wide a batch's gap is in the picture at the most, px; `None` when none of it can be in the picture.
    fn gap_px(&self, batch: &Batch) -> Option<f32> {
        if batch.radius_m == f32::INFINITY {
            return Some(f32::INFINITY);
        }
        let at: [f32; 3] =
            std::array::from_fn(|i| dot(self.rows[i], batch.center_m) + self.shift[i]);
        let outside = at[2] + batch.radius_m < self.near_m
            || self
                .sides
                .iter()
                .any(|side| dot(*side, at) < -batch.radius_m);
        if outside {
            return None;
        }
        // The eye within a batch is near to one of its points at the most: the others are about half its size away.
        let depth_m = (at[2] - batch.radius_m)
            .max(0.5 * batch.radius_m)
            .max(self.near_m);
        Some(batch.gap_m * self.focal_px / depth_m)
    }
}

fn dot(a: [f32; 3], b: [f32; 3]) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}
