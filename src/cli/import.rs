//! `import P FILE…`: bring records in, with a report of everything left out, ambiguous or odd.

use super::args::{self, Common};
use super::output::Output;
use super::{Done, identity, interruptible};
use crate::job::{Cancel, Progress};
use crate::record::{self, Reason, Report};
use crate::sample::AddReason;
use crate::store::{ImportReport, Store};
use anyhow::Context as _;
use serde::Serialize;
use std::fmt::Write as _;
use std::path::Path;

/// What became of one file.
#[derive(Serialize)]
struct FileReport {
    #[serde(flatten)]
    report: Report,
    added: u64,
    revised: u64,
    unchanged: u64,
    duplicates: u64,
}

pub(super) fn run(args: &args::Import, common: &Common, output: &Output) -> anyhow::Result<Done> {
    let options = record::Options {
        format: args.format.clone(),
        namespace: args.namespace.clone(),
        limit: common.limit,
    };
    let store = if common.dry_run {
        None
    } else {
        Some(Store::open(&args.project, &identity()?)?)
    };
    // Every file must open before the first row comes in.
    for file in &args.files {
        record::Import::open(file, &options)?;
    }
    let cancel = interruptible();
    let mut reports = Vec::new();
    for file in &args.files {
        let report = one(file, &options, store.as_ref(), &cancel, output)
            .with_context(|| format!("nothing of {file:?} came in"))?;
        reports.push(report);
    }
    let text = reports.iter().fold(String::new(), |mut text, file| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{}", file.text());
        text
    });
    output.result(&reports, &text)?;
    let to_look_at = reports.iter().any(|file| worth_a_look(&file.report));
    Ok(if to_look_at {
        Done::Findings
    } else {
        Done::Clean
    })
}

fn one(
    file: &Path,
    options: &record::Options,
    store: Option<&Store>,
    cancel: &Cancel,
    output: &Output,
) -> anyhow::Result<FileReport> {
    let mut rows = record::Import::open(file, options)?;
    let label = rows.report().file.clone();
    let (reporter, bar) = output.progress();
    reporter.report(Progress::Phase {
        name: "import",
        total: 0,
    });
    let stored = match store {
        Some(store) => store.importer()?.run(
            AddReason::Import,
            &label,
            &mut rows,
            Some,
            &reporter,
            cancel,
        ),
        None => {
            rows.by_ref().for_each(drop);
            Ok(ImportReport::default())
        }
    };
    drop(reporter);
    bar.end();
    let stored = stored?;
    Ok(FileReport {
        report: rows.report().clone(),
        added: stored.added,
        revised: stored.revised,
        unchanged: stored.unchanged,
        duplicates: stored.duplicates,
    })
}

impl FileReport {
    fn text(&self) -> String {
        format!(
            "{}{:>7}  new\n{:>7}  changed\n{:>7}  unchanged\n",
            self.report, self.added, self.revised, self.unchanged
        )
    }
}

/// Rows that did not come in, or that a person has to settle. That a task is not certain, a source not listed or a
/// picture not named is in the nature of some files.
fn worth_a_look(report: &Report) -> bool {
    let natural = [
        Reason::NoTask,
        Reason::UnknownSource,
        Reason::NoMedia,
        Reason::RepeatedRow,
    ];
    report
        .findings
        .keys()
        .any(|reason| !natural.contains(reason))
}
