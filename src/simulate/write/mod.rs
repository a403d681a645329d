//! Writers: a simulated scene in the layouts of real data sets. One file for each layout. Nothing here uses `dataset`.
//!
//! Everything that is known of a scene goes into a file of its own ([`truth`]), which no reader opens. It is written
//! last: a scene that has it is complete.
//!
//! ScanNet++, CA-1M and WildRGB-D know no time. There, time stands still: every view sees the scene as it was at its
//! beginning. In PointOdyssey and Omni3D things move on.

mod ca1m;
mod encode;
mod omni3d;
mod pointodyssey;
mod scannetpp;
mod truth;
mod view;
mod wildrgbd;

pub use truth::FOLDER as TRUTH;

use super::{Simulated, View, World};
use std::io;
use std::path::{Path, PathBuf};

/// A layout that scenes are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// ScanNet++.
    ScanNetPp,
    /// Omni3D.
    Omni3d,
    /// CA-1M, as folders.
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

/// Where a scene goes.
#[derive(Clone, Debug)]
pub struct Place {
    /// The data set's folder.
    pub root: PathBuf,
    /// The scene's number in it, from 0.
    pub number: u32,
    /// Pictures and maps.
    pub images: Images,
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

/// Whether a scene of this name was written to its end.
pub fn is_done(root: &Path, name: &str) -> bool {
    truth::path(root, name).is_file()
}

/// Writes a scene; returns how many views were drawn. What was there of it is replaced.
///
/// # Errors
/// When something cannot be written.
pub fn write(scene: &Simulated, layout: Layout, place: &Place) -> io::Result<usize> {
    let truth = truth::path(&place.root, scene.name());
    match std::fs::remove_file(&truth) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
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
    let scene = view::Scene {
        world: scene,
        views: &views,
        camera: place.images.camera(scene.camera()),
        draws: place.images != Images::None,
    };
    let written = match layout {
        Layout::ScanNetPp => scannetpp::write(&scene, place)?,
        Layout::Omni3d => omni3d::write(&scene, place)?,
        Layout::Ca1m => ca1m::write(&scene, place)?,
        Layout::WildRgbd => wildrgbd::write(&scene, place)?,
        Layout::PointOdyssey => pointodyssey::write(&scene, place)?,
    };
    encode::put(&truth, &truth::bytes(&scene, layout, &written))?;
    Ok(if scene.draws { views.len() } else { 0 })
}

/// What a writer tells for the truth file.
#[derive(Default)]
struct Written {
    /// The scene's id in the layout.
    id: String,
    /// From the scene's world into the one that was written, row by row, where they differ.
    written_from_world: Option<crate::geom::Pose>,
    /// What each view shows; empty where nothing was drawn.
    shown: Vec<view::Shown>,
    /// What each view's depth map shows, where it is not of the picture's size.
    depth: Vec<view::Shown>,
    /// The cameras of the views, where they are not those of the scene.
    camera: Option<crate::geom::Camera>,
    /// Points that were followed.
    tracks: Vec<super::Track>,
    /// The mesh.
    mesh: Option<super::Mesh>,
}
