//! A file that is written beside its place and gets its name at the end, hashed on the way.

use super::error::ExportError;
use crate::sample::Digest;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file under way. Dropped before [`Beside::keep`], it is gone.
pub(super) struct Beside {
    part: PathBuf,
    target: PathBuf,
    file: Option<BufWriter<File>>,
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
        let part = folder.join(format!(".{name}.part"));
        let file = File::create(&part).map_err(at("write", &part))?;
        Ok(Self {
            target: folder.join(name),
            part,
            file: Some(BufWriter::with_capacity(1 << 18, file)),
            hash: blake3::Hasher::new(),
            bytes: 0,
        })
    }

    /// Adds text.
    pub(super) fn write(&mut self, text: &str) -> Result<(), ExportError> {
        self.hash.update(text.as_bytes());
        self.bytes += text.len() as u64;
        match &mut self.file {
            Some(file) => file
                .write_all(text.as_bytes())
                .map_err(at("write", &self.part)),
            None => Ok(()),
        }
    }

    /// Brings everything to the disk; nothing can be added after that.
    pub(super) fn finish(&mut self) -> Result<(), ExportError> {
        match self.file.take() {
            Some(mut file) => file
                .flush()
                .and_then(|()| file.get_ref().sync_all())
                .map_err(at("write", &self.part)),
            None => Ok(()),
        }
    }

    /// Where it is until it has its name.
    pub(super) fn part(&self) -> &Path {
        &self.part
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
        std::fs::rename(&self.part, &self.target).map_err(at("rename", &self.target))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.file = None;
        // Gone already when it was kept; otherwise of no use, and its name says so.
        let _ = std::fs::remove_file(&self.part);
    }
}
