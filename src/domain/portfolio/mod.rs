//! The portfolio's figures: retention, adoption, time to value, what is at risk, who was touched.
//!
//! A figure is a fraction, kept exact, and carries its numerator, denominator, period and as-of. Money is one currency
//! at a time, in minor units; two currencies are two results.
//!
//! The cohort is closed: the accounts with revenue on the eve of the period. Whoever comes later is never in it. An
//! account is looked at twice, on the eve and on the last day, so that what rose and fell again in between cancels out:
//! one that left and came back is kept, at what it pays on the last day, and is counted beside it as returned.

mod ask;
mod charted;
mod expansion;
mod history;
mod measures;
mod period;
mod retention;
mod share;
#[cfg(test)]
mod tables;
mod view;

pub use ask::{FigureKind, GroupBy, MetricsAsk};
pub use charted::{Charted, ColourDay, MovedQuarter, MovedQuarters};
pub use expansion::{
    ExpansionEnd, ExpansionMove, ExpansionRow, ExpansionStage, ExpansionsView, Funnel, FunnelStep, Lost,
};
pub use history::{History, Movement, MovementKind};
pub use measures::{TimeToValue, each, lifetime_minor, per_csm};
pub use period::{Period, PeriodAsked};
pub use retention::{NoCohort, Retention, Standing};
pub use share::Share;
pub use view::{
    BehindRow, BehindView, Counts, Flow, Group, GroupFigures, Lifetime, MetricsView, PeriodFigures, Slice, Theme,
};
