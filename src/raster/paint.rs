//! Paints a [`Screen`] over a picture: anti-aliased strokes and translucent faces, each pixel tested against
//! the depth of the points, in its hidden style where it lies behind them.
//!
//! `shaders/lines.wgsl`, `faces.wgsl` and `shared/hidden.wgsl` do the same arithmetic.

use super::Picture;
use super::colour::byte;
use super::screen::{Screen, ScreenFace, ScreenLine};

/// An overlay this much behind the surface still counts as on it: metres, and share of the depth. Boxes are
/// tight and scans noisy, so evidence that touches its object must not flicker.
const ON_SURFACE_M: f32 = 0.025;
/// See [`ON_SURFACE_M`].
const ON_SURFACE_SHARE: f32 = 0.008;
/// Offsets, px, at which the surface's depth is looked up; the farthest counts. A point is drawn as a patch of
/// one depth, so on a slanted surface the patch before an edge would hide what lies on the next.
const AROUND: [(i32, i32); 5] = [(0, 0), (-2, 0), (2, 0), (0, -2), (0, 2)];

/// Paints faces, then lines, in their order.
pub(super) fn paint(picture: &mut Picture, screen: &Screen) {
    for face in &screen.faces {
        paint_face(picture, face);
    }
    for line in &screen.lines {
        paint_line(picture, line);
    }
}

fn is_hidden(inv_z: f32, surface_m: f32) -> bool {
    (1.0 / inv_z) * (1.0 - ON_SURFACE_SHARE) - ON_SURFACE_M > surface_m
}

/// The farthest depth around a pixel inside the picture, metres.
fn surface_around(picture: &Picture, x: u32, y: u32) -> f32 {
    let (width, height) = (picture.width as i32, picture.height as i32);
    let depth = |(dx, dy): (i32, i32)| {
        let (x, y) = (
            (x as i32 + dx).clamp(0, width - 1),
            (y as i32 + dy).clamp(0, height - 1),
        );
        picture
            .depth_m
            .get((y * width + x) as usize)
            .copied()
            .unwrap_or(f32::INFINITY)
    };
    AROUND.into_iter().map(depth).fold(0.0, f32::max)
}

fn paint_line(picture: &mut Picture, line: &ScreenLine) {
    let shape = Capsule::new(line);
    let (top, bottom) = shape.rows(picture.height);
    for y in top..bottom {
        let (left, right) = shape.columns(y, picture.width);
        for x in left..right {
            let index = y as usize * picture.width as usize + x as usize;
            let alpha = shape.opacity([x as f32 + 0.5, y as f32 + 0.5], || {
                surface_around(picture, x, y)
            });
            blend(&mut picture.rgba, index, line.rgba, alpha);
        }
    }
}

/// A line with round ends, and what is constant over its pixels.
struct Capsule<'a> {
    line: &'a ScreenLine,
    ab: [f32; 2],
    length_squared: f32,
    length: f32,
    reach: f32,
}

impl<'a> Capsule<'a> {
    fn new(line: &'a ScreenLine) -> Self {
        let ab = [line.b_px[0] - line.a_px[0], line.b_px[1] - line.a_px[1]];
        let length_squared = ab[0] * ab[0] + ab[1] * ab[1];
        let reach = line.width_px.max(1.0) * 0.5 + 1.0;
        Self {
            line,
            ab,
            length_squared,
            length: length_squared.sqrt(),
            reach,
        }
    }

    fn rows(&self, height: u32) -> (u32, u32) {
        let (a, b) = (self.line.a_px[1], self.line.b_px[1]);
        range(a.min(b) - self.reach, a.max(b) + self.reach, height)
    }

    /// The columns of row `y` that the stroke can reach: a long slanted line fills little of its rectangle.
    fn columns(&self, y: u32, width: u32) -> (u32, u32) {
        let (a, b) = (self.line.a_px, self.line.b_px);
        let (mut left, mut right) = (a[0].min(b[0]) - self.reach, a[0].max(b[0]) + self.reach);
        if self.ab[1].abs() > 1.0 {
            let middle = a[0] + (y as f32 + 0.5 - a[1]) * self.ab[0] / self.ab[1];
            let half = self.reach * self.length / self.ab[1].abs() + 1.0;
            left = left.max(middle - half);
            right = right.min(middle + half);
        }
        range(left, right, width)
    }

    /// Coverage times opacity at a pixel's centre.
    fn opacity(&self, p: [f32; 2], surface_m: impl FnOnce() -> f32) -> f32 {
        let line = self.line;
        let ap = [p[0] - line.a_px[0], p[1] - line.a_px[1]];
        let along = ap[0] * self.ab[0] + ap[1] * self.ab[1];
        let t = if self.length_squared > 0.0 {
            (along / self.length_squared).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let off = [ap[0] - self.ab[0] * t, ap[1] - self.ab[1] * t];
        let distance = (off[0] * off[0] + off[1] * off[1]).sqrt();
        let half = line.width_px.max(1.0) * 0.5;
        let cover = (half + 0.5 - distance).clamp(0.0, 1.0) * line.width_px.min(1.0);
        if cover <= 0.0 {
            return 0.0;
        }
        let inv_z = line.inv_z[0] + (line.inv_z[1] - line.inv_z[0]) * t;
        let hidden = is_hidden(inv_z, surface_m());
        let at = line.dash_start_px + t * self.length;
        let (dash, factor) = if hidden {
            (line.hidden_dash_px, line.hidden_alpha)
        } else {
            (line.dash_px, 1.0)
        };
        line.rgba[3] * cover * factor * dash_cover(dash, at)
    }
}

/// How much of a dash covers the pattern's position `at`, with soft ends one pixel long.
fn dash_cover([on, off]: [f32; 2], at: f32) -> f32 {
    let period = on + off;
    if period <= 0.0 {
        return 1.0;
    }
    let within = at - (at / period).floor() * period;
    let from_middle = (within - on * 0.5).abs();
    let from_middle = from_middle.min(period - from_middle);
    (on * 0.5 + 0.5 - from_middle).clamp(0.0, 1.0)
}

fn paint_face(picture: &mut Picture, face: &ScreenFace) {
    let Some(triangle) = Triangle::new(face) else {
        return;
    };
    let ys = [face.a_px[1], face.b_px[1], face.c_px[1]];
    let xs = [face.a_px[0], face.b_px[0], face.c_px[0]];
    let span = |v: [f32; 3], limit| {
        range(
            v[0].min(v[1]).min(v[2]) - 1.0,
            v[0].max(v[1]).max(v[2]) + 1.0,
            limit,
        )
    };
    let ((top, bottom), (left, right)) = (span(ys, picture.height), span(xs, picture.width));
    for y in top..bottom {
        for x in left..right {
            let index = y as usize * picture.width as usize + x as usize;
            let inv_z = triangle.inv_z_at([x as f32 + 0.5, y as f32 + 0.5]);
            let (Some(inv_z), Some(surface_m)) = (inv_z, picture.depth_m.get(index).copied())
            else {
                continue;
            };
            let factor = if is_hidden(inv_z, surface_m) {
                face.hidden_alpha
            } else {
                1.0
            };
            blend(&mut picture.rgba, index, face.rgba, face.rgba[3] * factor);
        }
    }
}

/// A triangle turned so that its area is positive.
struct Triangle {
    corners: [[f32; 2]; 3],
    inv_z: [f32; 3],
    area: f32,
}

impl Triangle {
    fn new(face: &ScreenFace) -> Option<Self> {
        let [za, zb, zc, _] = face.inv_z;
        let area = cross(face.a_px, face.b_px, face.c_px);
        let (corners, inv_z) = if area > 0.0 {
            ([face.a_px, face.b_px, face.c_px], [za, zb, zc])
        } else {
            ([face.a_px, face.c_px, face.b_px], [za, zc, zb])
        };
        (area != 0.0 && area.is_finite()).then_some(Self {
            corners,
            inv_z,
            area: area.abs(),
        })
    }

    /// 1 / depth at a pixel's centre; `None` outside. Centres on an edge belong to the triangle whose top or
    /// left edge it is, as on graphics cards, so that two triangles never share a pixel.
    fn inv_z_at(&self, p: [f32; 2]) -> Option<f32> {
        let [a, b, c] = self.corners;
        let weights = [(b, c), (c, a), (a, b)].map(|(from, to)| {
            let w = cross(from, to, p);
            let top_left = to[1] < from[1] || (to[1] == from[1] && to[0] > from[0]);
            (w > 0.0 || (w == 0.0 && top_left)).then_some(w)
        });
        let [Some(wa), Some(wb), Some(wc)] = weights else {
            return None;
        };
        Some((wa * self.inv_z[0] + wb * self.inv_z[1] + wc * self.inv_z[2]) / self.area)
    }
}

/// Twice the signed area of `a b p`; positive when they turn clockwise on a screen whose Y points down.
fn cross(a: [f32; 2], b: [f32; 2], p: [f32; 2]) -> f32 {
    (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
}

/// Whole pixels from `low` to `high`, kept inside `0..limit`; empty for NaN.
fn range(low: f32, high: f32, limit: u32) -> (u32, u32) {
    let limit_f = limit as f32;
    (
        low.floor().clamp(0.0, limit_f) as u32,
        high.ceil().clamp(0.0, limit_f) as u32,
    )
}

fn blend(rgba: &mut [u8], index: usize, color: [f32; 4], alpha: f32) {
    if alpha <= 0.0 {
        return;
    }
    for (value, source) in rgba.iter_mut().skip(index * 4).take(3).zip(color) {
        *value = byte(source * 255.0 * alpha + f32::from(*value) * (1.0 - alpha)) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(depth_m: f32) -> Picture {
        Picture {
            width: 20,
            height: 10,
            rgba: [0, 0, 0, 255].repeat(200),
            depth_m: vec![depth_m; 200],
            point: vec![0; 200],
        }
    }

    fn line() -> ScreenLine {
        ScreenLine {
            rgba: [1.0; 4],
            a_px: [2.5, 5.0],
            b_px: [17.5, 5.0],
            inv_z: [0.5; 2],
            dash_px: [0.0; 2],
            hidden_dash_px: [0.0; 2],
            width_px: 2.0,
            dash_start_px: 0.0,
            hidden_alpha: 0.4,
            padding: [0.0; 3],
        }
    }

    fn red(picture: &Picture, x: usize, y: usize) -> u8 {
        picture.rgba[(y * 20 + x) * 4]
    }

    fn painted(line: ScreenLine, depth_m: f32) -> Picture {
        let mut picture = picture(depth_m);
        paint(
            &mut picture,
            &Screen {
                lines: vec![line],
                ..Screen::default()
            },
        );
        picture
    }

    #[test]
    fn a_two_pixel_line_between_rows_fills_both_and_nothing_else() {
        let p = painted(line(), f32::INFINITY);
        assert_eq!([3, 4, 5, 6].map(|y| red(&p, 10, y)), [0, 255, 255, 0]);
        assert_eq!(red(&p, 0, 5), 0);
    }

    #[test]
    fn behind_the_surface_it_is_at_two_fifths_and_on_it_full() {
        assert_eq!(red(&painted(line(), 1.0), 10, 5), 102);
        assert_eq!(
            red(&painted(line(), 1.99), 10, 5),
            255,
            "a centimetre behind counts as on"
        );
    }

    #[test]
    fn dashes_leave_gaps() {
        let p = painted(
            ScreenLine {
                a_px: [3.0, 5.0],
                dash_px: [5.0, 4.0],
                ..line()
            },
            f32::INFINITY,
        );
        let row: Vec<bool> = (3..14).map(|x| red(&p, x, 5) > 127).collect();
        assert_eq!(
            row,
            [
                true, true, true, true, true, false, false, false, false, true, true
            ]
        );
    }

    #[test]
    fn two_triangles_of_a_quad_share_no_pixel_and_leave_none_out() {
        let face = |b_px, c_px| ScreenFace {
            rgba: [1.0, 1.0, 1.0, 0.1],
            a_px: [2.0, 2.0],
            b_px,
            c_px,
            hidden_alpha: 0.4,
            padding: 0.0,
            inv_z: [0.5; 4],
        };
        let mut p = picture(f32::INFINITY);
        let faces = vec![face([8.0, 2.0], [8.0, 8.0]), face([8.0, 8.0], [2.0, 8.0])];
        paint(
            &mut p,
            &Screen {
                faces,
                ..Screen::default()
            },
        );
        let lit: Vec<u8> = p.rgba.chunks(4).map(|c| c[0]).filter(|v| *v > 0).collect();
        assert_eq!(lit, vec![26; 36]);
    }

    #[test]
    fn lines_of_nothing_or_nan_paint_nothing_and_do_not_panic() {
        let nan = ScreenLine {
            a_px: [f32::NAN; 2],
            ..line()
        };
        assert_eq!(painted(nan, 1.0), picture(1.0));
        let dot = ScreenLine {
            a_px: [10.5, 5.5],
            b_px: [10.5, 5.5],
            width_px: 4.0,
            ..line()
        };
        let p = painted(dot, f32::INFINITY);
        assert_eq!((red(&p, 10, 5), red(&p, 10, 9)), (255, 0));
        let mut empty = Picture {
            width: 0,
            height: 0,
            rgba: vec![],
            depth_m: vec![],
            point: vec![],
        };
        paint(
            &mut empty,
            &Screen {
                lines: vec![line()],
                ..Screen::default()
            },
        );
    }
}
