//! Rules are embedded by a macro that cargo cannot look into: a new rule file must rebuild the crate.

#![allow(clippy::print_stdout)]

fn main() {
    println!("cargo:rerun-if-changed=rules");
}
