//! Question families: one fact about a scene or puzzle, asked, with its proof, its wrong options and its
//! evidence. One family, one file.
//!
//! Pure: no file, no clock, no store, no unseeded randomness. Pictures are made by the caller from the
//! drawing orders in a [`Draft`].

pub mod absolute_distance;
pub mod checks;
pub mod distractors;
pub mod from_scene;
pub mod metric;
pub mod objects;
pub mod phrase;
pub mod puzzle;
pub mod rotation_2d;
pub mod seeding;
pub mod spatial_map;

use crate::sample::Sample;

/// A question family.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// Name in keys, provenance and on the command line.
    pub name: &'static str,
    /// The benchmark's task that it fills.
    pub task: &'static str,
    /// What it asks, in one line.
    pub doc: &'static str,
    /// What it is made from.
    pub source: Source,
}

/// What a family is made from.
#[derive(Clone, Copy, Debug)]
pub enum Source {
    /// A scene with frames, depth and points; see the family's own `ask`.
    Scene,
    /// Nothing but a seed.
    Puzzle {
        /// The sample of (seed, number), or `None` when it abstains.
        generate: fn(u64, u64) -> Option<Draft>,
    },
}

/// Every family, by name.
pub const FAMILIES: [Family; 3] = [
    Family {
        name: absolute_distance::FAMILY,
        task: "Absolute Distance",
        doc: "how far apart two objects are, between their closest points",
        source: Source::Scene,
    },
    Family {
        name: rotation_2d::FAMILY,
        task: "2D/3D Rotation",
        doc: "which coloured grid is the reference, turned",
        source: Source::Puzzle {
            generate: rotation_2d::generate,
        },
    },
    Family {
        name: spatial_map::FAMILY,
        task: "Spatial Map",
        doc: "directions, counts and nearest places on a map",
        source: Source::Puzzle {
            generate: spatial_map::generate,
        },
    },
];

/// The family of this name.
pub fn family(name: &str) -> Option<&'static Family> {
    FAMILIES.iter().find(|f| f.name == name)
}

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
        Some(name) if is_puzzle(name) => puzzle::answer(sample),
        Some(other) => Err(format!(
            "the family {other:?} does not recompute from geometry"
        )),
        None => Err("an imported question has no proof to recompute".into()),
    }
}

/// Measures on pixels and points again what a sample's checks say of them, with the boxes that its evidence has now;
/// `None` when its family measures nothing there, when there is nothing to measure on, or when `go_on` says to stop.
pub fn remeasure(
    sample: &Sample,
    input: objects::Input<'_>,
    go_on: &dyn Fn() -> bool,
) -> Option<Vec<crate::sample::Check>> {
    match sample.provenance.family.as_deref() {
        Some(absolute_distance::FAMILY) => {
            let limits = &absolute_distance::Thresholds::STRICT;
            absolute_distance::remeasure(sample, input, limits, go_on)
        }
        _ => None,
    }
}

fn is_puzzle(name: &str) -> bool {
    family(name).is_some_and(|f| matches!(f.source, Source::Puzzle { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_are_sorted_and_every_puzzle_answers_to_its_name() {
        assert!(FAMILIES.windows(2).all(|w| w[0].name < w[1].name));
        for family in &FAMILIES {
            let Source::Puzzle { generate } = family.source else {
                continue;
            };
            let sample = generate(1, 1).expect("a puzzle").sample;
            assert_eq!(sample.provenance.family.as_deref(), Some(family.name));
            assert_eq!(sample.released.sub_task.as_deref(), Some(family.task));
        }
    }
}
