//! Integration flows of Cloud Integration: their channels with the certificates that they ask for or show, and the values of their
//! parameters (connectors.md a.8).
//!
//! All of it is one kind, and field `record` says what a record is. `flow` reads a flow's file (BPMN 2 XML with SAP's properties),
//! `parameters` the file with the values of its `{{parameters}}`. Values are as they are written: which parameter a channel
//! means, and what follows from it, needs both files and is not known here.

mod certificate_rows;
mod channel;
pub mod fields;
mod flow;
mod made;
mod parameters;
#[cfg(test)]
mod tests;
mod ways;

use super::{Export, FieldBytes, FileContext, Head, LinesMatch, Reach, Reader, RoleSign};
use crate::layout::{properties, xml};

/// Integration flows.
pub static EXPORT: Export = Export {
    kind: "integration-flow",
    title: "integration flows",
    origin: "Cloud Integration, Design, download of an artifact or export of a package",
    role_sign: Some(RoleSign::Of { role: "integration", reason: "there are integration flows of Cloud Integration" }),
    is_table: false,
    reach: Reach::Own,
    columns: &[],
    names: &[ENDING, PARAMETERS],
    by_rows: None,
    fields: fields::FIELDS,
    key: &["record", "flow", "channel", "direction", "name", "subject", "issuer"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: ways::WAYS,
};

/// With what the names of files of flows end.
const ENDING: &str = ".iflw";

/// With what the names of files with values of parameters end: nothing else tells them from other properties.
const PARAMETERS: &str = "parameters.prop";

fn recognise(head: &Head<'_>) -> LinesMatch {
    let name = head.name.to_ascii_lowercase();
    match head.layout {
        Some(layout) if *layout == xml::LAYOUT && head.keys.iter().any(|keys| flow::is_of_flow(keys)) => {
            LinesMatch::Yes(layout)
        }
        // It breaks off before anything of it is seen; why, says whoever reads it.
        Some(layout) if *layout == xml::LAYOUT && head.keys.is_empty() && name.ends_with(ENDING) => {
            LinesMatch::Yes(layout)
        }
        None if name.ends_with(PARAMETERS) => LinesMatch::Yes(&properties::LAYOUT),
        _ => LinesMatch::No,
    }
}

fn open(context: &FileContext<'_>) -> Box<dyn Reader> {
    if *context.layout == xml::LAYOUT {
        return Box::new(flow::Flow::of(context.name));
    }
    Box::new(parameters::Parameters::of(context.place))
}
