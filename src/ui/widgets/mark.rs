//! Marks: how a piece of geometry is told from another, by colour, by line and by a small glyph.
//!
//! State is never told by colour alone, so every coloured word, plate and row carries its mark's glyph. Glyphs are
//! shapes, not letters: they stay sharp at any scale and can be drawn over a picture.

use egui::{Color32, Painter, Pos2, Shape, Stroke, pos2, vec2};

/// What a piece of geometry is to the question, or where an answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// What the question is about: filled square.
    Subject,
    /// What it is compared with: filled diamond.
    Reference,
    /// Of the same kind, not meant: ring.
    Distractor,
    /// Left out, with a reason: struck ring.
    Excluded,
    /// A measured length, angle or count: bar with ends.
    Measure,
    /// Only there to be oriented by, drawn like a camera: small cross.
    Context,
    /// What the proof gives: filled dot.
    Truth,
    /// What a model said: broken ring, as its lines are dashed.
    Prediction,
}

impl Mark {
    /// Every mark, in the order of the design.
    pub const ALL: [Self; 8] = [
        Self::Subject,
        Self::Reference,
        Self::Distractor,
        Self::Excluded,
        Self::Measure,
        Self::Context,
        Self::Truth,
        Self::Prediction,
    ];

    /// The key of its name among the words on screen.
    #[must_use]
    pub const fn text_key(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Reference => "reference",
            Self::Distractor => "distractor",
            Self::Excluded => "excluded",
            Self::Measure => "measure",
            Self::Context => "context",
            Self::Truth => "truth",
            Self::Prediction => "prediction",
        }
    }

    /// Its name, as it is read out.
    #[must_use]
    pub fn name(self) -> &'static str {
        crate::ui::text::tr_in("mark", self.text_key())
    }
}

impl From<crate::evidence::Role> for Mark {
    fn from(role: crate::evidence::Role) -> Self {
        use crate::evidence::Role;
        match role {
            Role::Subject => Self::Subject,
            Role::Reference => Self::Reference,
            Role::Distractor => Self::Distractor,
            Role::Excluded => Self::Excluded,
            Role::Measure => Self::Measure,
            Role::Context => Self::Context,
        }
    }
}

/// Width and height of a glyph in points, at the size used beside text.
pub const GLYPH: f32 = 8.0;

/// Draws a mark's glyph in a square of `size` points around `center`.
pub fn paint_glyph(painter: &Painter, center: Pos2, size: f32, mark: Mark, color: Color32) {
    painter.extend(glyph(center, size, mark, color));
}

/// The shapes of a mark's glyph.
#[must_use]
pub fn glyph(center: Pos2, size: f32, mark: Mark, color: Color32) -> Vec<Shape> {
    let half = size / 2.0;
    let stroke = Stroke::new((size / 5.0).max(1.25), color);
    let ring = || Shape::circle_stroke(center, half - stroke.width / 2.0, stroke);
    let line = |from: egui::Vec2, to: egui::Vec2| {
        Shape::line_segment([center + from, center + to], stroke)
    };
    match mark {
        Mark::Subject => vec![Shape::rect_filled(
            egui::Rect::from_center_size(center, vec2(size, size)),
            0.0,
            color,
        )],
        Mark::Reference => vec![diamond(center, half + 0.5, color)],
        Mark::Distractor => vec![ring()],
        Mark::Prediction => broken_ring(center, half - 0.25, stroke),
        Mark::Excluded => vec![ring(), line(vec2(-half, half), vec2(half, -half))],
        Mark::Measure => vec![
            line(vec2(-half, 0.0), vec2(half, 0.0)),
            line(vec2(-half, -half * 0.7), vec2(-half, half * 0.7)),
            line(vec2(half, -half * 0.7), vec2(half, half * 0.7)),
        ],
        Mark::Context => vec![
            line(vec2(-half, 0.0), vec2(half, 0.0)),
            line(vec2(0.0, -half), vec2(0.0, half)),
        ],
        Mark::Truth => vec![Shape::circle_filled(center, half, color)],
    }
}

/// A ring in six dashes, like the dashed line of a prediction.
fn broken_ring(center: Pos2, radius: f32, stroke: Stroke) -> Vec<Shape> {
    let on_ring = |turn: f32| center + radius * egui::Vec2::angled(turn * std::f32::consts::TAU);
    let dash = |i: u8| {
        let start = f32::from(i) / 6.0;
        let points = (0..=3_u8)
            .map(|step| on_ring(start + f32::from(step) * 0.085 / 3.0))
            .collect();
        Shape::line(points, stroke)
    };
    (0..6).map(dash).collect()
}

fn diamond(center: Pos2, half: f32, color: Color32) -> Shape {
    let Pos2 { x, y } = center;
    let corners = vec![
        pos2(x, y - half),
        pos2(x + half, y),
        pos2(x, y + half),
        pos2(x - half, y),
    ];
    Shape::convex_polygon(corners, color, Stroke::NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_stay_in_their_square() {
        let square = egui::Rect::from_center_size(Pos2::ZERO, vec2(GLYPH + 3.0, GLYPH + 3.0));
        for mark in Mark::ALL {
            for shape in glyph(Pos2::ZERO, GLYPH, mark, Color32::WHITE) {
                assert!(
                    square.contains_rect(shape.visual_bounding_rect()),
                    "{mark:?}"
                );
            }
        }
    }

    #[test]
    fn marks_that_share_a_hue_for_some_eyes_differ_in_shape() {
        let shapes = |mark| format!("{:?}", glyph(Pos2::ZERO, GLYPH, mark, Color32::WHITE));
        assert_ne!(shapes(Mark::Subject), shapes(Mark::Prediction));
        assert_ne!(shapes(Mark::Distractor), shapes(Mark::Excluded));
    }
}
