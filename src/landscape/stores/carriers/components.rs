//! COMP_LEVEL out of the software components: COMPONENT, VERSION, SP.

use super::{Carrier, Cell, Made, StoreRow};
use crate::export::{Value, display};

pub(super) static CARRIER: Carrier = Carrier {
    export: "components",
    stores: &["COMP_LEVEL"],
    tells_all: true,
    tells_what_is_set: false,
    rows: |from, make| {
        let [component, release] = ["component", "release"].map(|name| from.field(name));
        let level = from.field("level");
        let sp = match &level.value {
            Value::Unknown(_) | Value::Cut(_) => Cell::unknown("SP", level.span.clone()),
            value => Cell::new("SP", padded(&display(value, from.row.charset).unwrap_or_default()), level.span.clone()),
        };
        let cells =
            [Cell::of("COMPONENT", component, from.row.charset), Cell::of("VERSION", release, from.row.charset), sp];
        make(Made::Row("COMP_LEVEL".into(), StoreRow::of(cells)));
    },
};

/// `0000000019` as `0019`; nothing stays nothing.
fn padded(level: &str) -> String {
    let digits = level.trim_start_matches('0');
    if level.is_empty() || !level.bytes().all(|byte| byte.is_ascii_digit()) {
        level.to_owned()
    } else {
        format!("{digits:0>4}")
    }
}

#[cfg(test)]
mod tests {
    use super::padded;

    #[test]
    fn a_level_has_four_digits_unless_there_is_none() {
        assert_eq!(
            ["0000000019", "0", "", "0010", "12345", "-"].map(padded),
            ["0019", "0000", "", "0010", "12345", "-"]
        );
    }
}
