//! A reviewer at the keyboard, who knows what the window did from the project file alone.
//!
//! Each key that decides waits until the guard after a new card or a reveal is open again, and each step until what
//! it should have done is on disk.

use super::screen::{Screen, until};
use serde_json::Value;
use spatialscore::platform::config::REVIEWER;
use spatialscore::sample::{Body, Key, QuestionType, Sample, SampleState};
use spatialscore::store::{Identity, Store};
use spatialscore::ui::keys;
use spatialscore::ui::state::Card;
use std::path::Path;
use std::time::{Duration, Instant};

/// What is done with a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Accept.
    Accept,
    /// Reject, with the reason of this digit.
    Reject(usize),
    /// Defer, with the reason of this digit.
    Defer(usize),
    /// Flag, then accept.
    Flag,
    /// Write a note, then accept.
    Note,
}

/// A person with a keyboard.
pub struct Reviewer<'a> {
    /// Keys and picture.
    pub screen: &'a mut Screen,
    /// The project as another process sees it.
    pub store: Store,
    heard: Instant,
}

impl<'a> Reviewer<'a> {
    /// Sits down at a project whose window is open; `config` is the configuration folder of both.
    pub fn new(screen: &'a mut Screen, project: &Path, config: &Path) -> Self {
        let identity = Identity::in_folder(config, REVIEWER).expect("a signing key");
        Self {
            screen,
            store: Store::open(project, &identity).expect("the project"),
            heard: Instant::now(),
        }
    }

    /// Waits for the card that comes after `before`, and gives it.
    pub fn card_after(&mut self, before: Option<Key>) -> Sample {
        let key = until("the next card", || {
            let now = self.store.current().expect("the project can be read");
            now.filter(|now| Some(*now) != before)
        });
        // The card is opened before it is remembered as the current one: the guard is shut since then at the latest.
        self.heard = Instant::now();
        self.store.read().sample(key).expect("a sample")
    }

    /// What is derived about a sample.
    pub fn state(&self, key: Key) -> SampleState {
        self.store.read().state(key).expect("a state")
    }

    /// What was said about a sample, oldest first.
    pub fn said(&self, key: Key) -> Vec<Body> {
        let events = self.store.read().events_of(key).expect("events");
        events.iter().map(|event| event.body()).collect()
    }

    /// A field of the draft that a crash would bring back.
    pub fn draft(&self, key: Key, field: &str) -> String {
        let drafts = self.store.drafts(key).expect("drafts");
        let resume: Option<Value> = drafts
            .get("resume")
            .and_then(|text| serde_json::from_str(text).ok());
        let text = resume.and_then(|resume| Some(resume.get(field)?.as_str()?.to_owned()));
        text.unwrap_or_default()
    }

    /// Presses a key that counts only when the guard is open.
    pub fn decide(&mut self, key: &str) {
        let open = self.heard + Duration::from_millis(keys::GUARD_MS + 1);
        until("the guard to open", || {
            (Instant::now() >= open).then_some(())
        });
        self.screen.press(key);
    }

    /// Types into the field that has the keyboard, and waits until the draft holds all of it.
    pub fn type_text(&mut self, key: Key, field: &str, text: &str, whole: &str) {
        self.screen.type_text(text);
        until("the typed text in the draft", || {
            (self.draft(key, field) == whole).then_some(())
        });
    }

    /// Waits until an event about a sample is on disk.
    #[track_caller]
    pub fn hear(&mut self, key: Key, what: &str, is: impl Fn(&Body) -> bool) -> Body {
        let body = until(what, || {
            self.said(key).into_iter().rev().find(|body| is(body))
        });
        self.heard = Instant::now();
        body
    }

    /// Answers a blind card, with the key or wilfully not, and sees the key.
    pub fn answer(&mut self, sample: &Sample, rightly: bool) {
        match sample.released.question_type {
            QuestionType::OpenEnded => {
                let text = if rightly {
                    &sample.released.answer
                } else {
                    "999"
                };
                if !text.starts_with(|sign: char| sign.is_ascii_digit()) {
                    // Words begin with letters, which are keys until the field has the focus.
                    self.decide("Return");
                }
                self.type_text(sample.key, "typed", text, text);
                self.decide("Return");
            }
            QuestionType::MultiChoice | QuestionType::Judgement => {
                let card = Card::new(sample.clone(), SampleState::default(), "", true);
                let rows = card.choices().len();
                let right = card.row_of(&sample.answer).unwrap_or(0);
                let row = if rightly {
                    right
                } else {
                    (right + 1) % rows.max(1)
                };
                // 0 is "cannot tell": all that is left where no options could be read.
                let digit = if rows == 0 { 0 } else { row + 1 };
                self.decide(&digit.to_string());
            }
        }
        self.hear(sample.key, "the reveal", |body| {
            matches!(body, Body::Revealed {})
        });
    }

    /// Does something with a revealed card, and waits until it is on disk.
    pub fn act(&mut self, sample: &Sample, deed: Deed) {
        let key = sample.key;
        match deed {
            Deed::Accept => self.accept(sample),
            Deed::Reject(reason) => {
                self.decide("x");
                self.screen.press(&reason.to_string());
                self.hear(key, "the rejection", |b| matches!(b, Body::Rejected { .. }));
            }
            Deed::Defer(reason) => {
                self.decide("d");
                self.screen.press(&reason.to_string());
                self.hear(key, "the deferral", |b| matches!(b, Body::Deferred { .. }));
            }
            Deed::Flag => {
                self.screen.press("f");
                self.hear(key, "the flag", |b| matches!(b, Body::Flagged { .. }));
                self.accept(sample);
            }
            Deed::Note => {
                self.note(sample, "seen from the door");
                self.accept(sample);
            }
        }
    }

    /// Accepts; says "my slip" where the blind answer was another.
    fn accept(&mut self, sample: &Sample) {
        let me = self.store.author().to_owned();
        let card = Card::new(sample.clone(), self.state(sample.key), &me, true);
        self.decide("a");
        if card.contradicts_key() {
            self.screen.press("1");
        }
        let body = self.hear(sample.key, "the acceptance", |b| {
            matches!(b, Body::Accepted { .. })
        });
        let Body::Accepted { blind, .. } = body else {
            unreachable!("just looked for");
        };
        assert_eq!(blind.is_some(), card.contradicts_key(), "{:?}", card.blind);
    }

    fn note(&mut self, sample: &Sample, text: &str) {
        self.screen.press("n");
        until("the note's field", || {
            let drafts = self.store.drafts(sample.key).expect("drafts");
            let open = drafts.get("resume")?.contains(r#""note":"""#);
            open.then_some(())
        });
        self.type_text(sample.key, "note", text, text);
        self.screen.press("ctrl+Return");
        self.hear(sample.key, "the note", |b| matches!(b, Body::Noted { .. }));
    }
}
