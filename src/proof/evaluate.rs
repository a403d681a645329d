//! Evaluating a proof.

use super::{Expr, ProofError, Relation, puzzle, round_half_even};
use crate::answer::{Answer, Quantity, Unit};
use crate::evidence::{CameraShape, Evidence, Shape, find};
use crate::geom::{DVec3, Obb, Pinhole, Pose, closest_points};

/// What an expression gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A measured number.
    Number(Quantity),
    /// A number of things.
    Count(u64),
    /// A truth value.
    Bool(bool),
    /// Which of several, from 0.
    Index(usize),
    /// A word of the puzzle's own answer set.
    Word(String),
}

impl Value {
    /// The value as an answer.
    pub fn answer(&self) -> Answer {
        match self {
            Self::Number(q) => Answer::Quantity(*q),
            Self::Count(value) => Answer::Count { value: *value },
            Self::Bool(value) => Answer::YesNo { value: *value },
            Self::Index(index) => Answer::Option { index: *index },
            Self::Word(text) => Answer::Text { text: text.clone() },
        }
    }

    fn number(self, op: &'static str) -> Result<Quantity, ProofError> {
        match self {
            Self::Number(q) => Ok(q),
            Self::Count(n) => Ok(Quantity {
                value: n as f64,
                unit: Unit::None,
                step: 1.0,
            }),
            _ => Err(ProofError::Type {
                op,
                needs: "a number",
            }),
        }
    }
}

/// Evaluates `expr` over `evidence`.
///
/// # Errors
/// When evidence is missing, of the wrong kind or degenerate, or an operator gets a value it cannot take.
pub fn evaluate(expr: &Expr, evidence: &[Evidence]) -> Result<Value, ProofError> {
    let on = Lookup {
        evidence,
        op: expr.op(),
    };
    match expr {
        Expr::Count { of } => Ok(Value::Count(on.all(of)? as u64)),
        Expr::Exists { of } => Ok(Value::Bool(on.all(of)? > 0)),
        Expr::DistanceCenters { a, b } => Ok(metres(on.obb(a)?.center.distance(on.obb(b)?.center))),
        Expr::DistanceClosest { a, b } => {
            Ok(metres(closest_points(&on.obb(a)?, &on.obb(b)?).distance_m))
        }
        Expr::DistanceCameraCenter { camera, of } => Ok(metres(
            on.camera(camera)?
                .1
                .translation
                .distance(on.obb(of)?.center),
        )),
        Expr::DistanceCameraClosest { camera, of } => on.camera_closest(camera, of),
        Expr::DepthCameraZ { camera, of } => Ok(metres(
            on.camera(camera)?
                .1
                .inverse()
                .transform(on.obb(of)?.center)
                .z,
        )),
        Expr::DimensionLongest { of } => Ok(metres(on.obb(of)?.size().max_element())),
        Expr::DimensionShortest { of } => Ok(metres(on.obb(of)?.size().min_element())),
        Expr::DimensionLength { of } => Ok(metres(on.obb(of)?.size().x)),
        Expr::DimensionWidth { of } => Ok(metres(on.obb(of)?.size().y)),
        Expr::DimensionHeight { of } => Ok(metres(on.obb(of)?.size().z)),
        Expr::Volume { of } => Ok(exact(on.obb(of)?.volume_m3(), Unit::M3)),
        Expr::Area { of } => Ok(exact(polygon_area(on.polygon(of)?), Unit::M2)),
        Expr::Argmin { of } => extreme(of, evidence, on.op, |new, best| new < best),
        Expr::Argmax { of } => extreme(of, evidence, on.op, |new, best| new > best),
        Expr::Puzzle { of } => on.puzzle(of),
        Expr::Stated { value, unit } if value.is_finite() => Ok(exact(*value, *unit)),
        Expr::Stated { .. } => Err(ProofError::Type {
            op: on.op,
            needs: "a finite number",
        }),
        Expr::Round { step, of } => round(*step, evaluate(of, evidence)?.number(on.op)?),
        Expr::Convert { to, of } => convert(*to, evaluate(of, evidence)?.number(on.op)?),
        Expr::Compare { relation, a, b } => {
            let (a, b) = (
                evaluate(a, evidence)?.number(on.op)?,
                evaluate(b, evidence)?.number(on.op)?,
            );
            if !a.unit.measures_the_same_as(b.unit) {
                return Err(ProofError::Type {
                    op: on.op,
                    needs: "two numbers of one kind",
                });
            }
            Ok(Value::Bool(match relation {
                Relation::Less => a.base() < b.base(),
                Relation::Greater => a.base() > b.base(),
            }))
        }
    }
}

fn exact(value: f64, unit: Unit) -> Value {
    Value::Number(Quantity {
        value,
        unit,
        step: 0.0,
    })
}

fn metres(value: f64) -> Value {
    exact(value, Unit::M)
}

fn round(step: f64, q: Quantity) -> Result<Value, ProofError> {
    if !(step.is_finite() && step > 0.0) {
        return Err(ProofError::Type {
            op: "round",
            needs: "a step above zero",
        });
    }
    Ok(Value::Number(Quantity {
        value: round_half_even(q.value, step),
        unit: q.unit,
        step,
    }))
}

fn convert(to: Unit, q: Quantity) -> Result<Value, ProofError> {
    if !q.unit.measures_the_same_as(to) {
        return Err(ProofError::Type {
            op: "convert",
            needs: "a unit of the same kind",
        });
    }
    Ok(exact(q.base() / to.in_base(), to))
}

/// The first of the best; all numbers must be of one kind.
fn extreme(
    of: &[Expr],
    evidence: &[Evidence],
    op: &'static str,
    better: fn(f64, f64) -> bool,
) -> Result<Value, ProofError> {
    let numbers = of
        .iter()
        .map(|e| evaluate(e, evidence)?.number(op))
        .collect::<Result<Vec<Quantity>, ProofError>>()?;
    let first = numbers.first().ok_or(ProofError::Type {
        op,
        needs: "at least one number",
    })?;
    if numbers
        .iter()
        .any(|q| !q.unit.measures_the_same_as(first.unit))
    {
        return Err(ProofError::Type {
            op,
            needs: "numbers of one kind",
        });
    }
    let mut best = (0, first.base());
    for (index, q) in numbers.iter().enumerate().skip(1) {
        if better(q.base(), best.1) {
            best = (index, q.base());
        }
    }
    Ok(Value::Index(best.0))
}

/// Area of a flat ring by summed cross products, square metres.
fn polygon_area(ring: &[[f64; 3]]) -> f64 {
    let Some(first) = ring.first().map(|p| DVec3::from(*p)) else {
        return 0.0;
    };
    let spokes: Vec<DVec3> = ring.iter().map(|p| DVec3::from(*p) - first).collect();
    spokes
        .windows(2)
        .map(|w| w[0].cross(w[1]))
        .sum::<DVec3>()
        .length()
        * 0.5
}

/// Evidence by id, with the operator's name for errors.
struct Lookup<'a> {
    evidence: &'a [Evidence],
    op: &'static str,
}

impl Lookup<'_> {
    fn get(&self, id: &str) -> Result<&Evidence, ProofError> {
        find(self.evidence, id).ok_or_else(|| ProofError::Missing(id.to_owned()))
    }

    fn all(&self, ids: &[String]) -> Result<usize, ProofError> {
        for id in ids {
            self.get(id)?;
        }
        Ok(ids.len())
    }

    fn wrong(&self, id: &str, needs: &'static str, shape: &Shape) -> ProofError {
        ProofError::Kind {
            op: self.op,
            needs,
            id: id.to_owned(),
            found: shape.name(),
        }
    }

    fn obb(&self, id: &str) -> Result<Obb, ProofError> {
        match &self.get(id)?.shape {
            Shape::Obb(shape) => shape
                .obb()
                .ok_or_else(|| ProofError::Degenerate(id.to_owned())),
            other => Err(self.wrong(id, "a box", other)),
        }
    }

    fn camera(&self, id: &str) -> Result<(Pinhole, Pose), ProofError> {
        match &self.get(id)?.shape {
            Shape::Camera(shape) => {
                CameraShape::ideal(shape).ok_or_else(|| ProofError::Degenerate(id.to_owned()))
            }
            other => Err(self.wrong(id, "a camera", other)),
        }
    }

    fn polygon(&self, id: &str) -> Result<&[[f64; 3]], ProofError> {
        match &self.get(id)?.shape {
            Shape::Polygon { ring, .. } => Ok(ring),
            other => Err(self.wrong(id, "a polygon", other)),
        }
    }

    fn camera_closest(&self, camera: &str, of: &str) -> Result<Value, ProofError> {
        let eye = self.camera(camera)?.1.translation;
        match &self.get(of)?.shape {
            Shape::Points { xyz, .. } => xyz
                .iter()
                .map(|p| eye.distance(DVec3::from(*p)))
                .reduce(f64::min)
                .filter(|d| d.is_finite())
                .map(metres)
                .ok_or_else(|| ProofError::Degenerate(of.to_owned())),
            _ => Ok(metres(self.obb(of)?.nearest_to(eye).distance(eye))),
        }
    }

    fn puzzle(&self, id: &str) -> Result<Value, ProofError> {
        match &self.get(id)?.shape {
            Shape::Puzzle {
                puzzle,
                parameters,
                state,
            } => puzzle::evaluate(puzzle, parameters, state),
            other => Err(self.wrong(id, "a puzzle", other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::*;
    use super::*;

    fn number(text: &str) -> f64 {
        let expr: Expr = serde_json::from_str(text).expect("an expression");
        match evaluate(&expr, &two_boxes_and_a_camera()) {
            Ok(Value::Number(q)) => q.value,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn every_number_by_hand() {
        // Box a: 1 m cube at the origin. Box b: 2 x 4 x 6 m at (5, 0, 0). Camera at (0, -10, 0) looking along +y.
        assert_eq!(number(r#"{"op":"distance_centers","a":"a","b":"b"}"#), 5.0);
        assert_eq!(number(r#"{"op":"distance_closest","a":"a","b":"b"}"#), 3.5);
        assert_eq!(
            number(r#"{"op":"distance_camera_center","camera":"c","of":"a"}"#),
            10.0
        );
        assert_eq!(
            number(r#"{"op":"distance_camera_closest","camera":"c","of":"a"}"#),
            9.5
        );
        assert_eq!(
            number(r#"{"op":"depth_camera_z","camera":"c","of":"b"}"#),
            10.0
        );
        assert_eq!(number(r#"{"op":"dimension_longest","of":"b"}"#), 6.0);
        assert_eq!(number(r#"{"op":"dimension_shortest","of":"b"}"#), 2.0);
        assert_eq!(number(r#"{"op":"dimension_width","of":"b"}"#), 4.0);
        assert_eq!(number(r#"{"op":"volume","of":"b"}"#), 48.0);
        assert_eq!(number(r#"{"op":"area","of":"floor"}"#), 6.0);
        assert_eq!(number(r#"{"op":"round","step":0.1,"of":{"op":"convert","to":"km","of":{"op":"volume","of":"b"}}}"#.replace("volume", "dimension_height").as_str()), 0.0);
        assert_eq!(
            number(r#"{"op":"convert","to":"cm","of":{"op":"distance_closest","a":"a","b":"b"}}"#),
            350.0
        );
    }

    #[test]
    fn choices_and_truths_by_hand() {
        let on = two_boxes_and_a_camera();
        let value = |text: &str| evaluate(&serde_json::from_str(text).expect("an expression"), &on);
        let of = r#"[{"op":"volume","of":"a"},{"op":"volume","of":"b"}]"#;
        assert_eq!(
            value(&format!(r#"{{"op":"argmin","of":{of}}}"#)),
            Ok(Value::Index(0))
        );
        assert_eq!(
            value(&format!(r#"{{"op":"argmax","of":{of}}}"#)),
            Ok(Value::Index(1))
        );
        assert_eq!(
            value(r#"{"op":"count","of":["a","b"]}"#),
            Ok(Value::Count(2))
        );
        assert_eq!(value(r#"{"op":"exists","of":[]}"#), Ok(Value::Bool(false)));
        let compare = r#"{"op":"compare","relation":"less","a":{"op":"volume","of":"a"},"b":{"op":"volume","of":"b"}}"#;
        assert_eq!(value(compare), Ok(Value::Bool(true)));
    }

    #[test]
    fn what_is_missing_wrong_or_degenerate_is_said() {
        let mut on = two_boxes_and_a_camera();
        let expr: Expr =
            serde_json::from_str(r#"{"op":"distance_closest","a":"a","b":"z"}"#).expect("expr");
        let said = |r: Result<Value, ProofError>| r.expect_err("an error").to_string();
        assert_eq!(
            said(evaluate(&expr, &on)),
            "the proof names evidence \"z\", which the sample does not have"
        );
        let expr: Expr =
            serde_json::from_str(r#"{"op":"distance_closest","a":"a","b":"c"}"#).expect("expr");
        assert_eq!(
            said(evaluate(&expr, &on)),
            "distance_closest needs a box and \"c\" is a camera"
        );
        if let Shape::Obb(o) = &mut on[0].shape {
            o.size[0] = f64::NAN;
        }
        let expr: Expr = serde_json::from_str(r#"{"op":"volume","of":"a"}"#).expect("expr");
        assert_eq!(
            said(evaluate(&expr, &on)),
            "the geometry of \"a\" is degenerate"
        );
        assert!(serde_json::from_str::<Expr>(r#"{"op":"guess","of":"a"}"#).is_err());
    }
}
