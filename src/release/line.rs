//! The released benchmark line: an imported one as it came, byte for byte, or with only what was changed; any other
//! sample as such a line.

use super::RowError;
use super::patch::{line, origin, patched};
use crate::sample::Sample;

/// One line, without its end.
pub(super) fn write(sample: &Sample) -> Result<String, RowError> {
    match origin(sample).filter(|origin| origin.format.name == "released") {
        Some(origin) => Ok(one_line(patched(origin.raw, &origin.changes, names)?)),
        None => Ok(serde_json::to_string(&converted(sample))?),
    }
}

/// The line of a sample that was none: the bare question and its options apart, as the released file has them.
fn converted(sample: &Sample) -> crate::sample::Released {
    let mut line = line(sample);
    if let Some(stem) = &sample.stem {
        let full = std::mem::replace(&mut line.question, stem.clone());
        line.question_with_extra.get_or_insert(full);
    }
    if line.options.is_empty() {
        line.options = sample.options.iter().map(|o| o.text.clone()).collect();
    }
    line
}

/// Names that loaders use for a field, the released one first.
fn names(field: &str) -> &'static [&'static str] {
    match field {
        "source_dataset" => &["source_dataset", "dataset"],
        "image_paths" => &["image_paths", "img_paths", "image"],
        "answer" => &["answer", "gt_answer"],
        _ => &[],
    }
}

/// A record on one line. Line breaks inside of JSON stand between its parts only, never in a text.
fn one_line(row: String) -> String {
    if row.contains(['\n', '\r']) {
        row.replace(['\n', '\r'], " ")
    } else {
        row
    }
}
