//! The flow of a card: blind answer, reveal, decision, next card. Each decision is on disk before the next card
//! is loaded; a decision that cannot be saved leaves the card as it is and says so.

use super::card::{Blind, Card, Phase, Refusal};
use super::desk::Saved;
use super::fix::Fix;
use super::{Command, FixEdit, State};
use crate::sample::{BlindCause, Body, Key, ReasonCode};
use crate::ui::text::{tr, tr_in, tr_with};

impl State {
    pub(super) fn decide(&mut self, command: Command, now_ms: u64) {
        let Some(phase) = self.card.as_ref().map(|c| c.phase) else {
            return self.without_card(command, now_ms);
        };
        match (command, phase) {
            (Command::Choose(row), Phase::Blind) => self.choose(row, now_ms),
            (Command::CannotTell, Phase::Blind) => self.answer_blind(Blind::CannotTell, now_ms),
            (Command::Commit, Phase::Blind) => self.commit_typed(now_ms),
            (Command::Type(text), Phase::Blind) => self.keep_typed(text),
            (Command::SetUnit(unit), Phase::Blind) => self.with_card(|c| c.unit = unit),
            (Command::Accept, Phase::Revealed) if self.guard.open(now_ms) => self.accept(now_ms),
            (Command::AcceptBecause(cause), Phase::Cause) => {
                self.accept_because(Some(cause), now_ms)
            }
            (Command::AskReason(kind), Phase::Revealed) if self.guard.open(now_ms) => {
                self.with_card(|c| c.phase = Phase::Reasons(kind));
            }
            (Command::Reason(n), Phase::Reasons(kind)) => self.refuse(kind, n, now_ms),
            (Command::StartFix, Phase::Revealed) if self.guard.open(now_ms) => self.start_fix(),
            (Command::SaveFix, Phase::Fixing) => self.save_fix(now_ms),
            (Command::Leave, _) => self.leave(),
            (Command::ToggleFlag, _) => self.toggle_flag(),
            (Command::Note(text), _) => {
                self.with_card(|c| c.note = Some(text));
                self.save_resume();
            }
            (Command::SaveNote, _) => self.save_note(),
            (Command::Back, Phase::Blind | Phase::Revealed) => self.back(now_ms),
            (Command::Skip, Phase::Blind | Phase::Revealed) => self.next_card(now_ms),
            (other, _) => self.without_card(other, now_ms),
        }
    }

    fn without_card(&mut self, command: Command, now_ms: u64) {
        match command {
            Command::Undo => self.undo(now_ms),
            Command::Redo => self.redo(now_ms),
            Command::Back => self.back(now_ms),
            _ => {}
        }
    }

    fn with_card(&mut self, change: impl FnOnce(&mut Card)) {
        if let Some(card) = &mut self.card {
            change(card);
        }
    }

    fn choose(&mut self, row: usize, now_ms: u64) {
        if let Some(answer) = self.card.as_ref().and_then(|c| c.choice(row)) {
            self.answer_blind(Blind::Answer(answer), now_ms);
        }
    }

    fn commit_typed(&mut self, now_ms: u64) {
        if let Some(answer) = self.card.as_ref().and_then(Card::typed_answer) {
            self.answer_blind(Blind::Answer(answer), now_ms);
        }
    }

    fn keep_typed(&mut self, text: String) {
        self.with_card(|c| c.typed = text);
        self.save_resume();
    }

    fn answer_blind(&mut self, blind: Blind, now_ms: u64) {
        if !self.guard.open(now_ms) {
            return;
        }
        let answer = blind.answer().cloned();
        if self.record(Body::BlindAnswered { answer }).is_some()
            && self.record(Body::Revealed {}).is_some()
        {
            self.with_card(|c| {
                c.blind = Some(blind);
                c.phase = Phase::Revealed;
            });
            self.guard.arm(now_ms);
            self.save_resume();
        }
    }

    fn accept(&mut self, now_ms: u64) {
        if self.card.as_ref().is_some_and(Card::contradicts_key) {
            self.with_card(|c| c.phase = Phase::Cause);
        } else {
            self.accept_because(None, now_ms);
        }
    }

    fn accept_because(&mut self, blind: Option<BlindCause>, now_ms: u64) {
        if self
            .record(Body::Accepted {
                blind,
                measurements: Vec::new(),
            })
            .is_some()
        {
            self.say(tr("toast.accepted").to_owned(), true);
            self.next_card(now_ms);
        }
    }

    fn refuse(&mut self, kind: Refusal, n: usize, now_ms: u64) {
        let Some(reason) = kind.reasons().get(n).copied() else {
            return;
        };
        let note = self
            .card
            .as_ref()
            .and_then(|c| c.note.clone())
            .unwrap_or_default();
        if reason == ReasonCode::Other && note.trim().is_empty() {
            self.with_card(|c| c.note = Some(String::new()));
            return self.say(tr("toast.other_needs_a_note").to_owned(), false);
        }
        let reasons = vec![reason];
        let (body, said) = match kind {
            Refusal::Reject => (Body::Rejected { reasons, note }, "toast.rejected"),
            Refusal::Defer => (Body::Deferred { reasons, note }, "toast.deferred"),
        };
        if self.record(body).is_some() {
            let why = tr_in("reason", reason_key(reason)).to_lowercase();
            let text = match said {
                "toast.rejected" => tr_with("toast.rejected", &[("reason", &why)]),
                _ => tr_with("toast.deferred", &[("reason", &why)]),
            };
            self.say(text, true);
            self.next_card(now_ms);
        }
    }

    fn start_fix(&mut self) {
        self.with_card(|c| {
            c.fix = Some(c.fix.take().unwrap_or_else(|| Fix::new(&c.sample)));
            c.phase = Phase::Fixing;
        });
        self.save_resume();
    }

    pub(super) fn edit_fix(&mut self, edit: FixEdit) {
        let Some(fix) = self.card.as_mut().and_then(|c| c.fix.as_mut()) else {
            return;
        };
        match edit {
            FixEdit::Question(text) => fix.set_question(&text),
            FixEdit::Option(n, text) => fix.set_option(n, &text),
            FixEdit::Answer(text) => fix.set_answer(&text),
            FixEdit::Task(category, task) => fix.set_task(&category, &task),
            FixEdit::Select(id) => fix.evidence = Some(id),
            FixEdit::Box(numbers) => fix.set_box(numbers),
            // Many in a second: on disk when it is dropped.
            FixEdit::Drag(numbers) => return fix.drag_box(numbers),
            FixEdit::Drop => {}
            FixEdit::Points { evidence, xyz, uv } => fix.set_points(&evidence, xyz, uv),
            FixEdit::Frames(evidence, frames) => fix.set_frames(&evidence, frames),
            FixEdit::Undo if fix.undo() => {}
            FixEdit::Undo => return self.say(tr("toast.nothing_to_undo").to_owned(), false),
            FixEdit::Revert => *fix = Fix::new(&fix.original),
        }
        self.save_resume();
    }

    fn save_fix(&mut self, now_ms: u64) {
        let Some(fixed) = self
            .card
            .as_ref()
            .and_then(|c| c.fix.as_ref())
            .and_then(Fix::finish)
        else {
            let fix = self.card.as_ref().and_then(|c| c.fix.as_ref());
            let why = fix
                .and_then(|f| f.problem.clone())
                .unwrap_or_else(|| tr("toast.nothing_changed").to_owned());
            return self.say(why, false);
        };
        let Some(desk) = &mut self.desk else { return };
        let context = self
            .card
            .as_ref()
            .map(|c| (c.shown_at_ms, self.activity.active_ms()));
        match desk.record_fix(&fixed, context) {
            Ok(saved) => {
                self.saved(saved);
                self.say(tr("toast.fixed").to_owned(), true);
                self.next_card(now_ms);
            }
            Err(error) => self.trouble = Some(error),
        }
    }

    fn leave(&mut self) {
        let Some(card) = &mut self.card else { return };
        if card.note.is_none() && card.phase == Phase::Revealed {
            self.lit = None;
        }
        if card.note.take().is_none() {
            card.phase = match card.phase {
                Phase::Reasons(_) | Phase::Cause | Phase::Fixing => Phase::Revealed,
                other => other,
            };
        }
        self.save_resume();
    }

    fn toggle_flag(&mut self) {
        let me = self
            .desk
            .as_ref()
            .map(|d| d.me().to_owned())
            .unwrap_or_default();
        let flagged = self
            .card
            .as_ref()
            .is_some_and(|c| c.state.flagged.contains(&me));
        let body = if flagged {
            Body::Unflagged {}
        } else {
            Body::Flagged {
                note: String::new(),
            }
        };
        if self.record(body).is_some() {
            self.reload_state();
            self.say(
                tr(if flagged {
                    "toast.unflagged"
                } else {
                    "toast.flagged"
                })
                .to_owned(),
                true,
            );
        }
    }

    fn save_note(&mut self) {
        let text = self
            .card
            .as_ref()
            .and_then(|c| c.note.clone())
            .unwrap_or_default();
        if !text.trim().is_empty() && self.record(Body::Noted { text }).is_some() {
            self.reload_state();
            self.say(tr("toast.noted").to_owned(), true);
        }
        self.with_card(|c| c.note = None);
        self.save_resume();
    }

    fn undo(&mut self, now_ms: u64) {
        let result = self.desk.as_mut().map(|desk| desk.undo());
        self.taken_back(
            result,
            tr("toast.undone"),
            tr("toast.nothing_to_undo"),
            now_ms,
        );
    }

    fn redo(&mut self, now_ms: u64) {
        let result = self.desk.as_mut().map(|desk| desk.redo());
        self.taken_back(
            result,
            tr("toast.redone"),
            tr("toast.nothing_to_redo"),
            now_ms,
        );
    }

    fn taken_back(
        &mut self,
        result: Option<Result<Option<(Key, Saved)>, String>>,
        done: &'static str,
        nothing: &'static str,
        now_ms: u64,
    ) {
        match result {
            Some(Ok(Some((key, saved)))) => {
                self.saved(saved);
                self.show(key, now_ms);
                self.say(done.to_owned(), false);
            }
            Some(Ok(None)) => self.say(nothing.to_owned(), false),
            Some(Err(error)) => self.trouble = Some(error),
            None => {}
        }
    }

    fn back(&mut self, now_ms: u64) {
        if let Some(key) = self.shown_before.pop() {
            self.load(key, now_ms);
        }
    }

    /// Puts an event about the card on disk. `None` when that failed; `trouble` says why and the card stays.
    fn record(&mut self, body: Body) -> Option<()> {
        let (card, desk) = (self.card.as_ref()?, self.desk.as_mut()?);
        match desk.record(
            &card.sample,
            body,
            card.shown_at_ms,
            self.activity.active_ms(),
        ) {
            Ok(saved) => {
                self.saved(saved);
                Some(())
            }
            Err(error) => {
                self.trouble = Some(error);
                None
            }
        }
    }

    pub(super) fn saved(&mut self, saved: Saved) {
        self.trouble = None;
        if let Some(desk) = &mut self.desk {
            desk.saved_at_ms = Some(saved.at_ms);
        }
    }

    fn reload_state(&mut self) {
        if let (Some(card), Some(desk)) = (&mut self.card, &self.desk)
            && let Ok(state) = desk.state(card.sample.key)
        {
            card.state = state;
        }
    }
}

/// A reason's name in the on-screen words: its name in events.
pub fn reason_key(reason: ReasonCode) -> &'static str {
    match reason {
        ReasonCode::WrongAnswer => "wrong_answer",
        ReasonCode::AmbiguousReferent => "ambiguous_referent",
        ReasonCode::NotVisible => "not_visible",
        ReasonCode::NotSpatial => "not_spatial",
        ReasonCode::Duplicate => "duplicate",
        ReasonCode::BadMedia => "bad_media",
        ReasonCode::BadLanguage => "bad_language",
        ReasonCode::GiveawayFormat => "giveaway_format",
        ReasonCode::SceneIsWrong => "scene_is_wrong",
        ReasonCode::TooHardToJudge => "too_hard_to_judge",
        ReasonCode::Other => "other",
    }
}
