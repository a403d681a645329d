//! What a file of Omni3D says, compact: read in one pass from a stream, of which no more than one annotation is in
//! memory as it stands. Keys may come in any order; `info` is of no use and skipped, whatever shape it has.

use super::rules;
use crate::dataset::DatasetError;
use crate::dataset::lenient::{Numbers, Text};
use crate::geom::{Obb, Pinhole};
use serde::Deserialize;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read};
use std::marker::PhantomData;
use std::path::Path;

/// More are refused; all files of the data set together have 234,000.
const MAX_IMAGES: usize = 2_000_000;
/// More are refused; all files of the data set together have 3 million.
const MAX_ANNOTATIONS: usize = 5_000_000;
/// How much of the file is read at a time, bytes.
const CHUNK: usize = 1 << 20;

/// A picture.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Image {
    pub id: i64,
    pub width: u32,
    pub height: u32,
    /// Relative to the folder of the data sets.
    pub file_path: Box<str>,
    /// K, row-major.
    pub k: [f64; 9],
    /// Quarter turns counter-clockwise that the source gave the picture.
    pub turns: i64,
    /// The source doubts which way is up.
    pub flagged: bool,
}

/// An annotation.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Annotation {
    pub id: Option<i64>,
    pub image_id: i64,
    /// Index into [`Index::categories`].
    pub category: u32,
    /// Camera space; `None` where it is no box.
    pub geometry: Option<Obb>,
    /// How far the farthest of `bbox3D_cam` lies from its corner of the box, metres; `None` where there are no such.
    pub corners_off_m: Option<f32>,
    /// Around what is seen, drawn by a person; pixels.
    pub tight: Option<[f64; 4]>,
    /// Around the projected box.
    pub proj: Option<[f64; 4]>,
    /// The same, cut at the picture's border.
    pub trunc: Option<[f64; 4]>,
    pub visible: Option<f64>,
    pub truncated: Option<f64>,
    pub behind: bool,
    /// The first of the source's rules that leaves it out, but for the one on heights.
    pub ignored: Option<&'static str>,
}

/// All of a file.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// In the file's order.
    pub images: Vec<Image>,
    /// By image id, then in the file's order.
    annotations: Vec<Annotation>,
    categories: Vec<Box<str>>,
    pub warnings: Vec<String>,
}

impl Index {
    /// The annotations of an image.
    pub fn of(&self, image_id: i64) -> &[Annotation] {
        let start = self.annotations.partition_point(|a| a.image_id < image_id);
        let end = self.annotations.partition_point(|a| a.image_id <= image_id);
        self.annotations.get(start..end).unwrap_or_default()
    }

    /// An annotation's category, as the source spells it.
    pub fn category(&self, annotation: &Annotation) -> &str {
        let name = self.categories.get(annotation.category as usize);
        name.map_or("object", |name| name)
    }
}

/// Reads a file.
///
/// # Errors
/// When it cannot be read, is no JSON or no Omni3D, or has no usable image.
pub(super) fn open(path: &Path) -> Result<Index, DatasetError> {
    let file = File::open(path).map_err(|source| DatasetError::Io {
        path: path.into(),
        source,
    })?;
    read(BufReader::with_capacity(CHUNK, file), path)
}

/// As [`open`]. `path` is for messages.
pub(super) fn read(from: impl Read, path: &Path) -> Result<Index, DatasetError> {
    let format = |what: String, at: String| DatasetError::Format {
        what,
        at,
        path: path.into(),
    };
    let mut reader = serde_json::Deserializer::from_reader(from);
    let mut builder = Builder::default();
    let read = reader
        .deserialize_map(&mut builder)
        .and_then(|()| reader.end());
    read.map_err(|e| {
        let at = format!("line {} column {}", e.line(), e.column());
        format(e.to_string(), at)
    })?;
    let index = builder.finish(&path.file_name().unwrap_or_default().to_string_lossy());
    if index.images.is_empty() {
        let what = match index.warnings.first() {
            Some(warning) => format!("no usable image ({warning})"),
            None => "no image".into(),
        };
        return Err(format(what, "images".into()));
    }
    Ok(index)
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Key {
    Images,
    Categories,
    Annotations,
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct ImageRecord {
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
struct CategoryRecord {
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
    bbox3D_cam: Numbers<24>,
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

#[derive(Default)]
struct Builder {
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
    fn image(&mut self, record: ImageRecord) -> Result<(), &'static str> {
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

    fn category(&mut self, record: CategoryRecord) {
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

    fn annotation(&mut self, record: AnnotationRecord) -> Result<(), &'static str> {
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
        let corners_off_m = geometry
            .zip(record.bbox3D_cam.0)
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
    fn finish(mut self, file: &str) -> Index {
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

impl<'de> Visitor<'de> for &mut Builder {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with images and annotations")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key()? {
            match key {
                Key::Images => map.next_value_seed(Each::new(|record| self.image(record)))?,
                Key::Annotations => {
                    map.next_value_seed(Each::new(|record| self.annotation(record)))?
                }
                Key::Categories => {
                    let add = |record| {
                        self.category(record);
                        Ok(())
                    };
                    map.next_value_seed(Each::new(add))?;
                }
                Key::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Hands on the elements of a list one by one.
struct Each<T, F>(F, PhantomData<T>);

impl<T, F: FnMut(T) -> Result<(), &'static str>> Each<T, F> {
    fn new(hand_on: F) -> Self {
        Self(hand_on, PhantomData)
    }
}

impl<'de, T: DeserializeOwned, F: FnMut(T) -> Result<(), &'static str>> DeserializeSeed<'de>
    for Each<T, F>
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: DeserializeOwned, F: FnMut(T) -> Result<(), &'static str>> Visitor<'de>
    for Each<T, F>
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<(), A::Error> {
        while let Some(record) = seq.next_element()? {
            (self.0)(record).map_err(A::Error::custom)?;
        }
        Ok(())
    }
}
