//! Version 0's row: an imported one as it came, or with only what was changed; any other sample as such a row.

use super::RowError;
use super::meaning::meaning;
use super::patch::{fields, line, origin, patched};
use crate::record::{RawRow, find_options, format_named, parse_row, rewrite_options};
use crate::sample::{Modality, QuestionType, Sample};
use serde_json::{Map, Value};

/// One row. Rows of version 0 keep their bytes; others are printed as that file prints them.
pub(super) fn write(sample: &Sample) -> Result<String, RowError> {
    let Some(origin) = origin(sample).filter(|origin| origin.format.name == "v0") else {
        return converted(sample);
    };
    let changes: Vec<(String, Value)> = origin
        .changes
        .into_iter()
        .filter_map(|(name, value)| spelled(sample, name, value))
        .collect();
    patched(origin.raw, &changes, names).map_err(Into::into)
}

/// A changed field as version 0 writes it. Options stand in the question, if they can stand there at all.
fn spelled(sample: &Sample, name: String, value: Value) -> Option<(String, Value)> {
    let line = &sample.released;
    match name.as_str() {
        "question_type" => Some((name, question_type(line.question_type).into())),
        "input_modality" => Some((name, modality(line.input_modality).into())),
        "options" if holds(&line.question, &line.options) => None,
        // Version 0 has categories of its own; the task says which of ours it is.
        "category" => None,
        _ => Some((name, value)),
    }
}

fn names(field: &str) -> &'static [&'static str] {
    match field {
        "id" => &["index"],
        "image_paths" => &["img_paths"],
        "source_dataset" => &["source"],
        "original_id" => &["index_origin"],
        "original_task" => &["category_origin"],
        _ => &[],
    }
}

/// A sample from elsewhere. Where the text of the question cannot hold the options, they get a field of their own.
fn converted(sample: &Sample) -> Result<String, RowError> {
    let mut line = line(sample);
    if line.options.is_empty() {
        line.options = sample.options.iter().map(|o| o.text.clone()).collect();
    }
    let choice = line.question_type == QuestionType::MultiChoice;
    let question = match choice {
        true => rewrite_options(&line.question, &line.options),
        false => line.question.clone(),
    };
    let known = fields(&line);
    let field = |name: &str| known.get(name).cloned().unwrap_or_default();
    let mut row = Map::new();
    for (name, value) in [
        ("index", field("id")),
        ("category", field("category")),
        ("subcategory", field("sub_task")),
        ("question_type", question_type(line.question_type).into()),
        ("input_modality", modality(line.input_modality).into()),
        ("question", question.into()),
        ("answer", field("answer")),
        ("img_paths", field("image_paths")),
        ("source", field("source_dataset")),
        ("index_origin", field("original_id")),
        ("category_origin", field("original_task")),
        ("sub_task", field("sub_task")),
    ] {
        row.insert(name.to_owned(), value);
    }
    if line.video_path.is_some() && line.image_paths.is_empty() {
        row.insert("img_paths".to_owned(), serde_json::json!([line.video_path]));
    }
    let text = print(&row)?;
    if choice && !reads_back(&text, sample) {
        row.insert("question".to_owned(), line.question.into());
        row.insert("options".to_owned(), line.options.into());
        return print(&row);
    }
    Ok(text)
}

/// Whether a question's text holds exactly these options.
fn holds(question: &str, options: &[String]) -> bool {
    matches!(find_options(question), Ok(Some(found)) if found.options == options)
}

fn reads_back(row: &str, sample: &Sample) -> bool {
    let row = RawRow {
        number: 0,
        offset: 0,
        bytes: row.into(),
    };
    format_named("v0")
        .ok()
        .and_then(|v0| parse_row(&row, v0, "", None).ok())
        .is_some_and(|parsed| meaning(&parsed.sample) == meaning(sample))
}

/// As the released file prints: one blank a level, the row itself one level deep.
fn print(row: &Map<String, Value>) -> Result<String, RowError> {
    let mut out = Vec::new();
    let format = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut printer = serde_json::Serializer::with_formatter(&mut out, format);
    serde::Serialize::serialize(row, &mut printer)?;
    let text = String::from_utf8(out).map_err(|e| RowError(e.to_string()))?;
    Ok(text.replace('\n', "\n "))
}

fn question_type(value: QuestionType) -> &'static str {
    match value {
        QuestionType::Judgement => "judgment",
        other => other.as_str(),
    }
}

fn modality(value: Modality) -> &'static str {
    match value {
        Modality::MultiImage => "multi-images",
        other => other.as_str(),
    }
}
