//! Words: question, options, key, task.

use super::super::Cx;
use crate::sample::taxonomy;
use crate::ui::state::fix::Fix;
use crate::ui::state::{Command, FixEdit};
use crate::ui::text::{tr, tr_with};
use crate::ui::theme::{Theme, Type};
use crate::ui::widgets::field::text_field;
use egui::Ui;

/// The fields of the words.
pub(super) fn text_ui(ui: &mut Ui, cx: &mut Cx<'_>, fix: &Fix) {
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
