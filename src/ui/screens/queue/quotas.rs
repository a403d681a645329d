//! Quotas: what is valid of each task against its target, by category, in as many columns as fit.

use crate::sample::State;
use crate::sample::{Task, taxonomy};
use crate::ui::icons;
use crate::ui::screens::Cx;
use crate::ui::state::Command;
use crate::ui::state::queue::{Counts, Filter};
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::Theme;
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::check_row::section_heading;
use crate::ui::widgets::pane_header::{header_state, pane_header};
use crate::ui::widgets::quota_bar::quota_bar;
use egui::{Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

/// Narrowest column, points.
const COLUMN: f32 = 300.0;
/// States that count towards a target.
const COUNTED: [State; 3] = [State::Valid, State::Selected, State::Released];

/// A category with what it has and needs.
struct Section {
    name: &'static str,
    tasks: Vec<(&'static Task, usize)>,
}

impl Section {
    fn rows(&self) -> usize {
        self.tasks.len() + 1
    }

    fn height(&self) -> f32 {
        self.rows() as f32 * TOKENS.size.hit_min + TOKENS.space.s2
    }

    fn targets(&self) -> usize {
        self.tasks.iter().map(|(task, _)| target(task)).sum()
    }

    fn done(&self) -> usize {
        self.tasks.iter().map(|(_, done)| done).sum()
    }
}

/// What a project has towards a release.
pub(super) struct Totals {
    /// Counted samples that the targets have room for.
    pub usable: usize,
    /// All targets together.
    pub target: usize,
    /// Tasks below their target.
    pub short: usize,
}

/// Adds up what [`Counts`] has towards the targets.
pub(super) fn totals(counts: &Counts) -> Totals {
    let mut totals = Totals {
        usable: 0,
        target: 0,
        short: 0,
    };
    for task in taxonomy().tasks() {
        let (done, target) = (done(counts, task), target(task));
        totals.usable += done.min(target);
        totals.target += target;
        totals.short += usize::from(done < target);
    }
    totals
}

/// How many samples are valid, selected or released.
pub(super) fn valid(counts: &Counts) -> u64 {
    COUNTED.iter().filter_map(|s| counts.states.get(s)).sum()
}

fn target(task: &Task) -> usize {
    usize::try_from(task.target).unwrap_or(usize::MAX)
}

fn done(counts: &Counts, task: &Task) -> usize {
    let states = counts.tasks.get(&task.name);
    let sum: u64 = states.map_or(0, |states| {
        COUNTED.iter().filter_map(|s| states.get(s)).sum()
    });
    usize::try_from(sum).unwrap_or(usize::MAX)
}

fn sections(counts: &Counts) -> Vec<Section> {
    let of = |name| {
        let tasks = taxonomy()
            .tasks()
            .iter()
            .filter(|task| task.category == name);
        Section {
            name,
            tasks: tasks.map(|task| (task, done(counts, task))).collect(),
        }
    };
    taxonomy().categories().into_iter().map(of).collect()
}

/// Deals sections to columns in order, so that the longest column is about as long as the others.
fn deal(sections: Vec<Section>, columns: usize) -> Vec<Vec<Section>> {
    let all: usize = sections.iter().map(Section::rows).sum();
    let share = all.div_ceil(columns.max(1));
    let mut dealt: Vec<Vec<Section>> = vec![Vec::new()];
    let mut rows = 0;
    for section in sections {
        let left = columns.saturating_sub(dealt.len());
        if left > 0 && rows > 0 && rows + section.rows() / 2 > share * dealt.len() {
            dealt.push(Vec::new());
        }
        rows += section.rows();
        if let Some(column) = dealt.last_mut() {
            column.push(section);
        }
    }
    dealt
}

/// Height that all quotas need at this width, with the header, points.
pub(super) fn height(counts: &Counts, width: f32) -> f32 {
    let columns = deal(sections(counts), columns(width - 2.0 * TOKENS.space.s4));
    let tallest = columns
        .iter()
        .map(|c| c.iter().map(Section::height).sum())
        .fold(0.0_f32, f32::max);
    TOKENS.size.pane_header + tallest + TOKENS.space.s6
}

fn columns(width: f32) -> usize {
    ((width - TOKENS.space.s4) / (COLUMN + TOKENS.space.s8))
        .floor()
        .clamp(1.0, 4.0) as usize
}

/// Shows the pane in the whole of `ui`.
pub(super) fn quotas_ui(ui: &mut Ui, cx: &mut Cx<'_>) {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let short = totals(&cx.state.queue.counts).short;
    pane_header(ui, tr("queue.quotas"), tr("queue.quotas_remark"), |ui| {
        if short > 0 {
            let words = tr_with("queue.tasks_short", &[("n", &count(short))]);
            header_state(ui, icons::WARN, &words, palette.status.warn);
        } else {
            header_state(
                ui,
                icons::PASS,
                tr("queue.no_task_short"),
                palette.text.secondary,
            );
        }
    });
    ScrollArea::vertical()
        .id_salt("quotas")
        .auto_shrink(false)
        .show(ui, |ui| {
            let place = ui.available_rect_before_wrap().shrink2(vec2(space.s4, 0.0));
            let dealt = deal(sections(&cx.state.queue.counts), columns(place.width()));
            let gap = space.s8;
            let width = (place.width() - gap * (dealt.len() - 1) as f32) / dealt.len() as f32;
            let mut bottom = place.top();
            for (i, sections) in dealt.iter().enumerate() {
                let left = place.left() + (width + gap) * i as f32;
                let column = Rect::from_min_max(
                    pos2(left, place.top() + space.s2),
                    pos2(left + width, f32::INFINITY),
                );
                let mut child = ui.new_child(UiBuilder::new().max_rect(column));
                column_ui(&mut child, cx, sections);
                bottom = bottom.max(child.min_rect().bottom());
            }
            ui.allocate_rect(
                Rect::from_min_max(place.min, pos2(place.right(), bottom)),
                egui::Sense::hover(),
            );
        });
}

fn column_ui(ui: &mut Ui, cx: &mut Cx<'_>, sections: &[Section]) {
    ui.spacing_mut().item_spacing.y = 0.0;
    for section in sections {
        let numbers = [
            ("done", count(section.done())),
            ("all", count(section.targets())),
        ];
        let [done, all] = &numbers;
        section_heading(
            ui,
            section.name,
            &tr_with("status.progress", &[(done.0, &done.1), (all.0, &all.1)]),
        );
        for (task, done) in &section.tasks {
            if quota_bar(ui, &task.name, *done, target(task)).clicked() {
                cx.push(Command::Filter(Filter {
                    tasks: vec![task.name.clone()],
                    ..Filter::default()
                }));
            }
        }
        ui.add_space(TOKENS.space.s2);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surplus_of_one_task_does_not_fill_another() {
        let counts = Counts {
            tasks: [
                (
                    "Spatial Map".to_owned(),
                    [(State::Valid, 400), (State::Rejected, 9)].into(),
                ),
                (
                    "Space Folding".to_owned(),
                    [(State::Released, 5), (State::Selected, 5)].into(),
                ),
            ]
            .into(),
            ..Counts::default()
        };
        let totals = totals(&counts);
        assert_eq!(
            (totals.usable, totals.target, totals.short),
            (230, 5025, 29)
        );
    }

    #[test]
    fn columns_hold_every_category_once_in_order() {
        let names: Vec<&str> = sections(&Counts::default())
            .iter()
            .map(|s| s.name)
            .collect();
        for columns in 1..=4 {
            let dealt = deal(sections(&Counts::default()), columns);
            assert_eq!(dealt.len(), columns);
            let rows: Vec<usize> = dealt
                .iter()
                .map(|c| c.iter().map(Section::rows).sum())
                .collect();
            assert!(rows.iter().all(|r| *r <= 40 / columns + 6), "{rows:?}");
            assert_eq!(
                dealt.iter().flatten().map(|s| s.name).collect::<Vec<_>>(),
                names
            );
        }
    }
}
