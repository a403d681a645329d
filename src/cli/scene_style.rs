//! How rendered scenes look, read from the same tokens as the window's 3D view, so that both show the same.

use crate::media::palette::Color;
use crate::raster::{Halo, Hidden, Palette, PointStyle, RoleStyle};
use serde_json::Value;
use std::sync::LazyLock;

static TOKENS: LazyLock<Value> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../assets/tokens.json"))
        .expect("the embedded tokens are JSON")
});

/// Colours of labels and their plates.
pub(super) struct LabelStyle {
    pub text: Color,
    pub plate: Color,
}

/// Lines and colours of evidence.
pub(super) fn palette() -> Palette {
    let role = |name: &str, dash_px, has_halo| RoleStyle {
        rgb: rgb(&format!("/color/scene/evidence/{name}")),
        stroke_px: number(&format!("/evidence_style/{name}/stroke")),
        dash_px,
        fill_alpha: number(&format!("/evidence_style/{name}/fill_alpha")),
        has_halo,
    };
    Palette {
        subject: role("subject", None, true),
        reference: role("reference", None, true),
        distractor: role("distractor", None, false),
        excluded: role("excluded", Some([5.0, 4.0]), false),
        measure: role("measure", None, true),
        context: RoleStyle {
            rgb: rgb("/color/scene/camera"),
            stroke_px: 1.5,
            dash_px: None,
            fill_alpha: 0.0,
            has_halo: true,
        },
        halo: Halo {
            rgba: color("/color/scene/halo").rgba,
            extra_px: number("/evidence_style/halo/stroke_extra"),
        },
        hidden: Hidden {
            alpha: number("/evidence_style/hidden_part/alpha"),
            dash_px: Some([2.0, 4.0]),
        },
        dot_px: 7.0,
    }
}

/// Points in their own colours on the dark viewport.
pub(super) fn points() -> PointStyle<'static> {
    PointStyle {
        background: rgb("/color/dark/bg/viewport"),
        ramp: std::array::from_fn(|i| rgb(&format!("/color/dark/heat/{i}"))),
        ..PointStyle::default()
    }
}

/// Labels.
pub(super) fn labels() -> LabelStyle {
    LabelStyle {
        text: color("/color/scene/text"),
        plate: color("/color/scene/plate"),
    }
}

fn color(pointer: &str) -> Color {
    TOKENS
        .pointer(pointer)
        .and_then(|value| Color::parse(value.as_str()?))
        .expect("the embedded tokens have every colour named here")
}

fn rgb(pointer: &str) -> [u8; 3] {
    let [r, g, b, _] = color(pointer).rgba;
    [r, g, b]
}

fn number(pointer: &str) -> f32 {
    TOKENS
        .pointer(pointer)
        .and_then(Value::as_f64)
        .expect("the embedded tokens have every number named here") as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tokens_have_everything_that_is_asked_for() {
        assert_eq!(palette().subject.rgb, [0xE6, 0x9F, 0x00]);
        assert_eq!(points().background, [0x14, 0x17, 0x1A]);
        assert_eq!(labels().plate.rgba[3], 0xE6);
    }
}
