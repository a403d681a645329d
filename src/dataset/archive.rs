//! Zip archives from outside, with limits on how many entries they have, what those unpack to, and what they are called.

use std::io::{Read, Seek};
use std::path::{Component, Path};
use zip::ZipArchive;

/// What an archive may be.
#[derive(Clone, Copy, Debug)]
struct Limits {
    /// With more entries it is refused.
    entries: usize,
    /// Bytes that all entries that are read unpack to, one after another.
    total: u64,
    /// Bytes that an entry may unpack to whatever its ratio: arrays of one value pack as well as a bomb does.
    any_ratio: u64,
    /// Of a larger entry, bytes that each packed byte may become.
    ratio: u64,
    /// Bytes of an entry's name.
    name: usize,
}

const LIMITS: Limits = Limits {
    entries: 4_096,
    total: 8 << 30,
    any_ratio: 256 << 20,
    ratio: 100,
    name: 255,
};

/// Deflate makes no more of a byte than about this.
const MAX_RATIO: u64 = 1_040;

impl Limits {
    /// Whether an entry may be as large as it says, in words if not.
    fn size(&self, packed: u64, size: u64) -> Result<(), String> {
        if size > packed.saturating_mul(MAX_RATIO).saturating_add(64) {
            return Err(format!("{packed} bytes claim to hold {size}"));
        }
        let ratio = self.ratio;
        if size > self.any_ratio && size > packed.saturating_mul(ratio) {
            return Err(format!(
                "{packed} bytes hold {size}, more than {ratio} times as many"
            ));
        }
        Ok(())
    }
}

/// An archive, of which only the list of entries is read until one is asked for.
pub(in crate::dataset) struct Archive<R> {
    zip: ZipArchive<R>,
    limits: Limits,
    /// What is left of the total.
    left: u64,
}

impl<R: Read + Seek> Archive<R> {
    /// Reads the list of entries.
    ///
    /// # Errors
    /// What is wrong, in words.
    pub fn open(source: R) -> Result<Self, String> {
        Self::within(source, LIMITS)
    }

    fn within(source: R, limits: Limits) -> Result<Self, String> {
        let zip = ZipArchive::new(source).map_err(|e| e.to_string())?;
        let (count, most) = (zip.len(), limits.entries);
        if count > most {
            return Err(format!("{count} entries, more than {most}"));
        }
        let left = limits.total;
        Ok(Self { zip, limits, left })
    }

    /// The names of entries, in their order, without those that no file inside of a folder could have.
    pub fn names(&self) -> Vec<String> {
        // An entry whose name cannot be read cannot be asked for.
        let name = |index| Some(self.zip.name_for_index(index)?.ok()?.into_owned());
        let names = (0..self.zip.len()).filter_map(name);
        names.filter(|name| self.named(name).is_ok()).collect()
    }

    /// Unpacks an entry.
    ///
    /// # Errors
    /// When it is not there or damaged, when its name leads elsewhere, and when it says that it is larger than it
    /// could be, or than is allowed for it or for all entries together.
    pub fn read(&mut self, name: &str) -> Result<Vec<u8>, String> {
        let (bytes, size) = self.unpack(name, u64::MAX)?;
        match bytes.len() as u64 {
            len if len == size => Ok(bytes),
            len => Err(format!(
                "entry {name:?}: {len} bytes where {size} are named"
            )),
        }
    }

    /// Unpacks the beginning of an entry, no more than `most` bytes, and says how many it has in all.
    ///
    /// # Errors
    /// As [`Archive::read`].
    pub fn head(&mut self, name: &str, most: u64) -> Result<(Vec<u8>, u64), String> {
        self.unpack(name, most)
    }

    fn unpack(&mut self, name: &str, most: u64) -> Result<(Vec<u8>, u64), String> {
        let wrong = |what: String| format!("entry {name:?}: {what}");
        self.named(name).map_err(|what| wrong(what.into()))?;
        let entry = self.zip.by_name(name).map_err(|e| wrong(e.to_string()))?;
        let (packed, size) = (entry.compressed_size(), entry.size());
        self.limits.size(packed, size).map_err(wrong)?;
        let wanted = size.min(most);
        if wanted > self.left {
            let total = self.limits.total;
            let what = format!("with its {wanted} bytes more than {total} are read");
            return Err(wrong(what));
        }
        self.left -= wanted;
        let mut bytes = Vec::new();
        // Grows with what comes: the size is a claim.
        let read = entry
            .take(size.saturating_add(1).min(most))
            .read_to_end(&mut bytes);
        read.map_err(|e| wrong(e.to_string()))?;
        Ok((bytes, size))
    }

    fn named(&self, name: &str) -> Result<(), &'static str> {
        if name.len() > self.limits.name {
            return Err("its name is too long");
        }
        let mut parts = Path::new(name).components();
        let inside = parts.all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        // Backslashes and drives are what they are on another system.
        let plain = !name.contains(['\\', '\0']) && name.get(1..2) != Some(":");
        (inside && plain)
            .then_some(())
            .ok_or("its name leads out of the archive")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write as _};
    use zip::write::SimpleFileOptions;

    fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            let options = SimpleFileOptions::default();
            zip.start_file(*name, options).expect("an entry");
            zip.write_all(bytes).expect("written");
        }
        zip.finish().expect("an archive").into_inner()
    }

    const SMALL: Limits = Limits {
        entries: 3,
        total: 5_000,
        any_ratio: 1_000,
        ratio: 20,
        name: 8,
    };

    /// Bytes that do not pack, by a generator of which only that matters.
    fn noise(len: usize) -> Vec<u8> {
        let next = |state: &mut u32| {
            *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some((*state >> 24) as u8)
        };
        std::iter::repeat_with(|| ())
            .scan(1, |state, ()| next(state))
            .take(len)
            .collect()
    }

    #[test]
    fn an_archive_of_too_many_entries_is_refused() {
        let names = ["a", "b", "c", "d"];
        let entries = names.map(|name| (name, &b"x"[..]));
        let whole = archive(&entries);
        let refused = Archive::within(Cursor::new(&whole), SMALL).err();
        assert_eq!(refused.as_deref(), Some("4 entries, more than 3"));
        assert!(Archive::within(Cursor::new(archive(&entries[..3])), SMALL).is_ok());
        let many: Vec<String> = (0..=LIMITS.entries).map(|n| n.to_string()).collect();
        let entries: Vec<(&str, &[u8])> = many.iter().map(|n| (n.as_str(), &b""[..])).collect();
        assert!(Archive::open(Cursor::new(archive(&entries))).is_err());
    }

    #[test]
    fn an_entry_that_unpacks_to_far_more_than_it_is_packed_to_is_refused_unless_it_is_small() {
        let (bomb, flat) = (vec![0; 4_000], vec![0; 1_000]);
        let bytes = archive(&[("bomb", &bomb), ("flat", &flat)]);
        let mut opened = Archive::within(Cursor::new(&bytes), SMALL).expect("an archive");
        let refused = opened.read("bomb").expect_err("a bomb");
        assert!(
            refused.contains("hold 4000, more than 20 times as many"),
            "{refused}"
        );
        assert_eq!(opened.read("flat"), Ok(flat));
    }

    #[test]
    fn entries_hold_no_more_than_the_total_together() {
        let data = noise(2_000);
        let bytes = archive(&[("a", &data), ("b", &data), ("c", &data)]);
        let mut opened = Archive::within(Cursor::new(&bytes), SMALL).expect("an archive");
        assert_eq!(opened.read("a").as_ref(), Ok(&data));
        // Of a beginning only that counts.
        let (head, size) = opened.head("b", 900).expect("the beginning");
        assert_eq!((head.as_slice(), size), (&data[..900], 2_000));
        assert_eq!(opened.read("b").as_ref(), Ok(&data));
        let refused = opened.read("c").expect_err("the third");
        assert!(refused.contains("more than 5000 are read"), "{refused}");
    }

    #[test]
    fn a_size_that_is_only_claimed_reserves_nothing_and_is_refused() {
        let data = noise(300);
        let whole = archive(&[("a", &data)]);
        let claiming = |size: u32| {
            let mut bytes = whole.clone();
            let directory = bytes
                .windows(4)
                .rposition(|w| w == b"PK\x01\x02")
                .expect("the list of entries");
            bytes[directory + 24..directory + 28].copy_from_slice(&size.to_le_bytes());
            let mut opened = Archive::open(Cursor::new(&bytes)).expect("an archive");
            opened.read("a").expect_err("a lie")
        };
        let far = claiming(u32::MAX - 1);
        assert!(far.contains("bytes claim to hold 4294967294"), "{far}");
        assert!(claiming(301).contains("300 bytes where 301 are named"));
        assert!(!claiming(200).is_empty());
    }

    #[test]
    fn names_that_lead_out_or_are_too_long_are_not_listed_and_not_read() {
        let odd = ["/abs", "../up", "a/../b", "c:\\x", "a\\b", "much too long"];
        for name in odd {
            let bytes = archive(&[(name, b"x"), ("a/b", b"y")]);
            let mut opened = Archive::within(Cursor::new(&bytes), SMALL).expect("an archive");
            assert_eq!(opened.names(), ["a/b"], "{name}");
            let refused = opened.read(name).expect_err("refused");
            assert!(refused.contains("its name"), "{refused}");
            assert_eq!(opened.read("a/b").as_deref(), Ok(&b"y"[..]));
        }
        let long = "n".repeat(LIMITS.name + 1);
        let bytes = archive(&[(&long, b"x")]);
        let opened = Archive::open(Cursor::new(&bytes)).expect("an archive");
        assert!(opened.names().is_empty());
    }
}
