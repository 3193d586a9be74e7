//! Files that are no text, by their first bytes: pictures of screens, prints, programs. What to save instead stands beside them, for nobody
//! can read a list in a picture.
//!
//! Office documents are containers that a workbook comes in, too: what else one may be is for the layouts `xls` and `xlsx` to say.

/// A kind of file.
struct Binary {
    /// Where its bytes stand.
    at: usize,
    bytes: &'static [u8],
    what: &'static str,
}

const fn begins(bytes: &'static [u8], what: &'static str) -> Binary {
    Binary { at: 0, bytes, what }
}

const fn has(at: usize, bytes: &'static [u8], what: &'static str) -> Binary {
    Binary { at, bytes, what }
}

/// Those that begin as no text ever does, whatever comes behind. The first that fits counts, here and below.
static SURE: &[Binary] = &[
    begins(b"\x1F\x8B", "compressed: unpack it"),
    begins(b"7z\xBC\xAF", "compressed: unpack it"),
    begins(b"Rar!", "compressed: unpack it"),
    begins(b"BZh", "compressed: unpack it"),
    begins(b"\xFD7zXZ", "compressed: unpack it"),
    begins(b"\x28\xB5\x2F\xFD", "compressed: unpack it"),
    begins(b"{\\rtf", "rich text: save the list unconverted or as text with tabs instead"),
    begins(b"%PDF", "a PDF: save the list itself (System → List → Save → Local File), not its print"),
];

/// The same for pictures, of which most show a screen of SAP GUI.
macro_rules! picture {
    ($kind:literal) => {
        concat!("a picture (", $kind, "): save the list that it shows as text (System → List → Save → Local File)")
    };
}

/// Those that are known by few bytes, of files of which it is known that they are no text.
static NO_TEXT: &[Binary] = &[
    begins(b"\x89PNG", picture!("PNG")),
    begins(b"\xFF\xD8\xFF", picture!("JPEG")),
    begins(b"GIF8", picture!("GIF")),
    begins(b"BM", picture!("BMP")),
    begins(b"II*\0", picture!("TIFF")),
    begins(b"MM\0*", picture!("TIFF")),
    has(8, b"WEBP", picture!("WebP")),
    has(4, b"ftyphei", picture!("HEIC")),
    has(4, b"ftypavif", picture!("AVIF")),
    has(40, b" EMF", picture!("EMF")),
    has(4, b"ftyp", "a video: save the lists that it shows as text"),
    begins(b"\x1A\x45\xDF\xA3", "a video: save the lists that it shows as text"),
    begins(b"CAR 2.0", "a SAPCAR archive: unpack it (SAPCAR -xvf FILE)"),
    begins(b"MZ", "a program of Windows (EXE, DLL)"),
    begins(b"\x7FELF", "a program (ELF)"),
    begins(b"SQLite format 3", "a database (SQLite)"),
    begins(b"\0\x01\0\0Standard ", "a database (Access): export its table as text"),
    begins(b"ElfFile\0", "an event log of Windows (EVTX)"),
    begins(b"L\0\0\0\x01\x14\x02\0", "a shortcut of Windows (LNK): copy the file that it leads to"),
    begins(b"\xCA\xFE\xBA\xBE", "a program in Java (class)"),
];

/// What a file surely is by its first bytes, if that is no text.
pub fn binary(head: &[u8]) -> Option<&'static str> {
    find(SURE, head)
}

/// What a file is of which it is known that it is no text.
pub fn no_text(head: &[u8]) -> &'static str {
    find(NO_TEXT, head).unwrap_or("binary, no text")
}

fn find(list: &'static [Binary], head: &[u8]) -> Option<&'static str> {
    let fits = |binary: &&Binary| head.get(binary.at..).is_some_and(|rest| rest.starts_with(binary.bytes));
    list.iter().find(fits).map(|binary| binary.what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_and_prints_are_called_what_they_are_and_what_to_save_instead_is_said() {
        for (head, what) in [
            (&b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR"[..], "a picture (PNG): save the list that it shows as text (System"),
            (b"\xFF\xD8\xFF\xE0\0\x10JFIF", "a picture (JPEG)"),
            (b"GIF89a\0", "a picture (GIF)"),
            (b"RIFF\x01\0\0\0WEBPVP8 ", "a picture (WebP)"),
            (b"\0\0\0\x18ftypheic", "a picture (HEIC)"),
            (b"\0\0\0\x18ftypmp42", "a video"),
            (b"CAR 2.01RG\0", "a SAPCAR archive: unpack it"),
            (b"MZ\x90\0", "a program of Windows"),
            (b"\0\x01\x02", "binary, no text"),
            (b"", "binary, no text"),
        ] {
            assert!(no_text(head).starts_with(what), "{}", no_text(head));
        }
        assert!(binary(b"%PDF-1.7\n").is_some_and(|what| what.starts_with("a PDF: save the list itself")));
    }

    #[test]
    fn a_text_that_begins_as_a_picture_is_a_text() {
        for text in [&b"BMDEST,TYPE\n"[..], b"MZ\t1\n", b"GIF89a is a format", b"CAR 2.01"] {
            assert_eq!(binary(text), None);
        }
    }
}
