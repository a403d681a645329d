//! Arrays of numbers out of an archive of NumPy's, `.npz`: first their shape, then the numbers.

use super::archive::Archive;
use super::npy::{Header, Items};
use super::scalar::{Field, Kind};
use std::io::{Read, Seek};

/// What an archive says of an array.
#[derive(Clone, Debug)]
pub(in crate::dataset) struct Shape {
    header: Header,
    kind: Kind,
    entry: String,
}

/// An array in memory.
pub(in crate::dataset) struct Array {
    shape: Shape,
    bytes: Vec<u8>,
}

impl Shape {
    /// Of the array with this name, without its numbers; `None` where there is none.
    ///
    /// # Errors
    /// When it is damaged, holds what is no number, or names more numbers than its entry has bytes; in words.
    pub fn find<R: Read + Seek>(
        archive: &mut Archive<R>,
        name: &str,
    ) -> Result<Option<Self>, String> {
        let entry = format!("{name}.npy");
        if !archive.names().contains(&entry) {
            return Ok(None);
        }
        let (head, size) = archive.head(&entry, Header::HEAD as u64)?;
        let wrong = |what: String| format!("array {name:?}: {what}");
        let header = Header::parse(&head).map_err(wrong)?;
        let Items::Numbers(kind) = header.items else {
            return Err(wrong("records where numbers are wanted".into()));
        };
        let needed = header
            .count()
            .and_then(|n| n.checked_mul(kind.bytes() as u64));
        let left = size.saturating_sub(header.bytes as u64);
        if needed.is_none_or(|needed| needed > left) {
            let what = format!("shape {:?}, and {left} bytes follow", header.shape);
            return Err(wrong(what));
        }
        Ok(Some(Self {
            header,
            kind,
            entry,
        }))
    }

    /// Lengths of its sides, where there are as many as `N`.
    pub fn sides<const N: usize>(&self) -> Option<[usize; N]> {
        let sides = self.header.shape.iter().copied();
        let sides: Option<Vec<usize>> = sides.map(|side| usize::try_from(side).ok()).collect();
        sides?.try_into().ok()
    }

    /// Reads its numbers.
    ///
    /// # Errors
    /// When they are damaged; in words.
    pub fn read<R: Read + Seek>(self, archive: &mut Archive<R>) -> Result<Array, String> {
        let bytes = archive.read(&self.entry)?;
        Ok(Array { shape: self, bytes })
    }
}

impl Array {
    /// The number at a place, an index for each side; NaN outside.
    pub fn at<const N: usize>(&self, place: [usize; N]) -> f64 {
        let header = &self.shape.header;
        let sides = || header.shape.iter().map(|side| *side as usize);
        if header.shape.len() != N || place.iter().zip(sides()).any(|(at, side)| *at >= side) {
            return f64::NAN;
        }
        let along = |index: usize, (at, side): (usize, usize)| index * side + at;
        let pairs = place.into_iter().zip(sides());
        let index = match header.by_columns {
            false => pairs.fold(0, along),
            true => pairs.rev().fold(0, along),
        };
        let offset = header.bytes + index * self.shape.kind.bytes();
        if offset + self.shape.kind.bytes() > self.bytes.len() {
            return f64::NAN;
        }
        let field = Field {
            kind: self.shape.kind,
            offset,
        };
        field.read(&self.bytes, header.order)
    }

    /// The `N` numbers of a place's last side, or of its last two, row by row.
    pub fn numbers<const N: usize>(&self, first: usize, columns: usize) -> [f64; N] {
        std::array::from_fn(|i| self.at([first, i / columns, i % columns]))
    }
}
