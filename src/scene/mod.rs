//! One scene: frames, cameras, objects with oriented boxes, tracks, surfaces.
//!
//! Metres, right-handed, Z up. Readers under `dataset` convert whatever a source uses into this on
//! entry; nothing else in the crate knows another convention. Opening a scene reads no pixels and no
//! points: [`Frame`], [`Surface`] and [`Tracks`] say where they are, the caller loads what it needs.

mod cloud;
pub mod drawn;
mod frame;
mod maps;
mod near;
mod tracks;
pub mod visibility;

pub use cloud::{CloudPoint, PointCloud};
pub use frame::{Depth, DepthEncoding, Frame, IdEncoding, Ids, Part, Seen, Stored};
pub use maps::{DepthMap, DepthValues, IdMap};
pub use near::{fitted_to_points, floor_height, standing_on};
pub use tracks::{Sight, TrackTable, Tracks};

use crate::geom::{DVec2, DVec3, Obb, Pose};
use std::path::PathBuf;

/// A scene as a reader found it. Immutable once loaded.
#[derive(Clone, Debug, Default, PartialEq)]
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
    /// Points followed over time.
    pub tracks: Option<Tracks>,
    /// The folder of a reconstruction that says where its points were seen.
    pub sightings: Option<Stored>,
    /// Point clouds and meshes on disk.
    pub surfaces: Vec<Surface>,
    /// The floor's outline, world X and Y, counter-clockwise from above; empty where the source has none.
    pub floor: Vec<DVec2>,
    /// What the reader found wrong or missing, each with its place.
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
    /// Lengths are metres. False where the source's scale is its own (structure from motion).
    pub metric: bool,
    /// Z is up, against gravity. False where the source does not know which way is up.
    pub upright: bool,
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
    /// Its points: rows of the first surface, ascending. Empty where the source does not say, or says it in the
    /// surface itself.
    pub points: Vec<u32>,
}

/// A point cloud or mesh file.
#[derive(Clone, Debug, PartialEq)]
pub struct Surface {
    /// Where it is.
    pub stored: Stored,
    /// What it is, in the source's words.
    pub label: String,
    /// From the file's own coordinates into world.
    pub world_from_surface: Pose,
}

/// A point of a reconstruction, and where a frame saw it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sighting {
    /// Index of the frame.
    pub frame: usize,
    /// World.
    pub world: DVec3,
    /// Pixels of the picture.
    pub pixel: DVec2,
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

impl Object {
    /// An object of which only the box is known.
    pub fn new(instance: u32, class: impl Into<String>, name: impl Into<String>, obb: Obb) -> Self {
        Self {
            instance,
            class: class.into(),
            name: name.into(),
            obb,
            points: Vec::new(),
        }
    }
}

/// Names objects after their classes: the class alone where there is one, class and number from 1 where there are
/// several, in the objects' order.
pub fn name_by_class(objects: &mut [Object]) {
    let mut counts = std::collections::BTreeMap::<String, (usize, usize)>::new();
    for object in &*objects {
        counts.entry(object.class.clone()).or_default().0 += 1;
    }
    for object in objects {
        let Some((all, so_far)) = counts.get_mut(&object.class) else {
            continue;
        };
        *so_far += 1;
        object.name = match *all {
            1 => object.class.clone(),
            _ => format!("{} {so_far}", object.class),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::DVec3;

    #[test]
    fn names_are_unique_and_numbered_only_where_they_must_be() {
        let obb = Obb::from_full(
            [0.0; 3],
            [1.0; 3],
            [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0],
        );
        let obb = obb.expect("a box");
        assert_eq!(obb.half_extents, DVec3::splat(0.5));
        let of = |(id, class): (u32, &str)| Object::new(id, class, "", obb);
        let mut objects = [(3, "chair"), (5, "table"), (9, "chair")].map(of);
        name_by_class(&mut objects);
        assert_eq!(objects.map(|o| o.name), ["chair 1", "table", "chair 2"]);
    }
}
