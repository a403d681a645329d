//! WildRGB-D (<https://github.com/wildrgbd/wildrgbd>): `<category>/scenes/scenes_<id>/` with `metadata`,
//! `cam_poses.txt`, `rgb`, `depth` and `masks`.
//!
//! Poses are camera-to-world of OpenCV cameras, in metres, in the world of the camera's own tracking: which way is up
//! is not known. `K` stands column by column. Depth is in millimetres and lies on the picture. Pictures, maps and poses
//! belong together by the frame's number, never by their place: any of them may be missing.
//!
//! Masks are not read: they belong to the one thing that a scene is about, of which no box is known, and a map of
//! objects without its object would lead nowhere.

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

/// The scenes, with their ids, of a scene's folder, a `scenes` folder, a category, or a folder of categories; of the
/// last with the category in the id.
fn scenes(path: &Path) -> Vec<(String, PathBuf)> {
    if is_scene(path) {
        return vec![(files::name_of(path), path.into())];
    }
    let ways = [path.to_owned(), path.join("scenes")];
    let found = ways.iter().map(|folder| scenes_in(folder, ""));
    if let Some(found) = found.into_iter().find(|found| !found.is_empty()) {
        return found;
    }
    let categories = files::names_in(path).into_iter();
    let all = categories.flat_map(|category| {
        let folder = path.join(&category).join("scenes");
        scenes_in(&folder, &format!("{category}/"))
    });
    all.collect()
}

fn scenes_in(folder: &Path, before: &str) -> Vec<(String, PathBuf)> {
    let names = files::names_in(folder).into_iter();
    let found = names.map(|name| (format!("{before}{name}"), folder.join(name)));
    found.filter(|(_, path)| is_scene(path)).collect()
}

fn is_scene(path: &Path) -> bool {
    [METADATA, POSES]
        .iter()
        .all(|name| path.join(name).is_file())
}
