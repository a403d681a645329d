//! Arithmetic in number fields: `3.06+0.1`, `(1.2 - 0.4)/2`. Numbers, + - * /, brackets; nothing else.

/// Deepest nesting of brackets and signs that is followed.
const MAX_DEPTH: u8 = 32;

/// The value of an expression; `None` if it is not one, or its value is not finite. A comma counts as a point, so
/// that `0,45` reads as it is written in much of the world; a trailing unit is the field's, not the expression's.
#[must_use]
pub fn evaluate(text: &str) -> Option<f64> {
    let mut parser = Parser { rest: text.trim() };
    let value = parser.sum(0)?;
    (parser.rest.is_empty() && value.is_finite()).then_some(value)
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn take(&mut self, sign: char) -> bool {
        match self.rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest.trim_start();
                true
            }
            None => false,
        }
    }

    fn sum(&mut self, depth: u8) -> Option<f64> {
        let mut value = self.product(depth)?;
        loop {
            if self.take('+') {
                value += self.product(depth)?;
            } else if self.take('-') || self.take('−') {
                value -= self.product(depth)?;
            } else {
                return Some(value);
            }
        }
    }

    fn product(&mut self, depth: u8) -> Option<f64> {
        let mut value = self.factor(depth)?;
        loop {
            if self.take('*') || self.take('×') {
                value *= self.factor(depth)?;
            } else if self.take('/') {
                value /= self.factor(depth)?;
            } else {
                return Some(value);
            }
        }
    }

    fn factor(&mut self, depth: u8) -> Option<f64> {
        if depth > MAX_DEPTH {
            return None;
        }
        if self.take('-') || self.take('−') {
            return Some(-self.factor(depth + 1)?);
        }
        if self.take('(') {
            let value = self.sum(depth + 1)?;
            return self.take(')').then_some(value);
        }
        self.number()
    }

    fn number(&mut self) -> Option<f64> {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
            .unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at_checked(end)?;
        let value = digits.replace(',', ".").parse().ok()?;
        self.rest = rest.trim_start();
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        let cases = [
            ("3.06", 3.06),
            ("3.06+0.1", 3.16),
            (" 1 - 2 - 3 ", -4.0),
            ("2+3*4", 14.0),
            ("(1.2 - 0.4)/2", 0.4),
            ("-(-2)", 2.0),
            ("0,45", 0.45),
            (".5", 0.5),
            ("3*-2", -6.0),
            ("8/2/2", 2.0),
        ];
        for (text, value) in cases {
            let found = evaluate(text).expect(text);
            assert!((found - value).abs() < 1e-12, "{text} gives {found}");
        }
    }

    #[test]
    fn what_is_not_an_expression_has_no_value() {
        for text in [
            "", "a", "1+", "(1", "1)", "1/0", "1 2", "..", "1.2.3", "1e5", "∞", "--",
        ] {
            assert_eq!(evaluate(text), None, "{text}");
        }
        assert_eq!(evaluate(&"(".repeat(10_000)), None);
        assert_eq!(evaluate(&"-".repeat(10_000)), None);
    }
}
