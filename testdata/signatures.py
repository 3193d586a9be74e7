"""Writes testdata/signatures.pem: self-signed certificates of an invented company, one for each way to sign.

Needs the package cryptography, and openssl for what that no longer signs. The keys are thrown away. The certificates differ with
each run; what the tests ask of them does not.
"""

import datetime
import pathlib
import subprocess
import tempfile

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.oid import NameOID

HERE = pathlib.Path(__file__).parent


def certificate(name, key, hashed, rsa_padding=None):
    subject = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Example Works"), x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(1)
    builder = builder.not_valid_before(datetime.datetime(2026, 1, 1)).not_valid_after(datetime.datetime(2028, 12, 31))
    return builder.sign(key, hashed, rsa_padding=rsa_padding).public_bytes(serialization.Encoding.PEM).decode()


def by_openssl(name, key, *options):
    """SHA-1, which cryptography signs no more."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "key"
        pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        path.write_bytes(pem)
        command = ["openssl", "req", "-x509", "-key", path, "-subj", f"/O=Example Works/CN={name}", "-set_serial", "1", *options]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def rsa_key(bits):
    return rsa.generate_private_key(65537, bits)


def pss(hashed, salt):
    return padding.PSS(padding.MGF1(hashed), salt)


def all_of_them():
    key = rsa_key(2048)
    yield by_openssl("rsa-1024-sha1", rsa_key(1024), "-sha1")
    yield certificate("rsa-2048-sha256", key, hashes.SHA256())
    yield certificate("rsa-2048-sha384", key, hashes.SHA384())
    yield certificate("rsa-2048-sha512", key, hashes.SHA512())
    yield certificate("pss-2048-sha256", key, hashes.SHA256(), pss(hashes.SHA256(), 32))
    yield certificate("pss-2048-sha512", key, hashes.SHA512(), pss(hashes.SHA512(), 64))
    yield by_openssl("pss-2048-sha1", key, "-sha1", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:20")
    yield certificate("p256-sha256", ec.generate_private_key(ec.SECP256R1()), hashes.SHA256())
    yield certificate("p384-sha384", ec.generate_private_key(ec.SECP384R1()), hashes.SHA384())
    yield by_openssl("p384-sha1", ec.generate_private_key(ec.SECP384R1()), "-sha1")
    yield certificate("p521-sha512", ec.generate_private_key(ec.SECP521R1()), hashes.SHA512())
    # The hash is shorter than half of the key.
    yield certificate("p521-sha256", ec.generate_private_key(ec.SECP521R1()), hashes.SHA256())
    yield certificate("ed25519", ed25519.Ed25519PrivateKey.generate(), None)
    # What is not verified: a curve that no browser knows, and a key that is too short.
    yield certificate("secp256k1-sha256", ec.generate_private_key(ec.SECP256K1()), hashes.SHA256())
    yield by_openssl("rsa-512-sha256", short_key(), "-sha256")


def short_key():
    command = ["openssl", "genrsa", "512"]
    pem = subprocess.run(command, check=True, capture_output=True).stdout
    return serialization.load_pem_private_key(pem, None, unsafe_skip_rsa_key_validation=True)


if __name__ == "__main__":
    (HERE / "signatures.pem").write_text("".join(all_of_them()))
