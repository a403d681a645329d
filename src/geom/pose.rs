//! A rigid transform between two named spaces.

use glam::{DMat3, DQuat, DVec3};

/// A rigid transform, `a_from_b`: `point_in_a = rotation * point_in_b + translation`.
///
/// Write the spaces into the variable's name: `world_from_camera`, `b_from_a`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pose {
    /// Rotation matrix, columns are b's axes in a.
    pub rotation: DMat3,
    /// b's origin in a, metres.
    pub translation: DVec3,
}

impl Pose {
    /// The transform that changes nothing.
    pub const IDENTITY: Self = Self {
        rotation: DMat3::IDENTITY,
        translation: DVec3::ZERO,
    };

    /// From 16 numbers, row-major, last row 0 0 0 1.
    ///
    /// Returns `None` when a number is not finite, the last row differs from 0 0 0 1, or the upper left
    /// 3x3 is not a rotation to within 1e-3 (files print few digits).
    pub fn from_row_major(m: &[f64; 16]) -> Option<Self> {
        let rotation = DMat3::from_cols(
            DVec3::new(m[0], m[4], m[8]),
            DVec3::new(m[1], m[5], m[9]),
            DVec3::new(m[2], m[6], m[10]),
        );
        let last_row_is_affine = m[12] == 0.0 && m[13] == 0.0 && m[14] == 0.0 && m[15] == 1.0;
        let pose = Self {
            rotation,
            translation: DVec3::new(m[3], m[7], m[11]),
        };
        (last_row_is_affine && m.iter().all(|v| v.is_finite()) && is_rotation(&rotation, 1e-3))
            .then_some(pose)
    }

    /// From a quaternion, real part first, of whatever length, and a translation.
    ///
    /// Returns `None` when the quaternion is zero or a number is not finite.
    pub fn from_quaternion([w, x, y, z]: [f64; 4], translation: DVec3) -> Option<Self> {
        let length = (w * w + x * x + y * y + z * z).sqrt();
        let usable = length > 0.0 && length.is_finite() && translation.is_finite();
        usable.then(|| Self {
            rotation: DMat3::from_quat(DQuat::from_xyzw(
                x / length,
                y / length,
                z / length,
                w / length,
            )),
            translation,
        })
    }

    /// 16 numbers, row-major, last row 0 0 0 1.
    pub fn to_row_major(&self) -> [f64; 16] {
        let (r, t) = (&self.rotation, self.translation);
        [
            r.x_axis.x, r.y_axis.x, r.z_axis.x, t.x, //
            r.x_axis.y, r.y_axis.y, r.z_axis.y, t.y, //
            r.x_axis.z, r.y_axis.z, r.z_axis.z, t.z, //
            0.0, 0.0, 0.0, 1.0,
        ]
    }

    /// A camera at `eye` looking at `target`, image upright with respect to `up` (all in world).
    ///
    /// Returns `world_from_camera`, or `None` when the direction is zero or parallel to `up`.
    pub fn look_at(eye: DVec3, target: DVec3, up: DVec3) -> Option<Self> {
        let forward = (target - eye).try_normalize()?;
        let right = forward.cross(up).try_normalize()?;
        let down = forward.cross(right);
        Some(Self {
            rotation: DMat3::from_cols(right, down, forward),
            translation: eye,
        })
    }

    /// The point in a, of a point in b.
    pub fn transform(&self, point: DVec3) -> DVec3 {
        self.rotation * point + self.translation
    }

    /// `b_from_a`.
    pub fn inverse(&self) -> Self {
        let rotation = self.rotation.transpose();
        Self {
            rotation,
            translation: -(rotation * self.translation),
        }
    }

    /// `a_from_c`, of `a_from_b` (self) and `b_from_c`.
    pub fn compose(&self, b_from_c: &Self) -> Self {
        Self {
            rotation: self.rotation * b_from_c.rotation,
            translation: self.transform(b_from_c.translation),
        }
    }
}

/// Whether `m` is orthonormal with determinant +1, each entry of `m mᵀ - 1` within `tolerance`.
pub(super) fn is_rotation(m: &DMat3, tolerance: f64) -> bool {
    let residual = *m * m.transpose() - DMat3::IDENTITY;
    residual
        .to_cols_array()
        .iter()
        .all(|v| v.abs() <= tolerance)
        && (m.determinant() - 1.0).abs() <= tolerance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_axes_by_hand() {
        // A quarter turn about Z: b's x axis is a's y axis.
        let m = [
            0.0, -1.0, 0.0, 5.0, 1.0, 0.0, 0.0, 6.0, 0.0, 0.0, 1.0, 7.0, 0.0, 0.0, 0.0, 1.0,
        ];
        let pose = Pose::from_row_major(&m).expect("a rigid transform");
        assert_eq!(pose.transform(DVec3::X), DVec3::new(5.0, 7.0, 7.0));
        assert_eq!(pose.to_row_major(), m);
        assert_eq!(
            pose.inverse().transform(DVec3::new(5.0, 7.0, 7.0)),
            DVec3::X
        );
    }

    #[test]
    fn what_is_not_rigid_is_refused() {
        let mut m = Pose::IDENTITY.to_row_major();
        m[0] = -1.0;
        assert_eq!(Pose::from_row_major(&m), None, "a mirror");
        m[0] = f64::NAN;
        assert_eq!(Pose::from_row_major(&m), None, "not a number");
        let mut m = Pose::IDENTITY.to_row_major();
        m[12] = 0.5;
        assert_eq!(Pose::from_row_major(&m), None, "a projective last row");
    }

    #[test]
    fn a_quaternion_of_any_length_turns_by_hand() {
        // A quarter turn about Z, twice as long as it should be.
        let pose = Pose::from_quaternion([2.0, 0.0, 0.0, 2.0], DVec3::new(0.0, 0.0, 3.0));
        let turned = pose.expect("a rotation").transform(DVec3::X);
        assert!((turned - DVec3::new(0.0, 1.0, 3.0)).length() < 1e-15);
        for none in [[0.0; 4], [f64::NAN, 0.0, 0.0, 1.0]] {
            assert_eq!(Pose::from_quaternion(none, DVec3::ZERO), None);
        }
        let nowhere = DVec3::new(f64::INFINITY, 0.0, 0.0);
        assert_eq!(Pose::from_quaternion([1.0, 0.0, 0.0, 0.0], nowhere), None);
    }

    #[test]
    fn a_camera_that_looks_along_y_has_world_up_in_its_minus_y() {
        let pose = Pose::look_at(DVec3::ZERO, DVec3::Y, DVec3::Z).expect("a direction");
        assert_eq!(pose.rotation.x_axis, DVec3::X);
        assert_eq!(pose.rotation.y_axis, -DVec3::Z);
        assert_eq!(pose.rotation.z_axis, DVec3::Y);
        assert_eq!(Pose::look_at(DVec3::ZERO, DVec3::Z, DVec3::Z), None);
    }
}
