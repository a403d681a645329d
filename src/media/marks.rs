//! Marks on photos: a thin white rectangle and a white plate with a black name, so that a name in a question
//! points at one thing in the picture.
//!
//! Plates stand above their rectangle's upper left corner, inside the picture, and step aside where another
//! plate already is.

use super::canvas::{Canvas, Pen};
use super::lettering::{Align, Face, TextStyle};
use super::palette::palette;

/// Width of the rectangle's line, px at 852 px of picture height.
const LINE_PX: f32 = 1.5;
/// Size of the name, px at 852 px of picture height.
const TEXT_PX: f32 = 17.0;
/// Space beside the name on its plate, in parts of the text size.
const PAD: f32 = 0.5;
/// The picture height that the sizes above are for; larger pictures get larger marks.
const DESIGN_HEIGHT_PX: f32 = 852.0;

/// A rectangle `[x0, y0, x1, y1]` in pixels and the name on its plate.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledRect {
    /// Corners, px.
    pub rect: [f32; 4],
    /// The name; empty draws no plate.
    pub label: String,
}

/// Draws marks in order; returns the plates, px.
pub fn draw(canvas: &mut Canvas, marks: &[LabelledRect]) -> Vec<[f32; 4]> {
    let colors = palette();
    let scale = (canvas.height() as f32 / DESIGN_HEIGHT_PX).clamp(0.7, 4.0);
    let style = TextStyle::new(Face::Medium, TEXT_PX * scale);
    let size = (canvas.width() as f32, canvas.height() as f32);
    for mark in marks {
        let pen = Pen::solid(colors.plate, LINE_PX * scale);
        canvas.stroke_rect(mark.rect, 0.0, pen);
    }
    let mut plates: Vec<[f32; 4]> = Vec::new();
    for mark in marks.iter().filter(|m| !m.label.is_empty()) {
        let plate = place(mark, style, size, &plates);
        canvas.fill_rect(plate, colors.plate);
        let base = (plate[1] + plate[3] + style.cap_height_px()) * 0.5;
        let left = plate[0] + style.size_px * PAD;
        canvas.text([left, base], Align::Start, style, colors.ink, &mark.label);
        plates.push(plate);
    }
    plates
}

/// The first free place: above the rectangle, inside its top, below it; then above, stepping up and down.
fn place(
    mark: &LabelledRect,
    style: TextStyle,
    (width, height): (f32, f32),
    taken: &[[f32; 4]],
) -> [f32; 4] {
    let [x0, y0, _, y1] = mark.rect;
    let (w, h) = (
        style.width_px(&mark.label) + 2.0 * PAD * style.size_px,
        style.size_px * 1.4,
    );
    let at = |y: f32| {
        let left = x0.min(width - w).max(0.0);
        let top = y.min(height - h).max(0.0);
        [left, top, left + w, top + h]
    };
    let steps = (1..12).flat_map(|n| [y0 - h * (n as f32 + 1.0), y0 + h * n as f32]);
    let mut tries = [y0 - h, y0, y1].into_iter().chain(steps).map(at);
    let free = |plate: &[f32; 4]| taken.iter().all(|t| !overlap(plate, t));
    tries.find(free).unwrap_or_else(|| at(y0 - h))
}

fn overlap(a: &[f32; 4], b: &[f32; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(rect: [f32; 4], label: &str) -> LabelledRect {
        LabelledRect {
            rect,
            label: label.into(),
        }
    }

    #[test]
    fn plates_stay_inside_and_apart() {
        let mut canvas = Canvas::new(400, 300, palette().muted).expect("a canvas");
        let marks = [
            mark([20.0, 100.0, 120.0, 200.0], "chair 1"),
            mark([24.0, 102.0, 130.0, 220.0], "chair 2"),
            mark([-30.0, -20.0, 60.0, 60.0], "lamp"),
            mark([380.0, 280.0, 420.0, 320.0], "table"),
        ];
        let plates = draw(&mut canvas, &marks);
        assert_eq!(plates.len(), 4);
        for (i, p) in plates.iter().enumerate() {
            assert!(
                p[0] >= 0.0 && p[1] >= 0.0 && p[2] <= 400.0 && p[3] <= 300.0,
                "{p:?}"
            );
            assert!(plates[i + 1..].iter().all(|q| !overlap(p, q)), "{plates:?}");
        }
    }

    #[test]
    fn the_line_is_white_and_the_inside_untouched() {
        let mut canvas = Canvas::new(400, 300, palette().ink).expect("a canvas");
        let before = canvas.to_rgba();
        draw(&mut canvas, &[mark([50.0, 50.0, 150.0, 150.0], "")]);
        let after = canvas.to_rgba();
        let at = |x: usize, y: usize| (y * 400 + x) * 4;
        assert!(after[at(50, 100)] > 120, "on the line");
        assert_eq!(after[at(100, 100)], before[at(100, 100)], "inside");
    }
}
