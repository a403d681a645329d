//! What surfaces look like: colours and patterns that follow the solid's own axes, in metres.

use super::random::mix;
use crate::geom::DVec3;
use std::sync::LazyLock;

/// How the two colours of a [`Paint`] are spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Pattern {
    /// The first colour alone.
    Plain,
    /// The first with fine grain of the second: fabric, plaster, leather.
    Grain,
    /// Wood with its grain along the longest side.
    Wood,
    /// Floor boards along X.
    Planks,
    /// Squares of the first and the second.
    Checks,
    /// Bands along X of the first and the second.
    Stripes,
    /// Clouds of the first and the second: marble, leaves, grass.
    Clouds,
    /// A border of the second and checks within.
    Rug,
    /// A picture with a frame: bands, a hill and a disc; the number decides which.
    Picture(u32),
    /// Courses of bricks; the second is mortar.
    Bricks,
    /// A house's wall with windows of the second.
    Facade,
    /// Asphalt with a broken line along X in the middle.
    Road,
}

/// The look of a surface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paint {
    /// The pattern.
    pub pattern: Pattern,
    /// First colour, linear, 0 to 1.
    pub first: DVec3,
    /// Second colour.
    pub second: DVec3,
    /// The pattern's own measure, metres (the side of a square, the width of a board).
    pub scale_m: f64,
    /// Edges look as if rounded by this much, metres; the geometry stays sharp.
    pub round_m: f64,
    /// Light that it gives off, as a multiple of its colour.
    pub glow: f64,
}

/// Linear values of the 256 sRGB bytes.
static LINEAR: LazyLock<[f64; 256]> = LazyLock::new(|| {
    std::array::from_fn(|byte| {
        let v = byte as f64 / 255.0;
        if v <= 0.04045 {
            v / 12.92
        } else {
            libm::pow((v + 0.055) / 1.055, 2.4)
        }
    })
});

/// sRGB bytes of linear values in steps of 1/4095 of the square root, where the eye's steps are about even.
static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    (0..4096)
        .map(|step| {
            let root = f64::from(step) / 4095.0;
            let linear = root * root;
            let v = if linear <= 0.003_130_8 {
                linear * 12.92
            } else {
                1.055 * libm::pow(linear, 1.0 / 2.4) - 0.055
            };
            (v * 255.0).round() as u8
        })
        .collect()
});

/// A colour written as 0xRRGGBB in sRGB, as linear values.
pub fn colour(rgb: u32) -> DVec3 {
    let at = |shift: u32| LINEAR[(rgb >> shift & 255) as usize];
    DVec3::new(at(16), at(8), at(0))
}

/// Linear values as sRGB bytes; above 1 is 255.
pub fn bytes(linear: DVec3) -> [u8; 3] {
    let bytes = &*BYTES;
    linear.to_array().map(|v| {
        let step = (v.clamp(0.0, 1.0).sqrt() * 4095.0 + 0.5) as usize;
        bytes.get(step).copied().unwrap_or(255)
    })
}

/// What a step along each axis adds to the key of a cell of space.
const STEPS: [u64; 3] = [0x9e37_79b1, 0x85eb_ca77_0001, 0xc2b2_ae3d_2700_0001];

fn key(x: i64, y: i64, z: i64) -> u64 {
    let [along_x, along_y, along_z] = STEPS;
    (x as u64)
        .wrapping_mul(along_x)
        .wrapping_add((y as u64).wrapping_mul(along_y))
        .wrapping_add((z as u64).wrapping_mul(along_z))
}

/// A number in 0..1 for a key.
fn share(key: u64) -> f64 {
    (mix(key) >> 40) as f64 / (1u64 << 24) as f64
}

/// A number in 0..1 for a cell of space.
fn cell(x: i64, y: i64, z: i64) -> f64 {
    share(key(x, y, z))
}

/// The whole number below, in one instruction more than a cast; processors of old have no other.
fn below(v: f64) -> i64 {
    let whole = v as i64;
    whole - i64::from(whole as f64 > v)
}

/// Smooth noise in 0..1 with cells of size 1.
pub fn noise(at: DVec3) -> f64 {
    let [x, y, z] = at.to_array().map(below);
    let part = at - DVec3::new(x as f64, y as f64, z as f64);
    let s = part * part * (DVec3::splat(3.0) - 2.0 * part);
    let [along_x, along_y, along_z] = STEPS;
    let row = |from: u64| {
        let (a, b) = (share(from), share(from.wrapping_add(along_x)));
        a + (b - a) * s.x
    };
    let slice = |from: u64| {
        let (a, b) = (row(from), row(from.wrapping_add(along_y)));
        a + (b - a) * s.y
    };
    let first = key(x, y, z);
    let (near, far) = (slice(first), slice(first.wrapping_add(along_z)));
    near + (far - near) * s.z
}

impl Paint {
    /// One colour.
    pub fn plain(rgb: u32) -> Self {
        Self::two(Pattern::Plain, rgb, rgb, 1.0)
    }

    /// A pattern of two colours.
    pub fn two(pattern: Pattern, first: u32, second: u32, scale_m: f64) -> Self {
        Self {
            pattern,
            first: colour(first),
            second: colour(second),
            scale_m,
            round_m: 0.0,
            glow: 0.0,
        }
    }

    /// A colour with a fine grain, as fabric has it.
    pub fn fabric(rgb: u32) -> Self {
        let mut paint = Self::two(Pattern::Grain, rgb, rgb, 0.004);
        paint.second = paint.first * 0.72;
        paint
    }

    /// Wood of a colour, its grain darker.
    pub fn wood(rgb: u32) -> Self {
        let mut paint = Self::two(Pattern::Wood, rgb, rgb, 0.03);
        paint.second = paint.first * 0.62;
        paint.round_m = 0.004;
        paint
    }

    /// The same with edges that look rounded.
    pub fn rounded(mut self, round_m: f64) -> Self {
        self.round_m = round_m;
        self
    }

    /// The same, giving off light.
    pub fn glowing(mut self, glow: f64) -> Self {
        self.glow = glow;
        self
    }

    /// The colour at a point of the solid's own axes, linear.
    pub fn at(&self, at: DVec3, half: DVec3, normal: DVec3) -> DVec3 {
        let part = match self.pattern {
            Pattern::Plain => return self.first,
            Pattern::Grain => self.grain(at),
            Pattern::Wood => self.wood_at(at, half),
            Pattern::Planks => return self.planks(at),
            Pattern::Checks => checks(at / self.scale_m),
            Pattern::Stripes => f64::from(u8::from((at.z / self.scale_m).floor() as i64 & 1 != 0)),
            Pattern::Clouds => {
                let p = at / self.scale_m;
                0.65 * noise(p) + 0.35 * noise(p * 2.7)
            }
            Pattern::Rug => return self.rug(at, half),
            Pattern::Picture(which) => return self.picture(at, half, which),
            Pattern::Bricks => self.bricks(at, normal),
            Pattern::Facade => facade(at, half, normal, self.scale_m),
            Pattern::Road => self.road(at),
        };
        self.first.lerp(self.second, part)
    }

    fn grain(&self, at: DVec3) -> f64 {
        0.55 * noise(at / self.scale_m) + 0.45 * noise(at / (8.0 * self.scale_m))
    }

    fn wood_at(&self, at: DVec3, half: DVec3) -> f64 {
        let mut stretch = DVec3::splat(1.0 / self.scale_m);
        let longest = if half.x >= half.y && half.x >= half.z {
            0
        } else if half.y >= half.z {
            1
        } else {
            2
        };
        stretch[longest] *= 0.06;
        let p = at * stretch + half * 31.0;
        0.7 * noise(p) + 0.3 * noise(p * 3.1)
    }

    fn planks(&self, at: DVec3) -> DVec3 {
        let across = at.y / self.scale_m;
        let row = across.floor();
        let length = self.scale_m * 8.5;
        let along = at.x / length + cell(row as i64, 17, 5);
        let board = along.floor();
        let tone = cell(row as i64, board as i64, 3);
        let edge = (across - row).min(row + 1.0 - across) * self.scale_m;
        let end = (along - board).min(board + 1.0 - along) * length;
        if edge < 0.0022 || end < 0.0022 {
            return self.second * 0.35;
        }
        let p = DVec3::new(at.x * 2.2, at.y * 34.0, tone * 40.0 + row);
        let part = 0.42 * tone + 0.4 * noise(p) + 0.18 * noise(p * 2.9);
        self.first.lerp(self.second, part)
    }

    fn rug(&self, at: DVec3, half: DVec3) -> DVec3 {
        let edge = (half.x - at.x.abs()).min(half.y - at.y.abs());
        let wide = half.x.min(half.y) * 0.1;
        let woven = 0.86 + 0.22 * noise(at / 0.012);
        let colour = match (edge / wide) as i64 {
            0 | 2 => self.second,
            1 => self.first * 1.25,
            _ => self.first * (0.72 + 0.2 * checks(at / self.scale_m)),
        };
        colour * woven
    }

    /// Pictures lie in the solid's X and Z; the front is towards -Y.
    fn picture(&self, at: DVec3, half: DVec3, which: u32) -> DVec3 {
        let edge = (half.x - at.x.abs()).min(half.z - at.z.abs());
        if edge < 0.022 || at.y > -half.y * 0.5 {
            return colour(0x1e_1c_1b);
        }
        let (u, v) = (at.x / half.x, at.z / half.z);
        let roll = |n: i64| cell(i64::from(which), n, 11);
        let hill = -0.35 + 0.3 * (noise(DVec3::new(u * 1.6, f64::from(which), 0.0)) - 0.5);
        let (cx, cy, r) = (roll(1) - 0.5, roll(2) * 0.7, 0.22 + 0.25 * roll(3));
        let disc = (u - cx) * (u - cx) + (v - cy) * (v - cy) < r * r;
        if v < hill {
            self.second
        } else if v < hill + 0.3 {
            self.second.lerp(self.first, 0.45)
        } else if disc {
            colour([0xd8_a8_3c, 0xc8_5a_3a, 0xf0_ec_e0, 0x3a_5a_7a][(which & 3) as usize])
        } else {
            self.first
        }
    }

    fn bricks(&self, at: DVec3, normal: DVec3) -> f64 {
        let side = if normal.x.abs() > 0.5 { at.y } else { at.x };
        let row = (at.z / self.scale_m).floor();
        let shift = if row as i64 & 1 == 0 { 0.0 } else { 0.5 };
        let along = side / (self.scale_m * 3.0) + shift;
        let (up, across) = (at.z / self.scale_m - row, along - along.floor());
        if up < 0.14 || across < 0.05 {
            1.0
        } else {
            0.35 * cell(row as i64, along.floor() as i64, 9)
        }
    }

    fn road(&self, at: DVec3) -> f64 {
        let line = at.y.abs() < 0.07 && (at.x / 3.0).floor() as i64 & 1 == 0;
        if line { 1.0 } else { 0.12 * noise(at / 0.03) }
    }
}

fn checks(p: DVec3) -> f64 {
    // A shift off the faces, so that a face at a whole number is one colour and not noise.
    let sum = (p + DVec3::splat(0.003)).floor();
    f64::from(u8::from((sum.x + sum.y + sum.z) as i64 & 1 != 0))
}

fn facade(at: DVec3, half: DVec3, normal: DVec3, storey: f64) -> f64 {
    if normal.z.abs() > 0.5 {
        return 0.0;
    }
    let side = if normal.x.abs() > 0.5 { at.y } else { at.x };
    let (u, v) = (side / (storey * 0.8), (at.z + half.z) / storey);
    let (u, v) = (u - u.floor(), v - v.floor());
    f64::from(u8::from(
        (0.28..0.72).contains(&u) && (0.35..0.82).contains(&v),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_go_there_and_back() {
        for rgb in [0x00_00_00, 0x12_34_56, 0x80_80_80, 0xff_fe_01] {
            let [r, g, b] = bytes(colour(rgb)).map(u32::from);
            let back = r << 16 | g << 8 | b;
            assert_eq!(back, rgb, "{back:06x} {rgb:06x}");
        }
        assert!((colour(0x80_80_80).x - 0.215_860_5).abs() < 1e-6);
    }

    #[test]
    fn squares_alternate() {
        let paint = Paint::two(Pattern::Checks, 0, 0xff_ff_ff, 0.1);
        let at = |x: f64| paint.at(DVec3::new(x, 0.05, 0.05), DVec3::ONE, DVec3::Z).x;
        assert_eq!(at(0.05), 0.0);
        assert_eq!(at(0.15), 1.0);
        assert_eq!(at(-0.05), 1.0);
    }

    #[test]
    fn noise_is_smooth_and_bounded() {
        for i in 0..200 {
            let p = DVec3::new(f64::from(i) * 0.37, f64::from(i) * -0.21, 0.5);
            let (a, b) = (noise(p), noise(p + DVec3::splat(1e-6)));
            assert!((0.0..=1.0).contains(&a) && (a - b).abs() < 1e-4);
        }
    }
}
