//! WildRGB-D (<https://github.com/wildrgbd/wildrgbd>): `<category>/scenes/scenes_<id>/` with `metadata`,
//! `cam_poses.txt`, `rgb`, `depth` and `masks`.
//!
//! Poses are camera-to-world of OpenCV cameras, in metres, in the world of the camera's own tracking: which way is up
//! is not known. `K` stands column by column; where in a pixel its coordinates are is not
//! said, they are taken as they are. Depth is in millimetres and lies on the picture. Pictures, maps and poses
//! belong together by the frame's number, never by their place: any of them may be missing.
//!
//! Masks are of the one thing that a scene is about. No box of it is known, so a scene has the masks and no object.

mod read;

use super::files;
use super::layout::Layout;
use std::path::{Path, PathBuf};

/// Files that make a folder a scene.
const METADATA: &str = "metadata";
const POSES: &str = "cam_poses.txt";

/// See the module.
pub(super) const LAYOUT: Layout = Layout {
    name: "wildrgbd",
    is_at: |path| !scenes(path).is_empty(),
    find: |path| files::collection(path, scenes(path), read::open),
};

/// The scenes, with their ids, of a scene's folder, a `scenes` folder, a category, or a folder of categories.
fn scenes(path: &Path) -> Vec<(String, PathBuf)> {
    if is_scene(path) {
        return vec![(id(path), path.into())];
    }
    let ways = [path.to_owned(), path.join("scenes")];
    let found = ways.iter().map(|folder| scenes_in(folder));
    if let Some(found) = found.into_iter().find(|found| !found.is_empty()) {
        return found;
    }
    let categories = files::names_in(path).into_iter();
    let all = categories.flat_map(|category| scenes_in(&path.join(category).join("scenes")));
    all.collect()
}

fn scenes_in(folder: &Path) -> Vec<(String, PathBuf)> {
    let paths = files::names_in(folder).into_iter();
    let paths = paths.map(|name| folder.join(name));
    let found = paths.filter(|path| is_scene(path));
    found.map(|path| (id(&path), path)).collect()
}

/// Category and name, for example `cup/scenes_007`, from wherever it was found: every category counts its scenes from
/// 0. The name alone where the folder above is not called `scenes`.
fn id(scene: &Path) -> String {
    let absolute = std::path::absolute(scene).unwrap_or_else(|_| scene.into());
    let name = files::name_of(&absolute);
    let above = absolute.parent().filter(|above| above.ends_with("scenes"));
    match above.and_then(Path::parent) {
        Some(category) => format!("{}/{name}", files::name_of(category)),
        None => name,
    }
}

fn is_scene(path: &Path) -> bool {
    [METADATA, POSES]
        .iter()
        .all(|name| path.join(name).is_file())
}
