//! COLMAP reconstructions (<https://colmap.github.io/format.html>): `cameras`, `images` and `points3D`, text or binary,
//! in the folder itself or in its `sparse/0`, `sparse` or `colmap`.
//!
//! The pictures are in `images` beside them, else in the folder itself, else in `images` beside the folder. Poses are
//! turned round (the files have `camera_from_world`); pixels are counted as ours. The world stays the source's: it
//! knows neither metres nor which way is up. Frames come in the file's order, each called what its image is called.

mod binary;
mod cursor;
mod lens;
mod model;
mod place;
pub(in crate::dataset) mod points;
pub(in crate::dataset) mod sightings;
mod text;

use super::layout::Layout;
use super::{DatasetError, files};
use crate::geom::Pose;
use crate::scene::{Frame, Provenance, Scene, Stored, Surface};
pub(in crate::dataset) use model::{Image, model};
use place::Place;
use std::path::Path;

/// See the module.
pub(super) const LAYOUT: Layout = Layout {
    name: "colmap",
    is_at: |path| files::has_scenes(path, is_scene),
    find: |path| {
        let Some(place) = Place::of(path) else {
            return files::scenes_in(path, is_scene, open);
        };
        let id = files::name_of(&place.home);
        files::collection(path, vec![(id, path.into())], open)
    },
};

fn is_scene(path: &Path) -> bool {
    Place::of(path).is_some()
}

fn open(path: &Path, id: &str) -> Result<Scene, DatasetError> {
    let place =
        Place::of(path).ok_or_else(|| files::wrong(path, "no COLMAP model", "beginning"))?;
    let mut model = model(&place.model)?;
    let (root, below) = place.pictures(&model.images);
    let mut pictures = files::Pictures::new(&root);
    let mut frames = Vec::new();
    for image in model.images {
        let frame = frame(image, &below);
        match pictures.look_for(&frame.image.path) {
            Ok(()) => frames.push(frame),
            Err(why) => {
                let left_out = format!("image {:?} is left out: {why}", frame.id);
                model.warnings.push(left_out);
            }
        }
    }
    model.warnings.extend(pictures.warning());
    model.warnings.extend(place.others());
    if frames.is_empty() {
        return Err(files::wrong(&place.model, "no usable image", "the whole"));
    }
    let surface = |path: &Path| Surface {
        stored: Stored::file(path),
        label: "sparse points".into(),
        world_from_surface: Pose::IDENTITY,
    };
    let points = model.points.as_deref();
    let points = points.and_then(|path| path.strip_prefix(&root).ok());
    Ok(Scene {
        dataset: "colmap".into(),
        id: id.into(),
        frames,
        surfaces: points.map(surface).into_iter().collect(),
        sightings: place.model.strip_prefix(&root).ok().map(Stored::file),
        warnings: model.warnings,
        provenance: Provenance {
            convention: "world of the reconstruction (own scale, own axes); world-to-camera poses, OpenCV cameras; \
                         first pixel centre at 0.5"
                .into(),
            ..Provenance::default()
        },
        root,
        ..Scene::default()
    })
}

fn frame(image: Image, below: &Path) -> Frame {
    Frame {
        image: Stored::file(below.join(&image.name)),
        id: image.name,
        camera: image.camera,
        world_from_camera: image.world_from_camera,
        time_secs: 0.0,
        depth: None,
        ids: None,
        hidden: None,
        seen: Vec::new(),
        unlabelled: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
