//! Where label plates go: near what they name, inside the picture, never over each other, never over the ends of
//! what is measured. Pure; drawing plates and text is the caller's.

use super::ViewCamera;
use super::overlay::{Anchor, Label3, LabelKind};
use crate::geom::{DVec2, DVec3};

/// Between a plate and what it names, px.
const GAP_PX: f64 = 6.0;
/// Between plates, and from a plate to the picture's border, px.
const APART_PX: f64 = 4.0;
/// Plates stay this far from the ends of what is measured, px.
const CLEAR_PX: f64 = 9.0;
/// A plate farther than this from its anchor gets a leader, px.
const LEADER_PX: f64 = 14.0;
/// Distances tried when the places next to the anchor are taken, px.
const RINGS_PX: [f64; 6] = [14.0, 26.0, 42.0, 62.0, 90.0, 130.0];

/// A rectangle on the screen, px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlateRect {
    /// Upper left corner.
    pub min: DVec2,
    /// Lower right corner.
    pub max: DVec2,
}

impl PlateRect {
    fn centered(center: DVec2, size: DVec2) -> Self {
        Self {
            min: center - size * 0.5,
            max: center + size * 0.5,
        }
    }

    /// Whether two rectangles come closer than `apart_px`.
    fn near(&self, other: &Self, apart_px: f64) -> bool {
        (self.min - apart_px).cmplt(other.max).all() && (other.min - apart_px).cmplt(self.max).all()
    }

    fn nearest_to(&self, point: DVec2) -> DVec2 {
        point.clamp(self.min, self.max)
    }

    /// Whether a segment touches the rectangle (slab test).
    fn meets(&self, a: DVec2, b: DVec2) -> bool {
        let (mut t0, mut t1) = (0.0f64, 1.0f64);
        for axis in 0..2 {
            let (from, along) = (a[axis], b[axis] - a[axis]);
            if along.abs() < 1e-9 {
                if from < self.min[axis] || from > self.max[axis] {
                    return false;
                }
            } else {
                let (p, q) = (
                    (self.min[axis] - from) / along,
                    (self.max[axis] - from) / along,
                );
                t0 = t0.max(p.min(q));
                t1 = t1.min(p.max(q));
            }
        }
        t0 <= t1
    }
}

/// A label with the size its text has on a plate, px.
#[derive(Clone, Copy, Debug)]
pub struct LabelRequest<'a> {
    /// What and where.
    pub label: &'a Label3,
    /// Size of the plate, px.
    pub size_px: DVec2,
}

/// Where a label's plate goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlacedLabel {
    /// The plate.
    pub rect: PlateRect,
    /// A thin line from the anchor to the plate, when the plate had to move away.
    pub leader: Option<(DVec2, DVec2)>,
}

/// Places labels: measured values first, then names in their order. The answer has one entry a request; `None`
/// where the anchor is out of sight or no place is left.
pub fn place_labels(
    requests: &[LabelRequest<'_>],
    camera: &ViewCamera,
) -> Vec<Option<PlacedLabel>> {
    let measured = |i: &usize| requests[*i].label.kind == LabelKind::Dimension;
    let spots: Vec<Vec<Spot>> = (0..requests.len())
        .map(|i| Spot::of(&requests[i].label.anchor, camera, measured(&i)))
        .collect();
    let lines = (0..requests.len())
        .filter(measured)
        .filter_map(|i| spots[i].first()?.line);
    let [width, height] = camera.size_px().map(f64::from);
    let mut page = Page {
        size: DVec2::new(width, height),
        lines: lines.collect(),
        anchors: spots.iter().filter_map(|s| Some(s.first()?.at)).collect(),
        taken: Vec::new(),
        leaders: Vec::new(),
    };
    let mut placed = vec![None; requests.len()];
    let mut order: Vec<usize> = (0..requests.len()).collect();
    order.sort_by_key(|i| !measured(i));
    for i in order {
        placed[i] = page.place(&spots[i], requests[i].size_px);
    }
    placed
}

/// An anchor on the screen.
#[derive(Clone, Copy)]
struct Spot {
    at: DVec2,
    /// Where the plate wants to be, as seen from `at`: unit length.
    toward: DVec2,
    /// The line that a plate beside it must not touch; what is measured, whose plate has no leader.
    line: Option<(DVec2, DVec2)>,
}

/// Where along a line its name may stand, the best first: something else may be in the middle.
const ALONG: [f64; 3] = [0.5, 0.25, 0.75];

impl Spot {
    /// The spots of an anchor, best first; none where it is out of sight.
    fn of(anchor: &Anchor, camera: &ViewCamera, measured: bool) -> Vec<Self> {
        match anchor {
            Anchor::Above(points) => Self::around(points, camera, DVec2::NEG_Y),
            Anchor::Below(points) => Self::around(points, camera, DVec2::Y),
            Anchor::Beside(a, b) if measured => {
                Self::beside(*a, *b, 0.5, camera).into_iter().collect()
            }
            Anchor::Beside(a, b) => ALONG
                .iter()
                .filter_map(|share| Self::beside(*a, *b, *share, camera))
                .map(|spot| Self { line: None, ..spot })
                .collect(),
        }
    }

    /// At the middles of the four rims of what is in sight of some points: the wanted one, both beside it, the
    /// opposite one.
    fn around(points: &[DVec3], camera: &ViewCamera, toward: DVec2) -> Vec<Self> {
        let size = DVec2::from(camera.size_px().map(f64::from));
        let pixels = points
            .iter()
            .filter_map(|p| camera.project(*p))
            .map(|(pixel, _)| pixel);
        let found = pixels.fold(None, |rect: Option<(DVec2, DVec2)>, p| {
            let (min, max) = rect.unwrap_or((p, p));
            Some((min.min(p), max.max(p)))
        });
        let in_sight =
            |(min, max): &(DVec2, DVec2)| max.cmpge(DVec2::ZERO).all() && min.cmple(size).all();
        let Some((min, max)) = found.filter(in_sight) else {
            return Vec::new();
        };
        let (min, max) = (min.clamp(DVec2::ZERO, size), max.clamp(DVec2::ZERO, size));
        let (middle, half) = ((min + max) * 0.5, (max - min) * 0.5);
        [toward, DVec2::X, DVec2::NEG_X, -toward]
            .map(|toward| Self {
                at: middle + half * toward,
                toward,
                line: None,
            })
            .to_vec()
    }

    /// Beside a line, on its upper side, at a share of its length on the screen.
    fn beside(a: DVec3, b: DVec3, share: f64, camera: &ViewCamera) -> Option<Self> {
        let (p, q) = (camera.project(a)?.0, camera.project(b)?.0);
        let size = DVec2::from(camera.size_px().map(f64::from));
        let at = p.lerp(q, share);
        let inside = at.cmpge(DVec2::ZERO).all() && at.cmple(size).all();
        let normal = (q - p).perp().try_normalize().unwrap_or(DVec2::NEG_Y);
        let toward = if normal.y > 0.0 { -normal } else { normal };
        inside.then_some(Self {
            at,
            toward,
            line: Some((p, q)),
        })
    }
}

/// A line from an anchor to its plate, px.
type Leader = (DVec2, DVec2);

/// The picture while plates are being placed.
struct Page {
    size: DVec2,
    /// Measured lines; their ends are kept clear.
    lines: Vec<(DVec2, DVec2)>,
    /// Where all labels would best stand: a plate there would lie under the leader of that label.
    anchors: Vec<DVec2>,
    taken: Vec<PlateRect>,
    /// Lines from plates to what they name.
    leaders: Vec<Leader>,
}

impl Page {
    /// The best place at one of the spots: close by; else farther off with a leader that crosses no plate; else with
    /// one that does; last a place across a measured line, which is worse than none only at its ends.
    fn place(&mut self, spots: &[Spot], size: DVec2) -> Option<PlacedLabel> {
        let all: Vec<(Option<Leader>, PlateRect)> = spots
            .iter()
            .flat_map(|spot| candidates(spot, size).map(|rect| (leader(spot, &rect), rect)))
            .collect();
        let crosses = |(a, b): Leader| self.taken.iter().any(|t| t.meets(a, b));
        let covers = |rect: &PlateRect| {
            let mut anchors = self.anchors.iter();
            anchors.any(|at| rect.nearest_to(*at) == *at)
        };
        let find = |good: &dyn Fn(&Option<Leader>, &PlateRect) -> bool| {
            all.iter()
                .find(|(leader, rect)| good(leader, rect))
                .copied()
        };
        let free = |rect: &PlateRect| self.is_free(rect, true);
        let (leader, rect) = find(&|l, rect| l.is_none() && free(rect) && !covers(rect))
            .or_else(|| find(&|l, rect| !l.is_some_and(crosses) && free(rect) && !covers(rect)))
            .or_else(|| find(&|l, rect| !l.is_some_and(crosses) && free(rect)))
            .or_else(|| find(&|_, rect| free(rect)))
            .or_else(|| find(&|_, rect| self.is_free(rect, false)))?;
        self.taken.push(rect);
        self.leaders.extend(leader);
        Some(PlacedLabel { rect, leader })
    }

    fn is_free(&self, rect: &PlateRect, off_lines: bool) -> bool {
        let inside = rect.min.cmpge(DVec2::splat(APART_PX)).all()
            && rect.max.cmple(self.size - APART_PX).all();
        let ends = self.lines.iter().flat_map(|(a, b)| [*a, *b]);
        inside
            && ends
                .into_iter()
                .all(|end| rect.nearest_to(end).distance(end) > CLEAR_PX)
            && !(off_lines && self.lines.iter().any(|(a, b)| rect.meets(*a, *b)))
            && !self.taken.iter().any(|t| t.near(rect, APART_PX))
            && !self.leaders.iter().any(|(a, b)| rect.meets(*a, *b))
    }
}

/// The line from an anchor to a plate that is far from it; what is measured needs none.
fn leader(spot: &Spot, rect: &PlateRect) -> Option<Leader> {
    let end = rect.nearest_to(spot.at);
    let far = end.distance(spot.at) > LEADER_PX && spot.line.is_none();
    far.then_some((spot.at, end))
}

/// Places in order of preference: next to the anchor on the wanted side, slid along it, on the other sides, then
/// farther and farther out.
fn candidates(spot: &Spot, size: DVec2) -> impl Iterator<Item = PlateRect> {
    let (at, toward) = (spot.at, spot.toward);
    let along = toward.perp();
    // From the anchor to the plate's centre, so that the plate just clears the anchor in that direction.
    let reach = move |direction: DVec2, gap: f64| {
        let half = size * 0.5;
        direction * (half.dot(direction.abs()) + gap)
    };
    let slide = size.dot(along.abs()) * 0.5;
    let close = [0.0, 0.5, -0.5, 1.0, -1.0]
        .map(|share| reach(toward, GAP_PX) + along * (slide * share))
        .into_iter()
        .chain([along, -along, -toward].map(|d| reach(d, GAP_PX)));
    let far = RINGS_PX.into_iter().flat_map(move |ring| {
        let diagonal = std::f64::consts::FRAC_1_SQRT_2;
        let directions = [
            toward,
            (toward + along) * diagonal,
            (toward - along) * diagonal,
            along,
            -along,
            (along - toward) * diagonal,
            (-along - toward) * diagonal,
            -toward,
        ];
        directions.map(|d| reach(d, GAP_PX + ring))
    });
    close
        .chain(far)
        .map(move |offset| PlateRect::centered((at + offset).round(), size))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks along +Y from 10 m: one metre is 50 px, the origin is at (200, 100).
    fn camera() -> ViewCamera {
        let mut camera =
            ViewCamera::look_at(DVec3::Y * -10.0, DVec3::ZERO, 1.0, [400, 200]).expect("ahead");
        (camera.pinhole.fx, camera.pinhole.fy) = (500.0, 500.0);
        camera
    }

    fn label(kind: LabelKind, anchor: Anchor) -> Label3 {
        Label3 {
            evidence: "e1".into(),
            kind,
            text: "chair 1".into(),
            rgba: [255; 4],
            anchor,
        }
    }

    fn above(x: f64, z: f64) -> Label3 {
        label(LabelKind::Name, Anchor::Above(vec![DVec3::new(x, 0.0, z)]))
    }

    fn measure(from: DVec3, to: DVec3) -> Label3 {
        label(LabelKind::Dimension, Anchor::Beside(from, to))
    }

    fn place(labels: &[Label3]) -> Vec<Option<PlacedLabel>> {
        let size_px = DVec2::new(60.0, 20.0);
        let requests: Vec<LabelRequest<'_>> = labels
            .iter()
            .map(|label| LabelRequest { label, size_px })
            .collect();
        place_labels(&requests, &camera())
    }

    #[test]
    fn a_free_label_sits_right_above_its_anchor() {
        let placed = place(&[above(0.0, 0.0)])[0].expect("room");
        assert_eq!(
            placed.rect,
            PlateRect {
                min: DVec2::new(170.0, 74.0),
                max: DVec2::new(230.0, 94.0)
            }
        );
        assert_eq!(placed.leader, None);
    }

    #[test]
    fn crowded_labels_do_not_overlap_and_moved_ones_get_a_leader() {
        let labels: Vec<Label3> = (0..9).map(|i| above(0.1 * f64::from(i), 0.0)).collect();
        let placed: Vec<PlacedLabel> = place(&labels).into_iter().flatten().collect();
        assert_eq!(placed.len(), 9);
        for (i, a) in placed.iter().enumerate() {
            for b in &placed[i + 1..] {
                assert!(!a.rect.near(&b.rect, APART_PX - 1e-9), "{a:?} {b:?}");
            }
        }
        assert!(placed.iter().any(|p| p.leader.is_some()));
        for (from, to) in placed.iter().filter_map(|p| p.leader) {
            assert!(from.distance(to) > LEADER_PX);
        }
    }

    #[test]
    fn a_dimension_is_beside_its_line_and_names_keep_off_its_ends() {
        let (a, b) = (DVec3::new(-2.0, 0.0, 0.0), DVec3::new(2.0, 0.0, 0.0));
        let name_on_end = label(LabelKind::Name, Anchor::Below(vec![b + DVec3::Z * 0.4]));
        let placed = place(&[name_on_end, measure(a, b)]);
        let dimension = placed[1].expect("room").rect;
        assert_eq!(dimension.max.y, 94.0, "above the line, not on it");
        let name = placed[0].expect("room").rect;
        let end = DVec2::new(300.0, 100.0);
        assert!(name.nearest_to(end).distance(end) > CLEAR_PX, "{name:?}");
    }

    #[test]
    fn no_leader_crosses_a_plate() {
        // What a fix moved: the old line a little below the new one, the old value's plate beside the new one's.
        let (a, b) = (DVec3::new(-2.0, 0.0, 0.0), DVec3::new(2.0, 0.0, 0.0));
        let down = DVec3::NEG_Z * 0.1;
        let was = label(LabelKind::Name, Anchor::Beside(a + down, b + down));
        let mut labels = vec![measure(a, b), was];
        let pair: Vec<PlacedLabel> = place(&labels).into_iter().flatten().collect();
        let (new, old) = (pair[0].rect, pair[1]);
        assert!(
            !new.near(&old.rect, 0.0) && old.leader.is_none(),
            "{pair:?}"
        );
        // And in a crowd, where each has a way to its own alone.
        labels.extend((0..7).map(|i| above(-2.0 + 0.6 * f64::from(i), 0.3)));
        let placed: Vec<PlacedLabel> = place(&labels).into_iter().flatten().collect();
        assert_eq!(placed.len(), labels.len());
        for (from, to) in placed.iter().filter_map(|p| p.leader) {
            let crossed = placed.iter().filter(|p| p.rect.meets(from, to));
            assert_eq!(crossed.count(), 1, "its own, at its end: {from} {to}");
        }
    }

    #[test]
    fn out_of_sight_is_not_placed_and_a_cut_off_thing_is_named_inside() {
        assert_eq!(place(&[above(30.0, 0.0)]), [None]);
        let behind = label(LabelKind::Name, Anchor::Above(vec![DVec3::Y * -20.0]));
        assert_eq!(place(&[behind]), [None]);
        let tall = label(
            LabelKind::Name,
            Anchor::Above(vec![DVec3::Z * 9.0, DVec3::ZERO]),
        );
        let rect = place(&[tall])[0].expect("part of it is in sight").rect;
        assert!(rect.min.y >= APART_PX);
    }

    #[test]
    fn a_picture_too_small_for_plates_has_none() {
        let mut small = camera();
        (small.pinhole.width, small.pinhole.height) = (40, 10);
        (small.pinhole.cx, small.pinhole.cy) = (20.0, 5.0);
        let label = above(0.0, 0.0);
        let request = LabelRequest {
            label: &label,
            size_px: DVec2::new(60.0, 20.0),
        };
        assert_eq!(place_labels(&[request], &small), [None]);
    }
}
