//! One capture, as a scene.

use super::entries::{Entries, Faults};
use super::instances::{self, Record};
use super::upright::{self, Twice};
use crate::dataset::lenient::Numbers;
use crate::geom::{Camera, DVec3, Pinhole, Pose};
use crate::scene::{
    Depth, DepthEncoding, Frame, Object, Provenance, Scene, Seen, Stored, name_by_class,
};
use std::collections::BTreeMap;

/// Timestamps count these in a second.
const PER_SEC: f64 = 1e9;
/// A capture as it is read.
struct Reader<'a> {
    entries: &'a Entries,
    vid: &'a str,
    scene: Scene,
    faults: Faults,
    /// Instances by the source's ids.
    by_id: BTreeMap<String, u32>,
    /// Up in the source's world, as each frame has it.
    ups: Vec<DVec3>,
    /// Boxes that both a frame and the world have.
    centers: Vec<Twice>,
}

/// Reads a capture. What is missing or broken is left out and named; there may be neither a frame nor an object left.
pub(super) fn scene(entries: &Entries, vid: &str) -> Scene {
    let mut reader = Reader {
        entries,
        vid,
        scene: Scene {
            dataset: "ca1m".into(),
            id: vid.into(),
            root: entries.root.clone(),
            ..Scene::default()
        },
        faults: entries.faults.clone(),
        by_id: BTreeMap::new(),
        ups: Vec::new(),
        centers: Vec::new(),
    };
    reader.objects();
    reader.frames();
    let mut scene = reader.scene;
    scene.warnings.extend(upright::apart(vid, &reader.centers));
    let upright = upright::turn(&mut scene, &reader.ups);
    scene.warnings.extend(reader.faults.lines());
    scene.provenance = Provenance {
        convention:
            "metres; OpenCV cameras; RT is camera-to-world, its world is the laser scanner's, Z up"
                .into(),
        licence: "CC BY-NC-ND 4.0".into(),
        complete: false,
        metric: true,
        upright,
    };
    scene
}

impl Reader<'_> {
    fn name(&self, rest: &str) -> String {
        format!("{}/{rest}", self.vid)
    }

    /// Numbers of a JSON file; a file that is there and wrong is named.
    fn numbers<const N: usize>(&mut self, rest: &str) -> Option<[f64; N]> {
        let name = self.name(rest);
        let numbers = self.entries.read_all(&name)?.and_then(|bytes| {
            let Numbers::<N>(numbers) =
                serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
            numbers.ok_or_else(|| format!("it does not hold {N} numbers"))
        });
        numbers.map_err(|what| self.faults.add(what, name)).ok()
    }

    fn records(&mut self, rest: &str) -> Vec<Record> {
        let name = self.name(rest);
        let records = self
            .entries
            .read_all(&name)
            .unwrap_or_else(|| Err("it is not there".into()));
        let records = records.and_then(|bytes| instances::read(&bytes));
        records
            .map_err(|what| self.faults.add(what, name))
            .unwrap_or_default()
    }

    /// Objects of the world, numbered from 1 in the source's order.
    fn objects(&mut self) {
        const FILE: &str = "world.gt/instances.json";
        let (records, file) = (self.records(FILE), self.name(FILE));
        for (place, record) in records.into_iter().enumerate() {
            let instance = u32::try_from(place + 1).unwrap_or(u32::MAX);
            let obb = match record.obb() {
                Ok(obb) => obb,
                Err(what) => {
                    self.faults.add(what, format!("{file}, record {place}"));
                    continue;
                }
            };
            if let Some(id) = record.id.0
                && self.by_id.insert(id, instance).is_some()
            {
                self.faults
                    .add("two boxes have one id", format!("{file}, record {place}"));
            }
            let class = record.category.0.filter(|class| !class.is_empty());
            let class = class.unwrap_or_else(|| "object".into());
            self.scene
                .objects
                .push(Object::new(instance, class, "", obb));
        }
        name_by_class(&mut self.scene.objects);
    }

    /// Frames, in the order of time.
    fn frames(&mut self) {
        let first = format!("{}/", self.vid);
        let of_capture = self.entries.files.range(first.clone()..);
        let mut times: Vec<u64> = of_capture
            .map_while(|(name, _)| name.strip_prefix(&first))
            .filter_map(|rest| rest.split_once(".wide/")?.0.parse().ok())
            .collect();
        times.sort_unstable();
        times.dedup();
        let start = times.first().copied().unwrap_or(0);
        for time in times {
            match self.frame(time) {
                Ok(mut frame) => {
                    frame.time_secs = (time - start) as f64 / PER_SEC;
                    self.scene.frames.push(frame);
                }
                Err(what) => {
                    let place = self.name(&format!("{time}.wide"));
                    self.faults.add(what, place);
                }
            }
        }
    }

    fn frame(&mut self, time: u64) -> Result<Frame, &'static str> {
        let image = format!("{time}.wide/image.png");
        let k = self.numbers(&format!("{time}.wide/image/K.json"));
        let k = k.or_else(|| self.numbers(&format!("{time}.gt/image/K.json")));
        let k = k.ok_or("a frame has no image/K.json and is left out")?;
        let rt = self.numbers(&format!("{time}.gt/RT.json"));
        let rt = rt.ok_or("a frame has no gt/RT.json and is left out")?;
        let pose = Pose::from_row_major(&rt)
            .ok_or("a frame's RT is no rigid transform and it is left out")?;
        let stored = self.entries.files.get(&self.name(&image)).cloned();
        let (width, height) = match &stored {
            Some(_) => self
                .png_size(&image)
                .ok_or("a frame's image.png has no size and it is left out")?,
            None => self.size_by(&k, &image),
        };
        let pinhole = Pinhole::from_k(&k, width, height)
            .ok_or("a frame's K is no camera's and it is left out")?;
        if let Some(up) = self
            .numbers(&format!("{time}.wide/T_gravity.json"))
            .and_then(|t| upright::in_camera(&t))
        {
            self.ups.push(pose.rotation * up);
        }
        Ok(Frame {
            id: format!("f{time}"),
            image: stored.unwrap_or_else(|| Stored::file(self.name(&image))),
            camera: pinhole.into(),
            world_from_camera: pose,
            time_secs: 0.0,
            depth: self
                .depth(time, "gt", &pinhole)
                .or_else(|| self.depth(time, "wide", &pinhole)),
            ids: None,
            hidden: None,
            seen: self.seen(time, &pose),
            unlabelled: Vec::new(),
        })
    }

    /// The depth map of the laser (`gt`) or of the phone (`wide`): millimetres along the optical axis, of its own size.
    fn depth(&mut self, time: u64, sensor: &str, picture: &Pinhole) -> Option<Depth> {
        let map = format!("{time}.{sensor}/depth.png");
        let stored = self.entries.files.get(&self.name(&map)).cloned()?;
        let (width, height) = self.png_size(&map)?;
        let own = self.numbers(&format!("{time}.{sensor}/depth/K.json"));
        let camera = match own {
            Some(k) => Pinhole::from_k(&k, width, height),
            // The map shows what the picture shows.
            None => Some(scaled(picture, width, height)),
        };
        let Some(camera) = camera else {
            self.faults.add(
                "a depth map's K is no camera's, and the map is left out",
                self.name(&map),
            );
            return None;
        };
        Some(Depth {
            stored,
            encoding: DepthEncoding::Steps { per_m: 1000.0 },
            camera: Camera::from(camera),
        })
    }

    /// What a frame's own boxes say is seen.
    fn seen(&mut self, time: u64, pose: &Pose) -> Vec<Seen> {
        let rest = format!("{time}.wide/instances.json");
        if !self.entries.files.contains_key(&self.name(&rest)) {
            return Vec::new();
        }
        let mut seen = Vec::new();
        for record in self.records(&rest) {
            let instance = record
                .id
                .0
                .as_ref()
                .and_then(|id| self.by_id.get(id))
                .copied();
            let Some(instance) = instance else {
                self.faults
                    .add("a frame's box is not among the world's", self.name(&rest));
                continue;
            };
            if let (Some(center), Some(object)) = (record.position.0, self.scene.object(instance)) {
                self.centers.push(Twice {
                    pose: *pose,
                    in_camera: DVec3::from_array(center),
                    in_world: object.obb.center,
                });
            }
            seen.push(Seen {
                instance,
                rect: record.rect(),
                visible: None,
                truncated: None,
                ignored: None,
            });
        }
        seen
    }

    /// Width and height of a picture that is not there: the principal point is near the middle.
    fn size_by(&mut self, k: &[f64; 9], image: &str) -> (u32, u32) {
        let what = "a frame has no image.png; its size is taken from K";
        self.faults.add(what, self.name(image));
        // What is no number or too large becomes a size that no camera has.
        let twice = |middle: f64| (2.0 * middle).round() as u32;
        (twice(k[2]), twice(k[5]))
    }

    /// Width and height of a PNG, from its first bytes. Pictures are upright, so that a frame may be 768 x 1024 where
    /// others are 1024 x 768: each is asked.
    fn png_size(&mut self, rest: &str) -> Option<(u32, u32)> {
        let name = self.name(rest);
        let size = match self.entries.read(&name, 24)? {
            Ok(head) => png_size(&head).ok_or_else(|| "it is no PNG".to_owned()),
            Err(what) => Err(what),
        };
        size.map_err(|what| self.faults.add(what, name)).ok()
    }
}

/// The same camera for a picture of another size.
fn scaled(camera: &Pinhole, width: u32, height: u32) -> Pinhole {
    let (x, y) = (
        f64::from(width) / f64::from(camera.width),
        f64::from(height) / f64::from(camera.height),
    );
    Pinhole {
        fx: camera.fx * x,
        fy: camera.fy * y,
        cx: camera.cx * x,
        cy: camera.cy * y,
        width,
        height,
    }
}

fn png_size(head: &[u8]) -> Option<(u32, u32)> {
    let (mark, rest) = head.split_at_checked(16)?;
    if !(mark.starts_with(b"\x89PNG\r\n\x1a\n") && mark.ends_with(b"IHDR")) {
        return None;
    }
    let (width, rest) = rest.split_first_chunk()?;
    let (height, _) = rest.split_first_chunk()?;
    let (width, height) = (u32::from_be_bytes(*width), u32::from_be_bytes(*height));
    (width > 0 && height > 0).then_some((width, height))
}
