//! Scenes in the real window, by the command line and by keys alone.

use super::screen;
use super::screen::until;
use crate::support::Sandbox;

/// The tour's room, which is in the repository.
const ROOM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/tour/room");
/// Where the lower half of the frame's picture is, px: left, top, right, bottom.
const FLOOR: [u32; 4] = [340, 300, 800, 440];

/// Share of these pixels that are green or yellow, as near depths are.
fn near(pixels: &[[u8; 3]]) -> f64 {
    let like = pixels
        .iter()
        .filter(|[_, g, b]| *g > 150 && g.saturating_sub(*b) > 70);
    like.count() as f64 / pixels.len() as f64
}

/// Share of these pixels that are like the wooden floor.
fn wood(pixels: &[[u8; 3]]) -> f64 {
    let like = pixels
        .iter()
        .filter(|[r, g, b]| r > g && g > b && r.abs_diff(*b) > 25);
    like.count() as f64 / pixels.len() as f64
}

#[test]
fn a_scene_opens_by_the_command_line_and_a_key_shows_its_depth() {
    let Some(mut screen) = screen() else { return };
    let sandbox = Sandbox::new();
    let mut command = sandbox.command();
    command.arg("view").arg(ROOM);
    let window = screen.open(command);
    until("the picture of the first frame", || {
        (wood(&screen.area(FLOOR)) > 0.3).then_some(())
    });
    assert!(near(&screen.area(FLOOR)) < 0.05);
    screen.press("2");
    until("its depth", || {
        (near(&screen.area(FLOOR)) > 0.3).then_some(())
    });
    screen.press("1");
    until("the picture again", || {
        (near(&screen.area(FLOOR)) < 0.05).then_some(())
    });
    assert!(window.close(&mut screen).success());
}

#[test]
fn a_path_that_is_no_scene_opens_a_window_that_says_so_and_closes() {
    let Some(mut screen) = screen() else { return };
    let sandbox = Sandbox::new();
    let file = sandbox.write("broken.ply", "ply\nformat ascii 1.0\n");
    let mut command = sandbox.command();
    command.arg("view").arg(file);
    let window = screen.open(command);
    // The cross of an error, in its colour, where the content would be.
    until("the error", || {
        let pixels = screen.area([300, 150, 700, 350]);
        let cross = pixels
            .iter()
            .any(|[r, g, b]| *r > 220 && (110..170).contains(g) && *b < 130);
        cross.then_some(())
    });
    assert!(window.close(&mut screen).success());
}
