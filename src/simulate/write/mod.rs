//! Writers: a simulated scene in the layouts of real data sets. One file for each layout. Nothing here uses `dataset`.
//!
//! Everything that is known of a scene goes into a file of its own (in the folder [`TRUTH`]), which no reader opens. It
//! is written last: a scene that has it is complete.
//!
//! ScanNet++, CA-1M and WildRGB-D know no time. There, time stands still: every view sees the scene as it was at its
//! beginning. In PointOdyssey and Omni3D things move on.

mod ca1m;
mod encode;
mod omni3d;
mod part;
mod pointodyssey;
mod scannetpp;
mod truth;
mod view;
mod wildrgbd;

pub use truth::FOLDER as TRUTH;

use super::{Recipe, Simulated, View, World};
use crate::job::Cancel;
use std::io;
use std::path::{Path, PathBuf};

/// A layout that scenes are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// ScanNet++.
    ScanNetPp,
    /// Omni3D.
    Omni3d,
    /// CA-1M; scenes with odd numbers as tars, the others as folders.
    Ca1m,
    /// WildRGB-D.
    WildRgbd,
    /// PointOdyssey.
    PointOdyssey,
}

/// Which pictures and maps are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Images {
    /// None: cameras, objects, surfaces and tracks alone.
    None,
    /// All at a quarter of the size, with cameras of that size.
    Thumbs,
    /// All at full size.
    Full,
}

/// Where a scene goes, and how.
#[derive(Clone, Debug)]
pub struct Place {
    /// The data set's folder.
    pub root: PathBuf,
    /// The scene's number in it, from 0.
    pub number: u32,
    /// Pictures and maps.
    pub images: Images,
    /// Whether what stands in the scene's place without being a finished scene of this name is replaced.
    pub overwrite: bool,
    /// Asked before every picture.
    pub cancel: Cancel,
}

/// How a scene stands in a data set's folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is not there, or not whole.
    Missing,
    /// It is there, made just so.
    Done,
    /// A scene of this name is there, made in another way.
    Another,
}

impl Layout {
    /// Every one, in the order of `--help`.
    pub const ALL: [Self; 5] = [
        Self::ScanNetPp,
        Self::Omni3d,
        Self::Ca1m,
        Self::WildRgbd,
        Self::PointOdyssey,
    ];

    /// Its name, the same as that of its reader.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ScanNetPp => "scannetpp",
            Self::Omni3d => "omni3d",
            Self::Ca1m => "ca1m",
            Self::WildRgbd => "wildrgbd",
            Self::PointOdyssey => "pointodyssey",
        }
    }

    /// Whether things move between its frames.
    pub const fn has_time(self) -> bool {
        matches!(self, Self::Omni3d | Self::PointOdyssey)
    }
}

/// The layout of the scenes in a folder; `None` where there are none.
///
/// # Errors
/// When the folder cannot be read.
pub fn layout_of(root: &Path) -> io::Result<Option<Layout>> {
    truth::layout_of(root)
}

/// How the scene of a recipe stands at a place.
pub fn standing(recipe: &Recipe, layout: Layout, place: &Place) -> Standing {
    let head = truth::head(recipe, layout, place);
    truth::standing(&truth::path(&place.root, &recipe.name()), &head)
}

/// Writes a scene; returns how many views were drawn. It is written beside its place and moved there whole, its truth
/// last; a finished scene of this name is replaced.
///
/// # Errors
/// When something cannot be written, when something else stands in its place, or when it was cancelled; then
/// everything is as before.
pub fn write(scene: &Simulated, layout: Layout, place: &Place) -> io::Result<usize> {
    let views: Vec<View> = scene
        .views()
        .iter()
        .map(|view| View {
            time_secs: if layout.has_time() {
                view.time_secs
            } else {
                0.0
            },
            ..*view
        })
        .collect();
    let part = part::Part::begin(&place.root, scene.name())?;
    let scene = view::Scene {
        world: scene,
        views: &views,
        camera: place.images.camera(scene.camera()),
        draws: place.images != Images::None,
        number: place.number,
        root: part.path(),
        cancel: &place.cancel,
    };
    let written = match layout {
        Layout::ScanNetPp => scannetpp::write(&scene)?,
        Layout::Omni3d => omni3d::write(&scene)?,
        Layout::Ca1m => ca1m::write(&scene)?,
        Layout::WildRgbd => wildrgbd::write(&scene)?,
        Layout::PointOdyssey => pointodyssey::write(&scene)?,
    };
    let head = truth::head(scene.world.recipe(), layout, place);
    let truth = truth::bytes(&scene, &head, &written);
    part.keep(place, scene.world.name(), &written.paths, &truth)?;
    Ok(if scene.draws { views.len() } else { 0 })
}

/// What a writer tells for the truth file.
#[derive(Default)]
struct Written {
    /// The scene's id in the layout.
    id: String,
    /// Its files and folders, relative to the data set's folder. Nothing else of the data set is in them.
    paths: Vec<String>,
    /// From the scene's world into the one that was written, row by row, where they differ.
    written_from_world: Option<crate::geom::Pose>,
    /// What each view shows; empty where nothing was drawn.
    shown: Vec<view::Shown>,
    /// What each view's depth map shows, where it is not of the picture's size.
    depth: Vec<view::Shown>,
    /// The cameras of the views, where they are not those of the scene.
    camera: Option<crate::geom::Camera>,
    /// The one object that masks show; 0 where they show all, or there are none.
    about: u16,
    /// Classes whose pixels are made unrecognisable.
    hidden: Vec<&'static str>,
    /// Points that were followed.
    tracks: Vec<super::Track>,
    /// The mesh.
    mesh: Option<super::Mesh>,
}
