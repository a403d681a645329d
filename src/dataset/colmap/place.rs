//! Where a model and its pictures are.

use super::model::{Image, is_model};
use crate::dataset::files;
use std::path::{Path, PathBuf};

/// Where models stand below a project's folder.
const BELOW: [&str; 3] = ["sparse/0", "sparse", "colmap"];
/// Images tried before a folder counts as none of pictures.
const TRIED: usize = 20;

/// A project: its folder, and that of its model.
pub(super) struct Place {
    pub home: PathBuf,
    pub model: PathBuf,
}

impl Place {
    /// Of a project's folder, or the model's folder itself.
    pub fn of(path: &Path) -> Option<Self> {
        // A relative path may be too short to find the folder above.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.into());
        let place = |home: &Path, model: PathBuf| {
            let home = home.to_owned();
            Some(Self { home, model })
        };
        if is_model(&path) {
            let above = BELOW.into_iter().find(|below| path.ends_with(below));
            let steps = above.map_or(0, |below| Path::new(below).components().count());
            let home = path.ancestors().nth(steps).unwrap_or(&path).to_owned();
            return place(&home, path);
        }
        let first = path.join("0");
        if path.ends_with("sparse") && is_model(&first) {
            return place(path.parent()?, first);
        }
        let below = BELOW.into_iter().map(|below| path.join(below));
        place(&path, below.into_iter().find(|model| is_model(model))?)
    }

    /// The scene's root, and the folder of the pictures below it: the first where one of them is, else the first that
    /// is there.
    pub fn pictures(&self, images: &[Image]) -> (PathBuf, PathBuf) {
        let model = self.model.strip_prefix(&self.home).unwrap_or(Path::new(""));
        let mut candidates = vec![
            (self.home.clone(), PathBuf::from("images")),
            (self.home.clone(), PathBuf::new()),
            (self.home.clone(), model.join("images")),
            (self.home.clone(), model.to_owned()),
        ];
        if let (true, Some(above)) = (self.home == self.model, self.home.parent()) {
            candidates.push((above.to_owned(), "images".into()));
        }
        let holds = |(root, below): &&(PathBuf, PathBuf)| {
            let is_there = |image: &Image| root.join(below).join(&image.name).is_file();
            images.iter().take(TRIED).any(is_there)
        };
        let is_folder = |(root, below): &&(PathBuf, PathBuf)| root.join(below).is_dir();
        let found = candidates
            .iter()
            .find(holds)
            .or_else(|| candidates.iter().find(is_folder));
        found.cloned().unwrap_or_default()
    }

    /// A warning about further models beside the one that is read.
    pub fn others(&self) -> Option<String> {
        let beside = self.model.parent()?;
        let own = files::name_of(&self.model);
        let mut names = files::names_in(beside);
        names.retain(|name| *name != own && name.parse::<u32>().is_ok());
        names.retain(|name| is_model(&beside.join(name)));
        let is_numbered = own.parse::<u32>().is_ok() && !names.is_empty();
        is_numbered.then(|| format!("further models are not read: {}", names.join(", ")))
    }
}
