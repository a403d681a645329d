//! Text with a point a line, read in parallel: text PLY and PCD, XYZ, CSV.

use super::records::drop_infinite;
use crate::dataset::Bytes;
use crate::dataset::DatasetError;
use crate::geom::DVec3;
use crate::scene::{CloudPoint, PointCloud};
use rayon::prelude::*;
use std::io;
use std::ops::Range;
use std::path::Path;

/// Bytes gone through together.
const BLOCK: usize = 1 << 20;
/// A longer line is refused.
const LONGEST: usize = 64 * 1024;

/// A line's point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub position: DVec3,
    pub rgba: [u8; 4],
    pub instance: u16,
}

/// Why lines could not be read.
#[derive(Debug)]
pub(super) enum Wrong {
    Io(io::Error),
    Line { what: String, line: u64 },
    TooLong { at: u64 },
}

impl From<io::Error> for Wrong {
    fn from(source: io::Error) -> Self {
        Self::Io(source)
    }
}

impl Wrong {
    pub fn into_error(self, path: &Path) -> DatasetError {
        match self {
            Self::Io(source) => DatasetError::Io {
                path: path.into(),
                source,
            },
            Self::Line { what, line } => DatasetError::Format {
                what,
                at: format!("line {line}"),
                path: path.into(),
            },
            Self::TooLong { at } => DatasetError::Format {
                what: format!("a line is longer than {} KiB", LONGEST / 1024),
                at: format!("after byte {at}"),
                path: path.into(),
            },
        }
    }
}

/// The lines of a source, of which some are rows.
pub(super) struct Lines<'a> {
    source: Bytes<'a>,
    start: u64,
    blocks: Vec<Block>,
    rows: u64,
    is_row: fn(&[u8]) -> bool,
}

/// Lines that begin in the same stretch of bytes.
#[derive(Clone, Copy, Debug)]
struct Block {
    at: u64,
    /// Number of its first row, from 0.
    row: u64,
    /// Number of its first line in the file, from 1.
    line: u64,
}

impl<'a> Lines<'a> {
    /// Counts the lines from `start` on, before which there are `before`. Those with something in them are rows.
    pub fn count(source: Bytes<'a>, start: u64, before: usize) -> Result<Self, Wrong> {
        Self::count_rows(source, start, before, is_filled)
    }

    /// As [`Lines::count`], and `is_row` says which lines are rows.
    pub fn count_rows(
        source: Bytes<'a>,
        start: u64,
        before: usize,
        is_row: fn(&[u8]) -> bool,
    ) -> Result<Self, Wrong> {
        let starts: Vec<u64> = (start..source.len()).step_by(BLOCK).collect();
        let counted = starts.par_iter().map_init(Vec::new, |buffer, at| {
            let text = text_of(source, start, *at, buffer)?;
            let lines = || text.split_inclusive(|b| *b == b'\n');
            Ok((lines().count(), lines().filter(|line| is_row(line)).count()))
        });
        let counted = counted.collect::<Result<Vec<_>, Wrong>>()?;
        let (mut row, mut line) = (0, before as u64 + 1);
        let blocks = starts.into_iter().zip(counted).map(|(at, (lines, rows))| {
            let block = Block { at, row, line };
            row += rows as u64;
            line += lines as u64;
            block
        });
        Ok(Self {
            source,
            start,
            blocks: blocks.collect(),
            rows: row,
            is_row,
        })
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Hands over rows one by one.
    pub fn each(
        &self,
        rows: Range<u64>,
        mut to: impl FnMut(&str) -> Result<(), String>,
    ) -> Result<(), Wrong> {
        let mut buffer = Vec::new();
        for block in self.within(&rows) {
            self.rows_of(block, &rows, &mut buffer, |_, line| to(line))?;
        }
        Ok(())
    }

    /// The points of rows, without those whose position is not finite, and which those were. The caller has checked
    /// that there are as many.
    pub fn points(
        &self,
        rows: Range<u64>,
        with_instances: bool,
        parse: impl Fn(&str) -> Result<Point, String> + Sync,
    ) -> Result<(PointCloud, Vec<usize>), Wrong> {
        let count = usize::try_from(rows.end - rows.start).unwrap_or(usize::MAX);
        let mut cloud = PointCloud {
            origin: self.origin(&rows, &parse)?,
            points: bytemuck::allocation::zeroed_vec(count),
            instance: bytemuck::allocation::zeroed_vec(if with_instances { count } else { 0 }),
        };
        let origin = cloud.origin;
        let (mut points, mut instance) = (&mut cloud.points[..], &mut cloud.instance[..]);
        let mut parts = Vec::new();
        let blocks: Vec<&Block> = self.within(&rows).collect();
        for (index, block) in blocks.iter().enumerate() {
            let end = blocks.get(index + 1).map_or(rows.end, |next| next.row);
            let own = (end.min(rows.end) - block.row.max(rows.start)) as usize;
            let (here, after) = points.split_at_mut(own.min(points.len()));
            let (ids, ids_after) = instance.split_at_mut(own.min(instance.len()));
            (points, instance) = (after, ids_after);
            parts.push((*block, here, ids));
        }
        parts
            .into_par_iter()
            .try_for_each_init(Vec::new, |buffer, (block, points, ids)| {
                self.rows_of(block, &rows, buffer, |n, line| {
                    let point = parse(line)?;
                    if let Some(place) = points.get_mut(n) {
                        *place = CloudPoint {
                            offset_m: (point.position - origin).as_vec3().to_array(),
                            rgba: point.rgba,
                        };
                    }
                    if let Some(place) = ids.get_mut(n) {
                        *place = point.instance;
                    }
                    Ok(())
                })
            })?;
        let lost = drop_infinite(&mut cloud);
        Ok((cloud, lost))
    }

    /// Where offsets are counted from: the first finite position, in whole metres.
    fn origin(
        &self,
        rows: &Range<u64>,
        parse: &impl Fn(&str) -> Result<Point, String>,
    ) -> Result<DVec3, Wrong> {
        let mut buffer = Vec::new();
        for block in self.within(rows) {
            let mut found = None;
            self.rows_of(block, rows, &mut buffer, |_, line| {
                if found.is_none() {
                    found = Some(parse(line)?.position).filter(|p| p.is_finite());
                }
                Ok(())
            })?;
            if let Some(found) = found {
                return Ok(found.round());
            }
        }
        Ok(DVec3::ZERO)
    }

    /// The blocks that hold some of these rows.
    fn within(&self, rows: &Range<u64>) -> impl Iterator<Item = &Block> {
        let ends = self.blocks.iter().skip(1).map(|next| next.row);
        let ends = ends.chain([self.rows]);
        self.blocks
            .iter()
            .zip(ends)
            .filter(|(block, end)| block.row < rows.end && *end > rows.start && *end > block.row)
            .map(|(block, _)| block)
    }

    /// Hands over those rows of a block that are in `rows`, numbered from 0 in this block.
    fn rows_of(
        &self,
        block: &Block,
        rows: &Range<u64>,
        buffer: &mut Vec<u8>,
        mut to: impl FnMut(usize, &str) -> Result<(), String>,
    ) -> Result<(), Wrong> {
        let text = text_of(self.source, self.start, block.at, buffer)?;
        let (mut row, mut n) = (block.row, 0);
        for (index, line) in text.split_inclusive(|b| *b == b'\n').enumerate() {
            if !(self.is_row)(line) {
                continue;
            }
            if rows.contains(&row) {
                let wrong = |what: String| Wrong::Line {
                    what,
                    line: block.line + index as u64,
                };
                let line = std::str::from_utf8(line)
                    .map_err(|_not_utf8| wrong("the line is not text".into()))?;
                to(n, line).map_err(wrong)?;
                n += 1;
            }
            row += 1;
        }
        Ok(())
    }
}

/// Whether a line has something in it.
pub(super) fn is_filled(line: &[u8]) -> bool {
    line.iter().any(|b| !b.is_ascii_whitespace())
}

/// The whole lines that begin within a block's stretch.
fn text_of<'b>(
    source: Bytes<'b>,
    start: u64,
    at: u64,
    buffer: &'b mut Vec<u8>,
) -> Result<&'b [u8], Wrong> {
    // With the byte before, which says whether a line begins here.
    let lead = usize::from(at > start);
    let from = at - lead as u64;
    let part = source.part_up_to(from, lead + BLOCK + LONGEST, buffer)?;
    let newline = |bytes: &[u8]| bytes.iter().position(|b| *b == b'\n');
    let begin = match newline(part) {
        _ if lead == 0 => 0,
        Some(before) if before < BLOCK => before + 1,
        // What stands here is a line of the block before.
        _ => return Ok(&[]),
    };
    let last = lead + BLOCK - 1;
    let end = match part.get(last..).map(newline) {
        None => part.len(),
        Some(Some(further)) => last + further + 1,
        Some(None) if from + part.len() as u64 == source.len() => part.len(),
        Some(None) => return Err(Wrong::TooLong { at }),
    };
    Ok(part.get(begin..end).unwrap_or_default())
}

/// A number as text formats write it; `nan` and `inf` are some.
pub(super) fn number(word: &str) -> Result<f64, String> {
    word.parse()
        .map_err(|_not_a_number| format!("{word:?} is not a number"))
}
