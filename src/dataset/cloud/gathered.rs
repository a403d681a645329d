//! A cloud of points that come one by one, from formats that cannot be read in blocks.

use super::Loaded;
use crate::geom::DVec3;
use crate::scene::CloudPoint;

/// See the module.
#[derive(Default)]
pub(in crate::dataset) struct Gathered {
    loaded: Loaded,
    rows: usize,
}

impl Gathered {
    /// Takes the next point; one whose position is not finite is lost.
    pub fn push(&mut self, position: DVec3, [r, g, b]: [u8; 3]) {
        let cloud = &mut self.loaded.cloud;
        // Offsets are counted from the first finite position, in whole metres.
        if cloud.points.is_empty() && position.is_finite() {
            cloud.origin = position.round();
        }
        let offset = (position - cloud.origin).as_vec3();
        if offset.is_finite() {
            cloud.points.push(CloudPoint {
                offset_m: offset.to_array(),
                rgba: [r, g, b, 255],
            });
        } else {
            self.loaded.lost.push(self.rows);
        }
        self.rows += 1;
    }

    /// What came.
    pub fn loaded(self) -> Loaded {
        self.loaded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_without_a_place_are_lost_and_the_rest_keep_their_millimetres() {
        let mut gathered = Gathered::default();
        let far = DVec3::new(4_500_000.123, 0.0, -7.0);
        gathered.push(DVec3::NAN, [0; 3]);
        gathered.push(far, [1, 2, 3]);
        gathered.push(DVec3::new(1e300, 0.0, 0.0), [0; 3]);
        gathered.push(far + DVec3::X, [4, 5, 6]);
        let loaded = gathered.loaded();
        assert_eq!(loaded.lost, [0, 2]);
        let first = loaded.cloud.position(0).expect("there");
        assert!((first - far).length() < 1e-4);
        assert_eq!(loaded.cloud.points[1].rgba, [4, 5, 6, 255]);
    }
}
