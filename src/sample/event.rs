//! Events: append-only facts about samples by a person or a job (design/record.md §4).

use super::{Digest, Key, RevisionId};
use crate::answer::Answer;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

/// One event as it is stored, merged and hashed. `kind` and `body` stay as they came, so that an event from a
/// newer version keeps its hash; [`Event::body`] reads them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// UUIDv7.
    pub id: Uuid,
    /// ed25519 public key of reviewer and install, 64 hexadecimal digits.
    pub author: String,
    /// 1, 2, 3… per author.
    pub seq: u64,
    /// Hybrid logical clock: what orders events of several authors.
    pub hlc: Hlc,
    /// Wall clock, milliseconds since 1970 UTC; for display.
    pub at_ms: i64,
    /// When the card was first painted, wall clock, ms.
    #[serde(default)]
    pub shown_at_ms: Option<i64>,
    /// Time spent with input on the card, ms.
    #[serde(default)]
    pub active_ms: Option<i64>,
    /// Version of the program that wrote it.
    pub app: String,
    /// Hash of the author's previous event; zero for the first.
    pub prev: Digest,
    /// BLAKE3 of everything but `hash` and `sig`.
    pub hash: Digest,
    /// ed25519 signature of `hash`, 128 hexadecimal digits.
    pub sig: String,
    /// What happened.
    pub kind: String,
    /// The sample it is about; `None` for events about the project or about many samples.
    #[serde(default)]
    pub sample: Option<Key>,
    /// The revision it was decided on.
    #[serde(default)]
    pub revision: Option<RevisionId>,
    /// The rest, by kind.
    #[serde(default)]
    pub body: Value,
}

/// A hybrid logical clock: milliseconds in the upper 48 bits, a counter in the lower 16.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Hlc(pub u64);

/// A wall clock further ahead than this does not pull everybody's clock with it, ms.
const MAX_AHEAD_MS: u64 = 24 * 60 * 60 * 1000;

impl Hlc {
    /// The next tick after everything seen so far, at wall time `now_ms`.
    pub fn tick(self, now_ms: i64) -> Self {
        let wall = Self(u64::try_from(now_ms).unwrap_or(0).min((1 << 47) - 1) << 16);
        if wall > self {
            wall
        } else {
            Self(self.0.saturating_add(1))
        }
    }

    /// The clock after hearing `other`; one more than a day ahead of `now_ms` is clamped, and `true` says so.
    pub fn hear(self, other: Self, now_ms: i64) -> (Self, bool) {
        let limit = Self(
            (u64::try_from(now_ms)
                .unwrap_or(0)
                .saturating_add(MAX_AHEAD_MS))
            .min((1 << 47) - 1)
                << 16,
        );
        (self.max(other.min(limit)), other > limit)
    }
}

/// What happened, typed. A kind of a newer version is [`Body::Unknown`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "fields are named in design/record.md §4 and by their types"
)]
pub enum Body {
    /// Samples came in; content stands in the revisions. One event covers a batch.
    Added {
        reason: AddReason,
        batch: String,
        samples: Vec<Added>,
    },
    /// A sample has new content.
    Revised {
        reason: AddReason,
        parent: RevisionId,
        revision: RevisionId,
    },
    Filtered {
        rule: String,
        evidence: Value,
    },
    CalledBack {
        rule: String,
        evidence: Value,
    },
    Assigned {
        to: String,
        pass: u32,
        need: u32,
        blind: bool,
    },
    Unassigned {
        to: String,
        pass: u32,
    },
    HandoutMade {
        to: String,
        samples: Vec<Key>,
    },
    Merged {
        from: String,
        events: u64,
    },
    Consented {},
    ReviewerNamed {
        name: String,
    },
    Forgotten {
        reviewer: String,
    },
    Opened {},
    /// `None` is "cannot tell".
    BlindAnswered {
        answer: Option<Answer>,
    },
    Revealed {},
    Unblinded {
        what: String,
    },
    Accepted {
        blind: Option<BlindCause>,
        measurements: Vec<Value>,
    },
    /// The fix's content is a revision of its own; it counts as accepting that.
    Fixed {
        parent: RevisionId,
        revision: RevisionId,
        blind: Option<BlindCause>,
    },
    Rejected {
        reasons: Vec<ReasonCode>,
        note: String,
    },
    Deferred {
        reasons: Vec<ReasonCode>,
        note: String,
    },
    Flagged {
        note: String,
    },
    Unflagged {},
    Tagged {
        tag: String,
    },
    Untagged {
        tag: String,
    },
    Noted {
        text: String,
    },
    Measured {
        what: Value,
    },
    CauseLabelled {
        run: String,
        cause: String,
    },
    Undone {
        event: Uuid,
    },
    Redone {
        event: Uuid,
    },
    Adjudicated {
        verdict: Outcome,
        between: Vec<Uuid>,
        rationale: String,
    },
    GuidelineSet {
        task: String,
        text: String,
    },
    Waived {
        check: String,
        reason: String,
    },
    Pinned {},
    Unpinned {},
    Banned {},
    Unbanned {},
    Selected {
        release: String,
    },
    Released {
        release: String,
    },
    Erratum {
        release: String,
        text: String,
    },
    /// Kept and shown as such.
    #[serde(skip)]
    Unknown,
}

/// Why content came in or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AddReason {
    /// From a file.
    Import,
    /// From a scene.
    Generate,
    /// Reworded.
    Rewrite,
    /// Corrected by a person.
    Fix,
    /// A person's correction of a sibling, carried over.
    PropagatedFix,
}

/// One sample of an `added` event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Added {
    /// Key.
    pub key: Key,
    /// Its content.
    pub revision: RevisionId,
}

/// Why a blind answer differed from the key that was then accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlindCause {
    /// The reviewer's mistake.
    Slip,
    /// The question can be read in another way.
    Ambiguous,
}

/// What a verdict comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "revision")]
pub enum Outcome {
    /// This content is good.
    Valid(RevisionId),
    /// Not to be used.
    Rejected,
}

/// Why a sample was rejected or deferred; one key each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names are the documentation")]
pub enum ReasonCode {
    WrongAnswer,
    AmbiguousReferent,
    NotVisible,
    NotSpatial,
    Duplicate,
    BadMedia,
    BadLanguage,
    GiveawayFormat,
    SceneIsWrong,
    TooHardToJudge,
    /// Needs a note.
    Other,
}

impl ReasonCode {
    /// Reasons to reject, in the order of their keys 1 to 9, then 0 (other).
    pub const REJECT: [Self; 10] = [
        Self::WrongAnswer,
        Self::AmbiguousReferent,
        Self::NotVisible,
        Self::NotSpatial,
        Self::Duplicate,
        Self::BadMedia,
        Self::BadLanguage,
        Self::GiveawayFormat,
        Self::SceneIsWrong,
        Self::Other,
    ];
    /// Reasons to defer, in the order of their keys.
    pub const DEFER: [Self; 5] = [
        Self::TooHardToJudge,
        Self::AmbiguousReferent,
        Self::BadMedia,
        Self::SceneIsWrong,
        Self::Other,
    ];
}

impl Event {
    /// The event's typed content; [`Body::Unknown`] for kinds or bodies this version cannot read.
    pub fn body(&self) -> Body {
        let tagged = serde_json::json!({ "kind": self.kind, "body": self.body });
        serde_json::from_value(tagged).unwrap_or(Body::Unknown)
    }

    /// Where it stands among events of all authors.
    pub fn order(&self) -> (Hlc, &str, u64) {
        (self.hlc, &self.author, self.seq)
    }
}

impl Body {
    /// Decisions a person may take back. Looking, answering blind and jobs' events stay.
    pub fn can_be_undone(&self) -> bool {
        matches!(
            self,
            Self::Accepted { .. }
                | Self::Fixed { .. }
                | Self::Rejected { .. }
                | Self::Deferred { .. }
                | Self::Flagged { .. }
                | Self::Unflagged {}
                | Self::Noted { .. }
                | Self::Tagged { .. }
                | Self::Untagged { .. }
        )
    }

    /// Kind and body as an event stores them.
    pub fn split(&self) -> (String, Value) {
        match serde_json::to_value(self) {
            Ok(Value::Object(mut map)) => {
                let kind = map
                    .remove("kind")
                    .and_then(|k| k.as_str().map(str::to_owned))
                    .unwrap_or_default();
                (kind, map.remove("body").unwrap_or(Value::Null))
            }
            _ => (String::new(), Value::Null),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_bodies_go_there_and_back() {
        let bodies = [
            Body::Opened {},
            Body::BlindAnswered { answer: None },
            Body::Rejected {
                reasons: vec![ReasonCode::WrongAnswer],
                note: String::new(),
            },
            Body::Adjudicated {
                verdict: Outcome::Rejected,
                between: vec![],
                rationale: "x".into(),
            },
            Body::Adjudicated {
                verdict: Outcome::Valid(RevisionId::default()),
                between: vec![],
                rationale: "x".into(),
            },
        ];
        for body in bodies {
            let (kind, value) = body.split();
            let event = Event {
                kind,
                body: value,
                ..blank()
            };
            assert_eq!(event.body(), body);
        }
    }

    fn blank() -> Event {
        Event {
            id: Uuid::nil(),
            author: String::new(),
            seq: 1,
            hlc: Hlc::default(),
            at_ms: 0,
            shown_at_ms: None,
            active_ms: None,
            app: String::new(),
            prev: Digest::default(),
            hash: Digest::default(),
            sig: String::new(),
            kind: String::new(),
            sample: None,
            revision: None,
            body: Value::Null,
        }
    }

    #[test]
    fn a_kind_of_a_newer_version_is_kept_as_unknown() {
        let event = Event {
            kind: "teleported".into(),
            body: serde_json::json!({"to": 5}),
            ..blank()
        };
        assert_eq!(event.body(), Body::Unknown);
    }

    #[test]
    fn the_clock_never_goes_back_and_a_mad_one_is_clamped() {
        let first = Hlc::default().tick(1_000);
        let second = first.tick(900);
        assert!(second > first);
        let mad = Hlc::default().tick(1_000_000_000_000);
        let (clamped, reported) = second.hear(mad, 2_000);
        assert!(reported && clamped < mad && clamped >= second);
        let (same, reported) = second.hear(first, 2_000);
        assert!(!reported && same == second);
    }
}
