//! Any text is some answer, and an answer that is printed is read as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use spatialscore::answer::{Expect, parse};

fuzz_target!(|text: &str| {
    let options: Vec<String> = text.split('|').map(str::to_owned).collect();
    for expect in [Expect::Open, Expect::YesNo, Expect::Choice(&options)] {
        let answer = parse(text, expect);
        let json = serde_json::to_string(&answer).expect("an answer has a line of its own");
        let again = serde_json::from_str(&json).expect("which is read back");
        assert_eq!(answer, again, "{json}");
    }
});
