//! Solids with exact surfaces: rays, normals, how far they reach.

use super::paint::Paint;
use crate::geom::{DMat3, DVec3, Pose};

/// The form of a solid, in its own axes around its middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// A box.
    Box,
    /// A cylinder or a cut cone along Z with caps. The radius at the bottom and at the top as fractions of the half
    /// size; one of them is 1.
    Round {
        /// At Z = -half.
        bottom: f64,
        /// At Z = +half.
        top: f64,
    },
    /// The side of a [`Shape::Round`] alone, without caps and without thickness: bowls and shades.
    Shell {
        /// At Z = -half.
        bottom: f64,
        /// At Z = +half.
        top: f64,
    },
    /// An ellipsoid.
    Ellipsoid,
    /// A roof: the ridge along X at the top, the base at the bottom.
    Wedge,
}

impl Shape {
    /// Whether a segment between two of its points never leaves it.
    pub fn is_convex(self) -> bool {
        !matches!(self, Self::Shell { .. })
    }
}

/// A solid in world.
#[derive(Clone, Copy, Debug)]
pub struct Solid {
    /// Its form.
    pub shape: Shape,
    /// Half its size along its own axes, metres.
    pub half: DVec3,
    /// Where it is at time 0.
    pub world_from_solid: Pose,
    /// Metres a second in world.
    pub velocity: DVec3,
    /// The object that it is part of.
    pub instance: u16,
    /// Its surface.
    pub paint: Paint,
}

/// The smaller; no case for what is not a number, as compilers make one instruction of it.
fn low(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The larger, see [`low`].
fn high(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

impl Solid {
    /// See [`hit`].
    pub fn hit(&self, from: DVec3, along: DVec3, near: f64) -> Option<f64> {
        hit(self.shape, self.half, from, along, near)
    }

    /// The outward unit normal at a point of the surface, in the solid's own axes. A shell's points away from its
    /// axis.
    pub fn normal(&self, at: DVec3) -> DVec3 {
        let h = self.half;
        match self.shape {
            Shape::Box => {
                let out = at.abs() - h;
                if out.x >= out.y && out.x >= out.z {
                    DVec3::X * at.x.signum()
                } else if out.y >= out.z {
                    DVec3::Y * at.y.signum()
                } else {
                    DVec3::Z * at.z.signum()
                }
            }
            Shape::Ellipsoid => (at / (h * h)).normalize_or(DVec3::Z),
            Shape::Round { bottom, top } => {
                let (reach, slope) = side_of(h, [bottom, top]);
                let radius = libm::sqrt(at.x * at.x / (h.x * h.x) + at.y * at.y / (h.y * h.y));
                let off_side = (radius - (reach + slope * at.z)).abs() * low(h.x, h.y);
                if h.z - at.z.abs() < off_side {
                    return DVec3::Z * at.z.signum();
                }
                side_normal(h, reach, slope, at)
            }
            Shape::Shell { bottom, top } => {
                let (reach, slope) = side_of(h, [bottom, top]);
                side_normal(h, reach, slope, at)
            }
            Shape::Wedge => wedge_planes(h)
                .into_iter()
                .max_by(|a, b| (a.0.dot(at) - a.1).total_cmp(&(b.0.dot(at) - b.1)))
                .map_or(DVec3::Z, |plane| plane.0),
        }
    }

    /// How far the solid reaches along a direction of its own axes, from its middle.
    pub fn reach(&self, along: DVec3) -> f64 {
        let h = self.half;
        let disc = libm::sqrt(along.x * along.x * h.x * h.x + along.y * along.y * h.y * h.y);
        match self.shape {
            Shape::Box => along.abs().dot(h),
            Shape::Ellipsoid => (along * h).length(),
            Shape::Round { bottom, top } | Shape::Shell { bottom, top } => {
                high(disc * top + along.z * h.z, disc * bottom - along.z * h.z)
            }
            Shape::Wedge => high(
                along.x.abs() * h.x + along.z * h.z,
                along.x.abs() * h.x + along.y.abs() * h.y - along.z * h.z,
            ),
        }
    }

    /// How far it reaches along a direction in world, both ways, as positions along it; at time 0.
    pub fn span(&self, along: DVec3) -> [f64; 2] {
        let own = self.world_from_solid.rotation.transpose() * along;
        let middle = along.dot(self.world_from_solid.translation);
        [middle - self.reach(-own), middle + self.reach(own)]
    }

    /// The corners of the box in the solid's own axes that holds it, in world at a time.
    pub fn corners(&self, time_secs: f64) -> [DVec3; 8] {
        let middle = self.world_from_solid.translation + self.velocity * time_secs;
        std::array::from_fn(|i| {
            let sign = |bit: usize| if i >> bit & 1 == 1 { 1.0 } else { -1.0 };
            let corner = self.half * DVec3::new(sign(0), sign(1), sign(2));
            middle + self.world_from_solid.rotation * corner
        })
    }

    /// A ray of world in the solid's own axes at a time.
    pub fn in_own_axes(&self, from: DVec3, along: DVec3, time_secs: f64) -> (DVec3, DVec3) {
        let own_from_world: DMat3 = self.world_from_solid.rotation.transpose();
        let middle = self.world_from_solid.translation + self.velocity * time_secs;
        (own_from_world * (from - middle), own_from_world * along)
    }
}

/// Where a ray in a solid's own axes first meets its surface after `near`, in lengths of `along`.
#[inline]
pub fn hit(shape: Shape, half: DVec3, from: DVec3, along: DVec3, near: f64) -> Option<f64> {
    match shape {
        Shape::Box => hit_box(half, from, along, near),
        Shape::Ellipsoid => hit_ellipsoid(from / half, along / half, near),
        Shape::Round { bottom, top } => hit_round(half, [bottom, top], true, from, along, near),
        Shape::Shell { bottom, top } => hit_round(half, [bottom, top], false, from, along, near),
        Shape::Wedge => hit_wedge(half, from, along, near),
    }
}

#[inline]
fn hit_box(half: DVec3, from: DVec3, along: DVec3, near: f64) -> Option<f64> {
    let (mut enter, mut leave) = (f64::NEG_INFINITY, f64::INFINITY);
    for axis in 0..3 {
        let per = 1.0 / along[axis];
        let (a, b) = (
            (-half[axis] - from[axis]) * per,
            (half[axis] - from[axis]) * per,
        );
        enter = high(low(a, b), enter);
        leave = low(high(a, b), leave);
    }
    if enter > leave || leave <= near {
        return None;
    }
    Some(if enter > near { enter } else { leave })
}

fn hit_ellipsoid(from: DVec3, along: DVec3, near: f64) -> Option<f64> {
    let (a, b, c) = (
        along.length_squared(),
        from.dot(along),
        from.length_squared() - 1.0,
    );
    let inside = b * b - a * c;
    if inside < 0.0 {
        return None;
    }
    let root = inside.sqrt();
    [(-b - root) / a, (-b + root) / a]
        .into_iter()
        .find(|t| *t > near)
}

/// The radius as a fraction of the half size: `reach + slope * z`.
fn side_of(half: DVec3, [bottom, top]: [f64; 2]) -> (f64, f64) {
    (0.5 * (top + bottom), 0.5 * (top - bottom) / half.z)
}

fn side_normal(h: DVec3, reach: f64, slope: f64, at: DVec3) -> DVec3 {
    let radius = reach + slope * at.z;
    DVec3::new(at.x / (h.x * h.x), at.y / (h.y * h.y), -slope * radius).normalize_or(DVec3::Z)
}

fn hit_round(
    half: DVec3,
    ratios: [f64; 2],
    capped: bool,
    from: DVec3,
    along: DVec3,
    near: f64,
) -> Option<f64> {
    let (reach, slope) = side_of(half, ratios);
    let (ox, oy) = (from.x / half.x, from.y / half.y);
    let (dx, dy) = (along.x / half.x, along.y / half.y);
    let (radius, narrows) = (reach + slope * from.z, slope * along.z);
    let a = dx * dx + dy * dy - narrows * narrows;
    let b = ox * dx + oy * dy - narrows * radius;
    let c = ox * ox + oy * oy - radius * radius;
    let mut first = f64::INFINITY;
    let inside = b * b - a * c;
    if inside >= 0.0 {
        let root = inside.sqrt();
        // Along the side of a cone the quadratic becomes linear.
        let meets = if a.abs() > 1e-14 {
            [(-b - root) / a, (-b + root) / a]
        } else {
            [-0.5 * c / b, f64::INFINITY]
        };
        for t in meets {
            if t > near && t < first && (from.z + t * along.z).abs() <= half.z {
                first = t;
            }
        }
    } else if !capped || a > 0.0 {
        return None;
    }
    if capped && along.z != 0.0 {
        for (z, ratio) in [(-half.z, ratios[0]), (half.z, ratios[1])] {
            let t = (z - from.z) / along.z;
            let (x, y) = (ox + t * dx, oy + t * dy);
            if t > near && t < first && x * x + y * y <= ratio * ratio {
                first = t;
            }
        }
    }
    (first < f64::INFINITY).then_some(first)
}

/// Outward unit normals and distances of the five planes.
fn wedge_planes(h: DVec3) -> [(DVec3, f64); 5] {
    let slope = libm::sqrt(4.0 * h.z * h.z + h.y * h.y);
    let (out, up) = (2.0 * h.z / slope, h.y / slope);
    [
        (DVec3::NEG_Z, h.z),
        (DVec3::X, h.x),
        (DVec3::NEG_X, h.x),
        (DVec3::new(0.0, out, up), up * h.z),
        (DVec3::new(0.0, -out, up), up * h.z),
    ]
}

fn hit_wedge(half: DVec3, from: DVec3, along: DVec3, near: f64) -> Option<f64> {
    let (mut enter, mut leave) = (f64::NEG_INFINITY, f64::INFINITY);
    for (normal, distance) in wedge_planes(half) {
        let (away, speed) = (distance - normal.dot(from), normal.dot(along));
        if speed == 0.0 {
            if away < 0.0 {
                return None;
            }
        } else if speed < 0.0 {
            enter = high(away / speed, enter);
        } else {
            leave = low(away / speed, leave);
        }
    }
    if enter > leave || leave <= near {
        return None;
    }
    Some(if enter > near { enter } else { leave })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn solid(shape: Shape, half: [f64; 3]) -> Solid {
        Solid {
            shape,
            half: DVec3::from(half),
            world_from_solid: Pose::IDENTITY,
            velocity: DVec3::ZERO,
            instance: 1,
            paint: Paint::plain(0x80_80_80),
        }
    }

    fn meets(solid: &Solid, from: [f64; 3], along: [f64; 3]) -> Option<(f64, DVec3)> {
        let (from, along) = (DVec3::from(from), DVec3::from(along));
        let t = solid.hit(from, along, 1e-9)?;
        Some((t, solid.normal(from + along * t)))
    }

    #[test]
    fn a_box_by_hand() {
        let b = solid(Shape::Box, [1.0, 2.0, 3.0]);
        assert_eq!(
            meets(&b, [5.0, 0.0, 0.0], [-1.0, 0.0, 0.0]),
            Some((4.0, DVec3::X))
        );
        assert_eq!(meets(&b, [5.0, 0.0, 0.0], [1.0, 0.0, 0.0]), None, "behind");
        assert_eq!(meets(&b, [5.0, 2.5, 0.0], [-1.0, 0.0, 0.0]), None, "beside");
        assert_eq!(
            meets(&b, [0.0; 3], [0.0, 0.0, 2.0]),
            Some((1.5, DVec3::Z)),
            "inside"
        );
    }

    #[test]
    fn an_ellipsoid_by_hand() {
        let e = solid(Shape::Ellipsoid, [1.0, 2.0, 3.0]);
        assert_eq!(
            meets(&e, [0.0, 5.0, 0.0], [0.0, -1.0, 0.0]),
            Some((3.0, DVec3::Y))
        );
        assert_eq!(meets(&e, [0.0, 5.0, 3.1], [0.0, -1.0, 0.0]), None);
        // At x = 0.6 of 1 the height is 0.8 of 3.
        let (t, _) = meets(&e, [0.6, 0.0, 10.0], [0.0, 0.0, -1.0]).expect("a hit");
        assert!((t - 7.6).abs() < 1e-12);
    }

    #[test]
    fn cylinders_and_cones_by_hand() {
        let c = solid(
            Shape::Round {
                bottom: 1.0,
                top: 1.0,
            },
            [1.0, 1.0, 2.0],
        );
        assert_eq!(
            meets(&c, [3.0, 0.0, 1.0], [-1.0, 0.0, 0.0]),
            Some((2.0, DVec3::X))
        );
        assert_eq!(
            meets(&c, [0.5, 0.0, 5.0], [0.0, 0.0, -1.0]),
            Some((3.0, DVec3::Z))
        );
        assert_eq!(meets(&c, [3.0, 0.0, 2.5], [-1.0, 0.0, 0.0]), None);
        // A cone of height 2 over a radius of 1: half way up the radius is a half.
        let c = solid(
            Shape::Round {
                bottom: 1.0,
                top: 0.0,
            },
            [1.0, 1.0, 1.0],
        );
        let (t, n) = meets(&c, [3.0, 0.0, 0.0], [-1.0, 0.0, 0.0]).expect("a hit");
        assert!((t - 2.5).abs() < 1e-12);
        assert!((n - DVec3::new(2.0, 0.0, 1.0) / 5.0f64.sqrt()).length() < 1e-12);
        // An open one lets a ray in at the top and shows its inside.
        let s = solid(
            Shape::Shell {
                bottom: 1.0,
                top: 1.0,
            },
            [1.0, 1.0, 1.0],
        );
        assert_eq!(meets(&s, [0.0, 0.0, 5.0], [0.0, 0.0, -1.0]), None);
        assert_eq!(meets(&s, [0.0; 3], [1.0, 0.0, 0.0]), Some((1.0, DVec3::X)));
    }

    #[test]
    fn a_roof_by_hand() {
        let w = solid(Shape::Wedge, [2.0, 1.0, 0.5]);
        let (t, n) = meets(&w, [0.0, 0.5, 5.0], [0.0, 0.0, -1.0]).expect("a hit");
        assert!((t - 5.0).abs() < 1e-12, "half way down the slope");
        assert!((n - DVec3::new(0.0, 1.0, 1.0) / 2.0f64.sqrt()).length() < 1e-12);
        assert_eq!(
            meets(&w, [0.0, 0.9, -5.0], [0.0, 0.0, 1.0]),
            Some((4.5, DVec3::NEG_Z))
        );
    }

    #[test]
    fn reach_is_that_of_the_farthest_point() {
        let e = solid(Shape::Ellipsoid, [3.0, 4.0, 1.0]);
        let along = DVec3::new(0.6, 0.8, 0.0);
        assert!((e.reach(along) - (1.8f64 * 1.8 + 3.2 * 3.2).sqrt()).abs() < 1e-12);
        let c = solid(
            Shape::Round {
                bottom: 0.5,
                top: 1.0,
            },
            [1.0, 1.0, 2.0],
        );
        assert_eq!(c.reach(DVec3::X), 1.0);
        assert_eq!(c.reach(DVec3::NEG_Z), 2.0);
        let w = solid(Shape::Wedge, [2.0, 1.0, 0.5]);
        assert_eq!(w.reach(DVec3::Z), 0.5);
        assert_eq!(w.reach(DVec3::Y), 0.5 + 0.5);
    }
}
