//! Pointers of Git LFS: what git has in the place of a large file, which lies elsewhere.

use super::input::Input;
use crate::report::FileStatus;

/// With what a pointer begins (the specification of Git LFS, "The Pointer").
const BEGIN: &[u8] = b"version https://git-lfs.github.com/spec/v1\n";

/// Pointers are shorter (the same).
const LONGEST: usize = 1024;

/// Endings of names that no export has.
const NO_EXPORTS: [&str; 22] = [
    "png", "jpg", "jpeg", "gif", "svg", "ico", "mp3", "mp4", "mov", "pdf", "doc", "docx", "ppt", "pptx", "vsdx", "msg",
    "exe", "dll", "so", "jar", "sar", "iso",
];

/// What becomes of a file of which only a pointer is here, why, and whether it may be any export; none if it is no pointer.
pub(super) fn pointer(head: &[u8], input: &Input) -> Option<(FileStatus, String, bool)> {
    if head.len() >= LONGEST || !head.starts_with(BEGIN) {
        return None;
    }
    let ending = input.place().name().rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    if NO_EXPORTS.contains(&ending.as_str()) {
        return Some((FileStatus::Unrecognized, "a pointer of Git LFS to a file that is no export".to_owned(), false));
    }
    let way_out = if input.is_in_git() {
        "git itself does not have the content, so it is not judged: take exports out of Git LFS, which loses nothing with text, or check \
         the files themselves (`git lfs pull`, then basislint without --staged)"
    } else {
        "the file itself is not here: run `git lfs pull`"
    };
    Some((FileStatus::Failed, format!("a pointer of Git LFS: {way_out}"), true))
}
