//! The pinhole camera.

use super::Obb;
use glam::{DVec2, DVec3};

/// Nothing nearer than this to the camera plane is projected, metres.
const NEAR_M: f64 = 1e-3;

/// An ideal pinhole camera: focal lengths and principal point in pixels, image size in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pinhole {
    /// Horizontal focal length, px.
    pub fx: f64,
    /// Vertical focal length, px.
    pub fy: f64,
    /// Principal point, px, in image coordinates whose first pixel has its centre at 0.5.
    pub cx: f64,
    /// See `cx`.
    pub cy: f64,
    /// Image width, px.
    pub width: u32,
    /// Image height, px.
    pub height: u32,
}

impl Pinhole {
    /// From `K`, 9 row-major numbers; `None` when a focal length is not positive, something is not finite,
    /// there is skew, or the last row is not 0 0 1.
    pub fn from_k(k: &[f64; 9], width: u32, height: u32) -> Option<Self> {
        let finite = k.iter().all(|v| v.is_finite());
        let plain = k[1] == 0.0 && k[3] == 0.0 && k[6..9] == [0.0, 0.0, 1.0];
        (finite && plain && k[0] > 0.0 && k[4] > 0.0 && width > 0 && height > 0).then(|| Self {
            fx: k[0],
            fy: k[4],
            cx: k[2],
            cy: k[5],
            width,
            height,
        })
    }

    /// `K` as 9 row-major numbers.
    pub fn k(&self) -> [f64; 9] {
        [self.fx, 0.0, self.cx, 0.0, self.fy, self.cy, 0.0, 0.0, 1.0]
    }

    /// The same camera for an image scaled by `scale` (pixel centres at 0.5 keep this a plain product).
    pub fn scaled(&self, scale: f64) -> Self {
        let side = |px: u32| (f64::from(px) * scale).round().max(1.0) as u32;
        Self {
            fx: self.fx * scale,
            fy: self.fy * scale,
            cx: self.cx * scale,
            cy: self.cy * scale,
            width: side(self.width),
            height: side(self.height),
        }
    }

    /// The pixel of a point in camera space; `None` for points behind or on the camera plane.
    pub fn project(&self, point_in_camera: DVec3) -> Option<DVec2> {
        (point_in_camera.z >= NEAR_M).then(|| {
            DVec2::new(
                self.fx * point_in_camera.x / point_in_camera.z + self.cx,
                self.fy * point_in_camera.y / point_in_camera.z + self.cy,
            )
        })
    }

    /// The point in camera space at depth `z_m` (along the optical axis) behind `pixel`.
    pub fn unproject(&self, pixel: DVec2, z_m: f64) -> DVec3 {
        DVec3::new(
            (pixel.x - self.cx) / self.fx * z_m,
            (pixel.y - self.cy) / self.fy * z_m,
            z_m,
        )
    }

    /// Whether a pixel position lies in the image.
    pub fn sees(&self, pixel: DVec2) -> bool {
        pixel.x >= 0.0
            && pixel.y >= 0.0
            && pixel.x <= f64::from(self.width)
            && pixel.y <= f64::from(self.height)
    }

    /// Projects a segment in camera space, cut at the near plane; `None` when all of it is behind.
    pub fn project_segment(&self, a: DVec3, b: DVec3) -> Option<(DVec2, DVec2)> {
        let (mut a, mut b) = (a, b);
        if a.z < NEAR_M && b.z < NEAR_M {
            return None;
        }
        let at_near = |from: DVec3, to: DVec3| {
            let p = from + (to - from) * ((NEAR_M - from.z) / (to.z - from.z));
            DVec3::new(p.x, p.y, NEAR_M)
        };
        if a.z < NEAR_M {
            a = at_near(a, b);
        } else if b.z < NEAR_M {
            b = at_near(b, a);
        }
        Some((self.project(a)?, self.project(b)?))
    }

    /// The rectangle `[x0, y0, x1, y1]` in pixels around a box's projected edges, cut at the near plane but
    /// not at the image border; `None` when all of the box is behind the camera.
    pub fn box_rect(&self, camera_from_world: &super::Pose, obb: &Obb) -> Option<[f64; 4]> {
        let corners = obb.corners().map(|c| camera_from_world.transform(c));
        let mut rect: Option<[f64; 4]> = None;
        for (a, b) in super::BOX_EDGES {
            let Some((p, q)) = self.project_segment(corners[a], corners[b]) else {
                continue;
            };
            for v in [p, q] {
                let r = rect.get_or_insert([v.x, v.y, v.x, v.y]);
                *r = [r[0].min(v.x), r[1].min(v.y), r[2].max(v.x), r[3].max(v.y)];
            }
        }
        rect
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn camera() -> Pinhole {
        Pinhole::from_k(
            &[100.0, 0.0, 50.0, 0.0, 200.0, 40.0, 0.0, 0.0, 1.0],
            100,
            80,
        )
        .expect("a camera")
    }

    #[test]
    fn projects_by_hand_and_back() {
        // x = 100 * 1 / 2 + 50, y = 200 * (-0.5) / 2 + 40
        assert_eq!(
            camera().project(DVec3::new(1.0, -0.5, 2.0)),
            Some(DVec2::new(100.0, -10.0))
        );
        assert_eq!(
            camera().unproject(DVec2::new(100.0, -10.0), 2.0),
            DVec3::new(1.0, -0.5, 2.0)
        );
        assert_eq!(camera().project(DVec3::new(1.0, 1.0, 0.0)), None);
    }

    #[test]
    fn a_segment_through_the_camera_plane_is_cut_not_mirrored() {
        let (a, b) = camera()
            .project_segment(DVec3::new(0.0, 0.0, 2.0), DVec3::new(1.0, 0.0, -1.0))
            .expect("half in front");
        assert_eq!(a, DVec2::new(50.0, 40.0));
        assert!(
            b.x > 1000.0,
            "cut close to the camera plane, far to the right, not behind: {b}"
        );
    }

    #[test]
    fn degenerate_intrinsics_are_refused() {
        assert_eq!(
            Pinhole::from_k(&[0.0, 0.0, 50.0, 0.0, 200.0, 40.0, 0.0, 0.0, 1.0], 100, 80),
            None
        );
        assert_eq!(
            Pinhole::from_k(
                &[f64::NAN, 0.0, 50.0, 0.0, 200.0, 40.0, 0.0, 0.0, 1.0],
                100,
                80
            ),
            None
        );
    }
}
