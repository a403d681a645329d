//! Spatial map: reading directions, counts and distances off a map of named places.
//!
//! > Which of the eight compass directions comes closest to the direction from the Bank to the Library? North is
//! > up.  west / **northeast** / south / southeast
//!
//! Four kinds in turn: the direction from one place to another, which place lies in a direction, how many do,
//! which is nearest. **Abstains** when no map with clear margins turns up in [`ATTEMPTS`] draws: every place that
//! decides the answer keeps clear of sector borders by [`DEAD_BAND_SHARE`], the runner-up of "nearest" is farther by
//! [`NEAREST_GAP`].
//!
//! **Why the answer cannot be wrong**: the key is what the rules in `proof::puzzle::spatial_map` give for the very
//! positions that are drawn; each option is held against it and exactly one may agree. Directions are sectors, so a
//! count is as often 3 as 1 (published maps with exact cardinal directions always count 0).

use super::phrase::{Slot, fill};
use super::puzzle::{Asked, EVIDENCE, with_right_at};
use super::{Draft, seeding};
use crate::answer::Answer;
use crate::proof::puzzle::spatial_map::{Ask, Compass, Map, NAME, Parameters, Place};
use crate::sample::{Check, Choice, Digest, Threshold, canonical};
use rand_chacha::ChaCha8Rng;
use serde_json::json;

/// This family's name in proofs, keys and provenance.
pub const FAMILY: &str = "spatial_map";
/// Size of the picture, px.
pub const PICTURE_PX: (u32, u32) = (1136, 852);
/// Maps drawn before giving up on a number.
pub const ATTEMPTS: usize = 5000;
/// Share of half a sector, on each side of its border, in which no deciding place may lie: 15° of four
/// directions, 7.5° of eight; people read a printed map to about 5°.
pub const DEAD_BAND_SHARE: f64 = 1.0 / 3.0;
/// The second nearest place is at least this many times as far: seen without a ruler.
pub const NEAREST_GAP: f64 = 1.2;
/// Two places are apart by one of these, map units, so that dots and labels never meet.
pub const MIN_APART: [f64; 2] = [1.8, 1.0];
/// Where places may be: x from, x to, y from, y to, map units; leaves room for labels.
pub const FIELD: [f64; 4] = [1.0, 11.0, 0.5, 8.2];
/// Corner kept free for the compass: x from, y from, map units.
pub const COMPASS_CORNER: [f64; 2] = [9.9, 7.2];
/// Fewest and most places on a map.
pub const PLACES: (usize, usize) = (7, 9);

/// Names on maps: no two start alike, so that a misread label is not a wrong answer.
const NAMES: [&str; 20] = [
    "Airport",
    "Bank",
    "Cafe",
    "Dairy",
    "Embassy",
    "Factory",
    "Garage",
    "Hotel",
    "Inn",
    "Jetty",
    "Kiosk",
    "Library",
    "Museum",
    "Nursery",
    "Office",
    "Park",
    "School",
    "Theatre",
    "University",
    "Zoo",
];

/// The kinds of question, in turn by number.
pub const KINDS: [&str; 4] = ["direction", "in_direction", "count_in_direction", "nearest"];

/// Ways to ask: kind, id, text. Each says how directions are read.
pub const TEMPLATES: [(&str, &str, &str); 8] = [
    (
        "direction",
        "sm-d1",
        "which of {compass} comes closest to the direction from {a} to {b}? North is up.",
    ),
    (
        "direction",
        "sm-d2",
        "standing at {a}, in which of {compass} do you find {b}? North is up; take the closest direction.",
    ),
    (
        "in_direction",
        "sm-p1",
        "which place lies to the {direction} of {a}? North is up; each place counts for the closest of {compass}.",
    ),
    (
        "in_direction",
        "sm-p2",
        "north is up. Sorting every place into the closest of {compass}, which one is to the {direction} of {a}?",
    ),
    (
        "count_in_direction",
        "sm-c1",
        "how many places lie to the {direction} of {a}? North is up; each place counts for the closest of {compass}.",
    ),
    (
        "count_in_direction",
        "sm-c2",
        "north is up. Sorting every place into the closest of {compass}, how many are to the {direction} of {a}?",
    ),
    (
        "nearest",
        "sm-n1",
        "which place is nearest to {a} in a straight line?",
    ),
    (
        "nearest",
        "sm-n2",
        "measured in a straight line, which place is closest to {a}?",
    ),
];

/// A question of a map with its options, right one first.
struct Question {
    parameters: Parameters,
    right: Choice,
    wrong: Vec<Choice>,
    margin: Check,
}

/// The sample of this number, or `None` when it abstains. A pure function of its arguments.
pub fn generate(seed: u64, number: u64) -> Option<Draft> {
    let kind = KINDS[(number % 4) as usize];
    let turn = number / 4;
    let mut random = seeding::random(seed, &[FAMILY, &number.to_string()]);
    let rank = seeding::balanced(seed, &[FAMILY, kind, "rank"], turn, 4);
    let low = seeding::below(&mut random, 2);
    let (map, question) = (0..ATTEMPTS).find_map(|_| {
        let map = draw_map(&mut random)?;
        let question = match kind {
            "direction" => direction(&map, &mut random),
            "in_direction" => in_direction(&map, &mut random),
            "count_in_direction" => count(&map, low, rank, &mut random),
            _ => nearest(&map, &mut random),
        }?;
        Some((map, question))
    })?;
    let at = seeding::balanced(seed, &[FAMILY, kind, "letter"], turn, 4);
    let (template, text, words) = phrase(kind, &question.parameters, &mut random)?;
    let options = with_right_at(at, question.right, question.wrong, &mut random);
    let sample = Asked {
        family: FAMILY,
        puzzle: NAME,
        sub_task: "Spatial Map",
        seed,
        number,
        kind,
        template,
        question: text,
        words,
        label: "map",
        checks: vec![
            question.margin,
            unique(&question.parameters, &map, &options),
        ],
        parameters: serde_json::to_value(&question.parameters).ok()?,
        state: serde_json::to_value(&map).ok()?,
        options,
        thresholds: thresholds(),
        size_px: PICTURE_PX,
    }
    .sample()?;
    Some(Draft {
        sample,
        marks: Vec::new(),
    })
}

fn thresholds() -> Digest {
    canonical::hash(&json!({
        "dead_band_share": DEAD_BAND_SHARE,
        "nearest_gap": NEAREST_GAP,
        "min_apart": MIN_APART,
    }))
}

/// Places at tenths of a unit, apart from each other; `None` when they do not fit.
fn draw_map(random: &mut ChaCha8Rng) -> Option<Map> {
    let count = PLACES.0 + seeding::below(random, PLACES.1 - PLACES.0 + 1);
    let mut names = NAMES;
    seeding::shuffle(random, &mut names);
    let mut places: Vec<Place> = Vec::with_capacity(count);
    let tenth = |random: &mut ChaCha8Rng, from: f64, to: f64| {
        (seeding::between(random, from, to) * 10.0).round() / 10.0
    };
    for _ in 0..200 {
        let Some(name) = names.get(places.len()).filter(|_| places.len() < count) else {
            return Some(Map { places });
        };
        let at = [
            tenth(random, FIELD[0], FIELD[1]),
            tenth(random, FIELD[2], FIELD[3]),
        ];
        let in_corner = at[0] > COMPASS_CORNER[0] && at[1] > COMPASS_CORNER[1];
        let apart = |p: &Place| {
            (p.at[0] - at[0]).abs() >= MIN_APART[0] || (p.at[1] - at[1]).abs() >= MIN_APART[1]
        };
        if !in_corner && places.iter().all(apart) {
            places.push(Place {
                name: (*name).into(),
                at,
            });
        }
    }
    None
}

fn parameters(compass: Compass, ask: Ask) -> Parameters {
    Parameters {
        compass,
        dead_band_rad: compass.sector_rad() * 0.5 * DEAD_BAND_SHARE,
        ask,
    }
}

fn either_compass(random: &mut ChaCha8Rng) -> Compass {
    match seeding::below(random, 2) {
        0 => Compass::Four,
        _ => Compass::Eight,
    }
}

fn direction(map: &Map, random: &mut ChaCha8Rng) -> Option<Question> {
    let [from, to, ..] = map.places.as_slice() else {
        return None;
    };
    let compass = either_compass(random);
    let (a, b) = (from.name.clone(), to.name.clone());
    let parameters = parameters(compass, Ask::Direction { from: a, to: b });
    let truth = parameters.direction(from, to)?;
    let mut wrong: Vec<&str> = (compass.words().iter().copied())
        .filter(|w| *w != truth)
        .collect();
    seeding::shuffle(random, &mut wrong);
    Some(Question {
        right: word(truth),
        wrong: wrong.into_iter().take(3).map(word).collect(),
        margin: border_margin(&parameters, from, [to].into_iter()),
        parameters,
    })
}

/// Where a map shows every other place clearly in one sector of `from`, and `fits` places in `direction`.
fn clear_sector<'a>(
    map: &'a Map,
    compass: Compass,
    fits: usize,
    random: &mut ChaCha8Rng,
) -> Option<(&'a Place, &'static str, Vec<&'a Place>)> {
    let mut words = compass.words().to_vec();
    seeding::shuffle(random, &mut words);
    // The ask does not matter for reading directions; `Nearest` is the shortest one.
    let rules = parameters(compass, Ask::Nearest { to: String::new() });
    map.places.iter().find_map(|from| {
        let sorted: Option<Vec<(&Place, &str)>> = map
            .others(from)
            .map(|other| Some((other, rules.direction(from, other)?)))
            .collect();
        let sorted = sorted?;
        words.iter().find_map(|word| {
            let found: Vec<&Place> = (sorted.iter())
                .filter(|(_, w)| w == word)
                .map(|(place, _)| *place)
                .collect();
            (found.len() == fits).then_some((from, *word, found))
        })
    })
}

fn in_direction(map: &Map, random: &mut ChaCha8Rng) -> Option<Question> {
    let compass = either_compass(random);
    let (from, direction, found) = clear_sector(map, compass, 1, random)?;
    let truth = *found.first()?;
    let parameters = parameters(
        compass,
        Ask::InDirection {
            from: from.name.clone(),
            direction: direction.into(),
        },
    );
    let mut wrong: Vec<&Place> = map.others(from).filter(|p| p.name != truth.name).collect();
    seeding::shuffle(random, &mut wrong);
    Some(Question {
        right: name(truth),
        wrong: wrong.into_iter().take(3).map(name).collect(),
        margin: border_margin(&parameters, from, map.others(from)),
        parameters,
    })
}

/// The options are `low..low + 4`; the truth is the one of this rank, so that neither tells of the other.
fn count(map: &Map, low: usize, rank: usize, random: &mut ChaCha8Rng) -> Option<Question> {
    let (from, direction, _) = clear_sector(map, Compass::Four, low + rank, random)?;
    let parameters = parameters(
        Compass::Four,
        Ask::CountInDirection {
            from: from.name.clone(),
            direction: direction.into(),
        },
    );
    let choice = |n: usize| Choice {
        text: n.to_string(),
        answer: Answer::Count { value: n as u64 },
        evidence: Vec::new(),
    };
    Some(Question {
        right: choice(low + rank),
        wrong: (low..low + 4)
            .filter(|n| *n != low + rank)
            .map(choice)
            .collect(),
        margin: border_margin(&parameters, from, map.others(from)),
        parameters,
    })
}

fn nearest(map: &Map, random: &mut ChaCha8Rng) -> Option<Question> {
    let to = map.places.first()?;
    let mut others: Vec<&Place> = map.others(to).collect();
    others.sort_by(|a, b| to.distance(a).total_cmp(&to.distance(b)));
    let [first, second, rest @ ..] = others.as_mut_slice() else {
        return None;
    };
    let gap = to.distance(second) / to.distance(first);
    if gap < NEAREST_GAP {
        return None;
    }
    seeding::shuffle(random, rest);
    let wrong = [&**second].into_iter().chain(rest.iter().copied()).take(3);
    Some(Question {
        right: name(first),
        wrong: wrong.map(name).collect(),
        margin: Check::number(
            "nearest_gap",
            Some(EVIDENCE),
            gap,
            Threshold::AtLeast(NEAREST_GAP),
            "1",
        ),
        parameters: parameters(
            Compass::Eight,
            Ask::Nearest {
                to: to.name.clone(),
            },
        ),
    })
}

/// The smallest angle from a sector border among the places that decide.
fn border_margin<'a>(
    parameters: &Parameters,
    from: &Place,
    deciding: impl Iterator<Item = &'a Place>,
) -> Check {
    let sector = parameters.compass.sector_rad();
    let margin_rad = deciding
        .map(|p| {
            let turns = from.bearing_rad(p) / sector;
            sector * 0.5 - (turns - turns.round()).abs() * sector
        })
        .fold(f64::INFINITY, f64::min);
    Check::number(
        "border_margin",
        Some(EVIDENCE),
        margin_rad.to_degrees(),
        Threshold::AtLeast(parameters.dead_band_rad.to_degrees()),
        "°",
    )
}

/// Every option is held against the rules; exactly one may agree.
fn unique(parameters: &Parameters, map: &Map, options: &[Choice]) -> Check {
    let truth = crate::proof::puzzle::spatial_map::evaluate(parameters, map);
    let right = truth.map_or(0, |value| {
        let truth = value.answer();
        options.iter().filter(|o| o.answer.means(&truth)).count()
    });
    Check::fact("unique_solution", Some(EVIDENCE), right == 1, None)
}

fn word(text: &str) -> Choice {
    Choice {
        text: text.into(),
        answer: Answer::Text { text: text.into() },
        evidence: Vec::new(),
    }
}

fn name(place: &Place) -> Choice {
    Choice {
        evidence: vec![EVIDENCE.into()],
        ..word(&place.name)
    }
}

/// Template id, text and words of a question.
fn phrase(
    kind: &str,
    parameters: &Parameters,
    random: &mut ChaCha8Rng,
) -> Option<(&'static str, String, Vec<crate::sample::Word>)> {
    let ways: Vec<_> = TEMPLATES.iter().filter(|(k, ..)| *k == kind).collect();
    let (_, id, template) = ways.get(seeding::below(random, ways.len()))?;
    let (a, b, direction) = match &parameters.ask {
        Ask::Direction { from, to } => (from.as_str(), to.as_str(), ""),
        Ask::InDirection { from, direction } | Ask::CountInDirection { from, direction } => {
            (from.as_str(), "", direction.as_str())
        }
        Ask::Nearest { to } => (to.as_str(), "", ""),
    };
    let compass = match parameters.compass {
        Compass::Four => "the four directions north, east, south and west",
        Compass::Eight => "the eight compass directions",
    };
    let template = template
        .replace("{compass}", compass)
        .replace("{direction}", direction);
    let slot = |name, text| Slot {
        name,
        before: "the ",
        text,
        evidence: EVIDENCE,
    };
    let (text, words) = fill(&template, "question", &[slot("a", a), slot("b", b)]);
    Some((id, text, words))
}

#[cfg(test)]
#[path = "spatial_map_tests.rs"]
mod tests;
