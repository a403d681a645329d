//! Writes options into a question's text, in the place and style in which it has them.

use super::inline::{Style, find};
use super::marks::Shape;

/// The question with other options in the place and style of those it has; a question without options gets a list
/// of lines `(A) x` when there are any.
pub fn rewrite(question: &str, options: &[String]) -> String {
    match find(question) {
        Ok(Some(inline)) if inline.options == options => question.to_owned(),
        Ok(Some(inline)) => {
            let (before, after) = (
                question.get(..inline.list.start).unwrap_or_default(),
                question.get(inline.list.end..).unwrap_or_default(),
            );
            format!("{before}{}{after}", write(options, inline.style))
        }
        _ if options.is_empty() => question.to_owned(),
        _ => {
            let style = Style {
                shape: Some(Shape::Parens { upper: true }),
                lines: true,
                commas: false,
            };
            format!("{}\n{}", question.trim_end(), write(options, style))
        }
    }
}

fn write(options: &[String], style: Style) -> String {
    let between = match style {
        Style { lines: true, .. } => "\n",
        Style { commas: true, .. } => ", ",
        _ => " ",
    };
    let written: Vec<String> = options
        .iter()
        .enumerate()
        .map(|(i, text)| match style.shape {
            Some(shape) => format!("{} {text}", shape.write(i)),
            None => text.clone(),
        })
        .collect();
    written.join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rewriting_keeps_place_and_style() {
        let new = ["x".to_owned(), "y".to_owned()];
        assert_eq!(rewrite("Q?\n(a) Left (b) Right", &new), "Q?\n(a) x (b) y");
        assert_eq!(
            rewrite("Q? Options: A. l, B. r", &new),
            "Q? Options: A. x, B. y"
        );
        assert_eq!(
            rewrite("P.\nA: l\nB: r\n\nQ?", &new),
            "P.\nA: x\nB: y\n\nQ?"
        );
        assert_eq!(rewrite("Q?", &new), "Q?\n(A) x\n(B) y");
        assert_eq!(rewrite("Q?", &[]), "Q?");
    }
}
