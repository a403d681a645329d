//! Cameras of a sequence, and its world turned to Z up.

use crate::dataset::array::Array;
use crate::geom::{DMat3, DVec3, Pinhole, Pose};

/// World as the source has it, Y up, turned to Z up.
const WORLD_FROM_SOURCE: Pose = Pose {
    rotation: DMat3::from_cols(DVec3::X, DVec3::Z, DVec3::NEG_Y),
    translation: DVec3::ZERO,
};

/// A point of the source's world in ours.
pub(super) fn in_world([x, y, z]: [f32; 3]) -> [f32; 3] {
    [x, -z, y]
}

/// What an archive says of its cameras, a row for each frame.
pub(super) struct Cameras {
    pub rows: usize,
    /// 3 x 3 each.
    pub intrinsics: Array,
    /// 4 x 4 each, world-to-camera.
    pub extrinsics: Array,
}

impl Cameras {
    /// Camera and pose of a row, for pictures of this size.
    ///
    /// # Errors
    /// Why there is none, in words.
    pub fn at(&self, row: usize, (width, height): (u32, u32)) -> Result<(Pinhole, Pose), String> {
        let pinhole = Pinhole::from_k(&self.intrinsics.numbers(row, 3), width, height);
        let pinhole = pinhole.ok_or("no intrinsics that stand row by row")?;
        let camera_from_source = Pose::from_row_major(&self.extrinsics.numbers(row, 4));
        let camera_from_source =
            camera_from_source.ok_or("extrinsics that are not rigid row by row")?;
        let camera_from_source = Pose {
            rotation: nearest_rotation(camera_from_source.rotation),
            ..camera_from_source
        };
        let world_from_camera = WORLD_FROM_SOURCE.compose(&camera_from_source.inverse());
        Ok((pinhole, world_from_camera))
    }

    /// The pictures' size, px, by the rule of the generator: the principal point is the middle. `None` where no row
    /// has one that can be.
    pub fn size(&self) -> Option<(u32, u32)> {
        let side = |row, axis| {
            let px = 2.0 * self.intrinsics.at([row, axis, 2]);
            (px >= 1.0 && px <= f64::from(u16::MAX)).then_some(px.round() as u32)
        };
        (0..self.rows).find_map(|row| side(row, 0).zip(side(row, 1)))
    }
}

/// The rotation nearest to a matrix that is one but for rounding: half precision leaves the axes up to 0.0008 off
/// square, which at 10 m from the world's origin is 8 mm between a pose and the inverse of its inverse.
fn nearest_rotation(mut matrix: DMat3) -> DMat3 {
    // Newton's iteration for the polar decomposition; from 1e-3 the error is 1e-6, then 1e-12, then none.
    for _ in 0..3 {
        matrix = (matrix + matrix.inverse().transpose()) * 0.5;
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_up_along_y_is_up_along_z() {
        assert_eq!(WORLD_FROM_SOURCE.transform(DVec3::Y), DVec3::Z);
        assert_eq!(WORLD_FROM_SOURCE.transform(DVec3::X), DVec3::X);
        // Blender writes OBJ files with forward (its +Y) along -Z.
        assert_eq!(WORLD_FROM_SOURCE.transform(DVec3::NEG_Z), DVec3::Y);
        let point = DVec3::new(1.0, 2.0, 3.0);
        let turned = WORLD_FROM_SOURCE.transform(point).as_vec3().to_array();
        assert_eq!(in_world([1.0, 2.0, 3.0]), turned);
        assert_eq!(turned, [1.0, -3.0, 2.0]);
    }

    #[test]
    fn a_rounded_rotation_becomes_one_and_a_rotation_stays() {
        let exact = DMat3::from_cols(DVec3::Z, DVec3::X, DVec3::Y);
        assert_eq!(nearest_rotation(exact), exact);
        let turned = DMat3::from_rotation_z(0.7) * DMat3::from_rotation_x(-0.4);
        let rounded = turned
            .to_cols_array()
            .map(|v| f64::from(half::f16::from_f64(v)));
        let rounded = DMat3::from_cols_array(&rounded);
        let off = |m: DMat3| (m * m.transpose() - DMat3::IDENTITY).to_cols_array();
        let most = |m| {
            off(m)
                .into_iter()
                .fold(0.0, |most: f64, v| most.max(v.abs()))
        };
        assert!(most(rounded) > 1e-4, "{}", most(rounded));
        let found = nearest_rotation(rounded);
        assert!(most(found) < 1e-15, "{}", most(found));
        let moved = (found - rounded).to_cols_array();
        assert!(moved.into_iter().all(|v| v.abs() < 2.5e-4), "{moved:?}");
    }
}
