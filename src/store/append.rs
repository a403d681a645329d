//! Decisions: one event, one transaction, on disk before the call returns.

use super::derived;
use super::error::{At, Result, StoreError};
use super::event_rows::{self, Head, contradiction};
use super::sample_rows::{self, Prepared};
use super::{Reader, Store, now_ms};
use crate::sample::{Body, Digest, Event, Hlc, Key, RevisionId, Sample, SampleState, Signer};
use rusqlite::Connection;
use std::collections::btree_map::{BTreeMap, Entry};
use std::path::Path;
use uuid::Uuid;

/// An event as its author means it; the store adds number, clock, chain and signature.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// What happened.
    pub body: Body,
    /// The sample it is about.
    pub sample: Option<Key>,
    /// The revision it was decided on.
    pub revision: Option<RevisionId>,
    /// When the card was first painted, ms since 1970 UTC.
    pub shown_at_ms: Option<i64>,
    /// Time with input on the card, ms.
    pub active_ms: Option<i64>,
    /// New content, for `fixed` and `revised`: stored with the event or not at all.
    pub content: Option<Box<Sample>>,
}

impl NewEvent {
    /// About one sample at the revision that was looked at.
    pub fn on(sample: Key, revision: RevisionId, body: Body) -> Self {
        Self {
            sample: Some(sample),
            revision: Some(revision),
            ..Self::about_project(body)
        }
    }

    /// About the project as a whole.
    pub fn about_project(body: Body) -> Self {
        Self {
            body,
            sample: None,
            revision: None,
            shown_at_ms: None,
            active_ms: None,
            content: None,
        }
    }

    /// Adds when the card was painted and how long there was input on it.
    pub fn timed(mut self, shown_at_ms: i64, active_ms: i64) -> Self {
        self.shown_at_ms = Some(shown_at_ms);
        self.active_ms = Some(active_ms);
        self
    }

    /// Adds the new content that a `fixed` or `revised` body names.
    pub fn with_content(mut self, sample: Sample) -> Self {
        self.content = Some(Box::new(sample));
        self
    }
}

/// What an acknowledged decision came to.
#[derive(Clone, Debug)]
pub struct Saved {
    /// The event, complete and on disk.
    pub event: Event,
    /// Where its sample stands now; `None` for events about the project.
    pub state: Option<SampleState>,
}

/// Writes one author's events in order.
pub(super) struct Pen<'a> {
    pub conn: &'a Connection,
    pub path: &'a Path,
    pub signer: &'a Signer,
    pub author: &'a str,
    head: Head,
    clock: Hlc,
}

impl<'a> Pen<'a> {
    /// At the end of the author's chain, in the transaction that `conn` has open.
    pub fn take(
        conn: &'a Connection,
        path: &'a Path,
        signer: &'a Signer,
        author: &'a str,
    ) -> Result<Self> {
        let head = event_rows::head(conn, author).at(path)?;
        let heard = event_rows::newest_clock(conn).at(path)?;
        // A clock a day ahead came with a merge and was reported there; it must not drag ours along.
        let (clock, _) = Hlc::default().hear(heard, now_ms());
        Ok(Self {
            conn,
            path,
            signer,
            author,
            head,
            clock,
        })
    }

    /// Writes the next event. `batch` hides it until that batch is done.
    pub fn write(&mut self, new: &NewEvent, batch: Option<i64>) -> Result<Event> {
        let at_ms = now_ms();
        let (kind, body) = new.body.split();
        self.clock = self.clock.tick(at_ms);
        let event = self.signer.sign(Event {
            id: Uuid::now_v7(),
            author: self.author.to_owned(),
            seq: self.head.seq + 1,
            hlc: self.clock,
            at_ms,
            shown_at_ms: new.shown_at_ms,
            active_ms: new.active_ms,
            app: env!("CARGO_PKG_VERSION").into(),
            prev: self.head.hash,
            hash: Digest::default(),
            sig: String::new(),
            kind,
            sample: new.sample,
            revision: new.revision,
            body,
        });
        event_rows::insert(self.conn, &event, batch).at(self.path)?;
        self.head = Head {
            seq: event.seq,
            hash: event.hash,
        };
        Ok(event)
    }
}

impl Store {
    /// Writes one event with everything that follows from it, and returns once it is on disk.
    ///
    /// # Errors
    /// [`StoreError::BadEvent`] when it contradicts itself or the project, [`StoreError::ReadOnly`],
    /// [`StoreError::DiskFull`], [`StoreError::Disk`], [`StoreError::Busy`]. Nothing was written then.
    pub fn append(&mut self, new: NewEvent) -> Result<Saved> {
        let content = check(&new)?;
        self.in_transaction(|conn| {
            self.settle(conn, &new, content.as_ref())?;
            let mut pen = Pen::take(conn, self.path(), &self.signer, &self.author)?;
            let event = pen.write(&new, None)?;
            let state = new
                .sample
                .map(|key| derived::refresh(conn, self.path(), key))
                .transpose()?;
            Ok(Saved { event, state })
        })
    }

    /// Takes back this author's newest standing decision, wherever it was made, until its sample was adjudicated or
    /// released. `None` when there is nothing to take back.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn undo(&mut self) -> Result<Option<Saved>> {
        let mut seen = Standing::default();
        let author = self.author.clone();
        let target = self.read().newest_of(&author, |event| {
            let state = seen.of(self.read(), event)?;
            let stands = state.is_some_and(|s| s.undoable.get(&author) == Some(&event.id));
            Ok(stands.then(|| event.clone()))
        })?;
        self.take_back(target, |event| Body::Undone { event })
    }

    /// Makes the decision stand again that this author took back last, unless they decided something since.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn redo(&mut self) -> Result<Option<Saved>> {
        let mut seen = Standing::default();
        let author = self.author.clone();
        let found = self.read().newest_of(&author, |event| {
            let body = event.body();
            if body.can_be_undone() {
                return Ok(Some(None));
            }
            let Body::Undone { event: target } = body else {
                return Ok(None);
            };
            let state = seen.of(self.read(), event)?;
            let waits = state.is_some_and(|s| s.redoable.get(&author) == Some(&target));
            Ok(if waits {
                Some(self.read().event(target)?)
            } else {
                None
            })
        })?;
        self.take_back(found.flatten(), |event| Body::Redone { event })
    }

    fn take_back(
        &mut self,
        target: Option<Event>,
        body: impl FnOnce(Uuid) -> Body,
    ) -> Result<Option<Saved>> {
        let Some(target) = target else {
            return Ok(None);
        };
        let new = NewEvent {
            sample: target.sample,
            revision: target.revision,
            ..NewEvent::about_project(body(target.id))
        };
        self.append(new).map(Some)
    }

    /// Content first: an event may only name what is there.
    fn settle(&self, conn: &Connection, new: &NewEvent, content: Option<&Prepared>) -> Result<()> {
        let Some(key) = new.sample else {
            return Ok(());
        };
        let row = sample_rows::find(conn, key)
            .at(self.path())?
            .ok_or(StoreError::NoSample(key))?;
        if let Some(content) = content {
            content
                .insert_revision(conn, row.id, None)
                .at(self.path())?;
        }
        for revision in new.revision.into_iter().chain(named_revision(&new.body)) {
            sample_rows::known_raw(conn, row.id, revision, None)
                .at(self.path())?
                .ok_or(StoreError::NoRevision { key, revision })?;
        }
        Ok(())
    }
}

/// States of samples already looked at while walking back through an author's events.
#[derive(Default)]
struct Standing(BTreeMap<Key, SampleState>);

impl Standing {
    fn of(&mut self, reader: &Reader, event: &Event) -> Result<Option<&SampleState>> {
        let Some(key) = event.sample else {
            return Ok(None);
        };
        Ok(Some(match self.0.entry(key) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(reader.state(key)?),
        }))
    }
}

/// The revision that a body makes count.
fn named_revision(body: &Body) -> Option<RevisionId> {
    match body {
        Body::Fixed { revision, .. } | Body::Revised { revision, .. } => Some(*revision),
        Body::Adjudicated {
            verdict: crate::sample::Outcome::Valid(revision),
            ..
        } => Some(*revision),
        _ => None,
    }
}

/// What can be seen to be wrong before the project is asked; prepares the content.
fn check(new: &NewEvent) -> Result<Option<Prepared>> {
    if matches!(new.body, Body::Unknown | Body::Added { .. }) {
        return Err(contradiction(
            "samples are added by imports, and unknown kinds are not written",
        ));
    }
    let Some(content) = &new.content else {
        return Ok(None);
    };
    let prepared = Prepared::new((**content).clone())?;
    if Some(prepared.key) != new.sample {
        return Err(contradiction(format!(
            "content of sample {} with an event about another",
            prepared.key
        )));
    }
    match named_revision(&new.body) {
        Some(revision) if revision == prepared.revision => Ok(Some(prepared)),
        named => Err(contradiction(format!(
            "content is revision {}, the event names {}",
            prepared.revision,
            named.map_or("none".into(), |r| r.to_string())
        ))),
    }
}

#[cfg(test)]
mod tests;
