//! Makes certificates for tests: signed with P-256 keys that a number tells, so that each run has the same.

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyIdMethod,
    KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PublicKeyData, SanType, SerialNumber, SignatureAlgorithm, date_time_ymd,
};

/// A key.
pub(crate) struct Key {
    signing: SigningKey,
    public: Vec<u8>,
}

/// The key with this number, from 1.
pub(crate) fn key(number: u8) -> Key {
    let signing = SigningKey::from_slice(&[number; 32]).unwrap();
    let public = signing.verifying_key().to_sec1_point(false).as_bytes().to_vec();
    Key { signing, public }
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

impl rcgen::SigningKey for Key {
    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let signature: Signature = self.signing.sign(text);
        Ok(signature.to_der().as_bytes().to_vec())
    }
}

/// What shall stand in a certificate: valid in 2026, 2027 and 2028, no authority, without usages, until it is changed.
pub(crate) fn named(name: &str, serial: u64) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::OrganizationName, "Example Works");
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(SerialNumber::from(serial));
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2028, 12, 31);
    // rcgen wants an identifier, and makes none without its own hash. It is written for authorities only.
    params.key_identifier_method = KeyIdMethod::PreSpecified(vec![serial as u8; 20]);
    params
}

/// The same for a certification authority.
pub(crate) fn authority(name: &str, serial: u64) -> CertificateParams {
    let mut params = named(name, serial);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// The same for a TLS server of this name.
pub(crate) fn server(host: &str, serial: u64) -> CertificateParams {
    let mut params = named(host, serial);
    params.key_usages =
        vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment, KeyUsagePurpose::DataEncipherment];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.subject_alt_names = vec![SanType::DnsName(host.try_into().unwrap())];
    params
}

/// A certificate that its own key signed, as DER.
pub(crate) fn self_signed(params: &CertificateParams, by: &Key) -> Vec<u8> {
    params.self_signed(by).unwrap().der().to_vec()
}

/// A certificate for a key, signed by the key of an issuer, as DER.
pub(crate) fn signed(params: &CertificateParams, of: &Key, issuer: &CertificateParams, by: &Key) -> Vec<u8> {
    params.signed_by(of, &Issuer::from_params(issuer, by)).unwrap().der().to_vec()
}
