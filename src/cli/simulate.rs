//! `simulate DIR`: scenes of which everything is known, in the layout of a real data set.

use super::args::{Common, Simulate};
use super::output::Output;
use super::{Done, interruptible};
use crate::job::{Cancel, Progress, Reporter};
use crate::simulate::write::{self, Images, Layout, Place, Standing};
use crate::simulate::{Band, Kind, Recipe, Simulated, World};
use anyhow::{Context, anyhow, bail};
use serde::Serialize;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// What was done.
#[derive(Debug, Serialize)]
struct Made {
    layout: &'static str,
    dir: PathBuf,
    /// Scenes that were written now, and those that were there already.
    scenes: usize,
    there: usize,
    /// Views of the scenes that were written now, and how many of them were drawn.
    views: usize,
    drawn: usize,
    seconds: f64,
}

pub(super) fn run(asked: &Simulate, common: &Common, output: &Output) -> anyhow::Result<Done> {
    let layout: Layout = asked.layout.into();
    let images: Images = asked.images.into();
    if images == Images::None && layout == Layout::WildRgbd {
        bail!(
            "wildrgbd knows its frames by their pictures: --images none would leave nothing to read"
        );
    }
    let recipes: Vec<Recipe> = (0..asked.scenes)
        .map(|n| recipe(asked, common.seed, n))
        .collect();
    let began = Instant::now();
    let mut made = Made {
        layout: layout.name(),
        dir: asked.dir.clone(),
        scenes: recipes.len(),
        there: 0,
        views: 0,
        drawn: 0,
        seconds: 0.0,
    };
    if !common.dry_run {
        let (reporter, bar) = output.progress();
        let job = Job {
            asked,
            layout,
            images,
            again: common.overwrite,
            reporter: &reporter,
            cancel: &interruptible(),
        };
        let counts = fits(&asked.dir, layout, common.overwrite).and_then(|()| job.run(&recipes));
        drop(reporter);
        bar.end();
        [made.scenes, made.there, made.views, made.drawn] = counts?;
        made.seconds = began.elapsed().as_secs_f64();
    }
    output.result(&made, &text(&made))?;
    Ok(Done::Clean)
}

/// Whether scenes of a layout may be written into a folder.
fn fits(dir: &Path, layout: Layout, overwrite: bool) -> anyhow::Result<()> {
    match write::layout_of(dir)? {
        Some(other) if other != layout => {
            bail!(
                "{dir:?} holds scenes of the layout {}: a data set has one layout",
                other.name()
            )
        }
        Some(_) => Ok(()),
        None if overwrite => Ok(()),
        None => match std::fs::read_dir(dir).map(|mut entries| entries.next().is_some()) {
            Ok(true) => bail!(
                "{dir:?} is not empty and holds no simulated scene (--overwrite writes into it all the same)"
            ),
            Ok(false) => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error).with_context(|| format!("cannot look into {dir:?}")),
        },
    }
}

/// The recipe of a scene: what is `mixed` goes round, each choice as often as the others.
fn recipe(asked: &Simulate, seed: u64, number: u32) -> Recipe {
    let kinds = [Kind::Room, Kind::Street, Kind::Tabletop];
    let bands = [Band::Easy, Band::Medium, Band::Hard];
    let (kind, band) = (number as usize % 3, number as usize / 3 % 3);
    Recipe {
        kind: Option::from(asked.kind).unwrap_or(kinds[kind]),
        band: Option::from(asked.band).unwrap_or(bands[band]),
        path: asked.path.into(),
        style: asked.style.into(),
        seed: seed.wrapping_add(u64::from(number)),
        frames: asked.frames,
        width: asked.size[0],
        height: asked.size[1],
    }
}

struct Job<'a> {
    asked: &'a Simulate,
    layout: Layout,
    images: Images,
    again: bool,
    reporter: &'a Reporter,
    cancel: &'a Cancel,
}

impl Job<'_> {
    /// Scenes written and found there, views of the written ones and those drawn.
    fn run(&self, recipes: &[Recipe]) -> anyhow::Result<[usize; 4]> {
        self.reporter.report(Progress::Phase {
            name: "scenes",
            total: recipes.len() as u64,
        });
        let cores = rayon::current_num_threads();
        let workers = cores.min(recipes.len()).max(1);
        let next = AtomicUsize::new(0);
        let done = AtomicUsize::new(0);
        let work = || {
            // Rows of a picture are drawn in a pool of the scene's own: a thread that waits for the last of them would
            // begin another scene meanwhile, and in that another.
            let pool = rayon::ThreadPoolBuilder::new().num_threads(cores / workers);
            pool.build()?.install(|| self.scenes(recipes, &next, &done))
        };
        std::thread::scope(|scope| {
            let start = |i| {
                let thread = std::thread::Builder::new().name(format!("scenes {i}"));
                thread.spawn_scoped(scope, work)
            };
            let threads: Vec<_> = (0..workers).map(start).collect();
            let mut all = [0; 4];
            for thread in threads {
                let counts = thread?.join();
                let counts = counts.map_err(|_panic| anyhow!("a thread ended in a panic"))??;
                all = added(all, counts);
            }
            Ok(all)
        })
    }

    /// Makes scenes that nobody has begun until there are none, or one fails.
    fn scenes(
        &self,
        recipes: &[Recipe],
        next: &AtomicUsize,
        done: &AtomicUsize,
    ) -> anyhow::Result<[usize; 4]> {
        let mut all = [0; 4];
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(recipe) = recipes.get(number) else {
                return Ok(all);
            };
            let counts = self.scene(number, recipe).inspect_err(|_| {
                // Nothing is left for the others.
                next.store(recipes.len(), Ordering::Relaxed);
            })?;
            all = added(all, counts);
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            self.reporter.report(Progress::Done(done as u64));
        }
    }

    fn scene(&self, number: usize, recipe: &Recipe) -> anyhow::Result<[usize; 4]> {
        self.cancel.check()?;
        let place = Place {
            root: self.asked.dir.clone(),
            number: u32::try_from(number)?,
            images: self.images,
            overwrite: self.again,
            cancel: self.cancel.clone(),
        };
        match write::standing(recipe, self.layout, &place) {
            _ if self.again => {}
            Standing::Missing => {}
            Standing::Done => return Ok([0, 1, 0, 0]),
            Standing::Another => bail!(
                "scene {:?} is there and was made with other settings (--overwrite replaces it)",
                recipe.name()
            ),
        }
        let scene = Simulated::new(recipe);
        let written = write::write(&scene, self.layout, &place);
        // What was cancelled is no failure of the disk.
        self.cancel.check()?;
        let drawn = written.with_context(|| format!("cannot write scene {:?}", scene.name()))?;
        Ok([1, 0, scene.views().len(), drawn])
    }
}

fn added(a: [usize; 4], b: [usize; 4]) -> [usize; 4] {
    std::array::from_fn(|i| a[i] + b[i])
}

fn text(made: &Made) -> String {
    let rate = |count: usize| format!("{:.1}", count as f64 / made.seconds.max(1e-9));
    let mut lines = vec![
        format!("layout      {}", made.layout),
        format!(
            "scenes      {} written, {} there already",
            made.scenes, made.there
        ),
    ];
    if made.scenes > 0 && made.seconds > 0.0 {
        lines.push(format!("views       {} ({} drawn)", made.views, made.drawn));
        lines.push(format!("scenes/s    {}", rate(made.scenes)));
        if made.drawn > 0 {
            lines.push(format!("frames/s    {}", rate(made.drawn)));
        }
    }
    lines.push(format!("in          {}", made.dir.display()));
    lines.join("\n") + "\n"
}
