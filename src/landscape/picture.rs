//! A picture of who trusts whom: the connections of a system, each with what its two sides show each other and which store must hold what.
//! What makes it is with the derived kinds; how it is drawn is for reports.

/// The connections of one integration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The system that it is the picture of: that of the ABAP system.
    pub system: String,
    /// Its connections, in the order in which a message takes them: there, and back.
    pub hops: Vec<Hop>,
}

/// A connection between two parties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// Who calls: `Cloud Integration`.
    pub from: &'static str,
    /// Who is called.
    pub to: &'static str,
    /// What each of them shows, and the other one must trust: the server's certificate first, for it is shown first.
    pub trust: Vec<Trust>,
}

/// One certificate that is shown, and who must trust it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust {
    /// Who shows it.
    pub shown_by: &'static str,
    /// What it shows: `its client certificate`, `its server certificate`.
    pub shows: &'static str,
    /// Its subject; empty if nobody knows it.
    pub subject: String,
    /// Who must trust it.
    pub trusted_by: &'static str,
    /// What must lie where, or be so, each by itself.
    pub needs: Vec<Need>,
}

/// One thing that must be so for a certificate to be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// What must be so: `SSL client PSE (Standard) holds the root certificate`.
    pub what: String,
    /// Whether it is.
    pub state: State,
    /// What is wrong or not known, or why nothing need be done; empty if it is so.
    pub why: String,
    /// The rule that says so; none if no rule judges it.
    pub rule: Option<&'static str>,
}

/// Whether something is as it must be, the most pressing last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// There is nothing to be done by the customer.
    Nothing,
    /// It is.
    Holds,
    /// Nobody knows: an export is missing.
    Unknown,
    /// It is not.
    Broken,
}

impl Trust {
    /// The worst of all that it needs; [`State::Nothing`] if it needs nothing.
    pub fn state(&self) -> State {
        self.needs.iter().map(|need| need.state).max().unwrap_or(State::Nothing)
    }
}

impl Hop {
    /// The worst of both sides.
    pub fn state(&self) -> State {
        self.trust.iter().map(Trust::state).max().unwrap_or(State::Nothing)
    }
}
