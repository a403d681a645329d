//! The status line: saved time first and always, progress, pace; memory at the right.

use egui::{Align, Layout, Rect, Sense, Ui, UiBuilder, WidgetInfo, vec2};

use super::button::Button;
use super::paint;
use crate::ui::icons;
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::{Theme, Type};

/// Whether the newest decision is on disk.
#[derive(Clone, Copy, Debug)]
pub enum Saved<'a> {
    /// Nothing to save yet.
    Nothing,
    /// On disk since this time of day, `14:32:07`.
    At(&'a str),
    /// Half-typed text is on disk since this time of day.
    DraftAt(&'a str),
    /// It is not; the sentence says why.
    Failed(&'a str),
}

/// A running job.
#[derive(Clone, Copy, Debug)]
pub struct JobLine<'a> {
    /// What it does and how far it is, in words.
    pub remark: &'a str,
    /// Done and all; all is 0 while it is not known.
    pub share: (u64, u64),
    /// Label of the key that cancels it.
    pub cancel_key: Option<&'a str>,
}

/// What was clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusOutput {
    /// What failed should be done again.
    TryAgain,
    /// The job should stop.
    CancelJob,
}

/// What the line shows.
#[derive(Clone, Copy, Debug)]
pub struct StatusLine<'a> {
    /// The saved time.
    pub saved: Saved<'a>,
    /// Done and all of the hand-out.
    pub progress: Option<(usize, usize)>,
    /// Other remarks, in order.
    pub remarks: &'a [&'a str],
    /// What runs.
    pub job: Option<JobLine<'a>>,
    /// Memory and other measures, right aligned and monospaced.
    pub measures: &'a [&'a str],
}

impl StatusLine<'_> {
    /// Shows the line, 28 high, over the whole width; says what was clicked.
    pub fn show(self, ui: &mut Ui) -> Option<StatusOutput> {
        let theme = Theme::of(ui.ctx());
        let (palette, space) = (theme.palette(), theme.space());
        let (rect, _) = ui.allocate_exact_size(
            vec2(ui.available_width(), theme.size().status_line),
            Sense::hover(),
        );
        ui.painter()
            .hline(rect.x_range(), rect.top() + 0.5, theme.hairline());
        let inner = rect.shrink2(vec2(space.s4, 0.0));
        if let Saved::Failed(sentence) = self.saved {
            return failed(ui, inner, sentence).then_some(StatusOutput::TryAgain);
        }
        let right_to_left = Layout::right_to_left(Align::Center);
        let mut right = ui.new_child(UiBuilder::new().max_rect(inner).layout(right_to_left));
        right.spacing_mut().item_spacing.x = space.s6;
        for measure in self.measures.iter().rev() {
            right.label(Type::Number.rich(*measure, palette.text.secondary));
        }
        let rest = inner.with_max_x(right.min_rect().left() - space.s4);
        let mut left = ui.new_child(
            UiBuilder::new()
                .max_rect(rest)
                .layout(Layout::left_to_right(Align::Center)),
        );
        left.spacing_mut().item_spacing.x = space.s6;
        left.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
        let cancelled = self.left_side(&mut left);
        cancelled.then_some(StatusOutput::CancelJob)
    }

    fn left_side(self, ui: &mut Ui) -> bool {
        let theme = Theme::of(ui.ctx());
        let color = theme.palette().text.secondary;
        let saved = match self.saved {
            Saved::At(time) => Some(tr_with("status.saved", &[("time", time)])),
            Saved::DraftAt(time) => Some(tr_with("status.draft", &[("time", time)])),
            Saved::Nothing | Saved::Failed(_) => None,
        };
        if let Some(saved) = saved {
            let side = theme.size().icon_small;
            let (icon, _) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
            paint::icon(ui, icon, icons::PASS, icons::small(color));
            ui.add_space(theme.space().s2 - ui.spacing().item_spacing.x);
            ui.label(Type::Label.rich(saved, color));
        }
        if let Some((done, all)) = self.progress {
            progress(ui, done, all);
        }
        // Before the remarks: what can be stopped is never the one that finds no room.
        let cancelled = self.job.is_some_and(|job| job_ui(ui, job));
        for remark in self.remarks {
            if ui.available_width() > theme.space().s10 {
                ui.label(Type::Label.rich(*remark, color));
            }
        }
        cancelled
    }
}

/// What runs, how far it is, and the button that stops it; `true` if that was clicked.
fn job_ui(ui: &mut Ui, job: JobLine<'_>) -> bool {
    let theme = Theme::of(ui.ctx());
    let gap = theme.space().s2 - ui.spacing().item_spacing.x;
    let (done, all) = job.share;
    if all > 0 {
        let (rect, response) = ui.allocate_exact_size(vec2(96.0, theme.space().s1), Sense::hover());
        response
            .widget_info(|| WidgetInfo::labeled(egui::Role::ProgressIndicator, true, job.remark));
        bar(ui, rect, done as f32 / all as f32);
        ui.add_space(gap);
    }
    ui.label(Type::Label.rich(job.remark, theme.palette().text.secondary));
    ui.add_space(gap);
    let button = Button::new(tr("status.cancel"))
        .quiet()
        .small()
        .key(job.cancel_key);
    ui.add(button).clicked()
}

/// A bar of 96 by 4 points with its numbers.
fn progress(ui: &mut Ui, done: usize, all: usize) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let words = tr_with(
        "status.progress",
        &[("done", &count(done)), ("all", &count(all))],
    );
    let (rect, response) = ui.allocate_exact_size(vec2(96.0, theme.space().s1), Sense::hover());
    let spoken = words.clone();
    response.widget_info(move || WidgetInfo::labeled(egui::Role::ProgressIndicator, true, &spoken));
    bar(ui, rect, done as f32 / all.max(1) as f32);
    ui.add_space(theme.space().s2 - ui.spacing().item_spacing.x);
    ui.label(Type::Label.rich(words, palette.text.secondary));
}

/// A rounded track filled to a share from 0 to 1.
pub(super) fn bar(ui: &Ui, rect: Rect, share: f32) {
    let palette = Theme::of(ui.ctx()).palette();
    ui.painter()
        .rect_filled(rect, rect.height() / 2.0, palette.bg.active);
    let share = if share.is_finite() {
        share.clamp(0.0, 1.0)
    } else {
        0.0
    };
    if share > 0.0 {
        // Never shorter than it is high, so that the first step shows.
        let width = (rect.width() * share).max(rect.height());
        ui.painter().rect_filled(
            rect.with_max_x(rect.left() + width),
            rect.height() / 2.0,
            palette.text.secondary,
        );
    }
}

/// The sentence in place of the line, with the way out.
fn failed(ui: &mut Ui, place: Rect, sentence: &str) -> bool {
    let theme = Theme::of(ui.ctx());
    let color = theme.palette().status.fail;
    let mut line = ui.new_child(
        UiBuilder::new()
            .max_rect(place)
            .layout(Layout::right_to_left(Align::Center)),
    );
    line.spacing_mut().item_spacing.x = theme.space().s2;
    let retry = line
        .add(Button::new(tr("status.try_again")).quiet().small())
        .clicked();
    let rest = place.with_max_x(line.min_rect().left());
    let mut line = ui.new_child(
        UiBuilder::new()
            .max_rect(rest)
            .layout(Layout::left_to_right(Align::Center)),
    );
    line.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
    let side = theme.size().icon_small;
    let (icon, _) = line.allocate_exact_size(vec2(side, side), Sense::hover());
    paint::icon(ui, icon, icons::FAIL, icons::small(color));
    line.label(Type::Label.rich(sentence, color))
        .widget_info(|| WidgetInfo::labeled(egui::Role::Alert, true, sentence));
    retry
}
