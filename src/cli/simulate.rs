//! `simulate DIR`: scenes of which everything is known, in the layout of a real data set.

use super::args::{Common, Simulate};
use super::output::Output;
use super::{Done, interruptible};
use crate::job::{Cancel, Progress, Reporter};
use crate::simulate::write::{self, Images, Layout, Place};
use crate::simulate::{Band, Kind, Recipe, Simulated, World};
use anyhow::{Context, bail};
use rayon::prelude::*;
use serde::Serialize;
use std::path::PathBuf;
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
        let counts = job.run(&recipes);
        drop(reporter);
        bar.end();
        [made.scenes, made.there, made.views, made.drawn] = counts?;
        made.seconds = began.elapsed().as_secs_f64();
    }
    output.result(&made, &text(&made))?;
    Ok(Done::Clean)
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
        let done = AtomicUsize::new(0);
        let one = |(number, recipe): (usize, &Recipe)| {
            let counts = self.scene(number, recipe)?;
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            self.reporter.report(Progress::Done(done as u64));
            Ok(counts)
        };
        let sum = |a: [usize; 4], b: [usize; 4]| Ok(std::array::from_fn(|i| a[i] + b[i]));
        let all = recipes.par_iter().enumerate().map(one);
        all.try_reduce(|| [0; 4], sum)
    }

    fn scene(&self, number: usize, recipe: &Recipe) -> anyhow::Result<[usize; 4]> {
        self.cancel.check()?;
        let scene = Simulated::new(recipe);
        let root = &self.asked.dir;
        if !self.again && write::is_done(root, scene.name()) {
            return Ok([0, 1, 0, 0]);
        }
        let place = Place {
            root: root.clone(),
            number: u32::try_from(number)?,
            images: self.images,
        };
        let drawn = write::write(&scene, self.layout, &place)
            .with_context(|| format!("cannot write scene {:?} to {root:?}", scene.name()))?;
        Ok([1, 0, scene.views().len(), drawn])
    }
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
