//! The diff: field, original struck through, fix.

use crate::ui::state::changes::{Change, Field, changes};
use crate::ui::state::fix::Fix;
use crate::ui::state::word_diff::{Piece, word_diff};
use crate::ui::text::{tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets::paint;
use crate::ui::widgets::pane_header::pane_header;
use egui::epaint::text::LayoutJob;
use egui::{Margin, ScrollArea, TextFormat, Ui};

/// The diff with its header.
pub(super) fn changes_ui(ui: &mut Ui, fix: &Fix) {
    pane_header(ui, tr("fix.changes"), tr("fix.changes_remark"), |_| {});
    rows_ui(ui, fix);
}

/// The rows of the diff.
pub(super) fn rows_ui(ui: &mut Ui, fix: &Fix) {
    let theme = Theme::of(ui.ctx());
    let space = theme.space();
    egui::Frame::new()
        .inner_margin(Margin::symmetric(space.s4 as i8, space.s2 as i8))
        .show(ui, |ui| {
            ScrollArea::vertical()
                .id_salt("changes")
                .auto_shrink(false)
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    let columns = [0.24, 0.38, 0.38].map(|share| share * ui.available_width());
                    let secondary = theme.palette().text.secondary;
                    let heads = [tr("fix.field"), tr("fix.original"), tr("fix.fix")];
                    let head = |text| whole(text, Type::Label.format(secondary));
                    line_ui(ui, &columns, heads.map(head));
                    for change in changes(fix) {
                        change_ui(ui, &columns, &change);
                    }
                });
        });
}

fn change_ui(ui: &mut Ui, columns: &[f32; 3], change: &Change) {
    let theme = Theme::of(ui.ctx());
    let text = &theme.palette().text;
    let mono = |colour| Type::Number.format(colour);
    let struck = TextFormat {
        strikethrough: egui::Stroke::new(1.0, text.tertiary),
        ..mono(text.tertiary)
    };
    let [original, fix] = match &change.fix {
        Some(fix) if change.field == Field::Question => {
            let marked = TextFormat {
                background: theme.palette().accent.subtle,
                ..mono(text.primary)
            };
            let [old, new] = word_diff(&change.original, fix);
            let same = mono(text.secondary);
            [by_word(&old, &same, &struck), by_word(&new, &same, &marked)]
        }
        Some(fix) => [
            whole(&change.original, struck),
            whole(fix, mono(text.primary)),
        ],
        None => [
            whole(&change.original, mono(text.primary)),
            whole(tr("fix.same"), mono(text.tertiary)),
        ],
    };
    let field = whole(&field_name(&change.field), Type::Body.format(text.primary));
    line_ui(ui, columns, [field, original, fix]);
}

fn whole(text: &str, format: TextFormat) -> LayoutJob {
    LayoutJob::single_section(text.to_owned(), format)
}

fn by_word(pieces: &[Piece<'_>], same: &TextFormat, changed: &TextFormat) -> LayoutJob {
    let mut job = LayoutJob::default();
    for (text, is_changed) in pieces {
        let format = if *is_changed { changed } else { same };
        job.append(text, 0.0, format.clone());
    }
    job
}

fn field_name(field: &Field) -> String {
    let part = |name: &str, part: &str| {
        tr_with("fix.of", &[("name", name), ("part", &part.to_lowercase())])
    };
    match field {
        Field::Answer => tr("fix.answer").to_owned(),
        Field::Options => tr("fix.options").to_owned(),
        Field::Question => tr("fix.question").to_owned(),
        Field::Task => tr("fix.task").to_owned(),
        Field::Center(name) => part(name, tr("fix.center")),
        Field::Size(name) => part(name, tr("fix.size")),
        Field::Yaw(name) => part(name, tr("fix.yaw")),
        Field::Points(name) => part(name, tr("fix.points")),
        Field::Frames(name) => part(name, tr("fix.frames")),
    }
}

/// One line of the diff; long texts go on in further lines.
fn line_ui(ui: &mut Ui, columns: &[f32; 3], texts: [LayoutJob; 3]) {
    let theme = Theme::of(ui.ctx());
    let (gap, pad) = (theme.space().s2, theme.space().s1);
    let spoken = texts.each_ref().map(|job| job.text.as_str()).join(", ");
    let mut cells = Vec::new();
    for (width, job) in columns.iter().zip(texts) {
        cells.push((*width, paint::sections(ui, job, width - gap)));
    }
    let highest = cells
        .iter()
        .map(|(_, text)| text.size().y)
        .fold(0.0, f32::max);
    let height = (highest + 2.0 * pad).max(theme.size().row);
    let size = egui::vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Row, true, &spoken));
    let single = highest < theme.size().row;
    let mut x = rect.left();
    for (width, text) in cells {
        let cell = egui::Rect::from_x_y_ranges(x..=(x + width - gap), rect.y_range());
        let (cell, align) = if single {
            (cell, egui::Align2::LEFT_CENTER)
        } else {
            (cell.shrink2(egui::vec2(0.0, pad)), egui::Align2::LEFT_TOP)
        };
        paint::put(ui.painter(), cell, align, text);
        x += width;
    }
    paint::line_below(ui, rect);
}
