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

use super::from_scene::{self, Asked, article};
use super::metric::{answer_length, step_m};
use super::objects::{self, Measured, ObjectLimits, Unfit, measure, points_apart_m};
use super::phrase::{Slot, fill};
use super::{Draft, Mark, checks, seeding};
use crate::answer::Answer;
use crate::evidence::{CameraShape, Evidence, ObbShape, Role, Shape};
use crate::geom::{Closest, closest_points};
use crate::proof::{Expr, NoiseModel, perturb, verdict};
use crate::sample::{Check, CheckResult, Digest, QuestionType, Sample, Threshold, Word, canonical};
use crate::scene::{Object, Scene};
use serde::Serialize;
use serde_json::{Value, json};

pub use super::objects::Input;

/// This family's name in proofs, keys and provenance.
pub const FAMILY: &str = "absolute_distance";

/// Category, the released file's middle grouping, task.
const FILED: [&str; 3] = [
    "Object Distance",
    "3D Perception (Absolute)",
    "Absolute Distance",
];

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
    /// What each object must reach.
    pub objects: ObjectLimits,
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
        objects: ObjectLimits::STRICT,
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

impl From<Unfit> for Gate {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::NotVisible => Self::NotVisible,
            Unfit::PoorGeometry => Self::PoorGeometry,
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
    let object = |instance| input.scene.object(instance).ok_or(Gate::NotVisible);
    let (a, b) = (measure(input, object(a)?), measure(input, object(b)?));
    a.fits(input.frame, &limits.objects)?;
    b.fits(input.frame, &limits.objects)?;
    let closest = closest_points(&a.object.obb, &b.object.obb);
    if closest.distance_m < limits.min_distance_m {
        return Err(Gate::TooNear);
    }
    let mut measured = measured_checks(&a, &b, &closest, limits);
    if measured
        .iter()
        .any(|c| c.name == AGREE && c.result == CheckResult::Red)
    {
        return Err(Gate::Disagreement);
    }
    measured.push(Check::fact("name_unique", None, true, Some("marked")));

    let fact = fact(input, &a, &b, form);
    let mut random = seeding::random(seed, &[FAMILY, &fact]);
    let (template, pattern) = TEMPLATES[seeding::below(&mut random, TEMPLATES.len())];
    let asked = from_scene::sample(Asked {
        input,
        family: FAMILY,
        filed: FILED,
        fact,
        template,
        seed,
        thresholds: limits.digest(),
        question_type: match form {
            Form::Open => QuestionType::OpenEnded,
            Form::MultiChoice => QuestionType::MultiChoice,
        },
        text: text(pattern, a.object, b.object),
        extra_info: json!({ "distance_def": "closest points of the oriented boxes" }),
        evidence: evidence(input, a.object, b.object, &closest),
        proof: proof(closest.distance_m),
        checks: measured,
    });
    let sample = answer(asked)?;
    if sample.checks.iter().any(|c| c.result == CheckResult::Red) {
        return Err(Gate::Unsteady);
    }
    let mark = |m: &Measured<'_>| {
        Some(Mark {
            rect: m.view?.rect,
            label: m.object.name.clone(),
        })
    };
    Ok(Draft {
        sample,
        marks: [&a, &b].into_iter().filter_map(mark).collect(),
    })
}

/// The check that boxes and points give one distance.
const AGREE: &str = "points_agree";

/// The checks that pixels and points decide, for `e1` and `e2`: the one place that measures them, for new questions
/// and for corrected boxes alike.
fn measured_checks(
    a: &Measured<'_>,
    b: &Measured<'_>,
    closest: &Closest,
    limits: &Thresholds,
) -> Vec<Check> {
    let mut checks = objects::checks(&[("e1", a), ("e2", b)], &limits.objects);
    // Without points nothing agrees.
    let apart = points_apart_m(a, b).unwrap_or(f64::INFINITY);
    let allowed = limits
        .max_disagreement_m
        .max(limits.max_disagreement_share * closest.distance_m);
    let off = (apart - closest.distance_m).abs();
    checks.push(Check::number(
        AGREE,
        None,
        off,
        Threshold::AtMost(allowed),
        "m",
    ));
    checks
}

/// Measures a sample of this family again with the boxes that its evidence has now. `None` when a box belongs to no
/// instance of the scan, so that there is nothing to measure it on, or when `go_on` says to stop.
pub fn remeasure(
    sample: &Sample,
    input: Input<'_>,
    limits: &Thresholds,
    go_on: &dyn Fn() -> bool,
) -> Option<Vec<Check>> {
    let [a, b, ..] = sample.evidence.as_slice() else {
        return None;
    };
    let (a, b) = (object_of(a)?, object_of(b)?);
    let first = measure(input, &a);
    let second = go_on().then(|| measure(input, &b))?;
    let closest = closest_points(&a.obb, &b.obb);
    go_on().then(|| measured_checks(&first, &second, &closest, limits))
}

/// The object that a piece of evidence is the box of.
fn object_of(evidence: &Evidence) -> Option<Object> {
    let Shape::Obb(shape) = &evidence.shape else {
        return None;
    };
    Some(Object {
        instance: shape.instance?,
        class: shape.class.clone(),
        name: evidence.label.clone(),
        obb: shape.obb()?,
    })
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

fn text(pattern: &str, a: &Object, b: &Object) -> (String, Vec<Word>) {
    let slots = [
        Slot {
            name: "a",
            before: article(&a.name),
            text: &a.name,
            evidence: "e1",
        },
        Slot {
            name: "b",
            before: article(&b.name),
            text: &b.name,
            evidence: "e2",
        },
    ];
    fill(pattern, "question", &slots)
}

fn proof(metres: f64) -> Expr {
    let closest = Expr::DistanceClosest {
        a: "e1".into(),
        b: "e2".into(),
    };
    Expr::Round {
        step: step_m(metres),
        of: Box::new(closest),
    }
}

/// `e1` and `e2` are the objects, `m1` the segment between them, `c1` the camera, `d1`… what a name could be
/// mistaken for: other objects of their classes.
fn evidence(input: Input<'_>, a: &Object, b: &Object, closest: &Closest) -> Vec<Evidence> {
    let frame = input.frame;
    let obb = |id: &str, role, o: &Object| {
        let shape = ObbShape::new(&o.obb, Some(o.instance), o.class.clone());
        let mut e = Evidence::new(id, role, o.name.clone(), Shape::Obb(shape));
        e.frames = vec![frame.id.clone()];
        e
    };
    let camera = CameraShape::new(frame.id.clone(), &frame.pinhole, &frame.world_from_camera);
    let mut evidence = vec![
        obb("e1", Role::Subject, a),
        obb("e2", Role::Reference, b),
        Evidence::new("m1", Role::Measure, "", segment(closest)),
        Evidence::new("c1", Role::Context, "image 1", Shape::Camera(camera)),
    ];
    let others = namesakes(input.scene, a, b).enumerate();
    evidence.extend(others.map(|(i, o)| obb(&format!("d{}", i + 1), Role::Distractor, o)));
    evidence
}

fn namesakes<'a>(
    scene: &'a Scene,
    a: &'a Object,
    b: &'a Object,
) -> impl Iterator<Item = &'a Object> {
    let asked = move |o: &&Object| o.instance == a.instance || o.instance == b.instance;
    scene
        .objects
        .iter()
        .filter(move |o| !asked(o) && (o.class == a.class || o.class == b.class))
}

fn segment(closest: &Closest) -> Shape {
    Shape::Segment {
        a: closest.on_a.to_array(),
        b: closest.on_b.to_array(),
    }
}

/// Computes answer, options, measure and checks of a sample of this family from its evidence; what a corrected box
/// changes. The draw of options is seeded by the fact, so equal evidence gives equal options.
///
/// # Errors
/// [`Gate::Unsteady`] when the proof has no value, [`Gate::NoOptions`] when no four options with gaps exist.
pub fn answer(mut sample: Sample) -> Result<Sample, Gate> {
    let seed = sample.provenance.seed.unwrap_or(0);
    let metres = put_measure(&mut sample, seed).ok_or(Gate::Unsteady)?;
    let fact = sample.provenance.fact.clone().unwrap_or_default();
    let mut random = seeding::random(seed, &[FAMILY, &fact, "options"]);
    answer_length(&mut sample, metres, &mut random).ok_or(Gate::NoOptions)?;
    sample.checks = checks::recheck(&sample);
    Ok(sample.seal())
}

/// Puts segment, exact distance and its interval under noise on the measure, and a proof that rounds to its size;
/// returns the distance in metres, above zero.
fn put_measure(sample: &mut Sample, seed: u64) -> Option<f64> {
    let ends = match sample.evidence.as_slice() {
        [a, b, ..] => match (&a.shape, &b.shape) {
            (Shape::Obb(a), Shape::Obb(b)) => closest_points(&a.obb()?, &b.obb()?),
            _ => return None,
        },
        _ => return None,
    };
    let proof = proof(ends.distance_m);
    let exact = verdict(&proof, &sample.evidence, &[], &Answer::ambiguous(""))
        .ok()?
        .exact?;
    let noise = perturb(
        &proof,
        &sample.evidence,
        &NoiseModel::default(),
        checks::NOISE_ROUNDS,
        seed,
    )
    .ok()?;
    let measure = sample
        .evidence
        .iter_mut()
        .find(|e| e.role == Role::Measure)?;
    measure.shape = segment(&ends);
    (measure.value, measure.unit) = (Some(exact.value), Some("m".into()));
    (measure.p05, measure.p95) = (noise.p05, noise.p95);
    sample.proof = Some(proof);
    Some(exact.value).filter(|metres| *metres > 0.0)
}
