//! Moves the write-ahead log into the file, on a thread and a connection of its own: who writes goes on while the disk
//! works, since moving takes no turn at writing. SQLite by itself would do it in the commit that passes 1,000 pages, and
//! the person whose decision that is would wait for all of them.

use super::connection::{self, Access, Tuning};
use super::error::{At, Result, StoreError};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// When to move, in transactions of the one who writes.
pub(super) struct Pace {
    /// Between two movements.
    moved_every: u32,
    /// After which the writer waits until everything is moved, so that the log begins anew; it would grow with the
    /// writing otherwise.
    emptied_every: Option<u32>,
}

/// Each transaction of an import writes some 3 MB, and a decision that comes meanwhile waits until all that is not on
/// disk yet is.
pub(super) const IMPORT: Pace = Pace {
    moved_every: 4,
    emptied_every: Some(24),
};
/// A decision writes some 10 pages and never waits; between two of them there is time enough to move everything.
pub(super) const DECISIONS: Pace = Pace {
    moved_every: 32,
    emptied_every: None,
};
/// Where a log that is not moved in time ends nevertheless, pages (64 MiB): a decision moves it then.
pub(super) const LONGEST_PAGES: u32 = 8_192;

/// Asked to move, and who waits for it.
type Asked = Option<SyncSender<()>>;

/// See the module. Dropping it waits for what it is doing.
pub(super) struct LogMover {
    ask: Option<SyncSender<Asked>>,
    thread: Option<JoinHandle<()>>,
    pace: Pace,
    transactions: u32,
}

impl LogMover {
    /// # Errors
    /// When the file cannot be opened again, or the system starts no thread.
    pub fn start(path: &Path, tuning: &Tuning, pace: Pace) -> Result<Self> {
        let conn = connection::open(path, Access::Write, tuning)?;
        conn.pragma_update(None, "wal_autocheckpoint", 0).at(path)?;
        let (ask, asked): (_, Receiver<Asked>) = sync_channel(1);
        let thread = std::thread::Builder::new()
            .name("log mover".into())
            .spawn(move || {
                for waits in asked {
                    // What cannot be moved now stays in the log, where it is as safe.
                    let moved =
                        conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(0));
                    if let Ok(1_i64) | Err(_) = moved {
                        tracing::debug!("the log was not moved: {moved:?}");
                    }
                    if let Some(waits) = waits {
                        let _ = waits.send(());
                    }
                }
            })
            .map_err(|source| StoreError::File {
                doing: "start a thread for",
                path: path.into(),
                source,
            })?;
        Ok(Self {
            ask: Some(ask),
            thread: Some(thread),
            pace,
            transactions: 0,
        })
    }

    /// To be told of every transaction that was committed.
    pub fn committed(&mut self) {
        self.transactions += 1;
        let Some(ask) = &self.ask else { return };
        let due = |every: u32| self.transactions.is_multiple_of(every);
        if self.pace.emptied_every.is_some_and(due) {
            let (done, wait) = sync_channel(1);
            if ask.send(Some(done)).is_ok() {
                let _ = wait.recv();
            }
        } else if due(self.pace.moved_every) {
            // One that was asked for and has not begun serves as well.
            let _ = ask.try_send(None);
        }
    }
}

impl Drop for LogMover {
    fn drop(&mut self) {
        self.ask = None;
        // Its thread cannot panic with anything of ours in hand.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

#[cfg(test)]
mod tests {
    use crate::sample::Body;
    use crate::store::tests_support::*;
    use std::time::{Duration, Instant};

    #[test]
    fn decisions_come_into_the_file_long_before_it_is_closed() {
        // Closing moves all that making the project left in the log.
        let mut p = Project::with(1).restart();
        let file = p.store.path().to_owned();
        let len = || std::fs::metadata(&file).expect("the project").len();
        let before = len();
        for _ in 0..super::DECISIONS.moved_every {
            let text = "a long note ".repeat(1_000);
            p.say(0, Body::Noted { text });
        }
        let begun = Instant::now();
        while len() == before && begun.elapsed() < Duration::from_secs(20) {
            std::thread::sleep(Duration::from_millis(5));
        }
        assert!(len() > before, "nothing was moved");
        assert_eq!(p.doctor().kinds().map(|(_, f)| f.count), [0; 7]);
    }
}
