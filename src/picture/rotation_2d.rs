//! The picture of a 2D rotation: the reference above, options with big letters below.

use super::Look;
use crate::answer::letter;
use crate::media::canvas::{Canvas, CanvasError, Pen};
use crate::media::lettering::{Face, TextStyle};
use crate::media::palette::{Color, palette};
use crate::proof::puzzle::rotation_2d::{Grid, State};
use crate::question::rotation_2d::{PICTURE_PX, cells_off};

/// Side of the reference and of an option, px.
const REFERENCE_PX: f32 = 240.0;
const OPTION_PX: f32 = 168.0;
/// Gap between cells, px.
const GAP_PX: f32 = 3.0;
/// Heights of what stands below each other, px: caption, top of the reference, line, top of options, letters, reasons.
const CAPTION_Y: f32 = 38.0;
const REFERENCE_Y: f32 = 66.0;
const LINE_Y: f32 = 342.0;
const OPTIONS_Y: f32 = 384.0;
const LETTERS_Y: f32 = 592.0;
const REASONS_Y: f32 = 642.0;

/// Draws the puzzle.
///
/// # Errors
/// When the canvas cannot be made.
pub fn draw(state: &State, look: Look) -> Result<Canvas, CanvasError> {
    let colors = palette();
    let (width, columns) = (PICTURE_PX.0 as f32, state.options.len().max(1) as f32);
    let mut canvas = Canvas::new(PICTURE_PX.0, PICTURE_PX.1, colors.paper)?;
    let caption = TextStyle::new(Face::Medium, 22.0);
    canvas.text_centered([width * 0.5, CAPTION_Y], caption, colors.muted, "Reference");
    let left = (width - REFERENCE_PX) * 0.5;
    cells(
        &mut canvas,
        &state.reference,
        [left, REFERENCE_Y],
        REFERENCE_PX,
    );
    let line = Pen::solid(colors.grid, 2.0);
    canvas.line([40.0, LINE_Y], [width - 40.0, LINE_Y], line);
    let pitch = (width - 48.0) / columns;
    let side = OPTION_PX.min(pitch - 24.0);
    for (i, option) in state.options.iter().enumerate() {
        let middle = 24.0 + pitch * (i as f32 + 0.5);
        let at = [middle - side * 0.5, OPTIONS_Y];
        cells(&mut canvas, option, at, side);
        let style = TextStyle::new(Face::SemiBold, 40.0);
        let name = letter(i).map_or_else(String::new, |l| l.to_string());
        canvas.text_centered([middle, LETTERS_Y], style, colors.ink, &name);
        if look == Look::Explained {
            let (why, color) = reason(option, &state.reference);
            let style = TextStyle::new(Face::Medium, 20.0);
            canvas.text_centered([middle, REASONS_Y], style, color, &why);
            let frame = [
                at[0] - 8.0,
                at[1] - 8.0,
                at[0] + side + 8.0,
                at[1] + side + 8.0,
            ];
            canvas.stroke_rect(frame, 6.0, Pen::solid(color, 3.0));
        }
    }
    Ok(canvas)
}

fn cells(canvas: &mut Canvas, grid: &Grid, [left, top]: [f32; 2], side_px: f32) {
    let hues = palette().cells;
    let n = grid.side().max(1);
    let pitch = (side_px + GAP_PX) / n as f32;
    for (row, column) in (0..n).flat_map(|r| (0..n).map(move |c| (r, c))) {
        let Some(hue) = hues.get(usize::from(grid.cell(row, column))) else {
            continue;
        };
        let (x, y) = (left + column as f32 * pitch, top + row as f32 * pitch);
        let rect = [x, y, x + pitch - GAP_PX, y + pitch - GAP_PX];
        canvas.fill_round_rect(rect, 3.0, *hue);
    }
}

/// What an option is, seen from the reference.
fn reason(option: &Grid, reference: &Grid) -> (String, Color) {
    let colors = palette();
    match option.turns_from(reference) {
        Some(0) => ("not turned".into(), colors.distractor),
        Some(turns) => (format!("{}° clockwise", turns * 90), colors.truth),
        None if option.turns_from(&reference.mirrored()).is_some() => {
            ("mirror image".into(), colors.distractor)
        }
        None => (
            format!("{} cells differ", cells_off(option, reference)),
            colors.distractor,
        ),
    }
}
