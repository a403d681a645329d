//! The row of filter chips: each opens a menu of the values that occur, with their counts.

use super::facet::{Entry, Facet};
use super::views;
use crate::ui::icons;
use crate::ui::screens::Cx;
use crate::ui::state::Command;
use crate::ui::state::queue::Filter;
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::paint;
use egui::{
    Align2, Color32, Popup, PopupCloseBehavior, Rect, Response, Role, ScrollArea, Sense, Stroke,
    Ui, WidgetInfo, vec2,
};

/// Width of a menu, and of a chip's words at most, points.
const MENU: f32 = 280.0;
const WORDS: f32 = 220.0;
/// Height of a menu, points.
const MENU_HEIGHT: f32 = 360.0;

/// Shows the chips in as many lines as they need; with the saved views as the first where there is no list of them.
pub(super) fn chips_ui(ui: &mut Ui, cx: &mut Cx<'_>, with_views: bool) {
    let space = Theme::of(ui.ctx()).space();
    let margin = egui::Margin::symmetric(space.s4 as i8, space.s1 as i8);
    egui::Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(space.s1, space.s1);
            if with_views {
                views_chip(ui, cx);
            }
            for facet in Facet::ALL {
                facet_chip(ui, cx, facet);
            }
            let filter = &cx.state.queue.filter;
            if *filter != Filter::default()
                && ui
                    .add(Button::new(tr("queue.clear")).quiet().small())
                    .clicked()
            {
                cx.push(Command::Filter(Filter::default()));
            }
        });
    });
}

fn views_chip(ui: &mut Ui, cx: &mut Cx<'_>) {
    let here = views::current(&cx.state.queue.filter, &cx.state.queue.counts);
    let name = here.map_or(tr("queue.saved_views"), |view| view.name);
    let chip = Chip {
        words: name,
        spoken: &format!("{}, {name}", tr("queue.saved_views")),
        on: false,
        remove: None,
    };
    let (open, _) = chip.show(ui);
    Popup::menu(&open)
        .width(MENU)
        .show(|ui| views::list_ui(ui, cx));
}

fn facet_chip(ui: &mut Ui, cx: &mut Cx<'_>, facet: Facet) {
    let chosen = facet.chosen(&cx.state.queue.filter);
    let name = facet.name();
    let words = match chosen.as_slice() {
        [] => name.to_owned(),
        [one] => tr_with("queue.is", &[("facet", name), ("value", &facet.label(one))]),
        [one, rest @ ..] => {
            let more = count(rest.len());
            tr_with(
                "queue.is_and_more",
                &[("facet", name), ("value", &facet.label(one)), ("n", &more)],
            )
        }
    };
    let remove = tr_with("queue.remove", &[("facet", name)]);
    let chip = Chip {
        words: &words,
        spoken: &words,
        on: !chosen.is_empty(),
        remove: (!chosen.is_empty()).then_some(&remove),
    };
    let (open, removed) = chip.show(ui);
    if removed {
        let mut filter = cx.state.queue.filter.clone();
        facet.clear(&mut filter);
        cx.push(Command::Filter(filter));
    }
    let menu = Popup::menu(&open)
        .width(MENU)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    menu.show(|ui| menu_ui(ui, cx, facet, &chosen));
}

fn menu_ui(ui: &mut Ui, cx: &mut Cx<'_>, facet: Facet, chosen: &[String]) {
    ui.set_width(MENU);
    ui.spacing_mut().item_spacing.y = 0.0;
    let entries = facet.entries(&cx.state.queue.counts);
    if entries.is_empty() {
        let color = Theme::of(ui.ctx()).palette().text.secondary;
        ui.label(Type::Body.rich(tr("queue.nothing_to_choose"), color));
    }
    ScrollArea::vertical()
        .max_height(MENU_HEIGHT)
        .show(ui, |ui| {
            for entry in &entries {
                if entry_ui(ui, entry, chosen.contains(&entry.value)) {
                    let mut filter = cx.state.queue.filter.clone();
                    facet.toggle(&mut filter, &entry.value);
                    cx.push(Command::Filter(filter));
                }
            }
        });
}

fn entry_ui(ui: &mut Ui, entry: &Entry, on: bool) -> bool {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), theme.size().row), Sense::click());
    let number = count(usize::try_from(entry.count).unwrap_or(usize::MAX));
    let spoken = format!("{}, {number}", entry.label);
    response.widget_info(|| WidgetInfo::selected(Role::MenuItemCheckBox, true, on, &spoken));
    if response.hovered() {
        ui.painter()
            .rect_filled(rect, theme.radius_small(), palette.bg.hover);
    }
    let mut place = rect.shrink2(vec2(space.s2, 0.0));
    let mark = paint::cut_left(&mut place, theme.size().icon);
    if on {
        paint::icon(ui, mark, icons::PASS, icons::small(palette.accent.base));
    }
    paint::cut_left(&mut place, space.s2);
    let drawn = paint::text(
        ui,
        place,
        Align2::RIGHT_CENTER,
        &number,
        Type::Number.format(palette.text.tertiary),
    );
    place.max.x = drawn.left() - space.s2;
    paint::text(
        ui,
        place,
        Align2::LEFT_CENTER,
        &entry.label,
        Type::Body.format(palette.text.primary),
    );
    let inside = response
        .clone()
        .with_new_rect(rect.shrink(TOKENS.stroke.focus + TOKENS.stroke.focus_gap));
    paint::focus_ring(ui, &inside, theme.radius_small());
    response.clicked()
}

/// A chip: words that open a menu, and a cross that takes the filter away.
struct Chip<'a> {
    words: &'a str,
    spoken: &'a str,
    on: bool,
    /// What the cross is called.
    remove: Option<&'a String>,
}

impl Chip<'_> {
    /// The part that opens the menu, and whether the cross was clicked.
    fn show(self, ui: &mut Ui) -> (Response, bool) {
        let theme = Theme::of(ui.ctx());
        let (palette, space, size) = (theme.palette(), theme.space(), theme.size());
        let color = if self.on {
            palette.text.primary
        } else {
            palette.text.secondary
        };
        let galley = paint::line(ui, self.words, Type::Label.format(color), WORDS);
        let width = space.s2 + galley.size().x + space.s1 + size.icon_small + space.s2;
        let cross = if self.remove.is_some() { size.row } else { 0.0 };
        let (rect, _) =
            ui.allocate_exact_size(vec2((width + cross).ceil(), size.row), Sense::hover());
        let (fill, line) = if self.on {
            (
                palette.accent.subtle,
                Stroke::new(TOKENS.stroke.control, palette.accent.base),
            )
        } else {
            (Color32::TRANSPARENT, theme.control_line())
        };
        let mut place = rect;
        let remove = paint::cut_right(&mut place, cross);
        let open = ui.interact(
            place,
            ui.scope_id().with(("open", self.words)),
            Sense::click(),
        );
        open.widget_info(|| WidgetInfo::labeled(Role::Button, true, self.spoken));
        let fill = if open.hovered() && !self.on {
            palette.bg.hover
        } else {
            fill
        };
        paint::frame(ui.painter(), rect, theme.radius_control(), fill, line);
        let mut inner = place.shrink2(vec2(space.s2, 0.0));
        let chevron = paint::cut_right(&mut inner, size.icon_small);
        paint::icon(ui, chevron, icons::OPEN_MENU, icons::small(color));
        paint::put(ui.painter(), inner, Align2::LEFT_CENTER, galley);
        paint::focus_ring(ui, &open, theme.radius_control());
        let removed = self.remove.is_some_and(|name| cross_ui(ui, remove, name));
        (open, removed)
    }
}

fn cross_ui(ui: &Ui, place: Rect, name: &str) -> bool {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let response = ui.interact(place, ui.scope_id().with(("remove", name)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let color = if response.hovered() {
        palette.text.primary
    } else {
        palette.text.secondary
    };
    paint::icon(ui, place, icons::CLOSE, icons::small(color));
    paint::focus_ring(ui, &response, theme.radius_control());
    response.clicked()
}
