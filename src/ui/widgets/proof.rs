//! The pieces of the proof block: expression, result, table of inputs.
//!
//! The expression arrives as pieces in the order of reading; which words are evidence is the caller's knowledge, so
//! nothing here parses.

use egui::{
    Align2, Color32, Rect, Response, Role, Sense, Ui, WidgetInfo, epaint::text::LayoutJob, pos2,
    vec2,
};

use super::mark::{GLYPH, Mark, paint_glyph};
use super::paint;
use super::question::faded_if;
use crate::ui::theme::{Family, Theme, Type};

/// A piece of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// An operator that carries the argument, for example `distance_closest`.
    Operator(&'a str),
    /// Everything quieter: rounding, brackets, commas, constants.
    Plain(&'a str),
    /// An input.
    Evidence {
        /// Id of the evidence.
        id: &'a str,
        /// Its name.
        name: &'a str,
        /// How it is marked.
        mark: Mark,
    },
}

impl Piece<'_> {
    fn words(&self) -> &str {
        match self {
            Self::Operator(words) | Self::Plain(words) | Self::Evidence { name: words, .. } => {
                words
            }
        }
    }
}

/// Shows an expression, mono 14/20, wrapped between pieces; returns the index of the evidence under the pointer.
pub fn expression(ui: &mut Ui, pieces: &[Piece<'_>], lit: Option<&str>) -> Option<usize> {
    let spoken: String = pieces.iter().map(Piece::words).collect();
    let mut hovered = None;
    let line = ui.scope(|ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
            for (index, piece) in pieces.iter().enumerate() {
                if show_piece(ui, piece, lit)
                    .is_some_and(|response| response.hovered() || response.has_focus())
                {
                    hovered = Some(index);
                }
            }
        });
    });
    line.response
        .widget_info(|| WidgetInfo::labeled(Role::Math, true, &spoken));
    hovered
}

fn show_piece(ui: &mut Ui, piece: &Piece<'_>, lit: Option<&str>) -> Option<Response> {
    let theme = Theme::of(ui.ctx());
    let text = &theme.palette().text;
    let plain = |ui: &mut Ui, words: &str, color: Color32| {
        // Each word is laid out apart, so that a long expression wraps at its spaces.
        for word in words.split_inclusive(' ') {
            let galley = paint::line(ui, word, Type::Proof.format(color), f32::INFINITY);
            let (rect, _) =
                ui.allocate_exact_size(vec2(galley.size().x, Type::Proof.line()), Sense::hover());
            paint::put(ui.painter(), rect, Align2::LEFT_CENTER, galley);
        }
    };
    match *piece {
        Piece::Operator(words) => plain(ui, words, text.primary),
        Piece::Plain(words) => plain(ui, words, text.tertiary),
        Piece::Evidence { id, name, mark } => {
            return Some(evidence_word(ui, id, name, mark, lit, Type::Proof));
        }
    }
    None
}

/// A glyph and a name in the colour of a mark: evidence named outside the question.
pub fn evidence_word(
    ui: &mut Ui,
    id: &str,
    name: &str,
    mark: Mark,
    lit: Option<&str>,
    step: Type,
) -> Response {
    let theme = Theme::of(ui.ctx());
    let faded = lit.is_some_and(|lit| lit != id);
    let (color, text) = (
        faded_if(faded, theme.mark(mark)),
        quiet_if(faded, theme, theme.mark(mark)),
    );
    let gap = GLYPH + theme.space().s1;
    let galley = paint::line(
        ui,
        name,
        step.format(text),
        (ui.available_width() - gap).max(theme.space().s12),
    );
    let size = vec2(gap + galley.size().x, step.line());
    let (id, rect) = ui.allocate_space(size);
    // The line may be lower than what can be hit comfortably.
    let room = (theme.size().hit_min - rect.height()).max(0.0) / 2.0;
    let target = rect.expand2(vec2(0.0, room));
    let response = ui.interact(target, id, Sense::click());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Button, true, format!("{name}, {}", mark.name()))
    });
    paint_glyph(
        ui.painter(),
        pos2(rect.left() + GLYPH / 2.0, rect.center().y),
        GLYPH,
        mark,
        color,
    );
    paint::put(
        ui.painter(),
        rect.with_min_x(rect.left() + gap),
        Align2::LEFT_CENTER,
        galley,
    );
    paint::focus_ring(ui, &response, theme.radius_small());
    response
}

/// The colour of text that is not lit: quiet, and still readable.
fn quiet_if(faded: bool, theme: Theme, color: Color32) -> Color32 {
    if faded {
        theme.palette().text.tertiary
    } else {
        color
    }
}

/// Shows the result, 24/32, with remarks such as the raw value and the interval behind it.
pub fn result(ui: &mut Ui, value: &str, remarks: &[&str]) -> Response {
    let theme = Theme::of(ui.ctx());
    let text = &theme.palette().text;
    let mut job = LayoutJob::single_section(value.to_owned(), Type::Title.format(text.primary));
    let number = Type::Number.format(text.secondary);
    for (i, remark) in remarks.iter().enumerate() {
        let mut format = number.clone();
        // Sits at the bottom of the line; this height brings its baseline level with the result's.
        format.line_height = Some(23.0);
        format.color = if i == 0 {
            text.secondary
        } else {
            text.tertiary
        };
        job.append(remark, theme.space().s3, format);
    }
    job.wrap.max_width = ui.available_width();
    let galley = ui.painter().layout_job(job);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Label,
            true,
            format!("{value}, {}", remarks.join(", ")),
        )
    });
    ui.painter().galley(rect.min, galley, text.primary);
    response
}

/// A row of the input table: an evidence and its numbers, one for each heading after the first.
#[derive(Clone, Copy, Debug)]
pub struct InputRow<'a> {
    /// Id of the evidence.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// How it is marked.
    pub mark: Mark,
    /// Its numbers.
    pub cells: &'a [&'a str],
}

/// Shows the inputs of a proof; returns the index of the row under the pointer.
pub fn input_table(
    ui: &mut Ui,
    headings: &[&str],
    rows: &[InputRow<'_>],
    lit: Option<&str>,
) -> Option<usize> {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let columns = columns(ui, headings, rows);
    // In a narrow pane the last columns give way; rows are read out whole.
    let kept = columns
        .iter()
        .take_while(|edge| **edge <= ui.available_width() + 1.0);
    let columns = columns.get(..kept.count()).unwrap_or_default();
    ui.spacing_mut().item_spacing.y = 0.0;
    let secondary = Type::Label.format(palette.text.secondary);
    let (header, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), theme.size().row), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, headings.join(", ")));
    for (i, (heading, cell)) in headings.iter().zip(cells(header, columns)).enumerate() {
        let align = if i == 0 {
            Align2::LEFT_CENTER
        } else {
            Align2::RIGHT_CENTER
        };
        paint::text(ui, cell, align, heading, secondary.clone());
    }
    let mut hovered = None;
    for (index, row) in rows.iter().enumerate() {
        if input_row(ui, row, columns, lit) {
            hovered = Some(index);
        }
    }
    hovered
}

fn input_row(ui: &mut Ui, row: &InputRow<'_>, columns: &[f32], lit: Option<&str>) -> bool {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), theme.size().row), Sense::click());
    let spoken = || {
        format!(
            "{}, {}, {}",
            row.name,
            row.mark.name(),
            row.cells.join(", ")
        )
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, spoken()));
    ui.painter()
        .hline(rect.x_range(), rect.top() + 0.5, theme.hairline());
    if response.hovered() || lit == Some(row.id) {
        ui.painter()
            .rect_filled(rect.with_min_y(rect.top() + 1.0), 0.0, palette.bg.hover);
    }
    let faded = lit.is_some_and(|lit| lit != row.id);
    let color = faded_if(faded, theme.mark(row.mark));
    let mut places = cells(rect, columns);
    if let Some(name) = places.next() {
        paint_glyph(
            ui.painter(),
            pos2(name.left() + GLYPH / 2.0, name.center().y),
            GLYPH,
            row.mark,
            color,
        );
        let place = name.with_min_x(name.left() + GLYPH + theme.space().s2 - 2.0);
        paint::text(
            ui,
            place,
            Align2::LEFT_CENTER,
            row.name,
            Type::Body.format_in(Family::Mono, quiet_if(faded, theme, color)),
        );
    }
    let number = Type::Number.format(quiet_if(faded, theme, palette.text.primary));
    for (text, place) in row.cells.iter().zip(places) {
        paint::text(ui, place, Align2::RIGHT_CENTER, text, number.clone());
    }
    paint::focus_ring(ui, &response, theme.radius_small());
    response.hovered() || response.has_focus()
}

/// Right edges of the columns as shares of the width: the first takes what the numbers leave.
fn columns(ui: &Ui, headings: &[&str], rows: &[InputRow<'_>]) -> Vec<f32> {
    let measure = |text: &str, step: Type| {
        paint::line(ui, text, step.format(Color32::PLACEHOLDER), f32::INFINITY)
            .size()
            .x
    };
    let numbers: Vec<f32> = (1..headings.len())
        .map(|i| {
            let heading = headings
                .get(i)
                .map_or(0.0, |text| measure(text, Type::Label));
            let widest = rows
                .iter()
                .filter_map(|row| row.cells.get(i - 1))
                .map(|text| measure(text, Type::Number));
            widest.fold(heading, f32::max)
        })
        .collect();
    let total = ui.available_width();
    let name = total * 0.24;
    let gap = ((total - name - numbers.iter().sum::<f32>()) / numbers.len().max(1) as f32).max(8.0);
    let mut edge = name;
    let mut edges = vec![edge];
    for number in numbers {
        edge += number + gap;
        edges.push(edge);
    }
    edges
}

/// The cells of a row, from the right edges of its columns.
fn cells(row: Rect, columns: &[f32]) -> impl Iterator<Item = Rect> + '_ {
    let (mut left, right) = (row.left(), row.right());
    let origin = row.left();
    let height = row.y_range();
    columns.iter().map(move |edge| {
        let cell = Rect::from_x_y_ranges(left..=(origin + edge).min(right), height);
        left = cell.right() + 8.0;
        cell
    })
}
