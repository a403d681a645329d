// Whether a part of the overlay lies behind the points; the twin is in src/raster/paint.rs.
const ON_SURFACE_M: f32 = 0.025;
const ON_SURFACE_SHARE: f32 = 0.008;

@group(1) @binding(0) var<storage, read> surface: array<Surface>;

fn depth_at(pixel: vec2i) -> f32 {
    let size = vec2i(frame.size_px);
    let p = clamp(pixel, vec2i(0), size - 1);
    return surface[u32(p.y * size.x + p.x)].depth_m;
}

// The farthest depth around a pixel: on a slanted surface the patch of one point would hide what lies on the next.
fn depth_around(pixel: vec2i) -> f32 {
    let across = max(depth_at(pixel - vec2i(2, 0)), depth_at(pixel + vec2i(2, 0)));
    let along = max(depth_at(pixel - vec2i(0, 2)), depth_at(pixel + vec2i(0, 2)));
    return max(depth_at(pixel), max(across, along));
}

fn is_hidden(inv_z: f32, surface_m: f32) -> bool {
    return (1.0 / inv_z) * (1.0 - ON_SURFACE_SHARE) - ON_SURFACE_M > surface_m;
}

// From pixels to clip space.
fn clip_from_pixel(pixel: vec2f) -> vec4f {
    let unit = pixel / vec2f(frame.size_px);
    return vec4f(unit.x * 2.0 - 1.0, 1.0 - unit.y * 2.0, 0.0, 1.0);
}
