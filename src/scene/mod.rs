//! One scene: frames, cameras, objects with oriented boxes, surfaces.
//!
//! Metres, right-handed, Z up. Readers under `dataset` convert whatever a source uses into this on
//! entry; nothing else in the crate knows another convention. Opening a scene reads no pixels and no
//! points: [`Frame`] and [`Surface`] name files, the caller loads what it needs.

mod cloud;
mod maps;
mod near;

pub use cloud::{CloudPoint, PointCloud};
pub use maps::DepthMap;
pub use near::{fitted_to_points, floor_height, standing_on};

use crate::geom::{Obb, Pinhole, Pose};
use std::path::PathBuf;

/// A scene as a reader found it. Immutable once loaded.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// The source data set's name, for example `scannetpp` or `room`.
    pub dataset: String,
    /// The scene's id within its data set.
    pub id: String,
    /// The folder that every path of the scene is relative to.
    pub root: PathBuf,
    /// Frames in the source's order.
    pub frames: Vec<Frame>,
    /// Annotated objects, by instance id ascending.
    pub objects: Vec<Object>,
    /// Point clouds and meshes on disk.
    pub surfaces: Vec<Surface>,
    /// What the reader found wrong and left out.
    pub warnings: Vec<String>,
    /// Where the scene comes from.
    pub provenance: Provenance,
}

/// Where a scene comes from and what was converted on the way in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Provenance {
    /// The source's own convention in words, for example "right-handed, Z up, OpenCV cameras".
    pub convention: String,
    /// Licence of the source's data.
    pub licence: String,
    /// Every instance of the classes named is annotated, so counts and uniqueness can be trusted.
    pub complete: bool,
}

/// One picture with the camera that took it.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// `f` and the frame's number in the source, for example `f12`.
    pub id: String,
    /// The picture, relative to the scene's root.
    pub image: PathBuf,
    /// Depth along the optical axis, 16-bit millimetres, relative to the root.
    pub depth: Option<PathBuf>,
    /// Instance ids per pixel, 16-bit, relative to the root.
    pub instance: Option<PathBuf>,
    /// Intrinsics at the picture's own size.
    pub pinhole: Pinhole,
    /// Camera pose.
    pub world_from_camera: Pose,
    /// Time since the first frame, seconds.
    pub time_secs: f64,
}

/// One annotated object.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// Instance id, unique in the scene; the value in instance maps and clouds.
    pub instance: u32,
    /// Class name as the source spells it, for example `floor lamp`.
    pub class: String,
    /// Name that is unique in the scene: the class, or class and number ("chair 1").
    pub name: String,
    /// Oriented box around the object in world.
    pub obb: Obb,
}

/// A point cloud or mesh file.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// Path relative to the scene's root.
    pub path: PathBuf,
    /// What it is, in the source's words.
    pub label: String,
}

impl Scene {
    /// The object with this instance id.
    pub fn object(&self, instance: u32) -> Option<&Object> {
        self.objects.iter().find(|o| o.instance == instance)
    }

    /// The frame with this id.
    pub fn frame(&self, id: &str) -> Option<&Frame> {
        self.frames.iter().find(|f| f.id == id)
    }
}
