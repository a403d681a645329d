//! Holding a proof's value against the options and the key.

use super::{Expr, ProofError, Value, evaluate};
use crate::answer::{Answer, Quantity};
use crate::evidence::Evidence;

/// What a proof says about a question's options and key.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The value with rounding and conversion applied: what the key should say.
    pub value: Value,
    /// The number before the outermost rounding, in the same unit; of a comparison the number that is compared. `None`
    /// for other values that are no number.
    pub exact: Option<Quantity>,
    /// What a comparison holds the exact number against, in the exact number's unit.
    pub against: Option<f64>,
    /// Half the rounding step: how far the printed value may be from the exact one, in the value's unit.
    pub tolerance: f64,
    /// Index of the option that says the value, when there are options.
    pub right_option: Option<usize>,
    /// The wrong option nearest to the exact value, when options are numbers.
    pub nearest_wrong: Option<usize>,
    /// Distance from the exact value to the nearest wrong option, or to what it is compared with, in its unit.
    pub margin: Option<f64>,
    /// Whether the key says what the proof says.
    pub equals_key: bool,
}

/// Evaluates the proof and compares it with the parsed options (empty for open questions) and the key.
///
/// # Errors
/// As [`evaluate`].
pub fn verdict(
    proof: &Expr,
    evidence: &[Evidence],
    options: &[Answer],
    key: &Answer,
) -> Result<Verdict, ProofError> {
    let value = evaluate(proof, evidence)?;
    let compared = compared(proof, evidence)?;
    let exact = match compared {
        Some((exact, _)) => Some(exact),
        None => exact_number(proof, evidence, &value)?,
    };
    let against = compared.map(|(exact, other)| other.base() / exact.unit.in_base());
    let says = value.answer();
    let right = match &value {
        Value::Index(index) => (*index < options.len()).then_some(*index),
        _ => only(
            options
                .iter()
                .enumerate()
                .filter(|(_, o)| o.means(&says))
                .map(|(i, _)| i),
        ),
    };
    let nearest = exact.and_then(|exact| nearest_wrong(exact, options, right));
    let equals_key = match key {
        Answer::Option { index } => right == Some(*index),
        other => other.means(&says),
    };
    Ok(Verdict {
        tolerance: exact.map_or(0.0, |q| q.step * 0.5),
        value,
        exact,
        right_option: right,
        nearest_wrong: nearest.map(|(index, _)| index),
        margin: match (exact, against) {
            (Some(exact), Some(against)) => Some((exact.value - against).abs()),
            _ => nearest.map(|(_, margin)| margin),
        },
        against,
        equals_key,
    })
}

/// Both sides of a comparison of numbers; `None` for other proofs.
fn compared(
    proof: &Expr,
    evidence: &[Evidence],
) -> Result<Option<(Quantity, Quantity)>, ProofError> {
    let Expr::Compare { a, b, .. } = proof else {
        return Ok(None);
    };
    Ok(match (evaluate(a, evidence)?, evaluate(b, evidence)?) {
        (Value::Number(a), Value::Number(b)) => Some((a, b)),
        _ => None,
    })
}

/// The number under the outermost rounding, carrying that rounding's step; converted if the proof converts.
fn exact_number(
    proof: &Expr,
    evidence: &[Evidence],
    value: &Value,
) -> Result<Option<Quantity>, ProofError> {
    match (proof, value) {
        (Expr::Round { step, of }, Value::Number(_)) => match evaluate(of, evidence)? {
            Value::Number(q) => Ok(Some(Quantity { step: *step, ..q })),
            _ => Ok(None),
        },
        (_, Value::Number(q)) => Ok(Some(*q)),
        _ => Ok(None),
    }
}

/// The single item, or nothing when there are none or several.
fn only(mut items: impl Iterator<Item = usize>) -> Option<usize> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}

fn nearest_wrong(
    exact: Quantity,
    options: &[Answer],
    right: Option<usize>,
) -> Option<(usize, f64)> {
    let distance = |option: &Answer| match option {
        Answer::Quantity(q) if q.unit.measures_the_same_as(exact.unit) => {
            Some((q.base() - exact.base()).abs() / exact.unit.in_base())
        }
        _ => None,
    };
    options
        .iter()
        .enumerate()
        .filter(|(index, _)| Some(*index) != right)
        .filter_map(|(index, option)| Some((index, distance(option)?)))
        .min_by(|a, b| a.1.total_cmp(&b.1))
}

/// The multiple of `step` nearest to `value`, ties to the even multiple, as the f64 nearest to its decimal form.
///
/// Going through the decimal form makes 14 * 0.1 read 1.4, not 1.4000000000000001.
pub fn round_half_even(value: f64, step: f64) -> f64 {
    let multiple = (value / step).round_ties_even();
    let decimals = crate::answer::decimals_of_step(step).unwrap_or(0);
    format!("{:.decimals$}", multiple * step)
        .parse()
        .unwrap_or(multiple * step)
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::*;
    use super::*;
    use crate::answer::Unit;

    fn metres(value: f64) -> Answer {
        Answer::Quantity(Quantity {
            value,
            unit: Unit::M,
            step: 0.1,
        })
    }

    #[test]
    fn rounding_is_to_even_and_prints_clean() {
        assert_eq!(round_half_even(1.376624, 0.1), 1.4);
        assert_eq!(round_half_even(0.5, 1.0), 0.0);
        assert_eq!(round_half_even(1.5, 1.0), 2.0);
        assert_eq!(round_half_even(37.5, 5.0), 40.0);
        assert_eq!(round_half_even(-0.04, 0.1), 0.0);
    }

    #[test]
    fn margin_is_to_the_nearest_wrong_option_and_the_key_is_compared() {
        let on = two_boxes_and_a_camera();
        let proof: Expr = serde_json::from_str(
            r#"{"op":"round","step":0.1,"of":{"op":"distance_closest","a":"a","b":"b"}}"#,
        )
        .expect("expr");
        let options = [metres(2.5), metres(3.5), metres(4.9), metres(6.9)];
        let v = verdict(&proof, &on, &options, &Answer::Option { index: 1 }).expect("a verdict");
        assert_eq!(
            (v.right_option, v.nearest_wrong, v.margin),
            (Some(1), Some(0), Some(1.0))
        );
        assert!(v.equals_key);
        let stale =
            verdict(&proof, &on, &options, &Answer::Option { index: 2 }).expect("a verdict");
        assert!(!stale.equals_key, "an edited key differs from its proof");
        let open = verdict(&proof, &on, &[], &metres(3.5)).expect("a verdict");
        assert!(open.equals_key && open.margin.is_none());
    }

    #[test]
    fn a_comparison_is_held_against_yes_and_no_with_its_margin() {
        let on = two_boxes_and_a_camera();
        let verdict_of = |stated: &str, relation: &str, key: bool| {
            let proof: Expr = serde_json::from_str(&format!(
                r#"{{"op":"compare","relation":"{relation}","a":{{"op":"distance_closest","a":"a","b":"b"}},"b":{stated}}}"#
            ))
            .expect("expr");
            verdict(&proof, &on, &[], &Answer::YesNo { value: key }).expect("a verdict")
        };
        let v = verdict_of(
            r#"{"op":"stated","value":5.0,"unit":"m"}"#,
            "greater",
            false,
        );
        assert_eq!((v.value.clone(), v.equals_key), (Value::Bool(false), true));
        assert_eq!(v.exact.map(|q| q.value), Some(3.5));
        assert_eq!((v.against, v.margin), (Some(5.0), Some(1.5)));
        let v = verdict_of(r#"{"op":"stated","value":200.0,"unit":"cm"}"#, "less", true);
        assert_eq!((v.value, v.equals_key), (Value::Bool(false), false));
        assert_eq!((v.against, v.margin), (Some(2.0), Some(1.5)), "in metres");
        let on_it = verdict_of(
            r#"{"op":"stated","value":3.5,"unit":"m"}"#,
            "greater",
            false,
        );
        assert_eq!((on_it.margin, on_it.equals_key), (Some(0.0), true));
    }

    #[test]
    fn two_options_that_say_the_value_are_no_answer() {
        let on = two_boxes_and_a_camera();
        let proof: Expr =
            serde_json::from_str(r#"{"op":"distance_closest","a":"a","b":"b"}"#).expect("expr");
        let v = verdict(
            &proof,
            &on,
            &[metres(3.5), metres(3.5)],
            &Answer::Option { index: 0 },
        )
        .expect("verdict");
        assert_eq!(v.right_option, None);
        assert!(!v.equals_key);
    }
}
