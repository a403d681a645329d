//! Geometry in f64: transforms, oriented boxes, cameras and their lenses, closest points.
//!
//! Every answer starts here, so nothing in this module reads a file, a clock or a random number, and
//! transcendental functions come from [`libm`] so that machines agree to the last bit.
//!
//! Spaces, everywhere in the crate:
//! - **world**: right-handed, metres, Z up;
//! - **camera**: X right, Y down, Z forward (OpenCV);
//! - **pixel**: origin at the top-left corner of the image, X right, Y down, the centre of the first
//!   pixel at (0.5, 0.5).

mod camera;
mod closest;
mod lens;
mod obb;
mod picture_lines;
mod pinhole;
mod pose;
mod reshape;

pub use camera::Camera;
pub use closest::{Closest, closest_points, segment_segment};
pub use lens::{Fisheye, Lens, Radial};
pub use obb::{BOX_EDGES, Obb};
pub use picture_lines::{PictureLines, Piece};
pub use pinhole::Pinhole;
pub use pose::Pose;
pub use reshape::Face;

pub use glam::{DMat3, DMat4, DVec2, DVec3};
