//! The real window on a stage: keys in, settled frames out.

use super::project::Project;
use crate::answer::Answer;
use crate::platform::clock;
use crate::ui::app::{App, Options, open};
use crate::ui::screens::start::Recent;
use crate::ui::settings::Settings;
use crate::ui::sheets::Sheets;
use crate::ui::state::{Card, Command, Phase};
use crate::ui::theme::Mode;
use eframe::egui_wgpu::WgpuSetup;
use egui::{Key, Modifiers, Vec2};
use egui_kittest::Harness;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long anything may be on its way.
const PATIENCE: Duration = Duration::from_secs(60);
/// Frames in a row in which nothing goes on; the guard is open again after one, as a frame is a second here.
const CALM: usize = 3;

/// A window of the program without a screen.
pub(super) struct Stage {
    pub harness: Harness<'static, App>,
}

impl Stage {
    /// The window with nothing open. `size` in points, `scale` pixels per point.
    pub fn new(size: Vec2, scale: f32, mode: Mode) -> Self {
        Self::made(size, scale, mode, false)
    }

    /// The same, its large rectangles drawn as the program draws them.
    pub fn with_sheets(size: Vec2, scale: f32, mode: Mode) -> Self {
        Self::made(size, scale, mode, true)
    }

    fn made(size: Vec2, scale: f32, mode: Mode, sheets: bool) -> Self {
        let options = Options {
            settings: Settings {
                theme: mode,
                ..Settings::default()
            },
            ..Options::default()
        };
        Self::started(size, scale, options, sheets)
    }

    /// The window as it is started with these options.
    pub fn with(size: Vec2, scale: f32, options: Options) -> Self {
        Self::started(size, scale, options, false)
    }

    fn started(size: Vec2, scale: f32, options: Options, sheets: bool) -> Self {
        clock::stop_at(afternoon());
        let mut harness = Harness::builder()
            .with_size(size)
            .with_pixels_per_point(scale)
            .with_step_dt(1.0)
            .with_render_cursor(false)
            .wgpu_setup(setup())
            .build_eframe(|cc| {
                let state = cc.wgpu_render_state.as_ref().expect("an adapter");
                if sheets {
                    cc.egui_ctx
                        .add_plugin(Sheets::new(state).expect("gamma-encoded"));
                }
                App::new(cc, options).expect("threads start")
            });
        let start = &mut harness.state_mut().start;
        // What differs from machine to machine.
        start.disk_free = Some(182_000_000_000);
        start.recent = recent();
        let mut stage = Self { harness };
        stage.settle();
        stage
    }

    /// Opens a project as the window does when the file has been read.
    pub fn open(&mut self, project: &Project) {
        let desk = project.desk();
        self.harness.state_mut().sit_at(desk);
        self.settle();
    }

    /// Goes on until everything on its way is there and every passing message has passed.
    pub fn settle(&mut self) {
        let end = Instant::now() + PATIENCE;
        let mut calm = 0;
        while calm < CALM {
            assert!(
                Instant::now() < end,
                "still waiting for {:?}",
                self.pending()
            );
            self.harness.step();
            let toast = self.harness.state().state.toast.is_some();
            let quiet = !toast && self.pending() == [0; 8];
            calm = if quiet { calm + 1 } else { 0 };
        }
        let saved = self
            .harness
            .state()
            .state
            .desk
            .as_ref()
            .and_then(|d| d.saved_at_ms);
        assert!(saved.is_none_or(|at| at == afternoon()), "the clock stands");
    }

    /// Pictures, scenes, fonts, the tour's picture, an import, a project, a measurement and what is browsed on their way.
    fn pending(&self) -> [usize; 8] {
        let app = self.harness.state();
        [
            app.textures.pending(),
            app.scenes.pending(),
            usize::from(app.fonts.coverage().is_none()),
            usize::from(app.tour_picture.pending()),
            usize::from(app.importing.is_some()),
            usize::from(app.opening.is_some()),
            usize::from(app.remeasure.pending()),
            app.browse.pending(),
        ]
    }

    /// Presses a key.
    pub fn press(&mut self, key: Key) {
        self.chord(Modifiers::NONE, key);
    }

    /// Presses a key with Ctrl or Shift.
    pub fn chord(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Types into what has the focus.
    pub fn type_text(&mut self, text: &str) {
        self.harness.event(egui::Event::Text(text.to_owned()));
        self.settle();
    }

    /// Presses Tab until a control of this name has the focus.
    pub fn tab_to(&mut self, name: &str) {
        for _ in 0..80 {
            self.harness.key_press(Key::Tab);
            self.harness.step();
            self.harness.step();
            if self.focused().is_some_and(|n| n.contains(name)) {
                return;
            }
        }
        panic!("Tab does not come to {name:?}, but to {:?}", self.focused());
    }

    /// Asks for something as a panel would.
    pub fn does(&mut self, command: Command) {
        self.does_without_waiting(command);
        self.settle();
    }

    /// The same, and what it sets going goes on.
    pub fn does_without_waiting(&mut self, command: Command) {
        let ctx = self.harness.ctx.clone();
        self.harness.state_mut().apply(&ctx, vec![command]);
    }

    /// Turns to the first card whose question begins like this.
    pub fn turn_to(&mut self, question: &str) {
        let desk = self.harness.state().state.desk.as_ref().expect("a desk");
        let rows = desk.rows(&Default::default(), Default::default());
        let key = rows.expect("rows").into_iter().find_map(|row| {
            let key = desk.reader().key_at(row).expect("a key");
            let sample = desk.reader().sample(key).expect("a sample");
            let starts = sample.shown_question().starts_with(question);
            starts.then_some(key)
        });
        self.does(Command::ShowSample(key.expect(question)));
    }

    /// The card on screen.
    pub fn card(&self) -> &Card {
        self.harness.state().state.card.as_ref().expect("a card")
    }

    /// What has the focus, by name.
    pub fn focused(&self) -> Option<String> {
        use egui_kittest::kittest::NodeT as _;
        let root = self.harness.root();
        let node = root
            .children_recursive()
            .find(|n| n.accesskit_node().is_focused())?;
        node.accesskit_node().label()
    }

    /// Answers the blind card, rightly or not.
    pub fn answer(&mut self, rightly: bool) {
        let card = self.harness.state().state.card.as_ref().expect("a card");
        assert_eq!(card.phase, Phase::Blind);
        let right = match &card.sample.answer {
            Answer::Option { index } => *index,
            other => panic!("no choice: {other:?}"),
        };
        let row = if rightly {
            right
        } else {
            (right + 1) % card.choices().len()
        };
        self.press([Key::Num1, Key::Num2, Key::Num3, Key::Num4][row]);
        self.expect(Phase::Revealed);
    }

    /// Fails unless the card stands there.
    #[track_caller]
    pub fn expect(&self, phase: Phase) {
        let card = self.harness.state().state.card.as_ref();
        assert_eq!(card.map(|c| c.phase), Some(phase));
    }
}

fn recent() -> Vec<Recent> {
    let entry = |name: &str, remark: &str, when: &str| Recent {
        name: name.to_owned(),
        remark: remark.to_owned(),
        when: when.to_owned(),
        path: PathBuf::from(name),
    };
    vec![
        entry("Pilot A", "214 of 1,930 screened", "Today"),
        entry(
            "Pilot A, hand-out 2",
            "1,930 of 1,930 screened",
            "Yesterday",
        ),
        entry("Hard 1000", "0 of 1,000 screened", "18 Nov"),
    ]
}

/// A software adapter as tests use it, with the limits that the window asks for.
fn setup() -> WgpuSetup {
    let mut setup = egui_kittest::wgpu::default_wgpu_setup();
    if let (WgpuSetup::CreateNew(test), WgpuSetup::CreateNew(window)) =
        (&mut setup, open::wgpu_options().wgpu_setup)
    {
        test.device_descriptor = window.device_descriptor;
    }
    setup
}

/// 14:32:07 of a day in November, wherever this runs.
fn afternoon() -> i64 {
    let here = jiff::civil::date(2026, 11, 22)
        .at(14, 32, 7, 0)
        .to_zoned(jiff::tz::TimeZone::system());
    here.expect("a moment").timestamp().as_millisecond()
}
