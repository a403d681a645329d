//! What every page draws with.

pub(super) use egui::{CentralPanel, Context, Frame, Panel, Rect, Ui, vec2};

pub(super) use crate::ui::icons;
pub(super) use crate::ui::keys::KeyMap;
pub(super) use crate::ui::theme::{Theme, Type};
pub(super) use crate::ui::widgets::{
    answer_field::AnswerField,
    button::{Button, icon_button},
    check_row::{Check, Outcome, check_heading, check_row, remark, section_heading},
    decision_bar::{Bar, DecisionBar},
    field::{NumberField, NumberText, check_box, segmented, text_field},
    heat::heat_cell,
    image_view::{ImageZoom, image_view},
    key_cap::KeyHint,
    list::{self, StartRow},
    mark::Mark,
    message::{self, Failure},
    option_row::{OptionRow, OptionState},
    pane_header::{header_state, pane_header},
    plate::{Plate, PlateSize, paint_dimension},
    proof::{InputRow, Piece, expression, input_table, result},
    question::{Word, question},
    quota_bar::quota_bar,
    ruler::{NamedDot, Ruler, Tick},
    status_line::{Saved, StatusLine},
    top_bar::{ModeTab, TopBar},
};

pub(super) fn bars(ui: &mut Ui, keys: &KeyMap, saved: Saved<'_>) {
    let pane = Frame::new().fill(Theme::of(ui.ctx()).palette().bg.panel);
    Panel::top("top")
        .exact_size(44.0)
        .frame(pane)
        .show_separator_line(false)
        .show(ui, |ui| {
            TopBar {
                project: "Pilot A",
                mode: ModeTab::Screening,
                modes: &ModeTab::ALL,
                person: "Reviewer 3",
                keys,
            }
            .show(ui);
        });
    Panel::bottom("status")
        .exact_size(28.0)
        .frame(pane)
        .show_separator_line(false)
        .show(ui, |ui| {
            let measures = &["CPU 612 MB", "GPU 1.2 of 2.0 GB"];
            StatusLine {
                saved,
                progress: Some((214, 1_930)),
                remarks: &["Pace 19 s, your median 21 s"],
                job: None,
                measures,
            }
            .show(ui);
        });
}
