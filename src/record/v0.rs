//! Version 0 of the benchmark: one JSON array, options written into the question, 8 categories instead of 30 tasks.
//!
//! Two fields that the released version 0 does not have are read where they stand, because exports need them for
//! what that format cannot say: `sub_task`, one of the 30, and `options`, where the question's text cannot hold them.

use super::fault::Fault;
use super::fields::Fields;
use super::report::{Finding, Reason};
use super::{Parsed, Place, finish, released};
use crate::sample::{Released, taxonomy};
use serde_json::Value;

const NAMESPACE: &str = "spatialscore-v0";

/// A row has an index and picture paths, and its group has no name that the released lines use.
pub(super) fn detect(fields: &Fields) -> bool {
    ["index", "question", "img_paths"]
        .iter()
        .all(|name| fields.has(name))
        && (fields.has("subcategory") || fields.has("category_origin"))
}

pub(super) fn parse(mut f: Fields, place: &Place<'_>) -> Result<Parsed, Fault> {
    let source = f.text(&["source"])?.unwrap_or_default();
    let category = f.text(&["category"])?.unwrap_or_default();
    let subcategory = f.text(&["subcategory"])?.unwrap_or_default();
    let origin = f.any(&["category_origin"]);
    let origin_name = origin.as_str().unwrap_or("");
    let stated = f
        .text(&["sub_task"])?
        .and_then(|name| taxonomy().task(&name));
    let task = stated.map_or_else(
        || taxonomy().v0_task(&category, &subcategory, &source, origin_name),
        Ok,
    );
    let image_paths = f.texts(&["img_paths"])?;
    let answer = f.text(&["answer"])?.unwrap_or_default();
    let options = f.texts(&["options"])?;
    let line = Released {
        id: f.any(&["index"]),
        category: task.as_ref().ok().map(|task| task.category.clone()),
        sub_task: task.as_ref().ok().map(|task| task.name.clone()),
        task: None,
        question: f.text(&["question"])?.ok_or(Fault::Missing("question"))?,
        question_with_extra: None,
        extra_info: Value::Object(serde_json::Map::new()),
        video_path: None,
        question_type: released::question_type(&mut f, &["question_type"], &options, &answer)?,
        input_modality: released::modality(&mut f, &["input_modality"])?
            .unwrap_or_else(|| released::implied_modality(image_paths.len(), false)),
        original_id: f.any(&["index_origin"]),
        original_category: Value::Null,
        original_task: origin,
        unknown: group(f, category, subcategory),
        source_dataset: source,
        options,
        answer,
        image_paths,
    };
    let place = Place {
        fills_options: true,
        ..*place
    };
    let mut parsed = finish::sample(line, NAMESPACE, &place);
    if let Err(why) = task {
        settle(&mut parsed.findings, why);
    }
    Ok(parsed)
}

/// Unknown keys, and version 0's own grouping under names of its own.
fn group(f: Fields, category: String, subcategory: String) -> serde_json::Map<String, Value> {
    let mut unknown = f.rest();
    unknown.insert("v0_category".to_owned(), category.into());
    unknown.insert("v0_subcategory".to_owned(), subcategory.into());
    unknown
}

/// Says why a row has no task instead of only that it has none.
fn settle(findings: &mut [Finding], why: String) {
    if let Some(finding) = findings.iter_mut().find(|f| f.reason == Reason::NoTask) {
        finding.text = why;
    }
}
