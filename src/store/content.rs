//! The columns `raw`, `content` and `packed` of `revisions`: one sample at one revision as it is stored.
//!
//! Content is the JSON of the interchange. An imported row says most of it again, so its content is packed with the row
//! as dictionary: an LZ4 block after the JSON's length (4 bytes, least significant first). Half the bytes of an import
//! are saved so, and an import is bound by the bytes that it writes twice, to the log and to the file.

use super::error::{Result, StoreError};
use crate::sample::{Key, Sample, nested};
use lz4_flex::block;

/// What [`Content::read`] reads, from `revisions r`.
pub(super) const COLUMNS: &str = "r.raw, r.content, r.packed";

/// The longest JSON that is unpacked, in bytes: nothing longer fits the file unpacked either.
const LONGEST: usize = super::connection::LONGEST_VALUE as usize;

/// Stored content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    /// An imported row as it stood.
    pub raw: Option<String>,
    /// JSON, when it is not packed.
    pub plain: Option<String>,
    /// The same, packed.
    pub packed: Option<Vec<u8>>,
}

impl Content {
    /// Prints a sample and takes its row out of it.
    pub fn of(sample: &mut Sample) -> Result<Self> {
        let raw = sample.raw.take();
        let mut json = Vec::with_capacity(1024 + raw.as_ref().map_or(0, |row| row.len() * 2));
        serde_json::to_writer(&mut json, sample).map_err(|error| unreadable(sample.key, error))?;
        Ok(match &raw {
            Some(row) => Self {
                packed: Some(block::compress_prepend_size_with_dict(
                    &json,
                    row.as_bytes(),
                )),
                plain: None,
                raw,
            },
            None => Self {
                plain: Some(String::from_utf8(json).map_err(|e| unreadable(sample.key, e))?),
                packed: None,
                raw,
            },
        })
    }

    /// From [`COLUMNS`], which begin at column `first`.
    pub fn read(row: &rusqlite::Row<'_>, first: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            raw: row.get(first)?,
            plain: row.get(first + 1)?,
            packed: row.get(first + 2)?,
        })
    }

    /// The sample, with its row put back.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] when this is not what [`Content::of`] makes.
    pub fn sample(&self, key: Key) -> Result<Sample> {
        let mut sample: Sample = match (&self.plain, &self.packed) {
            (Some(json), None) => nested::from_str(json).map_err(|e| unreadable(key, e))?,
            (None, Some(packed)) => {
                let row = self.raw.as_deref().unwrap_or_default();
                let json = unpack(packed, row.as_bytes()).map_err(|why| unreadable(key, why))?;
                let json = std::str::from_utf8(&json).map_err(|e| unreadable(key, e))?;
                nested::from_str(json).map_err(|e| unreadable(key, e))?
            }
            _ => return Err(unreadable(key, "it is stored neither plain nor packed")),
        };
        sample.raw.clone_from(&self.raw);
        Ok(sample)
    }
}

fn unpack(packed: &[u8], dictionary: &[u8]) -> std::result::Result<Vec<u8>, String> {
    let (length, rest) = block::uncompressed_size(packed).map_err(|e| e.to_string())?;
    // LZ4 makes at most 255 bytes of one.
    if length > LONGEST || length / 255 > rest.len() {
        return Err(format!("{length} bytes cannot be packed in {}", rest.len()));
    }
    let json = block::decompress_with_dict(rest, length, dictionary).map_err(|e| e.to_string())?;
    if json.len() == length {
        Ok(json)
    } else {
        Err(format!("{} bytes where {length} were packed", json.len()))
    }
}

fn unreadable(key: Key, why: impl ToString) -> StoreError {
    StoreError::Unreadable {
        what: format!("content of sample {key}"),
        why: why.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::sample;
    use super::*;

    fn imported() -> Sample {
        let mut sample = sample(1);
        sample.raw = Some(serde_json::to_string(&sample.released).expect("json"));
        sample
    }

    #[test]
    fn what_goes_in_comes_out_packed_or_not() {
        for sample in [sample(1), imported()] {
            let stored = Content::of(&mut sample.clone()).expect("printed");
            assert_eq!(stored.packed.is_some(), sample.raw.is_some());
            assert_eq!(stored.sample(sample.key).expect("read"), sample);
        }
    }

    #[test]
    fn a_row_that_says_most_of_it_makes_it_small() {
        let sample = imported();
        let plain = serde_json::to_vec(&sample).expect("json").len();
        let packed = Content::of(&mut sample.clone()).expect("printed").packed;
        let packed = packed.expect("packed").len();
        assert!(packed * 2 < plain, "{packed} of {plain}");
    }

    /// A file from outside may say anything: cut, lengthened, another row, each byte changed.
    #[test]
    fn what_nobody_packed_is_an_error_and_costs_no_memory() {
        let sample = imported();
        let good = Content::of(&mut sample.clone()).expect("printed");
        let bytes = good.packed.clone().expect("packed");
        let with = |packed: Vec<u8>| Content {
            packed: Some(packed),
            ..good.clone()
        };
        for cut in 0..bytes.len() {
            assert!(with(bytes[..cut].to_vec()).sample(sample.key).is_err());
        }
        for (at, flip) in (0..bytes.len()).flat_map(|at| [(at, 1_u8), (at, 0x80), (at, 0xff)]) {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            // An error or another sample, which `doctor` tells by its hash; never a panic.
            let _ = with(changed).sample(sample.key);
        }
        let mut longer = bytes.clone();
        longer[..4].copy_from_slice(&u32::MAX.to_le_bytes());
        let error = with(longer).sample(sample.key).expect_err("too long");
        assert!(error.to_string().contains("cannot be packed"), "{error}");
        let neither = Content {
            packed: None,
            ..good.clone()
        };
        assert!(neither.sample(sample.key).is_err());
        let another_row = Content {
            raw: Some("x".into()),
            ..good
        };
        assert!(another_row.sample(sample.key).is_err());
    }
}
