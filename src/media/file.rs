//! Opening and reading files that a record names: only files, only so many bytes, errors with their place.

use super::sniff::{self, Kind};
use super::{Limits, MediaError};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// Opens a file that is one, with its length in bytes. Asked before opening, because opening a pipe waits.
pub(super) fn open(path: &Path) -> Result<(File, u64), MediaError> {
    let about = path.metadata().map_err(|error| failed(path, error))?;
    if !about.is_file() {
        return Err(MediaError::NotAFile {
            path: path.to_owned(),
        });
    }
    let file = File::open(path).map_err(|error| failed(path, error))?;
    Ok((file, about.len()))
}

/// A file's whole content, if it is not too long.
pub(super) fn read(path: &Path, limits: &Limits) -> Result<Vec<u8>, MediaError> {
    let (file, len) = open(path)?;
    let too_large = |bytes| MediaError::FileTooLarge {
        path: path.to_owned(),
        bytes,
        limit: limits.max_file_bytes,
    };
    if len > limits.max_file_bytes {
        return Err(too_large(len));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0));
    // It may have grown since.
    file.take(limits.max_file_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| failed(path, error))?;
    if bytes.len() as u64 > limits.max_file_bytes {
        return Err(too_large(bytes.len() as u64));
    }
    Ok(bytes)
}

/// What a file is by its first bytes, and its length in bytes.
pub(super) fn kind(path: &Path) -> Result<(Kind, u64), MediaError> {
    let (file, len) = open(path)?;
    let mut head = Vec::with_capacity(sniff::HEAD_LEN);
    file.take(sniff::HEAD_LEN as u64)
        .read_to_end(&mut head)
        .map_err(|error| failed(path, error))?;
    Ok((sniff::kind(&head), len))
}

/// What the system said, with its place.
pub(super) fn failed(path: &Path, source: std::io::Error) -> MediaError {
    MediaError::Io {
        path: path.to_owned(),
        source,
    }
}
