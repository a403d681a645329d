//! The field for an answer that is typed: looks like an option row, takes a number or words, offers units.

use egui::{
    Align2, Frame, Margin, Popup, Rect, Response, Role, Sense, TextEdit, Ui, WidgetInfo, vec2,
};

use super::key_cap::{CapColors, cap_width, paint_cap};
use super::list::menu_row;
use super::paint;
use crate::ui::icons;
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;

/// Width of the unit's menu, points.
const MENU_WIDTH: f32 = 96.0;

/// How the field is shown.
#[derive(Clone, Copy, Debug)]
pub struct AnswerField<'a> {
    /// Read out.
    pub name: &'a str,
    /// Stands in the field while it is empty.
    pub hint: &'a str,
    /// Units to choose from; empty for words and counts.
    pub units: &'a [&'a str],
    /// The chosen unit.
    pub unit: usize,
    /// What the unit's menu is called when it is read out.
    pub unit_name: &'a str,
    /// Label of the key that commits.
    pub key: Option<&'a str>,
}

/// What happened.
#[derive(Debug)]
pub struct AnswerOutput {
    /// The text field, for focus.
    pub field: Response,
    /// The text is another.
    pub changed: bool,
    /// Another unit was chosen.
    pub unit: Option<usize>,
}

impl AnswerField<'_> {
    /// Shows the field over the whole width, 44 high.
    pub fn show(self, ui: &mut Ui, text: &mut String) -> AnswerOutput {
        let theme = Theme::of(ui.ctx());
        let space = theme.space();
        let size = vec2(ui.available_width(), theme.size().option_row);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let has_text = !text.is_empty();
        let (line, fill) = if has_text {
            (theme.selected_line(), theme.field_fill())
        } else {
            (theme.control_line(), theme.field_fill())
        };
        paint::frame(ui.painter(), rect, theme.radius_control(), fill, line);

        let mut place = rect.shrink2(vec2(space.s3, 0.0));
        if let Some(key) = self.key {
            let cap = paint::cut_right(&mut place, cap_width(ui, key));
            paint_cap(
                ui,
                cap.left(),
                rect.center().y,
                key,
                CapColors::plain(theme),
            );
            paint::cut_right(&mut place, space.s2);
        }
        let unit = self.unit_menu(ui, &mut place);
        let field = self.edit(ui, place, text);
        paint::focus_ring(
            ui,
            &field.clone().with_new_rect(rect),
            theme.radius_control(),
        );
        AnswerOutput {
            changed: field.changed(),
            field,
            unit,
        }
    }

    fn edit(&self, ui: &mut Ui, place: Rect, text: &mut String) -> Response {
        let palette = Theme::of(ui.ctx()).palette();
        let edit = TextEdit::singleline(text)
            .id(ui.scope_id().with(("answer", self.name)))
            .font(Type::Option.font())
            .text_color(palette.text.primary)
            .hint_text(Type::Option.rich(self.hint, palette.text.tertiary))
            .frame(Frame::NONE)
            .margin(Margin::ZERO)
            .align(Align2::LEFT_CENTER)
            .min_size(vec2(0.0, place.height()))
            .desired_width(place.width());
        ui.place(place, edit).accessible_name(self.name)
    }

    /// The button of the unit's menu, taken off the right end of `place`.
    fn unit_menu(&self, ui: &mut Ui, place: &mut Rect) -> Option<usize> {
        let current = self.units.get(self.unit)?;
        let theme = Theme::of(ui.ctx());
        let (palette, space) = (theme.palette(), theme.space());
        let words = paint::line(
            ui,
            current,
            Type::Number.format(palette.text.secondary),
            f32::INFINITY,
        );
        let width = words.size().x + TOKENS.size.icon_small + 3.0 * space.s2;
        let button = paint::cut_right(place, width).shrink2(vec2(0.0, space.s2));
        paint::cut_right(place, space.s2);
        let response = ui.interact(
            button,
            ui.scope_id().with(("unit", self.name)),
            Sense::click(),
        );
        let name = format!("{}, {current}", self.unit_name);
        response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, &name));
        let fill = if response.hovered() {
            palette.bg.hover
        } else {
            palette.bg.raised
        };
        ui.painter().rect_filled(button, theme.radius_small(), fill);
        let mut inner = button.shrink2(vec2(space.s2, 0.0));
        let chevron = paint::cut_right(&mut inner, TOKENS.size.icon_small);
        paint::icon(
            ui,
            chevron,
            icons::OPEN_MENU,
            icons::small(palette.text.secondary),
        );
        paint::put(ui.painter(), inner, Align2::LEFT_CENTER, words);
        paint::focus_ring(ui, &response, theme.radius_small());

        let mut chosen = None;
        // By the keyboard, the menu opens on the unit that is chosen; arrows go on from there.
        let opened = response.clicked();
        Popup::menu(&response)
            .accessible_name(self.unit_name)
            .show(|ui| {
                ui.set_width(MENU_WIDTH);
                ui.spacing_mut().item_spacing.y = 0.0;
                for (i, unit) in self.units.iter().enumerate() {
                    let row = menu_row(ui, unit, None, i == self.unit, Sense::click());
                    if opened && i == self.unit {
                        row.request_focus();
                    }
                    if row.clicked() {
                        chosen = Some(i).filter(|i| *i != self.unit);
                        ui.close();
                    }
                }
            });
        chosen
    }
}
