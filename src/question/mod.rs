//! Question families: one fact about a scene or puzzle, asked, with its proof, its wrong options and its
//! evidence. One family, one file.
//!
//! Pure: no file, no clock, no store, no unseeded randomness. Pictures are made by the caller from the
//! drawing orders in a [`Draft`].

pub mod absolute_distance;
pub mod checks;
pub mod distractors;
pub mod phrase;
pub mod seeding;
pub mod visibility;

use crate::sample::Sample;

/// A question that passed its gates, with what the caller must draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The complete sample, sealed.
    pub sample: Sample,
    /// Marks to draw into the sample's only picture: rectangle in pixels and label.
    pub marks: Vec<Mark>,
}

/// A labelled rectangle drawn into a picture, so that a name points at one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// `[x0, y0, x1, y1]`, pixels.
    pub rect: [f64; 4],
    /// Text on the plate.
    pub label: String,
}

/// Computes answer, options and checks anew from a sample's evidence, through the family that asked it.
///
/// # Errors
/// A sentence that says why the corrected geometry gives no question.
pub fn rebuild(sample: Sample) -> Result<Sample, String> {
    match sample.provenance.family.as_deref() {
        Some(absolute_distance::FAMILY) => {
            absolute_distance::answer(sample).map_err(|gate| gate.why().to_owned())
        }
        Some(other) => Err(format!(
            "the family {other:?} does not recompute from geometry"
        )),
        None => Err("an imported question has no proof to recompute".into()),
    }
}
