//! The letters that options begin with, wherever they stand in a text.

/// How an option's letter is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `(A)` or `(a)`.
    Parens {
        /// Capital letters.
        upper: bool,
    },
    /// `A:`.
    Colon {
        /// Capital letters.
        upper: bool,
    },
    /// `A.`.
    Dot {
        /// Capital letters.
        upper: bool,
    },
    /// `A)`.
    Paren {
        /// Capital letters.
        upper: bool,
    },
}

/// One such letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    /// How it is written.
    pub shape: Shape,
    /// Which letter, from 0.
    pub index: usize,
    /// Its first byte.
    pub at: usize,
    /// The first byte after it.
    pub body: usize,
    /// Only blanks stand before it on its line.
    pub starts_line: bool,
}

impl Shape {
    /// The letter of option `index`, counted from 0, written in this shape; options beyond Z get a number.
    pub fn write(self, index: usize) -> String {
        let (Self::Parens { upper }
        | Self::Colon { upper }
        | Self::Dot { upper }
        | Self::Paren { upper }) = self;
        let name = match crate::answer::letter(index) {
            Some(letter) if upper => letter.to_string(),
            Some(letter) => letter.to_ascii_lowercase().to_string(),
            None => (index + 1).to_string(),
        };
        match self {
            Self::Parens { .. } => format!("({name})"),
            Self::Colon { .. } => format!("{name}:"),
            Self::Dot { .. } => format!("{name}."),
            Self::Paren { .. } => format!("{name})"),
        }
    }
}

/// Every letter that could begin an option, in order. A mark follows a blank or the start, and a blank or the end
/// follows it; after `(A)` text may follow at once.
pub(super) fn marks(text: &str) -> Vec<Mark> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut starts_line = true;
    let mut after_blank = true;
    for (at, byte) in bytes.iter().enumerate() {
        if after_blank
            && let Some((shape, letter, length)) = shape_at(bytes.get(at..).unwrap_or_default())
        {
            found.push(Mark {
                shape,
                index: usize::from(letter.to_ascii_lowercase() - b'a'),
                at,
                body: at + length,
                starts_line,
            });
        }
        after_blank = byte.is_ascii_whitespace();
        starts_line = *byte == b'\n' || (starts_line && after_blank);
    }
    found
}

/// The mark that a text begins with: its shape, letter and length.
fn shape_at(rest: &[u8]) -> Option<(Shape, u8, usize)> {
    let blank = |at: usize| rest.get(at).is_none_or(u8::is_ascii_whitespace);
    match rest {
        [b'(', letter, b')', ..] if letter.is_ascii_alphabetic() => {
            let upper = letter.is_ascii_uppercase();
            Some((Shape::Parens { upper }, *letter, 3))
        }
        [letter, end, ..] if letter.is_ascii_alphabetic() && blank(2) => {
            let upper = letter.is_ascii_uppercase();
            let shape = match end {
                b':' => Shape::Colon { upper },
                b'.' => Shape::Dot { upper },
                b')' => Shape::Paren { upper },
                _ => return None,
            };
            Some((shape, *letter, 2))
        }
        _ => None,
    }
}
