//! Evidence as an overlay: which lines, faces, dots and labels each kind is drawn with.
//!
//! Pure: the same evidence, palette and options give the same values. Colours and widths come from the
//! caller. Evidence in pixels (rectangles, masks, warps) and puzzles belong to pictures and give nothing here.

use super::overlay::{Halo, Hidden, Overlay};
use super::pen::Pen;
use super::{Bounds, FramePhoto};
use crate::evidence::{Evidence, Role, Shape};
use crate::geom::Pose;

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
    /// Photos at hand, for the picture planes of their cameras.
    pub photos: &'a [FramePhoto],
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

/// The pose of a frame's camera, where the evidence has one.
pub(super) fn camera_pose(frame: &str, all: &[Evidence]) -> Option<Pose> {
    all.iter().find_map(|e| match &e.shape {
        Shape::Camera(c) if c.frame == frame => Pose::from_row_major(&c.world_from_camera),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::CameraShape;
    use crate::evidence::ObbShape;
    use crate::geom::{DVec3, Obb, Pinhole};
    use crate::raster::fixture::palette;
    use crate::raster::overlay::LabelKind;

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
        assert_eq!((plane.frame.as_str(), &plane.photo), ("f3", &None));
    }

    #[test]
    fn each_camera_gets_the_photograph_of_its_frame_and_dims_it_out_of_focus() {
        let camera = |frame: &str| {
            let k = Pinhole::from_k(&[9.0, 0.0, 4.0, 0.0, 9.0, 3.0, 0.0, 0.0, 1.0], 8, 6);
            let shape = CameraShape::new(frame, &k.expect("a pinhole"), &Pose::IDENTITY);
            Evidence::new(frame, Role::Context, frame, Shape::Camera(shape))
        };
        let photos = ["f1", "f0"].map(|frame| FramePhoto {
            frame: frame.into(),
            photo: crate::raster::Photo::new(1, 1, &[9; 4]).expect("a photograph"),
        });
        let options = OverlayOptions {
            photos: &photos,
            focus: Some(&["f0"]),
            unfocused_alpha: 0.4,
            ..OverlayOptions::default()
        };
        let all = [camera("f0"), camera("f1"), camera("f2")];
        let planes = evidence_overlay(&all, &palette(), &options).pictures;
        let photo = |n: usize| planes[n].photo.as_ref();
        assert_eq!(photo(0), Some(&photos[1].photo));
        assert_eq!(photo(1), Some(&photos[0].photo));
        assert_eq!(photo(2), None);
        assert_eq!([planes[0].opacity, planes[1].opacity], [1.0, 0.4]);
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
