//! What a file of Omni3D says, compact: read in one pass from a stream, of which no more than one annotation is in
//! memory as it stands. Keys may come in any order; `info` is of no use and skipped, whatever shape it has.

use super::builder::Builder;
use crate::dataset::DatasetError;
use crate::geom::Obb;
use serde::Deserialize;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess,
    Visitor,
};
use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read};
use std::marker::PhantomData;
use std::path::Path;

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
    pub(super) annotations: Vec<Annotation>,
    pub(super) categories: Vec<Box<str>>,
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
