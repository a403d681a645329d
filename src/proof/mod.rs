//! Proofs: small expressions over evidence that recompute an answer. The only place where answers of
//! generated questions come from; generator, window, exports and checks all call [`evaluate`].
//!
//! Everything is f64 and deterministic. Evaluating needs evidence only: no scene, no files. The operators
//! are a closed list, documented in docs/proof.md; what could be read two ways is two operators.

mod evaluate;
mod explain;
mod expr;
mod noise;
pub mod puzzle;
mod verdict;

pub use evaluate::{Value, evaluate};
pub use explain::{Token, expression, inputs};
pub use expr::{Expr, Relation};
pub use noise::{Noise, NoiseModel, perturb};
pub use verdict::{Verdict, round_half_even, verdict};

/// Why a proof has no value.
#[derive(Debug, thiserror::Error, PartialEq)]
#[non_exhaustive]
pub enum ProofError {
    /// The expression names evidence that is not there.
    #[error("the proof names evidence {0:?}, which the sample does not have")]
    Missing(String),
    /// The evidence is of a kind the operator cannot use.
    #[error("{op} needs {needs} and {id:?} is {found}")]
    Kind {
        /// Operator.
        op: &'static str,
        /// What it takes.
        needs: &'static str,
        /// Evidence id.
        id: String,
        /// What was found.
        found: &'static str,
    },
    /// The geometry has no usable value (not finite, no rotation, negative size, degenerate camera).
    #[error("the geometry of {0:?} is degenerate")]
    Degenerate(String),
    /// An operator got a value of another type than it takes.
    #[error("{op} needs {needs}")]
    Type {
        /// Operator.
        op: &'static str,
        /// What it takes.
        needs: &'static str,
    },
    /// A puzzle's parameters or state cannot be read.
    #[error("puzzle {puzzle:?}: {why}")]
    Puzzle {
        /// Which puzzle.
        puzzle: String,
        /// What is wrong.
        why: String,
    },
}

#[cfg(test)]
pub(crate) mod tests_support {
    //! A scene small enough to compute by hand.

    use crate::evidence::{CameraShape, Evidence, ObbShape, Role, Shape};
    use crate::geom::{DVec3, Obb, Pinhole, Pose};

    /// `a`: a 1 m cube at the origin; `b`: 2 x 4 x 6 m at (5, 0, 0); `c`: a camera at (0, -10, 0) looking along
    /// +y; `floor`: a 2 x 3 m rectangle.
    pub(crate) fn two_boxes_and_a_camera() -> Vec<Evidence> {
        let obb = |center, size| {
            let shape = ObbShape::new(&Obb::upright(center, size, 0.0), None, "box");
            Shape::Obb(shape)
        };
        let k = [100.0, 0.0, 50.0, 0.0, 100.0, 50.0, 0.0, 0.0, 1.0];
        let pinhole = Pinhole::from_k(&k, 100, 100).expect("a camera");
        let pose =
            Pose::look_at(DVec3::new(0.0, -10.0, 0.0), DVec3::ZERO, DVec3::Z).expect("a direction");
        let ring = vec![
            [0.0, 0.0, 0.0],
            [2.0, 0.0, 0.0],
            [2.0, 3.0, 0.0],
            [0.0, 3.0, 0.0],
        ];
        vec![
            Evidence::new("a", Role::Subject, "a", obb(DVec3::ZERO, DVec3::ONE)),
            Evidence::new(
                "b",
                Role::Reference,
                "b",
                obb(DVec3::new(5.0, 0.0, 0.0), DVec3::new(2.0, 4.0, 6.0)),
            ),
            Evidence::new(
                "c",
                Role::Context,
                "c",
                Shape::Camera(CameraShape::new("f0", &pinhole, &pose)),
            ),
            Evidence::new(
                "floor",
                Role::Context,
                "floor",
                Shape::Polygon {
                    ring,
                    normal: [0.0, 0.0, 1.0],
                },
            ),
        ]
    }
}
