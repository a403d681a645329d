//! The state of a sample, derived from its events and nothing else.
//!
//! A pure function of the *set* of events: equal sets give equal states, in whatever order they came.

use super::{BlindCause, Body, Event, Outcome, ReasonCode, RevisionId};
use crate::answer::Answer;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Where a sample stands.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Came in, nobody has looked.
    #[default]
    Candidate,
    /// Taken out by a filter.
    Filtered,
    /// Assigned or opened, verdicts still missing.
    Open,
    /// Put off by everybody who looked.
    Deferred,
    /// Two verdicts differ.
    Disputed,
    /// As many verdicts as needed agree that it is good.
    Valid,
    /// As many verdicts as needed agree that it is not.
    Rejected,
    /// Chosen for a release.
    Selected,
    /// In a release.
    Released,
}

impl State {
    /// Every state, in the order of the flow.
    pub const ALL: [Self; 9] = [
        Self::Candidate,
        Self::Filtered,
        Self::Open,
        Self::Deferred,
        Self::Disputed,
        Self::Valid,
        Self::Rejected,
        Self::Selected,
        Self::Released,
    ];

    /// The name that commands, files and tables use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Filtered => "filtered",
            Self::Open => "open",
            Self::Deferred => "deferred",
            Self::Disputed => "disputed",
            Self::Valid => "valid",
            Self::Rejected => "rejected",
            Self::Selected => "selected",
            Self::Released => "released",
        }
    }

    /// The state with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == name)
    }
}

/// One person's standing verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The event that says it.
    pub event: Uuid,
    /// What it comes to; `None` is a deferral.
    pub outcome: Option<Outcome>,
    /// Reasons given with a rejection or deferral.
    pub reasons: Vec<ReasonCode>,
    /// When a blind answer differed from the key.
    pub blind: Option<BlindCause>,
}

/// One person's answer before the reveal; `answer: None` is "cannot tell".
#[derive(Clone, Debug, PartialEq)]
pub struct BlindAnswer {
    /// The revision that was answered.
    pub revision: Option<RevisionId>,
    /// What was answered.
    pub answer: Option<Answer>,
}

/// Everything derived about one sample.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SampleState {
    /// Where it stands.
    pub state: State,
    /// The content that counts now.
    pub revision: Option<RevisionId>,
    /// Standing verdicts by author.
    pub verdicts: BTreeMap<String, Verdict>,
    /// First blind answer by author.
    pub blind: BTreeMap<String, BlindAnswer>,
    /// Verdicts required (highest assigned, at least 1).
    pub need: u32,
    /// Flagged for the lead, by author.
    pub flagged: BTreeSet<String>,
    /// Tags.
    pub tags: BTreeSet<String>,
    /// Notes in order: author and text.
    pub notes: Vec<(String, String)>,
    /// Always part of a release.
    pub pinned: bool,
    /// Never part of a release.
    pub banned: bool,
    /// The newest event that each author could take back.
    pub undoable: BTreeMap<String, Uuid>,
    /// The event that each author took back last and could do again.
    pub redoable: BTreeMap<String, Uuid>,
}

/// Derives one sample's state from the events about it. `added` is the revision it came in with (from the batch
/// event that covers it). The order of `events` does not matter.
pub fn derive(added: Option<RevisionId>, events: &[Event]) -> SampleState {
    let mut ordered: Vec<(&Event, Body)> = events.iter().map(|e| (e, e.body())).collect();
    ordered.sort_by(|a, b| a.0.order().cmp(&b.0.order()).then(a.0.id.cmp(&b.0.id)));
    let history = History::of(&ordered);
    let mut fold = Fold {
        state: SampleState {
            revision: added,
            need: 1,
            ..SampleState::default()
        },
        ..Fold::default()
    };
    for (event, body) in &ordered {
        if !history.undone.contains(&event.id) {
            fold.apply(event, body);
        }
    }
    fold.state.undoable = history.undoable();
    fold.state.redoable = history.redoable();
    fold.finish()
}

/// Who took back what. An undo counts when it names the author's own newest standing decision, before any
/// adjudication or release; anything else is kept as an event and changes nothing.
#[derive(Default)]
struct History {
    undone: BTreeSet<Uuid>,
    standing: BTreeMap<String, Vec<Uuid>>,
    taken_back: BTreeMap<String, Vec<Uuid>>,
    closed: bool,
}

impl History {
    fn of(ordered: &[(&Event, Body)]) -> Self {
        let mut history = Self::default();
        for (event, body) in ordered {
            history.step(event, body);
        }
        history
    }

    fn step(&mut self, event: &Event, body: &Body) {
        let standing = self.standing.entry(event.author.clone()).or_default();
        let taken_back = self.taken_back.entry(event.author.clone()).or_default();
        match body {
            Body::Undone { event: target } if !self.closed && standing.last() == Some(target) => {
                standing.pop();
                taken_back.push(*target);
                self.undone.insert(*target);
            }
            Body::Redone { event: target } if !self.closed && taken_back.last() == Some(target) => {
                taken_back.pop();
                standing.push(*target);
                self.undone.remove(target);
            }
            Body::Adjudicated { .. } | Body::Released { .. } => self.closed = true,
            body if body.can_be_undone() => {
                standing.push(event.id);
                // A new decision closes the way forward, as in every editor.
                taken_back.clear();
            }
            _ => {}
        }
    }

    fn undoable(&self) -> BTreeMap<String, Uuid> {
        self.last_of(&self.standing)
    }

    fn redoable(&self) -> BTreeMap<String, Uuid> {
        self.last_of(&self.taken_back)
    }

    fn last_of(&self, stacks: &BTreeMap<String, Vec<Uuid>>) -> BTreeMap<String, Uuid> {
        if self.closed {
            return BTreeMap::new();
        }
        stacks
            .iter()
            .filter_map(|(author, stack)| Some((author.clone(), *stack.last()?)))
            .collect()
    }
}

#[derive(Default)]
struct Fold {
    state: SampleState,
    seen: bool,
    filtered: bool,
    adjudicated: Option<Outcome>,
    selected: bool,
    released: bool,
}

impl Fold {
    fn apply(&mut self, event: &Event, body: &Body) {
        let author = || event.author.clone();
        let s = &mut self.state;
        match body {
            Body::Revised { revision, .. } => s.revision = Some(*revision),
            Body::Filtered { .. } => self.filtered = true,
            Body::CalledBack { .. } => self.filtered = false,
            Body::Assigned { need, .. } => {
                s.need = s.need.max(*need);
                self.seen = true;
            }
            Body::Opened {} => self.seen = true,
            Body::BlindAnswered { answer } => {
                let first = BlindAnswer {
                    revision: event.revision,
                    answer: answer.clone(),
                };
                s.blind.entry(author()).or_insert(first);
            }
            Body::Accepted { blind, .. } => {
                self.verdict(event, event.revision.map(Outcome::Valid), &[], *blind)
            }
            Body::Fixed {
                revision, blind, ..
            } => self.verdict(event, Some(Outcome::Valid(*revision)), &[], *blind),
            Body::Rejected { reasons, .. } => {
                self.verdict(event, Some(Outcome::Rejected), reasons, None)
            }
            Body::Deferred { reasons, .. } => self.verdict(event, None, reasons, None),
            Body::Flagged { .. } => {
                s.flagged.insert(author());
            }
            Body::Unflagged {} => {
                s.flagged.remove(&event.author);
            }
            Body::Tagged { tag } => {
                s.tags.insert(tag.clone());
            }
            Body::Untagged { tag } => {
                s.tags.remove(tag);
            }
            Body::Noted { text } => s.notes.push((author(), text.clone())),
            Body::Adjudicated { verdict, .. } => self.adjudicated = Some(*verdict),
            Body::Pinned {} => s.pinned = true,
            Body::Unpinned {} => s.pinned = false,
            Body::Banned {} => s.banned = true,
            Body::Unbanned {} => s.banned = false,
            Body::Selected { .. } => self.selected = true,
            Body::Released { .. } => self.released = true,
            _ => {}
        }
    }

    fn verdict(
        &mut self,
        event: &Event,
        outcome: Option<Outcome>,
        reasons: &[ReasonCode],
        blind: Option<BlindCause>,
    ) {
        let verdict = Verdict {
            event: event.id,
            outcome,
            reasons: reasons.to_vec(),
            blind,
        };
        self.state.verdicts.insert(event.author.clone(), verdict);
    }

    fn finish(mut self) -> SampleState {
        let outcomes: Vec<Outcome> = self
            .state
            .verdicts
            .values()
            .filter_map(|v| v.outcome)
            .collect();
        let settled = self
            .adjudicated
            .or_else(|| agreed(&outcomes, self.state.need));
        if let Some(Outcome::Valid(revision)) = settled {
            self.state.revision = Some(revision);
        }
        self.state.state = match settled {
            _ if self.released => State::Released,
            _ if self.selected => State::Selected,
            Some(Outcome::Valid(_)) => State::Valid,
            Some(Outcome::Rejected) => State::Rejected,
            None if outcomes.windows(2).any(|w| w[0] != w[1]) => State::Disputed,
            None if self.filtered => State::Filtered,
            None if !outcomes.is_empty() => State::Open,
            None if !self.state.verdicts.is_empty() => State::Deferred,
            None if self.seen => State::Open,
            None => State::Candidate,
        };
        self.state
    }
}

/// The outcome that at least `need` verdicts share while none differs.
fn agreed(outcomes: &[Outcome], need: u32) -> Option<Outcome> {
    let first = *outcomes.first()?;
    let enough = outcomes.len() as u64 >= u64::from(need.max(1));
    (enough && outcomes.iter().all(|o| *o == first)).then_some(first)
}

#[cfg(test)]
pub(crate) mod tests_support {
    use super::super::{Digest, Hlc, Key};
    use super::*;

    /// An unsigned event of author `a`, number `n`, at clock `n`.
    pub(crate) fn event(n: u64, sample: Key, body: Body) -> Event {
        by("a", n, sample, body)
    }

    pub(crate) fn by(author: &str, n: u64, sample: Key, body: Body) -> Event {
        let (kind, body) = body.split();
        let seed = author
            .bytes()
            .fold(u128::from(n), |id, b| id << 8 | u128::from(b));
        Event {
            id: Uuid::from_u128(seed),
            author: author.into(),
            seq: n,
            hlc: Hlc(n),
            at_ms: n as i64,
            shown_at_ms: None,
            active_ms: None,
            app: "test".into(),
            prev: Digest::default(),
            hash: Digest::default(),
            sig: String::new(),
            kind,
            sample: Some(sample),
            revision: Some(rev(1)),
            body,
        }
    }

    pub(crate) fn rev(n: u8) -> RevisionId {
        RevisionId(Digest([n; 32]))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Key;
    use super::tests_support::*;
    use super::*;
    use proptest::prelude::*;

    fn accept() -> Body {
        Body::Accepted {
            blind: None,
            measurements: vec![],
        }
    }
    fn reject() -> Body {
        Body::Rejected {
            reasons: vec![ReasonCode::Duplicate],
            note: String::new(),
        }
    }
    fn state(events: &[Event]) -> State {
        derive(Some(rev(1)), events).state
    }
    fn e(author: &str, n: u64, body: Body) -> Event {
        by(author, n, Key::default(), body)
    }

    #[test]
    fn one_verdict_is_enough_unless_more_are_needed() {
        assert_eq!(state(&[]), State::Candidate);
        assert_eq!(state(&[e("a", 1, Body::Opened {})]), State::Open);
        assert_eq!(state(&[e("a", 1, accept())]), State::Valid);
        assert_eq!(state(&[e("a", 1, reject())]), State::Rejected);
        let need_two = Body::Assigned {
            to: "a".into(),
            pass: 1,
            need: 2,
            blind: true,
        };
        assert_eq!(
            state(&[e("l", 1, need_two.clone()), e("a", 2, accept())]),
            State::Open
        );
        assert_eq!(
            state(&[
                e("l", 1, need_two),
                e("a", 2, accept()),
                e("b", 3, accept())
            ]),
            State::Valid
        );
    }

    #[test]
    fn verdicts_that_differ_make_a_dispute_and_a_ruling_ends_it() {
        let events = vec![e("a", 1, accept()), e("b", 2, reject())];
        assert_eq!(state(&events), State::Disputed);
        let fixed = Body::Fixed {
            parent: rev(1),
            revision: rev(2),
            blind: None,
        };
        assert_eq!(
            state(&[e("a", 1, accept()), e("b", 2, fixed)]),
            State::Disputed,
            "two contents are two verdicts"
        );
        let ruling = Body::Adjudicated {
            verdict: Outcome::Valid(rev(1)),
            between: vec![],
            rationale: String::new(),
        };
        assert_eq!(
            state(&[events, vec![e("lead", 3, ruling)]].concat()),
            State::Valid
        );
    }

    #[test]
    fn a_deferral_abstains() {
        let defer = || Body::Deferred {
            reasons: vec![ReasonCode::TooHardToJudge],
            note: String::new(),
        };
        assert_eq!(state(&[e("a", 1, defer())]), State::Deferred);
        assert_eq!(
            state(&[e("a", 1, defer()), e("b", 2, accept())]),
            State::Valid
        );
    }

    #[test]
    fn undo_takes_back_the_newest_and_redo_brings_it_again() {
        let decided = e("a", 1, accept());
        let undone = e("a", 2, Body::Undone { event: decided.id });
        let redone = e("a", 3, Body::Redone { event: decided.id });
        assert_eq!(state(&[decided.clone(), undone.clone()]), State::Candidate);
        assert_eq!(
            state(&[decided.clone(), undone.clone(), redone]),
            State::Valid
        );
        // Somebody else's undo, and an undo after the ruling, change nothing.
        let stranger = e("b", 2, Body::Undone { event: decided.id });
        assert_eq!(state(&[decided.clone(), stranger]), State::Valid);
        let ruling = Body::Adjudicated {
            verdict: Outcome::Rejected,
            between: vec![],
            rationale: String::new(),
        };
        let late = e("a", 4, Body::Undone { event: decided.id });
        assert_eq!(state(&[decided, e("l", 2, ruling), late]), State::Rejected);
    }

    #[test]
    fn a_fix_moves_the_revision_and_the_first_blind_answer_stays() {
        let blind = |index| Body::BlindAnswered {
            answer: Some(Answer::Option { index }),
        };
        let fixed = Body::Fixed {
            parent: rev(1),
            revision: rev(2),
            blind: None,
        };
        let s = derive(
            Some(rev(1)),
            &[e("a", 1, blind(0)), e("a", 2, blind(1)), e("a", 3, fixed)],
        );
        assert_eq!(s.revision, Some(rev(2)));
        assert_eq!(s.blind["a"].answer, Some(Answer::Option { index: 0 }));
    }

    fn any_event() -> impl Strategy<Value = Event> {
        (0..3usize, 1..9u64, 0..7usize, 1..9u64).prop_map(|(author, n, kind, target)| {
            let author = ["a", "b", "c"][author];
            let target = e(author, target, accept()).id;
            let body = match kind {
                0 => accept(),
                1 => reject(),
                2 => Body::Undone { event: target },
                3 => Body::Redone { event: target },
                4 => Body::Flagged {
                    note: String::new(),
                },
                5 => Body::Deferred {
                    reasons: vec![],
                    note: String::new(),
                },
                _ => Body::Fixed {
                    parent: rev(1),
                    revision: rev(3),
                    blind: None,
                },
            };
            e(author, n, body)
        })
    }

    proptest! {
        #[test]
        fn the_order_of_arrival_does_not_matter(events in prop::collection::vec(any_event(), 0..14), seed in 0u64..99) {
            let mut unique: Vec<Event> = Vec::new();
            for event in events {
                if unique.iter().all(|u| u.id != event.id) {
                    unique.push(event);
                }
            }
            let straight = derive(Some(rev(1)), &unique);
            let mut turned = unique.clone();
            let by = (seed as usize) % unique.len().max(1);
            turned.rotate_left(by);
            turned.reverse();
            prop_assert_eq!(derive(Some(rev(1)), &turned), straight);
        }
    }
}
