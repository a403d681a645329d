//! What can be wrong with a file or one of its rows, in words and with its place.

use std::path::PathBuf;

/// A row that cannot become a sample, and where it stands. The other rows still come in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {row}, byte {offset}: {fault}")]
pub struct RowError {
    /// Row in the file, from 1; blank lines do not count.
    pub row: u64,
    /// Byte in the file, from 0: where the fault is, or where its row starts.
    pub offset: u64,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Longer than a record may be.
    #[error("the record is longer than {} MiB", super::MAX_RECORD_BYTES >> 20)]
    TooLong,
    /// Nested deeper than a record may be.
    #[error(
        "the record is nested deeper than {} levels",
        crate::sample::nested::MAX_DEPTH
    )]
    TooDeep,
    /// Bytes that are no text.
    #[error("the record is not UTF-8")]
    NotUtf8,
    /// The file ends inside.
    #[error("the file ends inside the record")]
    Truncated,
    /// The file ends, or goes on, where it should not.
    #[error("{0}")]
    Frame(&'static str),
    /// Not JSON.
    #[error("not JSON: {0}")]
    Syntax(String),
    /// JSON, but no object.
    #[error("expected an object, found {0}")]
    NotAnObject(&'static str),
    /// A field of another type.
    #[error("field {field:?}: expected {expected}, found {found}")]
    WrongType {
        /// Its name.
        field: String,
        /// What it should hold.
        expected: &'static str,
        /// What it holds.
        found: String,
    },
    /// A field that every row needs.
    #[error("field {0:?} is missing")]
    Missing(&'static str),
    /// Written by a newer version.
    #[error("format {0} is newer than this program reads ({fmt})", fmt = crate::sample::FORMAT)]
    Newer(u64),
    /// The file could not be read on.
    #[error("the file cannot be read on: {0}")]
    Read(String),
}

/// A file that gives no rows at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// A folder where a file was expected.
    #[error("expected a file, found a folder: {0:?}")]
    Folder(PathBuf),
    /// It cannot be opened or read.
    #[error("cannot read {path:?}: {source}")]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// There is nothing in it.
    #[error("the file is empty: {0:?}")]
    Empty(PathBuf),
    /// Its first rows cannot be read.
    #[error("no record can be read: {first}: {path:?}")]
    NoRecord {
        /// What is wrong with the first.
        first: RowError,
        /// The file.
        path: PathBuf,
    },
    /// Its rows are of no known format.
    #[error(
        "the records are of no known format ({known}); the first has the fields {fields}: {path:?}"
    )]
    Unrecognised {
        /// Names of the known formats.
        known: String,
        /// Names of the first record's fields.
        fields: String,
        /// The file.
        path: PathBuf,
    },
    /// `--format` names none of the registry.
    #[error("no format {0:?}; known are {1}")]
    NoSuchFormat(String, String),
    /// The system starts no thread.
    #[error("cannot start a thread: {0}")]
    Thread(std::io::Error),
}
