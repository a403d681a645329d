//! The picture of a spatial map: light paper, faint grid, dots with their names above, a compass.

use super::Look;
use crate::media::canvas::{Canvas, CanvasError, Pen};
use crate::media::lettering::{Align, Face, TextStyle};
use crate::media::palette::palette;
use crate::proof::puzzle::spatial_map::{self, Ask, Map, Parameters, Place};
use crate::question::spatial_map::{COMPASS_CORNER, PICTURE_PX};

/// Map units across the picture; the map is 12 x 9 units.
const UNITS_ACROSS: f64 = 12.0;
/// Radius of a place's dot, px.
const DOT_PX: f32 = 9.0;
/// Size of a name, px.
const NAME_PX: f32 = 26.0;
/// From a dot's centre up to its name's base line, px.
const NAME_UP_PX: f32 = 22.0;

/// Face and size of a name.
fn name_style() -> TextStyle {
    TextStyle::new(Face::Medium, NAME_PX)
}

/// Where a map position is in the picture, px.
fn pixel(at: [f64; 2]) -> [f32; 2] {
    let scale = f64::from(PICTURE_PX.0) / UNITS_ACROSS;
    [
        (at[0] * scale) as f32,
        (f64::from(PICTURE_PX.1) - at[1] * scale) as f32,
    ]
}

/// The rectangle of the compass, px.
fn compass_rect() -> [f32; 4] {
    let [x, y] = pixel(COMPASS_CORNER);
    [x + 100.0, 16.0, PICTURE_PX.0 as f32 - 16.0, y - 58.0]
}

/// Draws the map.
///
/// # Errors
/// When the canvas cannot be made.
pub fn draw(parameters: &Parameters, map: &Map, look: Look) -> Result<Canvas, CanvasError> {
    let colors = palette();
    let mut canvas = Canvas::new(PICTURE_PX.0, PICTURE_PX.1, colors.paper)?;
    grid(&mut canvas);
    if look == Look::Explained {
        reason(&mut canvas, parameters, map);
    }
    compass(&mut canvas);
    for place in &map.places {
        let [x, y] = pixel(place.at);
        if look == Look::Explained {
            let half = name_style().width_px(&place.name) * 0.5 + 5.0;
            let plate = [
                x - half,
                y - NAME_UP_PX - 23.0,
                x + half,
                y - NAME_UP_PX + 7.0,
            ];
            canvas.fill_round_rect(plate, 4.0, colors.paper.faded(0.85));
        }
        canvas.fill_circle([x, y], DOT_PX + 2.5, colors.paper);
        canvas.fill_circle([x, y], DOT_PX, colors.ink);
        canvas.text(
            [x, y - NAME_UP_PX],
            Align::Middle,
            name_style(),
            colors.ink,
            &place.name,
        );
    }
    Ok(canvas)
}

fn grid(canvas: &mut Canvas) {
    let pen = Pen::solid(palette().grid, 2.0);
    let (w, h) = (PICTURE_PX.0 as f32, PICTURE_PX.1 as f32);
    for unit in 1..UNITS_ACROSS as u32 {
        let at = pixel([f64::from(unit), f64::from(unit)]);
        canvas.line([at[0], 0.0], [at[0], h], pen);
        canvas.line([0.0, at[1]], [w, at[1]], pen);
    }
}

fn compass(canvas: &mut Canvas) {
    let colors = palette();
    let [x0, y0, x1, y1] = compass_rect();
    let x = (x0 + x1) * 0.5;
    canvas.fill_round_rect([x0, y0, x1, y1], 8.0, colors.plate);
    canvas.stroke_rect([x0, y0, x1, y1], 8.0, Pen::solid(colors.line, 1.5));
    let style = TextStyle::new(Face::SemiBold, 24.0);
    canvas.text_centered([x, y0 + 24.0], style, colors.ink, "N");
    canvas.arrow([x, y1 - 14.0], [x, y0 + 44.0], Pen::solid(colors.ink, 4.0));
}

/// What decides the answer: the sector asked about, the line of sight, or the circle of the nearest place.
fn reason(canvas: &mut Canvas, parameters: &Parameters, map: &Map) {
    let place = |name: &str| map.place(name).ok();
    match &parameters.ask {
        Ask::Direction { from, to } => {
            let (Some(from), Some(to)) = (place(from), place(to)) else {
                return;
            };
            if let Some(word) = parameters.direction(from, to) {
                sector(canvas, parameters, from, word);
            }
            let pen = Pen::solid(palette().truth, 4.0);
            canvas.arrow(pixel(from.at), shortened(from, to), pen);
        }
        Ask::InDirection { from, direction } | Ask::CountInDirection { from, direction } => {
            let Some(from) = place(from) else { return };
            sector(canvas, parameters, from, direction);
            for other in map.others(from) {
                if parameters.direction(from, other) == Some(direction) {
                    ring(canvas, other);
                }
            }
        }
        Ask::Nearest { to } => {
            let Some(to) = place(to) else { return };
            let Ok(crate::proof::Value::Word(name)) = spatial_map::evaluate(parameters, map) else {
                return;
            };
            if let Some(nearest) = place(&name) {
                let ([x, y], [nx, ny]) = (pixel(to.at), pixel(nearest.at));
                let radius = libm::hypotf(nx - x, ny - y);
                canvas.fill_circle([x, y], radius, palette().truth.faded(0.12));
                let pen = Pen::dashed(palette().truth, 2.5, 8.0, 6.0);
                canvas.stroke_circle([x, y], radius, pen);
                canvas.line([x, y], [nx, ny], Pen::solid(palette().truth, 4.0));
                ring(canvas, nearest);
            }
        }
    }
}

fn ring(canvas: &mut Canvas, place: &Place) {
    let pen = Pen::solid(palette().truth, 4.0);
    canvas.stroke_circle(pixel(place.at), DOT_PX + 7.0, pen);
}

/// The end of an arrow that stops short of a dot.
fn shortened(from: &Place, to: &Place) -> [f32; 2] {
    let ([x0, y0], [x1, y1]) = (pixel(from.at), pixel(to.at));
    let length = libm::hypotf(x1 - x0, y1 - y0).max(1.0);
    let keep = ((length - DOT_PX - 6.0) / length).max(0.0);
    [x0 + (x1 - x0) * keep, y0 + (y1 - y0) * keep]
}

/// The whole sector faintly, its part clear of the dead bands a little stronger, borders dashed.
fn sector(canvas: &mut Canvas, parameters: &Parameters, from: &Place, word: &str) {
    let words = parameters.compass.words();
    let Some(index) = words.iter().position(|w| *w == word) else {
        return;
    };
    let width = parameters.compass.sector_rad();
    let (middle, origin) = (width * index as f64, pixel(from.at));
    // Longer than the picture's diagonal, so that the wedge always leaves it.
    let reach = f64::from(PICTURE_PX.0 + PICTURE_PX.1);
    let end = |bearing: f64| {
        [
            origin[0] + (reach * libm::sin(bearing)) as f32,
            origin[1] - (reach * libm::cos(bearing)) as f32,
        ]
    };
    for half in [width * 0.5, width * 0.5 - parameters.dead_band_rad] {
        let wedge = [origin, end(middle - half), end(middle + half)];
        canvas.fill_polygon(&wedge, palette().truth.faded(0.10));
    }
    let pen = Pen::dashed(palette().truth, 2.0, 8.0, 6.0);
    for side in [-0.5, 0.5] {
        canvas.line(origin, end(middle + side * width), pen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::spatial_map::generate;

    /// The rectangle of a place's name, px.
    fn name_rect(place: &Place) -> [f32; 4] {
        let [x, y] = pixel(place.at);
        let (half, style) = (name_style().width_px(&place.name) * 0.5, name_style());
        let base = y - NAME_UP_PX;
        [
            x - half,
            base - style.cap_height_px() * 1.1,
            x + half,
            base + style.size_px * 0.25,
        ]
    }

    #[test]
    fn dots_and_labels_never_touch() {
        let overlap =
            |a: [f32; 4], b: [f32; 4]| a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
        for n in 0..500 {
            let sample = generate(41, n).expect("a map").sample;
            let crate::evidence::Shape::Puzzle { state, .. } = &sample.evidence[0].shape else {
                panic!("no puzzle")
            };
            let map: Map = crate::proof::puzzle::read("state", state).expect("a map");
            let mut rects = vec![compass_rect()];
            for place in &map.places {
                let ([x, y], r) = (pixel(place.at), DOT_PX);
                rects.push([x - r, y - r, x + r, y + r]);
                rects.push(name_rect(place));
            }
            for (i, a) in rects.iter().enumerate() {
                let inside = a[0] >= 4.0 && a[1] >= 4.0 && a[2] <= 1132.0 && a[3] <= 848.0;
                assert!(inside, "{n}: {a:?} of {:?}", map.places);
                assert!(
                    rects[i + 1..].iter().all(|b| !overlap(*a, *b)),
                    "{n}: {a:?} of {:?}",
                    map.places
                );
            }
        }
    }
}
