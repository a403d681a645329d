//! Floors, walls, ceilings, windows and doors.

use super::{PALES, WOODS};
use crate::geom::DVec3;
use crate::simulate::draft::Draft;
use crate::simulate::paint::{Paint, Pattern};
use crate::simulate::random::Random;

/// A hole in a wall, in the wall's own axes: along X from its middle, and heights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Opening {
    /// Middle along X, metres.
    pub x: f64,
    /// Full width, metres.
    pub width: f64,
    /// Lower and upper edge, metres over the floor.
    pub heights: [f64; 2],
}

/// The floor under a room of this size; its top is Z = 0.
pub fn floor(size: DVec3, thick: f64, random: &mut Random) -> Draft {
    let paint = match random.below(4) {
        0 => Paint::two(Pattern::Checks, 0xb8_b0_a4, 0x8c_88_84, 0.33),
        1 => Paint::two(Pattern::Planks, 0x9a_6c_44, 0x74_4c_30, 0.12),
        _ => Paint::two(Pattern::Planks, 0xc4_98_66, 0x94_68_40, 0.15),
    };
    let mut floor = Draft::new("floor");
    floor.block([0.0, 0.0, -0.5 * thick], [size.x, size.y, thick], paint);
    floor
}

/// The ceiling over a room.
pub fn ceiling(size: DVec3, thick: f64) -> Draft {
    let mut ceiling = Draft::new("ceiling");
    let paint = Paint::plain(0xec_ea_e4);
    ceiling.block([0.0, 0.0, 0.5 * thick], [size.x, size.y, thick], paint);
    ceiling
}

/// A wall of a length, thickness and height with at most one opening; its inside is the plane Y = 0, the room is
/// towards -Y.
pub fn wall(size: DVec3, opening: Option<Opening>, colour: u32) -> Draft {
    let (w, thick, h) = (size.x, size.y, size.z);
    let paint = Paint::two(Pattern::Grain, colour, colour, 0.02);
    let mut wall = Draft::new("wall");
    let mut piece = |[left, right]: [f64; 2], [low, high]: [f64; 2]| {
        if right - left > 1e-6 && high - low > 1e-6 {
            let middle = [0.5 * (left + right), 0.5 * thick, 0.5 * (low + high)];
            wall.block(middle, [right - left, thick, high - low], paint);
        }
    };
    match opening {
        None => piece([-0.5 * w, 0.5 * w], [0.0, h]),
        Some(Opening { x, width, heights }) => {
            let [left, right] = [x - 0.5 * width, x + 0.5 * width];
            piece([-0.5 * w, left], [0.0, h]);
            piece([right, 0.5 * w], [0.0, h]);
            piece([left, right], [0.0, heights[0]]);
            piece([left, right], [heights[1], h]);
        }
    }
    wall
}

/// Frame, a bar in the middle and a sill; no panes. Its back is Y = +half.
pub fn window(size: DVec3, _: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let white = Paint::plain(0xe8_e8_e6).rounded(0.005);
    let bar = 0.06;
    let mut window = Draft::new("window");
    for x in [-0.5 * (w - bar), 0.0, 0.5 * (w - bar)] {
        window.block([x, 0.3 * d, 0.5 * h], [bar, 0.4 * d, h], white);
    }
    let inner = 0.5 * w - 1.5 * bar;
    for (z, x) in [bar * 0.5, h - bar * 0.5]
        .into_iter()
        .flat_map(|z| [-1.0, 1.0].map(|side| (z, side * 0.5 * (0.5 * bar + 0.5 * w - bar))))
    {
        window.block([x, 0.3 * d, z], [inner, 0.4 * d, bar], white);
    }
    window.block([0.0, -0.2 * d, 0.015], [w, 0.6 * d, 0.03], white);
    window
}

/// A leaf in a frame with a handle; its back is Y = +half.
pub fn door(size: DVec3, random: &mut Random) -> Draft {
    let (w, d, h) = (size.x, size.y, size.z);
    let leaf = if random.chance(0.5) {
        Paint::wood(random.pick(&WOODS))
    } else {
        Paint::plain(random.pick(&PALES)).rounded(0.006)
    };
    let frame = Paint::plain(0xe0_de_d8).rounded(0.006);
    let (bar, y) = (0.07, 0.5 * d - 0.02);
    let mut door = Draft::new("door");
    for x in [-0.5 * (w - bar), 0.5 * (w - bar)] {
        door.block([x, y, 0.5 * h], [bar, 0.04, h], frame);
    }
    door.block([0.0, y, h - 0.5 * bar], [w - 2.0 * bar, 0.04, bar], frame)
        .block(
            [0.0, y + 0.005, 0.5 * (h - bar)],
            [w - 2.0 * bar, 0.03, h - bar],
            leaf,
        )
        .block(
            [0.5 * w - 0.14, -0.5 * d + 0.01, 1.02],
            [0.12, 0.02, 0.02],
            Paint::plain(0x90_8c_84),
        );
    door
}
