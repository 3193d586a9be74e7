//! Which export a table is: the labels of all kinds against each other, tables that people made, headings that are cut.

use super::heading::Column;
use super::recognise::{Recognised, text};
use super::{EXPORTS, Export};
use crate::input::{Block, Charset, Line};
use crate::knowledge::secret::is_secret_column;

/// Recognises a file with this name and this text: the kind, or why it is none.
fn recognised(name: &str, content: &str) -> Result<&'static str, String> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let block = Block { text: content.as_bytes(), first_line: 1, charset: Charset::Utf8 };
    block.for_each_line(|line| lines.push(*line));
    match text(name, &lines, None) {
        Recognised::Export(found) => Ok(found.export.kind),
        Recognised::Unknown(why) => Err(why.reason),
        Recognised::Report => Err("a report".to_owned()),
    }
}

/// Kinds whose tables a heading tells: routes of a SAProuter and kernels are told by rows, config stores by the names of their files.
fn tables() -> impl Iterator<Item = &'static Export> {
    EXPORTS
        .iter()
        .copied()
        .filter(|export| !export.columns.is_empty() && !["saprouttab", "kernel", "config-store"].contains(&export.kind))
}

/// The name of a column, or one of its labels.
fn title(column: &Column, variant: usize) -> &'static str {
    let labels = [column.name].into_iter().chain(column.labels.iter().copied()).collect::<Vec<_>>();
    labels[variant % labels.len()]
}

/// The start of a job tells that a list is none of steps.
fn is_counter_sign(export: &Export, column: &Column) -> bool {
    export.kind == "job-steps" && column.name == "STRTDATE"
}

fn heading(export: &Export, variant: usize, without: Option<usize>, more: Option<&str>) -> String {
    let columns = export.columns.iter().enumerate();
    let columns = columns.filter(|(index, column)| Some(*index) != without && !is_counter_sign(export, column));
    let titles: Vec<&str> = columns.map(|(_, column)| title(column, variant)).chain(more).collect();
    format!("{}\n", titles.join("\t"))
}

fn is_kind(found: &Result<&str, String>, export: &Export) -> bool {
    let certificates = ["certificate", "trust-store"];
    found
        .as_ref()
        .is_ok_and(|kind| *kind == export.kind || (certificates.contains(kind) && certificates.contains(&export.kind)))
}

#[test]
fn no_export_reads_a_column_of_secrets() {
    for export in EXPORTS {
        for column in export.columns {
            let labels = column.labels.iter().chain(column.generic);
            let secret: Vec<_> = labels.chain([&column.name]).filter(|title| is_secret_column(title)).collect();
            // These are looked at to tell whether there is a password, and never shown.
            let is_looked_at = column.name == "RFCAUTH" || export.kind == "saprouttab";
            assert!(secret.is_empty() || is_looked_at, "{}: {secret:?}", export.kind);
        }
    }
}

#[test]
fn every_kind_is_known_by_its_labels_and_taken_for_no_other() {
    for export in tables() {
        let most = export.columns.iter().map(|column| column.labels.len()).max().unwrap_or_default();
        for variant in 0..=most {
            let all = heading(export, variant, None, None);
            let found = recognised("list.txt", &all);
            assert!(is_kind(&found, export), "{}, {variant}: {found:?}\n{all}", export.kind);
            for without in 0..export.columns.len() {
                let less = heading(export, variant, Some(without), None);
                let found = recognised("list.txt", &less);
                assert!(found.is_err() || is_kind(&found, export), "{}: {found:?}\n{less}", export.kind);
            }
        }
    }
}

#[test]
fn a_column_of_another_kind_makes_no_list_that_kind() {
    for export in tables() {
        for other in tables().filter(|other| other.kind != export.kind) {
            let columns = other.columns.iter().filter(|column| !is_counter_sign(export, column));
            for (index, column) in columns.enumerate() {
                // Technical names and labels in turn.
                let more = heading(export, index % 2, None, Some(title(column, index % 2)));
                let found = recognised("list.txt", &more);
                // A list of support users has no other columns.
                let fits = is_kind(&found, export) || (export.kind == "support-users" && found.is_err());
                assert!(fits, "{} with {}: {found:?}\n{more}", export.kind, column.name);
            }
        }
    }
}

#[test]
fn a_list_of_sdccns_tasks_with_a_session_is_not_taken_for_a_run_of_a_task_list() {
    for (heading, kind) in [
        ("Task-ID\tTask\tSession\tZielsystem\tStatus", "sdccn-tasks"),
        ("Task ID\tTask\tSession\tTarget system\tStatus\tCreated by", "sdccn-tasks"),
        ("Task\tSession\tTarget system\tStatus", "sdccn-tasks"),
        ("Session number\tTo system\tDate\tTime\tCreated by", "sdccn-tasks"),
        ("Task List\tTask\tSession\tTarget system\tStatus\tMessage", "task-list-runs"),
        ("Session ID\tTask List\tStatus\tStarted On", "task-list-runs"),
    ] {
        assert_eq!(recognised("list.txt", &format!("{heading}\na\tb\tc\td\te\tf\n")), Ok(kind), "{heading}");
    }
    // The title decides where the columns do not.
    let heading = "Task\tTask List\tTask ID\tTarget system\tStatus\n";
    assert_eq!(recognised("list.txt", &format!("SDCCN: To do\n{heading}")), Ok("sdccn-tasks"));
    assert_eq!(recognised("list.txt", &format!("STC02: task list runs\n{heading}")), Ok("task-list-runs"));
    assert!(recognised("list.txt", "Session\tTask\tStatus\n1\t2\t3\n").is_err());
}

#[test]
fn a_titles_table_is_no_other_table() {
    let heading = "| |Destination |Type|Options |\n";
    let ruler = "-----------------------------\n";
    let list = |table: &str| {
        format!("Table:          {table}\n{ruler}{heading}{ruler}| |A           |3   |H=a,    |\n{ruler}")
    };
    assert_eq!(recognised("list.txt", &list("RFCDES")), Ok("rfc-destinations"));
    let told = recognised("list.txt", &list("CVERS")).unwrap_err();
    assert!(
        told.starts_with("a SAP list of table CVERS (software components), but without the columns COMPONENT"),
        "{told}"
    );
    assert!(
        recognised("list.txt", &list("TBTCO").replace("Table:", "Tabelle:"))
            .unwrap_err()
            .contains("TBTCO (job overview)")
    );
}

#[test]
fn headings_cut_at_their_column_are_the_one_label_they_begin() {
    let list = |heading: &str| {
        let ruler = "-".repeat(heading.chars().count());
        format!("{ruler}\n{heading}\n{ruler}\n")
    };
    for (heading, kind) in [
        ("|Jobname            |Job-Erstelle|Status      |Startdatu|Startzei|", "job-overview"),
        ("|Job                 |Job Creat|Status   |Start dat |Start tim |", "job-overview"),
        ("|No|Protoco|Service Name/P|Acti|", "icm-services"),
        ("|Software Compo|SAP Relea|SAP Patch Lev|", "components"),
        ("|RFC Destinat|Connection T|Optio|", "rfc-destinations"),
        ("|SAP Note num|Implementation St|", "notes"),
        ("|Programmname/Komm|Schrittnumm|Jobname |Jobnum|Benutzerna|", "job-steps"),
    ] {
        assert_eq!(recognised("list.txt", &list(heading)), Ok(kind), "{heading}");
    }
    for heading in ["|Comp|Rele|Leve|", "|Jobname            |Job-Erstelle        |Status      |Start|"] {
        assert!(recognised("list.txt", &list(heading)).is_err(), "{heading}");
    }
}

#[test]
fn tables_that_people_made_are_told_by_names_of_fields_or_by_their_rows() {
    for (name, table, kind) in [
        ("jobs.csv", "JOBNAME,JOBCOUNT,STATUS,SDLUNAME,AUTHCKNAM\nSM:X,06150300,A,SM_SM2B,SM_SM2B\n", "job-overview"),
        ("p.csv", "NAME,VALUE\nlogin/min_password_lng,8\n", "profile-parameters"),
        ("p.csv", "PARAMETER;VALUE;INSTANCE\nicm/server_port_0;PROT=HTTP;D00\n", "profile-parameters"),
        ("p.tsv", "Parameter\tWert\nssl/client_ciphersuites\t150:HIGH\n", "profile-parameters"),
        ("c.csv", "COMPONENT,RELEASE,SP_LEVEL\nSAP_BASIS,740,0012\n", "components"),
        ("c.csv", "SOFTWARE_COMPONENT,VERSION,SP_LEVEL\nSAP_BASIS,731,0005\n", "components"),
        ("n.csv", "NOTE,STATUS\n0002802999,Completely implemented\n", "notes"),
        ("n.csv", "Hinweis;Status\n2802999;vollständig eingebaut\n", "notes"),
        ("n.csv", "SAP_NOTE;STATUS\n2802999;Se puede implementar\n", "notes"),
        ("n.csv", "NOTE,STATUS\n2802999,kokonaan\n", "notes"),
        ("j.csv", "JOBNAME,STATUS\nX,F\n", "job-overview"),
        ("s.csv", "PROTOCOL,PORT,ACTIVE\nHTTPS,44300,X\n", "icm-services"),
        ("r.csv", "ACTION,SOURCE,DEST,PORT\npermit,10.1.*.*,194.39.131.34,3299\n", "saprouttab"),
        ("r.csv", "ACTION,SOURCE,DEST,PORT\nP,10.1.*.*,194.39.131.34,3299\n", "saprouttab"),
        ("saprouttab.csv", "ACTION,SOURCE,DESTINATION,SERVICE\npermit,*,194.39.131.34,3299\n", "saprouttab"),
        ("d.csv", "RFCDEST,RFCTYPE,RFCHOST,RFCUSER,RFCSNC\nA,3,host,U,0\n", "rfc-destinations"),
        ("d.csv", "DESTINATION,TYPE,HOST,USER\nSAPOSS,3,oss001,OSS_RFC\n", "rfc-destinations"),
        ("s.csv", "JOBNAME,PROGNAME,VARIANT,AUTHCKNAM\nSM:X,REPORT,V,U\n", "job-steps"),
        ("c.csv", "SUBJECT,ISSUER,VALID_TO,PSE\nCN=A,CN=A,2038-01-15,SAPSSLC\n", "trust-store"),
        ("icm_services.csv", "PROTOCOL,PORT,HOST,ACTIVE\nHTTPS,44300,apphost,X\n", "icm-services"),
        ("u.csv", "USER,S_USER\nADMIN01,0012345678\n", "support-users"),
        ("k.csv", "KERNEL_RELEASE,PATCH_LEVEL\n753,900\n", "kernel"),
    ] {
        assert_eq!(recognised(name, table), Ok(kind), "{table}");
    }
}

#[test]
fn tables_of_others_are_not_taken() {
    for (name, table) in [
        ("p.csv", "NAME,VALUE\nheight,8\nwidth,9\n"),
        ("n.csv", "NOTE,STATUS\n1,done\n"),
        ("n.csv", "NOTE,STATUS,ASSIGNEE\n2802999,perhaps,me\n"),
        ("fw.csv", "ACTION,SOURCE,DESTINATION,PORT\nallow,10.0.0.1,10.0.0.2,443\n"),
        ("fw.csv", "ACTION,SOURCE,DESTINATION,PORT\ndeny,10.0.0.1,10.0.0.2,443\n"),
        ("c.csv", "Component,Version,Level\nboiler,3,2\n"),
        ("lb.csv", "PROTOCOL,PORT,HOST,ACTIVE\nHTTPS,443,web01,X\n"),
        ("flights.csv", "DESTINATION,TYPE,HOST\nParis,3,AF\n"),
        ("ci.csv", "Job,Job ID,Status,Created by\nbuild,17,finished,me\n"),
        ("linux.csv", "KERNEL_RELEASE,PATCH_LEVEL\n5.14.0,3\n"),
    ] {
        assert!(recognised(name, table).is_err(), "{table}");
    }
}

#[test]
fn the_reason_names_the_kind_that_a_table_comes_near_to_and_what_it_lacks() {
    for (table, reason) in [
        (
            "COMPONENT,EXTRELEASE,OWNED\nSAP_BASIS,0012,x\n",
            "a table, near to software components (SE16, table CVERS), but without the column RELEASE (SAP Release): it is not read",
        ),
        ("JOBNAME,STATUS,COMMENT\nX,F,z\n", "a table, near to job overview"),
        ("RFCDEST,OWNER,COMMENT\nX,Y,z\n", "a table, near to RFC destinations"),
        ("NUMM,OWNER\n2802999,x\n", "a table, near to implemented SAP Notes"),
        ("RFCDEST,RFCUSER,COMMENT\nX,Y,z\n", "a table, near to RFC destinations"),
        (
            "BNAME,GLTGV,GLTGB\nX,00000000,00000000\n",
            "a table, near to users (SE16, tables USR02, UST04), but without enough of the columns MANDT (Client), USTYP (User type)",
        ),
        ("NUMM,CWBUSER,Title\n1,x,y\n", "a table, near to implemented SAP Notes"),
    ] {
        let told = recognised("list.csv", table).unwrap_err();
        assert!(told.starts_with(reason), "{told}");
    }
}
