//! 2D rotation: which option is the reference grid turned by 90°, 180° or 270°.

use crate::proof::Value;
use serde::{Deserialize, Serialize};

/// The puzzle's name in evidence.
pub const NAME: &str = "rotation_2d";
/// Largest grid side and number of options; bounds the work on outside data.
const MAX_SIDE: usize = 16;
const MAX_OPTIONS: usize = 8;

/// How the puzzle was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Number of colours; cells hold `0..colours`.
    pub colours: u8,
}

/// What the picture shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct State {
    /// The grid asked about.
    pub reference: Grid,
    /// The grids to choose from, A first.
    pub options: Vec<Grid>,
}

/// A square grid of colour numbers: rows from the top, cells from the left.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Grid(pub Vec<Vec<u8>>);

impl Grid {
    /// Cells on a side.
    pub fn side(&self) -> usize {
        self.0.len()
    }

    /// The cell in `row` (from the top) and `column` (from the left); 0 outside.
    pub fn cell(&self, row: usize, column: usize) -> u8 {
        self.0
            .get(row)
            .and_then(|r| r.get(column))
            .copied()
            .unwrap_or(0)
    }

    /// Made anew, cell by cell, from (row, column).
    pub fn from_fn(side: usize, mut cell: impl FnMut(usize, usize) -> u8) -> Self {
        Self(
            (0..side)
                .map(|row| (0..side).map(|column| cell(row, column)).collect())
                .collect(),
        )
    }

    /// Turned clockwise by `quarter_turns` times 90°.
    pub fn turned(&self, quarter_turns: usize) -> Self {
        let n = self.side();
        (0..quarter_turns % 4).fold(self.clone(), |grid, _| {
            Self::from_fn(n, |row, column| grid.cell(n - 1 - column, row))
        })
    }

    /// Left and right swapped.
    pub fn mirrored(&self) -> Self {
        let n = self.side();
        Self::from_fn(n, |row, column| self.cell(row, n - 1 - column))
    }

    /// Quarter turns clockwise (0 to 3) that make `self` from `reference`; `None` when it is no turn of it.
    ///
    /// The smallest number when several do (a symmetric grid).
    pub fn turns_from(&self, reference: &Self) -> Option<usize> {
        (0..4).find(|turns| reference.turned(*turns) == *self)
    }

    /// Whether some turn or mirror image other than leaving it alone gives the same grid.
    pub fn is_symmetric(&self) -> bool {
        let mirror = self.mirrored();
        (1..4).any(|t| self.turned(t) == *self) || (0..4).any(|t| mirror.turned(t) == *self)
    }

    fn check(&self, name: &str, side: usize, colours: u8) -> Result<(), String> {
        if self.side() != side {
            return Err(format!("{name} has {} rows, expected {side}", self.side()));
        }
        for (row, cells) in self.0.iter().enumerate() {
            if cells.len() != side {
                let found = cells.len();
                return Err(format!(
                    "{name} has {found} cells in row {row}, expected {side}"
                ));
            }
            if let Some(cell) = cells.iter().find(|c| **c >= colours) {
                return Err(format!(
                    "{name} has colour {cell} in row {row}, expected less than {colours}"
                ));
            }
        }
        Ok(())
    }
}

/// Index of the only option that is the reference turned by 90°, 180° or 270°.
///
/// # Errors
/// A sentence when grids are not square or of one size, the reference is symmetric, or not exactly one option fits.
pub fn evaluate(parameters: &Parameters, state: &State) -> Result<Value, String> {
    let side = state.reference.side();
    if !(2..=MAX_SIDE).contains(&side) {
        return Err(format!("expected a side of 2 to {MAX_SIDE}, found {side}"));
    }
    if !(2..=MAX_OPTIONS).contains(&state.options.len()) {
        let found = state.options.len();
        return Err(format!(
            "expected 2 to {MAX_OPTIONS} options, found {found}"
        ));
    }
    state
        .reference
        .check("the reference", side, parameters.colours)?;
    for (i, option) in state.options.iter().enumerate() {
        option.check(&format!("option {i}"), side, parameters.colours)?;
    }
    if state.reference.is_symmetric() {
        return Err("the reference is symmetric".into());
    }
    let turns: Vec<(usize, usize)> = (state.options.iter().enumerate())
        .filter_map(|(i, option)| Some((i, option.turns_from(&state.reference)?)))
        .collect();
    match turns.as_slice() {
        [(option, 0)] => Err(format!(
            "option {option} is the reference itself, not turned"
        )),
        [(option, _)] => Ok(Value::Index(*option)),
        several => Err(format!(
            "{} options are the reference turned, not one",
            several.len()
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grid(rows: &[&[u8]]) -> Grid {
        Grid(rows.iter().map(|r| r.to_vec()).collect())
    }

    fn reference() -> Grid {
        grid(&[&[0, 1], &[2, 3]])
    }

    fn gives(options: &[Grid]) -> Result<Value, String> {
        let state = State {
            reference: reference(),
            options: options.to_vec(),
        };
        evaluate(&Parameters { colours: 4 }, &state)
    }

    #[test]
    fn a_quarter_turn_is_clockwise() {
        assert_eq!(reference().turned(1), grid(&[&[2, 0], &[3, 1]]));
        assert_eq!(reference().turned(2), grid(&[&[3, 2], &[1, 0]]));
        assert_eq!(reference().turned(4), reference());
        assert_eq!(reference().mirrored(), grid(&[&[1, 0], &[3, 2]]));
        assert_eq!(reference().turned(3).turns_from(&reference()), Some(3));
        assert_eq!(reference().mirrored().turns_from(&reference()), None);
    }

    #[test]
    fn symmetric_grids_are_found() {
        assert!(grid(&[&[0, 1], &[1, 0]]).is_symmetric());
        assert!(grid(&[&[0, 0], &[1, 2]]).mirrored().turned(1).side() == 2);
        // Mirrored on a diagonal only.
        assert!(grid(&[&[0, 1], &[1, 2]]).is_symmetric());
        assert!(!reference().is_symmetric());
    }

    #[test]
    fn exactly_one_option_must_fit() {
        let (r, m) = (reference(), reference().mirrored());
        assert_eq!(gives(&[m.clone(), r.turned(2)]), Ok(Value::Index(1)));
        let why = |options: &[Grid]| gives(options).expect_err("no answer");
        assert_eq!(
            why(&[m.clone(), r.clone()]),
            "option 1 is the reference itself, not turned"
        );
        assert_eq!(
            why(&[r.turned(1), r.turned(2)]),
            "2 options are the reference turned, not one"
        );
        assert_eq!(
            why(&[m.clone(), m.turned(1)]),
            "0 options are the reference turned, not one"
        );
        assert_eq!(
            why(&[m.clone(), grid(&[&[0, 1], &[2]])]),
            "option 1 has 1 cells in row 1, expected 2"
        );
        assert_eq!(
            why(&[m, grid(&[&[0, 1], &[2, 9]])]),
            "option 1 has colour 9 in row 1, expected less than 4"
        );
    }
}
