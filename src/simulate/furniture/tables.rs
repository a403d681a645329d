//! Tables: a plate at the height of the whole, so that things can stand on it.

use super::{PALES, WOODS};
use crate::geom::DVec3;
use crate::simulate::draft::Draft;
use crate::simulate::paint::Paint;
use crate::simulate::random::Random;

/// A plate on four legs with rails under it.
pub fn table(size: DVec3, random: &mut Random) -> Draft {
    legged("table", size, 0.06, random)
}

/// A low table.
pub fn coffee_table(size: DVec3, random: &mut Random) -> Draft {
    legged("coffee table", size, 0.045, random)
}

/// A plate between two sides, drawers on one of them.
pub fn desk(size: DVec3, random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let wood = Paint::wood(random.pick(&WOODS));
    let pale = Paint::plain(random.pick(&PALES)).rounded(0.004);
    let mut desk = Draft::new("desk");
    desk.block([0.0, 0.0, h - 0.015], [w, d, 0.03], wood)
        .block(
            [-w * 0.5 + 0.02, 0.0, (h - 0.03) * 0.5],
            [0.04, d - 0.04, h - 0.03],
            wood,
        )
        .block([0.0, d * 0.5 - 0.04, h - 0.18], [w - 0.08, 0.02, 0.3], wood);
    let (x, wide) = (w * 0.5 - 0.2, 0.36);
    desk.block(
        [x, 0.01, (h - 0.03) * 0.5],
        [wide, d - 0.06, h - 0.03],
        wood,
    );
    let drawer = (h - 0.09) / 3.0;
    for row in 0..3 {
        let z = 0.03 + drawer * (f64::from(row) + 0.5);
        desk.block(
            [x, -d * 0.5 + 0.03, z],
            [wide - 0.02, 0.02, drawer - 0.012],
            pale,
        )
        .block(
            [x, -d * 0.5 + 0.013, z],
            [0.1, 0.014, 0.012],
            Paint::plain(0x40_40_42),
        );
    }
    desk
}

fn legged(class: &'static str, size: DVec3, leg: f64, random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let wood = Paint::wood(random.pick(&WOODS));
    let plate = 0.04;
    let mut table = Draft::new(class);
    table.block([0.0, 0.0, h - plate * 0.5], [w, d, plate], wood);
    let (x, y) = (w * 0.5 - leg * 0.9, d * 0.5 - leg * 0.9);
    let round = random.chance(0.3);
    for (sx, sy) in [(-x, -y), (x, -y), (-x, y), (x, y)] {
        let (at, long) = ([sx, sy, (h - plate) * 0.5], [leg, leg, h - plate]);
        if round {
            table.cone(at, long, [0.7, 1.0], wood);
        } else {
            table.block(at, long, wood);
        }
    }
    let rail = h - plate - 0.035;
    for side in [-1.0, 1.0] {
        table
            .block([0.0, side * y, rail], [2.0 * x - leg, 0.022, 0.07], wood)
            .block([side * x, 0.0, rail], [0.022, 2.0 * y - leg, 0.07], wood);
    }
    table
}
