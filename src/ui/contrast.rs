//! How well one colour stands out on another, and the test that every pair in the tokens does.

use egui::Color32;

/// Contrast of two opaque colours after WCAG 2.1, from 1 to 21.
#[must_use]
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance of an sRGB colour, 0 to 1.
fn luminance(color: Color32) -> f32 {
    let linear = |channel: u8| {
        let c = f32::from(channel) / 255.0;
        if c <= 0.04045 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
}
#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::tokens::{Palette, TOKENS};

    #[test]
    fn contrast_of_known_pairs() {
        assert!((contrast(Color32::BLACK, Color32::WHITE) - 21.0).abs() < 1e-3);
        let grey = Color32::from_hex("#767676").expect("a colour");
        // #767676 on white is the classic 4.54.
        assert!((contrast(grey, Color32::WHITE) - 4.54).abs() < 0.01);
        assert!((contrast(Color32::RED, Color32::RED) - 1.0).abs() < 1e-6);
    }

    fn themes() -> [(&'static str, &'static Palette); 2] {
        [("dark", &TOKENS.color.dark), ("light", &TOKENS.color.light)]
    }

    fn at_least(limit: f32, theme: &str, front: (&str, Color32), back: (&str, Color32)) {
        let found = contrast(front.1, back.1);
        assert!(
            found >= limit,
            "{theme}: {} on {} is {found:.2}, needs {limit}",
            front.0,
            back.0
        );
    }

    #[test]
    fn text_stands_out_on_every_surface_it_is_put_on() {
        for (theme, palette) in themes() {
            let mut surfaces = palette.bg.entries();
            surfaces.retain(|(name, _)| *name != "active");
            surfaces.push(("accent.subtle", palette.accent.subtle));
            let texts = palette
                .text
                .entries()
                .into_iter()
                .filter(|(name, _)| !matches!(*name, "disabled" | "on_accent"));
            for text in texts.chain(palette.status.entries()) {
                for surface in &surfaces {
                    at_least(4.5, theme, text, *surface);
                }
            }
            // Pressed controls hold primary and secondary text only.
            for text in [
                ("primary", palette.text.primary),
                ("secondary", palette.text.secondary),
            ] {
                at_least(4.5, theme, text, ("active", palette.bg.active));
            }
            for accent in [
                ("base", palette.accent.base),
                ("hover", palette.accent.hover),
            ] {
                at_least(4.5, theme, ("on_accent", palette.text.on_accent), accent);
            }
        }
    }

    #[test]
    fn marks_rings_and_guides_stand_out() {
        for (theme, palette) in themes() {
            let panes = [
                ("window", palette.bg.window),
                ("panel", palette.bg.panel),
                ("raised", palette.bg.raised),
            ];
            for pane in panes {
                for mark in palette.evidence.entries() {
                    at_least(3.0, theme, mark, pane);
                }
                at_least(3.0, theme, ("ring", palette.accent.ring), pane);
                at_least(3.0, theme, ("line.strong", palette.line.strong), pane);
            }
            // Evidence words in the proof are text.
            for mark in palette.evidence.entries() {
                at_least(4.5, theme, mark, ("panel", palette.bg.panel));
            }
        }
    }

    #[test]
    fn plates_keep_their_contrast_over_any_picture() {
        let scene = &TOKENS.color.scene;
        // The worst picture under a translucent plate is pure white.
        let plate = Color32::WHITE.blend(scene.plate);
        at_least(
            4.5,
            "scene",
            ("text", scene.text),
            ("plate over white", plate),
        );
        for mark in scene.evidence.entries() {
            at_least(3.0, "scene", mark, ("plate over white", plate));
        }
    }
}
