//! Long words and other scripts in the narrowest place.

use super::prelude::*;

/// The hardest content for the narrowest place: long words, long lines, Chinese and Japanese.
pub(super) fn stress(ui: &mut Ui, keys: &KeyMap) {
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
                job: None,
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
            stale: false,
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
