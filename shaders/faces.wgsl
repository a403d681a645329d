// Translucent faces of the overlay: triangles, fainter where the points are in front. The twin is `paint_face` in
// src/raster/paint.rs. Pixels (centre of the first at 0.5). group 0: frame. group 1: surface, faces.
//!include shared/frame.wgsl
//!include shared/surface.wgsl
//!include shared/hidden.wgsl

// Same order and layout as `raster::ScreenFace` in src/raster/screen.rs.
struct Face {
    rgba: vec4f,
    a_px: vec2f,
    b_px: vec2f,
    c_px: vec2f,
    hidden_alpha: f32,
    padding: f32,
    inv_z: vec4f,
}

@group(1) @binding(1) var<storage, read> faces: array<Face>;

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat) face: u32,
}

@vertex
fn face_corner(@builtin(vertex_index) corner: u32, @builtin(instance_index) index: u32) -> Corner {
    let face = faces[index];
    var pixel = face.a_px;
    if corner == 1u {
        pixel = face.b_px;
    } else if corner == 2u {
        pixel = face.c_px;
    }
    return Corner(clip_from_pixel(pixel), index);
}

// Twice the signed area of a b p.
fn area(a: vec2f, b: vec2f, p: vec2f) -> f32 {
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

@fragment
fn face_colour(in: Corner) -> @location(0) vec4f {
    let face = faces[in.face];
    let p = in.position.xy;
    let weights = vec3f(
        area(face.b_px, face.c_px, p),
        area(face.c_px, face.a_px, p),
        area(face.a_px, face.b_px, p),
    );
    // On the plane through the corners 1 / depth is linear over the screen.
    let inv_z = dot(weights, face.inv_z.xyz) / area(face.a_px, face.b_px, face.c_px);
    var alpha = face.rgba.a;
    if is_hidden(inv_z, depth_at(vec2i(p))) {
        alpha *= face.hidden_alpha;
    }
    return vec4f(face.rgba.rgb, alpha);
}
