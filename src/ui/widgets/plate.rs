//! Plates: names and measures over a scan or a picture, dark in both themes.
//!
//! Painters only: where plates go so that they do not overlap is solved by the view that places them; it asks for
//! [`Plate::size`] first.

use egui::{
    Align2, Painter, Pos2, Rect, Stroke, StrokeKind, TextFormat, Vec2, epaint::text::LayoutJob,
    pos2, vec2,
};

use super::mark::{GLYPH, Mark, paint_glyph};
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::tokens::TOKENS;

/// How large a plate is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlateSize {
    /// 22 high.
    #[default]
    Normal,
    /// 18 high, for small views.
    Small,
}

impl PlateSize {
    const fn height(self) -> f32 {
        match self {
            Self::Normal => 22.0,
            Self::Small => 18.0,
        }
    }

    const fn step(self) -> Type {
        match self {
            Self::Normal => Type::Label,
            Self::Small => Type::Caption,
        }
    }
}

/// A name with its mark, and a number behind it where there is one.
#[derive(Clone, Copy, Debug)]
pub struct Plate<'a> {
    /// Glyph in front of the name; context and cameras have none.
    pub mark: Option<Mark>,
    /// Name.
    pub name: &'a str,
    /// Number with unit, monospaced; may be empty.
    pub number: &'a str,
    /// Size.
    pub size: PlateSize,
}

impl<'a> Plate<'a> {
    /// A plate of normal size without a number.
    #[must_use]
    pub const fn new(mark: Option<Mark>, name: &'a str) -> Self {
        Self {
            mark,
            name,
            number: "",
            size: PlateSize::Normal,
        }
    }

    fn glyph_width(&self) -> f32 {
        if self.glyph().is_some() {
            GLYPH + TOKENS.space.s2 - 2.0
        } else {
            0.0
        }
    }

    fn glyph(&self) -> Option<Mark> {
        self.mark.filter(|mark| *mark != Mark::Context)
    }

    fn layout(&self, painter: &Painter, theme: Theme) -> std::sync::Arc<egui::Galley> {
        let color = theme.scene().text;
        let mut job =
            LayoutJob::single_section(self.name.to_owned(), self.size.step().format(color));
        if !self.number.is_empty() {
            let mono: TextFormat = self.size.step().format_in(Family::Mono, color);
            let gap = if self.name.is_empty() {
                0.0
            } else {
                TOKENS.space.s1
            };
            job.append(self.number, gap, mono);
        }
        painter.layout_job(job)
    }

    /// Width and height it takes, points.
    #[must_use]
    pub fn size(&self, painter: &Painter) -> Vec2 {
        let text = self.layout(painter, Theme::DARK).size().x;
        vec2(
            (text + self.glyph_width() + 2.0 * (TOKENS.space.s2 - 2.0)).ceil(),
            self.size.height(),
        )
    }

    /// Draws it with its top left corner at `min`; `faded` while something else is lit. Returns where it stands.
    pub fn paint(&self, painter: &Painter, min: Pos2, faded: bool) -> Rect {
        let theme = Theme::of(painter.ctx());
        let mut painter = painter.clone();
        if faded {
            painter.multiply_opacity(TOKENS.evidence_style.hidden_part.alpha);
        }
        let rect = Rect::from_min_size(min.round(), self.size(&painter));
        painter.rect_filled(rect, theme.radius_small(), theme.scene().plate);
        let mut x = rect.left() + TOKENS.space.s2 - 2.0;
        if let Some(mark) = self.glyph() {
            let center = pos2(x + GLYPH / 2.0, rect.center().y);
            paint_glyph(&painter, center, GLYPH, mark, theme.mark_in_scene(mark));
            x += self.glyph_width();
        }
        let galley = self.layout(&painter, theme);
        let place = Align2::LEFT_CENTER.align_size_within_rect(galley.size(), rect.with_min_x(x));
        painter.galley(place.min, galley, theme.scene().text);
        rect
    }
}

/// Height of a dimension label, points.
const DIMENSION: f32 = 28.0;

/// Width and height of a dimension label, points.
#[must_use]
pub fn dimension_size(painter: &Painter, text: &str) -> Vec2 {
    vec2(
        (dimension_text(painter, text).size().x + 2.0 * TOKENS.space.s2).ceil(),
        DIMENSION,
    )
}

/// Draws a measured value, mono 15 with the measure's line, with its centre at `center`; returns where it stands.
pub fn paint_dimension(painter: &Painter, center: Pos2, text: &str) -> Rect {
    let theme = Theme::of(painter.ctx());
    let rect = Rect::from_center_size(center, dimension_size(painter, text));
    let rect = rect.translate(rect.min.round() - rect.min);
    let line = Stroke::new(TOKENS.stroke.control, theme.mark_in_scene(Mark::Measure));
    painter.rect(
        rect,
        theme.radius_small(),
        theme.scene().plate,
        line,
        StrokeKind::Inside,
    );
    let galley = dimension_text(painter, text);
    let place = Align2::CENTER_CENTER.align_size_within_rect(galley.size(), rect);
    painter.galley(place.min, galley, theme.scene().text);
    rect
}

fn dimension_text(painter: &Painter, text: &str) -> std::sync::Arc<egui::Galley> {
    let format = Type::Option.format_in(Family::Mono, Theme::DARK.scene().text);
    painter.layout_job(LayoutJob::single_section(text.to_owned(), format))
}

/// Draws the 1 px line from a plate that was moved to what it names.
pub fn paint_leader(painter: &Painter, plate: Rect, to: Pos2) {
    let from = plate.clamp(to);
    let stroke = Stroke::new(
        TOKENS.stroke.hairline,
        Theme::of(painter.ctx()).scene().camera,
    );
    painter.line_segment([from, to], stroke);
}
