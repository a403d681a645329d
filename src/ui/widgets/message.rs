//! What stands in place of content: a toast, an empty list, an error.

use egui::{Align2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo, vec2};

use super::button::Button;
use super::key_cap::{CapColors, cap_width, paint_cap};
use super::paint;
use crate::ui::icons;
use crate::ui::text::tr;
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::tokens::TOKENS;

/// How long a toast stays, seconds.
pub const TOAST_SECS: f64 = 5.0;

/// Shows a toast at the bottom centre of `stage`: what happened, and how to take it back with the key for that.
/// `shown_secs` is how long it has stood; it fades in and out. Returns `true` if taking back was clicked.
pub fn toast(
    ui: &mut Ui,
    stage: Rect,
    text: &str,
    undo: Option<(&str, &str)>,
    shown_secs: f64,
) -> bool {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let undo_width = undo.map_or(0.0, |(words, key)| {
        let words = paint::line(
            ui,
            words,
            Type::Body.format_in(Family::Strong, palette.text.primary),
            f32::INFINITY,
        );
        words.size().x + cap_width(ui, key) + 2.0 * space.s2 + space.s3
    });
    let room = stage.width() - 2.0 * space.s4;
    let galley = paint::line(
        ui,
        text,
        Type::Body.format(palette.text.primary),
        room - undo_width - 2.0 * space.s4,
    );
    let size = vec2(
        galley.size().x + undo_width + 2.0 * space.s4,
        theme.size().button,
    )
    .min(vec2(room, f32::INFINITY));
    let rect = Align2::CENTER_BOTTOM.align_size_within_rect(size, stage.shrink(space.s4));

    let fade = f64::from(theme.toast_secs()).max(1e-6);
    let opacity = (shown_secs / fade)
        .min((TOAST_SECS - shown_secs) / fade)
        .clamp(0.0, 1.0) as f32;
    // On its own layer, above the scene it stands over.
    let id = ui.scope_id().with("toast");
    let area = egui::Area::new(id)
        .order(egui::Order::Foreground)
        .fixed_pos(rect.min)
        .constrain(false);
    let shown = area.show(ui.ctx(), |ui| {
        ui.set_opacity(opacity);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Status, true, text));
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_live(egui::accesskit::Live::Polite)
        });
        paint::frame(
            ui.painter(),
            rect,
            theme.radius_control(),
            palette.bg.raised,
            theme.control_line(),
        );
        let inner = rect.shrink2(vec2(space.s4, 0.0));
        let text = paint::put(ui.painter(), inner, Align2::LEFT_CENTER, galley);
        undo.is_some_and(|(words, key)| {
            undo_link(ui, inner.with_min_x(text.right() + space.s3), words, key)
        })
    });
    shown.inner
}

fn undo_link(ui: &mut Ui, place: Rect, words: &str, key: &str) -> bool {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let response = ui.interact(place, ui.scope_id().with("undo"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
    let text = paint::text(
        ui,
        place,
        Align2::LEFT_CENTER,
        words,
        Type::Body.format_in(Family::Strong, palette.accent.base),
    );
    paint_cap(
        ui,
        text.right() + theme.space().s2,
        place.center().y,
        key,
        CapColors::plain(theme),
    );
    paint::focus_ring(ui, &response, theme.radius_small());
    response.clicked()
}

/// Nothing to show: one sentence and, if there is one, the action that helps. Fills the place it is given.
pub fn empty(ui: &mut Ui, sentence: &str, action: Option<&str>) -> bool {
    let theme = Theme::of(ui.ctx());
    let mut clicked = false;
    centered(ui, |ui| {
        ui.vertical_centered(|ui| {
            ui.label(Type::Body.rich(sentence, theme.palette().text.secondary));
            if let Some(action) = action {
                clicked = ui.add(Button::new(action).small()).clicked();
            }
        });
    });
    clicked
}

/// What failed, in place of the content.
#[derive(Clone, Copy, Debug)]
pub struct Failure<'a> {
    /// What happened, and where.
    pub what: &'a str,
    /// What to do about it.
    pub remedy: &'a str,
    /// The chain of causes, folded away; may be empty.
    pub details: &'a str,
    /// Label of the button that tries the remedy.
    pub action: Option<&'a str>,
}

/// Shows an error in place of the content; `true` if its action was clicked.
pub fn failure(ui: &mut Ui, failure: Failure<'_>) -> bool {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let mut clicked = false;
    centered(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            let (icon, _) = ui.allocate_exact_size(Vec2::splat(theme.size().icon), Sense::hover());
            paint::icon(ui, icon, icons::ERROR, icons::format(palette.status.fail));
            ui.label(Type::Body.rich_in(Family::Strong, failure.what, palette.text.primary));
        });
        if !failure.remedy.is_empty() {
            ui.label(Type::Body.rich(failure.remedy, palette.text.secondary));
        }
        if let Some(action) = failure.action {
            clicked = ui.add(Button::new(action).small()).clicked();
        }
        if !failure.details.is_empty() {
            details(ui, failure.details);
        }
    });
    clicked
}

fn details(ui: &mut Ui, details: &str) {
    let color = Theme::of(ui.ctx()).palette().text.tertiary;
    let heading = Type::Label.rich(tr("error.details"), color);
    egui::CollapsingHeader::new(heading)
        .id_salt(details)
        .show(ui, |ui| ui.label(Type::Number.rich(details, color)));
}

/// A column of at most 480 points in the middle of the place, a third from the top.
fn centered(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    let place = ui.available_rect_before_wrap();
    let margin = TOKENS.space.s4;
    let width = (place.width() - 2.0 * margin).clamp(0.0, 480.0);
    let top = place.top() + (place.height() / 3.0).min(160.0);
    let column = Rect::from_min_max(
        egui::pos2(place.center().x - width / 2.0, top),
        egui::pos2(place.center().x + width / 2.0, place.bottom()),
    );
    let mut child = ui.new_child(egui::UiBuilder::new().max_rect(column));
    child.spacing_mut().item_spacing.y = TOKENS.space.s3;
    content(&mut child);
    ui.allocate_rect(place, Sense::hover());
}

/// A picture or a scene that cannot be shown: icon, path or reason, and the way out. `true` if that was clicked.
pub fn missing(ui: &mut Ui, rect: Rect, reason: &str, action: &str) -> bool {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    ui.painter().rect_filled(rect, 0.0, palette.bg.viewport);
    ui.painter()
        .rect_stroke(rect, 0.0, theme.hairline(), egui::StrokeKind::Inside);
    let inner = rect.shrink(theme.space().s4);
    let galley = paint::block(
        ui,
        reason,
        Type::Number.format(palette.text.secondary),
        inner.width(),
    );
    let button = Button::new(action).small();
    let button_size = vec2(button.content_width(ui).ceil(), theme.size().row);
    let gap = theme.space().s3;
    let height = theme.size().icon + gap + galley.size().y + gap + button_size.y;
    let mut y = inner.center().y - height / 2.0;
    let mut at = |height: f32| {
        let row = Rect::from_min_max(
            egui::pos2(inner.left(), y),
            egui::pos2(inner.right(), y + height),
        );
        y += height + gap;
        row
    };
    paint::icon(
        ui,
        at(theme.size().icon),
        icons::NO_IMAGE,
        icons::format(palette.text.tertiary),
    );
    let text_height = galley.size().y;
    paint::put(ui.painter(), at(text_height), Align2::CENTER_CENTER, galley);
    let place = Align2::CENTER_CENTER.align_size_within_rect(button_size, at(button_size.y));
    let response: Response = ui.place(place, button);
    ui.ctx()
        .accesskit_node_builder(response.id, |node| node.set_description(reason));
    response.clicked()
}
