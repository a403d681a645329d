//! What an import found, in the words of the window. The command line says the same in the library's own.

use crate::record::{Reason, Report};
use crate::ui::text::{count, tr_in, tr_with};

/// The report as lines: the file, then each reason with its first places.
pub(super) fn words(report: &Report) -> String {
    let number = |n: u64| count(usize::try_from(n).unwrap_or(usize::MAX));
    let mut lines = vec![tr_with(
        "import_report.head",
        &[
            ("file", &report.file),
            ("rows", &number(report.rows)),
            ("format", &report.format),
            ("samples", &number(report.samples)),
        ],
    )];
    for (reason, tally) in &report.findings {
        let n = number(tally.count);
        lines.push(format!("{n:>7}  {}", tr_in("finding", key(*reason))));
        for example in &tally.examples {
            let place = tr_with(
                "import_report.place",
                &[
                    ("row", &number(example.row)),
                    ("byte", &number(example.byte)),
                    ("text", &example.text),
                ],
            );
            lines.push(format!("         {place}"));
        }
    }
    lines.join("\n")
}

/// A reason's name in the words of the window.
fn key(reason: Reason) -> &'static str {
    match reason {
        Reason::NotARecord => "not_a_record",
        Reason::WrongField => "wrong_field",
        Reason::OverTheLimit => "over_the_limit",
        Reason::BrokenFile => "broken_file",
        Reason::RepeatedRow => "repeated_row",
        Reason::DuplicateId => "duplicate_id",
        Reason::AmbiguousAnswer => "ambiguous_answer",
        Reason::UnreadableOptions => "unreadable_options",
        Reason::OptionCount => "option_count",
        Reason::EqualOptions => "equal_options",
        Reason::OptionsDiffer => "options_differ",
        Reason::NoTask => "no_task",
        Reason::UnknownTask => "unknown_task",
        Reason::OtherCategory => "other_category",
        Reason::UnknownSource => "unknown_source",
        Reason::NoMedia => "no_media",
        Reason::MediaCount => "media_count",
        Reason::PathOutside => "path_outside",
        Reason::OtherRevision => "other_revision",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Example, Tally};

    #[test]
    fn every_reason_has_words_of_its_own_and_a_report_names_places() {
        let mut report = Report {
            file: "rows.jsonl".to_owned(),
            format: "v0".to_owned(),
            rows: 1_200,
            samples: 1_199,
            ..Report::default()
        };
        let tally = Tally {
            count: 1,
            examples: vec![Example {
                row: 7,
                byte: 4_096,
                text: "found 3".to_owned(),
            }],
        };
        report.findings.insert(Reason::NotARecord, tally);
        let lines = words(&report);
        assert_eq!(
            lines.lines().collect::<Vec<_>>(),
            [
                "rows.jsonl: 1,200 rows of format v0, 1,199 samples",
                "      1  Not a record, left out",
                "         Row 7, byte 4,096: found 3",
            ]
        );
    }
}
