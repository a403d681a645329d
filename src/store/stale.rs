//! The table `stale`: samples whose content an import changed, and whose derived rows still have to be made again.
//! It is part of the project, so that what a crash leaves undone is done at the next opening.

use super::derived;
use super::error::{At, Result};
use super::gate::Gate;
use super::in_transaction;
use crate::sample::{Digest, Key};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::path::Path;
use std::time::Duration;

/// Samples in one transaction: a decision waits no longer than for a chunk of an import.
const AT_ONCE: u32 = 100;
/// Between two transactions of a job, for other programs that wait to write (they ask every quarter of a millisecond).
pub(super) const PAUSE: Duration = Duration::from_micros(400);

/// Those whose batch is done.
const DUE: &str = "SELECT x.sample, s.key FROM stale x JOIN samples s ON s.id = x.sample \
     WHERE x.batch IN (SELECT id FROM batches WHERE done_at_ms IS NOT NULL)";

/// Notes that a batch changes a sample.
pub(super) fn note(conn: &Connection, sample: i64, batch: i64) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO stale (sample, batch) VALUES (?1, ?2)")?
        .execute(params![sample, batch])?;
    Ok(())
}

/// Whether anything waits.
pub(super) fn any(conn: &Connection) -> rusqlite::Result<bool> {
    Ok(!due(conn, &format!("{DUE} LIMIT 1"))?.is_empty())
}

/// Whether the derived row of a sample may lag behind its events.
pub(super) fn lags(conn: &Connection, sample: i64) -> rusqlite::Result<bool> {
    let found = conn
        .prepare_cached(&format!("{DUE} AND x.sample = ?1"))?
        .query_row([sample], |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

/// Samples whose derived rows may lag behind their events.
pub(super) fn keys(conn: &Connection) -> rusqlite::Result<Vec<Key>> {
    Ok(due(conn, DUE)?.into_iter().map(|(_, key)| key).collect())
}

/// Makes all derived rows again, in short transactions between which decisions go first. Calls `after` each of them
/// with how many rows are done.
pub(super) fn refresh_all(
    conn: &Connection,
    path: &Path,
    gate: &Gate,
    mut after: impl FnMut(u64),
) -> Result<()> {
    let mut done = 0;
    loop {
        match gate.import(|| in_transaction(conn, path, |tx| refresh_some(tx, path)))? {
            0 => return Ok(()),
            some => done += some,
        }
        after(done);
        std::thread::sleep(PAUSE);
    }
}

/// How many were made again; 0 once none is left.
fn refresh_some(conn: &Connection, path: &Path) -> Result<u64> {
    let due = due(conn, &format!("{DUE} ORDER BY x.sample LIMIT {AT_ONCE}")).at(path)?;
    for (sample, key) in &due {
        derived::refresh(conn, path, *key)?;
        conn.prepare_cached("DELETE FROM stale WHERE sample = ?1")
            .and_then(|mut s| s.execute([sample]))
            .at(path)?;
    }
    Ok(due.len() as u64)
}

fn due(conn: &Connection, sql: &str) -> rusqlite::Result<Vec<(i64, Key)>> {
    conn.prepare_cached(sql)?
        .query_map([], |row| Ok((row.get(0)?, Key(Digest(row.get(1)?)))))?
        .collect()
}
