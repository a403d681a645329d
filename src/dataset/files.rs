//! What most layouts do with files and folders: look for scenes, read text, look whether pictures are there.

use super::layout::{Collection, Folders};
use super::{DatasetError, load};
use crate::media::{self, Limits, MediaError};
use crate::scene::{Frame, Part, Scene, Stored};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Bytes at the beginning of a picture that usually tell its size.
const HEAD: u64 = 64 * 1024;

/// An error with its place.
pub(super) fn wrong(path: &Path, what: impl Into<String>, at: impl Into<String>) -> DatasetError {
    DatasetError::Format {
        what: what.into(),
        at: at.into(),
        path: path.into(),
    }
}

/// A warning with its place, in the words of [`DatasetError::Format`]. The file without its folder: a scene's warnings
/// are read beside its name.
pub(super) fn warning(path: &Path, what: impl std::fmt::Display, at: &str) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    format!("{what}, {at} of {name:?}")
}

/// A text file.
///
/// # Errors
/// When it cannot be read or is no UTF-8.
pub(super) fn text(path: &Path) -> Result<String, DatasetError> {
    std::fs::read_to_string(path).map_err(|source| DatasetError::Io {
        path: path.into(),
        source,
    })
}

/// A folder's name, that of `.` too.
pub(super) fn name_of(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.into());
    let name = absolute.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The names of what is in a folder, sorted; none where it cannot be read.
pub(super) fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    names.sort();
    names
}

/// Whether a folder is a scene, or one directly in it is.
pub(super) fn has_scenes(path: &Path, is_scene: fn(&Path) -> bool) -> bool {
    is_scene(path) || names_in(path).iter().any(|name| is_scene(&path.join(name)))
}

/// A folder that is a scene, else the folders directly in it that are, by name. `open` gets the folder and the id.
///
/// # Errors
/// When there is none.
pub(super) fn scenes_in(
    path: &Path,
    is_scene: fn(&Path) -> bool,
    open: fn(&Path, &str) -> Result<Scene, DatasetError>,
) -> Result<Box<dyn Collection>, DatasetError> {
    let found = if is_scene(path) {
        vec![(name_of(path), path.to_owned())]
    } else {
        let folders = names_in(path)
            .into_iter()
            .map(|name| (path.join(&name), name));
        folders
            .filter(|(folder, _)| is_scene(folder))
            .map(|(folder, name)| (name, folder))
            .collect()
    };
    collection(path, found, open)
}

/// Scenes with their ids, each a folder.
///
/// # Errors
/// When there is none.
pub(super) fn collection(
    path: &Path,
    found: Vec<(String, PathBuf)>,
    open: fn(&Path, &str) -> Result<Scene, DatasetError>,
) -> Result<Box<dyn Collection>, DatasetError> {
    collection_with(path, found, Vec::new(), open)
}

/// As [`collection`], with what was found wrong on the way.
pub(super) fn collection_with(
    path: &Path,
    found: Vec<(String, PathBuf)>,
    warnings: Vec<String>,
    open: fn(&Path, &str) -> Result<Scene, DatasetError>,
) -> Result<Box<dyn Collection>, DatasetError> {
    if found.is_empty() {
        return Err(wrong(path, "there is no scene", "beginning"));
    }
    let scenes = found.iter().map(|(id, _)| id.clone()).collect();
    let root = path.to_owned();
    let open = move |index: usize| {
        let (id, folder) = found
            .get(index)
            .ok_or_else(|| wrong(&root, "there is no such scene", format!("scene {index}")))?;
        open(folder, id)
    };
    Ok(Box::new(Folders {
        scenes,
        warnings,
        open: Box::new(open),
    }))
}

/// Leaves out frames whose id was there before, with a warning: an id names one frame. `path` is for the warning.
pub(super) fn once(frames: &mut Vec<Frame>, path: &Path, warnings: &mut Vec<String>) {
    let (mut known, mut twice) = (BTreeSet::new(), Vec::new());
    frames.retain(|frame| {
        let is_new = known.insert(frame.id.clone());
        if !is_new {
            twice.push(frame.id.clone());
        }
        is_new
    });
    if let Some(first) = twice.first() {
        let count = twice.len();
        let what = format!("frames that are there already are left out ({count})");
        warnings.push(warning(path, what, &format!("the first {first:?}")));
    }
}

/// Looks whether the pictures that frames name are there.
pub(super) struct Pictures<'a> {
    root: &'a Path,
    missing: usize,
    first: PathBuf,
}

impl<'a> Pictures<'a> {
    pub fn new(root: &'a Path) -> Self {
        Self {
            root,
            missing: 0,
            first: PathBuf::new(),
        }
    }

    /// Looks for one. A picture that is not there is counted and no error: its frame still has a camera.
    ///
    /// # Errors
    /// Why no frame may name this, in words: the path leaves the scene's root by its spelling or by a link.
    pub fn look_for(&mut self, path: &Path) -> Result<(), String> {
        match media::resolve_in(self.root, "scene", &path.to_string_lossy()) {
            Ok(_) => Ok(()),
            Err(MediaError::Missing { .. }) => {
                if self.missing == 0 {
                    self.first = path.into();
                }
                self.missing += 1;
                Ok(())
            }
            Err(error) => Err(error.to_string()),
        }
    }

    /// How many were not there, in words.
    pub fn warning(self) -> Option<String> {
        let first = self.first.to_string_lossy();
        match self.missing {
            0 => None,
            1 => Some(format!("1 picture is missing: {first:?}")),
            n => Some(format!("{n} pictures are missing, the first {first:?}")),
        }
    }
}

/// Width and height of a picture, px, from its header.
///
/// # Errors
/// When it cannot be read or is no picture.
pub(super) fn picture_size(root: &Path, picture: &Path) -> Result<(u32, u32), DatasetError> {
    let limits = Limits::default();
    let path = load::locate(root, picture)?;
    let len = std::fs::metadata(&path).map_or(0, |m| m.len());
    let part = Part::Bytes {
        at: 0,
        len: len.min(HEAD),
    };
    let head = Stored {
        path: picture.into(),
        part,
    };
    let (bytes, _) = load::bytes(root, &head)?;
    if let Ok(size) = media::size_px(&bytes, &path, &limits) {
        return Ok(size);
    }
    let (bytes, _) = load::bytes(root, &Stored::file(picture))?;
    media::size_px(&bytes, &path, &limits)
        .map_err(|error| wrong(&path, error.to_string(), "picture"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_pictures_are_counted_and_those_outside_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("a.png"), b"x").expect("written");
        let mut pictures = Pictures::new(folder.path());
        assert_eq!(pictures.look_for(Path::new("a.png")), Ok(()));
        let outside = pictures.look_for(Path::new("../a.png"));
        assert!(outside.expect_err("outside").contains("climbs with .."));
        assert!(pictures.look_for(Path::new("/etc/hosts")).is_err());
        assert_eq!(pictures.look_for(Path::new("b/c.png")), Ok(()));
        assert_eq!(pictures.look_for(Path::new("d.png")), Ok(()));
        assert_eq!(
            pictures.warning().as_deref(),
            Some("2 pictures are missing, the first \"b/c.png\"")
        );
        assert_eq!(Pictures::new(folder.path()).warning(), None);
    }

    #[test]
    fn a_folder_is_a_scene_or_holds_some_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["b", "a", "c"] {
            std::fs::create_dir(folder.path().join(name)).expect("made");
        }
        let is_scene: fn(&Path) -> bool = |p| p.ends_with("a") || p.ends_with("b");
        let open: fn(&Path, &str) -> _ = |folder, id| {
            Ok(Scene {
                id: id.into(),
                root: folder.into(),
                ..Scene::default()
            })
        };
        assert!(has_scenes(folder.path(), is_scene));
        let found = scenes_in(folder.path(), is_scene, open).expect("two");
        assert_eq!(found.scenes(), ["a", "b"]);
        let second = found.open(1).expect("a scene");
        assert_eq!(
            (second.id.as_str(), second.root.file_name()),
            ("b", Some("b".as_ref()))
        );
        assert!(found.open(2).is_err());
        let one = scenes_in(&folder.path().join("a"), is_scene, open).expect("one");
        assert_eq!(one.scenes(), ["a"]);
        assert!(scenes_in(&folder.path().join("c"), is_scene, open).is_err());
    }
}
