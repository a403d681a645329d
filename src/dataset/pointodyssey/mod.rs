//! PointOdyssey (<https://pointodyssey.com>, its generator <https://github.com/y-zheng18/point_odyssey>):
//! `<split>/<sequence>/` with `rgbs`, `depths`, `masks`, `normals`, `scene_info.json` and an archive of tracks and
//! cameras.
//!
//! The archive is called `anno.npz`, `annotations.npz` or `annot.npz`; its numbers have two, four or eight bytes. Row i
//! of an array belongs to the files that are numbered i. `extrinsics` are world-to-camera of OpenCV cameras. World is
//! that of the OBJ files from which the generator takes its points: Y up, so it is turned, (x, y, z) to (x, -z, y).
//! `cx` is half the width, which puts the first pixel's centre at 0.5, as here. Depth is along the axis, in a 16-bit
//! picture in steps of 1000/65535 m. `visibilities` are 0 for hidden, 1 for visible, 2 for meaningless; newer archives
//! have `visibs` and `valids` in their place. A point beside its object's outline has the pixel of a neighbour on the
//! object, so pixels may be two off what the world point projects to. Masks are colours, an object each; no box of an
//! object is known.
//!
//! Lengths are metres, but not out of doors: there the generator builds everything ten times as large. Such a sequence
//! is told by its `scene_info.json`, which names one character as a text, and says that it is not metric.
//!
//! Normals and `info.npz` are not read. Version 1.0 had extrinsics with other axes. Nothing in its files tells: `scene
//! check` does, by the tracks.

mod camera;
mod read;
mod tracks;

pub(super) use tracks::tracks;

use super::files;
use super::layout::Layout;
use std::path::{Path, PathBuf};

/// What the archive may be called.
const ARCHIVES: [&str; 3] = ["anno.npz", "annotations.npz", "annot.npz"];
/// Folder of the pictures.
const PICTURES: &str = "rgbs";

/// See the module.
pub(super) const LAYOUT: Layout = Layout {
    name: "pointodyssey",
    is_at: |path| !scenes(path).is_empty(),
    find: |path| files::collection(path, scenes(path), read::open),
};

/// The sequences, with their ids, of a sequence's folder, a split, or a folder of splits.
fn scenes(path: &Path) -> Vec<(String, PathBuf)> {
    if archive(path).is_some() {
        return vec![(files::name_of(path), path.into())];
    }
    let inside = sequences_in(path);
    if !inside.is_empty() {
        return inside;
    }
    let splits = files::names_in(path).into_iter();
    splits
        .flat_map(|split| sequences_in(&path.join(split)))
        .collect()
}

fn sequences_in(folder: &Path) -> Vec<(String, PathBuf)> {
    let paths = files::names_in(folder)
        .into_iter()
        .map(|name| (folder.join(&name), name));
    paths
        .filter(|(path, _)| archive(path).is_some())
        .map(|(path, name)| (name, path))
        .collect()
}

/// The name of a sequence's archive; `None` where the folder is none.
fn archive(folder: &Path) -> Option<&'static str> {
    let found = ARCHIVES.iter().find(|name| folder.join(name).is_file())?;
    folder.join(PICTURES).is_dir().then_some(*found)
}

#[cfg(test)]
mod tests;
