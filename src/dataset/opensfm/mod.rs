//! OpenSfM's `reconstruction.json`
//! (<https://opensfm.readthedocs.io/en/latest/dataset.html#reconstruction-file-format>) beside its `images`.
//!
//! A shot's rotation (axis times angle) and translation are camera-from-world; they are turned round. Focal lengths and
//! offsets of the centre are shares of the picture's longer side. World is Z up where the file names the place on Earth
//! that it is laid to; its scale is no better than that place's, so it does not count as metres. Of several
//! reconstructions, each in a world of its own, the first is read.

mod camera;
mod read;

use super::files;
use super::layout::Layout;
pub(in crate::dataset) use read::points;
use std::path::Path;

/// The file that makes a folder such a scene.
pub(in crate::dataset) const FILE: &str = "reconstruction.json";

/// See the module.
pub(super) const LAYOUT: Layout = Layout {
    name: "opensfm",
    is_at: |path| files::has_scenes(path, is_scene),
    find: |path| files::scenes_in(path, is_scene, read::open),
};

fn is_scene(path: &Path) -> bool {
    path.join(FILE).is_file()
}
