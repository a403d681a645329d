// Empties the pixels before points are drawn.
// group 0: frame. group 1: keys (two words a pixel: index, depth bits) and surface.
//!include shared/frame.wgsl
//!include shared/surface.wgsl

@group(1) @binding(0) var<storage, read_write> keys: array<vec2u>;
@group(1) @binding(1) var<storage, read_write> surface: array<Surface>;

@compute @workgroup_size(8, 8)
fn clear(@builtin(global_invocation_id) id: vec3u) {
    if any(id.xy >= frame.size_px) {
        return;
    }
    let index = id.y * frame.size_px.x + id.x;
    keys[index] = vec2u(NOTHING, NOTHING);
    surface[index] = Surface(pack_rgb(frame.background.xyz), FAR, NOTHING);
}
