//! What a remedy makes of a route permission table: the first line that fits decides, so a new one stands above those that deny.

use super::Changed;
use super::lines::Lines;
use super::on_line::inserted;
use crate::export::saprouttab::{Route, route};
use crate::finding::Finding;
use crate::knowledge::route_permission::{host_covers, is_any_service, is_host, service_covers};
use crate::names::Globs;
use crate::rule::{Change, Remedy};

/// What the remedy makes of the table; none if nobody can know from it whose connections are to be permitted.
pub(super) fn changed(finding: &Finding, remedy: &Remedy, file: &Lines) -> Option<Changed> {
    let Change::Permit { port, sources_of } = &remedy.change else { return None };
    let host = finding.subject.as_str();
    if !is_host(host) || host.contains(char::is_whitespace) {
        return None;
    }
    let routes: Vec<(usize, Route<'_>)> = file
        .all()
        .iter()
        .enumerate()
        .filter_map(|(index, line)| Some((index, route(&line.text)?)))
        .filter(|(_, route)| !route.is_snc)
        .collect();
    let globs = Globs::new(sources_of.clone()).ok()?;
    let tells = |route: &Route<'_>| route.kind == "P" && globs.is_match(route.destination) && is_host(route.source);
    let telling: Vec<&(usize, Route<'_>)> = routes.iter().filter(|(_, route)| tells(route)).collect();
    let mut sources: Vec<&str> = Vec::new();
    for (_, route) in &telling {
        if !sources.contains(&route.source) {
            sources.push(route.source);
        }
    }
    let (first, _) = telling.first()?;
    let separator = if file.all().get(*first)?.text.contains('\t') { '\t' } else { ' ' };
    let permits = |route: &Route<'_>| route.kind == "P" && !is_any_service(route.service);
    let may_fit = |route: &Route<'_>| {
        host_covers(route.destination, host) != Some(false) && service_covers(route.service, port) != Some(false)
    };
    let denying = routes.iter().find(|(_, route)| may_fit(route) && !permits(route)).map(|(index, _)| *index);
    let mut index = denying.unwrap_or(file.all().len());
    // What is said of a line stays with it.
    let is_comment = |index: usize| file.all().get(index).is_some_and(|line| line.text.trim_start().starts_with('#'));
    while denying.is_some() && index > 0 && is_comment(index - 1) {
        index -= 1;
    }
    let line = |source: &&str| ["P", source, host, port].join(&separator.to_string());
    let lines: Vec<String> = sources.iter().map(line).collect();
    let description = format!("permit {} to reach {host} on port {port}", sources.join(" and "));
    Some(Changed { change: inserted(file, index, &lines)?, description })
}
