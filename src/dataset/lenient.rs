//! Values of JSON taken as they come: data sets write one value as a number, a list or a nested list, and -1, `null`
//! or a text where they have none. One odd value must not cost the file.

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use std::fmt;

/// Whole numbers beyond this are not exact as f64.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// `N` numbers, however they are nested: `[[1, 2], [3, 4]]` is `[1, 2, 3, 4]`. `None` where there is another count of
/// them. What is no number is NaN; `true` and `false` are 1 and 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::dataset) struct Numbers<const N: usize>(pub Option<[f64; N]>);

impl<const N: usize> Default for Numbers<N> {
    fn default() -> Self {
        Self(None)
    }
}

impl Numbers<1> {
    /// The number, where it is one.
    pub fn real(self) -> Option<f64> {
        let [value] = self.0?;
        value.is_finite().then_some(value)
    }

    /// The number, where it is whole and exact.
    pub fn whole(self) -> Option<i64> {
        let value = self.real()?;
        (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as i64)
    }

    /// Whether it is `true` or a number other than 0; `None` where it is neither.
    pub fn flag(self) -> Option<bool> {
        self.real().map(|value| value != 0.0)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Numbers<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (mut into, mut count) = ([f64::NAN; N], 0);
        let fill = Fill {
            into: &mut into,
            count: &mut count,
        };
        fill.deserialize(deserializer)?;
        Ok(Self((count == N).then_some(into)))
    }
}

/// Puts numbers one after the other, and counts those that do not fit too.
struct Fill<'a> {
    into: &'a mut [f64],
    count: &'a mut usize,
}

impl Fill<'_> {
    fn push(self, value: f64) {
        if let Some(place) = self.into.get_mut(*self.count) {
            *place = value;
        }
        *self.count = self.count.saturating_add(1);
    }
}

impl<'de> DeserializeSeed<'de> for Fill<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Fill<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("numbers")
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.push(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.push(value as f64);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.push(value as f64);
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.push(f64::from(u8::from(value)));
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        self.push(f64::NAN);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.push(f64::NAN);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Self { into, count } = self;
        while seq
            .next_element_seed(Fill {
                into: &mut *into,
                count: &mut *count,
            })?
            .is_some()
        {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.push(f64::NAN);
        Ok(())
    }
}

/// A text, or a number as text; `None` for anything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::dataset) struct Text(pub Option<String>);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AsText)
    }
}

struct AsText;

impl<'de> Visitor<'de> for AsText {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a number")
    }

    fn visit_str<E>(self, value: &str) -> Result<Text, E> {
        Ok(Text(Some(value.to_owned())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Text, E> {
        Ok(Text(Some(value.to_string())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Text, E> {
        Ok(Text(Some(value.to_string())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Text, E> {
        Ok(Text(Some(value.to_string())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_unit<E>(self) -> Result<Text, E> {
        Ok(Text(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Text, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nesting_does_not_matter_and_counts_do() {
        let read = |text: &str| serde_json::from_str::<Numbers<4>>(text).expect("JSON").0;
        let four = Some([1.0, 2.5, -3.0, 4.0]);
        assert_eq!(read("[[1, 2.5], [-3, 4]]"), four);
        assert_eq!(read("[1, 2.5, -3, 4]"), four);
        for none in [
            "-1",
            "null",
            "[]",
            "[1, 2, 3]",
            "[1, 2, 3, 4, 5]",
            "\"x\"",
            "{\"a\": 1}",
        ] {
            assert_eq!(read(none), None, "{none}");
        }
        let odd = read("[1, null, \"x\", {\"a\": [2]}]").expect("four");
        assert!(odd[0] == 1.0 && odd[1..].iter().all(|v| v.is_nan()));
    }

    #[test]
    fn one_number_may_be_a_flag_or_whole() {
        let read = |text: &str| serde_json::from_str::<Numbers<1>>(text).expect("JSON");
        assert_eq!(read("7").whole(), Some(7));
        assert_eq!(read("7.5").whole(), None);
        assert_eq!(read("18446744073709551615").whole(), None, "not exact");
        assert_eq!(
            [read("true"), read("0"), read("null")].map(Numbers::flag),
            [Some(true), Some(false), None]
        );
    }

    #[test]
    fn numbers_are_texts_too() {
        let read = |text: &str| serde_json::from_str::<Text>(text).expect("JSON").0;
        assert_eq!(read("\"a-1\"").as_deref(), Some("a-1"));
        assert_eq!(read("12").as_deref(), Some("12"));
        assert_eq!(read("[1]"), None);
        assert_eq!(read("null"), None);
    }
}
