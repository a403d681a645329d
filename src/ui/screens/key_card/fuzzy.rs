//! Finding an action by a few of its letters.

/// How well `name` answers `query`: `None` if a letter of the query is missing, in order and ignoring case and
/// spaces; higher is better. Letters at the beginning of words and letters next to each other count more.
#[must_use]
pub(super) fn score(query: &str, name: &str) -> Option<i32> {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let mut score = 0;
    let mut from = 0;
    let mut last = None;
    for letter in query.to_lowercase().chars().filter(|c| !c.is_whitespace()) {
        let begins = |at: usize| at == 0 || name.get(at - 1).is_some_and(|c| !c.is_alphanumeric());
        let next = last
            .map(|l: usize| l + 1)
            .filter(|n| name.get(*n) == Some(&letter));
        let mut places = (from..name.len()).filter(|at| name.get(*at) == Some(&letter));
        let at = next
            .or_else(|| places.clone().find(|at| begins(*at)))
            .or_else(|| places.next())?;
        score += 1;
        if begins(at) {
            score += 4;
        }
        if next == Some(at) {
            score += 3;
        }
        (from, last) = (at + 1, Some(at));
    }
    // Of equals the one with less besides wins.
    Some(score * 100 - i32::try_from(name.len()).unwrap_or(i32::MAX / 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_count_in_order_and_only_if_all_are_there() {
        assert!(score("ntv", "Next view").is_some());
        assert!(score("", "Next view").is_some());
        assert!(score("vn", "Next view").is_none());
        assert!(score("nextx", "Next view").is_none());
    }

    #[test]
    fn beginnings_of_words_and_whole_stretches_come_first() {
        let better =
            |query, this, that| assert!(score(query, this) > score(query, that), "{query}");
        better("re", "Reject", "Previous frame");
        better("re", "Redo", "Reset view");
        better("nf", "Next frame", "Ten frames on of");
        better("queue", "Queue", "Quite unequal rueful end");
    }
}
