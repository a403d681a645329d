//! The right side: red checks among good samples, and what the export does or came to.

use super::{Ask, ExportJob, RedSample, ReleaseView};
use crate::release::Exported;
use crate::ui::icons;
use crate::ui::screens::Cx;
use crate::ui::state::Command;
use crate::ui::text::{bytes, count, tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::message::{self, Failure};
use crate::ui::widgets::paint;
use crate::ui::widgets::pane_header::{header_state, pane_header};
use egui::{Align2, Frame, Margin, Panel, Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

/// Height of a row of two lines: a question with its checks, a file with its hash.
const ROW: f32 = 44.0;
/// Letters of a hash that are shown; the whole stands in the manifest and on hover.
const HASH: usize = 16;

pub(super) fn report_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &ReleaseView<'_>) -> Option<Ask> {
    let theme = Theme::of(ui.ctx());
    let pane = Frame::new().fill(theme.palette().bg.panel);
    let half = ui.available_height() / 2.0;
    Panel::top("gates")
        .exact_size(half)
        .resizable(false)
        .frame(pane)
        .show(ui, |ui| gates_ui(ui, cx, view.red));
    pane_header(ui, tr("release.report"), "", |_| {});
    match view.job {
        ExportJob::Idle => {
            message::empty(ui, tr("release.not_yet"), None);
            None
        }
        ExportJob::Running { done, total } => running_ui(ui, done, total),
        ExportJob::Done(exported) => {
            done_ui(ui, exported);
            None
        }
        ExportJob::Failed(why) => {
            let failure = Failure {
                what: why,
                remedy: tr("release.as_before"),
                details: "",
                action: None,
            };
            message::failure(ui, failure);
            None
        }
    }
}

fn gates_ui(ui: &mut Ui, cx: &mut Cx<'_>, red: Option<&[RedSample]>) {
    let palette = Theme::of(ui.ctx()).palette();
    let remark = tr("release.gates_remark");
    pane_header(ui, tr("release.gates"), remark, |ui| match red {
        None => {
            ui.label(Type::Label.rich(tr("release.looking"), palette.text.secondary));
        }
        Some([]) => header_state(
            ui,
            icons::PASS,
            tr("release.none_red"),
            palette.text.secondary,
        ),
        Some(red) => {
            let words = tr_with("release.red", &[("n", &count(red.len()))]);
            header_state(ui, icons::FAIL, &words, palette.status.fail);
        }
    });
    let red = red.unwrap_or_default();
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical()
        .id_salt("red")
        .auto_shrink(false)
        .show_rows(ui, ROW, red.len(), |ui, range| {
            for sample in red.get(range).unwrap_or_default() {
                red_ui(ui, cx, sample);
            }
        });
}

fn red_ui(ui: &mut Ui, cx: &mut Cx<'_>, sample: &RedSample) {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let checks = sample.checks.join(", ");
    let spoken = [sample.card.as_str(), &sample.question, &checks].join(", ");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, palette.bg.hover);
    }
    paint::line_below(ui, rect);
    let mut place = rect.shrink2(vec2(space.s4, space.s1));
    let card = paint::cut_left(&mut place, space.s12 + space.s2);
    let (upper, lower) = place.split_top_bottom_at_fraction(0.5);
    let number = Type::Number.format(palette.text.secondary);
    paint::text(
        ui,
        Rect::from_x_y_ranges(card.x_range(), upper.y_range()),
        Align2::LEFT_CENTER,
        &sample.card,
        number,
    );
    paint::text(
        ui,
        upper,
        Align2::LEFT_CENTER,
        &sample.question,
        Type::Body.format(palette.text.primary),
    );
    let mut lower = lower;
    let icon = paint::cut_left(&mut lower, theme.size().icon_small);
    paint::icon(ui, icon, icons::FAIL, icons::small(palette.status.fail));
    paint::cut_left(&mut lower, space.s1);
    paint::text(
        ui,
        lower,
        Align2::LEFT_CENTER,
        &checks,
        Type::Label.format(palette.text.secondary),
    );
    let inside = response
        .clone()
        .with_new_rect(rect.shrink(TOKENS.stroke.focus + TOKENS.stroke.focus_gap));
    paint::focus_ring(ui, &inside, theme.radius_small());
    if response.clicked() {
        cx.push(Command::ShowSample(sample.key));
    }
}

fn running_ui(ui: &mut Ui, done: u64, total: u64) -> Option<Ask> {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let mut ask = None;
    let margin = Margin::same(space.s4 as i8);
    Frame::new().inner_margin(margin).show(ui, |ui| {
        let number = |n: u64| count(usize::try_from(n).unwrap_or(usize::MAX));
        let words = if total == 0 {
            tr_with("release.written", &[("done", &number(done))])
        } else {
            tr_with(
                "release.writing",
                &[("done", &number(done)), ("all", &number(total))],
            )
        };
        ui.label(Type::Body.rich(&words, palette.text.primary));
        ui.add_space(space.s2);
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), space.s1), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, &words));
        let share = if total == 0 {
            0.0
        } else {
            (done as f64 / total as f64).min(1.0) as f32
        };
        ui.painter()
            .rect_filled(rect, space.s1 / 2.0, palette.bg.active);
        let filled = rect.with_max_x(rect.left() + rect.width() * share);
        ui.painter()
            .rect_filled(filled, space.s1 / 2.0, palette.accent.base);
        ui.add_space(space.s3);
        if ui.add(Button::new(tr("release.cancel")).small()).clicked() {
            ask = Some(Ask::Cancel);
        }
    });
    ask
}

fn done_ui(ui: &mut Ui, exported: &Exported) {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let number = |n: u64| count(usize::try_from(n).unwrap_or(usize::MAX));
    ScrollArea::vertical()
        .id_salt("report")
        .auto_shrink(false)
        .show(ui, |ui| {
            Frame::new()
                .inner_margin(Margin::symmetric(space.s4 as i8, space.s2 as i8))
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    let words =
                        tr_with("release.done", &[("n", &number(exported.manifest.samples))]);
                    ui.label(Type::Body.rich(words, palette.text.primary));
                    ui.add_space(space.s2);
                    for file in &exported.manifest.files {
                        let rows = tr_with(
                            "release.rows",
                            &[("n", &number(file.rows)), ("size", &bytes(file.bytes))],
                        );
                        file_ui(ui, &file.name, &rows, &file.blake3.to_string());
                    }
                    file_ui(ui, MANIFEST, "", &exported.hash.to_string());
                });
        });
}

/// The manifest's own file name.
const MANIFEST: &str = "manifest.json";

/// A written file: name, rows and size, and below them the beginning of its hash.
fn file_ui(ui: &mut Ui, name: &str, rows: &str, hash: &str) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, [name, rows, hash].join(", ")));
    paint::line_below(ui, rect);
    let inner = rect.shrink2(vec2(0.0, theme.space().s1));
    let (mut upper, lower) = inner.split_top_bottom_at_fraction(0.5);
    let quiet = Type::Number.format(palette.text.secondary);
    let drawn = paint::text(ui, upper, Align2::RIGHT_CENTER, rows, quiet.clone());
    upper.max.x = drawn.left() - theme.space().s2;
    let strong = Type::Body.format(palette.text.primary);
    paint::text(ui, upper, Align2::LEFT_CENTER, name, strong);
    let short: String = hash.chars().take(HASH + "b3:".len()).collect();
    paint::text(ui, lower, Align2::LEFT_CENTER, &short, quiet);
    response.on_hover_text(hash);
}
