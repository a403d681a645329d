//! What files a capture has and where, in a tar or extracted; nothing of them is read to know.

use crate::dataset::{DatasetError, load};
use crate::platform::file::read_exact_at;
use crate::scene::{Part, Stored};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// More entries are refused. A capture has a dozen for each of a few thousand frames.
const MAX_ENTRIES: usize = 1_000_000;
/// A longer name is refused, bytes. A capture's have some 60.
const MAX_NAME: usize = 1_024;
/// Tars are made of blocks of so many bytes.
const BLOCK: u64 = 512;
/// Folders within a capture: `[ts].wide/depth/confidence.tiff` has two.
const MAX_DEPTH: usize = 4;
/// No more of a file is read, bytes.
const MAX_BYTES: u64 = 64 << 20;

/// The files of one or several captures.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// The folder that every [`Stored`] is relative to.
    pub root: PathBuf,
    /// By name: `[vid]/[ts].wide/image.png`.
    pub files: BTreeMap<String, Stored>,
    /// The tar that they are in.
    tar: Option<File>,
    pub faults: Faults,
}

/// What is wrong, one line for each kind: how often, and where first.
#[derive(Clone, Debug, Default)]
pub(super) struct Faults(BTreeMap<String, (usize, String)>);

impl Faults {
    pub fn add(&mut self, what: impl Into<String>, place: impl Into<String>) {
        self.0
            .entry(what.into())
            .or_insert_with(|| (0, place.into()))
            .0 += 1;
    }

    /// The lines.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(what, (count, first))| match count {
            1 => format!("{what}: {first}"),
            _ => format!("{what}: {first}, and {} more", count - 1),
        })
    }
}

impl Entries {
    /// Lists what is in a tar: headers alone are read. One that ends too early or is damaged gives what comes before.
    ///
    /// # Errors
    /// When it cannot be read, is no tar, or has too many entries.
    pub fn of_tar(path: &Path) -> Result<Self, DatasetError> {
        Self::of_tar_with(path, MAX_ENTRIES)
    }

    /// As [`Entries::of_tar`], with no more entries than `most`.
    pub(super) fn of_tar_with(path: &Path, most: usize) -> Result<Self, DatasetError> {
        let io = |source| DatasetError::Io {
            path: path.into(),
            source,
        };
        let format = |what: String, at: u64| DatasetError::Format {
            what,
            at: format!("byte {at}"),
            path: path.into(),
        };
        let path_of_all = std::path::absolute(path).map_err(io)?;
        let file = File::open(path).map_err(io)?;
        let size = file.metadata().map_err(io)?.len();
        let mut all = Self {
            root: path_of_all.parent().unwrap_or(&path_of_all).into(),
            ..Self::default()
        };
        let name = PathBuf::from(path_of_all.file_name().unwrap_or_default());
        let mut archive = tar::Archive::new(file.try_clone().map_err(io)?);
        let (mut at, mut count) = (0_u64, 0_usize);
        for entry in archive.entries_with_seek().map_err(io)? {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) if count == 0 => return Err(format(format!("no tar ({error})"), at)),
                Err(error) => {
                    let what = format!("the tar is damaged or ends too early ({error})");
                    all.faults.add(what, format!("byte {at}"));
                    break;
                }
            };
            count += 1;
            if count > most {
                return Err(format(format!("more than {most} entries"), at));
            }
            let (start, len) = (entry.raw_file_position(), entry.size());
            let whole = start.checked_add(len).is_some_and(|end| end <= size);
            at = start.saturating_add(len);
            let part = Part::Bytes { at: start, len };
            let stored = Stored {
                path: name.clone(),
                part,
            };
            if let Err(what) = all.add(&entry, stored, whole) {
                all.faults
                    .add(what, format!("byte {}", entry.raw_header_position()));
            }
        }
        // Two blocks of zeros end a tar; without one, entries may be missing that nothing tells of.
        let end = at
            .checked_next_multiple_of(BLOCK)
            .and_then(|end| end.checked_add(BLOCK));
        if end.is_none_or(|end| end > size) {
            all.faults.add(
                "the tar has no end mark and may be cut off",
                format!("byte {size}"),
            );
        }
        all.tar = Some(file);
        Ok(all)
    }

    /// Adds an entry of a tar; or says why not. Folders are of no interest.
    fn add(
        &mut self,
        entry: &tar::Entry<'_, impl Read>,
        stored: Stored,
        whole: bool,
    ) -> Result<(), &'static str> {
        let kind = entry.header().entry_type();
        if kind.is_dir() {
            return Ok(());
        }
        if !(kind.is_file() || kind.is_contiguous()) {
            return Err("an entry is a link or no plain file and is left out");
        }
        let name = entry.path_bytes();
        let name = std::str::from_utf8(&name).ok().and_then(plain);
        let name = name.ok_or(
            "an entry's name leaves the capture, is too long or no text, and it is left out",
        )?;
        if !whole {
            return Err("the tar ends within an entry, which is left out");
        }
        if self.files.contains_key(&name) {
            return Err("an entry has the name of one before and is left out");
        }
        self.files.insert(name, stored);
        Ok(())
    }

    /// Lists what is in an extracted capture, the folder `[vid]`.
    pub fn of_folder(folder: &Path) -> Self {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.into());
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let mut all = Self {
            root: folder.parent().unwrap_or(&folder).into(),
            ..Self::default()
        };
        all.walk(&name, MAX_DEPTH);
        all
    }

    /// Adds what is in a folder, by its name from the root. Links are left out: they may lead anywhere.
    fn walk(&mut self, folder: &str, depth: usize) {
        let Ok(entries) = std::fs::read_dir(self.root.join(folder)) else {
            self.faults.add("a folder cannot be read", folder);
            return;
        };
        for entry in entries.flatten() {
            let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && depth > 0 => self.walk(&name, depth - 1),
                Ok(kind) if kind.is_file() && self.files.len() < MAX_ENTRIES => {
                    let stored = Stored::file(&name);
                    self.files.insert(name, stored);
                }
                Ok(kind) if kind.is_symlink() => self.faults.add("a link is left out", name),
                _ => {}
            }
        }
    }

    /// The first `most` bytes of a file, or all of them; `None` where there is no such file.
    ///
    /// # Errors
    /// What is wrong.
    pub fn read(&self, name: &str, most: u64) -> Option<Result<Vec<u8>, String>> {
        let stored = self.files.get(name)?;
        Some(self.bytes(stored, most))
    }

    /// All of a file, where it is not too large.
    ///
    /// # Errors
    /// What is wrong.
    pub fn read_all(&self, name: &str) -> Option<Result<Vec<u8>, String>> {
        let read = self.read(name, MAX_BYTES + 1)?;
        Some(read.and_then(|bytes| match bytes.len() as u64 {
            len if len > MAX_BYTES => Err("it is too large".into()),
            _ => Ok(bytes),
        }))
    }

    fn bytes(&self, stored: &Stored, most: u64) -> Result<Vec<u8>, String> {
        match (&self.tar, stored.part) {
            (Some(file), Part::Bytes { at, len }) => {
                // The entry lies in the file: that was checked when it was listed.
                let mut bytes = vec![0; len.min(most) as usize];
                read_exact_at(file, &mut bytes, at).map_err(|e| e.to_string())?;
                Ok(bytes)
            }
            _ => {
                let path = load::locate(&self.root, &stored.path).map_err(|e| e.to_string())?;
                let mut bytes = Vec::new();
                let file = File::open(path).map_err(|e| e.to_string())?;
                file.take(most)
                    .read_to_end(&mut bytes)
                    .map_err(|e| e.to_string())?;
                Ok(bytes)
            }
        }
    }
}

/// A name with `/` between its parts; `None` where it is empty, too long, or leaves where it is.
pub(super) fn plain(name: &str) -> Option<String> {
    if name.len() > MAX_NAME {
        return None;
    }
    let mut parts = Vec::new();
    for part in Path::new(name).components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    // Where it is no separator it is one elsewhere.
    let inside = !parts.is_empty() && !name.contains('\\');
    inside.then(|| parts.join("/"))
}
