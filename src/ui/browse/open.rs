//! What a path turns out to be: a collection of scenes, or one cloud. All of it runs on threads of its own.

use crate::dataset::cloud;
use crate::dataset::{self, Collection, load};
use crate::job::Cancel;
use crate::raster::{CloudInfo, class_numbers};
use crate::scene::Scene;
use crate::ui::scene_cache::Loaded;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a path held.
#[derive(Clone)]
pub enum Found {
    /// A data set, or a part of one.
    Scenes {
        /// Its layout's name.
        layout: &'static str,
        /// Opens its scenes.
        collection: Arc<dyn Collection>,
    },
    /// A cloud or mesh by itself.
    Cloud(Arc<Cloud>),
}

/// A cloud with what was found while reading it.
pub struct Cloud {
    /// Its points, ready to be drawn.
    pub loaded: Arc<Loaded>,
    /// What it is, in the source's words.
    pub label: String,
    /// Triangles, where it is a mesh.
    pub triangles: usize,
    /// What was left out.
    pub warnings: Vec<String>,
}

/// A scene with what the screens ask of it again and again.
pub struct Opened {
    /// The scene.
    pub scene: Arc<Scene>,
    /// What was found wrong with it or with its data set.
    pub warnings: Vec<String>,
    /// The number of each object's class, for its colour.
    pub classes: Vec<u16>,
    /// The same for each instance of a cloud, from 0 on; 0 for those that are no object.
    pub by_instance: Vec<u16>,
    /// How many classes there are.
    pub class_count: usize,
}

impl Opened {
    fn new(scene: Scene, before: &[String]) -> Self {
        let numbers = class_numbers(scene.objects.iter().map(|o| o.class.as_str()));
        let number = |class: &str| numbers.get(class).copied().unwrap_or(0);
        let classes: Vec<u16> = scene.objects.iter().map(|o| number(&o.class)).collect();
        Self {
            warnings: before.iter().chain(&scene.warnings).cloned().collect(),
            by_instance: by_instance(&scene, &classes),
            classes,
            class_count: numbers.len(),
            scene: Arc::new(scene),
        }
    }

    /// The class number of the object with this instance id.
    pub fn class_of(&self, instance: u32) -> Option<u16> {
        let at = (self.scene.objects).binary_search_by_key(&instance, |o| o.instance);
        self.classes.get(at.ok()?).copied()
    }
}

/// The class number of each instance, from instance 0 on; 0 for those that are no object.
fn by_instance(scene: &Scene, classes: &[u16]) -> Vec<u16> {
    let ids = scene.objects.iter().map(|o| o.instance);
    let highest = ids.max().unwrap_or(0).min(u32::from(u16::MAX));
    let mut numbers = vec![0; highest as usize + 1];
    for (object, class) in scene.objects.iter().zip(classes) {
        if let Some(place) = numbers.get_mut(object.instance as usize) {
            *place = *class;
        }
    }
    numbers
}

/// Looks what a path is. `Err` is a sentence with its place.
pub(super) fn find(path: &Path, cancel: &Cancel) -> Result<Found, String> {
    if !path.is_file() {
        return scenes(path);
    }
    match cloud::open(path) {
        Ok(loaded) => {
            let cloud = of_loaded(loaded, &name_of(path), cancel);
            Ok(Found::Cloud(Arc::new(cloud)))
        }
        // A file may be a data set as well: Omni3D's JSON, a tar of CA-1M.
        Err(not_a_cloud) => scenes(path).map_err(|_no_data_set| chain(not_a_cloud)),
    }
}

fn scenes(path: &Path) -> Result<Found, String> {
    let (layout, collection) = dataset::find(path, None).map_err(chain)?;
    Ok(Found::Scenes {
        layout: layout.name,
        collection: Arc::from(collection),
    })
}

/// Opens a scene of a collection.
pub(super) fn scene(collection: &dyn Collection, index: usize) -> Result<Arc<Opened>, String> {
    let scene = collection.open(index).map_err(chain)?;
    Ok(Arc::new(Opened::new(scene, collection.warnings())))
}

/// Reads a scene's first surface that can be read; `None` when the scene names none. What is wrong with those before
/// it is among the warnings.
pub(super) fn surface(scene: &Scene, cancel: &Cancel) -> Option<Result<Cloud, String>> {
    let mut failed = Vec::new();
    for surface in &scene.surfaces {
        match load::surface(scene, surface) {
            Ok(loaded) => {
                let mut cloud = of_loaded(loaded, &surface.label, cancel);
                cloud.warnings.splice(0..0, failed);
                return Some(Ok(cloud));
            }
            Err(error) => failed.push(chain(error)),
        }
    }
    failed.into_iter().next().map(Err)
}

fn of_loaded(loaded: cloud::Loaded, label: &str, cancel: &Cancel) -> Cloud {
    let mut warnings = loaded.warnings;
    if !loaded.lost.is_empty() {
        let lost = loaded.lost.len();
        warnings.insert(0, format!("{lost} points of {label} have no place"));
    }
    Cloud {
        loaded: Arc::new(Loaded::of_cloud(loaded.cloud).arranged(cancel)),
        label: label.to_owned(),
        triangles: loaded.triangles.len(),
        warnings,
    }
}

/// Draws know a cloud by this.
impl Loaded {
    /// Points without a scene around them.
    pub(super) fn of_cloud(cloud: crate::scene::PointCloud) -> Self {
        Self::new(Scene::default(), cloud)
    }

    /// What is around all points.
    pub(in crate::ui) fn info(&self) -> &CloudInfo {
        &self.info
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// A file or folder by its own name, for titles.
pub(in crate::ui) fn title_of(path: &Path) -> String {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| PathBuf::from(path));
    name_of(&absolute)
}

pub(super) fn chain(error: impl std::error::Error + Send + Sync + 'static) -> String {
    format!("{:#}", anyhow::Error::from(error))
}
