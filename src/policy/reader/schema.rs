//! Elements, attributes and values of policies: what SAP's `csa_policy.xsd` knows, and what SAP's own files have beyond that.

/// What an attribute may say.
#[derive(Debug, Clone, Copy)]
pub(in crate::policy) enum Values {
    /// Any text.
    Any,
    /// One of these words; the schema knows the first number of them.
    Words(&'static [&'static str], usize),
    /// `EXIST`, `NOT_EXIST:FIELD`, `check_note:0123456789`; empty is none.
    Operator,
}

/// An attribute.
#[derive(Debug, Clone, Copy)]
pub(in crate::policy) struct KnownAttribute {
    pub name: &'static str,
    pub values: Values,
    pub is_required: bool,
    /// SAP's schema has it; if not, SAP's files have it all the same.
    pub in_schema: bool,
    /// Letters that its value has at most, by the schema, which then wants one at least.
    pub longest: usize,
}

const ANY: KnownAttribute =
    KnownAttribute { name: "", values: Values::Any, is_required: false, in_schema: true, longest: usize::MAX };
const YES_NO: Values = Values::Words(&["Yes", "No"], 2);
const NOT_FOUND: Values = Values::Words(&["positive", "negative", "ignore"], 2);

/// Attributes of `targetsystem`.
pub(in crate::policy) const POLICY: &[KnownAttribute] = &[
    KnownAttribute { name: "id", is_required: true, longest: 20, ..ANY },
    KnownAttribute { name: "desc", is_required: true, longest: 256, ..ANY },
    KnownAttribute { name: "multisql", values: YES_NO, ..ANY },
    KnownAttribute { name: "version", in_schema: false, ..ANY },
    KnownAttribute { name: "not_found", values: NOT_FOUND, in_schema: false, ..ANY },
];

/// Attributes of `configstore`.
pub(in crate::policy) const STORE: &[KnownAttribute] = &[
    KnownAttribute { name: "name", is_required: true, longest: 256, ..ANY },
    KnownAttribute { name: "name_extended", longest: 256, ..ANY },
    KnownAttribute { name: "sci_id", longest: 20, ..ANY },
    KnownAttribute { name: "sci-id", in_schema: false, ..ANY },
    KnownAttribute { name: "system_type", longest: 20, ..ANY },
];

/// Attributes of `checkitem`.
pub(in crate::policy) const ITEM: &[KnownAttribute] = &[
    KnownAttribute { name: "id", is_required: true, longest: 20, ..ANY },
    KnownAttribute { name: "desc", is_required: true, longest: 256, ..ANY },
    KnownAttribute { name: "operator", values: Values::Operator, ..ANY },
    KnownAttribute { name: "not_found", values: NOT_FOUND, ..ANY },
    KnownAttribute { name: "system_roles", longest: 250, ..ANY },
    KnownAttribute { name: "system_attributes", in_schema: false, ..ANY },
    KnownAttribute { name: "store_attribute", longest: 280, ..ANY },
];

/// Attributes of `joinstore`.
pub(in crate::policy) const JOIN: &[KnownAttribute] = &[
    KnownAttribute { name: "name", is_required: true, ..ANY },
    KnownAttribute { name: "name_extended", longest: 256, ..ANY },
    KnownAttribute { name: "minus", values: YES_NO, ..ANY },
    KnownAttribute { name: "no_data_found", values: YES_NO, ..ANY },
    KnownAttribute { name: "not_in_output", values: YES_NO, ..ANY },
    KnownAttribute { name: "sci_id", longest: 20, ..ANY },
    KnownAttribute { name: "sci-id", in_schema: false, ..ANY },
    KnownAttribute { name: "system_type", longest: 20, ..ANY },
    KnownAttribute { name: "hierarchy_level", values: Values::Words(&["2", "3", "4", "5", "6"], 5), ..ANY },
];

/// Elements of `checkitem`.
pub(in crate::policy) const ITEM_ELEMENTS: &[&str] =
    &["compliant", "complianttext", "noncompliant", "noncomplianttext", "joinstore"];

/// Elements of `joinstore`.
pub(in crate::policy) const JOIN_ELEMENTS: &[&str] =
    &["joincompliant", "joincomplianttext", "joinnoncompliant", "joinnoncomplianttext"];
