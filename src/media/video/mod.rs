//! Frames of a video: through `ffmpeg` where it is installed, else frames that somebody extracted before.
//!
//! `ffmpeg` runs as a child process without a shell, with one container format and the `file` protocol only
//! (a playlist that calls itself a video cannot make it read other files), with bounded output, a time-out,
//! and it ends when nobody wants the frames any more. Deliberately not here: playing, sound, seeking.

mod child;
mod ppm;

use super::sniff::{self, Kind};
use super::{Fit, Limits, MediaError, Picture, Roots, decode};
use crate::job::Cancel;
use child::Running;
use std::ffi::OsString;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

/// Frames that the benchmark gives to models for a video.
const FRAMES: u32 = 32;
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
pub(super) fn named_like_one(path: &str) -> bool {
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
    let (file, _) = decode::open_file(path)?;
    let mut head = Vec::with_capacity(sniff::HEAD_LEN);
    file.take(sniff::HEAD_LEN as u64)
        .read_to_end(&mut head)
        .map_err(|source| MediaError::Io {
            path: path.to_owned(),
            source,
        })?;
    Ok(match sniff::kind(&head) {
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
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn frames_stand_at_equal_distances_with_both_ends() {
        assert_eq!(uniform(100, 4), [0, 33, 66, 99]);
        assert_eq!(uniform(2, 4), [0, 0, 0, 1]);
        assert_eq!(uniform(1, 3), [0, 0, 0]);
        assert_eq!(uniform(9, 1), [0]);
        let frames = uniform(900, 32);
        assert_eq!((frames.len(), frames[0], frames[31]), (32, 0, 899));
    }

    #[test]
    fn a_video_names_three_places_for_its_frames() {
        assert_eq!(
            frame_folders("./Set/video/0001.mp4"),
            [
                "./Set/video/0001",
                "./Set/32_frames/video/0001",
                "./Set/32_frames/0001"
            ]
        );
        assert_eq!(frame_folders("clip.mp4"), ["clip"]);
        assert!(frame_folders("./Set.d/clip").is_empty());
    }

    /// A folder that is a media root, and a video `clip.mp4` in it: 2 s at 10 Hz, 64 x 48, its red growing
    /// from frame to frame.
    fn clip(name: &str) -> Option<(tempfile::TempDir, VideoTools)> {
        let Some(tools) = VideoTools::find() else {
            crate::skip::skip("ffmpeg is not installed");
            return None;
        };
        let dir = tempfile::tempdir().expect("a folder");
        let status = Command::new(&tools.ffmpeg)
            .args(["-v", "error", "-f", "lavfi", "-i"])
            .arg("color=black:size=64x48:rate=10:duration=2,format=rgb24,geq=r='N*12':g=0:b=0")
            .args([
                "-pix_fmt", "yuv420p", "-c:v", "mpeg4", "-q:v", "2", "-g", "5",
            ])
            .arg(file_url(&dir.path().join(name)))
            .stdin(std::process::Stdio::null())
            .status()
            .expect("ffmpeg starts");
        assert!(status.success());
        Some((dir, tools))
    }

    fn red(picture: &Picture) -> u8 {
        picture.rgba[(24 * 64 + 32) * 4]
    }

    fn options(frames: u32) -> VideoOptions {
        VideoOptions {
            frames,
            ..VideoOptions::default()
        }
    }

    #[test]
    fn the_right_frames_come_in_order() {
        let Some((dir, tools)) = clip("clip.mp4") else {
            return;
        };
        let path = dir.path().join("clip.mp4");
        let cancel = Cancel::default();
        let five = frames(&path, &tools, &options(5), &cancel).expect("frames");
        let reds: Vec<u8> = five.iter().map(|p| red(p)).collect();
        // Frames 0, 4, 9, 14 and 19, each 12 redder than the one before.
        for (red, frame) in reds.iter().zip([0_u8, 4, 9, 14, 19]) {
            assert!(red.abs_diff(frame * 12) <= 6, "{reds:?}");
        }
        assert!(five.iter().all(|p| (p.width, p.height) == (64, 48)));
        // More than there are: the neighbours repeat, and share their pixels.
        let many = frames(&path, &tools, &options(32), &cancel).expect("frames");
        assert_eq!(many.len(), 32);
        assert!(Arc::ptr_eq(&many[0], &many[1]));
        assert!(red(&many[31]).abs_diff(228) <= 6);
    }

    #[test]
    fn frames_are_as_large_as_asked_and_allowed() {
        let Some((dir, tools)) = clip("clip.mp4") else {
            return;
        };
        let path = dir.path().join("clip.mp4");
        let size = |options: VideoOptions| {
            let frames = frames(&path, &tools, &options, &Cancel::default()).expect("frames");
            (frames[0].width, frames[0].height)
        };
        let within = VideoOptions {
            fit: Fit::Within(32),
            ..options(2)
        };
        assert_eq!(size(within), (32, 24));
        let mut little = options(2);
        little.limits.max_bytes = 2 * 4 * 32 * 24;
        assert_eq!(size(little), (32, 24));
        let mut tiny = options(2);
        tiny.limits.max_pixels = 64 * 48 - 1;
        let error = frames(&path, &tools, &tiny, &Cancel::default()).expect_err("too many pixels");
        assert!(matches!(error, MediaError::Video { .. }), "{error}");
    }

    #[test]
    fn odd_names_are_only_names() {
        for name in [
            "-i.mp4",
            "a b'c;d|e.mp4",
            "pipe:0.mp4",
            "http:x.mp4",
            "100%d.mp4",
        ] {
            let Some((dir, tools)) = clip(name) else {
                return;
            };
            let path = dir.path().join(name);
            let got = frames(&path, &tools, &options(2), &Cancel::default()).expect(name);
            assert_eq!(got.len(), 2, "{name}");
        }
    }

    #[test]
    fn what_is_no_video_or_a_broken_one_is_refused_with_the_reason() {
        let Some((dir, tools)) = clip("clip.mp4") else {
            return;
        };
        let cancel = Cancel::default();
        let whole = std::fs::read(dir.path().join("clip.mp4")).expect("there");
        let broken: [(&str, &[u8], &str); 4] = [
            (
                "playlist.mp4",
                b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
                "another content",
            ),
            ("half.mp4", &whole[..whole.len() / 2], "moov atom not found"),
            ("empty.mkv", b"\x1a\x45\xdf\xa3", "EBML"),
            ("head.mp4", &whole[..32], ""),
        ];
        for (name, content, expected) in broken {
            let path = dir.path().join(name);
            std::fs::write(&path, content).expect("a file");
            match frames(&path, &tools, &options(2), &cancel) {
                Err(MediaError::Video { message, .. }) => {
                    assert!(message.contains(expected), "{name}: {message}");
                }
                other => panic!("{name}: {other:?}"),
            }
        }
    }

    /// A stand-in for both programs that says nothing and never ends.
    #[cfg(unix)]
    fn sleeper(dir: &Path) -> VideoTools {
        use std::os::unix::fs::PermissionsExt;
        let path = dir.join("sleeper");
        std::fs::write(&path, "#!/bin/sh\nexec sleep 600\n").expect("a file");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("a mode");
        VideoTools {
            ffmpeg: path.clone(),
            ffprobe: path,
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_tool_that_hangs_is_ended_in_time_and_when_nobody_waits() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("v.mkv");
        std::fs::write(&path, b"\x1a\x45\xdf\xa3").expect("a file");
        let tools = sleeper(dir.path());
        let hurried = VideoOptions {
            timeout: Duration::from_millis(100),
            ..options(2)
        };
        let started = Instant::now();
        let late = frames(&path, &tools, &hurried, &Cancel::default()).expect_err("late");
        assert!(matches!(late, MediaError::TimedOut { .. }), "{late}");

        let cancel = Cancel::default();
        let theirs = cancel.clone();
        let worker = std::thread::Builder::new()
            .name("test".into())
            .spawn(move || frames(&path, &tools, &options(2), &theirs))
            .expect("a thread");
        cancel.cancel();
        let unwanted = worker.join().expect("no panic").expect_err("cancelled");
        assert!(matches!(unwanted, MediaError::Cancelled(_)), "{unwanted}");
        assert!(started.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn without_the_tool_frames_on_disk_do_and_without_both_it_says_so() {
        let dir = tempfile::tempdir().expect("a folder");
        let at = |path: &str| dir.path().join(path);
        std::fs::create_dir_all(at("Set/video")).expect("a folder");
        std::fs::write(at("Set/video/1.mp4"), b"\0\0\0\x20ftypisom").expect("a file");
        let roots = Roots::from_iter([("r", dir.path())]);
        let load =
            |path: &str| load_clip(&roots, ("r", path), None, &options(2), &Cancel::default());
        let error = load("./Set/video/1.mp4").expect_err("nothing to read it with");
        assert_eq!(
            error.to_string(),
            "ffmpeg is not installed and no extracted frames (frame_00.jpg …) were found, \
             root \"r\": \"./Set/video/1.mp4\""
        );
        let missing = load("./Set/video/2.mp4").expect_err("not there at all");
        assert!(matches!(missing, MediaError::Missing { .. }), "{missing}");
        for clip in ["1", "2"] {
            std::fs::create_dir_all(at(&format!("Set/32_frames/video/{clip}"))).expect("a folder");
            for number in 0..3 {
                let frame = at(&format!("Set/32_frames/video/{clip}/frame_{number:02}.jpg"));
                image::RgbImage::new(8 + number, 4)
                    .save(frame)
                    .expect("a picture");
            }
            // After a gap: not one of them.
            let lost = at(&format!("Set/32_frames/video/{clip}/frame_04.jpg"));
            image::RgbImage::new(1, 1).save(lost).expect("a picture");
            // Even the video itself may be missing.
            let frames = load(&format!("./Set/video/{clip}.mp4")).expect("frames");
            let widths: Vec<u32> = frames.iter().map(|p| p.width).collect();
            assert_eq!(widths, [8, 9, 10]);
        }
        assert!(load("../Set/video/1.mp4").is_err());
    }
}
