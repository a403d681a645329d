//! The gizmo of a box in the scene: where its parts are seen, which of them a pixel takes hold of, and what pulling it
//! does.
//!
//! Arrows move the box along the world's axes, square handles move a face along the box's own, the ring turns it about
//! its upright axis. Pixels are of the picture, the first row on top; lengths are metres.

use super::grip::{THINNEST_M, middle};
use crate::geom::{DVec2, DVec3, Face, Obb};
use crate::raster::ViewCamera;

/// How far an arrow reaches out of its box, points of the interface.
const ARROW_PT: f64 = 44.0;
/// How far the ring stays away from the box's upright edges, points.
const RING_PT: f64 = 16.0;
/// Straight pieces of the ring.
const RING_PIECES: usize = 48;
/// Of an arrow's length, what lies nearer to the middle belongs to the box and is not taken hold of.
const SHAFT_FREE: f64 = 0.4;
/// Below this squared sine between ray and line the place on the line is not to be told any more (10°).
const END_ON: f64 = 0.03;
/// Below this sine between ray and floor the place on the ring's plane is not to be told any more (2°).
const FLAT: f64 = 0.035;

/// A part that can be taken hold of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The arrow along a world axis, by its number.
    Arrow(usize),
    /// The handle of a face.
    Face(Face),
    /// The ring that turns the box.
    Ring,
}

/// Where the parts are seen, px.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Handles {
    /// From the box's middle to the tip, with the axis.
    pub arrows: Vec<(usize, [DVec2; 2])>,
    /// Middles of the faces that look toward the eye.
    pub faces: Vec<(Face, DVec2)>,
    /// Pieces of the ring that lie before the camera; none for a box that does not stand upright.
    pub ring: Vec<[DVec2; 2]>,
}

/// The parts of a box's gizmo as a camera sees them; `scale` is pixels for a point of the interface. What lies behind
/// the camera is left out.
pub fn handles(camera: &ViewCamera, obb: &Obb, scale: f64) -> Handles {
    let Some((center, depth_m)) = camera.project(obb.center) else {
        return Handles::default();
    };
    let metres = |points: f64| points * scale * depth_m / camera.pinhole.fx;
    let seen = |p: DVec3| camera.project(p).map(|(px, _)| px);
    let arrows = (0..3).filter_map(|axis| {
        let tip = obb.center + unit(axis) * (reach(obb, axis) + metres(ARROW_PT));
        Some((axis, [center, seen(tip)?]))
    });
    let faces = faces().filter_map(|face| {
        let at = middle(obb, face);
        let toward = obb.normal(face).dot(camera.eye() - at) > 0.0;
        toward.then(|| seen(at).map(|px| (face, px))).flatten()
    });
    let radius_m = obb.half_extents.truncate().length() + metres(RING_PT);
    let on_ring = |n: usize| {
        let angle = std::f64::consts::TAU * (n % RING_PIECES) as f64 / RING_PIECES as f64;
        let way = DVec3::new(libm::cos(angle), libm::sin(angle), 0.0);
        seen(foot(obb) + way * radius_m)
    };
    let around: Vec<Option<DVec2>> = (0..=RING_PIECES).map(on_ring).collect();
    let ring = around.windows(2).filter_map(|ends| match ends {
        [Some(a), Some(b)] => Some([*a, *b]),
        _ => None,
    });
    Handles {
        arrows: arrows.collect(),
        faces: faces.collect(),
        ring: ring.filter(|_| obb.yaw_rad().is_some()).collect(),
    }
}

impl Handles {
    /// What is taken hold of at a pixel: the nearest face handle within `reach_px`, else the nearer of arrows and ring
    /// within half of it (an arrow's tip within all of it).
    pub fn at(&self, px: DVec2, reach_px: f64) -> Option<Part> {
        let faces = self
            .faces
            .iter()
            .map(|(face, at)| (Part::Face(*face), at.distance(px)));
        if let Some(part) = nearest(faces, reach_px) {
            return Some(part);
        }
        let arrows = self.arrows.iter().map(|(axis, [center, tip])| {
            let from = center.lerp(*tip, SHAFT_FREE);
            let beside = to_segment(px, [from, *tip]).min(tip.distance(px) * 0.5);
            (Part::Arrow(*axis), beside)
        });
        let ring = self.ring.iter().map(|s| (Part::Ring, to_segment(px, *s)));
        nearest(arrows.chain(ring), reach_px * 0.5)
    }
}

/// The box after one of its parts was pulled from one pixel to another; `None` where the pull cannot be told, because
/// the part's line or plane is seen end on.
pub fn pulled(camera: &ViewCamera, obb: &Obb, part: Part, from: DVec2, to: DVec2) -> Option<Obb> {
    match part {
        Part::Arrow(axis) => {
            let along = |px| place_on_line(camera, obb.center, unit(axis), px);
            let by_m = along(to)? - along(from)?;
            let center = obb.center + unit(axis) * by_m;
            Some(Obb { center, ..*obb })
        }
        Part::Face(face) => {
            let along = |px| place_on_line(camera, middle(obb, face), obb.normal(face), px);
            let by_m = along(to)? - along(from)?;
            Some(obb.with_face_moved(face, by_m, THINNEST_M))
        }
        Part::Ring => {
            let angle = |px| {
                let way = place_on_floor(camera, foot(obb).z, px)? - foot(obb);
                Some(libm::atan2(way.y, way.x))
            };
            let yaw_rad = obb.yaw_rad()? + angle(to)? - angle(from)?;
            Some(Obb::upright(obb.center, obb.size(), yaw_rad))
        }
    }
}

fn faces() -> impl Iterator<Item = Face> {
    (0..3).flat_map(|axis| [false, true].map(|positive| Face { axis, positive }))
}

fn unit(axis: usize) -> DVec3 {
    DVec3::AXES[axis.min(2)]
}

/// How far the box reaches from its middle along a world axis, metres.
fn reach(obb: &Obb, axis: usize) -> f64 {
    let along = obb.rotation.transpose() * unit(axis);
    along.abs().dot(obb.half_extents)
}

/// The middle of the ring: below the box's middle, at its foot.
fn foot(obb: &Obb) -> DVec3 {
    obb.center - DVec3::Z * reach(obb, 2)
}

/// Where along a line the ray through a pixel passes nearest, metres from `origin` along the unit vector `axis`.
fn place_on_line(camera: &ViewCamera, origin: DVec3, axis: DVec3, px: DVec2) -> Option<f64> {
    let ray = camera.ray_in_world(px).try_normalize()?;
    let apart = origin - camera.eye();
    let cos = axis.dot(ray);
    let sin_squared = 1.0 - cos * cos;
    let along = (cos * ray.dot(apart) - axis.dot(apart)) / sin_squared;
    let before_eye = ray.dot(apart) + along * cos > 0.0;
    (sin_squared > END_ON && before_eye).then_some(along)
}

/// Where the ray through a pixel meets the level plane at a height, in world.
fn place_on_floor(camera: &ViewCamera, height_m: f64, px: DVec2) -> Option<DVec3> {
    let ray = camera.ray_in_world(px).try_normalize()?;
    let t = (height_m - camera.eye().z) / ray.z;
    (ray.z.abs() > FLAT && t > 0.0).then(|| camera.eye() + ray * t)
}

fn to_segment(px: DVec2, [a, b]: [DVec2; 2]) -> f64 {
    let way = b - a;
    let t = (px - a).dot(way) / way.length_squared().max(1e-12);
    (a + way * t.clamp(0.0, 1.0)).distance(px)
}

fn nearest(parts: impl Iterator<Item = (Part, f64)>, reach_px: f64) -> Option<Part> {
    let near = parts.filter(|(_, distance)| *distance <= reach_px);
    near.min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(part, _)| part)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: [u32; 2] = [800, 600];

    /// A chair turned by 30°, seen from the front left and above.
    fn chair() -> Obb {
        let turn = 30_f64.to_radians();
        Obb::upright(DVec3::new(3.0, 4.0, 0.5), DVec3::new(0.8, 0.6, 1.0), turn)
    }

    fn camera() -> ViewCamera {
        let eye = DVec3::new(0.8, 1.2, 2.4);
        ViewCamera::look_at(eye, chair().center, 1.0, SIZE).expect("a camera")
    }

    fn seen(p: DVec3) -> DVec2 {
        camera().project(p).expect("before the camera").0
    }

    fn pull(part: Part, from: DVec3, to: DVec3) -> Obb {
        pulled(&camera(), &chair(), part, seen(from), seen(to)).expect("told")
    }

    /// A point of the thing that is pulled goes along with the pointer: an oracle that knows no rays.
    #[test]
    fn an_arrow_moves_the_box_along_its_axis_as_far_as_the_pointer_goes() {
        for axis in 0..3 {
            let mut by = DVec3::ZERO;
            by[axis] = 0.35;
            let moved = pull(Part::Arrow(axis), chair().center, chair().center + by);
            let off = (moved.center - chair().center - by).length();
            assert!(off < 1e-9, "axis {axis}: {off} m off");
            assert_eq!(moved.half_extents, chair().half_extents);
        }
    }

    #[test]
    fn a_handle_moves_its_face_and_the_opposite_one_stays() {
        for face in faces() {
            let at = middle(&chair(), face);
            let opposite = Face {
                positive: !face.positive,
                ..face
            };
            let moved = pull(Part::Face(face), at, at + chair().normal(face) * 0.2);
            let grown = moved.size()[face.axis] - chair().size()[face.axis];
            assert!((grown - 0.2).abs() < 1e-9, "{face:?} grew by {grown}");
            let stayed = middle(&moved, opposite) - middle(&chair(), opposite);
            assert!(stayed.length() < 1e-9, "{face:?}: {stayed}");
        }
        let face = Face {
            axis: 0,
            positive: true,
        };
        let at = middle(&chair(), face);
        let through = pull(Part::Face(face), at, at - chair().normal(face) * 5.0);
        assert!(
            (through.size().x - THINNEST_M).abs() < 1e-9,
            "never inside out"
        );
    }

    #[test]
    fn the_ring_turns_by_the_angle_between_the_two_places_on_the_floor() {
        let at = |degrees: f64| {
            let (s, c) = degrees.to_radians().sin_cos();
            DVec3::new(3.0 + c, 4.0 + s, 0.0)
        };
        for (from, to) in [(20.0, 75.0), (170.0, -150.0), (-30.0, -90.0)] {
            let turned = pull(Part::Ring, at(from), at(to));
            let by = turned.yaw_rad().expect("upright").to_degrees() - 30.0 - (to - from);
            let off = (by + 180.0).rem_euclid(360.0) - 180.0;
            assert!(off.abs() < 1e-9, "{from} to {to}: {off}°");
            assert_eq!(
                (turned.center, turned.size()),
                (chair().center, chair().size())
            );
        }
    }

    #[test]
    fn each_part_is_taken_hold_of_where_it_is_seen() {
        let parts = handles(&camera(), &chair(), 1.0);
        assert_eq!(parts.arrows.len(), 3);
        // The eye is on the low side of both level axes and above.
        let toward: Vec<(usize, bool)> = parts
            .faces
            .iter()
            .map(|(f, _)| (f.axis, f.positive))
            .collect();
        assert_eq!(toward, [(0, false), (1, false), (2, true)]);
        for (axis, [_, tip]) in &parts.arrows {
            assert_eq!(parts.at(*tip, 12.0), Some(Part::Arrow(*axis)));
        }
        for (face, px) in &parts.faces {
            assert_eq!(parts.at(*px, 12.0), Some(Part::Face(*face)));
        }
        let alone = parts.ring.iter().map(|[a, b]| a.lerp(*b, 0.5));
        let held = alone.filter(|px| parts.at(*px, 12.0) == Some(Part::Ring));
        assert!(held.count() > RING_PIECES / 2);
        assert_eq!(parts.at(DVec2::new(5.0, 5.0), 12.0), None);
    }

    #[test]
    fn arrows_reach_as_far_out_of_a_large_box_as_of_a_small_one() {
        let out = |size: DVec3| {
            let obb = Obb::upright(chair().center, size, 0.0);
            let parts = handles(&camera(), &obb, 1.0);
            let top = seen(obb.center + DVec3::Z * obb.half_extents.z);
            top.distance(parts.arrows[2].1[1])
        };
        let (small, large) = (out(DVec3::splat(0.1)), out(DVec3::splat(1.2)));
        assert!((small - large).abs() < 20.0, "{small} and {large} px");
        assert!(small > 25.0, "{small} px");
    }

    #[test]
    fn what_cannot_be_told_does_nothing() {
        let obb = chair();
        let above = obb.center + DVec3::Z * 3.0;
        let camera = ViewCamera::look_at(above, obb.center, 1.0, SIZE).expect("a camera");
        let (from, to) = (DVec2::new(400.0, 300.0), DVec2::new(410.0, 300.0));
        assert_eq!(
            pulled(&camera, &obb, Part::Arrow(2), from, to),
            None,
            "end on"
        );
        let level = DVec3::new(0.0, 0.0, 0.0);
        let camera = ViewCamera::look_at(level, DVec3::new(3.0, 4.0, 0.0), 1.0, SIZE).expect("one");
        assert_eq!(pulled(&camera, &obb, Part::Ring, from, to), None, "flat");
        let behind = ViewCamera::look_at(above, above + DVec3::Z, 1.0, SIZE).expect("one");
        assert_eq!(handles(&behind, &obb, 1.0), Handles::default());
        assert_eq!(
            pulled(&behind, &obb, Part::Arrow(0), from, to),
            None,
            "behind"
        );
    }
}
