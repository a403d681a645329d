//! The header of a PLY file: its elements, and the properties of each.

use crate::dataset::scalar::{Field, Kind, Order};

/// A header longer than this is no header.
pub(super) const MAX_BYTES: usize = 64 * 1024;

/// How the body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Text,
    Binary(Order),
}

/// One property of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    One(Kind),
    /// A count of the first type, then as many of the second.
    List(Kind, Kind),
}

/// A property by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Property {
    pub name: String,
    pub shape: Shape,
}

/// A table of the body: `count` rows of these properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    pub name: String,
    pub count: u64,
    pub properties: Vec<Property>,
}

impl Element {
    /// Bytes of a row in a binary body; `None` where rows differ, because of a list.
    pub fn stride(&self) -> Option<usize> {
        self.properties.iter().try_fold(0, |sum, p| match p.shape {
            Shape::One(kind) => Some(sum + kind.bytes()),
            Shape::List(..) => None,
        })
    }

    /// The fewest bytes that a row takes in a binary body.
    pub fn least_bytes(&self) -> usize {
        let least = |p: &Property| match p.shape {
            Shape::One(kind) | Shape::List(kind, _) => kind.bytes(),
        };
        self.properties.iter().map(least).sum()
    }

    /// Where a property stands in a row of a binary body. `None` when there is none of this name, and for a list.
    pub fn field(&self, name: &str) -> Option<Field> {
        let mut offset = 0;
        for p in &self.properties {
            let Shape::One(kind) = p.shape else {
                // What follows has no fixed place.
                return None;
            };
            if p.name == name {
                return Some(Field { kind, offset });
            }
            offset += kind.bytes();
        }
        None
    }

    /// Where each property of a row without lists stands.
    pub fn offsets(&self) -> Vec<usize> {
        let mut next = 0;
        let mut place = |p: &Property| {
            let here = next;
            if let Shape::One(kind) = p.shape {
                next += kind.bytes();
            }
            here
        };
        self.properties.iter().map(&mut place).collect()
    }
}

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub encoding: Encoding,
    pub elements: Vec<Element>,
    /// Where the body begins.
    pub bytes: usize,
    /// Lines of the header, `end_header` included.
    pub lines: usize,
}

/// What is wrong, and in which line, from 1.
pub(super) type Wrong = (String, usize);

impl Header {
    /// Parses the first bytes of a file.
    pub fn parse(head: &[u8]) -> Result<Self, Wrong> {
        let mut header = Self {
            encoding: Encoding::Text,
            elements: Vec::new(),
            bytes: 0,
            lines: 0,
        };
        let mut encoding = None;
        for line in head.split_inclusive(|b| *b == b'\n') {
            header.bytes += line.len();
            header.lines += 1;
            let number = header.lines;
            let text = std::str::from_utf8(line)
                .map_err(|_not_utf8| ("the header is not text".to_owned(), number))?;
            let words: Vec<&str> = text.split_whitespace().collect();
            match (number, words.as_slice()) {
                (1, ["ply"]) => {}
                (1, _) => return Err(("expected \"ply\"".into(), 1)),
                (_, ["end_header"]) if line.ends_with(b"\n") => {
                    header.encoding =
                        encoding.ok_or_else(|| ("there is no format line".to_owned(), number))?;
                    return Ok(header);
                }
                (_, ["format", name, _version]) => {
                    encoding = Some(
                        encoding_of(name)
                            .ok_or_else(|| (format!("unknown format {name:?}"), number))?,
                    );
                }
                (_, words) => header.line(words, text).map_err(|what| (what, number))?,
            }
        }
        Err(("there is no end_header line".into(), header.lines.max(1)))
    }

    fn line(&mut self, words: &[&str], text: &str) -> Result<(), String> {
        match words {
            [] | ["comment" | "obj_info", ..] => {}
            ["element", name, count] => self.elements.push(Element {
                name: (*name).to_owned(),
                count: count
                    .parse()
                    .map_err(|_not_a_number| format!("{count:?} is not a count"))?,
                properties: Vec::new(),
            }),
            ["property", "list", count, item, name] => {
                let (count, item) = (kind(count)?, kind(item)?);
                if count.is_float() {
                    return Err("a list's count is not a whole number".into());
                }
                self.property(name, Shape::List(count, item))?;
            }
            ["property", one, name] => self.property(name, Shape::One(kind(one)?))?,
            _ => return Err(format!("cannot read {:?}", text.trim_end())),
        }
        Ok(())
    }

    fn property(&mut self, name: &str, shape: Shape) -> Result<(), String> {
        let element = self
            .elements
            .last_mut()
            .ok_or("a property stands before any element")?;
        element.properties.push(Property {
            name: name.to_owned(),
            shape,
        });
        Ok(())
    }
}

fn encoding_of(name: &str) -> Option<Encoding> {
    Some(match name {
        "ascii" => Encoding::Text,
        "binary_little_endian" => Encoding::Binary(Order::Little),
        "binary_big_endian" => Encoding::Binary(Order::Big),
        _ => return None,
    })
}

fn kind(name: &str) -> Result<Kind, String> {
    Ok(match name {
        "char" | "int8" => Kind::I8,
        "uchar" | "uint8" => Kind::U8,
        "short" | "int16" => Kind::I16,
        "ushort" | "uint16" => Kind::U16,
        "int" | "int32" => Kind::I32,
        "uint" | "uint32" => Kind::U32,
        "float" | "float32" => Kind::F32,
        "double" | "float64" => Kind::F64,
        _ => return Err(format!("unknown type {name:?}")),
    })
}
