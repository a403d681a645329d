//! What happened to the card so far: its events, the newest first.

use super::super::Cx;
use super::FixScreen;
use crate::answer::Answer;
use crate::sample::{Body, Event, Key, Sample};
use crate::ui::state::fix::Fix;
use crate::ui::state::reason_key;
use crate::ui::text::{tr, tr_in, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets::message::empty;
use crate::ui::widgets::paint;
use crate::ui::widgets::pane_header::pane_header;
use egui::{Align2, Margin, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

/// Letters of a reviewer's key that are shown.
const LETTERS: usize = 8;
/// Width of the time and of the reviewer, points.
const COLUMNS: [f32; 2] = [104.0, 80.0];

/// The events of a card as they were read last.
pub(super) struct History {
    key: Key,
    saved_at_ms: Option<i64>,
    lines: Vec<[String; 3]>,
}

impl FixScreen {
    /// Shows the history with its header.
    pub(super) fn history_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, fix: &Fix) {
        pane_header(ui, tr("fix.history"), tr("fix.history_remark"), |_| {});
        let Some(history) = self.read_history(cx, &fix.original) else {
            return;
        };
        if history.lines.is_empty() {
            empty(ui, tr("fix.no_history"), None);
            return;
        }
        let space = Theme::of(ui.ctx()).space();
        egui::Frame::new()
            .inner_margin(Margin::symmetric(space.s4 as i8, space.s2 as i8))
            .show(ui, |ui| {
                ui.spacing_mut().scroll = egui::style::ScrollStyle::floating();
                ScrollArea::vertical()
                    .id_salt("history")
                    .auto_shrink(false)
                    .show(ui, |ui| {
                        ui.spacing_mut().item_spacing.y = 0.0;
                        for line in &history.lines {
                            line_ui(ui, line);
                        }
                    });
            });
    }

    /// Reads the events again after something was saved.
    fn read_history(&mut self, cx: &Cx<'_>, sample: &Sample) -> Option<&History> {
        let desk = cx.state.desk.as_ref()?;
        let (key, saved_at_ms) = (sample.key, desk.saved_at_ms);
        let current = |h: &History| h.key == key && h.saved_at_ms == saved_at_ms;
        if !self.history.as_ref().is_some_and(current) {
            let events = desk.history(key).unwrap_or_default();
            let line = |event: &Event| {
                let who = if event.author == desk.me() {
                    tr("fix.me").to_owned()
                } else {
                    event.author.chars().take(LETTERS).collect()
                };
                Some([time(event.at_ms), who, what(&event.body(), sample)?])
            };
            self.history = Some(History {
                key,
                saved_at_ms,
                lines: events.iter().rev().filter_map(line).collect(),
            });
        }
        self.history.as_ref()
    }
}

/// Local day and time, `22 Nov 14:32`.
fn time(at_ms: i64) -> String {
    let Ok(at) = jiff::Timestamp::from_millisecond(at_ms) else {
        return tr("number.unknown").to_owned();
    };
    let here = at.to_zoned(jiff::tz::TimeZone::system());
    here.strftime("%-d %b %H:%M").to_string()
}

/// What an event says, in a few words; `None` for looking and for what a newer version wrote.
fn what(body: &Body, sample: &Sample) -> Option<String> {
    let reasons = |list: &[crate::sample::ReasonCode]| {
        let words: Vec<&str> = list
            .iter()
            .map(|r| tr_in("reason", reason_key(*r)))
            .collect();
        words.join(", ").to_lowercase()
    };
    let said = |name: &'static str| Some(tr_in("event", name).to_owned());
    let with = |name: &'static str, what: &str| Some(format!("{}: {what}", tr_in("event", name)));
    match body {
        Body::BlindAnswered { answer: None } => said("could_not_tell"),
        Body::BlindAnswered { answer: Some(a) } => with("answered", &spelled(a, sample)),
        Body::Accepted { .. } => said("accepted"),
        Body::Fixed { .. } => said("fixed"),
        Body::Rejected { reasons: r, .. } => with("rejected", &reasons(r)),
        Body::Deferred { reasons: r, .. } => with("deferred", &reasons(r)),
        Body::Flagged { .. } => said("flagged"),
        Body::Unflagged {} => said("unflagged"),
        Body::Noted { text } => with("noted", text),
        Body::Undone { .. } => said("undone"),
        Body::Redone { .. } => said("redone"),
        Body::Revised { .. } => said("revised"),
        Body::Filtered { rule, .. } => with("filtered", rule),
        Body::CalledBack { rule, .. } => with("called_back", rule),
        Body::Assigned { .. } => said("assigned"),
        Body::Unassigned { .. } => said("unassigned"),
        Body::Adjudicated { rationale, .. } => with("adjudicated", rationale),
        Body::Waived { check, reason } => Some(tr_with(
            "fix.waived",
            &[("check", check), ("reason", reason)],
        )),
        Body::Selected { release } => with("selected", release),
        Body::Released { release } => with("released", release),
        Body::Erratum { text, .. } => with("erratum", text),
        _ => None,
    }
}

/// An answer in the words of the card: the text of an option.
fn spelled(answer: &Answer, sample: &Sample) -> String {
    match answer {
        Answer::Option { index } => sample
            .options
            .get(*index)
            .map_or_else(|| answer.to_string(), |o| o.text.clone()),
        other => other.to_string(),
    }
}

/// One line: when, who, what; what is long goes on in further lines.
fn line_ui(ui: &mut Ui, line: &[String; 3]) {
    let theme = Theme::of(ui.ctx());
    let text = &theme.palette().text;
    let [when, who, what] = line;
    let room = ui.available_width() - COLUMNS.iter().sum::<f32>();
    let galley = paint::block(ui, what, Type::Body.format(text.primary), room);
    let height = (galley.size().y + theme.space().s2).max(theme.size().row);
    let size = vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, line.join(", ")));
    let first = rect.with_max_y(rect.top() + theme.size().row);
    let cell = |from: f32, width: f32| {
        first
            .with_min_x(first.left() + from)
            .with_max_x(first.left() + from + width)
    };
    let [time, name] = COLUMNS;
    let number = Type::Number.format(text.tertiary);
    paint::text(ui, cell(0.0, time), Align2::LEFT_CENTER, when, number);
    let label = Type::Label.format(text.secondary);
    paint::text(ui, cell(time, name), Align2::LEFT_CENTER, who, label);
    let place = rect.with_min_x(rect.left() + time + name);
    paint::put(ui.painter(), place, Align2::LEFT_CENTER, galley);
    paint::line_below(ui, rect);
}
