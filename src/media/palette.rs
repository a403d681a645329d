//! Colours of pictures that the program draws itself, from `assets/tokens.json`; none is written in code.

use std::sync::LazyLock;

/// An sRGB colour with straight alpha.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    /// Red, green, blue, alpha.
    pub rgba: [u8; 4],
}

impl Color {
    /// `#RRGGBB` or `#RRGGBBAA`; `None` for other text.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix('#').filter(|h| h.is_ascii())?;
        let byte = |i: usize| u8::from_str_radix(hex.get(2 * i..2 * i + 2)?, 16).ok();
        let alpha = match hex.len() {
            6 => 255,
            8 => byte(3)?,
            _ => return None,
        };
        Some(Self {
            rgba: [byte(0)?, byte(1)?, byte(2)?, alpha],
        })
    }

    /// The same colour, `share` (0 to 1) as opaque.
    pub fn faded(self, share: f32) -> Self {
        let [r, g, b, a] = self.rgba;
        Self {
            rgba: [r, g, b, (f32::from(a) * share.clamp(0.0, 1.0)) as u8],
        }
    }
}

/// The colours in use.
#[derive(Clone, Debug)]
pub struct Palette {
    /// Ground of maps and puzzles.
    pub paper: Color,
    /// Plates on the ground, and behind marks.
    pub plate: Color,
    /// Faint grid lines.
    pub grid: Color,
    /// Lines that must be seen.
    pub line: Color,
    /// Dots and letters.
    pub ink: Color,
    /// Lesser letters.
    pub muted: Color,
    /// The right answer, where it may be shown.
    pub truth: Color,
    /// What the question asks about, where it may be shown.
    pub subject: Color,
    /// What wrong options show, where it may be shown.
    pub distractor: Color,
    /// Six hues that tell cells apart.
    pub cells: [Color; 6],
}

/// The palette of the embedded tokens.
pub fn palette() -> &'static Palette {
    static PALETTE: LazyLock<Palette> = LazyLock::new(|| {
        let tokens: serde_json::Value =
            serde_json::from_str(include_str!("../../assets/tokens.json"))
                .expect("the embedded tokens are JSON");
        let color = |path: &str| {
            tokens
                .pointer(path)
                .and_then(|v| Color::parse(v.as_str()?))
                .expect("the embedded tokens have every colour named here")
        };
        let scene = |role: &str| color(&format!("/color/scene/evidence/{role}"));
        let light = |path: &str| color(&format!("/color/light/{path}"));
        Palette {
            paper: light("bg/raised"),
            plate: light("bg/panel"),
            grid: light("line/subtle"),
            line: light("line/control"),
            ink: light("text/primary"),
            muted: light("text/tertiary"),
            truth: light("evidence/truth"),
            subject: scene("subject"),
            distractor: light("evidence/distractor"),
            cells: [
                "reference",
                "subject",
                "truth",
                "distractor",
                "measure",
                "excluded",
            ]
            .map(scene),
        }
    });
    &PALETTE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tokens_have_every_colour_and_cells_differ() {
        let cells = palette().cells;
        assert_eq!(cells[0].rgba, [0x56, 0xB4, 0xE9, 255]);
        for (i, a) in cells.iter().enumerate() {
            assert!(cells[i + 1..].iter().all(|b| a != b));
        }
    }

    #[test]
    fn only_hexadecimal_colours_are_read() {
        assert_eq!(
            Color::parse("#0F1114E6").map(|c| c.rgba),
            Some([15, 17, 20, 230])
        );
        for bad in ["0F1114", "#0F11", "#0G1114", "#äöü"] {
            assert_eq!(Color::parse(bad), None, "{bad}");
        }
    }
}
