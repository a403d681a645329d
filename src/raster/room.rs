//! Walls of a room, so that a view from outside can look in: a doll's house.
//!
//! A side of the cloud's bounds is a wall when points cover most of it. Whatever lies on a wall or beyond is left
//! out while the eye is beyond it too; from inside the room nothing is. Walls that are not along the axes of the
//! world are not found, and small things are never taken for rooms.

use super::Bounds;
use crate::geom::DVec3;

/// A room is at least this large along an axis, metres.
const ROOM_M: f64 = 1.5;
/// A wall lies within this distance of the bounds, metres, or within …
const DEPTH_M: f64 = 0.4;
/// … this share of the room's size.
const DEPTH_SHARE: f64 = 0.12;
/// Steps in which the depth of a wall is found.
const DEPTHS: usize = 16;
/// Cells a side of the grid that measures how much of a side is covered.
const CELLS: usize = 16;
/// A wall covers at least this share of its side: doors, windows and shadows of the scanner are open.
const COVERED: f64 = 0.5;
/// How far inside the plane of a wall its points are left out, metres: noise of the scanner.
const NOISE_M: f64 = 0.03;

/// For each axis, where the walls at its low and its high end are, world, metres.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Walls {
    /// Low ends.
    pub low: [Option<f64>; 3],
    /// High ends.
    pub high: [Option<f64>; 3],
}

impl Walls {
    /// Finds walls among points, all relative to `origin`.
    pub(super) fn find(points: &[[f32; 3]], bounds: &Bounds, origin: DVec3) -> Self {
        let mut walls = Self::default();
        for axis in 0..3 {
            walls.low[axis] = wall_depth(points, bounds, axis, false)
                .map(|d| bounds.min[axis] + d + origin[axis]);
            walls.high[axis] =
                wall_depth(points, bounds, axis, true).map(|d| bounds.max[axis] - d + origin[axis]);
        }
        walls
    }

    /// What a view from `eye` keeps, world, metres; `f64::MAX` on sides where nothing is left out.
    pub fn kept_from(&self, eye: DVec3) -> Bounds {
        let mut kept = Bounds {
            min: DVec3::MIN,
            max: DVec3::MAX,
        };
        for axis in 0..3 {
            if let Some(wall) = self.low[axis].filter(|wall| eye[axis] < *wall) {
                kept.min[axis] = wall;
            }
            if let Some(wall) = self.high[axis].filter(|wall| eye[axis] > *wall) {
                kept.max[axis] = wall;
            }
        }
        kept
    }
}

/// How far inside the bounds the wall at one side ends, metres; `None` where there is none.
fn wall_depth(points: &[[f32; 3]], bounds: &Bounds, axis: usize, is_high: bool) -> Option<f64> {
    let size = bounds.size();
    if size[axis] < ROOM_M {
        return None;
    }
    let reach = DEPTH_M.min(size[axis] * DEPTH_SHARE);
    let depth_of = |p: &DVec3| {
        if is_high {
            bounds.max[axis] - p[axis]
        } else {
            p[axis] - bounds.min[axis]
        }
    };
    let near: Vec<(DVec3, f64)> = points
        .iter()
        .map(|p| DVec3::from(p.map(f64::from)))
        .map(|p| (p, depth_of(&p)))
        .filter(|(p, depth)| *depth < reach && bounds.contains(*p, 0.0))
        .collect();
    let mut counts = [0usize; DEPTHS];
    for (_, depth) in &near {
        counts[((depth / reach * DEPTHS as f64) as usize).min(DEPTHS - 1)] += 1;
    }
    let fullest = (0..DEPTHS).max_by_key(|i| counts[*i])?;
    let depth = (fullest + 1) as f64 * reach / DEPTHS as f64 + NOISE_M;
    let on_wall = near
        .iter()
        .filter(|(_, d)| *d <= depth)
        .map(|(p, _)| (*p - bounds.min) / size);
    (covered(on_wall, axis) >= COVERED).then_some(depth)
}

/// The share of a side that points cover; their coordinates run from 0 to 1.
fn covered(points: impl Iterator<Item = DVec3>, axis: usize) -> f64 {
    let mut cells = [false; CELLS * CELLS];
    let (u, v) = ((axis + 1) % 3, (axis + 2) % 3);
    let cell = |share: f64| ((share * CELLS as f64) as usize).min(CELLS - 1);
    for p in points {
        cells[cell(p[u]) * CELLS + cell(p[v])] = true;
    }
    cells.iter().filter(|c| **c).count() as f64 / cells.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five sides of a box of `size_m`, open at the high end of y, with a shelf inside.
    fn room(size_m: f32) -> Vec<[f32; 3]> {
        let steps =
            || (0..60).flat_map(|i| (0..60).map(move |j| (i as f32 / 59.0, j as f32 / 59.0)));
        let s = size_m;
        let sides = steps().flat_map(|(u, v)| {
            [
                [0.0, u, v],
                [1.0, u, v],
                [u, 0.0, v],
                [u, v, 0.0],
                [u, v, 1.0],
                [u * 0.2 + 0.3, 1.0, v * 0.2],
            ]
        });
        sides.map(|p: [f32; 3]| p.map(|c| c * s)).collect()
    }

    fn walls(size_m: f32) -> Walls {
        let points = room(size_m);
        let bounds =
            Bounds::around(points.iter().map(|p| DVec3::from(p.map(f64::from)))).expect("points");
        Walls::find(&points, &bounds, DVec3::X * 100.0)
    }

    #[test]
    fn five_walls_are_found_and_the_open_side_is_none() {
        let walls = walls(4.0);
        assert_eq!(walls.low.map(|w| w.is_some()), [true; 3]);
        assert_eq!(walls.high.map(|w| w.is_some()), [true, false, true]);
        let low_x = walls.low[0].expect("a wall");
        assert!(
            (100.03..100.08).contains(&low_x),
            "just inside the points: {low_x}"
        );
    }

    #[test]
    fn only_what_the_eye_is_beyond_is_left_out() {
        let walls = walls(4.0);
        let inside = walls.kept_from(DVec3::new(102.0, 2.0, 2.0));
        assert_eq!((inside.min, inside.max), (DVec3::MIN, DVec3::MAX));
        let above = walls.kept_from(DVec3::new(102.0, 2.0, 9.0));
        assert!(above.max.z < 4.0 && above.max.x == f64::MAX && above.min == DVec3::MIN);
    }

    #[test]
    fn a_box_on_a_table_is_no_room() {
        assert_eq!(walls(0.5), Walls::default());
    }
}
