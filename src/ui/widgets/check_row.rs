//! A check with its number: passed ones are quiet, others carry an icon and come first.

use egui::{Align2, Color32, Rect, Response, Role, Sense, Ui, WidgetInfo, vec2};

use super::paint;
use crate::ui::icons::{self, Icon};
use crate::ui::text::{count, tr, tr_in, tr_with};
use crate::ui::theme::{Theme, Type};

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Did not pass.
    Fail,
    /// To be looked at, or not applicable.
    Warn,
    /// Passed.
    Pass,
}

impl Outcome {
    const fn icon(self) -> Icon {
        match self {
            Self::Pass => icons::PASS,
            Self::Warn => icons::WARN,
            Self::Fail => icons::FAIL,
        }
    }

    fn color(self, theme: Theme) -> Color32 {
        let status = &theme.palette().status;
        match self {
            Self::Pass => status.pass,
            Self::Warn => status.warn,
            Self::Fail => status.fail,
        }
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        tr_in(
            "check",
            match self {
                Self::Pass => "pass",
                Self::Warn => "warn",
                Self::Fail => "fail",
            },
        )
    }
}

/// What a row shows.
#[derive(Clone, Copy, Debug)]
pub struct Check<'a> {
    /// Name on screen, for example "Visible in image 1".
    pub name: &'a str,
    /// The measured value with its unit.
    pub value: &'a str,
    /// The limit with its sign and unit, may be empty.
    pub threshold: &'a str,
    /// How it came out.
    pub outcome: Outcome,
    /// A newer number is on its way: the old one is shown dimmed.
    pub stale: bool,
}

/// Width of the column of thresholds, points.
const THRESHOLD: f32 = 96.0;

/// Shows one check; clicking it asks to see where.
pub fn check_row(ui: &mut Ui, check: Check<'_>) -> Response {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), theme.size().row), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, spoken(check)));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if response.hovered() {
        let around = rect.expand2(vec2(theme.space().s1, 0.0));
        ui.painter()
            .rect_filled(around, theme.radius_small(), palette.bg.hover);
    }
    let color = if check.stale {
        palette.text.disabled
    } else {
        check.outcome.color(theme)
    };
    let mut place = rect;
    let icon = paint::cut_left(&mut place, theme.size().icon_small);
    paint::icon(ui, icon, check.outcome.icon(), icons::small(color));
    paint::cut_left(&mut place, theme.space().s2);
    let limit_width = THRESHOLD.min(place.width() / 3.0);
    let limit = paint::cut_right(&mut place, limit_width);
    paint::text(
        ui,
        limit,
        Align2::RIGHT_CENTER,
        check.threshold,
        Type::Number.format(palette.text.tertiary),
    );
    let value_color = if check.outcome == Outcome::Pass && !check.stale {
        palette.text.primary
    } else {
        color
    };
    let measure = |text: &str, step: Type| {
        let format = step.format(palette.text.primary);
        paint::line(ui, text, format, f32::INFINITY).size().x
    };
    // A reason in words takes the column of the threshold too, which it does not have.
    let wordy =
        check.threshold.is_empty() && measure(check.value, Type::Number) > place.width() / 2.0;
    let (step, room) = if wordy {
        place.max.x = rect.right();
        let name = measure(check.name, Type::Body) + theme.space().s2;
        (Type::Label, place.width() - name)
    } else {
        (Type::Number, place.width() / 2.0)
    };
    let value = paint::line(ui, check.value, step.format(value_color), room);
    let value = paint::put(ui.painter(), place, Align2::RIGHT_CENTER, value);
    let place = place.with_max_x(value.left() - theme.space().s2);
    let format = Type::Body.format(palette.text.primary);
    paint::name(ui, &response, place, check.name, format);
    paint::focus_ring(ui, &response, theme.radius_small());
    response
}

fn spoken(check: Check<'_>) -> String {
    let parts = [
        check.outcome.word(),
        check.name,
        check.value,
        check.threshold,
        if check.stale {
            tr("check.measuring")
        } else {
            ""
        },
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}

/// The heading of the checks, with how many pass.
pub fn check_heading(ui: &mut Ui, outcomes: &[Outcome]) -> Response {
    let passed = outcomes
        .iter()
        .filter(|outcome| **outcome == Outcome::Pass)
        .count();
    let sum = tr_with(
        "check.sum",
        &[("passed", &count(passed)), ("all", &count(outcomes.len()))],
    );
    section_heading(ui, tr("check.heading"), &sum)
}

/// A heading inside a column: bold at the left, a quiet remark at the right.
pub fn section_heading(ui: &mut Ui, title: &str, remark: &str) -> Response {
    let theme = Theme::of(ui.ctx());
    let palette = theme.palette();
    let (rect, response) = ui.allocate_exact_size(
        vec2(ui.available_width(), theme.size().hit_min),
        Sense::hover(),
    );
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{title}, {remark}")));
    let remark = paint::text(
        ui,
        rect,
        Align2::RIGHT_CENTER,
        remark,
        Type::Label.format(palette.text.tertiary),
    );
    let title_place: Rect = rect.with_max_x(remark.left() - theme.space().s2);
    let strong = Type::Body.format_in(crate::ui::theme::Family::Strong, palette.text.primary);
    paint::text(ui, title_place, Align2::LEFT_CENTER, title, strong);
    response
}

/// A remark under the checks, with the information icon.
pub fn remark(ui: &mut Ui, text: &str) -> Response {
    let theme = Theme::of(ui.ctx());
    let color = theme.palette().status.info;
    let indent = theme.size().icon_small + theme.space().s2;
    let galley = paint::block(
        ui,
        text,
        Type::Body.format(color),
        ui.available_width() - indent,
    );
    let height = galley.size().y.max(theme.size().row);
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    let mut place = rect;
    let icon = paint::cut_left(&mut place, theme.size().icon_small)
        .with_max_y(rect.top() + theme.size().row);
    paint::icon(ui, icon, icons::INFO, icons::small(color));
    paint::put(
        ui.painter(),
        rect.with_min_x(rect.left() + indent),
        Align2::LEFT_CENTER,
        galley,
    );
    response
}
