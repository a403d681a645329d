//! The 3D view on an adapter: the same picture as [`crate::raster`], through compute passes.
//!
//! Order of passes: clear · points (nearest point of each pixel, by atomic minimum) · gather (colour and depth
//! of that point) · fill (holes, coarse to fine) · photo (photographs of cameras) · shade (smoothing, eye-dome lighting) · overlay (faces, then
//! lines, each pixel tested against the points). All geometry is done in f64 by `raster` beforehand, which hands
//! over a [`Frame`](crate::raster::Frame) and a [`Screen`](crate::raster::Screen); the shaders repeat only its
//! last, per-pixel steps, and a test holds both pictures against each other.
//!
//! The picture is a texture that this module owns ([`PICTURE_FORMAT`]): the window shows it, `render` saves it,
//! tests compare it. Not here: windows, egui, text. Which points of a large cloud are drawn is `raster`'s
//! [`Chosen`](crate::raster::Chosen).

mod cloud;
mod device;
mod layout;
mod pieces;
mod pipelines;
mod readback;
mod renderer;
mod shaders;
mod target;
#[cfg(test)]
mod twin;

pub use device::{AdapterChoice, device_descriptor, required_features};
pub use pipelines::PICTURE_FORMAT;
pub use renderer::Renderer;
#[cfg(feature = "gui")]
pub(crate) use shaders::source as shader;

/// Names an uploaded cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CloudId(u32);

/// What a pixel shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Index of the point in its cloud.
    pub point: u32,
    /// Its depth along the camera's axis, metres.
    pub depth_m: f32,
}

/// What can go wrong on an adapter.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum GpuError {
    /// There is none, or none that runs compute shaders.
    #[error("no graphics adapter with compute shaders was found")]
    NoAdapter,
    /// The adapter refused.
    #[error("the graphics adapter refused a device: {0}")]
    Device(String),
    /// The picture exceeds the adapter's limits.
    #[error(
        "a picture of {width} x {height} px is larger than the adapter draws ({max_side} px a side, {max_pixels} px in all)"
    )]
    TooLarge {
        /// Wanted width, px.
        width: u32,
        /// Wanted height, px.
        height: u32,
        /// Longest side, px.
        max_side: u32,
        /// Most pixels.
        max_pixels: u64,
    },
    /// The cloud was removed or belongs to another renderer.
    #[error("the point cloud is not on the adapter")]
    UnknownCloud,
    /// There is no picture to read.
    #[error("nothing has been drawn yet")]
    NothingDrawn,
    /// The picture did not come back, as when a device is lost.
    #[error("the picture did not come back from the adapter: {0}")]
    ReadBack(String),
}
