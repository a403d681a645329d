//! Typed pieces of geometry that a question is about (design/record.md §2).
//!
//! Evidence is what the window draws, what a proof computes from and what a reviewer may correct. Sizes
//! here are the interchange's: full sizes, row-major matrices, metres, pixels whose first centre is 0.5.

mod shape;

pub use shape::{CameraShape, ObbShape, Shape, Turn};

use serde::{Deserialize, Serialize};

/// Why a piece of geometry is shown: decides its colour, glyph and line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// What the question asks about.
    Subject,
    /// What it is compared with.
    Reference,
    /// Something that could be mistaken for it, and stands behind a wrong option.
    Distractor,
    /// Considered and left out by a gate.
    Excluded,
    /// The measured quantity itself.
    Measure,
    /// Where things are, no part of the argument (cameras).
    Context,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [
        Self::Subject,
        Self::Reference,
        Self::Distractor,
        Self::Excluded,
        Self::Measure,
        Self::Context,
    ];
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Short id that words, options and proofs name, for example `e1`.
    pub id: String,
    /// Why it is shown.
    pub role: Role,
    /// Name on screen, for example "chair 1".
    pub label: String,
    /// `world`, `camera:f12` or `pixel:f12`.
    #[serde(default = "world")]
    pub space: String,
    /// Kind and geometry.
    #[serde(flatten)]
    pub shape: Shape,
    /// Frames it is visible in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frames: Vec<String>,
    /// The number it stands for, in `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Unit of `value`, `p05` and `p95`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// 5th percentile of the value under noise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p05: Option<f64>,
    /// 95th percentile of the value under noise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p95: Option<f64>,
}

fn world() -> String {
    "world".into()
}

impl Evidence {
    /// Evidence in world with no number of its own.
    pub fn new(id: impl Into<String>, role: Role, label: impl Into<String>, shape: Shape) -> Self {
        Self {
            id: id.into(),
            role,
            label: label.into(),
            space: world(),
            shape,
            frames: Vec::new(),
            value: None,
            unit: None,
            p05: None,
            p95: None,
        }
    }
}

/// The piece with this id.
pub fn find<'a>(evidence: &'a [Evidence], id: &str) -> Option<&'a Evidence> {
    evidence.iter().find(|e| e.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_the_interchange_form() {
        let text = r#"{"id":"e1","role":"subject","label":"chair 1","space":"world","kind":"obb","center":[3.0,2.0,0.45],"size":[0.42,0.42,0.9],"rotation":[1.0,0.0,0.0,0.0,1.0,0.0,0.0,0.0,1.0],"instance":15,"class":"chair","frames":["f0"],"value":1.43,"unit":"m"}"#;
        let evidence: Evidence = serde_json::from_str(text).expect("evidence");
        assert_eq!(serde_json::to_string(&evidence).expect("json"), text);
        assert!(matches!(&evidence.shape, Shape::Obb(o) if o.class == "chair"));
    }

    #[test]
    fn an_unknown_kind_is_refused_by_name() {
        let text = r#"{"id":"e1","role":"subject","label":"","kind":"blob"}"#;
        let error = serde_json::from_str::<Evidence>(text)
            .expect_err("no such kind")
            .to_string();
        assert!(error.contains("blob"), "{error}");
    }
}
