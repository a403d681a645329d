//! How a project file is opened: settings of every connection, and the checks that a file from outside must pass
//! before anything in it is used.

use super::error::{At, Result, StoreError};
use super::schema;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How connections are opened. The defaults are the only ones for real use; the durability tests change them.
#[derive(Clone, Debug, Default)]
pub struct Tuning {
    /// A registered SQLite VFS other than the system's.
    pub vfs: Option<String>,
    /// Whether commits wait for the disk.
    pub sync: Synchronous,
}

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Synchronous {
    /// `synchronous=FULL`: what was committed survives a power cut.
    #[default]
    Full,
    /// `synchronous=OFF`: only to show that the durability test notices.
    Off,
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Decisions and jobs.
    Write,
    /// Queries.
    Read,
    /// Queries on a file where not even the write-ahead log's index can be made (a read-only folder).
    Frozen,
}

/// A page holds a typical row of content (3.5 kB) twice; see db/README.md for the measurement.
const PAGE_BYTES: u32 = 8192;
/// Memory for pages of one connection, KiB.
const CACHE_KIB: i64 = 16 * 1024;
/// How long a writer waits for another program.
const PATIENCE: Duration = Duration::from_secs(10);
/// Longest text or blob: a record (8 MiB) with all that is derived from it, or the `added` event of a chunk.
pub(super) const LONGEST_VALUE: i32 = 64 << 20;

/// Makes the file and its schema.
pub(super) fn create(path: &Path, tuning: &Tuning) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let mut conn = open_plain(path, flags, tuning).at(path)?;
    conn.pragma_update(None, "page_size", PAGE_BYTES).at(path)?;
    conn.pragma_update(None, "application_id", schema::APPLICATION_ID)
        .at(path)?;
    configure(&conn, Access::Write, tuning).at(path)?;
    migrate(&mut conn, path)?;
    // The steps that led to the newest shape leave pages that nobody uses. Tidying up needs a second file beside ours,
    // which nothing may open otherwise.
    conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1).at(path)?;
    conn.execute_batch("VACUUM").at(path)?;
    conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0).at(path)?;
    Ok(conn)
}

/// Brings an older file up to date; each step is one transaction.
pub(super) fn migrate(conn: &mut Connection, path: &Path) -> Result<()> {
    schema::MIGRATIONS
        .to_latest(conn)
        .map_err(|error| migration_error(error, path))
}

fn migration_error(error: rusqlite_migration::Error, path: &Path) -> StoreError {
    match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => match Err::<(), _>(err).at(path) {
            Err(error) => error,
            Ok(()) => StoreError::Busy(path.into()),
        },
        other => StoreError::Damaged {
            what: other.to_string(),
            path: path.into(),
        },
    }
}

/// Opens an existing file that has passed [`inspect`].
pub(super) fn open(path: &Path, access: Access, tuning: &Tuning) -> Result<Connection> {
    let conn = match access {
        Access::Write => open_plain(path, OpenFlags::SQLITE_OPEN_READ_WRITE, tuning),
        Access::Read => open_plain(path, OpenFlags::SQLITE_OPEN_READ_ONLY, tuning),
        Access::Frozen => open_plain(
            &frozen_uri(path)?,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI,
            tuning,
        ),
    };
    let conn = conn.at(path)?;
    configure(&conn, access, tuning).at(path)?;
    Ok(conn)
}

fn open_plain(path: &Path, flags: OpenFlags, tuning: &Tuning) -> rusqlite::Result<Connection> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    match &tuning.vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs.as_str()),
        None => Connection::open_with_flags(path, flags),
    }
}

/// `file:` URI that promises nobody writes.
fn frozen_uri(path: &Path) -> Result<PathBuf> {
    let absolute = std::path::absolute(path).map_err(|source| StoreError::File {
        doing: "find",
        path: path.into(),
        source,
    })?;
    let text = absolute.to_str().ok_or_else(|| StoreError::NotAProject {
        what: "its path is not UTF-8".into(),
        path: path.into(),
    })?;
    let escaped = text
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23")
        .replace('\\', "/");
    let root = if escaped.starts_with('/') { "" } else { "/" };
    Ok(format!("file:{root}{escaped}?immutable=1").into())
}

/// Everything set per connection. Order matters: first what protects us from the file, then what reads it.
fn configure(conn: &Connection, access: Access, tuning: &Tuning) -> rusqlite::Result<()> {
    protect(conn)?;
    conn.busy_handler(Some(wait_for_turn))?;
    conn.set_prepared_statement_cache_capacity(64);
    conn.pragma_update(None, "foreign_keys", true)?;
    // REPLACE would delete rows without asking the triggers otherwise.
    conn.pragma_update(None, "recursive_triggers", true)?;
    conn.pragma_update(None, "cache_size", -CACHE_KIB)?;
    conn.pragma_update(None, "temp_store", "memory")?;
    match access {
        Access::Write => {
            conn.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
            let sync = match tuning.sync {
                Synchronous::Full => "full",
                Synchronous::Off => "off",
            };
            conn.pragma_update(None, "synchronous", sync)
        }
        Access::Read | Access::Frozen => conn.pragma_update(None, "query_only", true),
    }
}

/// The file is hostile: no function or virtual table with side effects in its schema, no writing to the schema, cells
/// checked when read, everything bounded.
fn protect(conn: &Connection) -> rusqlite::Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "mmap_size", 0)?;
    for (limit, value) in [
        (Limit::SQLITE_LIMIT_LENGTH, LONGEST_VALUE),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (Limit::SQLITE_LIMIT_COLUMN, 64),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 32),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 4),
        (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
        (Limit::SQLITE_LIMIT_FUNCTION_ARG, 16),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 8_192),
        (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 256),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 4),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        conn.set_limit(limit, value)?;
    }
    Ok(())
}

/// Asks again every quarter of a millisecond. SQLite's own back-off sleeps up to 100 ms and loses every race against
/// a writer that pauses briefly, as imports do.
fn wait_for_turn(tries: i32) -> bool {
    use std::cell::Cell;
    thread_local!(static SINCE: Cell<Option<Instant>> = const { Cell::new(None) });
    let now = Instant::now();
    let since = match SINCE.get() {
        Some(since) if tries > 0 => since,
        _ => now,
    };
    SINCE.set(Some(since));
    std::thread::sleep(Duration::from_micros(250));
    now.duration_since(since) < PATIENCE
}

/// What an unopened file is, as far as reading it can tell. Changes nothing, not even beside the file unless a
/// write-ahead log is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Inspected {
    /// Its version: 1 to [`schema::VERSION`].
    pub version: usize,
}

/// Checks a file from outside: is it ours, is its version known, does it hold exactly what it should, is it sound.
///
/// # Errors
/// The first of these that does not hold, as a sentence.
pub(super) fn inspect(path: &Path, tuning: &Tuning) -> Result<Inspected> {
    let meta = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => StoreError::Missing(path.into()),
        _ => StoreError::File {
            doing: "read",
            path: path.into(),
            source: error,
        },
    })?;
    let not_ours = |what: &str| StoreError::NotAProject {
        what: what.into(),
        path: path.into(),
    };
    if meta.is_dir() {
        return Err(not_ours("it is a folder"));
    }
    if meta.len() == 0 {
        return Err(not_ours("it is empty"));
    }
    let conn = open_for_looking(path, tuning)?;
    let number = |name: &str| {
        conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0))
            .at(path)
    };
    let id = number("application_id")?;
    if id != i64::from(schema::APPLICATION_ID) {
        return Err(not_ours(&format!("its application id is {id:#x}")));
    }
    let version = number("user_version")?;
    match usize::try_from(version) {
        Ok(known @ 1..) if known <= schema::VERSION => {
            check_content(&conn, known, path)?;
            Ok(Inspected { version: known })
        }
        Ok(1..) => Err(StoreError::Newer {
            found: version,
            known: schema::VERSION,
            path: path.into(),
        }),
        _ => Err(not_ours("it was never finished")),
    }
}

/// A connection that leaves no trace: frozen, unless a log beside the file holds newer pages.
fn open_for_looking(path: &Path, tuning: &Tuning) -> Result<Connection> {
    let access = if has_log(path) {
        Access::Read
    } else {
        Access::Frozen
    };
    open(path, access, tuning)
}

/// Whether a write-ahead log with content stands beside the file.
pub(super) fn has_log(path: &Path) -> bool {
    std::fs::metadata(beside(path, "-wal")).is_ok_and(|meta| meta.len() > 0)
}

/// The file called as `path` with `suffix` after it.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn check_content(conn: &Connection, version: usize, path: &Path) -> Result<()> {
    let found = schema::objects(conn).at(path)?;
    let expected = schema::expected(version).map_err(|error| migration_error(error, path))?;
    if let Some(what) = schema::difference(&found, &expected) {
        return Err(StoreError::Foreign {
            what,
            path: path.into(),
        });
    }
    // The facts; all tables are `doctor`'s work, which reads every page.
    for table in ["batches", "events", "samples", "sample_state"] {
        let verdict: String = conn
            .query_row(&format!("PRAGMA quick_check('{table}')"), [], |row| {
                row.get(0)
            })
            .at(path)?;
        if verdict != "ok" {
            return Err(StoreError::Damaged {
                what: verdict,
                path: path.into(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
