//! Text from templates: slots filled with names, and the byte ranges that the names take.

use crate::sample::Word;

/// A slot's name in the template, the words that fill it, and which part of them stands for which evidence.
#[derive(Clone, Copy, Debug)]
pub struct Slot<'a> {
    /// `{name}` in the template.
    pub name: &'a str,
    /// Words that come before the bound part, for example "the ".
    pub before: &'a str,
    /// The bound part, for example "table".
    pub text: &'a str,
    /// Evidence id that the bound part stands for.
    pub evidence: &'a str,
}

/// Fills a template. `field` is what the words belong to (`question`, `option:2`).
///
/// A slot that the template does not have is not used; a `{name}` without a slot stays as it stands, where a
/// test over the templates finds it. The first letter is put in upper case.
pub fn fill(template: &str, field: &str, slots: &[Slot<'_>]) -> (String, Vec<Word>) {
    let (mut text, mut words, mut rest) = (String::new(), Vec::new(), template);
    while let Some((plain, after)) = rest.split_once('{') {
        let Some((name, tail)) = after.split_once('}') else {
            break;
        };
        text.push_str(plain);
        match slots.iter().find(|s| s.name == name) {
            Some(slot) => {
                text.push_str(slot.before);
                let start = text.len();
                text.push_str(slot.text);
                words.push(Word {
                    evidence: slot.evidence.into(),
                    field: field.into(),
                    start,
                    end: text.len(),
                });
            }
            None => {
                text.push('{');
                text.push_str(name);
                text.push('}');
            }
        }
        rest = tail;
    }
    text.push_str(rest);
    (upper_first(text), words)
}

/// Upper case for an ASCII first letter; byte ranges stay true because its length does.
fn upper_first(mut text: String) -> String {
    if let Some(first) = text.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_where_they_say() {
        let slots = [
            Slot {
                name: "a",
                before: "",
                text: "chair 1",
                evidence: "e1",
            },
            Slot {
                name: "b",
                before: "the ",
                text: "table",
                evidence: "e2",
            },
        ];
        let (text, words) = fill("how far is {a} from {b}?", "question", &slots);
        assert_eq!(text, "How far is chair 1 from the table?");
        let bound: Vec<(&str, &str)> = words
            .iter()
            .map(|w| (w.evidence.as_str(), &text[w.start..w.end]))
            .collect();
        assert_eq!(bound, [("e1", "chair 1"), ("e2", "table")]);
    }
}
