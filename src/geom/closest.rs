//! Closest points of two oriented boxes, exactly.
//!
//! The closest points of two disjoint convex polytopes can be chosen so that one of them is a vertex
//! (against anything of the other) or both lie on edges. So the minimum over 16 vertex-box and 144
//! edge-edge pairs is the distance, with no iteration and no tolerance. Boxes that touch or overlap are
//! found first by separating axes and have distance 0.

use super::{BOX_EDGES, Obb};
use glam::DVec3;

/// The closest points of two bodies and their distance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Closest {
    /// The point of the first body, world, metres.
    pub on_a: DVec3,
    /// The point of the second body, world, metres.
    pub on_b: DVec3,
    /// Their distance, metres; 0 when the bodies touch or overlap.
    pub distance_m: f64,
}

impl Closest {
    fn between(on_a: DVec3, on_b: DVec3) -> Self {
        Self {
            on_a,
            on_b,
            distance_m: on_a.distance(on_b),
        }
    }

    fn keep_nearer(&mut self, other: Self) {
        if other.distance_m < self.distance_m {
            *self = other;
        }
    }
}

/// The closest points of two closed boxes.
///
/// Where the boxes touch or overlap the distance is 0 and both points are the same shared point. Where
/// several pairs are equally near (parallel faces) the first in corner order is returned.
pub fn closest_points(a: &Obb, b: &Obb) -> Closest {
    if overlap(a, b) {
        let shared = shared_point(a, b);
        return Closest {
            on_a: shared,
            on_b: shared,
            distance_m: 0.0,
        };
    }
    let (corners_a, corners_b) = (a.corners(), b.corners());
    let mut best = Closest::between(a.center, b.center);
    for corner in corners_a {
        best.keep_nearer(Closest::between(corner, b.nearest_to(corner)));
    }
    for corner in corners_b {
        best.keep_nearer(Closest::between(a.nearest_to(corner), corner));
    }
    for (a0, a1) in BOX_EDGES {
        for (b0, b1) in BOX_EDGES {
            let (on_a, on_b) =
                segment_segment(corners_a[a0], corners_a[a1], corners_b[b0], corners_b[b1]);
            best.keep_nearer(Closest::between(on_a, on_b));
        }
    }
    best
}

/// The closest points of the segments `a0 a1` and `b0 b1` (Ericson, Real-Time Collision Detection, 5.1.9).
///
/// Segments of length zero are points.
pub fn segment_segment(a0: DVec3, a1: DVec3, b0: DVec3, b1: DVec3) -> (DVec3, DVec3) {
    let (d1, d2, r) = (a1 - a0, b1 - b0, a0 - b0);
    let (len_a, len_b, f) = (d1.length_squared(), d2.length_squared(), d2.dot(r));
    let c = d1.dot(r);
    let (s, t) = if len_a == 0.0 && len_b == 0.0 {
        (0.0, 0.0)
    } else if len_a == 0.0 {
        (0.0, (f / len_b).clamp(0.0, 1.0))
    } else if len_b == 0.0 {
        ((-c / len_a).clamp(0.0, 1.0), 0.0)
    } else {
        let d12 = d1.dot(d2);
        let denominator = len_a * len_b - d12 * d12;
        // Parallel lines have no single nearest pair: start at a0, the clamps below do the rest.
        let s = if denominator > 0.0 {
            ((d12 * f - c * len_b) / denominator).clamp(0.0, 1.0)
        } else {
            0.0
        };
        let t = (d12 * s + f) / len_b;
        if t < 0.0 {
            ((-c / len_a).clamp(0.0, 1.0), 0.0)
        } else if t > 1.0 {
            (((d12 - c) / len_a).clamp(0.0, 1.0), 1.0)
        } else {
            (s, t)
        }
    };
    (a0 + d1 * s, b0 + d2 * t)
}

/// Whether two closed boxes share a point: no separating axis among 3 + 3 face normals and 9 edge crosses.
fn overlap(a: &Obb, b: &Obb) -> bool {
    let axes_of = |o: &Obb| [o.rotation.x_axis, o.rotation.y_axis, o.rotation.z_axis];
    let (axes_a, axes_b) = (axes_of(a), axes_of(b));
    let crosses = axes_a.iter().flat_map(|u| {
        axes_b
            .iter()
            .filter_map(move |v| u.cross(*v).try_normalize())
    });
    let offset = b.center - a.center;
    let radius = |o: &Obb, axis: DVec3| (o.rotation.transpose() * axis).abs().dot(o.half_extents);
    axes_a
        .into_iter()
        .chain(axes_b)
        .chain(crosses)
        .all(|axis| offset.dot(axis).abs() <= radius(a, axis) + radius(b, axis))
}

/// A point of two overlapping boxes: where boxes overlap, an edge of one has a part inside the other.
fn shared_point(a: &Obb, b: &Obb) -> DVec3 {
    let edges_inside = |of: &Obb, inside: &Obb| {
        let corners = of.corners();
        BOX_EDGES
            .iter()
            .find_map(|(i, j)| clip(corners[*i], corners[*j], inside))
    };
    // Rounding can lose a mere touch; the nearest point then is as good.
    edges_inside(a, b)
        .or_else(|| edges_inside(b, a))
        .unwrap_or_else(|| a.nearest_to(b.center))
}

/// The middle of the part of a segment that lies in a box.
fn clip(from: DVec3, to: DVec3, obb: &Obb) -> Option<DVec3> {
    let (p, d, h) = (
        obb.to_local(from),
        obb.to_local(to) - obb.to_local(from),
        obb.half_extents,
    );
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for axis in 0..3 {
        if d[axis] == 0.0 {
            if p[axis].abs() > h[axis] {
                return None;
            }
            continue;
        }
        let (s, t) = (
            (-h[axis] - p[axis]) / d[axis],
            (h[axis] - p[axis]) / d[axis],
        );
        enter = enter.max(s.min(t));
        leave = leave.min(s.max(t));
    }
    (enter <= leave).then(|| from.lerp(to, (enter + leave) * 0.5))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cube(x: f64, yaw_rad: f64) -> Obb {
        Obb::upright(DVec3::new(x, 0.0, 0.0), DVec3::ONE, yaw_rad)
    }

    #[test]
    fn faces_edges_and_corners_by_hand() {
        assert_eq!(
            closest_points(&cube(0.0, 0.0), &cube(3.0, 0.0)).distance_m,
            2.0
        );
        // The second cube turned by 45°: its edge reaches 1/√2 towards the first.
        let turned = closest_points(&cube(0.0, 0.0), &cube(3.0, std::f64::consts::FRAC_PI_4));
        assert!((turned.distance_m - (2.5 - std::f64::consts::FRAC_1_SQRT_2)).abs() < 1e-12);
        // Corner to corner, offset (1, 1, 1) beyond the touching position.
        let far = Obb::upright(DVec3::splat(2.0), DVec3::ONE, 0.0);
        assert!((closest_points(&cube(0.0, 0.0), &far).distance_m - 3f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn touching_and_overlapping_boxes_are_at_zero_and_share_the_point() {
        for x in [0.0, 0.4, 1.0] {
            let closest = closest_points(&cube(0.0, 0.0), &cube(x, 0.3));
            assert_eq!(closest.distance_m, 0.0, "offset {x}");
            assert_eq!(closest.on_a, closest.on_b);
        }
    }

    fn any_box() -> impl Strategy<Value = Obb> {
        let v = || prop::array::uniform3(-3.0f64..3.0);
        (v(), prop::array::uniform3(0.05f64..2.0), v()).prop_map(|(center, size, axis)| {
            let q = glam::DQuat::from_scaled_axis(DVec3::from(axis));
            Obb {
                center: DVec3::from(center),
                half_extents: DVec3::from(size) * 0.5,
                rotation: glam::DMat3::from_quat(q),
            }
        })
    }

    /// The distance found a different way: alternating projection onto the two convex boxes.
    fn by_projection(a: &Obb, b: &Obb) -> f64 {
        let mut on_a = a.center;
        let mut on_b = b.center;
        for _ in 0..20_000 {
            on_b = b.nearest_to(on_a);
            on_a = a.nearest_to(on_b);
        }
        on_a.distance(on_b)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn agrees_with_alternating_projection(a in any_box(), b in any_box()) {
            let exact = closest_points(&a, &b);
            let projected = by_projection(&a, &b);
            prop_assert!(exact.distance_m <= projected + 1e-9);
            prop_assert!((exact.distance_m - projected).abs() < 1e-3, "{} against {projected}", exact.distance_m);
        }

        #[test]
        fn symmetric_and_on_both_boxes(a in any_box(), b in any_box()) {
            let ab = closest_points(&a, &b);
            let ba = closest_points(&b, &a);
            prop_assert!((ab.distance_m - ba.distance_m).abs() < 1e-12);
            prop_assert!(a.nearest_to(ab.on_a).distance(ab.on_a) < 1e-6);
            prop_assert!(b.nearest_to(ab.on_b).distance(ab.on_b) < 1e-6);
        }
    }
}
