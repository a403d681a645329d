//! Pictures and maps of a scene's frames, decoded on a few threads in the order of what is on screen.
//!
//! Each frame of the window says anew what it would like, nearest first; a thread that is free takes the first of it
//! that nobody has begun. So what has gone out of sight meanwhile is never read.

use super::layers::{DepthLayer, IdLayer};
use super::open::{Opened, chain};
use crate::dataset::load;
use crate::media::{Fit, Picture};
use crate::platform::thread::give_way;
use crate::raster::Photo;
use crate::scene::{Frame, cloud_of_depth, probe};
use crate::ui::scene_cache::Loaded;
use crate::ui::text::tr;
use crate::ui::textures::THUMB_PX;
use crate::ui::tokens::TOKENS;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// Threads that read and decode.
const THREADS: usize = 2;
/// Results that may wait to be taken.
const WAITING: usize = 64;
/// Longer side of a picture, pixels: more than a pane shows.
const LONGEST_PX: u32 = 2048;
/// Points of a cloud made of one frame's depth.
const MOST_POINTS: usize = 400_000;

/// What can be had of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The picture.
    Image,
    /// The depth map.
    Depth,
    /// The map of objects.
    Ids,
    /// A cloud made of depth and picture.
    Points,
    /// The picture, small.
    Thumb,
}

/// A frame's number and what is wanted of it.
pub type Wish = (usize, Kind);

/// What was wished for.
#[derive(Clone)]
pub enum Piece {
    /// The picture, and the same for the camera in the scene.
    Image(Picture, Option<Photo>),
    /// Depth.
    Depth(Arc<DepthLayer>),
    /// Objects.
    Ids(Arc<IdLayer>),
    /// A cloud.
    Points(Arc<Loaded>),
    /// A small picture.
    Thumb(Picture),
    /// It cannot be had: a sentence with its place.
    Failed(String),
}

/// What the threads share with the window.
#[derive(Default)]
struct Board {
    scene: Option<Arc<Opened>>,
    /// Number of the scene; what comes of another is thrown away.
    scene_number: u64,
    wishes: Vec<Wish>,
    busy: Vec<Wish>,
    closed: bool,
}

type Shared = Arc<(Mutex<Board>, Condvar)>;

/// The threads, and what they brought.
pub struct Loader {
    shared: Shared,
    results: Receiver<(u64, Wish, Piece)>,
    scene_number: u64,
    kept: BTreeMap<Wish, Piece>,
    missing: usize,
}

impl Loader {
    /// Starts the threads. `wake` is called whenever something is there.
    ///
    /// # Errors
    /// When the system starts no thread.
    pub fn new(wake: impl Fn() + Send + Sync + Clone + 'static) -> std::io::Result<Self> {
        let shared = Shared::default();
        let (sender, results) = sync_channel(WAITING);
        for n in 0..THREADS {
            let (shared, sender, wake) = (Arc::clone(&shared), sender.clone(), wake.clone());
            std::thread::Builder::new()
                .name(format!("frames-{n}"))
                .spawn(move || work(&shared, &sender, wake))?;
        }
        Ok(Self {
            shared,
            results,
            scene_number: 0,
            kept: BTreeMap::new(),
            missing: 0,
        })
    }

    /// Another scene, or none: all of the last is forgotten.
    pub fn turn_to(&mut self, scene: Option<Arc<Opened>>) {
        self.scene_number += 1;
        self.kept.clear();
        let mut board = lock(&self.shared.0);
        board.scene = scene;
        board.scene_number = self.scene_number;
        board.wishes.clear();
    }

    /// Takes what has come; call once a frame.
    pub fn poll(&mut self) {
        for (scene, wish, piece) in self.results.try_iter() {
            if scene == self.scene_number {
                self.kept.insert(wish, piece);
            }
        }
    }

    /// Forgets what failed, so that it is tried again.
    pub fn retry(&mut self) {
        self.kept
            .retain(|_, piece| !matches!(piece, Piece::Failed(_)));
    }

    /// What is wanted now, most wanted first. What is far from it is forgotten.
    pub fn wish(&mut self, wishes: Vec<Wish>) {
        self.kept.retain(|wish, _| wishes.contains(wish));
        let open = |wish: &Wish| !self.kept.contains_key(wish);
        let open: Vec<Wish> = wishes.into_iter().filter(open).collect();
        self.missing = open.len();
        let mut board = lock(&self.shared.0);
        if board.wishes != open {
            board.wishes = open;
            self.shared.1.notify_all();
        }
    }

    /// What there is of a wish.
    pub fn get(&self, frame: usize, kind: Kind) -> Option<&Piece> {
        self.kept.get(&(frame, kind))
    }

    /// Wishes on their way.
    pub fn pending(&self) -> usize {
        self.missing
    }

    /// Bytes of decoded pictures.
    pub fn bytes(&self) -> u64 {
        let of = |piece: &Piece| match piece {
            Piece::Image(picture, _) | Piece::Thumb(picture) => picture.bytes(),
            Piece::Depth(layer) => 2 * layer.picture.bytes(),
            Piece::Ids(layer) => 2 * layer.picture.bytes(),
            Piece::Points(loaded) => loaded.cloud.bytes() as u64,
            Piece::Failed(_) => 0,
        };
        self.kept.values().map(of).sum()
    }
}

impl Drop for Loader {
    fn drop(&mut self) {
        lock(&self.shared.0).closed = true;
        self.shared.1.notify_all();
    }
}

fn lock(board: &Mutex<Board>) -> std::sync::MutexGuard<'_, Board> {
    // A thread that panicked left the board whole: it is changed in single steps.
    board.lock().unwrap_or_else(PoisonError::into_inner)
}

fn work(shared: &Shared, results: &SyncSender<(u64, Wish, Piece)>, wake: impl Fn()) {
    give_way();
    while let Some((scene, number, wish)) = next(shared) {
        // No reader panics; if one does all the same, the window must not wait for it for ever.
        let made = catch_unwind(AssertUnwindSafe(|| piece(&scene, wish)));
        let piece = made.unwrap_or_else(|_| Piece::Failed(tr("browser.panicked").to_owned()));
        let mut board = lock(&shared.0);
        board.busy.retain(|other| *other != wish);
        board.wishes.retain(|other| *other != wish);
        drop(board);
        if results.send((number, wish, piece)).is_err() {
            return;
        }
        wake();
    }
}

/// The first wish that nobody has begun; `None` when the window is gone.
fn next(shared: &Shared) -> Option<(Arc<Opened>, u64, Wish)> {
    let mut board = lock(&shared.0);
    loop {
        if board.closed {
            return None;
        }
        let free = |wish: &&Wish| !board.busy.contains(wish);
        let wish = board.wishes.iter().find(free).copied();
        if let (Some(wish), Some(scene)) = (wish, board.scene.clone()) {
            board.busy.push(wish);
            return Some((scene, board.scene_number, wish));
        }
        board = (shared.1.wait(board)).unwrap_or_else(PoisonError::into_inner);
    }
}

fn piece(opened: &Opened, (number, kind): Wish) -> Piece {
    let Some(frame) = opened.scene.frames.get(number) else {
        return Piece::Failed(String::new());
    };
    let made = match kind {
        Kind::Image => image(opened, frame),
        Kind::Thumb => picture(opened, frame, THUMB_PX).map(Piece::Thumb),
        Kind::Depth => depth(opened, frame).map(|layer| Piece::Depth(Arc::new(layer))),
        Kind::Ids => ids(opened, frame).map(|layer| Piece::Ids(Arc::new(layer))),
        Kind::Points => points(opened, frame),
    };
    made.unwrap_or_else(Piece::Failed)
}

fn picture(opened: &Opened, frame: &Frame, longest: u32) -> Result<Picture, String> {
    load::picture_within(&opened.scene, frame, Fit::Within(longest)).map_err(chain)
}

fn image(opened: &Opened, frame: &Frame) -> Result<Piece, String> {
    let picture = picture(opened, frame, LONGEST_PX)?;
    // A frustum stands for a camera without a lens; a bent picture would not fit on it.
    let ideal = frame.camera.ideal().is_some();
    let photo = (ideal).then(|| Photo::new(picture.width, picture.height, &picture.rgba));
    Ok(Piece::Image(picture, photo.flatten()))
}

fn depth(opened: &Opened, frame: &Frame) -> Result<DepthLayer, String> {
    let depth = frame.depth.as_ref().ok_or_else(String::new)?;
    let map = load::depth(&opened.scene, depth).map_err(chain)?;
    let ramp = TOKENS.color.scene.depth.map(|c| [c.r(), c.g(), c.b()]);
    Ok(DepthLayer::new(map, &ramp))
}

fn ids(opened: &Opened, frame: &Frame) -> Result<IdLayer, String> {
    let ids = frame.ids.as_ref().ok_or_else(String::new)?;
    let map = load::ids(&opened.scene, ids).map_err(chain)?;
    // Where no object is known, each id is its own; else walls and the like, which are none, stay clear.
    let any = !opened.scene.objects.is_empty();
    let class = |instance: u32| match any {
        true => opened.class_of(instance),
        false => Some((instance % u32::from(u16::MAX)) as u16),
    };
    Ok(IdLayer::new(map, class))
}

/// A cloud of one frame, in the picture's colours and with its objects where both can be had.
fn points(opened: &Opened, frame: &Frame) -> Result<Piece, String> {
    let depth = frame.depth.as_ref().ok_or_else(String::new)?;
    let map = load::depth(&opened.scene, depth).map_err(chain)?;
    let picture = picture(opened, frame, LONGEST_PX).ok();
    let ids = ids(opened, frame).ok().map(|layer| layer.map);
    let own = |pixel| probe::pixel_between(&depth.camera, &frame.camera, pixel);
    let colour = |pixel| {
        let found = own(pixel).and_then(|pixel| pixel_of(picture.as_ref()?, frame, pixel));
        found.unwrap_or([160, 160, 160, 255])
    };
    let instance = |pixel| {
        let id = own(pixel).and_then(|pixel| probe::id_at(frame, ids.as_ref()?, pixel));
        id.and_then(|id| u16::try_from(id).ok()).unwrap_or(0)
    };
    let cloud = cloud_of_depth(frame, &map, MOST_POINTS, colour, instance);
    Ok(Piece::Points(Arc::new(Loaded::of_cloud(cloud))))
}

/// A picture's colour at a pixel of the frame, whose size it need not have.
fn pixel_of(picture: &Picture, frame: &Frame, pixel: crate::geom::DVec2) -> Option<[u8; 4]> {
    let of = &frame.camera.pinhole;
    let at = |at: f64, of: u32, size: u32| {
        ((at / f64::from(of) * f64::from(size)) as u32).min(size.saturating_sub(1))
    };
    let (x, y) = (
        at(pixel.x, of.width, picture.width),
        at(pixel.y, of.height, picture.height),
    );
    let place = (y as usize * picture.width as usize + x as usize) * 4;
    picture.rgba.get(place..place + 4)?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset;
    use crate::ui::browse::open::scene;
    use std::path::Path;
    use std::time::{Duration, Instant};

    fn room() -> Arc<Opened> {
        let room = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/tour/room"));
        let (_, found) = dataset::find(room, None).expect("scenes");
        scene(&*found, 0).expect("a scene")
    }

    fn until(loader: &mut Loader, there: impl Fn(&Loader) -> bool) {
        let end = Instant::now() + Duration::from_secs(60);
        while !there(loader) {
            assert!(Instant::now() < end, "nothing comes");
            std::thread::sleep(Duration::from_millis(5));
            loader.poll();
        }
    }

    #[test]
    fn what_is_wished_for_comes_and_what_is_not_any_more_is_forgotten() {
        let mut loader = Loader::new(|| {}).expect("threads");
        loader.turn_to(Some(room()));
        let wishes = vec![(1, Kind::Depth), (1, Kind::Thumb), (1, Kind::Ids)];
        loader.wish(wishes);
        assert_eq!(loader.pending(), 3);
        until(&mut loader, |l| {
            let kinds = [Kind::Depth, Kind::Thumb, Kind::Ids];
            kinds.iter().all(|kind| l.get(1, *kind).is_some())
        });
        let Some(Piece::Thumb(small)) = loader.get(1, Kind::Thumb) else {
            panic!("no picture")
        };
        assert_eq!(small.width, THUMB_PX);
        let failed = loader.get(1, Kind::Ids);
        assert!(matches!(failed, Some(Piece::Failed(_))), "it has no map");
        loader.wish(vec![(1, Kind::Depth)]);
        assert_eq!(loader.pending(), 0);
        assert!(loader.get(1, Kind::Thumb).is_none() && loader.get(1, Kind::Depth).is_some());
        loader.turn_to(None);
        assert!(loader.get(1, Kind::Depth).is_none());
        assert_eq!(loader.bytes(), 0);
    }

    #[test]
    fn a_cloud_of_one_frame_lies_where_the_scene_says_that_its_objects_are() {
        let opened = room();
        let Piece::Points(loaded) = piece(&opened, (0, Kind::Points)) else {
            panic!("no points")
        };
        let cloud = &loaded.cloud;
        assert!((100_000..=MOST_POINTS).contains(&cloud.points.len()));
        let bounds = loaded.info.bounds.expect("bounds");
        // The room is 5.5 m by 4.3 m by 2.6 m, within a decimetre or so; see its own cloud.
        assert!(bounds.min.min_element() > -0.3 && bounds.max.x < 5.8 && bounds.max.z < 2.8);
        let chair = opened.scene.objects.iter().find(|o| o.name == "chair 1");
        let inside = cloud.count_in(&chair.expect("a chair").obb);
        assert!(inside > 500, "{inside} points of the chair in its box");
    }
}
