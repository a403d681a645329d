//! Pictures: what each pixel's ray meets, tile by tile.
//!
//! A tile asks only the solids whose outline in the picture reaches it, near ones first. This works for every lens,
//! as the tile's own rays say which part of the plane at depth 1 it looks through.

use super::shade::{Scene, Surface};
use super::solid::{self, Shape, Solid};
use super::space::{Hit, Space};
use super::{Rendered, View, paint};
use crate::geom::{Camera, DMat3, DVec2, DVec3, Lens};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Side of a tile, px.
const TILE: u32 = 16;
/// Nothing nearer is seen, metres.
const NEAR_M: f64 = 1e-3;

/// A solid as one view has it.
struct Seen {
    solid: usize,
    shape: Shape,
    half: DVec3,
    own_from_camera: DMat3,
    /// The eye in the solid's own axes.
    eye: DVec3,
    /// Lowest and highest coordinates at depth 1; everything when part of it is behind the camera.
    low: DVec2,
    high: DVec2,
    /// Corners of its own box in camera space.
    corners: [DVec3; 8],
    /// Nothing of it is nearer.
    near_m: f64,
}

/// What a pixel meets.
#[derive(Clone, Copy, Debug)]
pub struct Pixel {
    /// Index of the solid and depth.
    pub hit: Hit,
    /// The surface there.
    pub surface: Surface,
}

/// A row of tiles of a picture.
#[derive(Default)]
struct Band {
    rgb: Vec<u8>,
    depth_m: Vec<f32>,
    normal: Vec<[f32; 3]>,
    instance: Vec<u16>,
}

/// All solids that a view may show, near ones first.
pub struct Sight {
    seen: Vec<Seen>,
    camera_from_world: DMat3,
}

impl Sight {
    /// For one view.
    pub fn new(space: &Space, view: &View) -> Self {
        let mut seen: Vec<Seen> = space
            .solids
            .iter()
            .enumerate()
            .filter_map(|(i, solid)| seen(i, solid, view))
            .collect();
        seen.sort_by(|a, b| a.near_m.total_cmp(&b.near_m).then(a.solid.cmp(&b.solid)));
        Self {
            seen,
            camera_from_world: view.world_from_camera.rotation.transpose(),
        }
    }

    /// The solids, as indices into this sight, that rays with these coordinates at depth 1 may meet; near ones first.
    pub fn within(&self, low: DVec2, high: DVec2) -> Vec<u32> {
        (0..)
            .zip(&self.seen)
            .filter(|(_, seen)| seen.reaches(low, high))
            .map(|(i, _)| i)
            .collect()
    }

    /// Whether a ray with z = 1 meets one of these solids before a depth.
    pub fn blocked(&self, near: &[u32], ray: DVec3, depth_m: f64) -> bool {
        near.iter()
            .map(|i| &self.seen[*i as usize])
            .take_while(|seen| seen.near_m < depth_m)
            .any(|seen| {
                seen.holds(ray)
                    && solid::hit(
                        seen.shape,
                        seen.half,
                        seen.eye,
                        seen.own_from_camera * ray,
                        1e-9,
                    )
                    .is_some_and(|at| at < depth_m)
            })
    }
}

impl Seen {
    /// Whether rays with these coordinates at depth 1 may meet it.
    fn reaches(&self, low: DVec2, high: DVec2) -> bool {
        if self.low.cmpgt(high).any() || self.high.cmplt(low).any() {
            return false;
        }
        // What reaches behind the camera has no outline; it is out of sight when one side of the rays has all of it.
        let all = |outside: &dyn Fn(&DVec3) -> bool| self.corners.iter().all(outside);
        self.low.is_finite()
            || !(all(&|c| c.x < low.x * c.z)
                || all(&|c| c.x > high.x * c.z)
                || all(&|c| c.y < low.y * c.z)
                || all(&|c| c.y > high.y * c.z))
    }

    /// Whether a ray with z = 1 is within its outline.
    fn holds(&self, ray: DVec3) -> bool {
        ray.x >= self.low.x && ray.x <= self.high.x && ray.y >= self.low.y && ray.y <= self.high.y
    }
}

impl Seen {
    /// Whether a ray with z = 1 meets it, whatever is in front.
    fn meets(&self, ray: DVec3) -> bool {
        let along = self.own_from_camera * ray;
        self.holds(ray) && solid::hit(self.shape, self.half, self.eye, along, NEAR_M).is_some()
    }

    /// Whether every ray between four meets it, whatever is in front.
    fn fills(&self, corners: [Option<DVec3>; 4]) -> bool {
        self.shape.is_convex()
            && corners
                .iter()
                .all(|ray| ray.is_some_and(|ray| self.meets(ray)))
    }
}

/// Where a tile's corners are among its rays.
fn corners([_, _, width, height]: [u32; 4]) -> [usize; 4] {
    let (right, low) = (width as usize - 1, (height as usize - 1) * width as usize);
    [0, right, low, low + right]
}

fn seen(index: usize, solid: &Solid, view: &View) -> Option<Seen> {
    let camera_from_world = view.world_from_camera.inverse();
    let corners = solid
        .corners(view.time_secs)
        .map(|corner| camera_from_world.transform(corner));
    let (near, far) = corners
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(near, far), c| {
            (near.min(c.z), far.max(c.z))
        });
    if far <= NEAR_M {
        return None;
    }
    let (low, high) = if near > NEAR_M {
        corners
            .iter()
            .map(|c| c.truncate() / c.z)
            .fold((DVec2::INFINITY, DVec2::NEG_INFINITY), |(low, high), p| {
                (low.min(p), high.max(p))
            })
    } else {
        (DVec2::NEG_INFINITY, DVec2::INFINITY)
    };
    let own_from_world = solid.world_from_solid.rotation.transpose();
    let (eye, _) = solid.in_own_axes(view.world_from_camera.translation, DVec3::Z, view.time_secs);
    Some(Seen {
        solid: index,
        shape: solid.shape,
        half: solid.half,
        own_from_camera: own_from_world * view.world_from_camera.rotation,
        eye,
        // Rounding may not cost a pixel at the rim.
        low: low - DVec2::splat(1e-9),
        high: high + DVec2::splat(1e-9),
        corners,
        near_m: near.max(0.0),
    })
}

/// The rays of a tile and what they meet, pixel by pixel, row by row.
pub struct Tile {
    /// First column, first row, width and height, px.
    pub rect: [u32; 4],
    /// Rays in camera space with z = 1; `None` where the lens shows nothing.
    pub rays: Vec<Option<DVec3>>,
    /// What each meets.
    pub pixels: Vec<Option<Pixel>>,
}

/// Draws the geometry of a tile. `shift` moves the rays within their pixels; the middle is (0.5, 0.5).
pub fn tile(
    scene: &Scene<'_>,
    sight: &Sight,
    view: &View,
    camera: &Camera,
    rect: [u32; 4],
    shift: impl Fn(u32, u32) -> DVec2,
) -> Tile {
    let (rays, [low, high]) = rays(camera, rect, shift);
    let near = sight.within(low, high);
    let pixels = rays
        .iter()
        .map(|ray| ray.and_then(|ray| pixel(scene, sight, view, &near, ray)))
        .collect();
    Tile { rect, rays, pixels }
}

/// The rays of a tile, and their lowest and highest coordinates at depth 1.
fn rays(
    camera: &Camera,
    [left, top, width, height]: [u32; 4],
    shift: impl Fn(u32, u32) -> DVec2,
) -> (Vec<Option<DVec3>>, [DVec2; 2]) {
    let mut rays = Vec::with_capacity((width * height) as usize);
    let (mut low, mut high) = (DVec2::INFINITY, DVec2::NEG_INFINITY);
    for y in top..top + height {
        for x in left..left + width {
            let at = DVec2::new(f64::from(x), f64::from(y)) + shift(x, y);
            let ray = camera.ray(at);
            if let Some(ray) = ray {
                low = low.min(ray.truncate());
                high = high.max(ray.truncate());
            }
            rays.push(ray);
        }
    }
    (rays, [low, high])
}

/// How many pixels each instance would have if nothing were in front of it; those that have none are left out.
///
/// Without a lens a tile's rays lie between those of its corners, so that a convex solid which meets those four meets
/// all: most of a wall or a floor needs no further asking.
pub fn unoccluded(scene: &Scene<'_>, view: &View, camera: &Camera) -> BTreeMap<u16, u64> {
    let (width, height) = (camera.pinhole.width, camera.pinhole.height);
    let sight = Sight::new(scene.space, view);
    let straight = camera.lens == Lens::Ideal;
    let rows = (0..height.div_ceil(TILE)).into_par_iter().map(|row| {
        let mut counts = BTreeMap::new();
        for rect in rects(width, height, row) {
            let (rays, [low, high]) = rays(camera, rect, |_, _| DVec2::splat(0.5));
            let mut of: BTreeMap<u16, Vec<&Seen>> = BTreeMap::new();
            for i in sight.within(low, high) {
                let seen = &sight.seen[i as usize];
                let instance = scene.space.solids[seen.solid].instance;
                of.entry(instance).or_default().push(seen);
            }
            let corners = corners(rect).map(|i| rays[i]);
            for (instance, solids) in of {
                let meets = |ray: &&DVec3| solids.iter().any(|seen| seen.meets(**ray));
                let count = if straight && solids.iter().any(|seen| seen.fills(corners)) {
                    rays.len()
                } else {
                    rays.iter().flatten().filter(meets).count()
                };
                if count > 0 {
                    *counts.entry(instance).or_default() += count as u64;
                }
            }
        }
        counts
    });
    rows.reduce(BTreeMap::new, |mut all, some| {
        for (instance, count) in some {
            *all.entry(instance).or_default() += count;
        }
        all
    })
}

fn pixel(scene: &Scene<'_>, sight: &Sight, view: &View, near: &[u32], ray: DVec3) -> Option<Pixel> {
    let (mut first, mut met) = (f64::INFINITY, None);
    for seen in near.iter().map(|i| &sight.seen[*i as usize]) {
        if seen.near_m > first {
            break;
        }
        if !seen.holds(ray) {
            continue;
        }
        let along = seen.own_from_camera * ray;
        if let Some(at) = solid::hit(seen.shape, seen.half, seen.eye, along, NEAR_M)
            && at < first
        {
            (first, met) = (at, Some((seen, along)));
        }
    }
    let (seen, along) = met?;
    let solid = &scene.space.solids[seen.solid];
    let own = seen.eye + along * first;
    let outward = solid.normal(own);
    let normal = if outward.dot(along) > 0.0 {
        -outward
    } else {
        outward
    };
    let world = view.world_from_camera.transform(ray * first);
    let normal = solid.world_from_solid.rotation * normal;
    Some(Pixel {
        hit: Hit {
            at: first,
            solid: seen.solid,
        },
        surface: Surface {
            solid: seen.solid,
            own,
            at: world,
            normal,
            normal_in_camera: sight.camera_from_world * normal,
        },
    })
}

/// The tiles of a row of tiles.
pub fn rects(width: u32, height: u32, row: u32) -> impl Iterator<Item = [u32; 4]> {
    let top = row * TILE;
    let high = TILE.min(height - top);
    (0..width.div_ceil(TILE)).map(move |column| {
        let left = column * TILE;
        [left, top, TILE.min(width - left), high]
    })
}

/// Draws a view. `colour` gives the linear colours of a tile's pixels.
pub fn draw(
    scene: &Scene<'_>,
    view: &View,
    camera: &Camera,
    colour: impl Fn(&Tile) -> Vec<DVec3> + Sync,
) -> Rendered {
    let (width, height) = (camera.pinhole.width, camera.pinhole.height);
    let sight = Sight::new(scene.space, view);
    let middle = |_, _| DVec2::splat(0.5);
    let bands: Vec<Band> = (0..height.div_ceil(TILE))
        .into_par_iter()
        .map(|row| {
            let mut band = Band::new(width, TILE.min(height - row * TILE));
            for rect in rects(width, height, row) {
                let tile = tile(scene, &sight, view, camera, rect, middle);
                band.fill(scene, width, &tile, &colour(&tile));
            }
            band
        })
        .collect();
    let mut all = Rendered {
        width,
        height,
        ..Rendered::default()
    };
    for band in bands {
        all.rgb.extend_from_slice(&band.rgb);
        all.depth_m.extend_from_slice(&band.depth_m);
        all.normal.extend_from_slice(&band.normal);
        all.instance.extend_from_slice(&band.instance);
    }
    all
}

impl Band {
    fn new(width: u32, height: u32) -> Self {
        let pixels = width as usize * height as usize;
        Self {
            rgb: vec![0; pixels * 3],
            depth_m: vec![0.0; pixels],
            normal: vec![[0.0; 3]; pixels],
            instance: vec![0; pixels],
        }
    }

    fn fill(&mut self, scene: &Scene<'_>, width: u32, tile: &Tile, colours: &[DVec3]) {
        let [left, _, wide, high] = tile.rect;
        for (y, x) in (0..high).flat_map(|y| (0..wide).map(move |x| (y, x))) {
            let from = (y * wide + x) as usize;
            let to = (y * width + left + x) as usize;
            self.rgb[to * 3..to * 3 + 3].copy_from_slice(&paint::bytes(colours[from]));
            if let Some(pixel) = &tile.pixels[from] {
                self.depth_m[to] = pixel.hit.at as f32;
                self.normal[to] = pixel.surface.normal_in_camera.as_vec3().to_array();
                self.instance[to] = scene.space.solids[pixel.hit.solid].instance;
            }
        }
    }
}
