//! stub
fn main() {
    let project = std::env::args_os().nth(1).map(std::path::PathBuf::from);
    let tour = project.is_none();
    spatialscore::ui::app::run(spatialscore::ui::app::Options {
        project,
        tour,
        ..Default::default()
    })
    .expect("run");
}
