//! Points as lines of text: XYZ, TXT, ASC, CSV, PTS.
//!
//! Columns stand apart by semicolons, else by commas, else by white space, as the first row has them. A line of names
//! may come first, as a comment too (CloudCompare writes `//X Y Z R G B`); without one, the number of columns decides,
//! see `Columns::counted`. PTS begins with the number of its points, which is passed over. Lines that begin with `#`
//! or `//` are comments. Colours run to 1 where none is above it, else to 255.

use super::columns::Columns;
use super::lines::{Lines, Wrong, is_filled, number};
use super::records::{Colour, Layout};
use super::row::{Numbers, Row};
use super::tones::{self, Tones};
use super::{Loaded, format, io};
use crate::dataset::scalar::{Field, Kind, Order};
use crate::dataset::{Bytes, DatasetError};
use crate::scene::PointCloud;
use std::path::Path;

/// The first row begins before.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// Reads a cloud. `path` is for messages.
///
/// # Errors
/// When there is no row of numbers, and when one cannot be read; which line, in words.
pub fn read(source: Bytes<'_>, path: &Path) -> Result<Loaded, DatasetError> {
    let mut buffer = Vec::new();
    let head = source
        .part_up_to(0, MAX_HEADER_BYTES, &mut buffer)
        .map_err(io(path))?;
    let head =
        Head::parse(head).map_err(|(what, line)| format(path, what, format!("line {line}")))?;
    let lines = Lines::count_rows(source, head.bytes as u64, head.lines, is_row);
    let lines = lines.map_err(|why| why.into_error(path))?;
    let mut warnings = Vec::new();
    let points = head.points(&lines, &mut warnings);
    let (cloud, lost) = points.map_err(|why| why.into_error(path))?;
    Ok(Loaded {
        cloud,
        lost,
        warnings,
        ..Loaded::default()
    })
}

/// What stands before the first row, and how rows are written.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    bytes: usize,
    lines: usize,
    separator: Option<char>,
    columns: Columns,
    /// Columns of the first row.
    count: usize,
}

impl Head {
    /// Parses the first bytes of a file; what is wrong comes with its line, from 1.
    fn parse(head: &[u8]) -> Result<Self, (String, usize)> {
        let (mut bytes, mut lines) = (0, 0);
        let (mut names, mut is_first) = (None, true);
        for line in head.split_inclusive(|b| *b == b'\n') {
            let number = lines + 1;
            // What a spreadsheet marks its files with.
            let plain = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
            let text = std::str::from_utf8(plain)
                .map_err(|_not_utf8| ("the line is not text".to_owned(), number))?;
            let words = Words::of(text.trim_start().trim_start_matches(['/', '#']));
            if is_filled(plain) && is_row(plain) {
                let only_a_count = is_first && words.is_a_count();
                is_first = false;
                if (names.is_some() || words.begin_with_a_number()) && !only_a_count {
                    let count = words.list.len();
                    let columns = names.or_else(|| Columns::counted(count)).ok_or_else(|| {
                        (format!("{count} numbers where a point has three"), number)
                    })?;
                    return Ok(Self {
                        bytes,
                        lines,
                        separator: words.separator,
                        columns,
                        count,
                    });
                }
                if !only_a_count {
                    let found = Columns::named(words.list.iter().copied());
                    let unknown = || "neither numbers nor names of columns with x, y and z";
                    names = Some(found.ok_or_else(|| (unknown().to_owned(), number))?);
                }
            } else if let Some(found) = Columns::named(words.list.iter().copied()) {
                names = Some(found);
            }
            bytes += line.len();
            lines += 1;
        }
        Err(("there is no row of numbers".into(), lines.max(1)))
    }

    fn points(
        &self,
        lines: &Lines<'_>,
        warnings: &mut Vec<String>,
    ) -> Result<(PointCloud, Vec<usize>), Wrong> {
        let tones = Tones::default();
        let rows = 0..lines.rows();
        let row = self.row(Some(255.0));
        let bytes = lines.points(rows.clone(), row.has_instance(), |line| {
            let numbers = row.numbers(line)?;
            if self.columns.colour.is_some() {
                tones.see(colour_of(&numbers));
            }
            Ok(row.point(&numbers))
        })?;
        let full = tones.full();
        if self.columns.colour.is_none() || full == Some(255.0) {
            return Ok(bytes);
        }
        if full.is_none() {
            warnings.push(tones::NONE.into());
        }
        let row = self.row(full);
        lines.points(rows, row.has_instance(), |line| row.parse(line))
    }

    /// How a row is read whose colours run to `full`, or are none.
    fn row(&self, full: Option<f64>) -> Row {
        let field = |column| Field {
            kind: Kind::F64,
            offset: column,
        };
        let colour = self.columns.colour.zip(full);
        let layout = Layout {
            stride: 0,
            order: Order::Little,
            position: self.columns.position.map(field),
            colour: colour.map_or(Colour::None, |(columns, full)| {
                Colour::RgbTo(columns.map(field), full)
            }),
            instance: self.columns.instance.map(field),
        };
        let places: Vec<usize> = (0..self.count).collect();
        Row::new(layout, &places).separated(self.separator)
    }
}

/// The numbers of a colour, which [`Row`] puts behind those of the place.
fn colour_of(numbers: &Numbers) -> [f64; 3] {
    [numbers[3], numbers[4], numbers[5]]
}

/// A line in parts.
struct Words<'a> {
    separator: Option<char>,
    list: Vec<&'a str>,
}

impl<'a> Words<'a> {
    fn of(line: &'a str) -> Self {
        let separator = [';', ','].into_iter().find(|c| line.contains(*c));
        let list = match separator {
            Some(between) => line.split(between).map(str::trim).collect(),
            None => line.split_ascii_whitespace().collect(),
        };
        Self { separator, list }
    }

    fn is_a_count(&self) -> bool {
        matches!(self.list.as_slice(), [one] if one.parse::<u64>().is_ok())
    }

    fn begin_with_a_number(&self) -> bool {
        self.list.first().is_some_and(|word| number(word).is_ok())
    }
}

/// Whether a line is neither empty nor a comment.
fn is_row(line: &[u8]) -> bool {
    let text = line.trim_ascii_start();
    !text.is_empty() && !text.starts_with(b"#") && !text.starts_with(b"//")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::DVec3;

    fn load(text: &str) -> Result<Loaded, String> {
        read(Bytes::Memory(text.as_bytes()), Path::new("a.xyz")).map_err(|e| e.to_string())
    }

    fn place_and_colour(text: &str) -> (DVec3, [u8; 4]) {
        let cloud = load(text).expect("a cloud").cloud;
        (cloud.position(0).expect("a point"), cloud.points[0].rgba)
    }

    const AT: DVec3 = DVec3::new(1.0, 2.0, -3.5);

    #[test]
    fn columns_without_names_mean_what_their_number_says() {
        let white = [255; 4];
        assert_eq!(place_and_colour("1 2\t-3.5\n"), (AT, white));
        assert_eq!(place_and_colour("1 2 -3.5 0.25\n"), (AT, white));
        assert_eq!(
            place_and_colour("1 2 -3.5 10 20 30"),
            (AT, [10, 20, 30, 255])
        );
        assert_eq!(
            place_and_colour("1 2 -3.5 0 0.2 1"),
            (AT, [0, 51, 255, 255])
        );
        // PTS: a count, then intensity before colour.
        assert_eq!(
            place_and_colour("1\n1 2 -3.5 -900 10 20 30"),
            (AT, [10, 20, 30, 255])
        );
    }

    #[test]
    fn names_commas_semicolons_and_comments() {
        let comma = "\u{feff}label,\"X\",y,Z,Red,green,blue,instance\r\nchair,1,2,-3.5,1,2,3,7\r\n";
        let loaded = load(comma).expect("a cloud");
        assert_eq!(loaded.cloud.position(0), Some(AT));
        assert_eq!(loaded.cloud.points[0].rgba, [1, 2, 3, 255]);
        assert_eq!(loaded.cloud.instance, [7]);
        let compare = "//X Y Z Intensity R G B\n1 2 -3.5 0.5 255 0 9\n";
        assert_eq!(place_and_colour(compare), (AT, [255, 0, 9, 255]));
        assert_eq!(
            place_and_colour("# made by hand\n\n1; 2; -3.5\n"),
            (AT, [255; 4])
        );
        let between = load("0 0 0\n# a comment\n\n// another\n1 1 1\n").expect("a cloud");
        assert_eq!(between.cloud.points.len(), 2);
    }

    #[test]
    fn normals_are_no_colours_and_that_is_said() {
        let loaded = load("1 2 3 0 0.6 -0.8\nnan 0 0 0 0 1\n4 5 6 0 0 1\n").expect("a cloud");
        assert_eq!(loaded.cloud.points[0].rgba, [255; 4]);
        assert_eq!(loaded.warnings, [tones::NONE]);
        assert_eq!((loaded.cloud.points.len(), &loaded.lost[..]), (2, &[1][..]));
    }

    #[test]
    fn wrong_lines_are_named() {
        let error = |text: &str| load(text).expect_err("an error");
        assert_eq!(
            error("# x\n1 2 3\n\n4 5\n"),
            "2 numbers where 3 should be, line 4 of \"a.xyz\""
        );
        assert_eq!(
            error("1 2 3\n4 five 6\n"),
            "\"five\" is not a number, line 2 of \"a.xyz\""
        );
        assert_eq!(
            error("4\n1 2\n"),
            "2 numbers where a point has three, line 2 of \"a.xyz\""
        );
        assert_eq!(
            error("hello world\n"),
            "neither numbers nor names of columns with x, y and z, line 1 of \"a.xyz\""
        );
        assert_eq!(error(""), "there is no row of numbers, line 1 of \"a.xyz\"");
        assert_eq!(
            error("7\n# all\n"),
            "there is no row of numbers, line 2 of \"a.xyz\""
        );
    }
}
