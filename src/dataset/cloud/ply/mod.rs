//! PLY clouds and meshes: text and both byte orders, properties of any order and type, 3D Gaussian splats.
//!
//! Format: <http://paulbourke.net/dataformats/ply/>. Used of a vertex: `x y z`; `red green blue` in any type, or a
//! splat's `f_dc_0..2` and `opacity`; `instance`. Used of a face: `vertex_indices` or `vertex_index`. All else is
//! skipped. A vertex with a list is refused: no file we know has one.

mod faces;
mod header;
mod text;

use super::Loaded;
use super::mesh;
use super::records::{self, Colour, Layout};
use crate::dataset::Bytes;
use crate::dataset::DatasetError;
use crate::dataset::scalar::Order;
use crate::scene::PointCloud;
use header::{Element, Encoding, Header};
use std::path::Path;

/// Reads a cloud or mesh. `path` is for messages.
///
/// Faces that name a vertex which is not there, or one whose position is not finite, are left out with a warning.
///
/// # Errors
/// When the header is not that of such a file, or names more than the bytes hold (nothing is reserved before that is
/// known); when a row of a text file cannot be read. Where, in words.
pub fn read(source: Bytes<'_>, path: &Path) -> Result<Loaded, DatasetError> {
    let file = File { source, path };
    let mut buffer = Vec::new();
    let head = source
        .part_up_to(0, header::MAX_BYTES, &mut buffer)
        .map_err(|e| file.io(e))?;
    let header =
        Header::parse(head).map_err(|(what, line)| file.format(what, format!("line {line}")))?;
    let (cloud, lost, triangles) = match header.encoding {
        Encoding::Binary(order) => file.binary(&header, order)?,
        Encoding::Text => text::read(&file, &header)?,
    };
    Ok(mesh::loaded(cloud, lost, triangles))
}

/// How many vertices the header of a file names.
///
/// # Errors
/// When it cannot be read, or is none of such a file.
pub(in crate::dataset) fn vertices(path: &Path) -> Result<u64, DatasetError> {
    let io = |source| DatasetError::Io {
        path: path.into(),
        source,
    };
    let mut head = Vec::new();
    let opened = std::fs::File::open(path).map_err(io)?;
    let limited = std::io::Read::take(opened, header::MAX_BYTES as u64);
    std::io::Read::read_to_end(&mut { limited }, &mut head).map_err(io)?;
    let header = Header::parse(&head).map_err(|(what, line)| DatasetError::Format {
        what,
        at: format!("line {line}"),
        path: path.into(),
    })?;
    let vertex = header.elements.iter().find(|e| e.name == "vertex");
    Ok(vertex.map_or(0, |e| e.count))
}

/// What is read, and what it is called.
struct File<'a> {
    source: Bytes<'a>,
    path: &'a Path,
}

/// The points, the rows of those that were left out, and faces as triangles over all rows.
type Parts = (PointCloud, Vec<usize>, Vec<[u32; 3]>);

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

    fn binary(&self, header: &Header, order: Order) -> Result<Parts, DatasetError> {
        let mut at = header.bytes as u64;
        let mut parts = None;
        let mut triangles = Vec::new();
        for element in &header.elements {
            match element.name.as_str() {
                "vertex" if parts.is_none() => {
                    let layout = self.layout(element, order)?;
                    let count = self.rows(element, layout.stride, at)?;
                    let read = records::read(self.source, at, count, &layout);
                    parts = Some(read.map_err(|e| self.io(e))?);
                    at += (count * layout.stride) as u64;
                }
                "face" if triangles.is_empty() => {
                    (triangles, at) = faces::binary(self, element, order, at)?;
                }
                _ if parts.is_some() && header.elements.iter().all(|e| e.name != "face") => break,
                _ => at = faces::skip(self, element, order, at)?,
            }
        }
        let (cloud, lost) = parts.ok_or_else(|| self.no_vertices())?;
        Ok((cloud, lost, triangles))
    }

    fn no_vertices(&self) -> DatasetError {
        self.format("there is no vertex element", "header")
    }

    /// The rows of an element, once the file is known to hold them.
    fn rows(&self, element: &Element, stride: usize, at: u64) -> Result<usize, DatasetError> {
        let left = self.source.len().saturating_sub(at);
        let needed = element.count.checked_mul(stride as u64);
        if needed.is_none_or(|needed| needed > left) {
            let what = format!(
                "the header names {} rows of {:?} of {stride} bytes and {left} bytes follow",
                element.count, element.name
            );
            return Err(self.format(what, "end"));
        }
        usize::try_from(element.count)
            .map_err(|_too_many| self.format("more rows than this machine can number", "header"))
    }

    /// Where what is used stands in a vertex.
    fn layout(&self, vertex: &Element, order: Order) -> Result<Layout, DatasetError> {
        let stride = vertex
            .stride()
            .ok_or_else(|| self.format("the vertex element has a list", "header"))?;
        let three = |names: [&str; 3]| {
            let [a, b, c] = names.map(|name| vertex.field(name));
            Some([a?, b?, c?])
        };
        let position = three(["x", "y", "z"])
            .ok_or_else(|| self.format("there is no x, y and z", "header"))?;
        let splat = || {
            let harmonics = three(["f_dc_0", "f_dc_1", "f_dc_2"])?;
            Some(Colour::Harmonics(harmonics, vertex.field("opacity")))
        };
        let colour = three(["red", "green", "blue"])
            .or_else(|| three(["r", "g", "b"]))
            .or_else(|| three(["diffuse_red", "diffuse_green", "diffuse_blue"]))
            .map(Colour::Rgb)
            .or_else(splat)
            .unwrap_or(Colour::None);
        Ok(Layout {
            stride,
            order,
            position,
            colour,
            instance: vertex.field("instance"),
        })
    }
}

#[cfg(test)]
mod tests;
