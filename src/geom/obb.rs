//! Oriented boxes.

use glam::{DMat3, DVec3};

/// The twelve edges of a box as pairs of indices into [`Obb::corners`].
pub const BOX_EDGES: [(usize, usize); 12] = [
    (0, 1),
    (2, 3),
    (4, 5),
    (6, 7), // along x
    (0, 2),
    (1, 3),
    (4, 6),
    (5, 7), // along y
    (0, 4),
    (1, 5),
    (2, 6),
    (3, 7), // along z
];

/// An oriented box in world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Obb {
    /// Centre, metres.
    pub center: DVec3,
    /// Half the size along each of the box's own axes, metres, never negative.
    pub half_extents: DVec3,
    /// `world_from_box`: columns are the box's axes in world.
    pub rotation: DMat3,
}

impl Obb {
    /// A box from what files hold: full size, and the rotation as 9 row-major numbers.
    ///
    /// Returns `None` when a number is not finite, a size is negative, or the matrix is not a rotation to
    /// within 1e-3.
    pub fn from_full(center: [f64; 3], size: [f64; 3], rotation: [f64; 9]) -> Option<Self> {
        let r = DMat3::from_cols_array(&rotation).transpose();
        let finite = center
            .iter()
            .chain(&size)
            .chain(&rotation)
            .all(|v| v.is_finite());
        let sized = size.iter().all(|v| *v >= 0.0);
        (finite && sized && super::pose::is_rotation(&r, 1e-3)).then(|| Self {
            center: DVec3::from(center),
            half_extents: DVec3::from(size) * 0.5,
            rotation: r,
        })
    }

    /// An upright box: full `size` in metres, turned by `yaw_rad` about Z, counter-clockwise from above.
    pub fn upright(center: DVec3, size: DVec3, yaw_rad: f64) -> Self {
        let (s, c) = (libm::sin(yaw_rad), libm::cos(yaw_rad));
        let rotation = DMat3::from_cols(DVec3::new(c, s, 0.0), DVec3::new(-s, c, 0.0), DVec3::Z);
        Self {
            center,
            half_extents: size * 0.5,
            rotation,
        }
    }

    /// Full size along the box's own axes, metres.
    pub fn size(&self) -> DVec3 {
        self.half_extents * 2.0
    }

    /// The rotation as 9 row-major numbers, `world_from_box`.
    pub fn rotation_row_major(&self) -> [f64; 9] {
        self.rotation.transpose().to_cols_array()
    }

    /// Turn about Z in radians, in (-π, π]; `None` when the box does not stand upright to within 1e-3.
    pub fn yaw_rad(&self) -> Option<f64> {
        let upright = (self.rotation.z_axis - DVec3::Z).length() <= 1e-3;
        upright.then(|| libm::atan2(self.rotation.x_axis.y, self.rotation.x_axis.x))
    }

    /// The eight corners in world. Bit 0 of the index is x, bit 1 y, bit 2 z; 0 is the negative side:
    ///
    /// ```text
    ///      6-------7
    ///     /|      /|     z  y
    ///    4-------5 |     | /
    ///    | 2-----|-3     |/
    ///    |/      |/      +--- x
    ///    0-------1
    /// ```
    pub fn corners(&self) -> [DVec3; 8] {
        std::array::from_fn(|i| {
            let sign = |bit: usize| if i >> bit & 1 == 1 { 1.0 } else { -1.0 };
            self.center
                + self.rotation * (self.half_extents * DVec3::new(sign(0), sign(1), sign(2)))
        })
    }

    /// The point in the box's own axes, origin at its centre.
    pub fn to_local(&self, point_in_world: DVec3) -> DVec3 {
        self.rotation.transpose() * (point_in_world - self.center)
    }

    /// The point of the closed box that is nearest to `point_in_world`.
    pub fn nearest_to(&self, point_in_world: DVec3) -> DVec3 {
        let local = self
            .to_local(point_in_world)
            .clamp(-self.half_extents, self.half_extents);
        self.center + self.rotation * local
    }

    /// Whether the point is in the box after each half extent was multiplied by `inflate` (1.0: as it is).
    pub fn contains(&self, point_in_world: DVec3, inflate: f64) -> bool {
        self.to_local(point_in_world)
            .abs()
            .cmple(self.half_extents * inflate)
            .all()
    }

    /// Where a ray first meets the closed box, in lengths of `direction`; 0 when it starts inside. `None` when it
    /// does not meet it, or when a number is not finite.
    pub fn met_by(&self, origin: DVec3, direction: DVec3) -> Option<f64> {
        let (start, along) = (self.to_local(origin), self.rotation.transpose() * direction);
        if !(start.is_finite() && along.is_finite()) {
            return None;
        }
        let (mut enter, mut leave) = (0.0_f64, f64::INFINITY);
        for axis in 0..3 {
            let half = self.half_extents[axis];
            if along[axis] == 0.0 {
                if start[axis].abs() > half {
                    return None;
                }
                continue;
            }
            let sides = [-half, half].map(|side| (side - start[axis]) / along[axis]);
            enter = enter.max(sides[0].min(sides[1]));
            leave = leave.min(sides[0].max(sides[1]));
        }
        (enter <= leave && leave.is_finite()).then_some(enter)
    }

    /// Volume in cubic metres.
    pub fn volume_m3(&self) -> f64 {
        let s = self.size();
        s.x * s.y * s.z
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corner_order_matches_the_drawing() {
        let b = Obb::upright(DVec3::ZERO, DVec3::new(2.0, 4.0, 6.0), 0.0);
        let corners = b.corners();
        assert_eq!(corners[0], DVec3::new(-1.0, -2.0, -3.0));
        assert_eq!(corners[1], DVec3::new(1.0, -2.0, -3.0));
        assert_eq!(corners[2], DVec3::new(-1.0, 2.0, -3.0));
        assert_eq!(corners[4], DVec3::new(-1.0, -2.0, 3.0));
        for (a, b) in BOX_EDGES {
            assert_eq!(
                (a ^ b).count_ones(),
                1,
                "an edge joins corners that differ in one axis"
            );
        }
    }

    #[test]
    fn a_quarter_turn_swaps_the_sides() {
        let b = Obb::upright(
            DVec3::ZERO,
            DVec3::new(2.0, 4.0, 6.0),
            std::f64::consts::FRAC_PI_2,
        );
        assert!(b.contains(DVec3::new(1.9, 0.9, 2.9), 1.0));
        assert!(!b.contains(DVec3::new(0.9, 1.9, 2.9), 1.0));
        assert!((b.yaw_rad().expect("upright") - std::f64::consts::FRAC_PI_2).abs() < 1e-12);
    }

    #[test]
    fn a_ray_meets_the_side_it_comes_to_first() {
        let eighth = std::f64::consts::FRAC_PI_4;
        let b = Obb::upright(DVec3::new(5.0, 0.0, 0.0), DVec3::new(2.0, 2.0, 2.0), eighth);
        let ahead = b.met_by(DVec3::ZERO, DVec3::X).expect("ahead");
        assert!(
            (ahead - (5.0 - std::f64::consts::SQRT_2)).abs() < 1e-12,
            "its corner"
        );
        let twice = b.met_by(DVec3::ZERO, DVec3::X * 2.0).expect("ahead");
        assert!((twice * 2.0 - ahead).abs() < 1e-12);
        assert_eq!(b.met_by(DVec3::ZERO, DVec3::NEG_X), None, "behind");
        assert_eq!(b.met_by(DVec3::new(0.0, 0.0, 1.5), DVec3::X), None, "above");
        assert_eq!(b.met_by(b.center, DVec3::Y), Some(0.0), "from inside");
    }

    #[test]
    fn full_sizes_are_halved_once_and_rows_are_rows() {
        let quarter = [0.0, -1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0];
        let b = Obb::from_full([1.0, 2.0, 3.0], [2.0, 4.0, 6.0], quarter).expect("a box");
        assert_eq!(b.half_extents, DVec3::new(1.0, 2.0, 3.0));
        assert_eq!(b.rotation * DVec3::X, DVec3::Y);
        assert_eq!(b.rotation_row_major(), quarter);
        assert_eq!(Obb::from_full([0.0; 3], [-1.0, 1.0, 1.0], quarter), None);
        assert_eq!(
            Obb::from_full([f64::NAN, 0.0, 0.0], [1.0; 3], quarter),
            None
        );
    }
}
