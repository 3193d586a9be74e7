//! What all operators have in common: a test of a value.

use std::fmt;

use super::{Context, Keys, Truth};
use crate::export::{Field, Value};

/// The value may go on where its list cut it.
pub(crate) const CUT: &str = "the value may be cut: export it again, a list as a spreadsheet";
pub(crate) const NOTHING_TO_COMPARE: &str = "there is no value that could be compared";

/// An operator with what it compares to.
pub(crate) trait Test: fmt::Debug + Send + Sync {
    /// What it says of a value that is known, or known to be absent.
    fn judge(&self, value: &Value<'_>, context: &Context<'_>) -> Truth;

    /// What it says of a value of which only the begin may be known.
    fn judge_cut(&self, _begin: &[u8], _context: &Context<'_>) -> Truth {
        Truth::Unknown(CUT)
    }

    /// It compares with something that configuration does not give (the technical user): it never holds, nor does its
    /// opposite.
    fn lacks_operand(&self, _context: &Context<'_>) -> bool {
        false
    }

    /// It asks for nothing but that there is a value.
    fn asks_for_presence(&self) -> bool {
        false
    }

    /// For which values it can hold.
    fn keys(&self) -> Keys<'_> {
        Keys::Any
    }
}

impl dyn Test {
    /// What the test, or its opposite, says of a field. An absent value equals the empty text.
    pub fn judge_field(&self, field: &Field<'_>, negated: bool, context: &Context<'_>) -> Truth {
        let truth = match &field.value {
            Value::Unknown(why) => Truth::Unknown(why),
            Value::Cut(begin) => self.judge_cut(begin, context),
            _ if self.lacks_operand(context) => return Truth::False,
            value => self.judge(value, context),
        };
        if negated { truth.not() } else { truth }
    }
}
