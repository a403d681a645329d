//! Every control in every state, on one page, in both themes: looked at by people, kept small as pictures.

use egui::{CentralPanel, Context, Frame, Panel, Rect, Ui, vec2};
use egui_kittest::{Harness, SnapshotOptions};

use super::{
    answer_field::AnswerField,
    button::{Button, icon_button},
    check_row::{Check, Outcome, check_heading, check_row, remark, section_heading},
    decision_bar::{Bar, DecisionBar},
    field::{NumberField, NumberText, check_box, segmented, text_field},
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
    ruler::{NamedDot, Ruler, Tick, heat_cell},
    status_line::{Saved, StatusLine},
    top_bar::{ModeTab, TopBar},
};
use crate::ui::a11y;
use crate::ui::icons;
use crate::ui::keys::KeyMap;
use crate::ui::theme::{Theme, Type};

const QUESTION: &str = "What is the distance between chair 1 and the table?";

fn words() -> [Word<'static>; 2] {
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
            },
        );
        check_row(
            ui,
            Check {
                name: "Name is unique",
                value: "two",
                threshold: "one",
                outcome: Outcome::Warn,
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

/// The pieces of pictures 5 and 7.
fn lists(ui: &mut Ui, keys: &KeyMap) {
    let pane = Frame::new().fill(Theme::of(ui.ctx()).palette().bg.panel);
    bars(ui, keys, Saved::DraftAt("14:40:51"));
    let side = pane.inner_margin(egui::Margin::symmetric(8, 16));
    Panel::left("views")
        .exact_size(224.0)
        .resizable(false)
        .frame(side)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (name, count) in [
                ("All candidates", "40,238"),
                ("Waiting", "28,608"),
                ("Disputes", "37"),
                ("Valid", "6,508"),
            ] {
                list::nav_row(ui, name, count, name == "Disputes");
            }
        });
    let column = pane.inner_margin(20.0);
    Panel::right("start")
        .exact_size(420.0)
        .resizable(false)
        .frame(column)
        .show(ui, |ui| {
            for (icon, title, line, key, remark) in [
                (
                    icons::Icon::FolderOpen,
                    "Open a project",
                    "",
                    Some("Ctrl O"),
                    "",
                ),
                (
                    icons::Icon::Download,
                    "Import questions",
                    "JSON, JSONL, released lines",
                    Some("Ctrl I"),
                    "",
                ),
                (
                    icons::Icon::Database,
                    "Pilot A",
                    "214 of 1,930 screened, saved 14:32",
                    None,
                    "Today",
                ),
            ] {
                list::start_row(
                    ui,
                    StartRow {
                        icon,
                        title,
                        line,
                        key,
                        remark,
                    },
                );
            }
            ui.columns(2, |columns| {
                list::tour_step(
                    &mut columns[0],
                    1,
                    "Look",
                    "You see what the model sees. Nothing else.",
                    true,
                );
                list::tour_step(
                    &mut columns[1],
                    2,
                    "Answer",
                    "One key. Your answer is kept as the human baseline.",
                    false,
                );
            });
            let field = AnswerField {
                name: "Your answer",
                hint: "Number",
                units: &["m", "cm", "inch"],
                unit: 0,
                unit_name: "Unit",
                key: Some("Enter"),
            };
            field.show(ui, &mut "1.4".to_owned());
            let empty = AnswerField {
                name: "Other answer",
                units: &[],
                ..field
            };
            empty.show(ui, &mut String::new());
            ui.add(OptionRow::new("", "1.4 m").state(OptionState::Revealed {
                key: true,
                yours: false,
            }));
            list::struck(ui, "1.1 1.3 0.9 2.0");
        });
    CentralPanel::no_frame()
        .frame(pane.inner_margin(16.0))
        .show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 48.0;
                for (number, words) in [
                    ("6,508", "valid of 8,793"),
                    ("37", "disputes"),
                    ("19 s", "median per decision"),
                ] {
                    list::stat(ui, number, words);
                }
            });
            ui.horizontal(|ui| {
                list::chip(ui, "State is disputed");
                list::chip(ui, "Source is Repurpose");
            });
            let texture = checkerboard(ui.ctx());
            let rest = ui.available_rect_before_wrap();
            let (upper, lower) = rest.split_top_bottom_at_y(rest.center().y);
            let name = "Image 1 of 1";
            image_view(
                ui,
                upper.shrink(4.0),
                &mut ImageZoom::default(),
                texture.id(),
                vec2(64.0, 48.0),
                name,
            );
            let mut zoom = ImageZoom::default();
            zoom.zoom_at(lower, vec2(64.0, 48.0), lower.center(), 6.0);
            let shown = image_view(
                ui,
                lower.shrink(4.0),
                &mut zoom,
                texture.id(),
                vec2(64.0, 48.0),
                "Image, zoomed",
            );
            let at = shown.to_screen.transform_pos(egui::pos2(32.0, 24.0));
            Plate::new(Some(Mark::Reference), "table").paint(ui.painter(), at, false);
        });
}

fn checkerboard(ctx: &Context) -> egui::TextureHandle {
    let id = egui::Id::unique("checkerboard");
    if let Some(texture) = ctx.data(|data| data.get_temp(id)) {
        return texture;
    }
    let palette = Theme::DARK.palette();
    let pixel = |i: usize| {
        if (i % 64 / 8 + i / 64 / 8).is_multiple_of(2) {
            palette.bg.active
        } else {
            palette.line.strong
        }
    };
    let image = egui::ColorImage::new([64, 48], (0..64 * 48).map(pixel).collect());
    let texture = ctx.load_texture("checkerboard", image, egui::TextureOptions::NEAREST);
    ctx.data_mut(|data| data.insert_temp(id, texture.clone()));
    texture
}

fn bars(ui: &mut Ui, keys: &KeyMap, saved: Saved<'_>) {
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
                measures,
            }
            .show(ui);
        });
}

/// The pieces of picture 9, at their places.
fn card(ui: &mut Ui, keys: &KeyMap) {
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

/// Everything else.
fn states(ui: &mut Ui, keys: &KeyMap) {
    let pane = Frame::new().fill(Theme::of(ui.ctx()).palette().bg.panel);
    bars(ui, keys, Saved::Failed("Not saved: the disk is full"));
    Panel::left("choices")
        .exact_size(460.0)
        .resizable(false)
        .frame(pane)
        .show(ui, |ui| choices(ui, keys));
    CentralPanel::no_frame().frame(pane).show(ui, measures);
}

fn set_up(ctx: &Context, theme: Theme) {
    crate::ui::fonts::install(ctx);
    theme.apply(ctx);
}

fn harness(
    theme: Theme,
    size: egui::Vec2,
    draw: impl FnMut(&mut Ui) + 'static,
) -> Harness<'static> {
    Harness::builder()
        .with_size(size)
        .with_theme(if theme.is_dark() {
            egui::Theme::Dark
        } else {
            egui::Theme::Light
        })
        .with_context_setup(move |ctx| set_up(ctx, theme))
        .wgpu()
        .build_ui(draw)
}

/// A small picture that stays in the repository: the controls that decide, one with the keyboard's focus.
fn decide(ui: &mut Ui, keys: &KeyMap) {
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
    };
    check_row(ui, check).request_focus();
    DecisionBar::new(Bar::Decide, keys).show(ui);
}

#[test]
fn the_controls_that_decide_look_as_designed_in_the_dark() {
    check_picture("decide-dark", Theme::DARK);
}

#[test]
fn the_controls_that_decide_look_as_designed_in_the_light() {
    check_picture("decide-light", Theme::LIGHT);
}

fn check_picture(name: &str, theme: Theme) {
    let keys = KeyMap::default();
    let mut harness = harness(theme, vec2(408.0, 228.0), move |ui| decide(ui, &keys));
    harness.run();
    let options = SnapshotOptions::new().output_path("tests/snapshots/ui");
    harness.snapshot_options(name, &options);
}

/// The hardest content for the narrowest place: long words, long lines, Chinese and Japanese.
fn stress(ui: &mut Ui, keys: &KeyMap) {
    let theme = Theme::of(ui.ctx());
    let pane = Frame::new().fill(theme.palette().bg.panel);
    Panel::top("top")
        .exact_size(44.0)
        .frame(pane)
        .show_separator_line(false)
        .show(ui, |ui| {
            let project = "Hand-out of the second volunteer, November";
            let bar = TopBar {
                project,
                mode: ModeTab::Screening,
                modes: &ModeTab::ALL,
                person: "审阅者三",
                keys,
            };
            bar.show(ui);
        });
    Panel::bottom("status")
        .exact_size(28.0)
        .frame(pane)
        .show_separator_line(false)
        .show(ui, |ui| {
            let line = StatusLine {
                saved: Saved::DraftAt("14:32:07"),
                progress: Some((63_857, 63_857)),
                remarks: &["Pace 19 s, your median 21 s", "Merged 4 of 5 hand-ins"],
                measures: &["CPU 612 MB", "GPU 1.2 of 2.0 GB"],
            };
            line.show(ui);
        });
    let column = pane.inner_margin(20.0);
    Panel::right("column")
        .exact_size(360.0)
        .resizable(false)
        .frame(column)
        .show(ui, |ui| {
            egui::ScrollArea::vertical().show(ui, |ui| stress_column(ui, keys));
        });
    CentralPanel::no_frame().frame(pane).show(ui, |ui| {
        let remark = "evidence view 1 of 3, closest points, seen from the camera of image 1";
        pane_header(ui, "Scene", remark, |ui| {
            icon_button(ui, icons::RESET, "Reset view", None);
        });
        egui::ScrollArea::vertical().show(ui, |ui| {
            Frame::new().inner_margin(16.0).show(ui, |ui| {
                let pieces = [
                    Piece::Operator("distance_camera_closest("),
                    Piece::Evidence {
                        id: "e1",
                        name: "the chair by the window",
                        mark: Mark::Subject,
                    },
                    Piece::Plain(", "),
                    Piece::Evidence {
                        id: "e2",
                        name: "圆形木桌",
                        mark: Mark::Reference,
                    },
                    Piece::Operator(")"),
                ];
                expression(ui, &pieces, None);
                result(
                    ui,
                    "137.7 m",
                    &["from 137.7184 m", "p5 to p95 136.20 to 140.05"],
                );
                let ticks = [0.01, 0.011, 1.4, 1.41, 1400.0].map(|value| Tick {
                    value,
                    label: "1.4",
                    key: value == 1.4,
                });
                Ruler {
                    ticks: &ticks,
                    band: Some((1.35, 1.45, "rounds to 1.4 m")),
                    interval: Some((1.36, 1.40)),
                    value: Some(1.377),
                    margin: Some((1.377, 1.41, "0.03 m")),
                    answers: &[],
                }
                .show(ui);
                quota_bar(ui, "Multi-view projection", 12_070, 10_046);
            });
        });
    });
}

fn stress_column(ui: &mut Ui, keys: &KeyMap) {
    let text = "从图像一的相机看，靠近窗户的红色椅子与圆形木桌之间最近的距离是多少米？";
    let find = |part: &str| text.find(part).map_or(0..0, |at| at..at + part.len());
    let words = [
        Word {
            range: find("靠近窗户的红色椅子"),
            evidence: "e1",
            mark: Mark::Subject,
        },
        Word {
            range: find("圆形木桌"),
            evidence: "e2",
            mark: Mark::Reference,
        },
    ];
    question(ui, text, &words, None);
    let long =
        "Behind the sofa and to the left of the bookshelf, as seen from the door that stands open";
    let state = OptionState::Revealed {
        key: true,
        yours: true,
    };
    ui.add(OptionRow::new("1", long).letter('A').state(state));
    ui.add(OptionRow::new("2", "椅子の左側、テーブルの手前、窓から見て二番目の位置").letter('B'));
    ui.add(OptionRow::new("3", "Donaudampfschifffahrtsgesellschaftskapitänskajüte").letter('C'));
    check_heading(ui, &[Outcome::Pass; 7]);
    check_row(
        ui,
        Check {
            name: "Visible in image 1 to 32",
            value: "92 %",
            threshold: "≥ 60 %",
            outcome: Outcome::Pass,
        },
    );
    remark(
        ui,
        "2 more chairs in view, named apart, and one behind the sofa that no frame shows",
    );
    let reasons = [
        "Ambiguous referent, two in view",
        "Not visible in any of the frames",
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
}

/// Installs the fallback fonts before the first frame; `false` where the machine has none for Chinese.
fn with_fallback(ctx: &Context, theme: Theme) -> bool {
    set_up(ctx, theme);
    let search = crate::ui::fonts::find_fallback(ctx);
    while search.coverage().is_none() {
        std::thread::yield_now();
    }
    search
        .coverage()
        .is_some_and(|coverage| coverage.label().contains("CJK"))
}

#[test]
fn nothing_is_cut_at_scale_one_and_a_half() {
    if !with_fallback(&Context::default(), Theme::DARK) {
        eprintln!("skipped: no font for Chinese on this machine");
        return;
    }
    let keys = KeyMap::default();
    // A window of 1280 by 800 at 150 %.
    let mut harness = Harness::builder()
        .with_size(vec2(1280.0 / 1.5, 800.0 / 1.5))
        .with_pixels_per_point(1.5)
        .with_context_setup(|ctx| {
            with_fallback(ctx, Theme::DARK);
        })
        .wgpu()
        .build_ui(move |ui| stress(ui, &keys));
    harness.run();
    let image = harness.render().expect("a picture");
    save(&image, "stress");
    let may = |text: &str| {
        ["Hand-out", "evidence view", "Pace", "Merged", "Multi-view"]
            .iter()
            .any(|start| text.starts_with(start))
    };
    a11y::assert_clean(&harness, &may);
}

/// Leaves a picture where people can look at it.
fn save(image: &image::RgbaImage, name: &str) {
    let folder = std::env::temp_dir().join("spatialscore-gallery");
    std::fs::create_dir_all(&folder).expect("a folder");
    image
        .save(folder.join(format!("{name}.png")))
        .expect("saved");
}

type Page = fn(&mut Ui, &KeyMap);

#[test]
fn gallery_in_both_themes() {
    let pages: [(&str, Page); 3] = [("card", card), ("states", states), ("lists", lists)];
    for (theme_name, theme) in [("dark", Theme::DARK), ("light", Theme::LIGHT)] {
        for (page_name, page) in pages {
            let keys = KeyMap::default();
            let mut harness = harness(theme, vec2(1280.0, 800.0), move |ui| page(ui, &keys));
            harness.run();
            // The header's remark is the one text on the page that gives way.
            a11y::assert_clean(&harness, &|text| text.starts_with("as the model sees it"));
            let image = harness.render().expect("a picture");
            save(&image, &format!("{page_name}-{theme_name}"));
        }
    }
}
