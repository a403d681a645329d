//! The table `stale`: samples whose content an import changed, and whose derived rows still have to be made anew.
//! Kept in the project, so that what a crash leaves undone is done at the next opening.

use super::derived;
use super::error::{At, Result};
use super::gate::Gate;
use super::in_transaction;
use crate::sample::{Digest, Key};
use rusqlite::{Connection, params};
use std::path::Path;
use std::time::Duration;

/// Samples in one transaction: a decision waits no longer than for a chunk of an import.
const AT_ONCE: u32 = 200;
/// Between two, for other programs that wait to write.
pub(super) const PAUSE: Duration = Duration::from_micros(400);

/// Those whose batch is done.
const DUE: &str = "SELECT x.sample, s.key FROM stale x JOIN samples s ON s.id = x.sample \
     JOIN batches b ON b.id = x.batch WHERE b.done_at_ms IS NOT NULL";

/// Notes that a batch changes a sample.
pub(super) fn note(conn: &Connection, sample: i64, batch: i64) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT INTO stale (sample, batch) VALUES (?1, ?2)")?
        .execute(params![sample, batch])?;
    Ok(())
}

/// Makes everything derived anew, in short transactions between which decisions go first.
pub(super) fn refresh_all(conn: &Connection, path: &Path, gate: &Gate) -> Result<()> {
    while gate.import(|| in_transaction(conn, path, |tx| refresh_some(tx, path)))? {
        std::thread::sleep(PAUSE);
    }
    Ok(())
}

/// `false` once there was nothing to do.
fn refresh_some(conn: &Connection, path: &Path) -> Result<bool> {
    let due = due(conn, &format!("{DUE} ORDER BY x.sample LIMIT {AT_ONCE}")).at(path)?;
    for (sample, key) in &due {
        derived::refresh(conn, path, *key)?;
        conn.prepare_cached("DELETE FROM stale WHERE sample = ?1")
            .and_then(|mut s| s.execute([sample]))
            .at(path)?;
    }
    Ok(!due.is_empty())
}

/// Samples whose derived rows may lag behind their events.
pub(super) fn keys(conn: &Connection) -> rusqlite::Result<Vec<Key>> {
    Ok(due(conn, DUE)?.into_iter().map(|(_, key)| key).collect())
}

fn due(conn: &Connection, sql: &str) -> rusqlite::Result<Vec<(i64, Key)>> {
    conn.prepare_cached(sql)?
        .query_map([], |row| Ok((row.get(0)?, Key(Digest(row.get(1)?)))))?
        .collect()
}
