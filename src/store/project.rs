//! Small things a project remembers beside its facts: drafts, the current card, media roots, settings, saved views.

use super::error::{At, Result, StoreError, reading};
use super::filter::Filter;
use super::reader::Reader;
use super::{Store, now_ms};
use crate::sample::{Digest, Key};
use rusqlite::{OptionalExtension as _, params};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A filter with a name.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedView {
    /// As people call it.
    pub name: String,
    /// What it shows.
    pub filter: Filter,
}

impl Store {
    /// Keeps half-typed text of a card; empty text is forgotten. For every pause in typing: on disk when this returns.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn set_draft(&mut self, sample: Key, field: &str, text: &str) -> Result<()> {
        if text.is_empty() {
            let sql = "DELETE FROM drafts WHERE author = ?1 AND sample = ?2 AND field = ?3";
            return self.write(sql, params![self.author, sample.0.0, field]);
        }
        self.write(
            "INSERT INTO drafts (author, sample, field, value, at_ms) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (author, sample, field) DO UPDATE SET value = excluded.value, at_ms = excluded.at_ms",
            params![self.author, sample.0.0, field, text, now_ms()],
        )
    }

    /// Forgets the half-typed text of a card, once it was decided.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn clear_drafts(&mut self, sample: Key) -> Result<()> {
        let sql = "DELETE FROM drafts WHERE author = ?1 AND sample = ?2";
        self.write(sql, params![self.author, sample.0.0])
    }

    /// Half-typed text of a card by field.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn drafts(&self, sample: Key) -> Result<BTreeMap<String, String>> {
        let conn = &self.reader.conn;
        reading(self.path(), || {
            conn.prepare_cached(
                "SELECT field, value FROM drafts WHERE author = ?1 AND sample = ?2",
            )?
            .query_map(params![self.author, sample.0.0], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?
            .collect()
        })
    }

    /// Remembers the card that is open, for the next start.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn set_current(&mut self, sample: Key) -> Result<()> {
        self.write(
            "INSERT INTO cursors (author, sample, at_ms) VALUES (?1, ?2, ?3) \
             ON CONFLICT (author) DO UPDATE SET sample = excluded.sample, at_ms = excluded.at_ms",
            params![self.author, sample.0.0, now_ms()],
        )
    }

    /// The card that was open last.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn current(&self) -> Result<Option<Key>> {
        self.reader
            .conn
            .query_row(
                "SELECT sample FROM cursors WHERE author = ?1",
                [&self.author],
                |row| Ok(Key(Digest(row.get(0)?))),
            )
            .optional()
            .at(self.path())
    }

    /// Where this machine keeps a named media root.
    ///
    /// # Errors
    /// As [`Store::append`]; a path that is not UTF-8.
    pub fn set_media_root(&mut self, name: &str, path: &Path) -> Result<()> {
        let text = path.to_str().ok_or_else(|| StoreError::Unreadable {
            what: format!("path {path:?} of media root {name:?}"),
            why: "it is not UTF-8".into(),
        })?;
        self.write(
            "INSERT INTO media_roots (name, install, path) VALUES (?1, ?2, ?3) \
             ON CONFLICT (name, install) DO UPDATE SET path = excluded.path",
            params![name, self.identity.install(), text],
        )
    }

    /// The media roots this machine has mapped, by name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn media_roots(&self) -> Result<BTreeMap<String, PathBuf>> {
        self.reader.media_roots(self.identity.install())
    }

    /// Keeps a setting of the project.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn set_setting<T: Serialize>(&mut self, name: &str, value: &T) -> Result<()> {
        let text = json(name, value)?;
        self.write(
            "INSERT INTO settings (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![name, text],
        )
    }

    /// Keeps a filter under a name, at the end of the list or over the one that had the name.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn save_view(&mut self, view: &SavedView) -> Result<()> {
        let filter = json(&view.name, &view.filter)?;
        self.write(
            "INSERT INTO saved_views (name, filter, position) \
             VALUES (?1, ?2, (SELECT coalesce(max(position), 0) + 1 FROM saved_views)) \
             ON CONFLICT (name) DO UPDATE SET filter = excluded.filter",
            params![view.name, filter],
        )
    }

    /// Forgets a saved view.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn remove_view(&mut self, name: &str) -> Result<()> {
        self.write("DELETE FROM saved_views WHERE name = ?1", params![name])
    }

    fn write(&self, sql: &str, values: impl rusqlite::Params) -> Result<()> {
        self.in_transaction(|conn| {
            conn.prepare_cached(sql)
                .and_then(|mut s| s.execute(values))
                .at(self.path())?;
            Ok(())
        })
    }
}

impl Reader {
    /// The media roots that an install has mapped, by name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn media_roots(&self, install: &str) -> Result<BTreeMap<String, PathBuf>> {
        reading(&self.path, || {
            self.conn
                .prepare_cached("SELECT name, path FROM media_roots WHERE install = ?1")?
                .query_map([install], |row| {
                    Ok((row.get(0)?, PathBuf::from(row.get::<_, String>(1)?)))
                })?
                .collect()
        })
    }

    /// A setting of the project; `None` when it was never set.
    ///
    /// # Errors
    /// When the file or the setting cannot be read.
    pub fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let text: Option<String> = self
            .conn
            .prepare_cached("SELECT value FROM settings WHERE name = ?1")
            .and_then(|mut s| s.query_row([name], |row| row.get(0)).optional())
            .at(&self.path)?;
        text.map(|text| parse(name, &text)).transpose()
    }

    /// The saved views in their order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn saved_views(&self) -> Result<Vec<SavedView>> {
        let rows = reading(&self.path, || {
            self.conn
                .prepare_cached("SELECT name, filter FROM saved_views ORDER BY position, name")?
                .query_map([], |row| {
                    Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
                })?
                .collect::<rusqlite::Result<Vec<_>>>()
        })?;
        rows.into_iter()
            .map(|(name, text)| {
                Ok(SavedView {
                    filter: parse(&name, &text)?,
                    name,
                })
            })
            .collect()
    }

    /// What the project says about itself, for example `id` and `created_at_ms`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn meta(&self) -> Result<BTreeMap<String, String>> {
        reading(&self.path, || {
            self.conn
                .prepare_cached("SELECT name, value FROM meta")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
    }
}

fn json<T: Serialize>(name: &str, value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| unreadable(name, &error))
}

fn parse<T: DeserializeOwned>(name: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| unreadable(name, &error))
}

fn unreadable(name: &str, error: &serde_json::Error) -> StoreError {
    StoreError::Unreadable {
        what: format!("setting or view {name:?}"),
        why: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::*;
    use super::*;

    #[test]
    fn drafts_and_the_current_card_come_back_after_a_restart() {
        let mut p = Project::with(2);
        p.store.set_draft(key(0), "note", "two tab").expect("kept");
        p.store
            .set_draft(key(0), "note", "two tables")
            .expect("kept");
        p.store.set_draft(key(0), "answer", "1.").expect("kept");
        p.store.set_draft(key(1), "note", "x").expect("kept");
        p.store.set_current(key(1)).expect("kept");
        p.store.set_current(key(0)).expect("kept");
        let mut p = p.restart();
        assert_eq!(p.store.current().expect("read"), Some(key(0)));
        let drafts = p.store.drafts(key(0)).expect("read");
        assert_eq!(drafts["note"], "two tables");
        p.store.set_draft(key(0), "answer", "").expect("forgotten");
        assert_eq!(p.store.drafts(key(0)).expect("read").len(), 1);
        p.store.clear_drafts(key(0)).expect("forgotten");
        assert!(p.store.drafts(key(0)).expect("read").is_empty());
        assert_eq!(p.store.drafts(key(1)).expect("read").len(), 1);
    }

    #[test]
    fn roots_settings_and_views_are_kept() {
        let mut p = Project::new();
        p.store
            .set_media_root("scannetpp", Path::new("/old"))
            .expect("kept");
        p.store
            .set_media_root("scannetpp", Path::new("/data/scannetpp"))
            .expect("kept");
        assert_eq!(
            p.store.media_roots().expect("read")["scannetpp"],
            Path::new("/data/scannetpp")
        );
        assert!(
            p.store
                .read()
                .media_roots("another machine")
                .expect("read")
                .is_empty()
        );
        p.store.set_setting("blind_first", &true).expect("kept");
        assert_eq!(
            p.store.read().setting("blind_first").expect("read"),
            Some(true)
        );
        assert!(
            p.store.read().setting::<u32>("blind_first").is_err(),
            "not a number"
        );
        assert_eq!(p.store.read().setting::<bool>("never").expect("read"), None);
        let view = |name: &str, text: &str| SavedView {
            name: name.into(),
            filter: Filter {
                text: text.into(),
                ..Filter::default()
            },
        };
        for v in [
            view("b", "1"),
            view("a", "2"),
            view("b", "3"),
            view("c", "4"),
        ] {
            p.store.save_view(&v).expect("kept");
        }
        p.store.remove_view("c").expect("forgotten");
        assert_eq!(
            p.store.read().saved_views().expect("read"),
            [view("b", "3"), view("a", "2")]
        );
        assert!(p.store.read().meta().expect("read").contains_key("id"));
    }
}
