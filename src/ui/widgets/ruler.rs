//! The ruler of a proof: options as ticks, rounding as a band, the interval, the value, the margin to the nearest
//! wrong option, and answers of models as open dots with names.
//!
//! Positions come from `Scale`, which is linear, or logarithmic when the numbers span more than ×10; it is tested
//! without a window. Labels that would touch move to a second line, and are left out if that is taken too; the
//! accessible name says all of them.

use egui::{Align2, Rangef, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::mark::Mark;
use super::paint;
use crate::ui::text::{tr, tr_with};
use crate::ui::theme::{Theme, Type};

/// An option on the ruler.
#[derive(Clone, Copy, Debug)]
pub struct Tick<'a> {
    /// Its value.
    pub value: f64,
    /// What stands under it.
    pub label: &'a str,
    /// It is the key.
    pub key: bool,
}

/// An answer of a model on the ruler.
#[derive(Clone, Copy, Debug)]
pub struct NamedDot<'a> {
    /// Its value.
    pub value: f64,
    /// Name of the model.
    pub name: &'a str,
}

/// What a ruler shows. Values that are not finite are left out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ruler<'a> {
    /// The options.
    pub ticks: &'a [Tick<'a>],
    /// What rounds to the answer, or the tolerance: from, to, words.
    pub band: Option<(f64, f64, &'a str)>,
    /// The 5th and 95th percentile of the value under noise.
    pub interval: Option<(f64, f64)>,
    /// The value that the proof gives.
    pub value: Option<f64>,
    /// From the value to the nearest wrong option, and the length in words.
    pub margin: Option<(f64, f64, &'a str)>,
    /// Answers of models.
    pub answers: &'a [NamedDot<'a>],
}

/// Distance of the axis from the top, points: room for the bracket and its words.
const AXIS: f32 = 48.0;
/// Whole height, points.
const HEIGHT: f32 = 96.0;

impl Ruler<'_> {
    /// Shows the ruler over the whole width.
    pub fn show(&self, ui: &mut Ui) -> Response {
        let (rect, response) =
            ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Image, true, self.spoken()));
        if let Some(scale) = Scale::over(self.values(), rect.x_range().shrink(8.0))
            && ui.is_rect_visible(rect)
        {
            Drawing {
                ui,
                rect,
                y: rect.top() + AXIS,
                scale,
                theme: Theme::of(ui.ctx()),
            }
            .draw(self);
        }
        response
    }

    fn values(&self) -> Vec<f64> {
        let pairs = [self.band.map(|band| (band.0, band.1)), self.interval];
        let ends = pairs
            .into_iter()
            .flatten()
            .flat_map(|(from, to)| [from, to]);
        let dots = self.answers.iter().map(|answer| answer.value);
        let values = self
            .ticks
            .iter()
            .map(|tick| tick.value)
            .chain(ends)
            .chain(dots)
            .chain(self.value);
        values.filter(|value| value.is_finite()).collect()
    }

    fn spoken(&self) -> String {
        let options = self.ticks.iter().map(|tick| {
            if tick.key {
                format!("{} {}", tick.label, tr("ruler.key"))
            } else {
                tick.label.to_owned()
            }
        });
        let band = self.band.map(|(_, _, words)| words.to_owned());
        let margin = self
            .margin
            .map(|(_, _, words)| tr_with("ruler.margin", &[("length", words)]));
        let answers = self
            .answers
            .iter()
            .map(|answer| format!("{} {}", answer.name, answer.value));
        let parts: Vec<String> = options.chain(band).chain(margin).chain(answers).collect();
        parts.join(", ")
    }
}

/// From values to points.
#[derive(Clone, Copy, Debug)]
struct Scale {
    from: f64,
    to: f64,
    log: bool,
    x: Rangef,
}

impl Scale {
    /// A scale over these values with a tenth of room at both ends; `None` without values.
    fn over(values: Vec<f64>, x: Rangef) -> Option<Self> {
        let low = values.iter().copied().reduce(f64::min)?;
        let high = values.iter().copied().reduce(f64::max)?;
        let log = low > 0.0 && high / low > 10.0;
        let (low, high) = if log {
            (libm::log(low), libm::log(high))
        } else {
            (low, high)
        };
        let span = high - low;
        let room = if span > 0.0 {
            span * 0.08
        } else {
            (low.abs() * 0.1).max(0.5)
        };
        Some(Self {
            from: low - room,
            to: high + room,
            log,
            x,
        })
    }

    fn x(&self, value: f64) -> f32 {
        let value = if self.log {
            libm::log(value.max(f64::MIN_POSITIVE))
        } else {
            value
        };
        let share = ((value - self.from) / (self.to - self.from)).clamp(0.0, 1.0);
        self.x.min + self.x.span() * share as f32
    }
}

struct Drawing<'a> {
    ui: &'a Ui,
    rect: Rect,
    y: f32,
    scale: Scale,
    theme: Theme,
}

impl Drawing<'_> {
    fn draw(&self, ruler: &Ruler<'_>) {
        let palette = self.theme.palette();
        if let Some((from, to, _)) = ruler.band {
            let band = Rect::from_x_y_ranges(
                self.scale.x(from)..=self.scale.x(to),
                (self.y - 10.0)..=(self.y + 10.0),
            );
            self.ui.painter().rect_filled(band, 0.0, palette.bg.active);
        }
        self.ui.painter().hline(
            self.rect.x_range(),
            self.y,
            Stroke::new(1.0, palette.line.control),
        );
        self.draw_ticks(ruler.ticks);
        self.draw_value(ruler);
        let margin = ruler
            .margin
            .map(|(from, to, words)| self.draw_margin(from, to, words));
        if let Some((from, to, words)) = ruler.band {
            self.draw_band_words(from, to, words, margin);
        }
        self.draw_answers(ruler.answers);
    }

    fn draw_ticks(&self, ticks: &[Tick<'_>]) {
        let palette = self.theme.palette();
        let mut taken: Vec<Rect> = Vec::new();
        // The key first, so that its label is never the one left out.
        let mut order: Vec<&Tick<'_>> =
            ticks.iter().filter(|tick| tick.value.is_finite()).collect();
        order.sort_by_key(|tick| !tick.key);
        for tick in order {
            let x = self.scale.x(tick.value);
            let (width, color) = if tick.key {
                (2.0, palette.text.primary)
            } else {
                (1.0, palette.line.strong)
            };
            self.ui.painter().vline(
                x,
                (self.y - 10.0)..=(self.y + 10.0),
                Stroke::new(width, color),
            );
            let text = if tick.key {
                palette.text.primary
            } else {
                palette.text.secondary
            };
            let label = self.label(
                x,
                self.y + 14.0,
                tick.label,
                Type::Number.format(text),
                &mut taken,
            );
            if tick.key
                && let Some(label) = label
            {
                self.label(
                    x,
                    label.bottom() + 1.0,
                    tr("ruler.key"),
                    Type::Label.format(palette.text.secondary),
                    &mut taken,
                );
            }
        }
    }

    /// Draws words centred at `x` unless they would touch others; inside the ruler in any case.
    fn label(
        &self,
        x: f32,
        top: f32,
        words: &str,
        format: egui::TextFormat,
        taken: &mut Vec<Rect>,
    ) -> Option<Rect> {
        let galley = paint::line(self.ui, words, format, self.rect.width());
        let half = galley.size().x / 2.0;
        let x = x.clamp(
            self.rect.left() + half,
            (self.rect.right() - half).max(self.rect.left() + half),
        );
        let place = Rect::from_min_size(pos2(x - half, top), galley.size());
        if taken
            .iter()
            .any(|other| other.expand2(vec2(4.0, 0.0)).intersects(place))
        {
            return None;
        }
        paint::put(self.ui.painter(), place, Align2::CENTER_TOP, galley);
        taken.push(place);
        Some(place)
    }

    fn draw_value(&self, ruler: &Ruler<'_>) {
        let (color, ground) = (
            self.theme.mark(Mark::Measure),
            self.theme.palette().bg.panel,
        );
        if let Some((from, to)) = ruler.interval {
            let bar = Rect::from_x_y_ranges(
                self.scale.x(from)..=self.scale.x(to),
                (self.y - 2.0)..=(self.y + 2.0),
            );
            self.ui
                .painter()
                .rect_filled(bar.expand2(vec2(1.0, 0.0)), 0.0, color);
        }
        if let Some(value) = ruler.value {
            let center = pos2(self.scale.x(value), self.y);
            self.ui
                .painter()
                .circle(center, 4.5, color, Stroke::new(1.5, ground));
        }
    }

    /// Draws the bracket and returns where its words stand.
    fn draw_margin(&self, from: f64, to: f64, words: &str) -> Rect {
        let palette = self.theme.palette();
        let (a, b) = (self.scale.x(from), self.scale.x(to));
        let (left, right) = (a.min(b), a.max(b));
        let (top, bottom) = (self.y - 22.0, self.y - 13.0);
        let stroke = Stroke::new(1.0, palette.line.strong);
        self.ui.painter().line(
            vec![
                pos2(left, bottom),
                pos2(left, top),
                pos2(right, top),
                pos2(right, bottom),
            ],
            stroke,
        );
        let words = tr_with("ruler.margin", &[("length", words)]);
        let format = Type::Label.format(palette.text.secondary);
        let mut none = Vec::new();
        let place = self.label((left + right) / 2.0, top - 18.0, &words, format, &mut none);
        // The bracket itself is taken too.
        let bracket = Rect::from_x_y_ranges(left..=right, top..=bottom);
        place.map_or(bracket, |place| place.union(bracket))
    }

    /// Words of the band at that side of it which the bracket leaves free, else above the bracket's words.
    fn draw_band_words(&self, from: f64, to: f64, words: &str, margin: Option<Rect>) {
        let format = Type::Label.format(self.theme.palette().text.secondary);
        let galley = paint::line(self.ui, words, format, self.rect.width());
        let (left, right) = (self.scale.x(from), self.scale.x(to));
        let top = self.y - 32.0;
        let at = |x: f32| Rect::from_min_size(pos2(x, top), galley.size());
        let fits = |place: &Rect| {
            let inside = place.left() >= self.rect.left() && place.right() <= self.rect.right();
            inside && margin.is_none_or(|taken| !taken.expand2(vec2(12.0, 4.0)).intersects(*place))
        };
        let places = [
            at(right + 8.0),
            at(left - 8.0 - galley.size().x),
            at(margin.map_or(right, |taken| taken.right()) + 16.0),
            at((left + right - galley.size().x) / 2.0),
        ];
        if let Some(place) = places.into_iter().find(fits) {
            paint::put(self.ui.painter(), place, Align2::LEFT_TOP, galley);
        }
    }

    fn draw_answers(&self, answers: &[NamedDot<'_>]) {
        let palette = self.theme.palette();
        let color = self.theme.mark(Mark::Prediction);
        let mut taken = Vec::new();
        for answer in answers.iter().filter(|answer| answer.value.is_finite()) {
            let x = self.scale.x(answer.value);
            self.ui.painter().circle(
                pos2(x, self.y),
                5.0,
                palette.bg.panel,
                Stroke::new(2.0, color),
            );
            let format = Type::Label.format(palette.text.secondary);
            let low = self.label(x, self.y - 26.0, answer.name, format.clone(), &mut taken);
            if low.is_none() {
                self.label(x, self.y - 44.0, answer.name, format, &mut taken);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const X: Rangef = Rangef {
        min: 0.0,
        max: 100.0,
    };

    #[test]
    fn near_values_stand_on_a_line_and_far_ones_on_a_log_scale() {
        let near = Scale::over(vec![0.9, 2.1], X).expect("a scale");
        assert!(!near.log);
        let middle = near.x(1.5);
        assert!((middle - 50.0).abs() < 1e-3);
        let far = Scale::over(vec![1.0, 100.0], X).expect("a scale");
        assert!(far.log);
        assert!((far.x(10.0) - 50.0).abs() < 1e-3);
    }

    #[test]
    fn order_is_kept_and_nothing_leaves_the_ruler() {
        for values in [
            vec![3.0],
            vec![0.0],
            vec![-2.0, 5.0],
            vec![0.0, 1e9],
            vec![1e-6, 1e6],
        ] {
            let scale = Scale::over(values.clone(), X).expect("a scale");
            let places: Vec<f32> = values.iter().map(|value| scale.x(*value)).collect();
            assert!(places.is_sorted(), "{values:?}");
            assert!(
                places.iter().all(|x| (0.0..=100.0).contains(x)),
                "{values:?}"
            );
        }
        assert!(Scale::over(Vec::new(), X).is_none());
    }
}
