//! Turning to a card: the next, an earlier one, one picked in the queue, or the one that was on screen last time.

use super::card::{Card, Phase};
use super::desk::Resume;
use super::fix::Fix;
use super::{Mode, State};
use crate::sample::{Body, Key};

impl State {
    /// The next card to screen; at the end of the run there is none.
    pub(super) fn next_card(&mut self, now_ms: u64) {
        if let Some(card) = &self.card {
            self.shown_before.push(card.sample.key);
            self.shown_before
                .drain(..self.shown_before.len().saturating_sub(KEPT_BEFORE));
            if let Some(desk) = &mut self.desk {
                desk.step();
            }
        }
        let next = self.desk.as_mut().map(|desk| desk.next_key());
        match next {
            Some(Ok(Some(key))) => self.load(key, now_ms),
            Some(Ok(None)) => self.card = None,
            Some(Err(error)) => self.trouble = Some(error),
            None => {}
        }
    }

    /// Puts a sample on the card and shows the card.
    pub(super) fn show(&mut self, key: Key, now_ms: u64) {
        self.mode = Mode::Screening;
        if let Some(card) = &self.card
            && card.sample.key != key
        {
            self.shown_before.push(card.sample.key);
        }
        self.load(key, now_ms);
    }

    pub(super) fn load(&mut self, key: Key, now_ms: u64) {
        let Some(desk) = &mut self.desk else { return };
        desk.seek(key);
        match desk.card(key) {
            Ok(card) => self.turn_to(card, now_ms),
            Err(error) => self.trouble = Some(error),
        }
    }

    fn turn_to(&mut self, card: Card, now_ms: u64) {
        let first_look = card.state.verdicts.is_empty() && card.state.blind.is_empty();
        let sample = card.sample.clone();
        self.card = Some(card);
        self.lit = None;
        self.guard.arm(now_ms);
        self.activity.restart(now_ms);
        if first_look {
            match self
                .desk
                .as_mut()
                .map(|desk| desk.record(&sample, Body::Opened {}, None, 0))
            {
                Some(Ok(saved)) => self.saved(saved),
                Some(Err(error)) => self.trouble = Some(error),
                None => {}
            }
        }
        self.save_resume();
    }

    /// Puts back what stood on screen, down to half-typed text.
    pub(super) fn restore(&mut self, saved: Resume, now_ms: u64) {
        self.load(saved.key, now_ms);
        if self.card.is_none() {
            return self.next_card(now_ms);
        }
        if let Some(card) = &mut self.card {
            card.typed = saved.typed;
            card.note = saved.note;
            card.fix = saved.fix.map(|draft| Fix::resumed(&card.sample, *draft));
            if saved.fixing && card.fix.is_some() && card.revealed() {
                card.phase = Phase::Fixing;
            }
        }
        self.save_resume();
    }

    /// Keeps what stands on screen, so that a crash brings back the same card with half-typed text.
    pub(super) fn save_resume(&mut self) {
        let (Some(card), Some(desk)) = (&self.card, &mut self.desk) else {
            return;
        };
        let resume = Resume {
            key: card.sample.key,
            typed: card.typed.clone(),
            note: card.note.clone(),
            fix: card
                .fix
                .as_ref()
                .filter(|f| f.changed())
                .map(|f| Box::new(f.draft.clone())),
            fixing: card.phase == Phase::Fixing,
        };
        if let Err(error) = desk.save_resume(&resume) {
            self.trouble = Some(error);
        }
    }
}

/// Cards that Back can go back to.
const KEPT_BEFORE: usize = 100;
