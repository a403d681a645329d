//! The project file: one SQLite database that keeps every question, every revision and every event
//! (design/record.md). The only module that speaks SQL.
//!
//! Invariants:
//! - An acknowledged decision is on disk: [`Store::append`] returns after a commit with `synchronous=FULL`.
//! - Events and revisions are append-only, by trigger. What is derived from them is changed in the same transaction
//!   and equals a recomputation; [`doctor`] compares.
//! - Samples of an import are seen all at once, when its batch is done, or never.
//! - A file from outside is hostile until [`Store::open`] has passed it: exactly our schema, nothing else.
//!
//! Deliberately not here: parsing of records, what an event means (`sample::derive`), files beside the project.

mod append;
mod backup;
mod batch;
mod blind;
mod connection;
mod content;
mod derived;
pub mod doctor;
mod error;
mod event_rows;
mod filter;
mod gate;
mod identity;
mod import;
mod log_mover;
mod pace;
mod project;
mod queue;
mod reader;
mod sample_rows;
mod schema;
mod search;
mod stale;
#[cfg(test)]
pub(crate) mod tests_support;

pub use append::{NewEvent, Saved};
pub use connection::{Synchronous, Tuning};
pub use error::{Result, StoreError};
pub use event_rows::AuthorHead;
pub use filter::{Filter, Row, Sort};
pub use identity::Identity;
pub use import::{Duplicate, ImportReport, Importer};
pub use project::SavedView;
pub use queue::{Counts, RowSummary};
pub use reader::Reader;
pub use sample_rows::Origin;

use crate::platform::clock::now_ms;
use crate::platform::disk;
use crate::sample::Signer;
use connection::Access;
use error::At;
use gate::Gate;
use log_mover::LogMover;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use uuid::Uuid;

/// An open project: one connection that writes decisions, one that reads.
pub struct Store {
    // First: whoever closes the last connection moves what is left of the log, and that should be the writer.
    log_mover: RefCell<Option<LogMover>>,
    reader: Reader,
    writer: Connection,
    tuning: Tuning,
    identity: Identity,
    signer: Signer,
    author: String,
    gate: Arc<Gate>,
}

impl Store {
    /// Makes a new project. The file appears whole or not at all.
    ///
    /// # Errors
    /// [`StoreError::Exists`], [`StoreError::NetworkDisk`], and when it cannot be written.
    pub fn create(path: &Path, identity: &Identity) -> Result<Self> {
        Self::create_with(path, identity, &Tuning::default())
    }

    /// As [`Store::create`], with connections opened in another way.
    ///
    /// # Errors
    /// As [`Store::create`].
    #[doc(hidden)]
    pub fn create_with(path: &Path, identity: &Identity, tuning: &Tuning) -> Result<Self> {
        refuse_network(path)?;
        if path.exists() {
            return Err(StoreError::Exists(path.into()));
        }
        let made = connection::create(path, tuning).and_then(|conn| {
            for (name, value) in [
                ("id", Uuid::now_v7().to_string()),
                ("created_at_ms", now_ms().to_string()),
            ] {
                conn.execute(
                    "INSERT INTO meta (name, value) VALUES (?1, ?2)",
                    [name, &value],
                )
                .at(path)?;
            }
            Ok(conn)
        });
        match made {
            Ok(writer) => Self::with_writer(writer, path, identity, tuning),
            Err(error) => {
                for suffix in ["", "-wal", "-shm"] {
                    // What was half made is of no use; the error says why it was not made.
                    let _ = std::fs::remove_file(connection::beside(path, suffix));
                }
                Err(error)
            }
        }
    }

    /// Opens a project to work in it. A file of an older version is brought up to date; rows of an import that was cut
    /// off are removed, and what one that was done had still to do is done.
    ///
    /// # Errors
    /// See [`StoreError`]: missing, not a project, newer, changed by another program, damaged, on a network disk,
    /// not writable.
    pub fn open(path: &Path, identity: &Identity) -> Result<Self> {
        Self::open_with(path, identity, &Tuning::default())
    }

    /// As [`Store::open`], with connections opened in another way.
    ///
    /// # Errors
    /// As [`Store::open`].
    #[doc(hidden)]
    pub fn open_with(path: &Path, identity: &Identity, tuning: &Tuning) -> Result<Self> {
        let found = connection::inspect(path, tuning)?;
        refuse_network(path)?;
        if std::fs::metadata(path).is_ok_and(|meta| meta.permissions().readonly()) {
            return Err(StoreError::ReadOnly(path.into()));
        }
        let mut writer = connection::open(path, Access::Write, tuning)?;
        if found.version < schema::VERSION {
            connection::migrate(&mut writer, path)?;
        }
        let store = Self::with_writer(writer, path, identity, tuning)?;
        batch::settle(&store)?;
        Ok(store)
    }

    fn with_writer(
        writer: Connection,
        path: &Path,
        identity: &Identity,
        tuning: &Tuning,
    ) -> Result<Self> {
        let signer = identity.signer();
        writer
            .pragma_update(None, "wal_autocheckpoint", log_mover::LONGEST_PAGES)
            .at(path)?;
        Ok(Self {
            log_mover: RefCell::default(),
            reader: Reader::with(path, Access::Read, tuning)?,
            writer,
            tuning: tuning.clone(),
            identity: identity.clone(),
            author: signer.author(),
            signer,
            gate: Arc::default(),
        })
    }

    /// Everything that can be looked at.
    pub fn read(&self) -> &Reader {
        &self.reader
    }

    /// The project file.
    pub fn path(&self) -> &Path {
        &self.reader.path
    }

    /// Who decides here: public key, 64 hexadecimal digits.
    pub fn author(&self) -> &str {
        &self.author
    }

    /// Which install this is.
    pub fn install(&self) -> &str {
        self.identity.install()
    }

    /// One IMMEDIATE transaction on the writing connection; rolled back when `work` fails.
    fn in_transaction<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        let value = self
            .gate
            .decide(|| in_transaction(&self.writer, self.path(), work))?;
        self.committed();
        Ok(value)
    }

    /// The log is moved into the file now and then; what was committed is as safe in either.
    fn committed(&self) {
        let mut mover = self.log_mover.borrow_mut();
        if mover.is_none() {
            let started = LogMover::start(self.path(), &self.tuning, log_mover::DECISIONS);
            *mover = started
                .inspect_err(|why| {
                    tracing::warn!("decisions move the log themselves, once it is long: {why}")
                })
                .ok();
        }
        if let Some(mover) = mover.as_mut() {
            mover.committed();
        }
    }
}

/// One IMMEDIATE transaction; rolled back when `work` fails.
fn in_transaction<T>(
    conn: &Connection,
    path: &Path,
    work: impl FnOnce(&Connection) -> Result<T>,
) -> Result<T> {
    let tx = Transaction::new_unchecked(conn, TransactionBehavior::Immediate).at(path)?;
    let value = work(&tx)?;
    tx.commit().at(path)?;
    Ok(value)
}

fn refuse_network(path: &Path) -> Result<()> {
    match disk::network_file_system(path) {
        Some(system) => Err(StoreError::NetworkDisk {
            system,
            path: path.into(),
        }),
        None => Ok(()),
    }
}
