//! States that a card does not show: blind, wrong, disabled, failing, empty.

use super::prelude::*;

fn choices(ui: &mut Ui, keys: &KeyMap) {
    pane_header(
        ui,
        "Image 1 of 1",
        "as the model sees it, 1,136 × 852, marks included",
        |ui| {
            icon_button(ui, icons::ZOOM_IN, "Zoom in", None);
            icon_button(ui, icons::EVIDENCE, "Evidence", Some(true));
        },
    );
    Frame::new().inner_margin(16.0).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.add(Button::new("Commit answer").key("Enter").enabled(false));
            ui.add(Button::new("Save and accept").primary().key("Ctrl Enter"));
            ui.add(Button::new("Fit").quiet().small());
        });
        ui.add(OptionRow::new("1", "Not chosen").letter('A'));
        ui.add(
            OptionRow::new("2", "Chosen, before the reveal")
                .letter('B')
                .state(OptionState::Chosen),
        );
        let long = "The key, but not chosen, with words that need a second line to be read in full";
        ui.add(OptionRow::new("3", long).state(OptionState::Revealed {
            key: true,
            yours: false,
        }));
        ui.add(
            OptionRow::new("4", "Chosen, and wrong").state(OptionState::Revealed {
                key: false,
                yours: true,
            }),
        );
        ui.add(OptionRow::cannot_tell("0"));
        let reasons = [
            "Wrong answer",
            "Ambiguous referent",
            "Not visible",
            "Not spatial",
            "Duplicate",
            "Bad media",
        ];
        DecisionBar::new(
            Bar::List {
                title: "Reject because",
                entries: &reasons,
            },
            keys,
        )
        .show(ui);
        DecisionBar::new(Bar::Decide, keys).show(ui);
        segmented(ui, "Fix", &["Text", "Box", "Points", "Frame"], 1);
        ui.horizontal(|ui| {
            for axis in ["x", "y", "z"] {
                let field = NumberField {
                    name: axis,
                    axis,
                    unit: "m",
                    decimals: 2,
                    step: 0.01,
                    fine_step: 0.001,
                    width: 96.0,
                };
                field.show(ui, &mut NumberText::default(), 3.06);
            }
        });
        check_box(
            ui,
            "Offer this box to 3 more questions about chair 1",
            &mut true,
        );
        text_field(ui, "Note", &mut String::new(), "What is wrong", 1);
    });
}

fn measures(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    Frame::new().inner_margin(16.0).show(ui, |ui| {
        check_row(
            ui,
            Check {
                name: "Options distinct",
                value: "0.05 m",
                threshold: "≥ 0.1 m",
                outcome: Outcome::Fail,
                stale: false,
            },
        );
        check_row(
            ui,
            Check {
                name: "Name is unique",
                value: "two",
                threshold: "one",
                outcome: Outcome::Warn,
                stale: false,
            },
        );
        section_heading(ui, "Object motion", "3.6 h left");
        quota_bar(ui, "Point tracking", 319, 229);
        quota_bar(ui, "Velocity estimation", 45, 73);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for (i, number) in [".27", ".45", ".61", ".78", ".91", "few"]
                .iter()
                .enumerate()
            {
                let share = (i < 5).then_some(i as f32 / 4.0);
                heat_cell(ui, "Camera, 2 and 3", number, share, i == 0);
            }
        });
        let (rect, _) =
            ui.allocate_exact_size(vec2(ui.available_width(), 96.0), egui::Sense::hover());
        ui.painter()
            .rect_filled(rect, 0.0, theme.palette().bg.viewport);
        let mut at = rect.min + vec2(8.0, 8.0);
        for mark in Mark::ALL {
            let plate = Plate {
                size: PlateSize::Small,
                ..Plate::new(Some(mark), mark.name())
            };
            if at.x + plate.size(ui.painter()).x > rect.right() {
                at = egui::pos2(rect.left() + 8.0, at.y + 22.0);
            }
            at.x = plate.paint(ui.painter(), at, false).right() + 4.0;
        }
        let truth = Plate {
            number: "1.4 m",
            ..Plate::new(Some(Mark::Truth), "truth")
        };
        truth.paint(ui.painter(), rect.left_bottom() + vec2(8.0, -30.0), false);
        Plate::new(Some(Mark::Subject), "chair 1").paint(
            ui.painter(),
            rect.left_bottom() + vec2(140.0, -30.0),
            false,
        );
        paint_dimension(
            ui.painter(),
            rect.right_bottom() - vec2(48.0, 18.0),
            "1.38 m",
        );
    });
    let rest = ui.available_rect_before_wrap();
    let third = rest.height() / 3.0;
    let row =
        |i: f32| Rect::from_min_size(rest.min + vec2(0.0, third * i), vec2(rest.width(), third));
    ui.scope_builder(egui::UiBuilder::new().max_rect(row(0.0)), |ui| {
        message::empty(ui, "No disputes", Some("Open suspect keys"));
    });
    ui.scope_builder(egui::UiBuilder::new().max_rect(row(1.0)), |ui| {
        let what = "Line 412: answer is not one of the options";
        let remedy = "Kept as ambiguous. Open the row to settle it.";
        message::failure(
            ui,
            Failure {
                what,
                remedy,
                details: "expected one of A, B, C, found \"E\"",
                action: Some("Open row"),
            },
        );
    });
    message::missing(
        ui,
        row(2.0).shrink(16.0),
        "scannetpp/0a5c013435/000123.jpg is not there",
        "Find folder",
    );
    message::toast(
        ui,
        row(2.0),
        "Rejected: ambiguous referent",
        Some(("Undo", "Ctrl Z")),
        1.0,
    );
}

/// Everything else.
pub(super) fn states(ui: &mut Ui, keys: &KeyMap) {
    let pane = Frame::new().fill(Theme::of(ui.ctx()).palette().bg.panel);
    bars(ui, keys, Saved::Failed("Not saved: the disk is full"));
    Panel::left("choices")
        .exact_size(460.0)
        .resizable(false)
        .frame(pane)
        .show(ui, |ui| choices(ui, keys));
    CentralPanel::no_frame().frame(pane).show(ui, measures);
}
