//! Containers: what Focused Run exports, an ABAP document with policies in Base64, each within another ABAP document in Base64.
//!
//! `asx:abap / asx:values / COVA_CONT / T_CONT_ENTRY / item / ENTRY_XDATA` holds `... / PACK_POL / DEF_XDATA`, which holds the policy. Entries of the type
//! CPOL are lists of policies, and have none.

use std::sync::Arc;

use base64ct::{Base64, Encoding};

use super::super::source::Source;
use super::elements::{Elements, Mistake, Next, Tag};
use super::{Known, Read};

/// Whether a text is a container.
pub(super) fn is_container(source: &Source) -> bool {
    matches!(Elements::new(source).next(), Ok(Next::Tag(tag)) if tag.name == "asx:abap")
}

/// Reads the policies of a container.
pub(super) fn read(source: &Source, known: &Known, read: &mut Read) {
    let mut elements = Elements::new(source);
    if let Err(mistake) = entries(source, &mut elements, known, read) {
        read.mistakes.push(*mistake);
    }
}

/// Elements that have elements.
const AROUND: &[&str] = &["asx:abap", "asx:values", "COVA_CONT", "T_CONT_ENTRY"];

fn entries(source: &Source, elements: &mut Elements<'_>, known: &Known, read: &mut Read) -> Result<(), Mistake> {
    let mut open = 0_usize;
    loop {
        match elements.next()? {
            Next::Tag(tag) if AROUND.contains(&tag.name) => open += 1,
            Next::Tag(tag) if tag.name == "item" => entry(source, elements, known, read)?,
            Next::Tag(tag) => drop(elements.characters(tag.name)?),
            Next::End(_) if open == 0 => return Ok(()),
            Next::End(_) => open -= 1,
        }
    }
}

fn entry(source: &Source, elements: &mut Elements<'_>, known: &Known, read: &mut Read) -> Result<(), Mistake> {
    let (mut kind, mut id) = (String::new(), String::new());
    let mut data: Option<(Arc<str>, std::ops::Range<usize>)> = None;
    while let Next::Tag(tag) = elements.next()? {
        let characters = elements.characters(tag.name)?;
        match tag.name {
            "ENTRY_TYPE" => kind = characters.text.trim().to_owned(),
            "ENTRY_ID" => id = characters.text.trim().to_owned(),
            "ENTRY_XDATA" => data = Some((characters.text, tag.span)),
            _ => {}
        }
    }
    let Some((data, span)) = data.filter(|_| kind == "POL") else { return Ok(()) };
    let path = format!("{} > {id}", source.path);
    let damaged = |what: &str| source.complaint(span.clone(), format!("the entry {id}: {what}"));
    let Some(document) = decoded(&data) else {
        read.mistakes.push(damaged("its Base64 is cut or damaged"));
        return Ok(());
    };
    let document = Source::new(path.clone(), document);
    match definition(&document) {
        Ok(Some(policy)) => match decoded(&policy) {
            Some(bytes) => read.take(Source::new(path, bytes), known),
            None => read.mistakes.push(damaged("the Base64 of its policy is cut or damaged")),
        },
        Ok(None) => read.mistakes.push(damaged("there is no policy (DEF_XDATA) in it")),
        Err(mistake) => read.mistakes.push(*mistake),
    }
    Ok(())
}

/// What `DEF_XDATA` holds.
fn definition(document: &Source) -> Result<Option<Arc<str>>, Mistake> {
    let mut elements = Elements::new(document);
    let is_around = |tag: &Tag<'_>| AROUND.contains(&tag.name) || tag.name.starts_with("PACK_");
    let mut open = 0_usize;
    loop {
        match elements.next()? {
            Next::Tag(tag) if is_around(&tag) => open += 1,
            Next::Tag(tag) => {
                let characters = elements.characters(tag.name)?;
                if tag.name == "DEF_XDATA" {
                    return Ok(Some(characters.text));
                }
            }
            Next::End(_) if open == 0 => return Ok(None),
            Next::End(_) => open -= 1,
        }
    }
}

/// Base64 with line ends in it.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let letters: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    Base64::decode_vec(&letters).ok().filter(|bytes| !bytes.is_empty())
}
