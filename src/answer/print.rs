//! Answers as people read them.

use super::{Answer, letter};
use std::fmt::{Display, Formatter, Result};

/// The gap between a number and its unit: U+2009, thin space.
const THIN: &str = "\u{2009}";

impl Display for Answer {
    /// As shown to people: `B`, `yes`, `1.4 m` (thin gap), `(12.00, 8.50)`; an ambiguous answer shows why.
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Option { index } => match letter(*index) {
                Some(letter) => write!(f, "{letter}"),
                None => write!(f, "option {}", index + 1),
            },
            Self::YesNo { value } => f.write_str(if *value { "yes" } else { "no" }),
            Self::Count { value } => write!(f, "{value}"),
            Self::Quantity(q) => {
                f.write_str(&format_step(q.value, q.step))?;
                match q.unit.symbol() {
                    "" => Ok(()),
                    "°" => f.write_str("°"),
                    unit => write!(f, "{THIN}{unit}"),
                }
            }
            Self::Text { text } => f.write_str(text),
            Self::Point { at } => write_tuple(f, at),
            Self::Points { at } => at.iter().try_for_each(|p| write_tuple(f, p)),
            Self::Box { values } | Self::Vector { values, .. } | Self::Matrix { values, .. } => {
                write_tuple(f, values)
            }
            Self::Pose { b_from_a } => write_tuple(f, b_from_a),
            Self::Order { items } => f.write_str(&items.join(", ")),
            Self::Ambiguous { why } => write!(f, "ambiguous: {why}"),
        }
    }
}

fn write_tuple(f: &mut Formatter<'_>, values: &[f64]) -> Result {
    let words: Vec<String> = values.iter().map(|v| format_number(*v)).collect();
    write!(f, "({})", words.join(", "))
}

/// A number in the shortest form that reads back to the same f64.
pub fn format_number(value: f64) -> String {
    format!("{value}")
}

/// A number printed with as many decimals as its step has; step 0 prints the shortest form.
pub fn format_step(value: f64, step: f64) -> String {
    match decimals_of_step(step) {
        Some(decimals) => format!("{value:.decimals$}"),
        None => format_number(value),
    }
}

/// Decimals that a step needs: 0.1 has 1, 0.05 has 2, 5 has 0; `None` for 0 and what is not a step.
pub fn decimals_of_step(step: f64) -> Option<usize> {
    if !(step.is_finite() && step > 0.0) {
        return None;
    }
    let text = format!("{step}");
    Some(
        text.split_once('.')
            .map_or(0, |(_, decimals)| decimals.len()),
    )
}

#[cfg(test)]
mod tests {
    use super::super::{Quantity, Unit};
    use super::*;

    #[test]
    fn numbers_keep_their_step() {
        assert_eq!(format_step(2.0, 0.1), "2.0");
        assert_eq!(format_step(0.3, 0.01), "0.30");
        assert_eq!(format_step(35.0, 5.0), "35");
        assert_eq!(format_step(1.25, 0.0), "1.25");
    }

    #[test]
    fn answers_read_as_people_write_them() {
        assert_eq!(Answer::Option { index: 1 }.to_string(), "B");
        assert_eq!(
            Answer::Quantity(Quantity {
                value: 1.4,
                unit: Unit::M,
                step: 0.1
            })
            .to_string(),
            "1.4\u{2009}m"
        );
        assert_eq!(
            Answer::Quantity(Quantity {
                value: 90.0,
                unit: Unit::Degree,
                step: 5.0
            })
            .to_string(),
            "90°"
        );
    }
}
