use std::io::{Cursor, Write};

use ::zip::ZipWriter;
use ::zip::write::SimpleFileOptions;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;
use crate::input::{Closed, Content};

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn tarred(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ::tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, *bytes).unwrap();
    }
    archive.into_inner().unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn bytes(content: &Content) -> io::Result<Vec<u8>> {
    let source = content.open()?;
    let mut bytes = Vec::new();
    SourceReader::new(source, 0).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn look_into_memory(archive: Vec<u8>) -> Result<Looked, Vec<u8>> {
    super::look_into_memory(archive, &mut Room::default())
}

/// Path and bytes of a file, or why there are none.
type FileRead = (String, Result<Vec<u8>, String>);

/// The files, and what is said of the archive.
fn looked(archive: Vec<u8>) -> (Vec<FileRead>, Option<Closed>) {
    match look_into_memory(archive).unwrap() {
        Looked::Alone(_) => panic!("an archive, and no file"),
        Looked::Files(files, closed) => {
            let read = |file: Listed| {
                let bytes = match &file.content {
                    Content::Closed(closed) => Err(closed.reason()),
                    content => bytes(content).map_err(|error| error.to_string()),
                };
                (file.path, bytes)
            };
            (files.into_iter().map(read).collect(), closed)
        }
    }
}

const FILES: [(&str, &[u8]); 4] =
    [("PRD/a.txt", b"one"), ("PRD/deep/er/b.txt", b""), ("c.txt", b"three three three"), ("PRD/ü.txt", b"x")];

#[test]
fn every_kind_of_archive_holds_what_was_put_into_it() {
    let long = "long/".repeat(60) + "name.txt";
    let mut files = FILES.to_vec();
    files.push((&long, b"behind a long name"));
    let expected: Vec<(String, Result<Vec<u8>, String>)> =
        files.iter().map(|(path, bytes)| ((*path).to_owned(), Ok(bytes.to_vec()))).collect();
    for archive in [zipped(&files), tarred(&files), gzipped(&tarred(&files))] {
        let (files, closed) = looked(archive);
        assert_eq!((files, closed), (expected.clone(), None));
    }
}

#[test]
fn what_was_packed_alone_is_no_archive() {
    let Looked::Alone(entry) = look_into_memory(gzipped(b"RFCDEST")).unwrap() else { panic!() };
    assert!(entry.is_packed_alone());
    assert_eq!(bytes(&Content::Entry(entry)).unwrap(), b"RFCDEST");
    // One piece behind the other, as gzip and pigz may write it.
    let Looked::Alone(entry) = look_into_memory([gzipped(b"RFC"), gzipped(b"DEST")].concat()).unwrap() else {
        panic!()
    };
    assert_eq!(bytes(&Content::Entry(entry)).unwrap(), b"RFCDEST");
    for none in [&b"RFCDEST"[..], b"", b"PK", &[b'u'; 600]] {
        assert_eq!(look_into_memory(none.to_vec()).unwrap_err(), none);
    }
}

#[test]
fn a_workbook_a_document_and_a_program_are_no_archives() {
    for part in ["xl/workbook.xml", "[Content_Types].xml", "META-INF/MANIFEST.MF", "META-INF/manifest.xml"] {
        assert!(look_into_memory(zipped(&[("a.txt", b"x"), (part, b"y")])).is_err(), "{part}");
    }
}

#[test]
fn of_a_cut_archive_only_what_stands_before_the_cut_is_read() {
    let text = vec![b'x'; 5000];
    let plain = tarred(&[("PRD/a.txt", &text), ("PRD/b.txt", &text)]);
    let cut = || io::Error::new(io::ErrorKind::UnexpectedEof, "");
    assert_eq!(cut().kind(), unpacking::cut().kind());
    for (archive, name) in
        [(plain[..8000].to_vec(), "in a file"), (plain[..2 * (512 + 5120)].to_vec(), "behind the last file")]
    {
        let (files, closed) = looked(archive);
        assert_eq!(files[0], ("PRD/a.txt".to_owned(), Ok(text.clone())), "{name}");
        let Some(Closed::Archive(why)) = closed else { panic!("{name}: {closed:?}") };
        assert!(why.contains("is cut") && why.contains("what stands in it before"), "{why}");
    }
    let (files, _) = looked(plain[..8000].to_vec());
    assert!(files[1].1.as_ref().unwrap_err().contains("cut"), "{files:?}");
    let packed = gzipped(&plain);
    let (_, closed) = looked(packed[..packed.len() - 9].to_vec());
    assert!(closed.unwrap().reason().contains("cut"));
    let mut damaged = packed;
    let checksum = damaged.len() - 6;
    damaged[checksum] ^= 1;
    assert!(looked(damaged).1.unwrap().reason().contains("damaged"));
    let zip = zipped(&[("PRD/a.txt", &text)]);
    let (files, closed) = looked(zip[..zip.len() - 30].to_vec());
    assert!(files.is_empty() && closed.unwrap().reason().contains("cut or damaged"));
}

#[test]
fn a_file_of_another_checksum_or_length_is_an_error() {
    let text = b"RFCDEST,RFCTYPE\n".repeat(50);
    let zip = zipped(&[("PRD/a.txt", &text)]);
    let directory = memchr::memmem::find(&zip, b"PK\x01\x02").unwrap();
    for (at, says) in [(directory + 16, "checksum"), (directory + 24, "longer than it says")] {
        let mut changed = zip.clone();
        // The length becomes less, the checksum another.
        changed[at] = changed[at].wrapping_sub(1);
        let (files, _) = looked(changed);
        assert!(files[0].1.as_ref().unwrap_err().contains(says), "{files:?}");
    }
}

#[test]
fn names_that_lead_elsewhere_are_told_once_and_not_read() {
    let (files, closed) =
        looked(zipped(&[("../a.txt", b"x"), ("/etc/b.txt", b"x"), ("PRD\\c.txt", b"x"), ("C:\\d.txt", b"x")]));
    assert_eq!(files, [("PRD/c.txt".to_owned(), Ok(b"x".to_vec()))]);
    let Some(Closed::Archive(why)) = closed else { panic!() };
    assert!(why.starts_with("the name `../a.txt` in it leads out of the archive, and 2 other names like it"), "{why}");
}

#[test]
fn links_and_devices_are_told_and_doubles_are_nobodys_file() {
    let mut archive = ::tar::Builder::new(Vec::new());
    let mut append = |name: &str, kind, bytes: &[u8]| {
        let mut header = ::tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(bytes.len() as u64);
        header.set_link_name("a.txt").unwrap();
        archive.append_data(&mut header, name, bytes).unwrap();
    };
    append("a.txt", ::tar::EntryType::Regular, b"a");
    append("link", ::tar::EntryType::Symlink, b"");
    append("hard", ::tar::EntryType::Link, b"");
    append("pipe", ::tar::EntryType::Fifo, b"");
    append("twice", ::tar::EntryType::Regular, b"1");
    append("twice", ::tar::EntryType::Regular, b"2");
    append("folder", ::tar::EntryType::Directory, b"");
    append("basislint.toml", ::tar::EntryType::Regular, b"");
    let (files, closed) = looked(archive.into_inner().unwrap());
    assert_eq!(closed, None);
    let reasons: Vec<(&str, &str)> =
        files.iter().filter_map(|(path, bytes)| Some((path.as_str(), bytes.as_ref().err()?.as_str()))).collect();
    let says = |path: &str, words: &str| {
        assert!(reasons.iter().any(|(own, why)| *own == path && why.contains(words)), "{path}: {reasons:?}");
    };
    assert_eq!(reasons.len(), 5, "{reasons:?}");
    says("link", "a symbolic link in an archive");
    says("hard", "a second name (hard link) of a.txt");
    says("pipe", "a named pipe (FIFO), not opened");
    says("twice", "stands in the archive twice");
    says("basislint.toml", "does not count");

    let mut zip = zipped(&[("PRD/one.txt", b"1"), ("PRD/two.txt", b"2")]);
    while let Some(at) = memchr::memmem::find(&zip, b"two.txt") {
        zip[at..at + 3].copy_from_slice(b"one");
    }
    let (files, _) = looked(zip);
    assert_eq!(files.len(), 1);
    assert!(files[0].1.as_ref().unwrap_err().contains("stands in the archive twice"), "{files:?}");
}

#[test]
fn an_archive_of_more_names_or_bytes_than_anybody_packs_is_refused() {
    let refused = |archive: Vec<u8>, words: &str| {
        let (files, closed) = looked(archive);
        let reason = closed.unwrap().reason();
        assert!(
            files.is_empty() && reason.starts_with("the archive is not read: ") && reason.contains(words),
            "{reason}"
        );
    };
    assert_eq!(unpacking::too_much(64 << 20, 1), None, "read in a moment");
    assert_eq!(unpacking::too_much(200 << 20, 1 << 20), None);
    assert!(unpacking::too_much((200 << 20) + 1, 1 << 20).unwrap().contains("more than 200 times its length"));
    assert!(unpacking::too_much((4 << 30) + 1, 4 << 30).unwrap().contains("more than 4 GiB"));
    // What it says of its files alone.
    let mut zip = zipped(&[("PRD/a.txt", b"a")]);
    let directory = memchr::memmem::find(&zip, b"PK\x01\x02").unwrap();
    zip[directory + 24..directory + 28].copy_from_slice(&0xFFFF_FFF0_u32.to_le_bytes());
    refused(zip, "more than 200 times its length");
    // A name of gibibytes.
    let mut long = ::tar::Header::new_gnu();
    long.set_entry_type(::tar::EntryType::GNULongName);
    long.set_size(50 << 20);
    long.set_path("././@LongLink").unwrap();
    long.set_cksum();
    let (_, closed) = looked([long.as_bytes().as_slice(), &vec![b'a'; 50 << 20]].concat());
    assert!(closed.unwrap().reason().contains("a header is longer than any"));
}

#[test]
fn more_files_than_anybody_packs_are_not_listed() {
    let mut archive = ::tar::Builder::new(Vec::new());
    for number in 0..=crate::limits::ARCHIVE_ENTRIES {
        let mut header = ::tar::Header::new_ustar();
        header.set_size(0);
        archive.append_data(&mut header, number.to_string(), &[][..]).unwrap();
    }
    let (files, closed) = looked(archive.into_inner().unwrap());
    assert!(files.is_empty() && closed.unwrap().reason().contains("more than 65536 files"));
    // The end of a ZIP archive alone says it.
    let mut zip = zipped(&[("a", b"")]);
    let end = memchr::memmem::rfind(&zip, b"PK\x05\x06").unwrap();
    zip[end + 8..end + 12].copy_from_slice(&[0xFE, 0xFF, 0xFE, 0xFF]);
    assert!(looked(zip).1.unwrap().reason().contains("cut or damaged"));
}

#[test]
fn files_of_a_compressed_archive_come_in_turn_or_alone() {
    let archive = gzipped(&tarred(&FILES));
    let Looked::Files(files, _) = look_into_memory(archive).unwrap() else { panic!() };
    let Content::Entry(first) = &files[0].content else { panic!() };
    let mut turns = first.in_turn().unwrap().0.turns().unwrap();
    for (file, (_, expected)) in files.iter().zip(FILES).step_by(2) {
        let Content::Entry(entry) = &file.content else { panic!() };
        turns.skip_to(entry.in_turn().unwrap().1).unwrap();
        let mut bytes = Vec::new();
        turns.file(entry.size()).read_to_end(&mut bytes).unwrap();
        assert_eq!(bytes, expected);
    }
    assert!(turns.skip_to(0).is_err(), "never back");
}

#[test]
fn what_is_unpacked_once_is_read_as_often_as_anybody_wants() {
    let folder = tempfile::tempdir().unwrap();
    let of = |archive: Vec<u8>| {
        let Looked::Files(files, _) = look_into_memory(archive).unwrap() else { panic!() };
        files
    };
    let (turns, others) = (of(gzipped(&tarred(&FILES))), of(zipped(&FILES)));
    // In memory, and in a file without a name.
    for most in [100, 2] {
        let contents = turns.iter().chain(&others).map(|file| &file.content).enumerate();
        let unpacked = Unpacked::of_up_to(contents, folder.path(), most).unwrap();
        for (number, (_, expected)) in FILES.iter().enumerate().rev().chain(FILES.iter().enumerate()) {
            let mut bytes = Vec::new();
            let source = unpacked.open(number).unwrap().unwrap();
            SourceReader::new(source, 0).read_to_end(&mut bytes).unwrap();
            assert_eq!(bytes, *expected, "{number}");
        }
        assert!(unpacked.open(FILES.len()).is_none(), "a ZIP archive is read wherever one wants");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "it has no name");
    }
}

#[test]
fn what_cannot_be_unpacked_is_left_to_whoever_opens_it() {
    let noise: Vec<u8> = (0..60_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let whole = gzipped(&tarred(&[("a.txt", b"one"), ("b.bin", &noise), ("c.txt", b"three")]));
    let Looked::Files(files, _) = look_into_memory(whole.clone()).unwrap() else { panic!() };
    // Somebody cut it since it was listed.
    let entries = files.iter().map(|file| match &file.content {
        Content::Entry(entry) => {
            let archive = Arc::new(Archive { bytes: Bytes::Memory(whole[..whole.len() / 2].to_vec()) });
            Content::Entry(Entry { archive, ..entry.clone() })
        }
        other => panic!("{other:?}"),
    });
    let entries: Vec<Content> = entries.collect();
    let folder = tempfile::tempdir().unwrap();
    let unpacked = Unpacked::of_up_to(entries.iter().enumerate(), folder.path(), 10).unwrap();
    assert!(unpacked.open(0).is_some());
    assert!(unpacked.open(1).is_none() && unpacked.open(2).is_none());
    assert!(bytes(&entries[1]).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is changed in an archive: it is read, or it is told, and nothing hangs or panics.
    #[test]
    fn a_damaged_archive_is_told_or_read(at in 0_usize..4000, with: u8, cut in 0_usize..6000, form in 0_usize..3) {
        let mut archive = [zipped(&FILES), tarred(&FILES), gzipped(&tarred(&FILES))][form].clone();
        let length = archive.len();
        archive[at % length] = with;
        archive.truncate(cut.max(10).min(length));
        if let Ok(Looked::Files(files, _)) = look_into_memory(archive) {
            for file in files {
                let _ = bytes(&file.content);
            }
        }
    }
}

const MEMBER: &str = "0123456789abcdef0123456789abcdef_content";
const FLOW: (&str, &[u8]) = ("src/main/resources/scenarioflows/integrationflow/a.iflw", b"<flow/>");
const MANIFEST: (&str, &[u8]) = ("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0");

#[test]
fn an_artifact_has_the_manifest_of_a_program_and_is_an_archive() {
    let artifact = zipped(&[MANIFEST, FLOW]);
    let (files, closed) = looked(artifact.clone());
    assert_eq!((files.len(), closed), (2, None));
    // Cut, it is no workbook that cannot be read.
    let (files, closed) = looked(artifact[..artifact.len() - 30].to_vec());
    assert!(files.is_empty() && matches!(closed, Some(Closed::Archive(_))));
}

#[test]
fn the_artifacts_of_a_package_are_read_wherever_the_package_lies() {
    let artifact = zipped(&[MANIFEST, FLOW]);
    let package = zipped(&[(MEMBER, &artifact), ("resources.cnt", b"x")]);
    let (read, closed) = looked(zipped(&[("CPI/package.ZIP", &package), ("CPI/flow.zip", &artifact)]));
    let paths: Vec<&str> = read.iter().map(|(path, _)| path.as_str()).collect();
    let inside = |around: &str| [MANIFEST.0, FLOW.0].map(|name| format!("{around}/{name}"));
    let [first, second] = inside(&format!("CPI/package.ZIP/{MEMBER}"));
    let [third, fourth] = inside("CPI/flow.zip");
    assert_eq!(paths, [&first, &second, "CPI/package.ZIP/resources.cnt", &third, &fourth]);
    assert_eq!(closed, None);
    assert!(read.iter().all(|(_, bytes)| bytes.is_ok()) && read[1].1.as_deref() == Ok(FLOW.1));
    // In a tar archive they lie as they are; what is packed in one piece would be unpacked again for each of them.
    assert_eq!(looked(tarred(&[(MEMBER, &artifact)])).0[1].0, format!("{MEMBER}/{}", FLOW.0));
    assert_eq!(looked(gzipped(&tarred(&[(MEMBER, &artifact)]))).0[0].0, MEMBER);
}

#[test]
fn what_else_is_packed_in_archives_stays_packed() {
    let other = zipped(&[("PRD/sm59.txt", b"x")]);
    let program = zipped(&[MANIFEST, ("a.class", b"x")]);
    let artifact = zipped(&[FLOW]);
    let mut files = vec![("other.zip", &other), ("artifact.jar", &artifact), ("private/artifact.zip", &artifact)];
    files.extend([(MEMBER, &program), ("both.zip", &artifact), ("both.zip/src/a", &artifact)]);
    let files: Vec<(&str, &[u8])> = files.into_iter().map(|(name, bytes)| (name, bytes.as_slice())).collect();
    let (read, closed) = looked(zipped(&files));
    let expected: Vec<FileRead> = files.iter().map(|(name, bytes)| ((*name).to_owned(), Ok(bytes.to_vec()))).collect();
    assert_eq!((read, closed), (expected, None));
}

#[test]
fn an_artifact_that_is_damaged_or_refused_is_told_in_its_place() {
    let artifact = zipped(&[FLOW]);
    let (read, closed) = looked(zipped(&[(MEMBER, &artifact[..artifact.len() - 30]), ("a.txt", b"x")]));
    assert_eq!((read.len(), read[0].0.as_str(), closed), (2, MEMBER, None));
    assert!(read[0].1.as_ref().unwrap_err().contains("damaged"), "{read:?}");
    let mut deep = artifact.clone();
    for _ in 0..3 {
        deep = zipped(&[(MEMBER, &deep)]);
    }
    let (read, _) = looked(deep);
    assert!(read.len() == 1 && read[0].1.as_ref().unwrap_err().contains("more than 3 deep"), "{read:?}");
    let (read, _) = looked(zipped(&[(MEMBER, &zipped(&[("../out.iflw", b"x")]))]));
    assert!(read[0].1.as_ref().unwrap_err().contains("leads out"), "{read:?}");
}

#[test]
fn archives_in_archives_share_what_they_may_take() {
    let artifact = zipped(&[FLOW, ("src/main/resources/b", b"y")]);
    let package = zipped(&[(MEMBER, &artifact), (&MEMBER.replace('0', "f"), &artifact)]);
    let look = |room: &mut Room| match super::look_into_memory(package.clone(), room) {
        Ok(Looked::Files(files, _)) => files.iter().filter(|file| matches!(file.content, Content::Entry(_))).count(),
        _ => panic!("an archive"),
    };
    assert_eq!(look(&mut Room::default()), 4);
    // Held bytes, files, and names for one of them only; what is left counts for all of a run.
    assert_eq!(look(&mut Room::of(artifact.len() as u64 + 5, 100, 1000)), 2);
    assert_eq!(look(&mut Room::of(10_000, 3, 1000)), 2);
    let mut room = Room::of(10_000, 100, 100);
    assert_eq!((look(&mut room), look(&mut room)), (2, 0));
}

/// The archive, whose list says that its last file unpacks to so many bytes.
fn claiming(mut archive: Vec<u8>, size: u32) -> Vec<u8> {
    let last = memchr::memmem::rfind(&archive, b"PK\x01\x02").unwrap();
    archive[last + 24..last + 28].copy_from_slice(&size.to_le_bytes());
    archive
}

#[test]
fn a_bomb_in_a_package_is_refused() {
    let bomb = |size| claiming(zipped(&[FLOW, ("src/main/resources/zeros", b"x")]), size);
    let (read, _) = looked(zipped(&[(MEMBER, &bomb(65 << 20))]));
    assert!(read.len() == 1 && read[0].1.as_ref().unwrap_err().contains("200 times"), "{read:?}");
    // Each of them is small enough, and all of them are not.
    let half = bomb(40 << 20);
    let (read, _) = looked(zipped(&[(MEMBER, &half), (&MEMBER.replace('0', "f"), &half)]));
    let refused: Vec<&FileRead> = read.iter().filter(|(path, _)| path.ends_with("_content")).collect();
    assert!(read.len() == 3 && refused[0].1.as_ref().unwrap_err().contains("200 times"), "{read:?}");
}
