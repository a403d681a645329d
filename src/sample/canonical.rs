//! Canonical JSON for hashes: sorted keys, no spaces, strings in NFC, numbers as they print shortest.

use super::Digest;
use serde_json::Value;
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The hash of a value's canonical form.
pub fn hash(value: &Value) -> Digest {
    Digest::of(&bytes(value))
}

/// A value's canonical form.
pub fn bytes(value: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    write(value, &mut out);
    out
}

/// The canonical form of an object, written field by field. The caller names the fields in order.
pub struct Object {
    out: Vec<u8>,
    last: Option<&'static str>,
}

impl Default for Object {
    fn default() -> Self {
        Self::new()
    }
}

impl Object {
    /// An object without fields.
    pub fn new() -> Self {
        let mut out = Vec::with_capacity(2048);
        out.push(b'{');
        Self { out, last: None }
    }

    /// Adds a field. What cannot be a JSON value (a number that is not finite is) stands as null.
    pub fn value(&mut self, name: &'static str, value: &impl serde::Serialize) {
        self.name(name);
        let value = serde_json::to_value(value).unwrap_or(Value::Null);
        write(&value, &mut self.out);
    }

    /// Adds a text.
    pub fn text(&mut self, name: &'static str, text: &str) {
        self.name(name);
        string(text, &mut self.out);
    }

    /// Adds a list of texts.
    pub fn texts<'a>(&mut self, name: &'static str, texts: impl Iterator<Item = &'a str>) {
        self.name(name);
        self.out.push(b'[');
        for (i, text) in texts.enumerate() {
            if i > 0 {
                self.out.push(b',');
            }
            string(text, &mut self.out);
        }
        self.out.push(b']');
    }

    /// The hash of the object as it now is.
    pub fn hash(mut self) -> Digest {
        self.out.push(b'}');
        Digest::of(&self.out)
    }

    fn name(&mut self, name: &'static str) {
        debug_assert!(self.last < Some(name), "fields come in order");
        if self.last.replace(name).is_some() {
            self.out.push(b',');
        }
        string(name, &mut self.out);
        self.out.push(b':');
    }
}

fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(n) => out.extend_from_slice(n.to_string().as_bytes()),
        Value::String(s) => string(s, out),
        Value::Array(items) => {
            out.push(b'[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write(item, out);
            }
            out.push(b']');
        }
        Value::Object(map) => {
            let mut keys: Vec<(Cow<'_, str>, &Value)> =
                map.iter().map(|(k, v)| (nfc(k), v)).collect();
            keys.sort_by(|a, b| a.0.cmp(&b.0));
            out.push(b'{');
            for (i, (key, item)) in keys.into_iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                string(&key, out);
                out.push(b':');
                write(item, out);
            }
            out.push(b'}');
        }
    }
}

/// A JSON string in NFC, escaped as serde_json escapes (only what must be).
fn string(text: &str, out: &mut Vec<u8>) {
    // Writing a string to memory cannot fail.
    let _ = serde_json::to_writer(out, &*nfc(text));
}

/// Unicode normalisation form C; most text already is.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn piece_by_piece_is_the_same_as_at_once() {
        let mut object = Object::new();
        object.value("a", &serde_json::json!({"z": 1, "b": [1.5]}));
        object.text("e", "cafe\u{301} \"x\"");
        object.texts("z", ["p", "q"].into_iter());
        let whole = serde_json::json!({
            "z": ["p", "q"], "e": "café \"x\"", "a": {"b": [1.5], "z": 1},
        });
        assert_eq!(object.hash(), hash(&whole));
    }

    #[test]
    fn key_order_spacing_and_unicode_form_do_not_matter() {
        let parse = |text: &str| serde_json::from_str::<Value>(text).expect("json");
        let a = parse("{\"b\": [1, 2.50], \"a\": \"caf\\u00e9\"}");
        let b = parse("{\"a\":\"cafe\\u0301\",\"b\":[1,2.5]}");
        assert_eq!(
            String::from_utf8(bytes(&a)).expect("utf-8"),
            "{\"a\":\"café\",\"b\":[1,2.5]}"
        );
        assert_eq!(hash(&a), hash(&b));
        assert_ne!(hash(&a), hash(&parse("{\"a\":\"cafe\",\"b\":[1,2.5]}")));
    }
}
