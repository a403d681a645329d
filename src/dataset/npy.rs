//! NumPy's `.npy`: the header, and the numbers behind it.
//!
//! Format: <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>. Arrays of numbers of one type, and
//! records of such; f2, f4, f8, whole numbers up to 8 bytes and booleans, in either byte order, by rows or by columns.
//! Objects are refused: reading them would run what is stored.

use super::scalar::{Kind, Order};

/// A longer header is refused.
const MAX_HEADER_BYTES: usize = 64 * 1024;
/// How deep its literals may be nested.
const MAX_DEPTH: usize = 8;

/// What an array holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dataset) enum Items {
    /// Numbers of one type.
    Numbers(Kind),
    /// Records: name, type and place of each number.
    Records(Vec<(String, Kind, usize)>),
}

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::dataset) struct Header {
    pub items: Items,
    pub order: Order,
    /// The first index changes fastest.
    pub by_columns: bool,
    pub shape: Vec<u64>,
    /// Where the numbers begin.
    pub bytes: usize,
}

impl Header {
    /// How many bytes of a file have to be there for [`Header::parse`].
    pub const HEAD: usize = MAX_HEADER_BYTES + 12;

    /// Bytes of one item.
    pub fn stride(&self) -> usize {
        match &self.items {
            Items::Numbers(kind) => kind.bytes(),
            Items::Records(fields) => fields.iter().map(|(_, kind, _)| kind.bytes()).sum(),
        }
    }

    /// Items in all; `None` when they cannot be numbered.
    pub fn count(&self) -> Option<u64> {
        self.shape
            .iter()
            .try_fold(1_u64, |n, side| n.checked_mul(*side))
    }

    /// Parses the first bytes of a file.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn parse(head: &[u8]) -> Result<Self, String> {
        let version = match head {
            [0x93, b'N', b'U', b'M', b'P', b'Y', major, _, ..] => *major,
            _ => return Err("it does not begin as a .npy file".into()),
        };
        let number = |bytes: Option<&[u8]>| {
            let bytes = bytes.ok_or("the header ends too early")?;
            Ok::<usize, String>(bytes.iter().rev().fold(0, |n, b| n << 8 | usize::from(*b)))
        };
        let (length, start) = match version {
            1 => (number(head.get(8..10))?, 10),
            2 | 3 => (number(head.get(8..12))?, 12),
            _ => return Err(format!("version {version} is not read")),
        };
        if length > MAX_HEADER_BYTES {
            return Err(format!("a header of {length} bytes is too long"));
        }
        let text = head
            .get(start..start + length)
            .ok_or("the header ends too early")?;
        let text = std::str::from_utf8(text).map_err(|_not_utf8| "the header is not text")?;
        let literal = Parser { rest: text }.literal(0)?;
        let Literal::Dict(entries) = literal else {
            return Err("the header is no dictionary".into());
        };
        let find = |name: &str| {
            let found = entries.iter().find(|(key, _)| key == name).map(|(_, v)| v);
            found.ok_or_else(|| format!("the header has no {name:?}"))
        };
        let (items, order) = items(find("descr")?)?;
        let Literal::Bool(by_columns) = find("fortran_order")? else {
            return Err("\"fortran_order\" is neither True nor False".into());
        };
        let Literal::List(sides) = find("shape")? else {
            return Err("\"shape\" is no tuple".into());
        };
        let side = |value: &Literal| match value {
            Literal::Number(n) => Ok(*n),
            _ => Err("\"shape\" holds what is no number".to_owned()),
        };
        Ok(Self {
            items,
            order,
            by_columns: *by_columns,
            shape: sides.iter().map(side).collect::<Result<_, _>>()?,
            bytes: start + length,
        })
    }
}

fn items(descr: &Literal) -> Result<(Items, Order), String> {
    let fields = match descr {
        Literal::Text(name) => {
            let (kind, order) = kind(name)?;
            return Ok((Items::Numbers(kind), order.unwrap_or(Order::Little)));
        }
        Literal::List(fields) => fields,
        _ => return Err("\"descr\" is no type".into()),
    };
    let mut items = Vec::new();
    let (mut common, mut offset) = (None, 0);
    for field in fields {
        let Literal::List(pair) = field else {
            return Err("a field of \"descr\" is no pair".into());
        };
        let [Literal::Text(name), Literal::Text(of)] = pair.as_slice() else {
            return Err("a field of \"descr\" is not a name and a plain type".into());
        };
        let (kind, order) = kind(of)?;
        if order.is_some() && common.is_some() && order != common {
            return Err("fields of both byte orders".into());
        }
        common = common.or(order);
        items.push((name.clone(), kind, offset));
        offset += kind.bytes();
    }
    Ok((Items::Records(items), common.unwrap_or(Order::Little)))
}

/// A type by NumPy's name, with its byte order where it has one.
fn kind(name: &str) -> Result<(Kind, Option<Order>), String> {
    let refused = || match name.get(1..2) {
        Some("O") => "Python objects are not read".to_owned(),
        _ => format!("type {name:?} is not read"),
    };
    let (order, rest) = name.split_at_checked(1).ok_or_else(refused)?;
    let kind = match rest {
        "b1" | "u1" => Kind::U8,
        "i1" => Kind::I8,
        "u2" => Kind::U16,
        "i2" => Kind::I16,
        "u4" => Kind::U32,
        "i4" => Kind::I32,
        "u8" => Kind::U64,
        "i8" => Kind::I64,
        "f2" => Kind::F16,
        "f4" => Kind::F32,
        "f8" => Kind::F64,
        _ => return Err(refused()),
    };
    let order = match order {
        "<" | "=" => Some(Order::Little),
        ">" => Some(Order::Big),
        "|" if kind.bytes() == 1 => None,
        _ => return Err(refused()),
    };
    Ok((kind, order))
}

/// What Python's `repr` writes of a header.
#[derive(Debug, PartialEq)]
enum Literal {
    Text(String),
    Bool(bool),
    Number(u64),
    /// A tuple too.
    List(Vec<Literal>),
    Dict(Vec<(String, Literal)>),
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn literal(&mut self, depth: usize) -> Result<Literal, String> {
        if depth > MAX_DEPTH {
            return Err("the header is nested too deep".into());
        }
        self.rest = self.rest.trim_start();
        match self.rest.chars().next() {
            Some(quote @ ('\'' | '"')) => self.text(quote).map(Literal::Text),
            Some('(') => self.list(')', depth).map(Literal::List),
            Some('[') => self.list(']', depth).map(Literal::List),
            Some('{') => self.dict(depth).map(Literal::Dict),
            _ => self.word(),
        }
    }

    fn text(&mut self, quote: char) -> Result<String, String> {
        let inner = self.rest.get(1..).unwrap_or_default();
        let (text, rest) = inner.split_once(quote).ok_or("a text without its end")?;
        if text.contains('\\') {
            return Err("a text with a backslash".into());
        }
        self.rest = rest;
        Ok(text.to_owned())
    }

    fn word(&mut self) -> Result<Literal, String> {
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric());
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        match word {
            "True" => Ok(Literal::Bool(true)),
            "False" => Ok(Literal::Bool(false)),
            // Python 2 marked long numbers.
            word => word
                .trim_end_matches('L')
                .parse()
                .map(Literal::Number)
                .map_err(|_not_a_number| format!("cannot read {word:?} in the header")),
        }
    }

    fn list(&mut self, close: char, depth: usize) -> Result<Vec<Literal>, String> {
        let mut items = Vec::new();
        self.skip();
        while !self.eat(close) {
            items.push(self.literal(depth + 1)?);
            if !self.eat(',') && !self.rest.trim_start().starts_with(close) {
                return Err(format!("a list without its {close:?}"));
            }
        }
        Ok(items)
    }

    fn dict(&mut self, depth: usize) -> Result<Vec<(String, Literal)>, String> {
        let mut entries = Vec::new();
        self.skip();
        while !self.eat('}') {
            let Literal::Text(key) = self.literal(depth + 1)? else {
                return Err("a key that is no text".into());
            };
            if !self.eat(':') {
                return Err(format!("no value for {key:?}"));
            }
            entries.push((key, self.literal(depth + 1)?));
            if !self.eat(',') && !self.rest.trim_start().starts_with('}') {
                return Err("a dictionary without its '}'".into());
            }
        }
        Ok(entries)
    }

    /// Past the bracket that is ahead.
    fn skip(&mut self) {
        self.rest = self.rest.get(1..).unwrap_or_default();
    }

    fn eat(&mut self, what: char) -> bool {
        self.rest = self.rest.trim_start();
        let found = self.rest.strip_prefix(what);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(version: u8, text: &str) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY".to_vec();
        bytes.extend([version, 0]);
        match version {
            1 => bytes.extend((text.len() as u16).to_le_bytes()),
            _ => bytes.extend((text.len() as u32).to_le_bytes()),
        }
        bytes.extend(text.as_bytes());
        bytes
    }

    #[test]
    fn headers_of_both_lengths_and_orders() {
        let text = "{'descr': '<f2', 'fortran_order': False, 'shape': (3, 4), }          \n";
        let header = Header::parse(&file(1, text)).expect("a header");
        assert_eq!(header.items, Items::Numbers(Kind::F16));
        assert_eq!(
            (header.shape.as_slice(), header.by_columns),
            (&[3, 4][..], false)
        );
        assert_eq!((header.bytes, header.count()), (10 + text.len(), Some(12)));
        let text = "{\"shape\": (), 'fortran_order': True, 'descr': [('x', '>f8'), ('m', '|u1')]}";
        let header = Header::parse(&file(2, text)).expect("a header");
        let fields = vec![("x".into(), Kind::F64, 0), ("m".into(), Kind::U8, 8)];
        assert_eq!(
            (&header.items, header.order),
            (&Items::Records(fields), Order::Big)
        );
        assert_eq!(
            (header.count(), header.stride(), header.bytes),
            (Some(1), 9, 12 + text.len())
        );
    }

    #[test]
    fn what_is_no_header_of_numbers_is_refused_in_words() {
        let refused = |text: &str| Header::parse(&file(1, text)).expect_err("refused");
        let with = |descr: &str| {
            refused(&format!(
                "{{'descr': {descr}, 'fortran_order': False, 'shape': (1,)}}"
            ))
        };
        assert_eq!(with("'|O'"), "Python objects are not read");
        assert_eq!(with("'<U5'"), "type \"<U5\" is not read");
        assert_eq!(with("'<f3'"), "type \"<f3\" is not read");
        assert_eq!(with("''"), "type \"\" is not read");
        assert_eq!(
            with("[('a', '<f4'), ('b', '>f4')]"),
            "fields of both byte orders"
        );
        assert_eq!(
            refused("{'descr': '<f4'}"),
            "the header has no \"fortran_order\""
        );
        assert_eq!(refused("{'descr': "), "cannot read \"\" in the header");
        assert_eq!(refused(&"(".repeat(1000)), "the header is nested too deep");
        assert_eq!(refused("(1 2)"), "a list without its ')'");
        assert_eq!(
            Header::parse(b"\x93NUMPY\x01\0\xff\xff{").expect_err("cut"),
            "the header ends too early"
        );
        let huge = "{'descr': '<f4', 'fortran_order': False, 'shape': (18446744073709551615, 2)}";
        assert_eq!(
            Header::parse(&file(1, huge)).expect("a header").count(),
            None
        );
    }
}
