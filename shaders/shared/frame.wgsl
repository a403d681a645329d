// The numbers of one picture. Same order and layout as `raster::Frame` in src/raster/frame.rs.
struct Frame {
    // Rows of the 3x4 matrix from the cloud's offsets to camera space (x right, y down, z forward), metres.
    camera_from_cloud: array<vec4f, 3>,
    focal_px: vec2f,
    center_px: vec2f,
    size_px: vec2u,
    near_m: f32,
    point_px: f32,
    splat_m: f32,
    max_splat_px: f32,
    edl_strength: f32,
    edl_radius_px: i32,
    ramp_offset: f32,
    ramp_scale: f32,
    unlit_share: f32,
    mode: u32,
    smoothing: f32,
    padding_a: u32,
    padding_b: u32,
    padding_c: u32,
    background: vec4f,
    ramp: array<vec4f, 6>,
    keep_min: vec4f,
    keep_max: vec4f,
}

@group(0) @binding(0) var<uniform> frame: Frame;

// Rounds 0..255 to the nearest byte, halves upward, as `colour::byte` does.
fn byte(value: f32) -> u32 {
    return u32(clamp(value + 0.5, 0.0, 255.0));
}

fn pack_rgb(rgb: vec3f) -> u32 {
    return byte(rgb.x) | (byte(rgb.y) << 8u) | (byte(rgb.z) << 16u);
}

fn unpack_rgb(rgb: u32) -> vec3f {
    return vec3f(f32(rgb & 255u), f32((rgb >> 8u) & 255u), f32((rgb >> 16u) & 255u));
}
