//! Simulated scenes: rooms, streets and tabletops of analytic solids, of which everything is known exactly.
//!
//! [`Simulated`] is one scene before it is drawn; [`Rendered`] one of its pictures. Writers under [`mod@write`] put a scene
//! on disk in the layouts of real data sets. They share no code with the readers under `dataset`, so that a mistake in
//! one shows against the other.
//!
//! World: metres, right-handed, Z up. Cameras: OpenCV (X right, Y down, Z forward). The same seed gives the same bytes
//! on any machine and any number of threads: transcendental functions come from `libm`, and every pixel, point and
//! random number depends on the seed and its own index alone.

mod draft;
mod draw;
mod dress;
mod furniture;
mod paint;
mod priors;
mod random;
mod recipe;
mod room;
mod route;
mod shade;
mod shadows;
mod smooth;
mod solid;
mod space;
mod stage;
mod street;
mod surface;
mod tabletop;
#[cfg(test)]
mod tests;
mod trace;
mod tracks;
pub mod write;

pub use recipe::{Recipe, Simulated, Style};

use crate::geom::{Camera, DVec2, DVec3, Obb, Pose};

/// What a scene shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A furnished room.
    Room,
    /// A street with houses, trees and vehicles.
    Street,
    /// Small things on a table.
    Tabletop,
}

/// How hard a scene is to read: how many objects, how much they hide each other, how alike they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// Few objects, well apart.
    Easy,
    /// Several instances of most classes, some hidden in part.
    Medium,
    /// Crowded.
    Hard,
}

/// How the camera moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Path {
    /// Through the scene.
    Walk,
    /// Around its middle.
    Orbit,
    /// Two views.
    Pair,
    /// Standing still while time goes on.
    Static,
}

/// One view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Pose.
    pub world_from_camera: Pose,
    /// Time since the first view, seconds.
    pub time_secs: f64,
}

/// One object.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// From 1, unique in the scene; the value in instance maps and meshes. 0 is no object (sky).
    pub instance: u16,
    /// Class name, for example `chair`.
    pub class: String,
    /// Unique name: the class, or class and number ("chair 1").
    pub name: String,
    /// Tight oriented box in world at time 0; the third axis is up.
    pub obb: Obb,
    /// Metres a second in world; zero for what stands still.
    pub velocity: DVec3,
}

/// A picture with everything that is known of its pixels; row by row from the top.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rendered {
    /// Width, px.
    pub width: u32,
    /// Height, px.
    pub height: u32,
    /// sRGB, three bytes a pixel.
    pub rgb: Vec<u8>,
    /// Depth along the optical axis through the pixel's middle, metres; 0 where there is nothing.
    pub depth_m: Vec<f32>,
    /// Unit normal in camera space, towards the camera; zero where there is nothing.
    pub normal: Vec<[f32; 3]>,
    /// Instance of the object seen; 0 where there is nothing.
    pub instance: Vec<u16>,
}

/// The surfaces of a scene at time 0 as triangles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mesh {
    /// World, metres.
    pub vertices: Vec<DVec3>,
    /// Colour of each vertex, sRGB.
    pub rgb: Vec<[u8; 3]>,
    /// Instance of each vertex.
    pub instance: Vec<u16>,
    /// Three indices into the vertices, counter-clockwise from outside.
    pub triangles: Vec<[u32; 3]>,
}

/// A point of a surface over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// The object that it belongs to.
    pub instance: u16,
    /// World, metres, one for each view.
    pub world: Vec<DVec3>,
    /// Where each view's camera has it; `None` behind the camera.
    pub pixel: Vec<Option<DVec2>>,
    /// Whether each view sees it: within the picture and nothing in front.
    pub visible: Vec<bool>,
}

/// What a writer asks of a scene. (`Simulated` is one; a test may make its own.)
pub trait World: Sync {
    /// A name that can be a folder's.
    fn name(&self) -> &str;
    /// Every object, by instance ascending; floor, walls and ceiling are objects too.
    fn objects(&self) -> &[Object];
    /// The views in time.
    fn views(&self) -> &[View];
    /// The camera of the views.
    fn camera(&self) -> &Camera;
    /// The floor's outline at Z = 0, counter-clockwise from above.
    fn floor(&self) -> &[DVec2];
    /// Draws a view through any camera (a lens or size other than [`World::camera`]'s are fine).
    fn render(&self, view: &View, camera: &Camera) -> Rendered;
    /// The surfaces at time 0, with edges no longer than `edge_m`.
    fn mesh(&self, edge_m: f64) -> Mesh;
    /// `count` points spread over the surfaces, followed over all views.
    fn tracks(&self, count: usize) -> Vec<Track>;
}
