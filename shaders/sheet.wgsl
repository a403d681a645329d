// A plain rectangle or a picture that fills the viewport. The interface's own shader filters every pixel a second time
// by hand, behind a switch; a software adapter pays for both sides of a switch, so what is large goes through here.
// group 0: as egui lays out its textures; the third binding is not used.

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var filtered: sampler;

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) uv: vec2f,
    @location(1) @interpolate(flat) colour: vec4f,
}

// uv: left, top, right, bottom of the part that is shown. colour: gamma-encoded, multiplied with its alpha.
@vertex
fn corner(@builtin(vertex_index) index: u32, @location(0) uv: vec4f, @location(1) colour: vec4f) -> Corner {
    let share = vec2f(f32(index & 1u), f32(index >> 1u));
    let position = vec4f(share.x * 2.0 - 1.0, 1.0 - share.y * 2.0, 0.0, 1.0);
    return Corner(position, mix(uv.xy, uv.zw, share), colour);
}

@fragment
fn plain(at: Corner) -> @location(0) vec4f {
    return at.colour;
}

@fragment
fn pictured(at: Corner) -> @location(0) vec4f {
    return textureSampleLevel(picture, filtered, at.uv, 0.0);
}
