//! What an import found, counted by reason, with the first rows of each as examples.

use super::fault::{Fault, RowError};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::{Display, Formatter};

/// Examples that are kept for each reason.
const EXAMPLES: usize = 3;

/// Something to look at in a row that came in, or why a row did not come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The row is no record; it did not come in.
    NotARecord,
    /// A field holds another type, or one that is needed is missing; the row did not come in.
    WrongField,
    /// Too long, too deep, or not UTF-8; the row did not come in.
    OverTheLimit,
    /// The file ends early or cannot be read on; what stands behind did not come in.
    BrokenFile,
    /// The same row again; it did not come in twice.
    RepeatedRow,
    /// Another row has the id; this one is known by its content instead.
    DuplicateId,
    /// The answer cannot be settled.
    AmbiguousAnswer,
    /// Options in the question cannot be read.
    UnreadableOptions,
    /// A choice of fewer than 2 or more than 8.
    OptionCount,
    /// Two options read the same.
    EqualOptions,
    /// Options in the question differ from those of the row.
    OptionsDiffer,
    /// None of the 30 tasks is certain.
    NoTask,
    /// The task is none of the 30.
    UnknownTask,
    /// The task belongs to another category.
    OtherCategory,
    /// The source is not listed.
    UnknownSource,
    /// There is no picture.
    NoMedia,
    /// More or fewer pictures than the modality says.
    MediaCount,
    /// A path that leaves its root.
    PathOutside,
    /// The row's own hash is not that of its content.
    OtherRevision,
}

impl Reason {
    /// The reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::NotARecord => "not a record, left out",
            Self::WrongField => "wrong or missing field, left out",
            Self::OverTheLimit => "too long, too deep or not UTF-8, left out",
            Self::BrokenFile => "the file breaks off or is broken here",
            Self::RepeatedRow => "repeated row, left out",
            Self::DuplicateId => "duplicate id, known by its content instead",
            Self::AmbiguousAnswer => "ambiguous answer",
            Self::UnreadableOptions => "options in the question cannot be read",
            Self::OptionCount => "options not 2 to 8",
            Self::EqualOptions => "equal options",
            Self::OptionsDiffer => "options in the question differ from the field",
            Self::NoTask => "no certain task",
            Self::UnknownTask => "task is none of the 30",
            Self::OtherCategory => "task belongs to another category",
            Self::UnknownSource => "source is not listed",
            Self::NoMedia => "no picture",
            Self::MediaCount => "pictures do not fit the modality",
            Self::PathOutside => "path leaves its root",
            Self::OtherRevision => "its hash is not that of its content",
        }
    }

    /// Why a row with this fault did not come in.
    pub fn of(fault: &Fault) -> Self {
        match fault {
            Fault::TooLong | Fault::TooDeep | Fault::NotUtf8 => Self::OverTheLimit,
            Fault::Truncated | Fault::Frame(_) | Fault::Read(_) => Self::BrokenFile,
            Fault::WrongType { .. } | Fault::Missing(_) | Fault::Newer(_) => Self::WrongField,
            Fault::Syntax(_) | Fault::NotAnObject(_) => Self::NotARecord,
        }
    }
}

/// A reason with the words that belong to one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Why.
    pub reason: Reason,
    /// What exactly, in a sentence without a full stop.
    pub text: String,
}

impl Finding {
    /// A finding.
    pub fn new(reason: Reason, text: impl Into<String>) -> Self {
        Self {
            reason,
            text: text.into(),
        }
    }
}

/// How often a reason came up, and where first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// How often.
    pub count: u64,
    /// The first few, each with its row.
    pub examples: Vec<Example>,
}

/// One row that a reason applies to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// Row in the file, from 1.
    pub row: u64,
    /// Byte in the file, from 0, where it is known.
    pub byte: u64,
    /// What exactly.
    pub text: String,
}

/// What an import found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Name of the file, without its folder.
    pub file: String,
    /// Format of its records.
    pub format: String,
    /// Rows met, whatever became of them.
    pub rows: u64,
    /// Samples that came of them.
    pub samples: u64,
    /// Everything else, by reason.
    pub findings: BTreeMap<Reason, Tally>,
}

impl Report {
    /// Counts a finding about a row.
    pub fn add(&mut self, row: u64, byte: u64, finding: Finding) {
        let tally = self.findings.entry(finding.reason).or_default();
        tally.count += 1;
        if tally.examples.len() < EXAMPLES {
            tally.examples.push(Example {
                row,
                byte,
                text: finding.text,
            });
        }
    }

    /// Counts a row that did not come in.
    pub fn refuse(&mut self, error: &RowError) {
        let finding = Finding::new(Reason::of(&error.fault), error.fault.to_string());
        self.add(error.row, error.offset, finding);
    }

    /// How often a reason came up.
    pub fn count(&self, reason: Reason) -> u64 {
        self.findings.get(&reason).map_or(0, |tally| tally.count)
    }

    /// Whether a row did not come in, or the file broke off.
    pub fn lost_rows(&self) -> bool {
        [
            Reason::NotARecord,
            Reason::WrongField,
            Reason::OverTheLimit,
            Reason::BrokenFile,
        ]
        .iter()
        .any(|reason| self.count(*reason) > 0)
    }
}

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        writeln!(
            f,
            "{}: {} rows of format {}, {} samples",
            self.file, self.rows, self.format, self.samples
        )?;
        for (reason, tally) in &self.findings {
            writeln!(f, "{:>7}  {}", tally.count, reason.words())?;
            for example in &tally.examples {
                writeln!(
                    f,
                    "         row {}, byte {}: {}",
                    example.row, example.byte, example.text
                )?;
            }
        }
        Ok(())
    }
}
