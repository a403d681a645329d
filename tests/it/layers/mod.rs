//! The layers of `src/` hold: every path that a file names points down, never up (see [`rules`]), and no file
//! grows past what one can hold in mind.

mod rules;
mod scan;

use std::path::{Path, PathBuf};

use rules::{BANS, Ban, LONG, MODULES, MOST_LINES, Scope};
use scan::{Named, scan};

/// One source file, by its path from the top of the repository.
struct Source {
    path: String,
    text: String,
}

/// `src/store/events.rs` is `["store", "events"]`; `src/lib.rs` and `src/main.rs` are the root.
fn module_of(path: &str) -> Vec<String> {
    let inside = path.trim_start_matches("src/").trim_end_matches(".rs");
    let mut parts: Vec<String> = inside.split('/').map(str::to_owned).collect();
    if matches!(
        parts.last().map(String::as_str),
        Some("mod" | "lib" | "main")
    ) {
        parts.pop();
    }
    parts
}

/// Every broken rule, as `path:line: sentence`, in the order of the files.
fn violations(sources: &[Source]) -> Vec<String> {
    let scanned: Vec<_> = sources
        .iter()
        .map(|source| {
            let module = module_of(&source.path);
            (source, scan(&source.text, &module), module)
        })
        .collect();
    // A file whose `mod name;` stands under `#[cfg(test)]` is test code from its first line.
    let test_modules: Vec<Vec<String>> = scanned
        .iter()
        .flat_map(|(_, scanned, module)| {
            let tests = scanned.modules.iter().filter(|(_, test)| *test);
            tests.map(|(name, _)| [module.as_slice(), std::slice::from_ref(name)].concat())
        })
        .collect();
    let mut out = Vec::new();
    for (source, scanned, module) in &scanned {
        let Some(layer) = module.first() else {
            out.extend(unknown_modules(&source.path, &scanned.modules));
            continue;
        };
        let all_test = test_modules.iter().any(|test| module.starts_with(test));
        for named in &scanned.paths {
            let in_test = named.in_test || all_test;
            let found = wrong_way(layer, named).or_else(|| banned(layer, named, in_test));
            out.extend(found.map(|why| format!("{}:{}: {why}", source.path, named.line)));
        }
    }
    // One line of imports may name a layer many times.
    out.dedup();
    out
}

/// Modules of the root that the table does not place. `cfg(test)` ones are no layer.
fn unknown_modules(path: &str, modules: &[(String, bool)]) -> Vec<String> {
    modules
        .iter()
        .filter(|(name, test)| !test && MODULES.iter().all(|module| module.name != name))
        .map(|(name, _)| format!("{path}: module {name} has no place among the layers"))
        .collect()
}

/// Why `layer` may not name this path of our own, if it may not.
fn wrong_way(layer: &str, named: &Named) -> Option<String> {
    let [root, target, ..] = named.segments.as_slice() else {
        return None;
    };
    if root != "crate" || target == layer {
        return None;
    }
    let place = |name: &str| MODULES.iter().position(|module| module.name == name);
    // Items of the root itself (the skip helper of tests) are no layer.
    let (Some(from), Some(to)) = (place(layer), place(target)) else {
        return None;
    };
    let rule = &MODULES[from];
    if to > from {
        return Some(format!("{layer} stands below {target} and may not use it"));
    }
    if rule.never == Some(target)
        || rule
            .only
            .is_some_and(|only| !only.contains(&target.as_str()))
    {
        return Some(format!("{layer} may not use {target}"));
    }
    None
}

/// Why `layer` may not name this path from outside, if it may not.
fn banned(layer: &str, named: &Named, in_test: bool) -> Option<String> {
    let path = named.segments.join("::");
    let concerns = |ban: &Ban| match ban.scope {
        Scope::AllBut(layers) => !layers.contains(&layer),
        Scope::Only(layers) => layers.contains(&layer),
    };
    BANS.iter()
        .filter(|ban| concerns(ban) && !(in_test && ban.tests_exempt))
        .find_map(|ban| {
            let hit = ban.paths.iter().find(|banned| {
                path.strip_prefix(**banned)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
            })?;
            Some(format!("{layer} may not use {hit}: {}", ban.because))
        })
}

/// Files over the limit that no exception covers, and exceptions that cover nothing.
fn too_long(sources: &[Source], exceptions: &[(&str, &str)]) -> Vec<String> {
    let is_long = |source: &Source| source.text.lines().count() > MOST_LINES;
    let excused = |path: &str| exceptions.iter().any(|(name, _)| *name == path);
    let long = sources
        .iter()
        .filter(|source| is_long(source) && !excused(&source.path))
        .map(|source| {
            let lines = source.text.lines().count();
            format!("{}: {lines} lines, {MOST_LINES} are the most", source.path)
        });
    let stale = exceptions
        .iter()
        .filter(|(name, _)| {
            !sources
                .iter()
                .any(|source| source.path == *name && is_long(source))
        })
        .map(|(name, _)| format!("{name}: no longer long, drop its exception"));
    long.chain(stale).collect()
}

/// Every Rust file below `folder` of the repository, in order of its path.
fn sources_below(folder: &str) -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    rust_files(&top.join(folder), &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let relative = path.strip_prefix(top).expect("found below the top");
            let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
            Source {
                path: parts.join("/"),
                text: std::fs::read_to_string(&path).expect("our sources are UTF-8"),
            }
        })
        .collect()
}

fn rust_files(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return; // benches and examples come when they have content
    };
    for entry in entries {
        let path = entry.expect("our own folder can be listed").path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn every_module_uses_only_what_stands_below_it() {
    let sources = sources_below("src");
    assert!(
        sources.iter().any(|source| source.path == "src/lib.rs"),
        "the sources were found"
    );
    let found = violations(&sources);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_reader_knows_of_the_truth() {
    let name = spatialscore::simulate::write::TRUTH;
    let readers = sources_below("src/dataset");
    assert!(readers.len() > 50, "the readers were found");
    let knows = |source: &&Source| source.text.contains(name) || source.text.contains("simulate::");
    let found: Vec<&str> = readers
        .iter()
        .filter(knows)
        .map(|s| s.path.as_str())
        .collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn no_file_is_longer_than_one_can_hold_in_mind() {
    let sources: Vec<Source> = ["src", "tests", "benches", "examples"]
        .into_iter()
        .flat_map(sources_below)
        .collect();
    let found = too_long(&sources, LONG);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let sources: Vec<Source> = files
            .iter()
            .map(|(path, text)| Source {
                path: (*path).to_owned(),
                text: (*text).to_owned(),
            })
            .collect();
        violations(&sources)
    }

    #[test]
    fn an_import_that_points_up_is_named_with_its_line() {
        assert_eq!(
            found(&[("src/geom/obb.rs", "//! Boxes.\nuse crate::scene::Object;\n")]),
            ["src/geom/obb.rs:2: geom stands below scene and may not use it"]
        );
        assert_eq!(
            found(&[("src/scene/mod.rs", "use crate::geom::Obb;")]),
            [""; 0]
        );
    }

    #[test]
    fn a_detour_through_super_is_found_too() {
        assert_eq!(
            found(&[("src/scene/mod.rs", "fn f() { super::ui::run() }")]),
            ["src/scene/mod.rs:1: scene stands below ui and may not use it"]
        );
    }

    #[test]
    fn the_window_and_the_command_line_never_meet() {
        let wrong = [
            ("src/cli/review.rs", "use crate::ui::run;"),
            ("src/ui/app.rs", "use crate::cli::Args;"),
        ];
        assert_eq!(
            found(&wrong),
            [
                "src/cli/review.rs:1: cli may not use ui",
                "src/ui/app.rs:1: ui stands below cli and may not use it"
            ]
        );
    }

    #[test]
    fn narrow_layers_may_not_use_all_that_stands_below() {
        let wrong = [
            ("src/question/a.rs", "use crate::media::Canvas;"),
            ("src/raster/a.rs", "use crate::sample::Sample;"),
            ("src/gpu/a.rs", "use crate::store::Store;"),
            ("src/job/mod.rs", "use crate::geom::Obb;"),
        ];
        assert_eq!(found(&wrong).len(), wrong.len(), "{:#?}", found(&wrong));
    }

    #[test]
    fn bans_hold_where_they_should() {
        let wrong = [
            ("src/record/a.rs", "use rusqlite::Connection;"),
            ("src/media/a.rs", "fn f() { let _ = egui::Color32::RED; }"),
            ("src/raster/a.rs", "use wgpu as w;"),
            ("src/question/a.rs", "use std::{fs, io};"),
            ("src/ui/a.rs", "use std::os::unix::fs::PermissionsExt;"),
        ];
        assert_eq!(found(&wrong).len(), wrong.len(), "{:#?}", found(&wrong));
        let right = [
            ("src/store/a.rs", "use rusqlite::Connection;"),
            ("src/ui/a.rs", "use wgpu as w; use egui::Ui;"),
            ("src/platform/a.rs", "use rustix::fs::statfs;"),
            (
                "src/record/a.rs",
                "use crate::egui_like::X; // use egui::Ui",
            ),
        ];
        assert_eq!(found(&right), [""; 0]);
    }

    #[test]
    fn test_code_may_call_the_operating_system_but_not_climb() {
        let inline =
            "#[cfg(test)]\nmod tests { use std::os::unix::fs::symlink; use crate::ui::X; }";
        assert_eq!(
            found(&[("src/media/a.rs", inline)]),
            ["src/media/a.rs:2: media stands below ui and may not use it"]
        );
        let by_file = [
            ("src/media/mod.rs", "#[cfg(test)]\nmod fixtures;"),
            ("src/media/fixtures.rs", "use std::os::unix::fs::symlink;"),
        ];
        assert_eq!(found(&by_file), [""; 0]);
    }

    #[test]
    fn a_module_without_a_place_is_named() {
        assert_eq!(
            found(&[(
                "src/lib.rs",
                "pub mod geom;\npub mod utils;\n#[cfg(test)]\nmod skip;"
            )]),
            ["src/lib.rs: module utils has no place among the layers"]
        );
    }

    #[test]
    fn a_long_file_needs_a_reason_and_a_reason_needs_a_long_file() {
        let source = |path: &str, lines: usize| Source {
            path: path.to_owned(),
            text: "\n".repeat(lines),
        };
        let sources = [
            source("src/a.rs", MOST_LINES),
            source("src/b.rs", MOST_LINES + 1),
        ];
        assert_eq!(
            too_long(&sources, &[]),
            ["src/b.rs: 501 lines, 500 are the most"]
        );
        assert_eq!(
            too_long(&sources, &[("src/a.rs", "why"), ("src/b.rs", "why")]),
            ["src/a.rs: no longer long, drop its exception"]
        );
    }
}
