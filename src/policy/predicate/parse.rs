//! The grammar of predicates (`../shared/spec/policies.md` section 3 has it as rules): one function a rule.
//!
//! Nothing is tried twice: what a parenthesis holds is told by what stands behind it.

mod expressions;

use std::ops::Range;
use std::sync::Arc;

use super::words::{Kind, NoWord, Word, words};
use super::{Asked, Column, Comparison, Expression, Pattern, Predicate, Test};
use crate::limits::PREDICATE_DEPTH;

/// Why a predicate is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where in the predicate, in bytes.
    pub span: Range<u32>,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: Option<String>,
}

/// Words that are no columns.
const KEYWORDS: &[&str] = &[
    "and",
    "or",
    "not",
    "like",
    "like_regexpr",
    "between",
    "in",
    "case",
    "when",
    "then",
    "else",
    "end",
    "with",
    "group",
];

/// The instances of a system, as what a column may belong to.
const INSTANCES: &[&str] = &["DIR", "DIR1", "DIR2"];

/// Reads a predicate.
///
/// # Errors
/// The first thing that fits no rule.
pub fn parse(text: &str) -> Result<Predicate, Box<Mistake>> {
    let words = words(text).map_err(|no_word| {
        Box::new(match no_word {
            NoWord::OpenText(at) => Mistake {
                span: at..at + 1,
                message: "this text has no end".to_owned(),
                help: Some("close it with a quote; a quote in a text is written twice: 'it''s'".to_owned()),
            },
            NoWord::Character(at) => {
                let letter = text.get(at as usize..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
                let length = u32::try_from(letter.len_utf8()).unwrap_or(1);
                let message = format!("`{letter}` begins nothing that a predicate has");
                Mistake { span: at..at + length, message, help: None }
            }
        })
    })?;
    let closing = closing(&words)?;
    let end = u32::try_from(text.trim_end().len()).unwrap_or(u32::MAX);
    let mut parser = Parser {
        words: &words,
        closing,
        at: 0,
        depth: 0,
        end,
        names: Vec::new(),
        columns: Vec::new(),
        patterns: Vec::new(),
    };
    let predicate = parser.or()?;
    match parser.peek() {
        None => Ok(predicate),
        Some(word) => Err(Box::new(Mistake {
            span: word.span(),
            message: format!("`{}` is not expected here", word.text),
            help: Some("between two conditions stands `and` or `or`".to_owned()),
        })),
    }
}

/// For each word that opens a parenthesis, the number of the word that closes it.
fn closing(words: &[Word<'_>]) -> Result<Vec<u32>, Box<Mistake>> {
    let mut closing = vec![0; words.len()];
    let mut open: Vec<usize> = Vec::new();
    for (number, word) in words.iter().enumerate().filter(|(_, word)| word.kind == Kind::Sign) {
        match (word.text, open.last()) {
            ("(", _) => open.push(number),
            (")", Some(_)) => {
                if let Some(place) = open.pop().and_then(|opening| closing.get_mut(opening)) {
                    *place = u32::try_from(number).unwrap_or(u32::MAX);
                }
            }
            (")", None) => {
                let message = "this parenthesis closes none".to_owned();
                return Err(Box::new(Mistake { span: word.span(), message, help: Some("remove it".to_owned()) }));
            }
            _ => {}
        }
    }
    match open.first().and_then(|first| words.get(*first)) {
        None => Ok(closing),
        Some(word) => {
            let message = "this parenthesis is not closed".to_owned();
            Err(Box::new(Mistake { span: word.span(), message, help: Some("add `)`".to_owned()) }))
        }
    }
}

impl Word<'_> {
    fn span(&self) -> Range<u32> {
        self.at..self.at + u32::try_from(self.text.len()).unwrap_or(0)
    }

    fn is(&self, name: &str) -> bool {
        self.kind == Kind::Name && self.text.eq_ignore_ascii_case(name)
    }

    fn is_sign(&self, sign: &str) -> bool {
        self.kind == Kind::Sign && self.text == sign
    }

    fn is_keyword(&self) -> bool {
        KEYWORDS.iter().any(|keyword| self.is(keyword))
    }

    fn comparison(&self) -> Option<Comparison> {
        Some(match self.text {
            "=" => Comparison::Equal,
            "!=" | "<>" => Comparison::Unequal,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            _ => return None,
        })
    }

    /// It goes on with an expression, so what stands before it was one.
    fn continues_expression(&self) -> bool {
        match self.kind {
            Kind::Sign => self.comparison().is_some() || matches!(self.text, "+" | "-" | "*" | "||"),
            Kind::Name => ["like", "like_regexpr", "between", "in", "not"].iter().any(|word| self.is(word)),
            Kind::Text | Kind::Number => false,
        }
    }
}

struct Parser<'w, 'p> {
    words: &'w [Word<'p>],
    closing: Vec<u32>,
    at: usize,
    depth: usize,
    /// Where the predicate ends.
    end: u32,
    /// Names that were there already, in capitals.
    names: Vec<(&'p str, Arc<str>)>,
    /// Columns that were there already.
    columns: Vec<Arc<Column>>,
    /// Regular expressions that were there already, by their text in quotes.
    patterns: Vec<(&'p str, Pattern)>,
}

impl<'p> Parser<'_, 'p> {
    fn peek(&self) -> Option<Word<'p>> {
        self.words.get(self.at).copied()
    }

    fn next(&mut self) -> Option<Word<'p>> {
        let word = self.peek()?;
        self.at += 1;
        Some(word)
    }

    fn take(&mut self, name: &str) -> bool {
        let is_there = self.peek().is_some_and(|word| word.is(name));
        self.at += usize::from(is_there);
        is_there
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let is_there = self.peek().is_some_and(|word| word.is_sign(sign));
        self.at += usize::from(is_there);
        is_there
    }

    /// What stands here is not what must.
    fn wanted<T>(&self, what: &str) -> Result<T, Box<Mistake>> {
        let (span, found) = match self.peek() {
            Some(word) => (word.span(), format!("`{}`", word.text)),
            None => (self.end..self.end, "the end of the predicate".to_owned()),
        };
        Err(Box::new(Mistake { span, message: format!("{what} is expected here, and there is {found}"), help: None }))
    }

    fn must(&mut self, name: &str) -> Result<(), Box<Mistake>> {
        if self.take(name) { Ok(()) } else { self.wanted(&format!("`{name}`")) }
    }

    fn must_sign(&mut self, sign: &str) -> Result<(), Box<Mistake>> {
        if self.take_sign(sign) { Ok(()) } else { self.wanted(&format!("`{sign}`")) }
    }

    /// Goes one deeper, for as long as `inner` takes.
    fn deeper<T>(&mut self, inner: impl FnOnce(&mut Self) -> Result<T, Box<Mistake>>) -> Result<T, Box<Mistake>> {
        if self.depth >= PREDICATE_DEPTH {
            let span = self.peek().map_or(self.end..self.end, |word| word.span());
            let message = format!("more than {PREDICATE_DEPTH} conditions or expressions stand within each other");
            return Err(Box::new(Mistake { span, message, help: Some("write it flatter".to_owned()) }));
        }
        self.depth += 1;
        let result = inner(self);
        self.depth -= 1;
        result
    }

    fn or(&mut self) -> Result<Predicate, Box<Mistake>> {
        self.joined("or", Self::and, Predicate::Or)
    }

    fn and(&mut self) -> Result<Predicate, Box<Mistake>> {
        self.joined("and", Self::not, Predicate::And)
    }

    /// One part as it is, or several with a word between them.
    fn joined(
        &mut self,
        word: &str,
        part: fn(&mut Self) -> Result<Predicate, Box<Mistake>>,
        join: fn(Vec<Predicate>) -> Predicate,
    ) -> Result<Predicate, Box<Mistake>> {
        let first = part(self)?;
        if !self.take(word) {
            return Ok(first);
        }
        let mut parts = vec![first, part(self)?];
        while self.take(word) {
            parts.push(part(self)?);
        }
        Ok(flat(parts, join))
    }

    fn not(&mut self) -> Result<Predicate, Box<Mistake>> {
        if self.take("not") {
            return Ok(Predicate::Not(Box::new(self.deeper(Self::not)?)));
        }
        if self.is_group() {
            self.at += 1;
            let inner = self.deeper(Self::or)?;
            self.must_sign(")")?;
            return Ok(inner);
        }
        self.test()
    }

    /// A parenthesis around conditions, and not around an expression that goes on behind it.
    fn is_group(&self) -> bool {
        if !self.peek().is_some_and(|word| word.is_sign("(")) {
            return false;
        }
        let close = self.closing.get(self.at).map_or(0, |close| *close as usize);
        !self.words.get(close + 1).is_some_and(Word::continues_expression)
    }

    fn test(&mut self) -> Result<Predicate, Box<Mistake>> {
        let begin = self.peek().map_or(self.end, |word| word.at);
        let left = self.expression()?;
        let asked = self.asked()?;
        if let (Expression::Column(one), Asked::Compare(Comparison::Equal, Expression::Column(other))) = (&left, &asked)
            && [one, other].iter().all(|column| column.is_of_instance())
        {
            return Ok(Predicate::SameInstance);
        }
        let end = self.at.checked_sub(1).and_then(|last| self.words.get(last)).map_or(begin, |word| word.span().end);
        Ok(Predicate::Test(Test { left, asked, span: begin..end }))
    }

    fn asked(&mut self) -> Result<Asked, Box<Mistake>> {
        if let Some(comparison) = self.peek().filter(|word| word.kind == Kind::Sign).and_then(|word| word.comparison())
        {
            self.at += 1;
            return Ok(Asked::Compare(comparison, self.expression()?));
        }
        let negated = self.take("not");
        if self.take("like") {
            return Ok(Asked::Like { negated, pattern: self.expression()? });
        }
        if self.take("like_regexpr") {
            return Ok(Asked::LikeRegexpr { negated, pattern: self.pattern()? });
        }
        if self.take("between") {
            let low = self.expression()?;
            self.must("and")?;
            return Ok(Asked::Between { negated, limits: Box::new([low, self.expression()?]) });
        }
        if self.take("in") {
            self.must_sign("(")?;
            let mut list = vec![self.expression()?];
            while self.take_sign(",") {
                list.push(self.expression()?);
            }
            self.must_sign(")")?;
            return Ok(Asked::In { negated, list });
        }
        self.wanted("a comparison (=, <, like, between, in, ...)")
    }
}

impl Column {
    fn is_of_instance(&self) -> bool {
        self.qualifier.as_deref().is_some_and(|qualifier| INSTANCES.contains(&qualifier))
    }
}

/// Parts of the same kind become parts of the whole.
fn flat(parts: Vec<Predicate>, join: fn(Vec<Predicate>) -> Predicate) -> Predicate {
    let is_or = matches!(join(Vec::new()), Predicate::Or(_));
    let is_nested = |part: &Predicate| match part {
        Predicate::Or(_) => is_or,
        Predicate::And(_) => !is_or,
        _ => false,
    };
    if !parts.iter().any(is_nested) {
        return join(parts);
    }
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match part {
            Predicate::Or(inner) if is_or => flat.extend(inner),
            Predicate::And(inner) if !is_or => flat.extend(inner),
            other => flat.push(other),
        }
    }
    join(flat)
}

#[cfg(test)]
mod tests;
