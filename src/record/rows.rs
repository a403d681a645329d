//! Cuts a file into rows without understanding them: lines, or the elements of one array, each exactly as it
//! stood, with its number and byte offset.
//!
//! Never holds more than one record and a bounded buffer. After a fault it goes on with the next row; only a file
//! that ends early or cannot be read on ends the rows. Not here: UTF-8, JSON values, fields.

use super::fault::{Fault, RowError};
use super::scan::{Scan, Step};
use std::io::{BufRead, Read};

/// The longest record that is read, in bytes.
pub const MAX_RECORD_BYTES: usize = 8 << 20;

/// Room that is made for a line before it is seen, at most, in bytes.
const USUAL_AT_MOST: usize = 1 << 16;

/// One row as it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// From 1; blank lines do not count.
    pub number: u64,
    /// Where its first byte stands in the file, from 0.
    pub offset: u64,
    /// Its bytes, without the line's end or the array's comma.
    pub bytes: Vec<u8>,
}

/// How the rows of a file are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One record a line.
    Lines,
    /// One JSON array.
    Array,
}

/// The rows of a file, in order.
pub struct Rows<R> {
    input: R,
    layout: Option<Layout>,
    /// Bytes consumed so far.
    at: u64,
    /// Rows begun so far.
    row: u64,
    /// In an array: an element may start here.
    ready: bool,
    done: bool,
    /// Length of the last line: the next one is probably like it.
    usual: usize,
}

impl<R: BufRead> Rows<R> {
    /// The rows of `input`, which is at its start.
    pub fn new(input: R) -> Self {
        Self {
            input,
            layout: None,
            at: 0,
            row: 0,
            ready: true,
            done: false,
            usual: 0,
        }
    }

    /// How the file is laid out; `None` before the first row was asked for.
    pub fn layout(&self) -> Option<Layout> {
        self.layout
    }

    /// The next byte, not consumed.
    fn peek(&mut self) -> std::io::Result<Option<u8>> {
        loop {
            match self.input.fill_buf() {
                Ok(buffer) => return Ok(buffer.first().copied()),
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.input.consume(bytes);
        self.at += bytes as u64;
    }

    fn skip_blank(&mut self) -> std::io::Result<Option<u8>> {
        while let Some(byte) = self.peek()? {
            if !byte.is_ascii_whitespace() {
                return Ok(Some(byte));
            }
            self.skip(1);
        }
        Ok(None)
    }

    /// Skips a byte order mark and decides the layout.
    fn begin(&mut self) -> std::io::Result<Layout> {
        for mark in [0xEF, 0xBB, 0xBF] {
            if self.peek()? != Some(mark) {
                break;
            }
            self.skip(1);
        }
        let layout = match self.skip_blank()? {
            Some(b'[') => {
                self.skip(1);
                Layout::Array
            }
            _ => Layout::Lines,
        };
        self.layout = Some(layout);
        Ok(layout)
    }

    fn fault(&self, offset: u64, fault: Fault) -> RowError {
        RowError {
            row: self.row,
            offset,
            fault,
        }
    }

    fn step(&mut self) -> std::io::Result<Option<Result<RawRow, RowError>>> {
        match self.layout {
            Some(Layout::Lines) => self.line(),
            Some(Layout::Array) => self.element(),
            None => {
                self.begin()?;
                self.step()
            }
        }
    }

    /// The next line that is not blank.
    fn line(&mut self) -> std::io::Result<Option<Result<RawRow, RowError>>> {
        let mut bytes = Vec::with_capacity(self.usual);
        loop {
            let offset = self.at;
            bytes.clear();
            // One byte more than allowed tells a record of the limit from a longer one.
            let limit = MAX_RECORD_BYTES as u64 + 2;
            let read = (&mut self.input)
                .take(limit)
                .read_until(b'\n', &mut bytes)?;
            self.at += read as u64;
            if read == 0 {
                return Ok(None);
            }
            let ended = bytes.last() == Some(&b'\n');
            if ended {
                bytes.pop();
            }
            if bytes.last() == Some(&b'\r') {
                bytes.pop();
            }
            if bytes.len() > MAX_RECORD_BYTES {
                self.row += 1;
                if !ended {
                    self.skip_line()?;
                }
                return Ok(Some(Err(self.fault(offset, Fault::TooLong))));
            }
            if !bytes.iter().all(u8::is_ascii_whitespace) {
                self.row += 1;
                self.usual = bytes.len().min(USUAL_AT_MOST);
                return Ok(Some(Ok(RawRow {
                    number: self.row,
                    offset,
                    bytes,
                })));
            }
        }
    }

    fn skip_line(&mut self) -> std::io::Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            let (length, found) = match buffer.iter().position(|b| *b == b'\n') {
                Some(end) => (end + 1, true),
                None => (buffer.len(), buffer.is_empty()),
            };
            self.skip(length);
            if found {
                return Ok(());
            }
        }
    }

    /// The next element of the array, or what is wrong between two.
    fn element(&mut self) -> std::io::Result<Option<Result<RawRow, RowError>>> {
        let Some(byte) = self.skip_blank()? else {
            self.done = true;
            self.row += 1;
            return Ok(Some(Err(
                self.fault(self.at, Fault::Frame("the file ends inside the array"))
            )));
        };
        match (byte, self.ready) {
            (b']', _) => self.end_of_array(),
            (b',', false) => {
                self.skip(1);
                self.ready = true;
                self.element_or_stray_comma()
            }
            (b',', true) => {
                self.skip(1);
                Ok(Some(Err(self.fault(
                    self.at - 1,
                    Fault::Frame("expected a record before the comma"),
                ))))
            }
            (_, false) => {
                self.ready = true;
                Ok(Some(Err(self.fault(
                    self.at,
                    Fault::Frame("expected a comma after the record"),
                ))))
            }
            (_, true) => self.value(),
        }
    }

    fn element_or_stray_comma(&mut self) -> std::io::Result<Option<Result<RawRow, RowError>>> {
        if self.skip_blank()? == Some(b']') {
            self.ready = false;
            return Ok(Some(Err(self.fault(
                self.at,
                Fault::Frame("expected a record after the comma"),
            ))));
        }
        self.element()
    }

    fn end_of_array(&mut self) -> std::io::Result<Option<Result<RawRow, RowError>>> {
        self.skip(1);
        self.done = true;
        Ok(self.skip_blank()?.map(|_| {
            Err(self.fault(
                self.at,
                Fault::Frame("there is text after the end of the array"),
            ))
        }))
    }

    /// One element from its first byte on.
    fn value(&mut self) -> std::io::Result<Option<Result<RawRow, RowError>>> {
        self.row += 1;
        self.ready = false;
        let offset = self.at;
        let mut scan = Scan::default();
        let mut bytes = Vec::new();
        let mut too_long = false;
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                self.done = true;
                return Ok(Some(Err(self.fault(self.at, Fault::Truncated))));
            }
            let (used, step) = scan.feed(buffer);
            if bytes.len() + used > MAX_RECORD_BYTES {
                too_long = true;
                bytes = Vec::new();
            }
            if !too_long {
                bytes.extend_from_slice(buffer.get(..used).unwrap_or_default());
            }
            self.skip(used);
            match step {
                Step::More => {}
                Step::End if too_long => {
                    return Ok(Some(Err(self.fault(offset, Fault::TooLong))));
                }
                Step::End => {
                    return Ok(Some(Ok(RawRow {
                        number: self.row,
                        offset,
                        bytes,
                    })));
                }
                Step::Broken(why) => {
                    let error = self.fault(self.at, Fault::Syntax(why.to_owned()));
                    self.resume()?;
                    return Ok(Some(Err(error)));
                }
            }
        }
    }

    /// After a fault inside an element: goes on where the next `}, {` promises a record.
    fn resume(&mut self) -> std::io::Result<()> {
        let mut seen = 0;
        while let Some(byte) = self.peek()? {
            seen = match (seen, byte) {
                (1, b',') => 2,
                (2, b'{') => {
                    self.ready = true;
                    return Ok(());
                }
                (_, b'}') => 1,
                (_, byte) if byte.is_ascii_whitespace() => seen,
                _ => 0,
            };
            self.skip(1);
        }
        self.done = true;
        Ok(())
    }
}

impl<R: BufRead> Iterator for Rows<R> {
    type Item = Result<RawRow, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        self.step().unwrap_or_else(|e| {
            self.done = true;
            self.row += 1;
            Some(Err(self.fault(self.at, Fault::Read(e.to_string()))))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows and faults as text, read through a buffer of `buffer` bytes.
    fn read(text: &[u8], buffer: usize) -> Vec<String> {
        Rows::new(std::io::BufReader::with_capacity(buffer, text))
            .map(|row| match row {
                Ok(row) => format!(
                    "{}@{} {}",
                    row.number,
                    row.offset,
                    String::from_utf8_lossy(&row.bytes)
                ),
                Err(error) => error.to_string(),
            })
            .collect()
    }

    #[test]
    fn lines_keep_their_bytes_and_blank_ones_do_not_count() {
        let text = b"\xEF\xBB\xBF\n{\"a\": 1.50}\r\n\n  {\"b\":2}";
        for buffer in [1, 2, 7, 100] {
            assert_eq!(
                read(text, buffer),
                ["1@4 {\"a\": 1.50}", "2@18   {\"b\":2}"],
                "{buffer}"
            );
        }
    }

    #[test]
    fn elements_keep_their_bytes_whatever_the_buffer() {
        let text = b"[ {\"a\": \"],}\\\"{\", \"b\": [1, {}]} ,7, \"x\" ,\n{}\n]\n";
        for buffer in [1, 2, 3, 100] {
            assert_eq!(
                read(text, buffer),
                [
                    "1@2 {\"a\": \"],}\\\"{\", \"b\": [1, {}]}",
                    "2@33 7",
                    "3@36 \"x\"",
                    "4@42 {}"
                ],
                "{buffer}"
            );
        }
        assert_eq!(read(b"[]", 9), Vec::<String>::new());
    }

    #[test]
    fn faults_of_an_array_are_located_and_the_rest_goes_on() {
        assert_eq!(
            read(b"[{\"a\": \"x\ny\"}, {\"b\":1} {\"c\":2},] x", 9),
            [
                "row 1, byte 9: not JSON: a text holds a control character",
                "2@15 {\"b\":1}",
                "row 2, byte 23: expected a comma after the record",
                "3@23 {\"c\":2}",
                "row 3, byte 31: expected a record after the comma",
                "row 3, byte 33: there is text after the end of the array"
            ]
        );
        assert_eq!(
            read(b"[{\"a\": [1}, {\"b\":1}]", 9),
            [
                "row 1, byte 9: not JSON: a bracket closes what it did not open",
                "2@12 {\"b\":1}"
            ]
        );
    }

    #[test]
    fn an_early_end_is_located() {
        assert_eq!(
            read(b"[{\"a\":1}, {\"b\"", 9),
            [
                "1@1 {\"a\":1}",
                "row 2, byte 14: the file ends inside the record"
            ]
        );
        assert_eq!(
            read(b"[{}", 9),
            ["1@1 {}", "row 2, byte 3: the file ends inside the array"]
        );
    }

    #[test]
    fn a_record_over_the_limit_is_refused_and_the_next_one_read() {
        let long = "x".repeat(MAX_RECORD_BYTES);
        let lines = format!("\"{long}\"\n{{}}\n");
        let array = format!("[\"{long}\", {{}}]");
        let refused = "the record is longer than 8 MiB";
        let last = lines.len() - 3;
        assert_eq!(
            read(lines.as_bytes(), 1 << 16),
            [
                format!("row 1, byte 0: {refused}"),
                format!("2@{last} {{}}")
            ]
        );
        assert_eq!(
            read(array.as_bytes(), 1 << 16),
            [
                format!("row 1, byte 1: {refused}"),
                format!("2@{} {{}}", last + 2)
            ]
        );
        let just = format!("{}\n", "x".repeat(MAX_RECORD_BYTES));
        assert!(Rows::new(just.as_bytes()).all(|row| row.is_ok()));
    }
}
