//! Measures the boxes of a fix again on the scene's pixels and points, off the window's thread: one at a time, the
//! newest edit next, and an older one that is still at work is told to stop.

use crate::job::Job;
use crate::question::{self, objects::Input};
use crate::sample::{Check, Sample};
use crate::ui::scene_cache::{Loaded, SceneState};
use crate::ui::state::Card;
use crate::ui::state::fix::{Fix, Measured};
use std::sync::Arc;

/// What was measured: the edit it is of, and its checks; `None` when they cannot be measured.
pub type Outcome = (u64, Option<Vec<Check>>);

/// The measuring under way.
#[derive(Default)]
pub struct Remeasure {
    running: Option<Running>,
}

struct Running {
    edit: u64,
    of: crate::sample::Key,
    /// `Err` when it was told to stop.
    job: Job<Result<Option<Vec<Check>>, Stopped>>,
}

struct Stopped;

impl Remeasure {
    /// Takes in what has been measured and starts the next if the card's fix waits for one. `scene` says how the
    /// draft's scene stands; `wake` is called when something was measured.
    pub fn follow(
        &mut self,
        card: Option<&Card>,
        scene: impl FnOnce(&Sample) -> Option<SceneState>,
        wake: impl Fn() + Send + Sync + Clone + 'static,
    ) -> Option<Outcome> {
        let fix = card.and_then(|c| c.fix.as_ref());
        let outcome = self.take(fix);
        let waiting = fix.filter(|f| f.measured == Measured::Awaited);
        let (Some(fix), None) = (waiting, &self.running) else {
            return outcome;
        };
        if outcome.as_ref().is_some_and(|(edit, _)| *edit == fix.edit) {
            return outcome;
        }
        let edit = fix.edit;
        match scene(&fix.draft) {
            Some(SceneState::Pending) => {}
            Some(SceneState::Ready(loaded)) => match start(fix, loaded, wake) {
                Ok(running) => self.running = Some(running),
                Err(_no_thread) => return Some((edit, None)),
            },
            Some(SceneState::Failed(_)) | None => return Some((edit, None)),
        }
        outcome
    }

    /// Whether something is being measured.
    pub fn pending(&self) -> bool {
        self.running.is_some()
    }

    fn take(&mut self, fix: Option<&Fix>) -> Option<Outcome> {
        let running = self.running.as_ref()?;
        let wanted = fix.filter(|f| f.draft.key == running.of);
        if wanted.is_none_or(|f| f.edit != running.edit) {
            running.job.cancel.cancel();
        }
        let result = running.job.poll()?;
        let edit = running.edit;
        self.running = None;
        wanted?;
        result.ok().map(|checks| (edit, checks))
    }
}

fn start(
    fix: &Fix,
    loaded: Arc<Loaded>,
    wake: impl Fn() + Send + Sync + Clone + 'static,
) -> std::io::Result<Running> {
    let (draft, edit) = (fix.draft.clone(), fix.edit);
    let of = draft.key;
    let job = Job::spawn("measure", wake, move |_, cancel| {
        let go_on = || cancel.check().is_ok();
        let checks = measure(&draft, &loaded, &go_on);
        if go_on() { Ok(checks) } else { Err(Stopped) }
    })?;
    Ok(Running { edit, of, job })
}

/// What pixels and points say of a sample's boxes as they are in its evidence; `None` when it cannot be said.
pub fn measure(sample: &Sample, loaded: &Loaded, go_on: &dyn Fn() -> bool) -> Option<Vec<Check>> {
    let frame = sample.media.iter().find_map(|m| m.frame.as_deref())?;
    let frame = loaded.scene.frame(frame)?;
    let depth = loaded.depth(frame)?;
    let input = Input {
        scene: &loaded.scene,
        cloud: &loaded.cloud,
        frame,
        depth: &depth,
    };
    question::remeasure(sample, input, go_on)
}
