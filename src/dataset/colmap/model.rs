//! A COLMAP model: cameras, images, and where its points are. Text or binary
//! (<https://colmap.github.io/format.html>).

use super::{binary, text};
use crate::dataset::{DatasetError, files};
use crate::geom::{Camera, DVec3, Pose};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A model as it stands on disk: its own world, its own length unit.
#[derive(Debug)]
pub(in crate::dataset) struct Model {
    /// Images whose camera is read, in the file's order.
    pub images: Vec<Image>,
    /// The file with its points, for [`crate::dataset::cloud::open`]; `None` where there is none.
    pub points: Option<PathBuf>,
    /// What was left out, each with its place.
    pub warnings: Vec<String>,
}

/// A registered image.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::dataset) struct Image {
    /// Its path below the folder of pictures.
    pub name: String,
    pub camera: Camera,
    /// Of what the file has the other way round.
    pub world_from_camera: Pose,
}

/// Cameras by their id; why not, in words, for those that are not read.
pub(super) type Cameras = BTreeMap<u32, Result<Camera, String>>;

/// An image as a file has it: `camera_from_world`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    /// Real part first.
    pub quaternion: [f64; 4],
    pub translation: [f64; 3],
    pub camera: u32,
    pub name: String,
    /// Line or byte.
    pub at: String,
}

/// Whether a folder holds a model.
pub(in crate::dataset) fn is_model(folder: &Path) -> bool {
    ending(folder).is_some()
}

pub(super) fn ending(folder: &Path) -> Option<&'static str> {
    let both = |ending: &&str| {
        let there = |name| folder.join(format!("{name}.{ending}")).is_file();
        there("cameras") && there("images")
    };
    ["bin", "txt"].into_iter().find(both)
}

/// That a folder holds no model, and which file it lacks.
pub(super) fn none_in(folder: &Path) -> DatasetError {
    let is_there = |name: &String| folder.join(name).is_file();
    let pairs = ["bin", "txt"].map(|e| [format!("cameras.{e}"), format!("images.{e}")]);
    let half = pairs.iter().find(|pair| pair.iter().any(is_there));
    let lacks = half.and_then(|pair| pair.iter().find(|name| !is_there(name)));
    let lacks = lacks.map(|name| format!(": there is no {name}"));
    let what = format!("no COLMAP model{}", lacks.unwrap_or_default());
    files::wrong(folder, what, "beginning")
}

/// Reads the model in a folder; where it is there twice, the binary one, which has all digits.
///
/// An image whose camera is not read, or whose rotation is none, is left out with a warning.
///
/// # Errors
/// When there is none, when a file is not one of COLMAP's, or no image is left.
pub(in crate::dataset) fn model(folder: &Path) -> Result<Model, DatasetError> {
    let ending = ending(folder).ok_or_else(|| none_in(folder))?;
    let file = |name| folder.join(format!("{name}.{ending}"));
    let images = file("images");
    let mut warnings = Vec::new();
    let (cameras, records) = if ending == "bin" {
        (
            binary::cameras(&file("cameras"), &mut warnings)?,
            binary::images(&images)?,
        )
    } else {
        (
            text::cameras(&file("cameras"), &mut warnings)?,
            text::images(&images, &mut warnings)?,
        )
    };
    let images = joined(&cameras, records, &images, &mut warnings)?;
    let points = ["points3D.bin", "points3D.txt"].map(|name| folder.join(name));
    Ok(Model {
        images,
        points: points.into_iter().find(|path| path.is_file()),
        warnings,
    })
}

/// Gives each image its camera.
fn joined(
    cameras: &Cameras,
    records: Vec<Record>,
    path: &Path,
    warnings: &mut Vec<String>,
) -> Result<Vec<Image>, DatasetError> {
    let mut images = Vec::new();
    // By camera: how many images, and the first one's place.
    let mut without = BTreeMap::<u32, (usize, String)>::new();
    for record in records {
        let Some(Ok(camera)) = cameras.get(&record.camera) else {
            let first = || (0, record.at.clone());
            without.entry(record.camera).or_insert_with(first).0 += 1;
            continue;
        };
        let translation = DVec3::from_array(record.translation);
        match Pose::from_quaternion(record.quaternion, translation) {
            Some(camera_from_world) => images.push(Image {
                name: record.name,
                camera: *camera,
                world_from_camera: camera_from_world.inverse(),
            }),
            None => {
                let what = format!("image {:?} has no rotation and is left out", record.name);
                warnings.push(files::warning(path, what, &record.at));
            }
        }
    }
    for (id, (count, at)) in without {
        let why = match cameras.get(&id) {
            Some(Err(why)) => why,
            _ => "it is not there",
        };
        let what = format!("images of camera {id} are left out ({count}): {why}");
        warnings.push(files::warning(path, what, &format!("from {at}")));
    }
    if images.is_empty() {
        let first = warnings.first().map_or("", String::as_str);
        let what = format!("no usable image ({first})");
        return Err(files::wrong(path, what, "the whole"));
    }
    Ok(images)
}
