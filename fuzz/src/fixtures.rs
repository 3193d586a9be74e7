//! The project's own fixtures, as seeds.

use std::fs;
use std::path::{Path, PathBuf};

/// The project's folder: this may be compiled as its part or as a crate below it.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    if here.join("testdata").is_dir() { here.to_owned() } else { here.join("..") }
}

/// Name and bytes of all fixtures of a kind up to this length, by name.
pub fn cases(kind: &str, longest: usize) -> Vec<(String, Vec<u8>)> {
    let Ok(entries) = fs::read_dir(root().join("testdata/cases").join(kind)) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.is_file() && path.extension().is_none_or(|extension| extension != "expected"));
    paths.sort();
    let named = |path: PathBuf| Some((path.file_name()?.to_str()?.to_owned(), fs::read(&path).ok()?));
    paths.into_iter().filter_map(named).filter(|(_, bytes)| bytes.len() <= longest).collect()
}

/// Names of the folders with fixtures.
pub fn kinds() -> Vec<String> {
    let Ok(entries) = fs::read_dir(root().join("testdata/cases")) else { return Vec::new() };
    let mut kinds: Vec<String> = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    kinds.sort();
    kinds
}
