//! A scene under way: beside its place until it is whole.

use super::{Place, encode, truth};
use crate::platform::beside::Beside;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The folder of a scene under way. Dropped before [`Part::keep`], it is gone.
pub(super) struct Part {
    folder: PathBuf,
}

impl Part {
    /// Begins a scene, after removing what an earlier attempt at it left behind.
    pub fn begin(root: &Path, name: &str) -> io::Result<Self> {
        let folder = root.join(format!(".{name}.part"));
        gone(&folder)?;
        std::fs::create_dir_all(&folder).map_err(encode::at(&folder))?;
        Ok(Self { folder })
    }

    /// The folder, which stands for the data set's.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Moves the scene's files and folders into the data set and writes its truth. A finished scene of this name is
    /// replaced.
    pub fn keep(
        &self,
        place: &Place,
        name: &str,
        paths: &[String],
        truth: &[u8],
    ) -> io::Result<()> {
        let file = truth::path(&place.root, name);
        let ours = place.overwrite || file.is_file();
        let there = |path: &&String| place.root.join(path).exists();
        if let Some(path) = paths.iter().find(there).filter(|_| !ours) {
            let what = format!("{path:?} is there and belongs to no finished scene {name:?}");
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, what));
        }
        // Without its truth a scene is not finished: should the rest fail, it is made again.
        gone(&file)?;
        for path in paths {
            let target = place.root.join(path);
            gone(&target)?;
            if let Some(folder) = target.parent() {
                std::fs::create_dir_all(folder).map_err(encode::at(folder))?;
            }
            std::fs::rename(self.folder.join(path), &target).map_err(encode::at(&target))?;
        }
        let folder = place.root.join(truth::FOLDER);
        std::fs::create_dir_all(&folder).map_err(encode::at(&folder))?;
        let write = || {
            let mut file = Beside::begin(&folder, &truth::file_name(name))?;
            file.write_all(truth)?;
            file.keep()
        };
        write().map_err(encode::at(&file))
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Empty by now when it was kept; otherwise of no use, and its name says so.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Removes a file or folder, if there is one.
fn gone(path: &Path) -> io::Result<()> {
    let removed = match path.symlink_metadata() {
        Ok(found) if found.is_dir() => std::fs::remove_dir_all(path),
        Ok(_) => std::fs::remove_file(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    };
    removed.map_err(encode::at(path))
}
