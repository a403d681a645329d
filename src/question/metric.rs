//! Lengths as answers: rounding, options, and how a sample says them.

use super::{distractors, seeding};
use crate::answer::{Answer, Quantity, Unit, format_step, letter};
use crate::proof::round_half_even;
use crate::sample::{Choice, QuestionType, Sample};
use rand_chacha::ChaCha8Rng;

/// Draws of a threshold before giving up: rounding can bring one too near to the truth.
const DRAWS: usize = 32;

/// Lengths from 1 m are rounded to 0.1 m, shorter ones to 1 cm (datasets.md §4.2 rule 6).
pub fn step_m(metres: f64) -> f64 {
    if metres >= 1.0 { 0.1 } else { 0.01 }
}

/// Writes a length as the sample's answer, with options where it has them. `None` when no four options with gaps
/// exist, and for yes/no questions, whose answer is no length ([`judge`]).
pub fn answer_length(sample: &mut Sample, metres: f64, random: &mut ChaCha8Rng) -> Option<()> {
    let step = step_m(metres);
    let truth = round_half_even(metres, step);
    match sample.released.question_type {
        QuestionType::MultiChoice => choose(sample, truth, step, random),
        QuestionType::OpenEnded => {
            sample.released.answer = text(truth, step);
            sample.answer = quantity(truth, step);
            Some(())
        }
        QuestionType::Judgement => None,
    }
}

/// Writes yes or no as the sample's answer.
pub fn judge(sample: &mut Sample, yes: bool) {
    sample.answer = Answer::YesNo { value: yes };
    sample.released.answer = sample.answer.to_string();
}

/// A length to ask about with yes or no, `truth` metres being the right one: a ratio away from it on the wanted side,
/// drawn as neighbouring options are, rounded as lengths are. Apart from the truth by at least `apart_m` and by
/// [`distractors::MIN_GAP_SHARE`] of the larger. `None` when no draw is.
pub fn threshold_m(truth: f64, below: bool, apart_m: f64, random: &mut ChaCha8Rng) -> Option<f64> {
    for _ in 0..DRAWS {
        let ratio = seeding::between(random, distractors::RATIO.0, distractors::RATIO.1);
        let drawn = if below { truth / ratio } else { truth * ratio };
        let threshold = round_half_even(drawn, step_m(drawn));
        let gap = (threshold - truth).abs();
        let needed = apart_m.max(distractors::MIN_GAP_SHARE * threshold.max(truth));
        if threshold > 0.0 && (threshold < truth) == below && gap >= needed {
            return Some(threshold);
        }
    }
    None
}

/// A length as text: rounded to the step of its size.
pub fn length_text(metres: f64) -> String {
    text(metres, step_m(metres))
}

fn quantity(value: f64, step: f64) -> Answer {
    Answer::Quantity(Quantity {
        value,
        unit: Unit::M,
        step,
    })
}

fn text(value: f64, step: f64) -> String {
    format!("{} m", format_step(value, step))
}

fn choose(sample: &mut Sample, truth: f64, step: f64, random: &mut ChaCha8Rng) -> Option<()> {
    let grid = distractors::grid(truth, step, random)?;
    let mut order = [0, 1, 2, 3];
    seeding::shuffle(random, &mut order);
    let index = order.iter().position(|rank| *rank == grid.rank)?;
    let option = |rank: &usize| {
        let value = grid.values[*rank];
        Choice {
            text: text(value, step),
            answer: quantity(value, step),
            evidence: Vec::new(),
        }
    };
    sample.options = order.iter().map(option).collect();
    sample.released.options = sample.options.iter().map(|o| o.text.clone()).collect();
    sample.released.answer = format!("({})", letter(index)?);
    sample.answer = Answer::Option { index };
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_on_its_side_and_clear_of_the_truth() {
        for n in 0..2000u64 {
            let mut random = seeding::random(n, &["threshold"]);
            let truth = seeding::between(&mut random, 0.3, 9.0);
            let below = n % 2 == 0;
            let t = threshold_m(truth, below, 0.1, &mut random).expect("a threshold");
            assert_eq!(t < truth, below);
            let (low, high) = (t.min(truth), t.max(truth));
            assert!(
                high - low >= 0.1 && (high - low) / high >= 0.25,
                "{t} for {truth}"
            );
            assert!(high / low < 2.0, "{t} is no giveaway for {truth}");
            let text = length_text(t);
            let digits = text
                .trim_end_matches(" m")
                .parse::<f64>()
                .expect("a number");
            assert_eq!(
                digits, t,
                "the question states what the proof compares with"
            );
        }
        let mut random = seeding::random(1, &["threshold"]);
        assert_eq!(
            threshold_m(0.3, true, 0.5, &mut random),
            None,
            "no room below"
        );
    }
}
