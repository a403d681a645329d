//! The seeds and findings of the fuzzer through the same parsers, on any compiler: `fuzz/src/parsers`.

#[path = "../../../fuzz/src/parsers/mod.rs"]
mod parsers;

#[cfg(target_os = "linux")]
mod memory;

use parsers::{PARSERS, Parser};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The seeds of a parser, by name.
fn seeds(parser: &Parser) -> Vec<PathBuf> {
    let folder = top().join("fuzz/seeds").join(parser.name);
    let entries = std::fs::read_dir(&folder).expect("seeds");
    let mut seeds: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    seeds.sort();
    seeds
}

/// Seeds that are no valid files: what once broke something, and what is to be refused.
fn is_broken(seed: &Path) -> bool {
    let name = seed.file_name().unwrap_or_default().to_string_lossy();
    ["found-", "refused-"]
        .iter()
        .any(|mark| name.starts_with(mark))
}

/// Runs the parsers whose names begin within `letters` on all of their seeds, and on each seed with its end cut off.
fn replay(letters: std::ops::RangeInclusive<char>) {
    let chosen = PARSERS
        .iter()
        .filter(|p| p.name.starts_with(|first| letters.contains(&first)));
    let mut invalid = Vec::new();
    for parser in chosen {
        let run = (parser.make)();
        let seeds = seeds(parser);
        assert!(seeds.iter().any(|seed| !is_broken(seed)), "{}", parser.name);
        for seed in seeds {
            let bytes = std::fs::read(&seed).expect("readable");
            let held = run(&bytes);
            for cut in [0, bytes.len() / 2, bytes.len().saturating_sub(1)] {
                run(&bytes[..cut]);
            }
            if !held && !is_broken(&seed) {
                invalid.push(seed);
            }
        }
    }
    assert!(invalid.is_empty(), "no valid files: {invalid:?}");
}

#[test]
fn seeds_and_findings_from_a_to_l() {
    replay('a'..='l');
}

#[test]
fn seeds_and_findings_from_m_to_z() {
    replay('m'..='z');
}

/// The lines of `fuzz/parsers.tsv`: a target, and the files of its parser.
fn table() -> BTreeMap<String, Vec<String>> {
    let text = std::fs::read_to_string(top().join("fuzz/parsers.tsv")).expect("the table");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let row = |line: &str| {
        let (name, files) = line.split_once('\t').expect("a tab");
        (
            name.to_owned(),
            files.split(' ').map(str::to_owned).collect(),
        )
    };
    lines.map(row).collect()
}

#[test]
fn every_parser_has_a_target_seeds_and_files_that_are_there() {
    let names: BTreeSet<&str> = PARSERS.iter().map(|p| p.name).collect();
    let table = table();
    assert_eq!(names, table.keys().map(String::as_str).collect());
    let folder = |path: &str| -> BTreeSet<String> {
        let entries = std::fs::read_dir(top().join(path)).expect("a folder");
        let names = entries
            .flatten()
            .map(|e| e.file_name().to_string_lossy().into_owned());
        names.collect()
    };
    assert_eq!(
        names,
        folder("fuzz/seeds").iter().map(String::as_str).collect()
    );
    let manifest = std::fs::read_to_string(top().join("fuzz/Cargo.toml")).expect("a manifest");
    let targets = folder("fuzz/targets");
    assert_eq!(targets.len(), names.len());
    for name in names {
        let target = std::fs::read_to_string(top().join(format!("fuzz/targets/{name}.rs")));
        let target = target.expect("a target");
        assert!(target.contains(&format!("target!(\"{name}\")")), "{name}");
        assert!(
            manifest.contains(&format!("path = \"targets/{name}.rs\"")),
            "{name}"
        );
    }
    for file in table.values().flatten() {
        let path = top().join(file);
        assert!(
            path.is_file() || file.ends_with('/') && path.is_dir(),
            "{file}"
        );
    }
}

/// Files of the readers that look at no bytes themselves: lists of modules, what a reader makes of what was parsed.
const NO_PARSERS: &[&str] = &[
    "bytes.rs",
    "check/boxes.rs",
    "check/depth.rs",
    "check/mod.rs",
    "check/pixels.rs",
    "cloud/gathered.rs",
    "cloud/mod.rs",
    "colmap/mod.rs",
    "colmap/place.rs",
    "files.rs",
    "index/measure.rs",
    "index/mod.rs",
    "index/signature.rs",
    "layout.rs",
    "load.rs",
    "mod.rs",
    "room/mod.rs",
];

#[test]
fn every_file_of_the_readers_belongs_to_a_target_or_says_that_it_parses_nothing() {
    let table = table();
    let covered: BTreeSet<&str> = table.values().flatten().map(String::as_str).collect();
    let mut folders = vec![top().join("src/dataset")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let name = path.strip_prefix(top()).expect("below").to_string_lossy();
            let own = name.strip_prefix("src/dataset/").expect("below").to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !own.ends_with("tests.rs") && !own.contains("/tests/") {
                let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
                let belongs = covered.contains(&*name) || covered.contains(&*format!("{folder}/"));
                let is_known = belongs != NO_PARSERS.contains(&own.as_str());
                assert!(
                    is_known,
                    "{own} belongs to a target of fuzz/parsers.tsv, or to NO_PARSERS, and to one of them alone"
                );
            }
        }
    }
}
