//! What every question from a scene has: its record around the words, the evidence and the proof.

use super::objects::Input;
use crate::answer::Answer;
use crate::evidence::Evidence;
use crate::proof::Expr;
use crate::sample::{
    Check, DataKind, Digest, FORMAT, Key, Media, Modality, Provenance, QuestionType, Released,
    Sample, SceneRef, Word, canonical,
};
use serde_json::{Map, Value, json};

/// A question about one frame of a scene, before it has an answer.
pub struct Asked<'a> {
    /// The scene and frame.
    pub input: Input<'a>,
    /// The family's name.
    pub family: &'static str,
    /// One of the 10 categories, the file's middle grouping, and one of the 30 tasks.
    pub filed: [&'static str; 3],
    /// What is stated, unique within the family.
    pub fact: String,
    /// Template id.
    pub template: &'static str,
    /// Seed of the run.
    pub seed: u64,
    /// Hash of the thresholds in force.
    pub thresholds: Digest,
    /// How it is to be answered.
    pub question_type: QuestionType,
    /// Text, and which of its words stand for which evidence.
    pub text: (String, Vec<Word>),
    /// What the family adds to the released line.
    pub extra_info: Value,
    /// Evidence.
    pub evidence: Vec<Evidence>,
    /// Proof.
    pub proof: Expr,
    /// Checks that were measured and cannot be recomputed from the sample.
    pub checks: Vec<Check>,
}

/// The sample; the family answers and seals it.
pub fn sample(asked: Asked<'_>) -> Sample {
    let (scene, frame) = (asked.input.scene, asked.input.frame);
    let [category, task, sub_task] = asked.filed;
    let image = format!(
        "./repurposed_data/{}_val/{}.jpg",
        asked.family,
        asked.fact.replace('/', "_")
    );
    let (question, words) = asked.text;
    Sample {
        format: FORMAT,
        key: Key(canonical::hash(
            &json!({ "family": asked.family, "fact": asked.fact }),
        )),
        revision: Default::default(),
        parent: None,
        released: Released {
            id: Value::Null,
            source_dataset: "SpatialScore-Repurpose".into(),
            category: Some(category.into()),
            task: Some(task.into()),
            sub_task: Some(sub_task.into()),
            question,
            question_with_extra: None,
            options: Vec::new(),
            answer: String::new(),
            extra_info: asked.extra_info,
            image_paths: vec![image.clone()],
            video_path: None,
            question_type: asked.question_type,
            input_modality: Modality::SingleImage,
            original_id: format!("{}_{}", scene.id, frame.id).into(),
            original_category: "3D".into(),
            original_task: Value::Null,
            unknown: Map::new(),
        },
        stem: None,
        data_kind: DataKind::Simulated,
        answer: Answer::ambiguous("not computed"),
        words,
        options: Vec::new(),
        media: vec![Media {
            path: image,
            root: scene.dataset.clone(),
            hash: None,
            width: frame.pinhole.width,
            height: frame.pinhole.height,
            frame: Some(frame.id.clone()),
            drawn: true,
        }],
        scene: Some(SceneRef {
            dataset: scene.dataset.clone(),
            id: scene.id.clone(),
            root: scene.dataset.clone(),
            path: ".".into(),
        }),
        evidence: asked.evidence,
        proof: Some(asked.proof),
        checks: asked.checks,
        provenance: Provenance {
            made_by: "generate".into(),
            family: Some(asked.family.into()),
            template: Some(asked.template.into()),
            seed: Some(asked.seed),
            fact: Some(asked.fact),
            thresholds: Some(asked.thresholds),
            code: env!("CARGO_PKG_VERSION").into(),
            ..Provenance::default()
        },
        raw: None,
    }
}

/// "the" before a name that is a class alone; a numbered name stands by itself.
pub fn article(name: &str) -> &'static str {
    if name.ends_with(|c: char| c.is_ascii_digit()) {
        ""
    } else {
        "the "
    }
}
