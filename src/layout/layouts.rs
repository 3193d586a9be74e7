//! The layouts basislint reads: one line for each.

use super::{
    Layout, WholeLayout, csv, der, html, json, key_value, pem, profile, properties, sap_list, tabs, text, toml, xls,
    xlsx, xml, xml_spreadsheet,
};

/// Every layout. The most telling come first: a file is tried in this order. An XML spreadsheet is XML, too.
pub static LAYOUTS: &[&Layout] = &[
    &sap_list::LAYOUT,
    &tabs::LAYOUT,
    &csv::COMMA,
    &csv::SEMICOLON,
    &csv::BAR,
    &profile::LAYOUT,
    &properties::LAYOUT,
    &key_value::LAYOUT,
    &pem::LAYOUT,
    &text::LAYOUT,
    &xlsx::LAYOUT,
    &xls::LAYOUT,
    &der::LAYOUT,
    &xml_spreadsheet::LAYOUT,
    &html::LAYOUT,
    &json::LAYOUT,
    &xml::LAYOUT,
    &toml::LAYOUT,
];

/// The layout of a file that begins so and is read as a whole. The name is a hint.
pub fn whole_by_head(head: &[u8], name: &str) -> Option<(&'static Layout, &'static dyn WholeLayout)> {
    let wholes = LAYOUTS.iter().filter_map(|layout| Some((*layout, layout.whole()?)));
    wholes.into_iter().find(|(_, whole)| whole.begins(head, name))
}

/// The layout that reports call so: of several with one name the first.
pub fn by_name(name: &str) -> Option<&'static Layout> {
    LAYOUTS.iter().find(|layout| layout.name == name).copied()
}
