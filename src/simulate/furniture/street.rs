//! Things of the street.

use super::{ACCENTS, CLOTHS, PALES};
use crate::geom::{DMat3, DVec3};
use crate::simulate::draft::Draft;
use crate::simulate::paint::{Paint, Pattern};
use crate::simulate::random::Random;
use crate::simulate::solid::Shape;

/// Two boxes with windows, four wheels; its front is -Y.
pub fn car(size: DVec3, random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let body = Paint::plain(random.pick(&ACCENTS)).rounded(0.08);
    let glass = Paint::plain(0x24_2c_34).rounded(0.05);
    let tyre = Paint::plain(0x18_18_1a);
    let mut car = Draft::new("car");
    // The wheels stand out a little: no two faces in one plane.
    car.block([0.0, 0.0, h * 0.39], [w * 0.96, d, h * 0.42], body)
        .block(
            [0.0, d * 0.06, h * 0.76],
            [w * 0.86, d * 0.52, h * 0.34],
            glass,
        )
        .block(
            [0.0, d * 0.08, h * 0.965],
            [w * 0.84, d * 0.42, h * 0.07],
            body,
        );
    for side in [-0.32, 0.32] {
        let lamp = Paint::plain(0xf4_f0_e0).glowing(0.3);
        let tail = Paint::plain(0xa0_20_18);
        car.block(
            [side * w, -0.5 * d + 0.01, h * 0.45],
            [w * 0.2, 0.02, h * 0.09],
            lamp,
        )
        .block(
            [side * w, 0.5 * d - 0.01, h * 0.45],
            [w * 0.2, 0.02, h * 0.09],
            tail,
        );
    }
    // Turned onto its side: the axle along X.
    let axle = DMat3::from_cols(DVec3::NEG_Z, DVec3::Y, DVec3::X);
    let (wheel, wide) = (h * 0.42, w * 0.12);
    for (x, y) in [(-1.0, -0.32), (1.0, -0.32), (-1.0, 0.32), (1.0, 0.32)] {
        let at = [x * 0.5 * (w - wide), y * d, wheel * 0.5];
        let shape = Shape::Round {
            bottom: 1.0,
            top: 1.0,
        };
        car.add(shape, at, [wheel, wheel, wide], axle, tyre);
    }
    car
}

/// Walls and a roof with its ridge along X.
pub fn house(size: DVec3, random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let walls = if random.chance(0.4) {
        Paint::two(Pattern::Bricks, 0x9a_54_40, 0xc8_bc_ae, 0.09)
    } else {
        Paint::two(Pattern::Facade, random.pick(&PALES), 0x38_48_58, 2.6)
    };
    let tiles = random.pick(&[0x7a_3c_30, 0x50_4a_4a, 0x8a_50_38]);
    let roof = Paint::two(Pattern::Stripes, tiles, 0x48_34_30, 0.18);
    let door = Paint::wood(random.pick(&super::WOODS));
    let mut house = Draft::new("house");
    let eaves = h * 0.66;
    house
        .block([0.0, 0.0, eaves * 0.5], [w * 0.94, d * 0.94, eaves], walls)
        .add(
            Shape::Wedge,
            [0.0, 0.0, (eaves + h) * 0.5],
            [w, d, h - eaves],
            DMat3::IDENTITY,
            roof,
        )
        .block([w * 0.18, -0.47 * d - 0.02, 1.05], [1.0, 0.06, 2.1], door);
    house
}

/// Head, body, legs.
pub fn pedestrian(size: DVec3, random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let skin = Paint::plain(random.pick(&[0xd8_a8_88, 0x9a_6a_4c, 0x5c_3c_2c]));
    let coat = Paint::fabric(random.pick(&ACCENTS));
    let cloth = Paint::fabric(random.pick(&CLOTHS));
    let mut person = Draft::new("pedestrian");
    person
        .ball([0.0, 0.0, h * 0.93], [w * 0.38, d * 0.66, h * 0.14], skin)
        .ball([0.0, 0.0, h * 0.66], [w * 0.74, d, h * 0.42], coat);
    for side in [-1.0, 1.0] {
        person
            .cone(
                [side * w * 0.15, 0.0, h * 0.25],
                [w * 0.27, w * 0.27, h * 0.5],
                [0.6, 1.0],
                cloth,
            )
            .ball(
                [side * w * 0.4, 0.0, h * 0.63],
                [w * 0.2, d * 0.4, h * 0.36],
                coat,
            );
    }
    person
}

/// A trunk and a crown of a few ellipsoids.
pub fn tree(size: DVec3, random: &mut Random) -> Draft {
    let (w, h) = (size.x, size.z);
    let mut green = Paint::two(Pattern::Clouds, 0x3a_6a_2c, 0x1e_44_20, 0.25);
    green.first *= random.between(0.7, 1.2);
    let mut tree = Draft::new("tree");
    tree.cone(
        [0.0, 0.0, h * 0.25],
        [w * 0.1, w * 0.1, h * 0.5],
        [1.0, 0.7],
        Paint::wood(0x5a_46_38),
    )
    .ball([0.0, 0.0, h * 0.7], [w * 0.85, w * 0.85, h * 0.6], green);
    for lobe in 0..5 {
        let yaw = f64::from(lobe) * 1.256_637 + random.between(-0.3, 0.3);
        let at = [
            libm::cos(yaw) * w * 0.26,
            libm::sin(yaw) * w * 0.26,
            h * random.between(0.5, 0.72),
        ];
        tree.ball(at, [w * 0.48, w * 0.48, h * 0.32], green);
    }
    tree
}

/// A pole with an arm towards the road (-Y).
pub fn street_lamp(size: DVec3, _: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let metal = Paint::plain(0x58_5c_60);
    let light = Paint::plain(0xf4_ec_d8).glowing(0.3);
    let mut lamp = Draft::new("street lamp");
    let y = 0.5 * d - 0.5 * w;
    lamp.rod([0.0, y, 0.1], [w, w, 0.2], metal)
        .cone([0.0, y, h * 0.5], [w * 0.5, w * 0.5, h], [1.0, 0.6], metal)
        .block(
            [0.0, -0.5 * w * 0.5, h - 0.04],
            [0.08, d - 0.5 * w, 0.06],
            metal,
        )
        .block([0.0, -0.5 * d + 0.25, h - 0.1], [w * 0.8, 0.5, 0.06], light);
    lamp
}
