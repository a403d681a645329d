//! `doctor P [--backup F]`: check everything that a project promises.

use super::args::Common;
use super::output::Output;
use super::{Done, interruptible};
use crate::store::Reader;
use crate::store::doctor::Report;
use anyhow::bail;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::path::Path;

pub(super) fn run(
    project: &Path,
    backup: Option<&Path>,
    common: &Common,
    output: &Output,
) -> anyhow::Result<Done> {
    let reader = Reader::open(project)?;
    if let Some(target) = backup {
        if target.exists() && !common.overwrite {
            bail!("there is a file already, and it was not asked to overwrite: {target:?}");
        }
        if !common.dry_run {
            reader.backup(target)?;
            output.note(&format!("copied to {}", target.display()));
        }
    }
    let (reporter, bar) = output.progress();
    let report = reader.doctor(&reporter, &interruptible());
    drop(reporter);
    bar.end();
    let report = report?;
    output.result(&json(&report), &text(&report))?;
    Ok(if report.healthy() {
        Done::Clean
    } else {
        Done::Findings
    })
}

fn json(report: &Report) -> Value {
    let findings: Map<String, Value> = report
        .kinds()
        .iter()
        .map(|(name, found)| {
            let value = json!({ "count": found.count, "first": found.first });
            ((*name).to_owned(), value)
        })
        .collect();
    json!({
        "healthy": report.healthy(), "samples": report.samples, "revisions": report.revisions,
        "events": report.events, "findings": findings,
    })
}

fn text(report: &Report) -> String {
    let mut out = String::new();
    let verdict = if report.healthy() {
        "healthy"
    } else {
        "not healthy"
    };
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{verdict}: {} samples, {} revisions, {} events",
        report.samples, report.revisions, report.events
    );
    for (name, found) in report.kinds() {
        if found.count > 0 {
            let _ = writeln!(out, "{:>7}  {name}", found.count);
        }
        for line in &found.first {
            let _ = writeln!(out, "         {line}");
        }
    }
    out
}
