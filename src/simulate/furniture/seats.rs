//! Things to sit on.

use super::{CLOTHS, WOODS};
use crate::geom::DVec3;
use crate::simulate::draft::Draft;
use crate::simulate::paint::Paint;
use crate::simulate::random::Random;

/// Four legs under a seat, a back of slats.
pub fn chair(size: DVec3, random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let wood = Paint::wood(random.pick(&WOODS));
    let cloth = Paint::fabric(random.pick(&CLOTHS)).rounded(0.02);
    let (leg, seat) = (0.04, 0.46);
    let (x, y) = (w * 0.5 - leg * 0.5, d * 0.5 - leg * 0.5);
    let mut chair = Draft::new("chair");
    for side in [-x, x] {
        chair
            .block([side, -y, seat * 0.45], [leg, leg, seat * 0.9], wood)
            .block([side, y, h * 0.5], [leg, leg, h], wood)
            .block([side, 0.0, 0.16], [leg * 0.5, d - 2.0 * leg, 0.025], wood);
    }
    chair
        .block([0.0, 0.0, seat - 0.065], [w * 0.98, d * 0.98, 0.05], wood)
        .block(
            [0.0, -leg * 0.25, seat - 0.015],
            [w, d - leg * 0.5, 0.05],
            cloth,
        );
    let slats = random.count(2, 4);
    for slat in 0..slats {
        let z = seat + (h - seat) * (slat as f64 + 1.0) / (slats as f64 + 0.5);
        let z = z.min(h - 0.03);
        chair.block([0.0, y, z], [w - 2.0 * leg, leg * 0.5, 0.055], wood);
    }
    chair
}

/// A round or square seat on four legs.
pub fn stool(size: DVec3, random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let wood = Paint::wood(random.pick(&WOODS));
    let mut stool = Draft::new("stool");
    if random.chance(0.5) {
        stool.rod([0.0, 0.0, h - 0.02], [w, d, 0.04], wood);
    } else {
        stool.block([0.0, 0.0, h - 0.02], [w, d, 0.04], wood);
    }
    for (x, y) in [(-0.26, -0.26), (0.26, -0.26), (-0.26, 0.26), (0.26, 0.26)] {
        let at = [x * w, y * d, (h - 0.04) * 0.5];
        stool.rod(at, [0.035, 0.035, h - 0.04], wood);
    }
    stool
}

/// A sofa for two or three.
pub fn sofa(size: DVec3, random: &mut Random) -> Draft {
    let seats = if size.x > 1.8 { 3 } else { 2 };
    upholstered("sofa", size, seats, random)
}

/// A sofa for one.
pub fn armchair(size: DVec3, random: &mut Random) -> Draft {
    upholstered("armchair", size, 1, random)
}

/// Height of the seat as a fraction of the whole, see [`upholstered`].
const SEAT: f64 = 0.52;

fn upholstered(class: &'static str, size: DVec3, seats: u32, random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let cloth = Paint::fabric(random.pick(&CLOTHS)).rounded(0.045);
    let feet = Paint::wood(random.pick(&WOODS));
    let (arm, back, foot) = (0.13 * h.min(1.0) + 0.02, 0.2, 0.1);
    let mut sofa = Draft::new(class);
    for x in [-w * 0.5 + 0.08, w * 0.5 - 0.08] {
        for y in [-d * 0.5 + 0.08, d * 0.5 - 0.08] {
            sofa.rod([x, y, foot * 0.5], [0.05, 0.05, foot], feet);
        }
    }
    let base = h * SEAT * 0.62;
    sofa.block(
        [0.0, 0.0, (foot + base) * 0.5],
        [w - 0.02, d - 0.02, base - foot],
        cloth,
    );
    for side in [-1.0, 1.0] {
        let x = side * (w - arm) * 0.5;
        sofa.block(
            [x, 0.0, (foot + h * 0.74) * 0.5],
            [arm, d, h * 0.74 - foot],
            cloth,
        );
    }
    let y = (d - back) * 0.5;
    sofa.block(
        [0.0, y, (foot + h) * 0.5],
        [w - 2.0 * arm, back, h - foot],
        cloth,
    );
    let inner = (w - 2.0 * arm) / f64::from(seats);
    for seat in 0..seats {
        let x = -w * 0.5 + arm + inner * (f64::from(seat) + 0.5);
        let thick = h * SEAT - base;
        sofa.block(
            [x, -back * 0.5, base + thick * 0.5],
            [inner - 0.01, d - back - 0.02, thick],
            cloth,
        )
        .block(
            [x, y - back * 0.5 - 0.05, h * (SEAT + 0.96) * 0.5],
            [inner - 0.012, 0.12, h * (0.96 - SEAT)],
            cloth,
        );
    }
    sofa
}
