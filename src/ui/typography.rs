//! The type scale and the font families, by role. Fonts themselves are installed by [`super::fonts`].

use egui::{Color32, FontFamily, FontId, TextFormat, epaint::text::TextWrapping};

use super::tokens::{TOKENS, TypeStep};

/// A step of the type scale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// 11/16, the smallest there is.
    Caption,
    /// 12/16, labels beside content.
    Label,
    /// 13/20, running text.
    Body,
    /// 15/20, options.
    Option,
    /// 20/28, the question.
    Question,
    /// 24/32, titles and results.
    Title,
    /// 12/16 monospaced, numbers that line up.
    Number,
    /// 14/20 monospaced, expressions.
    Proof,
}

/// A font family by its role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Inter.
    Ui,
    /// Inter Medium.
    Strong,
    /// Inter SemiBold.
    Title,
    /// JetBrains Mono.
    Mono,
    /// Lucide.
    Icon,
}

impl Family {
    /// The name egui knows the family by.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ui => "ui",
            Self::Strong => "ui_strong",
            Self::Title => "ui_title",
            Self::Mono => "mono",
            Self::Icon => "icon",
        }
    }

    /// The family as egui wants it.
    #[must_use]
    pub fn family(self) -> FontFamily {
        FontFamily::Name(self.name().into())
    }

    fn from_name(name: &str) -> Self {
        [Self::Strong, Self::Title, Self::Mono, Self::Icon]
            .into_iter()
            .find(|family| family.name() == name)
            .unwrap_or(Self::Ui)
    }
}

impl Type {
    fn step(self) -> &'static TypeStep {
        let scale = &TOKENS.type_.scale;
        match self {
            Self::Caption => &scale.caption,
            Self::Label => &scale.label,
            Self::Body => &scale.body,
            Self::Option => &scale.option,
            Self::Question => &scale.question,
            Self::Title => &scale.title,
            Self::Number => &scale.number,
            Self::Proof => &scale.proof,
        }
    }

    /// Font of this step.
    #[must_use]
    pub fn font(self) -> FontId {
        self.font_in(Family::from_name(&self.step().family))
    }

    /// Font of this step's size in another family.
    #[must_use]
    pub fn font_in(self, family: Family) -> FontId {
        FontId::new(self.step().size, family.family())
    }

    /// Line height of this step, points.
    #[must_use]
    pub fn line(self) -> f32 {
        self.step().line
    }

    /// Text of this step in a colour, with the step's line height.
    #[must_use]
    pub fn format(self, color: Color32) -> TextFormat {
        self.format_in(Family::from_name(&self.step().family), color)
    }

    /// The same in another family.
    #[must_use]
    pub fn format_in(self, family: Family, color: Color32) -> TextFormat {
        TextFormat {
            line_height: Some(self.line()),
            ..TextFormat::simple(self.font_in(family), color)
        }
    }

    /// Text of this step for `ui.label` and its like.
    #[must_use]
    pub fn rich(self, text: impl Into<String>, color: Color32) -> egui::RichText {
        egui::RichText::new(text)
            .font(self.font())
            .line_height(Some(self.line()))
            .color(color)
    }

    /// The same in another family.
    #[must_use]
    pub fn rich_in(
        self,
        family: Family,
        text: impl Into<String>,
        color: Color32,
    ) -> egui::RichText {
        self.rich(text, color).font(self.font_in(family))
    }
}

/// One line cut with `…` at a width in points.
#[must_use]
pub fn one_line(max_width: f32) -> TextWrapping {
    TextWrapping {
        break_anywhere: true,
        ..TextWrapping::truncate_at_width(max_width.max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_is_smaller_than_eleven_points() {
        for step in [
            Type::Caption,
            Type::Label,
            Type::Body,
            Type::Number,
            Type::Proof,
        ] {
            assert!(step.font().size >= 11.0 && step.line() >= step.font().size);
        }
    }
}
