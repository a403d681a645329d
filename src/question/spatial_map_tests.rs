//! Tests of the spatial map family; the oracle here never calls the evaluator.

use super::*;
use crate::question::puzzle::halves;
use crate::sample::{CheckResult, Sample};
use std::collections::BTreeMap;

const SEEDS: u64 = 500;

fn drafts() -> impl Iterator<Item = (u64, Sample)> {
    (0..SEEDS).map(|n| (n, generate(41, n).expect("a map").sample))
}

fn map_of(sample: &Sample) -> (Parameters, Map) {
    halves(sample)
}

/// The compass word by the largest dot product with unit vectors: no bearing, no sector arithmetic.
fn word_by_dot(compass: Compass, from: &Place, to: &Place) -> &'static str {
    let d = 0.5f64.sqrt();
    let eight: [(&str, f64, f64); 8] = [
        ("north", 0.0, 1.0),
        ("south", 0.0, -1.0),
        ("east", 1.0, 0.0),
        ("west", -1.0, 0.0),
        ("northeast", d, d),
        ("southeast", d, -d),
        ("southwest", -d, -d),
        ("northwest", -d, d),
    ];
    let words = if compass == Compass::Four {
        &eight[..4]
    } else {
        &eight[..]
    };
    let dot = |w: &(&str, f64, f64)| w.1 * (to.at[0] - from.at[0]) + w.2 * (to.at[1] - from.at[1]);
    let best = words.iter().max_by(|a, b| dot(a).total_cmp(&dot(b)));
    best.expect("words").0
}

fn oracle(parameters: &Parameters, map: &Map) -> String {
    let find = |name: &str| map.places.iter().find(|p| p.name == name).expect("a place");
    let among = |from: &str, direction: &str| -> Vec<String> {
        let from = find(from);
        map.places
            .iter()
            .filter(|p| p.name != from.name)
            .filter(|p| word_by_dot(parameters.compass, from, p) == direction)
            .map(|p| p.name.clone())
            .collect()
    };
    match &parameters.ask {
        Ask::Direction { from, to } => word_by_dot(parameters.compass, find(from), find(to)).into(),
        Ask::InDirection { from, direction } => among(from, direction).join("+"),
        Ask::CountInDirection { from, direction } => among(from, direction).len().to_string(),
        Ask::Nearest { to } => {
            let to = find(to);
            let square = |p: &Place| (p.at[0] - to.at[0]).powi(2) + (p.at[1] - to.at[1]).powi(2);
            let best = map
                .places
                .iter()
                .filter(|p| p.name != to.name)
                .min_by(|a, b| square(a).total_cmp(&square(b)));
            best.expect("others").name.clone()
        }
    }
}

#[test]
fn exactly_one_option_is_right_and_the_key_names_it() {
    for (n, sample) in drafts() {
        let (parameters, map) = map_of(&sample);
        let truth = oracle(&parameters, &map);
        let texts: Vec<&str> = sample.options.iter().map(|o| o.text.as_str()).collect();
        assert_eq!(texts.len(), 4, "{n}");
        let right: Vec<usize> = (0..4).filter(|i| texts[*i] == truth).collect();
        let [index] = right.as_slice() else {
            panic!("{n}: {truth} in {texts:?}")
        };
        assert_eq!(sample.answer, Answer::Option { index: *index }, "{n}");
        let letter = char::from(b'A' + *index as u8);
        assert_eq!(sample.released.answer, format!("({letter})"), "{n}");
        assert!(
            sample.checks.iter().all(|c| c.result == CheckResult::Green),
            "{n}: {:?}",
            sample.checks
        );
    }
}

#[test]
fn kinds_letters_and_ranks_are_balanced_and_counts_are_not_always_zero() {
    let (mut kinds, mut letters) = (BTreeMap::new(), BTreeMap::new());
    let (mut ranks, mut counts) = ([0u32; 4], BTreeMap::new());
    for (_, sample) in drafts() {
        let fact = sample.provenance.fact.clone().expect("a fact");
        let kind = fact.split('/').nth(1).expect("a kind").to_owned();
        *letters
            .entry((kind.clone(), sample.released.answer.clone()))
            .or_insert(0u32) += 1;
        if kind == "count_in_direction" {
            let numbers: Vec<u32> = (sample.options.iter())
                .map(|o| o.text.parse().expect("a number"))
                .collect();
            let Answer::Option { index } = sample.answer else {
                panic!("no option")
            };
            ranks[numbers.iter().filter(|n| **n < numbers[index]).count()] += 1;
            *counts.entry(numbers[index]).or_insert(0u32) += 1;
        }
        *kinds.entry(kind).or_insert(0u32) += 1;
    }
    assert!(
        kinds.len() == 4 && kinds.values().all(|n| *n == 125),
        "{kinds:?}"
    );
    // Blocks of four hold every letter and every rank once.
    assert_eq!(letters.len(), 16);
    assert!(
        letters.values().all(|n| (31..=32).contains(n)),
        "{letters:?}"
    );
    assert!(ranks.iter().all(|n| (31..=32).contains(n)), "{ranks:?}");
    assert!(
        counts.len() >= 4 && counts.get(&0).copied().unwrap_or(0) < 30,
        "{counts:?}"
    );
}

#[test]
fn same_seed_same_bytes() {
    let bytes = |seed, n| {
        let sample = generate(seed, n).expect("a map").sample;
        serde_json::to_vec(&sample).expect("json")
    };
    for n in 0..4 {
        assert_eq!(bytes(9, n), bytes(9, n));
        assert_ne!(bytes(9, n), bytes(10, n));
    }
}

#[test]
fn questions_read_well_and_words_bind_to_the_map() {
    let asked: Vec<String> = (0..12)
        .map(|n| {
            let sample = generate(5, n).expect("a map").sample;
            let options: Vec<_> = sample.options.iter().map(|o| o.text.clone()).collect();
            for w in &sample.words {
                let text = &sample.released.question[w.start..w.end];
                assert!(NAMES.contains(&text) && w.evidence == EVIDENCE, "{text}");
            }
            format!(
                "{}  {} {}",
                sample.released.question,
                options.join(" / "),
                sample.released.answer
            )
        })
        .collect();
    assert!(asked.iter().all(|q| !q.contains('{')), "{asked:?}");
    insta::assert_snapshot!(asked.join("\n"));
}

#[test]
fn an_edited_map_gets_a_new_key_or_is_refused() {
    let sample = generate(41, 3).expect("a nearest question").sample;
    let (_, mut map) = map_of(&sample);
    let mut edited = sample.clone();
    let crate::evidence::Shape::Puzzle { state, .. } = &mut edited.evidence[0].shape else {
        panic!("no puzzle")
    };
    let Answer::Option { index } = sample.answer else {
        panic!("no option")
    };
    let nearest = sample.options[index].text.clone();
    map.places.retain(|p| p.name != nearest);
    *state = serde_json::to_value(&map).expect("json");
    let again = crate::question::rebuild(edited);
    if let Ok(again) = again {
        assert_ne!(again.answer, sample.answer);
        assert_ne!(again.revision, sample.revision);
    }
}
