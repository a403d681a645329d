//! Panes as places for the keyboard: F6 goes from column to panes to status line and round again, with Shift the
//! other way. A pane has the focus by itself, so that nothing in it is chosen; Tab then goes to its first control.

use crate::ui::text::tr_in;
use crate::ui::theme::Theme;
use crate::ui::tokens::TOKENS;
use egui::{Context, Id, LayerId, Order, Rect, Role, Sense, Stroke, Ui, WidgetInfo};

/// A pane, in the order of F6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pane {
    /// Question, options, checks, decision.
    Column,
    /// The 3D view.
    Scene,
    /// The box being fixed, from its sides.
    Sides,
    /// Pictures and video.
    Media,
    /// The proof.
    Proof,
    /// What a fix changes.
    Changes,
    /// What happened to a card.
    History,
    /// The one pane of a screen without cards.
    Screen,
    /// The status line.
    Status,
}

impl Pane {
    fn key(self) -> &'static str {
        match self {
            Self::Column => "column",
            Self::Scene => "scene",
            Self::Sides => "sides",
            Self::Media => "media",
            Self::Proof => "proof",
            Self::Changes => "changes",
            Self::History => "history",
            Self::Screen => "screen",
            Self::Status => "status",
        }
    }

    fn id(self) -> Id {
        Id::unique(("pane", self))
    }
}

/// The panes of one frame, and which was asked for.
#[derive(Clone, Debug, Default)]
struct Panes {
    frame: u64,
    now: Vec<(Pane, Rect)>,
    wanted: Option<Pane>,
}

fn store() -> Id {
    Id::unique("panes")
}

/// Says that a pane is here, before anything in it is drawn. It takes part in Tab only while it has the focus.
pub fn here(ui: &Ui, pane: Pane, rect: Rect) {
    let ctx = ui.ctx();
    let frame = ctx.cumulative_frame_nr();
    let wanted = ctx.data_mut(|data| {
        let panes = data.get_temp_mut_or_default::<Panes>(store());
        if panes.frame != frame {
            panes.now.clear();
            panes.frame = frame;
        }
        panes.now.push((pane, rect));
        panes.wanted.take_if(|wanted| *wanted == pane).is_some()
    });
    let id = pane.id();
    if wanted {
        ctx.memory_mut(|memory| memory.request_focus(id));
    }
    if !wanted && ctx.memory(|memory| memory.focused()) != Some(id) {
        return;
    }
    let response = ui.interact(rect, id, Sense::focusable_noninteractive());
    response.widget_info(|| WidgetInfo::labeled(Role::Region, true, tr_in("pane", pane.key())));
    let stroke = Stroke::new(TOKENS.stroke.focus, Theme::of(ctx).palette().accent.base);
    ctx.layer_painter(LayerId::new(Order::Middle, id))
        .rect_stroke(rect, 0.0, stroke, egui::StrokeKind::Inside);
}

/// Asks for the focus to go `step` panes on from where it is; with no focus, to the first or the last.
pub fn go(ctx: &Context, step: isize) {
    let focused = ctx.memory(|memory| memory.focused());
    let place = focused.and_then(|id| ctx.read_response(id)).map(|r| r.rect);
    let mut panes = ctx.data(|data| data.get_temp::<Panes>(store()).unwrap_or_default());
    panes.now.sort_by_key(|(pane, _)| *pane);
    let own = |(pane, _): &(Pane, Rect)| Some(pane.id()) == focused;
    let around = |(_, rect): &(Pane, Rect)| place.is_some_and(|p| rect.contains(p.center()));
    let at = panes
        .now
        .iter()
        .position(own)
        .or_else(|| panes.now.iter().position(around));
    panes.wanted = next(at, step, panes.now.len())
        .and_then(|n| panes.now.get(n))
        .map(|(pane, _)| *pane);
    let wanted = panes.wanted;
    ctx.data_mut(|data| data.get_temp_mut_or_default::<Panes>(store()).wanted = wanted);
    ctx.request_repaint();
}

/// The pane after `at`, round and round.
fn next(at: Option<usize>, step: isize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    match at {
        None if step < 0 => Some(last),
        None => Some(0),
        Some(at) => at
            .checked_add_signed(step)
            .map_or(Some(last), |n| Some(if n > last { 0 } else { n })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panes_follow_each_other_round_and_round() {
        assert_eq!(next(None, 1, 4), Some(0));
        assert_eq!(next(None, -1, 4), Some(3));
        assert_eq!(next(Some(3), 1, 4), Some(0));
        assert_eq!(next(Some(0), -1, 4), Some(3));
        assert_eq!(next(Some(1), 1, 4), Some(2));
        assert_eq!(next(None, 1, 0), None);
    }
}
