//! Archives: what their lists say, and what unpacks of them.

use std::collections::BTreeSet;
use std::io::Write as _;

use basislint::input::archive::{self, Looked, Room, look_into_memory};
use basislint::input::{Content, ReadAt as _};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::given::Given;
use super::{fixtures, zip};

/// So much is read of each file: longer ones are cut here, not by the archive.
const MOST: usize = 1 << 20;

/// Whether it is packed once more with gzip, then the archive.
pub fn run(data: &[u8]) {
    let mut given = Given::new(data);
    let packed = given.byte() % 2 == 1;
    let bytes = if packed { gzipped(given.rest()) } else { given.rest().to_vec() };
    let begins = archive::begins(&bytes);
    match look_into_memory(bytes.clone(), &mut Room::default()) {
        Err(same) => assert_eq!(same, bytes, "what is no archive comes back as it was"),
        Ok(Looked::Alone(entry)) => drop(read(&Content::Entry(entry))),
        Ok(Looked::Files(files, trouble)) => {
            assert!(begins && (!files.is_empty() || trouble.is_some()), "an archive without a file says why");
            let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
            assert_eq!(paths.len(), files.len(), "each path is there once");
            for file in &files {
                let is_below = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.contains(['\0', '\\']);
                // In tar a backslash is a letter.
                let is_path = file.path.split('/').all(|part| is_below(&part.replace('\\', "")));
                assert!(is_path, "{:?} leads out of the archive", file.path);
                assert_eq!(read(&file.content), read(&file.content), "{:?}", file.path);
            }
        }
    }
    let _ = archive::described(&bytes);
}

/// What is in a file, or what is wrong with it.
fn read(content: &Content) -> Result<Vec<u8>, String> {
    let source = content.open().map_err(|error| error.to_string())?;
    let mut bytes = vec![0; MOST];
    let length = source.read_fully_at(&mut bytes, 0).map_err(|error| error.to_string())?;
    bytes.truncate(length);
    assert!(source.length().is_none_or(|length| bytes.len() as u64 <= length));
    Ok(bytes)
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn tarred(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

pub fn seeds() -> Vec<Vec<u8>> {
    let long = "folder/".repeat(20) + "a.txt";
    let mut seeds = Vec::new();
    let artifact = zip::archive(&[("src/main/resources/parameters.prop", b"a=b")]);
    let member = "0123456789abcdef0123456789abcdef_content";
    seeds.push((0, zip::archive(&[(member, &artifact), ("a.zip", &artifact), ("resources.cnt", b"x")])));
    for kind in fixtures::kinds() {
        let cases = fixtures::cases(&kind, 1024);
        let Some((name, bytes)) = cases.first() else { continue };
        let path = format!("PRD/{name}");
        let files: [(&str, &[u8]); 3] = [(&path, bytes), ("PRD\\b.txt", b"x"), (&long, b"")];
        seeds.extend([(0, zip::archive(&files)), (0, tarred(&files)), (1, tarred(&files[..2])), (1, bytes.clone())]);
    }
    seeds.into_iter().map(|(form, bytes)| [&[form], bytes.as_slice()].concat()).collect()
}
