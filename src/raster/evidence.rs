//! Evidence as an overlay: which lines, faces, dots and labels each kind is drawn with.
//!
//! Pure: the same evidence, palette and options give the same values. Colours and widths come from the
//! caller. Evidence in pixels (rectangles, masks, warps) and puzzles belong to pictures and give nothing here.

use super::Bounds;
use super::overlay::{
    Anchor, Dot3, Face3, Halo, Hidden, Label3, LabelKind, Line3, Overlay, PicturePlane, Stroke,
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

/// How one role is drawn; the numbers are `evidence_style` of the tokens.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RoleStyle {
    /// Colour, sRGB.
    pub rgb: [u8; 3],
    /// Line width.
    pub stroke_px: f32,
    /// Dash and gap; `None` is solid.
    pub dash_px: Option<[f32; 2]>,
    /// Opacity of faces; 0 draws none.
    pub fill_alpha: f32,
    /// Whether lines get the halo.
    pub has_halo: bool,
}

/// How all roles are drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// What the question asks about.
    pub subject: RoleStyle,
    /// What it is compared with.
    pub reference: RoleStyle,
    /// What could be mistaken for it.
    pub distractor: RoleStyle,
    /// What was left out.
    pub excluded: RoleStyle,
    /// The measured quantity.
    pub measure: RoleStyle,
    /// Cameras and the like.
    pub context: RoleStyle,
    /// The halo of those that have one.
    pub halo: Halo,
    /// Parts behind the surface.
    pub hidden: Hidden,
    /// Diameter of end dots and points.
    pub dot_px: f32,
}

impl Palette {
    /// The style of a role.
    pub fn of(&self, role: Role) -> &RoleStyle {
        match role {
            Role::Subject => &self.subject,
            Role::Reference => &self.reference,
            Role::Distractor => &self.distractor,
            Role::Excluded => &self.excluded,
            Role::Measure => &self.measure,
            Role::Context => &self.context,
        }
    }
}

/// What an overlay depends on besides evidence and palette.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OverlayOptions<'a> {
    /// The scene's bounds: how long rays, how large planes and frusta are drawn.
    pub extent: Option<Bounds>,
    /// When set, evidence with other ids is dimmed.
    pub focus: Option<&'a [&'a str]>,
    /// The frame whose camera is looked through: its own frustum would only frame the picture.
    pub through: Option<&'a str>,
    /// What dimmed evidence keeps of its opacity.
    pub unfocused_alpha: f32,
}

/// Everything that `evidence` looks like in the scene.
pub fn evidence_overlay(
    evidence: &[Evidence],
    palette: &Palette,
    options: &OverlayOptions<'_>,
) -> Overlay {
    let mut overlay = Overlay::default();
    for piece in evidence {
        overlay.append(piece_overlay(
            piece,
            evidence,
            palette,
            palette.of(piece.role),
            options,
        ));
    }
    overlay
}

/// One piece of evidence in a style of the caller's choice (a truth, a model's prediction). `all` is where
/// the cameras are found that it may refer to.
pub fn piece_overlay(
    piece: &Evidence,
    all: &[Evidence],
    palette: &Palette,
    style: &RoleStyle,
    options: &OverlayOptions<'_>,
) -> Overlay {
    let Some(world_from_space) = world_from_space(&piece.space, all) else {
        return Overlay::default();
    };
    let lit = options
        .focus
        .is_none_or(|ids| ids.contains(&piece.id.as_str()));
    let alpha = if lit {
        1.0
    } else {
        options.unfocused_alpha.clamp(0.0, 1.0)
    };
    let size_m = options
        .extent
        .map_or(5.0, |e| e.size().max_element().max(1e-3));
    let mut pen = Pen {
        piece,
        palette,
        style,
        alpha,
        size_m,
        world_from_space,
        out: Overlay::default(),
    };
    pen.shape(&piece.shape, all, options);
    pen.out
}

/// The pose that brings a space to world; `None` for pixels and for cameras that are not there.
fn world_from_space(space: &str, all: &[Evidence]) -> Option<Pose> {
    if space == "world" {
        return Some(Pose::IDENTITY);
    }
    camera_pose(space.strip_prefix("camera:")?, all)
}

fn camera_pose(frame: &str, all: &[Evidence]) -> Option<Pose> {
    all.iter().find_map(|e| match &e.shape {
        Shape::Camera(c) if c.frame == frame => Pose::from_row_major(&c.world_from_camera),
        _ => None,
    })
}

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
struct Pen<'a> {
    piece: &'a Evidence,
    palette: &'a Palette,
    style: &'a RoleStyle,
    alpha: f32,
    /// The scene's largest side, metres.
    size_m: f64,
    world_from_space: Pose,
    out: Overlay,
}

impl Pen<'_> {
    fn shape(&mut self, shape: &Shape, all: &[Evidence], options: &OverlayOptions<'_>) {
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
            Shape::Camera(camera) => self.camera(camera),
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
            return self.name(Anchor::Above(vec![a, b]));
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
    fn camera(&mut self, camera: &CameraShape) {
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
        self.out.pictures.push(PicturePlane {
            evidence,
            frame,
            corners,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::ObbShape;
    use crate::raster::fixture::palette;

    fn overlay(evidence: &[Evidence]) -> Overlay {
        evidence_overlay(evidence, &palette(), &OverlayOptions::default())
    }

    fn crate_of(role: Role) -> Evidence {
        let obb = Obb::upright(DVec3::ZERO, DVec3::new(1.0, 2.0, 3.0), 0.0);
        Evidence::new(
            "e1",
            role,
            "chair 1",
            Shape::Obb(ObbShape::new(&obb, None, "chair")),
        )
    }

    fn segment(role: Role) -> Evidence {
        Evidence::new(
            "m",
            role,
            "gap",
            Shape::Segment {
                a: [0.0; 3],
                b: [0.0, 1.0, 0.946],
            },
        )
    }

    #[test]
    fn a_subject_box_is_as_the_tokens_say() {
        let drawn = overlay(&[crate_of(Role::Subject)]);
        assert_eq!(
            (drawn.lines.len(), drawn.faces.len(), drawn.labels.len()),
            (12, 6, 1)
        );
        let stroke = drawn.lines[0].stroke;
        assert_eq!(
            (stroke.rgba, stroke.width_px, stroke.dash_px),
            ([0xE6, 0x9F, 0x00, 255], 2.0, None)
        );
        assert_eq!(
            stroke.halo,
            Some(Halo {
                rgba: [0x0F, 0x11, 0x14, 0xB3],
                extra_px: 2.0
            })
        );
        assert_eq!(
            stroke.hidden,
            Hidden {
                alpha: 0.4,
                dash_px: Some([2.0, 4.0])
            }
        );
        assert_eq!(drawn.faces[0].rgba, [0xE6, 0x9F, 0x00, 26], "a tenth");
        assert_eq!(drawn.labels[0].text, "chair 1");
    }

    #[test]
    fn each_face_is_flat_and_all_six_are_the_box() {
        for face in overlay(&[crate_of(Role::Subject)]).faces {
            let c = &face.corners;
            let normal = (c[1] - c[0]).cross(c[3] - c[0]);
            assert!((c[2] - c[0]).dot(normal).abs() < 1e-12);
            assert!(
                (c[0] + c[2] - c[1] - c[3]).length() < 1e-12,
                "corners go round"
            );
        }
    }

    #[test]
    fn distractors_are_quiet_and_excluded_dashed() {
        let distractor = overlay(&[crate_of(Role::Distractor)]);
        assert_eq!(distractor.faces, []);
        let stroke = distractor.lines[0].stroke;
        assert_eq!((stroke.width_px, stroke.halo), (1.25, None));
        let excluded = overlay(&[crate_of(Role::Excluded)]).lines[0].stroke;
        assert_eq!(
            (excluded.width_px, excluded.dash_px),
            (1.25, Some([5.0, 4.0]))
        );
    }

    #[test]
    fn a_measure_has_end_dots_and_its_length_with_two_decimals() {
        let drawn = overlay(&[segment(Role::Measure)]);
        assert_eq!((drawn.lines.len(), drawn.dots.len()), (1, 2));
        let label = &drawn.labels[0];
        assert_eq!(
            (label.kind, label.text.as_str()),
            (LabelKind::Dimension, "1.38 m")
        );
        let mut in_cm = segment(Role::Measure);
        (in_cm.value, in_cm.unit) = (Some(137.66), Some("cm".into()));
        assert_eq!(overlay(&[in_cm]).labels[0].text, "137.66 cm");
        assert_eq!(
            overlay(&[segment(Role::Context)]).labels[0].kind,
            LabelKind::Name
        );
    }

    #[test]
    fn a_camera_has_a_picture_plane_upright_before_it() {
        let pinhole = Pinhole {
            fx: 100.0,
            fy: 100.0,
            cx: 50.0,
            cy: 40.0,
            width: 100,
            height: 80,
        };
        let pose = Pose::look_at(DVec3::ZERO, DVec3::Y, DVec3::Z).expect("ahead");
        let camera = Shape::Camera(CameraShape::new("f3", &pinhole, &pose));
        let drawn = overlay(&[Evidence::new("c", Role::Context, "photo", camera)]);
        assert_eq!(
            drawn.lines.len(),
            10,
            "four edges, four rays, a mark of two"
        );
        let plane = &drawn.pictures[0];
        let [top_left, top_right, _, bottom_left] = plane.corners;
        assert!(top_left.z > bottom_left.z && top_right.x > top_left.x && top_left.y > 0.0);
        assert!(
            (top_right.x - top_left.x - 0.4).abs() < 1e-12,
            "as wide as 8 % of 5 m at f = w"
        );
        assert_eq!(plane.frame, "f3");
    }

    #[test]
    fn the_camera_looked_through_is_not_drawn() {
        let pinhole = Pinhole {
            fx: 1.0,
            fy: 1.0,
            cx: 0.5,
            cy: 0.5,
            width: 1,
            height: 1,
        };
        let camera = |frame: &str| {
            let shape = CameraShape::new(frame, &pinhole, &Pose::IDENTITY);
            Evidence::new(frame, Role::Context, frame, Shape::Camera(shape))
        };
        let options = OverlayOptions {
            through: Some("f0"),
            ..OverlayOptions::default()
        };
        let drawn = evidence_overlay(&[camera("f0"), camera("f1")], &palette(), &options);
        let labels: Vec<&str> = drawn.labels.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(labels, ["f1"]);
    }

    #[test]
    fn camera_space_is_brought_to_world_and_pixels_are_not_drawn() {
        let pose =
            Pose::look_at(DVec3::X * 2.0, DVec3::new(2.0, 1.0, 0.0), DVec3::Z).expect("ahead");
        let pinhole = Pinhole {
            fx: 1.0,
            fy: 1.0,
            cx: 0.5,
            cy: 0.5,
            width: 1,
            height: 1,
        };
        let camera = Evidence::new(
            "c",
            Role::Context,
            "",
            Shape::Camera(CameraShape::new("f1", &pinhole, &pose)),
        );
        let mut point = Evidence::new(
            "p",
            Role::Subject,
            "",
            Shape::Points {
                xyz: vec![[0.0, 0.0, 3.0]],
                uv: vec![],
            },
        );
        point.space = "camera:f1".into();
        let drawn = overlay(&[point.clone(), camera.clone()]);
        assert!((drawn.dots[0].at - DVec3::new(2.0, 3.0, 0.0)).length() < 1e-12);
        for space in ["camera:f9", "pixel:f1", "elsewhere"] {
            point.space = space.into();
            assert_eq!(
                overlay(&[point.clone(), camera.clone()]).dots,
                [],
                "{space}"
            );
        }
    }

    #[test]
    fn what_is_not_in_focus_keeps_two_fifths() {
        let options = OverlayOptions {
            focus: Some(&["m"]),
            unfocused_alpha: 0.4,
            ..OverlayOptions::default()
        };
        let evidence = [crate_of(Role::Subject), segment(Role::Measure)];
        let drawn = evidence_overlay(&evidence, &palette(), &options);
        let alphas: Vec<u8> = drawn.lines.iter().map(|l| l.stroke.rgba[3]).collect();
        assert_eq!((alphas[0], alphas[12]), (102, 255));
    }

    #[test]
    fn the_rest_is_drawn_where_it_is_and_nonsense_is_not() {
        let draw = |shape| overlay(&[Evidence::new("e", Role::Subject, "e", shape)]);
        let square = vec![[0.0; 3], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.0]];
        assert_eq!(
            draw(Shape::Polygon {
                ring: square.clone(),
                normal: [0.0, 0.0, 1.0]
            })
            .lines
            .len(),
            4
        );
        assert_eq!(
            draw(Shape::Polyline {
                points: square.clone()
            })
            .lines
            .len(),
            3
        );
        let plane = draw(Shape::Plane {
            point: [0.0; 3],
            normal: [0.0, 0.0, 2.0],
        });
        assert!(plane.faces[0].corners.iter().all(|c| c.z == 0.0));
        let slab = draw(Shape::Slab {
            axis: [0.0, 0.0, 1.0],
            from: 1.0,
            to: 2.0,
        });
        assert_eq!(
            slab.faces
                .iter()
                .map(|f| f.corners[0].z)
                .collect::<Vec<f64>>(),
            [1.0, 2.0]
        );
        let track = draw(Shape::Track {
            t_secs: vec![0.0; 4],
            xyz: square,
            visible: vec![true, false, true, true],
        });
        let dashes: Vec<bool> = track
            .lines
            .iter()
            .map(|l| l.stroke.dash_px.is_some())
            .collect();
        assert_eq!(dashes, [false, true, false]);
        let ray = draw(Shape::Ray {
            origin: [0.0; 3],
            direction: [0.0, 2.0, 0.0],
        });
        assert_eq!(ray.lines[0].to, DVec3::Y * 5.0);
        assert_eq!(
            draw(Shape::Ray {
                origin: [0.0; 3],
                direction: [0.0; 3]
            })
            .lines,
            []
        );
        assert_eq!(
            draw(Shape::Plane {
                point: [0.0; 3],
                normal: [f64::NAN; 3]
            })
            .lines,
            []
        );
        assert_eq!(
            draw(Shape::Polygon {
                ring: vec![],
                normal: [0.0; 3]
            })
            .lines,
            []
        );
    }

    #[test]
    fn a_relative_pose_joins_both_cameras() {
        let pinhole = Pinhole {
            fx: 1.0,
            fy: 1.0,
            cx: 0.5,
            cy: 0.5,
            width: 1,
            height: 1,
        };
        let a = Shape::Camera(CameraShape::new("f0", &pinhole, &Pose::IDENTITY));
        let mut b_from_a = Pose::IDENTITY;
        b_from_a.translation = DVec3::new(-1.0, 0.0, 0.0);
        let pair = Shape::RelativePose {
            from: "f0".into(),
            to: "f1".into(),
            b_from_a: b_from_a.to_row_major(),
        };
        let pair = Evidence::new("r", Role::Measure, "baseline", pair);
        let drawn = overlay(&[pair.clone(), Evidence::new("a", Role::Context, "", a)]);
        assert_eq!(
            (drawn.lines[6].from, drawn.lines[6].to),
            (DVec3::ZERO, DVec3::X)
        );
        assert_eq!(overlay(&[pair]).lines, [], "no camera, no place");
    }
}
