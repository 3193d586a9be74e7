//! What kind of data a field holds, for whoever must take names out of what is written. What a field is called and what
//! values it has says its [`super::FieldSpec`]; nothing here hides anything.

/// What can stand in a field's value that is nobody else's business.
///
/// Values that SAP ships (destination `SAPOSS`, job `SM:EXEC SERVICES`, host `apps.support.sap.com`) are in these classes
/// as well: which of them are SAP's is told elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Nothing about people, hosts or customers: SAP's words, versions, dates, counts, ports, clients, numbers of SAP Notes.
    Plain,
    /// Host names or IP addresses, and nothing else.
    Host,
    /// Hosts with what belongs to reaching them: a URL, `host:port`, a SAProuter string.
    Address,
    /// Path of a URL, a folder or a key of the registry.
    Path,
    /// A person or a technical user: user name, S-user, mail address, ID at an identity provider.
    User,
    /// SAP customer number.
    Customer,
    /// What tells a system from others: system ID, subaccount, location ID, name of a connector.
    System,
    /// RFC destination, logical port, or the program behind one: often named after the system there.
    Destination,
    /// Name that a customer may have given: job, program, logon group, PSE, role, alias, software component.
    Name,
    /// Name that a certificate is for: distinguished name, common name, SNC name.
    Subject,
    /// What tells one certificate or key from all others: serial number, fingerprint, key identifier.
    Fingerprint,
    /// Value that may be a password or a key, where the record hides it ([`super::Record::secrets`],
    /// [`super::Record::hides`]): then nothing of it is written, not even a pseudonym. Elsewhere as [`Class::FreeText`].
    Secret,
    /// Anything can stand in it, such as a host within a message.
    FreeText,
}

#[cfg(test)]
mod tests {
    use super::Class;
    use crate::export::{EXPORTS, FieldKind, FieldSpec, by_kind};
    use crate::landscape::derived::DERIVED;

    fn all() -> impl Iterator<Item = (&'static str, &'static FieldSpec)> {
        let read = EXPORTS.iter().flat_map(|export| export.fields.iter().map(|field| (export.kind, field)));
        read.chain(DERIVED.iter().flat_map(|derived| derived.fields.iter().map(|field| (derived.kind, field))))
    }

    #[test]
    fn every_export_is_known_again_by_fields_that_it_has() {
        for export in EXPORTS {
            for (index, key) in export.key.iter().enumerate() {
                assert!(export.fields.iter().any(|field| field.name == *key), "{} {key}", export.kind);
                assert!(!export.key[..index].contains(key), "{} {key} twice", export.kind);
            }
        }
        let keyless: Vec<&str> =
            EXPORTS.iter().filter(|export| export.key.is_empty()).map(|export| export.kind).collect();
        assert_eq!(keyless, ["note-settings"], "only settings of which a file has one record need no key");
    }

    #[test]
    fn a_field_that_is_called_after_people_or_hosts_is_of_their_class() {
        let words = [
            ("user", Class::User),
            ("host", Class::Host),
            ("subject", Class::Subject),
            ("url", Class::Address),
            ("destination", Class::Destination),
        ];
        let is_free = |field: &FieldSpec| matches!(field.kind, FieldKind::Text | FieldKind::List);
        // VIRTUAL or INTERNAL; and the host that a user comes from.
        let others = ["host-in-header", "user-host"];
        let fields = all().filter(|(_, field)| is_free(field) && !others.contains(&field.name));
        for (kind, field) in fields {
            let named = words.iter().find(|(word, _)| field.name.split('-').any(|part| part == *word));
            let wanted = named.map(|(_, class)| *class);
            assert!(
                wanted.is_none_or(|class| class == field.class || field.class == Class::FreeText),
                "{kind} {}: {:?}",
                field.name,
                field.class
            );
        }
    }

    #[test]
    fn known_fields_are_of_their_class() {
        for (kind, name, class) in [
            ("rfc-destinations", "name", Class::Destination),
            ("rfc-destinations", "host", Class::Host),
            ("rfc-destinations", "router", Class::Address),
            ("rfc-destinations", "user", Class::User),
            ("rfc-destinations", "gateway-host", Class::Host),
            ("rfc-destinations", "target-system", Class::System),
            ("rfc-destinations", "unknown-keys", Class::FreeText),
            ("support-users", "user", Class::User),
            ("support-users", "contact", Class::User),
            ("support-users", "customer", Class::Customer),
            ("saprouttab", "source", Class::Host),
            ("saprouttab", "destination", Class::Host),
            ("saprouttab", "comment", Class::FreeText),
            ("job-log", "text", Class::FreeText),
            ("job-log", "step-user", Class::User),
            ("trust-store", "issuer", Class::Subject),
            ("certificate", "sha256", Class::Fingerprint),
            ("cloud-connector", "local-host", Class::Host),
            ("cloud-connector", "subaccount", Class::System),
            ("production-connector", "identity", Class::User),
            ("production-connector", "proxy", Class::Address),
            ("connector-log", "target", Class::Address),
        ] {
            let fields = by_kind(kind).unwrap().fields;
            let field = fields.iter().find(|field| field.name == name).unwrap();
            assert_eq!(field.class, class, "{kind} {name}");
        }
    }

    #[test]
    fn values_of_parameters_may_be_secrets_and_those_alone() {
        let secret: Vec<String> = all()
            .filter(|(_, field)| field.class == Class::Secret)
            .map(|(kind, field)| format!("{kind} {}", field.name))
            .collect();
        assert_eq!(
            secret,
            [
                "profile-parameters value",
                "integration-flow value",
                "profile value",
                "effective-parameters value",
                "effective-parameters difference"
            ]
        );
    }
}
