use super::EXPORT;
use crate::export::testing::{Found, file, layout_of, read};
use crate::layout::text;

fn trace(text: &str) -> Found {
    read(&EXPORT, &file("scc_core.trc", &text::LAYOUT), text.as_bytes())
}

fn lines(day: &str, level: &str, message: &str) -> String {
    format!("{day} 10:00:00,000 +0100#{level}#com.example.Client#thread-1#          #{message}\n")
}

#[test]
fn a_record_lasts_until_the_next_time_and_keeps_its_places() {
    let found = trace(
        "2021-07-29 04:50:42,131 +0200#ERROR#com.example.Client#thread-277-3# \n#Unable to handshake with notification server notify.example.test/x\n\
         javax.net.ssl.SSLException: Received fatal alert: certificate_expired\n\n2021-07-29 04:51:00,000 +0200#INFO#a#b#c#done\n",
    );
    let record = found.records.iter().find(|record| record.value("level") == "error").unwrap();
    assert_eq!(record.value("time"), "2021-07-29T02:50:42");
    assert_eq!(record.value("message"), "Unable to handshake with notification server notify.example.test/x");
    assert_eq!(record.place("message"), record.value("message"));
    assert!(record.value("text").ends_with("Received fatal alert: certificate_expired"));
    assert_eq!((record.value("target"), record.value("component")), ("notify.example.test", "com.example.Client"));
    assert_eq!((record.value("log-end"), record.value("before-end")), ("2021-07-29T02:51:00", "0"));
}

#[test]
fn records_that_tell_the_same_are_one_at_the_latest() {
    let text = lines("2026-11-01", "WARN", "Request 17 to erp.example.test:443 failed")
        + &lines("2026-11-03", "WARN", "Request 18 to erp.example.test:443 failed")
        + &lines("2026-11-03", "WARN", "Request 18 to crm.example.test:443 failed")
        + &lines("2026-11-13", "DEBUG", "end");
    let found = trace(&text);
    assert_eq!(found.all("level"), ["debug", "warning", "warning"]);
    let [_, erp, crm] = found.records.as_slice() else { panic!() };
    assert_eq!(
        (erp.value("count"), erp.value("first"), erp.value("time")),
        ("2", "2026-11-01T09:00:00", "2026-11-03T09:00:00")
    );
    assert_eq!((erp.value("before-end"), crm.value("count"), crm.value("target")), ("10", "1", "crm.example.test:443"));
}

#[test]
fn a_log_whose_columns_are_not_known_is_read_by_its_days_or_line_by_line() {
    let service =
        |text: &str| read(&EXPORT, &file("ProdConMainService_2026.11.20.csv", &text::LAYOUT), text.as_bytes());
    let found =
        service("Date;Level;Text\n2026-11-20 10:00:00;Error;it failed\nfor a reason\n2026-11-21 10:00:00;Info;x\n");
    assert_eq!(found.all("log"), ["production-connector"; 3]);
    let record = found.records.iter().find(|record| record.value("level") == "error").unwrap();
    assert_eq!(record.value("text"), "2026-11-20 10:00:00;Error;it failed for a reason");
    assert_eq!(service("one\ntwo\n").all("text"), ["one", "two"]);
}

#[test]
fn logs_are_told_by_their_lines_or_their_names() {
    let takes = |name: &str, text: &str| layout_of(&EXPORT, name, text).is_some();
    assert!(takes("x.txt", "Entry format: Timestamp#Level#Logger name#Thread name#Connection ID#Message\n"));
    assert!(takes("x.txt", &lines("2026-11-01", "ERROR", "x")));
    assert!(takes("pcomainservice_1.csv", "a;b\n") && takes("ManagementConsole_2.csv", "a;b\n"));
    assert!(takes("audit-log_2026.csv", "1;BackendMapping;x\n") && takes("log/audit/x.csv", "Access Denied\n"));
    assert!(!takes("audit-log_2026.csv", "a;b\n") && !takes("x.csv", "2026-11-01;BackendMapping\n"));
    assert!(!takes("dev_icm", "[Thr 1] 2026-11-01 10:00:00 *** ERROR\n"));
}
