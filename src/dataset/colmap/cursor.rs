//! A little-endian binary file read from front to back, stepping over what is not needed.

use crate::dataset::{DatasetError, files};
use std::io::{BufRead as _, BufReader, Read, Seek};
use std::path::Path;

/// A longer name is refused.
const LONGEST_NAME: u64 = 4_096;

/// See the module.
pub(super) struct Cursor<'a, R> {
    reader: BufReader<R>,
    path: &'a Path,
    at: u64,
    len: u64,
}

impl<'a, R: Read + Seek> Cursor<'a, R> {
    /// Of a reader that stands at its beginning and has `len` bytes. `path` is for messages.
    pub fn new(reader: R, len: u64, path: &'a Path) -> Self {
        Self {
            reader: BufReader::with_capacity(1 << 16, reader),
            path,
            at: 0,
            len,
        }
    }

    /// An error here.
    pub fn wrong(&self, what: impl Into<String>) -> DatasetError {
        files::wrong(self.path, what, format!("byte {}", self.at))
    }

    /// Where the next byte is.
    pub fn at(&self) -> u64 {
        self.at
    }

    fn io(&self, source: std::io::Error) -> DatasetError {
        DatasetError::Io {
            path: self.path.into(),
            source,
        }
    }

    /// The place after `count` more bytes, which are there.
    fn after(&self, count: u64) -> Result<u64, DatasetError> {
        let end = self.at.checked_add(count).filter(|end| *end <= self.len);
        end.ok_or_else(|| self.wrong("the file ends too early"))
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], DatasetError> {
        let end = self.after(N as u64)?;
        let mut bytes = [0; N];
        self.reader.read_exact(&mut bytes).map_err(|e| self.io(e))?;
        self.at = end;
        Ok(bytes)
    }

    pub fn u8s<const N: usize>(&mut self) -> Result<[u8; N], DatasetError> {
        self.bytes()
    }

    pub fn u32(&mut self) -> Result<u32, DatasetError> {
        self.bytes().map(u32::from_le_bytes)
    }

    pub fn u64(&mut self) -> Result<u64, DatasetError> {
        self.bytes().map(u64::from_le_bytes)
    }

    pub fn f64s<const N: usize>(&mut self) -> Result<[f64; N], DatasetError> {
        let mut values = [0.0; N];
        for value in &mut values {
            *value = f64::from_le_bytes(self.bytes()?);
        }
        Ok(values)
    }

    /// How many records follow, each of at least `least` bytes: no more than the file has room for.
    pub fn count(&mut self, least: u64) -> Result<u64, DatasetError> {
        let count = self.u64()?;
        let left = self.len - self.at;
        if count.checked_mul(least).is_none_or(|bytes| bytes > left) {
            let what = format!("{count} records are named and {left} bytes follow");
            return Err(self.wrong(what));
        }
        Ok(count)
    }

    pub fn skip(&mut self, count: u64) -> Result<(), DatasetError> {
        let end = self.after(count)?;
        let offset = i64::try_from(count)
            .map_err(|_too_far| self.wrong("more bytes than this machine can number"))?;
        self.reader.seek_relative(offset).map_err(|e| self.io(e))?;
        self.at = end;
        Ok(())
    }

    /// A name, which a zero ends.
    pub fn name(&mut self) -> Result<String, DatasetError> {
        let mut bytes = Vec::new();
        let mut limited = (&mut self.reader).take(LONGEST_NAME);
        let read = limited.read_until(0, &mut bytes);
        let read = read.map_err(|e| self.io(e))?;
        if bytes.pop() != Some(0) {
            return Err(self.wrong("a name does not end"));
        }
        let name =
            String::from_utf8(bytes).map_err(|_not_utf8| self.wrong("a name is not text"))?;
        self.at += read as u64;
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(bytes: &[u8]) -> Cursor<'_, std::io::Cursor<&[u8]>> {
        let len = bytes.len() as u64;
        Cursor::new(std::io::Cursor::new(bytes), len, Path::new("x.bin"))
    }

    #[test]
    fn what_is_not_there_is_refused_where_it_should_be() {
        let mut short = cursor(&[1, 0, 0, 0, 7]);
        assert_eq!(short.u32().expect("there"), 1);
        let error = short.u32().expect_err("too few").to_string();
        assert!(error.contains("ends too early, byte 4"), "{error}");
        assert!(short.skip(2).is_err() && short.skip(u64::MAX).is_err());
        assert_eq!(short.u8s::<1>().expect("still there"), [7]);
    }

    #[test]
    fn counts_are_held_against_the_size() {
        let mut bytes = 2_u64.to_le_bytes().to_vec();
        bytes.extend([0; 10]);
        assert_eq!(cursor(&bytes).count(5).expect("room"), 2);
        assert!(cursor(&bytes).count(6).is_err());
        let huge = u64::MAX.to_le_bytes();
        let error = cursor(&huge).count(1 << 40).expect_err("no room");
        assert!(error.to_string().contains("0 bytes follow"), "{error}");
    }

    #[test]
    fn names_end_with_a_zero() {
        let mut names = cursor(b"a b.jpg\0\0open");
        assert_eq!(names.name().expect("a name"), "a b.jpg");
        assert_eq!(names.name().expect("an empty one"), "");
        assert_eq!(names.at(), 9);
        assert!(names.name().is_err());
        assert!(cursor(&[0xff, 0]).name().is_err(), "not UTF-8");
    }
}
