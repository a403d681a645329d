//! A card after the reveal, as in picture 9.

use super::prelude::*;

pub(super) const QUESTION: &str = "What is the distance between chair 1 and the table?";

pub(super) fn words() -> [Word<'static>; 2] {
    [
        Word {
            range: 29..36,
            evidence: "e1",
            mark: Mark::Subject,
        },
        Word {
            range: 45..50,
            evidence: "e2",
            mark: Mark::Reference,
        },
    ]
}

/// The column of picture 9: a card after the reveal.
fn reveal_column(ui: &mut Ui, keys: &KeyMap) {
    let theme = Theme::of(ui.ctx());
    let text = &theme.palette().text;
    ui.horizontal(|ui| {
        ui.label(Type::Label.rich("Absolute distance  ·  multi-choice", text.secondary));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.label(Type::Label.rich("Card 215 of 1,930", text.secondary));
        });
    });
    question(ui, QUESTION, &words(), None);
    ui.add_space(4.0);
    let rows = [
        ("1", "1.2 m", false),
        ("2", "1.4 m", true),
        ("3", "0.9 m", false),
        ("4", "2.1 m", false),
    ];
    ui.spacing_mut().item_spacing.y = 6.0;
    for ((key, option, right), letter) in rows.into_iter().zip('A'..) {
        let state = OptionState::Revealed {
            key: right,
            yours: right,
        };
        ui.add(
            OptionRow::new(key, option)
                .letter(letter)
                .state(state)
                .compact(true),
        );
    }
    ui.add_space(8.0);
    ui.separator();
    ui.spacing_mut().item_spacing.y = 0.0;
    check_heading(ui, &[Outcome::Pass; 7]);
    for (name, value, threshold) in [
        ("Visible in image 1", "92 %", "≥ 60 %"),
        ("Occluded", "12 %", "≤ 50 %"),
        ("Name is unique", "marked", ""),
        ("Margin", "0.18 m", "≥ 0.10 m"),
        ("Unit", "m", "m"),
    ] {
        check_row(
            ui,
            Check {
                name,
                value,
                threshold,
                outcome: Outcome::Pass,
                stale: false,
            },
        );
    }
    remark(ui, "2 more chairs in view, named apart");
    ui.add_space(12.0);
    DecisionBar::new(Bar::Decide, keys).show(ui);
    ui.add_space(8.0);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 16.0;
        for (key, words) in [("Space", "View"), ("N", "Note"), ("F", "Flag")] {
            ui.add(KeyHint::new(key, words));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.add(KeyHint::new("Ctrl Z", "Undo"))
        });
    });
}

fn proof_pane(ui: &mut Ui) {
    let theme = Theme::of(ui.ctx());
    pane_header(ui, "Proof", "", |ui| {
        header_state(
            ui,
            icons::PASS,
            "Equal to the key",
            theme.palette().text.secondary,
        );
    });
    Frame::new().inner_margin(16.0).show(ui, |ui| {
        let pieces = [
            Piece::Plain("round("),
            Piece::Operator("distance_closest("),
            Piece::Evidence {
                id: "e1",
                name: "chair 1",
                mark: Mark::Subject,
            },
            Piece::Plain(", "),
            Piece::Evidence {
                id: "e2",
                name: "table",
                mark: Mark::Reference,
            },
            Piece::Operator(")"),
            Piece::Plain(", 0.1 m)"),
        ];
        expression(ui, &pieces, None);
        result(ui, "1.4 m", &["from 1.377 m", "p5 to p95 1.36 to 1.40"]);
        let rows = [
            InputRow {
                id: "e1",
                name: "chair 1",
                mark: Mark::Subject,
                cells: &["3.06 3.95 0.45", "0.42 0.42 0.90", "158°", "21,408"],
            },
            InputRow {
                id: "e2",
                name: "table",
                mark: Mark::Reference,
                cells: &["3.00 1.90 0.37", "1.30 0.80 0.74", "0°", "96,115"],
            },
        ];
        input_table(
            ui,
            &["Input", "Centre, m", "Size, m", "Yaw", "Points"],
            &rows,
            None,
        );
        ui.add_space(8.0);
        Ruler {
            ticks: &[
                Tick {
                    value: 0.9,
                    label: "0.9",
                    key: false,
                },
                Tick {
                    value: 1.2,
                    label: "1.2",
                    key: false,
                },
                Tick {
                    value: 1.4,
                    label: "1.4",
                    key: true,
                },
                Tick {
                    value: 2.1,
                    label: "2.1",
                    key: false,
                },
            ],
            band: Some((1.35, 1.45, "rounds to 1.4 m")),
            interval: Some((1.36, 1.40)),
            value: Some(1.377),
            margin: Some((1.377, 1.2, "0.18 m")),
            answers: &[],
        }
        .show(ui);
        Ruler {
            ticks: &[Tick {
                value: 1.4,
                label: "1.4",
                key: true,
            }],
            answers: &[
                NamedDot {
                    value: 1.5,
                    name: "GPT-5",
                },
                NamedDot {
                    value: 2.1,
                    name: "ReAct",
                },
                NamedDot {
                    value: 4.2,
                    name: "Qwen3-VL-8B",
                },
                NamedDot {
                    value: 137.7,
                    name: "corpus run",
                },
            ],
            ..Ruler::default()
        }
        .show(ui);
    });
}

/// The pieces of picture 9, at their places.
pub(super) fn card(ui: &mut Ui, keys: &KeyMap) {
    let pane = Frame::new().fill(Theme::of(ui.ctx()).palette().bg.panel);
    bars(ui, keys, Saved::At("14:32:07"));
    let column = pane.inner_margin(egui::Margin {
        left: 20,
        right: 20,
        top: 12,
        bottom: 12,
    });
    Panel::right("column")
        .exact_size(360.0)
        .resizable(false)
        .frame(column)
        .show(ui, |ui| reveal_column(ui, keys));
    CentralPanel::no_frame().frame(pane).show(ui, proof_pane);
}

/// A small picture that stays in the repository: the controls that decide, one with the keyboard's focus.
pub(super) fn decide(ui: &mut Ui, keys: &KeyMap) {
    ui.painter().rect_filled(
        ui.ctx().content_rect(),
        0.0,
        Theme::of(ui.ctx()).palette().bg.panel,
    );
    question(ui, QUESTION, &words(), None);
    let state = OptionState::Revealed {
        key: true,
        yours: true,
    };
    ui.add(OptionRow::new("2", "1.4 m").letter('B').state(state));
    let check = Check {
        name: "Margin",
        value: "0.05 m",
        threshold: "≥ 0.10 m",
        outcome: Outcome::Fail,
        stale: false,
    };
    check_row(ui, check).request_focus();
    DecisionBar::new(Bar::Decide, keys).show(ui);
}
