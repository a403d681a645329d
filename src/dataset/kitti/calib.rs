//! A calibration file: `P0` to `P3`, `R0_rect`, `Tr_velo_to_cam`, `Tr_imu_to_velo`, each `name: numbers`, row-major.

use crate::dataset::{DatasetError, files};
use crate::geom::{DMat3, DVec3, Pinhole, Pose};
use std::collections::BTreeMap;
use std::path::Path;

/// World from the rectified reference camera: its z is world Y, its -y is world Z.
pub(super) const WORLD_FROM_RECTIFIED: Pose = Pose {
    rotation: DMat3::from_cols(DVec3::X, DVec3::NEG_Z, DVec3::Y),
    translation: DVec3::ZERO,
};

/// What a scene needs of it.
#[derive(Debug)]
pub(super) struct Calib {
    /// The left colour camera.
    pub camera: Pinhole,
    pub world_from_camera: Pose,
    /// None where the file does not say it, or says no rigid transform.
    pub world_from_velodyne: Option<Pose>,
}

impl Calib {
    /// Reads it, for a picture of this size, px.
    ///
    /// # Errors
    /// When `P2` is not there or is no camera.
    pub fn read(path: &Path, size: (u32, u32)) -> Result<Self, DatasetError> {
        let text = files::text(path)?;
        let mut lines = BTreeMap::new();
        for (index, line) in text.lines().enumerate() {
            if let Some((name, numbers)) = line.split_once(':') {
                lines.insert(name.trim(), (index + 1, numbers));
            }
        }
        let (line, p2) = lines
            .get("P2")
            .ok_or_else(|| files::wrong(path, "there is no P2", "the whole"))?;
        let wrong = |what: &str| files::wrong(path, what, format!("line {line}"));
        let p2 = numbers(p2).ok_or_else(|| wrong("P2 has not 12 numbers"))?;
        let (camera, camera_from_rectified) =
            camera(&p2, size).ok_or_else(|| wrong("P2 is no camera"))?;
        let three_by_three = lines.get("R0_rect").and_then(|(_, text)| numbers(text));
        let three_by_four = lines
            .get("Tr_velo_to_cam")
            .and_then(|(_, text)| numbers(text));
        let world_from_velodyne = three_by_three
            .zip(three_by_four)
            .and_then(|(r0, tr)| world_from_velodyne(&r0, &tr));
        Ok(Self {
            camera,
            world_from_camera: WORLD_FROM_RECTIFIED.compose(&camera_from_rectified.inverse()),
            world_from_velodyne,
        })
    }
}

/// Exactly `N` numbers.
fn numbers<const N: usize>(text: &str) -> Option<[f64; N]> {
    let numbers: Option<Vec<f64>> = text
        .split_ascii_whitespace()
        .map(|word| word.parse().ok())
        .collect();
    numbers?.try_into().ok()
}

/// The camera and `camera_from_rectified` of a projection `K [1 | t]`: all of the fourth column counts, it is `K t`.
fn camera(p: &[f64; 12], (width, height): (u32, u32)) -> Option<(Pinhole, Pose)> {
    let [fx, skew, cx, px, zero, fy, cy, py, a, b, one, pz] = *p;
    let k = [fx, skew, cx, zero, fy, cy, a, b, one];
    let camera = Pinhole::from_k(&k, width, height)?;
    let translation = DVec3::new((px - cx * pz) / fx, (py - cy * pz) / fy, pz);
    let pose = Pose {
        rotation: DMat3::IDENTITY,
        translation,
    };
    translation.is_finite().then_some((camera, pose))
}

fn world_from_velodyne(r0: &[f64; 9], tr: &[f64; 12]) -> Option<Pose> {
    let mut rotation = Pose::IDENTITY.to_row_major();
    let mut transform = rotation;
    for (row, values) in rotation.chunks_exact_mut(4).zip(r0.chunks_exact(3)) {
        row.iter_mut()
            .zip(values)
            .for_each(|(to, from)| *to = *from);
    }
    transform
        .iter_mut()
        .zip(tr)
        .for_each(|(to, from)| *to = *from);
    let rectified_from_camera = Pose::from_row_major(&rotation)?;
    let camera_from_velodyne = Pose::from_row_major(&transform)?;
    let rectified = rectified_from_camera.compose(&camera_from_velodyne);
    Some(WORLD_FROM_RECTIFIED.compose(&rectified))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Calib, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("c.txt");
        std::fs::write(&path, text).expect("written");
        Calib::read(&path, (1242, 375)).map_err(|e| e.to_string())
    }

    #[test]
    fn all_of_the_fourth_column_moves_the_camera() {
        // K t with t = (0.06, -0.02, 0.5): 500 * 0.06 + 600 * 0.5, 400 * -0.02 + 200 * 0.5, 0.5.
        let calib =
            read("P0: 1\nP2: 500 0 600 330 0 400 200 92 0 0 1 0.5\n").expect("a calibration");
        let k = [500.0, 0.0, 600.0, 0.0, 400.0, 200.0, 0.0, 0.0, 1.0];
        assert_eq!(calib.camera.k(), k);
        // The camera stands at -t in the rectified frame: world (x, z, -y) of (-0.06, 0.02, -0.5).
        let eye = calib.world_from_camera.translation;
        assert!(
            (eye - DVec3::new(-0.06, -0.5, -0.02)).length() < 1e-12,
            "{eye}"
        );
        // The projection as the file has it, of a rectified point.
        let point = DVec3::new(1.0, 2.0, 8.0);
        let w = 8.5;
        let by_hand = [
            (500.0 + 600.0 * 8.0 + 330.0) / w,
            (800.0 + 200.0 * 8.0 + 92.0) / w,
        ];
        let camera_from_world = calib.world_from_camera.inverse();
        let in_camera = camera_from_world.transform(WORLD_FROM_RECTIFIED.transform(point));
        let pixel = calib.camera.project(in_camera).expect("in front");
        assert!((pixel.x - by_hand[0]).abs() < 1e-9, "{pixel}");
        assert!((pixel.y - by_hand[1]).abs() < 1e-9, "{pixel}");
        assert_eq!(calib.world_from_velodyne, None);
    }

    #[test]
    fn the_scanner_goes_through_its_camera_and_the_rectification() {
        // Velodyne: x forward, y left, z up. Its camera: x = -y, y = -z, z = x, moved by (0, -0.1, -0.3). Rectified by
        // a quarter turn about z: x = -y', y = x'.
        let text = "P2: 500 0 600 0 0 400 200 0 0 0 1 0\nR0_rect: 0 -1 0 1 0 0 0 0 1\n\
                    Tr_velo_to_cam: 0 -1 0 0 0 0 -1 -0.1 1 0 0 -0.3\n";
        let pose = read(text).expect("a calibration").world_from_velodyne;
        // (10, 2, 1): camera (-2, -1.1, 9.7), rectified (1.1, -2, 9.7), world (1.1, 9.7, 2).
        let world = pose.expect("a pose").transform(DVec3::new(10.0, 2.0, 1.0));
        assert!(
            (world - DVec3::new(1.1, 9.7, 2.0)).length() < 1e-12,
            "{world}"
        );
    }

    #[test]
    fn no_camera_says_why_and_where() {
        assert!(
            read("P0: 1\n")
                .expect_err("none")
                .contains("there is no P2")
        );
        let short = read("P0: 1\nP2: 1 2 3\n").expect_err("none");
        assert!(short.contains("P2 has not 12 numbers, line 2"), "{short}");
        let flat = read("P2: 0 0 600 0 0 400 200 0 0 0 1 0\n").expect_err("none");
        assert!(flat.contains("P2 is no camera, line 1"), "{flat}");
        let bad_scanner = "P2: 500 0 600 0 0 400 200 0 0 0 1 0\nR0_rect: 2 0 0 0 1 0 0 0 1\n\
                           Tr_velo_to_cam: 0 -1 0 0 0 0 -1 0 1 0 0 0\n";
        let calib = read(bad_scanner).expect("a camera, still");
        assert_eq!(calib.world_from_velodyne, None);
    }
}
