//! Nerfstudio's and instant-ngp's `transforms.json`
//! (<https://docs.nerf.studio/quickstart/data_conventions.html>).
//!
//! Poses are camera-to-world with OpenGL's camera (x right, y up, z backwards): y and z are turned over. The world is Z
//! up by custom; its scale is its own. Pixels are counted as ours, the first one's centre is at (0.5, 0.5). Frames come
//! in the file's order, those for tests last, each called what its picture's path is.

mod camera;
mod read;

use super::files;
use super::layout::Layout;
use std::path::Path;

/// The file that makes a folder such a scene.
const FILE: &str = "transforms.json";

/// See the module.
pub(super) const LAYOUT: Layout = Layout {
    name: "nerfstudio",
    is_at: |path| files::has_scenes(path, is_scene),
    find: |path| files::scenes_in(path, is_scene, read::open),
};

fn is_scene(path: &Path) -> bool {
    path.join(FILE).is_file()
}
