//! Exporting from a project: which samples, in what order, and the heads of the chains they rest on.

use super::{Entry, ExportError, ExportFormat, Exported, Head, Plan, export};
use crate::job::{Cancel, Progress, Reporter};
use crate::sample::State;
use crate::store::{Filter, Reader, Row, Sort, StoreError};
use std::path::Path;

/// What to write of a project.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    /// Kinds of files, each once.
    pub formats: &'a [&'static ExportFormat],
    /// States that go out.
    pub states: &'a [State],
    /// The folder.
    pub out: &'a Path,
    /// Replace files of the same names.
    pub overwrite: bool,
    /// At most so many samples.
    pub limit: Option<u64>,
}

impl Order<'_> {
    /// The samples it would write, in the order of the queue.
    ///
    /// # Errors
    /// When the project cannot be read.
    pub fn rows(&self, reader: &Reader) -> Result<Vec<Row>, StoreError> {
        let filter = Filter {
            states: self.states.to_vec(),
            ..Filter::default()
        };
        let mut rows = reader.rows(&filter, Sort::Queue)?;
        rows.truncate(
            self.limit
                .and_then(|n| usize::try_from(n).ok())
                .unwrap_or(usize::MAX),
        );
        Ok(rows)
    }
}

/// Writes a project's samples. Call it within [`Reader::snapshot`], so that decisions made meanwhile do not mix in.
///
/// # Errors
/// As [`export`], and when the project cannot be read.
pub fn export_project(
    reader: &Reader,
    order: &Order<'_>,
    reporter: &Reporter,
    cancel: &Cancel,
) -> Result<Exported, ExportError> {
    let unreadable = |error: StoreError| ExportError::Source(Box::new(error));
    let rows = order.rows(reader).map_err(unreadable)?;
    let heads = reader.heads().map_err(unreadable)?;
    let heads = heads
        .into_iter()
        .map(|h| Head {
            author: h.author,
            seq: h.seq,
            hash: h.hash,
        })
        .collect();
    let plan = Plan {
        formats: order.formats,
        out: order.out,
        overwrite: order.overwrite,
        asked: order.states,
        heads,
    };
    reporter.report(Progress::Phase {
        name: "export",
        total: rows.len() as u64,
    });
    export(
        rows.iter().map(|row| entry(reader, *row)),
        &plan,
        reporter,
        cancel,
    )
}

fn entry(reader: &Reader, row: Row) -> Result<Entry, StoreError> {
    let key = reader.key_at(row)?;
    Ok(Entry {
        sample: reader.sample(key)?,
        state: reader.state(key)?.state,
    })
}
