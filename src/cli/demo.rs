//! `demo [--dir DIR]`: the built-in tour. `demo --media-for FILE --dir DIR`: stand-in pictures for records.

use super::args::{self, Common};
use super::output::Output;
use super::stand_in::{Kind, draw, place};
use super::{Done, identity};
use crate::demo;
use crate::job::Cancel;
use crate::record::{Import, Options};
use anyhow::Context;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(super) fn run(
    args: &args::Demo,
    folder: &Path,
    common: &Common,
    output: &Output,
) -> anyhow::Result<Done> {
    if let Some(records) = &args.media_for {
        return pictures(records, folder, common, output);
    }
    let project = folder.join(demo::PROJECT);
    if !common.dry_run {
        tour(folder, output)?;
    }
    output.result(
        &json!({ "project": project, "made": !common.dry_run }),
        &format!("{}\n", project.display()),
    )?;
    Ok(Done::Clean)
}

fn tour(folder: &Path, output: &Output) -> anyhow::Result<()> {
    let (reporter, bar) = output.progress();
    let made = demo::make(folder, &identity()?, &reporter, &Cancel::default());
    drop(reporter);
    bar.end();
    made?;
    Ok(())
}

/// What became of the paths that a file names.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Pictures {
    /// Pictures written.
    written: u64,
    /// Files that were there already and stay.
    kept: u64,
    /// Paths that would leave the folder; not written.
    outside: u64,
    /// Paths that name no JPEG or PNG; not written.
    other: u64,
    /// Rows of the file that name no paths because they cannot be read.
    unread_rows: u64,
    /// The first paths that would leave the folder.
    examples: Vec<String>,
}

fn pictures(
    records: &Path,
    folder: &Path,
    common: &Common,
    output: &Output,
) -> anyhow::Result<Done> {
    let options = Options {
        limit: common.limit,
        ..Options::default()
    };
    let mut import = Import::open(records, &options)?;
    // The first question that names a path decides the number on it.
    let mut named: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for sample in import.by_ref() {
        let count = sample.media.len();
        for (i, media) in sample.media.into_iter().enumerate() {
            named.entry(media.path).or_insert((i + 1, count));
        }
    }
    let report = import.report();
    let mut done = Pictures {
        unread_rows: report.rows.saturating_sub(report.samples),
        ..Pictures::default()
    };
    let mut orders = Vec::new();
    for (path, numbers) in &named {
        match (place(folder, path), Kind::of(path)) {
            (None, _) => {
                done.outside += 1;
                if done.examples.len() < 3 {
                    done.examples.push(path.clone());
                }
            }
            (Some(_), None) => done.other += 1,
            (Some(place), Some(_)) if place.exists() && !common.overwrite => done.kept += 1,
            (Some(place), Some(kind)) => orders.push((path, *numbers, place, kind)),
        }
    }
    done.written = orders.len() as u64;
    if !common.dry_run {
        orders
            .par_iter()
            .try_for_each(|(path, (number, count), place, kind)| {
                write(place, &draw(path, *kind, *number, *count, common.seed)?)
            })?;
    }
    output.result(&done, &done.text())?;
    Ok(if done.outside + done.other + done.unread_rows > 0 {
        Done::Findings
    } else {
        Done::Clean
    })
}

fn write(place: &PathBuf, bytes: &[u8]) -> anyhow::Result<()> {
    if let Some(parent) = place.parent() {
        std::fs::create_dir_all(parent).with_context(|| format!("cannot make {parent:?}"))?;
    }
    std::fs::write(place, bytes).with_context(|| format!("cannot write {place:?}"))
}

impl Pictures {
    fn text(&self) -> String {
        let mut text = format!("{:>7}  pictures written\n", self.written);
        for (count, what) in [
            (self.kept, "files there already, kept"),
            (self.outside, "paths leave the folder, refused"),
            (self.other, "paths name no JPEG or PNG, left out"),
            (self.unread_rows, "rows cannot be read or are repeated"),
        ] {
            if count > 0 {
                text.push_str(&format!("{count:>7}  {what}\n"));
            }
        }
        for example in &self.examples {
            text.push_str(&format!("         {example:?}\n"));
        }
        text
    }
}
