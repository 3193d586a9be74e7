//! Tests of the cryptographic library.

use super::*;
use crate::export::testing::{Found, file, layout_of, read};
use crate::layout::text;

const TRACE: &str = "\
[Thr 0001] =================================================
[Thr 0001] = SSL Initialization    platform tag=(linuxx86_64_gcc43)
[Thr 0001] =   (753_REL,Aug 18 2017,mt,ascii-uc,SAP_UC/size_t/void* = 16/64/64)
[Thr 0001] =       resulting Filename = \"/usr/sap/PRD/D00/exe/libsapcrypto.so\"
[Thr 0001] =   found CommonCryptoLib 8.5.14 (Jul 27 2017) [AES-NI,CLMUL,SSE3,SSSE3]
[Thr 0001] = Success    SapCryptoLib SSL ready!
[Thr 0001] authorization: Basic c2VjcmV0OnNlY3JldA==
";

fn lines(text: &str) -> Found {
    assert_eq!(layout_of(&EXPORT, "x.txt", text), Some(&text::LAYOUT), "{text}");
    read(&EXPORT, &file("x.txt", &text::LAYOUT), text.as_bytes())
}

#[test]
fn a_trace_of_the_icm_tells_the_library_it_found_and_nothing_else() {
    let found = lines(TRACE);
    assert_eq!(found.records.len(), 1);
    assert_eq!(found.records[0].shown(), "8.5.14\nCommonCryptoLib\n2017-07-27\nlinuxx86_64_gcc43");
    assert_eq!(found.records[0].place("version"), "8.5.14");
}

#[test]
fn a_library_far_down_in_a_trace_is_found_below_its_ruler() {
    let head = "------------\ntrc file: \"dev_icm\", trc level: 1, release: \"753\"\n------------\n";
    let found = lines(&format!("{head}{}{TRACE}", "[Thr 0001] something\n".repeat(HEAD)));
    assert_eq!(found.all("version"), ["8.5.14"]);
}

#[test]
fn the_trace_of_an_earlier_start_does_not_count() {
    assert_eq!(layout_of(&EXPORT, "dev_icm", TRACE), Some(&text::LAYOUT));
    assert_eq!(layout_of(&EXPORT, "dev_icm.old", TRACE), None);
}

#[test]
fn of_two_starts_in_a_trace_the_last_one_counts() {
    let found = lines(&format!("{TRACE}{}", TRACE.replace("8.5.14", "8.5.60")));
    assert_eq!(found.all("version"), ["8.5.60"]);
}

#[test]
fn every_way_to_print_the_version_is_understood() {
    for (text, version, library) in [
        ("SSFLIB Version 1.850.40 ; CommonCryptoLib (SAPCRYPTOLIB) Version 8.5.40 (+MT)", "8.5.40", "CommonCryptoLib"),
        (
            "SSFLIB Version 1.555.36 ; SAPCRYPTOLIB Version 5.5.5C pl 40  (Jun 18 2015) MT-safe",
            "5.5.5C pl 40",
            "SAPCRYPTOLIB",
        ),
        (
            "            CommonCryptoLib (SAPCRYPTOLIB) Version 8.4.35 pl40 (Mar 16 2015) MT-safe",
            "8.4.35 pl40",
            "CommonCryptoLib",
        ),
        ("CommonCryptoLib: 8.5.60", "8.5.60", "CommonCryptoLib"),
        ("CommonCryptoLib\n  Filename: libsapcrypto.so\n  Versn: 8.4.48 (Aug 1 2016)\n", "8.4.48", "CommonCryptoLib"),
    ] {
        let found = lines(text);
        assert_eq!((found.all("version"), found.all("library")), (vec![version], vec![library]), "{text}");
    }
}

#[test]
fn sapgenpse_prints_the_platform_first_and_its_own_version_too() {
    let text = "Loaded CommonCryptoLib from sapgenpse folder\n\nPlatform:   linux-gcc-4.3-x86-64   (linux-gcc-4.3-x86-64)\n\
        Versions:   SAPGENPSE       8.5.22 (Jul  5 2018)\n            CommonCryptoLib 8.5.22 (Jul  5 2018) [AES-NI]\n\
        CommonCryptoLib 8.5.22\n";
    let found = lines(text);
    assert_eq!(found.records.len(), 1);
    assert_eq!(found.records[0].shown(), "8.5.22\nCommonCryptoLib\n2018-07-05\nlinux-gcc-4.3-x86-64");
}

#[test]
fn a_library_that_could_not_be_told_is_unknown() {
    let found = lines("CCL LIB_ID_UNKNOWN\n");
    assert!(found.records[0].is_unknown("version") && found.records[0].is_unknown("library"));
}

#[test]
fn other_texts_are_none() {
    for text in [
        "",
        "We have CommonCryptoLib 8.5.14 on all hosts.\n",
        "CommonCryptoLib must be 8.4.48 or newer\n",
        "Required: CommonCryptoLib 8.5.60\n",
        "Mindestversion: CommonCryptoLib 8.4.48\n",
        "Versn: 8.5.14\n",
        "[Thr 0001] = Success    SapCryptoLib SSL ready!\n",
        "CommonCryptoLib 8.5\n",
    ] {
        assert_eq!(layout_of(&EXPORT, "notes.txt", text), None, "{text}");
    }
}
