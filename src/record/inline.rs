//! Options that are written into the question's text, in the styles found in the wild: `(A) x`, `A: x`,
//! `A. x, B. y` on one line, `(a) x (b) y`, and lists of lines, with or without `Options:` before them.
//!
//! Text that only might be a list is left alone; a list whose letters are not A, B, C… in order is refused with the
//! reason. Texts of options are trimmed and otherwise kept as they stand.

use super::marks::{Mark, Shape, marks};
use std::ops::Range;

/// Options found in a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inline {
    /// The question without them; text after the list stays, on a line of its own.
    pub stem: String,
    /// Their texts.
    pub options: Vec<String>,
    /// How they are written.
    pub style: Style,
    /// The bytes of the question that the list takes, its label (`Options:`) not included.
    pub list: Range<usize>,
}

/// How a list of options is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// How a letter is written; `None` for lines without letters.
    pub shape: Option<Shape>,
    /// Whether each stands on a line of its own.
    pub lines: bool,
    /// Whether commas stand between them.
    pub commas: bool,
}

/// What may stand before a list; not part of the question.
const LABELS: [&str; 4] = ["answer choices:", "options:", "choices:", "candidates:"];

/// Longer questions are not searched; the longest released one has a few thousand bytes.
const MAX_QUESTION_BYTES: usize = 64 << 10;

/// So many letters A, from the end, are tried as the start of a list; bounds the work on hostile text.
const MAX_STARTS: usize = 64;

/// The options written into a question; `None` when there are none.
///
/// # Errors
/// Why what looks like a list cannot be read, in a sentence without a full stop.
pub fn find(question: &str) -> Result<Option<Inline>, String> {
    if question.len() > MAX_QUESTION_BYTES {
        return Err(format!(
            "the question is longer than {MAX_QUESTION_BYTES} bytes"
        ));
    }
    let all = marks(question);
    let best = (0..all.len())
        .rev()
        .filter(|i| all.get(*i).is_some_and(|m| m.index == 0))
        .take(MAX_STARTS)
        .filter_map(|start| chain(question, &all, start))
        .max_by_key(|chain| {
            (
                chain.led,
                chain.marks.len(),
                chain.marks.first().map(|m| m.at),
            )
        });
    match best {
        Some(chain) => {
            in_order(&all, &chain)?;
            Ok(Some(lettered(question, &chain)))
        }
        None => {
            missing_start(&all)?;
            unlettered(question)
        }
    }
}

/// Marks A, B, C… of one shape.
struct Chain {
    marks: Vec<Mark>,
    /// The first stands at the start of a line or after a label, so this is a list for sure.
    led: bool,
    /// Every mark but the first starts a line.
    lines: bool,
}

/// The list that begins at mark number `start`, when at least B follows.
fn chain(question: &str, all: &[Mark], start: usize) -> Option<Chain> {
    let first = *all.get(start).filter(|m| m.index == 0)?;
    let labelled = ends_with_label(question.get(..first.at)?).is_some();
    let led = first.starts_line || labelled;
    let after_sentence = question
        .get(..first.at)?
        .trim_end()
        .ends_with(['?', '.', '!']);
    if !led && !after_sentence {
        return None;
    }
    let follow = |lines: bool| {
        let mut found = vec![first];
        for mark in all.get(start + 1..).unwrap_or_default() {
            if mark.shape == first.shape
                && mark.index == found.len()
                && (!lines || mark.starts_line)
            {
                found.push(*mark);
            }
        }
        (found.len() > 1).then_some(Chain {
            marks: found,
            led,
            lines,
        })
    };
    follow(true)
        .filter(|_| led)
        .or_else(|| follow(false))
        .filter(|chain| led || spoken(question, chain))
}

/// Whether each mark has words after it: initials in running text have not.
fn spoken(question: &str, chain: &Chain) -> bool {
    let ends = chain.marks.iter().skip(1).map(|m| m.at);
    chain
        .marks
        .iter()
        .zip(ends.chain([question.len()]))
        .all(|(mark, end)| {
            question
                .get(mark.body..end)
                .is_some_and(|body| !body.trim().is_empty())
        })
}

/// A list in which a letter is missing or comes twice is not read: its letters and positions disagree.
fn in_order(all: &[Mark], chain: &Chain) -> Result<(), String> {
    let (Some(first), Some(last)) = (chain.marks.first(), chain.marks.last()) else {
        return Ok(());
    };
    let belongs = |m: &&Mark| match chain.lines {
        true => m.starts_line || m.at == first.at,
        false => chain.marks.contains(m) || (m.at > last.at && m.index > last.index),
    };
    let letters: Vec<Mark> = all
        .iter()
        .filter(|m| m.shape == first.shape && m.at >= first.at)
        .filter(belongs)
        .copied()
        .collect();
    if letters.len() == chain.marks.len() {
        Ok(())
    } else {
        Err(disorder(&letters))
    }
}

/// Two or more lines with letters, none of them A.
fn missing_start(all: &[Mark]) -> Result<(), String> {
    let letters: Vec<Mark> = all.iter().filter(|m| m.starts_line).copied().collect();
    let rising = letters
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a.shape == b.shape && a.index < b.index));
    if rising {
        Err(disorder(&letters))
    } else {
        Ok(())
    }
}

fn disorder(letters: &[Mark]) -> String {
    let list: Vec<String> = letters
        .iter()
        .take(26)
        .filter_map(|m| crate::answer::letter(m.index).map(String::from))
        .collect();
    format!("the options' letters are {}", list.join(", "))
}

fn lettered(question: &str, chain: &Chain) -> Inline {
    let mut bodies: Vec<&str> = Vec::with_capacity(chain.marks.len());
    for (i, mark) in chain.marks.iter().enumerate() {
        let end = chain
            .marks
            .get(i + 1)
            .map_or_else(|| last_end(question, chain), |next| next.at);
        bodies.push(question.get(mark.body..end).unwrap_or_default().trim());
    }
    let commas = !chain.lines
        && bodies
            .split_last()
            .is_some_and(|(_, others)| others.iter().all(|body| body.ends_with(',')));
    let options = bodies
        .iter()
        .enumerate()
        .map(|(i, body)| match body.strip_suffix(',') {
            Some(short) if commas && i + 1 < bodies.len() => short.trim_end().to_owned(),
            _ => (*body).to_owned(),
        })
        .collect();
    let start = chain.marks.first().map_or(0, |m| m.at);
    let list = start..last_end(question, chain);
    Inline {
        stem: stem(question, &list),
        options,
        style: Style {
            shape: chain.marks.first().map(|m| m.shape),
            lines: chain.lines,
            commas,
        },
        list,
    }
}

/// Where the last option's text ends. On one line: where the line ends. In a list of lines it has as many lines as
/// each of the others; where those differ, it goes on to the next blank line.
fn last_end(question: &str, chain: &Chain) -> usize {
    let Some(last) = chain.marks.last() else {
        return 0;
    };
    let rest = question.get(last.body..).unwrap_or_default();
    let lines = if chain.lines {
        lines_each(question, chain)
    } else {
        Some(1)
    };
    let length = match lines {
        Some(count) => rest.split_inclusive('\n').take(count).map(str::len).sum(),
        None => rest.find("\n\n").unwrap_or(rest.len()),
    };
    let body = rest.get(..length).unwrap_or(rest);
    last.body + body.trim_end().len()
}

/// How many lines each option but the last takes, when it is the same for all.
fn lines_each(question: &str, chain: &Chain) -> Option<usize> {
    let mut counts = chain.marks.windows(2).filter_map(|pair| match pair {
        [a, b] => question
            .get(a.at..b.at)
            .map(|text| text.trim_end().split('\n').count()),
        _ => None,
    });
    let first = counts.next()?;
    counts.all(|count| count == first).then_some(first)
}

/// The question around its list.
fn stem(question: &str, list: &Range<usize>) -> String {
    let before = question.get(..list.start).unwrap_or_default();
    let before = ends_with_label(before).unwrap_or(before).trim_end();
    let after = question.get(list.end..).unwrap_or_default().trim();
    match (before.is_empty(), after.is_empty()) {
        (_, true) => before.to_owned(),
        (true, false) => after.to_owned(),
        (false, false) => format!("{before}\n{after}"),
    }
}

/// The text before a label that it ends with.
fn ends_with_label(text: &str) -> Option<&str> {
    let text = text.trim_end();
    LABELS.iter().find_map(|label| {
        let cut = text.len().checked_sub(label.len())?;
        let (before, end) = (text.get(..cut)?, text.get(cut..)?);
        end.eq_ignore_ascii_case(label).then_some(before)
    })
}

/// Lines after a label, without letters.
fn unlettered(question: &str) -> Result<Option<Inline>, String> {
    let mut at = 0;
    for line in question.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some(label_at) = label_in(line) else {
            continue;
        };
        let list = &question.get(at..).unwrap_or_default();
        let options: Vec<String> = list
            .lines()
            .map(|l| {
                l.trim()
                    .trim_start_matches(['-', '*', '•'])
                    .trim()
                    .to_owned()
            })
            .filter(|l| !l.is_empty())
            .collect();
        let same_line = line.get(label_at..).unwrap_or_default().trim();
        return match (same_line.is_empty(), options.len()) {
            (true, 2..) => Ok(Some(Inline {
                stem: question
                    .get(..start + label_at)
                    .map(|s| stem(s, &(s.len()..s.len())))
                    .unwrap_or_default(),
                options,
                style: Style {
                    shape: None,
                    lines: true,
                    commas: false,
                },
                list: at..question.trim_end().len(),
            })),
            (false, 0) if same_line.contains([',', ';']) => Err(
                "the options after their label have no letters, and commas may be part of them"
                    .to_owned(),
            ),
            _ => Ok(None),
        };
    }
    Ok(None)
}

/// Where a label ends in a line that it begins or that it follows a sentence in.
fn label_in(line: &str) -> Option<usize> {
    let lower = line.to_ascii_lowercase();
    LABELS.iter().find_map(|label| {
        let at = lower.rfind(label)?;
        let before = lower.get(..at)?.trim_end();
        (before.is_empty() || before.ends_with(['?', '.', '!'])).then_some(at + label.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(question: &str, stem: &str, options: &[&str]) {
        let found = find(question).expect("a list").expect("a list");
        assert_eq!(found.stem, stem);
        assert_eq!(found.options, options);
        assert_eq!(
            super::super::rewrite::rewrite(question, &found.options),
            question
        );
    }

    #[test]
    fn the_five_styles() {
        check(
            "Which?\n(A) a cup\n(B) a bowl",
            "Which?",
            &["a cup", "a bowl"],
        );
        check(
            "Which? Pick one.\nA: 1\nB: 2\nC: 3",
            "Which? Pick one.",
            &["1", "2", "3"],
        );
        check(
            "In what order? Options: A. cup, bowl, B. bowl, cup, C. both",
            "In what order?",
            &["cup, bowl", "bowl, cup", "both"],
        );
        check(
            "Where to?\n(a) Left (b) Right",
            "Where to?",
            &["Left", "Right"],
        );
        check("Which?\nA. cup\nB. bowl", "Which?", &["cup", "bowl"]);
        check(
            "Which?\nOptions:\n- cup\n- bowl",
            "Which?",
            &["cup", "bowl"],
        );
        check("Which?\na) cup\nb) bowl", "Which?", &["cup", "bowl"]);
        check("Which? (A) cup (B) bowl", "Which?", &["cup", "bowl"]);
        check(
            "Which? Options: A: cup\nB: bowl",
            "Which?",
            &["cup", "bowl"],
        );
    }

    #[test]
    fn text_after_the_list_stays_in_the_question() {
        check(
            "Which?\n(A) cup\n(B) bowl\nBoxes: red, blue.",
            "Which?\nBoxes: red, blue.",
            &["cup", "bowl"],
        );
        check(
            "Pick.\nA: cup\nB: bowl\n\nWhich is it?",
            "Pick.\nWhich is it?",
            &["cup", "bowl"],
        );
        check(
            "A: cup\nB: bowl\nWhich is it?",
            "Which is it?",
            &["cup", "bowl"],
        );
    }

    #[test]
    fn options_of_several_lines_each() {
        check(
            "Pick.\nA: 1 0\n0 1\n\nB: 2 0\n0 2\n\nC: 3 0\n0 3\n\nWhich matrix?",
            "Pick.\nWhich matrix?",
            &["1 0\n0 1", "2 0\n0 2", "3 0\n0 3"],
        );
    }

    #[test]
    fn brackets_letters_and_commas_inside_options_stay() {
        check(
            "Which?\n(A) the cup (red)\n(B) bowl A. or (B)",
            "Which?",
            &["the cup (red)", "bowl A. or (B)"],
        );
        check(
            "Is (A) or (B) nearer?\n(A) (A)\n(B) (B)",
            "Is (A) or (B) nearer?",
            &["(A)", "(B)"],
        );
        check(
            "Point?\nA: [0.1, 0.2]\nB: {\"x\": 1, \"y\": 2}",
            "Point?",
            &["[0.1, 0.2]", "{\"x\": 1, \"y\": 2}"],
        );
        check(
            "Where?\n\nA. on the left\nB. on the right.",
            "Where?",
            &["on the left", "on the right."],
        );
        check("哪个？\n(A) 杯子\n(B) 碗", "哪个？", &["杯子", "碗"]);
    }

    #[test]
    fn more_than_six_options() {
        let question = "How many?\n(A) 1\n(B) 2\n(C) 3\n(D) 4\n(E) 5\n(F) 6\n(G) 7";
        check(question, "How many?", &["1", "2", "3", "4", "5", "6", "7"]);
    }

    #[test]
    fn what_is_no_list_is_left_alone() {
        for question in [
            "Is box (A) or box (B) larger?",
            "Which of A, B, C is it?",
            "Choose a: 'turn back' or 'turn left': 1. Go. 2. [fill in]",
            "Is the U.S. A. B. sign left of it?",
            "Walk to A. Then stop",
            "",
        ] {
            assert_eq!(find(question), Ok(None), "{question}");
        }
    }

    #[test]
    fn a_list_that_cannot_be_read_says_why() {
        let why = |q: &str| find(q).expect_err("not a clean list");
        assert_eq!(
            why("Which?\n(A) x\n(B) y\n(D) z"),
            "the options' letters are A, B, D"
        );
        assert_eq!(why("Which?\nA. x\nC. y"), "the options' letters are A, C");
        assert_eq!(why("Which?\nB: x\nC: y"), "the options' letters are B, C");
        assert_eq!(
            why("Which?\nA: x\nB: y\nB: z"),
            "the options' letters are A, B, B"
        );
        assert_eq!(
            why("Which?\n(a) x (b) y (d) z"),
            "the options' letters are A, B, D"
        );
        assert_eq!(
            why("Which? Options: cup, bowl"),
            "the options after their label have no letters, and commas may be part of them"
        );
    }
}
