//! Text to answer.
//!
//! Spellings found in released files: `B`, `(B)`, `b`, `(a)`, `B.`, `Yes`, `no`, `4`, `2.2 m`,
//! `60 centimeters`, ` 2.15 meters`, and the text of an option in full.

use super::{Answer, Quantity, Unit};

/// What the question asks for: decides how text is read.
#[derive(Clone, Copy, Debug)]
pub enum Expect<'a> {
    /// One of these options.
    Choice(&'a [String]),
    /// Yes or no.
    YesNo,
    /// A number, with or without a unit, or free text.
    Open,
}

/// Reads an answer; never fails: what cannot be settled is [`Answer::Ambiguous`] with the reason.
pub fn parse(text: &str, expect: Expect<'_>) -> Answer {
    let text = text.trim();
    if text.is_empty() {
        return Answer::ambiguous("the answer is empty");
    }
    match expect {
        Expect::Choice(options) => choice(text, options),
        Expect::YesNo => yes_no(text),
        Expect::Open => open(text),
    }
}

fn choice(text: &str, options: &[String]) -> Answer {
    let by_text: Vec<usize> = (0..options.len())
        .filter(|i| same_text(&options[*i], text))
        .collect();
    match (letter_of(text), by_text.as_slice()) {
        (Some(index), []) if index < options.len() => Answer::Option { index },
        (Some(index), []) => Answer::ambiguous(format!(
            "the answer {text:?} names option {} of {}",
            index + 1,
            options.len()
        )),
        (None, [index]) => Answer::Option { index: *index },
        (None, []) => Answer::ambiguous(format!("the answer {text:?} is not one of the options")),
        (Some(index), [same]) if index == *same => Answer::Option { index },
        (Some(index), [other]) => Answer::ambiguous(format!(
            "the answer {text:?} is the letter of option {} and the text of option {}",
            index + 1,
            other + 1
        )),
        (_, several) => Answer::ambiguous(format!("{} options read {text:?}", several.len())),
    }
}

fn same_text(option: &str, text: &str) -> bool {
    let plain = |s: &str| s.trim().trim_end_matches('.').to_lowercase();
    plain(option) == plain(text)
}

/// The option that a lone letter names: `B`, `(B)`, `b)`, `B.`; from 0.
fn letter_of(text: &str) -> Option<usize> {
    let inner = text
        .trim()
        .trim_end_matches('.')
        .trim_start_matches('(')
        .trim_end_matches(')')
        .trim();
    let mut chars = inner.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if c.is_ascii_alphabetic() => {
            Some(usize::from(c.to_ascii_uppercase() as u8 - b'A'))
        }
        _ => None,
    }
}

fn yes_no(text: &str) -> Answer {
    match text.trim_end_matches('.').to_lowercase().as_str() {
        "yes" | "true" => Answer::YesNo { value: true },
        "no" | "false" => Answer::YesNo { value: false },
        _ => Answer::ambiguous(format!("the answer {text:?} is neither yes nor no")),
    }
}

fn open(text: &str) -> Answer {
    if let Ok(value) = text.parse::<u64>() {
        return Answer::Count { value };
    }
    match quantity(text) {
        Some(q) => Answer::Quantity(q),
        None => Answer::Text {
            text: text.to_owned(),
        },
    }
}

/// A number and an optional unit, nothing else: `2.2 m`, `60 centimeters`, `3.6`, `1.4m`.
///
/// The step is the last printed decimal. `None` for other text, and for numbers that are not finite.
pub fn quantity(text: &str) -> Option<Quantity> {
    let text = text.trim();
    let end = text
        .char_indices()
        .find(|(i, c)| !(c.is_ascii_digit() || *c == '.' || (*i == 0 && matches!(c, '-' | '+'))))
        .map_or(text.len(), |(i, _)| i);
    let (digits, word) = text.split_at(end);
    let (value, step) = number(digits)?;
    let word = word.trim();
    let unit = if word.is_empty() {
        Unit::None
    } else {
        Unit::parse(word)?
    };
    Some(Quantity { value, unit, step })
}

/// A plain decimal number and the step of its last printed digit (`2.20` is 2.2 by 0.01, `8` is 8 by 1).
pub fn number(text: &str) -> Option<(f64, f64)> {
    let value: f64 = text.parse().ok().filter(|v: &f64| v.is_finite())?;
    let decimals = text.split_once('.').map_or(0, |(_, d)| d.len());
    let step = format!("1e-{decimals}").parse().ok()?;
    Some((value, step))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|t| (*t).to_owned()).collect()
    }

    #[test]
    fn every_letter_spelling_names_the_same_option() {
        let four = options(&["1.1 m", "1.4 m", "1.9 m", "2.6 m"]);
        for text in [
            "B", "(B)", "b", "(b)", "B.", "b)", " (B) ", "1.4 m", "1.4 M.",
        ] {
            assert_eq!(
                parse(text, Expect::Choice(&four)),
                Answer::Option { index: 1 },
                "{text}"
            );
        }
    }

    #[test]
    fn what_cannot_be_settled_says_why() {
        let why = |text: &str, texts: &[&str]| match parse(text, Expect::Choice(&options(texts))) {
            Answer::Ambiguous { why } => why,
            other => format!("not ambiguous: {other:?}"),
        };
        assert_eq!(
            why("F", &["left", "right"]),
            "the answer \"F\" names option 6 of 2"
        );
        assert_eq!(
            why("up", &["left", "right"]),
            "the answer \"up\" is not one of the options"
        );
        assert_eq!(why("left", &["left", "left"]), "2 options read \"left\"");
        assert_eq!(
            why("A", &["B", "A"]),
            "the answer \"A\" is the letter of option 1 and the text of option 2"
        );
        assert_eq!(why(" ", &["B", "A"]), "the answer is empty");
        assert!(matches!(
            parse("maybe", Expect::YesNo),
            Answer::Ambiguous { .. }
        ));
    }

    #[test]
    fn a_letter_that_is_also_its_own_text_is_no_conflict() {
        assert_eq!(
            parse("B", Expect::Choice(&options(&["A", "B"]))),
            Answer::Option { index: 1 }
        );
    }

    #[test]
    fn numbers_keep_unit_and_step() {
        let q = |value, unit, step| Answer::Quantity(Quantity { value, unit, step });
        assert_eq!(parse("2.2 m", Expect::Open), q(2.2, Unit::M, 0.1));
        assert_eq!(
            parse("60 centimeters", Expect::Open),
            q(60.0, Unit::Cm, 1.0)
        );
        assert_eq!(parse(" 2.15 meters", Expect::Open), q(2.15, Unit::M, 0.01));
        assert_eq!(parse("3.6", Expect::Open), q(3.6, Unit::None, 0.1));
        assert_eq!(parse("8", Expect::Open), Answer::Count { value: 8 });
        assert_eq!(
            parse("1e999", Expect::Open),
            Answer::Text {
                text: "1e999".into()
            }
        );
        assert_eq!(
            parse("2 apples", Expect::Open),
            Answer::Text {
                text: "2 apples".into()
            }
        );
    }
}
