//! Files of compressed archives: such an archive is unpacked from begin to end, so its files are read in the order in which they
//! stand in it. Short ones are unpacked ahead and shared among threads. Memory does not follow the archive's length.

use std::io::{self, Read};

use rayon::prelude::*;

use super::file::{self, Outcome};
use super::input::Shared;
use super::{Assigned, Request};
use crate::input::archive::{self, InTurn, Turns};
use crate::input::{Content, Source, Stream};
use crate::limits::UNPACKED_AHEAD_BYTES;
use crate::rule::judging::Setting;

/// The archives of a request whose files are read in turn.
pub(super) fn archives<'r>(request: &'r Request<'_>) -> Vec<InTurn<'r>> {
    let read = request.files.iter().enumerate().filter(|(_, file)| request.is_read(file));
    archive::in_turn(read.map(|(index, file)| (index, &file.input.content)))
}

/// Whether a file has its turn in an archive.
pub(super) fn is_in_turn(file: &Assigned) -> bool {
    matches!(&file.input.content, Content::Entry(entry) if entry.in_turn().is_some())
}

/// Reads all files of one archive; hands out what became of each, with its index.
pub(super) fn read<'r>(
    (archive, files): &InTurn<'_>,
    request: &'r Request<'_>,
    run_on: &(impl Fn(&Assigned) -> Shared<'r> + Sync),
    setting: &(impl Fn(usize) -> Setting<'r> + Sync),
    done: &(impl Fn(usize, Outcome) -> (usize, Outcome) + Sync),
) -> Vec<(usize, Outcome)> {
    let parallel = files.values().next().is_some_and(|(first, _)| run_on(&request.files[*first]).parallel);
    let mut reading = Reading { ahead: Vec::new(), bytes: 0, outcomes: Vec::new() };
    let flush = |reading: &mut Reading| {
        let ahead = std::mem::take(&mut reading.ahead);
        reading.bytes = 0;
        let read = |(index, bytes): (usize, io::Result<Vec<u8>>)| {
            let file = &request.files[index];
            let open = || bytes.as_deref().map(Source::Memory).map_err(again);
            done(index, file::read_as(&file.input, open, index, run_on(file), setting(index)))
        };
        let outcomes: Vec<_> =
            if parallel { ahead.into_par_iter().map(read).collect() } else { ahead.into_iter().map(read).collect() };
        reading.outcomes.extend(outcomes);
    };
    let mut turns = archive.turns();
    for (start, (index, size)) in files {
        let (file, size) = (&request.files[*index], *size);
        if size <= UNPACKED_AHEAD_BYTES {
            let bytes = if file.input.is_secret() { Ok(Vec::new()) } else { unpack(&mut turns, *start, size) };
            reading.ahead.push((*index, bytes));
            reading.bytes += size;
            if reading.bytes >= UNPACKED_AHEAD_BYTES {
                flush(&mut reading);
            }
            continue;
        }
        flush(&mut reading);
        let current = &mut turns;
        let open = move || {
            let current = current;
            let turns = current.as_mut().map_err(|error| again(error))?;
            turns.skip_to(*start)?;
            Ok(Source::Stream(Stream::new(Box::new(turns.file(size)))))
        };
        let outcome = done(*index, file::read_as(&file.input, open, *index, run_on(file), setting(*index)));
        reading.outcomes.push(outcome);
    }
    flush(&mut reading);
    reading.outcomes
}

struct Reading {
    /// Files that are unpacked and not yet read.
    ahead: Vec<(usize, io::Result<Vec<u8>>)>,
    /// Their bytes.
    bytes: u64,
    outcomes: Vec<(usize, Outcome)>,
}

fn unpack(turns: &mut io::Result<Turns<'_>>, start: u64, size: u64) -> io::Result<Vec<u8>> {
    let turns = turns.as_mut().map_err(|error| again(error))?;
    turns.skip_to(start)?;
    let mut bytes = Vec::new();
    turns.file(size).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The same error once more: what is behind it cannot be read either.
fn again(error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), error.to_string())
}
