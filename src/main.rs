//! The program: parses arguments and hands over to the command line or to the window; nothing else.

use spatialscore::cli::{self, Outcome, Window};
use std::process::ExitCode;

fn main() -> ExitCode {
    spatialscore::platform::panics::hide_caught();
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
    let mut options = Options {
        config: spatialscore::platform::config::folder().ok(),
        ..Options::default()
    };
    match wanted {
        Window::Start => {}
        Window::Project(path) => options.project = Some(path),
        Window::Tour => options.tour = true,
        Window::Scene(path) => options.scene = Some(path),
    }
    app::run(options)
}

#[cfg(not(feature = "gui"))]
fn window(_wanted: Window) -> anyhow::Result<()> {
    anyhow::bail!("this program was built without a window")
}
