//! X.509, PEM and PKCS#7, texts of sapgenpse and STRUST, judged by rules that quote and label every field of certificates.

use std::sync::LazyLock;

use basislint::knowledge::issued::issued;
use basislint::rule::RuleSet;

use super::checked::File;
use super::given::Given;
use super::{exports, fixtures, nosy};

static RULES: LazyLock<RuleSet> = LazyLock::new(|| nosy::rules(&["certificate", "trust-store"]));

const PATHS: &[&str] = &[
    "PRD/root.crt",
    "PRD/SAPSSLC/a.cer",
    "PRD/SSL client (Anonymous)/chain.p7b",
    "PRD/maintain_pk.txt",
    "PRD/SAPSSLC.pem",
    "PRD/ProdCon/CertificateStores/CloudServicesHost/Trusted/certs/a.der",
    "PRD/systemCertificate.cer",
];

const HEADS: &[&str] = &["CERTIFICATE", "PKCS7", "TRUSTED CERTIFICATE", "X509 CERTIFICATE"];

/// Path, how it is read, how it is wrapped, then the file.
pub fn run(data: &[u8]) {
    let mut given = Given::new(data);
    let (path, cut, wrap) = (*given.pick(PATHS), given.byte(), given.byte());
    let bytes = match wrap.checked_sub(1) {
        None => given.rest().to_vec(),
        Some(head) => pem(HEADS[usize::from(head) % HEADS.len()], given.rest()),
    };
    // Whatever the bytes are, asking whether they signed themselves does no harm.
    let _ = issued(&bytes, &bytes);
    exports::hold(&RULES, &[File { path: path.to_owned(), bytes, forced: None }], cut);
}

fn pem(head: &str, bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = format!("-----BEGIN {head}-----\n").into_bytes();
    for line in bytes.chunks(48) {
        for three in line.chunks(3) {
            let number =
                three.iter().fold(0_usize, |number, byte| number << 8 | usize::from(*byte)) << (8 * (3 - three.len()));
            let letter = |index: usize| match index <= three.len() {
                true => LETTERS[number >> (18 - 6 * index) & 63],
                false => b'=',
            };
            text.extend((0..4).map(letter));
        }
        text.push(b'\n');
    }
    text.extend(format!("-----END {head}-----\n").bytes());
    text
}

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for kind in ["certificate", "trust-store"] {
        for (number, (_, bytes)) in fixtures::cases(kind, 4096).into_iter().enumerate() {
            let is_binary = bytes.starts_with(&[0x30]);
            for wrap in [0, 1, 2].into_iter().take(if is_binary { 3 } else { 1 }) {
                let mut seed = vec![number as u8, (number * 7) as u8, wrap];
                seed.extend(&bytes);
                seeds.push(seed);
            }
        }
    }
    seeds
}
