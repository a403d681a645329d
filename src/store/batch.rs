//! Batches: samples that become visible together. What an import leaves unfinished is removed here.

use super::connection::beside;
use super::error::{At, Result, StoreError};
use super::gate::Gate;
use super::search;
use super::stale;
use super::{Store, in_transaction, now_ms};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// Rows removed in one transaction, so that a decision never waits long.
const REMOVED_AT_ONCE: u32 = 500;

/// Held while an import runs, across processes: an unfinished batch without it was cut off. A file of its own beside
/// the project, because closing any other handle of the project would drop SQLite's locks.
#[derive(Debug)]
pub(super) struct ImportLock {
    _file: File,
    path: PathBuf,
}

impl ImportLock {
    /// Takes it, or `None` while another import runs.
    pub fn take(project: &Path) -> Result<Option<Self>> {
        let path = beside(project, "-import");
        let located = |source| StoreError::File {
            doing: "lock",
            path: path.clone(),
            source,
        };
        let file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(located)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file, path })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(located(source)),
        }
    }
}

impl Drop for ImportLock {
    fn drop(&mut self) {
        // Still locked here. Somebody who opened it a moment ago holds a lock on a file without a name; the worst of
        // that is two imports at once, which the batch table then refuses.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Starts a batch.
///
/// # Errors
/// [`StoreError::ImportRunning`] when another is unfinished.
pub(super) fn begin(
    conn: &Connection,
    path: &Path,
    name: &str,
    reason: &str,
    label: &str,
) -> Result<i64> {
    if unfinished(conn).at(path)?.is_some() {
        return Err(StoreError::ImportRunning(path.into()));
    }
    conn.execute(
        "INSERT INTO batches (name, reason, label, started_at_ms) VALUES (?1, ?2, ?3, ?4)",
        params![name, reason, label, now_ms()],
    )
    .at(path)?;
    Ok(conn.last_insert_rowid())
}

/// Makes a batch visible.
pub(super) fn finish(
    conn: &Connection,
    batch: i64,
    added: u64,
    revised: u64,
) -> rusqlite::Result<()> {
    conn.execute(
        "UPDATE batches SET done_at_ms = ?2, added = ?3, revised = ?4 WHERE id = ?1",
        params![batch, now_ms(), added, revised],
    )?;
    Ok(())
}

fn unfinished(conn: &Connection) -> rusqlite::Result<Option<i64>> {
    conn.query_row(
        "SELECT id FROM batches WHERE done_at_ms IS NULL LIMIT 1",
        [],
        |row| row.get(0),
    )
    .optional()
}

/// Settles what imports that were cut off left behind, unless one is running: rows of an unfinished batch go, changed
/// rows of a finished one are seen to.
pub(super) fn settle(store: &Store) -> Result<()> {
    let (path, conn, gate) = (store.path(), &store.writer, &store.gate);
    if unfinished(conn).at(path)?.is_none() && !stale::any(conn).at(path)? {
        return Ok(());
    }
    match ImportLock::take(path)? {
        Some(_lock) => {
            remove_all_unfinished(conn, path, gate)?;
            stale::refresh_all(conn, path, gate, |_| {})
        }
        None => Ok(()),
    }
}

/// Removes the rows of unfinished batches, for who holds the lock.
pub(super) fn remove_all_unfinished(conn: &Connection, path: &Path, gate: &Gate) -> Result<()> {
    while let Some(batch) = unfinished(conn).at(path)? {
        while gate.import(|| in_transaction(conn, path, |tx| remove_some(tx, batch).at(path)))? {}
    }
    Ok(())
}

/// Removes some rows of a batch, children first; `false` once the batch itself is gone.
fn remove_some(conn: &Connection, batch: i64) -> rusqlite::Result<bool> {
    let samples = "SELECT id FROM samples WHERE batch = ?1 ORDER BY id LIMIT ?2";
    let mut removed = conn.execute(
        "DELETE FROM stale WHERE sample IN (SELECT sample FROM stale WHERE batch = ?1 LIMIT ?2)",
        params![batch, REMOVED_AT_ONCE],
    )?;
    removed += conn.execute(
        "DELETE FROM events WHERE id IN (SELECT id FROM events WHERE batch = ?1 LIMIT ?2)",
        params![batch, REMOVED_AT_ONCE],
    )?;
    removed += conn.execute(
        "DELETE FROM revisions WHERE id IN (SELECT id FROM revisions WHERE batch = ?1 LIMIT ?2)",
        params![batch, REMOVED_AT_ONCE],
    )?;
    if removed > 0 {
        return Ok(true);
    }
    search::forget_batch(conn, batch, REMOVED_AT_ONCE)?;
    conn.execute(
        &format!("DELETE FROM sample_state WHERE sample IN ({samples})"),
        params![batch, REMOVED_AT_ONCE],
    )?;
    removed = conn.execute(
        &format!("DELETE FROM samples WHERE id IN ({samples})"),
        params![batch, REMOVED_AT_ONCE],
    )?;
    if removed > 0 {
        return Ok(true);
    }
    conn.execute("DELETE FROM batches WHERE id = ?1", [batch])?;
    // An author who wrote nothing but cancelled batches is no author.
    conn.execute(
        "DELETE FROM authors WHERE id NOT IN (SELECT author FROM events)",
        [],
    )?;
    Ok(false)
}
