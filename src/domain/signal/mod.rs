//! Signals T1 to T11: what an account does that somebody should act on. A rule in words, its evidence, and one episode from
//! its firing to its end.

mod episode;
mod evidence;
mod kind;
mod list;
mod moves;
mod view;

pub use episode::{Dismissal, EpisodeState, Outcome};
pub use evidence::Evidence;
pub use kind::SignalKind;
pub use list::{NoiseLine, NoiseReport, SignalFilter, SignalList, SignalRow};
pub use moves::{Episode, EpisodeMove};
pub use view::{SignalCard, SimilarSaves};
