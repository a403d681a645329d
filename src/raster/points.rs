//! Points to pixels: the nearest point of every pixel, by an atomic minimum over (depth, index).
//!
//! `shaders/shared/splat.wgsl` does the same arithmetic in the same order; change both together.

use super::frame::Frame;
use crate::scene::CloudPoint;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// A pixel that no point covers.
pub(super) const EMPTY: u64 = u64::MAX;

/// Points handled by one task: large enough to hide the task's cost, small enough to share out.
const BATCH: usize = 16_384;

/// The square of pixels a point covers.
struct Splat {
    /// The point's position, px.
    center: [f32; 2],
    /// First and last pixel, inclusive.
    first: [i32; 2],
    last: [i32; 2],
    /// Half the side, px.
    half_px: f32,
    /// Depth of the point, metres.
    z_m: f32,
    /// How much farther than its centre the splat's rim counts, metres.
    bulge_m: f32,
}

/// The depth of a point along the camera's axis, metres.
pub(super) fn depth_of(frame: &Frame, point: &CloudPoint) -> f32 {
    row(&frame.camera_from_cloud[2], point.offset_m)
}

fn row(r: &[f32; 4], p: [f32; 3]) -> f32 {
    r[0] * p[0] + r[1] * p[1] + r[2] * p[2] + r[3]
}

/// Whether a point is not on a wall that the view looks through; NaN is not.
fn is_kept(frame: &Frame, p: [f32; 3]) -> bool {
    (0..3).all(|i| p[i] >= frame.keep_min[i] && p[i] <= frame.keep_max[i])
}

/// Where a point falls; `None` when it is cut away, outside the picture or not finite.
fn splat(frame: &Frame, point: &CloudPoint) -> Option<Splat> {
    let z_m = depth_of(frame, point);
    // Written so that NaN fails.
    if !(z_m >= frame.near_m && z_m < f32::MAX && is_kept(frame, point.offset_m)) {
        return None;
    }
    let x = row(&frame.camera_from_cloud[0], point.offset_m);
    let y = row(&frame.camera_from_cloud[1], point.offset_m);
    let center = [
        frame.focal_px[0] * x / z_m + frame.center_px[0],
        frame.focal_px[1] * y / z_m + frame.center_px[1],
    ];
    let grown = (frame.splat_m * frame.focal_px[0] / z_m).min(frame.max_splat_px);
    let half_px = grown.max(frame.point_px) * 0.5;
    let size = frame.size_px.map(|s| s as f32);
    let inside = |i: usize| center[i] > -half_px && center[i] < size[i] + half_px;
    if !(inside(0) && inside(1)) {
        return None;
    }
    let first = |i: usize| (center[i] - half_px - 0.5).ceil().max(0.0) as i32;
    let last = |i: usize| ((center[i] + half_px - 0.5).ceil() - 1.0).min(size[i] - 1.0) as i32;
    Some(Splat {
        center,
        first: [first(0), first(1)],
        last: [last(0), last(1)],
        half_px,
        z_m,
        bulge_m: half_px * z_m / frame.focal_px[0],
    })
}

/// For each pixel, row by row, `depth bits << 32 | point index` of the nearest point of some runs, or [`EMPTY`].
///
/// A splat bulges towards the viewer: its rim counts as farther than its centre, so that where splats of one
/// surface overlap each pixel goes to the point it is nearest to.
pub(super) fn rasterise(
    frame: &Frame,
    points: &[CloudPoint],
    runs: &[Range<u32>],
) -> Vec<AtomicU64> {
    let width = frame.size_px[0] as usize;
    let pixels = width * frame.size_px[1] as usize;
    let keys: Vec<AtomicU64> = (0..pixels).map(|_| AtomicU64::new(EMPTY)).collect();
    let pieces = |run: &Range<u32>| {
        let end = run.end;
        run.clone()
            .step_by(BATCH)
            .map(move |first| first..end.min(first + BATCH as u32))
    };
    let pieces: Vec<Range<u32>> = runs.iter().flat_map(pieces).collect();
    pieces.into_par_iter().for_each(|piece| {
        let own = points.get(piece.start as usize..piece.end as usize);
        for (index, point) in piece.zip(own.unwrap_or_default()) {
            if let Some(splat) = splat(frame, point) {
                cover(&keys, width, &splat, index);
            }
        }
    });
    keys
}

fn cover(keys: &[AtomicU64], width: usize, splat: &Splat, index: u32) {
    let inv_half = 1.0 / splat.half_px;
    for y in splat.first[1]..=splat.last[1] {
        let dy = (y as f32 + 0.5 - splat.center[1]) * inv_half;
        for x in splat.first[0]..=splat.last[0] {
            let dx = (x as f32 + 0.5 - splat.center[0]) * inv_half;
            let depth = splat.z_m + splat.bulge_m * (dx * dx + dy * dy);
            let key = u64::from(depth.to_bits()) << 32 | u64::from(index);
            // Most splats lose: a plain read is far cheaper than the exchange it saves.
            if let Some(cell) = keys.get(y as usize * width + x as usize)
                && key < cell.load(Ordering::Relaxed)
            {
                cell.fetch_min(key, Ordering::Relaxed);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::DVec3;
    use crate::raster::{Chosen, CloudInfo, PointStyle, ViewCamera};

    fn frame(point_px: f32) -> Frame {
        let camera = ViewCamera::look_at(DVec3::ZERO, DVec3::Y, 1.0, [9, 9]).expect("ahead");
        let info = CloudInfo {
            bounds: None,
            spacing_m: 0.0,
            walls: crate::raster::Walls::default(),
            has_instances: false,
        };
        let style = PointStyle {
            point_px,
            ..PointStyle::default()
        };
        Frame::new(&info, DVec3::ZERO, &camera, &style)
    }

    fn at(x: f32, y: f32, z: f32) -> CloudPoint {
        CloudPoint {
            offset_m: [x, y, z],
            rgba: [0; 4],
        }
    }

    fn covered(frame: &Frame, points: &[CloudPoint]) -> Vec<(usize, u32)> {
        let keys = rasterise(frame, points, &Chosen::all(points.len()).runs);
        let full = keys.iter().map(|k| k.load(Ordering::Relaxed)).enumerate();
        full.filter(|(_, k)| *k != EMPTY)
            .map(|(i, k)| (i, k as u32))
            .collect()
    }

    #[test]
    fn one_point_covers_its_pixel_and_the_nearer_of_two_wins() {
        assert_eq!(covered(&frame(1.0), &[at(0.0, 3.0, 0.0)]), [(40, 0)]);
        assert_eq!(
            covered(&frame(1.0), &[at(0.0, 3.0, 0.0), at(0.0, 2.0, 0.0)]),
            [(40, 1)]
        );
        assert_eq!(
            covered(&frame(1.0), &[at(0.0, 2.0, 0.0), at(0.0, 2.0, 0.0)]),
            [(40, 0)],
            "a tie"
        );
    }

    #[test]
    fn a_square_of_three_pixels_covers_nine() {
        let pixels: Vec<usize> = covered(&frame(3.0), &[at(0.0, 3.0, 0.0)])
            .iter()
            .map(|c| c.0)
            .collect();
        assert_eq!(pixels, [30, 31, 32, 39, 40, 41, 48, 49, 50]);
    }

    #[test]
    fn what_cannot_be_drawn_is_left_out() {
        let bad = [
            at(f32::NAN, 2.0, 0.0),
            at(0.0, f32::INFINITY, 0.0),
            at(f32::NEG_INFINITY, 2.0, 0.0),
            at(0.0, -2.0, 0.0),
            at(0.0, 0.0, 0.0),
            at(1e30, 1e-3, 0.0),
            at(50.0, 2.0, 0.0),
        ];
        assert_eq!(covered(&frame(3.0), &bad), []);
    }
}
