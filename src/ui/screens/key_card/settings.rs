//! The settings (`Ctrl ,`): how large, which theme, how much moves, whether cards of the open project begin blind,
//! and how it stands with one's own keys.

use crate::ui::keys::Action;
use crate::ui::screens::Cx;
use crate::ui::settings::{MOTIONS, Setting, THEMES, motion_name, theme_name};
use crate::ui::state::Command;
use crate::ui::text::{percent, tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::check_row::section_heading;
use crate::ui::widgets::field::{check_box, segmented};
use crate::ui::widgets::paint;
use egui::{Align2, Frame, Margin, ScrollArea, Sense, Ui, UiBuilder, vec2};

/// Width of the settings, and of their names at the left, points.
const WIDTH: f32 = 560.0;
const NAMES: f32 = 112.0;

pub(super) fn settings_ui(ui: &mut Ui, cx: &mut Cx<'_>, doubted: &mut bool, own_keys: &str) {
    let space = Theme::of(ui.ctx()).space();
    let window = ui.ctx().content_rect().size();
    ui.set_width(WIDTH.min(window.x - 2.0 * space.s8));
    let height = window.y - 2.0 * space.s8;
    ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height)
        .show(ui, |ui| {
            Frame::new()
                .inner_margin(Margin::same(space.s6 as i8))
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing = vec2(space.s2, space.s2);
                    section_heading(ui, tr("settings.personal"), "");
                    personal_ui(ui, cx);
                    keys_ui(ui, own_keys);
                    if let Some(desk) = &cx.state.desk {
                        let blind = desk.blind_first;
                        ui.add_space(space.s3);
                        section_heading(ui, tr("settings.project"), &desk.name());
                        blind_ui(ui, cx, blind, doubted);
                    }
                    ui.add_space(space.s3);
                    let key = cx.key(Action::Leave);
                    if ui
                        .add(Button::new(tr("settings.close")).key(key.as_deref()))
                        .clicked()
                    {
                        cx.act(Action::Settings);
                    }
                });
        });
}

fn personal_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let settings = cx.state.settings;
    let scale = percent(f64::from(settings.scale) / 100.0);
    let size = tr_with("settings.size", &[("scale", &scale)]);
    row(ui, &size, |ui| {
        for (action, words) in [
            (Action::SmallerScale, tr("settings.smaller")),
            (Action::LargerScale, tr("settings.larger")),
            (Action::UsualScale, tr("settings.usual")),
        ] {
            let key = cx.key(action);
            if ui
                .add(Button::new(words).small().key(key.as_deref()))
                .clicked()
            {
                cx.act(action);
            }
        }
    });
    row(ui, tr("settings.theme"), |ui| {
        let at = THEMES.iter().position(|t| *t == settings.theme);
        let picked = segmented(
            ui,
            tr("settings.theme"),
            &THEMES.map(theme_name),
            at.unwrap_or(0),
        );
        if let Some(theme) = picked.and_then(|n| THEMES.get(n)) {
            cx.push(Command::Set(Setting::Theme(*theme)));
        }
    });
    row(ui, tr("settings.motion"), |ui| {
        let at = MOTIONS.iter().position(|m| *m == settings.motion);
        let picked = segmented(
            ui,
            tr("settings.motion"),
            &MOTIONS.map(motion_name),
            at.unwrap_or(0),
        );
        if let Some(motion) = picked.and_then(|n| MOTIONS.get(n)) {
            cx.push(Command::Set(Setting::Motion(*motion)));
        }
    });
}

/// A name at the left and what is set at the right.
fn row(ui: &mut Ui, name: &str, set: impl FnOnce(&mut Ui)) {
    let theme = Theme::of(ui.ctx());
    let size = vec2(ui.available_width(), theme.size().button);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let format = Type::Body.format(theme.palette().text.secondary);
    paint::text(ui, rect, Align2::LEFT_CENTER, name, format);
    let place = rect.with_min_x(rect.left() + NAMES);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut child = ui.new_child(UiBuilder::new().max_rect(place).layout(layout));
    set(&mut child);
}

fn keys_ui(ui: &mut Ui, own_keys: &str) {
    let color = Theme::of(ui.ctx()).palette().text.secondary;
    ui.label(Type::Body.rich(own_keys, color));
}

/// Blind first: switching it off asks once more, and says that it is recorded.
fn blind_ui(ui: &mut Ui, cx: &mut Cx<'_>, blind: bool, doubted: &mut bool) {
    let color = Theme::of(ui.ctx()).palette().text.secondary;
    let mut checked = blind && !*doubted;
    if check_box(ui, tr("settings.blind_first"), &mut checked) {
        match (blind, checked) {
            (true, false) => *doubted = true,
            (false, true) => cx.push(Command::Set(Setting::BlindFirst(true))),
            _ => *doubted = false,
        }
    }
    if !(blind && *doubted) {
        ui.label(Type::Label.rich(tr("settings.blind_remark"), color));
        return;
    }
    ui.label(Type::Body.rich(
        tr("settings.blind_doubt"),
        Theme::of(ui.ctx()).palette().text.primary,
    ));
    ui.horizontal(|ui| {
        if ui.add(Button::new(tr("settings.switch_off"))).clicked() {
            cx.push(Command::Set(Setting::BlindFirst(false)));
            *doubted = false;
        }
        if ui.add(Button::new(tr("settings.keep_blind"))).clicked() {
            *doubted = false;
        }
    });
}
