//! Shelves and cupboards.

use super::{ACCENTS, PALES, WOODS};
use crate::geom::DVec3;
use crate::simulate::draft::Draft;
use crate::simulate::paint::Paint;
use crate::simulate::random::Random;

/// Thickness of boards, metres.
const BOARD: f64 = 0.022;

/// Boards with rows of books, which belong to it.
pub fn bookshelf(size: DVec3, random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let wood = Paint::wood(random.pick(&WOODS));
    let mut shelf = Draft::new("bookshelf");
    for x in [-0.5 * (w - BOARD), 0.5 * (w - BOARD)] {
        shelf.block([x, 0.0, h * 0.5], [BOARD, d, h], wood);
    }
    shelf.block(
        [0.0, 0.5 * d - 0.004, h * 0.5],
        [w - 2.0 * BOARD, 0.008, h],
        wood,
    );
    let rows = ((h / 0.36) as u32).max(2);
    let pitch = (h - BOARD) / f64::from(rows);
    for row in 0..=rows {
        let z = BOARD * 0.5 + pitch * f64::from(row);
        shelf.block([0.0, -0.004, z], [w - 2.0 * BOARD, d - 0.008, BOARD], wood);
        if row < rows {
            let floor = z + BOARD * 0.5;
            books(
                &mut shelf,
                [w - 2.0 * BOARD, d, pitch - BOARD],
                floor,
                random,
            );
        }
    }
    shelf
}

/// One row of books, from the left until nothing fits or a gap is left.
fn books(shelf: &mut Draft, [w, d, room]: [f64; 3], floor: f64, random: &mut Random) {
    let until = w * 0.5 - random.between(0.01, 0.25) * w;
    let mut x = -w * 0.5 + 0.004;
    while let thick = random.between(0.022, 0.055)
        && x + thick < until
    {
        let high = room * random.between(0.6, 0.92);
        let deep = (d - 0.03) * random.between(0.62, 0.85);
        let cover = Paint::plain(random.pick(&ACCENTS)).rounded(0.004);
        let y = -0.5 * d + 0.02 + deep * 0.5;
        shelf.block(
            [x + thick * 0.5, y, floor + high * 0.5],
            [thick - 0.002, deep, high],
            cover,
        );
        x += thick;
    }
}

/// A cupboard with doors.
pub fn cabinet(size: DVec3, random: &mut Random) -> Draft {
    let doors = if size.x > 1.05 { 3 } else { 2 };
    fronted("cabinet", size, [doors, 1], random)
}

/// A small cupboard beside a bed.
pub fn nightstand(size: DVec3, random: &mut Random) -> Draft {
    fronted("nightstand", size, [1, 2], random)
}

/// A tall cupboard for clothes.
pub fn wardrobe(size: DVec3, random: &mut Random) -> Draft {
    fronted("wardrobe", size, [2, 1], random)
}

/// A body with fronts in columns and rows, each with a handle.
fn fronted(class: &'static str, size: DVec3, [across, up]: [u32; 2], random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let wood = Paint::wood(random.pick(&WOODS));
    let front = if random.chance(0.5) {
        Paint::plain(random.pick(&PALES)).rounded(0.006)
    } else {
        wood.rounded(0.006)
    };
    let handle = Paint::plain(0x3a_38_36).rounded(0.003);
    let (foot, thick) = (0.06, 0.018);
    let body = d - thick - 0.02;
    let mut made = Draft::new(class);
    made.block(
        [0.0, 0.5 * (d - body) - 0.01, foot * 0.5],
        [w - 0.06, body - 0.02, foot],
        handle,
    )
    .block(
        [0.0, 0.5 * (d - body), (foot + h) * 0.5],
        [w, body, h - foot],
        wood,
    );
    let (cell_w, cell_h) = (w / f64::from(across), (h - foot - 0.03) / f64::from(up));
    for (column, row) in (0..across).flat_map(|c| (0..up).map(move |r| (c, r))) {
        let x = -w * 0.5 + cell_w * (f64::from(column) + 0.5);
        let z = foot + cell_h * (f64::from(row) + 0.5);
        let y = -0.5 * d + 0.02 + thick * 0.5;
        made.block([x, y, z], [cell_w - 0.012, thick, cell_h - 0.012], front)
            .block(
                [x, -0.5 * d + 0.01, z + cell_h * 0.2],
                [0.09, 0.02, 0.012],
                handle,
            );
    }
    made
}
