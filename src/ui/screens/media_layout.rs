//! Where pictures and their plates stand in the media pane. Pure: nothing is drawn here.

use crate::sample::Sample;
use egui::{Rect, pos2, vec2};

/// Cells of equal size for `n` pictures, in as many columns as make pictures of this aspect largest.
pub(super) fn cells(rect: Rect, n: usize, aspect: f32) -> Vec<Rect> {
    const GAP: f32 = 8.0;
    const MOST: usize = 12;
    let size_in = |columns: usize| {
        let gaps = |count: usize| GAP * count.saturating_sub(1) as f32;
        let rows = n.div_ceil(columns).max(1);
        vec2(
            (rect.width() - gaps(columns)) / columns as f32,
            (rect.height() - gaps(rows)) / rows as f32,
        )
    };
    let width_in = |columns: usize| {
        let size = size_in(columns);
        size.x.min(size.y * aspect)
    };
    let columns = (1..=n.clamp(1, MOST))
        .max_by(|a, b| width_in(*a).total_cmp(&width_in(*b)))
        .unwrap_or(1);
    let size = size_in(columns);
    (0..n)
        .map(|i| {
            let (row, column) = (i / columns, i % columns);
            Rect::from_min_size(
                rect.min + vec2((size.x + GAP) * column as f32, (size.y + GAP) * row as f32),
                size,
            )
        })
        .collect()
}

/// Width over height of a question's pictures: that of the first whose size is known.
pub(super) fn aspect(sample: &Sample) -> f32 {
    let known = sample.media.iter().find(|m| m.width > 0 && m.height > 0);
    known.map_or(4.0 / 3.0, |m| m.width as f32 / m.height as f32)
}

/// The part of a picture that covers a cell without distortion.
pub(super) fn cover(picture: egui::Vec2, cell: egui::Vec2) -> Rect {
    let scale = (cell.x / picture.x).max(cell.y / picture.y);
    let part = cell / (picture * scale);
    Rect::from_center_size(pos2(0.5, 0.5), part)
}

/// The place itself, or the nearest one above or below it that no other plate takes.
pub(super) fn beside(place: Rect, inside: Rect, taken: &[Rect]) -> Rect {
    let step = place.height() + 2.0;
    let moves = (0..16).flat_map(|n| [n as f32, -(n as f32)]);
    let places = moves.map(|n| place.translate(vec2(0.0, n * step / 2.0)));
    let free = |p: &Rect| {
        inside.expand(0.5).contains_rect(*p) && taken.iter().all(|t| !t.expand(1.0).intersects(*p))
    };
    places.into_iter().find(free).unwrap_or(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pane() -> Rect {
        Rect::from_min_size(pos2(10.0, 20.0), vec2(888.0, 660.0))
    }

    #[test]
    fn pictures_stand_in_as_many_columns_as_make_them_largest() {
        let columns = |n, aspect| {
            let cells = cells(pane(), n, aspect);
            assert_eq!(cells.len(), n);
            assert!(cells.iter().all(|c| pane().expand(0.1).contains_rect(*c)));
            cells.iter().filter(|c| c.top() == pane().top()).count()
        };
        assert_eq!(columns(1, 4.0 / 3.0), 1);
        assert_eq!(columns(3, 4.0 / 3.0), 2);
        assert_eq!(columns(3, 0.4), 3, "narrow ones beside each other");
        assert_eq!(columns(2, 4.0), 1, "wide ones below each other");
        assert_eq!(columns(0, 1.0), 0);
    }

    #[test]
    fn a_plate_moves_off_others_and_stays_inside() {
        let place = Rect::from_min_size(pos2(100.0, 100.0), vec2(80.0, 18.0));
        assert_eq!(beside(place, pane(), &[]), place);
        let moved = beside(place, pane(), &[place]);
        assert!(!moved.intersects(place) && pane().contains_rect(moved));
        let low = Rect::from_min_max(pos2(10.0, 90.0), pos2(898.0, 120.0));
        assert_eq!(beside(place, low, &[place]), place, "no room anywhere");
    }
}
