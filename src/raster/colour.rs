//! Colours of points. All arithmetic is on sRGB-encoded values, as in the window's own blending, so that
//! window, saved pictures and both paths agree.

use super::frame::Frame;
use super::style::{ColourMode, PointStyle};
use crate::scene::CloudPoint;
use std::collections::{BTreeMap, BTreeSet};

/// One entry per instance: `r | g << 8 | b << 16 | lit << 24`; `shaders/gather.wgsl` reads the same words.
///
/// As long as the highest instance needs, never empty; ids beyond the end use the last entry.
pub fn instance_table(highest_instance: u16, style: &PointStyle<'_>) -> Vec<u32> {
    let entry = |id: u16| {
        let seed = match style.colour {
            ColourMode::Class => style
                .class_of_instance
                .get(usize::from(id))
                .copied()
                .unwrap_or(0),
            _ => id,
        };
        let [r, g, b] = category_colour(seed);
        let lit = style.lit.is_none_or(|lit| lit.contains(&id));
        u32::from_le_bytes([r, g, b, u8::from(lit)])
    };
    (0..=highest_instance).map(entry).collect()
}

/// A steady colour for a category number: hues a golden angle apart, two lightnesses, one for 0: grey.
pub fn category_colour(number: u16) -> [u8; 3] {
    if number == 0 {
        return [128; 3];
    }
    let turn = f32::from(number) * 0.618_034;
    let hue = (turn - turn.floor()) * 6.0;
    let (low, high) = if number.is_multiple_of(2) {
        (70.0, 200.0)
    } else {
        (110.0, 235.0)
    };
    let channel = |shift: f32| {
        let h = (hue + shift) % 6.0;
        let share = (2.0 - (h - 3.0).abs()).clamp(0.0, 1.0);
        (low + (high - low) * share) as u8
    };
    [channel(3.0), channel(1.0), channel(5.0)]
}

/// A number for each class, whose [`category_colour`] is its colour: told by the name alone, so that a class looks the
/// same in every frame and nearly always in every scene; the later one in the alphabet gives way where two would look
/// alike.
pub fn class_numbers<'a>(classes: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, u16> {
    const FAR: u8 = 48;
    const TRIES: u16 = 64;
    let names: BTreeSet<&str> = classes.into_iter().collect();
    let mut numbers = BTreeMap::new();
    for name in names {
        let first = 1 + (hash(name) % 997) as u16;
        let alike = |number: u16| {
            numbers
                .values()
                .any(|other| distance(category_colour(number), category_colour(*other)) < FAR)
        };
        let free = (first..first + TRIES).find(|n| !alike(*n));
        numbers.insert(name, free.unwrap_or(first));
    }
    numbers
}

/// FNV-1a, the same on every machine.
fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash: u32, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

/// The largest difference of two colours in a channel.
fn distance(a: [u8; 3], b: [u8; 3]) -> u8 {
    (0..3).map(|i| a[i].abs_diff(b[i])).max().unwrap_or(0)
}

/// The colour of one point as packed `r | g << 8 | b << 16`, before lighting. `z_m` is its depth.
pub(super) fn point_colour(frame: &Frame, point: &CloudPoint, z_m: f32, entry: u32) -> u32 {
    let [tr, tg, tb, lit] = entry.to_le_bytes();
    let [r, g, b, _] = point.rgba.map(f32::from);
    let own = match frame.mode {
        Frame::GREY => [0.299 * r + 0.587 * g + 0.114 * b; 3],
        Frame::HEIGHT => ramp(frame, point.offset_m[2]),
        Frame::DEPTH => ramp(frame, z_m),
        Frame::TABLE => [tr, tg, tb].map(f32::from),
        _ => [r, g, b],
    };
    let share = if lit == 1 { 1.0 } else { frame.unlit_share };
    let mixed = |i: usize| byte(frame.background[i] + (own[i] - frame.background[i]) * share);
    mixed(0) | mixed(1) << 8 | mixed(2) << 16
}

/// The ramp's colour at `value`, in 0..255.
fn ramp(frame: &Frame, value: f32) -> [f32; 3] {
    let last = (frame.ramp.len() - 1) as f32;
    let at = ((value + frame.ramp_offset) * frame.ramp_scale).clamp(0.0, 1.0) * last;
    let low = at.floor().min(last - 1.0);
    let (a, b) = (frame.ramp[low as usize], frame.ramp[low as usize + 1]);
    std::array::from_fn(|i| a[i] + (b[i] - a[i]) * (at - low))
}

/// Rounds to the nearest byte, halves upward, as the shaders do.
pub(super) fn byte(value: f32) -> u32 {
    (value + 0.5).clamp(0.0, 255.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_marks_lit_instances_and_is_never_empty() {
        let style = PointStyle {
            lit: Some(&[2]),
            ..PointStyle::default()
        };
        let lit: Vec<u32> = instance_table(3, &style).iter().map(|e| e >> 24).collect();
        assert_eq!(lit, [0, 0, 1, 0]);
        assert_eq!(instance_table(0, &PointStyle::default()).len(), 1);
    }

    #[test]
    fn classes_share_a_colour_and_neighbours_differ() {
        let style = PointStyle {
            colour: ColourMode::Class,
            class_of_instance: &[0, 7, 7, 8],
            ..PointStyle::default()
        };
        let table = instance_table(4, &style);
        assert_eq!(table[1], table[2]);
        assert_ne!(table[2], table[3]);
        assert_eq!(table[4], table[0], "an instance without a class is class 0");
        for n in 1..40 {
            let far = distance(category_colour(n), category_colour(n + 1));
            assert!(far > 30, "{n}: {far}");
        }
    }

    #[test]
    fn a_class_has_its_colour_by_its_name_and_no_two_look_alike() {
        let room = ["chair", "table", "sofa", "lamp", "plant", "door", "window"];
        let numbers = class_numbers(room);
        let alone = class_numbers(["chair"]);
        assert_eq!(
            numbers["chair"], alone["chair"],
            "the same in another scene"
        );
        assert_eq!(hash("a"), 0xe40c_292c, "FNV-1a as its authors give it");
        let colours: Vec<[u8; 3]> = numbers.values().map(|n| category_colour(*n)).collect();
        for (i, a) in colours.iter().enumerate() {
            for b in &colours[i + 1..] {
                assert!(distance(*a, *b) >= 48, "{a:?} {b:?}");
            }
        }
        assert_eq!(class_numbers([]), BTreeMap::new());
    }

    #[test]
    fn bytes_round_to_nearest_and_stay_in_range() {
        assert_eq!(
            [-3.0, 0.49, 0.5, 254.6, 300.0].map(byte),
            [0, 0, 1, 255, 255]
        );
        assert_eq!(byte(f32::NAN), 0);
    }
}
