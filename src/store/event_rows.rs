//! The tables `authors` and `events`: typed rows in and out. What an event may be is decided elsewhere.

use super::error::{At, Result, StoreError, reading};
use super::reader::Reader;
use crate::sample::{Digest, Event, Hlc, Key, RevisionId};
use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};
use std::path::Path;
use uuid::Uuid;

/// Columns of an event in the order that [`event_of`] reads them. Events of an unfinished batch do not count yet.
pub(super) const SELECT_EVENT: &str = "SELECT e.uuid, a.author, e.seq, e.hlc, e.at_ms, e.shown_at_ms, e.active_ms, \
     e.app, e.prev, e.hash, e.sig, e.kind, e.sample, e.revision, e.body \
     FROM events e JOIN authors a ON a.id = e.author";

/// Limits events to those that count.
pub(super) const COUNTS: &str =
    "(e.batch IS NULL OR e.batch IN (SELECT id FROM batches WHERE done_at_ms IS NOT NULL))";

/// One event from a row of [`SELECT_EVENT`].
pub(super) fn event_of(row: &Row<'_>) -> rusqlite::Result<Event> {
    let body: String = row.get(14)?;
    Ok(Event {
        id: Uuid::from_bytes(row.get(0)?),
        author: row.get(1)?,
        seq: row.get(2)?,
        hlc: Hlc(row.get(3)?),
        at_ms: row.get(4)?,
        shown_at_ms: row.get(5)?,
        active_ms: row.get(6)?,
        app: row.get(7)?,
        prev: Digest(row.get(8)?),
        hash: Digest(row.get(9)?),
        sig: row.get(10)?,
        kind: row.get(11)?,
        sample: row.get::<_, Option<[u8; 32]>>(12)?.map(|k| Key(Digest(k))),
        revision: row
            .get::<_, Option<[u8; 32]>>(13)?
            .map(|r| RevisionId(Digest(r))),
        body: serde_json::from_str(&body).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(
                14,
                rusqlite::types::Type::Text,
                Box::new(error),
            )
        })?,
    })
}

/// Writes an event. `batch` hides it until that batch is done.
pub(super) fn insert(conn: &Connection, event: &Event, batch: Option<i64>) -> rusqlite::Result<()> {
    let author = author_id(conn, &event.author)?;
    conn.prepare_cached(
        "INSERT INTO events (uuid, author, seq, hlc, at_ms, shown_at_ms, active_ms, app, prev, hash, sig, kind, sample, \
         revision, body, batch) VALUES (:uuid, :author, :seq, :hlc, :at_ms, :shown_at_ms, :active_ms, :app, :prev, \
         :hash, :sig, :kind, :sample, :revision, :body, :batch)",
    )?
    .execute(named_params! {
        ":uuid": event.id.as_bytes(),
        ":author": author,
        ":seq": event.seq,
        ":hlc": event.hlc.0,
        ":at_ms": event.at_ms,
        ":shown_at_ms": event.shown_at_ms,
        ":active_ms": event.active_ms,
        ":app": event.app,
        ":prev": event.prev.0,
        ":hash": event.hash.0,
        ":sig": event.sig,
        ":kind": event.kind,
        ":sample": event.sample.map(|k| k.0.0),
        ":revision": event.revision.map(|r| r.0.0),
        ":body": event.body.to_string(),
        ":batch": batch,
    })?;
    Ok(())
}

fn author_id(conn: &Connection, author: &str) -> rusqlite::Result<i64> {
    let known = conn
        .prepare_cached("SELECT id FROM authors WHERE author = ?1")?
        .query_row([author], |row| row.get(0))
        .optional()?;
    match known {
        Some(id) => Ok(id),
        None => {
            conn.execute("INSERT INTO authors (author) VALUES (?1)", [author])?;
            Ok(conn.last_insert_rowid())
        }
    }
}

/// Where the next event of an author goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    /// Number of the last event; 0 before the first.
    pub seq: u64,
    /// Its hash.
    pub hash: Digest,
}

/// The end of an author's chain.
pub(super) fn head(conn: &Connection, author: &str) -> rusqlite::Result<Head> {
    conn.prepare_cached(
        "SELECT seq, hash FROM events WHERE author = (SELECT id FROM authors WHERE author = ?1) \
         ORDER BY seq DESC LIMIT 1",
    )?
    .query_row([author], |row| {
        Ok(Head {
            seq: row.get(0)?,
            hash: Digest(row.get(1)?),
        })
    })
    .optional()
    .map(Option::unwrap_or_default)
}

/// The newest clock in the log.
pub(super) fn newest_clock(conn: &Connection) -> rusqlite::Result<Hlc> {
    conn.prepare_cached("SELECT coalesce(max(hlc), 0) FROM events")?
        .query_row([], |row| row.get(0).map(Hlc))
}

/// Events about one sample, in order of arrival.
pub(super) fn of_sample(conn: &Connection, key: Key) -> rusqlite::Result<Vec<Event>> {
    let sql = counting(SELECT_EVENT, "WHERE e.sample = ?1", "ORDER BY e.id");
    conn.prepare_cached(&sql)?
        .query_map([key.0.0], event_of)?
        .collect()
}

/// Calls `to` with every event, in order of arrival.
pub(super) fn each(
    conn: &Connection,
    path: &Path,
    mut to: impl FnMut(Event) -> Result<()>,
) -> Result<()> {
    let mut statement = conn
        .prepare(&counting(SELECT_EVENT, "WHERE TRUE", "ORDER BY e.id"))
        .at(path)?;
    for event in statement.query_map([], event_of).at(path)? {
        to(event.at(path)?)?;
    }
    Ok(())
}

fn counting(select: &str, filter: &str, order: &str) -> String {
    format!("{select} {filter} AND {COUNTS} {order}")
}

/// One author and the end of their chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorHead {
    /// Public key, 64 hexadecimal digits.
    pub author: String,
    /// Events so far.
    pub seq: u64,
    /// Hash of the last.
    pub hash: Digest,
}

impl Reader {
    /// Events about one sample, in order of arrival. The `added` event that brought it covers a whole batch and is not
    /// among them; see [`Reader::origin`].
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn events_of(&self, key: Key) -> Result<Vec<Event>> {
        of_sample(&self.conn, key).at(&self.path)
    }

    /// One event; `None` when there is none of this id.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn event(&self, id: Uuid) -> Result<Option<Event>> {
        self.conn
            .prepare_cached(&counting(SELECT_EVENT, "WHERE e.uuid = ?1", ""))
            .and_then(|mut s| s.query_row([id.as_bytes()], event_of).optional())
            .at(&self.path)
    }

    /// Calls `to` with every event, in order of arrival.
    ///
    /// # Errors
    /// When the file cannot be read, or what `to` returns.
    pub fn each_event(&self, to: impl FnMut(Event) -> Result<()>) -> Result<()> {
        each(&self.conn, &self.path, to)
    }

    /// The end of every author's chain, by author.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn heads(&self) -> Result<Vec<AuthorHead>> {
        let sql = format!(
            "SELECT a.author, max(e.seq), e.hash FROM events e JOIN authors a ON a.id = e.author \
             WHERE {COUNTS} GROUP BY e.author ORDER BY a.author"
        );
        reading(&self.path, || {
            self.conn
                .prepare(&sql)?
                .query_map([], |row| {
                    Ok(AuthorHead {
                        author: row.get(0)?,
                        seq: row.get(1)?,
                        hash: Digest(row.get(2)?),
                    })
                })?
                .collect()
        })
    }

    /// The newest event by an author, whatever it is about: for "saved at".
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_event_by(&self, author: &str) -> Result<Option<Event>> {
        let filter = "WHERE e.author = (SELECT id FROM authors WHERE author = ?1)";
        self.conn
            .prepare_cached(&counting(
                SELECT_EVENT,
                filter,
                "ORDER BY e.seq DESC LIMIT 1",
            ))
            .and_then(|mut s| s.query_row([author], event_of).optional())
            .at(&self.path)
    }

    /// Calls `each` with an author's events, newest first, until it returns something.
    pub(super) fn newest_of<T>(
        &self,
        author: &str,
        mut each: impl FnMut(&Event) -> Result<Option<T>>,
    ) -> Result<Option<T>> {
        newest_of(&self.conn, &self.path, author, &mut each)
    }
}

pub(super) fn newest_of<T>(
    conn: &Connection,
    path: &Path,
    author: &str,
    each: &mut dyn FnMut(&Event) -> Result<Option<T>>,
) -> Result<Option<T>> {
    let filter =
        "WHERE e.author = (SELECT id FROM authors WHERE author = ?1) AND e.sample IS NOT NULL";
    let mut statement = conn
        .prepare_cached(&counting(SELECT_EVENT, filter, "ORDER BY e.seq DESC"))
        .at(path)?;
    let events = statement.query_map(params![author], event_of).at(path)?;
    for event in events {
        if let Some(found) = each(&event.at(path)?)? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// An event must say what it is about in a way that can be stored.
pub(super) fn contradiction(what: impl Into<String>) -> StoreError {
    StoreError::BadEvent(what.into())
}
