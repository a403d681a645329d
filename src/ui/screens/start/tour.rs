//! The right side: the room of the tour, the four steps of a card, and the tasks that the tour holds.

use super::{StartView, Thumb};
use crate::ui::keys::Action;
use crate::ui::screens::Cx;
use crate::ui::state::Command;
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::button::Button;
use crate::ui::widgets::list::tour_step;
use crate::ui::widgets::paint;
use crate::ui::widgets::plate::{Plate, paint_dimension};
use egui::{
    Align2, Image, Pos2, Rect, Role, ScrollArea, Sense, TextureId, Ui, UiBuilder, Vec2, WidgetInfo,
    load::SizedTexture, pos2, vec2,
};

/// Widest content, points.
const WIDEST: f32 = 1480.0;
/// Width over height of the room's plate while there is no picture, and of thumbnails.
const ROOM: f32 = 2.1;
const THUMB: f32 = 1.75;
/// Lowest picture, points.
const LOWEST: f32 = 180.0;
/// Heights of the heading, of the steps and of the words under a thumbnail with the gaps before them, points.
const HEADING: f32 = 56.0;
const STEPS: f32 = 92.0;
const WORDS: f32 = 28.0;

pub(super) fn tour_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &StartView<'_>) {
    let space = Theme::of(ui.ctx()).space();
    let room = ui.available_size();
    let side = (room.x * 0.075).clamp(space.s6, 84.0);
    let width = (room.x - 2.0 * side).min(WIDEST);
    let left = ((room.x - width) / 2.0).floor();
    let top = (room.y * 0.06).clamp(space.s4, space.s12);
    ScrollArea::vertical()
        .id_salt("tour")
        .auto_shrink(false)
        .show(ui, |ui| {
            let origin = ui.min_rect().min + vec2(left, top);
            let column = Rect::from_min_size(origin, vec2(width, f32::INFINITY));
            let mut child = ui.new_child(UiBuilder::new().max_rect(column));
            child.spacing_mut().item_spacing = Vec2::ZERO;
            heading_ui(&mut child, cx, view);
            child.add_space(space.s5);
            room_ui(&mut child, view, room.y - top);
            child.add_space(space.s6);
            steps_ui(&mut child);
            child.add_space(space.s5);
            thumbs_ui(&mut child, view.thumbs);
            child.add_space(space.s6);
            ui.allocate_rect(child.min_rect(), Sense::hover());
        });
}

fn heading_ui(ui: &mut Ui, cx: &mut Cx<'_>, view: &StartView<'_>) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEADING), Sense::hover());
    let key = cx.key(Action::Confirm);
    let button = Button::new(tr("start.start_tour"))
        .primary()
        .key(key.as_deref())
        .pressed(cx.flashed == Some(Action::Confirm));
    let size = vec2(button.content_width(ui).ceil(), theme.size().button);
    let place = Align2::RIGHT_CENTER.align_size_within_rect(size, rect);
    if ui.place(place, button).clicked() {
        cx.push(Command::StartTour);
    }
    let mut words =
        ui.new_child(UiBuilder::new().max_rect(rect.with_max_x(place.left() - theme.space().s4)));
    words.spacing_mut().item_spacing.y = theme.space().s1;
    let title = words.label(Type::Title.rich(tr("start.tour"), palette.text.primary));
    title.widget_info(|| WidgetInfo::labeled(Role::Heading, true, tr("start.tour")));
    let line = tr_with("start.tour_line", &[("n", &count(view.samples))]);
    words.label(Type::Body.rich(line, palette.text.secondary));
}

/// The room, as high as leaves the steps in sight, and the thumbnails too where there is room for both.
fn room_ui(ui: &mut Ui, view: &StartView<'_>, room: f32) {
    let theme = Theme::of(ui.ctx());
    let space = theme.space();
    let width = ui.available_width();
    let aspect = view
        .tour
        .map_or(ROOM, |(_, size)| size.x / size.y.max(1.0))
        .max(0.1);
    let with_steps = room - HEADING - space.s5 - space.s6 - STEPS - space.s4;
    let thumbs = space.s5 + part_width(width, abreast(width)) / THUMB + WORDS + space.s4;
    let with_thumbs = with_steps - thumbs;
    let fits = if with_thumbs >= (width / ROOM).min(340.0) {
        with_thumbs
    } else {
        with_steps
    };
    let height = fits.min(width / aspect.min(ROOM)).max(LOWEST).floor();
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, tr("start.tour_picture")));
    if let Some(uv) = picture(ui, rect, view.tour) {
        let painter = ui.painter().with_clip_rect(rect);
        for plate in view.plates {
            let at = lerp_rect(rect, (plate.at - uv.min) / uv.size());
            match plate.mark {
                None => {
                    paint_dimension(&painter, at, &plate.text);
                }
                Some(_) => {
                    let shown = Plate::new(plate.mark, &plate.text);
                    shown.paint(&painter, at - shown.size(&painter) * 0.5, false);
                }
            }
        }
    }
}

/// The point of a rectangle at these shares of its width and height.
fn lerp_rect(rect: Rect, share: Vec2) -> Pos2 {
    rect.min + rect.size() * share
}

/// A picture that fills its place, cut at the longer sides; a plate while it loads. Returns the part that is shown.
fn picture(ui: &Ui, rect: Rect, texture: Option<(TextureId, Vec2)>) -> Option<Rect> {
    let theme = Theme::of(ui.ctx());
    let radius = theme.radius_control();
    let Some((id, size)) = texture.filter(|(_, size)| size.min_elem() > 0.0) else {
        let ground = theme.palette().bg.viewport;
        paint::frame(ui.painter(), rect, radius, ground, theme.hairline());
        return None;
    };
    let shown = rect.size() / size;
    let cut = shown / shown.max_elem();
    let uv = Rect::from_center_size(pos2(0.5, 0.5), cut);
    Image::new(SizedTexture::new(id, size))
        .uv(uv)
        .corner_radius(radius)
        .paint_at(ui, rect);
    Some(uv)
}

fn steps_ui(ui: &mut Ui) {
    let steps = [
        (tr("start.look"), tr("start.look_line")),
        (tr("start.answer"), tr("start.answer_line")),
        (tr("start.check"), tr("start.check_line")),
        (tr("start.decide"), tr("start.decide_line")),
    ];
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), STEPS), Sense::hover());
    for (i, (name, line)) in steps.into_iter().enumerate() {
        let column = part(rect, i, 4);
        let mut child = ui.new_child(UiBuilder::new().max_rect(column));
        tour_step(&mut child, i + 1, name, line, i == 0);
    }
}

/// One of `of` columns with a gap of 16.
fn part(rect: Rect, index: usize, of: usize) -> Rect {
    let width = part_width(rect.width(), of);
    let left = rect.left() + (width + TOKENS.space.s4) * index as f32;
    Rect::from_min_max(pos2(left, rect.top()), pos2(left + width, rect.bottom()))
}

fn part_width(width: f32, of: usize) -> f32 {
    let gaps = TOKENS.space.s4 * of.saturating_sub(1) as f32;
    ((width - gaps) / of.max(1) as f32).floor()
}

/// Thumbnails in a line.
fn abreast(width: f32) -> usize {
    if width < 560.0 { 3 } else { 4 }
}

fn thumbs_ui(ui: &mut Ui, thumbs: &[Thumb]) {
    let width = ui.available_width();
    let height = (part_width(width, abreast(width)) / THUMB).floor();
    for line in thumbs.chunks(abreast(width)) {
        let (rect, _) = ui.allocate_exact_size(vec2(width, height + WORDS), Sense::hover());
        for (i, thumb) in line.iter().enumerate() {
            thumb_ui(ui, part(rect, i, abreast(width)), height, thumb);
        }
    }
}

fn thumb_ui(ui: &Ui, place: Rect, height: f32, thumb: &Thumb) {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    picture(
        ui,
        Rect::from_min_size(place.min, vec2(place.width(), height)),
        thumb.picture,
    );
    let mut words = place.with_min_y(place.top() + height + theme.space().s1);
    let number = count(thumb.count);
    let response = ui.interact(place, ui.scope_id().with(&thumb.name), Sense::hover());
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Image, true, format!("{}, {number}", thumb.name))
    });
    let drawn = paint::text(
        ui,
        words,
        Align2::RIGHT_CENTER,
        &number,
        Type::Number.format(palette.text.secondary),
    );
    words.max.x = drawn.left() - theme.space().s2;
    paint::text(
        ui,
        words,
        Align2::LEFT_CENTER,
        &thumb.name,
        Type::Body.format(palette.text.primary),
    );
}
