//! A real video made with ffmpeg where it is installed, stand-ins for it, frames on disk.

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
fn a_relative_name_is_neither_an_option_nor_a_protocol() {
    for name in ["-y", "pipe:0", "concat:a|b"] {
        let expected = OsString::from(format!("file:{name}"));
        assert_eq!(file_url(Path::new(name)), expected);
    }
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
    let command = Command::new(&tools.ffmpeg);
    let mut running =
        Running::start(command, &path, Duration::from_secs(20), &cancel).expect("it starts");
    cancel.cancel();
    let error = running.read(&mut [0]).expect_err("cancelled");
    let unwanted = running.fail(Some(error), "");
    assert!(matches!(unwanted, MediaError::Cancelled(_)), "{unwanted}");
    assert!(started.elapsed() < Duration::from_secs(15));
}

#[test]
fn without_the_tool_frames_on_disk_do_and_without_both_it_says_so() {
    let dir = tempfile::tempdir().expect("a folder");
    let at = |path: &str| dir.path().join(path);
    std::fs::create_dir_all(at("Set/video")).expect("a folder");
    std::fs::write(at("Set/video/1.mp4"), b"\0\0\0\x20ftypisom").expect("a file");
    let roots = Roots::from_iter([("r", dir.path())]);
    let load = |path: &str| load_clip(&roots, ("r", path), None, &options(2), &Cancel::default());
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
