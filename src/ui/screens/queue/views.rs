//! Saved views: the filters that people come back to, each with how many samples it lets pass.

use crate::sample::State;
use crate::ui::screens::Cx;
use crate::ui::state::Command;
use crate::ui::state::queue::{Counts, Filter};
use crate::ui::text::{count, tr, tr_in};
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets::list::nav_row;
use egui::{Role, Ui, WidgetInfo};

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
    ui.horizontal(|ui| {
        ui.add_space(theme.space().s3);
        let words = Type::Label.rich(tr("queue.saved_views"), theme.palette().text.secondary);
        let heading = ui.label(words);
        heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, tr("queue.saved_views")));
    });
    ui.add_space(theme.space().s1);
    list_ui(ui, cx);
}

/// The views one below the other; `true` if one was chosen.
pub(super) fn list_ui(ui: &mut Ui, cx: &mut Cx<'_>) -> bool {
    let here = current(&cx.state.queue.filter, &cx.state.queue.counts).map(|v| v.name);
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut chosen = false;
    for view in views(&cx.state.queue.counts) {
        let number = count(usize::try_from(view.count).unwrap_or(usize::MAX));
        if nav_row(ui, view.name, &number, here == Some(view.name)).clicked() {
            cx.push(Command::Filter(view.filter));
            chosen = true;
        }
    }
    chosen
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
