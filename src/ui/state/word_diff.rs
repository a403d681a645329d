//! Two texts word by word: which pieces only one of them has.

use similar::{ChangeTag, TextDiff};

/// Longer texts are not compared word by word, bytes: the comparison is quadratic at worst, and is made at every frame.
const LONGEST_BYTES: usize = 4_000;

/// A piece of a text, and whether the other text lacks it.
pub type Piece<'a> = (&'a str, bool);

/// Both texts in pieces, in their order; the pieces of each put together are the text. Words are those of Unicode
/// (UAX #29), so a text without spaces is compared character by character.
pub fn word_diff<'a>(original: &'a str, fix: &'a str) -> [Vec<Piece<'a>>; 2] {
    if original.len().max(fix.len()) > LONGEST_BYTES {
        let whole = |text| vec![(text, original != fix)];
        return [whole(original), whole(fix)];
    }
    let diff = TextDiff::from_unicode_words(original, fix);
    let side = |own: ChangeTag| {
        let words = diff
            .iter_all_changes()
            .filter(|change| change.tag() == ChangeTag::Equal || change.tag() == own)
            .map(|change| (change.value(), change.tag() == own));
        with_spaces(words.collect())
    };
    [side(ChangeTag::Delete), side(ChangeTag::Insert)]
}

/// A space between two changed words is marked with them: one mark, not one per word.
fn with_spaces(mut words: Vec<Piece<'_>>) -> Vec<Piece<'_>> {
    for at in 1..words.len().saturating_sub(1) {
        if let [(_, true), (space, marked), (_, true)] = &mut words[at - 1..=at + 1] {
            *marked |= space.trim().is_empty();
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(pieces: &[Piece<'_>]) -> String {
        pieces
            .iter()
            .map(|(text, changed)| {
                if *changed {
                    format!("[{text}]")
                } else {
                    (*text).to_owned()
                }
            })
            .collect::<String>()
            .replace("][", "")
    }

    #[test]
    fn marks_the_words_that_only_one_text_has() {
        let [original, fix] = word_diff(
            "How far is chair 1 from the sofa?",
            "How far is the red chair 2 from the sofa?",
        );
        assert_eq!(marked(&original), "How far is chair [1] from the sofa?");
        assert_eq!(
            marked(&fix),
            "How far is [the red ]chair [2] from the sofa?"
        );
        let [original, fix] = word_diff("椅子有多远？", "桌子有多远？");
        assert_eq!(marked(&original), "[椅]子有多远？");
        assert_eq!(marked(&fix), "[桌]子有多远？");
    }

    #[test]
    fn pieces_put_together_are_the_text_whatever_its_length() {
        let long = "chair ".repeat(1_000);
        for (a, b) in [
            ("", ""),
            ("", "a b"),
            ("a  b", "b  a"),
            (long.as_str(), "chair"),
        ] {
            for (pieces, text) in word_diff(a, b).iter().zip([a, b]) {
                let whole: String = pieces.iter().map(|(piece, _)| *piece).collect();
                assert_eq!(whole, text);
            }
        }
        assert!(
            word_diff(&long, &long)[0]
                .iter()
                .all(|(_, changed)| !changed)
        );
    }
}
