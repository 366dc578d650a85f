//! What is true of a sample account, factor by factor of the default health model.

/// Who speaks for us at a customer's. Days count from the book's day, so that the past is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Champion {
    /// Somebody does.
    There,
    /// Nobody ever did.
    Never,
    /// Somebody did, until that day.
    Left(i64),
    /// Somebody did until the first day; since the second somebody else does.
    Replaced(i64, i64),
}

/// When there is contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rhythm {
    /// Every so many days, beginning wherever the account's accidents say.
    Every(i64),
    /// Every so many days, one of them this one.
    EveryFrom(i64, i64),
    /// On these days only.
    On(&'static [i64]),
}

/// A critical ticket: the day and hour (UTC) at which it is opened, and the day on which it is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Critical {
    pub opened: (i64, i64),
    pub closed: i64,
}

/// What is true of an account, factor by factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Profile {
    /// Days with use in every week.
    pub days_a_week: u32,
    /// Features in use, of [`Profile::core_features`].
    pub features: usize,
    /// Features that there are.
    pub core_features: usize,
    /// What the usage trend shall read: the last 14 days against the 60 before.
    pub change: f64,
    /// Seats in use, as a share.
    pub seats_used: f64,
    /// Two-way touches.
    pub touches: Rhythm,
    pub champion: Champion,
    /// Talks with an executive of theirs; none without one.
    pub executive: Option<Rhythm>,
    /// A routine ticket every so many days: a divisor of 30, so that every month is a usual one.
    pub ticket_every: i64,
    /// Tickets of the last days beyond that.
    pub surge: usize,
    /// So many of those are escalated.
    pub escalations: usize,
    pub critical: Option<Critical>,
    /// NPS answers, in tenths: 75 is a 7 now and an 8 then.
    pub nps_tenths: i64,
    /// CSAT answers, in tenths.
    pub csat_tenths: i64,
    /// Overdue invoices, in per cent of ARR.
    pub overdue_per_cent: i64,
    /// ARR contracted away lately, in per cent of what it was.
    pub contracted_per_cent: i64,
    /// Use of the plan's limit, in per cent.
    pub limit_per_cent: i64,
}
