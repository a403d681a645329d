//! What every question from a scene has: its record around the words, the evidence and the proof.

use super::objects::Input;
use crate::answer::Answer;
use crate::evidence::{CameraShape, Evidence, ObbShape, Role, Shape};
use crate::proof::Expr;
use crate::sample::{
    Check, DataKind, Digest, FORMAT, Key, Media, Modality, Provenance, QuestionType, Released,
    Sample, SceneRef, Word, canonical,
};
use crate::scene::Object;
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
            width: frame.camera.pinhole.width,
            height: frame.camera.pinhole.height,
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

/// An object's box as evidence of the frame asked about.
pub fn boxed(input: Input<'_>, id: &str, role: Role, object: &Object) -> Evidence {
    let shape = ObbShape::new(&object.obb, Some(object.instance), object.class.clone());
    let mut e = Evidence::new(id, role, object.name.clone(), Shape::Obb(shape));
    e.frames = vec![input.frame.id.clone()];
    e
}

/// The object that a piece of evidence is the box of; `None` for other evidence, and for boxes of no instance.
pub fn object_of(evidence: &Evidence) -> Option<Object> {
    let Shape::Obb(shape) = &evidence.shape else {
        return None;
    };
    let (instance, obb) = (shape.instance?, shape.obb()?);
    Some(Object::new(
        instance,
        shape.class.clone(),
        evidence.label.clone(),
        obb,
    ))
}

/// The camera of the frame asked about, as evidence.
pub fn camera(input: Input<'_>, id: &str) -> Evidence {
    let frame = input.frame;
    let pose = &frame.world_from_camera;
    let mut shape = CameraShape::new(frame.id.clone(), &frame.camera.pinhole, pose);
    shape.distortion = frame.camera.lens.coefficients().to_vec();
    Evidence::new(id, Role::Context, "image 1", Shape::Camera(shape))
}

/// What the names of `asked` could be mistaken for: `d1`, `d2`… are the other objects of their classes.
pub fn namesakes(input: Input<'_>, asked: &[&Object]) -> Vec<Evidence> {
    let is_asked = |o: &Object| asked.iter().any(|a| a.instance == o.instance);
    let alike = |o: &Object| asked.iter().any(|a| a.class == o.class);
    let others = input.scene.objects.iter();
    let others = others.filter(|o| !is_asked(o) && alike(o));
    let named = |(n, o): (usize, &Object)| {
        let id = format!("d{}", n + 1);
        boxed(input, &id, Role::Distractor, o)
    };
    others.enumerate().map(named).collect()
}

/// "the" before a name that is a class alone; a numbered name stands by itself.
pub fn article(name: &str) -> &'static str {
    if name.ends_with(|c: char| c.is_ascii_digit()) {
        ""
    } else {
        "the "
    }
}
