//! From the nearest point of each pixel to a lit picture: look up colours, fill small holes, shade edges.
//!
//! `shaders/gather.wgsl`, `fill.wgsl` and `shade.wgsl` do the same arithmetic in the same order.

use super::Picture;
use super::colour::{byte, point_colour};
use super::frame::Frame;
use super::points::{EMPTY, depth_of};
use super::style::PointStyle;
use crate::scene::PointCloud;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// Steps in depth below this share are noise or slope, not edges: they are left unshaded.
const EDL_IGNORE: f32 = 0.006;
/// Steps beyond this share are all the same edge.
const EDL_LIMIT: f32 = 0.25;
/// A pixel is a hole when at least this many of the eight pixels next to it are nearer …
const FILL_NEXT: u32 = 5;
/// … or this many of those farther off: a straight edge or a corner must never look like a hole …
const FILL_FAR: u32 = 6;
/// … by this share of its own depth.
const FILL_STEP: f32 = 0.06;
/// Pixels whose depths differ by less than this share show one surface.
const SAME_SURFACE: f32 = 0.02;

/// What one pixel shows.
#[derive(Clone, Copy)]
pub(super) struct Surface {
    /// `r | g << 8 | b << 16`, unlit.
    pub(super) rgb: u32,
    /// Infinite where nothing is.
    pub(super) depth_m: f32,
    /// `u32::MAX` where there is none: nothing, or a photograph.
    pub(super) point: u32,
}

/// Looks the colour and the true depth of every pixel's point up.
pub(super) fn gather(
    frame: &Frame,
    cloud: &PointCloud,
    table: &[u32],
    keys: &[AtomicU64],
) -> Vec<Surface> {
    let background = pack(|i| frame.background[i]);
    let nothing = Surface {
        rgb: background,
        depth_m: f32::INFINITY,
        point: u32::MAX,
    };
    let look_up = |key: &AtomicU64| {
        let key = key.load(Ordering::Relaxed);
        let index = key as u32;
        let point = cloud.points.get(index as usize).filter(|_| key != EMPTY);
        point.map_or(nothing, |point| {
            let instance = cloud.instance.get(index as usize).copied().unwrap_or(0);
            let entry = table
                .get(usize::from(instance))
                .or(table.last())
                .copied()
                .unwrap_or(0);
            let depth_m = depth_of(frame, point);
            Surface {
                rgb: point_colour(frame, point, depth_m, entry),
                depth_m,
                point: index,
            }
        })
    };
    keys.par_iter().with_min_len(4096).map(look_up).collect()
}

/// One round of hole filling: a pixel that is clearly behind most of the pixels `reach_px` around it takes the
/// place of the farthest of these and the mean colour of that surface: what shows beside a near thing is what lies
/// behind it. A round that reaches far counts only pixels whose points are
/// so near that their squares are as wide as the gap; [`PointStyle::FILL_EMPTY_PX`] has the exception.
pub(super) fn fill(frame: &Frame, surface: &[Surface], reach_px: i32) -> Vec<Surface> {
    let view = Pixels::new(frame, surface);
    let needed = if reach_px == 1 { FILL_NEXT } else { FILL_FAR };
    let near_m = if reach_px <= PointStyle::FILL_ANY_PX {
        f32::MAX
    } else {
        frame.splat_m * frame.focal_px[0] / PointStyle::wide_px(reach_px)
    };
    view.map(|x, y, own| {
        let around = |(dx, dy): (i32, i32)| view.at(x + dx * reach_px, y + dy * reach_px);
        let is_empty = own.depth_m.is_infinite();
        let limit = if is_empty && reach_px <= PointStyle::FILL_EMPTY_PX {
            f32::MAX
        } else {
            (own.depth_m * (1.0 - FILL_STEP)).min(near_m)
        };
        // Most pixels are no holes, and four of the eight tell: with none of them nearer, at most four are.
        if !SIDES
            .into_iter()
            .filter_map(around)
            .any(|n| n.depth_m < limit)
        {
            return own;
        }
        let ring = RING.map(around);
        let nearer = || ring.iter().flatten().filter(|n| n.depth_m < limit);
        // Out of eight; at the picture's border the same share of those inside.
        let inside = ring.iter().flatten().count() as u32;
        if (nearer().count() as u32) * 8 < needed * inside {
            return own;
        }
        let farther = |a: Surface, b: Surface| if b.depth_m > a.depth_m { b } else { a };
        let farthest = nearer().copied().reduce(farther);
        farthest.map_or(own, |farthest| {
            let mut mean = Mean::default();
            let same = farthest.depth_m * (1.0 - FILL_STEP);
            for near in nearer().filter(|n| n.depth_m >= same) {
                mean.add(near.rgb);
            }
            Surface {
                rgb: mean.rgb(),
                ..farthest
            }
        })
    })
}

/// Sums colours channel by channel.
#[derive(Default)]
struct Mean {
    sum: [u32; 3],
    count: u32,
}

impl Mean {
    fn add(&mut self, rgb: u32) {
        for (sum, shift) in self.sum.iter_mut().zip([0, 8, 16]) {
            *sum += rgb >> shift & 255;
        }
        self.count += 1;
    }

    /// The mean, halves rounded upward.
    fn rgb(&self) -> u32 {
        let [r, g, b] = self.sum.map(|s| (s + self.count / 2) / self.count.max(1));
        r | g << 8 | b << 16
    }
}

/// The eight neighbours.
const RING: [(i32, i32); 8] = [
    (-1, -1),
    (0, -1),
    (1, -1),
    (-1, 0),
    (1, 0),
    (-1, 1),
    (0, 1),
    (1, 1),
];
/// Those that share a side.
const SIDES: [(i32, i32); 4] = [(1, 0), (-1, 0), (0, 1), (0, -1)];
/// Four directions; the pixels before and after are compared with the one between.
const ACROSS: [(i32, i32); 4] = [(1, 0), (0, 1), (1, 1), (1, -1)];

/// Lights the picture.
///
/// Eye-dome lighting after Boucheny (2009), on inverse depth: over any plane that is linear on the screen, so
/// the mean of two opposite neighbours equals the pixel between them and planes stay unshaded at every slope.
/// A pixel behind its neighbours is darkened.
pub(super) fn shade(frame: &Frame, surface: &[Surface]) -> Picture {
    let view = Pixels::new(frame, surface);
    let lit = view.map(|x, y, own| {
        let dark = 1.0 / (1.0 + frame.edl_strength * edge(frame, &view, x, y, own));
        let rgb = smooth(frame, &view, x, y, own);
        pack(|i| (rgb >> (8 * i) & 255) as f32 * dark) | 0xff00_0000
    });
    Picture {
        width: frame.size_px[0],
        height: frame.size_px[1],
        rgba: lit.into_iter().flat_map(u32::to_le_bytes).collect(),
        depth_m: surface.iter().map(|s| s.depth_m).collect(),
        point: surface.iter().map(|s| s.point).collect(),
    }
}

/// How far a pixel lies behind its neighbours, as a share of its depth, summed over four directions.
fn edge(frame: &Frame, view: &Pixels<'_>, x: i32, y: i32, own: Surface) -> f32 {
    if own.point == u32::MAX || frame.edl_strength == 0.0 {
        return 0.0;
    }
    let inverse = |dx: i32, dy: i32| {
        let (dx, dy) = (dx * frame.edl_radius_px, dy * frame.edl_radius_px);
        let near = view.at(x + dx, y + dy).filter(|s| s.depth_m.is_finite());
        near.map_or(1.0 / own.depth_m, |s| 1.0 / s.depth_m)
    };
    let mut sum = 0.0;
    for (dx, dy) in ACROSS {
        let mean = (inverse(dx, dy) + inverse(-dx, -dy)) * 0.5;
        sum += (mean * own.depth_m - 1.0 - EDL_IGNORE).clamp(0.0, EDL_LIMIT);
    }
    sum
}

/// The mean colour of the surface around a pixel, over about the size of its point: where points are seen
/// from close by, each would otherwise be a flat patch.
fn smooth(frame: &Frame, view: &Pixels<'_>, x: i32, y: i32, own: Surface) -> u32 {
    let side_px = (frame.splat_m * frame.focal_px[0] / own.depth_m).min(frame.max_splat_px);
    let reach_px = (frame.smoothing * side_px + 0.5) as i32;
    if own.point == u32::MAX || reach_px < 1 {
        return own.rgb;
    }
    let mut mean = Mean::default();
    mean.add(own.rgb);
    // Two rings, for a single wide one would leave a pattern of its own; at a reach of one they are the same.
    let inner = (reach_px + 1) / 2;
    for reach in [inner, reach_px]
        .into_iter()
        .skip(usize::from(inner == reach_px))
    {
        for (dx, dy) in RING {
            if let Some(n) = view.at(x + dx * reach, y + dy * reach)
                && (n.depth_m - own.depth_m).abs() < own.depth_m * SAME_SURFACE
            {
                mean.add(n.rgb);
            }
        }
    }
    mean.rgb()
}

fn pack(channel: impl Fn(usize) -> f32) -> u32 {
    byte(channel(0)) | byte(channel(1)) << 8 | byte(channel(2)) << 16
}

/// Pixels by position.
struct Pixels<'a> {
    width: i32,
    height: i32,
    surface: &'a [Surface],
}

impl<'a> Pixels<'a> {
    fn new(frame: &Frame, surface: &'a [Surface]) -> Self {
        let [width, height] = frame.size_px.map(|s| s as i32);
        Self {
            width,
            height,
            surface,
        }
    }

    fn at(&self, x: i32, y: i32) -> Option<Surface> {
        let inside = x >= 0 && y >= 0 && x < self.width && y < self.height;
        inside
            .then(|| self.surface.get((y * self.width + x) as usize).copied())
            .flatten()
    }

    fn map<T: Send>(&self, f: impl Fn(i32, i32, Surface) -> T + Sync) -> Vec<T> {
        let width = self.width.max(1) as usize;
        let each = |(i, s): (usize, &Surface)| f((i % width) as i32, (i / width) as i32, *s);
        self.surface
            .par_iter()
            .enumerate()
            .with_min_len(4096)
            .map(each)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::DVec3;
    use crate::raster::{CloudInfo, PointStyle, ViewCamera};

    fn frame() -> Frame {
        let camera = ViewCamera::look_at(DVec3::ZERO, DVec3::Y, 1.0, [5, 5]).expect("ahead");
        let info = CloudInfo {
            bounds: None,
            spacing_m: 0.0,
            walls: crate::raster::Walls::default(),
            has_instances: false,
        };
        Frame::new(&info, DVec3::ZERO, &camera, &PointStyle::default())
    }

    fn flat(depth: impl Fn(i32, i32) -> f32) -> Vec<Surface> {
        let at = |i: i32| Surface {
            rgb: 0xc8_c8_c8,
            depth_m: depth(i % 5, i / 5),
            point: i as u32,
        };
        (0..25).map(at).collect()
    }

    fn lightness(picture: &Picture, x: usize, y: usize) -> u8 {
        picture.rgba[(y * 5 + x) * 4]
    }

    #[test]
    fn a_hole_is_filled_and_an_edge_is_not_moved() {
        let nothing = Surface {
            rgb: 0,
            depth_m: f32::INFINITY,
            point: u32::MAX,
        };
        let mut surface = flat(|_, _| 2.0);
        surface[12] = nothing;
        assert_eq!(fill(&frame(), &surface, 1)[12].depth_m, 2.0);
        let mut half = flat(|_, _| 2.0);
        for i in (0..25).filter(|i| i % 5 >= 3) {
            half[i] = nothing;
        }
        assert!(
            fill(&frame(), &half, 1)[13].depth_m.is_infinite(),
            "three nearer neighbours are an edge"
        );
    }

    /// A surface 40 px wide whose splats are `wide_px` at 1 m, all 1 m off but for what `depth` says.
    fn wide(wide_px: f32, depth: impl Fn(i32, i32) -> Option<f32>) -> (Frame, Vec<Surface>) {
        let frame = Frame {
            size_px: [40, 40],
            splat_m: wide_px,
            focal_px: [1.0, 1.0],
            ..frame()
        };
        let at = |i: i32| {
            let depth_m = depth(i % 40, i / 40).unwrap_or(1.0);
            Surface {
                rgb: if depth_m > 3.0 {
                    0x10_10_10
                } else {
                    0xc8_c8_c8
                },
                depth_m,
                point: if depth_m.is_finite() {
                    i as u32
                } else {
                    u32::MAX
                },
            }
        };
        (frame, (0..1600).map(at).collect())
    }

    #[test]
    fn a_wide_gap_is_a_hole_only_between_points_that_are_near_enough() {
        let slit = |x: i32, _: i32| (12..=26).contains(&x).then_some(4.0);
        let middle = 20 * 40 + 19;
        for (wide_px, filled) in [(9.0, false), (11.0, true)] {
            let (frame, surface) = wide(wide_px, slit);
            let depth_m = fill(&frame, &surface, 8)[middle].depth_m;
            assert_eq!(depth_m < 2.0, filled, "squares {wide_px} px wide");
        }
        let reaches = |widest| {
            PointStyle::default()
                .fill_reaches_px(widest)
                .collect::<Vec<_>>()
        };
        assert_eq!(reaches(5.0), [8, 4, 2, 1]);
        assert_eq!(
            reaches(20.0),
            [16, 8, 4, 2, 1],
            "as soon as any point is wide enough"
        );
    }

    #[test]
    fn what_is_empty_and_closed_in_is_a_hole_at_any_distance() {
        let inside = |x: i32, y: i32| (14..=22).contains(&x) && (14..=22).contains(&y);
        let (frame, surface) = wide(2.0, |x, y| inside(x, y).then_some(f32::INFINITY));
        assert_eq!(fill(&frame, &surface, 8)[18 * 40 + 18].depth_m, 1.0);
        let (frame, surface) = wide(2.0, |x, y| inside(x, y).then_some(9.0));
        let seen = fill(&frame, &surface, 8)[18 * 40 + 18].depth_m;
        assert_eq!(seen, 9.0, "through an opening one sees what lies behind");
    }

    #[test]
    fn a_hole_beside_something_near_shows_what_lies_behind_it() {
        let nothing = Surface {
            rgb: 0,
            depth_m: f32::INFINITY,
            point: u32::MAX,
        };
        // Three columns of something near, and a wall behind it with a hole at its side.
        let mut surface = flat(|x, _| if x < 2 { 1.0 } else { 3.0 });
        for s in surface.iter_mut().filter(|s| s.depth_m > 2.0) {
            s.rgb = 0x30_30_30;
        }
        surface[12] = nothing;
        let filled = fill(&frame(), &surface, 1)[12];
        assert_eq!((filled.depth_m, filled.rgb), (3.0, 0x30_30_30));
    }

    #[test]
    fn planes_stay_unshaded_at_any_slope_and_steps_are_shaded_behind() {
        // A plane: inverse depth linear over the screen.
        let slope = shade(
            &frame(),
            &flat(|x, y| 1.0 / (0.2 + 0.05 * x as f32 + 0.03 * y as f32)),
        );
        assert_eq!(lightness(&slope, 2, 2), 0xc8);
        let step = shade(&frame(), &flat(|x, _| if x < 2 { 1.0 } else { 2.0 }));
        assert_eq!(
            lightness(&step, 1, 2),
            0xc8,
            "the near side keeps its colour"
        );
        assert!(
            lightness(&step, 2, 2) < 150,
            "the far side of a step is darkened"
        );
    }
}
