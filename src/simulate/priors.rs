//! How large things of a class are.

use super::random::Random;
use crate::geom::DVec3;

/// Class, mean full size (width, depth, height) in metres, and how far a size strays from it, as a fraction.
pub const PRIORS: &[(&str, [f64; 3], f64)] = &[
    ("armchair", [0.80, 0.78, 0.82], 0.10),
    ("ball", [0.20, 0.20, 0.20], 0.30),
    ("bed", [1.50, 2.05, 0.95], 0.10),
    ("bin", [0.27, 0.27, 0.34], 0.15),
    ("book", [0.15, 0.22, 0.03], 0.25),
    ("bookshelf", [1.00, 0.30, 1.85], 0.15),
    ("bottle", [0.075, 0.075, 0.28], 0.15),
    ("bowl", [0.26, 0.26, 0.09], 0.15),
    ("box", [0.36, 0.28, 0.24], 0.30),
    ("cabinet", [1.10, 0.42, 0.80], 0.18),
    ("can", [0.066, 0.066, 0.12], 0.08),
    ("candle", [0.06, 0.06, 0.12], 0.30),
    ("car", [1.80, 4.30, 1.48], 0.07),
    ("ceiling lamp", [0.42, 0.42, 0.62], 0.15),
    ("chair", [0.43, 0.46, 0.90], 0.06),
    ("coffee table", [1.00, 0.55, 0.40], 0.12),
    ("cube", [0.06, 0.06, 0.06], 0.25),
    ("cup", [0.085, 0.085, 0.095], 0.12),
    ("curtain", [0.36, 0.05, 2.20], 0.05),
    ("desk", [1.30, 0.65, 0.74], 0.08),
    ("door", [0.90, 0.06, 2.04], 0.02),
    ("floor lamp", [0.40, 0.40, 1.62], 0.08),
    ("fruit", [0.075, 0.075, 0.07], 0.10),
    ("house", [9.00, 8.00, 6.20], 0.18),
    ("laptop", [0.33, 0.24, 0.22], 0.06),
    ("nightstand", [0.45, 0.40, 0.52], 0.10),
    ("pedestrian", [0.48, 0.30, 1.72], 0.08),
    ("picture", [0.60, 0.03, 0.60], 0.30),
    ("pillow", [0.42, 0.20, 0.38], 0.10),
    ("plant", [0.70, 0.70, 1.30], 0.18),
    ("plate", [0.24, 0.24, 0.02], 0.12),
    ("rug", [2.50, 1.80, 0.008], 0.14),
    ("sofa", [1.90, 0.88, 0.82], 0.10),
    ("stool", [0.36, 0.36, 0.46], 0.10),
    ("street lamp", [0.30, 1.20, 5.00], 0.08),
    ("table", [1.35, 0.82, 0.74], 0.08),
    ("table lamp", [0.26, 0.26, 0.42], 0.12),
    ("tree", [3.40, 3.40, 5.60], 0.22),
    ("tv", [1.10, 0.14, 0.70], 0.15),
    ("vase", [0.13, 0.13, 0.26], 0.22),
    ("wardrobe", [1.15, 0.60, 2.00], 0.10),
    ("window", [1.80, 0.14, 1.30], 0.10),
];

/// A size of the class; round things keep equal sides. One metre of everything for a class that is not listed.
pub fn size(class: &str, random: &mut Random) -> DVec3 {
    let found = PRIORS.iter().find(|(name, _, _)| *name == class);
    let (mean, spread) = found.map_or(([1.0; 3], 0.0), |(_, mean, spread)| (*mean, *spread));
    let [w, d, h] = [0; 3].map(|_| random.about_one(spread));
    let round = mean[0] == mean[1];
    let uniform = round && mean[0] == mean[2];
    DVec3::new(
        mean[0] * w,
        mean[1] * if round { w } else { d },
        mean[2] * if uniform { w } else { h },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_stay_within_the_spread() {
        assert!(PRIORS.is_sorted_by(|a, b| a.0 < b.0), "by name, once each");
        let mut random = Random::of(2, &["sizes"]);
        for (class, mean, spread) in PRIORS {
            let drawn = size(class, &mut random);
            for (value, mean) in drawn.to_array().into_iter().zip(mean) {
                assert!((value / mean - 1.0).abs() <= *spread, "{class} {drawn}");
            }
        }
        let ball = size("ball", &mut random);
        assert!(ball.x == ball.y && ball.y == ball.z);
    }
}
