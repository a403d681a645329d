//! The faces of a PLY mesh, and elements whose rows differ in size.

use super::File;
use super::header::{Element, Property, Shape};
use crate::dataset::Bytes;
use crate::dataset::DatasetError;
use crate::dataset::cloud::mesh::fan;
use crate::dataset::scalar::{Field, Kind, Order};
use rayon::prelude::*;
use std::io;

/// Triangles decoded together.
const BLOCK: usize = 32_768;
/// Bytes of a file in memory while its rows are gone through one by one.
const WINDOW: usize = 1 << 20;

/// Whether a property holds the corners of a face.
pub(super) fn are_corners(p: &Property) -> bool {
    matches!(p.name.as_str(), "vertex_indices" | "vertex_index")
        && matches!(p.shape, Shape::List(..))
}

/// Faces from `at` on as triangles over the rows of the vertices, and where the next element begins.
pub(super) fn binary(
    file: &File<'_>,
    faces: &Element,
    order: Order,
    at: u64,
) -> Result<(Vec<[u32; 3]>, u64), DatasetError> {
    // Of rows that hold nothing there may be any number.
    if faces.properties.is_empty() {
        return Ok((Vec::new(), at));
    }
    file.rows(faces, faces.least_bytes(), at)?;
    if let Some(found) = all_triangles(file, faces, order, at).map_err(|e| file.io(e))? {
        return Ok(found);
    }
    let mut triangles = Vec::new();
    let at = each_row(file, faces, order, at, |corners| {
        fan(corners, &mut triangles)
    })?;
    Ok((triangles, at))
}

/// Where the next element begins.
pub(super) fn skip(
    file: &File<'_>,
    element: &Element,
    order: Order,
    at: u64,
) -> Result<u64, DatasetError> {
    match element.stride() {
        Some(stride) => Ok(at + (file.rows(element, stride, at)? * stride) as u64),
        None => {
            file.rows(element, element.least_bytes(), at)?;
            each_row(file, element, order, at, |_| {})
        }
    }
}

/// Meshes of nothing but triangles, as nearly all are: rows of one size, in parallel. `None` when it is not one.
fn all_triangles(
    file: &File<'_>,
    faces: &Element,
    order: Order,
    at: u64,
) -> io::Result<Option<(Vec<[u32; 3]>, u64)>> {
    let [property] = faces.properties.as_slice() else {
        return Ok(None);
    };
    let Shape::List(count, item) = property.shape else {
        return Ok(None);
    };
    let stride = count.bytes() + 3 * item.bytes();
    let rows = usize::try_from(faces.count).unwrap_or(usize::MAX);
    let fits = faces
        .count
        .checked_mul(stride as u64)
        .is_some_and(|bytes| bytes <= file.source.len().saturating_sub(at));
    if !are_corners(property) || !fits {
        return Ok(None);
    }
    let three = Field {
        kind: count,
        offset: 0,
    };
    let corners = [0, 1, 2].map(|n| Field {
        kind: item,
        offset: count.bytes() + n * item.bytes(),
    });
    let mut triangles: Vec<[u32; 3]> = bytemuck::allocation::zeroed_vec(rows);
    let blocks = triangles.par_chunks_mut(BLOCK).enumerate();
    let all = blocks.map_init(Vec::new, |buffer, (index, block)| {
        let from = at + (index * BLOCK * stride) as u64;
        let bytes = file.source.part(from, block.len() * stride, buffer)?;
        for (row, triangle) in bytes.chunks_exact(stride).zip(block) {
            if three.read(row, order) != 3.0 {
                return Ok(false);
            }
            *triangle = corners.map(|c| index_of(c.read(row, order)));
        }
        Ok(true)
    });
    let all = all.reduce(|| Ok(true), |a: io::Result<bool>, b| Ok(a? && b?))?;
    Ok(all.then(|| (triangles, at + (rows * stride) as u64)))
}

/// A corner as an index; what is none becomes one that no cloud has.
pub(super) fn index_of(value: f64) -> u32 {
    let whole = value >= 0.0 && value < f64::from(u32::MAX) && value.fract() == 0.0;
    if whole { value as u32 } else { u32::MAX }
}

/// Goes through rows one by one; hands over the corners of each. Where the next element begins.
fn each_row(
    file: &File<'_>,
    element: &Element,
    order: Order,
    at: u64,
    mut to: impl FnMut(&[u32]),
) -> Result<u64, DatasetError> {
    let mut cursor = Cursor::new(file.source, at);
    let mut corners = Vec::new();
    for row in 0..element.count {
        corners.clear();
        for property in &element.properties {
            let read = match property.shape {
                Shape::One(kind) => cursor.number(kind, order).map(drop),
                Shape::List(count, item) => {
                    let wanted = are_corners(property);
                    cursor.list(count, item, order, |value| {
                        if wanted {
                            corners.push(index_of(value));
                        }
                    })
                }
            };
            read.map_err(|why| match why.kind() {
                io::ErrorKind::UnexpectedEof => file.format(
                    format!("the file ends in {:?}", property.name),
                    format!("row {} of {:?}", row + 1, element.name),
                ),
                _ => file.io(why),
            })?;
        }
        to(&corners);
    }
    Ok(cursor.at)
}

/// Numbers one after another.
struct Cursor<'a> {
    source: Bytes<'a>,
    at: u64,
    window: Vec<u8>,
    window_at: u64,
}

impl<'a> Cursor<'a> {
    fn new(source: Bytes<'a>, at: u64) -> Self {
        Self {
            source,
            at,
            window: Vec::new(),
            window_at: at,
        }
    }

    fn number(&mut self, kind: Kind, order: Order) -> io::Result<f64> {
        let ahead = usize::try_from(self.at - self.window_at).unwrap_or(usize::MAX);
        if self.window.len().saturating_sub(ahead) < kind.bytes() {
            let mut buffer = Vec::new();
            self.window = self
                .source
                .part_up_to(self.at, WINDOW, &mut buffer)?
                .to_vec();
            self.window_at = self.at;
        }
        let start = (self.at - self.window_at) as usize;
        let bytes = self
            .window
            .get(start..start + kind.bytes())
            .ok_or(io::ErrorKind::UnexpectedEof)?;
        self.at += kind.bytes() as u64;
        Ok(Field { kind, offset: 0 }.read(bytes, order))
    }

    fn list(
        &mut self,
        count: Kind,
        item: Kind,
        order: Order,
        mut to: impl FnMut(f64),
    ) -> io::Result<()> {
        let count = self.number(count, order)?;
        // A count is believed as far as the file goes.
        for _ in 0..count.max(0.0) as u64 {
            to(self.number(item, order)?);
        }
        Ok(())
    }
}
