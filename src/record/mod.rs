//! Records in: files of benchmark questions become samples.
//!
//! A file is cut into rows ([`Rows`]), its format is found by content ([`FORMATS`]), each row becomes a sample or a
//! located fault ([`parse_row`]), and everything left out, ambiguous or odd is counted with examples ([`Report`]).
//! [`Import`] does all of it on every core, keeping the order and a bounded amount of memory.
//!
//! Invariants: the row stays beside its sample exactly as it stood; no answer is guessed; a bad row costs no other
//! row; a key never depends on text or pictures, unless the row has no id. Not here: media, the store, exports.

mod fault;
mod fields;
mod finish;
mod import;
mod inline;
mod jsonl;
mod marks;
mod released;
mod report;
mod reword;
mod rewrite;
mod rows;
mod scan;
mod v0;

pub use fault::{Fault, ImportError, RowError};
pub use fields::Fields;
pub use finish::{choice, leaves_root};
pub use import::{Import, Options};
pub use inline::{Inline, Style, find as find_options};
pub use marks::Shape;
pub use report::{Example, Finding, Reason, Report, Tally};
pub use reword::reword;
pub use rewrite::rewrite as rewrite_options;
pub use rows::{Layout, MAX_RECORD_BYTES, RawRow, Rows};

use crate::sample::{Sample, nested};
use serde_json::Value;

/// One kind of record.
pub struct Format {
    /// What `--format` calls it.
    pub name: &'static str,
    /// What it is, in a line.
    pub doc: &'static str,
    /// Whether a row with these fields is one.
    pub detect: fn(&Fields) -> bool,
    /// Makes a sample of a row.
    pub parse: fn(Fields, &Place<'_>) -> Result<Parsed, Fault>,
}

/// Every kind of record, the most particular first; the first that recognises a row gets the file.
pub const FORMATS: &[Format] = &[
    Format {
        name: "v0",
        doc: "version 0 of the benchmark: index, img_paths, options inside the question",
        detect: v0::detect,
        parse: v0::parse,
    },
    Format {
        name: "released",
        doc: "the released benchmark line: source_dataset, sub_task, options, image_paths",
        detect: released::detect,
        parse: released::parse,
    },
    Format {
        name: "jsonl",
        doc: "this program's own samples, or any lines with at least a question",
        detect: jsonl::detect,
        parse: jsonl::parse,
    },
];

/// Where a row stands and how it is to be read.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Name of the file, without its folder.
    pub file: &'a str,
    /// Row, from 1.
    pub row: u64,
    /// The row as it stood.
    pub raw: &'a str,
    /// The namespace asked for with `--as`.
    pub namespace: Option<&'a str>,
    /// Options found in the question also fill the line's empty `options`.
    pub fills_options: bool,
}

/// A sample, and what there is to look at in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The sample.
    pub sample: Sample,
    /// What to look at.
    pub findings: Vec<Finding>,
}

/// The format of that name.
///
/// # Errors
/// [`ImportError::NoSuchFormat`] with the names there are.
pub fn format_named(name: &str) -> Result<&'static Format, ImportError> {
    FORMATS
        .iter()
        .find(|format| format.name == name)
        .ok_or_else(|| ImportError::NoSuchFormat(name.to_owned(), format_names()))
}

/// The formats' names, for messages.
pub fn format_names() -> String {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    names.join(", ")
}

/// The format that recognises a row's text; `None` when it is no JSON object or nobody's.
pub fn detect(raw: &str) -> Option<&'static Format> {
    let fields = object(raw).ok()?;
    FORMATS.iter().find(|format| (format.detect)(&fields))
}

/// Makes a sample of one row.
///
/// # Errors
/// The fault, located at the byte where the row, or the JSON error in it, is.
pub fn parse_row(
    row: &RawRow,
    format: &Format,
    file: &str,
    namespace: Option<&str>,
) -> Result<Parsed, RowError> {
    let at = |offset: u64, fault| RowError {
        row: row.number,
        offset,
        fault,
    };
    let raw = std::str::from_utf8(&row.bytes)
        .map_err(|e| at(row.offset + e.valid_up_to() as u64, Fault::NotUtf8))?;
    let fields = object(raw).map_err(|(byte, fault)| at(row.offset + byte as u64, fault))?;
    let place = Place {
        file,
        row: row.number,
        raw,
        namespace,
        fills_options: false,
    };
    let mut parsed = (format.parse)(fields, &place).map_err(|fault| at(row.offset, fault))?;
    // A whole sample that comes back carries the row that it was once read from, not this one.
    if parsed.sample.raw.as_deref() == Some(raw) {
        parsed.sample.provenance.format = Some(format.name.to_owned());
    }
    Ok(parsed)
}

/// The sample that an imported one was before anybody changed it: its row, read again.
///
/// `None` for samples that were not imported as rows.
pub fn as_imported(sample: &Sample) -> Option<(&'static Format, Sample)> {
    let raw = sample.raw.as_deref()?;
    let format = match &sample.provenance.format {
        Some(name) => format_named(name).ok()?,
        None => detect(raw)?,
    };
    let row = RawRow {
        number: sample.provenance.row.unwrap_or(0),
        offset: 0,
        bytes: raw.into(),
    };
    let file = sample.provenance.file.as_deref().unwrap_or_default();
    let parsed = parse_row(&row, format, file, None).ok()?;
    Some((format, parsed.sample))
}

/// A row's fields, or the byte in it where they break.
fn object(raw: &str) -> Result<Fields, (usize, Fault)> {
    if nested::deeper_than(nested::MAX_DEPTH, raw) {
        return Err((0, Fault::TooDeep));
    }
    match nested::from_str(raw) {
        Ok(Value::Object(map)) => Ok(Fields::new(map)),
        Ok(other) => Err((0, Fault::NotAnObject(fields::kind(&other)))),
        Err(e) => Err(syntax(raw, &e)),
    }
}

/// A JSON error with its byte instead of its line and column.
fn syntax(raw: &str, error: &serde_json::Error) -> (usize, Fault) {
    let before: usize = raw
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    let byte = (before + error.column().saturating_sub(1)).min(raw.len());
    if error.is_eof() {
        return (raw.len(), Fault::Truncated);
    }
    let text = error.to_string();
    let words = text.split(" at line ").next().unwrap_or_default();
    (byte, Fault::Syntax(words.to_owned()))
}
