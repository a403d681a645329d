//! Point clouds in memory.

use crate::geom::Pose;
use bytemuck::{Pod, Zeroable};
use glam::DVec3;

/// One point: offset from the cloud's origin and colour, 16 bytes, the layout that the renderers upload.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub struct CloudPoint {
    /// Metres from [`PointCloud::origin`].
    pub offset_m: [f32; 3],
    /// Red, green, blue, alpha; sRGB.
    pub rgba: [u8; 4],
}

/// A point cloud: f32 offsets from an f64 origin, so that coordinates of 1e7 m keep their millimetres.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PointCloud {
    /// World position that offsets are relative to, metres.
    pub origin: DVec3,
    /// The points.
    pub points: Vec<CloudPoint>,
    /// Instance id per point; empty when the source has none, else as long as `points`.
    pub instance: Vec<u16>,
}

impl PointCloud {
    /// World position of point `index`, or `None` past the end.
    pub fn position(&self, index: usize) -> Option<DVec3> {
        let p = self.points.get(index)?;
        let [x, y, z] = p.offset_m.map(f64::from);
        Some(self.origin + DVec3::new(x, y, z))
    }

    /// World positions of the points of one instance.
    pub fn of_instance(&self, instance: u16) -> impl Iterator<Item = DVec3> + '_ {
        self.instance
            .iter()
            .enumerate()
            .filter(move |(_, id)| **id == instance)
            .filter_map(|(index, _)| self.position(index))
    }

    /// Moves all points. The identity changes not a bit.
    pub fn transform(&mut self, to: &Pose) {
        if *to == Pose::IDENTITY {
            return;
        }
        self.origin = to.transform(self.origin);
        for point in &mut self.points {
            let offset = DVec3::from_array(point.offset_m.map(f64::from));
            point.offset_m = (to.rotation * offset).as_vec3().to_array();
        }
    }

    /// Bytes held in memory.
    pub fn bytes(&self) -> usize {
        size_of_val(self.points.as_slice()) + size_of_val(self.instance.as_slice())
    }
}
