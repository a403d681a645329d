//! NumPy arrays of points, `.npy`: a row a point, or a record a point.
//!
//! Format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>. An array of shape (N, 3 and more)
//! has x, y, z in its first columns and, of six and more, red, green, blue in the next. An array of records has them by
//! name: see `Columns::named`, and `rgb` or `rgba` of four bytes, packed as PCD has them. Colours of one or two bytes
//! run to their type's largest, all others to 1 where none is above it, else to 255.

use super::columns::Columns;
use super::records::{self, Colour, Layout};
use super::tones::{self, Tones};
use super::{Loaded, format, io};
use crate::dataset::npy::{Header, Items};
use crate::dataset::scalar::{Field, Kind};
use crate::dataset::{Bytes, DatasetError};
use std::path::Path;

/// Reads a cloud. `path` is for messages.
///
/// # Errors
/// When the header is not that of such a file, the array is none of points, or it names more than the bytes hold
/// (nothing is reserved before that is known). Where, in words.
pub fn read(source: Bytes<'_>, path: &Path) -> Result<Loaded, DatasetError> {
    let mut buffer = Vec::new();
    let head = source
        .part_up_to(0, Header::HEAD, &mut buffer)
        .map_err(io(path))?;
    let array = Array::of(head, source.len()).map_err(|what| format(path, what, "header"))?;
    array.points(source).map_err(io(path))
}

/// An array of points.
#[derive(Debug)]
pub(super) struct Array {
    header: Header,
    layout: Layout,
    count: usize,
    /// Columns of a plain array.
    columns: usize,
}

impl Array {
    /// Of the first bytes of a file that has `len`.
    ///
    /// # Errors
    /// When it is no array, no array of points, or there are too few bytes; in words.
    pub fn of(head: &[u8], len: u64) -> Result<Self, String> {
        let header = Header::parse(head)?;
        let layout = layout(&header)?;
        let needed = header
            .count()
            .and_then(|n| n.checked_mul(header.stride() as u64));
        let left = len.saturating_sub(header.bytes as u64);
        if needed.is_none_or(|needed| needed > left) {
            let shape = shape(&header);
            return Err(format!("an array of shape {shape} and {left} bytes follow"));
        }
        let side = |n: usize| {
            header
                .shape
                .get(n)
                .and_then(|side| usize::try_from(*side).ok())
        };
        Ok(Self {
            count: side(0).unwrap_or_default(),
            columns: side(1).unwrap_or(1),
            header,
            layout,
        })
    }

    /// Reads the points from the file that the array is of.
    pub fn points(mut self, source: Bytes<'_>) -> std::io::Result<Loaded> {
        let rows;
        let (source, start) = if self.header.by_columns && self.columns > 1 {
            rows = self.by_rows(source)?;
            (Bytes::Memory(&rows), 0)
        } else {
            (source, self.header.bytes as u64)
        };
        let mut warnings = Vec::new();
        let (order, stride) = (self.layout.order, self.layout.stride);
        if let Colour::RgbTo(fields, _) = self.layout.colour {
            let tones = Tones::of_records(source, start, self.count, stride, order, fields)?;
            self.layout.colour = match tones.full() {
                Some(full) => Colour::RgbTo(fields, full),
                None => Colour::None,
            };
            warnings.extend(tones.full().is_none().then(|| tones::NONE.to_owned()));
        }
        let (cloud, lost) = records::read(source, start, self.count, &self.layout)?;
        Ok(Loaded {
            cloud,
            lost,
            warnings,
            ..Loaded::default()
        })
    }

    /// The columns in use of an array that stands by columns, a row after another.
    fn by_rows(&mut self, source: Bytes<'_>) -> std::io::Result<Vec<u8>> {
        let size = self.header.stride();
        let used = self.columns.min(6);
        self.layout.stride = used * size;
        let mut rows = vec![0; used * size * self.count];
        let mut buffer = Vec::new();
        for column in 0..used {
            let len = self.count * size;
            let at = self.header.bytes as u64 + (column * len) as u64;
            let values = source.part(at, len, &mut buffer)?.chunks_exact(size);
            for (row, value) in rows.chunks_exact_mut(used * size).zip(values) {
                if let Some(place) = row.get_mut(column * size..(column + 1) * size) {
                    place.copy_from_slice(value);
                }
            }
        }
        Ok(rows)
    }
}

/// Where what is used stands in a row or record.
fn layout(header: &Header) -> Result<Layout, String> {
    let other = || format!("an array of shape {} is no list of points", shape(header));
    let (stride, position, colour, instance) = match (&header.items, header.shape.as_slice()) {
        (Items::Numbers(kind), [_, columns]) if *columns >= 3 => {
            let size = kind.bytes();
            let three = |first: usize| {
                [0, 1, 2].map(|n| Field {
                    kind: *kind,
                    offset: (first + n) * size,
                })
            };
            let columns = usize::try_from(*columns).map_err(|_too_many| other())?;
            let stride = columns.checked_mul(size).ok_or_else(other)?;
            let colour = if columns >= 6 {
                rgb(three(3))
            } else {
                Colour::None
            };
            (stride, three(0), colour, None)
        }
        (Items::Records(fields), [_]) => {
            let columns = Columns::named(fields.iter().map(|(name, ..)| name.as_str()));
            let columns = columns.ok_or("the records have no x, y and z")?;
            let field = |column: usize| {
                let found = fields.get(column).map(|(_, kind, offset)| Field {
                    kind: *kind,
                    offset: *offset,
                });
                found.ok_or_else(other)
            };
            let three = |[a, b, c]: [usize; 3]| Ok::<_, String>([field(a)?, field(b)?, field(c)?]);
            let colour = match columns.colour {
                Some(colour) => rgb(three(colour)?),
                None => packed(fields),
            };
            let instance = columns.instance.map(field).transpose()?;
            (header.stride(), three(columns.position)?, colour, instance)
        }
        _ => return Err(other()),
    };
    Ok(Layout {
        stride,
        order: header.order,
        position,
        colour,
        instance,
    })
}

/// Colours that run to their type's largest, or to what their numbers will tell.
fn rgb(fields: [Field; 3]) -> Colour {
    match fields
        .iter()
        .all(|f| matches!(f.kind, Kind::U8 | Kind::U16))
    {
        true => Colour::Rgb(fields),
        false => Colour::RgbTo(fields, 1.0),
    }
}

/// The colour of records that have it in one number.
fn packed(fields: &[(String, Kind, usize)]) -> Colour {
    let is_packed = |(name, kind, _): &&(String, Kind, usize)| {
        matches!(name.as_str(), "rgb" | "rgba") && kind.bytes() == 4
    };
    let found = fields.iter().find(is_packed);
    found.map_or(Colour::None, |(_, kind, offset)| {
        Colour::Bgr(Field {
            kind: *kind,
            offset: *offset,
        })
    })
}

/// The shape as Python writes it.
fn shape(header: &Header) -> String {
    let sides: Vec<String> = header.shape.iter().map(u64::to_string).collect();
    match sides.as_slice() {
        [one] => format!("({one},)"),
        sides => format!("({})", sides.join(", ")),
    }
}

#[cfg(test)]
pub(in crate::dataset) mod tests {
    use super::*;
    use crate::geom::DVec3;

    /// A file with this header and these bytes.
    pub fn file(descr: &str, by_columns: bool, shape: &str, body: &[u8]) -> Vec<u8> {
        let order = if by_columns { "True" } else { "False" };
        let text = format!("{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n");
        let mut bytes = b"\x93NUMPY\x01\0".to_vec();
        bytes.extend((text.len() as u16).to_le_bytes());
        bytes.extend(text.as_bytes());
        bytes.extend(body);
        bytes
    }

    fn load(bytes: &[u8]) -> Result<Loaded, String> {
        read(Bytes::Memory(bytes), Path::new("a.npy")).map_err(|e| e.to_string())
    }

    fn bytes(values: &[f32]) -> Vec<u8> {
        values.iter().flat_map(|v| v.to_le_bytes()).collect()
    }

    #[test]
    fn rows_and_columns_hold_the_same_points() {
        let rows = bytes(&[1., 2., 3., 0., 0.2, 1., 9., 4., 5., 6., 1., 0.4, 0., 9.]);
        let columns = bytes(&[1., 4., 2., 5., 3., 6., 0., 1., 0.2, 0.4, 1., 0., 9., 9.]);
        let by_rows = load(&file("'<f4'", false, "(2, 7)", &rows)).expect("a cloud");
        let by_columns = load(&file("'<f4'", true, "(2, 7)", &columns)).expect("a cloud");
        assert_eq!(by_rows, by_columns);
        assert_eq!(by_rows.cloud.position(1), Some(DVec3::new(4.0, 5.0, 6.0)));
        assert_eq!(by_rows.cloud.points[0].rgba, [0, 51, 255, 255]);
        assert_eq!(by_rows.cloud.points[1].rgba, [255, 102, 0, 255]);
    }

    #[test]
    fn halves_in_either_order_and_colours_to_255() {
        let halves = [1.5, -2.0, 0.25, 10.0, 0.0, 255.0].map(half::f16::from_f64);
        let little: Vec<u8> = halves.iter().flat_map(|v| v.to_le_bytes()).collect();
        let big: Vec<u8> = halves.iter().flat_map(|v| v.to_be_bytes()).collect();
        let cloud = load(&file("'<f2'", false, "(1, 6)", &little))
            .expect("a cloud")
            .cloud;
        assert_eq!(cloud.position(0), Some(DVec3::new(1.5, -2.0, 0.25)));
        assert_eq!(cloud.points[0].rgba, [10, 0, 255, 255]);
        let other = load(&file("'>f2'", false, "(1, 6)", &big)).expect("a cloud");
        assert_eq!(other.cloud, cloud);
        let whole = load(&file("'|u1'", false, "(1, 6)", &[1, 2, 3, 1, 0, 1])).expect("a cloud");
        assert_eq!(
            whole.cloud.points[0].rgba,
            [1, 0, 1, 255],
            "bytes are never shares"
        );
    }

    #[test]
    fn records_hold_columns_by_name() {
        let descr =
            "[('instance', '<u2'), ('z', '<f4'), ('y', '<f4'), ('x', '<f4'), ('rgb', '<u4')]";
        let body = [&[7, 0][..], &bytes(&[3.0, 2.0, 1.0]), &[30, 20, 10, 0]].concat();
        let cloud = load(&file(descr, false, "(1,)", &body))
            .expect("a cloud")
            .cloud;
        assert_eq!(cloud.position(0), Some(DVec3::new(1.0, 2.0, 3.0)));
        assert_eq!(
            (cloud.points[0].rgba, cloud.instance),
            ([10, 20, 30, 255], vec![7])
        );
        let descr = "[('x','<f4'), ('y','<f4'), ('z','<f4'), ('red','|u1'), ('green','|u1'), ('blue','|u1')]";
        let body = [bytes(&[1.0, 2.0, 3.0]), vec![10, 20, 30]].concat();
        let cloud = load(&file(descr, true, "(1,)", &body))
            .expect("a cloud")
            .cloud;
        assert_eq!(cloud.points[0].rgba, [10, 20, 30, 255]);
    }

    #[test]
    fn what_is_no_list_of_points_is_refused_with_its_shape() {
        let error = |bytes: &[u8]| load(bytes).expect_err("an error");
        for shape in ["(4, 2)", "(12,)", "()", "(1, 2, 3)"] {
            assert_eq!(
                error(&file("'<f4'", false, shape, &[0; 96])),
                format!("an array of shape {shape} is no list of points, header of \"a.npy\"")
            );
        }
        assert!(error(&file("'|O'", false, "(1, 3)", &[0; 24])).contains("objects are not read"));
        let names = "[('a', '<f4')]";
        assert!(error(&file(names, false, "(1,)", &[0; 4])).contains("no x, y and z"));
        for claimed in [
            "(9000000000, 3)",
            "(4611686018427387904, 4)",
            "(2, 18446744073709551615)",
        ] {
            let huge = error(&file("'<f4'", false, claimed, &[0; 12]));
            assert!(huge.contains("header of"), "{huge}");
        }
        let normals = load(&file(
            "'<f4'",
            false,
            "(1, 6)",
            &bytes(&[1., 2., 3., 0., 0., -1.]),
        ));
        assert_eq!(normals.expect("a cloud").warnings, [tones::NONE]);
    }
}
