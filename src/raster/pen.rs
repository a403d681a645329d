//! Draws single pieces of evidence into an overlay: one method a kind.

use super::Bounds;
use super::evidence::{OverlayOptions, Palette, RoleStyle, camera_pose};
use super::overlay::{
    Anchor, Dot3, Face3, Halo, Label3, LabelKind, Line3, Overlay, PicturePlane, Stroke,
};
use crate::evidence::{CameraShape, Evidence, Role, Shape};
use crate::geom::{BOX_EDGES, DVec3, Obb, Pinhole, Pose};

/// Corners of a box's six faces, by index into [`Obb::corners`].
const BOX_FACES: [[usize; 4]; 6] = [
    [0, 2, 3, 1],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 4, 6, 2],
    [1, 3, 7, 5],
];
/// Straight pieces of a sector's arc.
const ARC_STEPS: usize = 24;

/// How deep frusta are drawn in a scene whose largest side is `size_m`, metres.
fn frustum_depth_m(size_m: f64) -> f64 {
    (size_m * 0.08).clamp(0.02, 2.0)
}

/// Where a camera's photo is drawn in a scene whose largest side is `size_m`: top left, top right, bottom right,
/// bottom left, world, metres.
pub(super) fn picture_plane(pinhole: &Pinhole, pose: &Pose, size_m: f64) -> [DVec3; 4] {
    let (w, h) = (f64::from(pinhole.width), f64::from(pinhole.height));
    let depth_m = frustum_depth_m(size_m);
    [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)]
        .map(|(x, y)| pose.transform(pinhole.unproject((x, y).into(), depth_m)))
}

/// Draws one piece of evidence.
pub(super) struct Pen<'a> {
    pub(super) piece: &'a Evidence,
    pub(super) palette: &'a Palette,
    pub(super) style: &'a RoleStyle,
    /// Factor of all opacities.
    pub(super) alpha: f32,
    /// The scene's largest side, metres.
    pub(super) size_m: f64,
    pub(super) world_from_space: Pose,
    /// What was drawn so far.
    pub(super) out: Overlay,
}

impl Pen<'_> {
    /// Draws a shape, and its label.
    pub(super) fn shape(&mut self, shape: &Shape, all: &[Evidence], options: &OverlayOptions<'_>) {
        match shape {
            Shape::Obb(o) => self.with(o.obb(), Self::obb),
            Shape::Points { xyz, .. } => self.points(xyz),
            Shape::Segment { a, b } => self.segment(self.world(a), self.world(b)),
            Shape::Ray { origin, direction } => {
                self.ray(self.world(origin), DVec3::from(*direction))
            }
            Shape::Polyline { points } | Shape::Path { points, .. } => self.chain(points, |_| true),
            Shape::Polygon { ring, .. } => {
                let ring: Vec<DVec3> = ring.iter().map(|p| self.world(p)).collect();
                self.polygon(ring);
            }
            Shape::Plane { point, normal } => self.plane(self.world(point), DVec3::from(*normal)),
            Shape::Slab { axis, from, to } => {
                self.slab(DVec3::from(*axis), [*from, *to], options.extent)
            }
            Shape::Camera(camera) if options.through == Some(camera.frame.as_str()) => {}
            Shape::Camera(camera) => self.camera(camera, options),
            Shape::RelativePose { from, b_from_a, .. } => {
                let pair = camera_pose(from, all).zip(Pose::from_row_major(b_from_a));
                self.with(pair, |pen, (world_from_a, b_from_a)| {
                    pen.relative_pose(&world_from_a, &b_from_a)
                });
            }
            Shape::Track { xyz, visible, .. } => {
                self.chain(xyz, |i| visible.get(i).copied().unwrap_or(true));
            }
            Shape::Sector {
                origin,
                forward,
                up,
                half_angle_rad,
                radius,
            } => {
                let axes = DVec3::from(*forward)
                    .try_normalize()
                    .zip(DVec3::from(*up).try_normalize());
                let origin = self.world(origin);
                self.with(axes, |pen, (forward, up)| {
                    pen.sector(origin, forward, up, *half_angle_rad, *radius)
                });
            }
            Shape::Box2d { .. }
            | Shape::Mask2d { .. }
            | Shape::Warp { .. }
            | Shape::Puzzle { .. } => {}
        }
    }

    fn with<T>(&mut self, value: Option<T>, draw: impl FnOnce(&mut Self, T)) {
        if let Some(value) = value {
            draw(self, value);
        }
    }

    fn world(&self, p: &[f64; 3]) -> DVec3 {
        self.world_from_space.transform(DVec3::from(*p))
    }

    fn rgba(&self, alpha: f32) -> [u8; 4] {
        let [r, g, b] = self.style.rgb;
        [r, g, b, (255.0 * alpha * self.alpha).round() as u8]
    }

    fn stroke(&self) -> Stroke {
        let halo = self.style.has_halo.then_some(self.palette.halo).map(|h| {
            let [r, g, b, a] = h.rgba;
            Halo {
                rgba: [r, g, b, (f32::from(a) * self.alpha).round() as u8],
                ..h
            }
        });
        Stroke {
            rgba: self.rgba(1.0),
            width_px: self.style.stroke_px,
            dash_px: self.style.dash_px,
            halo,
            hidden: self.palette.hidden,
        }
    }

    fn line(&mut self, from: DVec3, to: DVec3) {
        let stroke = self.stroke();
        self.out.lines.push(Line3 { from, to, stroke });
    }

    fn dot(&mut self, at: DVec3) {
        let dot = Dot3 {
            at,
            diameter_px: self.palette.dot_px,
            stroke: self.stroke(),
        };
        self.out.dots.push(dot);
    }

    fn face(&mut self, corners: Vec<DVec3>) {
        if self.style.fill_alpha > 0.0 {
            let rgba = self.rgba(self.style.fill_alpha);
            self.out.faces.push(Face3 {
                corners,
                rgba,
                hidden_alpha: self.palette.hidden.alpha,
            });
        }
    }

    fn ring(&mut self, corners: &[DVec3]) {
        for (i, &from) in corners.iter().enumerate() {
            self.line(from, corners[(i + 1) % corners.len()]);
        }
    }

    fn label(&mut self, kind: LabelKind, text: String, anchor: Anchor) {
        if !text.is_empty() {
            let (evidence, rgba) = (self.piece.id.clone(), self.rgba(1.0));
            self.out.labels.push(Label3 {
                evidence,
                kind,
                text,
                rgba,
                anchor,
            });
        }
    }

    fn name(&mut self, anchor: Anchor) {
        self.label(LabelKind::Name, self.piece.label.clone(), anchor);
    }

    fn obb(&mut self, obb: Obb) {
        let obb = Obb {
            center: self.world_from_space.transform(obb.center),
            rotation: self.world_from_space.rotation * obb.rotation,
            ..obb
        };
        let corners = obb.corners();
        for (a, b) in BOX_EDGES {
            self.line(corners[a], corners[b]);
        }
        for face in BOX_FACES {
            self.face(face.map(|i| corners[i]).to_vec());
        }
        self.name(Anchor::Above(corners.to_vec()));
    }

    fn points(&mut self, xyz: &[[f64; 3]]) {
        let points: Vec<DVec3> = xyz.iter().map(|p| self.world(p)).collect();
        for &at in &points {
            self.dot(at);
        }
        self.name(Anchor::Above(points));
    }

    /// A line with end dots. What has a value, and every measure, gets a dimension label.
    fn segment(&mut self, a: DVec3, b: DVec3) {
        self.line(a, b);
        self.dot(a);
        self.dot(b);
        if self.piece.role != Role::Measure && self.piece.value.is_none() {
            return self.name(Anchor::Beside(a, b));
        }
        let value = self.piece.value.unwrap_or_else(|| a.distance(b));
        let unit = self.piece.unit.as_deref().unwrap_or("m");
        self.label(
            LabelKind::Dimension,
            format!("{value:.2} {unit}"),
            Anchor::Beside(a, b),
        );
    }

    fn ray(&mut self, origin: DVec3, direction: DVec3) {
        if let Some(direction) = (self.world_from_space.rotation * direction).try_normalize() {
            let tip = origin + direction * self.size_m;
            self.line(origin, tip);
            self.dot(origin);
            self.name(Anchor::Above(vec![origin]));
        }
    }

    /// Joined lines with end dots; pieces that start at an unseen point are drawn in the hidden style.
    fn chain(&mut self, points: &[[f64; 3]], is_seen: impl Fn(usize) -> bool) {
        let points: Vec<DVec3> = points.iter().map(|p| self.world(p)).collect();
        for (i, pair) in points.windows(2).enumerate() {
            self.line(pair[0], pair[1]);
            if !is_seen(i)
                && let Some(line) = self.out.lines.last_mut()
            {
                line.stroke.dash_px = self.palette.hidden.dash_px;
            }
        }
        let ends: Vec<DVec3> = points
            .first()
            .into_iter()
            .chain(points.last())
            .copied()
            .collect();
        for &end in &ends {
            self.dot(end);
        }
        self.name(Anchor::Above(ends));
    }

    fn polygon(&mut self, ring: Vec<DVec3>) {
        self.ring(&ring);
        self.name(Anchor::Above(ring.clone()));
        self.face(ring);
    }

    /// A square patch of an unbounded plane, a fifth of the scene wide.
    fn plane(&mut self, point: DVec3, normal: DVec3) {
        let Some(normal) = (self.world_from_space.rotation * normal).try_normalize() else {
            return;
        };
        let (u, v) = normal.any_orthonormal_pair();
        let half = self.size_m * 0.1;
        let corner = |a: f64, b: f64| point + u * (a * half) + v * (b * half);
        self.polygon(vec![
            corner(-1.0, -1.0),
            corner(1.0, -1.0),
            corner(1.0, 1.0),
            corner(-1.0, 1.0),
        ]);
    }

    /// Both planes of a slab, beside the middle of the scene.
    fn slab(&mut self, axis: DVec3, ends: [f64; 2], extent: Option<Bounds>) {
        let Some(axis) = axis.try_normalize() else {
            return;
        };
        let middle = extent.map_or(DVec3::ZERO, |e| e.center());
        for end in ends {
            self.plane(middle + axis * (end - middle.dot(axis)), axis);
        }
    }

    /// A frustum with its picture plane and a mark on its upper side.
    fn camera(&mut self, camera: &CameraShape, options: &OverlayOptions<'_>) {
        let pinhole = Pinhole::from_k(&camera.k, camera.width, camera.height);
        let Some((pinhole, pose)) = pinhole.zip(Pose::from_row_major(&camera.world_from_camera))
        else {
            return;
        };
        let (w, h) = (f64::from(pinhole.width), f64::from(pinhole.height));
        let depth_m = frustum_depth_m(self.size_m);
        let at = |x: f64, y: f64| pose.transform(pinhole.unproject((x, y).into(), depth_m));
        let corners = picture_plane(&pinhole, &pose, self.size_m);
        self.ring(&corners);
        for corner in corners {
            self.line(pose.translation, corner);
        }
        let mark = [at(w * 0.42, 0.0), at(w * 0.5, h * -0.1), at(w * 0.58, 0.0)];
        self.line(mark[0], mark[1]);
        self.line(mark[1], mark[2]);
        let (evidence, frame) = (self.piece.id.clone(), camera.frame.clone());
        let photo = options.photos.iter().find(|p| p.frame == frame);
        self.out.pictures.push(PicturePlane {
            evidence,
            frame,
            corners,
            photo: photo.map(|p| p.photo.clone()),
            opacity: self.alpha,
        });
        self.name(Anchor::Below(corners.to_vec()));
    }

    /// The axes of both cameras and the baseline between them.
    fn relative_pose(&mut self, world_from_a: &Pose, b_from_a: &Pose) {
        let world_from_b = world_from_a.compose(&b_from_a.inverse());
        self.axes(world_from_a);
        self.axes(&world_from_b);
        let (a, b) = (world_from_a.translation, world_from_b.translation);
        self.line(a, b);
        self.name(Anchor::Beside(a, b));
    }

    fn axes(&mut self, world_from_x: &Pose) {
        let length_m = self.size_m * 0.04;
        for (axis, letter) in [(DVec3::X, "x"), (DVec3::Y, "y"), (DVec3::Z, "z")] {
            let tip = world_from_x.transform(axis * length_m);
            self.line(world_from_x.translation, tip);
            self.label(LabelKind::Axis, letter.to_owned(), Anchor::Above(vec![tip]));
        }
    }

    fn sector(
        &mut self,
        origin: DVec3,
        forward: DVec3,
        up: DVec3,
        half_angle_rad: f64,
        radius_m: f64,
    ) {
        let side = up.cross(forward);
        let rim = |i: usize| {
            let angle = half_angle_rad * (2.0 * i as f64 / ARC_STEPS as f64 - 1.0);
            let local = (forward * libm::cos(angle) + side * libm::sin(angle)) * radius_m;
            origin + self.world_from_space.rotation * local
        };
        let arc: Vec<DVec3> = (0..=ARC_STEPS).map(rim).collect();
        // A sector wider than a half circle is not convex, so its faces are slices.
        for pair in arc.windows(2) {
            self.face(vec![origin, pair[0], pair[1]]);
            self.line(pair[0], pair[1]);
        }
        for end in [arc[0], arc[ARC_STEPS]] {
            self.line(origin, end);
        }
        self.name(Anchor::Above(vec![
            origin + (arc[ARC_STEPS / 2] - origin) * 0.6,
        ]));
    }
}
