use super::*;
use crate::store::tests_support::Project;

fn connections(p: &Project) -> [Connection; 3] {
    [Access::Write, Access::Read, Access::Frozen]
        .map(|access| open(&p.path, access, &Tuning::default()).expect("a connection"))
}

#[test]
fn neither_schema_nor_shadow_tables_can_be_written() {
    let p = Project::with(1);
    let conn = open(&p.path, Access::Write, &Tuning::default()).expect("a connection");
    conn.pragma_update(None, "writable_schema", true)
        .expect("asked for");
    for sql in [
        "UPDATE sqlite_schema SET sql = NULL WHERE name = 'events_stay'",
        "DELETE FROM question_words_data",
        "UPDATE question_words_docsize SET id = id + 1",
    ] {
        let refused = conn.execute(sql, []).expect_err(sql).to_string();
        assert!(refused.contains("may not be modified"), "{sql}: {refused}");
    }
}

#[test]
fn a_schema_calls_no_function_that_is_not_harmless() {
    let p = Project::with(1);
    let conn = open(&p.path, Access::Write, &Tuning::default()).expect("a connection");
    conn.execute_batch("CREATE VIEW thief AS SELECT rtreecheck('question_words') AS found")
        .expect("a view is only a text");
    let ask = |sql| conn.query_row(sql, [], |row| row.get::<_, String>(0));
    let refused = ask("SELECT found FROM thief")
        .expect_err("refused")
        .to_string();
    assert!(refused.contains("unsafe use of rtreecheck()"), "{refused}");
    for conn in connections(&p) {
        for (name, right) in [
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        ] {
            assert_eq!(conn.db_config(name).expect("known"), right, "{name:?}");
        }
        let number = |name| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        assert_eq!(number("cell_size_check").expect("known"), 1);
        assert_eq!(number("recursive_triggers").expect("known"), 1);
        assert_eq!(number("foreign_keys").expect("known"), 1);
    }
}

#[test]
fn every_limit_is_set_on_every_connection() {
    let p = Project::with(1);
    for conn in connections(&p) {
        for (limit, right) in [
            (Limit::SQLITE_LIMIT_LENGTH, 64 << 20),
            (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
            (Limit::SQLITE_LIMIT_COLUMN, 64),
            (Limit::SQLITE_LIMIT_EXPR_DEPTH, 32),
            (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 4),
            (Limit::SQLITE_LIMIT_VDBE_OP, 25_000),
            (Limit::SQLITE_LIMIT_FUNCTION_ARG, 16),
            (Limit::SQLITE_LIMIT_ATTACHED, 0),
            (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 8_192),
            (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 256),
            (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 4),
            (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
        ] {
            assert_eq!(conn.limit(limit).expect("known"), right, "{limit:?}");
        }
    }
}

#[test]
fn what_exceeds_a_limit_is_refused() {
    let p = Project::with(1);
    let conn = open(&p.path, Access::Read, &Tuning::default()).expect("a connection");
    let refused = |sql: &str| {
        let run = conn
            .prepare(sql)
            .and_then(|mut s| s.query([])?.next().map(drop));
        run.expect_err(sql.get(..40).unwrap_or(sql)).to_string()
    };
    let says = |sql: &str, words: &str| {
        let said = refused(sql);
        assert!(said.contains(words), "{said:?} says nothing of {words:?}");
    };
    says("ATTACH ':memory:' AS other", "too many attached databases");
    says(
        &format!("SELECT {}1", "1 + ".repeat(40)),
        "Expression tree is too large",
    );
    says(
        &format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(5)),
        "too many terms in compound SELECT",
    );
    says(&format!("SELECT {}1", "1, ".repeat(64)), "too many columns");
    says(
        &format!("SELECT max({}1)", "1, ".repeat(16)),
        "too many arguments on function max",
    );
    says("SELECT ?257", "variable number must be between");
    says(
        &format!("SELECT '{}'", "x".repeat(100_001)),
        "statement too long",
    );
    says("SELECT length(zeroblob(67108865))", "too big");
    says(
        "SELECT 'x' LIKE printf('%.*c', 8193, 'x')",
        "LIKE or GLOB pattern too complex",
    );
}
