//! What else comes from outside: rows of benchmarks, samples, answers, pictures, a file of visibility tables.

use super::Run;
use super::tree::Tree;
use spatialscore::answer::{self, Expect};
use spatialscore::dataset::index::{Index, IndexError};
use spatialscore::media::{Fit, Limits, decode, decode_depth, size_px};
use spatialscore::proof::{evaluate, expression};
use spatialscore::question::checks;
use spatialscore::record::{FORMATS, Rows, as_imported, parse_row};
use spatialscore::sample::{Sample, nested};
use std::path::Path;

/// Any text is some answer, and an answer that is written is read as itself. What stands behind a `|` is an option.
pub fn answers() -> Run {
    Box::new(|bytes| {
        let Ok(text) = std::str::from_utf8(bytes) else {
            return false;
        };
        let mut parts = text.split('|').map(str::to_owned);
        let text = parts.next().unwrap_or_default();
        let options: Vec<String> = parts.collect();
        for expect in [Expect::Open, Expect::YesNo, Expect::Choice(&options)] {
            let answer = answer::parse(&text, expect);
            assert!(text.trim().is_empty() || !answer.to_string().is_empty());
            let json = serde_json::to_string(&answer).expect("an answer has a line of its own");
            let again = serde_json::from_str(&json).expect("which is read back");
            assert_eq!(answer, again, "{json}");
        }
        true
    })
}

/// Any bytes are rows or located refusals, in every format; a row that became a sample becomes the same one again.
pub fn records() -> Run {
    Box::new(|bytes| {
        let mut held = false;
        for row in Rows::new(bytes).take(64).flatten() {
            for format in FORMATS {
                let Ok(parsed) = parse_row(&row, format, "fuzz", None) else {
                    continue;
                };
                held = true;
                // A whole sample that comes back carries the row that it was once read from.
                let own = parsed.sample.raw.as_deref().map(str::as_bytes) == Some(&row.bytes[..]);
                if let Some((_, again)) = as_imported(&parsed.sample).filter(|_| own) {
                    assert_eq!(parsed.sample.content_hash(), again.content_hash());
                }
            }
        }
        held
    })
}

/// Whatever a sample says about its proof, evaluating, explaining and checking it ends without a panic.
pub fn samples() -> Run {
    Box::new(|bytes| {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let Ok(sample) = nested::from_str::<Sample>(text) else {
            return false;
        };
        if let Some(expr) = &sample.proof {
            let _ = evaluate(expr, &sample.evidence);
            let _ = expression(expr);
        }
        let _ = checks::recheck(&sample);
        true
    })
}

/// Any bytes are a picture within the limits or an error.
pub fn pictures() -> Run {
    Box::new(|bytes| {
        let path = Path::new("a");
        // Small, so that what a header claims costs no time.
        let limits = Limits {
            max_pixels: 1 << 18,
            max_bytes: 4 << 20,
            ..Limits::default()
        };
        let sized = size_px(bytes, path, &limits).is_ok();
        let _ = decode_depth(bytes, path, &limits);
        if let Ok(picture) = decode(bytes, path, Fit::Within(64), &limits) {
            assert!(picture.bytes() <= 64 * 64 * 4, "{} bytes", picture.bytes());
        }
        sized
    })
}

/// Scenes that the seeds have tables of.
const SCENES: [&str; 3] = ["a", "b", "room"];

/// Any bytes are a file of tables, which may be cut off, or are refused and left as they are.
pub fn index() -> Run {
    let tree = Tree::new();
    Box::new(move |bytes| {
        let path = tree.write("v.jsonl", bytes);
        match Index::open(&path) {
            Ok(mut index) => {
                let tables = SCENES.map(|scene| index.table(scene));
                for table in tables.into_iter().flatten().flatten() {
                    index.add(&table).expect("written");
                    let again = index.table(&table.scene).expect("written just now");
                    assert_eq!(again, Some(table));
                }
                drop(index);
                Index::open(&path).expect("still a file of tables");
                true
            }
            Err(IndexError::Io { .. }) => false,
            Err(_) => {
                assert!(std::fs::read(&path).expect("there") == bytes);
                false
            }
        }
    })
}
