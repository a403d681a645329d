//! Looking at a project. A reader has a connection of its own, never blocks a decision and is never blocked by one.

use super::connection::{self, Access, Tuning};
use super::error::{At, Result};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// A read-only view of a project. Each call sees what was committed when it began; [`Reader::snapshot`] holds one
/// moment for several calls. Move it to a job's thread as you like.
#[derive(Debug)]
pub struct Reader {
    pub(super) conn: Connection,
    pub(super) path: PathBuf,
    access: Access,
    tuning: Tuning,
}

impl Reader {
    /// Opens a project for looking only, on whatever disk it is; nothing is written, not even beside the file unless
    /// other programs have it open.
    ///
    /// # Errors
    /// When the file does not pass the checks that every project must pass.
    pub fn open(path: &Path) -> Result<Self> {
        let tuning = Tuning::default();
        connection::inspect(path, &tuning)?;
        Self::open_inspected(path, &tuning)
    }

    /// Opens a file that has passed the checks.
    pub(super) fn open_inspected(path: &Path, tuning: &Tuning) -> Result<Self> {
        let access = if connection::has_log(path) {
            Access::Read
        } else {
            Access::Frozen
        };
        Self::with(path, access, tuning)
    }

    /// Opens beside a live writer.
    pub(super) fn with(path: &Path, access: Access, tuning: &Tuning) -> Result<Self> {
        Ok(Self {
            conn: connection::open(path, access, tuning)?,
            path: path.into(),
            access,
            tuning: tuning.clone(),
        })
    }

    /// Another view of the same project, for another thread.
    ///
    /// # Errors
    /// When the file cannot be opened again.
    pub fn again(&self) -> Result<Self> {
        Self::with(&self.path, self.access, &self.tuning)
    }

    /// The project file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs `look` on the project as it is at this moment, whatever is written meanwhile.
    ///
    /// # Errors
    /// When the file cannot be read, or what `look` returns.
    pub fn snapshot<T, E: From<super::StoreError>>(
        &self,
        look: impl FnOnce(&Self) -> Result<T, E>,
    ) -> Result<T, E> {
        // Dropping a read transaction ends it.
        let _moment = self.conn.unchecked_transaction().at(&self.path)?;
        // The moment begins with the first read, not with BEGIN.
        self.conn
            .query_row("SELECT count(*) FROM meta", [], |_| Ok(()))
            .at(&self.path)?;
        look(self)
    }
}
