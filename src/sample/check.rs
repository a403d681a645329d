//! Checks: a named green, amber or red with its number and threshold.

use serde::{Deserialize, Serialize};

/// One check of a sample. The name is a key into the on-screen words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Check {
    /// Which check, for example `visible_share`.
    pub name: String,
    /// The evidence it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// What was measured, in `unit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// What it must reach, in `unit`.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Threshold>,
    /// Unit of value and threshold; `1` is a share.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// How it came out.
    pub result: CheckResult,
    /// Why it does not apply, or what is wrong, in a sentence without a full stop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// What a check's value must reach.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    /// The value must not be below.
    AtLeast(f64),
    /// The value must not be above.
    AtMost(f64),
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// Fails; the sample should not be accepted as it is.
    Red,
    /// Does not apply, and `why` says so.
    Amber,
    /// Passes.
    Green,
}

impl Check {
    /// A number against its threshold.
    pub fn number(
        name: &str,
        of: Option<&str>,
        value: f64,
        threshold: Threshold,
        unit: &str,
    ) -> Self {
        let passes = match threshold {
            Threshold::AtLeast(limit) => value >= limit,
            Threshold::AtMost(limit) => value <= limit,
        };
        Self {
            name: name.into(),
            of: of.map(str::to_owned),
            value: Some(value),
            threshold: Some(threshold),
            unit: unit.into(),
            result: if passes {
                CheckResult::Green
            } else {
                CheckResult::Red
            },
            why: None,
        }
    }

    /// Something that holds or does not.
    pub fn fact(name: &str, of: Option<&str>, holds: bool, why: Option<&str>) -> Self {
        Self {
            name: name.into(),
            of: of.map(str::to_owned),
            value: None,
            threshold: None,
            unit: String::new(),
            result: if holds {
                CheckResult::Green
            } else {
                CheckResult::Red
            },
            why: why.map(str::to_owned),
        }
    }

    /// Something that cannot be said here.
    pub fn not_applicable(name: &str, of: Option<&str>, why: &str) -> Self {
        Self {
            result: CheckResult::Amber,
            ..Self::fact(name, of, true, Some(why))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_form_is_the_interchange_and_nan_never_passes() {
        let check = Check::number(
            "visible_share",
            Some("e1"),
            0.83,
            Threshold::AtLeast(0.4),
            "1",
        );
        let text = r#"{"name":"visible_share","of":"e1","value":0.83,"at_least":0.4,"unit":"1","result":"green"}"#;
        assert_eq!(serde_json::to_string(&check).expect("json"), text);
        assert_eq!(serde_json::from_str::<Check>(text).expect("check"), check);
        let nan = Check::number("x", None, f64::NAN, Threshold::AtMost(1.0), "m");
        assert_eq!(nan.result, CheckResult::Red);
    }
}
