//! Draws a scene into a texture that egui can show: on the window's adapter, or on the processor without one.
//! One picture is drawn only when something in it changed. Of a large cloud a change draws what shows it well, and a
//! camera that moves draws fewer pixels where the processor has to fill them; all of it comes once nothing has changed
//! for a moment.

use crate::gpu::{CloudId, Renderer};
use crate::raster::{
    self, Chosen, MOVING_POINTS, MOVING_PX, Overlay, PointStyle, Screen, ViewCamera,
};
use crate::ui::scene_cache::Loaded;
use eframe::egui_wgpu::RenderState;
use egui::{ColorImage, TextureHandle, TextureId, TextureOptions};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long nothing changes before all is drawn; tests do not wait.
const REST: Duration = Duration::from_millis(if cfg!(test) { 0 } else { 100 });

/// A 3D picture and what it was drawn from.
pub struct View3d {
    context: egui::Context,
    painter: Painter,
    drawn: Option<Drawn>,
    /// Whether nothing is missing in what was drawn.
    is_whole: bool,
    /// When it changed last.
    changed: Option<Instant>,
    /// How long that has to be before all is drawn.
    rest: Duration,
    /// Points at most while something changes.
    budget: usize,
}

enum Painter {
    Adapter {
        state: RenderState,
        renderer: Box<Renderer>,
        cloud: Option<(Arc<Loaded>, CloudId)>,
        shown: Option<(TextureId, u64)>,
    },
    Processor {
        shown: Option<TextureHandle>,
    },
}

/// What a picture depends on.
#[derive(PartialEq)]
struct Drawn {
    cloud: usize,
    camera: ViewCamera,
    style: PointStyle<'static>,
    classes: Vec<u16>,
    lit: Option<Vec<u16>>,
    overlay: Overlay,
    pixels_per_point: f32,
}

/// What to draw. `style` borrows nothing: classes and lit instances come beside it.
pub struct Shot<'a> {
    /// The scene.
    pub loaded: &'a Arc<Loaded>,
    /// Where from; its size is the picture's, pixels.
    pub camera: ViewCamera,
    /// How points look.
    pub style: PointStyle<'static>,
    /// Class of each instance.
    pub classes: &'a [u16],
    /// Instances that keep their colour, or all.
    pub lit: Option<&'a [u16]>,
    /// What lies over the points.
    pub overlay: &'a Overlay,
    /// Pixels for a point of the interface.
    pub pixels_per_point: f32,
}

impl View3d {
    /// On the window's adapter where there is one.
    pub fn new(context: &egui::Context, state: Option<&RenderState>) -> Self {
        let painter = match state {
            Some(state) => Painter::Adapter {
                renderer: Box::new(Renderer::new(
                    state.device.clone(),
                    state.queue.clone(),
                    state.device.features(),
                )),
                state: state.clone(),
                cloud: None,
                shown: None,
            },
            None => Painter::Processor { shown: None },
        };
        Self {
            context: context.clone(),
            painter,
            drawn: None,
            is_whole: true,
            changed: None,
            rest: REST,
            budget: MOVING_POINTS,
        }
    }

    /// Name of the adapter; `None` when the processor draws.
    pub fn adapter(&self) -> Option<&str> {
        match &self.painter {
            Painter::Adapter { renderer, .. } => Some(renderer.adapter_name()),
            Painter::Processor { .. } => None,
        }
    }

    /// What the last picture was drawn from: camera, and what lies over the points.
    #[cfg(test)]
    pub(crate) fn drawn(&self) -> Option<(&ViewCamera, &Overlay)> {
        self.drawn.as_ref().map(|d| (&d.camera, &d.overlay))
    }

    /// Bytes held on the adapter.
    pub fn bytes(&self) -> u64 {
        match &self.painter {
            Painter::Adapter { renderer, .. } => renderer.bytes(),
            Painter::Processor { .. } => 0,
        }
    }

    /// The picture, drawn anew only when it changed. `Err` says why there is none.
    ///
    /// # Errors
    /// When the adapter refuses the size or the cloud.
    pub fn show(&mut self, shot: &Shot<'_>) -> Result<TextureId, String> {
        let wanted = Drawn {
            cloud: Arc::as_ptr(shot.loaded) as usize,
            camera: shot.camera,
            style: shot.style,
            classes: shot.classes.to_vec(),
            lit: shot.lit.map(<[u16]>::to_vec),
            overlay: shot.overlay.clone(),
            pixels_per_point: shot.pixels_per_point,
        };
        let now = Instant::now();
        let is_same = self.drawn.as_ref() == Some(&wanted);
        if !is_same {
            self.changed = Some(now);
        }
        let rested = self.changed.map_or(self.rest, |at| now.duration_since(at));
        match self.texture() {
            Some(texture) if is_same && self.is_whole => Ok(texture),
            Some(texture) if is_same && rested < self.rest => {
                self.context.request_repaint_after(self.rest - rested);
                Ok(texture)
            }
            _ => {
                let sketch = self.sketch(shot, is_same);
                let shot = sketch.as_ref().unwrap_or(shot);
                let chosen = self.choose(shot, is_same);
                let texture = self.draw(shot, &chosen)?;
                self.drawn = Some(wanted);
                self.is_whole = chosen.is_all && sketch.is_none();
                if !self.is_whole {
                    self.context.request_repaint_after(self.rest);
                }
                Ok(texture)
            }
        }
    }

    /// The same with fewer pixels, while the camera moves and a processor draws; `None` where all are drawn.
    fn sketch<'a>(&self, shot: &Shot<'a>, at_rest: bool) -> Option<Shot<'a>> {
        let before = self.drawn.as_ref()?;
        let (camera, share) = shot.camera.within_px(MOVING_PX);
        let moves = before.cloud == Arc::as_ptr(shot.loaded) as usize
            && before.camera.size_px() == shot.camera.size_px()
            && before.camera != shot.camera;
        let is_smaller = share < 1.0 && !at_rest && moves && self.is_software();
        is_smaller.then(|| Shot {
            camera,
            style: shot.style.within(share),
            pixels_per_point: shot.pixels_per_point * share as f32,
            ..*shot
        })
    }

    /// Whether the machine's processor fills the pixels.
    fn is_software(&self) -> bool {
        match &self.painter {
            Painter::Adapter { renderer, .. } => renderer.is_software(),
            Painter::Processor { .. } => true,
        }
    }

    /// The points to draw: at rest all before the camera.
    fn choose(&self, shot: &Shot<'_>, at_rest: bool) -> Chosen {
        let origin = shot.loaded.cloud.origin;
        match &shot.loaded.levels {
            None => Chosen::all(shot.loaded.cloud.points.len()),
            Some(levels) if at_rest => levels.before(&shot.camera, origin),
            Some(levels) => levels.choose(&shot.camera, origin, self.budget),
        }
    }

    fn texture(&self) -> Option<TextureId> {
        match &self.painter {
            Painter::Adapter { shown, .. } => shown.map(|(id, _)| id),
            Painter::Processor { shown, .. } => shown.as_ref().map(TextureHandle::id),
        }
    }

    fn draw(&mut self, shot: &Shot<'_>, chosen: &Chosen) -> Result<TextureId, String> {
        let style = PointStyle {
            class_of_instance: shot.classes,
            lit: shot.lit,
            ..shot.style
        };
        let screen = Screen::new(shot.overlay, &shot.camera, shot.pixels_per_point);
        match &mut self.painter {
            Painter::Adapter {
                state,
                renderer,
                cloud,
                shown,
            } => {
                let id = match cloud {
                    Some((kept, id)) if Arc::ptr_eq(kept, shot.loaded) => *id,
                    other => {
                        if let Some((_, old)) = other.take() {
                            renderer.remove(old);
                        }
                        let id = renderer.upload(&shot.loaded.cloud);
                        *other = Some((Arc::clone(shot.loaded), id));
                        id
                    }
                };
                renderer
                    .draw_chosen(id, &shot.camera, &style, &screen, chosen)
                    .map_err(|e| e.to_string())?;
                register(state, renderer, shown).ok_or_else(|| "nothing was drawn".to_owned())
            }
            Painter::Processor { shown } => {
                let picture = raster::draw_chosen(
                    &shot.loaded.cloud,
                    &shot.loaded.info,
                    &shot.camera,
                    &style,
                    &screen,
                    chosen,
                );
                let size = [picture.width as usize, picture.height as usize];
                let image = ColorImage::from_rgba_unmultiplied(size, &picture.rgba);
                let texture = match shown {
                    Some(texture) => {
                        texture.set(image, TextureOptions::LINEAR);
                        texture
                    }
                    none => none.insert(self.context.load_texture(
                        "3d view",
                        image,
                        TextureOptions::LINEAR,
                    )),
                };
                Ok(texture.id())
            }
        }
    }
}

/// Tells egui about the renderer's texture, anew whenever it was replaced.
fn register(
    state: &RenderState,
    renderer: &Renderer,
    shown: &mut Option<(TextureId, u64)>,
) -> Option<TextureId> {
    let generation = renderer.generation();
    if let Some((id, at)) = shown
        && *at == generation
    {
        return Some(*id);
    }
    let (view, mut egui) = (renderer.view()?, state.renderer.write());
    let filter = wgpu::FilterMode::Linear;
    let id = match shown.take() {
        Some((id, _)) => {
            egui.update_egui_texture_from_wgpu_texture(&state.device, view, filter, id);
            id
        }
        None => egui.register_native_texture(&state.device, view, filter),
    };
    *shown = Some((id, generation));
    Some(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::DVec3;
    use crate::raster::arrange;
    use crate::scene::{CloudPoint, PointCloud, Scene};

    /// A wall 2 m before the eye, of more points than are drawn while something changes.
    fn wall() -> Arc<Loaded> {
        let part = |n: u32, k: u32| (n.wrapping_mul(k) >> 8) as f32 / 16_777_216.0;
        let point = |n: u32| CloudPoint {
            offset_m: [
                part(n, 2_654_435_761) * 4.0 - 2.0,
                2.0,
                part(n, 2_246_822_519) * 4.0 - 2.0,
            ],
            rgba: [90, 120, 200, 255],
        };
        let cloud = PointCloud {
            points: (0..200_000).map(point).collect(),
            ..PointCloud::default()
        };
        let mut loaded = Loaded::new(Scene::default(), cloud);
        loaded.levels = arrange(&mut loaded.cloud, &loaded.info, &|| false);
        Arc::new(loaded)
    }

    /// The wall from `x` metres beside its middle.
    fn shot<'a>(
        loaded: &'a Arc<Loaded>,
        overlay: &'a Overlay,
        x: f64,
        size_px: [u32; 2],
    ) -> Shot<'a> {
        let camera = ViewCamera::look_at(DVec3::X * x, DVec3::Y * 2.0, 0.9, size_px);
        Shot {
            loaded,
            camera: camera.expect("ahead"),
            style: PointStyle::default(),
            classes: &[],
            lit: None,
            overlay,
            pixels_per_point: 1.0,
        }
    }

    #[test]
    fn a_change_draws_some_points_at_once_and_all_of_them_after_a_rest() {
        let (loaded, overlay) = (wall(), Overlay::default());
        let mut view = View3d::new(&egui::Context::default(), None);
        view.budget = 30_000;
        view.rest = Duration::from_secs(3600);
        let shot = |x: f64| shot(&loaded, &overlay, x, [320, 200]);
        for x in [0.0, 0.1] {
            view.show(&shot(x)).expect("a picture");
            assert!(!view.is_whole, "{x}");
        }
        view.show(&shot(0.1)).expect("a picture");
        assert!(!view.is_whole, "too early");
        view.rest = Duration::ZERO;
        view.show(&shot(0.1)).expect("a picture");
        assert!(view.is_whole);
    }

    #[test]
    fn a_camera_that_moves_is_drawn_with_fewer_pixels_until_it_rests() {
        let (loaded, overlay) = (wall(), Overlay::default());
        let mut view = View3d::new(&egui::Context::default(), None);
        view.rest = Duration::from_secs(3600);
        let shot = |x: f64| shot(&loaded, &overlay, x, [1000, 700]);
        let size = |view: &View3d| match &view.painter {
            Painter::Processor { shown: Some(shown) } => shown.size(),
            _ => panic!("a picture"),
        };
        let whole = [1000, 700];
        view.show(&shot(0.0)).expect("a picture");
        assert_eq!(size(&view), whole, "the first is no move");
        view.show(&shot(0.1)).expect("a picture");
        let [width, height] = size(&view);
        assert!(
            (200_000..=262_000).contains(&(width * height)),
            "{width} {height}"
        );
        assert!((width as f64 / height as f64 - 1000.0 / 700.0).abs() < 0.01);
        assert!(!view.is_whole);
        view.rest = Duration::ZERO;
        view.show(&shot(0.1)).expect("a picture");
        assert_eq!((size(&view), view.is_whole), (whole, true));
    }
}
