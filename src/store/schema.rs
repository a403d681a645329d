//! The shape of a project file: its migrations, and what a file of each version must look like.

use rusqlite::{Connection, Result};
use rusqlite_migration::{M, Migrations};

/// In the header of every project file: "SpSc".
pub(super) const APPLICATION_ID: i32 = 0x5370_5363;

/// Numbered, published, never edited.
const STEPS: &[M<'static>] = &[
    M::up(include_str!("../../db/migrations/0001_create_project.sql")),
    M::up(include_str!(
        "../../db/migrations/0002_one_derived_table.sql"
    )),
    M::up(include_str!(
        "../../db/migrations/0003_changed_rows_later.sql"
    )),
];

/// The migrations in order.
pub(super) const MIGRATIONS: Migrations<'static> = Migrations::from_slice(STEPS);

/// The newest version this program writes.
pub(super) const VERSION: usize = STEPS.len();

/// One object of a schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Object {
    /// `table`, `index`, `trigger` or `view`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The table it belongs to.
    pub table: String,
    /// Its text; indexes that SQLite makes itself have none.
    pub sql: Option<String>,
}

/// The objects in a file, sorted.
pub(super) fn objects(conn: &Connection) -> Result<Vec<Object>> {
    let sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name";
    let mut statement = conn.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        Ok(Object {
            kind: row.get(0)?,
            name: row.get(1)?,
            table: row.get(2)?,
            sql: row.get(3)?,
        })
    })?;
    rows.collect()
}

/// The objects that a file of `version` must have: what the migrations up to it make.
pub(super) fn expected(version: usize) -> Result<Vec<Object>, rusqlite_migration::Error> {
    let mut conn = Connection::open_in_memory()?;
    MIGRATIONS.to_version(&mut conn, version)?;
    Ok(objects(&conn)?)
}

/// The first difference between what is there and what should be, by name.
pub(super) fn difference(found: &[Object], expected: &[Object]) -> Option<String> {
    let named = |o: &Object| format!("{} {:?}", o.kind, o.name);
    let find = |list: &[Object], o: &Object| {
        list.iter()
            .find(|x| (&x.kind, &x.name) == (&o.kind, &o.name))
            .cloned()
    };
    for object in found {
        match find(expected, object) {
            None => return Some(format!("{} does not belong there", named(object))),
            Some(right) if right != *object => {
                return Some(format!("{} is not as it should be", named(object)));
            }
            Some(_) => {}
        }
    }
    expected
        .iter()
        .find(|o| find(found, o).is_none())
        .map(|o| format!("{} is missing", named(o)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: &str = "db/schema.sql";

    fn picture() -> String {
        let mut text = String::from(
            "-- What the migrations make; generated, not edited. After a new migration:\n\
             -- UPDATE_SCHEMA=1 cargo test --no-default-features --lib store::schema\n",
        );
        for object in expected(VERSION).expect("the schema") {
            if let Some(sql) = object.sql {
                text.push_str(&format!("\n{sql};\n"));
            }
        }
        text
    }

    #[test]
    fn migrations_are_valid() {
        MIGRATIONS.validate().expect("valid migrations");
    }

    #[test]
    fn the_picture_of_the_schema_is_current() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(PICTURE);
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(&path, picture()).expect("written");
        }
        let stored = std::fs::read_to_string(&path).expect("db/schema.sql");
        assert!(
            stored == picture(),
            "db/schema.sql is old; run this test with UPDATE_SCHEMA=1"
        );
    }

    #[test]
    fn differences_are_told_by_name() {
        let right = expected(VERSION).expect("the schema");
        assert_eq!(difference(&right, &right), None);
        let mut more = right.clone();
        more.push(Object {
            kind: "trigger".into(),
            name: "thief".into(),
            table: "events".into(),
            sql: Some("CREATE TRIGGER thief …".into()),
        });
        assert_eq!(
            difference(&more, &right).as_deref(),
            Some("trigger \"thief\" does not belong there")
        );
        assert_eq!(
            difference(&right, &more).as_deref(),
            Some("trigger \"thief\" is missing")
        );
        let mut changed = right.clone();
        let trigger = changed
            .iter_mut()
            .find(|o| o.name == "events_stay")
            .expect("it is there");
        trigger.sql = Some("CREATE TRIGGER events_stay …".into());
        assert_eq!(
            difference(&changed, &right).as_deref(),
            Some("trigger \"events_stay\" is not as it should be")
        );
    }
}
