//! The layout of the simulated room (`scene.json` and its pictures, maps and clouds): our own, and the
//! simplest. Already in our convention, so the reader converts nothing but full sizes to half extents.

mod read;

pub use read::read;

use super::DatasetError;
use super::layout::{Collection, Folders, Layout};
use std::path::Path;

/// See the module.
pub(super) const LAYOUT: Layout = Layout {
    name: "room",
    is_at: |path| path.join("scene.json").is_file(),
    find,
};

fn find(path: &Path) -> Result<Box<dyn Collection>, DatasetError> {
    let name = path.file_name().unwrap_or_default();
    let folder = path.to_owned();
    Ok(Box::new(Folders {
        scenes: vec![name.to_string_lossy().into_owned()],
        warnings: Vec::new(),
        open: Box::new(move |_| open(&folder)),
    }))
}

/// Opens the scene in a folder.
///
/// # Errors
/// When `scene.json` cannot be read, or as [`read`].
pub fn open(folder: &Path) -> Result<crate::scene::Scene, DatasetError> {
    let path = folder.join("scene.json");
    let text =
        std::fs::read_to_string(&path).map_err(|source| DatasetError::Io { path, source })?;
    read(&text, folder)
}
