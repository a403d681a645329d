//! Scenes and clouds that are looked at: what a path held, the scene that is open, its cloud, its frames. Everything
//! is found, read and decoded on threads; the window asks once a frame what is there. No widgets here.

pub mod layers;
pub mod loader;
pub mod open;
mod shown;

use crate::job::{Cancel, Job};
use crate::ui::scene_cache::Loaded;
use eframe::egui_wgpu::RenderState;
use egui::{Context, TextureId, Vec2};
use loader::{Kind, Loader, Wish};
use open::{Cloud, Found, Opened};
use shown::Shown;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How something stands.
pub enum Standing<T> {
    /// Nobody asked for it.
    Absent,
    /// On its way.
    Pending(Job<Result<T, String>>),
    /// There it is.
    Ready(T),
    /// It cannot be had: a sentence with its place.
    Failed(String),
}

impl<T: Send + 'static> Standing<T> {
    fn start(
        name: &str,
        ctx: &Context,
        work: impl FnOnce(&Cancel) -> Result<T, String> + Send + 'static,
    ) -> Self {
        let ctx = ctx.clone();
        match Job::spawn(
            name,
            move || ctx.request_repaint(),
            move |_, cancel| work(cancel),
        ) {
            Ok(job) => Self::Pending(job),
            Err(error) => Self::Failed(error.to_string()),
        }
    }

    /// Takes the result if it has come; `true` in that frame.
    fn poll(&mut self) -> bool {
        let Self::Pending(job) = self else {
            return false;
        };
        let Some(outcome) = job.poll() else {
            return false;
        };
        *self = match outcome {
            Ok(value) => Self::Ready(value),
            Err(why) => Self::Failed(why),
        };
        true
    }

    /// The value, if it is there.
    pub fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// Whether it is on its way.
    pub fn pending(&self) -> bool {
        matches!(self, Self::Pending(_))
    }
}

/// What is looked at.
pub struct Browse {
    path: Option<PathBuf>,
    /// What the path held.
    pub found: Standing<Found>,
    /// The number of the scene in its collection.
    pub scene_at: usize,
    /// The open scene.
    pub scene: Standing<Arc<Opened>>,
    /// Its cloud.
    pub cloud: Standing<Arc<Cloud>>,
    loader: Loader,
    shown: Shown,
    no_points: Arc<Loaded>,
}

impl Browse {
    /// Starts the threads that read frames. `state` is the window's adapter.
    ///
    /// # Errors
    /// When the system starts no thread.
    pub fn new(ctx: &Context, state: Option<&RenderState>) -> std::io::Result<Self> {
        let wake = ctx.clone();
        Ok(Self {
            path: None,
            found: Standing::Absent,
            scene_at: 0,
            scene: Standing::Absent,
            cloud: Standing::Absent,
            loader: Loader::new(move || wake.request_repaint())?,
            shown: Shown::new(state),
            no_points: Arc::new(Loaded::of_cloud(Default::default())),
        })
    }

    /// What is or was to be opened.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Opens a folder or file.
    pub fn open(&mut self, path: PathBuf, ctx: &Context) {
        self.close();
        let theirs = path.clone();
        self.found = Standing::start("find scenes", ctx, move |cancel| {
            open::find(&theirs, cancel)
        });
        self.path = Some(path);
    }

    /// Tries again what failed, and leaves the rest as it is.
    pub fn again(&mut self, ctx: &Context) {
        match (&self.found, self.scene.ready()) {
            (Standing::Ready(Found::Scenes { .. }), Some(opened)) => {
                let opened = Arc::clone(opened);
                self.loader.retry();
                if matches!(self.cloud, Standing::Failed(_)) {
                    self.read_cloud(opened, ctx);
                }
            }
            (Standing::Ready(Found::Scenes { .. }), None) => {
                self.turn_to_scene(self.scene_at, ctx);
            }
            _ => {
                if let Some(path) = self.path.clone() {
                    self.open(path, ctx);
                }
            }
        }
    }

    fn read_cloud(&mut self, opened: Arc<Opened>, ctx: &Context) {
        self.cloud = Standing::start("read cloud", ctx, move |cancel| {
            let read = open::surface(&opened.scene, cancel).unwrap_or_else(|| Err(String::new()));
            read.map(Arc::new)
        });
    }

    fn close(&mut self) {
        self.leave_scene();
        (self.found, self.scene_at) = (Standing::Absent, 0);
    }

    fn leave_scene(&mut self) {
        (self.scene, self.cloud) = (Standing::Absent, Standing::Absent);
        self.loader.turn_to(None);
        self.shown.forget();
    }

    /// Opens another scene of the collection.
    pub fn turn_to_scene(&mut self, index: usize, ctx: &Context) {
        let Some(Found::Scenes { collection, .. }) = self.found.ready() else {
            return;
        };
        if index >= collection.scenes().len() {
            return;
        }
        let collection = Arc::clone(collection);
        self.leave_scene();
        self.scene_at = index;
        self.scene = Standing::start("open scene", ctx, move |_| open::scene(&*collection, index));
    }

    /// Takes what has come; call once a frame.
    pub fn poll(&mut self, ctx: &Context) {
        self.shown.next_frame();
        if self.found.poll() {
            match self.found.ready() {
                Some(Found::Scenes { .. }) => self.turn_to_scene(0, ctx),
                Some(Found::Cloud(cloud)) => self.cloud = Standing::Ready(Arc::clone(cloud)),
                None => {}
            }
        }
        if self.scene.poll()
            && let Some(opened) = self.scene.ready()
        {
            let opened = Arc::clone(opened);
            self.loader.turn_to(Some(Arc::clone(&opened)));
            if !opened.scene.surfaces.is_empty() {
                self.read_cloud(opened, ctx);
            }
        }
        self.cloud.poll();
        self.loader.poll();
    }

    /// What is wanted of the frames now, most wanted first.
    pub fn wish(&mut self, mut wishes: Vec<Wish>) {
        // Of a small picture nothing but its texture is needed.
        wishes.retain(|wish| wish.1 != Kind::Thumb || !self.shown.has(*wish));
        self.loader.wish(wishes);
    }

    /// What was wished for, if it is there.
    pub fn piece(&self, frame: usize, kind: Kind) -> Option<&loader::Piece> {
        self.loader.get(frame, kind)
    }

    /// A piece that is a picture, as a texture with its size in pixels.
    pub fn texture(
        &mut self,
        ctx: &Context,
        frame: usize,
        kind: Kind,
    ) -> Option<(TextureId, Vec2)> {
        if let Some(kept) = self.shown.kept((frame, kind)) {
            return Some(kept);
        }
        let piece = self.loader.get(frame, kind)?;
        self.shown.upload(ctx, (frame, kind), piece)
    }

    /// A cloud without points, for scenes that have none: always the same one.
    pub fn no_points(&self) -> Arc<Loaded> {
        Arc::clone(&self.no_points)
    }

    /// The scene's ids, in order.
    pub fn scenes(&self) -> &[String] {
        match self.found.ready() {
            Some(Found::Scenes { collection, .. }) => collection.scenes(),
            _ => &[],
        }
    }

    /// The layout's name.
    pub fn layout(&self) -> Option<&'static str> {
        match self.found.ready() {
            Some(Found::Scenes { layout, .. }) => Some(layout),
            _ => None,
        }
    }

    /// Things on their way.
    pub fn pending(&self) -> usize {
        let jobs = [
            self.found.pending(),
            self.scene.pending(),
            self.cloud.pending(),
        ];
        let frames = match self.scene.ready() {
            Some(_) => self.loader.pending(),
            None => 0,
        };
        jobs.into_iter().filter(|p| *p).count() + frames + self.shown.pending()
    }

    /// Bytes of clouds and decoded pictures in memory.
    pub fn bytes(&self) -> u64 {
        let cloud = self.cloud.ready().map_or(0, |c| c.loaded.cloud.bytes());
        cloud as u64 + self.loader.bytes()
    }

    /// Bytes of textures on the adapter.
    pub fn texture_bytes(&self) -> u64 {
        self.shown.bytes()
    }
}
