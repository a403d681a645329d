//! The queue: every sample of the project as a list, narrowed by saved views, filters and a search; above it what is
//! there towards a release, against the quota of each task.
//!
//! Only rows on screen are drawn, and only they are read: [`queue_ui`] returns their range and the caller reads them.
//! Not here: what passes a filter (the store), agreement between people and the hours that are left.

mod chips;
mod facet;
mod quotas;
mod table;
mod views;

pub use table::{card_number, state_words};

use super::Cx;
use crate::ui::icons;
use crate::ui::keys::Action;
use crate::ui::state::queue::Filter;
use crate::ui::state::{Command, State};
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets::button::icon_button;
use crate::ui::widgets::field::search_field;
use crate::ui::widgets::key_cap::{CapColors, KeyHint, cap_width, paint_cap};
use crate::ui::widgets::list::stat;
use crate::ui::widgets::message;
use crate::ui::widgets::pane_header::pane_header;
use egui::{Align, CentralPanel, Frame, Layout, Margin, Panel, Ui, vec2};
use std::ops::Range;
use std::time::Duration;

/// Width of the saved views, and the width of the window from which they have a place of their own, points.
const SIDE: f32 = 222.0;
const SIDE_FROM: f32 = 1360.0;
/// Height of the figures at the top, and the height of the window from which they are shown, points.
const FIGURES: f32 = 72.0;
const FIGURES_FROM: f32 = 620.0;
/// Height that the list keeps when quotas stand above it, points.
const LIST: f32 = 320.0;
/// Width of the search field at most, points.
const SEARCH: f32 = 300.0;
/// A pause in typing after which the search runs, ms.
const DEBOUNCE_MS: u64 = 80;

/// What the queue remembers between frames.
#[derive(Debug, Default)]
pub struct QueueMemory {
    search: String,
    /// When the search was last typed in, while it has not been run.
    typed_at_ms: Option<u64>,
    /// The filter's text as last seen; another one comes from outside.
    text: String,
    focus_search: bool,
    /// Quotas asked for or closed; unset, they are shown where there is room for both.
    quotas: Option<bool>,
    scroll: table::Scroll,
}

impl QueueMemory {
    /// What a key does here: Enter opens the selected row, find goes to the search field. `None` if the action means
    /// nothing to the queue, or nothing more is to be done.
    pub fn take(&mut self, action: Action, state: &State) -> Option<Command> {
        match action {
            Action::Confirm => {
                let row = state.queue.summary(state.queue.selected);
                // A selected row that was scrolled away has not been read; it is shown before it is opened.
                self.scroll.reveal = row.is_none();
                row.map(|row| Command::ShowSample(row.key))
            }
            Action::Find => {
                self.focus_search = true;
                None
            }
            _ => None,
        }
    }
}

/// Shows the queue in the whole of `ui`. Returns the rows on screen, for [`State::read_rows`].
pub fn queue_ui(ui: &mut Ui, cx: &mut Cx<'_>, memory: &mut QueueMemory) -> Range<usize> {
    let theme = Theme::of(ui.ctx());
    let pane = Frame::new().fill(theme.palette().bg.panel);
    let (side, tall) = (
        ui.available_width() >= SIDE_FROM,
        ui.available_height() >= FIGURES_FROM,
    );
    if side {
        let frame = pane.inner_margin(Margin::symmetric(
            theme.space().s2 as i8,
            theme.space().s4 as i8,
        ));
        Panel::left("saved views")
            .exact_size(SIDE)
            .resizable(false)
            .frame(frame)
            .show(ui, |ui| {
                views::side_ui(ui, cx);
            });
    }
    Panel::bottom("queue keys")
        .exact_size(theme.size().top_bar)
        .resizable(false)
        .frame(pane)
        .show(ui, |ui| {
            footer_ui(ui, cx);
        });
    if tall {
        Panel::top("figures")
            .exact_size(FIGURES)
            .resizable(false)
            .frame(pane)
            .show(ui, |ui| figures_ui(ui, cx));
    }
    let needed = quotas::height(&cx.state.queue.counts, ui.available_width());
    let both = ui.available_height() >= needed + LIST;
    let shown = memory.quotas.unwrap_or(both);
    if shown && both {
        Panel::top("quotas")
            .exact_size(needed)
            .resizable(false)
            .frame(pane)
            .show(ui, |ui| quotas::quotas_ui(ui, cx));
    }
    CentralPanel::no_frame().frame(pane).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        header_ui(ui, cx, memory, shown);
        if shown && !both {
            quotas::quotas_ui(ui, cx);
        } else {
            chips::chips_ui(ui, cx, !side);
            list_ui(ui, cx, memory);
        }
    });
    memory.scroll.visible.clone()
}

/// What there is towards a release, in large numbers.
fn figures_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let theme = Theme::of(ui.ctx());
    let space = theme.space();
    let counts = &cx.state.queue.counts;
    let totals = quotas::totals(counts);
    let number = |n: u64| count(usize::try_from(n).unwrap_or(usize::MAX));
    let state = |state| number(counts.states.get(&state).copied().unwrap_or(0));
    let figures = [
        (
            number(quotas::valid(counts)),
            tr_with("queue.figure_valid", &[("all", &number(counts.total))]),
        ),
        (
            count(totals.usable),
            tr_with("queue.figure_usable", &[("all", &count(totals.target))]),
        ),
        (
            state(crate::sample::State::Disputed),
            tr("queue.figure_disputed").to_owned(),
        ),
        (
            state(crate::sample::State::Deferred),
            tr("queue.figure_deferred").to_owned(),
        ),
        (
            number(counts.flagged),
            tr("queue.figure_flagged").to_owned(),
        ),
    ];
    ui.allocate_ui_with_layout(
        ui.available_size(),
        Layout::left_to_right(Align::Center),
        |ui| {
            ui.add_space(space.s4);
            ui.spacing_mut().item_spacing = vec2(space.s10, 0.0);
            for (value, words) in figures {
                stat(ui, &value, &words);
            }
        },
    );
}

fn header_ui(ui: &mut Ui, cx: &mut Cx<'_>, memory: &mut QueueMemory, quotas: bool) {
    let queue = &cx.state.queue;
    let view = views::current(&queue.filter, &queue.counts);
    let title = view.map_or(tr("queue.filtered"), |view| view.name);
    let all = count(usize::try_from(queue.counts.total).unwrap_or(usize::MAX));
    let remark = tr_with(
        "status.progress",
        &[("done", &count(queue.rows.len())), ("all", &all)],
    );
    pane_header(ui, title, &remark, |ui| {
        if icon_button(ui, icons::QUOTAS, tr("queue.quotas"), Some(quotas)).clicked() {
            memory.quotas = Some(!quotas);
        }
        search_ui(ui, cx, memory);
    });
}

fn search_ui(ui: &mut Ui, cx: &mut Cx<'_>, memory: &mut QueueMemory) {
    let theme = Theme::of(ui.ctx());
    if memory.text != cx.state.queue.filter.text {
        memory.text.clone_from(&cx.state.queue.filter.text);
        memory.search.clone_from(&memory.text);
    }
    let width = SEARCH.min(ui.available_width() / 2.0);
    let size = vec2(width, theme.size().row_comfortable);
    let layout = Layout::left_to_right(Align::Center);
    let field = ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_width(width);
        search_field(ui, tr("queue.search"), &mut memory.search)
    });
    let field = field.inner;
    if std::mem::take(&mut memory.focus_search) {
        field.request_focus();
    }
    let key = cx
        .key(Action::Find)
        .filter(|_| memory.search.is_empty() && !field.has_focus());
    if let Some(key) = key {
        let left = field.rect.right() - cap_width(ui, &key) - theme.space().s1 - 2.0;
        paint_cap(
            ui,
            left,
            field.rect.center().y,
            &key,
            CapColors::plain(theme),
        );
    }
    ui.ctx()
        .data_mut(|data| data.insert_temp(search_id(), field.id));
    if field.changed() {
        memory.typed_at_ms = Some(cx.now_ms);
    }
    run_search(ui, cx, memory);
}

/// Searches once typing has paused.
fn run_search(ui: &Ui, cx: &mut Cx<'_>, memory: &mut QueueMemory) {
    let Some(typed) = memory.typed_at_ms else {
        return;
    };
    let waited = cx.now_ms.saturating_sub(typed);
    if waited < DEBOUNCE_MS {
        return ui
            .ctx()
            .request_repaint_after(Duration::from_millis(DEBOUNCE_MS - waited));
    }
    memory.typed_at_ms = None;
    if memory.search != cx.state.queue.filter.text {
        memory.text.clone_from(&memory.search);
        let filter = Filter {
            text: memory.search.clone(),
            ..cx.state.queue.filter.clone()
        };
        cx.push(Command::Filter(filter));
    }
}

/// Where the id of the search field is kept for the list below it.
fn search_id() -> egui::Id {
    egui::Id::unique("queue search")
}

fn list_ui(ui: &mut Ui, cx: &mut Cx<'_>, memory: &mut QueueMemory) {
    let queue = &cx.state.queue;
    if !queue.rows.is_empty() {
        let search = ui.ctx().data(|data| data.get_temp(search_id()));
        return table::table_ui(ui, cx, &mut memory.scroll, search);
    }
    memory.scroll.visible = 0..0;
    if queue.counts.total == 0 {
        if message::empty(ui, tr("queue.no_questions"), Some(&Action::Import.label())) {
            cx.act(Action::Import);
        }
    } else if message::empty(ui, tr("queue.nothing_passes"), Some(tr("queue.clear"))) {
        cx.push(Command::Filter(Filter::default()));
    }
}

fn footer_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = Theme::of(ui.ctx());
    let space = theme.space();
    let rows = cx.state.queue.rows.len();
    let inner = ui.available_rect_before_wrap().shrink2(vec2(space.s4, 0.0));
    let mut row = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(inner)
            .layout(Layout::left_to_right(Align::Center)),
    );
    row.spacing_mut().item_spacing.x = space.s4;
    for (action, words) in [
        (Action::Confirm, tr("queue.open")),
        (Action::Find, tr("queue.find")),
        (Action::KeyCard, tr("queue.keys")),
    ] {
        if let Some(key) = cx.key(action)
            && row.add(KeyHint::new(&key, words)).clicked()
        {
            cx.act(action);
        }
    }
    row.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let at = count((cx.state.queue.selected + 1).min(rows));
        let words = tr_with("queue.row_of", &[("at", &at), ("all", &count(rows))]);
        ui.label(Type::Label.rich(words, theme.palette().text.secondary));
    });
}

#[cfg(test)]
mod tests;
