//! The camera: a pinhole behind a lens.

use super::{Lens, Pinhole};
use glam::{DVec2, DVec3};

/// Pieces that a straight edge is cut into where a lens bends it.
const PIECES: u32 = 24;

/// How a picture was taken: intrinsics in pixels, and what the lens does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Intrinsics at the picture's own size.
    pub pinhole: Pinhole,
    /// Distortion.
    pub lens: Lens,
}

impl From<Pinhole> for Camera {
    fn from(pinhole: Pinhole) -> Self {
        Self {
            pinhole,
            lens: Lens::Ideal,
        }
    }
}

impl Camera {
    /// The pinhole, when the lens distorts nothing.
    pub fn ideal(&self) -> Option<&Pinhole> {
        (self.lens == Lens::Ideal).then_some(&self.pinhole)
    }

    /// The pixel of a point in camera space; `None` for points on or behind the camera plane, and for those beyond
    /// what the lens can show.
    pub fn project(&self, point_in_camera: DVec3) -> Option<DVec2> {
        if self.lens == Lens::Ideal {
            return self.pinhole.project(point_in_camera);
        }
        // Refuses what is not in front.
        self.pinhole.project(point_in_camera)?;
        let seen = self
            .lens
            .distort(point_in_camera.truncate() / point_in_camera.z)?;
        self.pinhole.project(seen.extend(1.0))
    }

    /// The direction behind a pixel, in camera space, with z = 1; `None` where the lens shows nothing.
    pub fn ray(&self, pixel: DVec2) -> Option<DVec3> {
        let seen = self.pinhole.unproject(pixel, 1.0).truncate();
        Some(self.lens.undistort(seen)?.extend(1.0))
    }

    /// The point in camera space at depth `z_m` (along the optical axis) behind `pixel`.
    pub fn unproject(&self, pixel: DVec2, z_m: f64) -> Option<DVec3> {
        Some(self.ray(pixel)? * z_m)
    }

    /// Whether a pixel position lies in the image.
    pub fn sees(&self, pixel: DVec2) -> bool {
        self.pinhole.sees(pixel)
    }

    /// The same camera for an image scaled by `scale`.
    pub fn scaled(&self, scale: f64) -> Self {
        Self {
            pinhole: self.pinhole.scaled(scale),
            lens: self.lens,
        }
    }

    /// A segment in camera space as it lies in the picture: cut at the near plane, then in pieces where the lens bends
    /// it. Pieces that the lens cannot show are missing.
    pub fn project_segment(&self, a: DVec3, b: DVec3) -> Vec<(DVec2, DVec2)> {
        if self.lens == Lens::Ideal {
            return self.pinhole.project_segment(a, b).into_iter().collect();
        }
        let at = |piece: u32| self.project(a.lerp(b, f64::from(piece) / f64::from(PIECES)));
        (0..PIECES)
            .filter_map(|piece| Some((at(piece)?, at(piece + 1)?)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pinhole() -> Pinhole {
        let k = [500.0, 0.0, 320.0, 0.0, 400.0, 240.0, 0.0, 0.0, 1.0];
        Pinhole::from_k(&k, 640, 480).expect("a pinhole")
    }

    #[test]
    fn a_lens_moves_pixels_by_hand_and_back() {
        let lens = Lens::open_cv(&[0.1, 0.0, 0.01, 0.02]).expect("a lens");
        let camera = Camera {
            pinhole: pinhole(),
            lens,
        };
        // See the lens: (0.5, 0.25) is seen at (0.534375, 0.2671875).
        let pixel = camera.project(DVec3::new(1.0, 0.5, 2.0)).expect("seen");
        let by_hand = DVec2::new(500.0 * 0.534375 + 320.0, 400.0 * 0.2671875 + 240.0);
        assert!((pixel - by_hand).length() < 1e-12);
        let back = camera.unproject(pixel, 2.0).expect("a point");
        assert!((back - DVec3::new(1.0, 0.5, 2.0)).length() < 1e-8);
        assert_eq!(camera.project(DVec3::new(0.0, 0.0, -1.0)), None);
        assert_eq!(camera.ideal(), None);
    }

    #[test]
    fn a_straight_edge_bends_under_a_lens_and_is_cut_behind() {
        let lens = Lens::fisheye([0.0; 4]).expect("a lens");
        let camera = Camera {
            pinhole: pinhole(),
            lens,
        };
        let (a, b) = (DVec3::new(-2.0, 1.0, 1.0), DVec3::new(2.0, 1.0, 1.0));
        let pieces = camera.project_segment(a, b);
        assert_eq!(pieces.len(), PIECES as usize);
        let ends = (pieces[0].0.y + pieces[pieces.len() - 1].1.y) / 2.0;
        assert!(
            pieces[pieces.len() / 2].0.y > ends + 30.0,
            "it bows away from the middle"
        );
        let half = camera.project_segment(DVec3::new(0.0, 0.0, -1.0), DVec3::new(0.0, 0.0, 1.0));
        assert!(half.len() < PIECES as usize && !half.is_empty());
        let ideal = Camera::from(pinhole());
        assert_eq!(ideal.project_segment(a, b).len(), 1);
    }
}
