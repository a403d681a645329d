//! A screen of one's own: Xvfb on a free display, a window manager, keys as a person presses them, and the picture.
//!
//! The X server keeps its picture in a file (`-fbdir`), so what is seen is read from outside the program, without
//! asking it and without asking the server: a pixel costs one `pread`. Nothing here sleeps for a fixed time; [`until`]
//! looks again and again until what is waited for is there.
//!
//! Shared by the window's tests and by `benches/window.rs`.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Width and height of the screen and of the window that fills it, px.
pub const SIZE: [u32; 2] = [1280, 800];
/// After this long what is waited for will not come.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two looks; short beside a frame.
const LOOK: Duration = Duration::from_millis(1);
const BYTES_PER_PIXEL: u64 = 4;

/// The window fills the screen, without a frame around it, and closes on Alt+F4.
const MANAGER: &str = r#"<openbox_config xmlns="http://openbox.org/3.4/rc">
<keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
<applications><application class="*"><decor>no</decor><focus>yes</focus>
<position force="yes"><x>0</x><y>0</y></position></application></applications>
</openbox_config>
"#;

/// Looks until something is there.
///
/// # Panics
/// When it does not come; `what` says what was waited for.
#[track_caller]
pub fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(LOOK);
    }
}

/// A process that ends with its owner.
struct Helper(Child);

impl Drop for Helper {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running X server with a window manager and a keyboard.
pub struct Screen {
    display: String,
    picture: Arc<Picture>,
    keyboard: ChildStdin,
    // Ended in this order: the server last.
    _xdotool: Helper,
    _manager: Helper,
    _server: Helper,
    folder: tempfile::TempDir,
}

impl Screen {
    /// Starts them all.
    ///
    /// # Errors
    /// The sentence to skip with, when a program is not installed.
    pub fn start() -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let [width, height] = SIZE;
        let mut server = Command::new("Xvfb");
        server
            .args(["-displayfd", "1", "-nolisten", "tcp", "-noreset"])
            .args(["-screen", "0", &format!("{width}x{height}x24"), "-fbdir"])
            .arg(folder.path())
            .stdout(Stdio::piped());
        let mut server = spawn(server)?;
        let display = display_number(&mut server)?;
        let picture = until("the picture of the X server", || {
            Picture::open(&folder.path().join("Xvfb_screen0"))
        });
        let picture = Arc::new(picture);
        let config = folder.path().join("openbox.xml");
        std::fs::write(&config, MANAGER).map_err(|error| error.to_string())?;
        let mut manager = Command::new("openbox");
        manager.arg("--config-file").arg(config);
        dress(&mut manager, &display, folder.path());
        let manager = spawn(manager)?;
        let mut xdotool = Command::new("xdotool");
        xdotool.arg("-").stdin(Stdio::piped());
        dress(&mut xdotool, &display, folder.path());
        let mut xdotool = spawn(xdotool)?;
        let keyboard = xdotool.0.stdin.take().ok_or("xdotool takes no input")?;
        Ok(Self {
            display,
            picture,
            keyboard,
            _xdotool: xdotool,
            _manager: manager,
            _server: server,
            folder,
        })
    }

    /// Starts a program on this screen and waits until its window has the keyboard.
    pub fn open(&self, command: Command) -> Window {
        let window = self.launch(command);
        let process = window.process.0.id().to_string();
        until("the window to have the keyboard", || {
            let found = self.ask(&["search", "--onlyvisible", "--pid", &process]);
            let id = found.lines().next()?.to_owned();
            self.ask(&["windowfocus", &id]);
            (self.ask(&["getwindowfocus", "getwindowpid"]).trim() == process).then_some(())
        });
        window
    }

    /// Starts a program on this screen and waits for nothing.
    pub fn launch(&self, mut command: Command) -> Window {
        dress(&mut command, &self.display, self.folder.path());
        // A software adapter and a screen without a size in millimetres are what is wanted here.
        command.env("RUST_LOG", "error");
        Window {
            process: spawn(command).unwrap_or_else(|error| panic!("{error}")),
            picture: Arc::clone(&self.picture),
        }
    }

    /// Presses and releases a key or a chord, by its X name: `a`, `Return`, `ctrl+z`.
    pub fn press(&mut self, key: &str) {
        self.tell(&format!("key --delay 0 {key}"));
    }

    /// Types letters, digits, spaces and points.
    pub fn type_text(&mut self, text: &str) {
        self.tell(&format!("type --delay 1 '{text}'"));
    }

    fn tell(&mut self, line: &str) {
        writeln!(self.keyboard, "{line}").expect("xdotool reads its commands");
    }

    fn ask(&self, arguments: &[&str]) -> String {
        let mut xdotool = Command::new("xdotool");
        dress(&mut xdotool, &self.display, self.folder.path());
        let output = xdotool.args(arguments).output().expect("xdotool runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The colour of a pixel now: red, green, blue.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        self.picture.pixel(x, y)
    }

    /// The colours of a part of the screen now, row by row: from left and top to right and bottom, which are outside.
    pub fn area(&self, [left, top, right, bottom]: [u32; 4]) -> Vec<[u8; 3]> {
        self.picture.area([left, top, right, bottom])
    }
}

fn spawn(mut command: Command) -> Result<Helper, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    command
        .spawn()
        .map(Helper)
        .map_err(|error| format!("{program} does not start: {error}"))
}

/// The server prints the number of its display once it takes clients.
fn display_number(server: &mut Helper) -> Result<String, String> {
    let output = server.0.stdout.take().ok_or("Xvfb says nothing")?;
    let mut number = String::new();
    BufReader::new(output)
        .read_line(&mut number)
        .map_err(|error| error.to_string())?;
    match number.trim() {
        "" => Err("Xvfb found no free display".to_owned()),
        number => Ok(format!(":{number}")),
    }
}

/// This screen and nothing else of the person who runs the test.
fn dress(command: &mut Command, display: &str, folder: &Path) {
    command
        .env("DISPLAY", display)
        .env("XDG_RUNTIME_DIR", folder)
        .env("HOME", folder)
        .env_remove("WAYLAND_DISPLAY")
        .env_remove("XAUTHORITY")
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_DATA_HOME");
}

/// A program with a window; killed when dropped.
pub struct Window {
    process: Helper,
    picture: Arc<Picture>,
}

impl Drop for Window {
    /// Leaves what was seen last, where a test failed.
    fn drop(&mut self) {
        if !std::thread::panicking() {
            return;
        }
        let [width, height] = SIZE;
        let pixels = self.picture.area([0, 0, width, height]);
        let bytes = pixels.into_iter().flatten().collect();
        let name = format!("window-{}.png", std::process::id());
        let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if let Some(seen) = image::RgbImage::from_raw(width, height, bytes)
            && seen.save(&file).is_ok()
        {
            eprintln!("the screen at that moment: {}", file.display());
        }
    }
}

impl Window {
    /// Closes it as a person does, by Alt+F4.
    pub fn close(mut self, screen: &mut Screen) -> ExitStatus {
        screen.press("alt+F4");
        until("the window to close", || {
            self.process.0.try_wait().expect("a child can be asked")
        })
    }

    /// Ends it with SIGKILL, wherever it stands.
    pub fn kill(mut self) {
        self.process.0.kill().expect("a child can be killed");
        self.process.0.wait().expect("a killed child ends");
    }
}

/// The server's picture as it is now: an XWD file, four bytes a pixel, blue first.
struct Picture {
    file: File,
    first: u64,
    line: u64,
}

impl Picture {
    fn area(&self, [left, top, right, bottom]: [u32; 4]) -> Vec<[u8; 3]> {
        (top..bottom)
            .flat_map(|y| self.row(left, right, y))
            .collect()
    }

    fn open(path: &Path) -> Option<Self> {
        let file = File::open(path).ok()?;
        let mut header = [0; 80];
        file.read_exact_at(&mut header, 0).ok()?;
        let word = |n: usize| {
            let bytes = header.get(4 * n..4 * n + 4)?.try_into().ok()?;
            Some(u64::from(u32::from_be_bytes(bytes)))
        };
        // Header size, bits a pixel, bytes a line and number of 12-byte colours, as XWDFile.h orders them.
        let (size, bits, line, colours) = (word(0)?, word(11)?, word(12)?, word(19)?);
        let first = size + 12 * colours;
        (bits == 8 * BYTES_PER_PIXEL && line > 0).then_some(Self { file, first, line })
    }

    fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        self.row(x, x + 1, y).first().copied().unwrap_or_default()
    }

    fn row(&self, left: u32, right: u32, y: u32) -> Vec<[u8; 3]> {
        let at = self.first + u64::from(y) * self.line + u64::from(left) * BYTES_PER_PIXEL;
        let mut bytes = vec![0; (right - left) as usize * BYTES_PER_PIXEL as usize];
        self.file
            .read_exact_at(&mut bytes, at)
            .expect("the screen has this pixel");
        let pixels = bytes.chunks_exact(BYTES_PER_PIXEL as usize);
        pixels.map(|p| [p[2], p[1], p[0]]).collect()
    }
}
