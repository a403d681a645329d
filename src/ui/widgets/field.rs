//! Fields: text with a label, and numbers with axis, unit and arithmetic.

use egui::{Align2, Frame, Margin, Rect, Response, Role, TextEdit, Ui, WidgetInfo, vec2};

use super::arithmetic::evaluate;
use super::paint;
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;

/// A text field with its label above; `hint` stands in it while it is empty. `rows` above 1 makes it grow downwards.
pub fn text_field(
    ui: &mut Ui,
    label: &str,
    text: &mut String,
    hint: &str,
    rows: usize,
) -> Response {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let named = ui.label(Type::Label.rich(label, palette.text.secondary));
    bare_field(ui, text, hint, rows, Type::Body).labelled_by(named.id)
}

/// A text field without a visible label; `name` is read out.
pub fn search_field(ui: &mut Ui, name: &str, text: &mut String) -> Response {
    bare_field(ui, text, name, 1, Type::Body).accessible_name(name)
}

fn bare_field(ui: &mut Ui, text: &mut String, hint: &str, rows: usize, step: Type) -> Response {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let edit = if rows > 1 {
        TextEdit::multiline(text).desired_rows(rows)
    } else {
        TextEdit::singleline(text)
    };
    let height = if rows > 1 {
        0.0
    } else {
        theme.size().row_comfortable
    };
    let edit = edit
        .font(step.font())
        .text_color(palette.text.primary)
        .hint_text(step.rich(hint, palette.text.tertiary))
        .margin(Margin::symmetric(TOKENS.space.s2 as i8, 5))
        .align(Align2::LEFT_CENTER)
        .min_size(vec2(0.0, height))
        .desired_width(f32::INFINITY);
    let response = ui.add(edit);
    paint::focus_ring(ui, &response, theme.radius_control());
    response
}

/// A number that is edited as text, so that it can hold arithmetic while it is typed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NumberText {
    /// What stands in the field while it has focus.
    typing: Option<String>,
}

/// How a number field is shown.
#[derive(Clone, Copy, Debug)]
pub struct NumberField<'a> {
    /// Read out, for example "centre x of chair 1".
    pub name: &'a str,
    /// Letter before the number, may be empty.
    pub axis: &'a str,
    /// Unit behind it, may be empty.
    pub unit: &'a str,
    /// Digits behind the point.
    pub decimals: usize,
    /// Added by the arrow up, taken off by the arrow down.
    pub step: f64,
    /// The same with Shift held.
    pub fine_step: f64,
    /// Width, points.
    pub width: f32,
}

/// What happened to a number field.
#[derive(Debug)]
pub struct NumberOutput {
    /// The field.
    pub response: Response,
    /// A new value: as it is typed whenever the text is one, and by the arrows.
    pub changed: Option<f64>,
    /// What stands there cannot be read as a number.
    pub invalid: bool,
}

impl NumberField<'_> {
    /// Shows the field with `value`; `state` holds what is being typed.
    pub fn show(self, ui: &mut Ui, state: &mut NumberText, value: f64) -> NumberOutput {
        let theme = Theme::of(ui.ctx());
        let palette = theme.palette();
        let spelled = format!("{value:.*}", self.decimals);
        let mut text = state.typing.clone().unwrap_or_else(|| spelled.clone());
        let size = vec2(self.width, theme.size().row);
        let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
        paint::frame(
            ui.painter(),
            rect,
            theme.radius_control(),
            theme.field_fill(),
            theme.control_line(),
        );

        let mut place = rect.shrink2(vec2(theme.space().s2, 0.0));
        let tertiary = Type::Number.format(palette.text.tertiary);
        for (words, align) in [
            (self.axis, Align2::LEFT_CENTER),
            (self.unit, Align2::RIGHT_CENTER),
        ] {
            if !words.is_empty() {
                let drawn = paint::text(ui, place, align, words, tertiary.clone());
                if align == Align2::LEFT_CENTER {
                    place.min.x = drawn.right() + 6.0
                } else {
                    place.max.x = drawn.left() - 4.0
                }
            }
        }
        let response = self.edit(ui, rect, place, &mut text);
        let invalid = state.typing.is_some() && evaluate(&text).is_none();
        if invalid {
            let line = egui::Stroke::new(TOKENS.stroke.selected, palette.status.fail);
            ui.painter()
                .rect_stroke(rect, theme.radius_control(), line, egui::StrokeKind::Inside);
        }
        paint::focus_ring(
            ui,
            &response.clone().with_new_rect(rect),
            theme.radius_control(),
        );
        let changed = self.take(ui, &response, state, value, text);
        NumberOutput {
            response,
            changed,
            invalid,
        }
    }

    fn edit(&self, ui: &mut Ui, rect: Rect, place: Rect, text: &mut String) -> Response {
        let id = ui.scope_id().with(("number field", self.name));
        let edit = TextEdit::singleline(text)
            .id(id)
            .font(Type::Number.font())
            .text_color(Theme::of(ui.ctx()).palette().text.primary)
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            .align(Align2::LEFT_CENTER)
            .min_size(vec2(0.0, rect.height()))
            .desired_width(place.width());
        let place = Rect::from_x_y_ranges(place.x_range(), rect.y_range());
        let response = ui.place(place, edit).accessible_name(self.name);
        if response.gained_focus() {
            select_all(ui, id, text);
        }
        response
    }

    /// Turns what was typed, or the arrows, into a new value.
    fn take(
        &self,
        ui: &Ui,
        response: &Response,
        state: &mut NumberText,
        value: f64,
        text: String,
    ) -> Option<f64> {
        if !response.has_focus() {
            state.typing = None;
            return None;
        }
        let (up, down, fine) = ui.input(|input| {
            (
                input.key_pressed(egui::Key::ArrowUp),
                input.key_pressed(egui::Key::ArrowDown),
                input.modifiers.shift,
            )
        });
        if up != down {
            let step = if fine { self.fine_step } else { self.step };
            let moved = if up { value + step } else { value - step };
            state.typing = None;
            return Some(moved);
        }
        if response.changed() {
            state.typing = Some(text);
            return state
                .typing
                .as_deref()
                .and_then(evaluate)
                .filter(|new| *new != value);
        }
        None
    }
}

fn select_all(ui: &Ui, id: egui::Id, text: &str) {
    if let Some(mut state) = TextEdit::load_state(ui.ctx(), id) {
        let all = egui::text::CCursorRange::two(
            egui::text::CCursor::default(),
            egui::text::CCursor::new(egui::text::CharIndex(text.chars().count())),
        );
        state.cursor.set_char_range(Some(all));
        TextEdit::store_state(ui.ctx(), id, state);
    }
}

/// A row of choices of which one is chosen, as wide as the place: the tabs of the fix screen. Returns a new choice.
pub fn segmented(ui: &mut Ui, name: &str, entries: &[&str], chosen: usize) -> Option<usize> {
    let all: Vec<Segment<'_>> = entries
        .iter()
        .map(|words| Segment {
            words,
            why_not: None,
        })
        .collect();
    segments(ui, name, &all, chosen)
}

/// A choice of a row of them.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    /// What it is called.
    pub words: &'a str,
    /// Why it cannot be chosen now, if it cannot.
    pub why_not: Option<&'a str>,
}

/// The same, where some cannot be chosen: they say why when the pointer is on them, and read it out.
pub fn segments(ui: &mut Ui, name: &str, entries: &[Segment<'_>], chosen: usize) -> Option<usize> {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let (rect, _) = ui.allocate_exact_size(
        vec2(ui.available_width(), theme.size().row_comfortable),
        egui::Sense::hover(),
    );
    paint::frame(
        ui.painter(),
        rect,
        theme.radius_control(),
        theme.field_fill(),
        theme.hairline(),
    );
    let width = rect.width() / entries.len().max(1) as f32;
    let mut picked = None;
    for (i, entry) in entries.iter().enumerate() {
        let cell = Rect::from_min_size(
            rect.min + vec2(width * i as f32, 0.0),
            vec2(width, rect.height()),
        );
        let free = entry.why_not.is_none();
        let sense = if free {
            egui::Sense::click()
        } else {
            egui::Sense::hover()
        };
        let response = ui.interact(cell, ui.scope_id().with((name, i)), sense);
        let on = i == chosen;
        let said = match entry.why_not {
            Some(why) => format!("{name}, {}, {why}", entry.words),
            None => format!("{name}, {}", entry.words),
        };
        response.widget_info(|| WidgetInfo::selected(Role::Tab, free, on, &said));
        let response = match entry.why_not {
            Some(why) => response.on_hover_text(why),
            None => response,
        };
        let fill = match (on, free && response.hovered()) {
            (true, _) => palette.bg.active,
            (false, true) => palette.bg.hover,
            _ => egui::Color32::TRANSPARENT,
        };
        ui.painter()
            .rect_filled(cell.shrink(1.0), theme.radius_control(), fill);
        let color = match (on, free) {
            (true, _) => palette.text.primary,
            (false, true) => palette.text.secondary,
            (false, false) => palette.text.disabled,
        };
        let family = if on {
            crate::ui::theme::Family::Strong
        } else {
            crate::ui::theme::Family::Ui
        };
        paint::text(
            ui,
            cell,
            Align2::CENTER_CENTER,
            entry.words,
            Type::Body.format_in(family, color),
        );
        paint::focus_ring(ui, &response, theme.radius_control());
        if response.clicked() && !on {
            picked = Some(i);
        }
    }
    picked
}

/// A check box with its words; `true` if it was changed.
pub fn check_box(ui: &mut Ui, words: &str, checked: &mut bool) -> bool {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let side = theme.size().icon;
    let indent = side + theme.space().s2;
    let galley = paint::block(
        ui,
        words,
        Type::Body.format(palette.text.primary),
        ui.available_width() - indent,
    );
    let size = vec2(
        galley.size().x + indent,
        galley.size().y.max(theme.size().hit_min),
    );
    let (rect, mut response) = ui.allocate_exact_size(size, egui::Sense::click());
    if response.clicked() {
        *checked = !*checked;
        response.mark_changed();
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, *checked, words));
    let square = Rect::from_center_size(
        egui::pos2(rect.left() + side / 2.0, rect.center().y),
        egui::Vec2::splat(side),
    );
    let (fill, line) = if *checked {
        (palette.accent.base, egui::Stroke::NONE)
    } else {
        (
            theme.field_fill(),
            egui::Stroke::new(TOKENS.stroke.control, palette.line.strong),
        )
    };
    paint::frame(ui.painter(), square, theme.radius_small(), fill, line);
    if *checked {
        let format = crate::ui::icons::small(palette.text.on_accent);
        paint::icon(ui, square, crate::ui::icons::PASS, format);
    }
    paint::put(
        ui.painter(),
        rect.with_min_x(rect.left() + indent),
        Align2::LEFT_CENTER,
        galley,
    );
    paint::focus_ring(ui, &response, theme.radius_small());
    response.changed()
}
