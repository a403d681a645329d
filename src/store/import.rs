//! Imports: many samples in short transactions that let decisions pass, seen all at once at the end or not at all.
//!
//! Rows are parsed and printed on the rayon pool while the calling thread writes. Each chunk is one transaction with
//! one signed `added` event; both stay invisible until a last short transaction marks the batch done. So do the content
//! and the `revised` events of samples that were there already; what is derived of those is made again after it (see
//! `stale`), so that no transaction is long.

use super::append::{NewEvent, Pen};
use super::batch::{self, ImportLock};
use super::connection::{self, Access, Synchronous, Tuning};
use super::derived::Cached;
use super::error::{At, Result, StoreError};
use super::gate::Gate;
use super::log_mover::{self, LogMover};
use super::sample_rows::{self, Prepared};
use super::stale::{self, PAUSE};
use super::{Store, in_transaction};
use crate::job::{Cancel, Progress, Reporter};
use crate::sample::{AddReason, Added, Body, Key, Sample, Signer};
use rayon::prelude::*;
use rusqlite::Connection;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Rows in one transaction: some 15 ms of writing, so a decision waits no longer than that. Fewer would write the
/// pages of the key index, all of which every chunk touches, more often.
const CHUNK: usize = 1_000;
/// A transaction ends with the row that it is at after this long: changed rows are signed one by one.
const LONGEST: Duration = Duration::from_millis(20);
/// Chunks parsed ahead of the writer.
const AHEAD: usize = 4;
/// Duplicates listed in the report; all are counted.
const EXAMPLES: usize = 20;

/// What came in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// New samples.
    pub added: u64,
    /// Samples with new content.
    pub revised: u64,
    /// Samples that were there with this content.
    pub unchanged: u64,
    /// Of the unchanged: rows that differ in something that is not content (category, ids, unknown keys). The row that
    /// came in first is kept.
    pub other_fields: u64,
    /// Rows whose key came before in the same file; left out.
    pub duplicates: u64,
    /// The first of them.
    pub duplicate_examples: Vec<Duplicate>,
}

/// A row whose key came before in the same file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// The key both have.
    pub key: Key,
    /// Its row in the file, from 1, where the reader says so.
    pub row: Option<u64>,
    /// Whether its content is the same as well.
    pub same_content: bool,
}

/// Brings samples into a project. Has a connection of its own; move it to the job's thread.
pub struct Importer {
    conn: Connection,
    path: PathBuf,
    tuning: Tuning,
    signer: Signer,
    author: String,
    gate: Arc<Gate>,
}

impl Store {
    /// A writer for an import or a generator.
    ///
    /// # Errors
    /// When the file cannot be opened again.
    pub fn importer(&self) -> Result<Importer> {
        let conn = connection::open(self.path(), Access::Write, &self.tuning)?;
        conn.pragma_update(None, "wal_autocheckpoint", 0)
            .at(self.path())?;
        let signer = self.identity.job_signer();
        Ok(Importer {
            conn,
            path: self.path().into(),
            tuning: self.tuning.clone(),
            author: signer.author(),
            signer,
            gate: Arc::clone(&self.gate),
        })
    }
}

impl Importer {
    /// Brings in what `parse` makes of each row, in the order of the rows; rows it gives `None` for are its own to
    /// count. Rows are read on a thread of their own and parsed on the rayon pool. Samples are
    /// sealed: their revision is the hash of their content. `label` is the file as people know it.
    ///
    /// Reports how many rows are done; the caller knows the total. Changed rows are seen to at the end, in a phase
    /// `changed rows` that cannot be cancelled; the queue shows what they were until each had its turn.
    ///
    /// # Errors
    /// [`StoreError::ImportRunning`], [`StoreError::Cancelled`], and when the file cannot be written. The project is
    /// as it was before, in all of these, unless only that last phase failed, which the next opening makes up for.
    pub fn run<T: Send>(
        &mut self,
        reason: AddReason,
        label: &str,
        rows: impl Iterator<Item = T> + Send,
        parse: impl Fn(T) -> Option<Sample> + Sync,
        reporter: &Reporter,
        cancel: &Cancel,
    ) -> Result<ImportReport> {
        let Some(_lock) = ImportLock::take(&self.path)? else {
            return Err(StoreError::ImportRunning(self.path.clone()));
        };
        batch::remove_all_unfinished(&self.conn, &self.path, &self.gate)?;
        let run = Run::begin(self, reason, label)?;
        let (chunks, prepared) = sync_channel(AHEAD);
        let parse = &parse;
        let result = std::thread::scope(|scope| {
            std::thread::Builder::new()
                .name("import rows".into())
                .spawn_scoped(scope, move || prepare_all(rows, parse, &chunks))
                .map_err(|source| StoreError::File {
                    doing: "start a thread for",
                    path: self.path.clone(),
                    source,
                })?;
            run.write_all(prepared, reporter, cancel)
        });
        match result {
            Ok(report) => Ok(report),
            Err(error) => {
                // When even this fails (a full disk), the next open does it.
                let _ = batch::remove_all_unfinished(&self.conn, &self.path, &self.gate);
                Err(error)
            }
        }
    }
}

type Chunk = Result<Vec<Prepared>>;

/// Parses rows chunk by chunk until there are no more or nobody takes them.
fn prepare_all<T: Send>(
    rows: impl Iterator<Item = T>,
    parse: &(impl Fn(T) -> Option<Sample> + Sync),
    chunks: &SyncSender<Chunk>,
) {
    let mut rows = rows.fuse();
    loop {
        let chunk: Vec<T> = rows.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            return;
        }
        let prepared = chunk
            .into_par_iter()
            .filter_map(|row| parse(row).map(Prepared::sealed))
            .collect();
        if chunks.send(prepared).is_err() {
            return;
        }
    }
}

/// One import while it runs.
struct Run<'a> {
    importer: &'a Importer,
    mover: LogMover,
    reason: AddReason,
    name: String,
    batch: i64,
    report: ImportReport,
    /// Keys met so far.
    seen: HashSet<Key>,
    /// No sample was there before, so none needs to be looked for.
    first: bool,
}

impl<'a> Run<'a> {
    fn begin(importer: &'a Importer, reason: AddReason, label: &str) -> Result<Self> {
        let name = Uuid::now_v7().to_string();
        let reason_name = reason_name(reason);
        let path = &importer.path;
        importer.wait_for_disk(false)?;
        let (batch, first) = importer.transaction(|tx| {
            let first = sample_rows::none(tx).at(path)?;
            Ok((batch::begin(tx, path, &name, reason_name, label)?, first))
        })?;
        Ok(Self {
            importer,
            mover: LogMover::start(path, &importer.tuning, log_mover::IMPORT)?,
            reason,
            name,
            batch,
            report: ImportReport::default(),
            seen: HashSet::new(),
            first,
        })
    }

    fn write_all(
        mut self,
        chunks: Receiver<Chunk>,
        reporter: &Reporter,
        cancel: &Cancel,
    ) -> Result<ImportReport> {
        let mut done = 0;
        for chunk in chunks {
            cancel.check()?;
            let chunk = chunk?;
            let mut rest = chunk.as_slice();
            while !rest.is_empty() {
                let before = rest.len();
                rest = self.importer.transaction(|tx| self.write(tx, rest))?;
                self.mover.committed();
                done += (before - rest.len()) as u64;
                reporter.report(Progress::Done(done));
                std::thread::sleep(PAUSE);
            }
        }
        cancel.check()?;
        self.finish(reporter)
    }

    /// Writes as many rows as there is time for; gives the rest.
    fn write<'b>(&mut self, tx: &Connection, chunk: &'b [Prepared]) -> Result<&'b [Prepared]> {
        let importer = self.importer;
        let path = &importer.path;
        let mut pen = importer.pen(tx)?;
        let mut added = Vec::with_capacity(chunk.len());
        let (start, mut rest) = (Instant::now(), chunk);
        while let Some((sample, after)) = rest.split_first() {
            let again = !self.seen.insert(sample.key);
            let known = if self.first && !again {
                None
            } else {
                sample_rows::find_any(tx, sample.key).at(path)?
            };
            match known {
                Some(row) if again => self.duplicate(tx, sample, row.id)?,
                Some(row) => self.known(&mut pen, sample, row.id)?,
                None => {
                    sample.insert_sample(tx, self.batch).at(path)?;
                    added.push(Added {
                        key: sample.key,
                        revision: sample.revision,
                    });
                }
            }
            rest = after;
            if start.elapsed() > LONGEST {
                break;
            }
        }
        if added.is_empty() {
            return Ok(rest);
        }
        self.report.added += added.len() as u64;
        let body = Body::Added {
            reason: self.reason,
            batch: self.name.clone(),
            samples: added,
        };
        pen.write(&NewEvent::about_project(body), Some(self.batch))?;
        Ok(rest)
    }

    fn known(&mut self, pen: &mut Pen<'_>, sample: &Prepared, row: i64) -> Result<()> {
        match sample_rows::known_raw(pen.conn, row, sample.revision, None).at(pen.path)? {
            Some(raw) => {
                self.report.unchanged += 1;
                self.report.other_fields += u64::from(raw != sample.content.raw);
                Ok(())
            }
            None => self.revise(pen, sample, row),
        }
    }

    /// Writes other content of a sample that is there, with its event. Both count once the batch is done.
    fn revise(&mut self, pen: &mut Pen<'_>, sample: &Prepared, row: i64) -> Result<()> {
        let (tx, path, batch) = (pen.conn, pen.path, Some(self.batch));
        let parent = Cached::read(tx, row)
            .at(path)?
            .map_or(sample.revision, |counts| counts.revision);
        sample.insert_revision(tx, row, batch).at(path)?;
        stale::note(tx, row, self.batch).at(path)?;
        let body = Body::Revised {
            reason: self.reason,
            parent,
            revision: sample.revision,
        };
        pen.write(&NewEvent::on(sample.key, parent, body), batch)?;
        self.report.revised += 1;
        Ok(())
    }

    fn duplicate(&mut self, tx: &Connection, sample: &Prepared, row: i64) -> Result<()> {
        self.report.duplicates += 1;
        if self.report.duplicate_examples.len() < EXAMPLES {
            let known = sample_rows::known_raw(tx, row, sample.revision, Some(self.batch));
            let same_content = known.at(&self.importer.path)?.is_some();
            let example = Duplicate {
                key: sample.key,
                row: sample.row,
                same_content,
            };
            self.report.duplicate_examples.push(example);
        }
        Ok(())
    }

    /// Makes everything count at once, in a transaction that is as short for many rows as for one; then sees to what
    /// is derived of changed rows.
    fn finish(mut self, reporter: &Reporter) -> Result<ImportReport> {
        let importer = self.importer;
        if self.report.added + self.report.revised == 0 {
            batch::remove_all_unfinished(&importer.conn, &importer.path, &importer.gate)?;
            return Ok(self.report);
        }
        // Until here a power cut would have undone the import whole; from here on it stays.
        importer.wait_for_disk(true)?;
        importer.transaction(|tx| {
            batch::finish(tx, self.batch, self.report.added, self.report.revised).at(&importer.path)
        })?;
        if self.report.revised > 0 {
            // What a power cut takes away of the rest is done at the next opening.
            importer.wait_for_disk(false)?;
            reporter.report(Progress::Phase {
                name: "changed rows",
                total: self.report.revised,
            });
            stale::refresh_all(&importer.conn, &importer.path, &importer.gate, |done| {
                self.mover.committed();
                reporter.report(Progress::Done(done));
            })?;
        }
        Ok(self.report)
    }
}

impl Importer {
    fn transaction<T>(&self, work: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        self.gate
            .import(|| in_transaction(&self.conn, &self.path, work))
    }

    /// Whether commits wait for the disk. An import need not before its last transaction: the log keeps its order, so
    /// what a power cut takes away is the end of an unfinished batch.
    fn wait_for_disk(&self, wait: bool) -> Result<()> {
        let mode = match self.tuning.sync {
            Synchronous::Full if wait => "full",
            Synchronous::Full => "normal",
            Synchronous::Off => "off",
        };
        self.conn
            .pragma_update(None, "synchronous", mode)
            .at(&self.path)
    }

    fn pen<'a>(&'a self, tx: &'a Connection) -> Result<Pen<'a>> {
        Pen::take(tx, &self.path, &self.signer, &self.author)
    }
}

/// The name in the table.
fn reason_name(reason: AddReason) -> &'static str {
    match reason {
        AddReason::Import => "import",
        AddReason::Generate => "generate",
        AddReason::Rewrite => "rewrite",
        AddReason::Fix => "fix",
        AddReason::PropagatedFix => "propagated_fix",
    }
}

#[cfg(test)]
mod tests;
