// Strokes and dots of the overlay: one quad each, coverage from the distance to the stroke's middle, hidden style
// where the points are in front. The twin is `Capsule` in src/raster/paint.rs.
// Pixels (centre of the first at 0.5). group 0: frame. group 1: surface, lines.
//!include shared/frame.wgsl
//!include shared/surface.wgsl
//!include shared/hidden.wgsl

// Same order and layout as `raster::ScreenLine` in src/raster/screen.rs.
struct Line {
    rgba: vec4f,
    a_px: vec2f,
    b_px: vec2f,
    inv_z: vec2f,
    dash_px: vec2f,
    hidden_dash_px: vec2f,
    width_px: f32,
    dash_start_px: f32,
    hidden_alpha: f32,
    padding_a: f32,
    padding_b: f32,
    padding_c: f32,
}

@group(1) @binding(1) var<storage, read> lines: array<Line>;

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat) line: u32,
}

@vertex
fn line_corner(@builtin(vertex_index) corner: u32, @builtin(instance_index) index: u32) -> Corner {
    let line = lines[index];
    let ab = line.b_px - line.a_px;
    let span = length(ab);
    var along = vec2f(1.0, 0.0);
    if span > 0.0 {
        along = ab / span;
    }
    let reach = max(line.width_px, 1.0) * 0.5 + 1.0;
    let side = vec2f(-along.y, along.x) * select(-reach, reach, (corner & 1u) == 1u);
    let end = select(line.a_px - along * reach, line.b_px + along * reach, corner >= 2u);
    return Corner(clip_from_pixel(end + side), index);
}

// How much of a dash covers the pattern's position, with soft ends one pixel long.
fn dash_cover(dash: vec2f, at: f32) -> f32 {
    let period = dash.x + dash.y;
    if period <= 0.0 {
        return 1.0;
    }
    let within = at - floor(at / period) * period;
    let off_middle = abs(within - dash.x * 0.5);
    let from_middle = min(off_middle, period - off_middle);
    return clamp(dash.x * 0.5 + 0.5 - from_middle, 0.0, 1.0);
}

@fragment
fn line_colour(in: Corner) -> @location(0) vec4f {
    let line = lines[in.line];
    let p = in.position.xy;
    let ab = line.b_px - line.a_px;
    let ap = p - line.a_px;
    let length_squared = dot(ab, ab);
    var t = 0.0;
    if length_squared > 0.0 {
        t = clamp(dot(ap, ab) / length_squared, 0.0, 1.0);
    }
    let half = max(line.width_px, 1.0) * 0.5;
    let cover = clamp(half + 0.5 - length(ap - ab * t), 0.0, 1.0) * min(line.width_px, 1.0);
    if cover <= 0.0 {
        return vec4f(0.0);
    }
    let inv_z = line.inv_z.x + (line.inv_z.y - line.inv_z.x) * t;
    let at = line.dash_start_px + t * sqrt(length_squared);
    var alpha = line.rgba.a * cover;
    if is_hidden(inv_z, depth_around(vec2i(p))) {
        alpha *= line.hidden_alpha * dash_cover(line.hidden_dash_px, at);
    } else {
        alpha *= dash_cover(line.dash_px, at);
    }
    return vec4f(line.rgba.rgb, alpha);
}
