//! Checks everything a project promises: pages, references, chains and signatures, revisions' hashes, derived state,
//! the search index, unfinished imports. Changes nothing.

use super::content::{self, Content};
use super::derived::{Cached, Columns, Facts};
use super::error::{At, Result, reading};
use super::event_rows;
use super::reader::Reader;
use super::sample_rows;
use super::stale;
use crate::job::{Cancel, Progress, Reporter};
use crate::sample::{Digest, Event, Key, RevisionId, check_event};
use rayon::prelude::*;
use rusqlite::Connection;
use std::collections::BTreeSet;
use std::path::Path;

/// Findings of one kind that are listed; all are counted.
const LISTED: usize = 20;
/// Rows looked at together.
const CHUNK: usize = 2_000;

/// What the check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Samples looked at.
    pub samples: u64,
    /// Revisions looked at.
    pub revisions: u64,
    /// Events looked at.
    pub events: u64,
    /// Pages or indexes that SQLite finds damaged.
    pub integrity: Findings,
    /// Rows that refer to nothing.
    pub references: Findings,
    /// Events whose place, hash or signature is wrong.
    pub chain: Findings,
    /// Revisions whose content is not what their hash says.
    pub content: Findings,
    /// Samples whose cached state or filter columns are not what their events come to.
    pub derived: Findings,
    /// The search index and the questions differ.
    pub search: Findings,
    /// Imports that were cut off, and changed rows not seen to yet; the next opening settles both.
    pub unfinished: Findings,
}

/// Findings of one kind, as sentences without a full stop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// How many there are.
    pub count: u64,
    /// The first of them.
    pub first: Vec<String>,
}

impl Findings {
    fn add(&mut self, finding: impl Into<String>) {
        self.count += 1;
        if self.first.len() < LISTED {
            self.first.push(finding.into());
        }
    }
}

impl Report {
    /// Every kind with its name, in the order of checking.
    pub fn kinds(&self) -> [(&'static str, &Findings); 7] {
        [
            ("integrity", &self.integrity),
            ("references", &self.references),
            ("chain", &self.chain),
            ("content", &self.content),
            ("derived", &self.derived),
            ("search", &self.search),
            ("unfinished", &self.unfinished),
        ]
    }

    /// Whether nothing was found.
    pub fn healthy(&self) -> bool {
        self.kinds().iter().all(|(_, findings)| findings.count == 0)
    }
}

impl Reader {
    /// Checks everything, as it is at this moment.
    ///
    /// # Errors
    /// When the file cannot be read at all, and [`super::StoreError::Cancelled`].
    pub fn doctor(&self, reporter: &Reporter, cancel: &Cancel) -> Result<Report> {
        self.snapshot(|this| {
            let mut visit = Visit {
                conn: &this.conn,
                path: &this.path,
                report: Report::default(),
                cancel,
            };
            let steps: [(&str, Step<'_>); 6] = [
                ("integrity", Visit::integrity),
                ("chain", Visit::chain),
                ("content", Visit::content),
                ("derived", Visit::derived),
                ("search", Visit::search),
                ("unfinished", Visit::unfinished),
            ];
            for (name, step) in steps {
                cancel.check()?;
                reporter.report(Progress::Phase { name, total: 0 });
                step(&mut visit)?;
            }
            Ok(visit.report)
        })
    }
}

type Step<'a> = fn(&mut Visit<'a>) -> Result<()>;

struct Visit<'a> {
    conn: &'a Connection,
    path: &'a Path,
    report: Report,
    cancel: &'a Cancel,
}

impl Visit<'_> {
    fn integrity(&mut self) -> Result<()> {
        for line in self.texts("PRAGMA integrity_check(20)")? {
            if line != "ok" {
                self.report.integrity.add(line);
            }
        }
        let sql = "SELECT \"table\" || ' row ' || coalesce(rowid, '?') || ' refers to no ' || parent \
                   FROM pragma_foreign_key_check";
        for line in self.texts(sql)? {
            self.report.references.add(line);
        }
        Ok(())
    }

    /// Hash and signature of each event, and that each author's numbers and `prev` follow on.
    fn chain(&mut self) -> Result<()> {
        let sql = format!(
            "{} WHERE {} ORDER BY e.author, e.seq",
            event_rows::SELECT_EVENT,
            event_rows::COUNTS
        );
        let mut statement = self.conn.prepare(&sql).at(self.path)?;
        let mut rows = statement
            .query_map([], event_rows::event_of)
            .at(self.path)?;
        let mut last: Option<(String, u64, Digest)> = None;
        loop {
            self.cancel.check()?;
            let chunk = rows
                .by_ref()
                .take(CHUNK)
                .collect::<rusqlite::Result<Vec<Event>>>()
                .at(self.path)?;
            if chunk.is_empty() {
                return Ok(());
            }
            self.report.events += chunk.len() as u64;
            let wrong: Vec<String> = chunk
                .par_iter()
                .filter_map(|event| check_event(event).err())
                .collect();
            wrong
                .into_iter()
                .for_each(|finding| self.report.chain.add(finding));
            for event in chunk {
                let (seq, prev) = match &last {
                    Some((author, seq, hash)) if *author == event.author => (seq + 1, *hash),
                    _ => (1, Digest::default()),
                };
                if (event.seq, event.prev) != (seq, prev) {
                    let at = format!(
                        "event {} (author {:.8}, number {})",
                        event.id, event.author, event.seq
                    );
                    self.report
                        .chain
                        .add(format!("{at}: does not follow number {}", seq - 1));
                }
                last = Some((event.author, event.seq, event.hash));
            }
        }
    }

    fn content(&mut self) -> Result<()> {
        let sql = format!(
            "SELECT s.key, r.revision, {} FROM revisions r JOIN samples s ON s.id = r.sample ORDER BY r.id",
            content::COLUMNS
        );
        let mut statement = self.conn.prepare(&sql).at(self.path)?;
        let mut rows = statement
            .query_map([], |r| {
                Ok((
                    Key(Digest(r.get(0)?)),
                    RevisionId(Digest(r.get(1)?)),
                    Content::read(r, 2)?,
                ))
            })
            .at(self.path)?;
        loop {
            self.cancel.check()?;
            let chunk = rows
                .by_ref()
                .take(CHUNK)
                .collect::<rusqlite::Result<Vec<_>>>()
                .at(self.path)?;
            if chunk.is_empty() {
                return Ok(());
            }
            self.report.revisions += chunk.len() as u64;
            let wrong: Vec<String> = chunk
                .par_iter()
                .filter_map(|(key, id, content)| wrong_content(*key, *id, content))
                .collect();
            wrong
                .into_iter()
                .for_each(|finding| self.report.content.add(finding));
        }
    }

    /// Everything derived, made again from the facts: where samples came in, from the `added` events; where they
    /// stand, from theirs; their filter columns, from the revision that counts.
    fn derived(&mut self) -> Result<()> {
        let facts = Facts::read(self.conn, self.path)?;
        let right = facts.derive();
        let stale: BTreeSet<Key> = stale::keys(self.conn).at(self.path)?.into_iter().collect();
        let sql = format!(
            "SELECT s.id, s.key, s.added, t.category, t.sub_task, t.question_type, t.input_modality, \
             t.source_dataset, t.data_kind, t.question FROM samples s LEFT JOIN sample_state t ON t.sample = s.id \
             WHERE {} ORDER BY s.id",
            sample_rows::VISIBLE
        );
        let mut statement = self.conn.prepare(&sql).at(self.path)?;
        let mut rows = statement.query([]).at(self.path)?;
        while let Some(row) = rows.next().at(self.path)? {
            self.report.samples += 1;
            let key = Key(Digest(row.get(1).at(self.path)?));
            let came_in = RevisionId(Digest(row.get(2).at(self.path)?));
            if facts.added.get(&key) != Some(&came_in) {
                self.report.derived.add(format!(
                    "sample {key}: no event says that it came in as {came_in}"
                ));
                continue;
            }
            let Some(state) = right.get(&key).filter(|_| !stale.contains(&key)) else {
                continue;
            };
            let right = Cached::of(came_in, state, facts.about(key));
            if Cached::read(self.conn, row.get(0).at(self.path)?).at(self.path)? != Some(right) {
                self.report.derived.add(format!(
                    "sample {key}: its state is not what its events come to"
                ));
            }
            self.columns(row, key, right.revision)?;
        }
        Ok(())
    }

    fn columns(&mut self, row: &rusqlite::Row<'_>, key: Key, revision: RevisionId) -> Result<()> {
        let Ok(sample) = sample_rows::content(self.conn, self.path, key, revision) else {
            self.report.derived.add(format!(
                "sample {key}: the revision that counts cannot be read"
            ));
            return Ok(());
        };
        let right = Columns::of(&sample);
        let same = reading(self.path, || {
            let text = |column: usize| row.get::<_, Option<String>>(column);
            Ok(text(3)? == right.category
                && text(4)? == right.sub_task
                && text(5)?.as_deref() == Some(right.question_type)
                && text(6)?.as_deref() == Some(right.input_modality)
                && text(7)?.as_ref() == Some(&right.source_dataset)
                && text(8)?.as_deref() == Some(right.data_kind)
                && text(9)?.as_ref() == Some(&right.question))
        })?;
        if !same {
            self.report.derived.add(format!(
                "sample {key}: its filter columns are not those of its content"
            ));
        }
        Ok(())
    }

    /// Which words stand where, compared with the questions. A full check of the index writes to it, so this asks for
    /// every indexed row and the number of them instead.
    fn search(&mut self) -> Result<()> {
        let sql = "SELECT 'question ' || id || ' is not in the search index' FROM \
                   (SELECT sample AS id FROM sample_state EXCEPT SELECT id FROM question_words_docsize) \
                   UNION ALL SELECT 'the search index has question ' || id || ', which is not there' FROM \
                   (SELECT id FROM question_words_docsize EXCEPT SELECT sample FROM sample_state)";
        for line in self.texts(sql)? {
            self.report.search.add(line);
        }
        Ok(())
    }

    fn unfinished(&mut self) -> Result<()> {
        let sql = "SELECT 'an import of ' || label || ' was cut off' FROM batches WHERE done_at_ms IS NULL";
        for line in self.texts(sql)? {
            self.report.unfinished.add(line);
        }
        let sql = "SELECT count(*) || ' changed rows of ' || b.label || ' were not seen to yet' FROM stale x \
                   JOIN batches b ON b.id = x.batch WHERE b.done_at_ms IS NOT NULL GROUP BY b.id";
        for line in self.texts(sql)? {
            self.report.unfinished.add(line);
        }
        Ok(())
    }

    fn texts(&self, sql: &str) -> Result<Vec<String>> {
        reading(self.path, || {
            self.conn
                .prepare(sql)?
                .query_map([], |row| row.get(0))?
                .collect()
        })
    }
}

fn wrong_content(key: Key, revision: RevisionId, content: &Content) -> Option<String> {
    let sample = match content.sample(key) {
        Ok(sample) => sample,
        Err(error) => return Some(error.to_string()),
    };
    let wrong = |what: &str| Some(format!("revision {revision} of sample {key}: {what}"));
    if sample.key != key {
        return wrong("its content is of another sample");
    }
    if sample.revision != revision || sample.content_hash() != revision {
        return wrong("its hash is not that of its content");
    }
    None
}
