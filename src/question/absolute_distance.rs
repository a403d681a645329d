//! Absolute Distance: how far apart two objects are, between their closest points.
//!
//! > What is the shortest distance between chair 1 and the table?  1.1 m / **1.4 m** / 2.2 m / 3.5 m
//!
//! **Applies** to two objects with oriented boxes that one frame shows. **Abstains** when either is hidden,
//! small or cut off in that frame, when its box does not fit its points, when the boxes are nearer than
//! [`Thresholds::min_distance_m`] or their distance differs from that of the scanned points, when noise on
//! the boxes moves the distance by more than a tenth, or when no four options with gaps exist.
//!
//! **Why the answer cannot be wrong**: the key is the value of the proof `round(distance_closest(a, b))`
//! over the boxes that the reviewer sees, computed exactly in f64 (`geom::closest_points`); the points of the
//! scan, which the boxes were not made from, must agree; every wrong option is off by at least a quarter of its
//! neighbour. Rules and numbers: datasets.md §4.2.

use super::phrase::{Slot, fill};
use super::visibility::{View, view};
use super::{Draft, Mark, checks, distractors, seeding};
use crate::answer::{Answer, Quantity, Unit, format_step, letter};
use crate::evidence::{CameraShape, Evidence, ObbShape, Role, Shape};
use crate::geom::{DVec3, closest_points};
use crate::proof::{Expr, NoiseModel, perturb, verdict};
use crate::sample::{
    Check, Choice, DataKind, Digest, FORMAT, Key, Media, Modality, Provenance, QuestionType,
    Released, Sample, SceneRef, Threshold, canonical,
};
use crate::scene::{DepthMap, Frame, Object, PointCloud, Scene};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// This family's name in proofs, keys and provenance.
pub const FAMILY: &str = "absolute_distance";

/// Ways to ask. Each says that the closest points count: a distance between centres is another question.
pub const TEMPLATES: [(&str, &str); 5] = [
    ("ad-1", "what is the shortest distance between {a} and {b}?"),
    (
        "ad-2",
        "how far apart are {a} and {b} at their closest points?",
    ),
    (
        "ad-3",
        "measured between their closest points, how far is {a} from {b}?",
    ),
    (
        "ad-4",
        "how wide is the gap between {a} and {b} at its narrowest?",
    ),
    (
        "ad-5",
        "what is the distance from {a} to {b}, measured between their nearest points?",
    ),
];

/// What a candidate must reach; stored with the run by hash.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Thresholds {
    /// Visible share of each object; below it people guess its extent.
    pub min_visible_share: f64,
    /// Visible pixels of each object: at least this and [`Thresholds::min_visible_image_share`] of the image.
    pub min_visible_px: f64,
    /// See above.
    pub min_visible_image_share: f64,
    /// Shorter side of the visible part, px.
    pub min_short_side_px: f64,
    /// Share of each object inside the image; an object cut off has its closest point perhaps outside.
    pub min_inside_share: f64,
    /// Points of each object in the cloud.
    pub min_points: usize,
    /// Share of the object's points inside its box inflated by 5 %.
    pub min_points_in_box_share: f64,
    /// Nearer than this, two boxes may as well touch, metres.
    pub min_distance_m: f64,
    /// Boxes and points agree within this or [`Thresholds::max_disagreement_share`], whichever is larger, metres.
    pub max_disagreement_m: f64,
    /// See above.
    pub max_disagreement_share: f64,
}

impl Thresholds {
    /// The strict preset (datasets.md §4.2).
    pub const STRICT: Self = Self {
        min_visible_share: 0.4,
        min_visible_px: 400.0,
        min_visible_image_share: 0.0015,
        min_short_side_px: 24.0,
        min_inside_share: 0.9,
        min_points: 50,
        min_points_in_box_share: 0.9,
        min_distance_m: 0.3,
        max_disagreement_m: 0.10,
        max_disagreement_share: 0.10,
    };

    /// Hash of the values in force.
    pub fn digest(&self) -> Digest {
        canonical::hash(&serde_json::to_value(self).unwrap_or(Value::Null))
    }
}

/// Why a candidate was not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// Not in the frame, or too little, too small or cut off.
    NotVisible,
    /// Too few points, or they do not fit the box.
    PoorGeometry,
    /// Nearer than the smallest distance asked.
    TooNear,
    /// Boxes and points disagree.
    Disagreement,
    /// Moves too much under noise.
    Unsteady,
    /// No four options with gaps.
    NoOptions,
}

impl Gate {
    /// In a sentence without a full stop.
    pub fn why(self) -> &'static str {
        match self {
            Self::NotVisible => "an object is hidden, small or cut off in the image",
            Self::PoorGeometry => "a box does not fit the object's points",
            Self::TooNear => "the boxes touch or are too near to each other",
            Self::Disagreement => "boxes and points disagree about the distance",
            Self::Unsteady => "the distance moves too much when the boxes are a little off",
            Self::NoOptions => "no four options with gaps exist around this distance",
        }
    }
}

/// The form of the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A number.
    Open,
    /// Four options.
    MultiChoice,
}

/// What a question is made from: one frame of a scene with its depth, and the scene's cloud.
#[derive(Clone, Copy)]
pub struct Input<'a> {
    /// The scene.
    pub scene: &'a Scene,
    /// Its points with instance ids.
    pub cloud: &'a PointCloud,
    /// The frame asked about.
    pub frame: &'a Frame,
    /// Its depth, at the picture's size.
    pub depth: &'a DepthMap,
}

/// One object as measured in one frame.
struct Measured<'a> {
    object: &'a Object,
    points: Vec<DVec3>,
    view: View,
    in_box_share: f64,
}

/// Asks about objects `a` and `b` (instance ids), or says which gate abstained.
///
/// # Errors
/// The first gate that does not pass.
pub fn ask(
    input: Input<'_>,
    a: u32,
    b: u32,
    form: Form,
    limits: &Thresholds,
    seed: u64,
) -> Result<Draft, Gate> {
    let (a, b) = (measure(input, a, limits)?, measure(input, b, limits)?);
    let closest = closest_points(&a.object.obb, &b.object.obb);
    if closest.distance_m < limits.min_distance_m {
        return Err(Gate::TooNear);
    }
    let by_points = nearest_points(&a.points, &b.points).ok_or(Gate::PoorGeometry)?;
    let allowed = limits
        .max_disagreement_m
        .max(limits.max_disagreement_share * closest.distance_m);
    if (by_points - closest.distance_m).abs() > allowed {
        return Err(Gate::Disagreement);
    }
    let fact = fact(input, &a, &b, form);
    let mut evidence = pair_evidence(input, &a, &b);
    let proof = proof(step_of(closest.distance_m));
    measure_evidence(&mut evidence, &proof, seed).ok_or(Gate::Unsteady)?;
    let measured = measured_checks(
        &a,
        &b,
        limits,
        (by_points - closest.distance_m).abs(),
        allowed,
    );
    let draft = Ask {
        input,
        a: &a,
        b: &b,
        form,
        seed,
        fact,
    }
    .write(evidence, proof, measured, limits)?;
    let steady = draft
        .sample
        .checks
        .iter()
        .all(|c| c.result != crate::sample::CheckResult::Red);
    if steady {
        Ok(draft)
    } else {
        Err(Gate::Unsteady)
    }
}

/// Lengths from 1 m are rounded to 0.1 m, shorter ones to 1 cm (datasets.md §4.2 rule 6).
fn step_of(metres: f64) -> f64 {
    if metres >= 1.0 { 0.1 } else { 0.01 }
}

fn proof(step: f64) -> Expr {
    Expr::Round {
        step,
        of: Box::new(Expr::DistanceClosest {
            a: "e1".into(),
            b: "e2".into(),
        }),
    }
}

fn measure<'a>(input: Input<'a>, instance: u32, limits: &Thresholds) -> Result<Measured<'a>, Gate> {
    let object = input.scene.object(instance).ok_or(Gate::NotVisible)?;
    let id = u16::try_from(instance).map_err(|_too_large| Gate::PoorGeometry)?;
    let points: Vec<DVec3> = input.cloud.of_instance(id).collect();
    let inside = points
        .iter()
        .filter(|p| object.obb.contains(**p, 1.05))
        .count();
    if inside < limits.min_points
        || (inside as f64) < limits.min_points_in_box_share * points.len() as f64
    {
        return Err(Gate::PoorGeometry);
    }
    let frame = input.frame;
    let view = view(
        &points,
        &frame.pinhole,
        &frame.world_from_camera,
        input.depth,
    )
    .ok_or(Gate::NotVisible)?;
    let image_px = f64::from(frame.pinhole.width) * f64::from(frame.pinhole.height);
    let shown = view.visible_share >= limits.min_visible_share
        && view.visible_px
            >= limits
                .min_visible_px
                .max(limits.min_visible_image_share * image_px)
        && view.short_side_px() >= limits.min_short_side_px
        && view.inside_share >= limits.min_inside_share;
    let in_box_share = inside as f64 / points.len() as f64;
    if shown {
        Ok(Measured {
            object,
            points,
            view,
            in_box_share,
        })
    } else {
        Err(Gate::NotVisible)
    }
}

/// Distance between two point sets, metres; sets are thinned evenly to 2,000 points each (a bound on time; scans
/// are dense enough that this moves the distance by millimetres).
fn nearest_points(a: &[DVec3], b: &[DVec3]) -> Option<f64> {
    let thin = |points: &[DVec3]| -> Vec<DVec3> {
        points
            .iter()
            .step_by(points.len().div_ceil(2000).max(1))
            .copied()
            .collect()
    };
    let (a, b) = (thin(a), thin(b));
    a.iter()
        .flat_map(|p| b.iter().map(move |q| p.distance_squared(*q)))
        .reduce(f64::min)
        .map(libm::sqrt)
}

fn fact(input: Input<'_>, a: &Measured<'_>, b: &Measured<'_>, form: Form) -> String {
    let form = match form {
        Form::Open => "open",
        Form::MultiChoice => "choice",
    };
    let (scene, frame) = (input.scene, input.frame);
    format!(
        "{}/{}/{}/{}-{}/{form}",
        scene.dataset, scene.id, frame.id, a.object.instance, b.object.instance
    )
}

fn pair_evidence(input: Input<'_>, a: &Measured<'_>, b: &Measured<'_>) -> Vec<Evidence> {
    let frame = input.frame;
    let obb = |id: &str, role, o: &Object| {
        let shape = ObbShape::new(&o.obb, Some(o.instance), o.class.clone());
        let mut e = Evidence::new(id, role, o.name.clone(), Shape::Obb(shape));
        e.frames = vec![frame.id.clone()];
        e
    };
    let camera = CameraShape::new(frame.id.clone(), &frame.pinhole, &frame.world_from_camera);
    let mut evidence = vec![
        obb("e1", Role::Subject, a.object),
        obb("e2", Role::Reference, b.object),
        Evidence::new("m1", Role::Measure, "", segment(a.object, b.object)),
        Evidence::new("c1", Role::Context, "image 1", Shape::Camera(camera)),
    ];
    evidence.extend(
        namesakes(input.scene, a.object, b.object)
            .enumerate()
            .map(|(i, o)| obb(&format!("d{}", i + 1), Role::Distractor, o)),
    );
    evidence
}

/// Other objects of the classes asked about: what a name could be mistaken for.
fn namesakes<'a>(
    scene: &'a Scene,
    a: &'a Object,
    b: &'a Object,
) -> impl Iterator<Item = &'a Object> {
    scene.objects.iter().filter(move |o| {
        o.instance != a.instance
            && o.instance != b.instance
            && (o.class == a.class || o.class == b.class)
    })
}

fn segment(a: &Object, b: &Object) -> Shape {
    let closest = closest_points(&a.obb, &b.obb);
    Shape::Segment {
        a: closest.on_a.to_array(),
        b: closest.on_b.to_array(),
    }
}

/// Writes the exact distance and its interval under noise onto the measure; `None` when the proof has no value.
fn measure_evidence(evidence: &mut [Evidence], proof: &Expr, seed: u64) -> Option<()> {
    let noise = perturb(
        proof,
        evidence,
        &NoiseModel::default(),
        checks::NOISE_ROUNDS,
        seed,
    )
    .ok()?;
    let exact = verdict(proof, evidence, &[], &Answer::ambiguous(""))
        .ok()?
        .exact?;
    let ends = match evidence {
        [a, b, ..] => match (&a.shape, &b.shape) {
            (Shape::Obb(a), Shape::Obb(b)) => Some(closest_points(&a.obb()?, &b.obb()?)),
            _ => None,
        },
        _ => None,
    }?;
    let measure = evidence.iter_mut().find(|e| e.role == Role::Measure)?;
    measure.shape = Shape::Segment {
        a: ends.on_a.to_array(),
        b: ends.on_b.to_array(),
    };
    measure.value = Some(exact.value);
    measure.unit = Some("m".into());
    (measure.p05, measure.p95) = (noise.p05, noise.p95);
    Some(())
}

fn measured_checks(
    a: &Measured<'_>,
    b: &Measured<'_>,
    limits: &Thresholds,
    apart: f64,
    allowed: f64,
) -> Vec<Check> {
    let worst = |f: fn(&Measured<'_>) -> f64| {
        if f(a) <= f(b) {
            ("e1", f(a))
        } else {
            ("e2", f(b))
        }
    };
    let share = |name, (of, value): (&str, f64), at_least| {
        Check::number(name, Some(of), value, Threshold::AtLeast(at_least), "1")
    };
    vec![
        share(
            "visible_share",
            worst(|m| m.view.visible_share),
            limits.min_visible_share,
        ),
        share(
            "inside_image",
            worst(|m| m.view.inside_share),
            limits.min_inside_share,
        ),
        share(
            "points_in_box",
            worst(|m| m.in_box_share),
            limits.min_points_in_box_share,
        ),
        Check::number("points_agree", None, apart, Threshold::AtMost(allowed), "m"),
        Check::fact("name_unique", None, true, Some("marked")),
    ]
}

/// Everything needed to write one question.
struct Ask<'a> {
    input: Input<'a>,
    a: &'a Measured<'a>,
    b: &'a Measured<'a>,
    form: Form,
    seed: u64,
    fact: String,
}

impl Ask<'_> {
    fn write(
        &self,
        evidence: Vec<Evidence>,
        proof: Expr,
        measured: Vec<Check>,
        limits: &Thresholds,
    ) -> Result<Draft, Gate> {
        let mut random = seeding::random(self.seed, &[FAMILY, &self.fact]);
        let (template, pattern) = TEMPLATES[seeding::below(&mut random, TEMPLATES.len())];
        let (name_a, name_b) = (self.a.object.name.as_str(), self.b.object.name.as_str());
        let slots = [
            Slot {
                name: "a",
                before: article(name_a),
                text: name_a,
                evidence: "e1",
            },
            Slot {
                name: "b",
                before: article(name_b),
                text: name_b,
                evidence: "e2",
            },
        ];
        let (question, words) = fill(pattern, "question", &slots);
        let mut sample = self.blank(question, evidence, proof, template, limits);
        sample.words = words;
        sample.checks = measured;
        let marks = [(&self.a.view, name_a), (&self.b.view, name_b)];
        let marks = marks
            .iter()
            .map(|(v, label)| Mark {
                rect: v.rect,
                label: (*label).into(),
            })
            .collect();
        Ok(Draft {
            sample: answer(sample)?,
            marks,
        })
    }

    fn blank(
        &self,
        question: String,
        evidence: Vec<Evidence>,
        proof: Expr,
        template: &str,
        limits: &Thresholds,
    ) -> Sample {
        let (scene, frame) = (self.input.scene, self.input.frame);
        let image = format!(
            "./repurposed_data/{FAMILY}_val/{}.jpg",
            self.fact.replace('/', "_")
        );
        let question_type = match self.form {
            Form::Open => QuestionType::OpenEnded,
            Form::MultiChoice => QuestionType::MultiChoice,
        };
        Sample {
            format: FORMAT,
            key: Key(canonical::hash(
                &json!({ "family": FAMILY, "fact": self.fact }),
            )),
            revision: Default::default(),
            parent: None,
            released: Released {
                id: Value::Null,
                source_dataset: "SpatialScore-Repurpose".into(),
                category: Some("Object Distance".into()),
                task: Some("3D Perception (Absolute)".into()),
                sub_task: Some("Absolute Distance".into()),
                question,
                question_with_extra: None,
                options: Vec::new(),
                answer: String::new(),
                extra_info: json!({ "distance_def": "closest points of the oriented boxes" }),
                image_paths: vec![image.clone()],
                video_path: None,
                question_type,
                input_modality: Modality::SingleImage,
                original_id: format!("{}_{}", scene.id, frame.id).into(),
                original_category: "3D".into(),
                original_task: Value::Null,
                unknown: Map::new(),
            },
            data_kind: DataKind::Simulated,
            answer: Answer::ambiguous("not computed"),
            words: Vec::new(),
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
            evidence,
            proof: Some(proof),
            checks: Vec::new(),
            provenance: Provenance {
                made_by: "generate".into(),
                family: Some(FAMILY.into()),
                template: Some(template.into()),
                seed: Some(self.seed),
                fact: Some(self.fact.clone()),
                thresholds: Some(limits.digest()),
                code: env!("CARGO_PKG_VERSION").into(),
                ..Provenance::default()
            },
            stem: None,
            raw: None,
        }
    }
}

/// "the" before a name that is a class alone; a numbered name stands by itself.
fn article(name: &str) -> &'static str {
    if name.ends_with(|c: char| c.is_ascii_digit()) {
        ""
    } else {
        "the "
    }
}

/// Computes answer, options, measure and checks of a sample of this family from its evidence; what a corrected box
/// changes. The draw of options is seeded by the fact, so equal evidence gives equal options.
///
/// # Errors
/// [`Gate::Unsteady`] when the proof has no value, [`Gate::NoOptions`] when no four options with gaps exist.
pub fn answer(mut sample: Sample) -> Result<Sample, Gate> {
    let exact = sample.proof.as_ref().and_then(|p| {
        verdict(p, &sample.evidence, &[], &sample.answer)
            .ok()?
            .exact
    });
    let metres = exact.filter(|q| q.value > 0.0).ok_or(Gate::Unsteady)?.value;
    let step = step_of(metres);
    let proof = proof(step);
    let seed = sample.provenance.seed.unwrap_or(0);
    measure_evidence(&mut sample.evidence, &proof, seed).ok_or(Gate::Unsteady)?;
    sample.proof = Some(proof);
    let truth = crate::proof::round_half_even(metres, step);
    let mut random = seeding::random(
        seed,
        &[
            FAMILY,
            sample.provenance.fact.as_deref().unwrap_or(""),
            "options",
        ],
    );
    match sample.released.question_type {
        QuestionType::MultiChoice => choose(&mut sample, truth, step, &mut random)?,
        QuestionType::OpenEnded => {
            sample.released.answer = format!("{} m", format_step(truth, step));
            sample.answer = quantity(truth, step);
        }
        // This family asks no yes/no questions yet; one that was re-filed as such keeps its text.
        QuestionType::Judgement => return Err(Gate::NoOptions),
    }
    sample.checks = checks::recheck(&sample);
    Ok(sample.seal())
}

fn quantity(value: f64, step: f64) -> Answer {
    Answer::Quantity(Quantity {
        value,
        unit: Unit::M,
        step,
    })
}

fn choose(
    sample: &mut Sample,
    truth: f64,
    step: f64,
    random: &mut rand_chacha::ChaCha8Rng,
) -> Result<(), Gate> {
    let grid = distractors::grid(truth, step, random).ok_or(Gate::NoOptions)?;
    let mut order = [0, 1, 2, 3];
    seeding::shuffle(random, &mut order);
    let index = order
        .iter()
        .position(|rank| *rank == grid.rank)
        .ok_or(Gate::NoOptions)?;
    let text = |value: f64| format!("{} m", format_step(value, step));
    sample.options = order
        .iter()
        .map(|rank| Choice {
            text: text(grid.values[*rank]),
            answer: quantity(grid.values[*rank], step),
            evidence: Vec::new(),
        })
        .collect();
    sample.released.options = sample.options.iter().map(|o| o.text.clone()).collect();
    sample.released.answer = letter(index).map_or_else(String::new, |l| format!("({l})"));
    sample.answer = Answer::Option { index };
    Ok(())
}
