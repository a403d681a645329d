//! Reads Rust source as far as the layer test needs it: which paths does a file name, where, and is that place test
//! code? Not a parser: comments and literals are blanked out, the rest is a stream of words and signs.

/// A path that a source file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its segments; `super` is resolved, so a path inside the package starts with `crate`.
    pub segments: Vec<String>,
    /// 1-based line.
    pub line: usize,
    /// Stands under `#[cfg(test)]`.
    pub in_test: bool,
}

/// What one file says.
#[derive(Debug, Default)]
pub struct Scanned {
    /// Every path of two segments or more, and every one-segment `use` or `extern crate`.
    pub paths: Vec<Named>,
    /// `mod name;` and `mod name {`: name, whether it stands under `#[cfg(test)]`.
    pub modules: Vec<(String, bool)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    PathSep,
    Sign(char),
}

/// Reads the source of the module at `module` (`["store", "events"]` for `src/store/events.rs`, empty for the root).
pub fn scan(source: &str, module: &[String]) -> Scanned {
    let code = blank_comments_and_literals(source);
    let mut scanner = Scanner {
        tokens: tokens(&code),
        at: 0,
        frames: Vec::new(),
        module: module.to_vec(),
        attribute_says_test: false,
        opens_module: None,
        out: Scanned::default(),
    };
    scanner.run();
    scanner.out
}

/// One open `{`: the inline module it opens, if any, and whether it is test code.
struct Frame {
    module: Option<String>,
    test: bool,
}

struct Scanner {
    tokens: Vec<(Token, usize)>,
    at: usize,
    frames: Vec<Frame>,
    module: Vec<String>,
    /// A `#[cfg(test)]` was read and the item that it belongs to has not begun its body yet.
    attribute_says_test: bool,
    /// `mod name` was read and its `{` is next.
    opens_module: Option<String>,
    out: Scanned,
}

impl Scanner {
    fn run(&mut self) {
        while let Some((token, _)) = self.tokens.get(self.at).cloned() {
            match token {
                Token::Sign('#') => self.attribute(),
                Token::Sign('{') => {
                    let test = self.in_test();
                    let module = self.opens_module.take();
                    self.frames.push(Frame { module, test });
                    self.attribute_says_test = false;
                    self.at += 1;
                }
                Token::Sign('}') => {
                    self.frames.pop();
                    self.at += 1;
                }
                Token::Sign(';') => {
                    self.attribute_says_test = false;
                    self.opens_module = None;
                    self.at += 1;
                }
                Token::Word(word) if word == "mod" => self.module_item(),
                Token::Word(_) => self.path(),
                Token::PathSep | Token::Sign(_) => self.at += 1,
            }
        }
    }

    fn in_test(&self) -> bool {
        self.attribute_says_test || self.frames.iter().any(|frame| frame.test)
    }

    /// `#[…]` or `#![…]`: only whether it is a `cfg` that holds in tests alone matters.
    fn attribute(&mut self) {
        self.at += 1;
        if self.sign(0) == Some('!') {
            self.at += 1;
        }
        if self.sign(0) != Some('[') {
            return;
        }
        let start = self.at;
        let mut depth = 0_usize;
        while let Some((token, _)) = self.tokens.get(self.at) {
            match token {
                Token::Sign('[') => depth += 1,
                Token::Sign(']') => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                break;
            }
        }
        let words: Vec<&str> = self.tokens[start..self.at]
            .iter()
            .filter_map(|(token, _)| match token {
                Token::Word(word) => Some(word.as_str()),
                _ => None,
            })
            .collect();
        if words.first() == Some(&"cfg") && words.contains(&"test") && !words.contains(&"not") {
            self.attribute_says_test = true;
        }
    }

    fn module_item(&mut self) {
        self.at += 1;
        if let Some((Token::Word(name), _)) = self.tokens.get(self.at).cloned() {
            self.at += 1;
            self.out.modules.push((name.clone(), self.in_test()));
            self.opens_module = Some(name);
        }
    }

    /// The path that begins here, with every branch of its groups.
    fn path(&mut self) {
        let imported = matches!(
            self.at.checked_sub(1).and_then(|before| self.tokens.get(before)),
            Some((Token::Word(word), _)) if word == "use" || word == "crate"
        );
        let mut leaves = Vec::new();
        self.branch(Vec::new(), &mut leaves);
        let in_test = self.in_test();
        for (segments, line) in leaves {
            if segments.len() < 2 && !imported {
                continue;
            }
            let segments = self.resolve(segments);
            self.out.paths.push(Named {
                segments,
                line,
                in_test,
            });
        }
    }

    /// Reads `a::b::{c, d::e}` from the current word on; pushes one leaf for each branch, with its line.
    fn branch(&mut self, mut prefix: Vec<String>, leaves: &mut Vec<(Vec<String>, usize)>) {
        let mut line = 0;
        while let Some((Token::Word(word), at)) = self.tokens.get(self.at).cloned() {
            prefix.push(word);
            line = at;
            self.at += 1;
            if self.tokens.get(self.at).map(|(token, _)| token) != Some(&Token::PathSep) {
                break;
            }
            self.at += 1;
            match self.sign(0) {
                Some('{') => return self.group(&prefix, leaves),
                Some('*') => {
                    prefix.push("*".to_owned());
                    self.at += 1;
                    break;
                }
                _ => {}
            }
        }
        leaves.push((prefix, line));
    }

    fn group(&mut self, prefix: &[String], leaves: &mut Vec<(Vec<String>, usize)>) {
        self.at += 1;
        while let Some((token, _)) = self.tokens.get(self.at).cloned() {
            match token {
                Token::Sign('}') => {
                    self.at += 1;
                    return;
                }
                Token::Word(word) if word == "as" => self.at += 2,
                Token::Word(_) => self.branch(prefix.to_vec(), leaves),
                Token::PathSep | Token::Sign(_) => self.at += 1,
            }
        }
    }

    /// Turns leading `self` and `super` into a path from `crate`.
    fn resolve(&self, segments: Vec<String>) -> Vec<String> {
        let relative = segments
            .iter()
            .take_while(|segment| matches!(segment.as_str(), "self" | "super"))
            .count();
        if relative == 0 {
            return segments;
        }
        let mut base = self.module.clone();
        base.extend(self.frames.iter().filter_map(|frame| frame.module.clone()));
        for segment in &segments[..relative] {
            if segment == "super" {
                base.pop();
            }
        }
        let mut full = vec!["crate".to_owned()];
        full.extend(base);
        full.extend_from_slice(&segments[relative..]);
        full
    }

    fn sign(&self, ahead: usize) -> Option<char> {
        match self.tokens.get(self.at + ahead) {
            Some((Token::Sign(sign), _)) => Some(*sign),
            _ => None,
        }
    }
}

fn tokens(code: &str) -> Vec<(Token, usize)> {
    let mut out = Vec::new();
    for (number, text) in code.lines().enumerate() {
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let length = if first.is_alphanumeric() || first == '_' {
                rest.find(|c: char| !(c.is_alphanumeric() || c == '_'))
                    .unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            let (text, after) = rest.split_at(length);
            let token = match text {
                "::" => Token::PathSep,
                _ if first.is_alphanumeric() || first == '_' => Token::Word(text.to_owned()),
                _ => Token::Sign(first),
            };
            out.push((token, number + 1));
            rest = after.trim_start();
        }
    }
    out
}

/// The source with comments and the insides of literals as blanks; every line keeps its number.
pub fn blank_comments_and_literals(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let previous = out.chars().next_back();
        let length = opaque_length(rest, previous);
        let (text, after) = rest.split_at(length.unwrap_or(first.len_utf8()));
        match length {
            Some(_) => out.extend(text.chars().map(|c| if c == '\n' { '\n' } else { ' ' })),
            None => out.push_str(text),
        }
        rest = after;
    }
    out
}

/// Length in bytes of the comment or literal that `rest` begins with, if it begins with one.
fn opaque_length(rest: &str, previous: Option<char>) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(block_comment_length(rest));
    }
    let after_word = previous.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if !after_word && let Some(length) = raw_string_length(rest) {
        return Some(length);
    }
    if let Some(body) = rest.strip_prefix('"') {
        return Some(1 + quoted_length(body, '"'));
    }
    char_length(rest)
}

fn block_comment_length(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut at = 0;
    while at < rest.len() {
        let here = &rest[at..];
        if here.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if here.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += here.chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// `r"…"`, `r#"…"#`, `br"…"`.
fn raw_string_length(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('b').unwrap_or(rest).strip_prefix('r')?;
    let hashes = body.len() - body.trim_start_matches('#').len();
    let inside = body[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let start = rest.len() - inside.len();
    Some(
        inside
            .find(&close)
            .map_or(rest.len(), |end| start + end + close.len()),
    )
}

/// Bytes up to and with the closing `quote`, escapes skipped.
fn quoted_length(body: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        if !escaped && c == quote {
            return at + c.len_utf8();
        }
        escaped = !escaped && c == '\\';
    }
    body.len()
}

/// A character literal, told from a lifetime (`'a`) by its closing quote.
fn char_length(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('\'')?;
    let first = body.chars().next()?;
    if first == '\\' {
        return Some(1 + quoted_length(body, '\''));
    }
    body[first.len_utf8()..]
        .starts_with('\'')
        .then_some(1 + first.len_utf8() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(source: &str) -> Vec<String> {
        let module = ["store".to_owned(), "events".to_owned()];
        let paths = scan(source, &module).paths;
        paths.iter().map(|path| path.segments.join("::")).collect()
    }

    #[test]
    fn groups_globs_and_aliases_give_one_path_each() {
        assert_eq!(
            named("use crate::{geom::{Obb, Pose as P}, scene::*};"),
            ["crate::geom::Obb", "crate::geom::Pose", "crate::scene::*"]
        );
        assert_eq!(named("use rusqlite as db;"), ["rusqlite"]);
    }

    #[test]
    fn paths_in_code_count_like_imports() {
        assert_eq!(
            named("fn f(a: Vec<crate::ui::App>) { crate::cli::run::<u8>(b.c) }"),
            ["crate::ui::App", "crate::cli::run"]
        );
    }

    #[test]
    fn super_is_resolved_through_inline_modules() {
        assert_eq!(named("use super::open;"), ["crate::store::open"]);
        assert_eq!(named("use super::super::ui::App;"), ["crate::ui::App"]);
        assert_eq!(
            named("mod inner { use super::x; } use self::y;"),
            ["crate::store::events::x", "crate::store::events::y"]
        );
    }

    #[test]
    fn comments_and_literals_are_not_code() {
        let source = "// use crate::ui::A;\n/* crate::ui /* nested */ crate::ui::B */\n\
            const A: &str = \"crate::ui::C \\\" crate::ui::D\"; const B: &str = r#\"crate::ui::\"E\"#;\n\
            fn f<'a>(x: &'a str) -> char { '\"' } use crate::geom::F;";
        assert_eq!(named(source), ["crate::geom::F"]);
    }

    #[test]
    fn lines_survive_literals_that_span_several() {
        let paths = scan("const A: &str = \"x\ny\";\nuse crate::geom::B;", &[]).paths;
        assert_eq!(paths[0].line, 3);
    }

    #[test]
    fn test_code_is_told_from_the_rest() {
        let source = "#[cfg(test)]\nmod tests { use std::fs::read; }\nuse std::fs::write;\n\
            #[cfg(not(test))]\nmod real { use std::fs::copy; }\n#[cfg(test)]\nmod gallery;";
        let scanned = scan(source, &[]);
        let in_test: Vec<bool> = scanned.paths.iter().map(|path| path.in_test).collect();
        assert_eq!(in_test, [true, false, false]);
        assert_eq!(
            scanned.modules,
            [
                ("tests".to_owned(), true),
                ("real".to_owned(), false),
                ("gallery".to_owned(), true)
            ]
        );
    }
}
