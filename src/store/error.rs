//! What can go wrong with a project file, in sentences that say what to do.

use crate::job::Cancelled;
use crate::sample::{Key, RevisionId};
use std::path::{Path, PathBuf};

/// Result of everything in the store.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// Why the store could not do something. Unless a variant says otherwise, the project is as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no file to open.
    #[error("there is no project at {0:?}")]
    Missing(PathBuf),
    /// There is a file already.
    #[error("there is a file at {0:?} already; a new project needs a new name")]
    Exists(PathBuf),
    /// It is not a project file.
    #[error("not a spatialscore project: {what}, {path:?}")]
    NotAProject {
        /// What was found instead.
        what: String,
        /// Which file.
        path: PathBuf,
    },
    /// Made by a newer version of the program.
    #[error(
        "made by a newer version (format {found}, this one reads up to {known}); update the program to open it, {path:?}"
    )]
    Newer {
        /// Its format.
        found: i64,
        /// The newest this version knows.
        known: usize,
        /// Which file.
        path: PathBuf,
    },
    /// The file holds something that the program did not put there, or lacks something.
    #[error("the project was changed by another program: {what}, {path:?}")]
    Foreign {
        /// Which object.
        what: String,
        /// Which file.
        path: PathBuf,
    },
    /// The file is damaged.
    #[error("the project file is damaged: {what}; a backup may help, {path:?}")]
    Damaged {
        /// What the check found first.
        what: String,
        /// Which file.
        path: PathBuf,
    },
    /// A live project cannot be on a network disk.
    #[error(
        "{path:?} is on a network disk ({system}), where two people at once would damage it; copy it to a local disk, or open it read-only"
    )]
    NetworkDisk {
        /// For example `nfs`.
        system: String,
        /// Which file.
        path: PathBuf,
    },
    /// Opened for looking only.
    #[error("the project is open read-only: nothing can be changed, {0:?}")]
    ReadOnly(PathBuf),
    /// No space, or a limit on file size.
    #[error("the disk is full: it was not saved; free some space and try again, {path:?}")]
    DiskFull {
        /// Which file.
        path: PathBuf,
    },
    /// The disk does not take or give what it should.
    #[error("the disk refused: {what}; it was not saved, {path:?}")]
    Disk {
        /// In the words of the system.
        what: String,
        /// Which file.
        path: PathBuf,
    },
    /// Another program is writing for longer than we wait.
    #[error("the project is busy in another program; try again, {0:?}")]
    Busy(PathBuf),
    /// One import at a time.
    #[error("another import into this project is running; wait for it or stop it, {0:?}")]
    ImportRunning(PathBuf),
    /// No such sample.
    #[error("there is no sample {0} in this project")]
    NoSample(Key),
    /// No such content.
    #[error("sample {key} has no revision {revision}")]
    NoRevision {
        /// Sample.
        key: Key,
        /// What was asked for.
        revision: RevisionId,
    },
    /// An event that contradicts itself.
    #[error("an event that cannot be: {0}")]
    BadEvent(String),
    /// Stored text that cannot be read back.
    #[error("stored {what} cannot be read: {why}")]
    Unreadable {
        /// For example `content of sample b3:…`.
        what: String,
        /// Why.
        why: String,
    },
    /// Stopped on request.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// Anything else that SQLite says.
    #[error("the project file: {source}, {path:?}")]
    Sqlite {
        /// What it says.
        source: rusqlite::Error,
        /// Which file.
        path: PathBuf,
    },
    /// Reading or writing a file beside the project failed.
    #[error("could not {doing} {path:?}")]
    File {
        /// For example `rename`.
        doing: &'static str,
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Gives an SQLite error its place.
pub(super) trait At<T> {
    /// The error, located in `path` and in our words where we have any.
    fn at(self, path: &Path) -> Result<T>;
}

impl<T> At<T> for rusqlite::Result<T> {
    fn at(self, path: &Path) -> Result<T> {
        self.map_err(|source| located(source, path))
    }
}

/// Runs a few statements with one place for their errors.
pub(super) fn reading<T>(path: &Path, read: impl FnOnce() -> rusqlite::Result<T>) -> Result<T> {
    read().at(path)
}

fn located(source: rusqlite::Error, path: &Path) -> StoreError {
    use rusqlite::ErrorCode as Code;
    let path = path.to_owned();
    let what = source.to_string();
    match source.sqlite_error_code() {
        Some(Code::DiskFull) => StoreError::DiskFull { path },
        Some(Code::SystemIoFailure) => StoreError::Disk { what, path },
        Some(Code::DatabaseBusy | Code::DatabaseLocked) => StoreError::Busy(path),
        Some(Code::ReadOnly) => StoreError::ReadOnly(path),
        Some(Code::DatabaseCorrupt) => StoreError::Damaged { what, path },
        Some(Code::NotADatabase) => StoreError::NotAProject { what, path },
        _ => StoreError::Sqlite { source, path },
    }
}
