// One round of hole filling: a pixel clearly behind most of the pixels around it takes the place of the
// nearest of them and their mean colour. The twin is `fill` in src/raster/resolve.rs.
// group 0: frame. group 1: surface before and after. group 2: how far the round reaches.
//!include shared/frame.wgsl
//!include shared/surface.wgsl

@group(1) @binding(0) var<storage, read> before: array<Surface>;
@group(1) @binding(1) var<storage, read_write> after: array<Surface>;
@group(2) @binding(0) var<uniform> reach_px: vec4i;

const FILL_NEXT: u32 = 5u;
const FILL_FAR: u32 = 6u;
const FILL_STEP: f32 = 0.06;

@compute @workgroup_size(8, 8)
fn fill(@builtin(global_invocation_id) id: vec3u) {
    if any(id.xy >= frame.size_px) {
        return;
    }
    let size = vec2i(frame.size_px);
    let pixel = id.y * frame.size_px.x + id.x;
    let own = before[pixel];
    let limit = own.depth_m * (1.0 - FILL_STEP);
    var best = own;
    var sum = vec3u(0u);
    var count = 0u;
    for (var i = 0; i < 8; i++) {
        let at = vec2i(id.xy) + RING[i] * reach_px.x;
        if any(at < vec2i(0)) || any(at >= size) {
            continue;
        }
        let near = before[u32(at.y * size.x + at.x)];
        if near.depth_m < limit {
            sum += vec3u(unpack_rgb(near.rgb));
            count += 1u;
            if near.depth_m < best.depth_m {
                best = near;
            }
        }
    }
    if count < select(FILL_FAR, FILL_NEXT, reach_px.x == 1) {
        best = own;
    } else {
        let mean = (sum + count / 2u) / count;
        best.rgb = mean.x | (mean.y << 8u) | (mean.z << 16u);
    }
    after[pixel] = best;
}
