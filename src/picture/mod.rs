//! Pictures of puzzles: from a sample's evidence to a canvas. One puzzle, one file.
//!
//! A puzzle's question needs no picture to be made, so families (`question`) know nothing of this; whoever writes
//! or shows a puzzle draws it here. What is drawn is the evidence, nothing else: an edited puzzle is drawn as edited.

mod rotation_2d;
mod spatial_map;

use crate::evidence::{Evidence, Shape};
use crate::media::canvas::{Canvas, CanvasError};
use crate::proof::puzzle;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Which picture of a puzzle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// What a model, and a person before the answer, sees.
    Blind,
    /// With the answer's reason drawn in.
    Explained,
}

/// Why a puzzle has no picture.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PictureError {
    /// No puzzle among the evidence, one that is not known, or one that cannot be read.
    #[error("the puzzle cannot be drawn: {0}")]
    Puzzle(String),
    /// The canvas refused.
    #[error(transparent)]
    Canvas(#[from] CanvasError),
}

/// Draws the first puzzle among the evidence: a map at 1136 x 852 px, a rotation at 900 x 700 px.
///
/// # Errors
/// [`PictureError`].
pub fn draw(evidence: &[Evidence], look: Look) -> Result<Canvas, PictureError> {
    let found = evidence.iter().find_map(|e| match &e.shape {
        Shape::Puzzle {
            puzzle,
            parameters,
            state,
        } => Some((puzzle.as_str(), parameters, state)),
        _ => None,
    });
    let (name, parameters, state) =
        found.ok_or_else(|| PictureError::Puzzle("no puzzle among the evidence".into()))?;
    match name {
        puzzle::spatial_map::NAME => Ok(spatial_map::draw(
            &read("parameters", parameters)?,
            &read("state", state)?,
            look,
        )?),
        puzzle::rotation_2d::NAME => Ok(rotation_2d::draw(&read("state", state)?, look)?),
        other => Err(PictureError::Puzzle(format!(
            "{other:?} is not known to this version"
        ))),
    }
}

fn read<T: DeserializeOwned>(half: &str, json: &Value) -> Result<T, PictureError> {
    puzzle::read(half, json).map_err(PictureError::Puzzle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Role;
    use crate::question::{FAMILIES, Source};
    use serde_json::json;

    #[test]
    fn every_puzzle_family_has_its_picture_at_its_size_with_equal_bytes() {
        for family in &FAMILIES {
            let Source::Puzzle { generate } = family.source else {
                continue;
            };
            let sample = generate(1, 1).expect("a puzzle").sample;
            let png = |look| {
                let canvas = draw(&sample.evidence, look).expect("a picture");
                let size = (canvas.width(), canvas.height());
                assert_eq!(size, (sample.media[0].width, sample.media[0].height));
                canvas.to_png().expect("a file")
            };
            assert_eq!(png(Look::Blind), png(Look::Blind));
            assert_ne!(png(Look::Blind), png(Look::Explained));
        }
    }

    #[test]
    fn what_cannot_be_drawn_says_why() {
        let why = |evidence: &[Evidence]| match draw(evidence, Look::Blind) {
            Ok(_) => "drawn".into(),
            Err(error) => error.to_string(),
        };
        assert_eq!(
            why(&[]),
            "the puzzle cannot be drawn: no puzzle among the evidence"
        );
        let puzzle = |puzzle: &str, state| {
            let shape = Shape::Puzzle {
                puzzle: puzzle.into(),
                parameters: json!({}),
                state,
            };
            [Evidence::new("e1", Role::Subject, "", shape)]
        };
        assert!(
            why(&puzzle("sudoku", json!({}))).ends_with("\"sudoku\" is not known to this version")
        );
        assert!(
            why(&puzzle("rotation_2d", json!({"reference": [[0]]})))
                .ends_with("state: missing field `options`")
        );
        // Hostile sizes are drawn without harm: uneven rows, no cells, colours that are not there.
        let odd = json!({"reference": [[0, 200], [1]], "options": [[], [[9]]]});
        assert_eq!(why(&puzzle("rotation_2d", odd)), "drawn");
    }
}
