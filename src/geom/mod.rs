//! Geometry in f64: transforms, oriented boxes, pinhole cameras, closest points.
//!
//! Every answer starts here, so nothing in this module reads a file, a clock or a random number, and
//! transcendental functions come from [`libm`] so that machines agree to the last bit.
//!
//! Spaces, everywhere in the crate:
//! - **world**: right-handed, metres, Z up;
//! - **camera**: X right, Y down, Z forward (OpenCV);
//! - **pixel**: origin at the top-left corner of the image, X right, Y down, the centre of the first
//!   pixel at (0.5, 0.5).

mod closest;
mod obb;
mod pinhole;
mod pose;
mod reshape;

pub use closest::{Closest, closest_points, segment_segment};
pub use obb::{BOX_EDGES, Obb};
pub use pinhole::Pinhole;
pub use pose::Pose;
pub use reshape::Face;

pub use glam::{DMat3, DMat4, DVec2, DVec3};
