//! Records out: curated samples as files that other programs read, with a manifest.
//!
//! Invariants: an unchanged import leaves as it came; the same samples give the same bytes, without any time stamp;
//! every file is read back and compared before it gets its name; nothing is overwritten unasked. Not here: which
//! samples are good enough (their state says so), pictures, the project file.

mod beside;
mod check;
mod error;
mod export;
mod line;
mod manifest;
mod meaning;
mod patch;
mod project;
mod v0;

pub use error::{ExportError, RowError};
pub use export::{Entry, Exported, Plan, export};
pub use manifest::{FileEntry, Head, Manifest};
pub use project::{Order, export_project};

use crate::sample::{Sample, State};

/// One kind of file that samples can leave as.
pub struct ExportFormat {
    /// What `--format` calls it.
    pub name: &'static str,
    /// What it is, in a line.
    pub doc: &'static str,
    /// Name of the file.
    pub file: &'static str,
    /// Whether the rows are elements of one array.
    array: bool,
    /// Format that the rows are read back as.
    reads_as: &'static str,
    write: fn(&Sample) -> Result<String, RowError>,
}

/// Every kind.
pub const EXPORTS: &[ExportFormat] = &[
    ExportFormat {
        name: "ndjson",
        doc: "the released benchmark file: one line a question, unchanged ones byte for byte",
        file: "samples.ndjson",
        array: false,
        reads_as: "released",
        write: line::write,
    },
    ExportFormat {
        name: "json",
        doc: "the same lines as one array",
        file: "samples.json",
        array: true,
        reads_as: "released",
        write: line::write,
    },
    ExportFormat {
        name: "jsonl",
        doc: "whole samples with evidence, proof and checks, for this program",
        file: "interchange.jsonl",
        array: false,
        reads_as: "jsonl",
        write: interchange,
    },
    ExportFormat {
        name: "v0",
        doc: "version 0 of the benchmark: one array, options inside the question",
        file: "samples-v0.json",
        array: true,
        reads_as: "v0",
        write: v0::write,
    },
];

/// States that are exported unless others are asked for.
pub const DEFAULT_STATES: [State; 3] = [State::Valid, State::Selected, State::Released];

/// The export format of that name.
pub fn export_named(name: &str) -> Option<&'static ExportFormat> {
    EXPORTS.iter().find(|format| format.name == name)
}

fn interchange(sample: &Sample) -> Result<String, RowError> {
    Ok(serde_json::to_string(sample)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{FORMATS, RawRow, format_named, parse_row, reword};

    fn sample(format: &str, row: &str) -> Sample {
        let row = RawRow {
            number: 1,
            offset: 0,
            bytes: row.into(),
        };
        let format = format_named(format).expect("known");
        parse_row(&row, format, "x", None).expect("a row").sample
    }

    const LINE: &str = r#"{"id": 7, "dataset": "vsr", "sub_task": "Spatial Position", "question": "Which?", "options": ["l", "r"], "answer": "(B)", "image": "a.jpg", "x": 1.50, "question_type": "multi-choice"}"#;
    const ROW: &str = "{\n  \"index\": 7,\n  \"question\": \"Which?\\n(a) l (b) r\",\n  \"answer\": \"(b)\",\n  \"img_paths\": [\n   \"a.jpg\"\n  ],\n  \"question_type\": \"multi-choice\",\n  \"source\": \"vsr\"\n }";

    #[test]
    fn unchanged_rows_leave_byte_for_byte() {
        assert_eq!(
            line::write(&sample("released", LINE)).expect("a line"),
            LINE
        );
        assert_eq!(v0::write(&sample("v0", ROW)).expect("a row"), ROW);
    }

    #[test]
    fn a_change_touches_its_field_only() {
        let mut changed = sample("released", LINE);
        changed.released.answer = "(A)".into();
        changed.released.source_dataset = "mine".into();
        assert_eq!(
            line::write(&changed).expect("a line"),
            LINE.replace("(B)", "(A)").replace("vsr", "mine")
        );
        let options = ["up".to_owned(), "down".to_owned()];
        let mut changed = reword(sample("v0", ROW), "Which?", &options);
        changed.released.sub_task = Some("Orientation".into());
        insta::assert_snapshot!(v0::write(&changed).expect("a row"));
    }

    #[test]
    fn rows_of_one_format_leave_as_the_other_and_mean_the_same() {
        for (format, row) in [("released", LINE), ("v0", ROW)] {
            let before = sample(format, row);
            for out in EXPORTS {
                let text = (out.write)(&before).expect("a row");
                let after = sample(out.reads_as, &text);
                assert_eq!(
                    meaning::meaning(&after),
                    meaning::meaning(&before),
                    "{}",
                    out.name
                );
            }
        }
        insta::assert_snapshot!(v0::write(&sample("released", LINE)).expect("a row"));
    }

    #[test]
    fn options_that_a_question_cannot_hold_get_a_field() {
        let text = LINE.replace("[\"l\", \"r\"]", "[\"l\\n(B) x\", \"r\"]");
        let before = sample("released", &text);
        let row = v0::write(&before).expect("a row");
        assert!(row.contains("\"options\""), "{row}");
        assert_eq!(
            meaning::meaning(&sample("v0", &row)),
            meaning::meaning(&before)
        );
    }

    #[test]
    fn every_export_is_read_by_a_registered_format() {
        for out in EXPORTS {
            assert!(FORMATS.iter().any(|f| f.name == out.reads_as));
            assert_eq!(export_named(out.name).map(|f| f.file), Some(out.file));
        }
    }
}
