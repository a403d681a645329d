//! Best light: paths of light followed through the scene, the soft part of it smoothed afterwards.
//!
//! Every sample depends on the scene's seed, the view, its pixel and its number alone.

use super::draw::{self, Pixel, Sight, Tile};
use super::random::{Random, mix};
use super::shade::{self, Mood, OFF_M, Scene, Surface};
use super::smooth::{Guide, smooth};
use super::{Rendered, View, paint};
use crate::geom::{Camera, DVec2, DVec3};
use rayon::prelude::*;

/// Paths for each pixel.
const SAMPLES: u32 = 24;
/// Surfaces that a path meets after the first.
const BOUNCES: u32 = 2;
/// Light of the bounces that are left out.
const REST: f64 = 0.10;

/// Light that one path brings at most.
const MOST: f64 = 6.0;

/// What the paths of one pixel bring, summed.
#[derive(Clone, Copy, Debug, Default)]
struct Sum {
    /// Colour of the surfaces.
    albedo: DVec3,
    /// Light with sharp edges, times the surface's colour: sun, sky, what glows.
    sharp: DVec3,
    /// Light without sharp edges, before the surface's colour.
    soft: DVec3,
}

/// Draws a view.
pub fn draw(scene: &Scene<'_>, view: &View, camera: &Camera) -> Rendered {
    let mut picture = draw::draw(scene, view, camera, |tile| {
        vec![DVec3::ZERO; tile.rays.len()]
    });
    let (width, height) = (picture.width, picture.height);
    let sight = Sight::new(scene.space, view);
    let mood = traced(scene);
    let tiles: Vec<Vec<([u32; 4], Vec<Sum>)>> = (0..height.div_ceil(16))
        .into_par_iter()
        .map(|row| {
            draw::rects(width, height, row)
                .map(|rect| (rect, samples(scene, &sight, view, camera, rect, &mood)))
                .collect()
        })
        .collect();
    let mut sums = vec![Sum::default(); (width * height) as usize];
    for ([left, top, wide, _], tile) in tiles.into_iter().flatten() {
        for (i, sum) in tile.into_iter().enumerate() {
            let (x, y) = (left + i as u32 % wide, top + i as u32 / wide);
            sums[(y * width + x) as usize] = sum;
        }
    }
    let guide = Guide::new(&picture, camera);
    let each = 1.0 / f64::from(SAMPLES);
    let soft = smooth(&guide, sums.iter().map(|s| s.soft * each).collect());
    picture.rgb = sums
        .par_iter()
        .zip(&soft)
        .flat_map_iter(|(sum, soft)| {
            let light = (sum.sharp + sum.albedo * *soft) * each;
            paint::bytes(shade::film(light))
        })
        .collect();
    picture
}

/// The strength of light for traced paths: radiance of the sky, irradiance of the sun.
fn traced(scene: &Scene<'_>) -> Mood {
    let mood = scene.style.mood();
    let indoors = scene.light.window.is_some();
    let [sky, sun] = if indoors { [13.0, 7.5] } else { [1.1, 1.9] };
    Mood {
        ambient: mood.ambient,
        sky: mood.sky * sky,
        sun: mood.sun * sun,
        lamp: mood.lamp,
    }
}

fn samples(
    scene: &Scene<'_>,
    sight: &Sight,
    view: &View,
    camera: &Camera,
    rect: [u32; 4],
    mood: &Mood,
) -> Vec<Sum> {
    let mut sums = vec![Sum::default(); (rect[2] * rect[3]) as usize];
    let seed = mix(scene.seed ^ view.time_secs.to_bits()) ^ mix_of(view);
    for number in 0..SAMPLES {
        let random =
            |x: u32, y: u32| Random::at(seed, &[u64::from(x), u64::from(y), u64::from(number)]);
        let tile = draw::tile(scene, sight, view, camera, rect, |x, y| {
            let mut random = random(x, y);
            DVec2::new(random.unit(), random.unit())
        });
        for (i, sum) in sums.iter_mut().enumerate() {
            let (x, y) = (rect[0] + i as u32 % rect[2], rect[1] + i as u32 / rect[2]);
            let mut random = random(x, y);
            // The first two numbers moved the ray.
            random.bits();
            random.bits();
            sample(scene, view, &tile, i, mood, &mut random, sum);
        }
    }
    sums
}

fn mix_of(view: &View) -> u64 {
    let pose = view.world_from_camera.to_row_major();
    pose.iter().fold(0, |all, v| mix(all ^ v.to_bits()))
}

fn sample(
    scene: &Scene<'_>,
    view: &View,
    tile: &Tile,
    i: usize,
    mood: &Mood,
    random: &mut Random,
    sum: &mut Sum,
) {
    let Some(Pixel { surface, .. }) = tile.pixels[i] else {
        if let Some(ray) = tile.rays[i] {
            let sky = shade::sky(mood, view.world_from_camera.rotation * ray);
            // Not brighter than film makes white, or the edges of the window have steps.
            sum.sharp += sky.min(DVec3::splat(9.0));
        }
        return;
    };
    let (albedo, glow) = colour(scene, &surface);
    sum.albedo += albedo;
    let (sun, sky) = direct(scene, &surface, view.time_secs, mood, random);
    sum.sharp += albedo * (sun + DVec3::splat(glow));
    let soft = sky + bounced(scene, &surface, view.time_secs, mood, random);
    // A rare bright path would be a speck.
    sum.soft += soft * (MOST / soft.max_element().max(MOST));
}

fn colour(scene: &Scene<'_>, surface: &Surface) -> (DVec3, f64) {
    let solid = &scene.space.solids[surface.solid];
    let normal = solid.normal(surface.own);
    let glow = if scene.light.window.is_some() {
        solid.paint.glow
    } else {
        0.0
    };
    (solid.paint.at(surface.own, solid.half, normal), glow)
}

/// Light that comes over one or more other surfaces.
fn bounced(
    scene: &Scene<'_>,
    first: &Surface,
    time_secs: f64,
    mood: &Mood,
    random: &mut Random,
) -> DVec3 {
    let (mut here, mut through, mut light) = (*first, DVec3::ONE, DVec3::ZERO);
    for _ in 0..BOUNCES {
        let along = scattered(shade::soft_normal(scene, &here), here.normal, random);
        let from = here.at + here.normal * OFF_M;
        let Some(hit) = scene.space.nearest(from, along, [1e-9, 1e3], time_secs) else {
            // Indoors the window's light was counted already.
            if scene.light.window.is_none() {
                light += through * shade::sky(mood, along);
            }
            return light;
        };
        let solid = &scene.space.solids[hit.solid];
        let (own_from, own_along) = solid.in_own_axes(from, along, time_secs);
        let own = own_from + own_along * hit.at;
        let outward = solid.normal(own);
        let own_normal = if outward.dot(own_along) > 0.0 {
            -outward
        } else {
            outward
        };
        here = Surface {
            solid: hit.solid,
            own,
            at: from + along * hit.at,
            normal: solid.world_from_solid.rotation * own_normal,
            normal_in_camera: DVec3::ZERO,
        };
        let (albedo, glow) = colour(scene, &here);
        through *= albedo;
        let (sun, sky) = direct(scene, &here, time_secs, mood, random);
        light += through * (sun + sky + DVec3::splat(glow));
    }
    light + through * mood.ambient * REST * std::f64::consts::PI
}

/// Light straight from the sun, and straight from the sky through the window.
fn direct(
    scene: &Scene<'_>,
    surface: &Surface,
    time_secs: f64,
    mood: &Mood,
    random: &mut Random,
) -> (DVec3, DVec3) {
    let normal = shade::soft_normal(scene, surface);
    let from = surface.at + surface.normal * OFF_M;
    let open = |along: DVec3, far: f64| {
        surface.normal.dot(along) > 0.0
            && scene
                .space
                .blocked_by(from, along, [1e-9, far], time_secs, None)
                .is_none()
    };
    let mut sun = DVec3::ZERO;
    // The sun's disc, larger than life for softer edges.
    let to_sun = scene.light.sun + in_ball(random) * 0.012;
    let facing = normal.dot(to_sun);
    if facing > 0.0
        && let Some(far) = shade::sun_way(scene.light, from)
        && open(to_sun, far)
    {
        sun = mood.sun * facing;
    }
    let Some(window) = scene.light.window else {
        return (sun, DVec3::ZERO);
    };
    let [across, up] = [0; 2].map(|_| random.between(-1.0, 1.0));
    let to = window.middle + window.across * across + window.up * up - from;
    let away = to.length_squared();
    let (cos, out) = (normal.dot(to), -window.inward.dot(to));
    if cos <= 0.0 || out <= 0.0 || !open(to, 1.0) {
        return (sun, DVec3::ZERO);
    }
    let size = 4.0 * window.across.length() * window.up.length();
    let seen = cos * out * size / (away * away.max(0.02)) / std::f64::consts::PI;
    (sun, shade::sky(mood, to) * seen)
}

/// A random direction around a normal, more often near it, as matt surfaces scatter.
fn scattered(normal: DVec3, face: DVec3, random: &mut Random) -> DVec3 {
    for _ in 0..8 {
        let on_sphere = in_ball(random).normalize_or(normal);
        let along = (normal * 1.0001 + on_sphere).normalize_or(normal);
        if along.dot(face) > 0.0 {
            return along;
        }
    }
    face
}

/// A random point of the unit ball.
fn in_ball(random: &mut Random) -> DVec3 {
    for _ in 0..32 {
        let [x, y, z] = [0; 3].map(|_| random.between(-1.0, 1.0));
        let point = DVec3::new(x, y, z);
        if point.length_squared() <= 1.0 {
            return point;
        }
    }
    DVec3::ZERO
}
