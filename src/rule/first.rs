//! Lists in which the first record that fits decides, as in a route permission table: what each row of a rule's list got.

use std::collections::BTreeMap;

use super::compile::Rule;
use super::condition::{Context, Outcome, Truth, judge_all};
use crate::packing::{Damaged, Packed, Packer, Unpacker, packed};

/// A place that cannot be judged: file, line, why.
pub(crate) type Doubtful = (usize, u64, &'static str);

/// What is known of each row of a rule's list, file by file: each file is a table of its own.
#[derive(Debug, Default)]
pub(crate) struct Deciding {
    rows: BTreeMap<(usize, usize), State>,
}

/// What is known of one row.
#[derive(Debug, Clone, Copy)]
enum State {
    /// No record decides so far; of these it cannot be known whether they fit, and they would be right, or wrong.
    Open {
        right: Option<Doubtful>,
        wrong: Option<Doubtful>,
    },
    /// The record that decides, on this line, is as it must be.
    Right(u64),
    /// It is not.
    Wrong,
    Unknown(Doubtful),
}

packed!(Deciding { rows });

impl Packed for State {
    fn pack(&self, out: &mut Packer) {
        match self {
            Self::Open { right, wrong } => (0_u64, (*right, *wrong)).pack(out),
            Self::Right(line) => (1_u64, *line).pack(out),
            Self::Wrong => 2_u64.pack(out),
            Self::Unknown(doubtful) => (3_u64, *doubtful).pack(out),
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        Ok(match from.number()? {
            0 => Self::Open { right: Packed::unpack(from)?, wrong: Packed::unpack(from)? },
            1 => Self::Right(Packed::unpack(from)?),
            2 => Self::Wrong,
            3 => Self::Unknown(Packed::unpack(from)?),
            _ => return Err(Damaged),
        })
    }
}

impl State {
    /// What is known after later records of the same file have said so much.
    fn then(self, later: Self) -> Self {
        let Self::Open { right, wrong } = self else { return self };
        match (later, right, wrong) {
            (Self::Open { right: later_right, wrong: later_wrong }, ..) => {
                Self::Open { right: right.or(later_right), wrong: wrong.or(later_wrong) }
            }
            // A record before it may have decided otherwise.
            (Self::Right(_), _, Some(doubtful)) | (Self::Wrong, Some(doubtful), _) => Self::Unknown(doubtful),
            (decided, ..) => decided,
        }
    }
}

/// What all tables together say of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    /// Some table has what must be.
    Right,
    /// A record says otherwise.
    Wrong,
    /// No record says anything.
    Nothing,
    Unknown(Doubtful),
}

impl Deciding {
    /// Whether no row was asked about.
    pub fn is_blank(&self) -> bool {
        self.rows.is_empty()
    }

    /// Takes what another file gave, or a later part of this one.
    pub fn add(&mut self, other: Self, lines_before: u64) {
        let down = |(file, line, why): Doubtful| (file, line + lines_before, why);
        for (key, state) in other.rows {
            let state = match state {
                State::Right(line) => State::Right(line + lines_before),
                State::Open { right, wrong } => State::Open { right: right.map(down), wrong: wrong.map(down) },
                State::Unknown(doubtful) => State::Unknown(down(doubtful)),
                decided => decided,
            };
            let known = self.rows.entry(key).or_insert(State::Open { right: None, wrong: None });
            *known = known.then(state);
        }
    }

    /// Whether no record has decided on the row in this file.
    pub fn is_open(&self, file: usize, row: usize) -> bool {
        self.rows.get(&(file, row)).is_none_or(|state| matches!(state, State::Open { .. }))
    }

    /// Looks at a record on behalf of a row that is open; the context has the row. Says whether it decides against it.
    pub fn look(&mut self, rule: &Rule, file: usize, row: usize, context: &Context<'_>, line: u64) -> bool {
        let state = self.rows.entry((file, row)).or_insert(State::Open { right: None, wrong: None });
        let State::Open { right, wrong } = state else { return false };
        let fits = judge_all(&rule.about, context);
        if fits == Outcome::Decided(Truth::False) {
            return false;
        }
        let is_right = match judge_all(&rule.when, context) {
            Outcome::Decided(Truth::Unknown(why)) => {
                *state = State::Unknown((file, line, why));
                return false;
            }
            outcome => outcome == Outcome::Decided(Truth::True),
        };
        if let Outcome::Decided(Truth::Unknown(why)) = fits {
            (if is_right { right } else { wrong }).get_or_insert((file, line, why));
            return false;
        }
        *state = state.then(if is_right { State::Right(line) } else { State::Wrong });
        matches!(state, State::Wrong)
    }

    /// File and line of the records that decide on a row as they must.
    pub fn right(&self, row: usize) -> impl Iterator<Item = (usize, u64)> {
        self.rows.iter().filter_map(move |((file, of), state)| match state {
            State::Right(line) if *of == row => Some((*file, *line)),
            _ => None,
        })
    }

    /// What is known of a row.
    pub fn of(&self, row: usize) -> Decision {
        let rank = |decision: &Decision| match decision {
            Decision::Right => 3,
            Decision::Unknown(_) => 2,
            Decision::Wrong => 1,
            Decision::Nothing => 0,
        };
        let states = self.rows.iter().filter(|((_, of), _)| *of == row);
        let decisions = states.map(|(_, state)| match state {
            State::Right(_) => Decision::Right,
            State::Wrong => Decision::Wrong,
            State::Unknown(doubtful) | State::Open { right: Some(doubtful), .. } => Decision::Unknown(*doubtful),
            State::Open { right: None, .. } => Decision::Nothing,
        });
        decisions.max_by_key(rank).unwrap_or(Decision::Nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(first: State, second: State) -> Decision {
        let part = |state| Deciding { rows: BTreeMap::from([((0, 0), state)]) };
        let mut whole = Deciding::default();
        whole.add(part(first), 0);
        whole.add(part(second), 10);
        whole.of(0)
    }

    #[test]
    fn a_later_part_of_a_table_decides_what_those_before_left_open() {
        let open = State::Open { right: None, wrong: None };
        let maybe_wrong = State::Open { right: None, wrong: Some((0, 3, "a name")) };
        assert_eq!(after(open, State::Right(2)), Decision::Right);
        assert_eq!(after(open, State::Wrong), Decision::Wrong);
        assert_eq!(after(State::Wrong, State::Right(2)), Decision::Wrong);
        assert_eq!(after(maybe_wrong, State::Right(2)), Decision::Unknown((0, 3, "a name")));
        assert_eq!(after(maybe_wrong, State::Wrong), Decision::Wrong);
        assert_eq!(after(open, maybe_wrong), Decision::Nothing);
    }
}
