//! Scenes of cards, loaded off the window's thread: the cloud that evidence is shown in.

use crate::dataset::{DatasetError, load, room};
use crate::job::{Cancel, Job};
use crate::media::{MediaError, Roots};
use crate::raster::{CloudInfo, Levels, MOVING_POINTS, arrange};
use crate::sample::SceneRef;
use crate::scene::{DepthMap, Frame, PointCloud, Scene};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// A scene with its points.
#[derive(Debug)]
pub struct Loaded {
    /// The scene.
    pub scene: Scene,
    /// Its first cloud; empty when it has none.
    pub cloud: PointCloud,
    /// What drawing needs to know of the cloud.
    pub info: CloudInfo,
    /// The order of its points, where there are many.
    pub levels: Option<Levels>,
    /// The depth that was asked for last, with its frame: a fix asks for the same one again and again.
    depth: Mutex<Option<(String, Arc<DepthMap>)>>,
}

impl Loaded {
    /// A scene with its points.
    pub fn new(scene: Scene, cloud: PointCloud) -> Self {
        Self {
            info: CloudInfo::of(&cloud),
            scene,
            cloud,
            levels: None,
            depth: Mutex::default(),
        }
    }

    /// The same with its points in the order of levels, where there are many: seconds for tens of millions, on every
    /// core. Not for the window's thread; once it is cancelled nobody should want it.
    pub fn arranged(mut self, cancel: &Cancel) -> Self {
        if self.cloud.points.len() > MOVING_POINTS {
            self.levels = arrange(&mut self.cloud, &self.info, &|| cancel.check().is_err());
        }
        self
    }

    /// Bytes of its points and their order.
    pub fn bytes(&self) -> usize {
        self.cloud.bytes() + self.levels.as_ref().map_or(0, Levels::bytes)
    }

    /// A frame's depth, read when it is first asked for; not for the window's thread. `None` when the scene has none,
    /// or it cannot be read, or has another size than the picture.
    pub fn depth(&self, frame: &Frame) -> Option<Arc<DepthMap>> {
        let mut kept = self.depth.lock().ok()?;
        if let Some((of, depth)) = kept.as_ref()
            && *of == frame.id
        {
            return Some(Arc::clone(depth));
        }
        let of = frame.depth.as_ref()?;
        // What measures compares pixels of the map with those of the picture.
        if of.camera != frame.camera {
            return None;
        }
        let depth = Arc::new(load::depth(&self.scene, of).ok()?);
        *kept = Some((frame.id.clone(), Arc::clone(&depth)));
        Some(depth)
    }
}

/// How a scene stands.
#[derive(Clone, Debug)]
pub enum SceneState {
    /// On its way.
    Pending,
    /// There it is.
    Ready(Arc<Loaded>),
    /// It cannot be had; one sentence.
    Failed(String),
}

impl SceneState {
    /// The scene, if it is there.
    pub fn ready(&self) -> Option<&Arc<Loaded>> {
        match self {
            Self::Ready(loaded) => Some(loaded),
            Self::Pending | Self::Failed(_) => None,
        }
    }
}

type Outcome = Result<Arc<Loaded>, String>;

/// Keeps the scenes of the last cards.
#[derive(Default)]
pub struct SceneCache {
    kept: Vec<(SceneRef, Slot)>,
}

enum Slot {
    Loading(Job<Outcome>),
    Done(Outcome),
}

/// Scenes kept; the run of cards stays in one scene for a while and then goes on to the next.
const KEPT: usize = 2;

impl SceneCache {
    /// How a scene stands; starts loading it if nobody did. `wake` is called when it is there.
    pub fn request(
        &mut self,
        scene: &SceneRef,
        roots: &Roots,
        wake: impl Fn() + Send + Sync + Clone + 'static,
    ) -> SceneState {
        if let Some((_, slot)) = self.kept.iter_mut().find(|(kept, _)| kept == scene) {
            return slot.state();
        }
        let folder = folder_of(scene, roots);
        let slot = match folder {
            Err(error) => Slot::Done(Err(error.to_string())),
            Ok(folder) => match Job::spawn("scene", wake, move |_, cancel| load(&folder, cancel)) {
                Ok(job) => Slot::Loading(job),
                Err(error) => Slot::Done(Err(error.to_string())),
            },
        };
        self.kept.truncate(KEPT - 1);
        self.kept.insert(0, (scene.clone(), slot));
        SceneState::Pending
    }

    /// Forgets what failed, so that it is tried again (a root was mapped).
    pub fn retry(&mut self) {
        self.kept
            .retain(|(_, slot)| !matches!(slot, Slot::Done(Err(_))));
    }

    /// Scenes on their way.
    pub fn pending(&self) -> usize {
        let loading = |(_, slot): &&(SceneRef, Slot)| matches!(slot, Slot::Loading(_));
        self.kept.iter().filter(loading).count()
    }

    /// Bytes of clouds in memory.
    pub fn bytes(&self) -> u64 {
        let of = |slot: &Slot| match slot {
            Slot::Done(Ok(loaded)) => loaded.bytes() as u64,
            _ => 0,
        };
        self.kept.iter().map(|(_, slot)| of(slot)).sum()
    }
}

impl Slot {
    fn state(&mut self) -> SceneState {
        if let Self::Loading(job) = self
            && let Some(outcome) = job.poll()
        {
            *self = Self::Done(outcome);
        }
        match self {
            Self::Loading(_) => SceneState::Pending,
            Self::Done(Ok(loaded)) => SceneState::Ready(Arc::clone(loaded)),
            Self::Done(Err(why)) => SceneState::Failed(why.clone()),
        }
    }
}

/// The scene's folder: its root itself where the path is `.`, else below it.
fn folder_of(scene: &SceneRef, roots: &Roots) -> Result<PathBuf, MediaError> {
    match roots.folder(&scene.root) {
        Some(folder) if scene.path == "." => Ok(folder.to_owned()),
        _ => roots.resolve(&scene.root, &scene.path),
    }
}

fn load(folder: &Path, cancel: &Cancel) -> Outcome {
    read(folder, cancel)
        .map(Arc::new)
        .map_err(|error| error.to_string())
}

fn read(folder: &Path, cancel: &Cancel) -> Result<Loaded, DatasetError> {
    let scene = room::open(folder)?;
    let cloud = match scene.surfaces.first() {
        None => PointCloud::default(),
        Some(surface) => load::surface(&scene, surface)?.cloud,
    };
    Ok(Loaded::new(scene, cloud).arranged(cancel))
}
