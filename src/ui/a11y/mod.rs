//! What a person could not read or reach on a screen: text that is cut, covered, outside the window or too faint,
//! and controls without a name or too small to hit. Used by the tests of every screen.
//!
//! [`painted`] looks at the shapes of a finished frame, so it sees what was drawn, not what was meant; [`controls`]
//! looks at the nodes that assistive technology gets. Both return findings and judge nothing else: whether the
//! words are good or the focus order makes sense is for people.

mod painted;

use egui::{Rect, Role};

pub use painted::painted;

use super::tokens::TOKENS;

/// Rounding and anti-aliasing, points.
const TOLERANCE: f32 = 1.0;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Problem {
    /// Part of the text lies outside the area it is drawn in.
    Cut,
    /// The text ends in `…`.
    Elided,
    /// Text lies outside the window.
    Outside,
    /// Two texts lie on each other.
    Overlap,
    /// Text and ground are too much alike.
    Faint,
    /// A control without a name.
    Unnamed,
    /// A control smaller than 24 by 24.
    Small,
}

/// Something wrong, where, and with which words.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What is wrong.
    pub problem: Problem,
    /// The words it is wrong with, or the role of a control without words.
    pub words: String,
    /// Where, points.
    pub rect: Rect,
    /// The other text, the colours, or the size.
    pub detail: String,
}

/// What is normal on a screen.
#[derive(Clone, Copy, Default)]
pub struct Rules<'a> {
    /// Scroll bars: text may be cut at the upper and lower edge of the area beside one.
    pub scroll_bars: &'a [Rect],
    /// Texts that may end in `…`, for example paths and rows of a list that show the whole on hover.
    pub may_elide: Option<&'a dyn Fn(&str) -> bool>,
}
/// What assistive technology gets of one node.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its role.
    pub role: Role,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Where it is, points.
    pub rect: Rect,
}

/// Findings in the controls of a frame: all need a name, and room to be hit.
#[must_use]
pub fn controls(nodes: &[Node]) -> Vec<Finding> {
    let min = TOKENS.size.hit_min - TOLERANCE / 2.0;
    let mut findings = Vec::new();
    for node in nodes
        .iter()
        .filter(|node| egui::accessibility::is_input(node.role))
    {
        let words = node
            .name
            .clone()
            .unwrap_or_else(|| format!("{:?}", node.role));
        if node
            .name
            .as_deref()
            .is_none_or(|name| name.trim().is_empty())
        {
            findings.push(Finding {
                problem: Problem::Unnamed,
                words: words.clone(),
                rect: node.rect,
                detail: String::new(),
            });
        }
        // Splitters are dragged along an edge, text fields are hit beside their text.
        let thin = matches!(
            node.role,
            Role::Splitter | Role::TextInput | Role::MultilineTextInput
        );
        if !thin && node.rect.size().min_elem() < min {
            findings.push(Finding {
                problem: Problem::Small,
                words,
                rect: node.rect,
                detail: format!("{}", node.rect.size()),
            });
        }
    }
    findings
}

/// The nodes of a test's window.
#[cfg(test)]
pub(crate) fn nodes<State>(harness: &egui_kittest::Harness<'_, State>) -> Vec<Node> {
    use egui_kittest::kittest::NodeT as _;
    let mut nodes = Vec::new();
    for node in harness.root().children_recursive() {
        let node = node.accesskit_node();
        let Some(bounds) = node.raw_bounds() else {
            continue;
        };
        let rect = Rect::from_min_max(
            egui::pos2(bounds.x0 as f32, bounds.y0 as f32),
            egui::pos2(bounds.x1 as f32, bounds.y1 as f32),
        );
        if !node.is_hidden() {
            let name = node.label().or(node.placeholder().map(str::to_owned));
            let role = node.role();
            nodes.push(Node { role, name, rect });
        }
    }
    nodes
}

/// Where scroll bars are.
#[must_use]
pub fn scroll_bars(nodes: &[Node]) -> Vec<Rect> {
    let bars = nodes.iter().filter(|node| node.role == Role::ScrollBar);
    bars.map(|bar| bar.rect).collect()
}

/// All findings of a test's window, as lines.
#[cfg(test)]
pub(crate) fn findings<State>(
    harness: &egui_kittest::Harness<'_, State>,
    may_elide: &dyn Fn(&str) -> bool,
) -> Vec<String> {
    let nodes = nodes(harness);
    let bars = scroll_bars(&nodes);
    let window = harness.ctx.content_rect();
    let rules = Rules {
        scroll_bars: &bars,
        may_elide: Some(may_elide),
    };
    let mut findings = painted(harness.output(), window, rules);
    findings.extend(controls(&nodes));
    findings
        .iter()
        .map(|f| format!("{:?} {:?} at {} {}", f.problem, f.words, f.rect, f.detail))
        .collect()
}

/// Panics with all findings of a test's window, unless there are none.
#[cfg(test)]
#[track_caller]
pub(crate) fn assert_clean<State>(
    harness: &egui_kittest::Harness<'_, State>,
    may_elide: &dyn Fn(&str) -> bool,
) {
    let findings = findings(harness, may_elide);
    assert!(
        findings.is_empty(),
        "{} findings:\n{}",
        findings.len(),
        findings.join("\n")
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme::{Theme, Type};
    use egui::{Align2, Color32, Ui, pos2, vec2};
    use egui_kittest::Harness;

    /// Problems of a window of 200 by 100 with this content on a dark pane.
    fn problems(draw: impl Fn(&mut Ui) + 'static) -> Vec<Problem> {
        let harness = Harness::builder()
            .with_size(vec2(200.0, 100.0))
            .with_accessibility_check(false)
            .with_context_setup(|ctx| {
                crate::ui::fonts::install(ctx);
                Theme::DARK.apply(ctx);
            })
            .build_ui(move |ui| {
                ui.painter().rect_filled(
                    ui.ctx().content_rect(),
                    0.0,
                    Theme::DARK.palette().bg.panel,
                );
                draw(ui);
            });
        let nodes = nodes(&harness);
        let bars = scroll_bars(&nodes);
        let mut findings = painted(
            harness.output(),
            harness.ctx.content_rect(),
            Rules {
                scroll_bars: &bars,
                may_elide: None,
            },
        );
        findings.extend(controls(&nodes));
        findings
            .into_iter()
            .map(|finding| finding.problem)
            .collect()
    }

    fn words(ui: &Ui, x: f32, y: f32, words: &str, color: Color32) {
        ui.painter().text(
            pos2(x, y),
            Align2::LEFT_TOP,
            words,
            Type::Body.font(),
            color,
        );
    }

    const TEXT: Color32 = Color32::WHITE;

    #[test]
    fn readable_text_has_no_problem() {
        assert_eq!(problems(|ui| words(ui, 10.0, 10.0, "Accept", TEXT)), []);
    }

    #[test]
    fn each_problem_is_found() {
        assert_eq!(
            problems(|ui| words(ui, 180.0, 10.0, "Accept", TEXT)),
            [Problem::Outside]
        );
        let cut = |ui: &mut Ui| {
            ui.set_clip_rect(Rect::from_min_size(pos2(0.0, 0.0), vec2(30.0, 100.0)));
            words(ui, 10.0, 10.0, "Accept", TEXT);
        };
        assert_eq!(problems(cut), [Problem::Cut]);
        let overlap = |ui: &mut Ui| {
            words(ui, 10.0, 10.0, "Accept", TEXT);
            words(ui, 30.0, 14.0, "Reject", TEXT);
        };
        assert_eq!(problems(overlap), [Problem::Overlap]);
        assert_eq!(
            problems(|ui| words(ui, 10.0, 10.0, "Accept", TOKENS.color.dark.line.strong)),
            [Problem::Faint]
        );
        let elided = |ui: &mut Ui| {
            let rect = Rect::from_min_size(pos2(10.0, 10.0), vec2(40.0, 20.0));
            super::super::widgets::paint::text(
                ui,
                rect,
                Align2::LEFT_CENTER,
                "a long sentence",
                Type::Body.format(TEXT),
            );
        };
        assert_eq!(problems(elided), [Problem::Elided]);
        let unnamed = |ui: &mut Ui| {
            let response = ui.allocate_response(vec2(16.0, 30.0), egui::Sense::click());
            response.widget_info(|| egui::WidgetInfo::new(Role::Button));
        };
        assert_eq!(problems(unnamed), [Problem::Unnamed, Problem::Small]);
    }

    #[test]
    fn what_is_covered_is_not_on_screen() {
        let covered = |ui: &mut Ui| {
            words(ui, 10.0, 10.0, "under a menu", TEXT);
            ui.painter().rect_filled(
                Rect::from_min_size(pos2(0.0, 0.0), vec2(150.0, 40.0)),
                0.0,
                Color32::BLACK,
            );
            words(ui, 12.0, 12.0, "Menu", TEXT);
        };
        assert_eq!(problems(covered), []);
    }

    #[test]
    fn what_is_half_covered_counts_only_where_it_is_seen() {
        let half = |ui: &mut Ui, right: f32| {
            words(ui, 10.0, 10.0, "under the edge of a menu", TEXT);
            ui.painter().rect_filled(
                Rect::from_min_size(pos2(60.0, 0.0), vec2(140.0, 40.0)),
                0.0,
                Color32::BLACK,
            );
            words(ui, right, 12.0, "Menu", TEXT);
        };
        assert_eq!(problems(move |ui| half(ui, 70.0)), []);
        assert_eq!(problems(move |ui| half(ui, 40.0)), [Problem::Overlap]);
    }

    #[test]
    fn text_on_a_light_ground_is_measured_against_it() {
        let on_accent = |ui: &mut Ui| {
            ui.painter().rect_filled(
                Rect::from_min_size(pos2(0.0, 0.0), vec2(150.0, 40.0)),
                0.0,
                Color32::WHITE,
            );
            words(ui, 12.0, 12.0, "Accept", TEXT);
        };
        assert_eq!(problems(on_accent), [Problem::Faint]);
    }

    #[test]
    fn scrolled_text_may_be_cut_at_the_edge() {
        let scrolled = |ui: &mut Ui| {
            egui::ScrollArea::vertical()
                .max_height(50.0)
                .show(ui, |ui| {
                    for i in 0..20 {
                        ui.label(Type::Body.rich(format!("row {i}"), TEXT));
                    }
                });
        };
        assert_eq!(problems(scrolled), []);
    }
}
