//! The proof: expression, result, inputs, ruler. A number is shown with what it came from, never as a verdict.

use super::{Cx, mark_of};
use crate::answer::{Answer, format_number, format_step};
use crate::evidence::{Evidence, Role, Shape, find};
use crate::proof::{ProofError, Token, Verdict, expression, verdict};
use crate::sample::Sample;
use crate::ui::icons;
use crate::ui::state::changes::key_text;
use crate::ui::text::{count, tr, tr_with};
use crate::ui::theme::Theme;
use crate::ui::widgets::message::empty;
use crate::ui::widgets::pane_header::{header_state, pane_header};
use crate::ui::widgets::proof::{self, InputRow, Piece};
use crate::ui::widgets::ruler::{Ruler, Tick};
use egui::{ScrollArea, Ui};

/// Shows the pane for a sample. `points` counts the scene's points of an instance, where a scene is loaded;
/// `was` is the value before a fix.
pub fn proof_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    sample: &Sample,
    points: &dyn Fn(u32) -> Option<usize>,
    was: Option<f64>,
) {
    pane_header(ui, tr("proof.title"), "", |ui| state_ui(ui, sample));
    body_ui(ui, cx, sample, points, was);
}

/// What stands below the header; see [`proof_ui`].
pub fn body_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    sample: &Sample,
    points: &dyn Fn(u32) -> Option<usize>,
    was: Option<f64>,
) {
    let Some(verdict) = verdict_of(sample) else {
        empty(ui, tr("proof.imported"), None);
        return;
    };
    let space = Theme::of(ui.ctx()).space();
    egui::Frame::new()
        .inner_margin(egui::Margin::symmetric(space.s4 as i8, space.s3 as i8))
        .show(ui, |ui| {
            ui.spacing_mut().scroll = egui::style::ScrollStyle::floating();
            ScrollArea::vertical()
                .id_salt("proof")
                .auto_shrink(false)
                .show(ui, |ui| match &verdict {
                    Ok(verdict) => argument_ui(ui, cx, sample, verdict, points, was),
                    Err(error) => {
                        empty(ui, &error.to_string(), None);
                    }
                });
        });
}

/// What a sample's proof comes to; `None` without one.
fn verdict_of(sample: &Sample) -> Option<Result<Verdict, ProofError>> {
    let proof = sample.proof.as_ref()?;
    let options = sample.option_answers();
    Some(verdict(proof, &sample.evidence, &options, &sample.answer))
}

/// How proof and key stand to each other, for the right end of a header.
pub fn state_ui(ui: &mut Ui, sample: &Sample) {
    let palette = Theme::of(ui.ctx()).palette();
    match verdict_of(sample) {
        None => header_state(ui, icons::INFO, tr("proof.none"), palette.text.secondary),
        Some(Ok(v)) if v.equals_key => {
            header_state(ui, icons::PASS, tr("proof.equal"), palette.text.secondary)
        }
        Some(Ok(_)) => header_state(ui, icons::FAIL, tr("proof.differs"), palette.status.fail),
        Some(Err(_)) => header_state(ui, icons::WARN, tr("proof.no_value"), palette.status.warn),
    }
}

fn argument_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    sample: &Sample,
    verdict: &Verdict,
    points: &dyn Fn(u32) -> Option<usize>,
    was: Option<f64>,
) {
    let space = Theme::of(ui.ctx()).space();
    // The parts carry their own distances, so that the ruler and its words fit on the smallest window.
    ui.spacing_mut().item_spacing.y = 0.0;
    expression_ui(ui, cx, sample);
    ui.add_space(space.s1);
    result_ui(ui, sample, verdict, was);
    ui.add_space(space.s2);
    inputs_ui(ui, cx, sample, points);
    ui.add_space(space.s3);
    ruler_ui(ui, sample, verdict);
}

fn expression_ui(ui: &mut Ui, cx: &mut Cx<'_>, sample: &Sample) {
    let Some(expr) = &sample.proof else { return };
    let tokens = expression(expr);
    let pieces: Vec<Piece<'_>> = tokens
        .iter()
        .map(|token| match token {
            Token::Op("round" | "convert") => Piece::Plain(op_name(token)),
            Token::Op(op) => Piece::Operator(op),
            Token::Plain(text) => Piece::Plain(text),
            Token::Evidence(id) => match find(&sample.evidence, id) {
                Some(e) => Piece::Evidence {
                    id,
                    name: shown_name(e),
                    mark: mark_of(e.role),
                },
                None => Piece::Plain(id),
            },
        })
        .collect();
    if let Some(hovered) = proof::expression(ui, &pieces, cx.state.lit.as_deref())
        && let Some(Token::Evidence(id)) = tokens.get(hovered)
    {
        cx.hover(Some(id.clone()));
    }
}

fn op_name(token: &Token) -> &str {
    match token {
        Token::Op(op) => op,
        Token::Plain(text) | Token::Evidence(text) => text,
    }
}

fn shown_name(evidence: &Evidence) -> &str {
    if evidence.label.is_empty() {
        &evidence.id
    } else {
        &evidence.label
    }
}

fn result_ui(ui: &mut Ui, sample: &Sample, verdict: &Verdict, was: Option<f64>) {
    // A proof whose value is one of the options reads as that option.
    let value = match verdict.right_option.and_then(|i| sample.options.get(i)) {
        Some(option) if !matches!(option.answer, Answer::Quantity(_)) => option.text.clone(),
        _ => verdict.value.answer().to_string(),
    };
    let mut remarks = Vec::new();
    if let Some(exact) = verdict.exact {
        let from = format!("{:.3} {}", exact.value, exact.unit.symbol());
        remarks.push(tr_with("proof.from", &[("value", &from)]));
    }
    if let Some(was) = was {
        remarks.push(tr_with("proof.was", &[("value", &format!("{was:.3} m"))]));
    } else if let Some((low, high)) = interval(sample) {
        let (low, high) = (format!("{low:.2}"), format!("{high:.2}"));
        remarks.push(tr_with("proof.interval", &[("low", &low), ("high", &high)]));
    }
    let remarks: Vec<&str> = remarks.iter().map(String::as_str).collect();
    proof::result(ui, &value, &remarks);
}

fn interval(sample: &Sample) -> Option<(f64, f64)> {
    let measure = sample.evidence.iter().find(|e| e.role == Role::Measure)?;
    Some((measure.p05?, measure.p95?))
}

fn inputs_ui(ui: &mut Ui, cx: &mut Cx<'_>, sample: &Sample, points: &dyn Fn(u32) -> Option<usize>) {
    let Some(expr) = &sample.proof else { return };
    let used: Vec<&Evidence> = expr
        .evidence()
        .into_iter()
        .filter_map(|id| find(&sample.evidence, id))
        .collect();
    let rows: Vec<(&Evidence, [String; 4])> = used
        .into_iter()
        .filter_map(|e| Some((e, cells(e, points)?)))
        .collect();
    if rows.is_empty() {
        return;
    }
    let cells: Vec<Vec<&str>> = rows
        .iter()
        .map(|(_, c)| c.iter().map(String::as_str).collect())
        .collect();
    let table: Vec<InputRow<'_>> = rows
        .iter()
        .zip(&cells)
        .map(|((e, _), cells)| InputRow {
            id: &e.id,
            name: shown_name(e),
            mark: mark_of(e.role),
            cells,
        })
        .collect();
    let headings = [
        tr("proof.input"),
        tr("proof.center"),
        tr("proof.size"),
        tr("proof.yaw"),
        tr("proof.points"),
    ];
    if let Some((e, _)) =
        proof::input_table(ui, &headings, &table, cx.state.lit.as_deref()).and_then(|i| rows.get(i))
    {
        cx.hover(Some(e.id.clone()));
    }
}

fn cells(evidence: &Evidence, points: &dyn Fn(u32) -> Option<usize>) -> Option<[String; 4]> {
    let Shape::Obb(shape) = &evidence.shape else {
        return None;
    };
    let three = |v: [f64; 3]| format!("{:.2} {:.2} {:.2}", v[0], v[1], v[2]);
    let yaw = shape.obb().and_then(|o| o.yaw_rad()).map_or_else(
        || tr("number.unknown").into(),
        |r| format!("{:.0}°", r.to_degrees()),
    );
    let inside = shape
        .instance
        .and_then(points)
        .map_or_else(|| tr("number.unknown").into(), count);
    Some([three(shape.center), three(shape.size), yaw, inside])
}

/// Options as ticks on a line, where they are numbers, or what a number is compared with; nothing otherwise.
fn ruler_ui(ui: &mut Ui, sample: &Sample, verdict: &Verdict) {
    let Some(exact) = verdict.exact else { return };
    let stated = verdict
        .against
        .map(|value| (value, format_number(value), false));
    let numbers: Vec<(f64, String, bool)> = sample
        .options
        .iter()
        .enumerate()
        .filter_map(|(i, option)| match option.answer {
            Answer::Quantity(q) => {
                let value = q.base() / exact.unit.in_base();
                Some((
                    value,
                    format_step(value, q.step),
                    sample.answer == Answer::Option { index: i },
                ))
            }
            _ => None,
        })
        .chain(stated)
        .collect();
    let ticks: Vec<Tick<'_>> = numbers
        .iter()
        .map(|(value, label, key)| Tick {
            value: *value,
            label,
            key: *key,
        })
        .collect();
    let rounded = key_text(sample);
    let words = tr_with("proof.rounds_to", &[("value", &rounded)]);
    let band = match &verdict.value {
        crate::proof::Value::Number(q) if q.step > 0.0 => Some((
            q.value - q.step * 0.5,
            q.value + q.step * 0.5,
            words.as_str(),
        )),
        _ => None,
    };
    let wrong = verdict
        .nearest_wrong
        .and_then(|i| numbers.get(i))
        .map(|n| n.0)
        .or(verdict.against);
    let length = verdict
        .margin
        .map(|m| format!("{m:.2} {}", exact.unit.symbol()));
    Ruler {
        ticks: &ticks,
        band,
        interval: interval(sample),
        value: Some(exact.value),
        margin: wrong
            .zip(length.as_deref())
            .map(|(wrong, length)| (exact.value, wrong, length)),
        answers: &[],
    }
    .show(ui);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::ObbShape;
    use crate::geom::{DVec3, Obb};
    use crate::sample::QuestionType;
    use crate::store::tests_support::sample;
    use crate::ui::screens::testing::{Bench, THEMES, look, window};
    use crate::ui::state::State;
    use egui_kittest::kittest::Queryable as _;

    /// Two boxes 2 m apart, and whether that is more than 1.5 m.
    fn judged() -> Sample {
        let boxed = |id: &str, role, name: &str, x: f64| {
            let obb = Obb::upright(DVec3::X * x, DVec3::ONE, 0.0);
            let shape = ObbShape::new(&obb, Some(1), "chair");
            Evidence::new(id, role, name, Shape::Obb(shape))
        };
        let mut sample = sample(1);
        sample.released.question_type = QuestionType::Judgement;
        sample.options.clear();
        sample.answer = Answer::YesNo { value: true };
        sample.evidence = vec![
            boxed("e1", Role::Subject, "chair 1", 0.0),
            boxed("e2", Role::Reference, "table", 3.0),
        ];
        let proof = r#"{"op":"compare","relation":"greater",
            "a":{"op":"distance_closest","a":"e1","b":"e2"},
            "b":{"op":"stated","value":1.5,"unit":"m"}}"#;
        sample.proof = Some(serde_json::from_str(proof).expect("a proof"));
        sample
    }

    #[test]
    fn a_yes_is_shown_with_the_number_the_stated_one_and_the_margin() {
        for (name, theme) in THEMES {
            let bench = Bench::<()>::new(State::default());
            let card = judged();
            let size = egui::vec2(560.0, 360.0);
            let mut harness = window(size, theme, bench, move |ui, bench| {
                bench.frame(|cx, ()| proof_ui(ui, cx, &card, &|_| Some(12), None));
            });
            look(&mut harness, &format!("proof-judgement-{name}"), &|_| false);
            for words in ["yes", "from 2.000 m", "Equal to the key"] {
                assert!(
                    harness.query_all_by_label_contains(words).next().is_some(),
                    "{words}"
                );
            }
            let said = harness.query_all_by_label_contains("0.50 m").count();
            assert!(said > 0, "the margin to what is stated");
        }
    }
}
