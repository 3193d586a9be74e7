//! Macros in profile values: `$(NAME)` is the value of another parameter, `$$` the instance number.
//!
//! `%(NAME)` is a variable of the environment, which no export tells. Where the values come from is the caller's.

use nom::branch::alt;
use nom::bytes::complete::{tag, take_until, take_while1};
use nom::character::complete::anychar;
use nom::combinator::recognize;
use nom::sequence::delimited;
use nom::{IResult, Parser};

use crate::limits::EXPANDED_BYTES;

/// Macros in macros: real profiles nest four or five deep.
const DEEPEST: usize = 16;
/// Macros in all: without a limit few parameters that name each other would make a value of any length.
const MOST: usize = 256;

/// Why the macros of a value are not filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfilled {
    /// One of them is not known: its parameter is not, it needs itself, or it is a variable of the environment.
    Unknown,
    /// The value is longer than any, or would be.
    TooLong,
}

enum Piece<'a> {
    Plain(&'a str),
    Parameter(&'a str),
    InstanceNumber,
    /// Of the environment, or not closed.
    Unknowable,
}

/// The value with its macros expanded.
///
/// `lookup` gives the unexpanded value of a parameter. `$$` is the value of `SAPSYSTEM`, with two digits.
///
/// # Errors
/// A macro cannot be expanded, or there would come more out of it than any value has.
pub fn expand(value: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Result<String, Unfilled> {
    let mut left = MOST;
    expand_within(value, lookup, DEEPEST, &mut left)
}

fn expand_within(
    value: &str,
    lookup: &dyn Fn(&str) -> Option<String>,
    depth: usize,
    left: &mut usize,
) -> Result<String, Unfilled> {
    let mut parameter = |name: &str| {
        *left = left.checked_sub(1).ok_or(Unfilled::Unknown)?;
        let value = lookup(name.trim()).ok_or(Unfilled::Unknown)?;
        expand_within(&value, lookup, depth.checked_sub(1).ok_or(Unfilled::Unknown)?, left)
    };
    let mut expanded = String::with_capacity(value.len().min(EXPANDED_BYTES));
    let mut rest = value;
    // The first piece that cannot be known ends it: whoever looks for the end of a macro that has none comes here once.
    while !rest.is_empty() {
        let (behind, piece) = piece(rest).map_err(|_| Unfilled::Unknown)?;
        rest = behind;
        match piece {
            Piece::Plain(text) => expanded.push_str(text),
            Piece::Parameter(name) => expanded.push_str(&parameter(name)?),
            Piece::InstanceNumber => {
                let number: u8 = parameter("SAPSYSTEM")?.trim().parse().map_err(|_| Unfilled::Unknown)?;
                if number >= 100 {
                    return Err(Unfilled::Unknown);
                }
                expanded.push_str(&format!("{number:02}"));
            }
            Piece::Unknowable => return Err(Unfilled::Unknown),
        }
        if expanded.len() > EXPANDED_BYTES {
            return Err(Unfilled::TooLong);
        }
    }
    Ok(expanded)
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
        let expand = |value: &str| expand(value, &lookup).unwrap();
        assert_eq!(expand("PROT=HTTPS,PORT=443$$"), "PROT=HTTPS,PORT=44300");
        assert_eq!(expand("$(DIR_INSTANCE)/sec"), "/usr/sap/PRD/D00/sec");
        assert_eq!(expand("50 % of $5"), "50 % of $5");
        assert_eq!(expand(""), "");
    }

    #[test]
    fn what_cannot_be_known_is_not_guessed() {
        for value in ["$(NOWHERE)", "a%(LD_LIBRARY_PATH)", "$(SAPSYSTEMNAME", "%(X"] {
            assert_eq!(expand(value, &lookup), Err(Unfilled::Unknown), "{value}");
        }
        assert_eq!(expand("443$$", &|_| Some("D00".to_owned())), Err(Unfilled::Unknown));
    }

    #[test]
    fn loops_and_bombs_end() {
        assert_eq!(expand("$(LOOP)", &lookup), Err(Unfilled::Unknown));
        assert_eq!(expand("$(BOMB)", &lookup), Err(Unfilled::Unknown));
    }

    #[test]
    fn no_more_comes_out_than_a_value_has() {
        let at_most = "x".repeat(EXPANDED_BYTES);
        assert_eq!(expand(&at_most, &lookup).map(|value| value.len()), Ok(EXPANDED_BYTES));
        assert_eq!(expand(&format!("{at_most}x"), &lookup), Err(Unfilled::TooLong));
        let doubling = |name: &str| match name {
            "A" => Some("x".repeat(EXPANDED_BYTES / 2 + 1)),
            _ => None,
        };
        assert_eq!(expand("$(A)$(A)$(NOWHERE)", &doubling), Err(Unfilled::TooLong));
    }

    #[test]
    fn of_macros_that_are_not_closed_the_first_ends_it() {
        // Were each looked at, this would search for brackets in 8 TiB.
        let looked_up = std::cell::Cell::new(0);
        let count = |_: &str| {
            looked_up.set(looked_up.get() + 1);
            Some("x".to_owned())
        };
        for value in ["$(".repeat(4 << 20), "%(".repeat(4 << 20), format!("$(A){}", "$(".repeat(4 << 20))] {
            assert_eq!(expand(&value, &count), Err(Unfilled::Unknown));
        }
        assert_eq!(looked_up.get(), 1);
    }

    proptest! {
        #[test]
        fn nothing_panics(value in "[$()%A-Zü]{0,40}|(\\$\\(LOOP\\)|\\$\\(BOMB\\)|\\$\\$){0,5}") {
            let _ = expand(&value, &lookup);
        }
    }
}
