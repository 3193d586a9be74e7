//! Texts with secrets in them, and texts that only speak of some.

use proptest::prelude::*;

use super::*;

fn found(text: &str) -> Vec<&str> {
    find(text.as_bytes()).into_iter().map(|range| &text[range]).collect()
}

/// The text with all secrets masked.
fn masked(text: &str) -> String {
    String::from_utf8(mask(text.as_bytes(), &find(text.as_bytes())).into_owned()).unwrap()
}

#[test]
fn words_for_a_password_are_known_in_both_languages_and_any_case() {
    assert_eq!(found("user=OSS_RFC passwd=CPIC group=EWA"), ["CPIC"]);
    assert_eq!(
        found("Password: geheim, Kennwort:geheim2; PWD='drei vier' Passwort = fünf|"),
        ["geheim", "geheim2", "drei vier", "fünf"]
    );
    assert_eq!(found(r#"{"user":"X","password" : "a,b c","rest":1}"#), ["a,b c"]);
    assert_eq!(found("http://h.example.test/x?snc_password=ab/cd&u=1"), ["ab/cd"]);
}

#[test]
fn what_is_masked_is_whole_characters_and_a_no_break_space_is_a_blank() {
    for text in
        ["Authorization: Authorization: \u{9e}icm\u{8}@erver_", "token:\u{9e}\u{9f}x=1", "la clé à: Zx9", "già=1 à.=2"]
    {
        assert!(find(text.as_bytes()).into_iter().all(|range| text.get(range).is_some()), "{text:?}");
    }
    assert_eq!(found("Kennwort\u{a0}:\u{a0}geheim7"), ["geheim7"]);
    assert_eq!(find(b"Kennwort\xA0=\xA0geheim7"), std::iter::once(10 + 1..18).collect::<Vec<_>>());
}

/// `Zx9Qy7` stands for the secret in each of these.
#[test]
fn nothing_of_a_secret_is_left_however_it_is_told() {
    for text in [
        "https://batch:Zx9Qy7@api.example.test/x",
        "jdbc:sap://u:Zx9Qy7@h:30015/?x=1",
        "connect scott/Zx9Qy7@orcl failed",
        "user batch:Zx9Qy7@host.example.test rejected",
        "Authorization: Basic Zx9Qy7",
        "Proxy-Authorization: Digest Zx9Qy7",
        "curl -H 'Authorization: Bearer Zx9Qy7' https://h.example.test",
        "Bearer Zx9Qy7",
        "Basic Zx9Qy7TOKEN=",
        "-----BEGIN RSA PRIVATE KEY-----Zx9Qy7-----END RSA PRIVATE KEY-----",
        "-----BEGIN ENCRYPTED PRIVATE KEY----- Zx9Qy7 and more",
        "curl -u admin:Zx9Qy7 https://h.example.test",
        "curl --user admin:Zx9Qy7 --proxy-user=px:Zx9Qy7 https://h.example.test",
        "brbackup -u system/Zx9Qy7 -c force",
        "sapcontrol -nr 00 -user sidadm Zx9Qy7 -function Stop",
        "connect to PRD user db2prd using Zx9Qy7",
        "create user X identified by Zx9Qy7;",
        "locked, pw Zx9Qy7",
        "密码:Zx9Qy7",
        "пароль = Zx9Qy7",
        "Passwort Zx9Qy7 falsch",
        "Das Passwort Zx9Qy7 ist falsch",
        "password is Zx9Qy7",
        "the password for user DDIC is Zx9Qy7.",
        "Kennwort: Zx9Qy7",
        "Kennwort Zx9Qy7",
        "Kennwort des Benutzers lautet Zx9Qy7",
        "mot de passe : Zx9Qy7",
        "le mot de passe est Zx9Qy7",
        "contraseña Zx9Qy7 incorrecta",
        "La contraseña es Zx9Qy7",
        "contrasena=Zx9Qy7",
        "senha Zx9Qy7 errada",
        "a senha do usuário é Zx9Qy7",
        "parola d'ordine: Zx9Qy7",
        "la password è Zx9Qy7",
        "clave: Zx9Qy7",
        "PW=Zx9Qy7",
        "pass=Zx9Qy7",
        "PASS: Zx9Qy7",
        "secret=Zx9Qy7",
        "token=Zx9Qy7",
        "token: Zx9Qy7",
        "client_secret=Zx9Qy7",
        "clientSecret: Zx9Qy7",
        "apikey=Zx9Qy7",
        "api-key: Zx9Qy7",
        "x-api-key: Zx9Qy7",
        "PIN=Zx9Qy7",
        "PIN: Zx9Qy7",
        "PIN Zx9Qy7",
        "passphrase Zx9Qy7",
        "passphrase: Zx9Qy7",
        "<password>Zx9Qy7</password>",
        "<wsse:Password Type=\"PasswordText\">Zx9Qy7</wsse:Password>",
        "<user password=\"Zx9Qy7\"/>",
        "sapgenpse seclogin -p SAPSSLS.pse -x Zx9Qy7 -O prdadm",
        "tool -u admin -p Zx9Qy7",
        "tool --password Zx9Qy7",
        "tool --password=Zx9Qy7",
        "tool --pass Zx9Qy7 --verbose",
        "keytool -storepass Zx9Qy7 -keypass Zx9Qy7",
        "tool --token Zx9Qy7",
        "hdbuserstore set DEFAULT host:30015 SAPABAP1 Zx9Qy7",
        "hdbuserstore -u prdadm SET KEY h:30013@PRD Zx9Qy7 Zx9Qy7",
        "/H/r/S/3299/W/Zx9Qy7/H/oss001",
        "/H/r/P/Zx9Qy7/S/3299/H/oss001",
        "/H/r/W/Zx9Qy7",
        "saprouter /W/Zx9Qy7/H/x",
        "/H/r/W/Zx9,Qy7/H/oss001",
        "/H/r/W/Zx9Qy7 Zx9Qy7/H/oss001",
        "SETENV_05 = DB_PASSWORD=Zx9Qy7",
        "SETENV_00 = DBPASS=Zx9Qy7",
        "setenv DB_PASSWORD Zx9Qy7",
        "dbs/hdb/password = Zx9Qy7",
        "ZJOB PASSWORD=Zx9Qy7",
        "v=Zx9Qy7,L=D",
        "H=h,U=X,v=Zx9Qy7,H=Zx9Qy7",
        "X,3,H=h,S=01,v=Zx9Qy7,Zx9Qy7,L=D",
        "X\t3\tH=h,v=Zx9Qy7\tZx9Qy7",
        "password = Zx9Qy7 Zx9Qy7",
        "password=\"Zx9Qy7 Zx9Qy7",
        "Enter PEM pass phrase: Zx9Qy7",
        "Password (Zx9Qy7)",
        "Password [Zx9Qy7] rejected",
        "PASSWORD := Zx9Qy7",
        "password => Zx9Qy7",
        "password -> Zx9Qy7",
        "Passw.: Zx9Qy7",
        "PIN-Code: Zx9Qy7",
        "PIN code Zx9Qy7",
        "Mot de passe\u{a0}: Zx9Qy7",
        "token Zx9Qy7 is not valid",
        "the secret is Zx9Qy7",
        r#"{\"password\":\"Zx9Qy7\"}"#,
        "x?user=a&password%3DZx9Qy7",
        "x?sig=Zx9Qy7&se=1",
        "AccountKey=Zx9Qy7;EndpointSuffix=x",
        "Cookie: MYSAPSSO2=Zx9Qy7; x=1",
        "SAP_SESSIONID_PRD_100=Zx9Qy7",
        "https://Zx9Qy7ab@git.example.test/x",
        "mysql -u root -pZx9Qy7",
        "X;3;H=h,v=Zx9|Qy7,L=D;",
        "X,3,\"H=h,v=Zx9\"\",Qy7,U=C,\"",
        "X,3,\"H=h,U=B,v=Zx9Qy7,U=C\nY,3,",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.Zx9Qy7",
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7Zx9Qy7VJTUt9Us8cKj",
    ] {
        let masked = masked(text);
        assert!(!masked.contains("Zx9") && !masked.contains("Qy7"), "{text}\n{masked}");
    }
}

#[test]
fn names_that_only_speak_of_passwords_hide_nothing() {
    for text in [
        "login/min_password_lng = 8",
        "password is stored, password=",
        "H=host.example.test,v=%_PWD,N=/sap/bc/p/x,t=DFAULT",
        "Password logon no longer possible - too many failed attempts",
        "User and password are wrong (401 Unauthorized)",
        "Kennwort ist abgelaufen",
        "Name oder Kennwort ist nicht korrekt (Wiederholen Sie die Anmeldung)",
        "|PASSWORD |********|",
        "auth/rfc_authority_check = 1",
        "p:CN=PRD, OU=Basis@EXAMPLE",
        "p:SAPServicePRD@EXAMPLE.TEST",
        "p/krb5:SAPServicePRD@EXAMPLE.TEST",
        "mail to basis@example.test",
        "08:15:22 host@example.test",
        "HTTPS://apps.example.test:443/sap",
        "Pinged the host, shipping 5 tokens",
        "PWDCHGDATE 2026-11-01",
        "0F:A1:22:3B:0F:A1:22:3B:0F:A1:22:3B:0F:A1:22:3B:0F:A1:22:3B:0F:A1:22:3B",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "token_endpoint = https://h.example.test/oauth",
        "Basic Authentication is used",
        "sapgenpse get_my_name -p SAPSSLC.pse",
        "V=1.2.3",
        "sapcontrol -nr 00 -user sidadm -function GetProcessList",
        "brbackup -u / -c force",
        "curl -u admin https://h.example.test",
        "SAP-UI 7.52, a user is identified by name",
    ] {
        assert_eq!(masked(text), text);
    }
}

#[test]
fn router_passwords_are_found_inside_other_text() {
    assert_eq!(found("|X|H=/H/10.1.1.5/S/3299/W/geheim/H/oss001,S=01|"), ["geheim"]);
    assert_eq!(found("route /h/r/w/one/h/r2/P/two/ failed"), ["one", "two"]);
    assert_eq!(found("path /usr/w/x"), [""; 0]);
}

#[test]
fn names_of_files_lose_their_secrets_and_stay_apart() {
    assert_eq!(veiled_path("a/PRD/P/password_policy.csv"), "a/PRD/P/password_policy.csv");
    assert_eq!(veiled_path("usr02-password-hashes-PRD.csv"), "usr02-password-hashes-PRD.csv");
    let paths =
        ["PRD/pw=Zx9Qy7.txt", "PRD/pw=Zx9Qy8.txt", "PASSWORD=Zx9/a.txt", "Passwort Zx9Qy7.txt", "password_Zx9Qy7.txt"];
    let veiled = paths.map(veiled_path);
    assert!(veiled.iter().all(|path| !path.contains("Zx9")), "{veiled:?}");
    assert_ne!(veiled[0], veiled[1]);
    assert!(veiled[2].ends_with("/a.txt"));
}

#[test]
fn odd_words_are_those_that_ordinary_text_does_not_have() {
    let text = "407 Proxy Authentication for Zx9Qy7 on 22.11.2026 06:15:49, SHA256 x1";
    let odd: Vec<&str> = odd_words(text.as_bytes()).into_iter().map(|range| &text[range]).collect();
    assert_eq!(odd, ["Zx9Qy7", "x1"]);
}

#[test]
fn a_masked_text_keeps_everything_but_the_secrets() {
    let text = b"/H/r/W/one/H/s/W/two";
    assert_eq!(mask(text, &find(text)).as_ref(), b"/H/r/W/****/H/s/W/****");
    assert!(matches!(mask(b"plain", &[]), Cow::Borrowed(_)));
}

proptest! {
    #[test]
    fn any_bytes_give_ranges_inside_the_text_in_order(text in proptest::collection::vec(prop_oneof![
        proptest::sample::select(&b"/HWPhwp=:password ,|\"'"[..]), any::<u8>()], 0..80)) {
        let mut last = 0;
        for range in find(&text) {
            prop_assert!(last <= range.start && range.start < range.end && range.end <= text.len());
            last = range.end;
        }
    }
}
