//! What a person changed in an imported sample, as fields of the benchmark line, and the row with just that changed.

use crate::record::{Format, as_imported, rewrite_options};
use crate::sample::{Released, Sample, nested, patch_raw};
use serde_json::{Map, Value};

/// An imported row and what is different now.
pub(super) struct Origin<'a> {
    /// The row as it stood.
    pub raw: &'a str,
    /// What it was read as.
    pub format: &'static Format,
    /// Fields of the benchmark line with other values than it came with.
    pub changes: Vec<(String, Value)>,
}

/// Where a sample came from; `None` for one that was made here.
pub(super) fn origin(sample: &Sample) -> Option<Origin<'_>> {
    let (format, before) = as_imported(sample)?;
    Some(Origin {
        raw: sample.raw.as_deref()?,
        format,
        changes: differences(&before.released, &line(sample)),
    })
}

/// The benchmark line as it now stands, with options that are written into the question brought up to date.
pub(super) fn line(sample: &Sample) -> Released {
    let mut line = sample.released.clone();
    if sample.stem.is_some() {
        let options: Vec<String> = sample.options.iter().map(|o| o.text.clone()).collect();
        line.question = rewrite_options(&line.question, &options);
    }
    line
}

/// Fields that differ, in the order of `after`; a field that is gone is null.
fn differences(before: &Released, after: &Released) -> Vec<(String, Value)> {
    if before == after {
        return Vec::new();
    }
    let (before, after) = (fields(before), fields(after));
    let gone = before
        .keys()
        .filter(|name| !after.contains_key(*name))
        .map(|name| (name.clone(), Value::Null));
    let changed = after
        .iter()
        .filter(|(name, value)| before.get(*name) != Some(value))
        .map(|(name, value)| (name.clone(), value.clone()));
    changed.chain(gone).collect()
}

pub(super) fn fields(line: &Released) -> Map<String, Value> {
    match serde_json::to_value(line) {
        Ok(Value::Object(map)) => map,
        // A struct with named fields is an object.
        _ => Map::new(),
    }
}

/// The row with these fields changed and every other byte of it as it stood; no changes, the very row.
/// A field goes under the first of its names that the row uses.
pub(super) fn patched(
    raw: &str,
    changes: &[(String, Value)],
    names: fn(&str) -> &'static [&'static str],
) -> Result<String, serde_json::Error> {
    if changes.is_empty() {
        return Ok(raw.to_owned());
    }
    let row: Map<String, Value> = nested::from_str(raw)?;
    let renamed: Vec<(&str, Value)> = changes
        .iter()
        .map(|(field, value)| {
            let known = names(field);
            let used = known.iter().find(|name| row.contains_key(**name));
            let name = used.or(known.first()).copied().unwrap_or(field);
            (name, value.clone())
        })
        .collect();
    patch_raw(raw, &renamed)
}
