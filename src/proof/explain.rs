//! A proof in words: the chain that the proof panel shows.

use super::Expr;
use crate::answer::format_number;

/// A piece of the printed expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// An operator's name.
    Op(&'static str),
    /// Brackets, commas, numbers and units.
    Plain(String),
    /// Evidence by id; the panel shows its label in its role's colour.
    Evidence(String),
}

/// The expression as one line, for example `round(distance_closest(`e1`, `e2`), 0.1)`.
pub fn expression(expr: &Expr) -> Vec<Token> {
    let mut out = Vec::new();
    push(expr, &mut out);
    out
}

fn push(expr: &Expr, out: &mut Vec<Token>) {
    // A number that the question states reads as it is stated.
    if let Expr::Stated { value, unit } = expr {
        let said = format!("{} {}", format_number(*value), unit.symbol());
        return out.push(Token::Plain(said.trim_end().to_owned()));
    }
    out.push(Token::Op(expr.op()));
    out.push(Token::Plain("(".into()));
    let mut first = true;
    let mut comma = |out: &mut Vec<Token>| {
        if !std::mem::take(&mut first) {
            out.push(Token::Plain(", ".into()));
        }
    };
    for id in expr.names() {
        comma(out);
        out.push(Token::Evidence(id.to_owned()));
    }
    for child in expr.children() {
        comma(out);
        push(child, out);
    }
    let tail = match expr {
        Expr::Round { step, .. } => Some(format_number(*step)),
        Expr::Convert { to, .. } => Some(to.symbol().to_owned()),
        Expr::Compare { relation, .. } => Some(format!("{relation:?}").to_lowercase()),
        _ => None,
    };
    if let Some(tail) = tail {
        comma(out);
        out.push(Token::Plain(tail));
    }
    out.push(Token::Plain(")".into()));
}

/// Evidence the proof rests on, each id once, in reading order.
pub fn inputs(expr: &Expr) -> Vec<&str> {
    expr.evidence()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_like_the_formula() {
        let read = |json: &str| {
            let expr: Expr = serde_json::from_str(json).expect("expr");
            let text: String = expression(&expr)
                .iter()
                .map(|t| match t {
                    Token::Op(op) => (*op).to_owned(),
                    Token::Plain(text) => text.clone(),
                    Token::Evidence(id) => format!("[{id}]"),
                })
                .collect();
            assert_eq!(inputs(&expr), ["e1", "e2"]);
            text
        };
        let distance = r#"{"op":"distance_closest","a":"e1","b":"e2"}"#;
        assert_eq!(
            read(&format!(r#"{{"op":"round","step":0.1,"of":{distance}}}"#)),
            "round(distance_closest([e1], [e2]), 0.1)"
        );
        let stated = r#"{"op":"stated","value":1.5,"unit":"m"}"#;
        assert_eq!(
            read(&format!(
                r#"{{"op":"compare","relation":"greater","a":{distance},"b":{stated}}}"#
            )),
            "compare(distance_closest([e1], [e2]), 1.5 m, greater)"
        );
    }
}
