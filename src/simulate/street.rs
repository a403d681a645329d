//! Streets: a road along X, houses and trees on both sides, cars and people of whom some move.

use super::Band;
use super::draft::{Draft, Thing};
use super::paint::{Paint, Pattern};
use super::random::Random;
use super::room::Maker;
use super::stage::{Light, Stage};
use crate::geom::DVec3;
use std::f64::consts::{FRAC_PI_2, PI};

/// Half the length and width of the ground, metres.
const GROUND: [f64; 2] = [34.0, 22.0];
/// Half the width of the road, metres.
const ROAD: f64 = 4.4;
/// Thickness of the road on the ground, metres.
const KERB: f64 = 0.01;
/// The farthest that anything moves, metres.
const FARTHEST_M: f64 = 24.0;

/// Builds a street.
pub fn build(seed: u64, band: Band, until_secs: f64) -> Stage {
    let mut random = Random::of(seed, &["street"]);
    let sun = DVec3::new(random.between(-0.7, 0.7), random.between(-0.7, 0.7), 1.0);
    let light = Light {
        window: None,
        sun: sun.normalize_or(DVec3::Z),
        lamp: DVec3::new(0.0, 0.0, 8.0),
    };
    let ends = [
        DVec3::new(-GROUND[0], -GROUND[1], 0.0),
        DVec3::new(GROUND[0], GROUND[1], 10.0),
    ];
    let mut stage = Stage::new(ends, light, until_secs);
    ground(&mut stage);
    let mut maker = Maker::new(seed, band);
    let [houses, trees, parked, moving, people] = match band {
        Band::Easy => [2, 2, 1, 1, 1],
        Band::Medium => [5, 6, 4, 3, 4],
        Band::Hard => [8, 12, 9, 5, 10],
    };
    for n in 0..houses {
        row(
            &mut stage,
            &mut maker,
            "house",
            [15.2, n as f64, 10.5],
            &mut random,
        );
    }
    for _ in 0..moving {
        car(&mut stage, &mut maker, true, &mut random);
    }
    for _ in 0..parked {
        car(&mut stage, &mut maker, false, &mut random);
    }
    for n in 0..trees {
        row(
            &mut stage,
            &mut maker,
            "tree",
            [8.2, n as f64, 6.0],
            &mut random,
        );
    }
    for n in 0..houses / 2 + 1 {
        row(
            &mut stage,
            &mut maker,
            "street lamp",
            [5.4, n as f64, 14.0],
            &mut random,
        );
    }
    for _ in 0..people {
        walker(&mut stage, &mut maker, &mut random);
    }
    stage.space = [DVec3::new(-16.0, -6.8, 1.2), DVec3::new(16.0, 6.8, 3.6)];
    stage.focus = DVec3::new(0.0, 0.0, 1.2);
    stage.orbit_m = 6.2;
    stage
}

fn ground(stage: &mut Stage) {
    let mut ground = Draft::new("ground");
    let grass = Paint::two(Pattern::Clouds, 0x6a_7a_48, 0x52_6a_3a, 0.5);
    ground.block(
        [0.0, 0.0, -0.1],
        [2.0 * GROUND[0], 2.0 * GROUND[1], 0.2],
        grass,
    );
    let mut road = Draft::new("road");
    let asphalt = Paint::two(Pattern::Road, 0x58_58_5c, 0xd8_d8_d0, 1.0);
    road.block(
        [0.0, 0.0, 0.5 * KERB],
        [2.0 * GROUND[0], 2.0 * ROAD, KERB],
        asphalt,
    );
    stage.fix(ground.placed(DVec3::ZERO, 0.0));
    stage.fix(road.placed(DVec3::ZERO, 0.0));
}

/// The `n`-th of a row along the street, alternating between the sides, near the middle first.
fn row(
    stage: &mut Stage,
    maker: &mut Maker,
    class: &str,
    [away, n, pitch]: [f64; 3],
    random: &mut Random,
) {
    let Some(draft) = maker.make(class) else {
        return;
    };
    let side = if n as u32 & 1 == 0 { 1.0 } else { -1.0 };
    let place = (n * 0.5).floor();
    let along = if place as u32 & 1 == 0 {
        place
    } else {
        -place - 1.0
    } * 0.5
        * pitch;
    for _ in 0..8 {
        let at = DVec3::new(
            along + random.between(-0.3, 0.3) * pitch,
            side * (away + random.between(-0.1, 0.5)),
            0.0,
        );
        let yaw = if side > 0.0 { 0.0 } else { PI };
        if stage.put(draft.clone().placed(at, yaw), 0.2).is_some() {
            return;
        }
    }
}

fn car(stage: &mut Stage, maker: &mut Maker, moves: bool, random: &mut Random) {
    let Some(draft) = maker.make("car") else {
        return;
    };
    for _ in 0..20 {
        // Traffic keeps to the right.
        let way = if random.chance(0.5) { 1.0 } else { -1.0 };
        let lane = if moves { 1.15 } else { 3.35 };
        let at = DVec3::new(
            random.between(-14.0, 14.0),
            -way * (lane + random.between(-0.05, 0.05)),
            KERB,
        );
        let mut thing = draft.clone().placed(at, way * FRAC_PI_2);
        if moves {
            let speed = random.between(2.0, 9.0);
            thing.velocity = DVec3::X * way * slow(speed, stage.until_secs);
        }
        if stage.put(thing, 0.15).is_some() {
            return;
        }
    }
}

fn walker(stage: &mut Stage, maker: &mut Maker, random: &mut Random) {
    let Some(draft) = maker.make("pedestrian") else {
        return;
    };
    for _ in 0..20 {
        let way = if random.chance(0.5) { 1.0 } else { -1.0 };
        let side = if random.chance(0.5) { 1.0 } else { -1.0 };
        let at = DVec3::new(
            random.between(-12.0, 12.0),
            side * random.between(4.8, 6.6),
            0.0,
        );
        let mut thing: Thing = draft.clone().placed(at, way * FRAC_PI_2);
        if random.chance(0.7) {
            let speed = random.between(0.7, 1.7);
            thing.velocity = DVec3::X * way * slow(speed, stage.until_secs);
        }
        if stage.put(thing, 0.1).is_some() {
            return;
        }
    }
}

/// A speed at which nothing goes farther than the street in the whole time.
fn slow(speed: f64, until_secs: f64) -> f64 {
    if until_secs > 0.0 {
        speed.min(FARTHEST_M / until_secs)
    } else {
        speed
    }
}
