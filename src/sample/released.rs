//! The benchmark line as it was released (spec/benchmark.md §2.1).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// One released line. Unknown keys are kept in `unknown`; the text of an unchanged row is kept elsewhere
/// (`Sample::raw`), this is what the program works with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Released {
    /// Id in the file; a number, sometimes text.
    #[serde(default)]
    pub id: Value,
    /// Source benchmark.
    #[serde(default)]
    pub source_dataset: String,
    /// One of the 10 categories; `None` while it is not settled.
    #[serde(default)]
    pub category: Option<String>,
    /// The file's middle grouping.
    #[serde(default)]
    pub task: Option<String>,
    /// One of the 30 tasks; `None` while it is not settled.
    #[serde(default)]
    pub sub_task: Option<String>,
    /// The question.
    #[serde(default)]
    pub question: String,
    /// The question with its suffix, as some models get it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question_with_extra: Option<String>,
    /// Option texts without letters.
    #[serde(default)]
    pub options: Vec<String>,
    /// The key, as the file spells it.
    #[serde(default)]
    pub answer: String,
    /// What the source adds.
    #[serde(default)]
    pub extra_info: Value,
    /// Relative picture paths; a video is its frames.
    #[serde(default)]
    pub image_paths: Vec<String>,
    /// Relative video path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video_path: Option<String>,
    /// What kind of answer is asked for.
    pub question_type: QuestionType,
    /// What the model gets.
    pub input_modality: Modality,
    /// Id in the source.
    #[serde(default)]
    pub original_id: Value,
    /// The source's own category.
    #[serde(default)]
    pub original_category: Value,
    /// The source's own task.
    #[serde(default)]
    pub original_task: Value,
    /// Keys this version does not know.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// What kind of answer a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionType {
    /// One of several options.
    MultiChoice,
    /// Yes or no.
    #[serde(alias = "judgment")]
    Judgement,
    /// A number or text.
    OpenEnded,
}

/// What pictures a question comes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Modality {
    /// One picture.
    SingleImage,
    /// Several pictures.
    #[serde(alias = "multi-images")]
    MultiImage,
    /// Frames of a video.
    Video,
}

impl QuestionType {
    /// The released spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MultiChoice => "multi-choice",
            Self::Judgement => "judgement",
            Self::OpenEnded => "open-ended",
        }
    }
}

impl Modality {
    /// The released spelling.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SingleImage => "single-image",
            Self::MultiImage => "multi-image",
            Self::Video => "video",
        }
    }
}

/// Replaces top-level fields in the text of a JSON object and leaves every other byte as it stood (spacing, key
/// order, number spelling). Fields that are not there are added at the end.
///
/// # Errors
/// When `raw` is not a JSON object.
pub fn patch_raw(raw: &str, changes: &[(&str, Value)]) -> Result<String, serde_json::Error> {
    let fields = ordered_fields(raw)?;
    let mut out = String::with_capacity(raw.len());
    let mut copied = 0;
    let mut missing: Vec<&(&str, Value)> = changes.iter().collect();
    for (key, old) in &fields {
        // The last change of a name counts, and every field of that name gets it.
        let Some((_, value)) = changes.iter().rfind(|(name, _)| *name == *key) else {
            continue;
        };
        missing.retain(|(name, _)| *name != *key);
        let start = offset_in(raw, old.get());
        out.push_str(raw.get(copied..start).unwrap_or_default());
        out.push_str(&serde_json::to_string(value)?);
        copied = start + old.get().len();
    }
    let end = fields.last().map_or_else(
        || raw.find('{').map_or(0, |at| at + 1),
        |(_, last)| offset_in(raw, last.get()) + last.get().len(),
    );
    out.push_str(raw.get(copied..end).unwrap_or_default());
    for (i, (name, value)) in missing.into_iter().enumerate() {
        out.push_str(if fields.is_empty() && i == 0 {
            ""
        } else {
            ", "
        });
        out.push_str(&serde_json::to_string(name)?);
        out.push_str(": ");
        out.push_str(&serde_json::to_string(value)?);
    }
    out.push_str(raw.get(end..).unwrap_or_default());
    Ok(out)
}

/// The text of each named field of a JSON object as it stands there; of a name that comes twice the last, which is the
/// one that counts.
///
/// # Errors
/// When `raw` is not a JSON object.
pub fn last_fields<'a, const N: usize>(
    raw: &'a str,
    names: &[&str; N],
) -> Result<[Option<&'a str>; N], serde_json::Error> {
    let mut found = [None; N];
    for (key, value) in ordered_fields(raw)? {
        let at = names.iter().position(|name| *name == key);
        if let Some(found) = at.and_then(|at| found.get_mut(at)) {
            *found = Some(value.get());
        }
    }
    Ok(found)
}

/// Where a part of a text, borrowed from it, begins.
fn offset_in(whole: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize)
}

/// The fields of a JSON object in order, each value as its own text, borrowed from `raw`.
fn ordered_fields(raw: &str) -> Result<Vec<(Cow<'_, str>, &RawValue)>, serde_json::Error> {
    struct Fields<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);
    /// A name, borrowed unless it holds an escape.
    #[derive(Deserialize)]
    struct Name<'a>(#[serde(borrow)] Cow<'a, str>);
    impl<'de> Deserialize<'de> for Fields<'de> {
        fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            struct Visit;
            impl<'de> serde::de::Visitor<'de> for Visit {
                type Value = Fields<'de>;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> Result<Fields<'de>, A::Error> {
                    let mut fields = Vec::new();
                    while let Some((Name(name), value)) = map.next_entry()? {
                        fields.push((name, value));
                    }
                    Ok(Fields(fields))
                }
            }
            d.deserialize_map(Visit)
        }
    }
    serde_json::from_str::<Fields<'_>>(raw).map(|f| f.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patching_touches_nothing_else() {
        let raw = r#"{"id": 7, "x": 1.50, "answer": "(B)", "y": [1e3,  2]}"#;
        let patched = patch_raw(
            raw,
            &[
                ("answer", "C".into()),
                ("options", serde_json::json!(["a"])),
            ],
        )
        .expect("object");
        assert_eq!(
            patched,
            r#"{"id": 7, "x": 1.50, "answer": "C", "y": [1e3,  2], "options": ["a"]}"#
        );
        assert!(patch_raw("[1]", &[]).is_err());
        let spaced = "{\n  \"a\" : 1,\n  \"b\":2\n }";
        let patch = |raw: &str| patch_raw(raw, &[("b", 3.into()), ("c", 4.into())]);
        assert_eq!(
            patch(spaced).expect("object"),
            "{\n  \"a\" : 1,\n  \"b\":3, \"c\": 4\n }"
        );
        assert_eq!(patch("{ }").expect("object"), "{\"b\": 3, \"c\": 4 }");
    }

    #[test]
    fn both_spellings_of_both_editions_are_read() {
        let read = |t: &str| serde_json::from_str::<QuestionType>(t).expect("a type");
        assert_eq!(read("\"judgment\""), read("\"judgement\""));
        let read = |t: &str| serde_json::from_str::<Modality>(t).expect("a modality");
        assert_eq!(read("\"multi-images\""), read("\"multi-image\""));
    }
}
