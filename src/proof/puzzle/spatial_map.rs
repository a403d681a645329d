//! Spatial map: named places on a map with north up; directions by compass sectors, distances by ruler.
//!
//! A direction is the sector that a bearing falls in: of four (90° wide) or eight (45° wide), centred on the
//! compass words. A bearing within the dead band of a sector's border has no direction, and a question that
//! depends on one has no answer. Sectors, not exact bearings, because on a map with free positions nothing is
//! exactly north of anything: counts by exact cardinal direction would always be 0.

use crate::proof::Value;
use serde::{Deserialize, Serialize};
use std::f64::consts::TAU;

/// The puzzle's name in evidence.
pub const NAME: &str = "spatial_map";
/// More places than any readable map has; bounds the work on outside data.
const MAX_PLACES: usize = 64;
/// Two distances closer than this share of the smaller are a tie.
const TIE_SHARE: f64 = 1e-9;

/// What is asked of a map, and how directions are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// The set of directions.
    pub compass: Compass,
    /// Angle on each side of a sector's border in which a place has no direction, radians.
    pub dead_band_rad: f64,
    /// The question.
    pub ask: Ask,
}

/// The four questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// In which direction `to` lies, seen from `from`: a compass word.
    Direction {
        /// Where one stands.
        from: String,
        /// Where one looks.
        to: String,
    },
    /// The only place that lies in `direction` of `from`: its name.
    InDirection {
        /// Where one stands.
        from: String,
        /// Compass word.
        direction: String,
    },
    /// How many places lie in `direction` of `from`: a count.
    CountInDirection {
        /// Where one stands.
        from: String,
        /// Compass word.
        direction: String,
    },
    /// The place nearest to `to`: its name.
    Nearest {
        /// Where one stands.
        to: String,
    },
}

/// A set of compass directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compass {
    /// North, east, south, west; sectors of 90°.
    Four,
    /// Those and the four between; sectors of 45°.
    Eight,
}

impl Compass {
    /// The words, clockwise from north.
    pub fn words(self) -> &'static [&'static str] {
        match self {
            Self::Four => &["north", "east", "south", "west"],
            Self::Eight => &[
                "north",
                "northeast",
                "east",
                "southeast",
                "south",
                "southwest",
                "west",
                "northwest",
            ],
        }
    }

    /// Width of one sector, radians.
    pub fn sector_rad(self) -> f64 {
        TAU / self.words().len() as f64
    }
}

/// What the map shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// The places; names differ and so do positions.
    pub places: Vec<Place>,
}

/// A named point of the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// As printed.
    pub name: String,
    /// `[x, y]` in map units: x to the east, y to the north.
    pub at: [f64; 2],
}

impl Place {
    /// Bearing of `other` seen from here, radians clockwise from north, in `[0, 2π)`.
    pub fn bearing_rad(&self, other: &Self) -> f64 {
        let (east, north) = (other.at[0] - self.at[0], other.at[1] - self.at[1]);
        let bearing = libm::atan2(east, north);
        if bearing < 0.0 {
            bearing + TAU
        } else {
            bearing
        }
    }

    /// Distance to `other`, map units.
    pub fn distance(&self, other: &Self) -> f64 {
        libm::hypot(other.at[0] - self.at[0], other.at[1] - self.at[1])
    }
}

impl Map {
    /// The place of this name.
    ///
    /// # Errors
    /// A sentence when the map has no such place.
    pub fn place(&self, name: &str) -> Result<&Place, String> {
        self.places
            .iter()
            .find(|p| p.name == name)
            .ok_or_else(|| format!("the map has no place {name:?}"))
    }

    /// Every place but this one, in order.
    pub fn others<'a>(&'a self, from: &'a Place) -> impl Iterator<Item = &'a Place> {
        self.places.iter().filter(move |p| p.name != from.name)
    }

    fn check(&self) -> Result<(), String> {
        if self.places.len() > MAX_PLACES {
            return Err(format!(
                "expected at most {MAX_PLACES} places, found {}",
                self.places.len()
            ));
        }
        for (i, place) in self.places.iter().enumerate() {
            if !place.at.iter().all(|v| v.is_finite()) {
                return Err(format!("place {:?} has no finite position", place.name));
            }
            for earlier in self.places.iter().take(i) {
                if earlier.name == place.name {
                    return Err(format!("two places are named {:?}", place.name));
                }
                if earlier.at == place.at {
                    return Err(format!(
                        "{:?} and {:?} are at one point",
                        earlier.name, place.name
                    ));
                }
            }
        }
        Ok(())
    }
}

impl Parameters {
    /// The compass word of the sector that `to` lies in, seen from `from`; `None` within the dead band.
    pub fn direction(&self, from: &Place, to: &Place) -> Option<&'static str> {
        let (sector, words) = (self.compass.sector_rad(), self.compass.words());
        let turns = from.bearing_rad(to) / sector;
        let nearest = turns.round();
        let off_rad = (turns - nearest).abs() * sector;
        let word = words.get(nearest as usize % words.len())?;
        (off_rad <= sector * 0.5 - self.dead_band_rad).then_some(*word)
    }

    fn clear_direction(&self, from: &Place, to: &Place) -> Result<&'static str, String> {
        self.direction(from, to).ok_or_else(|| {
            format!(
                "{:?} lies between two directions of {:?}",
                to.name, from.name
            )
        })
    }

    fn in_direction<'a>(
        &self,
        map: &'a Map,
        from: &'a Place,
        direction: &str,
    ) -> Result<Vec<&'a Place>, String> {
        if !self.compass.words().contains(&direction) {
            return Err(format!("{direction:?} is no direction of this compass"));
        }
        let mut found = Vec::new();
        for other in map.others(from) {
            if self.clear_direction(from, other)? == direction {
                found.push(other);
            }
        }
        Ok(found)
    }
}

/// The map's answer: a compass word, a name or a count.
///
/// # Errors
/// A sentence when a named place is missing, a place that matters lies in the dead band, or several places (or
/// none) fit where one is asked for.
pub fn evaluate(parameters: &Parameters, map: &Map) -> Result<Value, String> {
    map.check()?;
    let half = parameters.compass.sector_rad() * 0.5;
    if !(parameters.dead_band_rad >= 0.0 && parameters.dead_band_rad < half) {
        return Err("the dead band is not within half a sector".into());
    }
    match &parameters.ask {
        Ask::Direction { from, to } => {
            let (from, to) = (map.place(from)?, map.place(to)?);
            if from.name == to.name {
                return Err("a place has no direction from itself".into());
            }
            Ok(Value::Word(parameters.clear_direction(from, to)?.into()))
        }
        Ask::InDirection { from, direction } => {
            let found = parameters.in_direction(map, map.place(from)?, direction)?;
            match found.as_slice() {
                [only] => Ok(Value::Word(only.name.clone())),
                several => Err(format!(
                    "{} places lie to the {direction} of {from:?}, not one",
                    several.len()
                )),
            }
        }
        Ask::CountInDirection { from, direction } => {
            let found = parameters.in_direction(map, map.place(from)?, direction)?;
            Ok(Value::Count(found.len() as u64))
        }
        Ask::Nearest { to } => nearest(map, map.place(to)?),
    }
}

fn nearest(map: &Map, to: &Place) -> Result<Value, String> {
    let mut others: Vec<&Place> = map.others(to).collect();
    others.sort_by(|a, b| to.distance(a).total_cmp(&to.distance(b)));
    match others.as_slice() {
        [] => Err("no other place is on the map".into()),
        [a, b, ..] if to.distance(b) <= to.distance(a) * (1.0 + TIE_SHARE) => Err(format!(
            "{:?} and {:?} are equally near to {:?}",
            a.name, b.name, to.name
        )),
        [a, ..] => Ok(Value::Word(a.name.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::evaluate as by_json;
    use super::*;
    use serde_json::json;

    /// Bank in the middle; Park 3 north, Cafe (3, 3) northeast, Zoo 2 west, Gym a hair off the north-northeast border.
    fn map(with_gym: bool) -> serde_json::Value {
        let mut places = vec![
            json!({"name": "Bank", "at": [0.0, 0.0]}),
            json!({"name": "Park", "at": [0.0, 3.0]}),
            json!({"name": "Cafe", "at": [3.0, 3.0]}),
            json!({"name": "Zoo", "at": [-2.0, 0.0]}),
        ];
        if with_gym {
            places.push(json!({"name": "Gym", "at": [1.7, 4.0]}));
        }
        json!({ "places": places })
    }

    fn gives(compass: &str, ask: serde_json::Value, with_gym: bool) -> Result<Value, String> {
        let parameters = json!({"compass": compass, "dead_band_rad": 0.1, "ask": ask});
        by_json(NAME, &parameters, &map(with_gym)).map_err(|e| e.to_string())
    }

    #[test]
    fn every_kind_by_hand() {
        let word = |w: &str| Ok(Value::Word(w.into()));
        let direction = |to: &str| json!({"kind": "direction", "from": "Bank", "to": to});
        assert_eq!(gives("eight", direction("Park"), true), word("north"));
        assert_eq!(gives("eight", direction("Cafe"), true), word("northeast"));
        assert_eq!(gives("four", direction("Zoo"), true), word("west"));
        assert_eq!(gives("four", direction("Gym"), true), word("north"));
        let of = |kind: &str, d: &str| json!({"kind": kind, "from": "Bank", "direction": d});
        assert_eq!(
            gives("eight", of("in_direction", "west"), false),
            word("Zoo")
        );
        assert_eq!(
            gives("eight", of("count_in_direction", "north"), false),
            Ok(Value::Count(1))
        );
        assert_eq!(
            gives("eight", of("count_in_direction", "south"), false),
            Ok(Value::Count(0))
        );
        assert_eq!(
            gives("eight", json!({"kind": "nearest", "to": "Bank"}), true),
            word("Zoo")
        );
        assert_eq!(
            gives("eight", json!({"kind": "nearest", "to": "Park"}), false),
            Err(
                "puzzle \"spatial_map\": \"Bank\" and \"Cafe\" are equally near to \"Park\"".into()
            )
        );
    }

    #[test]
    fn what_has_no_single_answer_says_why() {
        let why = |compass: &str, ask| gives(compass, ask, true).expect_err("no answer");
        let of = |kind: &str, d: &str| json!({"kind": kind, "from": "Bank", "direction": d});
        assert!(
            why(
                "eight",
                json!({"kind": "direction", "from": "Bank", "to": "Gym"})
            )
            .ends_with("\"Gym\" lies between two directions of \"Bank\"")
        );
        assert!(
            why("eight", of("count_in_direction", "west"))
                .ends_with("\"Gym\" lies between two directions of \"Bank\"")
        );
        assert!(
            why(
                "four",
                json!({"kind": "direction", "from": "Bank", "to": "Cafe"})
            )
            .ends_with("lies between two directions of \"Bank\"")
        );
        assert!(
            why("four", of("in_direction", "northeast"))
                .ends_with("\"northeast\" is no direction of this compass")
        );
        assert!(
            why("eight", json!({"kind": "nearest", "to": "Pier"}))
                .ends_with("the map has no place \"Pier\"")
        );
        assert!(why("eight", json!({"kind": "farthest", "to": "Park"})).contains("parameters"));
    }

    #[test]
    fn hostile_states_are_refused() {
        let why = |places: serde_json::Value, band: f64| {
            let parameters = json!({"compass": "four", "dead_band_rad": band, "ask": {"kind": "nearest", "to": "a"}});
            by_json(NAME, &parameters, &json!({ "places": places }))
                .expect_err("refused")
                .to_string()
        };
        let a = json!({"name": "a", "at": [0, 0]});
        assert!(why(json!([a, a]), 0.1).ends_with("two places are named \"a\""));
        assert!(why(json!([a, {"name": "b", "at": [0, 0]}]), 0.1).ends_with("are at one point"));
        assert!(why(json!([a]), 0.1).ends_with("no other place is on the map"));
        assert!(why(json!([a]), 0.8).ends_with("the dead band is not within half a sector"));
        let many: Vec<_> = (0..65)
            .map(|i| json!({"name": i.to_string(), "at": [i, 0]}))
            .collect();
        assert!(why(json!(many), 0.1).ends_with("expected at most 64 places, found 65"));
    }
}
