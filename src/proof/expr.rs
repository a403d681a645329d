//! The expression tree. Names and argument types are the interchange (docs/proof.md).

use crate::answer::Unit;
use serde::{Deserialize, Serialize};

/// A proof expression; `op` is the tag in JSON, evidence is named by id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum Expr {
    /// How many pieces of evidence.
    Count {
        /// Evidence ids.
        of: Vec<String>,
    },
    /// Whether there is any.
    Exists {
        /// Evidence ids.
        of: Vec<String>,
    },
    /// Between the centres of two boxes, metres.
    DistanceCenters {
        /// First box.
        a: String,
        /// Second box.
        b: String,
    },
    /// Between the closest points of two closed boxes, metres; 0 when they touch.
    DistanceClosest {
        /// First box.
        a: String,
        /// Second box.
        b: String,
    },
    /// From a camera's optical centre to a box's centre, metres.
    DistanceCameraCenter {
        /// Camera.
        camera: String,
        /// Box.
        of: String,
    },
    /// From a camera's optical centre to the nearest point: of a closed box, or of `points` evidence, metres.
    DistanceCameraClosest {
        /// Camera.
        camera: String,
        /// Box or points.
        of: String,
    },
    /// Depth of a box's centre along the camera's optical axis, metres.
    DepthCameraZ {
        /// Camera.
        camera: String,
        /// Box.
        of: String,
    },
    /// Longest edge of a box, metres.
    DimensionLongest {
        /// Box.
        of: String,
    },
    /// Shortest edge of a box, metres.
    DimensionShortest {
        /// Box.
        of: String,
    },
    /// Edge along the box's own x axis, metres.
    DimensionLength {
        /// Box.
        of: String,
    },
    /// Edge along the box's own y axis, metres.
    DimensionWidth {
        /// Box.
        of: String,
    },
    /// Edge along the box's own z axis, metres.
    DimensionHeight {
        /// Box.
        of: String,
    },
    /// Volume of a box, cubic metres.
    Volume {
        /// Box.
        of: String,
    },
    /// Area of a flat polygon, square metres.
    Area {
        /// Polygon.
        of: String,
    },
    /// Which of several numbers is smallest, from 0.
    Argmin {
        /// Expressions that give numbers of one kind.
        of: Vec<Expr>,
    },
    /// Which of several numbers is largest, from 0.
    Argmax {
        /// Expressions that give numbers of one kind.
        of: Vec<Expr>,
    },
    /// What a puzzle's own rules give.
    Puzzle {
        /// Puzzle evidence.
        of: String,
    },
    /// A number that the question states.
    Stated {
        /// The number, in `unit`.
        value: f64,
        /// Its unit.
        unit: Unit,
    },
    /// Nearest multiple of `step`, ties to even.
    Round {
        /// Step, in the unit of the value.
        step: f64,
        /// What to round.
        of: Box<Expr>,
    },
    /// The same quantity in another unit.
    Convert {
        /// Target unit.
        to: Unit,
        /// What to convert.
        of: Box<Expr>,
    },
    /// Whether `a` stands in `relation` to `b`.
    Compare {
        /// Relation.
        relation: Relation,
        /// Left side.
        a: Box<Expr>,
        /// Right side.
        b: Box<Expr>,
    },
}

/// A relation of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// a < b.
    Less,
    /// a > b.
    Greater,
}

impl Expr {
    /// The operator's name as JSON and the proof panel write it.
    pub fn op(&self) -> &'static str {
        match self {
            Self::Count { .. } => "count",
            Self::Exists { .. } => "exists",
            Self::DistanceCenters { .. } => "distance_centers",
            Self::DistanceClosest { .. } => "distance_closest",
            Self::DistanceCameraCenter { .. } => "distance_camera_center",
            Self::DistanceCameraClosest { .. } => "distance_camera_closest",
            Self::DepthCameraZ { .. } => "depth_camera_z",
            Self::DimensionLongest { .. } => "dimension_longest",
            Self::DimensionShortest { .. } => "dimension_shortest",
            Self::DimensionLength { .. } => "dimension_length",
            Self::DimensionWidth { .. } => "dimension_width",
            Self::DimensionHeight { .. } => "dimension_height",
            Self::Volume { .. } => "volume",
            Self::Area { .. } => "area",
            Self::Argmin { .. } => "argmin",
            Self::Argmax { .. } => "argmax",
            Self::Puzzle { .. } => "puzzle",
            Self::Stated { .. } => "stated",
            Self::Round { .. } => "round",
            Self::Convert { .. } => "convert",
            Self::Compare { .. } => "compare",
        }
    }

    /// Evidence ids named directly by this operator, in order.
    pub fn names(&self) -> Vec<&str> {
        match self {
            Self::Count { of } | Self::Exists { of } => of.iter().map(String::as_str).collect(),
            Self::DistanceCenters { a, b } | Self::DistanceClosest { a, b } => vec![a, b],
            Self::DistanceCameraCenter { camera, of }
            | Self::DistanceCameraClosest { camera, of }
            | Self::DepthCameraZ { camera, of } => vec![camera, of],
            Self::DimensionLongest { of }
            | Self::DimensionShortest { of }
            | Self::DimensionLength { of }
            | Self::DimensionWidth { of }
            | Self::DimensionHeight { of }
            | Self::Volume { of }
            | Self::Area { of }
            | Self::Puzzle { of } => vec![of],
            Self::Argmin { .. }
            | Self::Argmax { .. }
            | Self::Stated { .. }
            | Self::Round { .. }
            | Self::Convert { .. }
            | Self::Compare { .. } => Vec::new(),
        }
    }

    /// Expressions inside this one, in order.
    pub fn children(&self) -> Vec<&Expr> {
        match self {
            Self::Argmin { of } | Self::Argmax { of } => of.iter().collect(),
            Self::Round { of, .. } | Self::Convert { of, .. } => vec![of],
            Self::Compare { a, b, .. } => vec![a, b],
            _ => Vec::new(),
        }
    }

    /// Every evidence id the proof rests on, each once, in reading order.
    pub fn evidence(&self) -> Vec<&str> {
        let mut ids: Vec<&str> = Vec::new();
        let mut open = vec![self];
        while let Some(expr) = open.pop() {
            ids.extend(expr.names());
            open.extend(expr.children().into_iter().rev());
        }
        let mut seen = std::collections::BTreeSet::new();
        ids.retain(|id| seen.insert(*id));
        ids
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The names that the reader itself accepts, from its own message about one that it does not.
    fn operators() -> BTreeSet<String> {
        let message = serde_json::from_str::<Expr>(r#"{"op":"no such operator"}"#)
            .expect_err("refused")
            .to_string();
        let (_, list) = message.split_once("expected one of").expect("a list");
        list.split('`')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn the_document_lists_exactly_the_operators_and_its_examples_are_read() {
        let mut listed = BTreeSet::new();
        for row in include_str!("../../docs/proof.md").lines() {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let [_, name, _, _, _, example, _] = cells.as_slice() else {
                continue;
            };
            let Some(name) = name.strip_prefix('`').and_then(|n| n.strip_suffix('`')) else {
                continue;
            };
            let expr: Expr = serde_json::from_str(example.trim_matches('`')).expect("an example");
            assert_eq!(expr.op(), name);
            assert!(listed.insert(name.to_owned()), "{name} twice");
        }
        assert_eq!(listed, operators());
    }
}
