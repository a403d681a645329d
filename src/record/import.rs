//! A file, read on every core: one thread cuts rows and has them parsed in chunks, the caller takes samples in the
//! file's order.

use super::fault::{ImportError, RowError};
use super::finish::key_of_row;
use super::report::{Finding, Reason, Report};
use super::rows::{Layout, RawRow, Rows};
use super::{Fault, Format, Parsed, detect, format_named, format_names, object, parse_row};
use crate::sample::{Key, RevisionId, Sample};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Rows parsed at a time.
const CHUNK_ROWS: usize = 512;
/// Bytes parsed at a time, so that long records do not pile up.
const CHUNK_BYTES: usize = 8 << 20;
/// Chunks parsed ahead of the caller.
const AHEAD: usize = 2;
/// Rows looked at to recognise the format.
const DETECT_ROWS: usize = 64;
/// Bytes held while recognising it.
const DETECT_BYTES: usize = 16 << 20;

/// How to read a file.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Name of the format; `None` recognises it by content.
    pub format: Option<String>,
    /// Namespace of the keys; `None` takes the format's own.
    pub namespace: Option<String>,
    /// Stop after so many rows.
    pub limit: Option<u64>,
}

/// A row's number and byte offset, and what became of it.
type Outcome = (u64, u64, Result<Parsed, RowError>);

/// A file's samples in order, with a report that grows along.
///
/// Dropping it before the end stops the reading.
pub struct Import {
    chunks: Receiver<Vec<Outcome>>,
    ready: std::vec::IntoIter<Outcome>,
    report: Report,
    layout: Layout,
    namespace: String,
    seen: HashMap<Key, (u64, RevisionId)>,
}

impl Import {
    /// Opens a file and recognises its records.
    ///
    /// # Errors
    /// A folder, an unreadable or empty file, or one whose first rows are no records.
    pub fn open(path: &Path, options: &Options) -> Result<Self, ImportError> {
        let forced = options.format.as_deref().map(format_named).transpose()?;
        let mut rows = Rows::new(BufReader::with_capacity(1 << 18, open(path)?));
        let (first, format) = recognise(&mut rows, forced, path)?;
        let file = path
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let layout = rows.layout().unwrap_or(Layout::Lines);
        let limit = options
            .limit
            .map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX));
        let rows = first.into_iter().chain(rows).take(limit);
        let (sender, chunks) = sync_channel(AHEAD);
        let (label, namespace) = (file.clone(), options.namespace.clone());
        std::thread::Builder::new()
            .name("import-parse".to_owned())
            .spawn(move || parse_all(rows, format, &label, namespace.as_deref(), &sender))
            .map_err(ImportError::Thread)?;
        Ok(Self {
            chunks,
            ready: Vec::new().into_iter(),
            report: Report {
                file,
                format: format.name.to_owned(),
                ..Report::default()
            },
            layout,
            namespace: options.namespace.clone().unwrap_or_default(),
            seen: HashMap::new(),
        })
    }

    /// What was found up to the last sample taken.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// How the file is laid out.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// Counts a row; gives its sample unless the very same one came before.
    fn admit(&mut self, (row, offset, outcome): Outcome) -> Option<Sample> {
        self.report.rows = self.report.rows.max(row);
        let Parsed { sample, findings } = match outcome {
            Ok(parsed) => parsed,
            Err(error) => {
                self.report.refuse(&error);
                return None;
            }
        };
        let sample = self.told_apart(sample, row, offset)?;
        for finding in findings {
            self.report.add(row, offset, finding);
        }
        self.report.samples += 1;
        Some(sample)
    }

    /// A repeated row is left out; another row under a known id gets the key that a row without an id has.
    fn told_apart(&mut self, mut sample: Sample, row: u64, offset: u64) -> Option<Sample> {
        if let Some((first, revision)) = self.seen.get(&sample.key).copied() {
            if revision == sample.revision {
                let text = format!("the same as row {first}");
                self.report
                    .add(row, offset, Finding::new(Reason::RepeatedRow, text));
                return None;
            }
            let raw = sample.raw.as_deref().unwrap_or_default();
            sample.key = key_of_row(&self.namespace, raw);
            let text = match self.seen.get(&sample.key) {
                Some((same, _)) => format!("the same as row {same}"),
                None => format!("id {} is that of row {first}", sample.released.id),
            };
            let repeated = self.seen.contains_key(&sample.key);
            let reason = if repeated {
                Reason::RepeatedRow
            } else {
                Reason::DuplicateId
            };
            self.report.add(row, offset, Finding::new(reason, text));
            if repeated {
                return None;
            }
        }
        self.seen.insert(sample.key, (row, sample.revision));
        Some(sample)
    }
}

impl Iterator for Import {
    type Item = Sample;

    fn next(&mut self) -> Option<Sample> {
        loop {
            match self.ready.next() {
                Some(outcome) => {
                    if let Some(sample) = self.admit(outcome) {
                        return Some(sample);
                    }
                }
                None => self.ready = self.chunks.recv().ok()?.into_iter(),
            }
        }
    }
}

fn open(path: &Path) -> Result<File, ImportError> {
    let cannot = |source| ImportError::Open {
        path: path.to_owned(),
        source,
    };
    if path.is_dir() {
        return Err(ImportError::Folder(path.to_owned()));
    }
    File::open(path).map_err(cannot)
}

type Cut = Result<RawRow, RowError>;

/// The first rows and the format that recognises one of them.
fn recognise(
    rows: &mut Rows<BufReader<File>>,
    forced: Option<&'static Format>,
    path: &Path,
) -> Result<(Vec<Cut>, &'static Format), ImportError> {
    let mut first: Vec<Cut> = Vec::new();
    let (mut bytes, mut readable) = (0, None);
    let mut broken: Option<RowError> = None;
    while first.len() < DETECT_ROWS && bytes < DETECT_BYTES {
        let Some(cut) = rows.next() else { break };
        let found = match &cut {
            Ok(row) => {
                bytes += row.bytes.len();
                look(row).map_err(|error| broken.get_or_insert(error).clone())
            }
            Err(error) => Err(broken.get_or_insert_with(|| error.clone()).clone()),
        };
        first.push(cut);
        if let Ok((names, format)) = found {
            if let Some(format) = forced.or(format) {
                return Ok((first, format));
            }
            readable.get_or_insert(names);
        }
    }
    let path = path.to_owned();
    Err(match (readable, broken) {
        (Some(fields), _) => ImportError::Unrecognised {
            known: format_names(),
            fields,
            path,
        },
        (None, Some(first)) => ImportError::NoRecord { first, path },
        (None, None) => ImportError::Empty(path),
    })
}

/// A row's field names and the format that recognises it.
fn look(row: &RawRow) -> Result<(String, Option<&'static Format>), RowError> {
    let at = |byte: usize, fault| RowError {
        row: row.number,
        offset: row.offset + byte as u64,
        fault,
    };
    let raw = std::str::from_utf8(&row.bytes).map_err(|e| at(e.valid_up_to(), Fault::NotUtf8))?;
    let fields = object(raw).map_err(|(byte, fault)| at(byte, fault))?;
    let names: Vec<String> = fields
        .names()
        .iter()
        .take(12)
        .map(|name| format!("{:?}", name.chars().take(40).collect::<String>()))
        .collect();
    Ok((names.join(", "), detect(raw)))
}

/// Parses all rows in chunks, in order, until nobody listens.
fn parse_all(
    mut rows: impl Iterator<Item = Cut>,
    format: &Format,
    file: &str,
    namespace: Option<&str>,
    sender: &SyncSender<Vec<Outcome>>,
) {
    loop {
        let (mut chunk, mut bytes) = (Vec::with_capacity(CHUNK_ROWS), 0);
        while chunk.len() < CHUNK_ROWS && bytes < CHUNK_BYTES {
            let Some(cut) = rows.next() else { break };
            bytes += cut.as_ref().map_or(0, |row| row.bytes.len());
            chunk.push(cut);
        }
        if chunk.is_empty() {
            return;
        }
        let parsed: Vec<Outcome> = chunk
            .into_par_iter()
            .map(|cut| match cut {
                Ok(row) => (
                    row.number,
                    row.offset,
                    parse_row(&row, format, file, namespace),
                ),
                Err(error) => (error.row, error.offset, Err(error)),
            })
            .collect();
        if sender.send(parsed).is_err() {
            return;
        }
    }
}
