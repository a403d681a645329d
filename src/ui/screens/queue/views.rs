//! Saved views: the filters that people come back to, each with how many samples it lets pass.

use crate::sample::State;
use crate::ui::screens::Cx;
use crate::ui::state::Command;
use crate::ui::state::queue::{Counts, Filter};
use crate::ui::text::{count, tr, tr_in};
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::widgets::paint;
use egui::{Align2, Color32, Role, Sense, Stroke, Ui, WidgetInfo, vec2};

/// A filter with a name.
pub(super) struct View {
    pub name: &'static str,
    pub filter: Filter,
    pub count: u64,
}

/// What a view asks for.
#[derive(Clone, Copy)]
enum Asks {
    Everything,
    States(&'static [State]),
    Flagged,
}

const VIEWS: [(&str, Asks); 8] = [
    ("all", Asks::Everything),
    ("waiting", Asks::States(&[State::Candidate, State::Open])),
    ("deferred", Asks::States(&[State::Deferred])),
    ("disputed", Asks::States(&[State::Disputed])),
    ("flagged", Asks::Flagged),
    ("valid", Asks::States(&[State::Valid])),
    ("rejected", Asks::States(&[State::Rejected])),
    (
        "released",
        Asks::States(&[State::Selected, State::Released]),
    ),
];

/// Every view with its count.
pub(super) fn views(counts: &Counts) -> Vec<View> {
    let view = |(name, asks)| {
        let mut filter = Filter::default();
        let count = match asks {
            Asks::Everything => counts.total,
            Asks::Flagged => {
                filter.flagged = Some(true);
                counts.flagged
            }
            Asks::States(states) => {
                filter.states = states.to_vec();
                states.iter().filter_map(|s| counts.states.get(s)).sum()
            }
        };
        View {
            name: tr_in("view", name),
            filter,
            count,
        }
    };
    VIEWS.into_iter().map(view).collect()
}

/// The view that a filter is, whatever is searched for in it.
pub(super) fn current(filter: &Filter, counts: &Counts) -> Option<View> {
    let bare = Filter {
        text: String::new(),
        ..filter.clone()
    };
    views(counts).into_iter().find(|view| view.filter == bare)
}

/// The list at the left.
pub(super) fn side_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = Theme::of(ui.ctx());
    let heading =
        ui.label(Type::Label.rich(tr("queue.saved_views"), theme.palette().text.secondary));
    heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, tr("queue.saved_views")));
    ui.add_space(theme.space().s1);
    list_ui(ui, cx);
}

/// The views one below the other; `true` if one was chosen.
pub(super) fn list_ui(ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
    let here = current(&cx.state.queue.filter, &cx.state.queue.counts).map(|v| v.name);
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut chosen = false;
    for view in views(&cx.state.queue.counts) {
        if entry_ui(ui, &view, here == Some(view.name)) {
            cx.push(Command::Filter(view.filter));
            chosen = true;
        }
    }
    chosen
}

fn entry_ui(ui: &mut Ui, view: &View, on: bool) -> bool {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let size = vec2(ui.available_width(), theme.size().row_comfortable);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let number = count(usize::try_from(view.count).unwrap_or(usize::MAX));
    response.widget_info(|| {
        WidgetInfo::selected(Role::Button, true, on, format!("{}, {number}", view.name))
    });
    let (fill, family, color) = match (on, response.hovered()) {
        (true, _) => (palette.accent.subtle, Family::Strong, palette.text.primary),
        (false, true) => (palette.bg.hover, Family::Ui, palette.text.primary),
        _ => (Color32::TRANSPARENT, Family::Ui, palette.text.secondary),
    };
    paint::frame(
        ui.painter(),
        rect,
        theme.radius_control(),
        fill,
        Stroke::NONE,
    );
    let mut place = rect.shrink2(vec2(space.s3, 0.0));
    let drawn = paint::text(
        ui,
        place,
        Align2::RIGHT_CENTER,
        &number,
        Type::Number.format(color),
    );
    place.max.x = drawn.left() - space.s2;
    paint::text(
        ui,
        place,
        Align2::LEFT_CENTER,
        view.name,
        Type::Body.format_in(family, color),
    );
    paint::focus_ring(ui, &response, theme.radius_control());
    response.clicked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn views_count_what_their_filters_ask_for() {
        let counts = Counts {
            total: 9,
            flagged: 2,
            states: [(State::Candidate, 4), (State::Open, 1), (State::Valid, 4)].into(),
            ..Counts::default()
        };
        let seen: Vec<u64> = views(&counts).iter().map(|v| v.count).collect();
        assert_eq!(seen, [9, 5, 0, 0, 2, 4, 0, 0]);
        for view in views(&counts) {
            let searched = Filter {
                text: "chair".into(),
                ..view.filter.clone()
            };
            assert_eq!(current(&searched, &counts).map(|v| v.name), Some(view.name));
        }
        let other = Filter {
            tasks: vec!["Spatial Map".into()],
            ..Filter::default()
        };
        assert!(current(&other, &counts).is_none());
    }
}
