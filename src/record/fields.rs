//! Typed access to the fields of one row, under any of several names, with faults that name the field.

use super::fault::Fault;
use serde_json::{Map, Value};

/// The fields of a row that are not taken yet.
pub struct Fields {
    map: Map<String, Value>,
    /// Names of fields that were taken; taking them out of the map one by one would move all others each time.
    taken: Vec<&'static str>,
}

impl Fields {
    /// All fields of a row.
    pub fn new(map: Map<String, Value>) -> Self {
        Self {
            map,
            taken: Vec::with_capacity(20),
        }
    }

    /// Whether there is a field of that name.
    pub fn has(&self, name: &str) -> bool {
        self.map.contains_key(name) && !self.taken.contains(&name)
    }

    /// What nobody took.
    pub fn rest(self) -> Map<String, Value> {
        let Self { mut map, taken } = self;
        if taken.is_empty() {
            return map;
        }
        map.retain(|name, _| !taken.contains(&name.as_str()));
        map
    }

    /// Names of the fields that nobody took, in order.
    pub fn names(&self) -> Vec<&str> {
        let free = |name: &&str| !self.taken.contains(name);
        self.map.keys().map(String::as_str).filter(free).collect()
    }

    /// Takes the first field of these names, whatever it holds; `Null` when there is none.
    pub fn any(&mut self, names: &[&'static str]) -> Value {
        self.take(names).map_or(Value::Null, |(_, value)| value)
    }

    /// Takes a text. A number or a boolean is taken as it is spelled; null and no field are `None`.
    ///
    /// # Errors
    /// [`Fault::WrongType`] for a list or an object.
    pub fn text(&mut self, names: &[&'static str]) -> Result<Option<String>, Fault> {
        match self.take(names) {
            None | Some((_, Value::Null)) => Ok(None),
            Some((name, value)) => scalar(name, "a text", value).map(Some),
        }
    }

    /// Takes a list of texts; a lone text is a list of one, null and no field are empty.
    ///
    /// # Errors
    /// [`Fault::WrongType`] for anything else.
    pub fn texts(&mut self, names: &[&'static str]) -> Result<Vec<String>, Fault> {
        const EXPECTED: &str = "a list of texts";
        match self.take(names) {
            None | Some((_, Value::Null)) => Ok(Vec::new()),
            Some((name, Value::Array(items))) => items
                .into_iter()
                .map(|item| scalar(name, EXPECTED, item))
                .collect(),
            Some((_, Value::String(text))) => Ok(vec![text]),
            Some((name, other)) => Err(wrong(name, EXPECTED, &other)),
        }
    }

    /// Takes a word of a closed list; null and no field are `None`.
    ///
    /// # Errors
    /// [`Fault::WrongType`] for other words and types.
    pub fn word<T: serde::de::DeserializeOwned>(
        &mut self,
        names: &[&'static str],
        expected: &'static str,
    ) -> Result<Option<T>, Fault> {
        match self.take(names) {
            None | Some((_, Value::Null)) => Ok(None),
            Some((name, value)) => match T::deserialize(&value) {
                Ok(word) => Ok(Some(word)),
                Err(_) => Err(wrong(name, expected, &value)),
            },
        }
    }

    fn take(&mut self, names: &[&'static str]) -> Option<(&'static str, Value)> {
        names.iter().find_map(|name| {
            let value = self.map.get_mut(*name)?;
            if self.taken.contains(name) {
                return None;
            }
            self.taken.push(name);
            Some((*name, value.take()))
        })
    }
}

fn scalar(name: &str, expected: &'static str, value: Value) -> Result<String, Fault> {
    match value {
        Value::String(text) => Ok(text),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(value) => Ok(value.to_string()),
        other => Err(wrong(name, expected, &other)),
    }
}

fn wrong(name: &str, expected: &'static str, found: &Value) -> Fault {
    Fault::WrongType {
        field: name.to_owned(),
        expected,
        found: match found {
            Value::String(text) => format!("{:?}", text.chars().take(40).collect::<String>()),
            other => kind(other).to_owned(),
        },
    }
}

/// What a JSON value is, in words.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::QuestionType;

    fn fields(text: &str) -> Fields {
        Fields::new(serde_json::from_str(text).expect("an object"))
    }

    #[test]
    fn takes_under_any_name_and_keeps_the_rest_in_order() {
        let mut f =
            fields("{\"z\": 1, \"dataset\": \"d\", \"a\": 4, \"image\": \"p\", \"b\": null}");
        assert_eq!(f.text(&["source_dataset", "dataset"]), Ok(Some("d".into())));
        assert_eq!(f.text(&["a"]), Ok(Some("4".into())));
        assert_eq!(f.texts(&["image"]), Ok(vec!["p".into()]));
        assert_eq!(f.text(&["b"]), Ok(None));
        assert_eq!(f.names(), ["z"]);
    }

    #[test]
    fn a_wrong_type_names_field_and_finding() {
        let mut f = fields("{\"options\": {\"A\": 1}, \"q\": [1], \"t\": \"essay\"}");
        let say = |fault: Fault| fault.to_string();
        assert_eq!(
            f.texts(&["options"]).map_err(say),
            Err("field \"options\": expected a list of texts, found an object".into())
        );
        assert_eq!(
            f.text(&["q"]).map_err(say),
            Err("field \"q\": expected a text, found a list".into())
        );
        assert_eq!(
            f.word::<QuestionType>(&["t"], "a kind of question")
                .map_err(say),
            Err("field \"t\": expected a kind of question, found \"essay\"".into())
        );
    }
}
