//! SICF_SERVICES out of the tables of the ICF: which URLs they are follows from both (`services`).

use super::{Carrier, Cell, Gathered, Made};
use crate::export::Value;

pub(super) static CARRIER: Carrier = Carrier {
    export: "icf-services",
    stores: &["SICF_SERVICES"],
    tells_all: false,
    tells_what_is_set: false,
    rows: |from, make| {
        make(Made::Gathered(Gathered::Table(from.text("table"))));
        let is_cut = |name: &str| matches!(from.field(name).value, Value::Unknown(_) | Value::Cut(_));
        match from.text("record").as_str() {
            "service" if ["name", "parent", "node"].iter().any(|name| is_cut(name)) => {
                make(Made::Gathered(Gathered::Unreadable));
            }
            "service" => make(Made::Gathered(Gathered::Node(["name", "parent", "node"].map(|name| from.text(name))))),
            "activation" if ["name", "parent"].iter().any(|name| is_cut(name)) => {
                make(Made::Gathered(Gathered::Unreadable));
            }
            "activation" => {
                let active = from.field("active");
                let cell = match active.value {
                    Value::Flag(active_flag) => Cell::new("ICFACTIVE", if active_flag { "X" } else { "" }, active.span),
                    _ => Cell::unknown("ICFACTIVE", active.span),
                };
                make(Made::Gathered(Gathered::Activation(["name", "parent"].map(|name| from.text(name)), cell)));
            }
            _ => {}
        }
    },
};
