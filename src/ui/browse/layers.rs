//! What a frame's maps look like: depth in colours, objects tinted. Pure.

use crate::media::Picture;
use crate::raster::category_colour;
use crate::scene::{DepthMap, IdMap};
use std::collections::BTreeMap;

/// Share of the depths left out at each end of the scale: a few strays must not flatten all else.
const STRAYS: f64 = 0.005;
/// Depths looked at for the scale.
const LOOKED_AT: usize = 40_000;
/// Opacity of a tint, and of the line around an object, of 255.
const TINT: u8 = 150;
const EDGE: u8 = 255;

/// A depth map as it is shown.
#[derive(Clone, Debug)]
pub struct DepthLayer {
    /// Depths.
    pub map: DepthMap,
    /// Depths of the scale's ends, metres, near and far.
    pub range_m: [f64; 2],
    /// The map in colours; clear where there is no depth.
    pub picture: Picture,
}

/// A map of objects as it is shown.
#[derive(Clone, Debug)]
pub struct IdLayer {
    /// Which object each pixel shows.
    pub map: IdMap,
    /// Tints to lay over the picture; clear where there is no object.
    pub picture: Picture,
    /// Pixels of each object.
    pub counts: BTreeMap<u32, u32>,
}

impl DepthLayer {
    /// Colours a map by a ramp from near to far.
    pub fn new(map: DepthMap, ramp: &[[u8; 3]]) -> Self {
        let range_m = range(&map);
        let mut rgba = Vec::with_capacity(map.width as usize * map.height as usize * 4);
        for y in 0..map.height {
            for x in 0..map.width {
                let pixel = map.at(x, y).map_or([0; 4], |depth_m| {
                    let [r, g, b] = ramp_at(ramp, share(range_m, depth_m));
                    [r, g, b, 255]
                });
                rgba.extend_from_slice(&pixel);
            }
        }
        let picture = picture(map.width, map.height, rgba);
        Self {
            map,
            range_m,
            picture,
        }
    }
}

impl IdLayer {
    /// Tints a map by the class of each object; where two objects meet there is a line. What has no class stays clear.
    pub fn new(map: IdMap, class_of: impl Fn(u32) -> Option<u16>) -> Self {
        let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
        for id in map.values.iter().filter(|id| **id > 0) {
            *counts.entry(*id).or_default() += 1;
        }
        let colours: BTreeMap<u32, [u8; 3]> = counts
            .keys()
            .filter_map(|id| Some((*id, category_colour(class_of(*id)?))))
            .collect();
        let (width, height) = (map.width as usize, map.height as usize);
        let mut rgba = Vec::with_capacity(map.values.len() * 4);
        for (n, id) in map.values.iter().enumerate() {
            let (x, y) = (n % width.max(1), n / width.max(1));
            let next = |there: bool, step: usize| {
                there && map.values.get(n + step).is_some_and(|other| other != id)
            };
            let edge = next(x + 1 < width, 1) || next(y + 1 < height, width);
            let pixel = match (colours.get(id), edge) {
                (None, _) => [0; 4],
                (Some([r, g, b]), false) => [*r, *g, *b, TINT],
                (Some(colour), true) => {
                    let [r, g, b] = colour.map(|c| c / 2 + 127);
                    [r, g, b, EDGE]
                }
            };
            rgba.extend_from_slice(&pixel);
        }
        let picture = picture(map.width, map.height, rgba);
        Self {
            map,
            picture,
            counts,
        }
    }
}

fn picture(width: u32, height: u32, rgba: Vec<u8>) -> Picture {
    Picture {
        width,
        height,
        rgba: rgba.into(),
    }
}

/// The depths between which nearly all lie, brought out to a round number.
fn range(map: &DepthMap) -> [f64; 2] {
    let pixels = map.width as usize * map.height as usize;
    let step = (pixels / LOOKED_AT).max(1);
    let at = |n: usize| {
        map.at(
            (n % map.width as usize) as u32,
            (n / map.width as usize) as u32,
        )
    };
    let mut depths: Vec<f64> = (0..pixels).step_by(step).filter_map(at).collect();
    depths.sort_by(f64::total_cmp);
    let strays = (depths.len() as f64 * STRAYS) as usize;
    let near = depths.get(strays).copied().unwrap_or(0.0);
    let far = depths
        .len()
        .checked_sub(1 + strays)
        .and_then(|n| depths.get(n).copied());
    let far = far.unwrap_or(1.0).max(near);
    let round = match far - near {
        span if span < 1.0 => 0.01,
        span if span < 10.0 => 0.1,
        span if span < 100.0 => 1.0,
        _ => 10.0,
    };
    let (low, high) = ((near / round).floor(), (far / round).ceil());
    [low * round, high.max(low + 1.0) * round]
}

/// Where a depth lies on the scale, 0 to 1.
pub fn share([near, far]: [f64; 2], depth_m: f64) -> f64 {
    ((depth_m - near) / (far - near).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0)
}

/// The ramp's colour at a share of its length.
fn ramp_at(ramp: &[[u8; 3]], share: f64) -> [u8; 3] {
    let Some(last) = ramp.len().checked_sub(1) else {
        return [128; 3];
    };
    let at = share * last as f64;
    let low = (at as usize).min(last.saturating_sub(1));
    let colour = |n: usize| ramp.get(n).copied().unwrap_or_default().map(f64::from);
    let (a, b) = (colour(low), colour((low + 1).min(last)));
    std::array::from_fn(|i| (a[i] + (b[i] - a[i]) * (at - low as f64) + 0.5) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::tokens::TOKENS;

    const RAMP: [[u8; 3]; 3] = [[0, 0, 0], [100, 0, 0], [100, 200, 0]];

    #[test]
    fn depths_are_coloured_by_their_place_on_a_round_scale() {
        let map = DepthMap::of_mm(3, 2, vec![1000, 2000, 3000, 0, 1500, 2500]);
        let layer = DepthLayer::new(map, &RAMP);
        assert_eq!(layer.range_m, [1.0, 3.0]);
        let pixels: Vec<&[u8]> = layer.picture.rgba.chunks_exact(4).collect();
        let expected: [[u8; 4]; 6] = [
            [0, 0, 0, 255],
            [100, 0, 0, 255],
            [100, 200, 0, 255],
            [0, 0, 0, 0],
            [50, 0, 0, 255],
            [100, 100, 0, 255],
        ];
        assert_eq!(pixels, expected);
    }

    #[test]
    fn a_map_of_one_depth_or_none_has_a_scale_too() {
        let one = DepthLayer::new(DepthMap::of_mm(2, 1, vec![1234, 1234]), &RAMP);
        assert!((one.range_m[0] - 1.23).abs() < 1e-9 && (one.range_m[1] - 1.24).abs() < 1e-9);
        let none = DepthLayer::new(DepthMap::of_mm(2, 1, vec![0, 0]), &RAMP);
        assert!(none.range_m[1] > none.range_m[0]);
        assert_eq!(&*none.picture.rgba, &[0; 8]);
    }

    #[test]
    fn a_stray_does_not_stretch_the_scale() {
        let mut depths = vec![2000; 998];
        depths.extend([65_000, 1000]);
        let layer = DepthLayer::new(DepthMap::of_mm(1000, 1, depths), &RAMP);
        let [near, far] = layer.range_m;
        assert!(
            (near - 2.0).abs() < 1e-9 && (far - 2.01).abs() < 1e-9,
            "{far}"
        );
    }

    #[test]
    fn objects_are_tinted_by_class_with_a_line_where_they_meet() {
        let map = IdMap {
            width: 3,
            height: 2,
            values: vec![5, 5, 0, 5, 5, 7],
        };
        let unknown = IdLayer::new(map.clone(), |id| (id != 7).then_some(1));
        assert_eq!(unknown.picture.rgba[20..], [0; 4], "7 is no object");
        let layer = IdLayer::new(map, |id| Some(id as u16));
        assert_eq!(layer.counts, BTreeMap::from([(5, 4), (7, 1)]));
        let alpha: Vec<u8> = layer.picture.rgba.chunks_exact(4).map(|px| px[3]).collect();
        assert_eq!(alpha, [TINT, EDGE, 0, TINT, EDGE, TINT]);
        let [r, g, b] = category_colour(5);
        assert_eq!(layer.picture.rgba[..3], [r, g, b]);
    }

    /// Lightness as CIE L* has it.
    fn lightness(colour: egui::Color32) -> f32 {
        let linear = egui::Rgba::from(colour);
        let y = 0.2126 * linear.r() + 0.7152 * linear.g() + 0.0722 * linear.b();
        116.0 * y.cbrt() - 16.0
    }

    #[test]
    fn the_depth_ramp_darkens_in_even_steps_from_near_to_far() {
        let lightness: Vec<f32> = TOKENS.color.scene.depth.map(lightness).to_vec();
        let steps: Vec<f32> = lightness.windows(2).map(|w| w[0] - w[1]).collect();
        let mean = steps.iter().sum::<f32>() / steps.len() as f32;
        for step in &steps {
            assert!((step / mean - 1.0).abs() < 0.25, "{steps:?}");
        }
    }
}
