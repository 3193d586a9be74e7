//! Policies of files and folders.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Policy;
use super::reader::{Known, Read};
use crate::complaint::Complaint;
use crate::input::discover::shown;
use crate::input::own_file;
use crate::limits::POLICY_BYTES;

/// What was read of files and folders.
#[derive(Debug, Default)]
pub struct Loaded {
    /// The policies, in the order of the arguments, and of paths in a folder.
    pub policies: Vec<Policy>,
    /// What is wrong in files, beside single items.
    pub mistakes: Vec<Complaint>,
    /// Files that could not be read, and why.
    pub unreadable: Vec<String>,
    /// Texts that are not what they declare to be.
    pub remarks: Vec<String>,
    /// How many files were read, and how many of them are containers.
    pub files: usize,
    /// Of these.
    pub containers: usize,
}

/// Files that may be policies: those that are named, and the XML files of folders, at any depth.
fn files(path: &Path) -> Result<Vec<PathBuf>, String> {
    let cannot = |error: &dyn std::fmt::Display| format!("cannot read {}: {error}", shown(path));
    if !fs::metadata(path).map_err(|error| cannot(&error))?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|error| cannot(&error))?;
        let is_xml = entry.path().extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"));
        if is_xml && entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    if files.is_empty() {
        return Err(format!("{} has no XML file: policies are XML", shown(path)));
    }
    Ok(files)
}

/// Reads policies. Files of one run are read at the same time; what comes out has the order of the paths.
pub fn load<P: AsRef<Path>>(paths: &[P]) -> Loaded {
    let mut loaded = Loaded::default();
    let mut all = Vec::new();
    for path in paths {
        match files(path.as_ref()) {
            Ok(files) => {
                let is_named = files.first().is_some_and(|first| first == path.as_ref());
                all.extend(files.into_iter().map(|file| (file, is_named)));
            }
            Err(why) => loaded.unreadable.push(why),
        }
    }
    let known = Known::default();
    let read = |(path, is_named): &(PathBuf, bool)| {
        let bytes = own_file::read_up_to(path, POLICY_BYTES);
        let read = bytes.map(|bytes| Read::of(&shown(path), bytes, &known));
        let named = |mut read: Read| {
            read.policies.iter_mut().for_each(|policy| policy.is_named = *is_named);
            read
        };
        read.map(named).map_err(|error| format!("cannot read {}: {error}", shown(path)))
    };
    let results: Vec<Result<Read, String>> = all.par_iter().map(read).collect();
    loaded.files = results.len();
    for result in results {
        match result {
            Ok(read) => {
                loaded.containers += usize::from(read.is_container);
                loaded.policies.extend(read.policies);
                loaded.mistakes.extend(read.mistakes);
                loaded.remarks.extend(read.remarks);
            }
            Err(why) => loaded.unreadable.push(why),
        }
    }
    loaded
}
