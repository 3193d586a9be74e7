//! Each certificate of an integration: how long it is valid, whether it signed itself, whether its chain is whole (connectors.md b.1, e).

use std::collections::{BTreeSet, HashSet};

use jiff::civil::Date;

use crate::knowledge::{distinguished_name, pse};
use crate::landscape::chains::{Chains, End, SelfSigned};
use crate::landscape::derived::records::In;

use super::fields::{
    BY_NAME, CASE, CHAIN, CHAIN_LACKS, IN_CHAIN, ISSUES, MENU, PLACE, SELF_SIGNED, SUBJECT_SERIAL, USE,
};
use super::reasons;
use super::site::{Certificate, Site};
use super::statement::{At, Statement};
use super::view::View;

/// What is said of the certificates of one system.
pub(super) fn state(sites: &[Site], system: usize, as_of: Date) -> Vec<Statement> {
    let Some(site) = sites.get(system) else { return Vec::new() };
    let all = &site.certificates;
    let chains = Chains::of(all.iter().map(|certificate| certificate.known.clone()).collect());
    let issuers = |number: usize| chains.issuers(number).into_iter().map(|(issuer, _)| issuer);
    let mut issued: BTreeSet<usize> = BTreeSet::new();
    let mut in_chain: BTreeSet<usize> = BTreeSet::new();
    for (number, certificate) in all.iter().enumerate() {
        // By names alone what is called as its issuer is self-signed.
        let is_by_itself = matches!(chains.self_signed(number), SelfSigned::Yes | SelfSigned::ByNames);
        issued.extend(issuers(number).filter(|issuer| !chains.same(*issuer, number) && !is_by_itself));
        if certificate.known.ca != Some(true) && !is_of_list(certificate.used) {
            in_chain.extend(chains.chain(number).path);
        }
    }
    let identities: Vec<String> = all.iter().map(identity_of).collect();
    let all_of = |set: &BTreeSet<usize>| -> HashSet<&str> {
        set.iter().filter_map(|number| identities.get(*number)).map(String::as_str).collect()
    };
    let (issued, in_chain) = (all_of(&issued), all_of(&in_chain));
    let holds = |set: &HashSet<&str>, number: usize| set.contains(identities[number].as_str());
    // An authority beside the certificate that somebody shows is there to issue, also where a link between them is missing.
    let shown: HashSet<_> =
        all.iter().filter(|one| one.known.ca != Some(true)).map(|one| (one.used, one.pse.as_deref())).collect();
    let is_beside_leaf = |number: usize| {
        let one = &all[number];
        one.known.ca == Some(true) && shown.contains(&(one.used, one.pse.as_deref()))
    };
    // What is told of a certificate that is there as such is told there.
    let there: HashSet<_> = (0..all.len())
        .filter(|number| all[*number].known.der.is_some())
        .map(|number| (all[number].used, identities[number].as_str()))
        .collect();
    let issues = |number: usize| holds(&issued, number) || is_beside_leaf(number);
    let mut statements = Vec::new();
    for (number, certificate) in all.iter().enumerate() {
        let Some(record) = site.at(certificate.at) else { continue };
        let is_described =
            certificate.known.der.is_none() && there.contains(&(certificate.used, identities[number].as_str()));
        if is_described {
            continue;
        }
        let at = "subject";
        let by_name = certificate.known.der.is_none();
        let own = chains.self_signed(number);
        let self_signed = match own {
            SelfSigned::Yes => Ok("yes"),
            SelfSigned::No => Ok("no"),
            SelfSigned::ByNames => Ok("by-names"),
            SelfSigned::Unknown => Err(reasons::ALGORITHM),
        };
        let mut said = Statement::of("certificate", At { system, at: certificate.at })
            .word(USE, certificate.used, at)
            .text(PLACE, place_of(certificate, record), at)
            .word(MENU, renewed_at(certificate.used), at)
            .known(CASE, record.validity(as_of, reasons::NO_DETAILS), "not-after")
            .known(SELF_SIGNED, self_signed, at)
            .flag(ISSUES, issues(number), at)
            .flag(IN_CHAIN, !is_of_list(certificate.used) || holds(&in_chain, number), at)
            .flag(BY_NAME, by_name, at)
            .text(SUBJECT_SERIAL, identities[number].clone(), at);
        if by_name {
            said = said.otherwise(reasons::NO_DETAILS);
        }
        if is_leaf(certificate, issues(number)) {
            said = match chain_of(site, &chains, number) {
                Ok((word, lacks)) => said.word(CHAIN, word, at).text(CHAIN_LACKS, lacks, "issuer"),
                Err(why) => said.unknown(CHAIN, why),
            };
        }
        statements.push(said);
    }
    // What is missing in a file may have expired. A page of a keystore that goes on is no such file if the next one is there.
    for kind in ["certificate", "trust-store", "keystore", "service-keys"] {
        let is_whole =
            site.files.are_whole(kind) || (kind == "keystore" && View::alone(sites, system).is_keystore_whole());
        if let Some(at) = site.files.heading(kind).filter(|_| !is_whole) {
            statements.push(Statement::gap("certificate", At { system, at }, reasons::CERTIFICATES_NOT_WHOLE));
        }
    }
    statements
}

/// What is the same of all copies of a certificate, however they are printed.
fn identity_of(certificate: &Certificate) -> String {
    let known = &certificate.known;
    let serial = known.serial.as_deref().or(known.not_after.as_deref()).unwrap_or_default();
    distinguished_name::subject_serial(&known.subject, serial).unwrap_or_else(|| format!("{serial} {}", known.subject))
}

/// It lies in a list of those that are trusted, and need not be in use.
fn is_of_list(used: &str) -> bool {
    matches!(used, "list" | "keystore" | "proxy-trust" | "c4c-trust-list" | "file")
}

/// It is one whose chain must be whole: somebody shows it.
fn is_leaf(certificate: &Certificate, issues: bool) -> bool {
    let is_shown = matches!(
        certificate.used,
        "ci-client"
            | "ci-server"
            | "c4c-client"
            | "erp-client"
            | "erp-server"
            | "proxy-client"
            | "proxy-server"
            | "own-client"
            | "own-server"
    );
    is_shown && !issues && certificate.known.ca != Some(true)
}

/// Whether the chain of a certificate reaches a root among those for its purpose; what is missing.
fn chain_of(site: &Site, chains: &Chains, number: usize) -> Result<(&'static str, String), &'static str> {
    let Some(certificate) = site.certificates.get(number) else { return Err(reasons::NO_CHAIN) };
    if chains.self_signed(number) == SelfSigned::Yes {
        return Ok(("self-signed", String::new()));
    }
    let is_beside = |it: &Certificate| match certificate.used {
        used if used.starts_with("own-") => it.pse == certificate.pse && (it.used == used || it.used == "file"),
        used => it.used == used,
    };
    if certificate.known.der.is_none() && !certificate.used.starts_with("own-") {
        return Err(reasons::NO_DETAILS);
    }
    let pool: Vec<usize> = (0..site.certificates.len()).filter(|other| is_beside(&site.certificates[*other])).collect();
    let own = pool.iter().position(|other| *other == number).unwrap_or_default();
    let is_lone = pool.iter().all(|other| chains.same(*other, number));
    let among = Chains::of(pool.iter().map(|other| site.certificates[*other].known.clone()).collect());
    match among.chain(own).end {
        End::Root => Ok(("whole", String::new())),
        _ if is_lone => Err(reasons::NO_CHAIN),
        _ if !site.files.are_whole("certificate") => Err(reasons::CHAIN_NOT_WHOLE),
        End::Missing(issuer) => Ok(("broken", issuer)),
        End::Loop => Ok(("broken", String::new())),
    }
}

/// Where a certificate lies, for people.
fn place_of(certificate: &Certificate, record: In<'_>) -> String {
    let of_pse = |what: &str| format!("{what} of {}", pse::title(certificate.pse.as_deref().unwrap_or_default()));
    match certificate.used {
        "own" | "own-client" | "own-server" => of_pse("own certificate"),
        "list" => of_pse("certificate list"),
        "key-pair" | "keystore" => {
            format!("entry {} of the tenant keystore", record.text("alias").unwrap_or_default())
        }
        "service-key" => format!("service key {}", record.text("key-name").unwrap_or_default()),
        used => plain_place(used).to_owned(),
    }
}

/// What a certificate for this purpose is called.
pub(super) fn plain_place(used: &str) -> &'static str {
    match used {
        "ci-client" => "client certificate of Cloud Integration",
        "ci-server" => "server certificate of Cloud Integration (load balancer)",
        "c4c-client" => "client certificate of Cloud for Customer",
        "c4c-inbound" => "communication arrangement of Cloud for Customer (inbound)",
        "c4c-trust-list" => "certificate trust list of Cloud for Customer",
        "erp-client" => "client certificate of the ABAP system",
        "erp-server" => "server certificate of the ABAP system",
        "proxy-client" => "client certificate of the reverse proxy",
        "proxy-server" => "server certificate of the reverse proxy",
        "proxy-trust" => "certificate list of the reverse proxy",
        "tenant-mapping" => "certificate-to-user mapping of the tenant",
        _ => "a file of its own",
    }
}

/// Where it is renewed.
fn renewed_at(used: &str) -> &'static str {
    match used {
        "ci-client" | "key-pair" => {
            "Manage Keystore > the key pair > Update, once all receivers have the new certificate"
        }
        "ci-server" => "SAP renews it: download it again, and import a new root where it is trusted",
        "c4c-client" | "c4c-inbound" => {
            "Cloud for Customer renews its client certificate by itself once a year: hand the new one on to Cloud Integration"
        }
        "keystore" => "Manage Keystore > Add > Certificate, once its owner has a new one",
        "service-key" => "create a new service key, hand it on, and delete this one",
        "tenant-mapping" => "Manage Certificate-to-User Mappings > Edit, with the new certificate",
        "erp-client" | "erp-server" | "own" | "own-client" | "own-server" => {
            "STRUST: create a certificate request, have it signed, import the response"
        }
        "list" => "STRUST: import the new one, once its owner has one, and delete this one",
        "proxy-client" | "proxy-server" => "the reverse proxy's own administration (sapgenpse, or its web interface)",
        _ => "where it is in use",
    }
}
