//! What tests of screens share: a state with samples in it, a window around one screen, and pictures of it.

use super::Cx;
use crate::store::tests_support::{Project, sample};
use crate::ui::a11y;
use crate::ui::keys::{Action, KeyMap};
use crate::ui::state::{Command, Desk, State};
use crate::ui::theme::Theme;
use egui::{Ui, Vec2, os::OperatingSystem, vec2};
use egui_kittest::Harness;

/// A window's world: the state, and what the screen in it asked for.
pub(crate) struct Bench<M> {
    pub state: State,
    pub memory: M,
    pub keys: KeyMap,
    pub now_ms: u64,
    pub commands: Vec<Command>,
    pub actions: Vec<Action>,
}

impl<M: Default> Bench<M> {
    pub fn new(state: State) -> Self {
        Self {
            state,
            memory: M::default(),
            keys: KeyMap::default(),
            now_ms: 1_000,
            commands: Vec::new(),
            actions: Vec::new(),
        }
    }
}

impl<M> Bench<M> {
    /// Draws one frame of a screen.
    pub fn frame<T>(&mut self, draw: impl FnOnce(&mut Cx<'_>, &mut M) -> T) -> T {
        let mut cx = Cx {
            state: &self.state,
            keys: &self.keys,
            os: OperatingSystem::Nix,
            now_ms: self.now_ms,
            fresh: false,
            flashed: None,
            commands: &mut self.commands,
            actions: &mut self.actions,
            hovered: &mut None,
        };
        draw(&mut cx, &mut self.memory)
    }
}

/// A project of `n` samples with English, long and Chinese questions, and a state that sits at it. The folder lives
/// as long as the first value.
pub(crate) fn project(n: u64) -> (tempfile::TempDir, State) {
    let mut project = Project::new();
    let samples = (0..n).map(|i| {
        let mut sample = sample(i);
        let task = &crate::sample::taxonomy().tasks()[usize::try_from(i).expect("small") % 30];
        sample.released.category = Some(task.category.clone());
        sample.released.sub_task = Some(task.name.clone());
        sample.released.question = match i % 5 {
            1 => "桌子和椅子之间的最近距离大约是多少米?请选择最接近的一项。".repeat(4),
            2 => "Which of the objects that are seen in the second picture stands closest to the camera? ".repeat(6),
            _ => sample.released.question,
        };
        sample.seal()
    });
    project.import(samples.collect());
    for i in 0..n.min(12) {
        use crate::store::tests_support::{accept, reject};
        project.say(i, if i % 3 == 0 { reject() } else { accept() });
    }
    let mut state = State::default();
    state.take(Desk::new(project.store).expect("a desk"), 0);
    (project.folder, state)
}

/// Both themes with their names.
pub(crate) const THEMES: [(&str, Theme); 2] = [("dark", Theme::DARK), ("light", Theme::LIGHT)];
/// The two sizes that every screen is looked at in.
pub(crate) const SIZES: [Vec2; 2] = [vec2(1280.0, 800.0), vec2(1600.0, 1000.0)];

/// A window of `size` points around one screen.
pub(crate) fn window<M: 'static>(
    size: Vec2,
    theme: Theme,
    bench: Bench<M>,
    mut draw: impl FnMut(&mut Ui, &mut Bench<M>) + 'static,
) -> Harness<'static, Bench<M>> {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(if theme.is_dark() {
            egui::Theme::Dark
        } else {
            egui::Theme::Light
        })
        .with_context_setup(move |ctx| {
            crate::ui::fonts::install(ctx);
            theme.apply(ctx);
            let search = crate::ui::fonts::find_fallback(ctx);
            while search.coverage().is_none() {
                std::thread::yield_now();
            }
        })
        // A machine without a font for Chinese draws boxes, which are as wide.
        .allow_missing_glyphs()
        // Frames as quick as on a screen, so that two clicks can be a double click.
        .with_step_dt(1.0 / 60.0)
        .wgpu()
        .build_ui_state(move |ui, bench: &mut Bench<M>| draw(ui, bench), bench);
    harness.run();
    harness
}

/// Looks at a screen: nothing cut, covered, faint, unnamed or too small, and a picture for people in the temporary
/// folder `spatialscore-screens`.
pub(crate) fn look<M>(
    harness: &mut Harness<'_, Bench<M>>,
    name: &str,
    may_elide: &dyn Fn(&str) -> bool,
) {
    let folder = std::env::temp_dir().join("spatialscore-screens");
    std::fs::create_dir_all(&folder).expect("a folder");
    let image = harness.render().expect("a picture");
    image
        .save(folder.join(format!("{name}.png")))
        .expect("saved");
    a11y::assert_clean(harness, may_elide);
}
