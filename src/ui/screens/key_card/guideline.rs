//! The guideline of a task (`G`): what to look at, when to accept, what to fix or reject. Texts are few lines of
//! Markdown in `assets/guidelines`; headings, paragraphs and lists are drawn, everything else is text as it stands.

use crate::ui::screens::Cx;
use crate::ui::text::tr;
use crate::ui::theme::{Family, Theme, Type};
use crate::ui::widgets::paint;
use egui::{Frame, Margin, Role, ScrollArea, Sense, Ui, WidgetInfo, vec2};

/// Task names and their texts.
const TEXTS: [(&str, &str); 3] = [
    (
        "Absolute Distance",
        include_str!("../../../../assets/guidelines/absolute_distance.md"),
    ),
    (
        "Spatial Map",
        include_str!("../../../../assets/guidelines/spatial_map.md"),
    ),
    (
        "2D/3D Rotation",
        include_str!("../../../../assets/guidelines/rotation.md"),
    ),
];

/// Widest guideline, points: a line that is easily read.
const WIDTH: f32 = 560.0;

/// A piece of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Block<'a> {
    Title(&'a str),
    Heading(&'a str),
    Item(&'a str),
    Text(&'a str),
}

/// The guideline of a task; `None` while nobody has written one.
pub(super) fn of(task: &str) -> Option<&'static str> {
    let found = TEXTS.iter().find(|(name, _)| *name == task)?;
    Some(found.1)
}

/// A text as blocks, one for each line with something in it.
pub(super) fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| {
        let after = |mark: &str| line.strip_prefix(mark).map(str::trim);
        None.or_else(|| after("## ").map(Block::Heading))
            .or_else(|| after("# ").map(Block::Title))
            .or_else(|| after("- ").map(Block::Item))
            .unwrap_or(Block::Text(line))
    })
}

pub(super) fn guideline_ui(ui: &mut Ui, cx: &Cx<'_>) {
    let space = Theme::of(ui.ctx()).space();
    let window = ui.ctx().content_rect().size();
    let margin = Margin::same(space.s6 as i8);
    ui.set_width(WIDTH.min(window.x - 2.0 * space.s8));
    let task = cx
        .state
        .card
        .as_ref()
        .and_then(|c| c.sample.released.sub_task.as_deref());
    let height = window.y - 2.0 * space.s8;
    ScrollArea::vertical()
        .max_height(height)
        .min_scrolled_height(height)
        .show(ui, |ui| {
            Frame::new().inner_margin(margin).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space.s2;
                match task.and_then(of) {
                    Some(text) => blocks(text).for_each(|block| block_ui(ui, block)),
                    None => {
                        block_ui(ui, Block::Title(task.unwrap_or(tr("screening.no_task"))));
                        block_ui(ui, Block::Text(tr("guideline.none")));
                    }
                }
            });
        });
}

fn block_ui(ui: &mut Ui, block: Block<'_>) {
    let theme = Theme::of(ui.ctx());
    let (palette, space) = (theme.palette(), theme.space());
    let (text, format, indent) = match block {
        Block::Title(text) => (
            text,
            Type::Question.format_in(Family::Strong, palette.text.primary),
            0.0,
        ),
        Block::Heading(text) => {
            ui.add_space(space.s2);
            (
                text,
                Type::Body.format_in(Family::Strong, palette.text.primary),
                0.0,
            )
        }
        Block::Item(text) => (text, Type::Body.format(palette.text.primary), space.s4),
        Block::Text(text) => (text, Type::Body.format(palette.text.secondary), 0.0),
    };
    let galley = paint::block(ui, text, format, ui.available_width() - indent);
    let size = vec2(ui.available_width(), galley.size().y);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let role = match block {
        Block::Title(_) | Block::Heading(_) => Role::Heading,
        Block::Item(_) | Block::Text(_) => Role::Label,
    };
    response.widget_info(|| WidgetInfo::labeled(role, true, text));
    if indent > 0.0 {
        let row = galley.rows.first().map_or(size.y, |row| row.height());
        let middle = rect.min + vec2(space.s1, row / 2.0);
        ui.painter()
            .circle_filled(middle, space.s1 / 2.0, palette.text.secondary);
    }
    ui.painter()
        .galley(rect.min + vec2(indent, 0.0), galley, palette.text.primary);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::taxonomy;

    #[test]
    fn every_task_of_the_tour_has_one_and_every_text_belongs_to_a_task() {
        for family in crate::question::FAMILIES {
            let text = of(family.task).expect(family.task);
            let blocks: Vec<Block<'_>> = blocks(text).collect();
            assert!(matches!(blocks[0], Block::Title(_)), "{}", family.task);
            assert!(blocks.iter().any(|b| matches!(b, Block::Item(_))));
        }
        for (task, _) in TEXTS {
            assert!(taxonomy().tasks().iter().any(|t| t.name == task), "{task}");
        }
        assert_eq!(of("Height"), None);
    }

    #[test]
    fn markdown_is_read_line_by_line_and_fetches_nothing() {
        let text = "# A\n\n![x](http://x/y.png)\n## B\n - c\n";
        let expected = [
            Block::Title("A"),
            Block::Text("![x](http://x/y.png)"),
            Block::Heading("B"),
            Block::Item("c"),
        ];
        assert_eq!(blocks(text).collect::<Vec<_>>(), expected);
    }
}
