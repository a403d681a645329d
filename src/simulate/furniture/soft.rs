//! Beds, lamps, plants, rugs and what hangs on walls.

use super::{ACCENTS, CLOTHS, PALES, WOODS};
use crate::geom::{DMat3, DVec3};
use crate::simulate::draft::{Draft, tilted, turned};
use crate::simulate::paint::{Paint, Pattern};
use crate::simulate::random::Random;
use crate::simulate::solid::Shape;

/// A frame with a mattress, a blanket and one or two cushions at its head, which belong to it.
pub fn bed(size: DVec3, random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let wood = Paint::wood(random.pick(&WOODS));
    let sheet = Paint::fabric(0xe8_e4_dc).rounded(0.05);
    let blanket = Paint::fabric(random.pick(&CLOTHS)).rounded(0.05);
    let mut bed = Draft::new("bed");
    bed.block([0.0, 0.5 * d - 0.03, h * 0.5], [w, 0.06, h], wood)
        .block([0.0, -0.03, 0.2], [w, d - 0.06, 0.2], wood);
    for x in [-w * 0.5 + 0.05, w * 0.5 - 0.05] {
        bed.block([x, -0.5 * d + 0.05, 0.05], [0.08, 0.08, 0.1], wood);
    }
    bed.block([0.0, -0.03, 0.39], [w - 0.04, d - 0.1, 0.18], sheet)
        .block([0.0, -0.2 * d, 0.42], [w - 0.01, d * 0.58, 0.16], blanket);
    let heads = if w > 1.3 { 2 } else { 1 };
    for head in 0..heads {
        let x = if heads == 1 {
            0.0
        } else {
            w * 0.24 * f64::from(2 * head - 1)
        };
        bed.ball([x, 0.5 * d - 0.3, 0.53], [0.58, 0.36, 0.16], sheet);
    }
    bed
}

/// A square cushion that leans back a little.
pub fn pillow(size: DVec3, random: &mut Random) -> Draft {
    let cloth = Paint::fabric(random.pick(&ACCENTS)).rounded(0.05);
    // The leaning cushion fills the size: its own thickness and height follow from that.
    let angle = 0.22;
    let (s, c) = (libm::sin(angle), libm::cos(angle));
    let thick = (size.y * c - size.z * s) / (c * c - s * s);
    let high = (size.z * c - size.y * s) / (c * c - s * s);
    let mut pillow = Draft::new("pillow");
    let own = [size.x, thick, high];
    pillow.add(
        Shape::Box,
        [0.0, 0.0, size.z * 0.5],
        own,
        tilted(-angle),
        cloth,
    );
    pillow
}

/// A thin rectangle on the floor.
pub fn rug(size: DVec3, random: &mut Random) -> Draft {
    let (first, second) = (random.pick(&CLOTHS), random.pick(&CLOTHS));
    let mut rug = Draft::new("rug");
    let paint = Paint::two(Pattern::Rug, first, second, 0.12);
    rug.block([0.0, 0.0, size.z * 0.5], size.to_array(), paint);
    rug
}

/// A picture in a frame; its back is Y = +half.
pub fn picture(size: DVec3, random: &mut Random) -> Draft {
    let which = random.below(1000) as u32;
    let (first, second) = (random.pick(&PALES), random.pick(&ACCENTS));
    let mut picture = Draft::new("picture");
    let paint = Paint::two(Pattern::Picture(which), first, second, 1.0);
    picture.block([0.0, 0.0, size.z * 0.5], size.to_array(), paint);
    picture
}

/// A curtain of folds.
pub fn curtain(size: DVec3, random: &mut Random) -> Draft {
    let cloth = Paint::fabric(random.pick(&PALES));
    let folds = (size.x / 0.05).max(3.0) as u32;
    let wide = size.x / f64::from(folds);
    let mut curtain = Draft::new("curtain");
    for fold in 0..folds {
        let x = -size.x * 0.5 + wide * (f64::from(fold) + 0.5);
        curtain.rod([x, 0.0, size.z * 0.5], [wide, size.y, size.z], cloth);
    }
    curtain
}

/// A shade on a pole.
pub fn floor_lamp(size: DVec3, random: &mut Random) -> Draft {
    let (w, h) = (size.x, size.z);
    let metal = Paint::plain(0x50_50_52);
    let shade = Paint::fabric(random.pick(&PALES)).glowing(0.5);
    let mut lamp = Draft::new("floor lamp");
    lamp.rod([0.0, 0.0, 0.015], [w * 0.7, w * 0.7, 0.03], metal)
        .rod([0.0, 0.0, h * 0.5], [0.022, 0.022, h - 0.04], metal)
        .shell([0.0, 0.0, h - 0.14], [w, w, 0.28], [1.0, 0.82], shade);
    lamp
}

/// A small lamp with a foot.
pub fn table_lamp(size: DVec3, random: &mut Random) -> Draft {
    let (w, h) = (size.x, size.z);
    let foot = Paint::plain(random.pick(&ACCENTS));
    let shade = Paint::fabric(random.pick(&PALES)).glowing(0.6);
    let mut lamp = Draft::new("table lamp");
    lamp.ball([0.0, 0.0, h * 0.25], [w * 0.55, w * 0.55, h * 0.5], foot)
        .rod([0.0, 0.0, h * 0.55], [0.016, 0.016, h * 0.5], foot)
        .shell([0.0, 0.0, h * 0.8], [w, w, h * 0.4], [1.0, 0.65], shade);
    lamp
}

/// A drum on a cable; the foot is the drum's lower rim, the top the ceiling.
pub fn ceiling_lamp(size: DVec3, random: &mut Random) -> Draft {
    let (w, h) = (size.x, size.z);
    let dark = random.chance(0.5);
    let shade = Paint::fabric(if dark { 0x26_26_28 } else { 0xe0_d8_c8 });
    let glow = Paint::plain(0xff_f4_e0).glowing(0.8);
    let mut lamp = Draft::new("ceiling lamp");
    lamp.shell([0.0, 0.0, 0.08], [w, w, 0.16], [1.0, 1.0], shade)
        .rod([0.0, 0.0, 0.02], [w * 0.96, w * 0.96, 0.012], glow)
        .rod([0.0, 0.0, 0.08 + h * 0.5], [0.012, 0.012, h - 0.16], shade);
    lamp
}

/// A pot with a stem and leaves.
pub fn plant(size: DVec3, random: &mut Random) -> Draft {
    let (w, h) = (size.x, size.z);
    let clay = Paint::two(Pattern::Clouds, 0xa8_5a_3c, 0x8c_48_30, 0.08);
    let mut green = Paint::two(Pattern::Clouds, 0x2c_7a_34, 0x4a_9a_3c, 0.06);
    green.second *= random.between(0.6, 1.0);
    let mut plant = Draft::new("plant");
    let pot = h * 0.26;
    plant
        .cone(
            [0.0, 0.0, pot * 0.5],
            [w * 0.44, w * 0.44, pot],
            [0.72, 1.0],
            clay,
        )
        .rod(
            [0.0, 0.0, h * 0.5],
            [0.03, 0.03, h * 0.7],
            Paint::wood(0x5a_40_34),
        );
    let leaves = random.count(22, 34);
    for leaf in 0..leaves {
        let up = (leaf as f64 + 0.5) / leaves as f64;
        let yaw = leaf as f64 * 2.399_963 + random.between(-0.3, 0.3);
        let out = w * random.between(0.14, 0.4) * (1.1 - 0.6 * up);
        let z = h * (0.36 + 0.58 * up);
        let rotation: DMat3 = turned(yaw) * tilted(random.between(-0.5, 0.5));
        let at = turned(yaw) * DVec3::new(out, 0.0, z);
        let size = [
            w * random.between(0.2, 0.3),
            w * random.between(0.1, 0.15),
            0.02 + w * 0.03,
        ];
        plant.add(Shape::Ellipsoid, at.to_array(), size, rotation, green);
    }
    plant
}
