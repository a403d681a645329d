//! The queue under keyboard and pointer, and looked at.

use super::*;
use crate::sample::State as Stage;
use crate::ui::screens::testing::{Bench, SIZES, THEMES, look, project, window};
use crate::ui::state::queue::{Row, Sort};
use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

type Window = Harness<'static, Bench<QueueMemory>>;

/// Draws the queue as the app does: what it asks for is done before the next frame.
fn draw(ui: &mut Ui, bench: &mut Bench<QueueMemory>) {
    for command in std::mem::take(&mut bench.commands) {
        if matches!(
            command,
            Command::Filter(_) | Command::SelectRow(_) | Command::Sort(_)
        ) {
            bench.state.apply(command, bench.now_ms);
        } else {
            bench.commands.push(command);
        }
    }
    let visible = bench.frame(|cx, memory| queue_ui(ui, cx, memory));
    bench.state.read_rows(visible);
}

fn queue(n: u64) -> (tempfile::TempDir, Window) {
    let (folder, state) = project(n);
    (
        folder,
        window(
            SIZES[0],
            crate::ui::theme::Theme::DARK,
            Bench::new(state),
            draw,
        ),
    )
}

fn press(harness: &mut Window, key: Key) {
    harness.key_press(key);
    harness.run();
}

/// Questions, tasks, sources and names may be longer than their column; they are whole on hover and read out whole.
fn may_elide(text: &str) -> bool {
    text.contains("米") || text.starts_with("Which of") || text.chars().count() > 12
}

#[test]
fn every_size_and_theme_is_clean() {
    let (_folder, state) = project(90);
    let mut state = Some(state);
    for (theme_name, theme) in THEMES {
        for size in SIZES {
            let bench = Bench::new(state.take().expect("the state comes back"));
            let mut harness = window(size, theme, bench, draw);
            look(
                &mut harness,
                &format!("queue-{theme_name}-{}", size.x),
                &may_elide,
            );
            harness.state_mut().memory.quotas = Some(true);
            harness.run();
            look(
                &mut harness,
                &format!("queue-quotas-{theme_name}-{}", size.x),
                &may_elide,
            );
            state = Some(std::mem::take(&mut harness.state_mut().state));
        }
    }
}

#[test]
fn the_smallest_window_at_scale_150_is_clean() {
    let (_folder, state) = project(40);
    let size = SIZES[0] / 1.5;
    let mut harness = window(
        size,
        crate::ui::theme::Theme::LIGHT,
        Bench::new(state),
        draw,
    );
    look(&mut harness, "queue-150", &may_elide);
}

#[test]
fn keys_move_the_selection_and_enter_opens() {
    let (_folder, mut harness) = queue(90);
    for (key, row) in [
        (Key::ArrowDown, 1),
        (Key::ArrowUp, 0),
        (Key::ArrowUp, 0),
        (Key::End, 89),
        (Key::ArrowDown, 89),
        (Key::Home, 0),
    ] {
        press(&mut harness, key);
        assert_eq!(harness.state().state.queue.selected, row, "{key:?}");
    }
    press(&mut harness, Key::PageDown);
    let page = harness.state().state.queue.selected;
    assert!((5..40).contains(&page), "{page}");
    press(&mut harness, Key::End);
    assert!(
        harness.state().memory.scroll.visible.contains(&89),
        "the row is in sight"
    );
    let bench = harness.state_mut();
    let key = bench.state.queue.summary(89).expect("read").key;
    assert_eq!(
        bench.memory.take(Action::Confirm, &bench.state),
        Some(Command::ShowSample(key))
    );
}

#[test]
fn clicks_select_and_double_clicks_open() {
    let (_folder, mut harness) = queue(30);
    let row = harness
        .state()
        .state
        .queue
        .summary(3)
        .expect("read")
        .clone();
    let name = format!("{}, {}", card_number(row.row), row.question);
    harness.get_by_label_contains(&name).click();
    harness.run();
    assert_eq!(harness.state().state.queue.selected, 3);
    harness.get_by_label_contains(&name).click();
    harness.get_by_label_contains(&name).click();
    harness.run();
    assert_eq!(harness.state().commands, [Command::ShowSample(row.key)]);
}

#[test]
fn a_search_runs_once_when_typing_pauses() {
    let (_folder, mut harness) = queue(30);
    harness.state_mut().memory.focus_search = true;
    harness.run();
    harness
        .get_by_label("Find in questions")
        .type_text("chair 3");
    harness.step();
    assert_eq!(
        harness.state().state.queue.filter.text,
        "",
        "not while typing"
    );
    harness.state_mut().now_ms += DEBOUNCE_MS;
    harness.run();
    assert_eq!(harness.state().state.queue.filter.text, "chair 3");
    let bench = harness.state();
    let found = bench.state.queue.rows.len();
    assert!(found > 0 && found < 30, "{found}");
    assert!(bench.memory.typed_at_ms.is_none());
}

#[test]
fn menus_narrow_and_crosses_widen() {
    let (_folder, mut harness) = queue(60);
    harness.get_by_label("State").click();
    harness.run();
    harness.get_by_label_contains("Rejected, 4").click();
    harness.run();
    assert_eq!(harness.state().state.queue.filter.states, [Stage::Rejected]);
    assert_eq!(harness.state().state.queue.rows.len(), 4);
    press(&mut harness, Key::Escape);
    harness.get_by_label("Remove the filter State").click();
    harness.run();
    assert_eq!(harness.state().state.queue.rows.len(), 60);
}

#[test]
fn headings_sort() {
    let (_folder, mut harness) = queue(30);
    harness.get_by_label("Sort by Changed").click();
    harness.run();
    assert_eq!(harness.state().state.queue.sort, Sort::Newest);
}

#[test]
fn an_empty_result_offers_the_way_out() {
    let (_folder, mut harness) = queue(10);
    let filter = Filter {
        text: "nowhere".into(),
        ..Filter::default()
    };
    harness.state_mut().commands.push(Command::Filter(filter));
    harness.run();
    look(&mut harness, "queue-empty", &|_| false);
    harness
        .get_all_by_label("Clear filters")
        .last()
        .expect("two of them")
        .click();
    harness.run();
    assert_eq!(harness.state().state.queue.rows.len(), 10);
}

#[test]
fn a_project_without_questions_offers_an_import() {
    let (_folder, mut harness) = queue(0);
    harness.get_by_label("Import questions").click();
    harness.run();
    assert_eq!(harness.state().actions, [Action::Import]);
}

#[test]
fn of_63857_rows_only_those_on_screen_are_drawn_and_asked_for() {
    let mut state = State::default();
    state.queue.rows = (1..=63_857).map(Row).collect();
    state.queue.counts.total = 63_857;
    let mut harness = window(
        SIZES[0],
        crate::ui::theme::Theme::DARK,
        Bench::new(state),
        draw,
    );
    press(&mut harness, Key::End);
    let visible = harness.state().memory.scroll.visible.clone();
    assert!(visible.len() < 40 && visible.end == 63_857, "{visible:?}");
    harness.key_press_modifiers(Modifiers::NONE, Key::PageUp);
    harness.run();
    assert!(harness.state().state.queue.selected < 63_850);
}

#[test]
fn tab_reaches_the_list_and_enter_opens_there() {
    let (_folder, mut harness) = queue(10);
    harness.get_by_label("Questions, 10").focus();
    harness.run();
    press(&mut harness, Key::ArrowDown);
    press(&mut harness, Key::Enter);
    let bench = harness.state();
    assert_eq!(bench.state.queue.selected, 1);
    let key = bench.state.queue.summary(1).expect("read").key;
    assert_eq!(bench.commands, [Command::ShowSample(key)]);
}
