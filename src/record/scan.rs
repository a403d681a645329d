//! Finds where one JSON value ends, byte by byte, across any cut of the input.

/// What the bytes so far amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The value goes on.
    More,
    /// The value ended with the last byte used.
    End,
    /// It cannot be JSON, at the byte after the last one used.
    Broken(&'static str),
}

/// The state between two bytes of a value.
#[derive(Default)]
pub(super) struct Scan {
    begun: bool,
    in_text: bool,
    escaped: bool,
    depth: u32,
    /// One bit for each of the first 128 levels, the innermost lowest: 1 is an object. Deeper levels are only
    /// counted; such a record is refused later anyway.
    objects: u128,
}

impl Scan {
    /// Goes through `bytes`; gives how many belong to the value, and what they amount to.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> (usize, Step) {
        for (i, byte) in bytes.iter().enumerate() {
            match self.byte(*byte) {
                Next::Inside => {}
                Next::Last => return (i + 1, Step::End),
                Next::After => return (i, Step::End),
                Next::Broken(why) => return (i, Step::Broken(why)),
            }
        }
        (bytes.len(), Step::More)
    }

    fn byte(&mut self, byte: u8) -> Next {
        if self.in_text {
            return self.text(byte);
        }
        let first = !self.begun;
        self.begun = true;
        match byte {
            b'"' => {
                self.in_text = true;
                Next::Inside
            }
            b'{' | b'[' => {
                self.depth += 1;
                if self.depth <= 128 {
                    self.objects = self.objects << 1 | u128::from(byte == b'{');
                }
                Next::Inside
            }
            b'}' | b']' if self.depth > 0 => self.close(byte),
            b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 && !first => {
                Next::After
            }
            b'}' if self.depth == 0 => Next::Broken("a bracket closes what it did not open"),
            _ => Next::Inside,
        }
    }

    fn close(&mut self, byte: u8) -> Next {
        if self.depth <= 128 && (self.objects & 1 == 1) != (byte == b'}') {
            return Next::Broken("a bracket closes what it did not open");
        }
        if self.depth <= 128 {
            self.objects >>= 1;
        }
        self.depth -= 1;
        if self.depth == 0 {
            Next::Last
        } else {
            Next::Inside
        }
    }

    fn text(&mut self, byte: u8) -> Next {
        if byte < 0x20 {
            return Next::Broken("a text holds a control character");
        }
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' => self.escaped = true,
            b'"' => {
                self.in_text = false;
                if self.depth == 0 {
                    return Next::Last;
                }
            }
            _ => {}
        }
        Next::Inside
    }
}

enum Next {
    Inside,
    Last,
    /// The value ended before this byte.
    After,
    Broken(&'static str),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_where_the_value_ends() {
        let end = |text: &str| Scan::default().feed(text.as_bytes());
        assert_eq!(end("{\"a\": [1, \"}\"]}, 2"), (15, Step::End));
        assert_eq!(end("12,3"), (2, Step::End));
        assert_eq!(end("\"a\\\"b\" x"), (6, Step::End));
        assert_eq!(end("{\"a\""), (4, Step::More));
        let deep = format!("{}{} ,", "[".repeat(300), "]".repeat(300));
        assert_eq!(end(&deep), (600, Step::End));
    }
}
