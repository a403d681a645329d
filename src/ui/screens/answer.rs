//! The typed answer of a blind card: nothing has the focus on arrival, digits begin typing all the same, and the unit
//! stands in a menu beside the field.

use super::Cx;
use crate::answer::Unit;
use crate::ui::keys::Action;
use crate::ui::state::{Card, Command};
use crate::ui::text::tr;
use crate::ui::widgets::answer_field::AnswerField;
use egui::{Event, Response, TextEdit, Ui};

/// Units on offer.
const UNITS: [Unit; 5] = [Unit::M, Unit::Cm, Unit::Inch, Unit::Foot, Unit::None];

pub(super) fn answer_ui(ui: &mut Ui, cx: &mut Cx<'_>, card: &Card) {
    let names = UNITS.map(|unit| match unit {
        Unit::None => tr("screening.no_unit"),
        unit => unit.symbol(),
    });
    let chosen = UNITS.iter().position(|u| *u == card.unit);
    let key = cx.key(Action::Confirm);
    let field = AnswerField {
        name: tr("screening.your_answer"),
        hint: tr("screening.number_hint"),
        units: &names,
        unit: chosen.unwrap_or(UNITS.len() - 1),
        unit_name: tr("screening.unit"),
        key: key.as_deref(),
    };
    let begun = typed_without_focus(ui);
    let mut text = card.typed.clone();
    text.push_str(&begun);
    let out = ui
        .push_id(card.sample.key, |ui| field.show(ui, &mut text))
        .inner;
    if !begun.is_empty() {
        focus_at_end(ui, &out.field, &text);
    }
    if cx.flashed == Some(Action::Confirm) && text.trim().is_empty() {
        // With nothing to commit, Enter goes to the field: words begin with letters, and those are keys.
        out.field.request_focus();
    }
    if out.changed || !begun.is_empty() {
        cx.push(Command::Type(text));
    }
    if let Some(unit) = out.unit.and_then(|n| UNITS.get(n)) {
        cx.push(Command::SetUnit(*unit));
    }
}

/// What was typed of a number while nothing had the focus and nothing lay over the card; taken out of the input.
fn typed_without_focus(ui: &Ui) -> String {
    let busy = ui
        .ctx()
        .memory(|m| m.focused().is_some() || m.top_modal_layer().is_some());
    if busy {
        return String::new();
    }
    let mut begun = String::new();
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Text(text) if begins_number(text) => {
                begun.push_str(text);
                false
            }
            _ => true,
        });
    });
    begun
}

/// Whether these signs are of a number.
fn begins_number(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|sign| sign.is_ascii_digit() || ".,-+".contains(sign))
}

fn focus_at_end(ui: &Ui, field: &Response, text: &str) {
    let mut state = TextEdit::load_state(ui.ctx(), field.id).unwrap_or_default();
    let end = egui::text::CCursor::new(egui::text::CharIndex(text.chars().count()));
    state
        .cursor
        .set_char_range(Some(egui::text::CCursorRange::one(end)));
    TextEdit::store_state(ui.ctx(), field.id, state);
    field.request_focus();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_signs_begin_a_number_and_letters_do_not() {
        for text in ["0", "3", "-", ".5", "12"] {
            assert!(begins_number(text), "{text}");
        }
        for text in ["", "n", "3m", " "] {
            assert!(!begins_number(text), "{text}");
        }
    }
}
