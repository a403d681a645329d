//! The question as flowing text in which words of evidence are underlined and carry their mark.
//!
//! Text is laid out once with a gap behind each evidence word; underlines, glyphs and click targets are then placed
//! from the laid-out letters, so wrapping works for every script. Before the answer the caller passes no words, and
//! the question is plain text.

use std::{ops::Range, sync::Arc};

use egui::{
    Color32, Galley, Pos2, Rect, Role, Sense, Stroke, Ui, WidgetInfo, epaint::text::LayoutJob,
    pos2, vec2,
};

use super::mark::{GLYPH, Mark, paint_glyph};
use super::paint;
use crate::ui::theme::{Theme, Type};
use crate::ui::tokens::TOKENS;

/// A stretch of text that names a piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// Byte range of the text.
    pub range: Range<usize>,
    /// Id of the evidence.
    pub evidence: &'a str,
    /// How it is marked.
    pub mark: Mark,
}

/// What happened to the words this frame, by index into the words that were passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordsOutput {
    /// Under the pointer, or with the keyboard's focus.
    pub hovered: Option<usize>,
    /// Clicked, or chosen with the keyboard.
    pub clicked: Option<usize>,
}

/// Shows a question, 20/28. `lit` is the id of the evidence that is lit; words of other evidence fade to 40 %.
///
/// Words that overlap an earlier one, lie outside the text or cut a character in two are shown as plain text.
pub fn question(ui: &mut Ui, text: &str, words: &[Word<'_>], lit: Option<&str>) -> WordsOutput {
    flow(ui, text, words, lit, Type::Question)
}

/// The same for other text with evidence words, for example an option or a line of an explanation.
pub fn flow(
    ui: &mut Ui,
    text: &str,
    words: &[Word<'_>],
    lit: Option<&str>,
    step: Type,
) -> WordsOutput {
    let theme = Theme::of(ui.ctx());
    let kept = sound_words(text, words);
    let (job, spans) = layout_job(text, words, &kept, step, theme, ui.available_width());
    let galley = ui.painter().layout_job(job);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
    ui.painter()
        .galley(rect.min, Arc::clone(&galley), theme.palette().text.primary);

    let mut output = WordsOutput::default();
    for (&index, span) in kept.iter().zip(&spans) {
        let Some(word) = words.get(index) else {
            continue;
        };
        let faded = lit.is_some_and(|lit| lit != word.evidence);
        let color = faded_if(faded, theme.mark(word.mark));
        let boxes = line_boxes(&galley, rect.min, span.clone());
        underline(ui, &boxes, color);
        if let Some(last) = boxes.last() {
            let center = pos2(last.right() + 6.0 + GLYPH / 2.0, last.center().y + 1.0);
            paint_glyph(ui.painter(), center, GLYPH, word.mark, color);
        }
        let name = || {
            format!(
                "{}, {}",
                text.get(word.range.clone()).unwrap_or_default(),
                word.mark.name()
            )
        };
        let touched = touch(ui, &boxes, response.id.with(index), name);
        if touched.hovered {
            output.hovered = Some(index);
        }
        if touched.clicked {
            output.clicked = Some(index);
        }
    }
    output
}

/// Characters of one word in the laid-out text.
type Span = Range<usize>;

/// Indices of the words that can be shown, in the order of the text.
fn sound_words(text: &str, words: &[Word<'_>]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..words.len()).collect();
    order.sort_by_key(|&i| words.get(i).map(|word| word.range.start));
    let mut end = 0;
    order.retain(|&i| {
        words.get(i).is_some_and(|word| {
            let range = word.range.clone();
            let sound =
                range.start >= end && text.get(range.clone()).is_some_and(|part| !part.is_empty());
            if sound {
                end = range.end;
            }
            sound
        })
    });
    order
}

fn layout_job(
    text: &str,
    words: &[Word<'_>],
    kept: &[usize],
    step: Type,
    theme: Theme,
    width: f32,
) -> (LayoutJob, Vec<Span>) {
    let format = step.format(theme.palette().text.primary);
    let mut gap_format = format.clone();
    // With the width of the space itself this leaves the glyph its gaps.
    gap_format.extra_letter_spacing = GLYPH + TOKENS.space.s1 / 2.0;
    let mut job = LayoutJob::default();
    job.wrap.max_width = width;
    let (mut spans, mut at, mut characters) = (Vec::new(), 0, 0);
    for word in kept.iter().filter_map(|&i| words.get(i)) {
        let before = text.get(at..word.range.start).unwrap_or_default();
        let inside = text.get(word.range.clone()).unwrap_or_default();
        job.append(before, 0.0, format.clone());
        job.append(inside, 0.0, format.clone());
        job.append("\u{A0}", 0.0, gap_format.clone());
        let start = characters + before.chars().count();
        let gap = start + inside.chars().count();
        spans.push(start..gap);
        characters = gap + 1;
        at = word.range.end;
    }
    job.append(text.get(at..).unwrap_or_default(), 0.0, format);
    (job, spans)
}

/// The boxes of these characters, one for each line they stand on.
fn line_boxes(galley: &Galley, origin: Pos2, characters: Range<usize>) -> Vec<Rect> {
    let mut boxes = Vec::new();
    let mut first = 0;
    for row in &galley.rows {
        let count = row.glyphs.len();
        let from = characters.start.max(first) - first;
        let to = characters.end.min(first + count).saturating_sub(first);
        if let Some(glyphs) = row.glyphs.get(from..to)
            && let (Some(left), Some(right)) = (glyphs.first(), glyphs.last())
        {
            let corner = origin + row.pos.to_vec2();
            boxes.push(Rect::from_min_max(
                corner + vec2(left.pos.x, 0.0),
                corner + vec2(right.max_x(), row.size.y),
            ));
        }
        first += count + usize::from(row.ends_with_newline);
    }
    boxes
}

fn underline(ui: &Ui, boxes: &[Rect], color: Color32) {
    for line in boxes {
        // Under the descenders, inside the line.
        let y = (line.bottom() - 1.0).round();
        ui.painter()
            .hline(line.x_range(), y, Stroke::new(2.0, color));
    }
}

#[derive(Default)]
struct Touched {
    hovered: bool,
    clicked: bool,
}

/// Makes the boxes of one word, with room for the glyph behind the last, a single control.
fn touch(ui: &mut Ui, boxes: &[Rect], id: egui::Id, name: impl Fn() -> String) -> Touched {
    let mut touched = Touched::default();
    for (line, rect) in boxes.iter().enumerate() {
        let last = line + 1 == boxes.len();
        let target = if last {
            rect.with_max_x(rect.right() + 2.0 * GLYPH)
        } else {
            *rect
        };
        // A word of a single sign is no smaller to hit than others.
        let room = (TOKENS.size.hit_min - target.width()).max(0.0) / 2.0;
        let target = target.expand2(vec2(room, 0.0));
        // Only the first line takes the keyboard's focus, so that Tab stops once at each word.
        let sense = if line == 0 {
            Sense::click()
        } else {
            Sense::click() - Sense::FOCUSABLE
        };
        let response = ui.interact(target, id.with(line), sense);
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name()));
        paint::focus_ring(ui, &response, Theme::of(ui.ctx()).radius_small());
        touched.hovered |= response.hovered() || response.has_focus();
        touched.clicked |= response.clicked();
    }
    touched
}

/// A colour at the opacity of what is not lit.
pub(crate) fn faded_if(faded: bool, color: Color32) -> Color32 {
    if faded {
        color.gamma_multiply(TOKENS.evidence_style.hidden_part.alpha)
    } else {
        color
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(range: Range<usize>) -> Word<'static> {
        Word {
            range,
            evidence: "e",
            mark: Mark::Subject,
        }
    }

    #[test]
    fn unsound_words_are_left_out() {
        let text = "the 桌子 and chair";
        let words = [
            word(13..18),
            word(4..10),
            word(4..7),
            word(5..9),
            word(40..50),
            word(11..11),
        ];
        assert_eq!(sound_words(text, &words), [1, 0]);
    }

    #[test]
    fn spans_count_characters_and_gaps() {
        let text = "the 桌子 and chair?";
        let words = [word(4..10), word(15..20)];
        let (job, spans) = layout_job(text, &words, &[0, 1], Type::Question, Theme::DARK, 400.0);
        assert_eq!(job.text, "the 桌子\u{A0} and chair\u{A0}?");

        assert_eq!(spans, [4..6, 12..17]);
    }
}
