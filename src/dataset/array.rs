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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::cloud::npy::tests::file;
    use std::io::{Cursor, Write as _};
    use zip::write::SimpleFileOptions;

    type Zip = Archive<Cursor<Vec<u8>>>;

    fn archive(arrays: &[(&str, Vec<u8>)]) -> Zip {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in arrays {
            let options = SimpleFileOptions::default();
            zip.start_file(format!("{name}.npy"), options)
                .expect("an entry");
            zip.write_all(bytes).expect("written");
        }
        Archive::open(zip.finish().expect("an archive")).expect("an archive")
    }

    fn read(archive: &mut Zip, name: &str) -> Result<Array, String> {
        let shape = Shape::find(archive, name)?;
        shape.expect("it is there").read(archive)
    }

    #[test]
    fn numbers_are_where_their_indices_say_in_either_order() {
        // 2 x 2 x 2: a number is 100 times its first index, 10 times its second and its third.
        let rows: [i16; 8] = [0, 1, 10, 11, 100, 101, 110, 111];
        let columns: [i16; 8] = [0, 100, 10, 110, 1, 101, 11, 111];
        let bytes = |values: [i16; 8]| values.map(i16::to_be_bytes).concat();
        let mut archive = archive(&[
            ("rows", file("'>i2'", false, "(2, 2, 2)", &bytes(rows))),
            ("columns", file("'>i2'", true, "(2, 2, 2)", &bytes(columns))),
        ]);
        for name in ["rows", "columns"] {
            let array = read(&mut archive, name).expect("an array");
            assert_eq!(array.at([1, 0, 1]), 101.0, "{name}");
            assert_eq!(array.at([0, 1, 1]), 11.0, "{name}");
            assert_eq!(array.numbers(1, 2), [100.0, 101.0, 110.0, 111.0], "{name}");
            let outside = [array.at([2, 0, 0]), array.at([0, 0, 2]), array.at([0, 0])];
            assert!(outside.into_iter().all(f64::is_nan), "{name}");
        }
        assert_eq!(
            Shape::find(&mut archive, "other")
                .expect("no fault")
                .map(|_| ()),
            None
        );
    }

    #[test]
    fn more_numbers_than_bytes_and_what_are_no_numbers_are_refused_by_their_header() {
        let mut archive = archive(&[
            ("short", file("'<f4'", false, "(2, 2)", &[0; 15])),
            (
                "huge",
                file("'<f8'", false, "(4294967296, 4294967296, 9)", &[0; 8]),
            ),
            ("records", file("[('x', '<f4')]", false, "(1,)", &[0; 4])),
            ("none", b"text".to_vec()),
        ]);
        let mut refused = |name: &str| Shape::find(&mut archive, name).expect_err("refused");
        assert_eq!(
            refused("short"),
            "array \"short\": shape [2, 2], and 15 bytes follow"
        );
        assert!(refused("huge").contains("and 8 bytes follow"));
        assert_eq!(
            refused("records"),
            "array \"records\": records where numbers are wanted"
        );
        assert!(refused("none").contains("does not begin as a .npy file"));
    }

    #[test]
    fn sides_are_told_where_there_are_as_many() {
        let mut archive = archive(&[("a", file("'<f4'", false, "(3, 0, 2)", &[]))]);
        let shape = Shape::find(&mut archive, "a")
            .expect("a header")
            .expect("there");
        assert_eq!(shape.sides(), Some([3, 0, 2]));
        assert_eq!(shape.sides::<2>(), None);
    }
}
