//! JSON lines: the project's own interchange (whole samples, design/record.md §1), and plain lines from elsewhere
//! that have at least a question.

use super::fault::Fault;
use super::fields::{Fields, kind};
use super::report::{Finding, Reason};
use super::{Parsed, Place, finish, released};
use crate::sample::{FORMAT, Released, Sample};
use serde_json::Value;

const QUESTION: [&str; 3] = ["question", "prompt", "query"];

pub(super) fn detect(fields: &Fields) -> bool {
    is_interchange(fields) || QUESTION.iter().any(|name| fields.has(name))
}

fn is_interchange(fields: &Fields) -> bool {
    ["format", "key", "revision", "released"]
        .iter()
        .all(|name| fields.has(name))
}

pub(super) fn parse(fields: Fields, place: &Place<'_>) -> Result<Parsed, Fault> {
    if is_interchange(&fields) {
        interchange(fields)
    } else {
        plain(fields, place)
    }
}

/// A whole sample as the project writes it. Key and provenance stay; the revision must be that of the content.
fn interchange(fields: Fields) -> Result<Parsed, Fault> {
    let row = fields.rest();
    match row.get("format").and_then(Value::as_u64) {
        Some(format) if format > u64::from(FORMAT) => return Err(Fault::Newer(format)),
        Some(_) => {}
        None => {
            return Err(Fault::WrongType {
                field: "format".to_owned(),
                expected: "a whole number",
                found: row.get("format").map_or("nothing", kind).to_owned(),
            });
        }
    }
    let sample: Sample =
        serde_json::from_value(Value::Object(row)).map_err(|e| Fault::Syntax(e.to_string()))?;
    let stated = sample.revision;
    let sample = sample.seal();
    let mut findings = Vec::new();
    if sample.revision != stated {
        let text = format!("stated {stated}, found {}", sample.revision);
        findings.push(Finding::new(Reason::OtherRevision, text));
    }
    Ok(Parsed { sample, findings })
}

fn plain(mut f: Fields, place: &Place<'_>) -> Result<Parsed, Fault> {
    let question = f.text(&QUESTION)?.ok_or(Fault::Missing("question"))?;
    let image_paths = f.texts(&["image_paths", "img_paths", "images", "image"])?;
    let video_path = f.text(&["video_path", "video"])?;
    let options = f.texts(&["options", "choices"])?;
    let answer = f
        .text(&["answer", "gt_answer", "ground_truth", "label"])?
        .unwrap_or_default();
    let listed = match options.is_empty() {
        true => super::inline::find(&question)
            .ok()
            .flatten()
            .map(|found| found.options),
        false => None,
    };
    let question_type = released::question_type(
        &mut f,
        &["question_type"],
        listed.as_ref().unwrap_or(&options),
        &answer,
    )?;
    let input_modality = released::modality(&mut f, &["input_modality", "modality"])?
        .unwrap_or_else(|| released::implied_modality(image_paths.len(), video_path.is_some()));
    let line = Released {
        id: f.any(&["id", "index", "idx", "question_id"]),
        source_dataset: f
            .text(&["source_dataset", "dataset", "source"])?
            .unwrap_or_default(),
        category: f.text(&["category"])?,
        task: None,
        sub_task: f.text(&["sub_task", "task"])?,
        question,
        question_with_extra: f.text(&["question_with_extra"])?,
        options,
        answer,
        extra_info: f.any(&["extra_info"]),
        image_paths,
        video_path,
        question_type,
        input_modality,
        original_id: f.any(&["original_id"]),
        original_category: f.any(&["original_category"]),
        original_task: f.any(&["original_task"]),
        unknown: f.rest(),
    };
    let place = Place {
        fills_options: true,
        ..*place
    };
    Ok(finish::sample(line, family(place.file), &place))
}

/// Plain lines belong to no release, and their ids mean something within their file only: its name without the
/// ending is the namespace.
fn family(file: &str) -> &str {
    file.split_once('.').map_or(file, |(stem, _)| stem)
}
