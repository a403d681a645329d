//! Reads a written file back and compares it with what was meant to be in it.

use super::beside::{Beside, at};
use super::error::ExportError;
use super::meaning::meaning;
use crate::job::Cancel;
use crate::record::{Rows, format_named, parse_row};
use crate::sample::{Digest, Key, nested};
use serde_json::Value;
use std::fs::File;
use std::io::{BufReader, Read};

/// Compares a file of samples with the meaning of each, in order.
pub(super) fn samples(
    file: &Beside,
    name: &str,
    format: &str,
    expected: &[(Key, Digest)],
    cancel: &Cancel,
) -> Result<(), ExportError> {
    let wrong = |row: usize, what: String| ExportError::ReadBack {
        file: name.to_owned(),
        row: row as u64 + 1,
        what,
    };
    let reader = format_named(format).map_err(|e| ExportError::Source(Box::new(e)))?;
    let mut expected_rows = expected.iter().enumerate();
    for cut in rows(file)? {
        cancel.check()?;
        let Some((i, (key, hash))) = expected_rows.next() else {
            return Err(wrong(expected.len(), "more rows than samples".to_owned()));
        };
        let parsed = cut
            .and_then(|row| parse_row(&row, reader, name, None))
            .map_err(|e| wrong(i, e.fault.to_string()))?;
        if meaning(&parsed.sample) != *hash {
            return Err(wrong(
                i,
                format!("it says something else than sample {key}"),
            ));
        }
    }
    match expected_rows.next() {
        Some((i, (key, _))) => Err(wrong(i, format!("sample {key} is missing"))),
        None => bytes(file, name),
    }
}

/// Compares a file of plain values with the hash of each, in order.
pub(super) fn values(file: &Beside, name: &str, expected: &[Digest]) -> Result<(), ExportError> {
    let wrong = |row: usize, what: &str| ExportError::ReadBack {
        file: name.to_owned(),
        row: row as u64 + 1,
        what: what.to_owned(),
    };
    let mut found = 0;
    for (i, cut) in rows(file)?.enumerate() {
        let row = cut.map_err(|e| wrong(i, &e.fault.to_string()))?;
        let text = std::str::from_utf8(&row.bytes).map_err(|e| wrong(i, &e.to_string()))?;
        let value: Value = nested::from_str(text).map_err(|e| wrong(i, &e.to_string()))?;
        if expected.get(i) != Some(&crate::sample::canonical::hash(&value)) {
            return Err(wrong(i, "it says something else than was written"));
        }
        found += 1;
    }
    if found == expected.len() {
        bytes(file, name)
    } else {
        Err(wrong(found, "rows are missing"))
    }
}

fn rows(file: &Beside) -> Result<Rows<BufReader<File>>, ExportError> {
    let opened = File::open(file.part()).map_err(at("read", file.part()))?;
    Ok(Rows::new(BufReader::with_capacity(1 << 18, opened)))
}

/// The bytes on the disk are those that were written.
fn bytes(file: &Beside, name: &str) -> Result<(), ExportError> {
    let mut opened = File::open(file.part()).map_err(at("read", file.part()))?;
    let (mut hash, mut buffer) = (blake3::Hasher::new(), vec![0; 1 << 18]);
    loop {
        let read = opened.read(&mut buffer).map_err(at("read", file.part()))?;
        if read == 0 {
            break;
        }
        hash.update(buffer.get(..read).unwrap_or_default());
    }
    if Digest(*hash.finalize().as_bytes()) == file.hash() {
        return Ok(());
    }
    Err(ExportError::ReadBack {
        file: name.to_owned(),
        row: 0,
        what: "the disk gives other bytes than it was given".to_owned(),
    })
}
