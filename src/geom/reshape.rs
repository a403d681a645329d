//! Boxes changed by hand: one face moved, the smallest box around points.

use super::Obb;
use glam::{DMat3, DVec3};

/// One of the six faces of a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Face {
    /// The box's own axis that the face stands across: 0 x, 1 y, 2 z.
    pub axis: usize,
    /// Whether it is the face on the positive side.
    pub positive: bool,
}

impl Face {
    /// 1 on the positive side, -1 on the other.
    pub fn sign(self) -> f64 {
        if self.positive { 1.0 } else { -1.0 }
    }
}

impl Obb {
    /// The outward normal of a face in world, unit length.
    pub fn normal(&self, face: Face) -> DVec3 {
        self.rotation.col(face.axis.min(2)) * face.sign()
    }

    /// The box with one face moved outward by `by_m` metres (inward where negative); the opposite face stays where
    /// it is, and they never come nearer than `thinnest_m`.
    pub fn with_face_moved(&self, face: Face, by_m: f64, thinnest_m: f64) -> Self {
        let axis = face.axis.min(2);
        let full_m = (self.half_extents[axis] * 2.0 + by_m).max(thinnest_m);
        let grown_m = full_m - self.half_extents[axis] * 2.0;
        let mut changed = *self;
        changed.half_extents[axis] = full_m * 0.5;
        changed.center += self.normal(face) * (grown_m * 0.5);
        changed
    }

    /// The smallest box of this rotation (`world_from_box`) around points in world, no side thinner than
    /// `thinnest_m`; points that are not finite do not count. `None` without a point.
    pub fn around(
        rotation: DMat3,
        points: impl IntoIterator<Item = DVec3>,
        thinnest_m: f64,
    ) -> Option<Self> {
        let box_from_world = rotation.transpose();
        let local = points
            .into_iter()
            .filter(|p| p.is_finite())
            .map(|p| box_from_world * p);
        let (min, max) = local.fold(None, |found: Option<(DVec3, DVec3)>, p| {
            let (min, max) = found.unwrap_or((p, p));
            Some((min.min(p), max.max(p)))
        })?;
        Some(Self {
            center: rotation * ((min + max) * 0.5),
            half_extents: (max - min).max(DVec3::splat(thinnest_m)) * 0.5,
            rotation,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRONT: Face = Face {
        axis: 0,
        positive: true,
    };

    fn turned() -> Obb {
        let quarter = std::f64::consts::FRAC_PI_2;
        Obb::upright(
            DVec3::new(1.0, 2.0, 0.5),
            DVec3::new(2.0, 1.0, 1.0),
            quarter,
        )
    }

    #[test]
    fn a_face_moves_along_its_own_normal_and_the_other_stays() {
        let moved = turned().with_face_moved(FRONT, 0.4, 0.01);
        // The box's x is the world's y.
        assert!((moved.center - DVec3::new(1.0, 2.2, 0.5)).length() < 1e-12);
        assert!((moved.size() - DVec3::new(2.4, 1.0, 1.0)).length() < 1e-12);
        let back = |b: &Obb| b.center - b.rotation.x_axis * b.half_extents.x;
        assert!((back(&moved) - back(&turned())).length() < 1e-12);
        let below = Face {
            axis: 2,
            positive: false,
        };
        let lower = turned().with_face_moved(below, 0.2, 0.01);
        assert!((lower.center.z - 0.4).abs() < 1e-12 && (lower.size().z - 1.2).abs() < 1e-12);
    }

    #[test]
    fn a_face_pushed_through_the_other_stops_before_it() {
        let thin = turned().with_face_moved(FRONT, -5.0, 0.01);
        assert!((thin.size().x - 0.01).abs() < 1e-12);
        assert!((thin.center.y - (2.0 - 1.0 + 0.005)).abs() < 1e-12);
    }

    #[test]
    fn the_smallest_box_around_its_own_corners_is_the_box() {
        let b = Obb::upright(DVec3::new(3.0, -1.0, 0.4), DVec3::new(0.4, 0.7, 0.8), 0.6);
        let mut points = b.corners().to_vec();
        points.push(b.center);
        points.push(DVec3::NAN);
        let found = Obb::around(b.rotation, points, 0.01).expect("points");
        assert!((found.center - b.center).length() < 1e-12);
        assert!((found.half_extents - b.half_extents).length() < 1e-12);
        assert_eq!(Obb::around(b.rotation, [DVec3::NAN], 0.01), None);
        let one = Obb::around(b.rotation, [DVec3::ONE], 0.01).expect("a point");
        assert!((one.size() - DVec3::splat(0.01)).length() < 1e-12);
    }
}
