// Evens out colours over one surface and darkens what lies behind its neighbours; writes the picture.
// The twins are `smooth`, `edge` and `shade` in src/raster/resolve.rs. Values are sRGB-encoded throughout, so the
// target is a plain unorm texture.
// group 0: frame. group 1: surface, picture.
//!include shared/frame.wgsl
//!include shared/surface.wgsl

@group(1) @binding(0) var<storage, read> surface: array<Surface>;
@group(1) @binding(1) var picture: texture_storage_2d<rgba8unorm, write>;

const SAME_SURFACE: f32 = 0.02;
const EDL_IGNORE: f32 = 0.006;
const EDL_LIMIT: f32 = 0.25;

fn smoothed(pixel: vec2i, own: Surface) -> vec3f {
    let side_px = min(frame.splat_m * frame.focal_px.x / own.depth_m, frame.max_splat_px);
    let reach_px = i32(frame.smoothing * side_px + 0.5);
    if own.point == NOTHING || reach_px < 1 {
        return unpack_rgb(own.rgb);
    }
    let size = vec2i(frame.size_px);
    let step_m = own.depth_m * SAME_SURFACE;
    var sum = unpack_rgb(own.rgb);
    var count = 1.0;
    // Two rings, of which the inner would be the outer again at a reach of one.
    for (var ring = select(1, 2, reach_px == 1); ring <= 2; ring++) {
        let reach = (ring * reach_px + 1) / 2;
        for (var dy = -1; dy <= 1; dy++) {
            for (var dx = -1; dx <= 1; dx++) {
                let at = pixel + vec2i(dx, dy) * reach;
                if (dx == 0 && dy == 0) || any(at < vec2i(0)) || any(at >= size) {
                    continue;
                }
                let index = at.y * size.x + at.x;
                if abs(surface[index].depth_m - own.depth_m) < step_m {
                    sum += unpack_rgb(surface[index].rgb);
                    count += 1.0;
                }
            }
        }
    }
    return floor(sum / count + 0.5);
}

// 1 / depth at an offset; the pixel's own where nothing is.
fn inverse_depth(pixel: vec2i, offset: vec2i, own_inverse: f32) -> f32 {
    let size = vec2i(frame.size_px);
    let at = pixel + offset * frame.edl_radius_px;
    if any(at < vec2i(0)) || any(at >= size) {
        return own_inverse;
    }
    let depth_m = surface[at.y * size.x + at.x].depth_m;
    return select(1.0 / depth_m, own_inverse, depth_m == FAR);
}

fn edge_across(pixel: vec2i, offset: vec2i, own: Surface) -> f32 {
    let own_inverse = 1.0 / own.depth_m;
    let pair = inverse_depth(pixel, offset, own_inverse) + inverse_depth(pixel, -offset, own_inverse);
    return clamp(pair * 0.5 * own.depth_m - 1.0 - EDL_IGNORE, 0.0, EDL_LIMIT);
}

fn edge(pixel: vec2i, own: Surface) -> f32 {
    if own.point == NOTHING || frame.edl_strength == 0.0 {
        return 0.0;
    }
    return edge_across(pixel, vec2i(1, 0), own) + edge_across(pixel, vec2i(0, 1), own)
        + edge_across(pixel, vec2i(1, 1), own) + edge_across(pixel, vec2i(1, -1), own);
}

@compute @workgroup_size(8, 8)
fn shade(@builtin(global_invocation_id) id: vec3u) {
    if any(id.xy >= frame.size_px) {
        return;
    }
    let pixel = vec2i(id.xy);
    let own = surface[id.y * frame.size_px.x + id.x];
    let dark = 1.0 / (1.0 + frame.edl_strength * edge(pixel, own));
    let rgb = floor(clamp(smoothed(pixel, own) * dark + 0.5, vec3f(0.0), vec3f(255.0)));
    textureStore(picture, pixel, vec4f(rgb / 255.0, 1.0));
}
