//! COMP_LEVEL out of the software components: COMPONENT, VERSION, SP.

use super::{Carrier, Cell, Made, StoreRow, field};
use crate::export::{Value, display};

const KIND: &str = "components";

pub(super) static CARRIER: Carrier = Carrier {
    export: KIND,
    stores: &["COMP_LEVEL"],
    tells_all: true,
    tells_what_is_set: false,
    rows: |record, row, make| {
        let [component, release] = ["component", "release"].map(|name| field(record, KIND, name));
        let level = field(record, KIND, "level");
        let sp = match &level.value {
            Value::Unknown(_) | Value::Cut(_) => Cell::unknown("SP", level.span.clone()),
            value => Cell::new("SP", padded(&display(value, row.charset).unwrap_or_default()), level.span.clone()),
        };
        let cells = [Cell::of("COMPONENT", component, row.charset), Cell::of("VERSION", release, row.charset), sp];
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
