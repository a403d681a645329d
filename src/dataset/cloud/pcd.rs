//! PCD clouds: text, binary and compressed, versions 0.5 to 0.7, organised ones with their grid.
//!
//! Format: <https://pointclouds.org/documentation/tutorials/pcd_file_format.html>. Used: `x y z`; the packed colour
//! `rgb` or `rgba`; `instance`. The viewpoint is not applied: PCL keeps points where they are, too.

use super::lines::Lines;
use super::records::{self, Colour, Layout};
use super::row::Row;
use super::{Loaded, lzf};
use crate::dataset::Bytes;
use crate::dataset::DatasetError;
use crate::dataset::scalar::{Field, Kind, Order};
use crate::scene::PointCloud;
use std::path::Path;

/// A header longer than this is no header.
const MAX_HEADER_BYTES: usize = 64 * 1024;
/// A point of more numbers is refused.
const MAX_NUMBERS: usize = 64 * 1024;

/// Reads a cloud. `path` is for messages.
///
/// # Errors
/// When the header is not that of such a file, or names more than the bytes hold (nothing is reserved before that is
/// known); when a line of a text file, or what was compressed, cannot be read. Where, in words.
pub fn read(source: Bytes<'_>, path: &Path) -> Result<Loaded, DatasetError> {
    let file = File { source, path };
    let mut buffer = Vec::new();
    let head = source
        .part_up_to(0, MAX_HEADER_BYTES, &mut buffer)
        .map_err(|e| file.io(e))?;
    let header =
        Header::parse(head).map_err(|(what, line)| file.format(what, format!("line {line}")))?;
    let layout = header
        .layout()
        .map_err(|what| file.format(what, "header"))?;
    let (cloud, lost) = match header.data {
        Data::Text => file.text(&header, layout)?,
        Data::Binary => file.binary(&header, &layout)?,
        Data::Compressed => file.compressed(&header, &layout)?,
    };
    Ok(Loaded {
        cloud,
        lost,
        grid: header.grid(),
        ..Loaded::default()
    })
}

/// How the points are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Data {
    #[default]
    Text,
    Binary,
    Compressed,
}

/// The lines before the points.
#[derive(Debug, Default)]
struct Header {
    names: Vec<String>,
    sizes: Vec<usize>,
    types: Vec<String>,
    counts: Vec<usize>,
    width: u64,
    height: Option<u64>,
    points: Option<u64>,
    data: Data,
    bytes: usize,
    lines: usize,
}

impl Header {
    /// Parses the first bytes of a file; what is wrong comes with its line, from 1.
    fn parse(head: &[u8]) -> Result<Self, (String, usize)> {
        let mut header = Self::default();
        for line in head.split_inclusive(|b| *b == b'\n') {
            header.bytes += line.len();
            header.lines += 1;
            let number = header.lines;
            let text = std::str::from_utf8(line)
                .map_err(|_not_utf8| ("the header is not text".to_owned(), number))?;
            let words: Vec<&str> = text.split_whitespace().collect();
            if let ["DATA", name] = words.as_slice() {
                header.data = match *name {
                    "ascii" => Data::Text,
                    "binary" => Data::Binary,
                    "binary_compressed" => Data::Compressed,
                    _ => return Err((format!("unknown data {name:?}"), number)),
                };
                header.complete().map_err(|what| (what, number))?;
                return Ok(header);
            }
            header.line(&words).map_err(|what| (what, number))?;
        }
        Err(("there is no DATA line".into(), header.lines.max(1)))
    }

    fn line(&mut self, words: &[&str]) -> Result<(), String> {
        let [keyword, values @ ..] = words else {
            return Ok(());
        };
        let numbers = || {
            values
                .iter()
                .map(|v| whole(v))
                .collect::<Result<Vec<u64>, _>>()
        };
        let one = || match values {
            [value] => whole(value),
            _ => Err(format!("{keyword} has {} values", values.len())),
        };
        let sizes = |of: Vec<u64>| of.into_iter().map(|v| v.min(1 << 16) as usize).collect();
        match *keyword {
            // Files of version 0.5 say COLUMNS.
            "FIELDS" | "COLUMNS" => self.names = values.iter().map(|v| (*v).to_owned()).collect(),
            "SIZE" => self.sizes = sizes(numbers()?),
            "TYPE" => self.types = values.iter().map(|v| (*v).to_owned()).collect(),
            "COUNT" => self.counts = sizes(numbers()?),
            "WIDTH" => self.width = one()?,
            "HEIGHT" => self.height = Some(one()?),
            "POINTS" => self.points = Some(one()?),
            "VERSION" => match values {
                [v] if matches!(v.trim_start_matches('0'), ".5" | ".6" | ".7") => {}
                _ => return Err(format!("version {} is not read", values.join(" "))),
            },
            // Comments, VIEWPOINT, and what other programs add.
            other
                if other.starts_with('#')
                    || other.chars().all(|c| c.is_ascii_uppercase() || c == '_') => {}
            other => return Err(format!("cannot read {other:?}")),
        }
        Ok(())
    }

    fn complete(&mut self) -> Result<(), String> {
        let fields = self.names.len();
        if self.counts.is_empty() {
            self.counts = vec![1; fields];
        }
        for (what, found) in [
            ("SIZE", self.sizes.len()),
            ("TYPE", self.types.len()),
            ("COUNT", self.counts.len()),
        ] {
            if found != fields {
                return Err(format!("{fields} fields and {found} values of {what}"));
            }
        }
        let numbers: usize = self.counts.iter().sum();
        if numbers > MAX_NUMBERS {
            return Err(format!("a point of {numbers} numbers"));
        }
        Ok(())
    }

    fn points(&self) -> u64 {
        let whole = self.width.saturating_mul(self.height.unwrap_or(1));
        self.points.unwrap_or(whole)
    }

    /// Columns and rows of an organised cloud.
    fn grid(&self) -> Option<[u32; 2]> {
        let (width, height) = (u32::try_from(self.width), u32::try_from(self.height?));
        let grid = [width.ok()?, height.ok()?];
        let cells = u64::from(grid[0]) * u64::from(grid[1]);
        (grid[1] > 1 && cells == self.points()).then_some(grid)
    }

    /// Bytes of each field of a record.
    fn field_bytes(&self) -> impl Iterator<Item = usize> + '_ {
        self.sizes
            .iter()
            .zip(&self.counts)
            .map(|(size, count)| size * count)
    }

    fn stride(&self) -> usize {
        self.field_bytes().sum()
    }

    /// Where each number of a record begins.
    fn offsets(&self) -> Vec<usize> {
        let mut next = 0;
        let mut offsets = Vec::new();
        for (size, count) in self.sizes.iter().zip(&self.counts) {
            offsets.extend((0..*count).map(|n| next + n * size));
            next += size * count;
        }
        offsets
    }

    /// A field of one number.
    fn field(&self, name: &str) -> Option<Field> {
        let index = self.names.iter().position(|n| n == name)?;
        let (size, kind) = (self.sizes.get(index)?, self.types.get(index)?);
        let kind = match (kind.as_str(), size) {
            ("I", 1) => Kind::I8,
            ("U", 1) => Kind::U8,
            ("I", 2) => Kind::I16,
            ("U", 2) => Kind::U16,
            ("I", 4) => Kind::I32,
            ("U", 4) => Kind::U32,
            ("I", 8) => Kind::I64,
            ("U", 8) => Kind::U64,
            ("F", 4) => Kind::F32,
            ("F", 8) => Kind::F64,
            _ => return None,
        };
        (self.counts.get(index) == Some(&1)).then(|| Field {
            kind,
            offset: self.field_bytes().take(index).sum(),
        })
    }

    fn layout(&self) -> Result<Layout, String> {
        let [x, y, z] = ["x", "y", "z"].map(|name| self.field(name));
        let (Some(x), Some(y), Some(z)) = (x, y, z) else {
            return Err("there is no x, y and z of one number each".into());
        };
        let packed = |name| self.field(name).filter(|f| f.kind.bytes() == 4);
        Ok(Layout {
            stride: self.stride(),
            order: Order::Little,
            position: [x, y, z],
            colour: packed("rgb")
                .or_else(|| packed("rgba"))
                .map_or(Colour::None, Colour::Bgr),
            instance: self.field("instance"),
        })
    }
}

fn whole(word: &str) -> Result<u64, String> {
    word.parse()
        .map_err(|_not_a_number| format!("{word:?} is not a count"))
}

/// What is read, and what it is called.
struct File<'a> {
    source: Bytes<'a>,
    path: &'a Path,
}

/// The points, and the rows of those that were left out.
type Points = (PointCloud, Vec<usize>);

impl File<'_> {
    fn io(&self, source: std::io::Error) -> DatasetError {
        DatasetError::Io {
            path: self.path.into(),
            source,
        }
    }

    fn format(&self, what: impl Into<String>, at: impl Into<String>) -> DatasetError {
        DatasetError::Format {
            what: what.into(),
            at: at.into(),
            path: self.path.into(),
        }
    }

    fn text(&self, header: &Header, layout: Layout) -> Result<Points, DatasetError> {
        let lines = Lines::count(self.source, header.bytes as u64, header.lines)
            .map_err(|why| why.into_error(self.path))?;
        let points = header.points();
        if points > lines.rows() {
            let what = format!(
                "the header names {points} points and {} lines follow",
                lines.rows()
            );
            return Err(self.format(what, "end"));
        }
        let row = Row::new(layout, &header.offsets());
        lines
            .points(0..points, row.has_instance(), |line| row.parse(line))
            .map_err(|why| why.into_error(self.path))
    }

    fn binary(&self, header: &Header, layout: &Layout) -> Result<Points, DatasetError> {
        let at = header.bytes as u64;
        let left = self.source.len().saturating_sub(at);
        let count = self.points(header, left)?;
        records::read(self.source, at, count, layout).map_err(|e| self.io(e))
    }

    /// The number of points, once it is known that `bytes` hold them.
    fn points(&self, header: &Header, bytes: u64) -> Result<usize, DatasetError> {
        let needed = header.points().checked_mul(header.stride() as u64);
        match needed.filter(|needed| *needed <= bytes) {
            Some(_) => Ok(header.points() as usize),
            None => {
                let what = format!(
                    "the header names {} points of {} bytes and {bytes} bytes follow",
                    header.points(),
                    header.stride()
                );
                Err(self.format(what, "end"))
            }
        }
    }

    fn compressed(&self, header: &Header, layout: &Layout) -> Result<Points, DatasetError> {
        let at = header.bytes as u64;
        let mut buffer = Vec::new();
        let sizes = self
            .source
            .part(at, 8, &mut buffer)
            .map_err(|_ends| self.format("the size of the packed points is missing", "end"))?;
        let size = |offset| u32::from_le_bytes(crate::dataset::scalar::at(sizes, offset));
        let (packed, len) = (u64::from(size(0)), u64::from(size(4)));
        let left = self.source.len() - at - 8;
        if packed > left {
            let what = format!("{packed} bytes of packed points are named and {left} follow");
            return Err(self.format(what, "end"));
        }
        if len > packed.saturating_mul(lzf::MOST_PER_BYTE) {
            let what = format!("{packed} bytes cannot hold the {len} that are named");
            return Err(self.format(what, format!("byte {}", at + 4)));
        }
        let count = self.points(header, len)?;
        let mut buffer = Vec::new();
        let packed = self
            .source
            .part(at + 8, packed as usize, &mut buffer)
            .map_err(|e| self.io(e))?;
        let planes = lzf::unpack(packed, len as usize)
            .map_err(|(what, byte)| self.format(what, format!("byte {}", at + 8 + byte as u64)))?;
        let records = interleaved(&planes, header, count);
        records::read(Bytes::Memory(&records), 0, count, layout).map_err(|e| self.io(e))
    }
}

/// Compressed points stand field by field; here they are record by record.
fn interleaved(planes: &[u8], header: &Header, count: usize) -> Vec<u8> {
    let stride = header.stride();
    let mut records = vec![0; stride * count];
    let mut offset = 0;
    for size in header.field_bytes().filter(|size| *size > 0) {
        let values = planes
            .get(offset * count..)
            .unwrap_or_default()
            .chunks_exact(size);
        for (record, value) in records.chunks_exact_mut(stride).zip(values) {
            if let Some(place) = record.get_mut(offset..offset + size) {
                place.copy_from_slice(value);
            }
        }
        offset += size;
    }
    records
}

#[cfg(test)]
mod tests;
