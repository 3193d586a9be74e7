//! SICF_SERVICES out of the tables of the ICF: which URLs they are follows from both (`services`).

use super::{Carrier, Cell, Gathered, Made, field};
use crate::export::{Value, display};

const KIND: &str = "icf-services";

pub(super) static CARRIER: Carrier = Carrier {
    export: KIND,
    stores: &["SICF_SERVICES"],
    tells_all: false,
    tells_what_is_set: false,
    rows: |record, row, make| {
        let text = |name: &str| display(&field(record, KIND, name).value, row.charset).unwrap_or_default();
        make(Made::Gathered(Gathered::Table(text("table"))));
        let is_cut = |name: &str| matches!(field(record, KIND, name).value, Value::Unknown(_) | Value::Cut(_));
        match text("record").as_str() {
            "service" if ["name", "parent", "node"].iter().any(|name| is_cut(name)) => {
                make(Made::Gathered(Gathered::Unreadable));
            }
            "service" => make(Made::Gathered(Gathered::Node(["name", "parent", "node"].map(text)))),
            "activation" if ["name", "parent"].iter().any(|name| is_cut(name)) => {
                make(Made::Gathered(Gathered::Unreadable));
            }
            "activation" => {
                let active = field(record, KIND, "active");
                let cell = match active.value {
                    Value::Flag(active_flag) => Cell::new("ICFACTIVE", if active_flag { "X" } else { "" }, active.span),
                    _ => Cell::unknown("ICFACTIVE", active.span),
                };
                make(Made::Gathered(Gathered::Activation(["name", "parent"].map(text), cell)));
            }
            _ => {}
        }
    },
};
