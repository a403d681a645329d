//! The file of visibility tables: JSON, one line for each scene.
//!
//! Tables are added at the end, each with one write, so that work can be cut off anywhere and taken up again: a line
//! that was cut off is overwritten by the next. Of several tables of one scene the last counts.

use super::Table;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The first line.
const FORMAT: &str = "spatialscore-visibility-1";
/// No scene's line is longer; one that claims to be is not ours.
const MAX_LINE: u64 = 256 << 20;

/// Why a file of tables cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// Reading or writing failed.
    #[error("cannot {doing} {path:?}")]
    Io {
        /// For example `read`.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// It is another file.
    #[error("{what}, line {line} of {path:?}")]
    Format {
        /// What is wrong.
        what: String,
        /// Which line, from 1.
        line: usize,
        /// The file.
        path: PathBuf,
    },
}

/// An open file of tables. One process adds to it at a time.
#[derive(Debug)]
pub struct Index {
    path: PathBuf,
    file: File,
    /// Where the next table goes.
    end: u64,
    /// Where each scene's last table is.
    places: BTreeMap<String, Place>,
}

#[derive(Clone, Debug)]
struct Place {
    signature: String,
    line: usize,
    at: u64,
    len: u64,
}

#[derive(Serialize, Deserialize)]
struct Header {
    format: String,
}

/// The beginning of a line, all that opening looks at.
#[derive(Deserialize)]
struct Named {
    scene: String,
    signature: String,
}

impl Index {
    /// Opens a file of tables; makes it where there is none.
    ///
    /// # Errors
    /// When it cannot be read or written, or is another file.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(io("open", path))?;
        let mut index = Self {
            path: path.into(),
            file,
            end: 0,
            places: BTreeMap::new(),
        };
        index.scan()?;
        if index.end == 0 {
            let format = FORMAT.into();
            index.write(&serde_json::to_string(&Header { format }).unwrap_or_default())?;
        }
        Ok(index)
    }

    /// Whether a scene's table is there and up to date.
    pub fn holds(&self, scene: &str, signature: &str) -> bool {
        self.places
            .get(scene)
            .is_some_and(|p| p.signature == signature)
    }

    /// A scene's table, whatever its signature; `None` where there is none.
    ///
    /// # Errors
    /// When it cannot be read, or is none.
    pub fn table(&self, scene: &str) -> Result<Option<Table>, IndexError> {
        let Some(place) = self.places.get(scene) else {
            return Ok(None);
        };
        let mut line = vec![0; place.len as usize];
        crate::platform::file::read_exact_at(&self.file, &mut line, place.at)
            .map_err(io("read", &self.path))?;
        let table = serde_json::from_slice(&line)
            .map_err(|error| self.wrong(error.to_string(), place.line))?;
        Ok(Some(table))
    }

    /// Adds a table.
    ///
    /// # Errors
    /// When it cannot be written; the file is as before, but for a line that the next one overwrites.
    pub fn add(&mut self, table: &Table) -> Result<(), IndexError> {
        let line =
            serde_json::to_string(table).map_err(|error| self.wrong(error.to_string(), 0))?;
        let place = Place {
            signature: table.signature.clone(),
            line: 0,
            at: self.end,
            len: line.len() as u64,
        };
        self.write(&line)?;
        self.places.insert(table.scene.clone(), place);
        Ok(())
    }

    fn write(&mut self, line: &str) -> Result<(), IndexError> {
        let written = self
            .file
            .set_len(self.end)
            .and_then(|()| self.file.seek(SeekFrom::Start(self.end)))
            .and_then(|_| self.file.write_all(format!("{line}\n").as_bytes()));
        written.map_err(io("write", &self.path))?;
        self.end += line.len() as u64 + 1;
        Ok(())
    }

    /// Notes where each whole line is.
    fn scan(&mut self) -> Result<(), IndexError> {
        let mut reader = BufReader::new(&self.file);
        let (mut line, mut places) = (Vec::new(), BTreeMap::new());
        for number in 1.. {
            line.clear();
            let read = reader
                .by_ref()
                .take(MAX_LINE)
                .read_until(b'\n', &mut line)
                .map_err(io("read", &self.path))?;
            let Some((b'\n', text)) = line.split_last() else {
                // Cut off, or the end. A first line that is cut off must at least be the beginning of ours.
                if number == 1 && !is_beginning(&line) {
                    return Err(self.wrong("no file of visibility tables".into(), 1));
                }
                break;
            };
            if number == 1 {
                let header = serde_json::from_slice::<Header>(text);
                if header.is_err() || header.is_ok_and(|h| h.format != FORMAT) {
                    return Err(self.wrong("no file of visibility tables".into(), 1));
                }
            } else {
                let named: Named = serde_json::from_slice(text)
                    .map_err(|error| self.wrong(error.to_string(), number))?;
                let place = Place {
                    signature: named.signature,
                    line: number,
                    at: self.end,
                    len: text.len() as u64,
                };
                places.insert(named.scene, place);
            }
            self.end += read as u64;
        }
        self.places = places;
        Ok(())
    }

    fn wrong(&self, what: String, line: usize) -> IndexError {
        IndexError::Format {
            what,
            line,
            path: self.path.clone(),
        }
    }
}

/// Whether these bytes are the beginning of the first line.
fn is_beginning(line: &[u8]) -> bool {
    format!("{{\"format\":\"{FORMAT}\"}}\n")
        .as_bytes()
        .starts_with(line)
}

fn io<'a>(doing: &'static str, path: &'a Path) -> impl Fn(std::io::Error) -> IndexError + 'a {
    move |source| IndexError::Io {
        doing,
        path: path.into(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::index::{FrameTable, Shown, Way};

    fn table(scene: &str, signature: &str, instance: u32) -> Table {
        let shown = Shown {
            instance,
            way: Way::Points,
            visible_share: Some(0.5),
            visible_px: None,
            inside_share: Some(1.0),
            rect: Some([1.0, 2.0, 3.5, 4.0]),
        };
        Table {
            scene: scene.into(),
            signature: signature.into(),
            frames: vec![FrameTable {
                frame: "f0".into(),
                objects: vec![shown],
            }],
            warnings: Vec::new(),
        }
    }

    #[test]
    fn tables_come_back_and_the_last_one_counts() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("v.jsonl");
        let mut index = Index::open(&path).expect("made");
        index.add(&table("a", "old", 1)).expect("written");
        index
            .add(&table("b \"quoted\"\n", "x", 2))
            .expect("written");
        index.add(&table("a", "new", 3)).expect("written");
        drop(index);
        let index = Index::open(&path).expect("there");
        assert!(index.holds("a", "new") && !index.holds("a", "old") && !index.holds("c", "x"));
        assert_eq!(index.table("a").expect("read"), Some(table("a", "new", 3)));
        let b = "b \"quoted\"\n";
        assert_eq!(index.table(b).expect("read"), Some(table(b, "x", 2)));
        assert_eq!(index.table("c").expect("read"), None);
    }

    #[test]
    fn what_was_cut_off_anywhere_is_written_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("v.jsonl");
        let mut index = Index::open(&path).expect("made");
        index.add(&table("a", "x", 1)).expect("written");
        let whole = std::fs::read(&path).expect("read").len();
        index.add(&table("b", "x", 2)).expect("written");
        let bytes = std::fs::read(&path).expect("read");
        for length in 0..bytes.len() {
            std::fs::write(&path, &bytes[..length]).expect("cut");
            let mut index = Index::open(&path).expect("still ours");
            assert_eq!(index.holds("a", "x"), length >= whole, "{length}");
            assert!(!index.holds("b", "x"), "{length}");
            index.add(&table("b", "y", 5)).expect("written");
            let index = Index::open(&path).expect("whole");
            assert_eq!(index.table("b").expect("read"), Some(table("b", "y", 5)));
        }
    }

    #[test]
    fn another_file_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("notes.txt");
        for text in [
            "hello",
            "hello\n",
            "{\"format\":\"other\"}\n",
            "{\"format\":\"spatialscore-visibility-1\"}\nx\n",
        ] {
            std::fs::write(&path, text).expect("written");
            let error = Index::open(&path).expect_err("not ours").to_string();
            assert!(
                error.contains("notes.txt") && error.contains("line"),
                "{error}"
            );
            assert_eq!(std::fs::read_to_string(&path).expect("read"), text);
        }
    }
}
