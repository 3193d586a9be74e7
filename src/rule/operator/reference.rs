//! `in`, `not-in`, `all-in`: the values that a field has in other records.

use super::{Asked, Build, On, Operator};
use crate::rule::condition::{Condition, Relation};

pub(super) static OPERATORS: &[Operator] = &[
    Operator {
        key: "in",
        negated: Some("not-in"),
        on: On::Any,
        about: "the values a field has in other records: `in = { export = \"rfc-destinations\", field = \"user\", where = [...], \
                scope = \"other-systems\" }`; without `scope` those of the same system; `required = true` if there must be such a record, so \
                that a list without one proves nothing; `listed = true` if a value that no record has at all (whatever `where` says) was not \
                exported; `once = true` if a value has one record at most, so that what else the export lacks does not matter; \
                `optional = true` if only what is there counts, so that an export that is not here has no such value. Not under `where`, nor \
                in labels",
        build: Build::Reference(|asked, reference| {
            build(asked, reference, if asked.negated { Relation::None } else { Relation::Some })
        }),
    },
    Operator {
        key: "all-in",
        negated: None,
        on: On::Any,
        about: "every value of a cell of the list is there: `{ field = \"row.notes\", all-in = { export = \"notes\", field = \"note\" } }`",
        build: Build::Reference(|asked, reference| build(asked, reference, Relation::Every)),
    },
];

fn build(asked: &Asked<'_>, reference: usize, relation: Relation) -> Condition {
    Condition::In { subject: asked.subject.clone(), reference, relation }
}
