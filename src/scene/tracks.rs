//! Points followed over time.

use super::Stored;
use crate::geom::{DVec2, DVec3};

/// Where a scene's tracks are; loaded when asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tracks {
    /// The file.
    pub stored: Stored,
    /// How many points are followed.
    pub count: usize,
    /// Which of the file's rows belongs to each of the scene's frames, in their order.
    pub rows: Vec<usize>,
}

/// What is known of a point in a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// The picture shows it.
    Visible,
    /// It is there, hidden or outside the picture.
    Hidden,
    /// The source says that its numbers mean nothing here, or they are not finite.
    Invalid,
}

/// Tracks in memory: frame by frame, in each every point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TrackTable {
    /// Points followed.
    pub count: usize,
    /// World, metres.
    pub world: Vec<[f32; 3]>,
    /// Pixels, in image coordinates whose first pixel has its centre at 0.5.
    pub pixel: Vec<[f32; 2]>,
    /// What is known of each.
    pub sight: Vec<Sight>,
}

impl TrackTable {
    /// Frames.
    pub fn frames(&self) -> usize {
        self.sight.len().checked_div(self.count).unwrap_or(0)
    }

    /// A point in a frame; `None` past the end and where its numbers mean nothing.
    pub fn at(&self, frame: usize, track: usize) -> Option<(DVec3, DVec2, Sight)> {
        let row = frame.checked_mul(self.count)?.checked_add(track)?;
        let sight = *self.sight.get(row)?;
        if track >= self.count || sight == Sight::Invalid {
            return None;
        }
        let (world, pixel) = (self.world.get(row)?, self.pixel.get(row)?);
        let world = DVec3::from_array(world.map(f64::from));
        Some((world, DVec2::from_array(pixel.map(f64::from)), sight))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_knows_its_frames_and_gives_no_meaningless_points() {
        let table = TrackTable {
            count: 2,
            world: vec![[0.0; 3], [1.0; 3], [2.0; 3], [3.0; 3]],
            pixel: vec![[0.0; 2], [1.0; 2], [2.0; 2], [3.0; 2]],
            sight: vec![
                Sight::Visible,
                Sight::Hidden,
                Sight::Invalid,
                Sight::Visible,
            ],
        };
        assert_eq!(table.frames(), 2);
        let (world, pixel, sight) = table.at(0, 1).expect("hidden, but there");
        assert_eq!(
            (world, pixel, sight),
            (DVec3::ONE, DVec2::ONE, Sight::Hidden)
        );
        assert_eq!(table.at(1, 0), None, "invalid");
        assert_eq!(table.at(0, 2), None, "that would be the next frame's");
        assert_eq!(table.at(2, 0), None);
        assert_eq!(TrackTable::default().frames(), 0);
    }
}
