//! Which columns of a table are what, by their names or by their number.

/// Columns that are used, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    /// x, y, z.
    pub position: [usize; 3],
    /// Red, green, blue.
    pub colour: Option<[usize; 3]>,
    pub instance: Option<usize>,
}

impl Columns {
    /// By names, in any case; `None` when x, y or z is missing. A `label` is a class, not an object, and is not used;
    /// neither is an `intensity`.
    pub fn named<'a>(names: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let plain = |name: &str| name.trim().trim_matches('"').to_ascii_lowercase();
        let names: Vec<String> = names.into_iter().map(plain).collect();
        let find = |of: &[&str]| names.iter().position(|name| of.contains(&name.as_str()));
        let three = |of: [&[&str]; 3]| {
            let [a, b, c] = of.map(find);
            Some([a?, b?, c?])
        };
        Some(Self {
            position: three([&["x"], &["y"], &["z"]])?,
            colour: three([&["r", "red"], &["g", "green"], &["b", "blue"]]),
            instance: find(&["instance", "instance_id"]),
        })
    }

    /// By their number, as XYZ and PTS have them: three and what follows is a place; four a place and an intensity;
    /// six a place and a colour; seven a place, an intensity and a colour. Of any other number the first three.
    pub fn counted(count: usize) -> Option<Self> {
        (count >= 3).then_some(Self {
            position: [0, 1, 2],
            colour: match count {
                6 => Some([3, 4, 5]),
                7 => Some([4, 5, 6]),
                _ => None,
            },
            instance: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_find_their_columns_in_any_order_and_case() {
        let names = ["Label", "Z", " y", "\"X\"", "Blue", "g", "R", "instance"];
        let columns = Columns::named(names).expect("columns");
        assert_eq!(columns.position, [3, 2, 1]);
        assert_eq!(columns.colour, Some([6, 5, 4]));
        assert_eq!(columns.instance, Some(7), "a label is no instance");
        assert_eq!(Columns::named(["x", "y"]), None);
        let plain = Columns::named(["x", "y", "z", "r", "g"]).expect("columns");
        assert_eq!(plain.colour, None);
    }

    #[test]
    fn the_number_of_columns_says_where_colours_are() {
        let colour = |count| Columns::counted(count).map(|columns| columns.colour);
        assert_eq!(colour(2), None);
        assert_eq!([3, 4, 5, 8].map(colour), [Some(None); 4]);
        assert_eq!(colour(6), Some(Some([3, 4, 5])));
        assert_eq!(colour(7), Some(Some([4, 5, 6])));
    }
}
