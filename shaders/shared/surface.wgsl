// What one pixel shows. Same layout as `gpu::layout::Surface` in src/gpu/layout.rs.
struct Surface {
    // r | g << 8 | b << 16, sRGB, before lighting.
    rgb: u32,
    // Depth along the camera's axis, metres; FAR where nothing is.
    depth_m: f32,
    // Index of the point in its cloud; NOTHING where nothing is.
    point: u32,
}

// Large instead of infinite: WGSL leaves arithmetic with infinities to the implementation.
const FAR: f32 = 3.4028234e38;
const NOTHING: u32 = 0xffffffffu;
