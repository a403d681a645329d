//! From a file's records, one by one, to the index: what is compact enough to stay, and what is wrong.

use super::index::{Annotation, Image, Index};
use super::rules;
use crate::dataset::lenient::{Numbers, Text};
use crate::geom::Pinhole;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// More are refused; all files of the data set together have 234,000.
const MAX_IMAGES: usize = 2_000_000;
/// More are refused; all files of the data set together have 3 million.
const MAX_ANNOTATIONS: usize = 5_000_000;
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct ImageRecord {
    id: Numbers<1>,
    width: Numbers<1>,
    height: Numbers<1>,
    file_path: Text,
    #[serde(rename = "K")]
    k: Numbers<9>,
    src_90_rotate: Numbers<1>,
    src_flagged: Numbers<1>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct CategoryRecord {
    id: Numbers<1>,
    name: Text,
}

/// The keys are the source's.
#[derive(Default, Deserialize)]
#[serde(default)]
#[expect(non_snake_case, reason = "the keys of the file")]
pub(super) struct AnnotationRecord {
    id: Numbers<1>,
    image_id: Numbers<1>,
    category_id: Numbers<1>,
    category_name: Text,
    pub valid3D: Numbers<1>,
    bbox2D_tight: Numbers<4>,
    bbox2D_proj: Numbers<4>,
    bbox2D_trunc: Numbers<4>,
    bbox3D_cam: Option<Numbers<24>>,
    pub center_cam: Numbers<3>,
    pub dimensions: Numbers<3>,
    pub R_cam: Numbers<9>,
    pub behind_camera: Numbers<1>,
    pub visibility: Numbers<1>,
    pub truncation: Numbers<1>,
    pub segmentation_pts: Numbers<1>,
    pub lidar_pts: Numbers<1>,
    pub depth_error: Numbers<1>,
}

/// What one kind of fault has cost: how often, and where first.
#[derive(Default)]
struct Faults(BTreeMap<&'static str, (usize, String)>);

impl Faults {
    fn add(&mut self, what: &'static str, place: impl FnOnce() -> String) {
        self.0.entry(what).or_insert_with(|| (0, place())).0 += 1;
    }
}

/// Collects what a file says.
#[derive(Default)]
pub(super) struct Builder {
    index: Index,
    /// Names by the source's numbers, for annotations without a name.
    by_number: BTreeMap<i64, u32>,
    by_name: BTreeMap<Box<str>, u32>,
    /// Annotations that have only the number of a category, whose name may come later in the file: their index, their
    /// place in the file, and the number.
    unnamed: Vec<(usize, usize, i64)>,
    images: usize,
    annotations: usize,
    faults: Faults,
}

impl Builder {
    pub fn image(&mut self, record: ImageRecord) -> Result<(), &'static str> {
        let place = self.images;
        self.images += 1;
        if place >= MAX_IMAGES {
            return Err("too many images");
        }
        let (id, k) = (record.id.whole(), record.k.0);
        let side = |side: Numbers<1>| side.whole().and_then(|px| u32::try_from(px).ok());
        let (Some(width), Some(height)) = (side(record.width), side(record.height)) else {
            self.faults.add("images without a size are left out", || {
                format!("images[{place}]")
            });
            return Ok(());
        };
        let (Some(id), Some(k), Some(file_path)) = (id, k, record.file_path.0) else {
            let what = "images without an id, a file_path or a K of nine numbers are left out";
            self.faults.add(what, || format!("images[{place}]"));
            return Ok(());
        };
        if Pinhole::from_k(&k, width, height).is_none() {
            let what = "images whose K and size are no camera's are left out";
            self.faults
                .add(what, || format!("images[{place}], K of image {id}"));
            return Ok(());
        }
        self.index.images.push(Image {
            id,
            width,
            height,
            file_path: file_path.into(),
            k,
            turns: record.src_90_rotate.whole().unwrap_or(0),
            flagged: record.src_flagged.flag() == Some(true),
        });
        Ok(())
    }

    pub fn category(&mut self, record: CategoryRecord) {
        if let (Some(id), Some(name)) = (record.id.whole(), record.name.0) {
            let name = self.named(&name);
            self.by_number.insert(id, name);
        }
    }

    /// A category's place in the list of names.
    fn named(&mut self, name: &str) -> u32 {
        if let Some(known) = self.by_name.get(name) {
            return *known;
        }
        // There are no more names than annotations and categories, and those are limited.
        let number = self.index.categories.len() as u32;
        self.index.categories.push(name.into());
        self.by_name.insert(name.into(), number);
        number
    }

    pub fn annotation(&mut self, record: AnnotationRecord) -> Result<(), &'static str> {
        let place = self.annotations;
        self.annotations += 1;
        if place >= MAX_ANNOTATIONS {
            return Err("too many annotations");
        }
        let Some(image_id) = record.image_id.whole() else {
            let what = "annotations without an image_id are left out";
            self.faults.add(what, || format!("annotations[{place}]"));
            return Ok(());
        };
        let geometry = rules::box_in_camera(&record);
        let [tight, proj, trunc] =
            [record.bbox2D_tight, record.bbox2D_proj, record.bbox2D_trunc].map(rules::rect);
        if geometry.is_none() && tight.or(proj).or(trunc).is_none() {
            let what = "annotations with no box, neither in space nor in the picture, are left out";
            self.faults.add(what, || format!("annotations[{place}]"));
            return Ok(());
        }
        let theirs = record.bbox3D_cam.map(|corners| corners.0);
        if theirs == Some(None) {
            let what = "bbox3D_cam that are not eight corners tell nothing of the box";
            self.faults.add(what, || format!("annotations[{place}]"));
        }
        let corners_off_m = geometry
            .zip(theirs.flatten())
            .map(|(own, theirs)| rules::corners_off_m(&own, &theirs) as f32);
        let category = match (&record.category_name.0, record.category_id.whole()) {
            (Some(name), _) => self.named(name),
            (None, number) => {
                let number = number.unwrap_or(i64::MIN);
                self.unnamed
                    .push((self.index.annotations.len(), place, number));
                u32::MAX
            }
        };
        self.index.annotations.push(Annotation {
            id: record.id.whole(),
            image_id,
            category,
            geometry,
            corners_off_m,
            tight,
            proj,
            trunc,
            visible: rules::share(record.visibility),
            truncated: rules::share(record.truncation),
            behind: record.behind_camera.flag() == Some(true),
            ignored: rules::ignored(&record),
        });
        Ok(())
    }

    /// Names what has no name yet, sorts annotations to their images, and says what was left out.
    pub fn finish(mut self, file: &str) -> Index {
        for (at, place, number) in std::mem::take(&mut self.unnamed) {
            let named = self
                .index
                .annotations
                .get_mut(at)
                .zip(self.by_number.get(&number));
            match named {
                Some((annotation, name)) => annotation.category = *name,
                None => {
                    let what = "annotations have no known category and are called object";
                    self.faults.add(what, || format!("annotations[{place}]"));
                }
            }
        }
        self.one_image_per_id();
        let ids: BTreeSet<i64> = self.index.images.iter().map(|i| i.id).collect();
        let faults = &mut self.faults;
        self.index.annotations.retain(|a| {
            let known = ids.contains(&a.image_id);
            if !known {
                let what = "annotations of images that are not there are left out";
                faults.add(what, || {
                    format!("that with the id {:?}, of image {}", a.id, a.image_id)
                });
            }
            known
        });
        self.index.annotations.shrink_to_fit();
        self.index.annotations.sort_by_key(|a| a.image_id);
        let warning = |(what, (count, first)): (&str, (usize, String))| {
            format!("{file}: {count} {what}; the first is {first}")
        };
        self.index.warnings = self.faults.0.into_iter().map(warning).collect();
        self.index
    }

    /// Of images with one id the first stays.
    fn one_image_per_id(&mut self) {
        let mut seen = BTreeSet::new();
        let faults = &mut self.faults;
        self.index.images.retain(|image| {
            let first = seen.insert(image.id);
            if !first {
                let what = "images with the id of one before are left out";
                faults.add(what, || format!("image {}", image.id));
            }
            first
        });
    }
}
