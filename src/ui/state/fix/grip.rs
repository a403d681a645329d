//! Where a box is taken hold of in a side view, and what pulling there does to it.

use crate::geom::{DVec2, DVec3, Face, Obb};
use crate::raster::{Side, SideView};

/// A box is never made thinner by hand, metres.
pub const THINNEST_M: f64 = 0.01;
/// Length of the stalk from the box to the handle that turns it, px at scale 1.
const STALK_PX: f64 = 22.0;

/// A part of a box that can be taken hold of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grip {
    /// The box as a whole.
    Inside,
    /// One face.
    Face(Face),
    /// Two faces that meet.
    Corner(Face, Face),
    /// The handle that turns it about its upright axis.
    Turn,
}

/// The box's own axes that lie in a side's picture; none where it has no rectangle in it.
fn in_picture(side: Side, obb: &Obb) -> Option<[usize; 2]> {
    match side {
        Side::Top => obb.yaw_rad().map(|_| [0, 1]),
        Side::Front => Some([0, 2]),
        Side::Side => Some([1, 2]),
    }
}

/// The middle of a face in world.
pub(super) fn middle(obb: &Obb, face: Face) -> DVec3 {
    obb.center + obb.normal(face) * obb.half_extents[face.axis]
}

/// The handles of a box in a view with their places, px; `scale` is pixels for a point of the interface.
pub fn handles(side: Side, view: &SideView, obb: &Obb, scale: f64) -> Vec<(Grip, DVec2)> {
    let Some([a, b]) = in_picture(side, obb) else {
        return Vec::new();
    };
    let faces = |axis| [false, true].map(|positive| Face { axis, positive });
    let mut handles = Vec::new();
    if side == Side::Top {
        let front = middle(obb, faces(0)[1]);
        let ahead = view.pixel(front) - view.pixel(obb.center);
        let out = ahead.try_normalize().unwrap_or(DVec2::X) * (STALK_PX * scale);
        handles.push((Grip::Turn, view.pixel(front) + out));
    }
    for first in faces(a) {
        for second in faces(b) {
            let corner = middle(obb, first) + middle(obb, second) - obb.center;
            handles.push((Grip::Corner(first, second), view.pixel(corner)));
        }
    }
    let edges = faces(a).into_iter().chain(faces(b));
    handles.extend(edges.map(|face| (Grip::Face(face), view.pixel(middle(obb, face)))));
    handles
}

/// What is taken hold of at a pixel: the nearest handle within `reach_px`, else an edge within half of it, else the
/// inside.
pub fn at(
    side: Side,
    view: &SideView,
    obb: &Obb,
    px: DVec2,
    scale: f64,
    reach_px: f64,
) -> Option<Grip> {
    let near = handles(side, view, obb, scale)
        .into_iter()
        .map(|(grip, at)| (grip, at.distance(px)))
        .filter(|(_, distance)| *distance <= reach_px)
        .min_by(|a, b| a.1.total_cmp(&b.1));
    if let Some((grip, _)) = near {
        return Some(grip);
    }
    // How far beyond its middle the pixel is, along the box's own axes, px.
    let Some(axes) = in_picture(side, obb) else {
        let [(min, max)] = [bounds(view, obb)];
        let inside = px.cmpge(min).all() && px.cmple(max).all();
        return inside.then_some(Grip::Inside);
    };
    let local = obb.rotation.transpose() * (view.way(px - view.pixel(obb.center)));
    let beyond = axes.map(|axis| {
        let sign = local[axis] >= 0.0;
        let over = (local[axis].abs() - obb.half_extents[axis]) * view.px_per_m;
        (
            Face {
                axis,
                positive: sign,
            },
            over,
        )
    });
    let edge_px = reach_px * 0.5;
    if beyond.iter().any(|(_, over)| *over > edge_px) {
        return None;
    }
    let edge = beyond
        .into_iter()
        .filter(|(_, over)| over.abs() <= edge_px)
        .min_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
    Some(edge.map_or(Grip::Inside, |(face, _)| Grip::Face(face)))
}

/// The rectangle around a box in a view, px.
pub fn bounds(view: &SideView, obb: &Obb) -> (DVec2, DVec2) {
    let corners = obb.corners().map(|c| view.pixel(c));
    corners
        .iter()
        .fold((corners[0], corners[0]), |(min, max), p| {
            (min.min(*p), max.max(*p))
        })
}

/// The box after its `grip` was pulled from one pixel of a view to another.
pub fn pulled(obb: &Obb, view: &SideView, grip: Grip, from: DVec2, to: DVec2) -> Obb {
    let way = view.way(to - from);
    let face_by = |b: &Obb, face: Face| {
        let along_m = way.dot(b.normal(face));
        b.with_face_moved(face, along_m, THINNEST_M)
    };
    match grip {
        Grip::Inside => Obb {
            center: obb.center + way,
            ..*obb
        },
        Grip::Face(face) => face_by(obb, face),
        Grip::Corner(first, second) => face_by(&face_by(obb, first), second),
        Grip::Turn => turned(obb, view, from, to),
    }
}

/// Turned about its middle by the angle between the two pixels as seen from there.
fn turned(obb: &Obb, view: &SideView, from: DVec2, to: DVec2) -> Obb {
    let middle = view.pixel(obb.center);
    let angle = |px: DVec2| {
        let way = view.way(px - middle);
        libm::atan2(way.y, way.x)
    };
    let Some(yaw_rad) = obb.yaw_rad() else {
        return *obb;
    };
    let by = angle(to) - angle(from);
    Obb::upright(obb.center, obb.size(), yaw_rad + by)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: [u32; 2] = [300, 300];

    /// A chair turned by 90°: its x is the world's y. 100 px a metre, its middle in the picture's.
    fn chair() -> Obb {
        let quarter = std::f64::consts::FRAC_PI_2;
        Obb::upright(
            DVec3::new(3.0, 4.0, 0.5),
            DVec3::new(0.8, 0.6, 1.0),
            quarter,
        )
    }

    fn view(side: Side) -> SideView {
        SideView::new(side, &chair(), chair().center, 100.0, SIZE)
    }

    fn grip(side: Side, x: f64, y: f64) -> Option<Grip> {
        at(side, &view(side), &chair(), DVec2::new(x, y), 1.0, 10.0)
    }

    const fn face(axis: usize, positive: bool) -> Face {
        Face { axis, positive }
    }

    #[test]
    fn each_part_is_where_it_is_seen() {
        // From above it reaches 0.3 m to the sides and 0.4 m up and down.
        assert_eq!(grip(Side::Top, 150.0, 150.0), Some(Grip::Inside));
        assert_eq!(
            grip(Side::Top, 150.0, 110.0),
            Some(Grip::Face(face(0, true)))
        );
        assert_eq!(
            grip(Side::Top, 121.0, 165.0),
            Some(Grip::Face(face(1, true)))
        );
        let corner = Grip::Corner(face(0, false), face(1, false));
        assert_eq!(grip(Side::Top, 178.0, 192.0), Some(corner));
        assert_eq!(
            grip(Side::Top, 150.0, 88.0),
            Some(Grip::Turn),
            "ahead of it"
        );
        assert_eq!(grip(Side::Top, 230.0, 150.0), None);
        assert_eq!(
            grip(Side::Front, 150.0, 101.0),
            Some(Grip::Face(face(2, true)))
        );
        assert_eq!(
            grip(Side::Front, 110.0, 150.0),
            Some(Grip::Face(face(0, false)))
        );
        assert_eq!(
            grip(Side::Side, 180.0, 150.0),
            Some(Grip::Face(face(1, true)))
        );
        assert_eq!(
            grip(Side::Side, 150.0, 88.0),
            None,
            "turned from above alone"
        );
    }

    fn pull(side: Side, grip: Grip, by: [f64; 2]) -> Obb {
        let from = DVec2::new(150.0, 110.0);
        pulled(&chair(), &view(side), grip, from, from + DVec2::from(by))
    }

    #[test]
    fn pulled_inside_it_moves_as_the_pointer_does() {
        let moved = pull(Side::Top, Grip::Inside, [25.0, -10.0]);
        assert!((moved.center - DVec3::new(3.25, 4.1, 0.5)).length() < 1e-12);
        assert_eq!(moved.half_extents, chair().half_extents);
        let moved = pull(Side::Front, Grip::Inside, [25.0, -10.0]);
        assert!((moved.center - DVec3::new(3.0, 4.25, 0.6)).length() < 1e-12);
        let moved = pull(Side::Side, Grip::Inside, [25.0, -10.0]);
        assert!((moved.center - DVec3::new(2.75, 4.0, 0.6)).length() < 1e-12);
    }

    #[test]
    fn a_face_follows_along_its_normal_and_a_corner_both_ways() {
        let longer = pull(Side::Top, Grip::Face(face(0, true)), [40.0, -20.0]);
        assert!((longer.size() - DVec3::new(1.0, 0.6, 1.0)).length() < 1e-12);
        assert!((longer.center - DVec3::new(3.0, 4.1, 0.5)).length() < 1e-12);
        let corner = Grip::Corner(face(0, true), face(2, false));
        let larger = pull(Side::Front, corner, [10.0, 30.0]);
        assert!((larger.size() - DVec3::new(0.9, 0.6, 1.3)).length() < 1e-12);
        assert!((larger.center.z - 0.35).abs() < 1e-12, "its top stays");
    }

    #[test]
    fn the_handle_turns_it_by_the_angle_that_is_seen() {
        let view = view(Side::Top);
        // From straight up to straight left: a quarter against the clock.
        let (up, left) = (DVec2::new(150.0, 88.0), DVec2::new(90.0, 150.0));
        let turned = pulled(&chair(), &view, Grip::Turn, up, left);
        let yaw = turned.yaw_rad().expect("upright").to_degrees();
        assert!((yaw.abs() - 180.0).abs() < 1e-9, "{yaw}");
        assert_eq!(
            (turned.center, turned.size()),
            (chair().center, chair().size())
        );
    }
}
