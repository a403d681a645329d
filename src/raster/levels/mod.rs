//! Levels of detail without a tree: the cloud's own points, put in an order in which every beginning is an even
//! sample.
//!
//! [`arrange`] puts the points along a Morton curve and gives each a level: the least depth at which it is the first
//! of its cell. Within a tile of about a million points, neighbours on the curve, the points then stand by level. So
//! a tile's points up to level n are one for each cell of depth n that it fills, no point is held twice, and nothing
//! has to be loaded or thrown away when the eye moves. A [`Batch`] is a stretch of one level of one tile, with a
//! sphere around it and the gap that its points close. [`Levels::choose`] takes the batches before a camera whose
//! gaps are wide enough to be seen, widest first, up to a number of points.
//!
//! Octrees of files (Potree, Entwine) hold the same in nodes with pointers, because their points lie on a disk.

mod arrange;
mod choose;
#[cfg(test)]
mod tests;

pub use arrange::arrange;
pub use choose::Chosen;

/// Points that are drawn at once whatever moves; clouds of no more need no levels.
pub const MOVING_POINTS: usize = 1_500_000;
/// Pixels of a picture while the camera moves, where there is no graphics processor.
pub const MOVING_PX: f64 = 260_000.0;

/// Points of a batch at most: enough to be worth a test, few enough to lie close together.
const BATCH: usize = 1_024;
/// Levels of a tile with fewer points than this are put together with the next.
const SHALLOW: usize = 512;

/// A stretch of points that are drawn or left out together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Batch {
    /// Index of its first point in the cloud.
    pub first: u32,
    /// How many points.
    pub count: u32,
    /// Middle of its points as an offset of the cloud, metres.
    pub center_m: [f32; 3],
    /// How far its points are from the middle, metres.
    pub radius_m: f32,
    /// Side of the cells of which there is one point each without this batch and deeper ones, metres; infinite for
    /// what is drawn first.
    pub gap_m: f32,
}

/// The order of a cloud's points, as [`arrange`] left them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Levels {
    /// By first point, without gaps: every point of the cloud is in one of them.
    batches: Vec<Batch>,
}

impl Levels {
    /// All batches, by first point.
    pub fn batches(&self) -> &[Batch] {
        &self.batches
    }

    /// Bytes in memory.
    pub fn bytes(&self) -> usize {
        self.batches.len() * size_of::<Batch>()
    }
}
