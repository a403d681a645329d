//! CA-1M (<https://github.com/apple/ml-cubifyanything>): phone captures with laser scans, one WebDataset tar each, read
//! where they lie; or the same extracted. A scene is one capture.
//!
//! Of `[vid]/[ts].[sensor]/[what]` these are read: `wide/image.png`, `wide/image/K.json`, `wide/T_gravity.json`,
//! `wide/instances.json`, `gt/RT.json`, `gt/depth.png`, `gt/depth/K.json`, `wide/depth.png`, `wide/depth/K.json`, and
//! `[vid]/world.gt/instances.json`. Sizes (`_wide/image/size`) are taken from the PNGs; confidences are not used.
//!
//! Said by the repository's README: the files, their units (millimetres, row-major), that pictures are upright and so
//! differ in orientation, that `T_gravity` holds pitch and roll of the camera, that boxes of frames are in the camera's
//! space. Seen in its code (`dataset.py`, `sensor.py`, `capture_stream.py`, `tools/demo.py`), which draws with them:
//! - names of `K.json`; keys of `instances.json` (`id`, `category`, `position`, full `scale`, `R` with the box's axes
//!   as columns, `box_2d_rend`, `box_2d_proj`);
//! - `[ts]` is in nanoseconds;
//! - `RT` is camera-to-world, of OpenCV's axes, and its world has Z up (`get_orientation` takes the third row for up);
//! - `T_gravity` brings level axes (y down along gravity) to the camera's.
//!
//! Not told: whether K counts the first pixel's centre as 0 or 0.5. It is taken as it is, half a pixel either way.
//! On every capture two checks tell whether this was understood: boxes of frames, brought into world by `RT`, lie where
//! the world's are; and `RT` times `T_gravity` gives all frames the same up. With `RT` read the wrong way both fail,
//! and a warning says so.

mod entries;
mod instances;
mod read;
#[cfg(test)]
mod tests;
mod upright;

use super::DatasetError;
use super::layout::{Collection, Folders, Layout};
use crate::scene::Scene;
use entries::Entries;
use std::fs::File;
use std::path::{Path, PathBuf};

/// See the module.
pub(super) const LAYOUT: Layout = Layout {
    name: "ca1m",
    is_at: |path| !captures(path).is_empty(),
    find,
};

/// Folders of a capture end so.
const ENDS: [&str; 4] = [".wide", ".gt", "._wide", "._gt"];
/// How many entries of a tar or folder are looked at to tell what it is.
const LOOK: usize = 32;

/// A tar or a folder with one capture, and the capture's id.
type Capture = (PathBuf, String);

/// The captures at a path: the tar or folder that it is, or those in it.
fn captures(path: &Path) -> Vec<Capture> {
    if let Some(capture) = capture(path) {
        return vec![capture];
    }
    let inside = std::fs::read_dir(path).into_iter().flatten().flatten();
    let mut inside: Vec<Capture> = inside.filter_map(|entry| capture(&entry.path())).collect();
    inside.sort();
    inside
}

/// The capture that a path is, if it is one.
fn capture(path: &Path) -> Option<Capture> {
    if path.is_dir() {
        let mut inside = std::fs::read_dir(path).ok()?.take(LOOK).flatten();
        let path = std::path::absolute(path).ok()?;
        let vid = path.file_name()?.to_string_lossy().into_owned();
        return inside
            .any(|entry| is_part(&entry.file_name().to_string_lossy()))
            .then_some((path, vid));
    }
    if path.extension().is_none_or(|end| end != "tar") {
        return None;
    }
    let mut archive = tar::Archive::new(File::open(path).ok()?);
    let mut names = archive
        .entries_with_seek()
        .ok()?
        .take(LOOK)
        .filter_map(|entry| {
            let name = entry.ok()?.path_bytes().into_owned();
            entries::plain(std::str::from_utf8(&name).ok()?)
        });
    let vid = names.find_map(|name| {
        let (vid, rest) = name.split_once('/')?;
        is_part(rest.split('/').next()?).then(|| vid.to_owned())
    });
    Some((path.into(), vid?))
}

/// Whether a folder's name is that of a frame's part or of the world.
fn is_part(name: &str) -> bool {
    ENDS.iter().any(|end| name.ends_with(end))
}

fn find(path: &Path) -> Result<Box<dyn Collection>, DatasetError> {
    let captures = captures(path);
    if captures.is_empty() {
        return Err(DatasetError::Format {
            what: "no capture".into(),
            at: "beginning".into(),
            path: path.into(),
        });
    }
    Ok(Box::new(Folders {
        scenes: captures.iter().map(|(_, vid)| vid.clone()).collect(),
        warnings: Vec::new(),
        open: Box::new(move |index| open(captures.get(index))),
    }))
}

fn open(capture: Option<&Capture>) -> Result<Scene, DatasetError> {
    let format = |what: String, path: &Path| DatasetError::Format {
        what,
        at: "beginning".into(),
        path: path.into(),
    };
    let (path, vid) =
        capture.ok_or_else(|| format("there is no such scene".into(), Path::new("")))?;
    let entries = if path.is_dir() {
        Entries::of_folder(path)
    } else {
        Entries::of_tar(path)?
    };
    let scene = read::scene(&entries, vid);
    if scene.frames.is_empty() && scene.objects.is_empty() {
        let why = scene.warnings.join("; ");
        return Err(format(format!("no usable frame or object ({why})"), path));
    }
    Ok(scene)
}
