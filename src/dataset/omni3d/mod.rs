//! Omni3D (<https://github.com/facebookresearch/omni3d/blob/main/DATA.md>): one JSON file for each part of six data sets,
//! with boxes in the camera's space. A scene is one picture.
//!
//! What there is to a picture is a camera and boxes: no pose, no depth, and not every object is annotated. K, size,
//! boxes and rectangles are those of the picture as it lies on disk, after the quarter turns that `src_90_rotate` counts,
//! so nothing is turned here; a picture and a K that do not go together show as a warning. KITTI's `p2` is not read.

mod builder;
mod index;
mod rules;
mod scene;
#[cfg(test)]
mod tests;

use super::DatasetError;
use super::layout::{Collection, Layout};
use crate::scene::Scene;
use index::Index;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// See the module.
pub(super) const LAYOUT: Layout = Layout {
    name: "omni3d",
    is_at: |path| !files(path).is_empty(),
    find,
};

/// Files of the data set are called after its parts.
const PARTS: [&str; 6] = [
    "SUNRGBD_",
    "Hypersim_",
    "ARKitScenes_",
    "Objectron_",
    "KITTI_",
    "nuScenes_",
];
/// The folder that they lie in, beside the data sets' own.
const FOLDER: &str = "Omni3D";
/// How much of a file is looked at to tell what it is, bytes.
const HEAD: u64 = 16 << 10;
/// Keys that say it.
const KEYS: [&str; 4] = [
    "\"src_90_rotate\"",
    "\"bbox3D_cam\"",
    "\"center_cam\"",
    "\"valid3D\"",
];

/// The files at a path, by name: the one that it is, or those in it or in its folder `Omni3D`. In another folder only
/// those count that are named as the data set's are: who knows how many others there are to look into.
fn files(path: &Path) -> Vec<PathBuf> {
    if path.is_file() {
        return if is_one(path, false) {
            vec![path.into()]
        } else {
            Vec::new()
        };
    }
    let within = |folder: &Path| {
        let by_name = folder.file_name().is_none_or(|name| name != FOLDER);
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let files = entries
            .map(|e| e.path())
            .filter(|p| p.is_file() && is_one(p, by_name));
        let mut files: Vec<PathBuf> = files.collect();
        files.sort();
        files
    };
    let inner = within(&path.join(FOLDER));
    if inner.is_empty() {
        within(path)
    } else {
        inner
    }
}

/// Whether a file is of Omni3D: by its name, else (unless `by_name` alone counts) by the keys at its beginning.
fn is_one(path: &Path, by_name: bool) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let named = PARTS.iter().any(|part| name.starts_with(part));
    if !name.ends_with(".json") || by_name && !named {
        return false;
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    let text = String::from_utf8_lossy(&head);
    let known = named || KEYS.iter().any(|key| text.contains(key));
    known && read.is_ok() && text.trim_start().starts_with('{')
}

/// The folder that pictures are relative to: that which holds the folder `Omni3D`, else the file's own.
fn root_of(file: &Path) -> PathBuf {
    let file = std::path::absolute(file).unwrap_or_else(|_| file.into());
    let own = file.parent().unwrap_or(Path::new(""));
    let parent = own
        .parent()
        .filter(|_| own.file_name().is_some_and(|name| name == FOLDER));
    parent.unwrap_or(own).into()
}

/// Pictures of one or several files.
struct Pictures {
    /// Ids of the images.
    scenes: Vec<String>,
    warnings: Vec<String>,
    /// Each file's folder of pictures, and what it says.
    files: Vec<(PathBuf, Index)>,
    /// For each scene its file and its image therein.
    places: Vec<(usize, usize)>,
}

fn find(path: &Path) -> Result<Box<dyn Collection>, DatasetError> {
    let mut pictures = Pictures {
        scenes: Vec::new(),
        warnings: Vec::new(),
        files: Vec::new(),
        places: Vec::new(),
    };
    let named = || {
        if path.is_file() {
            vec![path.into()]
        } else {
            files(path)
        }
    };
    let mut failed = None;
    for file in named() {
        match index::open(&file) {
            Ok(index) => pictures.files.push((root_of(&file), index)),
            Err(error) => {
                pictures.warnings.push(format!("left out: {error}"));
                failed.get_or_insert(error);
            }
        }
    }
    pictures.list();
    match failed {
        Some(error) if pictures.scenes.is_empty() => Err(error),
        None if pictures.scenes.is_empty() => Err(DatasetError::Format {
            what: "no file of Omni3D".into(),
            at: "folder".into(),
            path: path.into(),
        }),
        _ => Ok(Box::new(pictures)),
    }
}

impl Pictures {
    /// Lists the pictures of all files. Ids are unique in the whole data set; of those that are not, the first stays.
    fn list(&mut self) {
        let (mut seen, mut twice) = (BTreeSet::new(), 0_usize);
        for (file, (_, index)) in self.files.iter_mut().enumerate() {
            self.warnings.append(&mut index.warnings);
            for (at, image) in index.images.iter().enumerate() {
                if seen.insert(image.id) {
                    self.scenes.push(image.id.to_string());
                    self.places.push((file, at));
                } else {
                    twice += 1;
                }
            }
        }
        if twice > 0 {
            self.warnings.push(format!(
                "{twice} images have the id of one in a file before and are left out"
            ));
        }
    }
}

impl Collection for Pictures {
    fn scenes(&self) -> &[String] {
        &self.scenes
    }

    fn warnings(&self) -> &[String] {
        &self.warnings
    }

    fn open(&self, index: usize) -> Result<Scene, DatasetError> {
        let scene = || {
            let (file, image) = *self.places.get(index)?;
            let (root, file) = self.files.get(file)?;
            scene::scene(file, file.images.get(image)?, root)
        };
        scene().ok_or_else(|| DatasetError::Format {
            what: "there is no such scene".into(),
            at: format!("scene {index}"),
            path: self
                .files
                .first()
                .map(|(root, _)| root.clone())
                .unwrap_or_default(),
        })
    }
}
