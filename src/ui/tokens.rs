//! The design values of `assets/tokens.json`, typed: colours, type, spacing, sizes, durations.
//!
//! The file is the only place where a colour, a size or a duration stands; code names the role instead
//! (`palette.text.secondary`, `size.option_row`). Lengths are egui points, durations milliseconds. Which palette is
//! in force, and how egui is told, is in [`super::theme`].

use std::sync::LazyLock;

use egui::Color32;
use serde::{Deserialize, Deserializer, de::Error as _};

use super::widgets::mark::Mark;

const JSON: &str = include_str!("../../assets/tokens.json");

/// The embedded tokens, parsed once.
pub static TOKENS: LazyLock<Tokens> = LazyLock::new(|| {
    serde_json::from_str(JSON).expect("assets/tokens.json is embedded and parsed by a test")
});

/// Everything in `assets/tokens.json` that code reads.
#[derive(Clone, Debug, Deserialize)]
pub struct Tokens {
    /// The palettes.
    pub color: Palettes,
    /// How each kind of mark is drawn.
    pub evidence_style: EvidenceStyles,
    /// The type scale.
    #[serde(rename = "type")]
    pub type_: TypeTokens,
    /// Corner radii.
    pub radius: Radii,
    /// Line widths.
    pub stroke: Strokes,
    /// Heights and widths of controls and panes.
    pub size: Sizes,
    /// Durations.
    pub motion_ms: Motion,
    /// Distances, by step of the 4-point grid.
    pub space: Spaces,
}

/// The two themes, and what is drawn over pictures and scans in both of them.
#[derive(Clone, Debug, Deserialize)]
pub struct Palettes {
    /// Light text on dark panes.
    pub dark: Palette,
    /// Dark text on light panes.
    pub light: Palette,
    /// Inside the 3D view and over images, in both themes.
    pub scene: ScenePalette,
}

/// Colours of one theme, by role.
#[derive(Clone, Debug, Deserialize)]
pub struct Palette {
    /// Surfaces.
    pub bg: Surfaces,
    /// Lines and borders.
    pub line: Lines,
    /// Text.
    pub text: Texts,
    /// The one accent: focus, selection, primary action.
    pub accent: Accents,
    /// Results of checks.
    pub status: Statuses,
    /// Marks on panes.
    pub evidence: MarkColors,
    /// Six steps, low to high.
    #[serde(deserialize_with = "hexes")]
    pub heat: [Color32; 6],
}

/// Colours drawn over scans and pictures.
#[derive(Clone, Debug, Deserialize)]
pub struct ScenePalette {
    /// Marks.
    pub evidence: MarkColors,
    /// Cameras, frusta, axes; never a mark's colour.
    #[serde(deserialize_with = "hex")]
    pub camera: Color32,
    /// Text on plates.
    #[serde(deserialize_with = "hex")]
    pub text: Color32,
    /// Ground of a label plate, translucent.
    #[serde(deserialize_with = "hex")]
    pub plate: Color32,
    /// Dark rim around bright lines, translucent.
    #[serde(deserialize_with = "hex")]
    pub halo: Color32,
    /// Depth, near to far: even steps to the eye (viridis, the other way round).
    #[serde(deserialize_with = "hexes")]
    pub depth: [Color32; 10],
}

/// Declares a struct of colours, each field a hexadecimal string in the file.
macro_rules! colors {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Deserialize)]
        pub struct $name { $($(#[$field_doc])* #[serde(deserialize_with = "hex")] pub $field: Color32),+ }

        impl $name {
            /// Every colour with its name in the file.
            #[must_use]
            pub fn entries(&self) -> Vec<(&'static str, Color32)> {
                vec![$((stringify!($field), self.$field)),+]
            }
        }
    };
}

colors!(
    /// Surfaces of a theme.
    Surfaces {
        /// Behind panes; fields in the dark theme.
        window,
        /// Every pane.
        panel,
        /// Buttons, key caps.
        raised,
        /// Under the pointer.
        hover,
        /// Pressed; the track of bars.
        active,
        /// Behind the points of a scan.
        viewport,
    }
);
colors!(
    /// Lines of a theme.
    Lines {
        /// Between panes and rows.
        subtle,
        /// Around fields, options and buttons.
        control,
        /// Ticks and guides.
        strong,
    }
);
colors!(
    /// Text of a theme.
    Texts {
        /// Content.
        primary,
        /// Labels.
        secondary,
        /// Thresholds, units, counts.
        tertiary,
        /// Disabled controls only.
        disabled,
        /// On a surface in the accent.
        on_accent,
    }
);
colors!(
    /// The accent of a theme.
    Accents {
        /// Primary button, underline of the open mode.
        base,
        /// Primary button under the pointer.
        hover,
        /// Ground of a chosen row.
        subtle,
        /// Focus ring.
        ring,
    }
);
colors!(
    /// Results of checks; a pass is neutral.
    Statuses {
        /// Passed.
        pass,
        /// To be looked at.
        warn,
        /// Failed.
        fail,
        /// Worth knowing.
        info,
    }
);
colors!(
    /// One colour for each kind of mark.
    MarkColors {
        /// What the question is about.
        subject,
        /// What it is compared with.
        reference,
        /// Same kind, not meant.
        distractor,
        /// Left out, with a reason.
        excluded,
        /// A measured length, angle or count.
        measure,
        /// What the proof gives.
        truth,
        /// What a model said.
        prediction,
    }
);

impl MarkColors {
    /// The colour of a mark; context has none of its own, it is drawn like a camera.
    #[must_use]
    pub fn of(&self, mark: Mark) -> Option<Color32> {
        Some(match mark {
            Mark::Subject => self.subject,
            Mark::Reference => self.reference,
            Mark::Distractor => self.distractor,
            Mark::Excluded => self.excluded,
            Mark::Measure => self.measure,
            Mark::Truth => self.truth,
            Mark::Prediction => self.prediction,
            Mark::Context => return None,
        })
    }
}

/// How the lines of one kind of mark are drawn.
#[derive(Clone, Debug, Deserialize)]
pub struct EvidenceStyle {
    /// Line width, points.
    pub stroke: f32,
    /// Pattern in words, for example `dashed 6 4`.
    pub line: String,
    /// Opacity of filled faces, 0 to 1.
    pub fill_alpha: f32,
}

impl EvidenceStyle {
    /// Lengths of dash and gap in points, if the line is broken.
    #[must_use]
    pub fn dash(&self) -> Option<(f32, f32)> {
        dash(&self.line)
    }
}

/// Reads `dashed 6 4`; a hatched line is dashed 5 4 where hatching has no room.
fn dash(line: &str) -> Option<(f32, f32)> {
    if line == "hatched" {
        return Some((5.0, 4.0));
    }
    let mut lengths = line.strip_prefix("dashed ")?.split(' ').map(str::parse);
    Some((lengths.next()?.ok()?, lengths.next()?.ok()?))
}

/// The line styles of all marks.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "one field per mark, described at `MarkColors`")]
pub struct EvidenceStyles {
    pub subject: EvidenceStyle,
    pub reference: EvidenceStyle,
    pub distractor: EvidenceStyle,
    pub excluded: EvidenceStyle,
    pub measure: EvidenceStyle,
    pub truth: EvidenceStyle,
    pub prediction: EvidenceStyle,
    pub hidden_part: HiddenPart,
}

impl EvidenceStyles {
    /// The line style of a mark; context is drawn as thin as a distractor.
    #[must_use]
    pub fn of(&self, mark: Mark) -> &EvidenceStyle {
        match mark {
            Mark::Subject => &self.subject,
            Mark::Reference => &self.reference,
            Mark::Distractor | Mark::Context => &self.distractor,
            Mark::Excluded => &self.excluded,
            Mark::Measure => &self.measure,
            Mark::Truth => &self.truth,
            Mark::Prediction => &self.prediction,
        }
    }
}

/// What lies behind a surface.
#[derive(Clone, Debug, Deserialize)]
pub struct HiddenPart {
    /// Opacity, 0 to 1; also of everything that is not lit while one thing is.
    pub alpha: f32,
    /// Pattern in words.
    pub line: String,
}

/// The type scale.
#[derive(Clone, Debug, Deserialize)]
pub struct TypeTokens {
    /// The steps of the scale.
    pub scale: TypeScale,
}

/// The steps of the type scale, in the order of the design.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "one field per `theme::Type`, described there")]
pub struct TypeScale {
    pub caption: TypeStep,
    pub label: TypeStep,
    pub body: TypeStep,
    pub option: TypeStep,
    pub question: TypeStep,
    pub title: TypeStep,
    pub number: TypeStep,
    pub proof: TypeStep,
}

/// One step: size and line height in points, and the font family's role.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "described at the struct")]
pub struct TypeStep {
    pub size: f32,
    pub line: f32,
    pub family: String,
}

/// Distances in points; a field's number is its multiple of 4.
#[derive(Clone, Copy, Debug, Deserialize)]
#[expect(missing_docs, reason = "described at the struct")]
pub struct Spaces {
    #[serde(rename = "1")]
    pub s1: f32,
    #[serde(rename = "2")]
    pub s2: f32,
    #[serde(rename = "3")]
    pub s3: f32,
    #[serde(rename = "4")]
    pub s4: f32,
    #[serde(rename = "5")]
    pub s5: f32,
    #[serde(rename = "6")]
    pub s6: f32,
    #[serde(rename = "8")]
    pub s8: f32,
    #[serde(rename = "10")]
    pub s10: f32,
    #[serde(rename = "12")]
    pub s12: f32,
}

/// Corner radii in points.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Radii {
    /// Key cap, plate, cell.
    pub small: f32,
    /// Button, field, option.
    pub control: f32,
    /// Window, menu.
    pub window: f32,
}

/// Line widths in points.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Strokes {
    /// Between panes.
    pub hairline: f32,
    /// Around a control.
    pub control: f32,
    /// Around a chosen control.
    pub selected: f32,
    /// Focus ring.
    pub focus: f32,
    /// Between a control and its focus ring.
    pub focus_gap: f32,
}

/// Sizes of controls and panes in points.
#[derive(Clone, Copy, Debug, Deserialize)]
#[expect(missing_docs, reason = "named as in the design")]
pub struct Sizes {
    pub top_bar: f32,
    pub status_line: f32,
    pub pane_header: f32,
    pub row: f32,
    pub row_comfortable: f32,
    pub option_row: f32,
    pub button: f32,
    pub key_cap: f32,
    pub hit_min: f32,
    pub side_min: f32,
    pub side_default: f32,
    pub side_max: f32,
    pub icon: f32,
    pub icon_small: f32,
}

/// Durations in milliseconds.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Motion {
    /// New panes fade in at the reveal.
    pub reveal: f32,
    /// A toast comes and goes.
    pub toast: f32,
    /// From one evidence view to the next.
    pub camera_step: f32,
    /// Everything, when the person asked for less motion.
    pub reduced: f32,
}

fn hex<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Color32, D::Error> {
    let text = String::deserialize(deserializer)?;
    Color32::from_hex(&text)
        .map_err(|_err| D::Error::custom(format!("expected #RRGGBB or #RRGGBBAA, found {text:?}")))
}

fn hexes<'de, D: Deserializer<'de>, const N: usize>(
    deserializer: D,
) -> Result<[Color32; N], D::Error> {
    #[derive(Deserialize)]
    struct Hex(#[serde(deserialize_with = "hex")] Color32);
    let colors = Vec::<Hex>::deserialize(deserializer)?;
    let colors: Vec<Color32> = colors.into_iter().map(|Hex(color)| color).collect();
    let wrong =
        |colors: Vec<Color32>| D::Error::custom(format!("{} colours, not {N}", colors.len()));
    colors.try_into().map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_parses_and_holds_the_designs_values() {
        let tokens = &*TOKENS;
        assert_eq!(
            tokens.color.dark.accent.base,
            Color32::from_hex("#9AA0FF").expect("a colour")
        );
        assert_eq!(tokens.size.option_row, 44.0);
        assert_eq!(tokens.type_.scale.question.line, 28.0);
        assert_eq!(tokens.evidence_style.prediction.dash(), Some((6.0, 4.0)));
        assert_eq!(tokens.evidence_style.subject.dash(), None);
    }
}
