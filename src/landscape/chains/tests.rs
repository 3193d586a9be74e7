//! Tests of chains, with certificates that are signed for them and some that are only described.

use rcgen::CertificateParams;

use super::*;
use crate::export::certificates::CERTIFICATE;
use crate::export::{FileContext, Record, RecordSink, display};
use crate::input::Charset;
use crate::knowledge::issued::testing::{authority, key, named, self_signed, server, signed};
use crate::layout::{Flaw, Row, der};

/// Fields of certificates by their names, as those who build chains take them.
fn known(der: Vec<u8>) -> Known {
    let mut taken = Taken::default();
    let mut reader = (CERTIFICATE.open)(&FileContext::new("a.cer", &der::LAYOUT, false));
    der::read(&der, &mut crate::export::Records { reader: reader.as_mut(), sink: &mut taken });
    taken.0.pop().unwrap()
}

#[derive(Default)]
struct Taken(Vec<Known>);

impl RecordSink for Taken {
    fn record(&mut self, record: &dyn Record, _: &Row<'_>) {
        let text = |name: &str| {
            let index = CERTIFICATE.fields.iter().position(|field| field.name == name).unwrap();
            display(&record.field(index).value, Charset::Utf8)
        };
        let ca = text("ca").map(|ca| ca == "yes");
        self.0.push(Known { der: record.der().map(<[u8]>::to_vec), ca, ..Known::told_by(text) });
    }
    fn heading(&mut self, _: &Row<'_>) {}
    fn flaw(&mut self, flaw: Flaw) {
        panic!("{flaw:?}");
    }
}

/// The same certificate as JSON or a list tells it.
fn described(known: &Known) -> Known {
    Known { der: None, sha256: None, ski: None, aki: None, ca: None, ..known.clone() }
}

/// Root, intermediate and server, with the keys 1, 2 and 3.
fn three() -> [Known; 3] {
    let (root, intermediate) = (authority("Root", 1), authority("Issuing", 2));
    [
        known(signed(&server("pc1.example.test", 3), &key(3), &intermediate, &key(2))),
        known(signed(&intermediate, &key(2), &root, &key(1))),
        known(self_signed(&root, &key(1))),
    ]
}

fn chain(known: &[Known], index: usize) -> (Vec<usize>, End, How) {
    let Chain { path, end, how } = Chains::of(known.to_vec()).chain(index);
    (path, end, how)
}

#[test]
fn a_chain_goes_up_to_the_root_in_whatever_order_its_certificates_come() {
    let [leaf, intermediate, root] = three();
    let all = [root.clone(), leaf.clone(), intermediate.clone()];
    assert_eq!(chain(&all, 1), (vec![1, 2, 0], End::Root, How::Signature));
    let chains = Chains::of(all.to_vec());
    assert_eq!(chains.issuers(1), [(2, How::Signature)]);
    let self_signed: Vec<_> = (0..3).map(|index| chains.self_signed(index)).collect();
    assert_eq!(self_signed, [SelfSigned::Yes, SelfSigned::No, SelfSigned::No]);
    assert_eq!(chains.issuers(0), []);
}

#[test]
fn a_broken_chain_names_the_issuer_that_is_missing() {
    let [leaf, intermediate, root] = three();
    let missing = |name: &str| End::Missing(format!("CN={name}, O=Example Works"));
    assert_eq!(chain(&[leaf.clone(), root], 0), (vec![0], missing("Issuing"), How::Signature));
    assert_eq!(chain(&[leaf, intermediate], 0), (vec![0, 1], missing("Root"), How::Signature));
}

#[test]
fn the_signature_decides_between_issuers_of_one_name() {
    let [leaf, intermediate, root] = three();
    // An authority of the same name with another key, once with another identifier of its key and once with the same.
    let other = |serial| known(signed(&authority("Issuing", serial), &key(9), &authority("Root", 1), &key(1)));
    for impostor in [other(8), other(2)] {
        let all = [impostor.clone(), leaf.clone(), intermediate.clone(), root.clone()];
        assert_eq!(chain(&all, 1), (vec![1, 2, 3], End::Root, How::Signature));
        let (path, end, _) = chain(&[impostor, leaf.clone(), root.clone()], 1);
        assert_eq!((path, end), (vec![1], End::Missing("CN=Issuing, O=Example Works".to_owned())));
    }
}

#[test]
fn names_do_where_a_certificate_is_only_described_and_the_chain_says_so() {
    let [leaf, intermediate, root] = three();
    let all = [leaf.clone(), described(&intermediate), root.clone()];
    assert_eq!(chain(&all, 0), (vec![0, 1, 2], End::Root, How::Names));
    let all = [described(&leaf), described(&intermediate), described(&root)];
    assert_eq!(chain(&all, 0), (vec![0, 1, 2], End::Root, How::Names));
    assert_eq!(Chains::of(all.to_vec()).self_signed(2), SelfSigned::ByNames);
    // However the names are printed.
    let slashes = Known { subject: "/O=Example Works/CN=ISSUING".to_owned(), ..described(&intermediate) };
    assert_eq!(Chains::of(vec![described(&leaf), slashes]).issuers(0), [(1, How::Names)]);
    // What has the fingerprint of a certificate that is at hand is that certificate.
    let print = Known { der: None, ..intermediate.clone() };
    assert_eq!(chain(&[leaf, print, root, intermediate], 0), (vec![0, 3, 2], End::Root, How::Signature));
}

#[test]
fn a_certificate_that_only_names_itself_as_issuer_is_not_self_signed() {
    let made = signed(&named("pc2.example.test", 5), &key(5), &named("pc2.example.test", 5), &key(6));
    let all = [known(made), known(self_signed(&named("pc2.example.test", 5), &key(5)))];
    let chains = Chains::of(all.to_vec());
    assert_eq!((chains.self_signed(0), chains.self_signed(1)), (SelfSigned::No, SelfSigned::Yes));
    assert_eq!(
        chain(&all, 0),
        (vec![0], End::Missing("CN=pc2.example.test, O=Example Works".to_owned()), How::Signature)
    );
    let nameless = Known::default();
    let chains = Chains::of(vec![nameless]);
    assert_eq!(chains.self_signed(0), SelfSigned::Unknown);
    assert_eq!(chains.chain(0).end, End::Missing(String::new()));
}

#[test]
fn of_two_ways_up_the_one_that_reaches_a_root_by_signatures_counts() {
    // The intermediate is there twice: issued by the root, and by an authority that nobody has.
    let [leaf, intermediate, root] = three();
    let cross = known(signed(&authority("Issuing", 2), &key(2), &authority("Elsewhere", 7), &key(7)));
    let all = [leaf, cross.clone(), intermediate.clone(), root];
    assert_eq!(chain(&all, 0), (vec![0, 2, 3], End::Root, How::Signature));
    assert_eq!(Chains::of(all.to_vec()).issuers(0), [(1, How::Signature), (2, How::Signature)]);
    // Nothing reaches a root: the longer way.
    assert_eq!(chain(&all[..3], 0).0, [0, 1]);
    // Copies are one issuer.
    let [leaf, intermediate, root] = three();
    let all = [leaf, intermediate.clone(), intermediate.clone(), intermediate, root];
    assert_eq!(Chains::of(all.to_vec()).issuers(0), [(1, How::Signature)]);
}

#[test]
fn authorities_that_certify_each_other_are_no_chain_without_end() {
    let (one, other) = (authority("One", 1), authority("Other", 2));
    let all = [
        known(signed(&server("pc1.example.test", 3), &key(3), &one, &key(1))),
        known(signed(&one, &key(1), &other, &key(2))),
        known(signed(&other, &key(2), &one, &key(1))),
    ];
    let (path, end, _) = chain(&all, 0);
    assert_eq!((path, end), (vec![0, 1, 2], End::Loop));
    // A row of forty authorities.
    let steps: Vec<CertificateParams> = (0..40).map(|step| authority(&format!("Step {step}"), step)).collect();
    let row: Vec<Known> = steps.windows(2).map(|pair| known(signed(&pair[0], &key(1), &pair[1], &key(1)))).collect();
    let (path, end, _) = chain(&row, 0);
    assert_eq!((path.len(), end), (LONGEST, End::Loop));
}

#[test]
fn one_certificate_is_known_again_by_fingerprint_else_by_issuer_and_serial_number() {
    let [leaf, intermediate, _] = three();
    let renewed = known(signed(&server("pc1.example.test", 4), &key(3), &authority("Issuing", 2), &key(2)));
    let json = described(&leaf);
    let bare = Known { serial: None, ..json.clone() };
    let all = vec![leaf, renewed, json, bare, intermediate];
    let chains = Chains::of(all);
    assert_eq!((chains.identity(0, 0), chains.identity(0, 1)), (Some(How::Signature), None));
    assert_eq!((chains.identity(0, 2), chains.identity(1, 2)), (Some(How::Names), None));
    // Without a serial number subject, issuer and end of validity are all there is to go by.
    assert!(chains.same(0, 3) && chains.same(3, 2) && !chains.same(3, 4) && !chains.same(0, 99));
}

#[test]
fn a_hundred_authorities_of_one_name_are_verified_by_no_more_than_a_few() {
    let described = |serial: u32| Known {
        subject: "CN=Example".to_owned(),
        issuer: "CN=Example".to_owned(),
        serial: Some(format!("{serial:X}")),
        ..Known::default()
    };
    let leaf = Known { issuer: "CN=Example".to_owned(), ..known(self_signed(&named("Leaf", 1), &key(1))) };
    let authorities = (0..100).map(|serial| Known {
        sha256: Some(format!("{serial:064X}")),
        der: leaf.der.clone(),
        ..described(serial)
    });
    let all: Vec<Known> = std::iter::once(leaf.clone()).chain(authorities).collect();
    let issuers = Chains::of(all).issuers(0);
    // Those that were verified did it, the others may have.
    let by = |how| issuers.iter().filter(|(_, known)| *known == how).count();
    assert_eq!((by(How::Signature), by(How::Names)), (MOST_VERIFIED, 100 - MOST_VERIFIED));
}
