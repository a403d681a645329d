// Points to pixels, in one pass: the minimum of (depth bits << 32 | point index) in 64-bit atomics.
// Needs SHADER_INT64 and SHADER_INT64_ATOMIC_MIN_MAX. The twin is src/raster/points.rs.
// group 0: frame. group 1: keys. group 2: one chunk of the cloud. group 3: pieces of the chunk.
//!include shared/frame.wgsl
//!include shared/surface.wgsl
//!include shared/splat.wgsl
//!include shared/pieces.wgsl

@group(1) @binding(0) var<storage, read_write> keys: array<atomic<u64>>;

fn draw(index: u32) {
    var splat: Splat;
    if index >= chunk.count || !project(points[index].offset_m, &splat) {
        return;
    }
    let id = u64(chunk.first + index);
    for (var y = splat.first.y; y <= splat.last.y; y++) {
        for (var x = splat.first.x; x <= splat.last.x; x++) {
            let bits = bitcast<u32>(bulged_depth(splat, vec2i(x, y)));
            let pixel = u32(y) * frame.size_px.x + u32(x);
            atomicMin(&keys[pixel], (u64(bits) << 32u) | id);
        }
    }
}

@compute @workgroup_size(256)
fn splat_points(
    @builtin(workgroup_id) group: vec3u,
    @builtin(num_workgroups) groups: vec3u,
    @builtin(local_invocation_index) local: u32,
) {
    let piece = piece_of(group, groups);
    for (var i = local; i < piece.count; i += 256u) {
        draw(piece.first + i);
    }
}
