//! Bytes that are read in parts.

use crate::platform::file::read_exact_at;
use std::fs::File;
use std::io::{self, Read, Seek};

/// Where a reader's bytes come from.
#[derive(Clone, Copy, Debug)]
pub enum Bytes<'a> {
    /// All of them in memory.
    Memory(&'a [u8]),
    /// A file, of which no more than a part is in memory at a time.
    File {
        /// Open for reading.
        file: &'a File,
        /// Its size, bytes.
        len: u64,
    },
}

impl<'a> Bytes<'a> {
    /// How many bytes there are.
    pub fn len(self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::File { len, .. } => len,
        }
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// All of it from its beginning, one part after the other.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub(in crate::dataset) fn reader(self) -> io::Result<Box<dyn ReadSeek + 'a>> {
        Ok(match self {
            Self::Memory(bytes) => Box::new(io::Cursor::new(bytes)),
            Self::File { mut file, .. } => {
                file.rewind()?;
                Box::new(file)
            }
        })
    }

    /// Hands over the `len` bytes from `at` on; those of a file go through `buffer`.
    ///
    /// # Errors
    /// When there are fewer, or the file cannot be read. Nothing is reserved before the first is known.
    pub(in crate::dataset) fn part<'b>(
        self,
        at: u64,
        len: usize,
        buffer: &'b mut Vec<u8>,
    ) -> io::Result<&'b [u8]>
    where
        'a: 'b,
    {
        let end = at.checked_add(len as u64).filter(|end| *end <= self.len());
        if end.is_none() {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        match self {
            Self::Memory(bytes) => Ok(bytes
                .get(at as usize..at as usize + len)
                .unwrap_or_default()),
            Self::File { file, .. } => {
                buffer.resize(len, 0);
                read_exact_at(file, buffer, at)?;
                Ok(buffer)
            }
        }
    }

    /// As [`Bytes::part`], and as many bytes as there are where they are fewer.
    pub(in crate::dataset) fn part_up_to<'b>(
        self,
        at: u64,
        len: usize,
        buffer: &'b mut Vec<u8>,
    ) -> io::Result<&'b [u8]>
    where
        'a: 'b,
    {
        let left = self.len().saturating_sub(at);
        let len = usize::try_from(left).map_or(len, |left| left.min(len));
        self.part(at.min(self.len()), len, buffer)
    }
}

/// What can be read on and stepped over.
pub(in crate::dataset) trait ReadSeek: Read + Seek {}

impl<T: Read + Seek> ReadSeek for T {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn a_file_and_memory_give_the_same_parts_and_refuse_the_same() {
        let bytes: Vec<u8> = (0..100).collect();
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(&bytes).expect("written");
        let of_file = Bytes::File {
            file: &file,
            len: 100,
        };
        for source in [Bytes::Memory(&bytes), of_file] {
            let mut buffer = Vec::new();
            assert_eq!(
                source.part(90, 10, &mut buffer).expect("there"),
                &bytes[90..]
            );
            assert_eq!(
                source.part_up_to(95, 50, &mut buffer).expect("there"),
                &bytes[95..]
            );
            assert!(
                source
                    .part_up_to(200, 5, &mut buffer)
                    .expect("none")
                    .is_empty()
            );
            assert!(source.part(91, 10, &mut buffer).is_err());
            assert!(source.part(u64::MAX, 2, &mut buffer).is_err());
            let mut small = Vec::new();
            assert!(source.part(0, usize::MAX, &mut small).is_err());
            assert_eq!(small.capacity(), 0, "nothing is reserved for a claim");
        }
    }
}
