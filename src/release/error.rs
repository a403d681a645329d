//! Why an export did not come about. Nothing that was there before is touched then.

use crate::job::Cancelled;
use crate::sample::Key;
use std::path::PathBuf;

/// A sample that cannot be written as a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RowError(pub String);

impl From<serde_json::Error> for RowError {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// Why an export did not come about.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// A file of that name is there.
    #[error("there is a file already, and it was not asked to overwrite: {0:?}")]
    Exists(PathBuf),
    /// The folder's path is a file.
    #[error("expected a folder, found a file: {0:?}")]
    NotAFolder(PathBuf),
    /// No format was asked for.
    #[error("no format to export")]
    NoFormat,
    /// A sample cannot be written.
    #[error("sample {key} cannot be written as {format}: {why}")]
    Row {
        /// Which.
        key: Key,
        /// As what.
        format: &'static str,
        /// Why.
        why: RowError,
    },
    /// What was written does not read back.
    #[error("row {row} of {file} does not read back as it was written: {what}")]
    ReadBack {
        /// Name of the file.
        file: String,
        /// Row, from 1.
        row: u64,
        /// What is different.
        what: String,
    },
    /// Reading or writing failed.
    #[error("cannot {doing} {path:?}: {source}")]
    File {
        /// For example `write`.
        doing: &'static str,
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The samples could not be read.
    #[error(transparent)]
    Source(Box<dyn std::error::Error + Send + Sync>),
    /// Stopped on request.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}
