//! The open project as one reviewer works on it: the only place of the window that calls the store.

use super::activity::{Pace, pace};
use super::card::Card;
use crate::media::Roots;
use crate::sample::{Body, Event, Key, Sample, SampleState, State};
use crate::store::{Counts, Filter, Importer, NewEvent, Reader, Row, RowSummary, Sort, Store};
use std::path::{Path, PathBuf};

/// What a reviewer's window needs of a project. Errors are sentences for people.
pub struct Desk {
    store: Store,
    run: Vec<Row>,
    at: usize,
    decided: usize,
    /// Active time of this reviewer's newest decisions, ms.
    times: Vec<u64>,
    /// Wall clock of the newest save, ms.
    pub saved_at_ms: Option<i64>,
    /// When what stands on the card was last put on disk, ms since 1970.
    pub draft_at_ms: Option<i64>,
    /// Whether cards start blind.
    pub blind_first: bool,
}

/// A decision that is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// When, wall clock, ms.
    pub at_ms: i64,
}

/// What stood on screen when the project was last closed, or the program died.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Resume {
    /// The card.
    pub key: Key,
    /// Half-typed answer.
    pub typed: String,
    /// Half-typed note.
    pub note: Option<String>,
    /// The unsaved fix's content.
    pub fix: Option<Box<Sample>>,
    /// Whether the fix screen was open.
    pub fixing: bool,
}

/// Decisions that the median of one's pace is taken over.
const TIMED: u32 = 1_000;

/// The draft's field that holds a [`Resume`].
const RESUME: &str = "resume";

type Said<T> = Result<T, String>;

/// An error with its causes, as one sentence.
fn said(error: impl std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

impl Desk {
    /// Sits down at an opened project.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn new(store: Store) -> Said<Self> {
        let mut desk = Self {
            store,
            run: Vec::new(),
            at: 0,
            decided: 0,
            times: Vec::new(),
            saved_at_ms: None,
            draft_at_ms: None,
            blind_first: true,
        };
        let me = desk.me().to_owned();
        desk.saved_at_ms = desk
            .reader()
            .last_event_by(&me)
            .map_err(said)?
            .map(|e| e.at_ms);
        desk.blind_first = desk.reader().blind_first().map_err(said)?;
        desk.times = desk.reader().decision_times(&me, TIMED).map_err(said)?;
        desk.plan()?;
        Ok(desk)
    }

    /// What is left to screen, in order.
    fn plan(&mut self) -> Said<()> {
        let waiting = Filter {
            states: vec![State::Candidate, State::Open],
            ..Filter::default()
        };
        self.run = self.reader().rows(&waiting, Sort::Queue).map_err(said)?;
        let total = self.reader().counts().map_err(said)?.total;
        self.decided = usize::try_from(total)
            .unwrap_or(usize::MAX)
            .saturating_sub(self.run.len());
        self.at = 0;
        Ok(())
    }

    /// The read-only side.
    pub fn reader(&self) -> &Reader {
        self.store.read()
    }

    /// A reader of its own for a job.
    ///
    /// # Errors
    /// When the project cannot be opened again.
    pub fn reader_again(&self) -> Said<Reader> {
        self.reader().again().map_err(said)
    }

    /// A writer for an import.
    ///
    /// # Errors
    /// When the project cannot be opened again.
    pub fn importer(&self) -> Said<Importer> {
        self.store.importer().map_err(said)
    }

    /// Plans the run anew, after samples came in.
    ///
    /// # Errors
    /// When the project cannot be read.
    pub fn replan(&mut self) -> Said<()> {
        self.plan()
    }

    /// The project file.
    pub fn path(&self) -> &Path {
        self.store.read().path()
    }

    /// The project's name on screen.
    pub fn name(&self) -> String {
        self.path()
            .file_stem()
            .map(|s| s.to_string_lossy().into_owned())
            .unwrap_or_default()
    }

    /// This reviewer: public key.
    pub fn me(&self) -> &str {
        self.store.author()
    }

    /// Position of the card and number of cards, for "Card 3 of 24".
    pub fn position(&self) -> (usize, usize) {
        (
            self.decided + self.at.min(self.run.len()) + 1,
            self.decided + self.run.len(),
        )
    }

    /// Decided and all.
    pub fn progress(&self) -> (usize, usize) {
        (
            self.decided + self.at.min(self.run.len()),
            self.decided + self.run.len(),
        )
    }

    /// Rows that pass a filter.
    ///
    /// # Errors
    /// When the project cannot be read.
    pub fn rows(&self, filter: &Filter, sort: Sort) -> Said<Vec<Row>> {
        self.reader().rows(filter, sort).map_err(said)
    }

    /// What rows show.
    ///
    /// # Errors
    /// When the project cannot be read.
    pub fn page(&self, rows: &[Row]) -> Said<Vec<RowSummary>> {
        self.reader().row_page(rows).map_err(said)
    }

    /// How many there are of what.
    ///
    /// # Errors
    /// When the project cannot be read.
    pub fn counts(&self) -> Said<Counts> {
        self.reader().counts().map_err(said)
    }

    /// A card for a sample.
    ///
    /// # Errors
    /// When there is no such sample, or it cannot be read.
    pub fn card(&self, key: Key) -> Said<Card> {
        let sample = self.reader().sample(key).map_err(said)?;
        Ok(Card::new(
            sample,
            self.state(key)?,
            self.me(),
            self.blind_first,
        ))
    }

    /// What is derived from a sample's events.
    ///
    /// # Errors
    /// When the project cannot be read.
    pub fn state(&self, key: Key) -> Said<SampleState> {
        self.reader().state(key).map_err(said)
    }

    /// What happened to a sample, in order of arrival.
    ///
    /// # Errors
    /// When the project cannot be read.
    pub fn history(&self, key: Key) -> Said<Vec<Event>> {
        self.reader().events_of(key).map_err(said)
    }

    /// The next sample that this reviewer has not judged; `None` at the end.
    ///
    /// # Errors
    /// When the project cannot be read.
    pub fn next_key(&mut self) -> Said<Option<Key>> {
        while let Some(row) = self.run.get(self.at).copied() {
            if let Some(summary) = self.page(&[row])?.pop()
                && !self.state(summary.key)?.verdicts.contains_key(self.me())
            {
                return Ok(Some(summary.key));
            }
            self.at += 1;
        }
        Ok(None)
    }

    /// Goes to this sample's place in the run, if it has one, so that what comes next comes after it.
    pub fn seek(&mut self, key: Key) {
        if let Ok(row) = self.reader().row_of(key)
            && let Some(at) = self.run.iter().position(|r| *r == row)
        {
            self.at = at;
        }
    }

    /// Goes on past the card.
    pub fn step(&mut self) {
        self.at = (self.at + 1).min(self.run.len());
    }

    /// The samples after the next, for prefetching.
    pub fn coming(&self, count: usize) -> Vec<Sample> {
        let from = (self.at + 1).min(self.run.len());
        let rows = self
            .run
            .get(from..(from + count).min(self.run.len()))
            .unwrap_or_default();
        let keys = self.page(rows).unwrap_or_default();
        keys.iter()
            .filter_map(|r| self.reader().sample(r.key).ok())
            .collect()
    }

    /// Puts an event about a sample on disk.
    ///
    /// # Errors
    /// When it could not be saved; nothing was written then.
    pub fn record(
        &mut self,
        sample: &Sample,
        body: Body,
        shown: Option<i64>,
        active_ms: u64,
    ) -> Said<Saved> {
        let decides = matches!(
            body,
            Body::Accepted { .. } | Body::Rejected { .. } | Body::Deferred { .. }
        );
        let event = NewEvent::on(sample.key, sample.revision, body);
        let saved = self.append(timed(event, shown, active_ms))?;
        if decides && shown.is_some() {
            self.took(active_ms);
        }
        Ok(saved)
    }

    /// A decision took so long.
    fn took(&mut self, active_ms: u64) {
        if active_ms > 0 {
            self.times.push(active_ms);
        }
    }

    /// How fast this reviewer is beside their own median; `None` before there is enough to say so.
    pub fn pace(&self) -> Option<Pace> {
        pace(&self.times)
    }

    /// Changes whether cards begin blind, and records it. The card on screen stays as it is.
    ///
    /// # Errors
    /// When it could not be saved.
    pub fn set_blind_first(&mut self, blind: bool) -> Said<()> {
        self.store.set_blind_first(blind).map_err(said)?;
        self.blind_first = blind;
        Ok(())
    }

    /// Puts a fix and its acceptance on disk.
    ///
    /// # Errors
    /// When it could not be saved; nothing was written then.
    pub fn record_fix(&mut self, fixed: &Sample, shown: Option<(Option<i64>, u64)>) -> Said<Saved> {
        let parent = fixed.parent.unwrap_or(fixed.revision);
        let body = Body::Fixed {
            parent,
            revision: fixed.revision,
            blind: None,
        };
        let (shown, active) = shown.unwrap_or_default();
        let event = NewEvent::on(fixed.key, parent, body).with_content(fixed.clone());
        let saved = self.append(timed(event, shown, active))?;
        if shown.is_some() {
            self.took(active);
        }
        Ok(saved)
    }

    fn append(&mut self, event: NewEvent) -> Said<Saved> {
        let saved = self.store.append(event).map_err(said)?;
        Ok(Saved {
            at_ms: saved.event.at_ms,
        })
    }

    /// Takes back this reviewer's newest decision.
    ///
    /// # Errors
    /// When it could not be saved.
    pub fn undo(&mut self) -> Said<Option<(Key, Saved)>> {
        let saved = self.store.undo().map_err(said)?;
        Ok(saved.and_then(|s| {
            Some((
                s.event.sample?,
                Saved {
                    at_ms: s.event.at_ms,
                },
            ))
        }))
    }

    /// Decides again what was taken back last.
    ///
    /// # Errors
    /// When it could not be saved.
    pub fn redo(&mut self) -> Said<Option<(Key, Saved)>> {
        let saved = self.store.redo().map_err(said)?;
        Ok(saved.and_then(|s| {
            Some((
                s.event.sample?,
                Saved {
                    at_ms: s.event.at_ms,
                },
            ))
        }))
    }

    /// What stood on screen last time.
    pub fn resume(&self) -> Option<Resume> {
        let key = self.store.current().ok().flatten()?;
        let drafts = self.store.drafts(key).ok();
        let resume = drafts.and_then(|d| serde_json::from_str(d.get(RESUME)?).ok());
        Some(resume.unwrap_or(Resume {
            key,
            ..Resume::default()
        }))
    }

    /// Keeps what stands on screen.
    ///
    /// # Errors
    /// When it could not be saved.
    pub fn save_resume(&mut self, resume: &Resume) -> Said<()> {
        self.store.set_current(resume.key).map_err(said)?;
        let text = serde_json::to_string(resume).map_err(said)?;
        self.store
            .set_draft(resume.key, RESUME, &text)
            .map_err(said)?;
        self.draft_at_ms = Some(crate::platform::clock::now_ms());
        Ok(())
    }

    /// Media roots as mapped on this machine; roots that nobody mapped lie beside the project file.
    pub fn roots(&self) -> Roots {
        let mut roots = Roots::new();
        if let Some(folder) = self.path().parent() {
            roots.set_rest(std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()));
        }
        for (name, folder) in self.store.media_roots().unwrap_or_default() {
            roots.set(name, folder);
        }
        roots
    }

    /// Maps a media root to a folder on this machine.
    ///
    /// # Errors
    /// When it could not be saved.
    pub fn map_root(&mut self, root: &str, folder: PathBuf) -> Said<()> {
        self.store.set_media_root(root, &folder).map_err(said)
    }
}

fn timed(event: NewEvent, shown: Option<i64>, active_ms: u64) -> NewEvent {
    match shown {
        Some(shown) => event.timed(shown, i64::try_from(active_ms).unwrap_or(i64::MAX)),
        None => event,
    }
}
