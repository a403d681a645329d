//! Rooms: a shell with a window and a door, furniture along the walls and in the middle, small things on it.

use super::draft::{Draft, Footprint, Thing, turned};
use super::dress::dress;
use super::furniture::{self, Opening};
use super::random::Random;
use super::stage::{Light, Portal, Stage};
use super::{Band, priors};
use crate::geom::{DVec2, DVec3};
use std::f64::consts::FRAC_PI_2;

/// Thickness of walls, floor and ceiling, metres.
const THICK: f64 = 0.12;
/// Colours of walls.
const WALLS: [u32; 6] = [
    0xc9_d2_d2, 0xe2_dc_ce, 0xd6_cf_c0, 0xc4_cc_bc, 0xd8_c8_bc, 0xcc_cc_d4,
];
/// One wall of a rectangular room.
#[derive(Clone, Copy, Debug)]
pub struct Side {
    /// Middle of its foot on the inside, world.
    pub foot: DVec3,
    /// Turn of things with their back to it.
    pub yaw_rad: f64,
    /// Length, metres.
    pub length: f64,
}

/// What a band means for a room.
struct Load {
    size: [f64; 2],
    /// Furniture beyond the first of each.
    extras: [usize; 2],
    small: [usize; 2],
    pictures: [usize; 2],
}

fn load(band: Band) -> Load {
    match band {
        Band::Easy => Load {
            size: [0.85, 1.0],
            extras: [0, 1],
            small: [2, 4],
            pictures: [1, 1],
        },
        Band::Medium => Load {
            size: [0.95, 1.15],
            extras: [3, 5],
            small: [6, 11],
            pictures: [1, 3],
        },
        Band::Hard => Load {
            size: [1.05, 1.3],
            extras: [7, 11],
            small: [14, 24],
            pictures: [2, 4],
        },
    }
}

/// Drafts of a class: in hard scenes instances are alike, so that only their place tells them apart.
pub struct Maker {
    seed: u64,
    alike: bool,
    made: u64,
}

impl Maker {
    /// For one scene.
    pub fn new(seed: u64, band: Band) -> Self {
        Self {
            seed,
            alike: band == Band::Hard,
            made: 0,
        }
    }

    /// The next thing of a class.
    pub fn make(&mut self, class: &str) -> Option<Draft> {
        self.made += 1;
        let number = if self.alike { 0 } else { self.made };
        let mut random = Random::of(self.seed, &["draft", class, &number.to_string()]);
        furniture::draft(class, &mut random)
    }
}

/// Furnishes a room.
pub fn build(seed: u64, band: Band, until_secs: f64) -> Stage {
    let mut random = Random::of(seed, &["room"]);
    let load = load(band);
    let scale = random.between(load.size[0], load.size[1]);
    let size = DVec3::new(
        random.between(4.6, 5.8) * scale,
        random.between(3.9, 4.8) * scale,
        random.between(2.45, 2.75),
    );
    let (mut stage, sides) = shell(size, until_secs, &mut random);
    let mut maker = Maker::new(seed, band);
    hang_lamp(&mut stage, size, &mut maker);
    let theme = random.below(3);
    if random.chance(0.8)
        && let Some(rug) = maker.make("rug")
    {
        let [x, y] = [0.5; 2].map(|m| m + random.between(-0.06, 0.06));
        stage.put(
            rug.placed(DVec3::new(size.x * x, size.y * y, 0.0), 0.0),
            0.0,
        );
    }
    for class in [
        ["sofa", "bookshelf"],
        ["bed", "wardrobe"],
        ["desk", "bookshelf"],
    ][theme]
    {
        along_wall(&mut stage, &mut maker, class, &sides, &mut random);
    }
    middle(&mut stage, &mut maker, theme, size, &mut random);
    let extras = [
        "cabinet",
        "plant",
        "armchair",
        "floor lamp",
        "chair",
        "nightstand",
        "stool",
        "bookshelf",
        "cabinet",
        "bin",
        "box",
        "desk",
        "plant",
        "sofa",
        "floor lamp",
        "ball",
    ];
    let first = random.below(extras.len());
    for extra in 0..3 + random.count(load.extras[0], load.extras[1]) {
        let class = extras[(first + extra) % extras.len()];
        along_wall(&mut stage, &mut maker, class, &sides, &mut random);
    }
    for _ in 0..random.count(load.pictures[0], load.pictures[1]) {
        hang_picture(&mut stage, &mut maker, &sides, &mut random);
    }
    dress(&mut stage, &mut maker, load.small, &mut random);
    stage.space = [DVec3::new(0.0, 0.0, 0.9), size.with_z(size.z - 0.3)];
    stage.focus = DVec3::new(0.5 * size.x, 0.5 * size.y, 0.7);
    stage.orbit_m = 0.5 * size.x.min(size.y) - 0.5;
    stage
}

/// Floor, ceiling, four walls, a window and a door.
pub fn shell(size: DVec3, until_secs: f64, random: &mut Random) -> (Stage, [Side; 4]) {
    let half = size * 0.5;
    let quarter = FRAC_PI_2;
    let side = |foot: DVec3, turns: f64, length: f64| Side {
        foot,
        yaw_rad: turns * quarter,
        length,
    };
    let sides = [
        side(DVec3::new(half.x, size.y, 0.0), 0.0, size.x),
        side(DVec3::new(size.x, half.y, 0.0), -1.0, size.y),
        side(DVec3::new(half.x, 0.0, 0.0), 2.0, size.x),
        side(DVec3::new(0.0, half.y, 0.0), 1.0, size.y),
    ];
    let (window_side, door_turn) = (random.below(4), random.count(1, 3));
    let window = priors::size("window", random);
    let x = random.between(-0.15, 0.15) * sides[window_side].length;
    let opening = Opening {
        x,
        width: window.x,
        heights: [0.9, 0.9 + window.z],
    };
    let portal = portal(&sides[window_side], &opening);
    let light = light(&portal, size, random);
    let mut stage = Stage::new([DVec3::ZERO, size], light, until_secs);
    let flat = DVec3::new(half.x, half.y, 0.0);
    let mut shell = vec![
        furniture::floor(size, THICK, random).placed(flat, 0.0),
        furniture::ceiling(size, THICK).placed(flat.with_z(size.z), 0.0),
    ];
    let colour = random.pick(&WALLS);
    for (i, side) in sides.iter().enumerate() {
        // Those along Y cover the corners.
        let more = if i % 2 == 1 { 2.0 * THICK } else { 0.0 };
        let hole = (i == window_side).then_some(opening);
        let wall = DVec3::new(side.length + more, THICK, size.z);
        shell.push(furniture::wall(wall, hole, colour).placed(side.foot, side.yaw_rad));
    }
    for thing in shell {
        stage.fix(thing);
    }
    if let Some(draft) = furniture::sized("window", window, random) {
        let thing = against(draft, &sides[window_side], x, -0.1 * window.y, 0.9);
        stage.keep_free(thing.footprint(0.0), [thing.bottom(), thing.top()]);
        stage.fix(thing);
    }
    hang_door(&mut stage, &sides[(window_side + door_turn) % 4], random);
    (stage, sides)
}

fn portal(side: &Side, opening: &Opening) -> Portal {
    let turn = turned(side.yaw_rad);
    let [low, high] = opening.heights;
    let middle = DVec3::new(opening.x, 0.0, 0.5 * (low + high));
    Portal {
        middle: side.foot + turn * middle,
        across: turn.x_axis * (0.5 * opening.width),
        up: DVec3::Z * (0.5 * (high - low)),
        inward: -turn.y_axis,
    }
}

fn light(portal: &Portal, size: DVec3, random: &mut Random) -> Light {
    let sideways = portal.across.normalize_or_zero() * random.between(-0.6, 0.6);
    let sun = -portal.inward + sideways + DVec3::Z * random.between(0.6, 0.95);
    Light {
        window: Some(*portal),
        sun: sun.normalize_or(DVec3::Z),
        lamp: DVec3::new(0.5 * size.x, 0.5 * size.y, size.z - 0.75),
    }
}

/// A thing before a wall: its own origin `along` the wall, `out_m` from it into the room (negative Y of the wall).
fn against(draft: Draft, side: &Side, along: f64, out_m: f64, height: f64) -> Thing {
    let at = side.foot + turned(side.yaw_rad) * DVec3::new(along, out_m, height);
    draft.placed(at, side.yaw_rad)
}

fn hang_door(stage: &mut Stage, side: &Side, random: &mut Random) {
    let Some(draft) = furniture::draft("door", random) else {
        return;
    };
    let size = draft.size();
    let free = 0.5 * (side.length - size.x) - 0.2;
    let along = random.between(-free, free);
    let thing = against(draft, side, along, -0.5 * size.y, 0.0);
    let mut way = thing.footprint(0.0);
    way.half.y += 0.4;
    way.middle += turned(side.yaw_rad).y_axis.truncate() * -0.4;
    stage.keep_free(way, [0.02, 1.0]);
    stage.keep_free(thing.footprint(0.0), [0.02, thing.top()]);
    stage.fix(thing);
}

/// Hangs the lamp from the middle of the ceiling.
pub fn hang_lamp(stage: &mut Stage, size: DVec3, maker: &mut Maker) {
    if let Some(draft) = maker.make("ceiling lamp") {
        let high = draft.extent()[1].z;
        let at = DVec3::new(0.5 * size.x, 0.5 * size.y, size.z - high);
        stage.light.lamp = at - DVec3::Z * 0.06;
        stage.put(draft.placed(at, 0.0), 0.0);
    }
}

/// Puts something with its back to a wall; bedside cupboards and coffee tables come with what they belong to.
fn along_wall(
    stage: &mut Stage,
    maker: &mut Maker,
    class: &str,
    sides: &[Side],
    random: &mut Random,
) -> Option<usize> {
    let draft = maker.make(class)?;
    let [low, high] = draft.extent();
    for _ in 0..40 {
        let side = sides.get(random.below(sides.len()))?;
        let free = 0.5 * side.length - 0.5 * (high.x - low.x) - 0.03;
        let along = random.between(-free, free);
        let gap = random.between(0.01, 0.06);
        let mut thing = against(draft.clone(), side, along, -high.y - gap, 0.0);
        thing.at.z = stage.ground_under(&thing.footprint(0.0));
        if before_window(stage, &thing) || !stage.fits(&thing, 0.05) {
            continue;
        }
        let index = stage.put(thing, 0.05)?;
        match class {
            "bed" => beside_bed(stage, maker, index, high.x),
            "sofa" => {
                before(
                    stage,
                    maker,
                    "coffee table",
                    index,
                    random.between(0.35, 0.5),
                );
            }
            "desk" => {
                before(stage, maker, "chair", index, random.between(0.05, 0.2));
            }
            _ => {}
        }
        return Some(index);
    }
    None
}

/// Whether something tall would stand in the daylight.
fn before_window(stage: &Stage, thing: &Thing) -> bool {
    let Some(portal) = stage.light.window else {
        return false;
    };
    let zone = Footprint {
        middle: portal.middle.truncate() + portal.inward.truncate() * 0.3,
        axis: portal.inward.truncate(),
        half: DVec2::new(0.4, portal.across.length() + 0.1),
    };
    thing.top() > 1.0 && thing.footprint(0.0).overlaps(&zone)
}

fn beside_bed(stage: &mut Stage, maker: &mut Maker, bed: usize, half_width: f64) {
    for side in [-1.0, 1.0] {
        let (Some(draft), Some(base)) = (maker.make("nightstand"), stage.things.get(bed)) else {
            return;
        };
        let size = draft.size();
        let back = base.draft.extent()[1].y;
        let at = DVec3::new(
            side * (half_width + 0.5 * size.x + 0.04),
            back - draft.extent()[1].y,
            0.0,
        );
        let mut thing = draft.placed(base.at + turned(base.yaw_rad) * at, base.yaw_rad);
        thing.at.z = stage.ground_under(&thing.footprint(0.0));
        stage.put(thing, 0.02);
    }
}

/// Puts something in front of another, facing it.
fn before(
    stage: &mut Stage,
    maker: &mut Maker,
    class: &str,
    base: usize,
    gap: f64,
) -> Option<usize> {
    let draft = maker.make(class)?;
    let base = stage.things.get(base)?;
    let y = base.draft.extent()[0].y - gap - draft.size().y * 0.5;
    let at = base.at + turned(base.yaw_rad) * DVec3::new(0.0, y, 0.0);
    let mut thing = draft.placed(at, base.yaw_rad + std::f64::consts::PI);
    thing.at.z = stage.ground_under(&thing.footprint(0.0));
    stage.put(thing, 0.02)
}

/// A table with chairs, or a low one, in the middle.
fn middle(stage: &mut Stage, maker: &mut Maker, theme: usize, size: DVec3, random: &mut Random) {
    let class = if theme == 1 { "stool" } else { "table" };
    let Some(draft) = maker.make(class) else {
        return;
    };
    for _ in 0..20 {
        let at = DVec3::new(
            size.x * random.between(0.38, 0.62),
            size.y * random.between(0.38, 0.62),
            0.0,
        );
        let yaw = random.between(-0.25, 0.25) + if random.chance(0.5) { FRAC_PI_2 } else { 0.0 };
        let mut thing = draft.clone().placed(at, yaw);
        thing.at.z = stage.ground_under(&thing.footprint(0.0));
        if let Some(table) = stage.put(thing, 0.35) {
            if class == "table" {
                chairs(stage, maker, table, random);
            }
            return;
        }
    }
}

fn chairs(stage: &mut Stage, maker: &mut Maker, table: usize, random: &mut Random) {
    let Some(base) = stage.things.get(table).cloned() else {
        return;
    };
    let half = base.draft.size() * 0.5;
    let places = [
        (DVec2::new(0.0, -1.0), std::f64::consts::PI),
        (DVec2::new(0.0, 1.0), 0.0),
        (DVec2::new(-1.0, 0.0), FRAC_PI_2),
        (DVec2::new(1.0, 0.0), -FRAC_PI_2),
    ];
    for (way, turn) in places {
        let Some(draft) = maker.make("chair") else {
            return;
        };
        let gap = random.between(0.03, 0.15) + 0.5 * draft.size().y;
        let slide = random.between(-0.15, 0.15);
        let at = way * (half.truncate() + DVec2::splat(gap)) + way.perp() * slide;
        let yaw = base.yaw_rad + turn + random.between(-0.12, 0.12);
        let at = base.at.with_z(0.0) + turned(base.yaw_rad) * at.extend(0.0);
        let mut thing = draft.placed(at, yaw);
        thing.at.z = stage.ground_under(&thing.footprint(0.0));
        stage.put(thing, 0.012);
    }
}

fn hang_picture(stage: &mut Stage, maker: &mut Maker, sides: &[Side], random: &mut Random) {
    let Some(draft) = maker.make("picture") else {
        return;
    };
    let size = draft.size();
    for _ in 0..12 {
        let Some(side) = sides.get(random.below(sides.len())) else {
            return;
        };
        let free = 0.5 * (side.length - size.x) - 0.1;
        let along = random.between(-free, free);
        let height = random.between(1.5, 1.65) - 0.5 * size.z;
        let thing = against(draft.clone(), side, along, -0.5 * size.y, height);
        // The window keeps a thin strip of its wall only; a picture may not hang over it.
        let over_window = stage.light.window.is_some_and(|p| {
            let apart = thing.at - p.middle;
            apart.dot(p.inward).abs() < 0.3
                && apart.dot(p.across.normalize_or_zero()).abs() < p.across.length() + size.x
        });
        if !over_window && stage.put(thing, 0.06).is_some() {
            return;
        }
    }
}
