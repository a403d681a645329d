//! JSON nested as deep as a record may be. serde_json reads 127 levels by itself; here the brackets are counted first,
//! and what is not too deep is read to its bottom.

use serde::Deserialize;

/// The deepest nesting of a record.
pub const MAX_DEPTH: u32 = 128;
/// What a stored sample adds around the fields of its record, with room to spare.
const AROUND: u32 = 8;

/// Reads a record, or a sample that holds one.
///
/// # Errors
/// What serde_json finds, and a text nested deeper than a record in a sample can be.
pub fn from_str<'a, T: Deserialize<'a>>(json: &'a str) -> serde_json::Result<T> {
    if deeper_than(MAX_DEPTH + AROUND, json) {
        return Err(serde::de::Error::custom(format!(
            "nested deeper than {MAX_DEPTH} levels"
        )));
    }
    let mut reader = serde_json::Deserializer::from_str(json);
    // Counted above.
    reader.disable_recursion_limit();
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// Whether more than `limit` brackets are open at once somewhere outside of texts.
pub fn deeper_than(limit: u32, json: &str) -> bool {
    // Most records have fewer brackets in all; counting those is many times faster.
    let opening = json.bytes().filter(|b| matches!(b, b'{' | b'[')).count();
    opening > limit as usize && depth(json) > limit
}

/// The greatest number of brackets open at once outside of texts.
fn depth(json: &str) -> u32 {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_u32, 0, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn nested(levels: usize) -> String {
        format!("{}7{}", "[".repeat(levels), "]".repeat(levels))
    }

    #[test]
    fn depth_ignores_brackets_in_texts() {
        assert_eq!(depth("{\"a\": [\"[[[\\\"[\", {}]}"), 3);
        assert_eq!(depth("7"), 0);
    }

    #[test]
    fn reads_as_deep_as_a_sample_goes_and_refuses_what_would_cost_the_stack() {
        let most = (MAX_DEPTH + AROUND) as usize;
        let value: Value = from_str(&nested(most)).expect("not too deep");
        assert_eq!(value.to_string(), nested(most));
        for levels in [most + 1, 1_000_000] {
            let error = from_str::<Value>(&nested(levels)).expect_err("too deep");
            assert!(error.to_string().contains("128 levels"), "{error}");
        }
        assert!(from_str::<Value>("[1] 2").is_err(), "something after it");
    }
}
