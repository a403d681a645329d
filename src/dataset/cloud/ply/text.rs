//! The body of a text PLY: a row a line, numbers apart by white space.
//!
//! Blocks of lines are counted in parallel, so that each knows which rows are its own, then parsed in parallel, straight
//! into the cloud. Lines without anything in them are passed over.

use super::faces::{are_corners, index_of};
use super::header::{Element, Header, Shape};
use super::{File, Parts};
use crate::dataset::DatasetError;
use crate::dataset::cloud::lines::{Lines, number};
use crate::dataset::cloud::mesh::fan;
use crate::dataset::cloud::row::Row;
use crate::dataset::scalar::Order;

/// Reads the body.
pub(super) fn read(file: &File<'_>, header: &Header) -> Result<Parts, DatasetError> {
    let lines = Lines::count(file.source, header.bytes as u64, header.lines)
        .map_err(|why| why.into_error(file.path))?;
    let mut first = 0_u64;
    let mut parts = None;
    let mut triangles = Vec::new();
    for element in &header.elements {
        let rows = first..first.saturating_add(element.count);
        if rows.end > lines.rows() {
            let left = lines.rows().saturating_sub(first);
            let what = format!(
                "the header names {} rows of {:?} and {left} lines follow",
                element.count, element.name
            );
            return Err(file.format(what, "end"));
        }
        match element.name.as_str() {
            "vertex" if parts.is_none() => {
                let row = Row::new(file.layout(element, Order::Little)?, &element.offsets());
                let read = lines.points(rows, row.has_instance(), |line| row.parse(line));
                parts = Some(read.map_err(|why| why.into_error(file.path))?);
            }
            "face" if triangles.is_empty() => {
                let read = lines.each(rows, |line| face(element, line, &mut triangles));
                read.map_err(|why| why.into_error(file.path))?;
            }
            _ => {}
        }
        first += element.count;
    }
    let (cloud, lost) = parts.ok_or_else(|| file.no_vertices())?;
    Ok((cloud, lost, triangles))
}

/// The corners of a line of the face element.
fn face(element: &Element, line: &str, triangles: &mut Vec<[u32; 3]>) -> Result<(), String> {
    let mut words = line.split_ascii_whitespace();
    let mut next = || words.next().ok_or("the line ends within a face");
    let mut corners = Vec::new();
    for property in &element.properties {
        if let Shape::One(_) = property.shape {
            next()?;
            continue;
        }
        let count = number(next()?)?;
        for _ in 0..count.max(0.0) as u64 {
            let corner = next()?;
            if are_corners(property) {
                corners.push(index_of(number(corner)?));
            }
        }
    }
    fan(&corners, triangles);
    Ok(())
}
