//! The program: parses arguments and hands over to the command line or to the window; nothing else.

use spatialscore::cli::{self, Outcome, Window};
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Outcome::Exit(code) => ExitCode::from(code),
        Outcome::Window(wanted) => match window(wanted) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("spatialscore: {error:#}; {}", cli::WITHOUT_WINDOW);
                ExitCode::from(2)
            }
        },
    }
}

#[cfg(feature = "gui")]
fn window(wanted: Window) -> anyhow::Result<()> {
    use spatialscore::ui::app::{self, Options};
    anyhow::ensure!(
        spatialscore::platform::display::is_announced(),
        "there is no display to open the window on"
    );
    let (project, tour) = match wanted {
        Window::Start => (None, false),
        Window::Project(path) => (Some(path), false),
        Window::Tour => (None, true),
    };
    app::run(Options {
        project,
        tour,
        config: spatialscore::platform::config::folder().ok(),
        ..Options::default()
    })
}

#[cfg(not(feature = "gui"))]
fn window(_wanted: Window) -> anyhow::Result<()> {
    anyhow::bail!("this program was built without a window")
}
