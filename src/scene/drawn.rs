//! Depth as a mesh shows it to a camera, for frames that have no depth of their own.
//!
//! Drawn small, by a plain depth buffer on the processor. Where a lens bends the picture, the buffer belongs to an
//! ideal camera that covers what the lens sees: whether one thing hides another depends on where the camera stands,
//! not on what its lens does.

use super::{DepthMap, DepthValues, PointCloud};
use crate::geom::{Camera, DVec2, DVec3, Pinhole, Pose};

/// Nothing nearer than this to the camera plane is drawn, metres.
const NEAR_M: f64 = 0.02;
/// Wider than this to each side of the axis (75 degrees) an ideal camera covers little else than its border.
const WIDEST: f64 = 3.732;
/// Pixels of the border whose rays are asked for, along each side.
const BORDER: u32 = 16;

/// A mesh in world.
#[derive(Clone, Copy, Debug)]
pub struct Mesh<'a> {
    /// Its corners.
    pub points: &'a PointCloud,
    /// Three indices of corners each; what names no corner is left out.
    pub triangles: &'a [[u32; 3]],
}

/// The camera that covers what `camera` sees, without a lens, with a picture no wider than `width_px`.
pub fn ideal(camera: &Camera, width_px: u32) -> Pinhole {
    let own = &camera.pinhole;
    let scale = (f64::from(width_px) / f64::from(own.width)).min(1.0);
    if camera.ideal().is_some() {
        return own.scaled(scale);
    }
    let (mut low, mut high) = (DVec2::ZERO, DVec2::ZERO);
    let size = DVec2::new(f64::from(own.width), f64::from(own.height));
    for i in 0..=BORDER {
        let along = size * f64::from(i) / f64::from(BORDER);
        let border = [
            DVec2::new(along.x, 0.0),
            DVec2::new(along.x, size.y),
            DVec2::new(0.0, along.y),
            DVec2::new(size.x, along.y),
        ];
        for ray in border.into_iter().filter_map(|pixel| camera.ray(pixel)) {
            low = low.min(ray.truncate());
            high = high.max(ray.truncate());
        }
    }
    (low, high) = (
        low.max(DVec2::splat(-WIDEST)),
        high.min(DVec2::splat(WIDEST)),
    );
    let span = (high - low).max(DVec2::splat(1e-3));
    let focal = f64::from(width_px) / span.x;
    Pinhole {
        fx: focal,
        fy: focal,
        cx: -low.x * focal,
        cy: -low.y * focal,
        width: width_px.max(1),
        height: ((span.y * focal).ceil() as u32).clamp(1, 4 * width_px.max(1)),
    }
}

/// Depth along the optical axis, metres, of what a camera sees of a mesh; both sides of a triangle count.
pub fn depth(mesh: Mesh<'_>, camera: &Pinhole, world_from_camera: &Pose) -> DepthMap {
    let camera_from_world = world_from_camera.inverse();
    let corners: Vec<DVec3> = (0..mesh.points.points.len())
        .map(|i| camera_from_world.transform(mesh.points.position(i).unwrap_or(DVec3::NAN)))
        .collect();
    let pixels = camera.width as usize * camera.height as usize;
    // Nearness (one over depth) is what runs evenly across a triangle in the picture; 0 is infinitely far.
    let mut nearness = vec![0.0_f32; pixels];
    for [a, b, c] in mesh.triangles {
        let corner = |i: &u32| corners.get(*i as usize).copied();
        if let (Some(a), Some(b), Some(c)) = (corner(a), corner(b), corner(c)) {
            in_front([a, b, c], &mut |triangle| {
                fill(&mut nearness, camera, triangle)
            });
        }
    }
    let metres = nearness
        .into_iter()
        .map(|n| if n > 0.0 { 1.0 / n } else { 0.0 });
    DepthMap {
        width: camera.width,
        height: camera.height,
        values: DepthValues::Metres(metres.collect()),
    }
}

/// The parts of a triangle that lie in front of the camera, as triangles.
fn in_front(triangle: [DVec3; 3], draw: &mut impl FnMut([DVec3; 3])) {
    let mut kept: [DVec3; 4] = [DVec3::ZERO; 4];
    let mut count = 0;
    for i in 0..3 {
        let (from, to) = (triangle[i], triangle[(i + 1) % 3]);
        let mut keep = |point| {
            kept[count] = point;
            count += 1;
        };
        if from.z >= NEAR_M {
            keep(from);
        }
        if (from.z >= NEAR_M) != (to.z >= NEAR_M) {
            keep(from.lerp(to, (NEAR_M - from.z) / (to.z - from.z)));
        }
    }
    if count >= 3 {
        draw([kept[0], kept[1], kept[2]]);
    }
    if count == 4 {
        draw([kept[0], kept[2], kept[3]]);
    }
}

/// Draws a triangle in front of the camera into the buffer: every pixel whose centre it covers.
fn fill(nearness: &mut [f32], camera: &Pinhole, triangle: [DVec3; 3]) {
    let [a, b, c] = triangle.map(|p| {
        let pixel = DVec2::new(p.x, p.y) * DVec2::new(camera.fx, camera.fy) / p.z;
        pixel + DVec2::new(camera.cx, camera.cy)
    });
    let area = (b - a).perp_dot(c - a);
    if area == 0.0 || !area.is_finite() {
        return;
    }
    let (low, high) = (a.min(b).min(c), a.max(b).max(c));
    // Conversions to whole numbers stop at 0 and at the largest.
    let (x0, x1) = ((low.x - 0.5).ceil() as u32, (high.x + 0.5).floor() as u32);
    let (y0, y1) = ((low.y - 0.5).ceil() as u32, (high.y + 0.5).floor() as u32);
    let near = triangle.map(|p| 1.0 / p.z);
    for y in y0..y1.min(camera.height) {
        for x in x0..x1.min(camera.width) {
            let at = DVec2::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
            let (u, v) = (
                (b - at).perp_dot(c - at) / area,
                (c - at).perp_dot(a - at) / area,
            );
            let w = 1.0 - u - v;
            if u < 0.0 || v < 0.0 || w < 0.0 {
                continue;
            }
            let n = (u * near[0] + v * near[1] + w * near[2]) as f32;
            let place = y as usize * camera.width as usize + x as usize;
            if let Some(before) = nearness.get_mut(place) {
                *before = before.max(n);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Lens;
    use crate::scene::CloudPoint;

    fn pinhole() -> Pinhole {
        let k = [100.0, 0.0, 50.0, 0.0, 100.0, 50.0, 0.0, 0.0, 1.0];
        Pinhole::from_k(&k, 100, 100).expect("a camera")
    }

    fn cloud(points: &[[f32; 3]]) -> PointCloud {
        let point = |offset_m: &[f32; 3]| CloudPoint {
            offset_m: *offset_m,
            rgba: [0; 4],
        };
        PointCloud {
            points: points.iter().map(point).collect(),
            ..PointCloud::default()
        }
    }

    fn seen(points: &[[f32; 3]], triangles: &[[u32; 3]]) -> DepthMap {
        let points = cloud(points);
        let mesh = Mesh {
            points: &points,
            triangles,
        };
        depth(mesh, &pinhole(), &Pose::IDENTITY)
    }

    #[test]
    fn a_slanted_plane_has_the_depths_of_its_equation() {
        // z = 2 + x. Behind the pixel with centre 75.5: x / z = 0.255, so z = 2 / (1 - 0.255).
        let corners = [
            [-1.0, -2.0, 1.0],
            [4.0, -2.0, 6.0],
            [4.0, 2.0, 6.0],
            [-1.0, 2.0, 1.0],
        ];
        let map = seen(&corners, &[[0, 1, 2], [0, 2, 3]]);
        let z = map.at(75, 50).expect("covered");
        assert!((z - 2.0 / 0.745).abs() < 1e-5, "{z}");
        let covered = (0..100).filter(|x| map.at(*x, 50).is_some()).count();
        assert!(
            covered >= 99,
            "{covered}: no crack between the two triangles"
        );
    }

    #[test]
    fn the_nearer_wins_and_what_is_behind_is_cut_off() {
        let wall = |z: f32| [[-9.0, -9.0, z], [9.0, -9.0, z], [0.0, 18.0, z]];
        let both: Vec<[f32; 3]> = wall(3.0).into_iter().chain(wall(2.0)).collect();
        for triangles in [[[0, 1, 2], [3, 4, 5]], [[3, 5, 4], [0, 1, 2]]] {
            assert_eq!(seen(&both, &triangles).at(50, 50), Some(2.0));
        }
        // A floor 1 m below that runs from behind the camera to 10 m ahead: the row with centre 70.5 is 20.5 px below
        // the axis, so 1 / 0.205 m away.
        let floor = [[-50.0, 1.0, -10.0], [50.0, 1.0, -10.0], [0.0, 1.0, 100.0]];
        let map = seen(&floor, &[[0, 1, 2]]);
        assert!((map.at(50, 70).expect("floor") - 1.0 / 0.205).abs() < 1e-4);
        assert_eq!(map.at(50, 40), None);
        assert_eq!(seen(&wall(-1.0), &[[0, 1, 2], [0, 1, 7]]).at(50, 50), None);
    }

    #[test]
    fn an_ideal_camera_covers_what_a_lens_sees() {
        let lens = Lens::fisheye([0.0; 4]).expect("a lens");
        let camera = Camera {
            pinhole: pinhole(),
            lens,
        };
        // Equidistant: the left border is 0.5 rad aside, its corners 0.5 * sqrt(2) rad.
        let ideal = ideal(&camera, 200);
        let left = libm::tan(0.5 * std::f64::consts::SQRT_2) / std::f64::consts::SQRT_2;
        assert!((-ideal.cx / ideal.fx + left).abs() < 1e-6, "{ideal:?}");
        assert_eq!((ideal.width, ideal.height), (200, 200));
        for pixel in [DVec2::ZERO, DVec2::new(99.0, 3.0), DVec2::new(50.0, 100.0)] {
            let ray = camera.ray(pixel).expect("seen");
            let there = ideal.project(ray).expect("in front");
            assert!(there.x > -1e-6 && there.x < 200.0 + 1e-6, "{there}");
        }
        assert_eq!(super::ideal(&pinhole().into(), 50), pinhole().scaled(0.5));
    }
}
