//! The surfaces of solids as triangles and as points.

use super::random::Random;
use super::solid::{Shape, Solid};
use super::{Mesh, paint};
use crate::geom::{DVec2, DVec3};
use std::f64::consts::TAU;

/// Pieces along an edge at most, whatever edge length is asked for.
const MOST_PIECES: f64 = 4096.0;

/// A patch of a surface: a grid over the unit square, (u, v) to a point of the solid's own axes. Counter-clockwise
/// from outside when u then v turn left.
struct Patch<'a> {
    pieces: [u32; 2],
    at: Box<dyn Fn(f64, f64) -> DVec3 + 'a>,
}

/// Adds a solid's triangles with edges no longer than `edge_m`.
pub fn triangulate(solid: &Solid, edge_m: f64, mesh: &mut Mesh) {
    for patch in patches(solid, edge_m) {
        let first = mesh.vertices.len() as u32;
        let [across, up] = patch.pieces;
        for (j, i) in (0..=up).flat_map(|j| (0..=across).map(move |i| (j, i))) {
            let (u, v) = (
                f64::from(i) / f64::from(across),
                f64::from(j) / f64::from(up),
            );
            let own = (patch.at)(u, v);
            // Just off the middle of the patch's rim, where the normal is that of the patch.
            let inner = (patch.at)(u.clamp(1e-3, 1.0 - 1e-3), v.clamp(1e-3, 1.0 - 1e-3));
            let colour = solid.paint.at(own, solid.half, solid.normal(inner));
            mesh.vertices.push(solid.world_from_solid.transform(own));
            mesh.rgb.push(paint::bytes(colour));
            mesh.instance.push(solid.instance);
        }
        let row = across + 1;
        for (j, i) in (0..up).flat_map(|j| (0..across).map(move |i| (j, i))) {
            let a = first + j * row + i;
            let (b, c, d) = (a + 1, a + row + 1, a + row);
            for triangle in [[a, b, c], [a, c, d]] {
                let [p, q, r] = triangle.map(|i| mesh.vertices[i as usize]);
                if (q - p).cross(r - p).length_squared() > 1e-24 {
                    mesh.triangles.push(triangle);
                }
            }
        }
    }
}

/// Pieces of a length so that the diagonals of square cells are no longer than an edge.
fn pieces(length: f64, edge_m: f64) -> u32 {
    let side = edge_m.max(1e-6) * std::f64::consts::FRAC_1_SQRT_2;
    (length / side).ceil().clamp(1.0, MOST_PIECES) as u32
}

/// Pieces of a circle: a whole number for each quarter, so that the farthest points are among them.
fn turns(radius: f64, edge_m: f64) -> u32 {
    pieces(TAU * radius, edge_m).max(12).div_ceil(4) * 4
}

/// Unit vector at a part of a turn, exact at the quarters.
fn round(u: f64) -> DVec2 {
    let quarter = (u * 4.0).floor();
    let rest = (u - quarter * 0.25) * TAU;
    let (s, c) = (libm::sin(rest), libm::cos(rest));
    match quarter as i64 & 3 {
        0 => DVec2::new(c, s),
        1 => DVec2::new(-s, c),
        2 => DVec2::new(-c, -s),
        _ => DVec2::new(s, -c),
    }
}

fn patches(solid: &Solid, edge_m: f64) -> Vec<Patch<'_>> {
    let h = solid.half;
    match solid.shape {
        Shape::Box => sides(h, edge_m),
        Shape::Wedge => roof(h, edge_m),
        Shape::Ellipsoid => {
            let up = pieces(TAU * 0.5 * h.max_element(), edge_m)
                .max(6)
                .div_ceil(2)
                * 2;
            vec![Patch {
                pieces: [turns(h.x.max(h.y), edge_m), up],
                at: Box::new(move |u, v| {
                    let (way, tilt) = (round(u), round(v * 0.5 - 0.25 + 1.0));
                    h * (way * tilt.x.max(0.0)).extend(tilt.y)
                }),
            }]
        }
        Shape::Round { bottom, top } => {
            let mut all = vec![mantle(h, [bottom, top], edge_m)];
            for (ratio, z) in [(bottom, -h.z), (top, h.z)] {
                let around = turns(h.x.max(h.y), edge_m);
                all.push(Patch {
                    pieces: [around, pieces(ratio * h.x.max(h.y), edge_m)],
                    at: Box::new(move |u, v| {
                        // Outwards seen from above, inwards from below, so that both turn left from outside.
                        let out = if z > 0.0 { 1.0 - v } else { v };
                        let way = round(u) * ratio * out;
                        DVec3::new(way.x * h.x, way.y * h.y, z)
                    }),
                });
            }
            all
        }
        Shape::Shell { bottom, top } => vec![mantle(h, [bottom, top], edge_m)],
    }
}

fn mantle<'a>(h: DVec3, [bottom, top]: [f64; 2], edge_m: f64) -> Patch<'a> {
    let slant = DVec2::new((top - bottom) * h.x.max(h.y), 2.0 * h.z).length();
    Patch {
        pieces: [turns(h.x.max(h.y), edge_m), pieces(slant, edge_m)],
        at: Box::new(move |u, v| {
            let way = round(u) * (bottom + (top - bottom) * v);
            DVec3::new(way.x * h.x, way.y * h.y, h.z * (2.0 * v - 1.0))
        }),
    }
}

/// A flat patch from a corner along two edges.
fn flat<'a>(corner: DVec3, across: DVec3, up: DVec3, edge_m: f64) -> Patch<'a> {
    Patch {
        pieces: [pieces(across.length(), edge_m), pieces(up.length(), edge_m)],
        at: Box::new(move |u, v| corner + across * u + up * v),
    }
}

fn sides<'a>(h: DVec3, edge_m: f64) -> Vec<Patch<'a>> {
    let [x, y, z] = [DVec3::X * h.x, DVec3::Y * h.y, DVec3::Z * h.z];
    [
        (x, y, z),
        (-x, -y, z),
        (y, -x, z),
        (-y, x, z),
        (z, x, y),
        (-z, -x, y),
    ]
    .into_iter()
    .map(|(out, across, up)| flat(out - across - up, across * 2.0, up * 2.0, edge_m))
    .collect()
}

fn roof<'a>(h: DVec3, edge_m: f64) -> Vec<Patch<'a>> {
    let [x, y, z] = [DVec3::X * h.x, DVec3::Y * h.y, DVec3::Z * h.z];
    let mut all = vec![
        flat(-z - x - y, y * 2.0, x * 2.0, edge_m),
        flat(-y - z - x, x * 2.0, y + z * 2.0, edge_m),
        flat(y - z + x, x * -2.0, z * 2.0 - y, edge_m),
    ];
    // Cells of a gable lean, so that their diagonals are up to the sum of their sides.
    let edge_m = edge_m * std::f64::consts::FRAC_1_SQRT_2;
    for (end, side) in [(x, y), (-x, -y)] {
        let around = pieces(2.0 * h.y, edge_m);
        let up = pieces((y + z * 2.0).length(), edge_m);
        all.push(Patch {
            pieces: [around, up],
            at: Box::new(move |u, v| {
                end - z + side * ((2.0 * u - 1.0) * (1.0 - v)) + z * (2.0 * v)
            }),
        });
    }
    all
}

/// About the surface of a solid, square metres.
pub fn area(solid: &Solid) -> f64 {
    let h = solid.half;
    match solid.shape {
        Shape::Box | Shape::Wedge => 8.0 * (h.x * h.y + h.y * h.z + h.z * h.x),
        Shape::Ellipsoid | Shape::Round { .. } => {
            4.0 * TAU / 2.0 * (h.x * h.y + h.y * h.z + h.z * h.x) / 3.0
        }
        Shape::Shell { .. } => TAU * (h.x + h.y) * h.z,
    }
}

/// A random point of a solid's surface, in its own axes: where a ray from its middle leaves it.
pub fn point(solid: &Solid, random: &mut Random) -> Option<DVec3> {
    let mut across = || random.between(-1.0, 1.0);
    let way = DVec3::new(across(), across(), across());
    // In its own proportions, so that flat things have points on their faces, not on their rims.
    let along = way * solid.half;
    let far = solid.hit(DVec3::ZERO, along, 1e-6)?;
    Some(along * far)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Pose;
    use crate::simulate::paint::Paint;

    const SHAPES: [Shape; 6] = [
        Shape::Box,
        Shape::Wedge,
        Shape::Ellipsoid,
        Shape::Round {
            bottom: 1.0,
            top: 0.4,
        },
        Shape::Round {
            bottom: 0.0,
            top: 1.0,
        },
        Shape::Shell {
            bottom: 0.5,
            top: 1.0,
        },
    ];

    fn solid(shape: Shape) -> Solid {
        Solid {
            shape,
            half: DVec3::new(0.3, 0.2, 0.25),
            world_from_solid: Pose::IDENTITY,
            velocity: DVec3::ZERO,
            instance: 7,
            paint: Paint::plain(0x12_34_56),
        }
    }

    #[test]
    fn triangles_are_small_face_outwards_and_reach_every_side() {
        for shape in SHAPES {
            let solid = solid(shape);
            let mut mesh = Mesh::default();
            triangulate(&solid, 0.05, &mut mesh);
            for triangle in &mesh.triangles {
                let [a, b, c] = triangle.map(|i| mesh.vertices[i as usize]);
                let longest = a.distance(b).max(b.distance(c)).max(c.distance(a));
                assert!(longest <= 0.05 + 1e-9, "{shape:?} {longest}");
                let middle = (a + b + c) / 3.0;
                let facing = (b - a).cross(c - a).dot(solid.normal(middle));
                assert!(facing > 0.0, "{shape:?} {a} {b} {c}");
            }
            for axis in [DVec3::X, DVec3::NEG_Y, DVec3::Z, DVec3::NEG_Z] {
                let reached = mesh
                    .vertices
                    .iter()
                    .map(|v| v.dot(axis))
                    .fold(-1.0, f64::max);
                assert!(
                    (reached - solid.reach(axis)).abs() < 1e-12,
                    "{shape:?} {axis}"
                );
            }
            assert_eq!(mesh.rgb[0], [0x12, 0x34, 0x56]);
            assert!(mesh.instance.iter().all(|i| *i == 7));
        }
    }

    #[test]
    fn random_points_lie_on_the_surface() {
        let mut random = Random::of(5, &["points"]);
        for shape in SHAPES {
            let solid = solid(shape);
            let points: Vec<DVec3> = (0..50).filter_map(|_| point(&solid, &mut random)).collect();
            assert!(points.len() > 20, "{shape:?}");
            for at in points {
                let normal = solid.normal(at);
                let from = at + normal * 0.5;
                let t = solid.hit(from, -normal, 1e-9).expect("the surface");
                assert!((t - 0.5).abs() < 1e-9, "{shape:?} {t}");
            }
        }
    }
}
