//! A file of an export: written beside its place, hashed on the way.

use super::error::ExportError;
use crate::platform::beside;
use crate::sample::Digest;
use std::io::Write;
use std::path::Path;

/// A file under way. Dropped before [`Beside::keep`], it is gone.
pub(super) struct Beside {
    file: beside::Beside,
    hash: blake3::Hasher,
    bytes: u64,
}

/// The error of doing something to a file.
pub(super) fn at(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> ExportError {
    move |source| ExportError::File {
        doing,
        path: path.to_owned(),
        source,
    }
}

impl Beside {
    /// Begins a file that will be `name` in `folder`.
    pub(super) fn begin(folder: &Path, name: &str) -> Result<Self, ExportError> {
        let part = beside::Beside::part_of(folder, name);
        Ok(Self {
            file: beside::Beside::begin(folder, name).map_err(at("write", &part))?,
            hash: blake3::Hasher::new(),
            bytes: 0,
        })
    }

    /// Adds text.
    pub(super) fn write(&mut self, text: &str) -> Result<(), ExportError> {
        self.hash.update(text.as_bytes());
        self.bytes += text.len() as u64;
        let written = self.file.write_all(text.as_bytes());
        written.map_err(at("write", self.file.part()))
    }

    /// Brings everything to the disk; nothing can be added after that.
    pub(super) fn finish(&mut self) -> Result<(), ExportError> {
        let finished = self.file.finish();
        finished.map_err(at("write", self.file.part()))
    }

    /// Where it is until it has its name.
    pub(super) fn part(&self) -> &Path {
        self.file.part()
    }

    /// Hash of everything written.
    pub(super) fn hash(&self) -> Digest {
        Digest(*self.hash.finalize().as_bytes())
    }

    /// Bytes written.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Gives the file its name.
    pub(super) fn keep(mut self) -> Result<(), ExportError> {
        self.finish()?;
        let target = self.file.target().to_owned();
        self.file.keep().map_err(at("rename", &target))
    }
}
