//! Puzzles: what their own rules give, from parameters and state alone.
//!
//! `parameters` say what is asked, `state` what the picture shows; both are read into typed structs that the
//! generators write. Nothing is repaired: a puzzle that cannot be read, or whose rules give no or several
//! answers, is a located [`ProofError::Puzzle`]. Making puzzles is `question`'s work, not done here.

pub mod rotation_2d;
pub mod spatial_map;

use super::{ProofError, Value};
use serde::de::DeserializeOwned;

/// A puzzle's rules.
struct Rules {
    name: &'static str,
    evaluate: fn(&serde_json::Value, &serde_json::Value) -> Result<Value, String>,
}

/// Every puzzle that this version knows.
const RULES: [Rules; 2] = [
    Rules {
        name: spatial_map::NAME,
        evaluate: |parameters, state| {
            spatial_map::evaluate(&read("parameters", parameters)?, &read("state", state)?)
        },
    },
    Rules {
        name: rotation_2d::NAME,
        evaluate: |parameters, state| {
            rotation_2d::evaluate(&read("parameters", parameters)?, &read("state", state)?)
        },
    },
];

/// What the puzzle gives.
///
/// # Errors
/// [`ProofError::Puzzle`] for a puzzle that is not known, whose parameters or state cannot be read, or whose rules
/// do not give exactly one answer.
pub fn evaluate(
    puzzle: &str,
    parameters: &serde_json::Value,
    state: &serde_json::Value,
) -> Result<Value, ProofError> {
    let error = |why| ProofError::Puzzle {
        puzzle: puzzle.to_owned(),
        why,
    };
    RULES
        .iter()
        .find(|rules| rules.name == puzzle)
        .ok_or_else(|| error("not known to this version".into()))
        .and_then(|rules| (rules.evaluate)(parameters, state).map_err(error))
}

/// One half of a puzzle, read into its type; the message names which half.
///
/// # Errors
/// A sentence when the JSON is of another form.
pub fn read<T: DeserializeOwned>(half: &str, json: &serde_json::Value) -> Result<T, String> {
    T::deserialize(json).map_err(|e| format!("{half}: {e}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_cannot_be_read_is_located() {
        let says = |puzzle: &str, parameters, state| {
            evaluate(puzzle, &parameters, &state)
                .expect_err("no puzzle")
                .to_string()
        };
        assert_eq!(
            says("sudoku", json!({}), json!({})),
            "puzzle \"sudoku\": not known to this version"
        );
        assert_eq!(
            says("rotation_2d", json!({}), json!({})),
            "puzzle \"rotation_2d\": parameters: missing field `colours`"
        );
        assert_eq!(
            says(
                "rotation_2d",
                json!({"colours": 3}),
                json!({"reference": [[0, 300]], "options": []})
            ),
            "puzzle \"rotation_2d\": state: invalid value: integer `300`, expected u8"
        );
    }
}
