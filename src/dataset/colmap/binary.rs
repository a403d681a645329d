//! `cameras.bin` and `images.bin`: little-endian, counts of 64 bits.

use super::cursor::Cursor;
use super::lens;
use super::model::{Cameras, Record};
use super::sightings::{Features, Points};
use crate::dataset::{DatasetError, files};
use crate::geom::{DVec2, DVec3};
use std::fs::File;
use std::path::Path;

/// Bytes of a camera without parameters, and of an image without name and points.
const LEAST_CAMERA: u64 = 4 + 4 + 8 + 8;
const LEAST_IMAGE: u64 = 4 + 7 * 8 + 4 + 1 + 8;
/// Bytes of an image's point: x, y, and the id of the point in space.
const POINT: u64 = 8 + 8 + 8;

fn open(path: &Path) -> Result<Cursor<'_, File>, DatasetError> {
    let io = |source| DatasetError::Io {
        path: path.into(),
        source,
    };
    let file = File::open(path).map_err(io)?;
    let len = file.metadata().map_err(io)?.len();
    Ok(Cursor::new(file, len, path))
}

/// Cameras: u32 id, i32 model, u64 width, u64 height, f64 parameters.
pub(super) fn cameras(path: &Path, warnings: &mut Vec<String>) -> Result<Cameras, DatasetError> {
    let mut file = open(path)?;
    let mut cameras = Cameras::new();
    for _ in 0..file.count(LEAST_CAMERA)? {
        let at = format!("byte {}", file.at());
        let (id, number) = (file.u32()?, file.u32()?);
        let (width, height) = (file.u64()?, file.u64()?);
        // Without the model nobody knows where the next camera begins.
        let (model, count) = lens::model(number)
            .ok_or_else(|| file.wrong(format!("there is no camera model {number}")))?;
        let mut parameters = [0.0; lens::MOST_PARAMETERS];
        for parameter in parameters.iter_mut().take(count) {
            [*parameter] = file.f64s()?;
        }
        let parameters = parameters.get(..count).unwrap_or_default();
        let camera = lens::camera(model, width, height, parameters);
        let mut warn = |what: &str| warnings.push(files::warning(path, what, &at));
        if let Err(why) = &camera {
            warn(why);
        }
        if cameras.insert(id, camera).is_some() {
            warn(&format!("camera {id} is there twice; the later one counts"));
        }
    }
    Ok(cameras)
}

/// Images: u32 id, f64 qw qx qy qz tx ty tz, u32 camera, name up to a zero, u64 count of points, the points.
pub(super) fn images(path: &Path) -> Result<Vec<Record>, DatasetError> {
    let mut file = open(path)?;
    let mut images = Vec::new();
    for _ in 0..file.count(LEAST_IMAGE)? {
        let at = format!("byte {}", file.at());
        let _id = file.u32()?;
        let (quaternion, translation) = (file.f64s()?, file.f64s()?);
        let (camera, name) = (file.u32()?, file.name()?);
        let points = file.count(POINT)?;
        file.skip(points * POINT)?;
        images.push(Record {
            quaternion,
            translation,
            camera,
            name,
            at,
        });
    }
    Ok(images)
}

/// What the images of `images.bin` saw: f64 x y and u64 point for each feature behind an image.
pub(super) fn features(path: &Path) -> Result<Features, DatasetError> {
    let mut file = open(path)?;
    let mut images = Vec::new();
    for _ in 0..file.count(LEAST_IMAGE)? {
        let _id = file.u32()?;
        let _pose: [f64; 7] = file.f64s()?;
        let (_camera, name) = (file.u32()?, file.name()?);
        let mut features = Vec::new();
        for _ in 0..file.count(POINT)? {
            let [x, y] = file.f64s()?;
            features.push((DVec2::new(x, y), file.u64()?));
        }
        images.push((name, features));
    }
    Ok(images)
}

/// Where the points of `points3D.bin` are.
pub(super) fn places(path: &Path) -> Result<Points, DatasetError> {
    let mut file = open(path)?;
    let mut points = Points::new();
    for _ in 0..file.count(8 + 3 * 8 + 3 + 8 + 8)? {
        let id = file.u64()?;
        let position = DVec3::from_array(file.f64s()?);
        let _rgb: [u8; 3] = file.u8s()?;
        let [_error] = file.f64s()?;
        let track = file.count(8)?;
        file.skip(track * 8)?;
        points.insert(id, position);
    }
    Ok(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("images.bin");
        std::fs::write(&path, bytes).expect("written");
        (folder, path)
    }

    fn image(name: &str, points: u64) -> Vec<u8> {
        let mut bytes = 3_u32.to_le_bytes().to_vec();
        for number in [1.0, 0.0, 0.0, 0.5, 2.0, 3.0, 4.0_f64] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(7_u32.to_le_bytes());
        bytes.extend(name.as_bytes());
        bytes.push(0);
        bytes.extend(points.to_le_bytes());
        bytes.extend((0..points * POINT).map(|_| 0xee));
        bytes
    }

    #[test]
    fn images_by_hand_past_names_and_points_of_any_length() {
        let mut bytes = 2_u64.to_le_bytes().to_vec();
        bytes.extend(image("a b.jpg", 2));
        bytes.extend(image("c", 0));
        let (_folder, path) = written(&bytes);
        let read = images(&path).expect("images");
        let expected = Record {
            quaternion: [1.0, 0.0, 0.0, 0.5],
            translation: [2.0, 3.0, 4.0],
            camera: 7,
            name: "a b.jpg".into(),
            at: "byte 8".into(),
        };
        assert_eq!(read[0], expected);
        assert_eq!((read.len(), read[1].name.as_str()), (2, "c"));
    }

    #[test]
    fn counts_that_the_file_cannot_hold_are_refused_where_they_stand() {
        let mut bytes = 1_u64.to_le_bytes().to_vec();
        bytes.extend(image("c", 1));
        let points_at = bytes.len() - POINT as usize - 8;
        bytes[points_at..points_at + 8].fill(0xff);
        let (_folder, path) = written(&bytes);
        let error = images(&path).expect_err("refused").to_string();
        let place = format!("byte {}", points_at + 8);
        assert!(
            error.contains("24 bytes follow") && error.contains(&place),
            "{error}"
        );
        let (_folder, path) = written(&[0xff; 8]);
        assert!(images(&path).is_err() && cameras(&path, &mut Vec::new()).is_err());
    }

    #[test]
    fn models_of_any_length_are_stepped_over() {
        let camera = |id: u32, model: u32, parameters: &[f64]| {
            let mut bytes = [id.to_le_bytes(), model.to_le_bytes()].concat();
            bytes.extend([640_u64, 480].iter().flat_map(|v| v.to_le_bytes()));
            bytes.extend(parameters.iter().flat_map(|v| v.to_le_bytes()));
            bytes
        };
        let mut bytes = 2_u64.to_le_bytes().to_vec();
        bytes.extend(camera(4, 7, &[1.0; 5]));
        bytes.extend(camera(9, 1, &[100.0, 200.0, 320.0, 240.0]));
        let (_folder, path) = written(&bytes);
        let mut warnings = Vec::new();
        let read = cameras(&path, &mut warnings).expect("cameras");
        let pinhole = read[&9].as_ref().expect("read").pinhole;
        assert_eq!((pinhole.fx, pinhole.fy, pinhole.width), (100.0, 200.0, 640));
        assert_eq!(
            warnings,
            ["camera model FOV is not read, byte 8 of \"images.bin\""]
        );
        bytes[12] = 77;
        let (_folder, path) = written(&bytes);
        let error = cameras(&path, &mut warnings)
            .expect_err("unknown")
            .to_string();
        assert!(error.contains("no camera model 77"), "{error}");
    }
}
