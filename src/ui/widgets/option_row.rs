//! One option of a question: digit, letter as the model gets it, text, and after the reveal what it was.

use std::sync::Arc;

use egui::{
    Align2, Color32, Galley, Rect, Response, Role, Sense, Stroke, Ui, Widget, WidgetInfo, pos2,
    vec2,
};

use super::key_cap::{CapColors, cap_width, paint_cap};
use super::paint;
use crate::ui::icons;
use crate::ui::text::tr;
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::tokens::TOKENS;

/// How an option stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OptionState {
    /// Before the answer, or while it can still be changed.
    #[default]
    Rest,
    /// Chosen, before the reveal.
    Chosen,
    /// After the reveal: whether it is the stored key, and whether the person chose it.
    Revealed {
        /// It is the key.
        key: bool,
        /// It is what the person chose.
        yours: bool,
    },
}

impl OptionState {
    const fn chosen(self) -> bool {
        matches!(self, Self::Chosen | Self::Revealed { yours: true, .. })
    }

    const fn revealed(self) -> bool {
        matches!(self, Self::Revealed { .. })
    }

    /// What is said at the right: words and icon.
    fn says(self) -> Option<(&'static str, icons::Icon)> {
        match self {
            Self::Revealed {
                key: true,
                yours: true,
            } => Some((tr("option.your_answer_key"), icons::KEY)),
            Self::Revealed {
                key: true,
                yours: false,
            } => Some((tr("option.key"), icons::KEY)),
            Self::Revealed {
                key: false,
                yours: true,
            } => Some((tr("option.your_answer"), icons::ANSWER)),
            _ => None,
        }
    }
}

/// A row to choose an option by; clicking it is the same as its digit.
#[must_use]
pub struct OptionRow<'a> {
    key: &'a str,
    letter: Option<char>,
    text: &'a str,
    state: OptionState,
    compact: bool,
    bare: bool,
}

impl<'a> OptionRow<'a> {
    /// `key` is the label of the digit that chooses it; empty for an answer that was typed.
    pub const fn new(key: &'a str, text: &'a str) -> Self {
        Self {
            key,
            letter: None,
            text,
            state: OptionState::Rest,
            compact: false,
            bare: false,
        }
    }

    /// The row for "cannot tell": no line, quieter text.
    pub fn cannot_tell(key: &'a str) -> Self {
        Self {
            bare: true,
            ..Self::new(key, tr("option.cannot_tell"))
        }
    }

    /// With the letter that the model gets it under.
    pub const fn letter(mut self, letter: char) -> Self {
        self.letter = Some(letter);
        self
    }

    /// In this state.
    pub const fn state(mut self, state: OptionState) -> Self {
        self.state = state;
        self
    }

    /// 40 instead of 44 points high.
    pub const fn compact(mut self, compact: bool) -> Self {
        self.compact = compact;
        self
    }

    /// What is read out: digit, letter, text, state.
    fn name(&self) -> String {
        let letter = self
            .letter
            .map_or(String::new(), |letter| format!(" ({letter})"));
        let says = self
            .state
            .says()
            .map_or(String::new(), |(words, _)| format!(", {words}"));
        let name = format!("{}{letter} {}{says}", self.key, self.text);
        name.trim_start().to_owned()
    }

    fn height(&self) -> f32 {
        // One step of the grid less in a small window.
        if self.compact {
            TOKENS.size.option_row - TOKENS.space.s1
        } else {
            TOKENS.size.option_row
        }
    }

    fn text_color(&self, theme: Theme) -> Color32 {
        let text = &theme.palette().text;
        match self.state {
            OptionState::Revealed {
                key: false,
                yours: false,
            } => text.secondary,
            _ if self.bare && !self.state.chosen() => text.secondary,
            _ => text.primary,
        }
    }

    fn layout(&self, ui: &Ui, family: Family, max_width: f32) -> Arc<Galley> {
        let step = if self.bare { Type::Body } else { Type::Option };
        let color = self.text_color(Theme::of(ui.ctx()));
        paint::block(ui, self.text, step.format_in(family, color), max_width)
    }

    /// Height of the text in its heavier weight, with a line for the state if the last line has no room for it.
    /// The same before and after the reveal, so that nothing moves.
    fn content_height(&self, ui: &Ui, max_width: f32) -> f32 {
        let text = self.layout(ui, Family::Strong, max_width);
        let last = text.rows.last().map_or(0.0, |row| row.size.x);
        let state = if self.bare || last + widest_state(ui) <= max_width {
            0.0
        } else {
            STATE_LINE
        };
        text.size().y + state
    }

    fn paint_frame(&self, ui: &Ui, rect: Rect, response: &Response) {
        let theme = Theme::of(ui.ctx());
        let palette = theme.palette();
        let hovered = response.hovered() && response.sense.senses_click();
        let (fill, line) = if self.state.chosen() {
            (palette.accent.subtle, theme.selected_line())
        } else {
            let fill = if hovered {
                palette.bg.hover
            } else {
                Color32::TRANSPARENT
            };
            (
                fill,
                if self.bare {
                    Stroke::NONE
                } else {
                    theme.control_line()
                },
            )
        };
        paint::frame(ui.painter(), rect, theme.radius_control(), fill, line);
    }

    /// Draws what it says at the right of `line`.
    fn paint_state(&self, ui: &Ui, line: Rect) {
        let Some((words, icon)) = self.state.says() else {
            return;
        };
        let color = Theme::of(ui.ctx()).palette().text.secondary;
        let format = Type::Label.format(color);
        let place = paint::text(ui, line, Align2::RIGHT_CENTER, words, format);
        let side = TOKENS.size.icon;
        let center = pos2(place.left() - TOKENS.space.s2 - side / 2.0, line.center().y);
        let square = Rect::from_center_size(center, egui::Vec2::splat(side));
        paint::icon(ui, square, icon, icons::format(color));
    }

    /// Draws key cap and letter.
    fn paint_key(&self, ui: &Ui, rect: Rect) {
        let theme = Theme::of(ui.ctx());
        if self.key.is_empty() {
            return;
        }
        let left = rect.left() + theme.space().s3;
        let cap = paint_cap(ui, left, rect.center().y, self.key, CapColors::plain(theme));
        if let Some(letter) = self.letter {
            let place = rect.with_min_x(cap.right() + theme.space().s1);
            let format = Type::Number.format(theme.palette().text.tertiary);
            paint::text(
                ui,
                place,
                Align2::LEFT_CENTER,
                &format!("({letter})"),
                format,
            );
        }
    }

    /// Where the text starts, from the left edge.
    fn text_left(&self, ui: &Ui) -> f32 {
        let space = TOKENS.space;
        if self.key.is_empty() {
            return space.s3;
        }
        let letter = self.letter.map_or(0.0, |letter| {
            let format = Type::Number.format(Color32::PLACEHOLDER);
            let galley = paint::line(ui, &format!("({letter})"), format, f32::INFINITY);
            galley.size().x + space.s1
        });
        space.s3 + cap_width(ui, self.key) + letter + space.s3
    }
}

/// Height of the line that the state gets where the text leaves no room, points.
const STATE_LINE: f32 = 16.0;

/// Room for the longest of the states with its icon, points.
fn widest_state(ui: &Ui) -> f32 {
    let format = Type::Label.format(Color32::PLACEHOLDER);
    let words = paint::line(ui, tr("option.your_answer_key"), format, f32::INFINITY);
    words.size().x + TOKENS.size.icon + 2.0 * TOKENS.space.s2
}

impl Widget for OptionRow<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let theme = Theme::of(ui.ctx());
        let space = theme.space();
        let width = ui.available_width();
        let left = self.text_left(ui);
        let text_width = width - left - space.s3;
        let content = self.content_height(ui, text_width);
        let height = self.height().max(content + 2.0 * space.s2);

        let sense = if self.state.revealed() {
            Sense::hover()
        } else {
            Sense::click()
        };
        let (rect, response) = ui.allocate_exact_size(vec2(width, height), sense);
        let enabled = ui.is_enabled();
        response.widget_info(|| {
            WidgetInfo::selected(Role::RadioButton, enabled, self.state.chosen(), self.name())
        });
        if ui.is_rect_visible(rect) {
            self.paint_frame(ui, rect, &response);
            self.paint_key(ui, rect);
            let family = if self.state.chosen() {
                Family::Strong
            } else {
                Family::Ui
            };
            let inner = Rect::from_min_size(
                pos2(rect.left() + left, rect.center().y - content / 2.0),
                vec2(text_width, content),
            );
            let text = self.layout(ui, family, text_width);
            // Without a state the text is in the middle of the room that is kept for one.
            let align = match self.state.says() {
                Some(_) => Align2::LEFT_TOP,
                None => Align2::LEFT_CENTER,
            };
            // The state stands on the text's last line, or on the one that is kept for it.
            let last = if content > text.size().y + 0.5 {
                STATE_LINE
            } else {
                text.rows.last().map_or(STATE_LINE, |row| row.size.y)
            };
            paint::put(ui.painter(), inner, align, text);
            self.paint_state(ui, inner.with_min_y(inner.bottom() - last));
            paint::focus_ring(ui, &response, theme.radius_control());
        }
        response
    }
}
