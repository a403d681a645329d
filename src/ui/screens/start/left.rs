//! The left column: what can be opened, and what this computer offers.

use super::{Recent, StartMemory, StartView, by_path};
use crate::ui::icons;
use crate::ui::keys::Action;
use crate::ui::screens::Cx;
use crate::ui::state::Command;
use crate::ui::text::{bytes, tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::field::text_field;
use crate::ui::widgets::list::{StartRow, start_row};
use crate::ui::widgets::paint;
use egui::{Align2, Galley, Key, Margin, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};
use std::sync::Arc;

/// Height of a line about this computer, points.
const FACT: f32 = 28.0;
/// Free space below which the disk is said to be short, bytes.
const DISK_SHORT: u64 = 1_000_000_000;

pub(super) fn left_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    view: &StartView<'_>,
    memory: &mut StartMemory,
) {
    let space = Theme::of(ui.ctx()).space();
    let side = if ui.available_width() > 440.0 {
        64.0
    } else {
        space.s6
    };
    let margin = Margin::symmetric(side as i8, 0);
    let room = ui.available_height();
    ScrollArea::vertical()
        .id_salt("start")
        .auto_shrink(false)
        .show(ui, |ui| {
            egui::Frame::new().inner_margin(margin).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let top = ui.cursor().top();
                ui.add_space((room * 0.06).clamp(space.s4, space.s12));
                heading_ui(ui);
                ui.add_space(space.s6);
                actions_ui(ui, cx);
                ui.add_space(space.s3);
                path_ui(ui, cx, memory);
                ui.add_space(space.s6);
                recent_ui(ui, cx, view.recent);
                // At the bottom of the column, or below the rest when there is no room.
                let used = ui.cursor().top() - top;
                ui.add_space((room - used - computer_height(ui, view) - space.s6).max(space.s6));
                computer_ui(ui, view);
                ui.add_space(space.s6);
            });
        });
}

fn heading_ui(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let name = ui.label(Type::Title.rich(tr("start.name"), palette.text.primary));
    name.widget_info(|| WidgetInfo::labeled(Role::Heading, true, tr("start.name")));
    ui.add_space(theme.space().s1);
    ui.label(Type::Body.rich(tr("start.line"), palette.text.secondary));
}

fn actions_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    for (action, icon, remark) in [
        (Action::OpenProject, icons::OPEN, ""),
        (Action::Import, icons::IMPORT, tr("start.import_remark")),
        (Action::OpenScene, icons::SCENES, ""),
        (Action::OpenCloud, icons::CLOUD, ""),
    ] {
        let key = cx.key(action);
        let title = action.label();
        let row = StartRow {
            icon,
            title: &title,
            line: remark,
            key: key.as_deref(),
            remark: "",
        };
        if start_row(ui, row).clicked() {
            cx.act(action);
        }
    }
}

fn path_ui(ui: &mut Ui, cx: &mut Cx<'_>, memory: &mut StartMemory) {
    ui.spacing_mut().item_spacing.y = TOKENS.space.s1;
    let field = text_field(
        ui,
        tr("start.path"),
        &mut memory.path,
        tr("start.path_hint"),
        1,
    );
    if memory.path.trim().is_empty() {
        return;
    }
    ui.add_space(TOKENS.space.s2);
    let go = ui.add(Button::new(tr("start.go")).small()).clicked();
    // Enter in the field comes here only where the key map does not take it.
    let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if go || entered {
        cx.push(by_path(&memory.path));
    }
}

fn recent_ui(ui: &mut Ui, cx: &mut Cx<'_>, recent: &[Recent]) {
    let palette = Theme::of(ui.ctx()).palette();
    let heading = ui.label(Type::Label.rich(tr("start.recent"), palette.text.secondary));
    heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, tr("start.recent")));
    ui.add_space(TOKENS.space.s2);
    if recent.is_empty() {
        ui.label(Type::Body.rich(tr("start.no_recent"), palette.text.secondary));
    }
    for project in recent {
        let row = StartRow {
            icon: icons::PROJECT,
            title: &project.name,
            line: &project.remark,
            key: None,
            remark: &project.when,
        };
        if start_row(ui, row)
            .on_hover_text(project.path.display().to_string())
            .clicked()
        {
            cx.push(Command::Open(project.path.clone()));
        }
    }
}

/// One line about this computer.
struct Fact<'a> {
    name: &'static str,
    value: String,
    /// What to do about it, if it is short of something.
    short: Option<&'a str>,
}

fn facts<'a>(view: &StartView<'a>) -> [Fact<'a>; 3] {
    let disk = view.disk_free.map_or_else(
        || tr("number.unknown").to_owned(),
        |free| tr_with("start.free", &[("size", &bytes(free))]),
    );
    let short = view.disk_free.is_some_and(|free| free < DISK_SHORT);
    [
        Fact {
            name: tr("start.scene_view"),
            value: view.adapter.unwrap_or(tr("start.no_adapter")).to_owned(),
            short: view.adapter.err(),
        },
        Fact {
            name: tr("start.disk"),
            value: disk,
            short: short.then(|| tr("start.disk_short")),
        },
        Fact {
            name: tr("start.fonts"),
            value: view.fonts.to_owned(),
            short: None,
        },
    ]
}

/// Everything below the line of a fact: a value that has no room beside its name, and what it is short of.
fn below(ui: &Ui, fact: &Fact<'_>) -> Vec<Arc<Galley>> {
    let palette = Theme::of(ui.ctx()).palette();
    let width = ui.available_width() - indent();
    let mut blocks = Vec::new();
    if !fits(ui, fact) {
        let format = Type::Number.format(palette.text.primary);
        blocks.push(paint::block(ui, &fact.value, format, width));
    }
    if let Some(short) = fact.short {
        let format = Type::Label.format(palette.text.secondary);
        blocks.push(paint::block(ui, short, format, width));
    }
    blocks
}

/// Whether name and value stand side by side.
fn fits(ui: &Ui, fact: &Fact<'_>) -> bool {
    let color = Theme::of(ui.ctx()).palette().text.primary;
    let width = |text, step: Type| {
        paint::line(ui, text, step.format(color), f32::INFINITY)
            .size()
            .x
    };
    let needed = width(fact.name, Type::Body) + TOKENS.space.s3 + width(&fact.value, Type::Number);
    needed <= ui.available_width() - indent()
}

fn computer_height(ui: &Ui, view: &StartView<'_>) -> f32 {
    let below: f32 = facts(view)
        .iter()
        .flat_map(|fact| below(ui, fact))
        .map(|block| block.size().y)
        .sum();
    Type::Label.line() + TOKENS.space.s1 + 3.0 * FACT + below
}

fn indent() -> f32 {
    TOKENS.size.icon_small + TOKENS.space.s2
}

fn computer_ui(ui: &mut Ui, view: &StartView<'_>) {
    let palette = Theme::of(ui.ctx()).palette();
    let heading = ui.label(Type::Label.rich(tr("start.computer"), palette.text.secondary));
    heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, tr("start.computer")));
    ui.add_space(TOKENS.space.s1);
    for fact in facts(view) {
        fact_ui(ui, &fact);
    }
}

fn fact_ui(ui: &mut Ui, fact: &Fact<'_>) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), FACT), Sense::hover());
    let spoken = [fact.name, &fact.value, fact.short.unwrap_or_default()].join(", ");
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    response.on_hover_text(&spoken);
    let mut place = rect;
    let (icon, color) = match fact.short {
        Some(_) => (icons::WARN, palette.status.warn),
        None => (icons::PASS, palette.status.pass),
    };
    paint::icon(
        ui,
        paint::cut_left(&mut place, theme.size().icon_small),
        icon,
        icons::small(color),
    );
    paint::cut_left(&mut place, theme.space().s2);
    let strong = Type::Body.format(palette.text.primary);
    let name = paint::text(ui, place, Align2::LEFT_CENTER, fact.name, strong);
    if fits(ui, fact) {
        place.min.x = name.right() + theme.space().s3;
        let value = Type::Number.format(palette.text.primary);
        paint::text(ui, place, Align2::RIGHT_CENTER, &fact.value, value);
    }
    for block in below(ui, fact) {
        let size = vec2(ui.available_width(), block.size().y);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let place = rect.with_min_x(rect.left() + indent());
        paint::put(ui.painter(), place, Align2::LEFT_TOP, block);
    }
}
