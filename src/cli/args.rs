//! What can be typed. Meaning is given to it elsewhere.

use crate::simulate::write::{Images, Layout};
use crate::simulate::{self, Band, Kind, Style};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Make, screen and measure spatial questions beside the geometry that proves them.
#[derive(Debug, Parser)]
#[command(
    name = "spatialscore",
    version,
    about,
    long_about = None,
    after_help = "Without a command the window opens. Exit codes: 0 done, 1 done with findings, 2 could not."
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub common: Common,
}

/// Flags that mean the same everywhere.
#[derive(Args, Clone, Debug, Default)]
pub(super) struct Common {
    /// Print the result as JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Use so many threads (default: one a core)
    #[arg(long, value_name = "N", global = true)]
    pub threads: Option<NonZeroUsize>,
    /// Seed of everything that is drawn at random
    #[arg(long, value_name = "N", global = true, default_value_t = 0)]
    pub seed: u64,
    /// Stop after so many rows or samples
    #[arg(long, value_name = "N", global = true)]
    pub limit: Option<u64>,
    /// Say what would be done and change nothing
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Replace files that are there
    #[arg(long, global = true)]
    pub overwrite: bool,
    /// Say more on standard error; twice says everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open the window on a project
    Review {
        /// Project file
        project: Option<PathBuf>,
    },
    /// The built-in tour, or stand-in pictures for records
    Demo(Demo),
    /// Make a new project
    Init {
        /// Project file to make
        project: PathBuf,
    },
    /// Show or change what a lead decides for a project
    Set {
        /// Project file
        project: PathBuf,
        /// blind=on or blind=off: whether cards show media and question alone until they are answered
        #[arg(value_name = "NAME=VALUE")]
        settings: Vec<String>,
    },
    /// Make scenes of which everything is known
    Simulate(Simulate),
    /// Bring records into a project
    Import(Import),
    /// Describe a project
    Info {
        /// Project file
        project: PathBuf,
    },
    /// Check a project, and copy it
    Doctor {
        /// Project file
        project: PathBuf,
        /// Copy the project to this file first
        #[arg(long, value_name = "FILE")]
        backup: Option<PathBuf>,
    },
    /// Write samples to files
    Export(Export),
    /// Draw a scene, or a sample's scene with its evidence, without a window
    Render(Render),
    /// Look into scenes and clouds on disk
    #[command(subcommand)]
    Scene(Scene),
}

#[derive(Debug, Subcommand)]
pub(super) enum Scene {
    /// Say what a reader sees: points, bounds, frames, objects, tracks, convention, warnings
    Info(SceneInfo),
    /// Measure what each frame shows of each object, once for all later work
    Index(SceneIndex),
    /// Project what was read from one place into another, and say how far off it is
    Check(SceneCheck),
}

#[derive(Args, Debug)]
pub(super) struct SceneInfo {
    /// Folder of a data set or scene, or a file
    pub path: PathBuf,
    /// Read it as this layout instead of recognising it
    #[arg(long, value_name = "NAME")]
    pub dataset: Option<String>,
    /// The scene to describe instead of the first
    #[arg(long, value_name = "ID")]
    pub scene: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct SceneCheck {
    /// Folder of a data set or scene, or a file
    pub path: PathBuf,
    /// Read it as this layout instead of recognising it
    #[arg(long, value_name = "NAME")]
    pub dataset: Option<String>,
    /// The scene to check instead of all
    #[arg(long, value_name = "ID")]
    pub scene: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct SceneIndex {
    /// Folder of a data set or scene, or a file
    pub path: PathBuf,
    /// Read it as this layout instead of recognising it
    #[arg(long, value_name = "NAME")]
    pub dataset: Option<String>,
    /// The scene to measure instead of all
    #[arg(long, value_name = "ID")]
    pub scene: Option<String>,
    /// File of tables to write or to add to (default: one for each data set, in the user's cache folder)
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Example: spatialscore simulate rooms --layout scannetpp --scenes 3 --band medium"
)]
pub(super) struct Simulate {
    /// Folder of the data set to make or to go on with
    pub dir: PathBuf,
    /// Layout to write
    #[arg(long, value_name = "NAME")]
    pub layout: LayoutName,
    /// How many scenes
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub scenes: u32,
    /// What they show
    #[arg(long, value_name = "KIND", default_value = "mixed")]
    pub kind: KindName,
    /// How hard they are to read
    #[arg(long, value_name = "BAND", default_value = "mixed")]
    pub band: BandName,
    /// How the camera moves
    #[arg(long, value_name = "PATH", default_value = "walk")]
    pub path: PathName,
    /// Light and way of drawing; `best` follows light and takes a hundred times as long
    #[arg(long, value_name = "STYLE", default_value = "fast")]
    pub style: StyleName,
    /// Views of a scene (a pair has two)
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub frames: u32,
    /// Size of pictures, px
    #[arg(long, value_name = "WxH", default_value = "640x480", value_parser = size)]
    pub size: [u32; 2],
    /// Pictures and maps to write: none, thumbs (a quarter of the size) or full
    #[arg(long, value_name = "WHICH", default_value = "full")]
    pub images: ImagesName,
}

#[derive(Args, Debug)]
pub(super) struct Demo {
    /// Make the tour's project in this folder, or the pictures below it, and open no window
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// Write a stand-in picture at every path that this file of records names
    #[arg(long, value_name = "FILE", requires = "dir")]
    pub media_for: Option<PathBuf>,
}

#[derive(Args, Debug)]
pub(super) struct Import {
    /// Project file
    pub project: PathBuf,
    /// Files of records
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Read them as this format instead of recognising it: v0, released, jsonl
    #[arg(long, value_name = "NAME")]
    pub format: Option<String>,
    /// Namespace of the samples' keys instead of the format's own
    #[arg(long = "as", value_name = "NAME")]
    pub namespace: Option<String>,
}

#[derive(Args, Debug)]
pub(super) struct Export {
    /// Project file
    pub project: PathBuf,
    /// What to write: ndjson, json, jsonl, v0
    #[arg(long, value_name = "NAME", required = true, num_args = 1.., value_delimiter = ',')]
    pub format: Vec<String>,
    /// Folder to write into
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// States to export, or all
    #[arg(
        long,
        value_name = "STATE",
        num_args = 1..,
        value_delimiter = ',',
        default_value = "valid,selected,released"
    )]
    pub state: Vec<String>,
}

#[derive(Args, Debug)]
pub(super) struct Render {
    /// Folder of a scene, or a project file
    pub scene: PathBuf,
    /// Key of a sample in the project, or as much of its beginning as tells it from the others
    #[arg(long, value_name = "KEY")]
    pub sample: Option<String>,
    /// Picture to write
    #[arg(long, value_name = "PNG")]
    pub out: PathBuf,
    /// Size of the picture, px
    #[arg(long, value_name = "WxH", default_value = "1280x800", value_parser = size)]
    pub size: [u32; 2],
    /// Where to look from
    #[arg(long, value_enum, default_value_t = View::Across)]
    pub view: View,
}

/// Where to look from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum View {
    /// From above and aside
    Across,
    /// Straight down
    Above,
    /// Through the question's camera
    Camera,
}

/// The longest side of a rendered picture, px.
const MAX_SIDE_PX: u32 = 8192;

fn size(text: &str) -> Result<[u32; 2], String> {
    let sides = text.split_once('x').map(|(w, h)| (w.parse(), h.parse()));
    match sides {
        Some((Ok(w), Ok(h)))
            if (1..=MAX_SIDE_PX).contains(&w) && (1..=MAX_SIDE_PX).contains(&h) =>
        {
            Ok([w, h])
        }
        _ => Err(format!(
            "expected WxH with 1 to {MAX_SIDE_PX} pixels a side"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definitions_are_consistent() {
        use clap::CommandFactory;
        Arguments::command().debug_assert();
    }

    #[test]
    fn sizes() {
        assert_eq!(size("640x480"), Ok([640, 480]));
        for text in ["640", "0x1", "9000x1", "axb", "1x2x3"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}

/// A choice that is spelled as on the command line.
macro_rules! choice {
    ($name:ident, $of:ty, $($variant:ident => $value:expr),+) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
        pub(super) enum $name { $($variant),+ }

        impl From<$name> for $of {
            fn from(name: $name) -> Self {
                match name { $($name::$variant => $value),+ }
            }
        }
    };
}

choice!(LayoutName, Layout, Scannetpp => Layout::ScanNetPp, Omni3d => Layout::Omni3d, Ca1m => Layout::Ca1m,
        Wildrgbd => Layout::WildRgbd, Pointodyssey => Layout::PointOdyssey);
choice!(PathName, simulate::Path, Walk => simulate::Path::Walk, Orbit => simulate::Path::Orbit,
        Pair => simulate::Path::Pair, Static => simulate::Path::Static);
choice!(StyleName, Style, Fast => Style::Fast, Evening => Style::Evening, Lamp => Style::Lamp, Best => Style::Best);
choice!(ImagesName, Images, None => Images::None, Thumbs => Images::Thumbs, Full => Images::Full);
choice!(KindName, Option<Kind>, Room => Some(Kind::Room), Street => Some(Kind::Street),
        Tabletop => Some(Kind::Tabletop), Mixed => None);
choice!(BandName, Option<Band>, Easy => Some(Band::Easy), Medium => Some(Band::Medium), Hard => Some(Band::Hard),
        Mixed => None);
