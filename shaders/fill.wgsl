// One round of hole filling: a pixel clearly behind most of the pixels around it takes the place of the
// farthest of these and the mean colour of that surface. A round that reaches far counts only pixels whose points are so near that
// their squares are as wide as the gap, or the ones around a pixel with nothing in it. The twin is `fill` in src/raster/resolve.rs.
// group 0: frame. group 1: surface before and after. group 2: how far the round reaches.
//!include shared/frame.wgsl
//!include shared/surface.wgsl

@group(1) @binding(0) var<storage, read> before: array<Surface>;
@group(1) @binding(1) var<storage, read_write> after: array<Surface>;
@group(2) @binding(0) var<uniform> reach_px: vec4i;

const FILL_NEXT: u32 = 5u;
const FILL_FAR: u32 = 6u;
const FILL_STEP: f32 = 0.06;
// `PointStyle::FILL_ANY_PX` and `FILL_EMPTY_PX` in src/raster/style.rs.
const FILL_ANY_PX: i32 = 4;
const FILL_EMPTY_PX: i32 = 8;
// `PointStyle::wide_px` there.
const WIDE: f32 = 1.25;

// Index of a pixel, or -1 outside the picture.
fn index_at(pixel: vec2i) -> i32 {
    let size = vec2i(frame.size_px);
    let inside = all(pixel >= vec2i(0)) && all(pixel < size);
    return select(-1, pixel.y * size.x + pixel.x, inside);
}

fn is_nearer(pixel: vec2i, limit: f32) -> bool {
    let index = index_at(pixel);
    return index >= 0 && before[index].depth_m < limit;
}

// Most pixels are no holes, and four of the eight pixels around tell: with none of them nearer, at most the four
// corners are.
fn may_be_hole(pixel: vec2i, reach: i32, limit: f32) -> bool {
    return is_nearer(pixel + vec2i(reach, 0), limit) || is_nearer(pixel - vec2i(reach, 0), limit)
        || is_nearer(pixel + vec2i(0, reach), limit) || is_nearer(pixel - vec2i(0, reach), limit);
}

fn filled(pixel: vec2i, reach: i32, limit: f32, own: Surface) -> Surface {
    var farthest = own;
    var count = 0u;
    var inside = 0u;
    for (var dy = -1; dy <= 1; dy++) {
        for (var dx = -1; dx <= 1; dx++) {
            let index = index_at(pixel + vec2i(dx, dy) * reach);
            if index < 0 || (dx == 0 && dy == 0) {
                continue;
            }
            inside += 1u;
            let near = before[index];
            if near.depth_m < limit {
                if count == 0u || near.depth_m > farthest.depth_m {
                    farthest = near;
                }
                count += 1u;
            }
        }
    }
    // Out of eight; at the picture's border the same share of those inside.
    if count == 0u || count * 8u < select(FILL_FAR, FILL_NEXT, reach == 1) * inside {
        return own;
    }
    farthest.rgb = mean_colour(pixel, reach, limit, farthest.depth_m * (1.0 - FILL_STEP));
    return farthest;
}

// The mean colour of the pixels around whose depth is at least `same` and below `limit`.
fn mean_colour(pixel: vec2i, reach: i32, limit: f32, same: f32) -> u32 {
    var sum = vec3u(0u);
    var count = 0u;
    for (var dy = -1; dy <= 1; dy++) {
        for (var dx = -1; dx <= 1; dx++) {
            let index = index_at(pixel + vec2i(dx, dy) * reach);
            if index < 0 || (dx == 0 && dy == 0) {
                continue;
            }
            let near = before[index];
            if near.depth_m < limit && near.depth_m >= same {
                sum += vec3u(unpack_rgb(near.rgb));
                count += 1u;
            }
        }
    }
    let mean = (sum + count / 2u) / count;
    return mean.x | (mean.y << 8u) | (mean.z << 16u);
}

@compute @workgroup_size(8, 8)
fn fill(@builtin(global_invocation_id) id: vec3u) {
    if any(id.xy >= frame.size_px) {
        return;
    }
    let index = id.y * frame.size_px.x + id.x;
    let pixel = vec2i(id.xy);
    var own = before[index];
    var limit = own.depth_m * (1.0 - FILL_STEP);
    if own.depth_m == FAR && reach_px.x <= FILL_EMPTY_PX {
        limit = FAR;
    } else if reach_px.x > FILL_ANY_PX {
        limit = min(limit, frame.splat_m * frame.focal_px.x / (f32(reach_px.x) * WIDE));
    }
    if may_be_hole(pixel, reach_px.x, limit) {
        own = filled(pixel, reach_px.x, limit, own);
    }
    after[index] = own;
}
