//! `cargo run --release --example corpus -- S DIR` writes the exports of folder S to DIR, and `truth-DIR.json` beside it.

#[path = "mod.rs"]
#[allow(dead_code, reason = "the benches use the rest")]
mod corpus;

use std::io::{Write, stderr};
use std::path::Path;
use std::process::ExitCode;

use corpus::folders::{FOLDERS, Folder};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let told = match arguments.as_slice() {
        [name, path] => match FOLDERS.iter().find(|(known, ..)| known == name) {
            Some((.., fill)) => match Folder::make(Path::new(path), *fill) {
                Ok(()) => return ExitCode::SUCCESS,
                Err(error) => format!("cannot write {path}: {error}\n"),
            },
            None => usage(),
        },
        _ => usage(),
    };
    let _ = stderr().write_all(told.as_bytes());
    ExitCode::from(2)
}

fn usage() -> String {
    let folders = FOLDERS.iter().map(|(name, about, _)| format!("  {name:<6}{about}\n"));
    format!("corpus NAME DIR, where NAME is one of\n{}", folders.collect::<String>())
}
