//! Standard input as a file: whatever comes from it has the name that somebody says, or none.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::archive::{self, HEAD};
use super::content::{Closed, Content, Once};
use super::discover::{Discovered, Found, Sieve};
use crate::limits::ARCHIVE_HELD_BYTES;

/// What stands for standard input among paths.
pub const DASH: &str = "-";

/// What it is called where nobody names it.
pub const NAMELESS: &str = "stdin";

/// What comes from standard input, as if it lay at this path; an archive as the files in it.
///
/// The path is only a name: nothing is looked for there. Of an archive the sieve may hold files back.
///
/// # Errors
/// What the operating system says.
pub fn discover(
    name: Option<&Path>,
    mut input: impl Read + Send + 'static,
    sieve: &Sieve<'_>,
) -> io::Result<Discovered> {
    let mut head = Vec::with_capacity(HEAD);
    (&mut input).take(HEAD as u64).read_to_end(&mut head)?;
    let file = match name {
        Some(name) => Found::named(name, Content::Memory(Vec::new())),
        // Its system is called like it.
        None => {
            Found { folder: NAMELESS.to_owned(), ..Found::named(&PathBuf::from(NAMELESS), Content::Memory(Vec::new())) }
        }
    };
    if !archive::begins(&head) {
        let content = Content::Once(Once::new(io::Cursor::new(head).chain(input)));
        return Ok(Discovered::of(vec![Found { content, ..file }]));
    }
    let mut bytes = head;
    input.take((ARCHIVE_HELD_BYTES - bytes.len() + 1) as u64).read_to_end(&mut bytes)?;
    if bytes.len() > ARCHIVE_HELD_BYTES {
        let most = ARCHIVE_HELD_BYTES >> 20;
        let why = format!(
            "an archive or workbook of more than {most} MiB from standard input: save it as a file, and name that"
        );
        return Ok(Discovered::of(vec![Found { content: Content::Closed(Closed::Archive(why)), ..file }]));
    }
    let mut discovered = match archive::look_into_memory(bytes, &mut archive::Room::default()) {
        Ok(looked) => Discovered::of(file.in_place_of_it(looked)),
        Err(bytes) => Discovered::of(vec![Found { content: Content::Memory(bytes), ..file }]),
    };
    discovered.sift(sieve);
    Ok(discovered)
}
