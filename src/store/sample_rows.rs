//! The tables `samples` and `revisions`: content by key and hash.

use super::content::{self, Content};
use super::derived::{Cached, Columns};
use super::error::{At, Result, StoreError, reading};
use super::event_rows;
use super::filter::Row;
use super::reader::Reader;
use super::stale;
use crate::sample::{Digest, Key, RevisionId, Sample, SampleState, derive};
use rusqlite::{Connection, OptionalExtension as _, params};
use std::path::Path;

/// Limits samples to those whose batch is done.
pub(super) const VISIBLE: &str = "s.batch IN (SELECT id FROM batches WHERE done_at_ms IS NOT NULL)";

/// A sample's place and origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SampleRow {
    pub id: i64,
    pub batch: i64,
    pub added: RevisionId,
}

/// A sample's row, visible or not.
pub(super) fn find_any(conn: &Connection, key: Key) -> rusqlite::Result<Option<SampleRow>> {
    conn.prepare_cached("SELECT id, batch, added FROM samples WHERE key = ?1")?
        .query_row([key.0.0], |row| {
            Ok(SampleRow {
                id: row.get(0)?,
                batch: row.get(1)?,
                added: RevisionId(Digest(row.get(2)?)),
            })
        })
        .optional()
}

/// Whether there is no sample at all, visible or not.
pub(super) fn none(conn: &Connection) -> rusqlite::Result<bool> {
    conn.query_row("SELECT NOT EXISTS (SELECT 1 FROM samples)", [], |row| {
        row.get(0)
    })
}

/// A visible sample's row.
pub(super) fn find(conn: &Connection, key: Key) -> rusqlite::Result<Option<SampleRow>> {
    let Some(row) = find_any(conn, key)? else {
        return Ok(None);
    };
    let done = conn
        .prepare_cached("SELECT done_at_ms IS NOT NULL FROM batches WHERE id = ?1")?
        .query_row([row.batch], |b| b.get(0))?;
    Ok(Some(row).filter(|_| done))
}

/// Content and raw text, ready to be written. Made off the writing thread.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    pub key: Key,
    pub revision: RevisionId,
    pub columns: Columns,
    pub content: Content,
    /// Row in its file, for reports.
    pub row: Option<u64>,
}

impl Prepared {
    /// Seals the sample (its revision is the hash of its content) and prints it.
    pub fn new(sample: Sample) -> Result<Self> {
        Self::sealed(sample.seal())
    }

    /// Prints a sample whose revision is the hash of its content.
    pub fn sealed(mut sample: Sample) -> Result<Self> {
        debug_assert_eq!(sample.revision, sample.content_hash(), "not sealed");
        let content = Content::of(&mut sample)?;
        Ok(Self {
            key: sample.key,
            revision: sample.revision,
            columns: Columns::of(&sample),
            content,
            row: sample.provenance.row,
        })
    }

    /// Writes a new sample with its first revision and what is derived of it.
    pub fn insert_sample(&self, conn: &Connection, batch: i64) -> rusqlite::Result<()> {
        conn.prepare_cached("INSERT INTO samples (key, batch, added) VALUES (?1, ?2, ?3)")?
            .execute(params![self.key.0.0, batch, self.revision.0.0])?;
        let id = conn.last_insert_rowid();
        Cached::fresh(self.revision).insert(conn, id, &self.columns)?;
        self.insert_revision(conn, id, Some(batch))
    }

    /// Writes content of a sample that is there. An import writes its own copy, which may vanish with it; content that
    /// counts already is not written again.
    pub fn insert_revision(
        &self,
        conn: &Connection,
        sample: i64,
        batch: Option<i64>,
    ) -> rusqlite::Result<()> {
        if batch.is_none() && known_raw(conn, sample, self.revision, None)?.is_some() {
            return Ok(());
        }
        conn.prepare_cached(
            "INSERT INTO revisions (sample, revision, batch, raw, content, packed) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            sample,
            self.revision.0.0,
            batch,
            self.content.raw,
            self.content.plain,
            self.content.packed
        ])?;
        Ok(())
    }
}

/// Limits revisions to those that count.
const REVISION_COUNTS: &str =
    "(r.batch IS NULL OR r.batch IN (SELECT id FROM batches WHERE done_at_ms IS NOT NULL))";

/// Whether a sample has this content already, and the row's text as it stood then. `batch` counts as done.
pub(super) fn known_raw(
    conn: &Connection,
    sample: i64,
    revision: RevisionId,
    batch: Option<i64>,
) -> rusqlite::Result<Option<Option<String>>> {
    conn.prepare_cached(&format!(
        "SELECT r.raw FROM revisions r WHERE r.sample = ?1 AND r.revision = ?2 AND (r.batch = ?3 OR {REVISION_COUNTS})"
    ))?
    .query_row(params![sample, revision.0.0, batch], |row| row.get(0))
    .optional()
}

/// A sample at one revision.
pub(super) fn content(
    conn: &Connection,
    path: &Path,
    key: Key,
    revision: RevisionId,
) -> Result<Sample> {
    let sql = format!(
        "SELECT {} FROM revisions r JOIN samples s ON s.id = r.sample \
         WHERE s.key = ?1 AND r.revision = ?2 AND {REVISION_COUNTS} ORDER BY r.id",
        content::COLUMNS
    );
    let found = conn
        .prepare_cached(&sql)
        .and_then(|mut s| {
            s.query_row(params![key.0.0, revision.0.0], |row| Content::read(row, 0))
                .optional()
        })
        .at(path)?;
    found
        .ok_or(StoreError::NoRevision { key, revision })?
        .sample(key)
}

/// Where a sample came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Name of the batch, as its `added` events carry it.
    pub batch: String,
    /// The file, as people know it.
    pub label: String,
    /// The content it came in with.
    pub revision: RevisionId,
    /// When its batch was done, ms since 1970 UTC.
    pub at_ms: i64,
}

impl Reader {
    /// A sample at the content that counts now.
    ///
    /// # Errors
    /// [`StoreError::NoSample`], and when the file cannot be read.
    pub fn sample(&self, key: Key) -> Result<Sample> {
        let row = find(&self.conn, key)
            .at(&self.path)?
            .ok_or(StoreError::NoSample(key))?;
        content(&self.conn, &self.path, key, self.counting(key, row)?)
    }

    fn counting(&self, key: Key, row: SampleRow) -> Result<RevisionId> {
        if stale::lags(&self.conn, row.id).at(&self.path)? {
            return Ok(self.state(key)?.revision.unwrap_or(row.added));
        }
        let sql = "SELECT revision FROM sample_state WHERE sample = ?1";
        self.conn
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([row.id], |r| Ok(RevisionId(Digest(r.get(0)?)))))
            .at(&self.path)
    }

    /// A sample at one of its revisions. Equal content of two samples has one revision, so both are needed.
    ///
    /// # Errors
    /// [`StoreError::NoSample`], [`StoreError::NoRevision`], and when the file cannot be read.
    pub fn revision(&self, key: Key, revision: RevisionId) -> Result<Sample> {
        self.row_of(key)?;
        content(&self.conn, &self.path, key, revision)
    }

    /// The revisions of a sample, oldest first.
    ///
    /// # Errors
    /// [`StoreError::NoSample`], and when the file cannot be read.
    pub fn revisions_of(&self, key: Key) -> Result<Vec<RevisionId>> {
        let row = self.row_of(key)?;
        let sql = format!(
            "SELECT r.revision FROM revisions r WHERE r.sample = ?1 AND {REVISION_COUNTS} \
             GROUP BY r.revision ORDER BY min(r.id)"
        );
        reading(&self.path, || {
            self.conn
                .prepare_cached(&sql)?
                .query_map([row.0], |r| Ok(RevisionId(Digest(r.get(0)?))))?
                .collect()
        })
    }

    /// Everything derived about a sample, from its events.
    ///
    /// # Errors
    /// [`StoreError::NoSample`], and when the file cannot be read.
    pub fn state(&self, key: Key) -> Result<SampleState> {
        let row = find(&self.conn, key)
            .at(&self.path)?
            .ok_or(StoreError::NoSample(key))?;
        let events = event_rows::of_sample(&self.conn, key).at(&self.path)?;
        Ok(derive(Some(row.added), &events))
    }

    /// Where a sample came from.
    ///
    /// # Errors
    /// [`StoreError::NoSample`], and when the file cannot be read.
    pub fn origin(&self, key: Key) -> Result<Origin> {
        let row = self.row_of(key)?;
        self.conn
            .prepare_cached(
                "SELECT b.name, b.label, s.added, b.done_at_ms FROM samples s JOIN batches b ON b.id = s.batch \
                 WHERE s.id = ?1",
            )
            .and_then(|mut s| {
                s.query_row([row.0], |r| {
                    Ok(Origin {
                        batch: r.get(0)?,
                        label: r.get(1)?,
                        revision: RevisionId(Digest(r.get(2)?)),
                        at_ms: r.get(3)?,
                    })
                })
            })
            .at(&self.path)
    }

    /// The place of a sample in the queue.
    ///
    /// # Errors
    /// [`StoreError::NoSample`], and when the file cannot be read.
    pub fn row_of(&self, key: Key) -> Result<Row> {
        let found = find(&self.conn, key).at(&self.path)?;
        found
            .map(|row| Row(row.id))
            .ok_or(StoreError::NoSample(key))
    }

    /// The sample at a place in the queue.
    ///
    /// # Errors
    /// When there is none, and when the file cannot be read.
    pub fn key_at(&self, row: Row) -> Result<Key> {
        let sql = format!("SELECT s.key FROM samples s WHERE s.id = ?1 AND {VISIBLE}");
        self.conn
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row([row.0], |r| Ok(Key(Digest(r.get(0)?)))))
            .at(&self.path)
    }
}
