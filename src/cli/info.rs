//! `info P`: how many samples of what, and how far screening is.

use super::Done;
use super::output::Output;
use crate::sample::{State, taxonomy};
use crate::store::{Counts, Reader};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

#[derive(Serialize)]
struct Info<'a> {
    project: &'a Path,
    samples: u64,
    flagged: u64,
    /// Every state, also those without samples.
    states: BTreeMap<State, u64>,
    /// Valid, selected and released samples beside the target, for each task that has samples.
    tasks: Vec<Task<'a>>,
    categories: BTreeMap<&'a str, u64>,
    question_types: &'a BTreeMap<String, u64>,
    input_modalities: &'a BTreeMap<String, u64>,
    sources: &'a BTreeMap<String, u64>,
    data_kinds: &'a BTreeMap<String, u64>,
    authors: Vec<Author>,
}

#[derive(Serialize)]
struct Task<'a> {
    task: &'a str,
    samples: u64,
    good: u64,
    target: Option<u32>,
}

#[derive(Serialize)]
struct Author {
    author: String,
    events: u64,
}

pub(super) fn run(project: &Path, output: &Output) -> anyhow::Result<Done> {
    let reader = Reader::open(project)?;
    let (counts, heads) = reader
        .snapshot(|this| Ok::<_, crate::store::StoreError>((this.counts()?, this.heads()?)))?;
    let info = Info {
        project,
        samples: counts.total,
        flagged: counts.flagged,
        states: State::ALL
            .iter()
            .map(|state| (*state, counts.states.get(state).copied().unwrap_or(0)))
            .collect(),
        tasks: tasks(&counts),
        categories: counts
            .categories
            .iter()
            .map(|(name, states)| (name.as_str(), states.values().sum()))
            .collect(),
        question_types: &counts.question_types,
        input_modalities: &counts.modalities,
        sources: &counts.sources,
        data_kinds: &counts.data_kinds,
        authors: heads
            .into_iter()
            .map(|head| Author {
                author: head.author,
                events: head.seq,
            })
            .collect(),
    };
    output.result(&info, &text(&info))?;
    Ok(Done::Clean)
}

/// Tasks with samples, in the benchmark's order, what is not settled last.
fn tasks(counts: &Counts) -> Vec<Task<'_>> {
    let position = |name: &str| taxonomy().tasks().iter().position(|task| task.name == name);
    let mut names: Vec<&String> = counts.tasks.keys().collect();
    names.sort_by_key(|name| (position(name).unwrap_or(usize::MAX), name.as_str()));
    names
        .into_iter()
        .filter_map(|name| Some((name, counts.tasks.get(name)?)))
        .map(|(name, states)| Task {
            task: name,
            samples: states.values().sum(),
            good: crate::release::DEFAULT_STATES
                .iter()
                .filter_map(|state| states.get(state))
                .sum(),
            target: taxonomy().task(name).map(|task| task.target),
        })
        .collect()
}

fn text(info: &Info<'_>) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{} samples, {} flagged", info.samples, info.flagged);
    for (state, count) in info.states.iter().filter(|(_, count)| **count > 0) {
        let _ = writeln!(out, "{count:>7}  {}", state.as_str());
    }
    if !info.tasks.is_empty() {
        let _ = writeln!(out, "\nsamples     good   target  task");
    }
    for task in &info.tasks {
        let target = task.target.map_or_else(String::new, |n| n.to_string());
        let name = if task.task.is_empty() {
            "not settled"
        } else {
            task.task
        };
        let _ = writeln!(
            out,
            "{:>7}  {:>7}  {target:>7}  {name}",
            task.samples, task.good
        );
    }
    out
}
