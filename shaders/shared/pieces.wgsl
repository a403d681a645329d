// Which points of a chunk are drawn, and which of them a group of 256 invocations draws.
// Same order and layout as `gpu::layout::Piece` in src/gpu/layout.rs.
struct Piece {
    // Index of the first point in the chunk.
    first: u32,
    // Number of points.
    count: u32,
}

@group(3) @binding(0) var<storage, read> pieces: array<Piece>;

// The piece of a group, for groups laid out in two dimensions; one without points beyond the last.
fn piece_of(group: vec3u, groups: vec3u) -> Piece {
    let index = group.y * groups.x + group.x;
    if index >= arrayLength(&pieces) {
        return Piece(0u, 0u);
    }
    return pieces[index];
}
