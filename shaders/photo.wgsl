// Puts a photograph into the surface wherever it is nearer than what is there; pixels of its rectangle.
// The twin is `lay` in src/raster/photo.rs.
// group 0: frame. group 1: surface, the photograph's plane, its texels.
//!include shared/frame.wgsl
//!include shared/surface.wgsl

// Same order and layout as `raster::PhotoPlane` in src/raster/photo.rs.
struct Plane {
    inv_z: vec4f,
    u_over_z: vec4f,
    v_over_z: vec4f,
    first_px: vec2u,
    size_px: vec2u,
    texels: vec2u,
    opacity: f32,
    padding: f32,
}

@group(1) @binding(0) var<storage, read_write> surface: array<Surface>;
@group(1) @binding(1) var<uniform> plane: Plane;
// r | g << 8 | b << 16, row by row.
@group(1) @binding(2) var<storage, read> texels: array<u32>;

fn linear(row: vec4f, at: vec2f) -> f32 {
    return row.x * at.x + row.y * at.y + row.z;
}

fn texel(at: vec2i) -> vec3f {
    let size = vec2i(plane.texels);
    let p = clamp(at, vec2i(0), size - 1);
    return unpack_rgb(texels[u32(p.y * size.x + p.x)]);
}

// The colour at a place of the photograph, between its four nearest texels.
fn sampled(uv: vec2f) -> vec3f {
    let at = uv * vec2f(plane.texels) - 0.5;
    let corner = floor(at);
    let part = at - corner;
    let first = vec2i(corner);
    let a = texel(first);
    let c = texel(first + vec2i(0, 1));
    let upper = a + (texel(first + vec2i(1, 0)) - a) * part.x;
    let lower = c + (texel(first + vec2i(1, 1)) - c) * part.x;
    return upper + (lower - upper) * part.y;
}

@compute @workgroup_size(8, 8)
fn lay(@builtin(global_invocation_id) id: vec3u) {
    let pixel = plane.first_px + id.xy;
    if any(id.xy >= plane.size_px) || any(pixel >= frame.size_px) {
        return;
    }
    let index = pixel.y * frame.size_px.x + pixel.x;
    let own = surface[index];
    let at = vec2f(pixel) + 0.5;
    let inv_z = linear(plane.inv_z, at);
    let z_m = 1.0 / inv_z;
    if !(inv_z > 0.0 && z_m >= frame.near_m && z_m < own.depth_m) {
        return;
    }
    let uv = vec2f(linear(plane.u_over_z, at), linear(plane.v_over_z, at)) * z_m;
    if !(all(uv >= vec2f(0.0)) && all(uv < vec2f(1.0))) {
        return;
    }
    let rgb = sampled(uv) * plane.opacity + unpack_rgb(own.rgb) * (1.0 - plane.opacity);
    surface[index] = Surface(pack_rgb(rgb), z_m, NOTHING);
}
