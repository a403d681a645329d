//! Zip archives from outside, with limits on what they may unpack to.

use std::io::{Read, Seek};
use zip::ZipArchive;

/// More entries are refused.
const MAX_ENTRIES: usize = 4_096;
/// More bytes, unpacked, are refused.
const MAX_ENTRY_BYTES: u64 = 8 << 30;
/// Deflate makes no more of a byte than about this.
const MAX_RATIO: u64 = 1_040;

/// An archive, of which only the list of entries is read until one is asked for.
pub(in crate::dataset) struct Archive<R> {
    zip: ZipArchive<R>,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the list of entries.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn open(source: R) -> Result<Self, String> {
        let zip = ZipArchive::new(source).map_err(|e| e.to_string())?;
        if zip.len() > MAX_ENTRIES {
            return Err(format!("{} entries, more than {MAX_ENTRIES}", zip.len()));
        }
        Ok(Self { zip })
    }

    /// The names of entries, in their order.
    pub fn names(&self) -> Vec<String> {
        // An entry whose name cannot be read cannot be asked for.
        let name = |index| Some(self.zip.name_for_index(index)?.ok()?.into_owned());
        (0..self.zip.len()).filter_map(name).collect()
    }

    /// Unpacks an entry.
    ///
    /// # Errors
    /// When it is not there or damaged, and when it says that it is larger than it could be, or than is allowed.
    pub fn read(&mut self, name: &str) -> Result<Vec<u8>, String> {
        let (bytes, size) = self.unpack(name, u64::MAX)?;
        if bytes.len() as u64 != size {
            return Err(format!(
                "entry {name:?}: {} bytes where {size} are named",
                bytes.len()
            ));
        }
        Ok(bytes)
    }

    /// Unpacks the beginning of an entry, no more than `most` bytes, and says how many it has in all.
    ///
    /// # Errors
    /// As [`Archive::read`].
    pub fn head(&mut self, name: &str, most: u64) -> Result<(Vec<u8>, u64), String> {
        self.unpack(name, most)
    }

    fn unpack(&mut self, name: &str, most: u64) -> Result<(Vec<u8>, u64), String> {
        let entry = self
            .zip
            .by_name(name)
            .map_err(|e| format!("entry {name:?}: {e}"))?;
        let (packed, size) = (entry.compressed_size(), entry.size());
        if size > MAX_ENTRY_BYTES || size > packed.saturating_mul(MAX_RATIO).saturating_add(64) {
            return Err(format!(
                "entry {name:?}: {packed} bytes claim to hold {size}"
            ));
        }
        let mut bytes = Vec::new();
        // Grows with what comes: the size is a claim.
        let read = entry
            .take(size.saturating_add(1).min(most))
            .read_to_end(&mut bytes);
        read.map_err(|e| format!("entry {name:?}: {e}"))?;
        Ok((bytes, size))
    }
}
