//! `export P --format F… --out DIR [--state …]`: curated samples as files.

use super::Done;
use super::args::{self, Common};
use super::output::Output;
use crate::job::{Cancel, Progress};
use crate::release::{self, EXPORTS, Entry, ExportFormat, Head, Plan, export_named};
use crate::sample::State;
use crate::store::{Filter, Reader, Row, Sort, StoreError};
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
    let filter = Filter {
        states: states.to_vec(),
        ..Filter::default()
    };
    let mut rows = reader.rows(&filter, Sort::Queue)?;
    if let Some(limit) = common.limit {
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    if common.dry_run {
        let value = json!({ "samples": rows.len(), "out": args.out });
        output.result(&value, &format!("{} samples\n", rows.len()))?;
        return Ok(Done::Clean);
    }
    let plan = Plan {
        formats,
        out: &args.out,
        overwrite: common.overwrite,
        asked: states,
        heads: heads(reader)?,
    };
    let (reporter, bar) = output.progress();
    reporter.report(Progress::Phase {
        name: "export",
        total: rows.len() as u64,
    });
    let entries = rows.iter().map(|row| entry(reader, *row));
    let exported = release::export(entries, &plan, &reporter, &Cancel::default());
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

fn entry(reader: &Reader, row: Row) -> Result<Entry, StoreError> {
    let key = reader.key_at(row)?;
    Ok(Entry {
        sample: reader.sample(key)?,
        state: reader.state(key)?.state,
    })
}

fn heads(reader: &Reader) -> Result<Vec<Head>, StoreError> {
    let heads = reader.heads()?.into_iter().map(|head| Head {
        author: head.author,
        seq: head.seq,
        hash: head.hash,
    });
    Ok(heads.collect())
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
