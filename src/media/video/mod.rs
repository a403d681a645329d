//! Frames of a video: through `ffmpeg` where it is installed, else frames that somebody extracted before.
//!
//! `ffmpeg` runs as a child process without a shell, with one container format and the `file` protocol only
//! (a playlist that calls itself a video cannot make it read other files), with bounded output, a time-out,
//! and it ends when nobody wants the frames any more. Deliberately not here: playing, sound, seeking.

mod child;
mod ppm;

use super::sniff::Kind;
use super::{Fit, Limits, MediaError, Picture, Roots, decode, file};
use crate::job::Cancel;
use child::Running;
use std::ffi::OsString;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

/// Frames that the benchmark gives to models for a video.
pub const FRAMES: u32 = 32;
/// A folder of frames is looked through up to here.
const MAX_FRAME_FILES: u32 = 1000;
/// More frames than this are a broken header: 40 hours at 60 Hz.
const MAX_FRAME_COUNT: u64 = 10_000_000;
/// Ends of names that are taken for videos when there is no file to look into.
const EXTENSIONS: [&str; 6] = [".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm"];

/// Where `ffmpeg` and `ffprobe` are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VideoTools {
    /// The program that decodes.
    pub ffmpeg: PathBuf,
    /// The program that counts frames.
    pub ffprobe: PathBuf,
}

impl VideoTools {
    /// Looks through the absolute folders of PATH; never in the current folder, where anybody's file may lie.
    pub fn find() -> Option<Self> {
        let folders = std::env::var_os("PATH")?;
        let program = |name: &str| {
            let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
            std::env::split_paths(&folders)
                .filter(|folder| folder.is_absolute())
                .map(|folder| folder.join(&name))
                .find(|path| path.is_file())
        };
        Some(Self {
            ffmpeg: program("ffmpeg")?,
            ffprobe: program("ffprobe")?,
        })
    }
}

/// Which frames, how large, how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VideoOptions {
    /// How many, at equal distances from the first to the last.
    pub frames: u32,
    /// How large each may be.
    pub fit: Fit,
    /// `max_pixels` holds for the video's own frames, `max_bytes` for all decoded frames together: they are
    /// made smaller than `fit` asks where they would take more.
    pub limits: Limits,
    /// How long each of the two programs may take.
    pub timeout: Duration,
}

impl Default for VideoOptions {
    fn default() -> Self {
        Self {
            frames: FRAMES,
            fit: Fit::Full,
            limits: Limits::default(),
            timeout: Duration::from_secs(60),
        }
    }
}

impl VideoOptions {
    /// Pixels that one decoded frame may have.
    fn frame_pixels(&self) -> u64 {
        (self.limits.max_bytes / 4 / u64::from(self.frames.max(1))).max(1)
    }
}

/// Whether a file's content is a video.
///
/// # Errors
/// When it cannot be read.
pub fn is_video(path: &Path) -> Result<bool, MediaError> {
    container(path).map(|container| container.is_some())
}

/// Whether a name says video, for files that are not there.
pub fn named_like_one(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    EXTENSIONS.iter().any(|end| lower.ends_with(end))
}

/// Frames of a record's video `(root, path)`: decoded where `tools` are there and read it, else those that
/// stand beside it.
///
/// # Errors
/// When there are neither; the error says which of the two is the better thing to mend.
pub fn load_clip(
    roots: &Roots,
    (root, path): (&str, &str),
    tools: Option<&VideoTools>,
    options: &VideoOptions,
    cancel: &Cancel,
) -> Result<Vec<Arc<Picture>>, MediaError> {
    let decoded = roots.resolve(root, path).and_then(|file| match tools {
        Some(tools) => frames(&file, tools, options, cancel),
        None => Err(MediaError::NoVideoTool {
            root: root.to_owned(),
            path: path.to_owned(),
        }),
    });
    let reason = match decoded {
        Ok(frames) => return Ok(frames),
        Err(reason @ MediaError::Cancelled(_)) => return Err(reason),
        Err(reason) => reason,
    };
    let files = frames_on_disk(roots, root, path);
    if files.is_empty() {
        return Err(reason);
    }
    let mut frames = Vec::with_capacity(files.len());
    let mut left = options.limits.max_bytes;
    for file in files {
        cancel.check()?;
        let picture = decode::load(&file, options.fit, &options.limits)?;
        left = left
            .checked_sub(picture.bytes())
            .ok_or_else(|| MediaError::Bomb {
                path: file,
                max_bytes: options.limits.max_bytes,
            })?;
        frames.push(Arc::new(picture));
    }
    Ok(frames)
}

/// Frames that somebody extracted from a record's video: `frame_00.jpg`, `frame_01.jpg`, … in a folder named
/// like the video, beside it or below the data set's `32_frames`, as the benchmark lays them out. Empty when
/// there are none; ends at the first gap.
pub fn frames_on_disk(roots: &Roots, root: &str, path: &str) -> Vec<PathBuf> {
    let frame = |folder: &str, number: u32| {
        ["jpg", "jpeg", "png"].iter().find_map(|extension| {
            let path = format!("{folder}/frame_{number:02}.{extension}");
            roots.resolve(root, &path).ok()
        })
    };
    frame_folders(path)
        .iter()
        .map(|folder| {
            (0..MAX_FRAME_FILES)
                .map_while(|number| frame(folder, number))
                .collect::<Vec<_>>()
        })
        .find(|files| !files.is_empty())
        .unwrap_or_default()
}

/// `./Set/video/0001.mp4` may have its frames in `./Set/video/0001`, `./Set/32_frames/video/0001` or
/// `./Set/32_frames/0001`.
fn frame_folders(path: &str) -> Vec<String> {
    let path = path.replace('\\', "/");
    let stem = match path.rsplit_once('.') {
        Some((stem, extension)) if !extension.contains('/') && !stem.is_empty() => stem,
        _ => return Vec::new(),
    };
    let mut folders = vec![stem.to_owned()];
    let inner = stem.strip_prefix("./").unwrap_or(stem);
    if let Some((set, rest)) = inner.split_once('/') {
        folders.push(format!("./{set}/32_frames/{rest}"));
        if let Some((_, clip)) = rest.rsplit_once('/') {
            folders.push(format!("./{set}/32_frames/{clip}"));
        }
    }
    folders
}

/// Decodes frames at equal distances; the first and the last are always among them. A video with fewer frames
/// than asked for gives some of them more than once (sharing their pixels).
///
/// # Errors
/// When the file is no video, the tools fail or take too long, or the work is cancelled.
pub fn frames(
    path: &Path,
    tools: &VideoTools,
    options: &VideoOptions,
    cancel: &Cancel,
) -> Result<Vec<Arc<Picture>>, MediaError> {
    let Some(container) = container(path)? else {
        return Err(MediaError::Video {
            path: path.to_owned(),
            message: "expected an MP4, Matroska, WebM or AVI file, found another content".into(),
        });
    };
    let count = count_frames(path, container, tools, options, cancel)?;
    let wanted = uniform(count, options.frames);
    let mut distinct = wanted.clone();
    distinct.dedup();
    let decoded = extract(path, container, &distinct, tools, options, cancel)?;
    // A damaged video may give fewer than its packets promise: its last one then stands for the rest.
    Ok(wanted
        .iter()
        .filter_map(|frame| {
            let place = distinct.binary_search(frame).ok()?;
            decoded.get(place).or(decoded.last()).cloned()
        })
        .collect())
}

/// `wanted` of `count` frames, from 0 to `count - 1`, rounded down as the field's samplers do.
fn uniform(count: u64, wanted: u32) -> Vec<u64> {
    let steps = u64::from(wanted.max(2) - 1);
    (0..u64::from(wanted))
        .map(|k| k * count.saturating_sub(1) / steps)
        .collect()
}

fn container(path: &Path) -> Result<Option<&'static str>, MediaError> {
    Ok(match file::kind(path)?.0 {
        Kind::Video(container) => Some(container),
        Kind::Picture(_) | Kind::Other => None,
    })
}

/// Counts packets of the first video stream, which needs no decoding; headers often lie or say nothing.
fn count_frames(
    path: &Path,
    container: &str,
    tools: &VideoTools,
    options: &VideoOptions,
    cancel: &Cancel,
) -> Result<u64, MediaError> {
    let mut command = Command::new(&tools.ffprobe);
    input(&mut command, container);
    command
        .args(["-select_streams", "V:0", "-count_packets"])
        .args(["-show_entries", "stream=nb_read_packets"])
        .args(["-of", "default=noprint_wrappers=1:nokey=1"])
        .args([OsString::from("-i"), file_url(path)]);
    let mut probe = Running::start(command, path, options.timeout, cancel)?;
    let mut text = String::new();
    let read = (&mut probe).take(1024).read_to_string(&mut text);
    let count = text.split_whitespace().next().and_then(|n| n.parse().ok());
    match count {
        Some(count) if read.is_ok() && (1..=MAX_FRAME_COUNT).contains(&count) => Ok(count),
        _ => Err(probe.fail(read.err(), "it has no video frames")),
    }
}

/// Decodes the named frames (ascending, distinct); at least one.
fn extract(
    path: &Path,
    container: &str,
    numbers: &[u64],
    tools: &VideoTools,
    options: &VideoOptions,
    cancel: &Cancel,
) -> Result<Vec<Arc<Picture>>, MediaError> {
    let mut command = Command::new(&tools.ffmpeg);
    command.arg("-nostdin");
    input(&mut command, container);
    command
        .args(["-max_pixels", &options.limits.max_pixels.to_string()])
        .args([OsString::from("-i"), file_url(path)])
        .args(["-map", "0:V:0", "-an", "-sn", "-dn"])
        .args(["-vf", &filter(numbers, options)])
        .args(["-frames:v", &numbers.len().to_string()])
        // As many a second as `filter` numbers them, so that none is doubled or dropped.
        .args(["-r", "25", "-pix_fmt", "rgb24", "-c:v", "ppm"])
        .args(["-f", "image2pipe", "pipe:1"]);
    let mut decoder = Running::start(command, path, options.timeout, cancel)?;
    let mut frames = Vec::with_capacity(numbers.len());
    while frames.len() < numbers.len() {
        match ppm::read(&mut decoder, options.frame_pixels()) {
            Ok(Some(picture)) => frames.push(Arc::new(picture)),
            Ok(None) if !frames.is_empty() => break,
            Ok(None) => return Err(decoder.fail(None, "no frame could be decoded")),
            Err(error) => return Err(decoder.fail(Some(error), "its output is cut off")),
        }
    }
    Ok(frames)
}

/// Options before the input, the same for both programs.
fn input(command: &mut Command, container: &str) {
    command
        .args(["-v", "error", "-protocol_whitelist", "file"])
        .args(["-f", container]);
}

/// The path as ffmpeg takes it: with its protocol written out, no name is an option or another protocol.
fn file_url(path: &Path) -> OsString {
    let mut url = OsString::from("file:");
    url.push(path);
    url
}

/// Picks frames by number and makes them no larger than allowed, upright.
fn filter(numbers: &[u64], options: &VideoOptions) -> String {
    let picked: Vec<String> = numbers.iter().map(|n| format!("eq(n,{n})")).collect();
    let side = match options.fit {
        Fit::Within(side) => side.max(1),
        Fit::Full => u32::MAX,
    };
    let pixels = options.frame_pixels();
    let factor = format!("min(1,min({side}/max(iw,ih),sqrt({pixels}/(iw*ih))))");
    format!(
        "select='{}',scale=w='max(1,trunc(iw*{factor}))':h='max(1,trunc(ih*{factor}))':flags=bicubic,setpts='N/(25*TB)'",
        picked.join("+")
    )
}

#[cfg(test)]
mod tests;
