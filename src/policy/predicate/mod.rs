//! Predicates of SAP's policies: a small part of SAP HANA's SQL, over the row of a config store.
//!
//! What they look like stands here and in `words`, `parse`, `function` and `print`; what they mean, in [`super::evaluate`].

mod function;
mod parse;
mod pattern;
mod print;
mod words;

use std::ops::Range;
use std::sync::Arc;

pub use function::Function;
pub use parse::{Mistake, parse};
pub use pattern::{Pattern, PatternError};
pub use print::one_line;

/// What holds of a row, or does not.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// All of them hold.
    And(Vec<Self>),
    /// One of them holds.
    Or(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// `dir1.STORE_CIM_GUID = dir2.STORE_CIM_GUID`: two rows are of one instance, as those of one system's files are.
    SameInstance,
    /// An expression is compared.
    Test(Test),
}

/// What is asked of an expression.
#[derive(Debug, Clone)]
pub struct Test {
    /// What stands on the left.
    pub left: Expression,
    /// What is asked of it.
    pub asked: Asked,
    /// Where it stands in the predicate, in bytes.
    pub span: Range<u32>,
}

/// Where it stands makes it no other test.
impl PartialEq for Test {
    fn eq(&self, other: &Self) -> bool {
        self.left == other.left && self.asked == other.asked
    }
}

/// What is asked of the expression on the left.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// `=` and its like.
    Compare(Comparison, Expression),
    /// `like '%x_'`: the whole text.
    Like {
        /// `not like`
        negated: bool,
        /// With `%` for any text and `_` for any character.
        pattern: Expression,
    },
    /// `like_regexpr 'x'`: anywhere in the text.
    LikeRegexpr {
        /// `not like_regexpr`
        negated: bool,
        /// Perl's.
        pattern: Pattern,
    },
    /// `between low and high`, both included.
    Between {
        /// `not between`
        negated: bool,
        /// The lowest, the highest.
        limits: Box<[Expression; 2]>,
    },
    /// `in ('a', 'b')`
    In {
        /// `not in`
        negated: bool,
        /// One of these.
        list: Vec<Expression>,
    },
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `!=`, `<>`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// What has a value in a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// `'x'`
    Text(Box<str>),
    /// `12`, `1.5`: its digits.
    Number(Box<str>),
    /// `VALUE`, `ptree.value`
    Column(Arc<Column>),
    /// `current_date` and its like.
    Now(Now),
    /// `-x`
    Negative(Box<Self>),
    /// `a + b` and its like.
    Arithmetic(Arithmetic, Box<[Self; 2]>),
    /// `case when .. then .. else .. end`
    Case {
        /// Conditions, and what then.
        branches: Vec<(Predicate, Self)>,
        /// What else.
        otherwise: Option<Box<Self>>,
    },
    /// `lpad(VALUE, 4, '0')`
    Call(Function, Box<[Self]>),
    /// `replace_regexpr(pattern in text with replacement)`
    ReplaceRegexpr(Pattern, Box<[Self; 2]>),
    /// `substr_regexpr(pattern in text group n)`
    SubstrRegexpr(Pattern, Box<Self>, u32),
}

/// A column, in capitals.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Column {
    /// `PTREE` of `ptree.value`.
    pub qualifier: Option<Arc<str>>,
    /// `VALUE`
    pub name: Arc<str>,
}

/// What the time of evaluation gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    /// `current_date`
    Date,
    /// `current_time`
    Time,
    /// `current_utctimestamp`
    Moment,
}

/// What two values are put together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `||`
    Concatenation,
}

impl Column {
    /// Its name, if it is one of the row, and not of another table.
    pub fn own(&self) -> Option<&Arc<str>> {
        self.qualifier.is_none().then_some(&self.name)
    }
}

impl Comparison {
    /// Whether it asks which of two comes first.
    pub fn is_order(self) -> bool {
        !matches!(self, Self::Equal | Self::Unequal)
    }

    /// As it is written.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// The same with both sides exchanged.
    #[must_use]
    pub fn turned(self) -> Self {
        match self {
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
            same => same,
        }
    }
}

impl Predicate {
    /// Shows every test in it, those in `case` too, to `see`, in the order in which they are written.
    pub fn tests<'p>(&'p self, see: &mut impl FnMut(&'p Test)) {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.tests(see)),
            Self::Not(part) => part.tests(see),
            Self::SameInstance => {}
            Self::Test(test) => {
                see(test);
                test.expressions(&mut |expression| {
                    if let Expression::Case { branches, .. } = expression {
                        branches.iter().for_each(|(when, _)| when.tests(see));
                    }
                });
            }
        }
    }

    /// Shows every expression in it to `see`, those within others too.
    pub fn expressions<'p>(&'p self, see: &mut impl FnMut(&'p Expression)) {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.expressions(see)),
            Self::Not(part) => part.expressions(see),
            Self::SameInstance => {}
            Self::Test(test) => test.expressions(&mut |expression| {
                see(expression);
                if let Expression::Case { branches, .. } = expression {
                    branches.iter().for_each(|(when, _)| when.expressions(see));
                }
            }),
        }
    }

    /// The columns that it asks for, each once, in the order of their names.
    pub fn columns(&self) -> Vec<&Column> {
        let mut columns = Vec::new();
        self.expressions(&mut |expression| {
            if let Expression::Column(column) = expression {
                columns.push(&**column);
            }
        });
        columns.sort();
        columns.dedup();
        columns
    }

    /// The parts of which one must hold: its own parts if it is an `or`, else itself.
    pub fn alternatives(&self) -> &[Self] {
        match self {
            Self::Or(parts) => parts,
            one => std::slice::from_ref(one),
        }
    }

    /// Columns and texts of its conditions `column = 'text'`.
    pub fn equalities(&self) -> impl Iterator<Item = (&Arc<str>, &str)> {
        self.conditions().iter().filter_map(|condition| match condition {
            Self::Test(test) => test.equality(),
            _ => None,
        })
    }

    /// The parts that must all hold: its own parts if it is an `and`, else itself.
    pub fn conditions(&self) -> &[Self] {
        match self {
            Self::And(parts) => parts,
            one => std::slice::from_ref(one),
        }
    }
}

impl Test {
    /// Shows every expression of it to `see`, those within others too, but none of a condition of `case`.
    pub fn expressions<'p>(&'p self, see: &mut impl FnMut(&'p Expression)) {
        self.left.each(see);
        match &self.asked {
            Asked::Compare(_, right) | Asked::Like { pattern: right, .. } => right.each(see),
            Asked::LikeRegexpr { .. } => {}
            Asked::Between { limits, .. } => limits.iter().for_each(|limit| limit.each(see)),
            Asked::In { list, .. } => list.iter().for_each(|one| one.each(see)),
        }
    }

    /// Column of the row and text of `column = 'text'`, whichever stands on the left.
    pub fn equality(&self) -> Option<(&Arc<str>, &str)> {
        let Asked::Compare(Comparison::Equal, right) = &self.asked else { return None };
        match (&self.left, right) {
            (column, Expression::Text(text)) | (Expression::Text(text), column) => Some((column.column()?, text)),
            _ => None,
        }
    }
}

impl Asked {
    /// What is compared with; no patterns.
    pub fn limits(&self) -> &[Expression] {
        match self {
            Self::Compare(_, right) => std::slice::from_ref(right),
            Self::Between { limits, .. } => &**limits,
            Self::In { list, .. } => list,
            Self::Like { .. } | Self::LikeRegexpr { .. } => &[],
        }
    }
}

impl Expression {
    /// The column, if it is one of the row.
    pub fn column(&self) -> Option<&Arc<str>> {
        if let Self::Column(column) = self { column.own() } else { None }
    }

    /// Shows itself and every expression within it to `see`, but none of a condition of `case`.
    pub fn each<'p>(&'p self, see: &mut impl FnMut(&'p Self)) {
        see(self);
        match self {
            Self::Text(_) | Self::Number(_) | Self::Column(_) | Self::Now(_) => {}
            Self::Negative(inner) | Self::SubstrRegexpr(_, inner, _) => inner.each(see),
            Self::Arithmetic(_, both) | Self::ReplaceRegexpr(_, both) => both.iter().for_each(|one| one.each(see)),
            Self::Case { branches, otherwise } => {
                branches.iter().for_each(|(_, then)| then.each(see));
                otherwise.iter().for_each(|otherwise| otherwise.each(see));
            }
            Self::Call(_, arguments) => arguments.iter().for_each(|one| one.each(see)),
        }
    }
}
