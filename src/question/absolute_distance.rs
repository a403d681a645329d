//! Absolute Distance: how far apart two objects are, between their closest points.
//!
//! > What is the shortest distance between chair 1 and the table?  1.1 m / **1.4 m** / 2.2 m / 3.5 m
//!
//! > Is the shortest distance between chair 1 and the table more than 2.1 m?  yes / **no**
//!
//! **Applies** to two objects with oriented boxes that one frame shows. **Abstains** when either is hidden,
//! small or cut off in that frame, when its box does not fit its points, when the boxes are nearer than
//! [`Thresholds::min_distance_m`] or their distance differs from that of the scanned points, when noise on
//! the boxes moves the distance by more than a tenth or turns a yes into a no, or when no four options with gaps exist.
//!
//! **Why the answer cannot be wrong**: the key is the value of the proof `round(distance_closest(a, b))`
//! over the boxes that the reviewer sees, computed exactly in f64 (`geom::closest_points`); the points of the
//! scan, which the boxes were not made from, must agree; every wrong option is off by at least a quarter of its
//! neighbour. A yes or no is the value of `compare(distance_closest(a, b), stated(t))` over the same boxes, and the
//! stated length is off by a quarter as well, and by more than boxes and points may disagree. Rules and numbers: datasets.md §4.2.

mod limits;
mod words;

pub use super::objects::Input;
pub use limits::{Gate, Thresholds};
pub use words::{Form, JUDGEMENTS, TEMPLATES};

use super::from_scene::{self, Asked, boxed, object_of};
use super::metric::{answer_length, judge, step_m};
use super::objects::{self, Measured, measure, points_apart_m};
use super::{Draft, Mark, checks, seeding};
use crate::evidence::{Evidence, Role, Shape};
use crate::geom::{Closest, closest_points};
use crate::proof::{Expr, NoiseModel, Value, evaluate, perturb};
use crate::sample::{Check, CheckResult, QuestionType, Sample, Threshold};
use crate::scene::Object;
use serde_json::json;

/// This family's name in proofs, keys and provenance.
pub const FAMILY: &str = "absolute_distance";

/// Category, the released file's middle grouping, task.
const FILED: [&str; 3] = [
    "Object Distance",
    "3D Perception (Absolute)",
    "Absolute Distance",
];

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
    let put = words::put(form, closest.distance_m, limits, seed, &fact).ok_or(Gate::NoOptions)?;
    let asked = from_scene::sample(Asked {
        input,
        family: FAMILY,
        filed: FILED,
        fact,
        template: put.template,
        seed,
        thresholds: limits.digest(),
        question_type: form.question_type(),
        text: words::text(&put.pattern, a.object, b.object),
        extra_info: json!({ "distance_def": "closest points of the oriented boxes" }),
        evidence: evidence(input, a.object, b.object, &closest),
        proof: put.proof,
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
    let allowed = limits.allowed_m(closest.distance_m);
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

fn fact(input: Input<'_>, a: &Measured<'_>, b: &Measured<'_>, form: Form) -> String {
    let (scene, frame) = (input.scene, input.frame);
    format!(
        "{}/{}/{}/{}-{}/{}",
        scene.dataset,
        scene.id,
        frame.id,
        a.object.instance,
        b.object.instance,
        form.name()
    )
}

fn closest() -> Expr {
    Expr::DistanceClosest {
        a: "e1".into(),
        b: "e2".into(),
    }
}

/// The proof of a length: the distance, rounded to the step of its size.
fn length(metres: f64) -> Expr {
    Expr::Round {
        step: step_m(metres),
        of: Box::new(closest()),
    }
}

/// `e1` and `e2` are the objects, `m1` the segment between them, `c1` the camera, `d1`… what a name could be
/// mistaken for.
fn evidence(input: Input<'_>, a: &Object, b: &Object, closest: &Closest) -> Vec<Evidence> {
    let mut evidence = vec![
        boxed(input, "e1", Role::Subject, a),
        boxed(input, "e2", Role::Reference, b),
        Evidence::new("m1", Role::Measure, "", segment(closest)),
        from_scene::camera(input, "c1"),
    ];
    evidence.extend(from_scene::namesakes(input, &[a, b]));
    evidence
}

fn segment(closest: &Closest) -> Shape {
    Shape::Segment {
        a: closest.on_a.to_array(),
        b: closest.on_b.to_array(),
    }
}

/// Computes answer, options, measure and checks of a sample of this family from its evidence; what a corrected box
/// changes. The draw of options is seeded by the fact, so equal evidence gives equal options; a length that the question
/// states stays as it is stated.
///
/// # Errors
/// [`Gate::Unsteady`] when the proof has no value, [`Gate::NoOptions`] when no four options with gaps exist.
pub fn answer(mut sample: Sample) -> Result<Sample, Gate> {
    let seed = sample.provenance.seed.unwrap_or(0);
    let metres = put_measure(&mut sample, seed).ok_or(Gate::Unsteady)?;
    match (sample.released.question_type, &sample.proof) {
        (QuestionType::Judgement, Some(proof)) => match evaluate(proof, &sample.evidence) {
            Ok(Value::Bool(yes)) => judge(&mut sample, yes),
            _ => return Err(Gate::Unsteady),
        },
        _ => {
            sample.proof = Some(length(metres));
            let fact = sample.provenance.fact.clone().unwrap_or_default();
            let mut random = seeding::random(seed, &[FAMILY, &fact, "options"]);
            answer_length(&mut sample, metres, &mut random).ok_or(Gate::NoOptions)?;
        }
    }
    sample.checks = checks::recheck(&sample);
    Ok(sample.seal())
}

/// Puts segment, exact distance and its interval under noise on the measure; returns the distance in metres, above
/// zero.
fn put_measure(sample: &mut Sample, seed: u64) -> Option<f64> {
    let ends = match sample.evidence.as_slice() {
        [a, b, ..] => match (&a.shape, &b.shape) {
            (Shape::Obb(a), Shape::Obb(b)) => closest_points(&a.obb()?, &b.obb()?),
            _ => return None,
        },
        _ => return None,
    };
    let Ok(Value::Number(exact)) = evaluate(&closest(), &sample.evidence) else {
        return None;
    };
    let model = NoiseModel::default();
    let noise = perturb(
        &closest(),
        &sample.evidence,
        &model,
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
    Some(exact.value).filter(|metres| *metres > 0.0)
}
