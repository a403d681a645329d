//! Reads the shapes of a finished frame: which lines of text are on screen, on what ground, and what is wrong.

use egui::{Color32, FullOutput, Rect, Shape, epaint::TextShape};

use super::{Finding, Problem, Rules, TOLERANCE};
use crate::ui::contrast::contrast;
use crate::ui::tokens::TOKENS;

/// Smallest contrast of text with its ground.
const TEXT_CONTRAST: f32 = 4.5;

/// Smallest contrast of icons with their ground.
const MARK_CONTRAST: f32 = 3.0;

/// A scroll bar may be this much shorter than its area at each end, points.
const BAR_MARGIN: f32 = 8.0;

/// One visible line of text.
struct Line {
    words: String,
    ink: Rect,
    colors: Vec<Color32>,
    ground: Option<Color32>,
}

/// Findings in what a frame painted, in a window of this extent.
#[must_use]
pub fn painted(output: &FullOutput, window: Rect, rules: Rules<'_>) -> Vec<Finding> {
    let mut reader = Reader {
        window,
        rules,
        fills: Vec::new(),
        lines: Vec::new(),
        findings: Vec::new(),
    };
    for clipped in &output.shapes {
        reader.read(&clipped.shape, clipped.clip_rect);
    }
    reader.check_overlaps();
    reader.check_contrast();
    reader.findings
}

struct Reader<'a> {
    window: Rect,
    rules: Rules<'a>,
    /// Grounds in the order of painting; `None` is a picture.
    fills: Vec<(Rect, Option<Color32>)>,
    lines: Vec<Line>,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn read(&mut self, shape: &Shape, clip: Rect) {
        match shape {
            Shape::Vec(shapes) => shapes.iter().for_each(|shape| self.read(shape, clip)),
            Shape::Rect(rect) => {
                let ground = rect.brush.is_none().then_some(rect.fill);
                self.cover(rect.rect.intersect(clip), ground);
            }
            Shape::Mesh(mesh) => self.cover(mesh.calc_bounds().intersect(clip), None),
            Shape::Callback(callback) => self.cover(callback.rect.intersect(clip), None),
            Shape::Text(text) => self.read_text(text, clip),
            _ => {}
        }
    }

    /// A ground or a picture is painted; what lies wholly under an opaque one is no longer on screen.
    fn cover(&mut self, rect: Rect, ground: Option<Color32>) {
        if ground == Some(Color32::TRANSPARENT) || !rect.is_positive() {
            return;
        }
        if ground.is_none_or(|color| color.a() == u8::MAX) {
            self.lines.retain(|line| !rect.contains_rect(line.ink));
            for line in &mut self.lines {
                line.ink = uncovered(line.ink, rect);
            }
        }
        self.fills.push((rect, ground));
    }

    fn read_text(&mut self, text: &TextShape, clip: Rect) {
        if text.opacity_factor == 0.0 {
            return;
        }
        if text.galley.elided
            && !self
                .rules
                .may_elide
                .is_some_and(|may| may(text.galley.text()))
        {
            let rect = text.galley.rect.translate(text.pos.to_vec2());
            self.report(Problem::Elided, text.galley.text(), rect, String::new());
        }
        for row in &text.galley.rows {
            let words = row.text();
            let ink = row
                .visuals
                .mesh_bounds
                .translate(text.pos.to_vec2() + row.pos.to_vec2());
            if words.trim().is_empty() || !ink.is_positive() || !ink.intersects(clip) {
                continue;
            }
            self.check_extent(&words, ink, clip);
            let ink = ink.intersect(clip);
            let colors = self.colors(text, row);
            let ground = self.ground_at(ink.center());
            self.lines.push(Line {
                words,
                ink,
                colors,
                ground,
            });
        }
    }

    fn check_extent(&mut self, words: &str, ink: Rect, clip: Rect) {
        let inside = |outer: Rect| outer.expand(TOLERANCE).contains_rect(ink);
        // A field in a scrolled column is cut only where the column is.
        let beside = |bar: &Rect| {
            let above = ink.top() < clip.top() - TOLERANCE;
            let below = ink.bottom() > clip.bottom() + TOLERANCE;
            (!above || (bar.top() - clip.top()).abs() < BAR_MARGIN)
                && (!below || (bar.bottom() - clip.bottom()).abs() < BAR_MARGIN)
                && bar.left() >= clip.left()
        };
        let in_width =
            ink.left() >= clip.left() - TOLERANCE && ink.right() <= clip.right() + TOLERANCE;
        let scrolled = in_width && self.rules.scroll_bars.iter().any(beside);
        if !inside(self.window) && !scrolled {
            self.report(
                Problem::Outside,
                words,
                ink,
                format!("window {}", self.window),
            );
        } else if !inside(clip) && !scrolled {
            self.report(Problem::Cut, words, ink, format!("drawn in {clip}"));
        }
    }

    /// The colours of a row's text.
    fn colors(&self, text: &TextShape, row: &egui::epaint::text::PlacedRow) -> Vec<Color32> {
        let mut colors: Vec<Color32> = match text.override_text_color {
            Some(color) => vec![color],
            None => row
                .visuals
                .mesh
                .vertices
                .iter()
                .map(|vertex| vertex.color)
                .collect(),
        };
        for color in &mut colors {
            let resolved = if *color == Color32::PLACEHOLDER {
                text.fallback_color
            } else {
                *color
            };
            *color = resolved.gamma_multiply(text.opacity_factor);
        }
        colors.sort_by_key(Color32::to_array);
        colors.dedup();
        // Lines through or under text have a soft, invisible edge.
        colors.retain(|color| color.a() > 0);
        colors
    }

    /// What lies under a point: all grounds painted so far, one on the other; `None` over a picture.
    fn ground_at(&self, at: egui::Pos2) -> Option<Color32> {
        let mut seen = Some(Color32::BLACK);
        for (_, ground) in self.fills.iter().filter(|(rect, _)| rect.contains(at)) {
            seen = match (*ground, seen) {
                // An opaque ground hides a picture, too.
                (Some(ground), _) if ground.a() == u8::MAX => Some(ground),
                (Some(ground), Some(below)) => Some(below.blend(ground)),
                _ => None,
            };
        }
        seen
    }

    fn check_overlaps(&mut self) {
        let mut found = Vec::new();
        for (i, line) in self.lines.iter().enumerate() {
            for other in self.lines.iter().skip(i + 1) {
                let shared = line.ink.intersect(other.ink);
                if shared.width() > TOLERANCE && shared.height() > TOLERANCE {
                    found.push((line.words.clone(), shared, other.words.clone()));
                }
            }
        }
        for (words, rect, other) in found {
            self.report(Problem::Overlap, &words, rect, other);
        }
    }

    fn check_contrast(&mut self) {
        let disabled = [
            TOKENS.color.dark.text.disabled,
            TOKENS.color.light.text.disabled,
        ];
        let mut found = Vec::new();
        for line in &self.lines {
            let Some(ground) = line.ground else { continue };
            let limit = if line.words.chars().all(is_icon) {
                MARK_CONTRAST
            } else {
                TEXT_CONTRAST
            };
            for color in line.colors.iter().filter(|color| !disabled.contains(color)) {
                let ratio = contrast(ground.blend(*color), ground);
                if ratio < limit {
                    found.push((
                        line.words.clone(),
                        line.ink,
                        format!("{ratio:.2}: {color:?} on {ground:?}"),
                    ));
                }
            }
        }
        for (words, rect, detail) in found {
            self.report(Problem::Faint, &words, rect, detail);
        }
    }

    fn report(&mut self, problem: Problem, words: &str, rect: Rect, detail: String) {
        self.findings.push(Finding {
            problem,
            words: words.to_owned(),
            rect,
            detail,
        });
    }
}

/// What is left of a line's extent beside a ground that is painted over one end of it.
fn uncovered(ink: Rect, over: Rect) -> Rect {
    let mut left = ink;
    if over.y_range().contains(ink.top()) && over.y_range().contains(ink.bottom()) {
        if over.x_range().contains(ink.left()) {
            left.min.x = over.right();
        } else if over.x_range().contains(ink.right()) {
            left.max.x = over.left();
        }
    } else if over.x_range().contains(ink.left()) && over.x_range().contains(ink.right()) {
        if over.y_range().contains(ink.top()) {
            left.min.y = over.bottom();
        } else if over.y_range().contains(ink.bottom()) {
            left.max.y = over.top();
        }
    }
    left
}

/// Icons are letters of the private use area.
fn is_icon(letter: char) -> bool {
    ('\u{E000}'..='\u{F8FF}').contains(&letter)
}
