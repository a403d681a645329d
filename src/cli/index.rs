//! `scene index PATH`: visibility tables of every scene at a path, measured once.

use super::args::{Common, SceneIndex};
use super::output::Output;
use super::{Done, interruptible};
use crate::dataset::index::{self, Index};
use crate::dataset::{self, Collection};
use crate::job::{Cancel, Progress, Reporter};
use crate::platform::config;
use anyhow::{Context, bail};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What was done.
#[derive(Debug, Default, Serialize)]
struct Indexed {
    dataset: &'static str,
    /// The file of tables.
    file: PathBuf,
    /// Scenes that were measured now, and those whose tables were there and up to date.
    scenes: usize,
    up_to_date: usize,
    /// Of the scenes that were measured now.
    frames: usize,
    /// Objects that frames show something of, over all of them.
    views: usize,
    /// Measuring alone, without finding and opening scenes.
    frames_per_second: Option<f64>,
    warnings: Vec<String>,
}

pub(super) fn run(asked: &SceneIndex, common: &Common, output: &Output) -> anyhow::Result<Done> {
    let (layout, found) = dataset::find(&asked.path, asked.dataset.as_deref())?;
    let chosen = chosen(&*found, &asked.path, asked.scene.as_deref(), common)?;
    let file = match &asked.out {
        Some(file) => file.clone(),
        None => default_file(&asked.path)?,
    };
    let mut indexed = Indexed {
        dataset: layout.name,
        warnings: found.warnings().to_vec(),
        file,
        ..Indexed::default()
    };
    if common.dry_run {
        indexed.scenes = chosen.len();
        output.result(&indexed, &text(&indexed))?;
        return Ok(Done::Clean);
    }
    let (reporter, bar) = output.progress();
    let done = measure_all(
        &*found,
        &chosen,
        common.overwrite,
        &mut indexed,
        &reporter,
        &interruptible(),
    );
    drop(reporter);
    bar.end();
    done?;
    output.result(&indexed, &text(&indexed))?;
    Ok(match indexed.warnings.is_empty() {
        true => Done::Clean,
        false => Done::Findings,
    })
}

/// The numbers of the scenes that are wanted.
pub(super) fn chosen(
    found: &dyn Collection,
    path: &Path,
    scene: Option<&str>,
    common: &Common,
) -> anyhow::Result<Vec<usize>> {
    let all = found.scenes();
    let Some(id) = scene else {
        let limit = common
            .limit
            .map_or(usize::MAX, |n| usize::try_from(n).unwrap_or(usize::MAX));
        return Ok((0..all.len().min(limit)).collect());
    };
    match all.iter().position(|s| s == id) {
        Some(index) => Ok(vec![index]),
        None => bail!(
            "there is no scene {id:?} among the {} of {path:?}",
            all.len()
        ),
    }
}

/// In the user's folder for what can be made again, under a name of the data set's own place.
fn default_file(path: &Path) -> anyhow::Result<PathBuf> {
    let whole = path
        .canonicalize()
        .with_context(|| format!("cannot find {path:?}"))?;
    let folder = config::cache_folder()?.join("visibility");
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {folder:?}"))?;
    let name = blake3::hash(whole.as_os_str().as_encoded_bytes()).to_hex();
    Ok(folder.join(format!("{}.jsonl", &name[..16])))
}

fn measure_all(
    found: &dyn Collection,
    chosen: &[usize],
    again: bool,
    indexed: &mut Indexed,
    reporter: &Reporter,
    cancel: &Cancel,
) -> anyhow::Result<()> {
    let mut tables = Index::open(&indexed.file)?;
    let mut spent = Duration::ZERO;
    for (count, number) in chosen.iter().enumerate() {
        cancel.check()?;
        let scene = match found.open(*number) {
            Ok(scene) => scene,
            Err(error) => {
                indexed.warnings.push(error.to_string());
                continue;
            }
        };
        if !again && tables.holds(&scene.id, &index::signature(&scene)) {
            indexed.up_to_date += 1;
            continue;
        }
        reporter.report(Progress::Phase {
            name: "frames measured",
            total: scene.frames.len() as u64,
        });
        let (started, done) = (Instant::now(), AtomicU64::new(0));
        let one_more = || {
            reporter.report(Progress::Done(done.fetch_add(1, Ordering::Relaxed) + 1));
        };
        let table = index::measure(&scene, cancel, &one_more)?;
        spent += started.elapsed();
        tables.add(&table)?;
        indexed.scenes += 1;
        indexed.frames += table.frames.len();
        indexed.views += table.frames.iter().map(|f| f.objects.len()).sum::<usize>();
        indexed.warnings.extend(table.warnings);
        tracing::info!("scene {} of {}: {}", count + 1, chosen.len(), scene.id);
    }
    let seconds = spent.as_secs_f64();
    indexed.frames_per_second = (indexed.frames > 0 && seconds > 0.0)
        .then(|| (indexed.frames as f64 / seconds * 10.0).round() / 10.0);
    Ok(())
}

fn text(indexed: &Indexed) -> String {
    let mut lines = vec![
        format!("dataset     {}", indexed.dataset),
        format!(
            "scenes      {} measured, {} up to date",
            indexed.scenes, indexed.up_to_date
        ),
        format!("frames      {}", indexed.frames),
        format!("views       {}", indexed.views),
    ];
    if let Some(rate) = indexed.frames_per_second {
        lines.push(format!("frames/s    {rate}"));
    }
    lines.push(format!("tables in   {}", indexed.file.display()));
    lines.extend(indexed.warnings.iter().map(|w| format!("warning     {w}")));
    lines.join("\n") + "\n"
}
