//! SAP_KERNEL out of the kernel: KERN_REL, KERN_PATCHLEVEL, KERN_COMP_ON.

use std::borrow::Cow;

use super::{Carrier, Cell, Made, StoreRow};
use crate::export::Value;

const STORE: &str = "SAP_KERNEL";
/// The operating system of the host, of which items ask whether it is Windows.
const SYSTEM: &str = "SAP_ITSAMOperatingSystem";

/// Releases that there are with two make variants: which one it is the release alone does not tell.
const WITH_EXT: [&str; 2] = ["721", "722"];

pub(super) static CARRIER: Carrier = Carrier {
    export: "kernel",
    stores: &[STORE, SYSTEM],
    tells_all: true,
    tells_what_is_set: false,
    rows: |from, make| {
        if !from.text("executable").eq_ignore_ascii_case("disp+work") {
            return;
        }
        let on = from.field("compiled-on");
        let cell = match from.whole("compiled-on").map(|text| system_of(&text)) {
            Some(system) => Cell::new("VALUE", system, on.span),
            None => Cell::unknown("VALUE", on.span),
        };
        make(Made::Row(SYSTEM.into(), StoreRow::of([Cell::new("NAME", "PPMSName", None), cell])));
        let mut of = |name: &'static str, value: Cell<'_>| {
            let text = value.text.map(|text| Cow::Owned(text.into_owned()));
            let value = Cell { column: Cow::Borrowed("VALUE"), text, span: value.span };
            make(Made::Row(STORE.into(), StoreRow::of([Cell::new("NAME", name, None), value])));
        };
        of("KERN_PATCHLEVEL", from.cell("VALUE", "patch"));
        of("KERN_COMP_ON", compiled_on(from.cell("VALUE", "compiled-on")));
        let variant = from.field("make-variant");
        let release = from.field("release");
        match (&variant.value, from.whole("release")) {
            (Value::Text(_), _) => of("KERN_REL", Cell::of("VALUE", variant, from.row.charset)),
            (_, Some(release_text)) => {
                let span = || release.span.clone();
                let row = |suffix: &str| {
                    let value = Cell::new("VALUE", format!("{release_text}{suffix}"), span());
                    StoreRow::of([Cell::new("NAME", "KERN_REL", None), value])
                };
                // Our assumption: other releases have the variant _REL only.
                let mut own = row("_REL");
                own.or = WITH_EXT.contains(&release_text.as_str()).then(|| Box::new(row("_EXT_REL")));
                make(Made::Row(STORE.into(), own));
            }
            (_, None) => of("KERN_REL", Cell::unknown("VALUE", release.span.clone())),
        }
    },
};

/// SAP's items look for OS400, AS400 or IBMi; the platform of an answer of sapcontrol has small letters.
fn compiled_on(cell: Cell<'_>) -> Cell<'_> {
    match cell.text {
        Some(text) if text.starts_with("as400") => Cell { text: Some(format!("AS400 {text}").into()), ..cell },
        text => Cell { text, ..cell },
    }
}

/// What an item calls the system that a kernel was compiled on. That it runs on such a system is plain; that the store writes it so, for what is no Windows, is
/// our assumption: items ask for `WINDOWS%` alone.
fn system_of(compiled_on: &str) -> String {
    let small = compiled_on.to_ascii_lowercase();
    let is_windows = small.contains("windows") || small.starts_with("nt") || small.contains(" for nt");
    if is_windows { "WINDOWS".to_owned() } else { compiled_on.to_ascii_uppercase() }
}
