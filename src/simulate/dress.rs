//! Small things: what lies on tables and cupboards, in bowls and on sofas.

use super::furniture;
use super::random::Random;
use super::room::Maker;
use super::stage::Stage;
use crate::geom::DVec3;

/// Small things for tables.
const ON_TABLES: [&str; 13] = [
    "cup",
    "book",
    "bowl",
    "vase",
    "laptop",
    "bottle",
    "plate",
    "candle",
    "book",
    "cup",
    "table lamp",
    "can",
    "box",
];

/// Small things on tables and cupboards, fruit in bowls, cushions on sofas.
pub fn dress(stage: &mut Stage, maker: &mut Maker, count: [usize; 2], random: &mut Random) {
    let mut tops = Vec::new();
    for index in 0..stage.things.len() {
        match stage.things[index].draft.class {
            "table" | "desk" | "coffee table" | "cabinet" | "nightstand" => tops.push(index),
            "sofa" | "armchair" => cushions(stage, maker, index, random),
            _ => {}
        }
    }
    if let Some(cabinet) = tops
        .iter()
        .copied()
        .find(|i| stage.things[*i].draft.class == "cabinet")
        && let Some(tv) = maker.make("tv")
    {
        stage.put_on(cabinet, tv, random);
    }
    if tops.is_empty() {
        return;
    }
    for _ in 0..random.count(count[0], count[1]) {
        let base = random.pick(&tops);
        let class = random.pick(&ON_TABLES);
        let Some(draft) = maker.make(class) else {
            continue;
        };
        let placed = stage.put_on(base, draft, random);
        match (class, placed) {
            ("bowl", Some(bowl)) => fill_bowl(stage, bowl, random),
            ("book", Some(book)) if random.chance(0.35) => {
                stack(stage, book, random);
            }
            _ => {}
        }
    }
}

fn cushions(stage: &mut Stage, maker: &mut Maker, sofa: usize, random: &mut Random) {
    let Some(size) = stage.things.get(sofa).map(|t| t.draft.size()) else {
        return;
    };
    let seats = if size.x > 1.2 {
        [-0.22, 0.22].as_slice()
    } else {
        &[0.0]
    };
    for seat in seats {
        let Some(draft) = maker.make("pillow").filter(|_| random.chance(0.7)) else {
            continue;
        };
        let deep = draft.extent()[1].y;
        let at = DVec3::new(seat * size.x, 0.5 * size.y - 0.315 - deep, size.z * 0.52);
        stage.put_in(sofa, draft, at);
    }
}

/// One or two fruits, small enough to lie within the bowl's side.
pub fn fill_bowl(stage: &mut Stage, bowl: usize, random: &mut Random) {
    let Some(wide) = stage.things.get(bowl).map(|t| t.draft.size().x) else {
        return;
    };
    let places = if random.chance(0.5) {
        [-0.15, 0.15].as_slice()
    } else {
        &[0.0]
    };
    for x in places {
        if let Some(fruit) = furniture::sized("fruit", DVec3::splat(0.27 * wide), random) {
            stage.put_in(bowl, fruit, DVec3::new(x * wide, 0.0, 0.008));
        }
    }
}

/// A smaller book on a book.
fn stack(stage: &mut Stage, book: usize, random: &mut Random) -> Option<usize> {
    let below = stage.things.get(book)?.draft.size();
    let size = below * DVec3::new(0.8, 0.8, 1.0);
    let draft = furniture::sized("book", size, random)?;
    stage.put_in(book, draft, DVec3::new(0.0, 0.0, below.z))
}
