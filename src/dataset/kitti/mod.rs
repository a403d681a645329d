//! KITTI's object benchmark (<https://www.cvlibs.net/datasets/kitti/eval_object.php>, its development kit's
//! `readme.txt`): `image_2`, `calib`, `label_2` and `velodyne`, in the folder itself or in its `training`.
//!
//! Each picture of the left colour camera is a scene of one frame. World is the rectified reference camera turned to
//! Z up: X right, Y forward, Z up; level only as far as the car is. Where in a pixel its coordinates
//! are KITTI does not say: they are taken as they are, and may be half a pixel off.

mod calib;
mod label;

use super::layout::{Collection, Layout};
use super::{DatasetError, files};
use crate::scene::{Frame, Provenance, Scene, Stored, Surface, name_by_class};
use calib::Calib;
use label::Labels;
use std::path::{Path, PathBuf};

/// Folder of the pictures.
const PICTURES: &str = "image_2";

/// See the module.
pub(super) const LAYOUT: Layout = Layout {
    name: "kitti",
    is_at: |path| base(path).is_some(),
    find,
};

/// The folder with the pictures and what belongs to them.
fn base(path: &Path) -> Option<PathBuf> {
    let candidates = [path.join("training"), path.to_owned()];
    let is_base = |path: &PathBuf| ["calib", PICTURES].iter().all(|f| path.join(f).is_dir());
    candidates.into_iter().find(is_base)
}

fn find(path: &Path) -> Result<Box<dyn Collection>, DatasetError> {
    let base = base(path)
        .ok_or_else(|| files::wrong(path, "no folders calib and image_2", "beginning"))?;
    let pictures = files::names_in(&base.join(PICTURES)).into_iter();
    let stems = pictures.filter_map(|name| Some(name.strip_suffix(".png")?.to_owned()));
    let found = stems.map(|id| (id, base.clone())).collect();
    files::collection(path, found, open)
}

/// Opens the scene of one picture; `root` holds the folders.
fn open(root: &Path, id: &str) -> Result<Scene, DatasetError> {
    let image = Path::new(PICTURES).join(format!("{id}.png"));
    let size = files::picture_size(root, &image)?;
    let calib = Calib::read(&root.join("calib").join(format!("{id}.txt")), size)?;
    let mut warnings = Vec::new();
    let labels = root.join("label_2").join(format!("{id}.txt"));
    let mut labels = if labels.is_file() {
        Labels::read(&labels, &mut warnings)?
    } else {
        warnings.push(format!("there is no label_2/{id}.txt"));
        Labels::default()
    };
    name_by_class(&mut labels.objects);
    let cloud = Path::new("velodyne").join(format!("{id}.bin"));
    let surfaces = match calib.world_from_velodyne {
        Some(world_from_surface) if root.join(&cloud).is_file() => vec![Surface {
            stored: Stored::file(cloud),
            label: "Velodyne scan".into(),
            world_from_surface,
        }],
        Some(_) => {
            warnings.push(format!("there is no velodyne/{id}.bin"));
            Vec::new()
        }
        None => {
            warnings.push(format!(
                "calib/{id}.txt has no usable R0_rect and Tr_velo_to_cam"
            ));
            Vec::new()
        }
    };
    let number = id.parse::<u64>();
    let frame = Frame {
        id: number.map_or_else(|_| id.to_owned(), |n| format!("f{n}")),
        image: Stored::file(image),
        camera: calib.camera.into(),
        world_from_camera: calib.world_from_camera,
        time_secs: 0.0,
        depth: None,
        ids: None,
        hidden: None,
        seen: labels.seen,
        unlabelled: labels.unlabelled,
    };
    Ok(Scene {
        dataset: "kitti".into(),
        id: id.into(),
        root: root.into(),
        provenance: Provenance {
            convention: "rectified reference camera, x right, y down, z forward, turned to Z up and level only as far \
                         as the car is; boxes by bottom centre"
                .into(),
            licence: "CC BY-NC-SA 3.0".into(),
            // Far and small things are in areas that nobody labelled, or in none.
            complete: false,
            metric: true,
            upright: true,
        },
        frames: vec![frame],
        objects: labels.objects,
        surfaces,
        warnings,
        ..Scene::default()
    })
}

#[cfg(test)]
mod tests;
