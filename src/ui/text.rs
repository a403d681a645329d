//! All words on screen, by dotted key, from `assets/text/en.toml`.
//!
//! Screens ask for a key and never write words themselves: [`tr`] for fixed words, [`tr_with`] for words with
//! `{placeholders}`, [`tr_in`] where the last part of the key comes from data (a reason, an action, a mark). A test
//! holds the source against the file both ways: no key without words, no words without a key in the source.
//! Numbers are spelled here too, since their spelling belongs to the language.

use std::{collections::BTreeMap, sync::LazyLock};

const TOML: &str = include_str!("../../assets/text/en.toml");

static WORDS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let table: toml::Table =
        toml::from_str(TOML).expect("assets/text/en.toml is embedded and parsed by a test");
    let mut words = BTreeMap::new();
    flatten(&table, "", &mut words);
    words
});

fn flatten(table: &toml::Table, prefix: &str, words: &mut BTreeMap<String, String>) {
    for (name, value) in table {
        let key = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        match value {
            toml::Value::Table(inner) => flatten(inner, &key, words),
            toml::Value::String(text) => {
                words.insert(key, text.clone());
            }
            other => {
                words.insert(key, other.to_string());
            }
        }
    }
}

/// The words of a key. A key without words shows itself, so that a gap is seen and nothing breaks.
#[must_use]
pub fn tr(key: &'static str) -> &'static str {
    WORDS.get(key).map_or(key, String::as_str)
}

/// The words of `group.key`, where `key` comes from data.
#[must_use]
pub fn tr_in(group: &str, key: &'static str) -> &'static str {
    WORDS
        .get(&format!("{group}.{key}"))
        .map_or(key, String::as_str)
}

/// The words of a key with its placeholders filled: `tr_with("status.saved", &[("time", "14:32:07")])`.
#[must_use]
pub fn tr_with(key: &'static str, values: &[(&str, &str)]) -> String {
    fill(tr(key), values)
}

/// Replaces each `{name}` by its value in one pass, so that a value that looks like a placeholder stays as it is.
fn fill(template: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let value = after.split_once('}').and_then(|(name, tail)| {
            values
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value, tail))
        });
        match value {
            Some((value, tail)) => {
                filled.push_str(value);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled + rest
}

/// A count with a comma between groups of three digits: `63,857`.
#[must_use]
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A share from 0 to 1 as whole per cent: `92 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    if share.is_finite() {
        format!("{:.0} %", share * 100.0)
    } else {
        tr("number.unknown").to_owned()
    }
}

/// Bytes as `612 MB` or `1.2 GB`, in powers of 1,000.
#[must_use]
pub fn bytes(bytes: u64) -> String {
    let mb = bytes as f64 / 1e6;
    if mb >= 1000.0 {
        format!("{:.1} GB", mb / 1000.0)
    } else {
        format!("{mb:.0} MB")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeSet, fs, path::Path};

    #[test]
    fn placeholders_are_filled_once() {
        assert_eq!(
            fill("Saved {time}", &[("time", "14:32:07")]),
            "Saved 14:32:07"
        );
        assert_eq!(fill("{a} of {b}", &[("a", "{b}"), ("b", "2")]), "{b} of 2");
        assert_eq!(fill("{unknown} {", &[("a", "1")]), "{unknown} {");
    }

    #[test]
    fn numbers_are_spelled_as_the_design_says() {
        assert_eq!(
            [
                count(0),
                count(999),
                count(1_930),
                count(63_857),
                count(1_000_000)
            ],
            ["0", "999", "1,930", "63,857", "1,000,000"]
        );
        assert_eq!(
            [percent(0.92), percent(1.0), percent(f64::NAN)],
            ["92 %", "100 %", "–"]
        );
        assert_eq!(
            [bytes(612_000_000), bytes(1_200_000_000)],
            ["612 MB", "1.2 GB"]
        );
    }

    #[test]
    fn words_follow_the_voice() {
        for (key, words) in WORDS.iter() {
            let lower = words.to_lowercase();
            for banned in ["please", "successfully", "!"] {
                assert!(!lower.contains(banned), "{key}: {words:?} says {banned:?}");
            }
            let is_one_sentence = words.matches(". ").count() == 0 && !key.starts_with("prose.");
            assert!(
                !(is_one_sentence && words.ends_with('.')),
                "{key}: {words:?} ends with a full stop"
            );
            assert_eq!(words.trim(), words, "{key} has space around it");
        }
    }

    #[test]
    fn every_key_in_the_source_has_words_and_all_words_are_used() {
        let mut scan = Scan::default();
        scan.folder(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/ui")));
        assert!(
            scan.keys.len() > 10 && scan.groups.len() > 3,
            "the scan finds nothing"
        );
        let missing = |key: &&String| !WORDS.contains_key(*key);
        let missing: Vec<_> = scan.keys.iter().filter(missing).collect();
        assert!(missing.is_empty(), "no words for {missing:?}");
        let unused = |key: &&String| {
            let group = key.split('.').next().unwrap_or_default();
            !scan.keys.contains(*key) && !scan.groups.contains(group)
        };
        let unused: Vec<_> = WORDS.keys().filter(unused).collect();
        assert!(unused.is_empty(), "no code uses {unused:?}");
    }

    /// What the source names: whole keys, and groups whose keys come from data.
    #[derive(Default)]
    struct Scan {
        keys: BTreeSet<String>,
        groups: BTreeSet<String>,
    }

    impl Scan {
        fn folder(&mut self, folder: &Path) {
            for entry in fs::read_dir(folder).expect("the source is there") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    self.folder(&path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let source = fs::read_to_string(&path).expect("a source file");
                    // A test module in the file is cut off; a line that only names a test file is not.
                    self.source(
                        source
                            .split("#[cfg(test)]\nmod tests {")
                            .next()
                            .unwrap_or_default(),
                    );
                }
            }
        }

        fn source(&mut self, source: &str) {
            let code = source
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            let code: String = code.collect::<Vec<_>>().join("\n");
            for call in ["tr(", "tr_with("] {
                self.keys.extend(arguments(&code, call));
            }
            self.groups.extend(arguments(&code, "tr_in("));
            // A key may be chosen first and looked up later, so any literal that is one counts as a use.
            let literals = code.split('"').filter(|text| WORDS.contains_key(*text));
            self.keys.extend(literals.map(str::to_owned));
        }
    }

    /// The string literals in the first arguments of all calls of a function; several where an `if` chooses.
    fn arguments(code: &str, call: &str) -> Vec<String> {
        let calls = code.match_indices(call).filter(|(at, _)| {
            !code[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '_')
        });
        let first = calls.map(|(at, _)| first_argument(&code[at + call.len()..]));
        // Every second part between quotes is a literal.
        first
            .flat_map(|argument| argument.split('"').skip(1).step_by(2))
            .map(str::to_owned)
            .collect()
    }

    /// The text up to the comma or bracket that ends the first argument of a call.
    fn first_argument(code: &str) -> &str {
        let mut depth = 0_i32;
        let end = code.find(|sign: char| {
            match sign {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            depth < 0 || (depth == 0 && sign == ',')
        });
        &code[..end.unwrap_or(code.len())]
    }
}
