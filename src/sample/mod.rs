//! A sample (one question with everything that belongs to it) and what happens to it
//! (design/record.md). Generated, imported and fixed samples have one shape; store, window, exports and
//! merges all speak it.

pub mod canonical;
mod chain;
mod check;
mod digest;
mod event;
pub mod nested;
mod released;
mod state;
mod taxonomy;

pub use chain::{Signer, check_event, event_hash};
pub use check::{Check, CheckResult, Threshold};
pub use digest::{Digest, Key, RevisionId};
pub use event::{AddReason, Added, BlindCause, Body, Event, Hlc, Outcome, ReasonCode};
pub use released::{Modality, QuestionType, Released, patch_raw};
pub use state::{BlindAnswer, SampleState, State, Verdict, derive};
pub use taxonomy::{Source, Task, Taxonomy, taxonomy};

use crate::answer::Answer;
use crate::evidence::Evidence;
use crate::proof::Expr;
use serde::{Deserialize, Serialize};

/// The interchange's format number; a change of meaning needs a new one.
pub const FORMAT: u32 = 1;

/// One question with everything that belongs to it, at one revision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    /// [`FORMAT`] of the writer.
    pub format: u32,
    /// Stays the same through every fix and import.
    pub key: Key,
    /// Hash of the content; see [`Sample::content_hash`].
    pub revision: RevisionId,
    /// The revision this one was made from.
    pub parent: Option<RevisionId>,
    /// The benchmark line.
    pub released: Released,
    /// Real pictures, simulated ones, or made by a model.
    pub data_kind: DataKind,
    /// The stored answer: the key.
    pub answer: Answer,
    /// Which words of question and options stand for which evidence.
    #[serde(default)]
    pub words: Vec<Word>,
    /// Options with their parsed answers; empty for yes/no and open questions.
    #[serde(default)]
    pub options: Vec<Choice>,
    /// Pictures in the order the model gets them.
    #[serde(default)]
    pub media: Vec<Media>,
    /// The scene it was made from.
    #[serde(default)]
    pub scene: Option<SceneRef>,
    /// Geometry the question is about.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// How the answer follows from the evidence; `None` for imported questions.
    #[serde(default)]
    pub proof: Option<Expr>,
    /// Checks that ran when it was made.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// How it was made.
    pub provenance: Provenance,
    /// The question without the options that are written into it; `None` when it has none.
    /// `released.question` stays as it came. Not content of its own: it follows from question and options.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stem: Option<String>,
    /// An imported row exactly as it stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
}

/// What kind of pictures a source has.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum DataKind {
    /// Photographs and scans.
    Real,
    /// Rendered from a known scene.
    Simulated,
    /// Made by a generative model.
    Aigc,
    /// Not known.
    #[default]
    Unknown,
}

/// A stretch of text that stands for a piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// Evidence id.
    pub evidence: String,
    /// `question` or `option:k`, k from 0.
    pub field: String,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// One option.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    /// Text without its letter.
    pub text: String,
    /// What it says.
    pub answer: Answer,
    /// Evidence that shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

/// One picture of a question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Media {
    /// Path relative to its root, as the record spells it (`./…`).
    pub path: String,
    /// Named media root that each machine maps to a folder.
    pub root: String,
    /// BLAKE3 of the file, once seen.
    #[serde(default)]
    pub hash: Option<Digest>,
    /// Width in pixels, 0 while unknown.
    #[serde(default)]
    pub width: u32,
    /// Height in pixels, 0 while unknown.
    #[serde(default)]
    pub height: u32,
    /// The scene's frame it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame: Option<String>,
    /// Whether marks were drawn into it.
    #[serde(default)]
    pub drawn: bool,
}

/// Where the scene of a sample is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SceneRef {
    /// Data set name.
    pub dataset: String,
    /// Scene id.
    pub id: String,
    /// Named media root.
    pub root: String,
    /// Path of the scene below that root.
    pub path: String,
}

/// How a sample was made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// `import`, `generate`, `fix` or `rewrite`.
    pub made_by: String,
    /// Question family, for generated samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
    /// Template id, for generated samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// Seed of the run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// What the question states, in a canonical word: siblings share it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<String>,
    /// Hash of the thresholds in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thresholds: Option<Digest>,
    /// Version of this program.
    pub code: String,
    /// File an imported row came from, and its row from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Row in that file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Format that an imported row was read as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}

impl Sample {
    /// Hash of {question, options, answer, media paths, evidence, proof, category, task}: equal content, equal
    /// revision. Where a question is filed belongs to it: filing it anew is a fix like any other.
    pub fn content_hash(&self) -> RevisionId {
        // The canonical form of {answer, category, evidence, …, question, task}, piece by piece: building
        // one value of it all would copy every text first.
        let mut content = canonical::Object::new();
        content.value("answer", &self.answer);
        content.value("category", &self.released.category);
        content.value("evidence", &self.evidence);
        content.texts("media", self.media.iter().map(|m| m.path.as_str()));
        content.texts("options", self.released.options.iter().map(String::as_str));
        content.value("proof", &self.proof);
        content.text("question", &self.released.question);
        content.value("task", &self.released.sub_task);
        RevisionId(content.hash())
    }

    /// Sets `revision` to the hash of the content as it now is.
    pub fn seal(mut self) -> Self {
        self.revision = self.content_hash();
        self
    }

    /// The question as people see it beside its options: the bare stem where options are written into it.
    pub fn shown_question(&self) -> &str {
        self.stem.as_deref().unwrap_or(&self.released.question)
    }

    /// The parsed options' answers, in order.
    pub fn option_answers(&self) -> Vec<Answer> {
        self.options.iter().map(|o| o.answer.clone()).collect()
    }

    /// The task shown to people: one of the 30, or "–" while it is not settled.
    pub fn task(&self) -> &str {
        self.released.sub_task.as_deref().unwrap_or("–")
    }
}
