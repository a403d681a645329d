//! Small things that stand on others.

use super::{ACCENTS, PALES};
use crate::geom::DVec3;
use crate::simulate::draft::{Draft, tilted};
use crate::simulate::paint::{Paint, Pattern};
use crate::simulate::random::Random;
use crate::simulate::solid::Shape;

/// A ball of one colour, with stripes or of patches.
pub fn ball(size: DVec3, random: &mut Random) -> Draft {
    let pattern = random.pick(&[0, 1, 2]);
    let pattern = [Pattern::Plain, Pattern::Stripes, Pattern::Checks][pattern];
    let (first, second) = (random.pick(&ACCENTS), random.pick(&PALES));
    let paint = Paint::two(pattern, first, second, size.x * 0.3);
    let mut ball = Draft::new("ball");
    ball.ball([0.0, 0.0, size.z * 0.5], size.to_array(), paint);
    ball
}

/// An open basket.
pub fn bin(size: DVec3, random: &mut Random) -> Draft {
    let paint = Paint::two(Pattern::Grain, random.pick(&ACCENTS), 0x40_40_44, 0.02);
    let mut bin = Draft::new("bin");
    bin.rod([0.0, 0.0, 0.01], [size.x * 0.8, size.y * 0.8, 0.02], paint)
        .shell([0.0, 0.0, size.z * 0.5], size.to_array(), [0.8, 1.0], paint);
    bin
}

/// Lying: covers and pages.
pub fn book(size: DVec3, random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let cover = Paint::plain(random.pick(&ACCENTS));
    let pages = Paint::plain(0xec_e6_d6);
    let mut book = Draft::new("book");
    book.block([0.0, 0.0, 0.0015], [w, d, 0.003], cover)
        .block([0.0, 0.0, h - 0.0015], [w, d, 0.003], cover)
        .block(
            [-0.5 * w + 0.0015, 0.0, h * 0.5],
            [0.003, d, h - 0.006],
            cover,
        )
        .block(
            [0.0, 0.0, h * 0.5],
            [w - 0.006, d - 0.008, h - 0.006],
            pages,
        );
    book
}

/// A body, a shoulder and a neck.
pub fn bottle(size: DVec3, random: &mut Random) -> Draft {
    let (w, h) = (size.x, size.z);
    let glass = Paint::plain(random.pick(&[0x2c_5a_3a, 0x6a_40_24, 0x3a_6a_8a, 0xa8_b8_b0]));
    let cap = Paint::plain(random.pick(&ACCENTS));
    let mut bottle = Draft::new("bottle");
    bottle
        .rod([0.0, 0.0, h * 0.3], [w, w, h * 0.6], glass)
        .rod(
            [0.0, 0.0, h * 0.28],
            [w * 0.99, w * 0.99, h * 0.3],
            Paint::plain(0xe4_dc_c8),
        )
        .cone([0.0, 0.0, h * 0.69], [w, w, h * 0.18], [1.0, 0.38], glass)
        .rod([0.0, 0.0, h * 0.86], [w * 0.38, w * 0.38, h * 0.16], glass)
        .rod([0.0, 0.0, h * 0.97], [w * 0.42, w * 0.42, h * 0.06], cap);
    bottle
}

/// An open bowl, its foot half as wide as its rim.
pub fn bowl(size: DVec3, random: &mut Random) -> Draft {
    let clay = Paint::two(
        Pattern::Clouds,
        random.pick(&ACCENTS),
        random.pick(&PALES),
        0.3,
    );
    let mut bowl = Draft::new("bowl");
    bowl.rod(
        [0.0, 0.0, 0.004],
        [size.x * 0.55, size.y * 0.55, 0.008],
        clay,
    )
    .shell([0.0, 0.0, size.z * 0.5], size.to_array(), [0.55, 1.0], clay);
    bowl
}

/// A closed carton with a strip of tape.
pub fn carton(size: DVec3, random: &mut Random) -> Draft {
    let card = Paint::two(Pattern::Grain, 0xb8_8c_5c, 0x98_70_48, 0.05).rounded(0.004);
    let tape = Paint::plain(random.pick(&PALES));
    let (w, d, h) = (size.x, size.y, size.z);
    let mut carton = Draft::new("box");
    carton
        .block([0.0, 0.0, (h - 0.001) * 0.5], [w, d, h - 0.001], card)
        .block([0.0, 0.0, h - 0.0005], [0.05, d, 0.001], tape);
    carton
}

/// A can with a label.
pub fn can(size: DVec3, random: &mut Random) -> Draft {
    let (w, h) = (size.x, size.z);
    let label = Paint::two(
        Pattern::Stripes,
        random.pick(&ACCENTS),
        random.pick(&PALES),
        h * 0.4,
    );
    let metal = Paint::plain(0xa8_aa_ac);
    let mut can = Draft::new("can");
    can.rod([0.0, 0.0, h * 0.5], [w, w, h * 0.9], label)
        .cone([0.0, 0.0, h * 0.975], [w, w, h * 0.05], [1.0, 0.88], metal)
        .cone([0.0, 0.0, h * 0.025], [w, w, h * 0.05], [0.88, 1.0], metal);
    can
}

/// A candle with its wick.
pub fn candle(size: DVec3, random: &mut Random) -> Draft {
    let (w, h) = (size.x, size.z);
    let wax = Paint::plain(random.pick(&PALES));
    let mut candle = Draft::new("candle");
    candle
        .rod([0.0, 0.0, (h - 0.012) * 0.5], [w, w, h - 0.012], wax)
        .rod(
            [0.0, 0.0, h - 0.006],
            [0.003, 0.003, 0.012],
            Paint::plain(0x20_1c_1a),
        );
    candle
}

/// A toy block.
pub fn cube(size: DVec3, random: &mut Random) -> Draft {
    let mut cube = Draft::new("cube");
    let paint = Paint::plain(random.pick(&ACCENTS)).rounded(0.006);
    cube.block([0.0, 0.0, size.z * 0.5], size.to_array(), paint);
    cube
}

/// An open cup with something in it; no handle, so that it is round.
pub fn cup(size: DVec3, random: &mut Random) -> Draft {
    let (w, h) = (size.x, size.z);
    let clay = Paint::plain(random.pick(&ACCENTS));
    let mut cup = Draft::new("cup");
    cup.rod([0.0, 0.0, 0.003], [w * 0.82, w * 0.82, 0.006], clay)
        .rod(
            [0.0, 0.0, h * 0.45],
            [w * 0.8, w * 0.8, h * 0.75],
            Paint::plain(0x3a_24_18),
        )
        .shell([0.0, 0.0, h * 0.5], size.to_array(), [0.84, 1.0], clay);
    cup
}

/// An apple or an orange.
pub fn fruit(size: DVec3, random: &mut Random) -> Draft {
    let skin = random.pick(&[0xb0_2c_24, 0x8a_a8_34, 0xd8_84_24, 0xd8_b8_3a]);
    let mut fruit = Draft::new("fruit");
    fruit.ball(
        [0.0, 0.0, size.z * 0.5],
        size.to_array(),
        Paint::fabric(skin),
    );
    fruit
}

/// A laptop, open, its screen leaning back.
pub fn laptop(size: DVec3, random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let metal = Paint::plain(random.pick(&[0x88_8a_8e, 0x50_52_58])).rounded(0.004);
    let keys = Paint::two(Pattern::Checks, 0x2c_2c_30, 0x3c_3c_40, 0.018);
    let angle = -0.3;
    let (s, c) = (libm::sin(-angle), libm::cos(angle));
    let (thick, high) = (0.007, (h - 0.016) / c);
    let mut laptop = Draft::new("laptop");
    laptop.block([0.0, 0.0, 0.008], [w, d, 0.016], metal).block(
        [0.0, 0.01, 0.0165],
        [w * 0.9, d * 0.5, 0.001],
        keys,
    );
    let middle = DVec3::new(
        0.0,
        0.5 * d + 0.5 * high * s - 0.004,
        0.016 + 0.5 * high * c,
    );
    let screen = Paint::plain(0x2c_3e_5c).glowing(0.1);
    let front = middle + DVec3::new(0.0, -c, s) * thick * 0.6;
    laptop
        .add(
            Shape::Box,
            middle.to_array(),
            [w, thick, high],
            tilted(angle),
            metal,
        )
        .add(
            Shape::Box,
            front.to_array(),
            [w * 0.94, 0.002, high * 0.9],
            tilted(angle),
            screen,
        );
    laptop
}

/// A flat plate.
pub fn plate(size: DVec3, random: &mut Random) -> Draft {
    let (w, h) = (size.x, size.z);
    let clay = Paint::plain(random.pick(&PALES));
    let mut plate = Draft::new("plate");
    plate
        .rod([0.0, 0.0, h * 0.25], [w * 0.62, w * 0.62, h * 0.5], clay)
        .shell([0.0, 0.0, h * 0.6], [w, w, h * 0.8], [0.62, 1.0], clay);
    plate
}

/// A screen on a foot.
pub fn tv(size: DVec3, random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let case = Paint::plain(0x1c_1c_1e).rounded(0.004);
    let screen = Paint::plain(random.pick(&[0x18_20_2c, 0x10_14_18, 0x20_28_30]));
    let mut tv = Draft::new("tv");
    tv.block([0.0, 0.0, 0.01], [w * 0.4, d, 0.02], case)
        .block([0.0, 0.0, 0.05], [0.08, 0.03, 0.08], case)
        .block([0.0, 0.0, (0.06 + h) * 0.5], [w, 0.035, h - 0.06], case)
        .block(
            [0.0, -0.0182, (0.06 + h) * 0.5],
            [w - 0.03, 0.002, h - 0.09],
            screen,
        );
    tv
}

/// A round body with a neck.
pub fn vase(size: DVec3, random: &mut Random) -> Draft {
    let (w, h) = (size.x, size.z);
    let clay = Paint::two(
        Pattern::Clouds,
        random.pick(&ACCENTS),
        random.pick(&ACCENTS),
        0.2,
    );
    let mut vase = Draft::new("vase");
    vase.cone([0.0, 0.0, h * 0.25], [w, w, h * 0.5], [0.6, 1.0], clay)
        .cone([0.0, 0.0, h * 0.65], [w, w, h * 0.3], [1.0, 0.45], clay)
        .shell(
            [0.0, 0.0, h * 0.9],
            [w * 0.6, w * 0.6, h * 0.2],
            [0.75, 1.0],
            clay,
        );
    vase
}
