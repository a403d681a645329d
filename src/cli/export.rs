//! `export P --format F… --out DIR [--state …]`: curated samples as files.

use super::args::{self, Common};
use super::output::Output;
use super::{Done, interruptible};
use crate::release::{EXPORTS, ExportFormat, Order, export_named, export_project};
use crate::sample::State;
use crate::store::Reader;
use anyhow::{Context, anyhow};
use serde_json::json;
use std::fmt::Write as _;

pub(super) fn run(args: &args::Export, common: &Common, output: &Output) -> anyhow::Result<Done> {
    let formats = formats(&args.format)?;
    let states = states(&args.state)?;
    let reader = Reader::open(&args.project)?;
    // One moment for everything, whatever is decided meanwhile.
    reader.snapshot(|reader| export(reader, args, &formats, &states, common, output))
}

fn export(
    reader: &Reader,
    args: &args::Export,
    formats: &[&'static ExportFormat],
    states: &[State],
    common: &Common,
    output: &Output,
) -> anyhow::Result<Done> {
    let order = Order {
        formats,
        states,
        out: &args.out,
        overwrite: common.overwrite,
        limit: common.limit,
    };
    if common.dry_run {
        let samples = order.rows(reader)?.len();
        let value = json!({ "samples": samples, "out": args.out });
        output.result(&value, &format!("{samples} samples\n"))?;
        return Ok(Done::Clean);
    }
    let (reporter, bar) = output.progress();
    let exported = export_project(reader, &order, &reporter, &interruptible());
    drop(reporter);
    bar.end();
    let exported = exported?;
    let manifest = &exported.manifest;
    let mut text = format!("{} samples\n", manifest.samples);
    for file in &manifest.files {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{:>9} rows  {}  {}",
            file.rows, file.blake3, file.name
        );
    }
    let _ = writeln!(text, "                {}  manifest.json", exported.hash);
    output.result(manifest, &text)?;
    Ok(Done::Clean)
}

fn formats(names: &[String]) -> anyhow::Result<Vec<&'static ExportFormat>> {
    names
        .iter()
        .map(|name| {
            export_named(name).with_context(|| {
                let known: Vec<&str> = EXPORTS.iter().map(|f| f.name).collect();
                format!("no export format {name:?}; known are {}", known.join(", "))
            })
        })
        .collect()
}

fn states(names: &[String]) -> anyhow::Result<Vec<State>> {
    if names.iter().any(|name| name == "all") {
        return Ok(State::ALL.to_vec());
    }
    names
        .iter()
        .map(|name| {
            State::parse(name).ok_or_else(|| {
                let known: Vec<&str> = State::ALL.iter().map(|s| s.as_str()).collect();
                anyhow!("no state {name:?}; known are {}, all", known.join(", "))
            })
        })
        .collect()
}
