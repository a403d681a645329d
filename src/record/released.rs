//! The released benchmark line (one object a line, also found as an array), and its fields under the names that
//! other loaders use (`dataset`, `image`, `open-ended-distance`, …).

use super::fault::Fault;
use super::fields::Fields;
use super::{Parsed, Place, finish};
use crate::sample::{Modality, QuestionType, Released};
use serde_json::Value;

const NAMESPACE: &str = "spatialscore-v3";
const QUESTION_TYPE: &str = "multi-choice, judgement or open-ended";
const MODALITY: &str = "single-image, multi-image or video";

/// A line names its source and its pictures, and sorts itself by category and tasks.
pub(super) fn detect(fields: &Fields) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| fields.has(name));
    fields.has("question")
        && has(&["source_dataset", "dataset"])
        && has(&["image_paths", "img_paths", "image", "video_path"])
        && has(&["sub_task", "question_with_extra", "original_task"])
}

pub(super) fn parse(fields: Fields, place: &Place<'_>) -> Result<Parsed, Fault> {
    Ok(finish::sample(line(fields)?, NAMESPACE, place))
}

/// The fields of a line; what it does not know stays under `unknown`.
fn line(mut f: Fields) -> Result<Released, Fault> {
    let image_paths = f.texts(&["image_paths", "img_paths", "image"])?;
    let video_path = f.text(&["video_path"])?;
    let options = f.texts(&["options"])?;
    let answer = f.text(&["answer", "gt_answer"])?.unwrap_or_default();
    let question_type = question_type(&mut f, &["question_type"], &options, &answer)?;
    let modality = f.word(&["input_modality"], MODALITY)?;
    Ok(Released {
        id: f.any(&["id"]),
        source_dataset: f.text(&["source_dataset", "dataset"])?.unwrap_or_default(),
        category: f.text(&["category"])?,
        task: f.text(&["task"])?,
        sub_task: f.text(&["sub_task"])?,
        question: f.text(&["question"])?.ok_or(Fault::Missing("question"))?,
        question_with_extra: f.text(&["question_with_extra"])?,
        options,
        answer,
        extra_info: f.any(&["extra_info"]),
        input_modality: modality
            .unwrap_or_else(|| implied_modality(image_paths.len(), video_path.is_some())),
        image_paths,
        video_path,
        question_type,
        original_id: f.any(&["original_id"]),
        original_category: f.any(&["original_category"]),
        original_task: f.any(&["original_task"]),
        unknown: f.rest(),
    })
}

/// The stated kind of question, under any of its spellings (`open-ended-distance` is open-ended), or what options
/// and answer imply.
pub(super) fn question_type(
    f: &mut Fields,
    names: &[&'static str],
    options: &[String],
    answer: &str,
) -> Result<QuestionType, Fault> {
    let Some(text) = f.text(names)? else {
        return Ok(match answer.trim().to_ascii_lowercase().as_str() {
            _ if !options.is_empty() => QuestionType::MultiChoice,
            "yes" | "no" => QuestionType::Judgement,
            _ => QuestionType::OpenEnded,
        });
    };
    let known = serde_json::from_value(Value::from(text.as_str())).ok();
    known
        .or_else(|| {
            text.starts_with("open-ended")
                .then_some(QuestionType::OpenEnded)
        })
        .ok_or_else(|| Fault::WrongType {
            field: (*names.first().unwrap_or(&"question_type")).to_owned(),
            expected: QUESTION_TYPE,
            found: format!("{:?}", text.chars().take(40).collect::<String>()),
        })
}

/// The modality that the number of pictures implies.
pub(super) fn implied_modality(images: usize, video: bool) -> Modality {
    match images {
        _ if video => Modality::Video,
        0 | 1 => Modality::SingleImage,
        _ => Modality::MultiImage,
    }
}

/// The stated modality, or `None`.
pub(super) fn modality(f: &mut Fields, names: &[&'static str]) -> Result<Option<Modality>, Fault> {
    f.word(names, MODALITY)
}
