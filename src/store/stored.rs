//! Content as it is stored: JSON of the interchange without `raw`, and without those fields of the released line that
//! the raw row beside it spells the same to the byte. An imported row would stand in the file twice otherwise.

use crate::sample::{Released, Sample, last_fields};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Content that lacks fields begins with the list of their names.
const FROM_RAW: &str = "{\"from_raw\":";

/// Prints a sample; its raw text is taken out and given beside.
pub(super) fn print(mut sample: Sample) -> Result<(String, Option<String>), serde_json::Error> {
    let raw = sample.raw.take();
    let taken = match &raw {
        Some(raw) => take_spelled(&mut sample.released, raw)?,
        None => Vec::new(),
    };
    let content = serde_json::to_string(&sample)?;
    if taken.is_empty() {
        return Ok((content, raw));
    }
    let names = serde_json::to_string(&taken)?;
    let rest = content.strip_prefix('{').unwrap_or_default();
    Ok((format!("{FROM_RAW}{names},{rest}"), raw))
}

/// Reads what [`print`] made.
pub(super) fn parse(content: &str, raw: Option<String>) -> Result<Sample, serde_json::Error> {
    let mut sample: Sample = serde_json::from_str(content)?;
    if content.starts_with(FROM_RAW) {
        put_back(&mut sample.released, content, raw.as_deref())?;
    }
    sample.raw = raw;
    Ok(sample)
}

/// Empties the long fields that `raw` spells as they would be printed; gives their names.
fn take_spelled(
    released: &mut Released,
    raw: &str,
) -> Result<Vec<&'static str>, serde_json::Error> {
    // A row that is no object spells nothing.
    let Ok(fields) = last_fields(raw, &NAMES) else {
        return Ok(Vec::new());
    };
    let mut taken = Vec::with_capacity(NAMES.len());
    for (name, spelled) in NAMES.into_iter().zip(fields) {
        let Some(spelled) = spelled else { continue };
        let printed = match name {
            "question" => serde_json::to_string(&released.question),
            "options" => serde_json::to_string(&released.options),
            "image_paths" => serde_json::to_string(&released.image_paths),
            _ => serde_json::to_string(&released.extra_info),
        }?;
        if printed != spelled {
            continue;
        }
        match name {
            "question" => released.question.clear(),
            "options" => released.options.clear(),
            "image_paths" => released.image_paths.clear(),
            _ => released.extra_info = Value::Null,
        }
        taken.push(name);
    }
    Ok(taken)
}

fn put_back(
    released: &mut Released,
    content: &str,
    raw: Option<&str>,
) -> Result<(), serde_json::Error> {
    #[derive(serde::Deserialize)]
    struct Names {
        from_raw: Vec<String>,
    }
    let taken: Names = serde_json::from_str(content)?;
    let raw = raw.unwrap_or_default();
    let fields = last_fields(raw, &NAMES)?;
    for (name, spelled) in NAMES.into_iter().zip(fields) {
        if !taken.from_raw.iter().any(|taken| taken == name) {
            continue;
        }
        match name {
            "question" => released.question = read(name, spelled)?,
            "options" => released.options = read(name, spelled)?,
            "image_paths" => released.image_paths = read(name, spelled)?,
            _ => released.extra_info = read(name, spelled)?,
        }
    }
    Ok(())
}

/// The fields that are long enough to be worth it.
const NAMES: [&str; 4] = ["question", "options", "image_paths", "extra_info"];

fn read<T: DeserializeOwned>(name: &str, spelled: Option<&str>) -> Result<T, serde_json::Error> {
    match spelled {
        Some(spelled) => serde_json::from_str(spelled),
        None => Err(serde::de::Error::custom(format!(
            "the row lacks its field {name:?}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests_support::sample;
    use super::*;

    fn with_raw(raw: &str) -> Sample {
        let mut sample = sample(1);
        sample.released.extra_info = serde_json::json!({"a": [1.5, null], "note": "x"});
        sample.released.options = vec!["1 \u{e9}".into(), "2".into()];
        sample.raw = Some(raw.into());
        sample
    }

    #[test]
    fn what_the_row_spells_is_not_stored_twice_and_comes_back() {
        let question = sample(1).released.question;
        let raw = format!(
            "{{\"question\":\"first\",\"extra_info\":{{\"a\":[1.5,null],\"note\":\"x\"}}, \
             \"options\":[\"1 \\u00e9\",\"2\"], \"question\": \"{question}\", \"image_paths\":[\"./1.jpg\" ]}}"
        );
        let whole = with_raw(&raw);
        let (content, beside) = print(whole.clone()).expect("printed");
        assert!(
            content.starts_with("{\"from_raw\":[\"question\",\"extra_info\"],\"format\""),
            "spelled otherwise, options and paths are kept: {content}"
        );
        assert!(
            !content.contains("note") && !content.contains(&question),
            "{content}"
        );
        assert_eq!(parse(&content, beside).expect("read"), whole);
        assert!(parse(&content, Some("{}".into())).is_err(), "the row went");
        assert!(parse(&content, None).is_err(), "there is no row");
    }

    #[test]
    fn what_no_row_spells_is_stored_whole() {
        for raw in ["{\"id\": 1}", "no object", "[1]"] {
            let whole = with_raw(raw);
            let (content, beside) = print(whole.clone()).expect("printed");
            assert!(content.starts_with("{\"format\""), "{content}");
            assert_eq!(parse(&content, beside).expect("read"), whole);
        }
    }
}
