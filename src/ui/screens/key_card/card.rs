//! The key card: every binding under its heading, in two columns.

use super::Offer;
use crate::ui::keys::{Action, Binding, Group};
use crate::ui::screens::Cx;
use crate::ui::text::tr;
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;
use crate::ui::widgets::check_row::section_heading;
use crate::ui::widgets::key_cap::{CapColors, cap_width, paint_cap};
use crate::ui::widgets::paint;
use crate::ui::widgets::pane_header::pane_header;
use egui::{
    Align2, Frame, Margin, Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

/// Widest card, points.
const WIDTH: f32 = 880.0;

/// A line of the card: what is done, and the keys that do it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub label: String,
    pub caps: Vec<String>,
}

/// Lines of one group, each action once. Options and reasons with their numbers share a line.
pub(super) fn lines(cx: &Cx<'_>, group: Group, hidden: &[Action]) -> Vec<Line> {
    let mut lines: Vec<(Action, Vec<&Binding>)> = Vec::new();
    let bindings = cx.keys.bindings().iter();
    let listed =
        |b: &&Binding| b.group == group && !b.keys.is_empty() && !hidden.contains(&b.action);
    for binding in bindings.filter(listed) {
        match lines
            .iter_mut()
            .find(|(action, _)| same_line(*action, binding.action))
        {
            Some((_, bindings)) => bindings.push(binding),
            None => lines.push((binding.action, vec![binding])),
        }
    }
    lines
        .into_iter()
        .map(|(action, bindings)| Line {
            label: label(action),
            caps: caps(cx, &bindings),
        })
        .collect()
}

fn same_line(a: Action, b: Action) -> bool {
    let numbered = |a| matches!(a, Action::Choose(_) | Action::Pick(_));
    a == b || (numbered(a) && a.stem() == b.stem())
}

fn label(action: Action) -> String {
    match action {
        Action::Choose(_) => tr("keys_card.choose").to_owned(),
        Action::Pick(_) => tr("keys_card.pick").to_owned(),
        _ => action.label(),
    }
}

/// First keys, then second keys, each once; letters or digits that follow each other as a stretch.
fn caps(cx: &Cx<'_>, bindings: &[&Binding]) -> Vec<String> {
    let most = bindings.iter().map(|b| b.keys.len()).max().unwrap_or(0);
    let mut labels: Vec<String> = Vec::new();
    for i in 0..most {
        for chord in bindings.iter().filter_map(|b| b.keys.get(i)) {
            let label = chord.label(cx.os);
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
    }
    stretches(&labels)
}

fn stretches(labels: &[String]) -> Vec<String> {
    let single = |label: &String| {
        let mut letters = label.chars();
        let letter = letters.next().filter(char::is_ascii_alphanumeric)?;
        letters.next().is_none().then_some(u32::from(letter))
    };
    let mut caps = Vec::new();
    let mut rest = labels;
    while let [first, ..] = rest {
        let follows = |n: usize| {
            single(&rest[n])
                .zip(single(&rest[n - 1]))
                .is_some_and(|(a, b)| a == b + 1)
        };
        let length = 1 + (1..rest.len()).take_while(|n| follows(*n)).count();
        let (run, after) = rest.split_at(length);
        match run {
            [.., last] if run.len() > 2 => caps.push(format!("{first}–{last}")),
            _ => caps.extend(run.iter().cloned()),
        }
        rest = after;
    }
    caps
}

pub(super) fn card_ui(ui: &mut Ui, cx: &Cx<'_>, offer: Offer<'_>) {
    let space = Theme::of(ui.ctx()).space();
    let window = ui.ctx().content_rect().size();
    ui.set_width(WIDTH.min(window.x - 2.0 * space.s8));
    let close = cx.key(Action::Leave).unwrap_or_default();
    pane_header(ui, tr("keys_card.title"), tr("keys_card.remark"), |ui| {
        let (rect, _) = ui.allocate_exact_size(
            vec2(cap_width(ui, &close), TOKENS.size.key_cap),
            Sense::hover(),
        );
        paint_cap(
            ui,
            rect.left(),
            rect.center().y,
            &close,
            CapColors::plain(Theme::of(ui.ctx())),
        );
    });
    let height = window.y - TOKENS.size.pane_header - 2.0 * space.s3;
    let area = ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height);
    area.show(ui, |ui| {
        let margin = Margin::symmetric(space.s4 as i8, space.s2 as i8);
        Frame::new()
            .inner_margin(margin)
            .show(ui, |ui| columns_ui(ui, cx, offer.hidden));
    });
}

/// Groups in two columns, so that the longer is as short as can be.
fn columns_ui(ui: &mut Ui, cx: &Cx<'_>, hidden: &[Action]) {
    let groups: Vec<(Group, Vec<Line>)> = Group::ALL
        .into_iter()
        .map(|g| (g, lines(cx, g, hidden)))
        .collect();
    let rows = |groups: &[(Group, Vec<Line>)]| {
        groups
            .iter()
            .map(|(_, lines)| lines.len() + 2)
            .sum::<usize>()
    };
    let split = (0..=groups.len()).min_by_key(|at| {
        let (left, right) = groups.split_at(*at);
        rows(left).max(rows(right))
    });
    let (left, right) = groups.split_at(split.unwrap_or(0));
    let gap = TOKENS.space.s8;
    let place = ui.available_rect_before_wrap();
    let width = (place.width() - gap) / 2.0;
    let mut bottom = place.top();
    for (i, groups) in [left, right].into_iter().enumerate() {
        let x = place.left() + (width + gap) * i as f32;
        let column = Rect::from_min_max(pos2(x, place.top()), pos2(x + width, f32::INFINITY));
        let mut child = ui.new_child(UiBuilder::new().max_rect(column));
        child.spacing_mut().item_spacing.y = 0.0;
        for (group, lines) in groups {
            child.add_space(TOKENS.space.s2);
            section_heading(&mut child, group.label(), "");
            lines.iter().for_each(|line| line_ui(&mut child, line));
        }
        bottom = bottom.max(child.min_rect().bottom());
    }
    ui.allocate_rect(
        Rect::from_min_max(place.min, pos2(place.right(), bottom)),
        Sense::hover(),
    );
}

fn line_ui(ui: &mut Ui, line: &Line) {
    let theme = Theme::of(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(
        vec2(ui.available_width(), theme.size().hit_min),
        Sense::hover(),
    );
    response.widget_info(|| {
        WidgetInfo::labeled(
            Role::Label,
            true,
            format!("{}, {}", line.label, line.caps.join(" ")),
        )
    });
    let mut place = rect;
    for cap in line.caps.iter().rev() {
        let at = paint::cut_right(&mut place, cap_width(ui, cap));
        paint_cap(ui, at.left(), at.center().y, cap, CapColors::plain(theme));
        place.max.x -= theme.space().s1;
    }
    place.max.x -= theme.space().s1;
    paint::text(
        ui,
        place,
        Align2::LEFT_CENTER,
        &line.label,
        Type::Body.format(theme.palette().text.primary),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_follow_each_other_are_a_stretch() {
        let caps = |labels: &[&str]| {
            stretches(&labels.iter().map(|l| (*l).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(caps(&["1", "2", "3", "A", "B", "C"]), ["1–3", "A–C"]);
        assert_eq!(caps(&["8", "9", "0", "-"]), ["8", "9", "0", "-"]);
        assert_eq!(
            caps(&["Ctrl A", "Ctrl B", "Ctrl C"]),
            ["Ctrl A", "Ctrl B", "Ctrl C"]
        );
        assert!(caps(&[]).is_empty());
    }
}
