//! Lengths as answers: rounding, options, and how a sample says them.

use super::{distractors, seeding};
use crate::answer::{Answer, Quantity, Unit, format_step, letter};
use crate::proof::round_half_even;
use crate::sample::{Choice, QuestionType, Sample};
use rand_chacha::ChaCha8Rng;

/// Lengths from 1 m are rounded to 0.1 m, shorter ones to 1 cm (datasets.md §4.2 rule 6).
pub fn step_m(metres: f64) -> f64 {
    if metres >= 1.0 { 0.1 } else { 0.01 }
}

/// Writes a length as the sample's answer, with options where it has them. `None` when no four options with gaps
/// exist, and for yes/no questions, which no family asks about lengths yet.
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
