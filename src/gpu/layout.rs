//! Structs that shaders and Rust share and that only this module needs; a test compares them with naga's.

use bytemuck::{Pod, Zeroable};

/// What one pixel shows; `shaders/shared/surface.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub(super) struct Surface {
    /// `r | g << 8 | b << 16`, unlit.
    pub(super) rgb: u32,
    /// Depth along the axis, metres; `f32::MAX` where nothing is.
    pub(super) depth_m: f32,
    /// Index of the point; `u32::MAX` where nothing is.
    pub(super) point: u32,
}

/// Neighbouring points of a chunk that one group of invocations draws; `shaders/shared/pieces.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub(super) struct Piece {
    /// Index of its first point in the chunk.
    pub(super) first: u32,
    /// Number of points.
    pub(super) count: u32,
}

/// Which part of a cloud a buffer holds; `shaders/shared/splat.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub(super) struct Chunk {
    /// Index of its first point in the cloud.
    pub(super) first: u32,
    /// Number of points.
    pub(super) count: u32,
    /// 1 when instances are known.
    pub(super) has_instances: u32,
    /// Uniforms are read in steps of 16 bytes.
    pub(super) padding: u32,
}
