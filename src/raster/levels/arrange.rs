//! Putting a cloud's points in the order of levels, in place.
//!
//! First by the twelve leading bits of their Morton codes, with an American flag sort over the whole cloud (McIlroy,
//! Bostic and McIlroy, "Engineering Radix Sort", 1993), which needs no second copy of it; then tile by tile in
//! parallel, each with scratch of its own size.

use super::{BATCH, Batch, Levels, SHALLOW};
use crate::raster::CloudInfo;
use crate::scene::{CloudPoint, PointCloud};
use rayon::prelude::*;
use std::ops::Range;

/// Bits of a code for each axis.
const AXIS_BITS: u32 = 21;
/// Bits of a whole code.
const CODE_BITS: u32 = 3 * AXIS_BITS;
/// Leading bits by which the cloud is put into buckets: 16 along each axis.
const BUCKET_BITS: u32 = 12;
const BUCKETS: usize = 1 << BUCKET_BITS;
/// Neighbouring buckets are one tile up to this many points.
const TILE: usize = 1 << 20;
/// Levels: 0 for a tile's first point, 1 to 21 for the cells of those depths, 22 for what shares a cell of the last.
const LEVELS: usize = AXIS_BITS as usize + 2;

/// From offsets to codes.
#[derive(Clone, Copy)]
struct Grid {
    low: [f32; 3],
    /// Cells of the greatest depth in a metre.
    cells_per_m: f32,
    /// Side of the whole, metres.
    side_m: f32,
}

/// Arranges a cloud's points, and their instances with them. `None` when `stop` said so; the points are then in some
/// order, all of them there.
///
/// Takes scratch of 32 bytes for each point of the tiles that are worked on at once, one for each core.
pub fn arrange(
    cloud: &mut PointCloud,
    info: &CloudInfo,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<Levels> {
    let grid = Grid::of(info, cloud);
    let starts = bucket(cloud, &grid, stop)?;
    let ranges = tiles(&starts);
    let with_instances = cloud.instance.len() == cloud.points.len();
    let mut jobs = Vec::with_capacity(ranges.len());
    let (mut points, mut instances) = (cloud.points.as_mut_slice(), cloud.instance.as_mut_slice());
    for range in ranges {
        let (tile, rest) = points.split_at_mut(range.len());
        points = rest;
        let ids = if with_instances { range.len() } else { 0 };
        let (own, rest) = std::mem::take(&mut instances).split_at_mut(ids);
        instances = rest;
        jobs.push((range.start, tile, own));
    }
    let batches: Option<Vec<Vec<Batch>>> = jobs
        .into_par_iter()
        .map(|(first, points, instances)| {
            (!stop()).then(|| tile(&grid, first as u32, points, instances))
        })
        .collect();
    Some(Levels {
        batches: batches?.into_iter().flatten().collect(),
    })
}

impl Grid {
    /// A cube around the bulk of the points; strays count as on its sides.
    fn of(info: &CloudInfo, cloud: &PointCloud) -> Self {
        let (low, side) = info.bounds.map_or(([0.0; 3], 0.0), |b| {
            let low = (b.min - cloud.origin).as_vec3().to_array();
            (low, b.size().max_element() as f32)
        });
        let side_m = if side > 0.0 { side } else { 1.0 };
        Self {
            low,
            cells_per_m: (1_u32 << AXIS_BITS) as f32 / side_m,
            side_m,
        }
    }

    /// The Morton code of an offset. What is no number counts as the lowest.
    fn code(&self, offset_m: [f32; 3]) -> u64 {
        let most = ((1_u32 << AXIS_BITS) - 1) as f32;
        let axis = |i: usize| {
            let cell = (offset_m[i] - self.low[i]) * self.cells_per_m;
            spread(cell.clamp(0.0, most) as u32)
        };
        axis(0) << 2 | axis(1) << 1 | axis(2)
    }

    fn bucket(&self, point: &CloudPoint) -> usize {
        (self.code(point.offset_m) >> (CODE_BITS - BUCKET_BITS)) as usize
    }

    /// Side of the cells of a depth, metres.
    fn cell_m(&self, depth: usize) -> f32 {
        self.side_m / (1_u32 << depth.min(31)) as f32
    }
}

/// The 21 low bits with two zeros before each.
fn spread(value: u32) -> u64 {
    let mut v = u64::from(value) & 0x1f_ffff;
    v = (v | v << 32) & 0x001f_0000_0000_ffff;
    v = (v | v << 16) & 0x001f_0000_ff00_00ff;
    v = (v | v << 8) & 0x100f_00f0_0f00_f00f;
    v = (v | v << 4) & 0x10c3_0c30_c30c_30c3;
    (v | v << 2) & 0x1249_2492_4924_9249
}

/// Puts the points into buckets in place; where each begins, and the end.
fn bucket(
    cloud: &mut PointCloud,
    grid: &Grid,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<Vec<usize>> {
    let counts = cloud
        .points
        .par_chunks(1 << 18)
        .map(|points| {
            let mut counts = vec![0_usize; BUCKETS];
            for point in points {
                counts[grid.bucket(point)] += 1;
            }
            counts
        })
        .reduce(
            || vec![0; BUCKETS],
            |mut all, some| {
                all.iter_mut().zip(some).for_each(|(a, b)| *a += b);
                all
            },
        );
    let mut starts = vec![0; BUCKETS + 1];
    for (i, count) in counts.iter().enumerate() {
        starts[i + 1] = starts[i] + count;
    }
    let with_instances = cloud.instance.len() == cloud.points.len();
    let mut heads = starts.clone();
    for own in 0..BUCKETS {
        if stop() {
            return None;
        }
        while heads[own] < starts[own + 1] {
            let at = heads[own];
            let wanted = grid.bucket(&cloud.points[at]);
            let to = heads[wanted];
            heads[wanted] += 1;
            if wanted != own {
                cloud.points.swap(at, to);
                if with_instances {
                    cloud.instance.swap(at, to);
                }
            }
        }
    }
    Some(starts)
}

/// Neighbouring buckets put together.
fn tiles(starts: &[usize]) -> Vec<Range<usize>> {
    let mut tiles: Vec<Range<usize>> = Vec::new();
    for pair in starts.windows(2) {
        let (first, end) = (pair[0], pair[1]);
        match tiles.last_mut() {
            Some(tile) if end - tile.start <= TILE => tile.end = end,
            _ if first == end => {}
            _ => tiles.push(first..end),
        }
    }
    tiles
}

/// Arranges the points of one tile. `first` is its first point's index in the cloud.
fn tile(grid: &Grid, first: u32, points: &mut [CloudPoint], instances: &mut [u16]) -> Vec<Batch> {
    let mut order: Vec<(u64, u32)> = (0..)
        .zip(&*points)
        .map(|(i, point)| (grid.code(point.offset_m), i))
        .collect();
    order.par_sort_unstable();
    let mut ends = [0; LEVELS + 1];
    let mut before = None;
    let levels: Vec<u8> = order
        .iter()
        .map(|(code, _)| {
            let level = before.map_or(0, |before| level(before, *code));
            before = Some(*code);
            ends[level + 1] += 1;
            level as u8
        })
        .collect();
    for level in 0..LEVELS {
        ends[level + 1] += ends[level];
    }
    let starts = ends;
    let mut to = starts;
    let (from, ids) = (points.to_vec(), instances.to_vec());
    for ((_, source), level) in order.iter().zip(levels) {
        let place = to[usize::from(level)];
        to[usize::from(level)] += 1;
        points[place] = from[*source as usize];
        if let (Some(own), Some(id)) = (instances.get_mut(place), ids.get(*source as usize)) {
            *own = *id;
        }
    }
    batches(grid, first, points, &starts)
}

/// The least depth at which a point is the first of its cell, after the one before it on the curve.
fn level(before: u64, code: u64) -> usize {
    let common = (before ^ code).leading_zeros() - (u64::BITS - CODE_BITS);
    common as usize / 3 + 1
}

/// Cuts a tile into batches: level by level, shallow ones together.
fn batches(
    grid: &Grid,
    first: u32,
    points: &[CloudPoint],
    starts: &[usize; LEVELS + 1],
) -> Vec<Batch> {
    let mut all = Vec::new();
    let mut begin = 0;
    let mut gap_m = f32::INFINITY;
    for level in 0..LEVELS {
        let end = starts[level + 1];
        let is_last = end == points.len();
        if end - begin < SHALLOW && !is_last {
            continue;
        }
        for (i, part) in points[begin..end].chunks(BATCH).enumerate() {
            all.push(Batch {
                gap_m,
                ..around(first + (begin + i * BATCH) as u32, part)
            });
        }
        begin = end;
        gap_m = grid.cell_m(level);
        if is_last {
            break;
        }
    }
    all
}

/// A batch with the sphere around its points.
fn around(first: u32, points: &[CloudPoint]) -> Batch {
    let (mut low, mut high) = ([f32::INFINITY; 3], [f32::NEG_INFINITY; 3]);
    for point in points {
        for axis in 0..3 {
            // `min` and `max` pass over what is no number.
            low[axis] = low[axis].min(point.offset_m[axis]);
            high[axis] = high[axis].max(point.offset_m[axis]);
        }
    }
    let middle: [f32; 3] = std::array::from_fn(|i| low[i] * 0.5 + high[i] * 0.5);
    let radius = points
        .iter()
        .map(|p| {
            (0..3)
                .map(|i| p.offset_m[i] - middle[i])
                .map(|d| d * d)
                .sum::<f32>()
        })
        .fold(0.0, f32::max);
    // A batch without a sphere is never left out.
    let is_known = middle.iter().all(|v| v.is_finite()) && radius.is_finite();
    Batch {
        first,
        count: points.len() as u32,
        center_m: if is_known { middle } else { [0.0; 3] },
        radius_m: if is_known {
            radius.sqrt() * 1.000_01
        } else {
            f32::INFINITY
        },
        gap_m: f32::INFINITY,
    }
}
