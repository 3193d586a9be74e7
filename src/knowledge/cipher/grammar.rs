//! The shape of a value: number, ciphers, `::`, groups. Knows colons and operators, not what a keyword means.

use nom::branch::alt;
use nom::bytes::complete::{is_a, is_not, take_till};
use nom::character::complete::{char, multispace0, one_of};
use nom::combinator::{map, opt};
use nom::multi::{many0, separated_list1};
use nom::sequence::terminated;
use nom::{IResult, Parser};

use super::{Remark, keyword};

/// What an item does with its suites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    /// no sign: appends the suites
    Add,
    /// `+`: moves those of the suites that are there already to the end
    Move,
    /// `!`: removes the suites for good, wherever they are added
    Remove,
}

impl Operator {
    /// The meaning of the item whose keyword stands for `what`.
    pub(super) fn apply_to(self, what: &str) -> String {
        match self {
            Self::Add => what.to_owned(),
            Self::Move => format!("moves to the end: {what}"),
            Self::Remove => format!("removes: {what}"),
        }
    }
}

/// One item between colons, without the blanks around it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item<'a> {
    /// with its operator
    pub(super) text: &'a str,
    pub(super) operator: Operator,
    /// More than one for `eRC4+aRSA`: the suites that are in all of them. None if the item is a flaw already.
    pub(super) words: Vec<&'a str>,
}

/// A value taken apart. All pieces are slices of it.
#[derive(Debug)]
pub(super) struct Parts<'a> {
    pub(super) number: Option<&'a str>,
    pub(super) ciphers: Vec<Item<'a>>,
    pub(super) groups: Vec<Item<'a>>,
    /// what is wrong with the shape
    pub(super) flaws: Vec<Remark<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lexeme<'a> {
    Colons(&'a str),
    Item(&'a str),
}

fn lexeme(input: &str) -> IResult<&str, Lexeme<'_>> {
    alt((map(is_a(":"), Lexeme::Colons), map(is_not(":"), |item: &str| Lexeme::Item(item.trim())))).parse(input)
}

fn item_words(input: &str) -> IResult<&str, (Operator, Vec<&str>)> {
    let operator = map(opt(terminated(one_of("+!"), multispace0)), |sign| match sign {
        Some('+') => Operator::Move,
        Some(_) => Operator::Remove,
        None => Operator::Add,
    });
    let word = map(take_till(|c| c == '+'), str::trim);
    (operator, separated_list1(char('+'), word)).parse(input)
}

/// Takes any text apart.
pub(super) fn parse(value: &str) -> Parts<'_> {
    let mut lexemes = many0(lexeme).parse(value).map(|(_, lexemes)| lexemes).unwrap_or_default();
    lexemes.retain(|lexeme| *lexeme != Lexeme::Item(""));
    let separator = separator(&lexemes);

    let mut parts = Parts { number: None, ciphers: Vec::new(), groups: Vec::new(), flaws: Vec::new() };
    // Where the missing ciphers should have been; the start of the value is the last resort.
    let mut before_ciphers = value.split_at(0).0;
    let mut before_groups = None;
    for (index, lexeme) in lexemes.iter().enumerate() {
        match *lexeme {
            Lexeme::Item(text) if before_groups.is_some() => {
                let item = item(text, &mut parts.flaws);
                parts.groups.push(item);
            }
            Lexeme::Item(text) if parts.ciphers.is_empty() && parts.number.is_none() && is_number(text) => {
                parts.number = Some(text);
                before_ciphers = text;
            }
            Lexeme::Item(text) => parts.cipher(text),
            Lexeme::Colons(text) if Some(index) == separator => {
                let (double, surplus) = parts.split_separator(text);
                if !surplus.is_empty() {
                    parts.flaws.push((surplus, "one colon too many".to_owned()));
                }
                before_groups = Some(double);
                if parts.ciphers.is_empty() {
                    before_ciphers = double;
                }
            }
            Lexeme::Colons(text) => {
                let after_colons = index.checked_sub(1).is_some_and(|i| is_colons(lexemes.get(i)));
                let before_separator = separator == Some(index + 1) && !parts.ciphers.is_empty();
                if before_groups.is_some() && text.len() > 1 {
                    parts.flaws.push((text, "only one :: may stand in the value".to_owned()));
                } else if index == 0 {
                    parts.flaws.push((text, "a colon at the start".to_owned()));
                } else if index + 1 == lexemes.len() {
                    parts.flaws.push((text, "a colon at the end".to_owned()));
                } else if text.len() > 1 || after_colons || before_separator {
                    parts.flaws.push((text, "one colon too many".to_owned()));
                }
                if parts.ciphers.is_empty() && before_groups.is_none() {
                    before_ciphers = text;
                }
            }
        }
    }
    if parts.ciphers.is_empty() {
        parts.flaws.push((before_ciphers, "no ciphers are listed".to_owned()));
    }
    if let Some(double) = before_groups
        && parts.groups.is_empty()
    {
        parts.flaws.push((double, "no key exchange groups follow".to_owned()));
    }
    parts
}

impl<'a> Parts<'a> {
    /// Takes up an item of the cipher list; the first one tells whether the number is missing or broken.
    fn cipher(&mut self, text: &'a str) {
        if self.number.is_some() || !self.ciphers.is_empty() {
            let item = item(text, &mut self.flaws);
            self.ciphers.push(item);
        } else if text.starts_with(|c: char| c.is_ascii_digit()) && !keyword::is_cipher(text) {
            self.flaws.push((text, "not a number; the one for protocol versions stands here".to_owned()));
            self.ciphers.push(Item { text, operator: Operator::Add, words: Vec::new() });
        } else {
            self.flaws.push((text, super::NUMBER_IS_MISSING.to_owned()));
            let item = item(text, &mut self.flaws);
            self.ciphers.push(item);
        }
    }

    /// Of two or more colons, the two that open the groups, and those that are too many.
    fn split_separator(&self, colons: &'a str) -> (&'a str, &'a str) {
        if !self.ciphers.is_empty() {
            return colons.split_at_checked(2).unwrap_or((colons, ""));
        }
        let (head, double) = colons.split_at_checked(colons.len().saturating_sub(2)).unwrap_or(("", colons));
        // After a number one colon is in its right, before a list that is empty.
        let surplus = if self.number.is_some() { head.strip_prefix(':').unwrap_or(head) } else { head };
        (double, surplus)
    }
}

/// Which colons open the groups: the first two that a group follows, else the first two at all.
fn separator(lexemes: &[Lexeme<'_>]) -> Option<usize> {
    let doubles = || lexemes.iter().enumerate().filter(|(_, l)| matches!(l, Lexeme::Colons(text) if text.len() > 1));
    let opens_groups = |index: usize| match lexemes.get(index + 1) {
        Some(Lexeme::Item(text)) => text.trim_start_matches(['+', '!', ' ']).starts_with("EC_"),
        _ => false,
    };
    doubles().map(|(index, _)| index).find(|index| opens_groups(*index)).or_else(|| doubles().map(|(i, _)| i).next())
}

fn is_colons(lexeme: Option<&Lexeme<'_>>) -> bool {
    matches!(lexeme, Some(Lexeme::Colons(_)))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn item<'a>(text: &'a str, flaws: &mut Vec<Remark<'a>>) -> Item<'a> {
    let (operator, mut words) = item_words(text).map_or((Operator::Add, Vec::new()), |(_, parsed)| parsed);
    if words.is_empty() || words.contains(&"") {
        flaws.push((text, "a keyword is missing".to_owned()));
        words.clear();
    } else if let Some(number) = words.iter().find(|word| is_number(word)) {
        flaws.push((number, "a number stands only once and first".to_owned()));
        words.clear();
    }
    Item { text, operator, words }
}
