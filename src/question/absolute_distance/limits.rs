//! What a distance must reach to be asked about, and why one was not.

use super::super::objects::{ObjectLimits, Unfit};
use crate::sample::{Digest, canonical};
use serde::Serialize;
use serde_json::Value;

/// What a candidate must reach; stored with the run by hash.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Thresholds {
    /// What each object must reach.
    pub objects: ObjectLimits,
    /// Nearer than this, two boxes may as well touch, metres.
    pub min_distance_m: f64,
    /// Boxes and points agree within this or [`Thresholds::max_disagreement_share`], whichever is larger, metres.
    pub max_disagreement_m: f64,
    /// See above.
    pub max_disagreement_share: f64,
}

impl Thresholds {
    /// The strict preset (datasets.md §4.2).
    pub const STRICT: Self = Self {
        objects: ObjectLimits::STRICT,
        min_distance_m: 0.3,
        max_disagreement_m: 0.10,
        max_disagreement_share: 0.10,
    };

    /// How far boxes and points may disagree about a distance, metres.
    pub(super) fn allowed_m(&self, metres: f64) -> f64 {
        self.max_disagreement_m
            .max(self.max_disagreement_share * metres)
    }

    /// Hash of the values in force.
    pub fn digest(&self) -> Digest {
        canonical::hash(&serde_json::to_value(self).unwrap_or(Value::Null))
    }
}

/// Why a candidate was not asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gate {
    /// Not in the frame, or too little, too small or cut off.
    NotVisible,
    /// Too few points, or they do not fit the box.
    PoorGeometry,
    /// Nearer than the smallest distance asked.
    TooNear,
    /// Boxes and points disagree.
    Disagreement,
    /// Moves too much under noise.
    Unsteady,
    /// No four options with gaps, or no length to compare with.
    NoOptions,
}

impl Gate {
    /// In a sentence without a full stop.
    pub fn why(self) -> &'static str {
        match self {
            Self::NotVisible => "an object is hidden, small or cut off in the image",
            Self::PoorGeometry => "a box does not fit the object's points",
            Self::TooNear => "the boxes touch or are too near to each other",
            Self::Disagreement => "boxes and points disagree about the distance",
            Self::Unsteady => "the distance moves too much when the boxes are a little off",
            Self::NoOptions => "no options with gaps exist around this distance",
        }
    }
}

impl From<Unfit> for Gate {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::NotVisible => Self::NotVisible,
            Unfit::PoorGeometry => Self::PoorGeometry,
        }
    }
}
