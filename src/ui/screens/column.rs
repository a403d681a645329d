//! The right column of screening: task and position, question, options, checks, notes, decision bar, secondary
//! keys. Nothing in it moves at the reveal; only what is new appears.

use super::panes::{self, Pane};
use super::{Cx, mark_of};
use crate::answer::letter;
use crate::sample::{Check, CheckResult, QuestionType, Sample, Threshold};
use crate::ui::icons;
use crate::ui::keys::{Action, Context, Situation};
use crate::ui::state::{Blind, Card, Command, Phase};
use crate::ui::text::{percent, tr, tr_in, tr_with};
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::check_row::{self, Outcome, check_heading, check_row};
use crate::ui::widgets::decision_bar::{Bar, DecisionBar};
use crate::ui::widgets::field::text_field;
use crate::ui::widgets::key_cap::KeyHint;
use crate::ui::widgets::option_row::{OptionRow, OptionState};
use crate::ui::widgets::paint;
use crate::ui::widgets::question::{Word, question};
use egui::{Align, Layout, ScrollArea, Ui};

/// Below this height, in points, options are 40 instead of 44 high.
const COMPACT_BELOW: f32 = 860.0;

/// The largest share of the column that a question may take and still stay where it is.
const QUESTION_SHARE: f32 = 0.45;

/// The largest share of the window that a list of reasons may take.
const LIST_SHARE: f32 = 0.5;

/// Shows the column in the whole of `ui`.
pub fn column_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let Some(card) = cx.state.card.as_ref() else {
        return;
    };
    panes::here(ui, Pane::Column, ui.max_rect());
    let space = Theme::of(ui.ctx()).space();
    let inner =
        egui::Frame::new().inner_margin(egui::Margin::symmetric(space.s5 as i8, space.s3 as i8));
    egui::Panel::bottom("decision")
        .frame(inner)
        .show_separator_line(false)
        .resizable(false)
        .show(ui, |ui| {
            decision_ui(ui, cx, card);
        });
    egui::CentralPanel::default().frame(inner).show(ui, |ui| {
        header_ui(ui, cx, card);
        ui.add_space(space.s2);
        // A question that leaves no room for the options scrolls with them.
        let tall = question_height(ui, card) > ui.available_height() * QUESTION_SHARE;
        if !tall {
            question_ui(ui, cx, card);
            ui.add_space(space.s3);
        }
        // Floating bars take no width: nothing moves when one appears.
        ui.spacing_mut().scroll = egui::style::ScrollStyle::floating();
        ScrollArea::vertical()
            .id_salt(("column", card.sample.key))
            .auto_shrink(false)
            .show(ui, |ui| {
                if tall {
                    question_ui(ui, cx, card);
                    ui.add_space(space.s3);
                }
                options_ui(ui, cx, card);
                if card.revealed() {
                    checks_ui(ui, card);
                }
                note_ui(ui, cx, card);
            });
    });
}

fn header_ui(ui: &mut Ui, cx: &Cx<'_>, card: &Card) {
    let theme = Theme::of(ui.ctx());
    let released = &card.sample.released;
    let task = released
        .sub_task
        .as_deref()
        .unwrap_or(tr("screening.no_task"));
    let what = format!("{task}  ·  {}", released.question_type.as_str());
    let (at, all) = cx.state.desk.as_ref().map_or((0, 0), |d| d.position());
    let place = tr_with(
        "screening.position",
        &[
            ("at", &crate::ui::text::count(at)),
            ("all", &crate::ui::text::count(all)),
        ],
    );
    ui.horizontal(|ui| {
        ui.label(Type::Label.rich(what, theme.palette().text.secondary));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(Type::Label.rich(place, theme.palette().text.secondary));
        });
    });
}

fn question_ui(ui: &mut Ui, cx: &mut Cx<'_>, card: &Card) {
    let text = card.question();
    let words: Vec<Word<'_>> = if card.revealed() {
        words(&card.sample, text)
    } else {
        Vec::new()
    };
    let out = question(ui, text, &words, cx.state.lit.as_deref());
    let hovered = out
        .hovered
        .and_then(|i| words.get(i))
        .map(|w| w.evidence.to_owned());
    cx.hover(hovered);
}

/// About how high the question will be; the marks of its words are not in it.
fn question_height(ui: &Ui, card: &Card) -> f32 {
    let format = Type::Question.format(Theme::of(ui.ctx()).palette().text.primary);
    paint::block(ui, card.question(), format, ui.available_width())
        .size()
        .y
}

/// Evidence words of the question; ranges refer to the released text, so they count only while it is shown whole.
pub(super) fn words<'a>(sample: &'a Sample, text: &str) -> Vec<Word<'a>> {
    let whole = text == sample.released.question;
    let of_question = sample
        .words
        .iter()
        .filter(|w| whole && w.field == "question");
    of_question
        .filter_map(|w| {
            let evidence = crate::evidence::find(&sample.evidence, &w.evidence)?;
            Some(Word {
                range: w.start..w.end,
                evidence: &w.evidence,
                mark: mark_of(evidence.role),
            })
        })
        .collect()
}

fn options_ui(ui: &mut Ui, cx: &mut Cx<'_>, card: &Card) {
    let space = Theme::of(ui.ctx()).space();
    let compact = ui.ctx().content_rect().height() < COMPACT_BELOW;
    ui.spacing_mut().item_spacing.y = space.s2;
    for (index, text) in card.choices().into_iter().enumerate() {
        let digit = (index + 1).to_string();
        let mut row = OptionRow::new(&digit, text)
            .state(option_state(card, index))
            .compact(compact);
        if let Some(letter) = letter(index)
            .filter(|_| card.sample.released.question_type == QuestionType::MultiChoice)
        {
            row = row.letter(letter);
        }
        if ui.add(row).clicked() {
            cx.push(Command::Choose(index));
        }
    }
    if card.sample.released.question_type == QuestionType::OpenEnded {
        number_ui(ui, cx, card);
    }
    if card.phase == Phase::Blind {
        let key = cannot_tell_key(cx, card).unwrap_or_default();
        let row = OptionRow::cannot_tell(&key).compact(compact);
        if ui.add(row).clicked() {
            cx.push(Command::CannotTell);
        }
    }
    if card.revealed() && card.blind == Some(Blind::CannotTell) {
        check_row::remark(ui, tr("screening.you_could_not_tell"));
    }
}

/// The key that says "cannot tell" on this card: digits type where a number is wanted.
fn cannot_tell_key(cx: &Cx<'_>, card: &Card) -> Option<String> {
    let situation = Situation {
        context: Context::Blind,
        options: card.choices().len(),
        typed: card.is_typed(),
    };
    cx.key_here(Action::CannotTell, situation)
}

fn option_state(card: &Card, index: usize) -> OptionState {
    if !card.revealed() {
        return OptionState::Rest;
    }
    let yours =
        matches!(&card.blind, Some(Blind::Answer(answer)) if card.row_of(answer) == Some(index));
    OptionState::Revealed {
        key: card.row_of(&card.sample.answer) == Some(index),
        yours,
    }
}

/// The field for a number or text, and after the reveal what was answered beside the key.
fn number_ui(ui: &mut Ui, cx: &mut Cx<'_>, card: &Card) {
    if card.revealed() {
        let yours = card.blind.as_ref().and_then(Blind::answer);
        let same = yours.is_some_and(|answer| answer.means(&card.sample.answer));
        let key = card.sample.answer.to_string();
        let state = |key, yours| OptionState::Revealed { key, yours };
        ui.add(OptionRow::new("", &key).state(state(true, same)));
        if let Some(answer) = yours.filter(|_| !same) {
            ui.add(OptionRow::new("", &answer.to_string()).state(state(false, true)));
        }
        return;
    }
    super::answer::answer_ui(ui, cx, card);
}

fn checks_ui(ui: &mut Ui, card: &Card) {
    let theme = Theme::of(ui.ctx());
    let checks = &card.sample.checks;
    let outcomes: Vec<Outcome> = checks.iter().map(|c| outcome(c.result)).collect();
    if !checks.is_empty() {
        ui.add_space(theme.space().s2);
        ui.separator();
        check_heading(ui, &outcomes);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    for check in checks {
        check_ui(ui, check, false);
    }
    if let crate::answer::Answer::Ambiguous { why } = &card.sample.answer {
        check_row::remark(ui, &tr_with("screening.key_is_ambiguous", &[("why", why)]));
    }
}

/// One check with its number and threshold, as the fix screen shows it too. `stale` says that a newer number is on
/// its way.
pub fn check_ui(ui: &mut Ui, check: &Check, stale: bool) {
    let value = match (check.value, &check.why) {
        (Some(value), _) => number(value, &check.unit),
        (None, Some(why)) => why.clone(),
        (None, None) => tr_in(
            "check",
            if check.result == CheckResult::Red {
                "no"
            } else {
                "yes"
            },
        )
        .to_owned(),
    };
    let threshold = match check.threshold {
        Some(Threshold::AtLeast(limit)) => format!("≥ {}", number(limit, &check.unit)),
        Some(Threshold::AtMost(limit)) => format!("≤ {}", number(limit, &check.unit)),
        None => String::new(),
    };
    let name = check_name(&check.name);
    check_row(
        ui,
        check_row::Check {
            name,
            value: &value,
            threshold: &threshold,
            outcome: outcome(check.result),
            stale,
        },
    );
}

/// How a check came out, as the widgets say it.
pub fn outcome(result: CheckResult) -> Outcome {
    match result {
        CheckResult::Red => Outcome::Fail,
        CheckResult::Amber => Outcome::Warn,
        CheckResult::Green => Outcome::Pass,
    }
}

fn number(value: f64, unit: &str) -> String {
    match unit {
        "1" => percent(value),
        "" => format!("{value:.0}"),
        "°" => format!("{value:.1}°"),
        unit => format!("{value:.2} {unit}"),
    }
}

/// A check's name on screen.
pub fn check_name(name: &str) -> &'static str {
    match name {
        "visible_share" => tr("check_name.visible_share"),
        "inside_image" => tr("check_name.inside_image"),
        "points_in_box" => tr("check_name.points_in_box"),
        "points_agree" => tr("check_name.points_agree"),
        "name_unique" => tr("check_name.name_unique"),
        "key_equals_proof" => tr("check_name.key_equals_proof"),
        "key_is_an_option" => tr("check_name.key_is_an_option"),
        "option_count" => tr("check_name.option_count"),
        "margin" => tr("check_name.margin"),
        "noise_interval" => tr("check_name.noise_interval"),
        "same_under_noise" => tr("check_name.same_under_noise"),
        "unit" => tr("check_name.unit"),
        "options_distinct" => tr("check_name.options_distinct"),
        "format_neutral" => tr("check_name.format_neutral"),
        "unique_solution" => tr("check_name.unique_solution"),
        "border_margin" => tr("check_name.border_margin"),
        "nearest_gap" => tr("check_name.nearest_gap"),
        "no_symmetry" => tr("check_name.no_symmetry"),
        "cells_off" => tr("check_name.cells_off"),
        _ => tr("check_name.other"),
    }
}

fn note_ui(ui: &mut Ui, cx: &mut Cx<'_>, card: &Card) {
    let theme = Theme::of(ui.ctx());
    for (_, text) in &card.state.notes {
        check_row::remark(ui, text);
    }
    let Some(note) = &card.note else { return };
    ui.add_space(theme.space().s2);
    let mut text = note.clone();
    let response = text_field(
        ui,
        tr("screening.note"),
        &mut text,
        tr("screening.note_hint"),
        2,
    );
    ui.ctx()
        .data_mut(|data| data.insert_temp(note_id(), response.id));
    let opens = note.is_empty() && !response.has_focus() && !response.lost_focus();
    if opens {
        response.request_focus();
    }
    if response.changed() {
        cx.push(Command::Note(text));
    }
    let key = cx.key(Action::KeepNote);
    let keep = ui.add(
        Button::new(tr("screening.keep_note"))
            .small()
            .key(key.as_deref())
            .icon(icons::PASS),
    );
    if opens {
        // Under a long question the note opens below what is seen of the column.
        ui.scroll_to_rect(response.rect.union(keep.rect), None);
    }
    if keep.clicked() {
        cx.push(Command::SaveNote);
    }
}

/// Where the field of the note is remembered.
fn note_id() -> egui::Id {
    egui::Id::unique("note field")
}

/// Whether a note is being written, so that no key answers or decides.
pub fn is_note_focused(ctx: &egui::Context) -> bool {
    let field: Option<egui::Id> = ctx.data(|data| data.get_temp(note_id()));
    field.is_some() && ctx.memory(|memory| memory.focused()) == field
}

fn decision_ui(ui: &mut Ui, cx: &mut Cx<'_>, card: &Card) {
    let theme = Theme::of(ui.ctx());
    match card.phase {
        Phase::Blind => blind_bar_ui(ui, cx, card),
        Phase::Revealed | Phase::Fixing => {
            let bar = DecisionBar::new(Bar::Decide, cx.keys)
                .deaf(!cx.state.guard.open(cx.now_ms))
                .flashed(cx.flashed);
            if let Some(action) = bar.show(ui) {
                cx.act(action);
            }
        }
        Phase::Reasons(kind) => {
            let title = match kind {
                crate::ui::state::Refusal::Reject => tr("screening.reject_because"),
                crate::ui::state::Refusal::Defer => tr("screening.defer_because"),
            };
            let entries: Vec<&str> = kind
                .reasons()
                .iter()
                .map(|r| tr_in("reason", crate::ui::state::reason_key(*r)))
                .collect();
            list_ui(ui, cx, title, &entries);
        }
        Phase::Cause => {
            list_ui(
                ui,
                cx,
                tr("screening.differs_because"),
                &[tr("screening.my_slip"), tr("screening.ambiguous")],
            );
        }
    }
    ui.add_space(theme.space().s2);
    hints_ui(ui, cx, card);
}

fn list_ui(ui: &mut Ui, cx: &mut Cx<'_>, title: &str, entries: &[&str]) {
    let bar = DecisionBar::new(Bar::List { title, entries }, cx.keys).flashed(cx.flashed);
    // In a low window the list scrolls, so that the question stays in sight.
    let room = ui.ctx().content_rect().height() * LIST_SHARE;
    let list = ScrollArea::vertical()
        .id_salt("reasons")
        .max_height(room)
        // Else it would only grow by a few points a frame, as the panel makes room for it.
        .min_scrolled_height(room);
    if let Some(action) = list.show(ui, |ui| bar.show(ui)).inner {
        cx.act(action);
    }
}

fn blind_bar_ui(ui: &mut Ui, cx: &mut Cx<'_>, card: &Card) {
    let theme = Theme::of(ui.ctx());
    let open = card.sample.released.question_type == QuestionType::OpenEnded;
    let key = cx.key(Action::Confirm);
    let button = Button::new(tr("screening.commit"))
        .key(key.as_deref())
        .width(ui.available_width())
        .enabled(open && card.typed_answer().is_some());
    if ui.add(button).clicked() {
        cx.push(Command::Commit);
    }
    let hint = if open {
        let key = cannot_tell_key(cx, card).unwrap_or_default();
        tr_with("screening.hint_number", &[("key", &key)])
    } else {
        tr_with(
            "screening.hint_choice",
            &[("n", &card.choices().len().to_string())],
        )
    };
    ui.vertical_centered(|ui| {
        ui.label(Type::Label.rich_in(Family::Ui, hint, theme.palette().text.secondary))
    });
}

fn hints_ui(ui: &mut Ui, cx: &mut Cx<'_>, card: &Card) {
    let (left, right): (&[Action], Action) = if card.revealed() {
        (
            &[Action::NextView, Action::Note, Action::Flag],
            Action::Undo,
        )
    } else {
        (&[Action::Note, Action::Flag], Action::KeyCard)
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = Theme::of(ui.ctx()).space().s3;
        for action in left {
            hint_ui(ui, cx, *action);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            hint_ui(ui, cx, right)
        });
    });
}

fn hint_ui(ui: &mut Ui, cx: &mut Cx<'_>, action: Action) {
    if let Some(key) = cx.key(action)
        && ui.add(KeyHint::new(&key, &action.label())).clicked()
    {
        cx.act(action);
    }
}
