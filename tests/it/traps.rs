//! Broken copies of each layout (`tests/oracle/layouts/traps.json`): every one must be refused by its reader with
//! place, seen by a check, or change nothing; what nobody can see is listed as such.

use serde_json::Value;
use spatialscore::dataset::check::{self, Limits};
use spatialscore::dataset::{find, load};
use spatialscore::job::Cancel;
use spatialscore::scene::Scene;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn json(path: PathBuf) -> Value {
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{path:?}"));
    serde_json::from_str(&text).expect("JSON")
}

/// What was found at a path: scenes and everything that was complained of.
#[derive(Debug, Default)]
struct Found {
    scenes: Vec<Scene>,
    complaints: Vec<String>,
    /// The checks that refuse some scene.
    refused_by: Vec<&'static str>,
}

/// Reads everything that is there, maps, tracks and surfaces too.
fn read(path: &Path) -> Found {
    let mut found = Found::default();
    let all = match find(path, None) {
        Ok((_, all)) => all,
        Err(error) => {
            found.complaints.push(error.to_string());
            return found;
        }
    };
    found.complaints.extend(all.warnings().iter().cloned());
    for index in 0..all.scenes().len() {
        let scene = match all.open(index) {
            Ok(scene) => scene,
            Err(error) => {
                found.complaints.push(error.to_string());
                continue;
            }
        };
        let mut complain = |error: Option<String>| found.complaints.extend(error);
        for depth in scene.frames.iter().filter_map(|f| f.depth.as_ref()) {
            complain(load::depth(&scene, depth).err().map(|e| e.to_string()));
        }
        for surface in &scene.surfaces {
            complain(load::surface(&scene, surface).err().map(|e| e.to_string()));
        }
        complain(load::tracks(&scene).err().map(|e| e.to_string()));
        found.complaints.extend(scene.warnings.iter().cloned());
        // Of pictures a few pixels large one value must do.
        let limits = Limits {
            least: 1,
            ..Limits::default()
        };
        let report = check::check(&scene, &limits, &Cancel::default());
        let report = report.expect("nobody cancels");
        let names = report.refusing().map(|c| c.kind.name());
        found.refused_by.extend(names);
        found.scenes.push(scene);
    }
    found
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("listed").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(std::fs::copy(&path, &target).expect("copied")),
        }
    }
}

/// The bytes that a text of base 64 stands for.
fn base64(text: &str) -> Vec<u8> {
    let digit = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let mut out = Vec::new();
    for four in text.as_bytes().chunks(4) {
        let used = four.iter().take_while(|c| **c != b'=').count();
        let bits = four
            .iter()
            .take(used)
            .fold(0_u32, |bits, c| bits << 6 | u32::from(digit(*c)));
        let bytes = (bits << (6 * (4 - used))).to_be_bytes();
        out.extend(&bytes[1..used]);
    }
    out
}

fn edit(root: &Path, edit: &Value) {
    let path = root.join(edit["file"].as_str().expect("a file"));
    if edit["remove"] == true {
        return std::fs::remove_file(&path).expect("removed");
    }
    if let Some(text) = edit["base64"].as_str() {
        return std::fs::write(&path, base64(text)).expect("written");
    }
    let mut bytes = std::fs::read(&path).expect("read");
    if let Some(keep) = edit["keep"].as_u64() {
        bytes.truncate(keep as usize);
    } else if let Some(find) = edit["find"].as_str() {
        let text = String::from_utf8(bytes).expect("text");
        assert!(text.contains(find), "{find:?} in {path:?}");
        let put = edit["put"].as_str().expect("a text");
        bytes = text.replacen(find, put, 1).into_bytes();
    } else {
        let mut value: Value = serde_json::from_slice(&bytes).expect("JSON");
        let mut place = &mut value;
        for step in edit["json"].as_array().expect("a way") {
            place = match step.as_str() {
                Some(key) => &mut place[key],
                None => &mut place[step.as_u64().expect("a number") as usize],
            };
        }
        *place = edit["put"].clone();
        bytes = value.to_string().into_bytes();
    }
    std::fs::write(&path, bytes).expect("written");
}

/// The copy of a trap, and where a reader would be pointed to.
fn laid(trap: &Value) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let of = trap["of"].as_str().expect("a layout");
    let expected = json(here(&format!("tests/data/layouts/{of}.expected.json")));
    let path = expected["path"].as_str().expect("a path");
    let top = path.split('/').next().expect("a part");
    copy(
        &here("tests/data/layouts").join(top),
        &folder.path().join(top),
    );
    for change in trap["edits"].as_array().expect("edits") {
        edit(folder.path(), change);
    }
    let path = folder.path().join(path);
    (folder, path)
}

/// Scenes without the folder that they were read from.
fn placeless(mut found: Found) -> Vec<Scene> {
    for scene in &mut found.scenes {
        scene.root = PathBuf::new();
    }
    found.scenes
}

/// Why a trap went as it should not have; `None` where all is well.
fn wrong(trap: &Value) -> Option<String> {
    let of = trap["of"].as_str().expect("a layout");
    let (_kept, path) = laid(trap);
    let untouched = serde_json::json!({"of": of, "edits": []});
    let (_good, good) = laid(&untouched);
    let (found, good) = (read(&path), read(&good));
    match trap["seen"].as_str().expect("who sees it") {
        "refused" => {
            let known = |c: &&String| !good.complaints.contains(c);
            let new: Vec<&String> = found.complaints.iter().filter(known).collect();
            new.is_empty().then(|| "nobody complains".to_owned())
        }
        "check" => {
            let by = trap["by"].as_str().expect("a check");
            let sees = found.refused_by.contains(&by) && !good.refused_by.contains(&by);
            (!sees).then(|| {
                format!(
                    "{by} does not: {:?} for {:?}",
                    found.refused_by, good.refused_by
                )
            })
        }
        "unchanged" => {
            let same = placeless(found) == placeless(good);
            (!same).then(|| "something changed".to_owned())
        }
        "silent" => {
            let silent = found.complaints == good.complaints && found.refused_by.is_empty();
            (!silent).then(|| {
                format!(
                    "somebody sees it: {:?} {:?}",
                    found.complaints, found.refused_by
                )
            })
        }
        other => Some(format!("{other:?} is no way to see")),
    }
}

#[test]
fn every_broken_copy_is_seen_by_whom_it_should() {
    let traps = json(here("tests/oracle/layouts/traps.json"));
    let traps = traps.as_array().expect("traps");
    assert!(traps.len() > 80, "{}", traps.len());
    let name = |trap: &Value| trap["name"].as_str().unwrap_or_default().to_owned();
    let failed: Vec<String> = traps
        .iter()
        .filter_map(|trap| Some(format!("{}: {}", name(trap), wrong(trap)?)))
        .collect();
    assert!(
        failed.is_empty(),
        "{} of {}\n{}",
        failed.len(),
        traps.len(),
        failed.join("\n")
    );
}

#[test]
fn no_check_refuses_what_is_right() {
    for layout in [
        "scannetpp",
        "omni3d",
        "ca1m_folder",
        "wildrgbd",
        "pointodyssey",
        "colmap_text",
        "colmap_binary",
        "nerfstudio",
        "kitti",
    ] {
        let (_kept, path) = laid(&serde_json::json!({"of": layout, "edits": []}));
        let found = read(&path);
        assert!(
            found.refused_by.is_empty(),
            "{layout}: {:?}",
            found.refused_by
        );
        assert!(!found.scenes.is_empty(), "{layout}");
    }
}
