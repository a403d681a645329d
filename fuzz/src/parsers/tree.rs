//! A data set in a temporary folder, of which a file at a time is replaced by other bytes.

use spatialscore::dataset::{find, load};
use std::path::{Path, PathBuf};

/// Scenes of a data set that are opened.
const MOST_SCENES: usize = 4;

/// See the module.
pub struct Tree {
    folder: tempfile::TempDir,
}

impl Tree {
    /// An empty one.
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    /// A copy of a data set of `tests/data/layouts`.
    pub fn of(layout: &str) -> Self {
        let tree = Self::new();
        copy(&layouts().join(layout), tree.folder.path());
        tree
    }

    /// Where a file of it is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and the folders that it lies in.
    pub fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(&path, bytes).expect("written");
        path
    }

    /// Replaces each of these files in turn, opens the data set in `top` with it, and puts it back. Whether it
    /// could be opened with one of them.
    pub fn open_with(&self, layout: &str, top: &str, files: &[&str], bytes: &[u8]) -> bool {
        let mut held = false;
        for name in files {
            let path = self.path(name);
            let sound = std::fs::read(&path).expect("a file of the data set");
            std::fs::write(&path, bytes).expect("written");
            held |= open(layout, &self.path(top));
            std::fs::write(&path, sound).expect("written");
        }
        held
    }
}

/// Opens a data set's first scenes, if it has some. Whether one of them could be.
pub fn open(layout: &str, path: &Path) -> bool {
    let Ok((_, found)) = find(path, Some(layout)) else {
        return false;
    };
    let mut held = false;
    for index in 0..found.scenes().len().min(MOST_SCENES) {
        let Ok(scene) = found.open(index) else {
            continue;
        };
        held = true;
        for frame in &scene.frames {
            let pinhole = &frame.camera.pinhole;
            assert!(pinhole.width > 0 && pinhole.height > 0 && pinhole.fx.is_finite());
            assert!(frame.world_from_camera.translation.is_finite());
        }
        if let Ok(seen) = load::sightings(&scene) {
            assert!(seen.iter().all(|s| s.frame < scene.frames.len()));
        }
        if let Ok(tracks) = load::tracks(&scene) {
            assert_eq!(tracks.world.len(), tracks.pixel.len());
            assert_eq!(tracks.world.len(), tracks.sight.len());
        }
        assert!(scene.objects.iter().all(|o| o.obb.center.is_finite()));
    }
    held
}

/// The folder of data sets, from this repository's top folder or from `fuzz` in it.
fn layouts() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let tops = [Some(here), here.parent()];
    let paths = tops.into_iter().flatten();
    let mut found = paths.map(|top| top.join("tests/data/layouts"));
    found
        .find(|path| path.is_dir())
        .expect("tests/data/layouts")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("made");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            std::fs::copy(&from, &to).expect("copied");
        }
    }
}
