//! A copy of a live project, made by SQLite page by page and put in place whole.

use super::connection::beside;
use super::error::{At, Result, StoreError};
use super::reader::Reader;
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::path::Path;

impl Reader {
    /// Copies the project as it is at this moment to `target`, while others go on working. Written beside and renamed;
    /// a file that is there is replaced only then.
    ///
    /// # Errors
    /// When `target` cannot be written; what stood there is untouched then.
    pub fn backup(&self, target: &Path) -> Result<()> {
        let partial = beside(target, ".partial");
        let copied = self
            .copy(&partial)
            .and_then(|()| put_in_place(&partial, target));
        if copied.is_err() {
            // The error says why there is no copy.
            let _ = std::fs::remove_file(&partial);
        }
        copied
    }

    fn copy(&self, partial: &Path) -> Result<()> {
        let _ = std::fs::remove_file(partial);
        let mut copy = Connection::open(partial).at(partial)?;
        self.snapshot(|this| {
            let backup = Backup::new(&this.conn, &mut copy).at(partial)?;
            // All pages in one step: the snapshot keeps writers from restarting it, and they do not wait for it.
            match backup.step(-1).at(partial)? {
                StepResult::Done => Ok(()),
                _ => Err(StoreError::Busy(this.path.clone())),
            }
        })?;
        // One file without a log, to be carried away.
        copy.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))
            .at(partial)?;
        let verdict: String = copy
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .at(partial)?;
        match verdict.as_str() {
            "ok" => copy.close().map_err(|(_, error)| error).at(partial),
            _ => Err(StoreError::Damaged {
                what: verdict,
                path: partial.into(),
            }),
        }
    }
}

fn put_in_place(partial: &Path, target: &Path) -> Result<()> {
    let failed = |doing| {
        move |source| StoreError::File {
            doing,
            path: target.into(),
            source,
        }
    };
    let file = std::fs::File::options()
        .write(true)
        .open(partial)
        .map_err(failed("write"))?;
    file.sync_all().map_err(failed("write"))?;
    std::fs::rename(partial, target).map_err(failed("rename"))?;
    // The name is durable once its folder is; not every system can sync a folder.
    if let Some(folder) = target.parent() {
        let _ = std::fs::File::open(folder).and_then(|f| f.sync_all());
    }
    Ok(())
}
