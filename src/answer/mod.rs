//! What an answer is: one type with one parser and one printer, for keys, proofs, people's blind answers,
//! strict scoring and predictions.
//!
//! Nothing here guesses. Text that can be read two ways becomes [`Answer::Ambiguous`] with the reason.

mod parse;
mod print;
mod unit;

pub use parse::{Expect, number, parse, quantity};
pub use print::{decimals_of_step, format_number, format_step};
pub use unit::Unit;

use serde::{Deserialize, Serialize};

/// An answer. `kind` is the tag in JSON (design/record.md §1).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    /// One of the options, counted from 0.
    Option {
        /// Position in the options, from 0.
        index: usize,
    },
    /// Yes or no.
    YesNo {
        /// `true` is yes.
        value: bool,
    },
    /// A whole number of things.
    Count {
        /// How many.
        value: u64,
    },
    /// A measured number.
    Quantity(Quantity),
    /// Free text.
    Text {
        /// As it stood.
        text: String,
    },
    /// One point: two numbers are pixels, three are metres.
    Point {
        /// Coordinates.
        at: Vec<f64>,
    },
    /// Several points.
    Points {
        /// Coordinates of each.
        at: Vec<Vec<f64>>,
    },
    /// A box: 4 numbers are a rectangle in pixels, 24 are eight corners in metres.
    Box {
        /// Numbers as the source orders them.
        values: Vec<f64>,
    },
    /// A direction or displacement.
    Vector {
        /// Components.
        values: Vec<f64>,
        /// Their unit.
        #[serde(default)]
        unit: Unit,
    },
    /// A relative pose.
    Pose {
        /// `b_from_a`, row-major 4x4.
        b_from_a: [f64; 16],
    },
    /// A matrix, row-major.
    Matrix {
        /// Number of rows.
        rows: usize,
        /// Entries.
        values: Vec<f64>,
    },
    /// Things in order.
    Order {
        /// First to last.
        items: Vec<String>,
    },
    /// Could be read in more than one way, or in none.
    Ambiguous {
        /// What stands in the way, in a sentence without a full stop.
        why: String,
    },
}

/// A number with a unit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// The number, in `unit`.
    pub value: f64,
    /// Its unit.
    #[serde(default)]
    pub unit: Unit,
    /// The step it was rounded to, in `unit`; 0 when it was not rounded.
    #[serde(default)]
    pub step: f64,
}

impl Quantity {
    /// The value in the unit's base (metres, square metres, radians, seconds, pixels, or plain).
    pub fn base(&self) -> f64 {
        self.value * self.unit.in_base()
    }
}

impl Answer {
    /// An answer that could not be settled.
    pub fn ambiguous(why: impl Into<String>) -> Self {
        Self::Ambiguous { why: why.into() }
    }

    /// Whether two answers mean the same.
    ///
    /// Quantities are equal when their values agree in base units to half a part in 10⁹ (a printed number read
    /// back is exact; unit conversion is not). An ambiguous answer equals nothing, itself included.
    pub fn means(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Ambiguous { .. }, _) | (_, Self::Ambiguous { .. }) => false,
            (Self::Quantity(a), Self::Quantity(b)) => {
                a.unit.measures_the_same_as(b.unit)
                    && (a.base() - b.base()).abs() <= 5e-10 * a.base().abs().max(b.base().abs())
            }
            (Self::Text { text: a }, Self::Text { text: b }) => {
                a.trim().eq_ignore_ascii_case(b.trim())
            }
            (a, b) => a == b,
        }
    }
}

/// The letter models and the released file use for an option, counted from 0: 0 is `A`.
pub fn letter(index: usize) -> Option<char> {
    u8::try_from(index)
        .ok()
        .filter(|i| *i < 26)
        .map(|i| char::from(b'A' + i))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_form_is_the_interchange() {
        let answer = Answer::Quantity(Quantity {
            value: 1.4,
            unit: Unit::M,
            step: 0.1,
        });
        let text = r#"{"kind":"quantity","value":1.4,"unit":"m","step":0.1}"#;
        assert_eq!(serde_json::to_string(&answer).expect("json"), text);
        assert_eq!(
            serde_json::from_str::<Answer>(text).expect("answer"),
            answer
        );
    }

    #[test]
    fn equal_in_other_units_but_never_when_ambiguous() {
        let q = |value, unit| {
            Answer::Quantity(Quantity {
                value,
                unit,
                step: 0.0,
            })
        };
        assert!(q(1.4, Unit::M).means(&q(140.0, Unit::Cm)));
        assert!(!q(1.4, Unit::M).means(&q(1.4, Unit::Cm)));
        assert!(!q(1.4, Unit::M).means(&q(1.4, Unit::M2)));
        assert!(!Answer::ambiguous("x").means(&Answer::ambiguous("x")));
    }
}
