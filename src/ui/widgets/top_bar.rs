//! The top bar: project, modes, search or run, person, key card.

use egui::{
    Align, Align2, Color32, Layout, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, vec2,
};

use super::button::icon_button;
use super::key_cap::{CapColors, cap_width, paint_cap};
use super::paint;
use crate::ui::icons;
use crate::ui::keys::{Action, KeyMap};
use crate::ui::text::{tr, tr_in};
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::tokens::TOKENS;

/// A mode of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ModeTab {
    /// Lists, quotas, agreement.
    Queue,
    /// Cards.
    Screening,
    /// What models got wrong.
    Failures,
    /// Transcripts.
    Agent,
    /// Selection and export.
    Release,
    /// Scenes on disk.
    Scenes,
}

impl ModeTab {
    /// In the order of the bar. Scenes come after them, and only while there are some.
    pub const ALL: [Self; 5] = [
        Self::Queue,
        Self::Screening,
        Self::Failures,
        Self::Agent,
        Self::Release,
    ];

    /// The action that goes there.
    #[must_use]
    pub const fn action(self) -> Action {
        match self {
            Self::Queue => Action::ModeQueue,
            Self::Screening => Action::ModeScreening,
            Self::Failures => Action::ModeFailures,
            Self::Agent => Action::ModeAgent,
            Self::Release => Action::ModeRelease,
            Self::Scenes => Action::ModeScenes,
        }
    }
}

/// What the bar shows.
#[derive(Clone, Copy, Debug)]
pub struct TopBar<'a> {
    /// Name of the open project.
    pub project: &'a str,
    /// The open mode.
    pub mode: ModeTab,
    /// Modes that can be opened.
    pub modes: &'a [ModeTab],
    /// Name of the person.
    pub person: &'a str,
    /// Current keys.
    pub keys: &'a KeyMap,
}

/// What was clicked: an action of the bar, and the button of the project for its menu.
#[derive(Debug)]
pub struct TopBarOutput {
    /// Asked for.
    pub action: Option<Action>,
    /// Open the project's menu at this button with [`egui::Popup::menu`].
    pub project: Response,
}

/// Width of the search field, points.
const SEARCH: f32 = 220.0;

impl TopBar<'_> {
    /// Shows the bar, 44 high, over the whole width.
    pub fn show(self, ui: &mut Ui) -> TopBarOutput {
        let theme = Theme::of(ui.ctx());
        let space = theme.space();
        let (rect, _) = ui.allocate_exact_size(
            vec2(ui.available_width(), theme.size().top_bar),
            Sense::hover(),
        );
        paint::line_below(ui, rect);
        let inner = rect.shrink2(vec2(space.s4, 0.0));

        let right_to_left = Layout::right_to_left(Align::Center);
        let mut right = ui.new_child(egui::UiBuilder::new().max_rect(inner).layout(right_to_left));
        right.spacing_mut().item_spacing.x = space.s4;
        let mut action = self.right_side(&mut right);

        let left = inner.with_max_x(right.min_rect().left() - space.s4);
        let mut left = ui.new_child(
            egui::UiBuilder::new()
                .max_rect(left)
                .layout(Layout::left_to_right(Align::Center)),
        );
        left.spacing_mut().item_spacing.x = 0.0;
        let project = project_button(&mut left, self.project);
        left.add_space(space.s4);
        let x = left.cursor().left();
        ui.painter()
            .vline(x, rect.shrink2(vec2(0.0, 14.0)).y_range(), theme.hairline());
        left.add_space(space.s3);
        for &mode in self.modes {
            if tab(&mut left, mode, mode == self.mode, rect).clicked() {
                action = Some(mode.action());
            }
        }
        TopBarOutput { action, project }
    }

    fn right_side(&self, ui: &mut Ui) -> Option<Action> {
        let theme = Theme::of(ui.ctx());
        let mut action = None;
        // The icon's own padding stands outside the margin, so that the drawing lines up with it.
        ui.add_space(-(theme.size().row - theme.size().icon) / 2.0);
        if icon_button(ui, icons::KEYS, &Action::KeyCard.label(), None).clicked() {
            action = Some(Action::KeyCard);
        }
        ui.add_space(-theme.space().s2);
        ui.label(Type::Body.rich(self.person, theme.palette().text.secondary));
        ui.add_space(theme.space().s2);
        let key = self.keys.label(Action::Palette, ui.ctx().os());
        let fits = ui.available_width() > SEARCH + 560.0;
        if search(ui, key.as_deref(), fits).clicked() {
            action = Some(Action::Palette);
        }
        action
    }
}

fn project_button(ui: &mut Ui, name: &str) -> Response {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let strong = Type::Body.format_in(Family::Strong, palette.text.primary);
    let galley = paint::line(ui, name, strong, (ui.available_width() / 4.0).max(80.0));
    let (logo, chevron) = (theme.size().icon, theme.size().icon_small);
    let width = logo + space.s3 + galley.size().x + space.s2 + chevron;
    let (rect, response) = ui.allocate_exact_size(vec2(width, theme.size().row), Sense::click());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Button, true, format!("{}, {name}", tr("top.project")))
    });
    let mut place = rect;
    paint_logo(ui, paint::cut_left(&mut place, logo));
    paint::cut_left(&mut place, space.s3);
    paint::put(ui.painter(), place, Align2::LEFT_CENTER, galley);
    let chevron = Rect::from_min_max(egui::pos2(rect.right() - chevron, rect.top()), rect.max);
    paint::icon(
        ui,
        chevron,
        icons::OPEN_MENU,
        icons::small(palette.text.secondary),
    );
    paint::focus_ring(ui, &response, theme.radius_small());
    response
}

/// The program's mark: a square inside a square.
fn paint_logo(ui: &Ui, place: Rect) {
    let theme = Theme::of(ui.ctx());
    let color = theme.palette().accent.base;
    let outer = Rect::from_center_size(place.center(), egui::Vec2::splat(theme.size().icon));
    ui.painter().rect_stroke(
        outer,
        theme.radius_small(),
        Stroke::new(TOKENS.stroke.selected, color),
        StrokeKind::Inside,
    );
    ui.painter()
        .rect_filled(outer.shrink(TOKENS.space.s1), 1.0, color);
}

fn tab(ui: &mut Ui, mode: ModeTab, open: bool, bar: Rect) -> Response {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let name = tr_in("action", mode.action().stem());
    let (family, rest) = if open {
        (Family::Strong, palette.text.primary)
    } else {
        (Family::Ui, palette.text.secondary)
    };
    let width = paint::line(
        ui,
        name,
        Type::Body.format_in(Family::Strong, Color32::PLACEHOLDER),
        f32::INFINITY,
    )
    .size()
    .x;
    let (rect, response) =
        ui.allocate_exact_size(vec2(width + 2.0 * space.s4, bar.height()), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, open, name));
    let color = if response.hovered() {
        palette.text.primary
    } else {
        rest
    };
    paint::text(
        ui,
        rect,
        Align2::CENTER_CENTER,
        name,
        Type::Body.format_in(family, color),
    );
    if open {
        let line = Rect::from_center_size(
            egui::pos2(rect.center().x, bar.bottom() - 1.0),
            vec2(width, 2.0),
        );
        ui.painter().rect_filled(line, 0.0, palette.accent.base);
    }
    let inside = response.clone().with_new_rect(rect.shrink(space.s2));
    paint::focus_ring(ui, &inside, theme.radius_small());
    response
}

/// The field that opens the palette. It only looks like a field: typing happens in the palette.
fn search(ui: &mut Ui, key: Option<&str>, wide: bool) -> Response {
    let theme = Theme::of(ui.ctx());
    let (palette, space, size) = (theme.palette(), theme.space(), theme.size());
    let words = Action::Palette.label();
    let width = if wide { SEARCH } else { size.row };
    let (rect, response) = ui.allocate_exact_size(vec2(width, size.row), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    let fill = if response.hovered() {
        palette.bg.hover
    } else {
        theme.field_fill()
    };
    paint::frame(
        ui.painter(),
        rect,
        theme.radius_control(),
        fill,
        theme.control_line(),
    );
    let mut place = rect.shrink2(vec2(if wide { space.s2 } else { 0.0 }, 0.0));
    if wide {
        if let Some(key) = key {
            let cap = paint::cut_right(&mut place, cap_width(ui, key));
            paint_cap(
                ui,
                cap.left() + space.s1 - 1.0,
                rect.center().y,
                key,
                CapColors::plain(theme),
            );
        }
        paint::icon(
            ui,
            paint::cut_left(&mut place, size.icon_small),
            icons::FIND,
            icons::small(palette.text.secondary),
        );
        paint::cut_left(&mut place, space.s2);
        paint::text(
            ui,
            place,
            Align2::LEFT_CENTER,
            &words,
            Type::Body.format(palette.text.secondary),
        );
    } else {
        paint::icon(ui, place, icons::FIND, icons::small(palette.text.secondary));
    }
    paint::focus_ring(ui, &response, theme.radius_control());
    response
}
