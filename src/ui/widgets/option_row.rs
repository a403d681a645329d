//! One option of a question: digit, letter as the model gets it, text, and after the reveal what it was.

use std::sync::Arc;

use egui::{
    Align2, Color32, Galley, Rect, Response, Role, Sense, Stroke, Ui, Widget, WidgetInfo, pos2,
    vec2,
};

use super::key_cap::{CapColors, paint_cap};
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
    /// `key` is the label of the digit that chooses it.
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
        format!("{}{letter} {}{says}", self.key, self.text)
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

    fn layout(&self, ui: &Ui, max_width: f32) -> Arc<Galley> {
        let theme = Theme::of(ui.ctx());
        let step = if self.bare { Type::Body } else { Type::Option };
        let family = if self.state.chosen() {
            Family::Strong
        } else {
            Family::Ui
        };
        paint::block(
            ui,
            self.text,
            step.format_in(family, self.text_color(theme)),
            max_width,
        )
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

    /// Draws what it says at the right and returns how much room that takes.
    fn paint_state(&self, ui: &Ui, rect: Rect) {
        let Some((words, icon)) = self.state.says() else {
            return;
        };
        let theme = Theme::of(ui.ctx());
        let color = theme.palette().text.secondary;
        let place = paint::text(
            ui,
            rect,
            Align2::RIGHT_CENTER,
            words,
            Type::Label.format(color),
        );
        let square = Rect::from_center_size(
            pos2(
                place.left() - TOKENS.space.s2 - TOKENS.size.icon / 2.0,
                rect.center().y,
            ),
            egui::Vec2::splat(TOKENS.size.icon),
        );
        paint::icon(ui, square, icon, icons::format(color));
    }

    fn state_width(&self, ui: &Ui) -> f32 {
        self.state.says().map_or(0.0, |(words, _)| {
            let words = paint::line(
                ui,
                words,
                Type::Label.format(Color32::PLACEHOLDER),
                f32::INFINITY,
            );
            words.size().x + TOKENS.size.icon + 2.0 * TOKENS.space.s2
        })
    }
}

impl Widget for OptionRow<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let theme = Theme::of(ui.ctx());
        let (pad, gap) = (theme.space().s3, theme.space().s3);
        let width = ui.available_width();
        let letter = self.letter.map(|letter| {
            paint::line(
                ui,
                &format!("({letter})"),
                Type::Number.format(theme.palette().text.tertiary),
                f32::INFINITY,
            )
        });
        let letter_width = letter.as_ref().map_or(0.0, |letter| {
            letter.size().x + theme.space().s2 - theme.space().s1
        });
        let text_left = pad + super::key_cap::cap_width(ui, self.key) + letter_width + gap;
        let text = self.layout(ui, width - text_left - pad - self.state_width(ui));
        let height = self.height().max(text.size().y + 2.0 * theme.space().s2);

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
            let cap = paint_cap(
                ui,
                rect.left() + pad,
                rect.center().y,
                self.key,
                CapColors::plain(theme),
            );
            if let Some(letter) = letter {
                let place = rect.with_min_x(cap.right() + theme.space().s1);
                paint::put(ui.painter(), place, Align2::LEFT_CENTER, letter);
            }
            paint::put(
                ui.painter(),
                rect.with_min_x(rect.left() + text_left),
                Align2::LEFT_CENTER,
                text,
            );
            self.paint_state(ui, rect.with_max_x(rect.right() - pad));
            paint::focus_ring(ui, &response, theme.radius_control());
        }
        response
    }
}
