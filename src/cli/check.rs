//! `scene check PATH`: what a reader gave, projected from one place into another.

use super::args::{Common, SceneCheck};
use super::output::Output;
use super::{Done, index, interruptible};
use crate::dataset;
use crate::dataset::check::{self, Checked, Limits, Report};
use crate::job::Progress;
use serde::Serialize;
use std::fmt::Write as _;

/// What is said of a data set.
#[derive(Debug, Serialize)]
struct Result {
    dataset: &'static str,
    scenes: Vec<OfScene>,
    warnings: Vec<String>,
}

/// What is said of a scene.
#[derive(Debug, Serialize)]
struct OfScene {
    scene: String,
    /// Names of the checks that refuse it.
    refused_by: Vec<&'static str>,
    #[serde(flatten)]
    report: Report,
}

pub(super) fn run(asked: &SceneCheck, common: &Common, output: &Output) -> anyhow::Result<Done> {
    let (layout, found) = dataset::find(&asked.path, asked.dataset.as_deref())?;
    let chosen = index::chosen(&*found, &asked.path, asked.scene.as_deref(), common)?;
    let mut result = Result {
        dataset: layout.name,
        scenes: Vec::new(),
        warnings: found.warnings().to_vec(),
    };
    let (reporter, bar) = output.progress();
    let cancel = interruptible();
    reporter.report(Progress::Phase {
        name: "scenes checked",
        total: chosen.len() as u64,
    });
    for (done, number) in (1..).zip(chosen) {
        match found.open(number) {
            Ok(scene) => {
                let report = check::check(&scene, &Limits::default(), &cancel)?;
                result.warnings.extend(scene.warnings);
                result.scenes.push(OfScene {
                    scene: scene.id,
                    refused_by: report.refusing().map(|c| c.kind.name()).collect(),
                    report,
                });
            }
            Err(error) => result.warnings.push(error.to_string()),
        }
        reporter.report(Progress::Done(done));
    }
    drop(reporter);
    bar.end();
    output.result(&result, &text(&result))?;
    let refused = result.scenes.iter().any(|s| !s.refused_by.is_empty());
    Ok(match refused || !result.warnings.is_empty() {
        true => Done::Findings,
        false => Done::Clean,
    })
}

fn text(result: &Result) -> String {
    let mut out = format!("dataset     {}\n", result.dataset);
    for scene in &result.scenes {
        let verdict = match (scene.refused_by.as_slice(), scene.report.checks.as_slice()) {
            ([], []) => "nothing to compare".to_owned(),
            ([], _) => "agrees".to_owned(),
            (by, _) => format!("REFUSED by {}", by.join(", ")),
        };
        let _ = writeln!(out, "\n{}: {verdict}", scene.scene);
        for checked in &scene.report.checks {
            let _ = writeln!(out, "  {}", line(checked));
            for frame in &checked.frames {
                let mark = if frame.median > checked.limit {
                    "  off"
                } else {
                    ""
                };
                let value = value(frame.median, checked.unit);
                let _ = writeln!(
                    out,
                    "    {:<28} {value:>10} of {}{mark}",
                    frame.frame, frame.count
                );
            }
        }
        for warning in &scene.report.warnings {
            let _ = writeln!(out, "  warning   {warning}");
        }
    }
    for warning in &result.warnings {
        let _ = writeln!(out, "warning     {warning}");
    }
    out
}

/// One check over all frames.
fn line(checked: &Checked) -> String {
    let off = checked.off().count();
    format!(
        "{:<14} median {} over {} frames, limit {}, {off} off",
        checked.kind.name(),
        value(checked.median(), checked.unit),
        checked.frames.len(),
        value(checked.limit, checked.unit),
    )
}

fn value(value: f64, unit: &str) -> String {
    match unit {
        "px" => format!("{value:.2} px"),
        _ => format!("{:.2} %", value * 100.0),
    }
}
