//! What SAP's tools and others print of certificates and task lists in a form that says too little: known only to name the
//! form that says enough.
//!
//! All lines here are without blank ones, and without blanks at their ends.

/// So many lines tell what was printed; a prompt and a command may stand above.
const FIRST_LINES: usize = 40;

/// What a certificate's lines are called, up to the colon or the equals sign, in letters and digits.
const LABELS: &[&str] = &[
    "subject",
    "issuer",
    "serialno",
    "serialnumber",
    "keyinfo",
    "keyusage",
    "validity",
    "validitynotbefore",
    "notbefore",
    "notafter",
    "validfrom",
    "validto",
    "validuntil",
    "owner",
    "sha1fingerprint",
    "sha256fingerprint",
];

/// `sapgenpse get_my_name -n validity`: lines of a certificate without those that say whose it is, or until when it holds.
pub fn is_part_of_own_certificate(lines: &[&str]) -> bool {
    let printed: Vec<&str> = lines.iter().copied().filter(|line| !is_around(line)).collect();
    (1..=8).contains(&printed.len())
        && printed.iter().all(|line| label(line).is_some() || is_name(line))
        && printed.iter().any(|line| label(line).is_some())
        // OpenSSL prints its lines with equals signs.
        && !printed.iter().any(|line| is_of_openssl(line))
}

/// Prompts, commands and messages of sapgenpse.
fn is_around(line: &str) -> bool {
    const MESSAGES: &[&str] = &["Opening PSE", "PSE (v", "Retrieving my certificate", "Getting requested information"];
    let line = line.trim_start();
    line.contains("sapgenpse")
        || MESSAGES.iter().any(|message| line.starts_with(message))
        || line.starts_with("SSO for USER")
        || line.starts_with("with PSE file")
        || line.ends_with(['>', '$', '#'])
        || line.bytes().all(|byte| byte == b'-')
}

/// `CN=PRD, O=Example, C=DE`
fn is_name(line: &str) -> bool {
    line.trim_start().starts_with("CN=")
}

fn label(line: &str) -> Option<&'static str> {
    let (label, _) = line.split_once([':', '='])?;
    let key: String = label.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    LABELS.iter().copied().find(|known| *known == key)
}

/// Output of another command of sapgenpse, or its help.
pub fn is_sapgenpse(lines: &[&str]) -> bool {
    const MESSAGES: &[&str] = &[
        "get_pse: ",
        "PKCS#10 certificate request",
        "CA-Response successfully imported",
        "Please enter PSE PIN",
        "PSE (v2) open ok",
    ];
    lines.iter().take(FIRST_LINES).any(|line| {
        let line = line.trim_start();
        line.contains("sapgenpse ") || MESSAGES.iter().any(|message| line.starts_with(message))
    })
}

/// `sapgenpse seclogin -l`.
pub fn is_seclogin(lines: &[&str]) -> bool {
    lines.iter().any(|line| {
        line.contains(" running seclogin with ") || line.to_ascii_lowercase().contains("sso-credentials available")
    })
}

/// What `keytool -list` prints of a Java keystore.
pub fn is_keytool(lines: &[&str]) -> bool {
    lines.iter().take(FIRST_LINES).any(|line| {
        let line = line.trim_start();
        ["Keystore type:", "Keystore-Typ:", "Your keystore contains", "Alias name:", "Aliasname:"]
            .iter()
            .any(|begin| line.starts_with(begin))
            || line.contains("trustedCertEntry")
            || line.contains("PrivateKeyEntry")
    })
}

/// `subject=CN = PRD`, `notAfter=Mar  1 10:00:00 2027 GMT`
fn is_of_openssl(line: &str) -> bool {
    [
        "subject=",
        "issuer=",
        "notBefore=",
        "notAfter=",
        "serial=",
        "subject= ",
        "SHA1 Fingerprint=",
        "sha256 Fingerprint=",
    ]
    .iter()
    .any(|begin| line.trim_start().get(..begin.len()).is_some_and(|it| it.eq_ignore_ascii_case(begin)))
}

/// Certificates as text: OpenSSL, certutil, and whatever else prints subject, issuer and validity line by line.
pub fn is_certificate_text(lines: &[&str]) -> bool {
    let lines = lines.get(..lines.len().min(200)).unwrap_or_default();
    let openssl = lines.iter().filter(|line| is_of_openssl(line)).count();
    let text = lines.first().is_some_and(|line| matches!(line.trim(), "Certificate:" | "X509 Certificate:"));
    let listed = lines.iter().take(5).any(|line| line.to_ascii_lowercase().contains("listcertificates"));
    let has = |names: &[&str]| lines.iter().any(|line| label(line).is_some_and(|label| names.contains(&label)));
    let issuer = has(&["issuer"]);
    let rest = has(&["notafter", "validity", "validto", "validuntil", "validitynotbefore", "serialno", "serialnumber"]);
    openssl > 0 || text || listed || (has(&["subject", "owner"]) && issuer && rest)
}

/// The messages of a task list's run, as text: it names the task list or its destinations, and no status of each task.
pub fn is_task_list_log(lines: &[&str]) -> bool {
    lines.iter().take(FIRST_LINES).any(|line| {
        let line = line.trim();
        is_task_list(line)
            || line.strip_prefix("NEW OSS").is_some_and(|rest| rest.starts_with([':', ' ']))
            || line.split_once(':').is_some_and(|(label, name)| {
                matches!(label.trim(), "Task List" | "Task list" | "Tasklist" | "Aufgabenliste" | "Taskliste")
                    && !name.trim().is_empty()
            })
            || ((line.contains("SAP-SUPPORT_") || line.contains("SAP-SUPPORT-"))
                && (line.contains("HTTP Response") || line.contains("HTTP-Response")))
    })
}

/// `SAP_BASIS_CONFIG_OSS_COMM`, alone or with its title.
fn is_task_list(line: &str) -> bool {
    let name = line.split_whitespace().next().unwrap_or_default();
    name.starts_with("SAP_")
        && name.matches('_').count() >= 2
        && (name.contains("CONFIG") || name.contains("TASK") || name.contains("SETUP"))
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}
