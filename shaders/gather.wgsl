// Looks up the colour and the true depth of the point that each pixel shows, for the points of one chunk.
// The twins are `gather` in src/raster/resolve.rs and `point_colour` in src/raster/colour.rs.
// group 0: frame and the table of instances. group 1: keys and surface. group 2: one chunk of the cloud.
//!include shared/frame.wgsl
//!include shared/surface.wgsl
//!include shared/splat.wgsl

// r | g << 8 | b << 16 | lit << 24 for each instance; written by `colour::instance_table`.
@group(0) @binding(1) var<storage, read> instance_table: array<u32>;
// Only read, but bound as in the passes before.
@group(1) @binding(0) var<storage, read_write> keys: array<vec2u>;
@group(1) @binding(1) var<storage, read_write> surface: array<Surface>;

// `Frame::GREY` and so on in src/raster/frame.rs.
const GREY: u32 = 1u;
const HEIGHT: u32 = 2u;
const DEPTH: u32 = 3u;
const TABLE: u32 = 4u;

fn ramp_colour(value: f32) -> vec3f {
    let at = clamp((value + frame.ramp_offset) * frame.ramp_scale, 0.0, 1.0) * 5.0;
    let low = min(floor(at), 4.0);
    let a = frame.ramp[u32(low)].xyz;
    let b = frame.ramp[u32(low) + 1u].xyz;
    return a + (b - a) * (at - low);
}

fn entry_of(local: u32) -> u32 {
    var instance = 0u;
    if chunk.has_instances == 1u {
        instance = (instances[local >> 1u] >> ((local & 1u) * 16u)) & 0xffffu;
    }
    return instance_table[min(instance, arrayLength(&instance_table) - 1u)];
}

fn own_colour(point: Point, z_m: f32, entry: u32) -> vec3f {
    let rgb = unpack_rgb(point.rgba);
    switch frame.mode {
        case GREY: { return vec3f(0.299 * rgb.x + 0.587 * rgb.y + 0.114 * rgb.z); }
        case HEIGHT: { return ramp_colour(point.offset_m.z); }
        case DEPTH: { return ramp_colour(z_m); }
        case TABLE: { return unpack_rgb(entry); }
        default: { return rgb; }
    }
}

@compute @workgroup_size(8, 8)
fn gather(@builtin(global_invocation_id) id: vec3u) {
    if any(id.xy >= frame.size_px) {
        return;
    }
    let pixel = id.y * frame.size_px.x + id.x;
    let index = keys[pixel].x;
    // Wraps for points of earlier chunks, which makes them too large as well.
    let local = index - chunk.first;
    if index == NOTHING || local >= chunk.count {
        return;
    }
    let point = points[local];
    let z_m = row(frame.camera_from_cloud[2], point.offset_m);
    let entry = entry_of(local);
    var share = frame.unlit_share;
    if (entry >> 24u) == 1u {
        share = 1.0;
    }
    let background = frame.background.xyz;
    let rgb = background + (own_colour(point, z_m, entry) - background) * share;
    surface[pixel] = Surface(pack_rgb(rgb), z_m, index);
}
