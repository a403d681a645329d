//! The overlay on the screen: every line and face cut to the view and projected, in f64, once for both paths.
//!
//! `shaders/lines.wgsl` and `faces.wgsl` read these structs as they are; the CPU twin paints them in
//! `paint.rs`. Pixels have their centres at 0.5; inverse depth is linear along a projected line.

use super::ViewCamera;
use super::overlay::{Face3, Line3, Overlay, Stroke};
use super::photo::ScreenPhoto;
use crate::geom::{DVec2, DVec3};

/// How far beyond the picture lines are kept, px: enough that no round end or halo is cut in sight, little
/// enough that f32 pixels stay exact to a thousandth.
const GUARD_PX: f64 = 1024.0;

/// A stroke between two pixels; where both are the same, a dot.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct ScreenLine {
    /// sRGB and opacity, 0 to 1.
    pub rgba: [f32; 4],
    /// From, px.
    pub a_px: [f32; 2],
    /// To, px.
    pub b_px: [f32; 2],
    /// 1 / depth at both ends, 1/m.
    pub inv_z: [f32; 2],
    /// Dash and gap, px; 0 0 is solid.
    pub dash_px: [f32; 2],
    /// Dash and gap where the line is behind the surface, px; 0 0 is solid.
    pub hidden_dash_px: [f32; 2],
    /// Width, px.
    pub width_px: f32,
    /// Length of the line before `a_px`, where the dash pattern starts, px.
    pub dash_start_px: f32,
    /// Factor of the opacity where the line is behind the surface.
    pub hidden_alpha: f32,
    /// Keeps the size a multiple of 16.
    pub padding: [f32; 3],
}

/// A triangle of a translucent face.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, bytemuck::Pod, bytemuck::Zeroable)]
pub struct ScreenFace {
    /// sRGB and opacity, 0 to 1.
    pub rgba: [f32; 4],
    /// First corner, px.
    pub a_px: [f32; 2],
    /// Second corner, px.
    pub b_px: [f32; 2],
    /// Third corner, px.
    pub c_px: [f32; 2],
    /// Factor of the opacity where the face is behind the surface.
    pub hidden_alpha: f32,
    /// Keeps `inv_z` at a multiple of 16.
    pub padding: f32,
    /// 1 / depth at the corners, 1/m; the fourth number is unused.
    pub inv_z: [f32; 4],
}

/// An overlay as one camera sees it, in drawing order: photographs, which become part of the surface, then faces, then
/// lines with all halos first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Screen {
    /// Photographs.
    pub photos: Vec<ScreenPhoto>,
    /// Triangles.
    pub faces: Vec<ScreenFace>,
    /// Strokes and dots.
    pub lines: Vec<ScreenLine>,
}

impl Screen {
    /// Projects an overlay; widths and dashes are multiplied by `pixels_per_point`.
    pub fn new(overlay: &Overlay, camera: &ViewCamera, pixels_per_point: f32) -> Self {
        let view = View::new(camera);
        let photos = overlay.pictures.iter();
        let photos = photos.filter_map(|p| ScreenPhoto::new(p, &view)).collect();
        let faces = overlay.faces.iter().flat_map(|f| view.face(f)).collect();
        let dots = overlay.dots.iter().map(|dot| Line3 {
            from: dot.at,
            to: dot.at,
            stroke: Stroke {
                width_px: dot.diameter_px,
                dash_px: None,
                ..dot.stroke
            },
        });
        let mut halos = Vec::new();
        let mut strokes = Vec::new();
        for line in overlay.lines.iter().copied().chain(dots) {
            let Some(drawn) = view.line(&line, pixels_per_point) else {
                continue;
            };
            halos.extend(halo(&line.stroke, &drawn, pixels_per_point));
            strokes.push(drawn);
        }
        halos.append(&mut strokes);
        Self {
            photos,
            faces,
            lines: halos,
        }
    }
}

/// The darker, wider stroke below a line. None behind the surface: hidden parts stay quiet.
fn halo(stroke: &Stroke, drawn: &ScreenLine, scale: f32) -> Option<ScreenLine> {
    let halo = stroke.halo?;
    let width_px = drawn.width_px + halo.extra_px * scale;
    Some(ScreenLine {
        rgba: unit(halo.rgba),
        width_px,
        hidden_alpha: 0.0,
        ..*drawn
    })
}

/// The planes of a view and the projection onto its pixels.
pub(super) struct View<'a> {
    camera: &'a ViewCamera,
    camera_from_world: crate::geom::Pose,
    near_m: f64,
    /// Inward normals of the four side planes, through the camera's centre.
    sides: [DVec3; 4],
}

impl<'a> View<'a> {
    fn new(camera: &'a ViewCamera) -> Self {
        let p = &camera.pinhole;
        let (w, h) = (f64::from(p.width), f64::from(p.height));
        let sides = [
            DVec3::new(p.fx, 0.0, p.cx + GUARD_PX),
            DVec3::new(-p.fx, 0.0, w + GUARD_PX - p.cx),
            DVec3::new(0.0, p.fy, p.cy + GUARD_PX),
            DVec3::new(0.0, -p.fy, h + GUARD_PX - p.cy),
        ];
        let near_m = camera.near_m.max(super::NEAR_M);
        Self {
            camera,
            camera_from_world: camera.camera_from_world(),
            near_m,
            sides,
        }
    }

    /// Signed amounts by which a point in camera space is inside each plane.
    fn inside(&self, p: DVec3) -> [f64; 5] {
        let [l, r, t, b] = self.sides.map(|n| n.dot(p));
        [p.z - self.near_m, l, r, t, b]
    }

    /// A point of the world in camera space.
    pub(super) fn in_camera(&self, point_in_world: DVec3) -> DVec3 {
        self.camera_from_world.transform(point_in_world)
    }

    /// The pixel of a point in camera space; `None` behind the near plane.
    pub(super) fn pixel_of(&self, point_in_camera: DVec3) -> Option<DVec2> {
        (point_in_camera.z >= self.near_m).then(|| self.pixel(point_in_camera))
    }

    /// The product of `of` with the ray of a pixel (1 along the axis), as `x * [0] + y * [1] + [2]` of its centre.
    pub(super) fn over_pixels(&self, of: DVec3) -> [f32; 4] {
        let k = &self.camera.pinhole;
        let (x, y) = (of.x / k.fx, of.y / k.fy);
        [x as f32, y as f32, (of.z - x * k.cx - y * k.cy) as f32, 0.0]
    }

    /// First pixel and size of the rectangle that a ring of points in world covers in the picture; `None` outside it.
    pub(super) fn rectangle(&self, ring_in_world: &[DVec3]) -> Option<([u32; 2], [u32; 2])> {
        let ring = ring_in_world.iter().map(|c| self.in_camera(*c)).collect();
        let ring = (0..5).fold(ring, |ring: Vec<DVec3>, plane| self.clip_ring(&ring, plane));
        let pixels = ring.iter().map(|p| self.pixel(*p));
        let (min, max) = pixels
            .map(|p| (p, p))
            .reduce(|(a, b), (c, d)| (a.min(c), b.max(d)))?;
        let size = DVec2::from(self.camera.size_px().map(f64::from));
        let (min, max) = (
            min.floor().clamp(DVec2::ZERO, size),
            max.ceil().clamp(DVec2::ZERO, size),
        );
        let whole = |v: DVec2| [v.x as u32, v.y as u32];
        max.cmpgt(min).all().then(|| (whole(min), whole(max - min)))
    }

    fn pixel(&self, p: DVec3) -> DVec2 {
        let k = &self.camera.pinhole;
        DVec2::new(k.fx * p.x / p.z + k.cx, k.fy * p.y / p.z + k.cy)
    }

    fn line(&self, line: &Line3, scale: f32) -> Option<ScreenLine> {
        let a = self.camera_from_world.transform(line.from);
        let b = self.camera_from_world.transform(line.to);
        let (p, q) = self.clip_segment(a, b)?;
        let (a_px, b_px) = (self.pixel(p), self.pixel(q));
        let starts_in_front = a.z >= self.near_m;
        let before = if starts_in_front {
            self.pixel(a).distance(a_px)
        } else {
            0.0
        };
        let dash = |d: Option<[f32; 2]>| d.map_or([0.0; 2], |d| d.map(|v| v * scale));
        Some(ScreenLine {
            rgba: unit(line.stroke.rgba),
            a_px: a_px.as_vec2().to_array(),
            b_px: b_px.as_vec2().to_array(),
            inv_z: [(1.0 / p.z) as f32, (1.0 / q.z) as f32],
            dash_px: dash(line.stroke.dash_px),
            hidden_dash_px: dash(line.stroke.hidden.dash_px),
            width_px: line.stroke.width_px * scale,
            dash_start_px: before as f32,
            hidden_alpha: line.stroke.hidden.alpha,
            padding: [0.0; 3],
        })
    }

    /// The part of a segment inside all planes; `None` when there is none or an end is not finite.
    fn clip_segment(&self, a: DVec3, b: DVec3) -> Option<(DVec3, DVec3)> {
        let (mut t0, mut t1) = (0.0f64, 1.0f64);
        for (da, db) in self.inside(a).into_iter().zip(self.inside(b)) {
            match (da >= 0.0, db >= 0.0) {
                (true, true) => {}
                (false, true) => t0 = t0.max(da / (da - db)),
                (true, false) => t1 = t1.min(da / (da - db)),
                (false, false) => return None,
            }
        }
        let (p, q) = (a + (b - a) * t0, a + (b - a) * t1);
        (t0 <= t1 && p.is_finite() && q.is_finite()).then_some((p, q))
    }

    fn face(&self, face: &Face3) -> Vec<ScreenFace> {
        let mut ring: Vec<DVec3> = face
            .corners
            .iter()
            .map(|c| self.camera_from_world.transform(*c))
            .collect();
        for plane in 0..5 {
            ring = self.clip_ring(&ring, plane);
        }
        let corner = |p: &DVec3| (self.pixel(*p).as_vec2().to_array(), (1.0 / p.z) as f32);
        let (Some(first), true) = (ring.first(), ring.iter().all(|p| p.is_finite())) else {
            return Vec::new();
        };
        let (a_px, a_inv) = corner(first);
        let fan = ring.windows(2).skip(1).map(|pair| {
            let ((b_px, b_inv), (c_px, c_inv)) = (corner(&pair[0]), corner(&pair[1]));
            ScreenFace {
                rgba: unit(face.rgba),
                a_px,
                b_px,
                c_px,
                hidden_alpha: face.hidden_alpha,
                padding: 0.0,
                inv_z: [a_inv, b_inv, c_inv, 0.0],
            }
        });
        fan.collect()
    }

    /// Sutherland and Hodgman's step: a convex polygon cut by one plane.
    fn clip_ring(&self, ring: &[DVec3], plane: usize) -> Vec<DVec3> {
        let mut kept = Vec::with_capacity(ring.len() + 1);
        for (i, &p) in ring.iter().enumerate() {
            let q = ring[(i + 1) % ring.len()];
            let (dp, dq) = (self.inside(p)[plane], self.inside(q)[plane]);
            if dp >= 0.0 {
                kept.push(p);
            }
            if (dp >= 0.0) != (dq >= 0.0) {
                kept.push(p + (q - p) * (dp / (dp - dq)));
            }
        }
        kept
    }
}

fn unit(rgba: [u8; 4]) -> [f32; 4] {
    rgba.map(|c| f32::from(c) / 255.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{BOX_EDGES, Obb};
    use crate::raster::overlay::{Hidden, Stroke};

    fn camera() -> ViewCamera {
        ViewCamera::look_at(DVec3::new(1.0, -4.0, 2.0), DVec3::ZERO, 0.9, [320, 200])
            .expect("ahead")
    }

    fn stroke() -> Stroke {
        let hidden = Hidden {
            alpha: 0.4,
            dash_px: Some([2.0, 4.0]),
        };
        Stroke {
            rgba: [255; 4],
            width_px: 2.0,
            dash_px: None,
            halo: None,
            hidden,
        }
    }

    fn lines(ends: impl IntoIterator<Item = (DVec3, DVec3)>) -> Screen {
        let lines = ends
            .into_iter()
            .map(|(from, to)| Line3 {
                from,
                to,
                stroke: stroke(),
            })
            .collect();
        Screen::new(
            &Overlay {
                lines,
                ..Overlay::default()
            },
            &camera(),
            1.0,
        )
    }

    #[test]
    fn a_box_lands_where_geometry_projects_it() {
        let obb = Obb::upright(DVec3::ZERO, DVec3::new(1.0, 0.6, 0.8), 0.4);
        let corners = obb.corners();
        let screen = lines(BOX_EDGES.map(|(a, b)| (corners[a], corners[b])));
        assert_eq!(screen.lines.len(), 12);
        for (line, (a, b)) in screen.lines.iter().zip(BOX_EDGES) {
            for (px, inv_z, corner) in
                [(line.a_px, line.inv_z[0], a), (line.b_px, line.inv_z[1], b)]
            {
                let (pixel, z) = camera().project(corners[corner]).expect("in front");
                assert!((DVec2::from(px.map(f64::from)) - pixel).length() < 1e-4);
                assert!((f64::from(inv_z) - 1.0 / z).abs() < 1e-7);
            }
        }
    }

    #[test]
    fn lines_through_the_eye_are_cut_and_lines_behind_are_gone() {
        let eye = camera().eye();
        let through = lines([(eye - camera().forward(), DVec3::ZERO)]);
        assert_eq!(through.lines.len(), 1);
        assert!(through.lines[0].inv_z[0] <= 1.0 / 0.0199);
        assert_eq!(
            lines([(eye - camera().forward(), eye - camera().forward() * 2.0)]).lines,
            []
        );
        assert_eq!(lines([(DVec3::NAN, DVec3::ZERO)]).lines, []);
        let right = camera().world_from_camera.rotation.x_axis;
        let far = lines([(right * -1e6, right * 1e6)]);
        assert!(
            far.lines[0].a_px[0].abs() < 3000.0,
            "cut near the picture: {:?}",
            far.lines[0].a_px
        );
        assert!(
            far.lines[0].dash_start_px > 0.0,
            "the pattern starts where the line does"
        );
    }

    #[test]
    fn a_face_through_the_near_plane_becomes_five_corners() {
        let eye = camera().eye();
        let (f, side) = (camera().forward(), DVec3::new(0.3, 0.1, 0.0));
        let corners = vec![
            eye - f + side,
            eye + f * 3.0,
            eye + f * 3.0 - side,
            eye + f * 3.0 - side * 2.0,
        ];
        let face = Face3 {
            corners,
            rgba: [255, 0, 0, 26],
            hidden_alpha: 0.4,
        };
        let screen = Screen::new(
            &Overlay {
                faces: vec![face],
                ..Overlay::default()
            },
            &camera(),
            1.0,
        );
        assert!(!screen.faces.is_empty());
        assert!(
            screen
                .faces
                .iter()
                .all(|t| t.inv_z[..3].iter().all(|v| *v > 0.0 && *v < 51.0))
        );
    }

    #[test]
    fn halos_come_before_all_strokes_and_stay_in_front() {
        let mut with_halo = stroke();
        with_halo.halo = Some(crate::raster::overlay::Halo {
            rgba: [0, 0, 0, 179],
            extra_px: 2.0,
        });
        let line = Line3 {
            from: DVec3::ZERO,
            to: DVec3::X,
            stroke: with_halo,
        };
        let overlay = Overlay {
            lines: vec![line; 2],
            ..Overlay::default()
        };
        let widths: Vec<(f32, f32)> = Screen::new(&overlay, &camera(), 2.0)
            .lines
            .iter()
            .map(|l| (l.width_px, l.hidden_alpha))
            .collect();
        assert_eq!(widths, [(8.0, 0.0), (8.0, 0.0), (4.0, 0.4), (4.0, 0.4)]);
    }
}
