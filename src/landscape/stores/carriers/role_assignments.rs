//! AUTH_ROLE_USER out of AGR_USERS: each assignment is a row of its role. Its store counts users by checks of Focused Run's own; one for each role is our
//! assumption.

use super::{Carrier, Cell, Made, StoreRow};

const STORE: &str = "AUTH_ROLE_USER";

pub(super) static CARRIER: Carrier = Carrier {
    export: "role-assignments",
    stores: &[STORE],
    tells_all: true,
    tells_what_is_set: false,
    rows: |from, make| {
        let role = from.cell("ROLE", "role");
        let check = Cell { column: "CHECK_ID".into(), ..role.clone() };
        let user = from.cell("USER", "user");
        make(Made::Row(STORE.into(), StoreRow::of([check, role, user, Cell::new("USER_COUNT", "1", None)])));
    },
};
