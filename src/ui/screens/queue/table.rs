//! The table: only rows on screen are drawn and read, however many there are.

use crate::sample::State;
use crate::ui::icons;
use crate::ui::screens::Cx;
use crate::ui::state::Command;
use crate::ui::state::queue::{Row, RowSummary, Sort};
use crate::ui::text::{count, tr, tr_in, tr_with};
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::tokens::TOKENS;
use crate::ui::when;
use crate::ui::widgets::paint;
use egui::{
    Align2, Event, EventFilter, Key, Rect, Response, Role, ScrollArea, Sense, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};
use std::ops::Range;

/// What the table remembers between frames.
#[derive(Clone, Debug, Default)]
pub(super) struct Scroll {
    /// Points scrolled down, and the height that is seen.
    offset: f32,
    height: f32,
    /// Rows that were drawn last.
    pub visible: Range<usize>,
    /// Bring the selected row into sight in the next frame.
    pub reveal: bool,
}

/// What a column shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Card,
    Task,
    Question,
    Format,
    Source,
    State,
    Verdicts,
    Changed,
}

impl Column {
    /// Heading, and the order that a click on it asks for.
    fn heading(self) -> (&'static str, Option<Sort>) {
        match self {
            Self::Card => (tr("queue.card"), Some(Sort::Queue)),
            Self::Task => (tr("facet.task"), Some(Sort::Task)),
            Self::Question => (tr("queue.question"), Some(Sort::Question)),
            Self::Format => (tr("facet.format"), None),
            Self::Source => (tr("facet.source"), Some(Sort::Source)),
            Self::State => (tr("facet.state"), Some(Sort::State)),
            Self::Verdicts => (tr("queue.verdicts"), None),
            Self::Changed => (tr("queue.changed"), Some(Sort::Newest)),
        }
    }

    fn align(self) -> Align2 {
        match self {
            Self::Changed => Align2::RIGHT_CENTER,
            _ => Align2::LEFT_CENTER,
        }
    }
}

/// Columns with their widths for a table of this width; the question takes what is left. What says least goes first
/// when there is little room.
fn columns(width: f32) -> Vec<(Column, f32)> {
    let wide = width >= 1200.0;
    let all = [
        (Column::Card, 60.0, 0.0),
        (Column::Task, if wide { 180.0 } else { 150.0 }, 560.0),
        (Column::Question, 0.0, 0.0),
        (Column::Format, if wide { 110.0 } else { 92.0 }, 1000.0),
        (Column::Source, if wide { 150.0 } else { 120.0 }, 860.0),
        (Column::State, if wide { 120.0 } else { 104.0 }, 0.0),
        (Column::Verdicts, 76.0, 760.0),
        (Column::Changed, 92.0, 660.0),
    ];
    let shown = all.into_iter().filter(|(_, _, from)| width >= *from);
    let mut shown: Vec<(Column, f32)> = shown.map(|(column, width, _)| (column, width)).collect();
    let fixed: f32 = shown.iter().map(|(_, width)| width).sum();
    for (column, own) in &mut shown {
        if *column == Column::Question {
            *own = (width - fixed).max(0.0);
        }
    }
    shown
}

/// Shows headings and rows in the rest of `ui`, and moves the selection by keys.
pub(super) fn table_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    scroll: &mut Scroll,
    search: Option<egui::Id>,
) {
    let space = Theme::of(ui.ctx()).space();
    let bar = ui.spacing().scroll.bar_width + space.s1;
    let place = ui.available_rect_before_wrap();
    let place = Rect::from_min_max(
        pos2(place.left() + space.s4, place.top()),
        pos2(place.right() - space.s4, place.bottom()),
    );
    let columns = columns(place.width() - bar - 2.0 * space.s2);
    let mut ui = ui.new_child(egui::UiBuilder::new().max_rect(place));
    ui.spacing_mut().item_spacing.y = 0.0;
    headings_ui(&mut ui, cx, &columns);
    let list = list_focus(&ui, cx.state.queue.rows.len());
    if let Some(to) = moved(
        &ui,
        &list,
        search,
        cx.state.queue.selected,
        cx.state.queue.rows.len(),
        scroll,
    ) {
        cx.push(Command::SelectRow(to));
        bring_into_sight(scroll, to);
    } else if scroll.reveal {
        bring_into_sight(scroll, cx.state.queue.selected);
    }
    rows_ui(&mut ui, cx, scroll, &columns);
    paint::focus_ring(&ui, &list, Theme::of(ui.ctx()).radius_small());
    if list.has_focus() && ui.input(|i| i.key_pressed(Key::Enter)) {
        open(cx, cx.state.queue.selected);
    }
}

/// The list as one stop of the Tab key: arrows move in it.
fn list_focus(ui: &Ui, rows: usize) -> Response {
    let id = ui.scope_id().with("list");
    let list = ui.interact(
        ui.available_rect_before_wrap(),
        id,
        Sense::focusable_noninteractive(),
    );
    list.widget_info(|| {
        WidgetInfo::labeled(
            Role::ListBox,
            true,
            tr_with("queue.list", &[("n", &count(rows))]),
        )
    });
    if list.has_focus() {
        let arrows = EventFilter {
            vertical_arrows: true,
            horizontal_arrows: true,
            ..EventFilter::default()
        };
        ui.ctx().memory_mut(|m| m.set_focus_lock_filter(id, arrows));
    }
    list
}

/// Where keys take the selection in this frame. They count while nothing else wants them: no menu, no dialog, no
/// other control; a search goes on while its field has focus.
fn moved(
    ui: &Ui,
    list: &Response,
    search: Option<egui::Id>,
    selected: usize,
    rows: usize,
    scroll: &Scroll,
) -> Option<usize> {
    let (focused, dialog) = ui
        .ctx()
        .memory(|m| (m.focused(), m.top_modal_layer().is_some()));
    let searching = focused.is_some() && focused == search;
    let here = focused.is_none() || list.has_focus() || searching;
    if !here || dialog || egui::Popup::is_any_open(ui.ctx()) || rows == 0 {
        return None;
    }
    let page = ((scroll.height / TOKENS.size.row) as usize)
        .saturating_sub(1)
        .max(1);
    let to = ui.input(|input| {
        let mut at = selected;
        for event in &input.events {
            let Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } = event
            else {
                continue;
            };
            if modifiers.any() {
                continue;
            }
            at = match key {
                Key::ArrowUp => at.saturating_sub(1),
                Key::ArrowDown => at + 1,
                Key::PageUp => at.saturating_sub(page),
                Key::PageDown => at + page,
                Key::Home if !searching => 0,
                Key::End if !searching => rows - 1,
                _ => at,
            };
            at = at.min(rows - 1);
        }
        at
    });
    (to != selected).then_some(to)
}

/// Scrolls as little as shows the row.
fn bring_into_sight(scroll: &mut Scroll, row: usize) {
    let height = TOKENS.size.row;
    let top = row as f32 * height;
    scroll.offset = scroll
        .offset
        .min(top)
        .max(top + height - scroll.height.max(height));
    scroll.reveal = true;
}

fn headings_ui(ui: &mut Ui, cx: &mut Cx<'_>, columns: &[(Column, f32)]) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let (rect, _) =
        ui.allocate_exact_size(vec2(ui.available_width(), theme.size().row), Sense::hover());
    paint::line_below(ui, rect);
    let mut place = rect.shrink2(vec2(theme.space().s2, 0.0));
    for (column, width) in columns {
        let cell = paint::cut_left(&mut place, *width);
        let (name, sort) = column.heading();
        let inner = cell.with_max_x((cell.right() - cell_gap(*column)).max(cell.left()));
        let color = if sort == Some(cx.state.queue.sort) {
            palette.text.primary
        } else {
            palette.text.secondary
        };
        let drawn = paint::text(ui, inner, column.align(), name, Type::Label.format(color));
        let Some(sort) = sort else { continue };
        if sort == cx.state.queue.sort {
            let side = theme.size().icon_small;
            let at = if *column == Column::Changed {
                drawn.left() - side
            } else {
                drawn.right() + 2.0
            };
            let icon =
                Rect::from_min_size(pos2(at, cell.center().y - side / 2.0), vec2(side, side));
            paint::icon(ui, icon, icons::SORTED, icons::small(color));
        }
        let response = ui.interact(cell, ui.scope_id().with(("sort", name)), Sense::click());
        let spoken = tr_with("queue.sort_by", &[("column", name)]);
        response.widget_info(|| {
            WidgetInfo::selected(Role::Button, true, sort == cx.state.queue.sort, &spoken)
        });
        paint::focus_ring(ui, &response, theme.radius_small());
        if response.clicked() && sort != cx.state.queue.sort {
            cx.push(Command::Sort(sort));
        }
    }
}

fn cell_gap(column: Column) -> f32 {
    if column == Column::Changed {
        0.0
    } else {
        TOKENS.space.s3
    }
}

fn rows_ui(ui: &mut Ui, cx: &mut Cx<'_>, scroll: &mut Scroll, columns: &[(Column, f32)]) {
    let rows = cx.state.queue.rows.len();
    let mut area = ScrollArea::vertical()
        .id_salt("queue rows")
        .auto_shrink(false)
        .animated(false);
    if std::mem::take(&mut scroll.reveal) {
        area = area.vertical_scroll_offset(scroll.offset);
    }
    let clock = Clock {
        now_ms: crate::platform::clock::now_ms(),
        zone: jiff::tz::TimeZone::system(),
    };
    let out = area.show_rows(ui, TOKENS.size.row, rows, |ui, range| {
        for index in range.clone() {
            row_ui(ui, cx, index, columns, &clock);
        }
        range
    });
    (scroll.offset, scroll.height) = (out.state.clamped_offset().y, out.inner_rect.height());
    if out.inner != scroll.visible {
        // The rows that have come into sight are read after this frame and shown in the next.
        ui.ctx().request_repaint();
        scroll.visible = out.inner;
    }
}

struct Clock {
    now_ms: i64,
    zone: jiff::tz::TimeZone,
}

fn row_ui(ui: &mut Ui, cx: &mut Cx<'_>, index: usize, columns: &[(Column, f32)], clock: &Clock) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let width = ui.available_width() - TOKENS.space.s1;
    // One stop of the Tab key is enough for the whole list, so rows take clicks only.
    let (rect, response) = ui.allocate_exact_size(vec2(width, TOKENS.size.row), Sense::CLICK);
    let selected = index == cx.state.queue.selected;
    if selected {
        ui.painter().rect(
            rect,
            theme.radius_small(),
            palette.accent.subtle,
            theme.selected_line(),
            StrokeKind::Inside,
        );
    } else if response.hovered() {
        ui.painter()
            .rect_filled(rect, theme.radius_small(), palette.bg.hover);
    } else {
        paint::line_below(ui, rect);
    }
    let Some(row) = cx.state.queue.summary(index) else {
        return;
    };
    let spoken = spoken(row);
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, selected, &spoken));
    let mut place = rect.shrink2(vec2(theme.space().s2, 0.0));
    for (column, width) in columns {
        let cell = paint::cut_left(&mut place, *width);
        cell_ui(
            ui,
            cell.with_max_x(cell.right() - cell_gap(*column)),
            *column,
            row,
            clock,
        );
    }
    if response.clicked() {
        cx.push(Command::SelectRow(index));
    }
    if response.double_clicked() {
        open(cx, index);
    }
    if response.hovered() {
        let question = row.question.clone();
        response.on_hover_text(question);
    }
}

fn cell_ui(ui: &Ui, cell: Rect, column: Column, row: &RowSummary, clock: &Clock) {
    let palette = Theme::of(ui.ctx()).palette();
    let quiet = Type::Body.format(palette.text.secondary);
    let number = Type::Number.format(palette.text.secondary);
    let (text, format) = match column {
        Column::Card => (card_number(row.row), number),
        Column::Task => (
            row.task
                .clone()
                .unwrap_or_else(|| tr("screening.no_task").to_owned()),
            quiet,
        ),
        Column::Question => (
            row.question.clone(),
            Type::Body.format_in(Family::Ui, palette.text.primary),
        ),
        Column::Format => (row.question_type.clone(), quiet),
        Column::Source => (row.source.clone(), quiet),
        Column::State => return state_cell(ui, cell, row),
        Column::Verdicts => (format!("{}/{}", row.verdicts, row.need), number),
        Column::Changed => (changed(row, clock), number),
    };
    paint::text(ui, cell, column.align(), &text, format);
}

fn state_cell(ui: &Ui, mut cell: Rect, row: &RowSummary) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let (icon, word) = state_words(row.state);
    let color = if row.state == State::Disputed {
        palette.status.warn
    } else {
        palette.text.secondary
    };
    let side = theme.size().icon_small;
    paint::icon(
        ui,
        paint::cut_left(&mut cell, side),
        icon,
        icons::small(color),
    );
    paint::cut_left(&mut cell, theme.space().s2);
    if row.flagged {
        let flag = paint::cut_right(&mut cell, side);
        paint::icon(ui, flag, icons::FLAG, icons::small(palette.status.warn));
    }
    paint::text(
        ui,
        cell,
        Align2::LEFT_CENTER,
        word,
        Type::Body.format(palette.text.secondary),
    );
}

/// Icon and word of a state.
pub fn state_words(state: State) -> (icons::Icon, &'static str) {
    let icon = match state {
        State::Candidate => icons::CANDIDATE,
        State::Filtered => icons::FILTERED,
        State::Open => icons::WAITING,
        State::Deferred => icons::DEFERRED,
        State::Disputed => icons::DISPUTED,
        State::Valid => icons::PASS,
        State::Rejected => icons::FAIL,
        State::Selected => icons::SELECTED,
        State::Released => icons::RELEASED,
    };
    (icon, tr_in("state", state.as_str()))
}

/// A card's number: its place in the order in which samples came in.
pub fn card_number(row: Row) -> String {
    format!("{:04}", row.0)
}

fn changed(row: &RowSummary, clock: &Clock) -> String {
    let at = row.touched_at_ms;
    at.map_or_else(
        || tr("number.unknown").to_owned(),
        |at| when::day_or_time(at, clock.now_ms, &clock.zone),
    )
}

/// What is read out for a row.
fn spoken(row: &RowSummary) -> String {
    let task = row.task.as_deref().unwrap_or(tr("screening.no_task"));
    let mut parts = vec![
        card_number(row.row),
        row.question.clone(),
        task.to_owned(),
        state_words(row.state).1.to_owned(),
    ];
    if row.flagged {
        parts.push(tr("queue.flagged").to_owned());
    }
    parts.join(", ")
}

fn open(cx: &mut Cx<'_>, index: usize) {
    if let Some(row) = cx.state.queue.summary(index) {
        let key = row.key;
        cx.push(Command::ShowSample(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_table_and_keep_room_for_the_question() {
        for width in [500.0_f32, 700.0, 800.0, 1000.0, 1240.0, 1560.0, 2500.0] {
            let columns = columns(width);
            let sum: f32 = columns.iter().map(|(_, width)| width).sum();
            assert!((sum - width).abs() < 0.5, "{width}: {sum}");
            let question = columns.iter().find(|(c, _)| *c == Column::Question);
            assert!(
                question.is_some_and(|(_, w)| *w >= 180.0),
                "{width}: {columns:?}"
            );
        }
    }

    #[test]
    fn scrolling_shows_the_row_and_no_more() {
        let mut scroll = Scroll {
            height: 280.0,
            ..Scroll::default()
        };
        bring_into_sight(&mut scroll, 5);
        assert_eq!(scroll.offset, 0.0, "in sight already");
        bring_into_sight(&mut scroll, 10);
        assert_eq!(scroll.offset, 28.0);
        bring_into_sight(&mut scroll, 63_856);
        assert_eq!(scroll.offset, 63_857.0 * 28.0 - 280.0);
        bring_into_sight(&mut scroll, 0);
        assert_eq!(scroll.offset, 0.0);
    }
}
