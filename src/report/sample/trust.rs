//! Who trusts whom in two integrations, one with a proxy: every state, and subjects that would do harm if they were anything but text.

use super::super::Report;
use super::RFC;
use crate::landscape::picture::{Hop, Need, Picture, State, Trust};

const ERP: &str = "ABAP system";
const CI: &str = "Cloud Integration";
const C4C: &str = "Cloud for Customer";
const DISPATCHER: &str = "Web Dispatcher";

/// The sample with pictures.
pub(in crate::report) fn report_with_trust() -> Report {
    Report { pictures: pictures(), ..super::report() }
}

fn pictures() -> Vec<Picture> {
    vec![
        Picture {
            system: "PRD".to_owned(),
            hops: vec![
                Hop {
                    from: ERP,
                    to: CI,
                    trust: vec![
                        server(
                            CI,
                            ERP,
                            "CN=*.it-cpi001.cfapps.example.test, O=Example Cloud, C=DE",
                            vec![broken(
                                "SSL client PSE (Standard) holds the root certificate",
                                "the list holds the intermediate certificate CN=Example Issuing CA 7 alone, not its root CN=Example Root G2",
                                Some(RFC),
                            )],
                        ),
                        client(
                            ERP,
                            CI,
                            "CN=prd.example.test, OU=ERP, O=Example AG, C=DE",
                            vec![
                                nothing(
                                    "SAP's load balancer trusts the root certificate",
                                    "SAP keeps that list (SAP Note 2801396)",
                                ),
                                holds("a service key holds the certificate"),
                            ],
                        ),
                    ],
                },
                Hop {
                    from: CI,
                    to: C4C,
                    trust: vec![
                        server(C4C, CI, "", vec![nothing("Cloud Integration trusts it", "SAP sees to it")]),
                        client(
                            CI,
                            C4C,
                            &format!("CN=ci-client.example.test, {}C=DE", "OU=A unit with a long name, ".repeat(40)),
                            vec![
                                unknown(
                                    "the trust list of Cloud for Customer holds its CA",
                                    "add the folder c4c-trust-list",
                                ),
                                unknown("the communication arrangement has this certificate", ""),
                            ],
                        ),
                    ],
                },
                Hop {
                    from: C4C,
                    to: CI,
                    trust: vec![
                        server(
                            CI,
                            C4C,
                            "CN=*.it-cpi001.cfapps.example.test, O=Example Cloud, C=DE",
                            vec![unknown(
                                "the trust list of Cloud for Customer holds its CA",
                                "add the folder c4c-trust-list",
                            )],
                        ),
                        client(C4C, CI, "CN=my000001.example.test", vec![holds("a service key holds the certificate")]),
                    ],
                },
                Hop {
                    from: CI,
                    to: DISPATCHER,
                    trust: vec![
                        server(
                            DISPATCHER,
                            CI,
                            "CN=proxy.example.test",
                            vec![holds("the keystore holds the root certificate")],
                        ),
                        client(
                            CI,
                            DISPATCHER,
                            "CN=ci-client.example.test, C=DE",
                            vec![broken(
                                "SAPSSLS.pse of the Web Dispatcher holds the root certificate",
                                "it holds the chain of the load balancer instead",
                                Some("rule-that-was-not-loaded"),
                            )],
                        ),
                    ],
                },
                Hop {
                    from: DISPATCHER,
                    to: ERP,
                    trust: vec![
                        server(
                            ERP,
                            DISPATCHER,
                            "CN=prd.example.test",
                            vec![holds("SAPSSLC.pse holds the root certificate")],
                        ),
                        client(
                            DISPATCHER,
                            ERP,
                            "CN=proxy.example.test",
                            vec![
                                holds("SSL server PSE holds the root certificate"),
                                holds("icm/trusted_reverse_proxy_0 names it"),
                            ],
                        ),
                    ],
                },
            ],
        },
        Picture {
            system: "QAS".to_owned(),
            hops: vec![
                Hop {
                    from: ERP,
                    to: CI,
                    trust: vec![server(
                        CI,
                        ERP,
                        "CN=*.it-cpi002.cfapps.example.test",
                        vec![holds("SSL client PSE (Standard) holds the root certificate")],
                    )],
                },
                Hop {
                    from: CI,
                    to: ERP,
                    trust: vec![
                        server(
                            ERP,
                            CI,
                            "CN=</code><script>alert(1)</script>|\u{1b}[31m\u{202e}|`#1`",
                            vec![holds("the keystore holds the root certificate")],
                        ),
                        client(
                            CI,
                            ERP,
                            "CN=ci, password=Zx9-hunter2",
                            vec![holds("SSL server PSE holds the root certificate")],
                        ),
                    ],
                },
            ],
        },
    ]
}

fn server(shown_by: &'static str, trusted_by: &'static str, subject: &str, needs: Vec<Need>) -> Trust {
    Trust { shown_by, shows: "its server certificate", subject: subject.to_owned(), trusted_by, needs }
}

fn client(shown_by: &'static str, trusted_by: &'static str, subject: &str, needs: Vec<Need>) -> Trust {
    Trust { shown_by, shows: "its client certificate", subject: subject.to_owned(), trusted_by, needs }
}

fn need(state: State, what: &str, why: &str) -> Need {
    Need { what: what.to_owned(), state, why: why.to_owned(), rule: None }
}

fn holds(what: &str) -> Need {
    need(State::Holds, what, "")
}

fn nothing(what: &str, why: &str) -> Need {
    need(State::Nothing, what, why)
}

fn unknown(what: &str, why: &str) -> Need {
    need(State::Unknown, what, why)
}

fn broken(what: &str, why: &str, rule: Option<&'static str>) -> Need {
    Need { rule, ..need(State::Broken, what, why) }
}
