//! Values of the ICM's listener parameters: `icm/server_port_nn` and `icm/ssl_config_nn`.
//!
//! Both are options, `NAME=value`, with commas between them; the documentation writes a blank after each comma, files do
//! not. Macros must be expanded before ([`super::profile_macro`]) if the port's number is wanted. What a cipher string
//! means is not told here.

use std::ops::Range;

use nom::bytes::complete::take_till;
use nom::character::complete::char;
use nom::combinator::opt;
use nom::{IResult, Offset, Parser};

/// A piece of a parameter's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The text, without blanks around it.
    pub text: &'a str,
    /// Where it stands in the parameter's value, in bytes.
    pub range: Range<usize>,
}

/// What `icm/server_port_nn` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerPort<'a> {
    /// `PROT`: HTTP, HTTPS, SMTP, P4, P4SEC, IIOP, IIOPSEC, ROUTER.
    pub protocol: Option<Piece<'a>>,
    /// `PORT`: a number or the name of a service; 0 turns the listener off.
    pub port: Option<Piece<'a>>,
    /// `SSLCONFIG`: `ssl_config_nn` without `icm/`.
    pub ssl_config: Option<Piece<'a>>,
    /// `VCLIENT`: whether a client certificate is asked for; it goes before `icm/HTTPS/verify_client`.
    pub verify_client: Option<Piece<'a>>,
}

impl ServerPort<'_> {
    /// The listener is there: it has a protocol, and its port is not 0.
    pub fn is_active(&self) -> bool {
        let off = |port: &Piece<'_>| port.text.is_empty() || port.text.bytes().all(|digit| digit == b'0');
        self.protocol.is_some() && !self.port.as_ref().is_none_or(off)
    }

    /// The listener speaks this protocol, whatever its case.
    pub fn speaks(&self, protocol: &str) -> bool {
        self.protocol.as_ref().is_some_and(|piece| piece.text.eq_ignore_ascii_case(protocol))
    }
}

/// What `icm/ssl_config_nn` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SslConfig<'a> {
    /// `CIPHERS`: a cipher string that takes the place of `ssl/ciphersuites` for the ports that name this configuration.
    pub ciphers: Option<Piece<'a>>,
    /// `VCLIENT`: see [`ServerPort::verify_client`].
    pub verify_client: Option<Piece<'a>>,
}

/// Reads the value of `icm/server_port_nn`. What is not there, or not an option, is left out.
pub fn server_port(value: &str) -> ServerPort<'_> {
    let mut port = ServerPort::default();
    for (name, piece) in options(value) {
        let slot = match name.to_ascii_uppercase().as_str() {
            "PROT" => &mut port.protocol,
            "PORT" => &mut port.port,
            "SSLCONFIG" => &mut port.ssl_config,
            "VCLIENT" => &mut port.verify_client,
            _ => continue,
        };
        slot.get_or_insert(piece);
    }
    port
}

/// Reads the value of `icm/ssl_config_nn`.
pub fn ssl_config(value: &str) -> SslConfig<'_> {
    SslConfig { ciphers: option_of(value, "CIPHERS"), verify_client: option_of(value, "VCLIENT") }
}

/// The option of this name, whatever its case.
pub fn option_of<'v>(value: &'v str, name: &str) -> Option<Piece<'v>> {
    options(value).find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, piece)| piece)
}

fn options(value: &str) -> impl Iterator<Item = (&str, Piece<'_>)> {
    let mut rest = value;
    std::iter::from_fn(move || {
        let (after, parts) = if rest.is_empty() { None } else { option(rest).ok() }?;
        rest = after;
        Some(parts)
    })
    .filter_map(move |(name, text)| {
        let text = text?;
        let start = value.offset(text) + (text.len() - text.trim_start().len());
        let text = text.trim();
        Some((name.trim(), Piece { text, range: start..start + text.len() }))
    })
}

/// One option and the comma behind it; without `=` it has no value.
fn option(input: &str) -> IResult<&str, (&str, Option<&str>)> {
    let (rest, name) = take_till(|c| c == '=' || c == ',').parse(input)?;
    let (rest, equals) = opt(char('=')).parse(rest)?;
    let (rest, text) = match equals {
        Some(_) => take_till(|c| c == ',').map(Some).parse(rest)?,
        None => (rest, None),
    };
    let (rest, _) = opt(char(',')).parse(rest)?;
    Ok((rest, (name, text)))
}

/// Protocols of `icm/server_port_nn`.
const PROTOCOLS: &[&str] =
    &["HTTP", "HTTPS", "SMTP", "P4", "P4SEC", "IIOP", "IIOPSEC", "ROUTER", "TELNET", "WEBSOCKETRFC", "WEBSOCKETRFCS"];

/// The ICM speaks a protocol of this name.
pub fn is_protocol(name: &str) -> bool {
    PROTOCOLS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text<'a>(piece: &Option<Piece<'a>>) -> Option<&'a str> {
        piece.as_ref().map(|piece| piece.text)
    }

    #[test]
    fn a_port_is_read_with_and_without_blanks_and_its_pieces_have_their_places() {
        let value = "PROT=HTTPS, PORT=443$$,TIMEOUT=60, SSLCONFIG=ssl_config_1";
        let port = server_port(value);
        assert_eq!(text(&port.protocol), Some("HTTPS"));
        assert_eq!(text(&port.port), Some("443$$"));
        assert_eq!(text(&port.ssl_config), Some("ssl_config_1"));
        for piece in [port.protocol.clone(), port.port.clone(), port.ssl_config.clone()].into_iter().flatten() {
            assert_eq!(&value[piece.range.clone()], piece.text);
        }
        assert!(port.is_active() && port.speaks("https"));
    }

    #[test]
    fn port_zero_or_no_port_is_no_listener() {
        assert!(!server_port("PROT=SMTP,PORT=0,TIMEOUT=120").is_active());
        assert!(!server_port("PROT=HTTPS").is_active());
        assert!(!server_port("PORT=44300").is_active());
        assert!(!server_port("").is_active());
        assert!(server_port("PROT=HTTPS,PORT=https").is_active());
    }

    #[test]
    fn cipher_strings_hold_colons_but_no_commas() {
        let value = "CRED=SAPSSLS.pse,VCLIENT=1,CIPHERS=545:PFS:HIGH::EC_P256:EC_HIGH,CACHESIZE=10";
        let ciphers = ssl_config(value).ciphers.unwrap();
        assert_eq!(ciphers.text, "545:PFS:HIGH::EC_P256:EC_HIGH");
        assert_eq!(&value[ciphers.range], ciphers.text);
        assert_eq!(ssl_config("CRED=SAPSSLS.pse,VCLIENT=1").ciphers, None);
        assert_eq!(ssl_config("CIPHERS=").ciphers.unwrap().text, "");
    }

    #[test]
    fn malformed_options_take_nothing_from_the_others() {
        let port = server_port(",,PROT,=x,PORT=80$$,");
        assert_eq!(text(&port.port), Some("80$$"));
        assert_eq!(port.protocol, None);
    }

    proptest! {
        #[test]
        fn nothing_panics_and_places_are_true(value in "[A-Za-zü=, ,=$:0-9]{0,60}") {
            let port = server_port(&value);
            for piece in [port.protocol, port.port, port.ssl_config, ssl_config(&value).ciphers].into_iter().flatten() {
                prop_assert_eq!(&value[piece.range], piece.text);
            }
        }
    }
}
