//! Connection types by the texts that spreadsheets show in place of the codes.

/// The code of a connection type that a list shows as a text, if only one can be meant.
pub(super) fn code_of(text: &str) -> Option<u8> {
    let text = text.trim().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    // "3 Connection to ABAP System", "H - HTTP Connection".
    if let [code, b' ' | b'-' | b':' | b'(', ..] = text.as_bytes()
        && b"23ghilmstwx".contains(code)
    {
        return Some(code.to_ascii_uppercase());
    }
    let abap = has(&["abap", "r/3"]);
    if has(&["websocket"]) {
        return Some(b'W');
    }
    if has(&["http"]) {
        return match (has(&["extern"]), abap) {
            (true, false) => Some(b'G'),
            (false, true) => Some(b'H'),
            _ => None,
        };
    }
    if has(&["driver", "treiber"]) {
        return Some(b'X');
    }
    let internal = has(&["internal", "intern ", "interne"]);
    let candidates = [(has(&["tcp/ip"]), b'T'), (internal, b'I'), (has(&["logical", "logisch"]), b'L'), (abap, b'3')];
    let mut meant = candidates.into_iter().filter(|(meant, _)| *meant);
    match (meant.next(), meant.next()) {
        (Some((_, code)), None) => Some(code),
        _ => None,
    }
}
