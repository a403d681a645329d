//! The list of samples: what is asked for, which rows pass, and the page that is on screen.

pub use crate::store::{Counts, Filter, Row, RowSummary, Sort};

use super::State;
use std::collections::BTreeMap;
use std::ops::Range;

/// The queue as it stands. Rows are ids only (8 bytes each); what a row shows is read when it comes on screen.
#[derive(Default)]
pub struct Queue {
    /// What is asked for.
    pub filter: Filter,
    /// In what order.
    pub sort: Sort,
    /// Rows that pass, in order.
    pub rows: Vec<Row>,
    /// How many samples there are of what, over the whole project.
    pub counts: Counts,
    /// Index of the selected row.
    pub selected: usize,
    pages: BTreeMap<usize, Vec<RowSummary>>,
}

/// Rows read at once.
const PAGE: usize = 64;
/// Pages kept; more than any screen shows.
const KEPT_PAGES: usize = 16;

impl Queue {
    /// What row `index` shows, if it has been read.
    pub fn summary(&self, index: usize) -> Option<&RowSummary> {
        self.pages.get(&(index / PAGE))?.get(index % PAGE)
    }

    /// Pages that `visible` rows need and that have not been read.
    fn missing(&self, visible: Range<usize>) -> Vec<usize> {
        let last = visible.end.min(self.rows.len());
        (visible.start / PAGE..last.div_ceil(PAGE))
            .filter(|page| !self.pages.contains_key(page))
            .collect()
    }
}

impl State {
    /// Reads what `visible` rows of the queue show. Cheap: a page is 64 rows by primary key.
    pub fn read_rows(&mut self, visible: Range<usize>) {
        let missing = self.queue.missing(visible);
        let Some(desk) = &self.desk else { return };
        if self.queue.pages.len() > KEPT_PAGES {
            self.queue.pages.clear();
        }
        for page in missing {
            let end = ((page + 1) * PAGE).min(self.queue.rows.len());
            match desk.page(self.queue.rows.get(page * PAGE..end).unwrap_or_default()) {
                Ok(rows) => {
                    self.queue.pages.insert(page, rows);
                }
                Err(error) => self.trouble = Some(error),
            }
        }
    }

    /// Asks for other rows.
    pub(super) fn set_filter(&mut self, filter: Filter) {
        self.queue.filter = filter;
        self.queue.selected = 0;
        self.refresh_queue();
    }

    /// Reads the rows and counts again, after something changed.
    pub fn refresh_queue(&mut self) {
        let Some(desk) = &self.desk else { return };
        self.queue.pages.clear();
        match desk
            .rows(&self.queue.filter, self.queue.sort)
            .and_then(|rows| Ok((rows, desk.counts()?)))
        {
            Ok((rows, counts)) => {
                self.queue.selected = self.queue.selected.min(rows.len().saturating_sub(1));
                (self.queue.rows, self.queue.counts) = (rows, counts);
            }
            Err(error) => self.trouble = Some(error),
        }
    }
}
