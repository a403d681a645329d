//! The release screen: which samples go out, as what and where to; red checks among them; and what came of it.
//!
//! Not here: writing files (a job of the app, through [`Command::Export`]), asking for a folder (the app, on
//! [`Ask::Folder`]), and looking for red checks in the whole project (the app, which hands them in).

mod report;

use super::Cx;
use super::queue::state_words;
use crate::release::{DEFAULT_STATES, EXPORTS, Exported};
use crate::sample::{Key, State};
use crate::ui::icons;
use crate::ui::state::Command;
use crate::ui::text::{count, tr, tr_in, tr_with};
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::check_row::section_heading;
use crate::ui::widgets::field::{check_box, text_field};
use crate::ui::widgets::paint;
use crate::ui::widgets::pane_header::pane_header;
use egui::{
    Align2, CentralPanel, Frame, Margin, Panel, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, vec2,
};
use std::path::PathBuf;

/// What the screen remembers between frames.
#[derive(Clone, Debug)]
pub struct ReleaseMemory {
    /// Index into [`EXPORTS`].
    format: usize,
    /// States that go out.
    states: Vec<State>,
    /// Folder as typed or picked; the app puts the picked one here.
    pub folder: String,
    replace: bool,
}

impl Default for ReleaseMemory {
    fn default() -> Self {
        Self {
            format: 0,
            states: DEFAULT_STATES.to_vec(),
            folder: String::new(),
            replace: false,
        }
    }
}

/// A sample of those that count as good, with red checks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedSample {
    /// The sample.
    pub key: Key,
    /// Its number in the queue.
    pub card: String,
    /// The question.
    pub question: String,
    /// Names of the red checks, as people read them.
    pub checks: Vec<String>,
}

/// What the export does.
#[derive(Clone, Copy, Debug)]
pub enum ExportJob<'a> {
    /// Nothing yet.
    Idle,
    /// It writes; rows done and in all.
    Running {
        /// Rows written.
        done: u64,
        /// Rows in all; 0 while it is not known.
        total: u64,
    },
    /// It is done.
    Done(&'a Exported),
    /// It failed; one sentence. Nothing keeps its name then.
    Failed(&'a str),
}

/// What the screen shows beside the project's counts.
#[derive(Clone, Copy, Debug)]
pub struct ReleaseView<'a> {
    /// Samples in the default states with red checks; `None` while they are looked for.
    pub red: Option<&'a [RedSample]>,
    /// The export.
    pub job: ExportJob<'a>,
}

/// What the app must do for the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Ask for a folder, and put it into [`ReleaseMemory::folder`].
    Folder,
    /// Cancel the export.
    Cancel,
}

/// Width of the choices at the left, points, and the least that the right side needs beside them.
const CHOICES: f32 = 480.0;
const BESIDE: f32 = 360.0;

/// Shows the screen in the whole of `ui`.
pub fn release_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &ReleaseView<'_>,
    memory: &mut ReleaseMemory,
) -> Option<Ask> {
    let theme = Theme::of(ui.ctx());
    let pane = Frame::new().fill(theme.palette().bg.panel);
    let mut ask = None;
    let width = CHOICES.min(ui.available_width() - BESIDE);
    Panel::left("choices")
        .exact_size(width)
        .resizable(false)
        .frame(pane)
        .show(ui, |ui| {
            pane_header(ui, tr("release.what"), "", |_| {});
            let bar = theme.size().button + 2.0 * theme.space().s3;
            Panel::bottom("export")
                .exact_size(bar)
                .resizable(false)
                .frame(pane)
                .show(ui, |ui| {
                    export_ui(ui, cx, view, memory);
                });
            ScrollArea::vertical()
                .id_salt("choices")
                .auto_shrink(false)
                .show(ui, |ui| {
                    let margin = Margin::symmetric(theme.space().s4 as i8, theme.space().s2 as i8);
                    Frame::new()
                        .inner_margin(margin)
                        .show(ui, |ui| ask = choices_ui(ui, cx, memory));
                });
        });
    CentralPanel::no_frame().frame(pane).show(ui, |ui| {
        ask = report::report_ui(ui, cx, view).or(ask);
    });
    ask
}

fn choices_ui(ui: &mut Ui, cx: &Cx<'_>, memory: &mut ReleaseMemory) -> Option<Ask> {
    let space = Theme::of(ui.ctx()).space();
    ui.spacing_mut().item_spacing.y = 0.0;
    section_heading(
        ui,
        tr("release.states"),
        &tr_with("release.go_out", &[("n", &count(going(cx, memory)))]),
    );
    for state in State::ALL {
        state_ui(ui, cx, memory, state);
    }
    ui.add_space(space.s4);
    section_heading(ui, tr("release.format"), "");
    for (i, format) in EXPORTS.iter().enumerate() {
        if format_ui(ui, format.name, i == memory.format) {
            memory.format = i;
        }
    }
    ui.add_space(space.s4);
    folder_ui(ui, memory)
}

/// How many samples are in the chosen states.
fn going(cx: &Cx<'_>, memory: &ReleaseMemory) -> usize {
    let states = &cx.state.queue.counts.states;
    let sum: u64 = memory.states.iter().filter_map(|s| states.get(s)).sum();
    usize::try_from(sum).unwrap_or(usize::MAX)
}

/// A state with its number of samples, to be ticked.
fn state_ui(ui: &mut Ui, cx: &Cx<'_>, memory: &mut ReleaseMemory, state: State) {
    let n = cx
        .state
        .queue
        .counts
        .states
        .get(&state)
        .copied()
        .unwrap_or(0);
    let mut on = memory.states.contains(&state);
    if n == 0 && !on {
        return;
    }
    let number = count(usize::try_from(n).unwrap_or(usize::MAX));
    let words = tr_with(
        "release.state",
        &[("state", state_words(state).1), ("n", &number)],
    );
    ui.horizontal(|ui| {
        if check_box(ui, &words, &mut on) {
            memory.states.retain(|s| *s != state);
            if on {
                memory.states.push(state);
                memory.states.sort();
            }
        }
    });
}

/// A format with what it is for; `true` if it was picked.
fn format_ui(ui: &mut Ui, name: &'static str, on: bool) -> bool {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let words = tr_in("release_format", name);
    let indent = theme.size().icon + space.s2;
    let doc = paint::block(
        ui,
        words,
        Type::Label.format(palette.text.secondary),
        ui.available_width() - indent - 2.0 * space.s2,
    );
    let height = Type::Body.line() + doc.size().y + 2.0 * space.s1 + 2.0;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    response.widget_info(|| {
        WidgetInfo::selected(Role::RadioButton, true, on, format!("{name}, {words}"))
    });
    if on || response.hovered() {
        let fill = if on {
            palette.accent.subtle
        } else {
            palette.bg.hover
        };
        ui.painter().rect_filled(rect, theme.radius_control(), fill);
    }
    let mut place = rect.shrink2(vec2(space.s2, space.s1));
    let dot = paint::cut_left(&mut place, theme.size().icon);
    let center = egui::pos2(dot.center().x, dot.top() + Type::Body.line() / 2.0);
    radio(ui, center, on);
    paint::cut_left(&mut place, space.s2);
    let title = Type::Body.format_in(
        if on { Family::Strong } else { Family::Ui },
        palette.text.primary,
    );
    let (upper, lower) = place.split_top_bottom_at_y(place.top() + Type::Body.line());
    paint::text(ui, upper, Align2::LEFT_CENTER, name, title);
    paint::put(ui.painter(), lower, Align2::LEFT_TOP, doc);
    paint::focus_ring(ui, &response, theme.radius_control());
    response.clicked()
}

fn radio(ui: &Ui, center: egui::Pos2, on: bool) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let color = if on {
        palette.accent.base
    } else {
        palette.line.strong
    };
    let stroke = Stroke::new(theme.control_line().width, color);
    let square = egui::Rect::from_center_size(center, egui::Vec2::splat(theme.size().icon_small));
    let round = theme.size().icon_small / 2.0;
    ui.painter().rect(
        square,
        round,
        theme.field_fill(),
        stroke,
        StrokeKind::Inside,
    );
    if on {
        ui.painter().circle_filled(center, round / 2.0, color);
    }
}

fn folder_ui(ui: &mut Ui, memory: &mut ReleaseMemory) -> Option<Ask> {
    let space = Theme::of(ui.ctx()).space();
    ui.spacing_mut().item_spacing.y = space.s1;
    text_field(
        ui,
        tr("release.folder"),
        &mut memory.folder,
        tr("release.folder_hint"),
        1,
    );
    ui.add_space(space.s1);
    let mut ask = None;
    ui.horizontal_wrapped(|ui| {
        if ui
            .add(Button::new(tr("release.browse")).small().icon(icons::OPEN))
            .clicked()
        {
            ask = Some(Ask::Folder);
        }
        ui.add_space(space.s2);
        check_box(ui, tr("release.replace"), &mut memory.replace);
    });
    ask
}

/// The button, and next to it why it cannot be used.
fn export_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &ReleaseView<'_>, memory: &ReleaseMemory) {
    let theme = Theme::of(ui.ctx());
    let space = theme.space();
    let running = matches!(view.job, ExportJob::Running { .. });
    let missing = if memory.folder.trim().is_empty() {
        Some(tr("release.no_folder"))
    } else if going(cx, memory) == 0 {
        Some(tr("release.nothing"))
    } else {
        None
    };
    let inner = ui.available_rect_before_wrap().shrink2(vec2(space.s4, 0.0));
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut row = ui.new_child(egui::UiBuilder::new().max_rect(inner).layout(layout));
    row.spacing_mut().item_spacing.x = space.s3;
    let button = Button::new(tr("release.export"))
        .primary()
        .icon(icons::EXPORT)
        .enabled(missing.is_none() && !running);
    if row.add(button).clicked()
        && let Some(format) = EXPORTS.get(memory.format)
    {
        cx.push(Command::Export {
            format: format.name,
            folder: PathBuf::from(memory.folder.trim()),
            states: memory.states.clone(),
            replace: memory.replace,
        });
    }
    if let Some(missing) = missing {
        row.label(Type::Label.rich(missing, theme.palette().text.secondary));
    }
}

#[cfg(test)]
mod tests;
