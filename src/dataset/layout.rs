//! The layouts of data sets, and which of them a folder has.

use super::{
    DatasetError, ca1m, colmap, kitti, nerfstudio, omni3d, opensfm, pointodyssey, room, scannetpp,
    wildrgbd,
};
use crate::scene::Scene;
use std::path::Path;

/// A data set on disk, or a part of one: its scenes, each opened when asked for.
pub trait Collection: Send + Sync {
    /// The ids of its scenes, in their order.
    fn scenes(&self) -> &[String];
    /// What was found wrong or missing on the way to them.
    fn warnings(&self) -> &[String];
    /// Opens the scene with this number. Reads no pixels and no points.
    ///
    /// # Errors
    /// When nothing usable is there.
    fn open(&self, index: usize) -> Result<Scene, DatasetError>;
}

/// How a data set lies on disk.
pub struct Layout {
    /// Its name, for `--dataset`.
    pub name: &'static str,
    /// Whether a path (folder or file) looks like this layout. Looks at names and first bytes alone.
    pub is_at: fn(&Path) -> bool,
    /// Finds the scenes.
    ///
    /// # Errors
    /// When there are none.
    pub find: fn(&Path) -> Result<Box<dyn Collection>, DatasetError>,
}

/// Every layout that can be read. The first that fits is taken: what was made from another stands before that.
pub const LAYOUTS: &[Layout] = &[
    room::LAYOUT,
    scannetpp::LAYOUT,
    omni3d::LAYOUT,
    ca1m::LAYOUT,
    wildrgbd::LAYOUT,
    pointodyssey::LAYOUT,
    kitti::LAYOUT,
    opensfm::LAYOUT,
    nerfstudio::LAYOUT,
    colmap::LAYOUT,
];

/// Finds the scenes at a path, of the layout with this name, else of the one that it looks like.
///
/// # Errors
/// When the name is unknown, the path looks like no layout, or there is no scene.
pub fn find(
    path: &Path,
    name: Option<&str>,
) -> Result<(&'static Layout, Box<dyn Collection>), DatasetError> {
    let layout = match name {
        Some(name) => LAYOUTS.iter().find(|l| l.name == name),
        None => LAYOUTS.iter().find(|l| (l.is_at)(path)),
    };
    let wrong = || {
        let known: Vec<&str> = LAYOUTS.iter().map(|l| l.name).collect();
        let known = known.join(", ");
        let what = match name {
            Some(name) => format!("there is no layout {name:?} ({known})"),
            None if path.exists() => format!("no data set of a known layout ({known})"),
            None => "there is nothing".to_owned(),
        };
        DatasetError::Format {
            what,
            at: "beginning".into(),
            path: path.into(),
        }
    };
    let layout = layout.ok_or_else(wrong)?;
    Ok((layout, (layout.find)(path)?))
}

/// A data set whose scenes are folders.
pub(super) struct Folders {
    /// Ids of the scenes.
    pub scenes: Vec<String>,
    /// See [`Collection::warnings`].
    pub warnings: Vec<String>,
    /// Opens the scene with this number.
    pub open: Box<dyn Fn(usize) -> Result<Scene, DatasetError> + Send + Sync>,
}

impl Collection for Folders {
    fn scenes(&self) -> &[String] {
        &self.scenes
    }

    fn warnings(&self) -> &[String] {
        &self.warnings
    }

    fn open(&self, index: usize) -> Result<Scene, DatasetError> {
        (self.open)(index)
    }
}
