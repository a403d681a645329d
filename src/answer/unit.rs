//! Units of measured answers.

use serde::{Deserialize, Serialize};

/// A unit. What is not in this list stays text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Unit {
    /// A plain number.
    #[default]
    #[serde(rename = "")]
    None,
    /// Millimetres.
    #[serde(rename = "mm")]
    Mm,
    /// Centimetres.
    #[serde(rename = "cm")]
    Cm,
    /// Metres.
    #[serde(rename = "m")]
    M,
    /// Kilometres.
    #[serde(rename = "km")]
    Km,
    /// Inches.
    #[serde(rename = "in")]
    Inch,
    /// Feet.
    #[serde(rename = "ft")]
    Foot,
    /// Square metres.
    #[serde(rename = "m2")]
    M2,
    /// Cubic metres.
    #[serde(rename = "m3")]
    M3,
    /// Pixels.
    #[serde(rename = "px")]
    Px,
    /// Degrees.
    #[serde(rename = "deg")]
    Degree,
    /// Radians.
    #[serde(rename = "rad")]
    Rad,
    /// Seconds.
    #[serde(rename = "s")]
    Second,
    /// Metres a second.
    #[serde(rename = "m/s")]
    MPerS,
}

/// What a unit measures.
#[derive(PartialEq)]
enum Dimension {
    Number,
    Length,
    Area,
    Volume,
    Pixels,
    Angle,
    Time,
    Speed,
}

/// Every unit with its spellings; the first is the one we write.
const SPELLINGS: &[(Unit, &[&str])] = &[
    (
        Unit::Mm,
        &[
            "mm",
            "millimeter",
            "millimeters",
            "millimetre",
            "millimetres",
        ],
    ),
    (
        Unit::Cm,
        &[
            "cm",
            "centimeter",
            "centimeters",
            "centimetre",
            "centimetres",
        ],
    ),
    (Unit::M, &["m", "meter", "meters", "metre", "metres"]),
    (
        Unit::Km,
        &["km", "kilometer", "kilometers", "kilometre", "kilometres"],
    ),
    (Unit::Inch, &["in", "inch", "inches", "\""]),
    (Unit::Foot, &["ft", "foot", "feet", "'"]),
    (
        Unit::M2,
        &[
            "m²",
            "m2",
            "m^2",
            "sqm",
            "square meter",
            "square meters",
            "square metre",
            "square metres",
        ],
    ),
    (
        Unit::M3,
        &[
            "m³",
            "m3",
            "m^3",
            "cubic meter",
            "cubic meters",
            "cubic metre",
            "cubic metres",
        ],
    ),
    (Unit::Px, &["px", "pixel", "pixels"]),
    (Unit::Degree, &["°", "deg", "degree", "degrees"]),
    (Unit::Rad, &["rad", "radian", "radians"]),
    (Unit::Second, &["s", "sec", "secs", "second", "seconds"]),
    (
        Unit::MPerS,
        &[
            "m/s",
            "mps",
            "meters per second",
            "metres per second",
            "meter/s",
            "meters/second",
        ],
    ),
];

impl Unit {
    /// The unit that a word spells, ignoring case; `None` for a word that is none.
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.trim().trim_end_matches('.').to_lowercase();
        SPELLINGS
            .iter()
            .find(|(_, words)| words.contains(&word.as_str()))
            .map(|(unit, _)| *unit)
    }

    /// The unit as people read it, empty for a plain number.
    pub fn symbol(self) -> &'static str {
        SPELLINGS
            .iter()
            .find(|(unit, _)| *unit == self)
            .and_then(|(_, words)| words.first().copied())
            .unwrap_or("")
    }

    /// How many base units (m, m², m³, px, rad, s, m/s, 1) one of this is.
    pub fn in_base(self) -> f64 {
        match self {
            Self::Mm => 0.001,
            Self::Cm => 0.01,
            Self::Km => 1000.0,
            Self::Inch => 0.0254,
            Self::Foot => 0.3048,
            Self::Degree => std::f64::consts::PI / 180.0,
            Self::None
            | Self::M
            | Self::M2
            | Self::M3
            | Self::Px
            | Self::Rad
            | Self::Second
            | Self::MPerS => 1.0,
        }
    }

    /// Whether values in the two units can be compared.
    pub fn measures_the_same_as(self, other: Self) -> bool {
        self.dimension() == other.dimension()
    }

    fn dimension(self) -> Dimension {
        match self {
            Self::None => Dimension::Number,
            Self::Mm | Self::Cm | Self::M | Self::Km | Self::Inch | Self::Foot => Dimension::Length,
            Self::M2 => Dimension::Area,
            Self::M3 => Dimension::Volume,
            Self::Px => Dimension::Pixels,
            Self::Degree | Self::Rad => Dimension::Angle,
            Self::Second => Dimension::Time,
            Self::MPerS => Dimension::Speed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_read_and_belongs_to_one_unit() {
        for (unit, words) in SPELLINGS {
            for word in *words {
                assert_eq!(Unit::parse(word), Some(*unit), "{word}");
                assert_eq!(Unit::parse(&word.to_uppercase()), Some(*unit), "{word}");
            }
        }
        assert_eq!(Unit::parse("parsec"), None);
    }
}
