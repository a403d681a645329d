//! The derived table `sample_state`: where a sample stands, and its filter columns and question as the revision that
//! counts has them. A function of events and revisions, made here and nowhere else; `doctor` makes it again and compares.

use super::error::{At, Result, StoreError};
use super::event_rows;
use super::reader::Reader;
use super::sample_rows;
use super::search;
use crate::sample::{Body, Digest, Event, Key, RevisionId, Sample, SampleState, State, derive};
use rayon::prelude::*;
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::BTreeMap;
use std::path::Path;

/// The part of a row that follows from events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cached {
    pub state: State,
    pub revision: RevisionId,
    pub need: u32,
    pub verdicts: u32,
    pub flagged: bool,
    pub pinned: bool,
    pub banned: bool,
    pub touched_at_ms: Option<i64>,
}

impl Cached {
    /// A sample that came in with `added` and about which nothing was said yet.
    pub fn fresh(added: RevisionId) -> Self {
        Self::of(added, &derive(Some(added), &[]), &[])
    }

    /// What the events about a sample come to.
    pub fn of(added: RevisionId, state: &SampleState, events: &[Event]) -> Self {
        Self {
            state: state.state,
            revision: state.revision.unwrap_or(added),
            need: state.need.max(1),
            verdicts: u32::try_from(state.verdicts.len()).unwrap_or(u32::MAX),
            flagged: !state.flagged.is_empty(),
            pinned: state.pinned,
            banned: state.banned,
            touched_at_ms: events.iter().map(|e| e.at_ms).max(),
        }
    }

    /// Writes the row of a sample that has none, and its words into the index.
    pub fn insert(&self, conn: &Connection, sample: i64, c: &Columns) -> rusqlite::Result<()> {
        conn.prepare_cached(
            "INSERT INTO sample_state (sample, revision, state, need, verdicts, flagged, pinned, banned, touched_at_ms, \
             category, sub_task, question_type, input_modality, source_dataset, data_kind, question) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?
        .execute(params![
            sample,
            self.revision.0.0,
            self.state.as_str(),
            self.need,
            self.verdicts,
            self.flagged,
            self.pinned,
            self.banned,
            self.touched_at_ms,
            c.category,
            c.sub_task,
            c.question_type,
            c.input_modality,
            c.source_dataset,
            c.data_kind,
            c.question,
        ])?;
        search::add(conn, sample, &c.question)
    }

    /// Writes over the row that is there; whether there is one.
    fn update(&self, conn: &Connection, sample: i64) -> rusqlite::Result<bool> {
        let changed = conn
            .prepare_cached(
                "UPDATE sample_state SET revision = ?2, state = ?3, need = ?4, verdicts = ?5, flagged = ?6, pinned = ?7, \
                 banned = ?8, touched_at_ms = ?9 WHERE sample = ?1",
            )?
            .execute(params![
                sample,
                self.revision.0.0,
                self.state.as_str(),
                self.need,
                self.verdicts,
                self.flagged,
                self.pinned,
                self.banned,
                self.touched_at_ms,
            ])?;
        Ok(changed > 0)
    }

    /// Reads the row.
    pub fn read(conn: &Connection, sample: i64) -> rusqlite::Result<Option<Self>> {
        conn.prepare_cached(
            "SELECT state, revision, need, verdicts, flagged, pinned, banned, touched_at_ms FROM sample_state \
             WHERE sample = ?1",
        )?
        .query_row([sample], |row| {
            Ok(Self {
                state: state_of(&row.get::<_, String>(0)?)?,
                revision: RevisionId(Digest(row.get(1)?)),
                need: row.get(2)?,
                verdicts: row.get(3)?,
                flagged: row.get(4)?,
                pinned: row.get(5)?,
                banned: row.get(6)?,
                touched_at_ms: row.get(7)?,
            })
        })
        .optional()
    }
}

/// A stored state name; the table's CHECK allows no other.
pub(super) fn state_of(name: &str) -> rusqlite::Result<State> {
    State::parse(name).ok_or_else(|| {
        let why = format!("no state {name:?}");
        rusqlite::Error::FromSqlConversionFailure(0, rusqlite::types::Type::Text, why.into())
    })
}

/// Makes everything derived about a sample again, after an event about it was written in the same transaction.
pub(super) fn refresh(conn: &Connection, path: &Path, key: Key) -> Result<SampleState> {
    let row = sample_rows::find(conn, key)
        .at(path)?
        .ok_or(StoreError::NoSample(key))?;
    let events = event_rows::of_sample(conn, key).at(path)?;
    let state = derive(Some(row.added), &events);
    let now = Cached::of(row.added, &state, &events);
    let before = Cached::read(conn, row.id).at(path)?;
    let there = now.update(conn, row.id).at(path)?;
    if before.map(|b| b.revision) != Some(now.revision) {
        let sample = sample_rows::content(conn, path, key, now.revision)?;
        let columns = Columns::of(&sample);
        if there {
            columns.update(conn, row.id).at(path)?;
        } else {
            now.insert(conn, row.id, &columns).at(path)?;
        }
    }
    Ok(state)
}

/// The filter columns of a sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub category: Option<String>,
    pub sub_task: Option<String>,
    pub question_type: &'static str,
    pub input_modality: &'static str,
    pub source_dataset: String,
    pub data_kind: &'static str,
    pub question: String,
}

impl Columns {
    /// As a revision has them.
    pub fn of(sample: &Sample) -> Self {
        let released = &sample.released;
        Self {
            category: released.category.clone(),
            sub_task: released.sub_task.clone(),
            question_type: released.question_type.as_str(),
            input_modality: released.input_modality.as_str(),
            source_dataset: released.source_dataset.clone(),
            data_kind: super::filter::data_kind_name(sample.data_kind),
            question: released.question.clone(),
        }
    }

    fn update(&self, conn: &Connection, sample: i64) -> rusqlite::Result<()> {
        // The index is told what it forgets, so that goes first.
        search::forget(conn, sample)?;
        conn.prepare_cached(
            "UPDATE sample_state SET category = ?2, sub_task = ?3, question_type = ?4, input_modality = ?5, \
             source_dataset = ?6, data_kind = ?7, question = ?8 WHERE sample = ?1",
        )?
        .execute(params![
            sample,
            self.category,
            self.sub_task,
            self.question_type,
            self.input_modality,
            self.source_dataset,
            self.data_kind,
            self.question,
        ])?;
        search::add(conn, sample, &self.question)
    }
}

/// All events that states are made of.
pub(super) struct Facts {
    /// What each sample came in with.
    pub added: BTreeMap<Key, RevisionId>,
    /// The events about each, in order of arrival.
    events: BTreeMap<Key, Vec<Event>>,
}

impl Facts {
    /// Reads the whole log.
    pub fn read(conn: &Connection, path: &Path) -> Result<Self> {
        let mut facts = Self {
            added: BTreeMap::new(),
            events: BTreeMap::new(),
        };
        event_rows::each(conn, path, |event| {
            match event.sample {
                Some(key) => facts.events.entry(key).or_default().push(event),
                None => {
                    if let Body::Added { samples, .. } = event.body() {
                        facts
                            .added
                            .extend(samples.into_iter().map(|a| (a.key, a.revision)));
                    }
                }
            }
            Ok(())
        })?;
        Ok(facts)
    }

    /// The events about a sample.
    pub fn about(&self, key: Key) -> &[Event] {
        self.events.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The state of every sample that came in.
    pub fn derive(&self) -> BTreeMap<Key, SampleState> {
        let states: Vec<(Key, SampleState)> = self
            .added
            .par_iter()
            .map(|(key, added)| (*key, derive(Some(*added), self.about(*key))))
            .collect();
        states.into_iter().collect()
    }
}

impl Reader {
    /// The state of every sample, from events alone.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn derive_all(&self) -> Result<BTreeMap<Key, SampleState>> {
        self.snapshot(|this| Ok(Facts::read(&this.conn, &this.path)?.derive()))
    }
}
