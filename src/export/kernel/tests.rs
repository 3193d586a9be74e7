use super::*;
use crate::export::testing::{Found, file, layout_of, read};
use crate::layout::{key_value, text};

const DISP_WORK_V: &str = "
--------------------
disp+work information
--------------------

kernel release                753

kernel make variant           753_REL

compiled on                   Linux GNU SLES-11 x86_64 cc4.8.5 use-pr211015 for linuxx86_64

compile time                  Oct 16 2021 00:21:02

Wed Oct 18 13:22:52 2023
Loading DB library '/usr/sap/PRD/SYS/exe/run/dbhdbslib.so' ...
Version of '/usr/sap/PRD/SYS/exe/run/dbhdbslib.so' is \"753.02\", patchlevel (0.901)

update level                  0

patch number                  900

source id                     0.900
";

fn lines(text: &str) -> Found {
    assert_eq!(layout_of(&EXPORT, "kernel.txt", text), Some(&text::LAYOUT), "{text}");
    read(&EXPORT, &file("kernel.txt", &text::LAYOUT), text.as_bytes())
}

fn sapcontrol(rows: &[&str]) -> Found {
    let text = format!(
        "\n22.11.2026 08:00:00\nGetVersionInfo\nOK\nFilename, VersionInfo, Time, RKS Compatibility level\n{}",
        rows.join("\n")
    );
    assert_eq!(layout_of(&EXPORT, "x", &text), Some(&key_value::LAYOUT));
    read(&EXPORT, &file("x", &key_value::LAYOUT), text.as_bytes())
}

#[test]
fn disp_work_is_read_with_messages_of_libraries_in_between() {
    let found = lines(DISP_WORK_V);
    assert_eq!((found.records.len(), found.flaws.len(), found.headings.len()), (1, 0, 1));
    let kernel = &found.records[0];
    assert_eq!(
        kernel.shown(),
        "753\n900\n?the text does not tell it\ndisp+work\n2021-10-16T00:21:02\n753_REL\nLinux GNU SLES-11 x86_64 cc4.8.5 use-pr211015 for linuxx86_64"
    );
    assert_eq!((kernel.place("release"), kernel.place("patch"), kernel.place("executable")), ("753", "900", "-"));
    assert_eq!(kernel.place("compiled"), "Oct 16 2021 00:21:02");
}

#[test]
fn the_order_of_the_lines_does_not_matter_and_a_value_may_stand_on_the_next_line() {
    let text =
        "disp+work information\nkernel patch level\n100\nkernel make variant   785_REL\nkernel release\n\n  785\n";
    let found = lines(text);
    assert_eq!((found.all("release"), found.all("patch")), (vec!["785"], vec!["100"]));
}

#[test]
fn what_is_cut_off_is_unknown() {
    let found = lines("disp+work information\n\nkernel make variant           753_REL\n");
    assert_eq!(found.records[0].value("release"), "753");
    assert!(found.records[0].is_unknown("patch"));
}

#[test]
fn several_servers_in_a_file_are_several_records() {
    let found = lines(&format!("{DISP_WORK_V}{}", DISP_WORK_V.replace("900\n", "401\n").replace("753", "742")));
    assert_eq!((found.all("release"), found.all("patch")), (vec!["753", "742"], vec!["900", "401"]));
}

#[test]
fn other_programs_in_the_same_form_are_not_the_kernel() {
    let host_agent = DISP_WORK_V.replace("disp+work information", "SAPHOSTAGENT information").replace("753", "721");
    assert_eq!(layout_of(&EXPORT, "hostagent.txt", &host_agent), None);
    for text in [format!("{DISP_WORK_V}{host_agent}"), format!("{host_agent}{DISP_WORK_V}")] {
        let found = read(&EXPORT, &file("all.txt", &text::LAYOUT), text.as_bytes());
        assert_eq!(found.all("release"), ["753"]);
    }
}

#[test]
fn kernel_information_copied_from_system_status_is_read_in_english_and_german() {
    for (text, release, patch) in [
        ("Kernel Release 753\nSup.Pkg lvl. 900\n", "753", "900"),
        ("Kernel Release:\t7.53\r\nPatch Level:\t900\r\n", "753", "900"),
        ("Kernel-Release      777\nCompilation         Linux\nPatch-Level         300\n", "777", "300"),
        ("Kernel-Release\t745\nKernel-Patchnummer\t400\n", "745", "400"),
        ("|Kernel Release   |916|\n|Patch Number     |12|\n", "916", "12"),
        ("Kernel   753_REL 800\n", "753", "800"),
        ("Kernel: 749, patch 211, changelist 1754007\n", "749", "211"),
    ] {
        let found = lines(text);
        assert_eq!((found.all("release"), found.all("patch")), (vec![release], vec![patch]), "{text}");
        assert!(found.flaws.is_empty());
    }
}

#[test]
fn other_texts_are_no_kernel() {
    for text in [
        "",
        "Kernel Release\nNotes of the kernel\n",
        "Kernel 753 is old, patch 900 too\n",
        "kernel.shmmax = 21474836480\nkernel.sem = 1250 256000 100 1024\n",
        "Patch Level 900\nSP-Level 12\n",
        "PRD_D00 = x\nKernel = 753\n",
    ] {
        assert_eq!(layout_of(&EXPORT, "notes.txt", text), None, "{text}");
    }
}

#[test]
fn a_patch_number_that_is_none_is_reported() {
    let found = lines("disp+work information\nkernel release 753\npatch number unknown\n");
    assert!(found.records[0].is_unknown("patch"));
    assert_eq!(found.flaws.len(), 1);
}

#[test]
fn every_program_of_an_instance_is_a_record() {
    let found = sapcontrol(&[
        "/usr/sap/PRD/D00/exe/sapstartsrv, 753, patch 900, changelist 2094654, RKS compatibility level 1, optU (Oct 16 2021, 00:03:15), linuxx86_64, 2021 10 15 22:15:40, 1",
        "/usr/sap/PRD/D00/exe/disp+work, 753, patch 901, RKS compatibility level 0, optU (Oct 16 2021, 00:03:15), linuxx86_64, 2021 10 15 22:15:40, 0",
        "/usr/sap/PRD/D00/exe/other.so, , 2021 10 15 22:15:40, 0",
        "",
        "prdhost:prdadm 2>",
    ]);
    assert_eq!((found.records.len(), found.flaws.len()), (2, 0));
    assert_eq!(
        found.records[0].shown(),
        "753\n900\n2094654\nsapstartsrv\n2021-10-16T00:03:15\n?the row does not tell it\nlinuxx86_64"
    );
    assert_eq!(
        found.records[1].shown(),
        "753\n901\n-\ndisp+work\n2021-10-16T00:03:15\n?the row does not tell it\nlinuxx86_64"
    );
    assert_eq!(found.records[1].place("executable"), "disp+work");
}

#[test]
fn a_windows_path_with_a_comma_and_the_short_form_are_read() {
    let found =
        sapcontrol(&["D:\\usr, new\\sap\\PRD\\D00\\exe\\DISP+WORK.EXE, 793, patch 100, 2026 09 14 21:33:27, 0"]);
    assert_eq!(
        found.records[0].shown().replace('\n', " "),
        "793 100 - DISP+WORK ?the row does not tell it ?the row does not tell it ?the row does not tell it"
    );
    assert!(found.flaws.is_empty());
}

#[test]
fn an_answer_without_disp_work_or_cut_or_failed_is_incomplete() {
    let row = "/usr/sap/PRD/ERS10/exe/enq_server, 753, patch 900, changelist 1, RKS compatibility level 1, optU (x), y, 2021 10 15 22:15:40, 1";
    let incomplete = |found: &Found| found.flaws.iter().filter(|flaw| flaw.incomplete).count();
    let found = sapcontrol(&[row]);
    assert_eq!((found.records.len(), incomplete(&found)), (1, 1));
    let disp_work = row.replace("enq_server", "disp+work");
    assert_eq!(incomplete(&sapcontrol(&[&disp_work])), 0);
    for (cut, records) in [(", patch 9", 1), (", changelist", 2)] {
        let cut = row.split_inclusive(cut).next().unwrap();
        let found = sapcontrol(&[&disp_work, cut]);
        assert_eq!((found.records.len(), incomplete(&found)), (records, 1), "{cut}");
    }
    let text = "\n22.11.2026 08:00:00\nGetVersionInfo\nFAIL: NIECONN_REFUSED (Connection refused)\n";
    let found = read(&EXPORT, &file("x", &key_value::LAYOUT), text.as_bytes());
    assert_eq!((found.records.len(), incomplete(&found)), (0, 1));
}

#[test]
fn bytes_beyond_ascii_do_not_move_places() {
    let text = [b"Ger\xE4t 1\ndisp+work information\n".as_slice(), "kernel release 753 \n".as_bytes()].concat();
    let found = read(&EXPORT, &file("x", &text::LAYOUT), &text);
    assert_eq!(found.records[0].place("release"), "753");
}

fn script(entries: &[&str]) -> Found {
    let text = format!("\n22.11.2026 08:00:00\nGetVersionInfo\nOK\n{}", entries.concat());
    assert_eq!(layout_of(&EXPORT, "x", &text), Some(&key_value::LAYOUT));
    read(&EXPORT, &file("x", &key_value::LAYOUT), text.as_bytes())
}

#[test]
fn an_answer_for_scripts_has_a_line_for_each_value() {
    let program = |number: usize, name: &str, patch: &str| {
        format!(
            "{number} Filename: /usr/sap/PRD/D00/exe/{name}\n{number} VersionInfo: 753, patch {patch}, changelist 2094654, \
             RKS compatibility level 1, optU (Oct 16 2021, 00:03:15), linuxx86_64\n{number} Time: 2021 10 16 00:03:15\n"
        )
    };
    let (first, second) = (program(0, "sapstartsrv", "900"), program(1, "disp+work", "901"));
    let found = script(&[&first, &second]);
    assert_eq!((found.records.len(), found.flaws.len()), (2, 0));
    assert_eq!(
        found.records[0].shown(),
        "753\n900\n2094654\nsapstartsrv\n2021-10-16T00:03:15\n?the row does not tell it\nlinuxx86_64"
    );
    assert_eq!(
        found.records[1].shown(),
        "753\n901\n2094654\ndisp+work\n2021-10-16T00:03:15\n?the row does not tell it\nlinuxx86_64"
    );
    let place = |field| found.records[1].place(field);
    assert_eq!((place("executable"), place("patch"), place("compiled")), ("disp+work", "901", "Oct 16 2021, 00:03:15"));
    let incomplete = |found: &Found| found.flaws.iter().filter(|flaw| flaw.incomplete).count();
    let windows =
        script(&[&program(0, "DISP+WORK.EXE", "901").replace('\n', "\r\n").replace("/usr/sap/", "D:\\usr\\sap\\")]);
    assert_eq!((windows.all("executable"), windows.flaws.len()), (vec!["DISP+WORK"], 0));
    // Cut behind a line, and in one.
    for cut in [
        "1 Time",
        "1 VersionInfo",
        ", changelist 2094654, RKS compatibility level 1, optU (Oct 16 2021, 00:03:15), linuxx86_64\n1 ",
    ] {
        let cut = second.split(cut).next().unwrap();
        assert!(incomplete(&script(&[&first, cut])) > 0, "{cut}");
    }
    let alone = program(0, "disp+work", "901");
    assert_eq!(incomplete(&script(&[&alone])), 0);
    assert_eq!(incomplete(&script(&[alone.split("0 Time").next().unwrap()])), 1);
}

#[test]
fn the_heading_tells_how_rows_end() {
    let answer = |heading: &str, row: &str| {
        let text = format!("\n22.11.2026 08:00:00\nGetVersionInfo\nOK\n{heading}\n{row}\n");
        let found = read(&EXPORT, &file("x", &key_value::LAYOUT), text.as_bytes());
        (found.records.len(), found.flaws.iter().filter(|flaw| flaw.incomplete).count())
    };
    let version =
        "/usr/sap/PRD/D00/exe/disp+work, 753, patch 900, changelist 1, optU (Oct 16 2021, 00:03:15), linuxx86_64";
    let (three, four) = ("Filename, VersionInfo, Time", "Filename, VersionInfo, Time, RKS Compatibility level");
    for (heading, end, incomplete) in [
        (three, ", 2021 10 15 22:15:40", 0),
        (three, ", 2021 10 15 22:15:4", 1),
        (three, "", 1),
        (four, ", 2021 10 15 22:15:40, 1", 0),
        (four, ", 2021 10 15 22:15:40", 1),
    ] {
        assert_eq!(answer(heading, &format!("{version}{end}")), (1, incomplete), "{heading} {end}");
    }
}

#[test]
fn what_a_terminal_showed_before_the_answer_is_no_part_of_it() {
    let text = "Last login: Fri Nov 27, 2026 from 10.1.1.1, 10.1.1.2\nprdhost:prdadm 2> sapcontrol -nr 00 -function GetVersionInfo\n\n\
                22.11.2026 08:00:00\nGetVersionInfo\nOK\nFilename, VersionInfo, Time\n\
                /usr/sap/PRD/D00/exe/disp+work, 753, patch 900, changelist 1, optU (x), y, 2021 10 15 22:15:40\nprdhost:prdadm 3>";
    assert_eq!(layout_of(&EXPORT, "x", text), Some(&key_value::LAYOUT));
    let found = read(&EXPORT, &file("x", &key_value::LAYOUT), text.as_bytes());
    assert_eq!((found.records.len(), found.flaws.len()), (1, 0));
}
