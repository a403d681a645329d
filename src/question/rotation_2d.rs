//! 2D rotation: which coloured grid is the reference, turned?
//!
//! > Which option is the reference turned by 90°, 180° or 270°, and not mirrored or recoloured?
//! > A / **B** / C / D
//!
//! The wrong options are the mirror image, the grid with two colours exchanged, and the grid with two cells
//! exchanged, each turned at random. **Abstains** when no such puzzle turns up in [`ATTEMPTS`] draws: the reference
//! has no rotational or mirror symmetry, and no option is a turn of another.
//!
//! **Why the answer cannot be wrong**: all four turns of the reference are compared with every option, cell by cell;
//! exactly one option equals one of them, and none equals the reference as it stands.

use super::phrase::{Slot, fill};
use super::puzzle::{Asked, EVIDENCE, with_right_at};
use super::{Draft, seeding};
use crate::answer::{Answer, letter};
use crate::proof::puzzle::rotation_2d::{Grid, NAME, Parameters, State};
use crate::sample::{Check, Choice, Digest, Threshold, canonical};
use rand_chacha::ChaCha8Rng;
use serde_json::json;
use std::collections::BTreeSet;

/// This family's name in proofs, keys and provenance.
pub const FAMILY: &str = "rotation_2d";
/// Size of the picture, px.
pub const PICTURE_PX: (u32, u32) = (900, 700);
/// Grids drawn before giving up on a number.
pub const ATTEMPTS: usize = 500;
/// Cells on a side, fewest and most: under 3 there is little to turn, over 5 it is counting.
pub const SIDES: (usize, usize) = (3, 5);
/// Colours of a grid, fewest and most; the picture has six.
pub const COLOURS: (usize, usize) = (4, 6);
/// Cells in which each wrong option must differ from every turn of the reference: two are seen at a glance once
/// found.
pub const MIN_DIFFERENT_CELLS: usize = 2;

/// Ways to ask. Each rules out the mirror image and the unturned grid.
pub const TEMPLATES: [(&str, &str); 3] = [
    (
        "r2-1",
        "which option is {a} turned by 90°, 180° or 270°, without mirroring or changing any cell?",
    ),
    (
        "r2-2",
        "turning {a} in the plane by a quarter, a half or three quarters of a full turn gives which option?",
    ),
    (
        "r2-3",
        "one option is {a} turned in the plane, neither mirrored nor recoloured. Which one?",
    ),
];

/// The sample of this number, or `None` when it abstains. A pure function of its arguments.
pub fn generate(seed: u64, number: u64) -> Option<Draft> {
    let mut random = seeding::random(seed, &[FAMILY, &number.to_string()]);
    let turns = 1 + seeding::balanced(seed, &[FAMILY, "turns"], number, 3);
    let at = seeding::balanced(seed, &[FAMILY, "letter"], number, 4);
    let (colours, state) = (0..ATTEMPTS).find_map(|_| draw_puzzle(turns, at, &mut random))?;
    let (template, pattern) = TEMPLATES[seeding::below(&mut random, TEMPLATES.len())];
    let slot = Slot {
        name: "a",
        before: "the ",
        text: "reference",
        evidence: EVIDENCE,
    };
    let (question, words) = fill(pattern, "question", &[slot]);
    let sample = Asked {
        family: FAMILY,
        puzzle: NAME,
        sub_task: "2D/3D Rotation",
        seed,
        number,
        kind: "turn",
        template,
        question,
        words,
        label: "reference",
        checks: checks(&state),
        parameters: serde_json::to_value(Parameters { colours }).ok()?,
        options: (0..state.options.len()).filter_map(choice).collect(),
        state: serde_json::to_value(&state).ok()?,
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
        "sides": SIDES,
        "colours": COLOURS,
        "min_different_cells": MIN_DIFFERENT_CELLS,
    }))
}

/// The option's text is the letter under its picture.
fn choice(index: usize) -> Option<Choice> {
    Some(Choice {
        text: letter(index)?.to_string(),
        answer: Answer::Option { index },
        evidence: vec![EVIDENCE.into()],
    })
}

fn draw_puzzle(turns: usize, at: usize, random: &mut ChaCha8Rng) -> Option<(u8, State)> {
    let within = |random: &mut ChaCha8Rng, (low, high): (usize, usize)| {
        low + seeding::below(random, high - low + 1)
    };
    let (side, colours) = (within(random, SIDES), within(random, COLOURS));
    let reference = Grid::from_fn(side, |_, _| seeding::below(random, colours) as u8);
    if reference.is_symmetric() {
        return None;
    }
    let right = reference.turned(turns);
    let mut wrong = vec![
        reference.mirrored(),
        colours_exchanged(&reference, random),
        cells_exchanged(&reference, random),
    ];
    for grid in &mut wrong {
        *grid = grid.turned(seeding::below(random, 4));
    }
    let options = with_right_at(at, right, wrong, random);
    let state = State { reference, options };
    (wrong_are_wrong(&state, at) && all_differ(&state)).then_some((colours as u8, state))
}

/// Two colours that the grid has, exchanged: a new colour would give the option away.
fn colours_exchanged(grid: &Grid, random: &mut ChaCha8Rng) -> Grid {
    let used: BTreeSet<u8> = grid.0.iter().flatten().copied().collect();
    let mut used: Vec<u8> = used.into_iter().collect();
    seeding::shuffle(random, &mut used);
    let [a, b, ..] = used.as_slice() else {
        return grid.clone();
    };
    Grid::from_fn(grid.side(), |row, column| match grid.cell(row, column) {
        c if c == *a => *b,
        c if c == *b => *a,
        c => c,
    })
}

fn cells_exchanged(grid: &Grid, random: &mut ChaCha8Rng) -> Grid {
    let n = grid.side();
    let mut draw = || (seeding::below(random, n), seeding::below(random, n));
    let (a, b) = (draw(), draw());
    Grid::from_fn(n, |row, column| match (row, column) {
        at if at == a => grid.cell(b.0, b.1),
        at if at == b => grid.cell(a.0, a.1),
        _ => grid.cell(row, column),
    })
}

/// Fewest cells in which `grid` differs from a turn of `reference`.
pub fn cells_off(grid: &Grid, reference: &Grid) -> usize {
    let n = reference.side();
    let differ = |turned: &Grid| {
        (0..n * n)
            .filter(|i| turned.cell(i / n, i % n) != grid.cell(i / n, i % n))
            .count()
    };
    (0..4)
        .map(|t| differ(&reference.turned(t)))
        .min()
        .unwrap_or(0)
}

fn wrong_are_wrong(state: &State, at: usize) -> bool {
    (state.options.iter().enumerate())
        .filter(|(i, _)| *i != at)
        .all(|(_, grid)| cells_off(grid, &state.reference) >= MIN_DIFFERENT_CELLS)
}

/// No option is a turn of another.
fn all_differ(state: &State) -> bool {
    (state.options.iter().enumerate())
        .all(|(i, a)| (state.options.iter().skip(i + 1)).all(|b| b.turns_from(a).is_none()))
}

fn checks(state: &State) -> Vec<Check> {
    let off = |grid| cells_off(grid, &state.reference);
    let right = state.options.iter().filter(|g| off(g) == 0).count();
    let nearest = state.options.iter().map(off).filter(|n| *n > 0).min();
    vec![
        Check::fact("unique_solution", Some(EVIDENCE), right == 1, None),
        Check::fact(
            "no_symmetry",
            Some(EVIDENCE),
            !state.reference.is_symmetric(),
            None,
        ),
        Check::number(
            "cells_off",
            Some(EVIDENCE),
            nearest.unwrap_or(0) as f64,
            Threshold::AtLeast(MIN_DIFFERENT_CELLS as f64),
            "",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::puzzle::halves;
    use super::*;
    use crate::sample::{CheckResult, Sample};
    use std::collections::BTreeMap;

    fn state_of(sample: &Sample) -> State {
        let (_, state): (Parameters, State) = halves(sample);
        state
    }

    /// Turns about the centre as complex numbers times i, i², i³ (y down: clockwise): no code of the evaluator.
    fn is_turn(reference: &Grid, option: &Grid, quarter_turns: u32) -> bool {
        let n = reference.0.len() as i64;
        let (mut real, mut imaginary) = (1, 0);
        for _ in 0..quarter_turns {
            (real, imaginary) = (-imaginary, real);
        }
        (0..n).all(|row| {
            (0..n).all(|column| {
                let (x, y) = (2 * column - n + 1, 2 * row - n + 1);
                let (u, v) = (x * real - y * imaginary, x * imaginary + y * real);
                let (c, r) = ((u + n - 1) / 2, (v + n - 1) / 2);
                option.0[r as usize][c as usize] == reference.0[row as usize][column as usize]
            })
        })
    }

    #[test]
    fn exactly_one_option_is_right_by_another_method() {
        let (mut letters, mut turns, mut sides) =
            (BTreeMap::new(), BTreeMap::new(), BTreeSet::new());
        for n in 0..500 {
            let sample = generate(41, n).expect("a puzzle").sample;
            let state = state_of(&sample);
            let fits: Vec<(usize, u32)> = (0..4)
                .flat_map(|o| (0..4).map(move |t| (o, t)))
                .filter(|(o, t)| is_turn(&state.reference, &state.options[*o], *t))
                .collect();
            let [(index, turn)] = fits.as_slice() else {
                panic!("{n}: {fits:?}")
            };
            assert!((1..4).contains(turn), "{n}: not turned");
            let colours = |g: &Grid| g.0.iter().flatten().copied().collect::<BTreeSet<u8>>();
            let used = colours(&state.reference);
            assert!(state.options.iter().all(|o| colours(o) == used), "{n}");
            assert_eq!(sample.answer, Answer::Option { index: *index }, "{n}");
            assert!(
                sample.checks.iter().all(|c| c.result == CheckResult::Green),
                "{n}: {:?}",
                sample.checks
            );
            *letters.entry(sample.released.answer).or_insert(0) += 1;
            *turns.entry(*turn).or_insert(0) += 1;
            sides.insert(state.reference.side());
        }
        assert_eq!(letters.len(), 4);
        assert!(letters.values().all(|n| *n == 125), "{letters:?}");
        assert!(turns.values().all(|n| (166..=167).contains(n)), "{turns:?}");
        assert_eq!(sides.len(), 3);
    }

    #[test]
    fn same_seed_same_bytes() {
        let bytes = |seed| {
            let sample = generate(seed, 7).expect("a puzzle").sample;
            serde_json::to_vec(&sample).expect("json")
        };
        assert_eq!(bytes(9), bytes(9));
        assert_ne!(bytes(9), bytes(10));
    }

    #[test]
    fn an_edit_that_breaks_the_puzzle_is_refused() {
        let mut sample = generate(41, 0).expect("a puzzle").sample;
        let mut state = state_of(&sample);
        let turned = state.reference.turned(1);
        state.options = vec![turned; 4];
        let crate::evidence::Shape::Puzzle { state: json, .. } = &mut sample.evidence[0].shape
        else {
            panic!("no puzzle")
        };
        *json = serde_json::to_value(&state).expect("json");
        assert_eq!(
            crate::question::rebuild(sample).expect_err("four right options"),
            "puzzle \"rotation_2d\": 4 options are the reference turned, not one"
        );
    }
}
