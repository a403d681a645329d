//! Takes the grain out of soft light without going over edges of the scene: wavelets that skip (à trous).

use super::Rendered;
use crate::geom::{Camera, DVec2, DVec3};
use rayon::prelude::*;

/// Rounds; the reach doubles with each.
const ROUNDS: u32 = 5;
/// Weights of the middle and of the first and second neighbour along a line.
const WEIGHTS: [f64; 3] = [3.0 / 8.0, 1.0 / 4.0, 1.0 / 16.0];

/// Where surfaces are, so that light of one does not run into another.
pub struct Guide {
    width: usize,
    height: usize,
    /// Camera space; depth 0 where there is nothing.
    at: Vec<DVec3>,
    normal: Vec<DVec3>,
}

impl Guide {
    /// Of a picture.
    pub fn new(picture: &Rendered, camera: &Camera) -> Self {
        let (width, height) = (picture.width as usize, picture.height as usize);
        let at = picture
            .depth_m
            .iter()
            .enumerate()
            .map(|(i, depth)| {
                let pixel = DVec2::new((i % width) as f64 + 0.5, (i / width) as f64 + 0.5);
                camera
                    .unproject(pixel, f64::from(*depth))
                    .unwrap_or(DVec3::ZERO)
            })
            .collect();
        let normal = picture
            .normal
            .iter()
            .map(|n| DVec3::from(n.map(f64::from)))
            .collect();
        Self {
            width,
            height,
            at,
            normal,
        }
    }

    /// How much two pixels show the same surface, 0 to 1.
    fn alike(&self, a: usize, b: usize) -> f64 {
        let (p, q) = (self.at[a], self.at[b]);
        if p.z <= 0.0 || q.z <= 0.0 {
            return 0.0;
        }
        let facing = self.normal[a].dot(self.normal[b]).max(0.0);
        let facing = facing * facing;
        let off = (q - p).dot(self.normal[a]) / (0.008 * p.z);
        facing * facing * facing * facing / (1.0 + off * off * off * off)
    }
}

/// Smooths values of pixels.
pub fn smooth(guide: &Guide, mut values: Vec<DVec3>) -> Vec<DVec3> {
    for round in 0..ROUNDS {
        let step = 1i64 << round;
        values = (0..guide.height)
            .into_par_iter()
            .flat_map_iter(|y| {
                let values = &values;
                (0..guide.width).map(move |x| one(guide, values, [x, y], step))
            })
            .collect();
    }
    values
}

fn one(guide: &Guide, values: &[DVec3], [x, y]: [usize; 2], step: i64) -> DVec3 {
    let here = y * guide.width + x;
    if guide.at[here].z <= 0.0 {
        return values[here];
    }
    let (mut sum, mut weights) = (DVec3::ZERO, 0.0);
    for (dy, dx) in (-2..=2i64).flat_map(|dy| (-2..=2i64).map(move |dx| (dy, dx))) {
        let (u, v) = (x as i64 + dx * step, y as i64 + dy * step);
        if u < 0 || v < 0 || u >= guide.width as i64 || v >= guide.height as i64 {
            continue;
        }
        let there = v as usize * guide.width + u as usize;
        let kernel = WEIGHTS[dx.unsigned_abs() as usize] * WEIGHTS[dy.unsigned_abs() as usize];
        let brightness = values[there].element_sum() + 0.05;
        let ours = values[here].element_sum() + 0.05;
        // Shadows keep their edges: a value far from ours counts less, more strictly as the grain goes.
        let ratio = (brightness / ours).max(ours / brightness) - 1.0;
        let strict = 0.6 * step as f64;
        let weight = kernel * guide.alike(here, there) / (1.0 + ratio * ratio * strict);
        sum += values[there] * weight;
        weights += weight;
    }
    if weights > 0.0 {
        sum / weights
    } else {
        values[here]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Pinhole;

    #[test]
    fn grain_goes_and_edges_stay() {
        let (width, height) = (32u32, 8u32);
        let pixels = (width * height) as usize;
        let left = |i: usize| i % 32 < 16;
        let picture = Rendered {
            width,
            height,
            depth_m: (0..pixels)
                .map(|i| if left(i) { 1.0 } else { 3.0 })
                .collect(),
            normal: vec![[0.0, 0.0, -1.0]; pixels],
            ..Rendered::default()
        };
        let pinhole = Pinhole {
            fx: 32.0,
            fy: 32.0,
            cx: 16.0,
            cy: 4.0,
            width,
            height,
        };
        let guide = Guide::new(&picture, &Camera::from(pinhole));
        let grain = |i: usize| 0.1 * ((i * 7919) % 11) as f64 / 11.0;
        let values = (0..pixels)
            .map(|i| DVec3::splat(if left(i) { 1.0 } else { 0.2 } + grain(i)))
            .collect();
        let smoothed = smooth(&guide, values);
        for (i, value) in smoothed.iter().enumerate() {
            let wanted = if left(i) { 1.05 } else { 0.25 };
            assert!((value.x - wanted).abs() < 0.03, "{i}: {value}");
        }
    }
}
