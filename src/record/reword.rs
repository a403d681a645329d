//! A change of a sample's words by a person, kept consistent: question, bare stem, and the options in field and text.

use super::finish::choice;
use super::{inline, rewrite::rewrite};
use crate::sample::Sample;

/// Gives a sample another question (as shown, without options) and other options.
///
/// Where options are written into the question they are written into the new one too, in the same style. Option
/// answers and `words` follow from text and are made anew by the caller; the key's answer stays as it is.
pub fn reword(mut sample: Sample, question: &str, options: &[String]) -> Sample {
    let changed = sample.shown_question() != question;
    if sample.stem.is_some() {
        let list = rewrite(&sample.released.question, options);
        sample.released.question = match (changed, inline::find(&list)) {
            (true, Ok(Some(found))) => {
                let list = list.get(found.list).unwrap_or_default();
                format!("{}\n{list}", question.trim_end())
            }
            _ => list,
        };
        sample.stem = Some(question.to_owned());
    } else {
        sample.released.question = question.to_owned();
    }
    if !sample.released.options.is_empty() || sample.stem.is_none() {
        sample.released.options = options.to_vec();
    }
    sample.options = options.iter().map(|text| choice(text)).collect();
    sample.seal()
}

#[cfg(test)]
mod tests {
    use super::super::{RawRow, format_named, parse_row};
    use super::*;

    fn sample(row: &str, format: &str) -> Sample {
        let row = RawRow {
            number: 1,
            offset: 0,
            bytes: row.into(),
        };
        let format = format_named(format).expect("known");
        parse_row(&row, format, "x.json", None)
            .expect("a row")
            .sample
    }

    #[test]
    fn options_in_the_question_follow() {
        let before = sample(
            "{\"index\": 1, \"question\": \"Where?\\n(a) left (b) right\", \"question_type\": \"multi-choice\", \"answer\": \"(a)\"}",
            "v0",
        );
        let options = ["up".to_owned(), "down".to_owned()];
        let after = reword(before.clone(), "Where to?", &options);
        assert_eq!(after.released.question, "Where to?\n(a) up (b) down");
        assert_eq!(after.released.options, options);
        assert_eq!(after.shown_question(), "Where to?");
        assert_eq!(after.key, before.key);
        assert_ne!(after.revision, before.revision);
        let only_options = reword(before, "Where?", &options);
        assert_eq!(only_options.released.question, "Where?\n(a) up (b) down");
    }

    #[test]
    fn a_bare_question_stays_bare() {
        let before = sample(
            "{\"id\": 1, \"question\": \"Where?\", \"options\": [\"left\", \"right\"], \"answer\": \"A\"}",
            "released",
        );
        let after = reword(before, "Where to?", &["l".to_owned(), "r".to_owned()]);
        assert_eq!(after.released.question, "Where to?");
        assert_eq!(after.released.options, ["l", "r"]);
        assert_eq!(after.stem, None);
    }
}
