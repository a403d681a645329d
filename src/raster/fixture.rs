//! Values that several tests share.

use super::{Halo, Hidden, Palette, RoleStyle};
use serde_json::Value;

/// The palette that `assets/tokens.json` describes.
pub(crate) fn palette() -> Palette {
    let tokens: Value =
        serde_json::from_str(include_str!("../../assets/tokens.json")).expect("tokens");
    let scene = &tokens["color"]["scene"];
    let role = |name: &str, dash_px: Option<[f32; 2]>, has_halo: bool| {
        let style = &tokens["evidence_style"][name];
        RoleStyle {
            rgb: first_three(hex(&scene["evidence"][name])),
            stroke_px: number(&style["stroke"]),
            dash_px,
            fill_alpha: number(&style["fill_alpha"]),
            has_halo,
        }
    };
    let camera = RoleStyle {
        rgb: first_three(hex(&scene["camera"])),
        stroke_px: 1.5,
        dash_px: None,
        fill_alpha: 0.0,
        has_halo: true,
    };
    let hidden = &tokens["evidence_style"]["hidden_part"];
    Palette {
        subject: role("subject", None, true),
        reference: role("reference", None, true),
        distractor: role("distractor", None, false),
        excluded: role("excluded", Some([5.0, 4.0]), false),
        measure: role("measure", None, true),
        context: camera,
        halo: Halo {
            rgba: hex(&scene["halo"]),
            extra_px: 2.0,
        },
        hidden: Hidden {
            alpha: number(&hidden["alpha"]),
            dash_px: Some([2.0, 4.0]),
        },
        dot_px: 7.0,
    }
}

fn number(value: &Value) -> f32 {
    value.as_f64().expect("a number") as f32
}

fn hex(value: &Value) -> [u8; 4] {
    let digits = value
        .as_str()
        .and_then(|s| s.strip_prefix('#'))
        .expect("a colour");
    let byte = |i: usize| {
        digits
            .get(2 * i..2 * i + 2)
            .map_or(255, |d| u8::from_str_radix(d, 16).expect("hex"))
    };
    std::array::from_fn(byte)
}

fn first_three([r, g, b, _]: [u8; 4]) -> [u8; 3] {
    [r, g, b]
}
