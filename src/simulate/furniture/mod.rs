//! Things of every class, each made of a few solids.

mod seats;
mod small;
mod soft;
mod storage;
mod street;
mod structure;
mod tables;

use super::draft::Draft;
use super::priors;
use super::random::Random;
use crate::geom::DVec3;

pub use structure::{Opening, ceiling, floor, wall};

/// Colours of woods.
const WOODS: [u32; 6] = [
    0xc8_9b_62, 0x8a_58_38, 0x6e_45_30, 0xd8_b8_86, 0xa8_74_48, 0x5a_40_34,
];
/// Colours of cloth and leather.
const CLOTHS: [u32; 9] = [
    0x5f_80_9e, 0x6a_7a_6a, 0xb8_a0_82, 0x8c_4a_44, 0x4a_52_60, 0xc4_b8_a4, 0x7a_6a_8a, 0xa8_6a_3c,
    0x3f_6a_6a,
];
/// Strong colours of small things.
const ACCENTS: [u32; 11] = [
    0xb8_3a_30, 0xd8_a0_38, 0x2f_6a_9a, 0x3c_8a_62, 0xe0_dc_d0, 0x7a_4a_8a, 0xd8_6a_38, 0x2a_3c_50,
    0xc8_7a_92, 0x6a_a0_b0, 0x8a_92_3c,
];
/// Walls and other pale surfaces.
const PALES: [u32; 6] = [
    0xe4_e0_d6, 0xc6_d0_d0, 0xd8_cc_ba, 0xcc_d4_c4, 0xe6_d8_cc, 0xd2_d2_da,
];

/// A thing of a class in a size and colours that `random` decides; `None` for a class that is not known.
pub fn draft(class: &str, random: &mut Random) -> Option<Draft> {
    let size = priors::size(class, random);
    sized(class, size, random)
}

/// The same with its size given.
pub fn sized(class: &str, size: DVec3, random: &mut Random) -> Option<Draft> {
    let make: fn(DVec3, &mut Random) -> Draft = match class {
        "armchair" => seats::armchair,
        "ball" => small::ball,
        "bed" => soft::bed,
        "bin" => small::bin,
        "book" => small::book,
        "bookshelf" => storage::bookshelf,
        "bottle" => small::bottle,
        "bowl" => small::bowl,
        "box" => small::carton,
        "cabinet" => storage::cabinet,
        "can" => small::can,
        "candle" => small::candle,
        "car" => street::car,
        "ceiling lamp" => soft::ceiling_lamp,
        "chair" => seats::chair,
        "coffee table" => tables::coffee_table,
        "cube" => small::cube,
        "cup" => small::cup,
        "curtain" => soft::curtain,
        "desk" => tables::desk,
        "door" => structure::door,
        "floor lamp" => soft::floor_lamp,
        "fruit" => small::fruit,
        "house" => street::house,
        "laptop" => small::laptop,
        "nightstand" => storage::nightstand,
        "pedestrian" => street::pedestrian,
        "picture" => soft::picture,
        "pillow" => soft::pillow,
        "plant" => soft::plant,
        "plate" => small::plate,
        "rug" => soft::rug,
        "sofa" => seats::sofa,
        "stool" => seats::stool,
        "street lamp" => street::street_lamp,
        "table" => tables::table,
        "table lamp" => soft::table_lamp,
        "tree" => street::tree,
        "tv" => small::tv,
        "vase" => small::vase,
        "wardrobe" => storage::wardrobe,
        "window" => structure::window,
        _ => return None,
    };
    Some(make(size, random))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_as_large_as_asked_and_stands_on_its_foot() {
        for (class, _, _) in priors::PRIORS {
            for seed in 0..20 {
                let mut random = Random::of(seed, &[class]);
                let size = priors::size(class, &mut random);
                let made = sized(class, size, &mut random).expect("a class of the table");
                let [low, high] = made.extent();
                assert!(low.z.abs() < 1e-9, "{class} stands at {}", low.z);
                // Leaves and crowns grow as they like; an open screen leans out.
                let slack = match *class {
                    "plant" | "tree" | "laptop" => 0.35,
                    _ => 0.02,
                };
                let off = ((high - low) / size - DVec3::ONE).abs().max_element();
                assert!(off < slack, "{class}: {size} became {}", high - low);
                assert!(
                    (low.x + high.x).abs() < slack * size.x,
                    "{class} sits to a side"
                );
            }
        }
    }

    #[test]
    fn an_unknown_class_is_none() {
        assert!(draft("unicorn", &mut Random::of(1, &[])).is_none());
    }
}
