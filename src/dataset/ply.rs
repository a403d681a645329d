//! Binary little-endian PLY clouds: any order and type of fixed-size vertex properties.
//!
//! Format: <http://paulbourke.net/dataformats/ply/>. The vertex element must come first and hold no lists
//! (it does in every cloud we know). Text and big-endian files belong here too, later.

use super::DatasetError;
use crate::geom::DVec3;
use crate::scene::{CloudPoint, PointCloud};
use std::path::Path;

/// A header longer than this is no header.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// Reads a cloud from a file's bytes. `path` is for messages.
///
/// Properties used: `x y z` (any float type, metres), `red green blue` (uchar; white when absent), `instance`
/// (any integer type; none when absent). Others are skipped. Points that are not finite are dropped.
/// Returns the cloud and the number of points dropped.
///
/// # Errors
/// When the header is not that of such a file, or names more vertices than the bytes hold (nothing is
/// allocated before that is checked).
pub fn read(bytes: &[u8], path: &Path) -> Result<(PointCloud, usize), DatasetError> {
    let format = |what: &str, at: &str| DatasetError::Format {
        what: what.into(),
        at: at.into(),
        path: path.into(),
    };
    let header =
        Header::parse(bytes).map_err(|(what, line)| format(&what, &format!("line {line}")))?;
    let body = bytes.get(header.bytes..).unwrap_or_default();
    let needed = header.vertices.checked_mul(header.stride);
    let Some(body) = needed.and_then(|n| body.get(..n)) else {
        let what = format!(
            "the header names {} vertices of {} bytes and {} bytes follow",
            header.vertices,
            header.stride,
            body.len()
        );
        return Err(format(&what, "end"));
    };
    let [x, y, z] = ["x", "y", "z"].map(|name| header.property(name));
    let (Some(x), Some(y), Some(z)) = (x, y, z) else {
        return Err(format("there is no x, y and z", "header"));
    };
    let colour =
        ["red", "green", "blue"].map(|name| header.property(name).filter(|p| p.kind == Kind::U8));
    let instance = header.property("instance");
    Ok(header.collect(body, [x, y, z], colour, instance))
}

/// Type of one property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    I8,
    U8,
    I16,
    U16,
    I32,
    U32,
    F32,
    F64,
}

impl Kind {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "char" | "int8" => Self::I8,
            "uchar" | "uint8" => Self::U8,
            "short" | "int16" => Self::I16,
            "ushort" | "uint16" => Self::U16,
            "int" | "int32" => Self::I32,
            "uint" | "uint32" => Self::U32,
            "float" | "float32" => Self::F32,
            "double" | "float64" => Self::F64,
            _ => return None,
        })
    }

    fn bytes(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::I32 | Self::U32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Property {
    kind: Kind,
    offset: usize,
}

impl Property {
    /// The value in one record, as f64 (exact for every kind).
    fn read(self, record: &[u8]) -> f64 {
        fn at<const N: usize>(record: &[u8], offset: usize) -> [u8; N] {
            record
                .get(offset..offset + N)
                .and_then(|b| b.try_into().ok())
                .unwrap_or([0; N])
        }
        let o = self.offset;
        match self.kind {
            Kind::I8 => f64::from(i8::from_le_bytes(at(record, o))),
            Kind::U8 => f64::from(u8::from_le_bytes(at(record, o))),
            Kind::I16 => f64::from(i16::from_le_bytes(at(record, o))),
            Kind::U16 => f64::from(u16::from_le_bytes(at(record, o))),
            Kind::I32 => f64::from(i32::from_le_bytes(at(record, o))),
            Kind::U32 => f64::from(u32::from_le_bytes(at(record, o))),
            Kind::F32 => f64::from(f32::from_le_bytes(at(record, o))),
            Kind::F64 => f64::from_le_bytes(at(record, o)),
        }
    }
}

struct Header {
    vertices: usize,
    stride: usize,
    properties: Vec<(String, Property)>,
    bytes: usize,
}

impl Header {
    fn parse(bytes: &[u8]) -> Result<Self, (String, usize)> {
        let head = bytes
            .get(..bytes.len().min(MAX_HEADER_BYTES))
            .unwrap_or_default();
        let end = find(head, b"end_header\n")
            .ok_or_else(|| ("there is no end_header line".to_owned(), 1))?;
        let text = std::str::from_utf8(&head[..end])
            .map_err(|_not_utf8| ("the header is not text".to_owned(), 1))?;
        let mut header = Self {
            vertices: 0,
            stride: 0,
            properties: Vec::new(),
            bytes: end + b"end_header\n".len(),
        };
        let mut element = String::new();
        for (number, line) in text.lines().enumerate().map(|(i, l)| (i + 1, l.trim_end())) {
            let words: Vec<&str> = line.split_whitespace().collect();
            match (number, words.as_slice()) {
                (1, ["ply"]) | (_, ["comment" | "obj_info", ..] | []) => {}
                (1, _) => return Err(("expected \"ply\"".into(), 1)),
                (_, ["format", "binary_little_endian", _]) => {}
                (_, ["format", other, ..]) => {
                    return Err((format!("format {other:?} is not read yet"), number));
                }
                (_, ["element", name, count]) => header
                    .element(name, count, &mut element)
                    .map_err(|w| (w, number))?,
                (_, ["property", "list", ..]) if element == "vertex" => {
                    return Err(("the vertex element has a list".into(), number));
                }
                (_, ["property", "list", ..]) => {}
                (_, ["property", kind, name]) if element == "vertex" => {
                    let kind = Kind::parse(kind)
                        .ok_or_else(|| (format!("unknown type {kind:?}"), number))?;
                    header.properties.push((
                        (*name).to_owned(),
                        Property {
                            kind,
                            offset: header.stride,
                        },
                    ));
                    header.stride += kind.bytes();
                }
                (_, ["property", ..]) => {}
                _ => return Err((format!("cannot read {line:?}"), number)),
            }
        }
        if header.stride == 0 {
            Err(("there is no vertex element".into(), 1))
        } else {
            Ok(header)
        }
    }

    fn element(&mut self, name: &str, count: &str, element: &mut String) -> Result<(), String> {
        if name == "vertex" {
            if !element.is_empty() {
                return Err("the vertex element does not come first".into());
            }
            self.vertices = count
                .parse()
                .map_err(|_not_a_number| format!("{count:?} is not a count"))?;
        }
        *element = name.to_owned();
        Ok(())
    }

    fn property(&self, name: &str) -> Option<Property> {
        self.properties
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, p)| *p)
    }

    fn collect(
        &self,
        body: &[u8],
        xyz: [Property; 3],
        colour: [Option<Property>; 3],
        instance: Option<Property>,
    ) -> (PointCloud, usize) {
        let position = |record: &[u8]| DVec3::from(xyz.map(|p| p.read(record)));
        let records = || body.chunks_exact(self.stride);
        let origin = records()
            .map(position)
            .find(|p| p.is_finite())
            .unwrap_or(DVec3::ZERO)
            .round();
        let mut cloud = PointCloud {
            origin,
            points: Vec::with_capacity(self.vertices),
            instance: Vec::new(),
        };
        for record in records() {
            let p = position(record);
            if !p.is_finite() {
                continue;
            }
            let offset = p - origin;
            let [r, g, b] = colour.map(|c| c.map_or(255, |c| c.read(record) as u8));
            cloud.points.push(CloudPoint {
                offset_m: [offset.x as f32, offset.y as f32, offset.z as f32],
                rgba: [r, g, b, 255],
            });
            if let Some(instance) = instance {
                cloud.instance.push(instance.read(record) as u16);
            }
        }
        let dropped = self.vertices - cloud.points.len();
        (cloud, dropped)
    }
}

fn find(bytes: &[u8], needle: &[u8]) -> Option<usize> {
    bytes.windows(needle.len()).position(|w| w == needle)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, body: &[u8]) -> Vec<u8> {
        [
            format!("ply\nformat binary_little_endian 1.0\n{header}end_header\n").as_bytes(),
            body,
        ]
        .concat()
    }

    #[test]
    fn any_order_and_type_of_properties() {
        let header = "comment hi\nelement vertex 2\nproperty uchar blue\nproperty uchar green\nproperty uchar red\nproperty double z\nproperty float y\nproperty short x\nproperty ushort instance\nproperty int extra\nelement face 0\nproperty list uchar int vertex_indices\n";
        let mut body = Vec::new();
        for (x, y, z, id) in [(1i16, 2f32, 3f64, 7u16), (-4, 5.5, 6.25, 9)] {
            body.extend([30, 20, 10]);
            body.extend(z.to_le_bytes());
            body.extend(y.to_le_bytes());
            body.extend(x.to_le_bytes());
            body.extend(id.to_le_bytes());
            body.extend(0i32.to_le_bytes());
        }
        let (cloud, dropped) = read(&file(header, &body), Path::new("a.ply")).expect("a cloud");
        assert_eq!(dropped, 0);
        assert_eq!(cloud.position(1), Some(DVec3::new(-4.0, 5.5, 6.25)));
        assert_eq!(cloud.points[0].rgba, [10, 20, 30, 255]);
        assert_eq!(cloud.instance, [7, 9]);
    }

    #[test]
    fn a_header_that_claims_more_than_the_file_holds_allocates_nothing() {
        for count in ["1000000000000", "18446744073709551615"] {
            let header = format!(
                "element vertex {count}\nproperty float x\nproperty float y\nproperty float z\n"
            );
            let error =
                read(&file(&header, &[0; 24]), Path::new("a.ply")).expect_err("too few bytes");
            assert!(error.to_string().contains(count), "{error}");
        }
    }

    #[test]
    fn what_is_not_a_number_is_dropped_and_counted() {
        let header = "element vertex 2\nproperty float x\nproperty float y\nproperty float z\n";
        let body: Vec<u8> = [1f32, 2.0, 3.0, f32::NAN, 0.0, 0.0]
            .iter()
            .flat_map(|v| v.to_le_bytes())
            .collect();
        let (cloud, dropped) = read(&file(header, &body), Path::new("a.ply")).expect("a cloud");
        assert_eq!((cloud.points.len(), dropped), (1, 1));
    }

    #[test]
    fn errors_name_line_and_file() {
        let error = |bytes: &[u8]| {
            read(bytes, Path::new("a.ply"))
                .expect_err("an error")
                .to_string()
        };
        assert_eq!(
            error(b"plx\nend_header\n"),
            "expected \"ply\", line 1 of \"a.ply\""
        );
        assert_eq!(
            error(b"ply\nformat ascii 1.0\nend_header\n"),
            "format \"ascii\" is not read yet, line 2 of \"a.ply\""
        );
        assert!(error(b"").contains("end_header"));
    }
}
