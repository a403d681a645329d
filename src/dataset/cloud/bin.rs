//! Scans of lidars as KITTI and nuScenes have them: numbers of 4 bytes and nothing else.
//!
//! KITTI's `.bin` has x, y, z and reflectance of a point, nuScenes' `.pcd.bin` x, y, z, intensity and ring
//! (<https://www.cvlibs.net/datasets/kitti>, <https://www.nuscenes.org/nuscenes#data-format>). Many sizes fit both, so
//! the name decides. Axes stay the scanner's own.

use super::records::{self, Colour, Layout};
use super::{Loaded, format, io};
use crate::dataset::scalar::{Field, Kind, Order};
use crate::dataset::{Bytes, DatasetError};
use std::path::Path;

/// Reads a scan. `path` decides about the format.
///
/// # Errors
/// When the bytes are no whole number of points.
pub fn read(source: Bytes<'_>, path: &Path) -> Result<Loaded, DatasetError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stride = match name.to_lowercase().ends_with(".pcd.bin") {
        true => 5 * Kind::F32.bytes(),
        false => 4 * Kind::F32.bytes(),
    };
    let len = source.len();
    let over = len % stride as u64;
    if over != 0 {
        let what = format!("{over} bytes are left over of points of {stride} bytes");
        return Err(format(path, what, format!("byte {}", len - over)));
    }
    let layout = Layout {
        stride,
        order: Order::Little,
        position: [0, 4, 8].map(|offset| Field {
            kind: Kind::F32,
            offset,
        }),
        colour: Colour::None,
        instance: None,
    };
    let count = usize::try_from(len / stride as u64).unwrap_or(usize::MAX);
    let (cloud, lost) = records::read(source, 0, count, &layout).map_err(io(path))?;
    Ok(Loaded {
        cloud,
        lost,
        ..Loaded::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::DVec3;

    fn load(name: &str, values: &[f32]) -> Result<Loaded, String> {
        let bytes: Vec<u8> = values.iter().flat_map(|v| v.to_le_bytes()).collect();
        read(Bytes::Memory(&bytes), Path::new(name)).map_err(|e| e.to_string())
    }

    #[test]
    fn the_name_says_how_many_numbers_a_point_has() {
        // Twenty numbers are five points of KITTI and four of nuScenes.
        let values: Vec<f32> = (0..20_u8).map(f32::from).collect();
        let kitti = load("000001.bin", &values).expect("a scan");
        assert_eq!(kitti.cloud.points.len(), 5);
        assert_eq!(kitti.cloud.position(4), Some(DVec3::new(16.0, 17.0, 18.0)));
        let nuscenes = load("n015-LIDAR_TOP.pcd.BIN", &values).expect("a scan");
        assert_eq!(nuscenes.cloud.points.len(), 4);
        assert_eq!(
            nuscenes.cloud.position(3),
            Some(DVec3::new(15.0, 16.0, 17.0))
        );
    }

    #[test]
    fn a_part_of_a_point_is_refused_with_its_place_and_lost_points_are_named() {
        assert_eq!(
            load("a.bin", &[0.0; 9]).expect_err("a part"),
            "4 bytes are left over of points of 16 bytes, byte 32 of \"a.bin\""
        );
        let lost = load("a.bin", &[0.0, f32::NAN, 0.0, 0.0, 1.0, 2.0, 3.0, 0.0]).expect("a scan");
        assert_eq!((lost.cloud.points.len(), &lost.lost[..]), (1, &[0][..]));
    }
}
