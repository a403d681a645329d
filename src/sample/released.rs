//! The benchmark line as it was released (spec/benchmark.md §2.1).

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

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

/// Replaces top-level fields in the text of a JSON object and leaves every other byte of value text as it
/// stood (key order, number spelling). Fields that are not there are added at the end.
///
/// # Errors
/// When `raw` is not a JSON object.
pub fn patch_raw(raw: &str, changes: &[(&str, Value)]) -> Result<String, serde_json::Error> {
    let mut fields: Vec<(String, Box<RawValue>)> = ordered_fields(raw)?;
    for (name, value) in changes {
        let text = serde_json::value::to_raw_value(value)?;
        match fields.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = text,
            None => fields.push(((*name).to_owned(), text)),
        }
    }
    let mut out = String::with_capacity(raw.len());
    for (i, (key, value)) in fields.iter().enumerate() {
        out.push_str(if i == 0 { "{" } else { ", " });
        out.push_str(&serde_json::to_string(key)?);
        out.push_str(": ");
        out.push_str(value.get());
    }
    out.push_str(if fields.is_empty() { "{}" } else { "}" });
    Ok(out)
}

/// The fields of a JSON object in order, each value as its own text.
fn ordered_fields(raw: &str) -> Result<Vec<(String, Box<RawValue>)>, serde_json::Error> {
    struct Fields(Vec<(String, Box<RawValue>)>);
    impl<'de> Deserialize<'de> for Fields {
        fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
            struct Visit;
            impl<'de> serde::de::Visitor<'de> for Visit {
                type Value = Fields;
                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }
                fn visit_map<A: serde::de::MapAccess<'de>>(
                    self,
                    mut map: A,
                ) -> Result<Fields, A::Error> {
                    let mut fields = Vec::new();
                    while let Some(entry) = map.next_entry()? {
                        fields.push(entry);
                    }
                    Ok(Fields(fields))
                }
            }
            d.deserialize_map(Visit)
        }
    }
    serde_json::from_str::<Fields>(raw).map(|f| f.0)
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
    }

    #[test]
    fn both_spellings_of_both_editions_are_read() {
        let read = |t: &str| serde_json::from_str::<QuestionType>(t).expect("a type");
        assert_eq!(read("\"judgment\""), read("\"judgement\""));
        let read = |t: &str| serde_json::from_str::<Modality>(t).expect("a modality");
        assert_eq!(read("\"multi-images\""), read("\"multi-image\""));
    }
}
