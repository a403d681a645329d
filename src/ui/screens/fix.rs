//! The fix screen: question, options, answer, task and geometry, with what follows from each edit; the original
//! beside it as a diff.

use super::column::{check_ui, outcome};
use super::{Cx, mark_of};
use crate::evidence::{Evidence, Shape, find};
use crate::sample::taxonomy;
use crate::ui::keys::Action;
use crate::ui::state::changes::{Change, Field, changes};
use crate::ui::state::fix::{BoxNumbers, Fix};
use crate::ui::state::{Card, Command, FixEdit};
use crate::ui::text::{tr, tr_with};
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::widgets::button::Button;
use crate::ui::widgets::check_row::{check_heading, remark};
use crate::ui::widgets::field::{NumberField, NumberText, segmented, text_field};
use crate::ui::widgets::key_cap::KeyHint;
use crate::ui::widgets::paint;
use crate::ui::widgets::pane_header::pane_header;
use crate::ui::widgets::proof::evidence_word;
use egui::{Align, Layout, Margin, Panel, ScrollArea, Ui};

/// What the screen remembers: the open tab, and numbers being typed.
#[derive(Default)]
pub struct FixScreen {
    tab: usize,
    typing: [NumberText; 7],
}

/// Steps of the arrows in a number field: 1 cm and, with Shift, 1 mm; 1° and 0.1° for the yaw.
const STEP_M: (f64, f64) = (0.01, 0.001);
const STEP_DEG: (f64, f64) = (1.0, 0.1);

impl FixScreen {
    /// Shows the right column.
    pub fn column_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, card: &Card) {
        let Some(fix) = &card.fix else { return };
        let space = Theme::of(ui.ctx()).space();
        let inner =
            egui::Frame::new().inner_margin(Margin::symmetric(space.s5 as i8, space.s3 as i8));
        Panel::bottom("fix bar")
            .frame(inner)
            .show_separator_line(false)
            .resizable(false)
            .show(ui, |ui| bar_ui(ui, cx, fix));
        egui::CentralPanel::default().frame(inner).show(ui, |ui| {
            header_ui(ui, fix);
            ui.add_space(space.s2);
            ScrollArea::vertical()
                .id_salt("fix")
                .auto_shrink(false)
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = space.s2;
                    ui.label(Type::Option.rich_in(
                        Family::Strong,
                        fix.draft.shown_question(),
                        Theme::of(ui.ctx()).palette().text.primary,
                    ));
                    self.tabs_ui(ui, cx, fix);
                    checks_ui(ui, fix);
                });
        });
    }

    fn tabs_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fix: &Fix) {
        let boxes: Vec<&Evidence> = fix
            .draft
            .evidence
            .iter()
            .filter(|e| matches!(e.shape, Shape::Obb(_)))
            .collect();
        let names = if boxes.is_empty() {
            vec![tr("fix.text")]
        } else {
            vec![tr("fix.box"), tr("fix.text")]
        };
        self.tab = self.tab.min(names.len() - 1);
        if let Some(tab) = segmented(ui, tr("fix.what"), &names, self.tab) {
            self.tab = tab;
        }
        if self.tab == 0 && !boxes.is_empty() {
            self.box_ui(ui, cx, fix, &boxes);
        } else {
            text_ui(ui, cx, fix);
        }
    }

    fn box_ui(&mut self, ui: &mut Ui, cx: &mut Cx<'_>, fix: &Fix, boxes: &[&Evidence]) {
        let edited = fix.evidence.as_deref();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = Theme::of(ui.ctx()).space().s3;
            for e in boxes
                .iter()
                .filter(|e| e.role != crate::evidence::Role::Distractor)
            {
                let word = evidence_word(ui, &e.id, &e.label, mark_of(e.role), edited, Type::Body);
                if word.clicked() {
                    cx.push(Command::Fix(FixEdit::Select(e.id.clone())));
                }
            }
        });
        let (Some(numbers), Some(e)) = (
            fix.box_numbers(),
            edited.and_then(|id| find(&fix.draft.evidence, id)),
        ) else {
            return;
        };
        let name = e.label.clone();
        let mut new = numbers;
        let mut changed = false;
        let width = field_width(ui, 3);
        let mut field =
            |ui: &mut Ui, state: &mut NumberText, what: &str, axis: &str, value: &mut f64| {
                let full = tr_with(
                    "fix.field_of",
                    &[("field", what), ("axis", axis), ("name", &name)],
                );
                let field = NumberField {
                    name: &full,
                    axis,
                    unit: "m",
                    decimals: 3,
                    step: STEP_M.0,
                    fine_step: STEP_M.1,
                    width,
                };
                if let Some(v) = field.show(ui, state, *value).changed {
                    *value = v;
                    changed = true;
                }
            };
        let (centre, rest) = self.typing.split_at_mut(3);
        row_ui(ui, tr("fix.center"), |ui| {
            for ((state, axis), value) in
                centre.iter_mut().zip(["x", "y", "z"]).zip(&mut new.center)
            {
                field(ui, state, tr("fix.center"), axis, value);
            }
        });
        let (size, yaw) = rest.split_at_mut(3);
        row_ui(ui, tr("fix.size"), |ui| {
            for ((state, axis), value) in size.iter_mut().zip(["l", "w", "h"]).zip(&mut new.size) {
                field(ui, state, tr("fix.size"), axis, value);
            }
        });
        if let (Some(degrees), Some(state)) = (new.yaw_deg, yaw.first_mut()) {
            let full = tr_with(
                "fix.field_of",
                &[("field", tr("fix.yaw")), ("axis", "z"), ("name", &name)],
            );
            let field = NumberField {
                name: &full,
                axis: "z",
                unit: "°",
                decimals: 1,
                step: STEP_DEG.0,
                fine_step: STEP_DEG.1,
                width,
            };
            row_ui(ui, tr("fix.yaw"), |ui| {
                if let Some(v) = field.show(ui, state, degrees).changed {
                    new.yaw_deg = Some(v);
                    changed = true;
                }
            });
        }
        if changed {
            push_box(cx, new);
        }
    }
}

fn push_box(cx: &mut Cx<'_>, numbers: BoxNumbers) {
    cx.push(Command::Fix(FixEdit::Box(numbers)));
}

/// Width of the label before a row of fields, points.
const LABEL: f32 = 56.0;

fn field_width(ui: &Ui, fields: usize) -> f32 {
    let gap = Theme::of(ui.ctx()).space().s2;
    ((ui.available_width() - LABEL - gap * fields as f32) / fields as f32).floor()
}

fn row_ui(ui: &mut Ui, label: &str, fields: impl FnOnce(&mut Ui)) {
    let theme = Theme::of(ui.ctx());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme.space().s2;
        let (rect, _) =
            ui.allocate_exact_size(egui::vec2(LABEL, theme.size().row), egui::Sense::hover());
        let format = Type::Label.format(theme.palette().text.secondary);
        paint::text(ui, rect, egui::Align2::LEFT_CENTER, label, format);
        fields(ui);
    });
}

fn text_ui(ui: &mut Ui, cx: &mut Cx<'_>, fix: &Fix) {
    let released = &fix.draft.released;
    let mut question = fix.draft.shown_question().to_owned();
    if text_field(ui, tr("fix.question"), &mut question, "", 3).changed() {
        cx.push(Command::Fix(FixEdit::Question(question)));
    }
    for (index, option) in fix.draft.options.iter().enumerate() {
        let mut text = option.text.clone();
        let label = tr_with("fix.option", &[("n", &(index + 1).to_string())]);
        if text_field(ui, &label, &mut text, "", 1).changed() {
            cx.push(Command::Fix(FixEdit::Option(index, text)));
        }
    }
    let mut answer = released.answer.clone();
    if text_field(ui, tr("fix.answer"), &mut answer, tr("fix.answer_hint"), 1).changed() {
        cx.push(Command::Fix(FixEdit::Answer(answer)));
    }
    task_ui(ui, cx, fix);
}

fn task_ui(ui: &mut Ui, cx: &mut Cx<'_>, fix: &Fix) {
    let theme = Theme::of(ui.ctx());
    ui.label(Type::Label.rich(tr("fix.task"), theme.palette().text.secondary));
    let now = fix
        .draft
        .released
        .sub_task
        .clone()
        .unwrap_or_else(|| tr("screening.no_task").to_owned());
    let menu = egui::ComboBox::from_id_salt("task")
        .selected_text(&now)
        .width(ui.available_width());
    let response = menu.show_ui(ui, |ui| {
        for task in taxonomy().tasks() {
            if ui.selectable_label(now == task.name, &task.name).clicked() {
                cx.push(Command::Fix(FixEdit::Task(
                    task.category.clone(),
                    task.name.clone(),
                )));
            }
        }
    });
    response
        .response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, tr("fix.task")));
}

fn header_ui(ui: &mut Ui, fix: &Fix) {
    let theme = Theme::of(ui.ctx());
    let secondary = theme.palette().text.secondary;
    ui.horizontal(|ui| {
        ui.label(Type::Label.rich(
            tr_with("fix.fixing", &[("task", fix.original.task())]),
            secondary,
        ));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let state = if fix.changed() {
                tr("fix.draft")
            } else {
                tr("fix.unchanged")
            };
            ui.label(Type::Label.rich(state, secondary));
        });
    });
}

fn checks_ui(ui: &mut Ui, fix: &Fix) {
    ui.separator();
    let outcomes: Vec<_> = fix.draft.checks.iter().map(|c| outcome(c.result)).collect();
    check_heading(ui, &outcomes);
    if let Some(problem) = &fix.problem {
        remark(ui, problem);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    for check in &fix.draft.checks {
        check_ui(ui, check, fix.is_stale(check));
    }
}

fn bar_ui(ui: &mut Ui, cx: &mut Cx<'_>, fix: &Fix) {
    let theme = Theme::of(ui.ctx());
    let (save, leave) = (cx.key(Action::SaveAndAccept), cx.key(Action::Leave));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme.space().s2;
        let away = Button::new(tr("fix.leave")).key(leave.as_deref());
        let away_width = away.content_width(ui);
        let ready = fix.finish().is_some();
        let width = ui.available_width() - away_width - theme.space().s2;
        let accept = Button::new(tr("fix.save"))
            .key(save.as_deref())
            .width(width)
            .enabled(ready);
        if ui
            .add(if ready { accept.primary() } else { accept })
            .clicked()
        {
            cx.act(Action::SaveAndAccept);
        }
        if ui.add(away).clicked() {
            cx.act(Action::Leave);
        }
    });
    ui.add_space(theme.space().s2);
    ui.horizontal(|ui| {
        ui.set_min_height(theme.size().row);
        ui.add(KeyHint::new(tr("key.tab"), tr("fix.next_field")));
        let revert = Button::new(tr("fix.revert")).small().quiet();
        if fix.changed() && ui.add(revert).clicked() {
            cx.push(Command::Fix(FixEdit::Revert));
        }
    });
}

/// The diff: field, original struck through, fix.
pub fn changes_ui(ui: &mut Ui, card: &Card) {
    let Some(fix) = &card.fix else { return };
    let theme = Theme::of(ui.ctx());
    pane_header(ui, tr("fix.changes"), tr("fix.changes_remark"), |_| {});
    let space = theme.space();
    egui::Frame::new()
        .inner_margin(Margin::symmetric(space.s4 as i8, space.s2 as i8))
        .show(ui, |ui| {
            ScrollArea::vertical()
                .id_salt("changes")
                .auto_shrink(false)
                .show(ui, |ui| {
                    ui.spacing_mut().item_spacing.y = 0.0;
                    let columns = [0.24, 0.38, 0.38].map(|share| share * ui.available_width());
                    let secondary = theme.palette().text.secondary;
                    line_ui(
                        ui,
                        &columns,
                        [tr("fix.field"), tr("fix.original"), tr("fix.fix")],
                        [
                            Type::Label.format(secondary),
                            Type::Label.format(secondary),
                            Type::Label.format(secondary),
                        ],
                    );
                    for change in changes(fix) {
                        change_ui(ui, &columns, &change);
                    }
                });
        });
}

fn change_ui(ui: &mut Ui, columns: &[f32; 3], change: &Change) {
    let theme = Theme::of(ui.ctx());
    let text = &theme.palette().text;
    let mono = |colour| Type::Number.format(colour);
    let mut original = mono(if change.fix.is_some() {
        text.tertiary
    } else {
        text.primary
    });
    let (fix, format) = match &change.fix {
        Some(fix) => {
            original.strikethrough = egui::Stroke::new(1.0, text.tertiary);
            (fix.as_str(), mono(text.primary))
        }
        None => (tr("fix.same"), mono(text.tertiary)),
    };
    line_ui(
        ui,
        columns,
        [&field_name(&change.field), &change.original, fix],
        [Type::Body.format(text.primary), original, format],
    );
}

fn field_name(field: &Field) -> String {
    match field {
        Field::Answer => tr("fix.answer").to_owned(),
        Field::Options => tr("fix.options").to_owned(),
        Field::Question => tr("fix.question").to_owned(),
        Field::Task => tr("fix.task").to_owned(),
        Field::Center(name) => tr_with(
            "fix.of",
            &[("name", name), ("part", &tr("fix.center").to_lowercase())],
        ),
        Field::Size(name) => tr_with(
            "fix.of",
            &[("name", name), ("part", &tr("fix.size").to_lowercase())],
        ),
        Field::Yaw(name) => tr_with(
            "fix.of",
            &[("name", name), ("part", &tr("fix.yaw").to_lowercase())],
        ),
    }
}

/// One line of the diff; long texts go on in further lines.
fn line_ui(ui: &mut Ui, columns: &[f32; 3], texts: [&str; 3], formats: [egui::TextFormat; 3]) {
    let theme = Theme::of(ui.ctx());
    let (gap, pad) = (theme.space().s2, theme.space().s1);
    let mut cells = Vec::new();
    for ((width, text), format) in columns.iter().zip(texts).zip(formats) {
        cells.push((*width, paint::block(ui, text, format, width - gap)));
    }
    let highest = cells
        .iter()
        .map(|(_, text)| text.size().y)
        .fold(0.0, f32::max);
    let height = (highest + 2.0 * pad).max(theme.size().row);
    let size = egui::vec2(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Row, true, texts.join(", ")));
    let single = highest < theme.size().row;
    let mut x = rect.left();
    for (width, text) in cells {
        let cell = egui::Rect::from_x_y_ranges(x..=(x + width - gap), rect.y_range());
        let (cell, align) = if single {
            (cell, egui::Align2::LEFT_CENTER)
        } else {
            (cell.shrink2(egui::vec2(0.0, pad)), egui::Align2::LEFT_TOP)
        };
        paint::put(ui.painter(), cell, align, text);
        x += width;
    }
    paint::line_below(ui, rect);
}
