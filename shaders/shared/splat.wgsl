// The square of pixels that a point covers; the twin is `splat` in src/raster/points.rs.
// From the cloud's offsets (metres) through camera space to pixels (centre of the first at 0.5).
struct Point {
    offset_m: vec3f,
    rgba: u32,
}

struct Chunk {
    // Index of the chunk's first point in its cloud.
    first: u32,
    // Number of points in the chunk.
    count: u32,
    // 1 when the chunk's instances are known.
    has_instances: u32,
    padding: u32,
}

@group(2) @binding(0) var<storage, read> points: array<Point>;
@group(2) @binding(1) var<storage, read> instances: array<u32>;
@group(2) @binding(2) var<uniform> chunk: Chunk;

struct Splat {
    center: vec2f,
    first: vec2i,
    last: vec2i,
    half_px: f32,
    z_m: f32,
    bulge_m: f32,
}

// On the bits: comparisons with NaN are up to the implementation.
fn is_finite(v: vec3f) -> bool {
    return all((bitcast<vec3u>(v) & vec3u(0x7f800000u)) != vec3u(0x7f800000u));
}

fn row(r: vec4f, p: vec3f) -> f32 {
    return r.x * p.x + r.y * p.y + r.z * p.z + r.w;
}

// Writes the splat and returns true, or returns false for a point that is cut away, outside or not finite.
fn project(offset_m: vec3f, splat: ptr<function, Splat>) -> bool {
    let z_m = row(frame.camera_from_cloud[2], offset_m);
    if !is_finite(offset_m) || !(z_m >= frame.near_m && z_m < FAR) {
        return false;
    }
    if any(offset_m < frame.keep_min.xyz) || any(offset_m > frame.keep_max.xyz) {
        return false;
    }
    let x = row(frame.camera_from_cloud[0], offset_m);
    let y = row(frame.camera_from_cloud[1], offset_m);
    let center = frame.focal_px * vec2f(x, y) / z_m + frame.center_px;
    let grown = min(frame.splat_m * frame.focal_px.x / z_m, frame.max_splat_px);
    let half_px = max(grown, frame.point_px) * 0.5;
    let size = vec2f(frame.size_px);
    if !(all(center > vec2f(-half_px)) && all(center < size + half_px)) {
        return false;
    }
    let first = vec2i(max(ceil(center - half_px - 0.5), vec2f(0.0)));
    let last = vec2i(min(ceil(center + half_px - 0.5) - 1.0, size - 1.0));
    *splat = Splat(center, first, last, half_px, z_m, half_px * z_m / frame.focal_px.x);
    return true;
}

// Depth of the splat at a pixel: its rim counts as farther than its centre.
fn bulged_depth(splat: Splat, pixel: vec2i) -> f32 {
    let d = (vec2f(pixel) + 0.5 - splat.center) * (1.0 / splat.half_px);
    return splat.z_m + splat.bulge_m * (d.x * d.x + d.y * d.y);
}
