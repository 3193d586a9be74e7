//! Macros in profile values: `$(NAME)` is the value of another parameter, `$$` the instance number.
//!
//! `%(NAME)` is a variable of the environment, which no export tells. Where the values come from is the caller's.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_until, take_while1};
use nom::character::complete::anychar;
use nom::combinator::{all_consuming, recognize};
use nom::multi::many0;
use nom::sequence::delimited;
use nom::{IResult, Parser};

/// Macros in macros: real profiles nest four or five deep.
const DEEPEST: usize = 16;
/// Macros in all: without a limit few parameters that name each other would make a value of any length.
const MOST: usize = 256;

enum Piece<'a> {
    Plain(&'a str),
    Parameter(&'a str),
    InstanceNumber,
    /// Of the environment, or not closed.
    Unknowable,
}

/// The value with its macros expanded, or nothing if one of them cannot be: its parameter is not known, it needs itself,
/// or it is a variable of the environment.
///
/// `lookup` gives the unexpanded value of a parameter. `$$` is the value of `SAPSYSTEM`, with two digits.
pub fn expand(value: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut left = MOST;
    expand_within(value, lookup, DEEPEST, &mut left)
}

fn expand_within(
    value: &str,
    lookup: &dyn Fn(&str) -> Option<String>,
    depth: usize,
    left: &mut usize,
) -> Option<String> {
    let (_, pieces) = all_consuming(many0(piece)).parse(value).ok()?;
    let mut parameter = |name: &str| {
        *left = left.checked_sub(1)?;
        expand_within(&lookup(name.trim())?, lookup, depth.checked_sub(1)?, left)
    };
    let mut expanded = String::with_capacity(value.len());
    for piece in pieces {
        match piece {
            Piece::Plain(text) => expanded.push_str(text),
            Piece::Parameter(name) => expanded.push_str(&parameter(name)?),
            Piece::InstanceNumber => {
                let number: u8 = parameter("SAPSYSTEM")?.trim().parse().ok().filter(|number| *number < 100)?;
                expanded.push_str(&format!("{number:02}"));
            }
            Piece::Unknowable => return None,
        }
    }
    Some(expanded)
}

fn piece(input: &str) -> IResult<&str, Piece<'_>> {
    alt((
        take_while1(|c| c != '$' && c != '%').map(Piece::Plain),
        tag("$$").map(|_| Piece::InstanceNumber),
        delimited(tag("$("), take_until(")"), tag(")")).map(Piece::Parameter),
        alt((tag("$("), tag("%("))).map(|_| Piece::Unknowable),
        recognize(anychar).map(Piece::Plain),
    ))
    .parse(input)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lookup(name: &str) -> Option<String> {
        let value = match name {
            "SAPSYSTEM" => "0",
            "SAPSYSTEMNAME" => "PRD",
            "INSTANCE_NAME" => "D$$",
            "DIR_INSTANCE" => "/usr/sap/$(SAPSYSTEMNAME)/$(INSTANCE_NAME)",
            "LOOP" => "$(LOOP)",
            "BOMB" => "$(BOMB1)$(BOMB1)$(BOMB1)$(BOMB1)$(BOMB1)$(BOMB1)$(BOMB1)$(BOMB1)",
            "BOMB1" => "$(BOMB2)$(BOMB2)$(BOMB2)$(BOMB2)$(BOMB2)$(BOMB2)$(BOMB2)$(BOMB2)",
            "BOMB2" => "$(BOMB3)$(BOMB3)$(BOMB3)$(BOMB3)$(BOMB3)$(BOMB3)$(BOMB3)$(BOMB3)",
            "BOMB3" => "x",
            _ => return None,
        };
        Some(value.to_owned())
    }

    #[test]
    fn macros_are_expanded_through_each_other() {
        assert_eq!(expand("PROT=HTTPS,PORT=443$$", &lookup).as_deref(), Some("PROT=HTTPS,PORT=44300"));
        assert_eq!(expand("$(DIR_INSTANCE)/sec", &lookup).as_deref(), Some("/usr/sap/PRD/D00/sec"));
        assert_eq!(expand("50 % of $5", &lookup).as_deref(), Some("50 % of $5"));
        assert_eq!(expand("", &lookup).as_deref(), Some(""));
    }

    #[test]
    fn what_cannot_be_known_is_not_guessed() {
        for value in ["$(NOWHERE)", "a%(LD_LIBRARY_PATH)", "$(SAPSYSTEMNAME", "%(X"] {
            assert_eq!(expand(value, &lookup), None, "{value}");
        }
        assert_eq!(expand("443$$", &|_| Some("D00".to_owned())), None);
    }

    #[test]
    fn loops_and_bombs_end() {
        assert_eq!(expand("$(LOOP)", &lookup), None);
        assert_eq!(expand("$(BOMB)", &lookup), None);
    }

    proptest! {
        #[test]
        fn nothing_panics(value in "[$()%A-Zü]{0,40}|(\\$\\(LOOP\\)|\\$\\(BOMB\\)|\\$\\$){0,5}") {
            let _ = expand(&value, &lookup);
        }
    }
}
