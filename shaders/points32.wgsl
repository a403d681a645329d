// Points to pixels where 64-bit atomics are missing, in two passes over all chunks: first the nearest depth of
// each pixel, then the lowest index among the points at that depth. The result is the same as points64's.
// group 0: frame. group 1: keys, two words a pixel: index, depth bits. group 2: one chunk of the cloud. group 3: pieces
// of the chunk.
//!include shared/frame.wgsl
//!include shared/surface.wgsl
//!include shared/splat.wgsl
//!include shared/pieces.wgsl

@group(1) @binding(0) var<storage, read_write> keys: array<atomic<u32>>;

fn draw_depth(index: u32) {
    var splat: Splat;
    if index >= chunk.count || !project(points[index].offset_m, &splat) {
        return;
    }
    for (var y = splat.first.y; y <= splat.last.y; y++) {
        for (var x = splat.first.x; x <= splat.last.x; x++) {
            let bits = bitcast<u32>(bulged_depth(splat, vec2i(x, y)));
            let pixel = u32(y) * frame.size_px.x + u32(x);
            atomicMin(&keys[pixel * 2u + 1u], bits);
        }
    }
}

fn draw_index(index: u32) {
    var splat: Splat;
    if index >= chunk.count || !project(points[index].offset_m, &splat) {
        return;
    }
    for (var y = splat.first.y; y <= splat.last.y; y++) {
        for (var x = splat.first.x; x <= splat.last.x; x++) {
            let bits = bitcast<u32>(bulged_depth(splat, vec2i(x, y)));
            let pixel = u32(y) * frame.size_px.x + u32(x);
            if atomicLoad(&keys[pixel * 2u + 1u]) == bits {
                atomicMin(&keys[pixel * 2u], chunk.first + index);
            }
        }
    }
}

@compute @workgroup_size(256)
fn nearest_depth(
    @builtin(workgroup_id) group: vec3u,
    @builtin(num_workgroups) groups: vec3u,
    @builtin(local_invocation_index) local: u32,
) {
    let piece = piece_of(group, groups);
    for (var i = local; i < piece.count; i += 256u) {
        draw_depth(piece.first + i);
    }
}

@compute @workgroup_size(256)
fn lowest_index(
    @builtin(workgroup_id) group: vec3u,
    @builtin(num_workgroups) groups: vec3u,
    @builtin(local_invocation_index) local: u32,
) {
    let piece = piece_of(group, groups);
    for (var i = local; i < piece.count; i += 256u) {
        draw_index(piece.first + i);
    }
}
