//! Resources of the system mappings of Production Connectors (document 003, 7.2.4; connectors.md b.2, h.13).

use crate::landscape::derived::Take;

use super::cloud::Mapping;
use super::fields::{CASE, IN_SCOPE, VALUE};
use super::landscape::{CLOUD_SERVICES, Landscape, is_cloud_services};
use super::mappings::hand_out_gaps;
use super::reasons::NO_RESOURCES;
use super::site::Site;
use crate::landscape::derived::records::In;
use crate::landscape::derived::records::Said;

/// Hands out, for each system mapping of a Production Connector, how its resource `/cloudservices` is, and each other active resource.
pub(super) fn hand_out(landscape: &Landscape, system: usize, take: &mut dyn Take) {
    let Some((site, cloud)) = landscape.cloud(system) else { return };
    hand_out_gaps("resource", (site, cloud), take);
    for (number, mapping) in cloud.mappings.iter().enumerate() {
        let Some(record) = site.files.at(mapping.at) else { continue };
        match landscape.is_in_scope(system, number) {
            Ok(false) => {}
            Err(why) => Said::gap("resource", record, why).hand(take),
            Ok(true) => of_mapping((site, mapping, record), take),
        }
    }
}

fn of_mapping((site, mapping, record): (&Site, &Mapping, In<'_>), take: &mut dyn Take) {
    let name = [record.text("virtual-host"), record.text("virtual-port")].map(Option::unwrap_or_default).join(":");
    let hand = |case: &'static str, at: &str, of: In<'_>, take: &mut dyn Take| {
        let said = Said::of("resource", of).flag(IN_SCOPE, true, at).word(CASE, case, at);
        said.text(VALUE, name.as_str(), at).hand(take);
    };
    let resources: Vec<In<'_>> = mapping.resources.iter().filter_map(|at| site.files.at(*at)).collect();
    let own = resources.iter().copied().filter(|it| it.text("path").is_some_and(is_cloud_services));
    // The best of several is the one that counts.
    let judged = own.map(|it| (case_of(it), it)).min_by_key(|((rank, ..), _)| *rank);
    let nothing_enabled = record.number("enabled-resources") == Some(0);
    match judged {
        Some(((_, case, at), resource)) => hand(case, at, resource, take),
        None if nothing_enabled => hand("nothing-active", "enabled-resources", record, take),
        None if mapping.has_resources(record) => {
            let at = mapping.list.and_then(|(at, _)| site.files.at(at)).unwrap_or(record);
            hand("missing", "virtual-host", at, take);
        }
        None => Said::gap("resource", record, NO_RESOURCES).flag(IN_SCOPE, true, "").hand(take),
    }
    for other in resources.iter().filter(|it| it.flag("enabled") == Some(true)) {
        match other.text("path") {
            Some("/") if other.flag("exact") == Some(false) => hand("everything", "path", *other, take),
            Some(path) if !is_cloud_services(path) => hand("other", "path", *other, take),
            _ => {}
        }
    }
}

/// How good a resource is that should be `/cloudservices`, the word for it, and the field to blame.
fn case_of(resource: In<'_>) -> (u8, &'static str, &'static str) {
    match resource.text("path") {
        Some(path) if path != CLOUD_SERVICES && path.ends_with('/') => (5, "slash", "path"),
        Some(path) if path != CLOUD_SERVICES => (4, "letters", "path"),
        _ if resource.flag("enabled") == Some(false) => (3, "disabled", "enabled"),
        _ if resource.flag("exact") == Some(true) => (2, "exact", "exact"),
        _ if resource.flag("websocket") == Some(true) => (1, "websocket", "websocket"),
        _ => (0, "right", "path"),
    }
}
