//! The typed answer of a blind card: nothing has the focus on arrival, digits begin typing all the same, and the unit
//! stands in a menu beside the field.

use super::Cx;
use crate::answer::Unit;
use crate::ui::keys::Action;
use crate::ui::state::{Card, Command};
use crate::ui::text::tr;
use crate::ui::widgets::answer_field::AnswerField;
use egui::{Context, Event, Id, Key, Response, TextEdit, Ui};

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
    let mut text = card.typed.clone();
    let out = ui
        .push_id(card.sample.key, |ui| field.show(ui, &mut text))
        .inner;
    if ui.data_mut(|data| data.remove_temp::<bool>(begun_id()).is_some()) {
        focus_at_end(ui, &out.field, &text);
    }
    if cx.flashed == Some(Action::Confirm) && text.trim().is_empty() {
        // With nothing to commit, Enter goes to the field: words begin with letters, and those are keys.
        out.field.request_focus();
    }
    if out.changed {
        cx.push(Command::Type(text));
    }
    if let Some(unit) = out.unit.and_then(|n| UNITS.get(n)) {
        cx.push(Command::SetUnit(*unit));
    }
}

fn begun_id() -> Id {
    Id::unique("an answer is begun")
}

/// Takes what is typed in this frame from the first sign of a number on, when nothing has the focus and nothing lies
/// over the card; the field gets the focus and goes on from there. Enter and Ctrl stay keys.
pub(crate) fn take_typing(ctx: &Context) -> String {
    let busy = ctx.memory(|m| m.focused().is_some() || m.top_modal_layer().is_some());
    let mut begun = String::new();
    if busy {
        return begun;
    }
    ctx.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Text(text) if !begun.is_empty() || begins_number(text) => {
                begun.push_str(text);
                false
            }
            Event::Key {
                key: Key::Backspace,
                pressed: true,
                ..
            } if !begun.is_empty() => {
                begun.pop();
                false
            }
            // The letters after the first digit came as text already.
            Event::Key {
                key,
                modifiers,
                pressed: true,
                ..
            } => begun.is_empty() || modifiers.command || matches!(key, Key::Enter | Key::Tab),
            _ => true,
        });
    });
    if !begun.is_empty() {
        ctx.data_mut(|data| data.insert_temp(begun_id(), true));
    }
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
