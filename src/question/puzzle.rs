//! What the puzzle families share: from an asked puzzle to a complete sample, and back to its typed halves.
//!
//! A puzzle has one piece of evidence, `e1`, and the proof `puzzle(e1)`. The key is what that proof gives; a
//! draft whose options do not hold it exactly once is refused, never patched.

use super::{checks, seeding};
use crate::answer::{Answer, letter};
use crate::evidence::{Evidence, Role, Shape};
use crate::proof::{Expr, verdict};
use crate::sample::{
    Check, Choice, DataKind, Digest, FORMAT, Key, Media, Modality, Provenance, QuestionType,
    Released, Sample, Word, canonical,
};
use rand_chacha::ChaCha8Rng;
use serde_json::{Map, Value, json};

/// Id of a puzzle's only evidence.
pub const EVIDENCE: &str = "e1";
/// Named media root of generated pictures, and the source that released lines name.
pub const SOURCE: &str = "SpatialCorpus";

/// A puzzle that was asked, before it is a sample.
pub(super) struct Asked {
    pub family: &'static str,
    pub puzzle: &'static str,
    pub sub_task: &'static str,
    pub seed: u64,
    pub number: u64,
    /// Kind of question, for the fact.
    pub kind: &'static str,
    pub template: &'static str,
    pub question: String,
    pub words: Vec<Word>,
    pub label: &'static str,
    pub parameters: Value,
    pub state: Value,
    pub options: Vec<Choice>,
    pub checks: Vec<Check>,
    pub thresholds: Digest,
    pub size_px: (u32, u32),
}

impl Asked {
    /// The complete sample; `None` when its rules do not give exactly one of the options.
    pub fn sample(self) -> Option<Sample> {
        let content = json!({ "parameters": self.parameters, "state": self.state });
        let hash = canonical::hash(&content).to_string();
        let fact = format!("{:06}/{}/{}", self.number, self.kind, hash.get(3..19)?);
        let image = format!(
            "./{SOURCE}/{}/{:016x}/{:06}.png",
            self.family, self.seed, self.number
        );
        let shape = Shape::Puzzle {
            puzzle: self.puzzle.into(),
            parameters: self.parameters,
            state: self.state,
        };
        let sample = Sample {
            format: FORMAT,
            key: Key(canonical::hash(
                &json!({ "family": self.family, "fact": fact }),
            )),
            revision: Default::default(),
            parent: None,
            released: released(&self.question, self.sub_task, &image, &self.options),
            stem: None,
            data_kind: DataKind::Simulated,
            answer: Answer::ambiguous("not computed"),
            words: self.words,
            options: self.options,
            media: vec![Media {
                path: image,
                root: SOURCE.into(),
                hash: None,
                width: self.size_px.0,
                height: self.size_px.1,
                frame: None,
                drawn: false,
            }],
            scene: None,
            evidence: vec![Evidence::new(EVIDENCE, Role::Subject, self.label, shape)],
            proof: Some(Expr::Puzzle {
                of: EVIDENCE.into(),
            }),
            checks: self.checks,
            provenance: Provenance {
                made_by: "generate".into(),
                family: Some(self.family.into()),
                template: Some(self.template.into()),
                seed: Some(self.seed),
                fact: Some(fact),
                thresholds: Some(self.thresholds),
                code: env!("CARGO_PKG_VERSION").into(),
                ..Provenance::default()
            },
            raw: None,
        };
        answer(sample).ok()
    }
}

fn released(question: &str, sub_task: &str, image: &str, options: &[Choice]) -> Released {
    Released {
        id: Value::Null,
        source_dataset: SOURCE.into(),
        category: Some("Mental Animation".into()),
        task: Some("Mental Animation".into()),
        sub_task: Some(sub_task.into()),
        question: question.into(),
        question_with_extra: None,
        options: options.iter().map(|o| o.text.clone()).collect(),
        answer: String::new(),
        extra_info: json!({}),
        image_paths: vec![image.into()],
        video_path: None,
        question_type: QuestionType::MultiChoice,
        input_modality: Modality::SingleImage,
        original_id: Value::Null,
        original_category: "2D".into(),
        original_task: Value::Null,
        unknown: Map::new(),
    }
}

/// Computes key and checks of a puzzle sample anew from its evidence and options.
///
/// # Errors
/// A sentence when the rules give no answer, or not exactly one option says it.
pub fn answer(mut sample: Sample) -> Result<Sample, String> {
    let proof = sample.proof.as_ref().ok_or("the sample has no proof")?;
    let options = sample.option_answers();
    let found =
        verdict(proof, &sample.evidence, &options, &sample.answer).map_err(|e| e.to_string())?;
    let index = found
        .right_option
        .ok_or("not exactly one option says what the puzzle gives")?;
    sample.released.answer = letter(index).map_or_else(String::new, |l| format!("({l})"));
    sample.answer = Answer::Option { index };
    sample.checks = checks::recheck(&sample);
    Ok(sample.seal())
}

/// Puts the right option at `index` among the wrong ones, which come in random order.
pub(super) fn with_right_at<T>(
    index: usize,
    right: T,
    mut wrong: Vec<T>,
    random: &mut ChaCha8Rng,
) -> Vec<T> {
    seeding::shuffle(random, &mut wrong);
    wrong.insert(index.min(wrong.len()), right);
    wrong
}

/// The typed parameters and state of a sample's puzzle, for tests.
#[cfg(test)]
pub(super) fn halves<P, S>(sample: &Sample) -> (P, S)
where
    P: serde::de::DeserializeOwned,
    S: serde::de::DeserializeOwned,
{
    use crate::proof::puzzle::read;
    match &sample.evidence[0].shape {
        Shape::Puzzle {
            parameters, state, ..
        } => (
            read("parameters", parameters).expect("parameters"),
            read("state", state).expect("a state"),
        ),
        other => panic!("expected a puzzle, found {}", other.name()),
    }
}
