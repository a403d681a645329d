//! Checks that follow from the sample alone, so they can run again on every edit.
//!
//! What needs pixels or points (visible share, points in the box) is measured where those are loaded and
//! carried along; [`recheck`] keeps such rows as they are and recomputes the rest.

use super::distractors::{MIN_GAP_SHARE, min_gap_share};
use crate::answer::{Answer, Quantity, decimals_of_step};
use crate::proof::{NoiseModel, Verdict, perturb, verdict};
use crate::sample::{Check, QuestionType, Sample, Threshold};

/// Rounds of noise re-derivation.
pub const NOISE_ROUNDS: usize = 32;
/// p5 to p95 under noise, as a share of the value: beyond it a 10 % tolerance would reward luck.
pub const MAX_NOISE_SHARE: f64 = 0.10;
/// Nearest wrong option from the exact value, as a share of it: half the smallest gap that options may have.
pub const MIN_MARGIN_SHARE: f64 = 0.10;

/// Names of the checks made here, in the order they are shown.
pub const RECOMPUTED: [&str; 9] = [
    "key_equals_proof",
    "key_is_an_option",
    "option_count",
    "margin",
    "noise_interval",
    "same_under_noise",
    "unit",
    "options_distinct",
    "format_neutral",
];

/// The sample's checks with everything recomputable computed anew; failures first, then in order.
pub fn recheck(sample: &Sample) -> Vec<Check> {
    let mut checks: Vec<Check> = sample
        .checks
        .iter()
        .filter(|c| !RECOMPUTED.contains(&c.name.as_str()))
        .cloned()
        .collect();
    checks.extend(from_proof(sample));
    checks.extend(from_options(sample));
    checks.sort_by_key(|c| c.result != crate::sample::CheckResult::Red);
    checks
}

/// Names of the checks that are measured on pixels and points, in the order they are shown.
pub const MEASURED: [&str; 4] = [
    "visible_share",
    "inside_image",
    "points_in_box",
    "points_agree",
];

/// A sample's checks with these new ones in place of those of the same names; failures first, then in order.
pub fn with_measured(checks: &[Check], measured: Vec<Check>) -> Vec<Check> {
    let replaced = |c: &&Check| measured.iter().any(|m| m.name == c.name);
    let kept = checks.iter().filter(|c| !replaced(c)).cloned();
    let mut all: Vec<Check> = kept.chain(measured.iter().cloned()).collect();
    let place = |c: &Check| {
        let at = |names: &[&str]| names.iter().position(|n| *n == c.name);
        let later = |n: usize| n + MEASURED.len() + 1;
        at(&MEASURED).unwrap_or_else(|| at(&RECOMPUTED).map_or(MEASURED.len(), later))
    };
    all.sort_by_key(|c| (c.result != crate::sample::CheckResult::Red, place(c)));
    all
}

fn from_proof(sample: &Sample) -> Vec<Check> {
    let Some(proof) = &sample.proof else {
        return vec![Check::not_applicable(
            "key_equals_proof",
            None,
            "imported, without a proof",
        )];
    };
    match verdict(
        proof,
        &sample.evidence,
        &sample.option_answers(),
        &sample.answer,
    ) {
        Err(error) => vec![Check::fact(
            "key_equals_proof",
            None,
            false,
            Some(&error.to_string()),
        )],
        Ok(v) => {
            let mut checks = vec![Check::fact("key_equals_proof", None, v.equals_key, None)];
            checks.extend(margin(&v));
            checks.extend(noise(sample, &v));
            checks
        }
    }
}

fn margin(v: &Verdict) -> Option<Check> {
    let (margin, exact) = (v.margin?, v.exact?);
    Some(Check::number(
        "margin",
        None,
        margin,
        Threshold::AtLeast(exact.value.abs() * MIN_MARGIN_SHARE),
        exact.unit.symbol(),
    ))
}

fn noise(sample: &Sample, v: &Verdict) -> Option<Check> {
    let (proof, exact) = (sample.proof.as_ref()?, v.exact?);
    let seed = sample.provenance.seed.unwrap_or(0);
    let noise = perturb(
        proof,
        &sample.evidence,
        &NoiseModel::default(),
        NOISE_ROUNDS,
        seed,
    )
    .ok()?;
    let check = match noise.p05.zip(noise.p95) {
        Some((low, high)) => {
            let share = (high - low) / exact.value.abs();
            let most = Threshold::AtMost(MAX_NOISE_SHARE);
            Check::number("noise_interval", None, share, most, "1")
        }
        // A yes or a no has no interval: it must come out the same every time.
        None => {
            let share = noise.same as f64 / noise.rounds.max(1) as f64;
            let least = Threshold::AtLeast(1.0);
            Check::number("same_under_noise", None, share, least, "1")
        }
    };
    Some(check)
}

fn from_options(sample: &Sample) -> Vec<Check> {
    if sample.released.question_type != QuestionType::MultiChoice {
        return Vec::new();
    }
    let n = sample.options.len();
    let mut checks = vec![Check::fact(
        "key_is_an_option",
        None,
        key_is_an_option(sample),
        None,
    )];
    if !(2..=8).contains(&n) {
        checks.push(Check::number(
            "option_count",
            None,
            n as f64,
            Threshold::AtLeast(2.0),
            "",
        ));
    }
    let numbers: Vec<Quantity> = sample
        .options
        .iter()
        .filter_map(|o| match o.answer {
            Answer::Quantity(q) => Some(q),
            _ => None,
        })
        .collect();
    if n > 0 && numbers.len() == n {
        let one_unit = numbers.windows(2).all(|w| w[0].unit == w[1].unit);
        checks.push(Check::fact("unit", None, one_unit, None));
        let mut values: Vec<f64> = numbers.iter().map(Quantity::base).collect();
        values.sort_by(f64::total_cmp);
        checks.push(Check::number(
            "options_distinct",
            None,
            min_gap_share(&values),
            Threshold::AtLeast(MIN_GAP_SHARE),
            "1",
        ));
        let decimals = |q: &Quantity| decimals_of_step(q.step);
        let one_format = numbers
            .windows(2)
            .all(|w| decimals(&w[0]) == decimals(&w[1]));
        checks.push(Check::fact("format_neutral", None, one_format, None));
    } else {
        checks.push(Check::fact(
            "options_distinct",
            None,
            texts_differ(sample),
            None,
        ));
        checks.push(Check::fact(
            "format_neutral",
            None,
            texts_are_alike(sample),
            None,
        ));
    }
    checks
}

fn key_is_an_option(sample: &Sample) -> bool {
    matches!(sample.answer, Answer::Option { index } if index < sample.options.len())
}

fn texts_differ(sample: &Sample) -> bool {
    let mut texts: Vec<String> = sample
        .options
        .iter()
        .map(|o| o.text.trim().to_lowercase())
        .collect();
    texts.sort();
    texts.windows(2).all(|w| w[0] != w[1])
}

/// Whether no option text stands out by its form: blanks at the ends, a full stop, or the case of its first letter.
fn texts_are_alike(sample: &Sample) -> bool {
    let form = |text: &str| {
        let first = text.chars().next();
        (
            text.trim() == text,
            text.ends_with('.'),
            first.is_some_and(char::is_uppercase),
            first.is_some_and(char::is_numeric),
        )
    };
    let mut forms = sample.options.iter().map(|o| form(&o.text));
    let first = forms.next();
    forms.all(|f| Some(f) == first)
}
