//! Who trusts whom: a picture of each integration, in boxes and arrows, with what each certificate needs behind each arrow.

use super::links::{self, Places};
use super::sign;
use super::view::Found;
use crate::landscape::picture::{Hop, Need, Picture, Trust};
use crate::report::matrix::Matrix;
use crate::report::{Report, trust};

/// An integration.
pub(super) struct PictureView<'r> {
    pub system: String,
    /// The system's row in the matrix, and the place of its details; it may have none.
    pub row: Option<(usize, String)>,
    pub said: String,
    pub hops: Vec<HopView<'r>>,
}

/// A connection.
pub(super) struct HopView<'r> {
    pub place: String,
    pub from: &'static str,
    pub to: &'static str,
    /// It does not go on from where the one before ends.
    pub begins: bool,
    pub state: StateView,
    /// Somebody has to see to it.
    pub is_open: bool,
    pub certificates: Vec<CertificateView<'r>>,
}

/// A certificate that is shown.
pub(super) struct CertificateView<'r> {
    /// Who is called shows it to who calls.
    pub goes_back: bool,
    pub shown_by: &'static str,
    pub shows: &'static str,
    pub subject: String,
    pub trusted_by: &'static str,
    pub state: StateView,
    pub needs: Vec<NeedView<'r>>,
}

/// What it needs.
pub(super) struct NeedView<'r> {
    pub what: String,
    pub state: StateView,
    pub why: String,
    pub help: &'r str,
    /// The rule that says so, and the place of its page; that is empty if the page is not there.
    pub rule: Option<(String, &'static str)>,
}

/// How a state is drawn and called.
pub(super) struct StateView {
    pub class: &'static str,
    pub sign: &'static str,
    pub name: &'static str,
}

impl StateView {
    fn of(state: crate::landscape::picture::State) -> Self {
        let alike = trust::in_matrix(state);
        Self { class: sign::class(alike), sign: sign::plain(alike), name: trust::name(state) }
    }
}

/// The place of a connection, by the numbers of picture and connection. No system's place begins so.
fn place(picture: usize, hop: usize) -> String {
    format!("~trust-{}-{}", picture + 1, hop + 1)
}

/// The pictures of a report; `places` are those of the matrix' rows.
pub(super) fn pictures<'r>(
    report: &Report,
    matrix: &Matrix<'r>,
    places: &[Places],
    findings: &'r Found,
) -> Vec<PictureView<'r>> {
    let builder = Builder { matrix, findings };
    let view = |(number, picture): (usize, Picture)| {
        let row = matrix.rows.iter().position(|row| row.system.name == picture.system);
        let row = row.and_then(|row| Some((row, places.get(row)?.system.clone())));
        let mut last = "";
        let hop = |(index, hop): (usize, &Hop)| {
            let before = std::mem::replace(&mut last, hop.to);
            builder.hop(&picture, hop, place(number, index), before != hop.from)
        };
        let hops = picture.hops.iter().enumerate().map(hop).collect();
        PictureView { row, said: trust::said(&picture), hops, system: picture.system }
    };
    trust::pictures(report).into_iter().enumerate().map(view).collect()
}

struct Builder<'r, 'm> {
    matrix: &'m Matrix<'r>,
    findings: &'r Found,
}

impl<'r> Builder<'r, '_> {
    fn hop(&self, picture: &Picture, hop: &Hop, place: String, begins: bool) -> HopView<'r> {
        HopView {
            place,
            from: hop.from,
            to: hop.to,
            begins,
            state: StateView::of(hop.state()),
            is_open: trust::is_pressing(hop.state()),
            certificates: hop.trust.iter().map(|trust| self.certificate(picture, hop, trust)).collect(),
        }
    }

    fn certificate(&self, picture: &Picture, hop: &Hop, trust: &Trust) -> CertificateView<'r> {
        CertificateView {
            goes_back: trust.shown_by != hop.from,
            shown_by: trust.shown_by,
            shows: trust.shows,
            subject: trust::subject(trust),
            trusted_by: trust.trusted_by,
            state: StateView::of(trust.state()),
            needs: trust.needs.iter().map(|need| self.need(picture, need)).collect(),
        }
    }

    fn need(&self, picture: &Picture, need: &Need) -> NeedView<'r> {
        let is_told = |rule: &str| self.matrix.rules().iter().any(|page| page.id == rule);
        let place = |rule: &'static str| if is_told(rule) { links::rule(rule) } else { String::new() };
        NeedView {
            what: need.what.clone(),
            state: StateView::of(need.state),
            why: trust::why(need).to_owned(),
            help: trust::help(self.findings, picture, need).unwrap_or_default(),
            rule: need.rule.map(|rule| (place(rule), rule)),
        }
    }
}
