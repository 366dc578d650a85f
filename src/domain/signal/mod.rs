//! Signals T1 to T11: what an account does that somebody should act on. A rule in words, its evidence, and one episode from
//! its firing to its end.

mod course;
mod episode;
mod evidence;
mod facts;
mod kind;
mod list;
mod moves;
mod rules;
mod view;

pub use course::{Last, Living, Next, Past, announce_at, has_room, next};
pub use episode::{Dismissal, EpisodeState, Outcome};
pub use evidence::Evidence;
pub use facts::{Champion, Change, Contract, Facts, LastTouch, OpenTicket, Usage, Way};
pub use kind::SignalKind;
pub use list::{NoiseLine, NoiseReport, SignalFilter, SignalList, SignalRow};
pub use moves::{Episode, EpisodeMove};
pub use rules::{Verdict, judge};
pub use view::{SignalCard, SimilarSaves};
