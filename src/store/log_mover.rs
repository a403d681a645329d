//! Moves the write-ahead log of a running import into the file, on a thread and a connection of its own: the import
//! goes on while the disk works, and so does a decision, since moving takes no turn at writing.

use super::connection::{self, Access, Tuning};
use super::error::{At, Result, StoreError};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Transactions between two movements. Each writes some 3 MB, and a decision that comes meanwhile waits until all that
/// is not on disk yet is.
const MOVED_EVERY: u32 = 4;
/// Transactions after which the import waits until everything is moved, so that the log begins anew; it would grow
/// with the import otherwise.
const EMPTIED_EVERY: u32 = 24;

/// Asked to move, and who waits for it.
type Asked = Option<SyncSender<()>>;

/// See the module. Dropping it waits for what it is doing.
pub(super) struct LogMover {
    ask: Option<SyncSender<Asked>>,
    thread: Option<JoinHandle<()>>,
    transactions: u32,
}

impl LogMover {
    /// # Errors
    /// When the file cannot be opened again, or the system starts no thread.
    pub fn start(path: &Path, tuning: &Tuning) -> Result<Self> {
        let conn = connection::open(path, Access::Write, tuning)?;
        conn.pragma_update(None, "wal_autocheckpoint", 0).at(path)?;
        let (ask, asked): (_, Receiver<Asked>) = sync_channel(1);
        let thread = std::thread::Builder::new()
            .name("import log".into())
            .spawn(move || {
                for waits in asked {
                    // What cannot be moved now stays in the log, where it is as safe.
                    let moved =
                        conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(0));
                    if let Ok(1_i64) | Err(_) = moved {
                        tracing::debug!("the log of an import was not moved: {moved:?}");
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
            transactions: 0,
        })
    }

    /// To be told of every transaction that was committed.
    pub fn committed(&mut self) {
        self.transactions += 1;
        let Some(ask) = &self.ask else { return };
        if self.transactions.is_multiple_of(EMPTIED_EVERY) {
            let (done, wait) = sync_channel(1);
            if ask.send(Some(done)).is_ok() {
                let _ = wait.recv();
            }
        } else if self.transactions.is_multiple_of(MOVED_EVERY) {
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
