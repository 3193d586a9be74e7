//! The values of one file that other records are compared with.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::export::{Record, Value};
use crate::layout::Row;
use crate::rule::compile::Reference;
use crate::rule::condition::{CUT, Context, Outcome, Truth, judge_all};
use crate::rule::tally::{Setting, reference_value};

/// The values of a reference, as far as they are known.
#[derive(Debug, Default, Clone)]
pub(crate) struct ReferenceValues {
    pub values: BTreeSet<String>,
    /// Those of all records, wanted or not, if the reference asks which there are.
    pub listed: BTreeSet<String>,
    /// There is such a record, whether or not its value is wanted.
    pub any: bool,
    /// Why there may be more: the first line that does not tell, and the reason.
    pub unsure: Option<(u64, &'static str)>,
}

impl ReferenceValues {
    /// Looks at one record of the reference's source.
    pub fn look(&mut self, reference: &Reference, setting: Setting<'_>, record: &dyn Record, row: &Row<'_>) {
        let field = record.field(reference.field);
        // Most records of long lists are of nobody who is asked for.
        if reference.wanted.is_some()
            && (self.any || !reference.required)
            && let Value::Text(text) = &field.value
            && !reference.wants(&upper(row.charset.decode(text)))
        {
            return;
        }
        let context = Context {
            record,
            charset: row.charset,
            list: None,
            row: None,
            technical_user: setting.system.technical_user.as_deref(),
            as_of: setting.as_of,
            days: None,
        };
        if reference.listed || reference.once {
            let value = reference_value(&field, row.charset);
            self.listed.extend(value.filter(|value| reference.wants(value)));
        }
        match judge_all(&reference.about, &context) {
            Outcome::Decided(Truth::True) => {}
            Outcome::Decided(Truth::Unknown(why)) => {
                self.unsure.get_or_insert((row.line(), why));
                return;
            }
            _ => return,
        }
        match &field.value {
            Value::Unknown(why) => {
                self.unsure.get_or_insert((row.line(), why));
            }
            Value::Cut(text) => {
                let name = row.charset.decode(text).to_ascii_uppercase();
                // A name that is asked for is that one, even if it fills its column.
                if reference.wanted.is_some() && reference.wants(&name) {
                    self.any = true;
                    self.values.insert(name);
                } else {
                    self.unsure.get_or_insert((row.line(), CUT));
                }
            }
            _ => {
                self.any = true;
                let value = reference_value(&field, row.charset);
                self.values.extend(value.filter(|value| reference.wants(value)));
            }
        }
    }
}

/// As references compare texts.
fn upper(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_lowercase()) { text.to_ascii_uppercase().into() } else { text }
}
