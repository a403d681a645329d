//! What a large cloud costs to look at, on the adapter that there is and on the processor: putting it in order, a
//! picture while the camera moves, the whole at rest. 1280 x 720, eye-dome lighting and hole filling on; a picture while
//! the camera moves has as few points and pixels as the window takes. Prints one line of JSON a figure; the adapter's
//! name goes to standard error.
//!
//! POINTS=1,10,50 says how many millions.

mod report;

use report::{figure, median};
use spatialscore::geom::DVec3;
use spatialscore::gpu::{AdapterChoice, Renderer};
use spatialscore::raster::{
    Chosen, CloudInfo, Levels, MOVING_POINTS, MOVING_PX, PointStyle, Screen, ViewCamera, arrange,
    draw_chosen,
};
use spatialscore::scene::{CloudPoint, PointCloud};
use std::time::Instant;

const SIZE: [u32; 2] = [1280, 720];
const VIEWS: usize = 9;

fn main() {
    let millions = std::env::var("POINTS").unwrap_or_else(|_| "1,10,50".to_owned());
    let mut renderer = Renderer::headless(AdapterChoice::Fastest).ok();
    let name = renderer.as_ref().map_or("none", Renderer::adapter_name);
    eprintln!("adapter: {name}");
    for millions in millions.split(',').filter_map(|n| n.parse().ok()) {
        measure(millions, renderer.as_mut());
    }
}

/// The walls, floor and furniture of a room of 8 x 6 x 3 m, in no order.
fn room(points: u32) -> PointCloud {
    let part = |n: u32, k: u32| (n.wrapping_mul(k) >> 8) as f32 / 16_777_216.0;
    let point = |n: u32| {
        let (u, v) = (part(n, 2_654_435_761), part(n, 2_246_822_519));
        let crate_at = [
            1.0 + (n >> 4 & 3) as f32 * 1.5,
            1.0 + (n >> 6 & 1) as f32 * 3.0,
        ];
        let offset_m = match n & 7 {
            0 | 1 => [u * 8.0, v * 6.0, 0.0],
            2 => [u * 8.0, 0.0, v * 3.0],
            3 => [u * 8.0, 6.0, v * 3.0],
            4 => [0.0, u * 6.0, v * 3.0],
            5 => [8.0, u * 6.0, v * 3.0],
            6 => [crate_at[0] + u, crate_at[1] + v, 0.8],
            _ => [crate_at[0] + u, crate_at[1], v * 0.8],
        };
        let rgba = [(u * 255.0) as u8, (v * 255.0) as u8, 120, 255];
        CloudPoint { offset_m, rgba }
    };
    PointCloud {
        points: (0..points).map(point).collect(),
        ..PointCloud::default()
    }
}

/// Places on a walk around the room's middle.
fn cameras() -> Vec<ViewCamera> {
    let camera = |i: usize| {
        let turn = i as f64 / VIEWS as f64 * std::f64::consts::TAU;
        let eye = DVec3::new(
            4.0 + 2.5 * libm::cos(turn),
            3.0 + 2.0 * libm::sin(turn),
            1.6,
        );
        ViewCamera::look_at(eye, DVec3::new(4.0, 3.0, 0.8), 0.9, SIZE)
    };
    (0..VIEWS).filter_map(camera).collect()
}

fn measure(millions: u32, renderer: Option<&mut Renderer>) {
    let mut cloud = room(millions * 1_000_000);
    let info = CloudInfo::of(&cloud);
    let began = Instant::now();
    let levels = arrange(&mut cloud, &info, &|| false).expect("not stopped");
    let rate = f64::from(millions) / began.elapsed().as_secs_f64();
    let say = |what: &str, value: f64, unit: &str, better: &str| {
        figure(
            &format!("{millions} million points, {what}"),
            value,
            unit,
            better,
        );
    };
    say("put in order", rate, "million/s", "higher");
    let (style, nothing) = (PointStyle::default(), Screen::default());
    let whole = |camera: &ViewCamera| (*camera, style, levels.before(camera, cloud.origin));
    let moving = |camera: &ViewCamera, software| moving(&levels, cloud.origin, camera, software);
    let on_processor = |wanted: &dyn Fn(&ViewCamera) -> Wanted| {
        timed(|camera| {
            let (camera, style, chosen) = wanted(camera);
            draw_chosen(&cloud, &info, &camera, &style, &nothing, &chosen);
        })
    };
    say(
        "the camera moves, processor",
        on_processor(&|camera| moving(camera, true)),
        "ms",
        "lower",
    );
    say("at rest, processor", on_processor(&whole), "ms", "lower");
    let Some(renderer) = renderer else { return };
    let began = Instant::now();
    let id = renderer.upload(&cloud);
    say(
        "to the adapter",
        began.elapsed().as_secs_f64() * 1e3,
        "ms",
        "lower",
    );
    let is_software = renderer.is_software();
    let mut on_adapter = |wanted: &dyn Fn(&ViewCamera) -> Wanted| {
        timed(|camera| {
            let (camera, style, chosen) = wanted(camera);
            renderer
                .draw_chosen(id, &camera, &style, &nothing, &chosen)
                .expect("a picture");
            // Waits until it is there.
            renderer.pick(0, 0).expect("a picture");
        })
    };
    let (moves, rests) = (
        on_adapter(&|camera| moving(camera, is_software)),
        on_adapter(&whole),
    );
    say("the camera moves", moves, "ms", "lower");
    say("at rest", rests, "ms", "lower");
    renderer.remove(id);
}

/// What a picture is drawn from.
type Wanted = (ViewCamera, PointStyle<'static>, Chosen);

/// As the window draws while the camera moves.
fn moving(levels: &Levels, origin: DVec3, camera: &ViewCamera, is_software: bool) -> Wanted {
    let most = if is_software {
        MOVING_PX
    } else {
        f64::INFINITY
    };
    let (camera, share) = camera.within_px(most);
    let style = PointStyle::default().within(share);
    (camera, style, levels.choose(&camera, origin, MOVING_POINTS))
}

/// Milliseconds for a view, the median of a walk.
fn timed(mut draw: impl FnMut(&ViewCamera)) -> f64 {
    let took = cameras().into_iter().map(|camera| {
        let began = Instant::now();
        draw(&camera);
        began.elapsed().as_secs_f64() * 1e3
    });
    median(took.collect())
}
