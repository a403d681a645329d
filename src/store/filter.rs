//! What part of the queue is shown: filters, order, and the SQL they come to.

use super::sample_rows::VISIBLE;
use crate::sample::{DataKind, Modality, QuestionType, State};
use rusqlite::types::Value;
use serde::{Deserialize, Serialize};

/// A sample's place in the queue: the order in which samples came in. Means nothing in another project.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Row(pub i64);

/// Which samples are shown. An empty list lets everything pass; "" in a list of names stands for "not settled".
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Categories.
    pub categories: Vec<String>,
    /// The 30 tasks.
    pub tasks: Vec<String>,
    /// Answer formats.
    pub question_types: Vec<QuestionType>,
    /// What the model gets.
    pub modalities: Vec<Modality>,
    /// Source benchmarks.
    pub sources: Vec<String>,
    /// Real, simulated or made by a model.
    pub data_kinds: Vec<DataKind>,
    /// States.
    pub states: Vec<State>,
    /// Flagged for the lead, or not.
    pub flagged: Option<bool>,
    /// Words of the question; all must occur, the beginning of a word suffices.
    pub text: String,
}

/// In what order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// As they came in.
    #[default]
    Queue,
    /// Last touched first.
    Newest,
    /// By category and task.
    Task,
    /// By source.
    Source,
    /// By state, in the order of the flow.
    State,
    /// By text.
    Question,
}

impl Sort {
    /// Columns to order by; the queue's order settles ties.
    pub(super) fn sql(self) -> String {
        match self {
            Self::Queue => "s.id".into(),
            Self::Newest => "t.touched_at_ms DESC, s.id".into(),
            Self::Task => "t.category, t.sub_task, s.id".into(),
            Self::Source => "t.source_dataset, s.id".into(),
            Self::State => {
                let names = State::ALL.iter().enumerate();
                let whens: String = names
                    .map(|(i, s)| format!(" WHEN '{}' THEN {i}", s.as_str()))
                    .collect();
                format!("CASE t.state{whens} END, s.id")
            }
            Self::Question => "t.question, s.id".into(),
        }
    }
}

/// A WHERE clause with its parameters, over `samples s` and `sample_state t`.
pub(super) struct Conditions {
    pub sql: String,
    pub values: Vec<Value>,
}

impl Filter {
    pub(super) fn conditions(&self) -> Conditions {
        let mut out = Conditions {
            sql: VISIBLE.into(),
            values: Vec::new(),
        };
        out.one_of("coalesce(t.category, '')", &self.categories);
        out.one_of("coalesce(t.sub_task, '')", &self.tasks);
        out.one_of("t.question_type", &self.question_types);
        out.one_of("t.input_modality", &self.modalities);
        out.one_of("t.source_dataset", &self.sources);
        out.one_of("t.data_kind", &self.data_kinds);
        out.one_of("t.state", &self.states);
        if let Some(flagged) = self.flagged {
            out.and("t.flagged = ?", Value::Integer(flagged.into()));
        }
        out.text(&self.text);
        out
    }
}

impl Conditions {
    fn and(&mut self, sql: &str, value: Value) {
        self.sql.push_str(" AND ");
        self.sql.push_str(sql);
        self.values.push(value);
    }

    /// One parameter for the whole list, however long it is.
    fn one_of<T: Serialize>(&mut self, column: &str, allowed: &[T]) {
        if allowed.is_empty() {
            return;
        }
        let list = serde_json::json!(allowed).to_string();
        self.and(
            &format!("{column} IN (SELECT value FROM json_each(?))"),
            Value::Text(list),
        );
    }

    fn text(&mut self, text: &str) {
        let text: String = text
            .chars()
            .filter(|c| !c.is_control())
            .take(LONGEST_SEARCH)
            .collect();
        for word in text.split_whitespace().filter(|word| !has_words(word)) {
            self.and("t.question LIKE ? ESCAPE '\\'", Value::Text(like(word)));
        }
        let words: Vec<String> = text
            .split_whitespace()
            .filter(|word| has_words(word))
            .map(prefix)
            .collect();
        if !words.is_empty() {
            let sql = "s.id IN (SELECT rowid FROM question_words WHERE question_words MATCH ?)";
            self.and(sql, Value::Text(words.join(" ")));
        }
    }
}

/// Characters of a search that are looked at.
const LONGEST_SEARCH: usize = 400;

/// Whether the index splits this as people would. It cuts words at spaces and signs, so text that is written without
/// spaces (Chinese, Japanese, Thai) is one long word there, and signs alone are none: those are searched by a scan.
fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric) && !text.chars().any(is_written_without_spaces)
}

fn is_written_without_spaces(c: char) -> bool {
    matches!(u32::from(c),
        0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff // Thai, Lao, Burmese, Khmer
        | 0x2e80..=0x9fff // radicals, kana, Han
        | 0xac00..=0xd7af | 0x1100..=0x11ff // Hangul: spaced, but endings hide the word's end
        | 0xf900..=0xfaff | 0xff66..=0xff9f | 0x20000..=0x3ffff)
}

/// The word as the index's query language quotes it, as the beginning of a word.
fn prefix(word: &str) -> String {
    format!("\"{}\"*", word.replace('"', "\"\""))
}

fn like(word: &str) -> String {
    let escaped = word
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{escaped}%")
}

/// The stored name of a kind of pictures.
pub(super) fn data_kind_name(kind: DataKind) -> &'static str {
    match kind {
        DataKind::Real => "real",
        DataKind::Simulated => "simulated",
        DataKind::Aigc => "aigc",
        DataKind::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_go_to_the_index_and_the_rest_to_a_scan() {
        let filter = |text: &str| {
            Filter {
                text: text.into(),
                ..Filter::default()
            }
            .conditions()
        };
        let plain = filter("chair tab\"le");
        assert_eq!(
            plain.values,
            [Value::Text("\"chair\"* \"tab\"\"le\"*".into())]
        );
        let chinese = filter("椅子 50%");
        assert_eq!(
            chinese.values,
            [Value::Text("%椅子%".into()), Value::Text("\"50%\"*".into())]
        );
        assert_eq!(filter("_?").values, [Value::Text("%\\_?%".into())]);
        assert!(filter(" \u{0} ").values.is_empty());
    }

    #[test]
    fn a_filter_reads_what_it_writes_and_forgives_missing_fields() {
        let filter = Filter {
            states: vec![State::Valid],
            flagged: Some(true),
            ..Filter::default()
        };
        let text = serde_json::to_string(&filter).expect("json");
        assert_eq!(
            serde_json::from_str::<Filter>(&text).expect("filter"),
            filter
        );
        assert_eq!(
            serde_json::from_str::<Filter>("{}").expect("filter"),
            Filter::default()
        );
    }
}
