//! Tabletops: small things on a table in an empty room, some of them rolling.

use super::Band;
use super::draft::turned;
use super::dress;
use super::furniture;
use super::random::Random;
use super::room::{self, Maker};
use super::stage::Stage;
use crate::geom::DVec3;

/// What stands on tables.
const THINGS: [&str; 12] = [
    "cup", "cube", "can", "bottle", "bowl", "vase", "cube", "candle", "book", "plate", "cup",
    "fruit",
];

/// Builds a tabletop.
pub fn build(seed: u64, band: Band, until_secs: f64) -> Stage {
    let mut random = Random::of(seed, &["tabletop"]);
    let size = DVec3::new(random.between(4.2, 4.8), random.between(4.0, 4.4), 2.6);
    let (mut stage, _) = room::shell(size, until_secs, &mut random);
    let mut maker = Maker::new(seed, band);
    room::hang_lamp(&mut stage, size, &mut maker);
    let top = DVec3::new(random.between(1.3, 1.7), random.between(0.85, 1.0), 0.74);
    let middle = DVec3::new(0.5 * size.x, 0.5 * size.y, 0.0);
    let table = furniture::sized("table", top, &mut random)
        .map(|draft| draft.placed(middle, random.between(-0.3, 0.3)))
        .and_then(|thing| stage.put(thing, 0.1));
    if let Some(table) = table {
        let [things, rolling] = match band {
            Band::Easy => [random.count(5, 7), 1],
            Band::Medium => [random.count(9, 14), 2],
            Band::Hard => [random.count(17, 22), 3],
        };
        for _ in 0..rolling {
            roll(&mut stage, table, top, &mut random);
        }
        let kinds = if band == Band::Hard { 6 } else { THINGS.len() };
        let first = random.below(THINGS.len());
        for n in 0..things {
            let class = THINGS[(first + n % kinds) % THINGS.len()];
            let placed = maker
                .make(class)
                .and_then(|draft| stage.put_on(table, draft, &mut random));
            if let ("bowl", Some(bowl)) = (class, placed) {
                dress::fill_bowl(&mut stage, bowl, &mut random);
            }
        }
    }
    stage.space = [DVec3::new(0.0, 0.0, 0.9), size.with_z(size.z - 0.3)];
    stage.focus = middle.with_z(top.z + 0.05);
    stage.orbit_m = 1.25;
    stage
}

/// A ball that rolls along one of the table's sides and stays on it.
fn roll(stage: &mut Stage, table: usize, top: DVec3, random: &mut Random) {
    let wide = random.between(0.05, 0.09);
    let Some(draft) = furniture::sized("ball", DVec3::splat(wide), random) else {
        return;
    };
    let Some((base, yaw)) = stage.things.get(table).map(|t| (t.at, t.yaw_rad)) else {
        return;
    };
    let turn = turned(yaw);
    let free = (top * 0.5 - DVec3::splat(0.06)).with_z(0.0);
    for _ in 0..20 {
        let from = DVec3::new(
            random.between(-free.x, free.x),
            random.between(-free.y, free.y),
            top.z,
        );
        let axis = if random.chance(0.6) {
            DVec3::X
        } else {
            DVec3::Y
        };
        let way = if random.chance(0.5) { axis } else { -axis };
        let longest = 0.8 * free.dot(axis);
        let mut speed = random.between(0.08, 0.3);
        if stage.until_secs > 0.0 {
            speed = speed.min(longest / stage.until_secs);
        }
        let to = from + way * speed * stage.until_secs;
        if to.abs().truncate().cmpgt(free.truncate()).any() {
            continue;
        }
        let mut thing = draft.clone().placed(base + turn * from, yaw);
        thing.velocity = turn * way * speed;
        thing.on = Some(table);
        if stage.put(thing, 0.01).is_some() {
            return;
        }
    }
}
