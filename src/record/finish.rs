//! From a benchmark line to a whole sample: options, answer, media, key, revision, and what there is to report.
//! The same for every format, so that a question means the same wherever it came from.

use super::inline;
use super::report::{Finding, Reason};
use super::{Parsed, Place};
use crate::answer::{self, Answer, Expect, Quantity, Unit};
use crate::sample::{
    Choice, FORMAT, Key, Media, Modality, Provenance, QuestionType, Released, RevisionId, Sample,
    canonical, nested, taxonomy,
};
use serde_json::{Value, json};

/// The sample of a line. `namespace` is the format's own, in force when the import was given no other.
pub(super) fn sample(mut released: Released, namespace: &str, place: &Place<'_>) -> Parsed {
    let namespace = place.namespace.unwrap_or(namespace);
    let mut findings = Vec::new();
    let (options, stem, trouble) = options(&released, &mut findings);
    if place.fills_options && released.options.is_empty() {
        released.options.clone_from(&options);
    }
    let answer = answer(&released, &options, trouble);
    let sample = Sample {
        format: FORMAT,
        key: key(namespace, &released, place.raw),
        revision: RevisionId::default(),
        parent: None,
        data_kind: taxonomy().data_kind(&released.source_dataset),
        answer,
        words: Vec::new(),
        options: options.iter().map(|text| choice(text)).collect(),
        media: media(&released, namespace),
        scene: None,
        evidence: Vec::new(),
        proof: None,
        checks: Vec::new(),
        provenance: Provenance {
            made_by: "import".to_owned(),
            code: env!("CARGO_PKG_VERSION").to_owned(),
            file: Some(place.file.to_owned()),
            row: Some(place.row),
            ..Provenance::default()
        },
        stem,
        raw: Some(place.raw.to_owned()),
        released,
    }
    .seal();
    look_over(&sample, &mut findings);
    Parsed { sample, findings }
}

/// Never of text or media, unless the row has no id.
fn key(namespace: &str, released: &Released, raw: &str) -> Key {
    if released.id.is_null() {
        return key_of_row(namespace, raw);
    }
    Key(canonical::hash(&json!({
        "namespace": namespace, "source_dataset": released.source_dataset, "id": released.id,
    })))
}

/// The key of a row that has no id of its own: of the canonical row.
pub(super) fn key_of_row(namespace: &str, raw: &str) -> Key {
    let row: Value = nested::from_str(raw).unwrap_or_else(|_| Value::from(raw));
    Key(canonical::hash(
        &json!({ "namespace": namespace, "row": row }),
    ))
}

/// An option with what it says.
pub fn choice(text: &str) -> Choice {
    Choice {
        text: text.to_owned(),
        answer: answer::parse(text, Expect::Open),
        evidence: Vec::new(),
    }
}

/// Option texts, the question without them when it holds them, and why they could not be read.
fn options(
    released: &Released,
    findings: &mut Vec<Finding>,
) -> (Vec<String>, Option<String>, Option<String>) {
    if released.question_type != QuestionType::MultiChoice {
        return (released.options.clone(), None, None);
    }
    match (
        inline::find(&released.question),
        released.options.is_empty(),
    ) {
        (Ok(Some(found)), true) => (found.options, Some(found.stem), None),
        (Ok(Some(found)), false) if found.options == released.options => {
            (found.options, Some(found.stem), None)
        }
        (Ok(Some(found)), false) => {
            let text = format!(
                "{} options in the question, {} in the field",
                found.options.len(),
                released.options.len()
            );
            findings.push(Finding::new(Reason::OptionsDiffer, text));
            (released.options.clone(), None, None)
        }
        (Ok(None), _) | (Err(_), false) => (released.options.clone(), None, None),
        (Err(why), true) => {
            findings.push(Finding::new(Reason::UnreadableOptions, why.clone()));
            (Vec::new(), None, Some(why))
        }
    }
}

fn answer(released: &Released, options: &[String], trouble: Option<String>) -> Answer {
    let expect = match released.question_type {
        QuestionType::MultiChoice => match (trouble, options.is_empty()) {
            (Some(why), _) => return Answer::ambiguous(why),
            (None, true) => return Answer::ambiguous("there are no options to choose from"),
            (None, false) => Expect::Choice(options),
        },
        QuestionType::Judgement => Expect::YesNo,
        QuestionType::OpenEnded => Expect::Open,
    };
    with_stated_unit(
        answer::parse(&released.answer, expect),
        &released.extra_info,
    )
}

/// A bare number takes the unit that the row itself states for that very number (`extra_info.answer_value` and
/// `answer_unit`); a unit that only the question's words hint at is not taken.
fn with_stated_unit(parsed: Answer, extra: &Value) -> Answer {
    let field = |name: &str| match extra.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let (Some(value), Some(unit)) = (
        field("answer_value").and_then(|text| answer::number(text.trim())),
        field("answer_unit").and_then(|text| Unit::parse(&text)),
    ) else {
        return parsed;
    };
    let bare = match &parsed {
        // Counts beyond 2^53 are no measurements.
        Answer::Count { value } => u32::try_from(*value).ok().map(|v| (f64::from(v), 1.0)),
        Answer::Quantity(q) if q.unit == Unit::None => Some((q.value, q.step)),
        _ => None,
    };
    match bare {
        Some((number, step)) if number == value.0 => Answer::Quantity(Quantity {
            value: number,
            unit,
            step,
        }),
        _ => parsed,
    }
}

/// The pictures as the row names them, under one root: the namespace. A video without frames is one entry.
fn media(released: &Released, root: &str) -> Vec<Media> {
    let video = released
        .video_path
        .iter()
        .filter(|_| released.image_paths.is_empty());
    released
        .image_paths
        .iter()
        .chain(video)
        .map(|path| Media {
            path: path.clone(),
            root: root.to_owned(),
            hash: None,
            width: 0,
            height: 0,
            frame: None,
            drawn: false,
        })
        .collect()
}

/// Everything a person should look at in a sample.
fn look_over(sample: &Sample, findings: &mut Vec<Finding>) {
    let mut note = |reason, text: String| findings.push(Finding::new(reason, text));
    if let Answer::Ambiguous { why } = &sample.answer {
        note(Reason::AmbiguousAnswer, why.clone());
    }
    if sample.released.question_type == QuestionType::MultiChoice {
        let count = sample.options.len();
        if !(2..=8).contains(&count) {
            note(Reason::OptionCount, format!("{count} options"));
        }
        let same = |(i, a): (usize, &Choice)| {
            sample
                .options
                .iter()
                .skip(i + 1)
                .any(|b| b.text.trim() == a.text.trim())
        };
        // Options are few in earnest; a hostile row is not compared pair by pair.
        if let Some((_, twin)) = sample
            .options
            .iter()
            .take(64)
            .enumerate()
            .find(|pair| same(*pair))
        {
            note(
                Reason::EqualOptions,
                format!("two options read {:?}", twin.text),
            );
        }
    }
    look_over_task(&sample.released, &mut note);
    look_over_media(&sample.released, &sample.media, &mut note);
}

fn look_over_task(released: &Released, note: &mut impl FnMut(Reason, String)) {
    let taxonomy = taxonomy();
    if taxonomy.source(&released.source_dataset).is_none() {
        note(
            Reason::UnknownSource,
            format!("{:?}", released.source_dataset),
        );
    }
    let Some(name) = &released.sub_task else {
        return note(
            Reason::NoTask,
            format!("source {:?}", released.source_dataset),
        );
    };
    match (taxonomy.task(name), &released.category) {
        (None, _) => note(Reason::UnknownTask, format!("{name:?}")),
        (Some(task), Some(category)) if *category != task.category => note(
            Reason::OtherCategory,
            format!("{name:?} is of {:?}, found {category:?}", task.category),
        ),
        _ => {}
    }
}

fn look_over_media(released: &Released, media: &[Media], note: &mut impl FnMut(Reason, String)) {
    let count = media.len();
    let fits = match released.input_modality {
        Modality::SingleImage => count == 1,
        Modality::MultiImage => count >= 2,
        Modality::Video => count >= 1,
    };
    if count == 0 {
        note(Reason::NoMedia, released.input_modality.as_str().to_owned());
    } else if !fits {
        let text = format!("{count} for {}", released.input_modality.as_str());
        note(Reason::MediaCount, text);
    }
    if let Some(path) = media.iter().map(|m| &m.path).find(|path| leaves_root(path)) {
        note(Reason::PathOutside, format!("{path:?}"));
    }
}

/// Whether a path as a record spells it could lead out of its root: absolute, with a drive letter, or with `..`.
pub fn leaves_root(path: &str) -> bool {
    let drive = matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    drive
        || path.starts_with(['/', '\\'])
        || (path.contains("..") && path.split(['/', '\\']).any(|part| part == ".."))
        || path.contains('\0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_leave_their_root_are_seen() {
        for path in [
            "/etc/x",
            "..",
            "./a/../../x",
            "C:\\x",
            "c:x",
            "\\\\h\\s",
            "a\\..\\b",
            "a\0b",
        ] {
            assert!(leaves_root(path), "{path:?}");
        }
        for path in ["./a/b.jpg", "a..b/c", "a/...jpg"] {
            assert!(!leaves_root(path), "{path:?}");
        }
    }

    #[test]
    fn a_stated_unit_belongs_to_its_own_number_only() {
        let stated = |text: &str, value: &str| {
            with_stated_unit(
                answer::parse(text, Expect::Open),
                &json!({"answer_value": value, "answer_unit": "meters"}),
            )
        };
        let metres = |value, step| {
            Answer::Quantity(Quantity {
                value,
                unit: Unit::M,
                step,
            })
        };
        assert_eq!(stated("3.6", "3.6"), metres(3.6, 0.1));
        assert_eq!(stated("8", "8"), metres(8.0, 1.0));
        assert_eq!(stated("8", "9"), Answer::Count { value: 8 });
        assert_eq!(
            stated("60 centimeters", "60"),
            answer::parse("60 centimeters", Expect::Open)
        );
    }
}
