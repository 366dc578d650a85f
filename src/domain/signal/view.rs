//! What the card of an episode shows.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::{EpisodeState, Evidence, Outcome, SignalKind};
use crate::domain::account::AccountRef;
use crate::domain::health::{Band, Milli};
use crate::domain::ids::EpisodeId;
use crate::domain::leave::StandIn;
use crate::domain::money::Money;
use crate::domain::person::{Deed, PersonRef};
use crate::domain::reason::Reason;

/// How earlier episodes of the same signal went where a play ran; shown from five on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimilarSaves {
    /// Ended episodes with a play.
    pub n: i64,
    /// Those that ended recovered or renewed.
    pub n_saved: i64,
}

/// One living card through a whole episode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SignalCard {
    /// Which episode.
    pub episode: EpisodeId,
    /// Its version, for the buttons.
    pub version: i32,
    /// Which rule.
    pub kind: SignalKind,
    /// Where it stands.
    pub state: EpisodeState,
    /// What the rule saw.
    pub evidence: Evidence,
    /// On which account.
    pub account: AccountRef,
    /// Yearly revenue.
    pub arr: Money,
    /// The account's colour and score now.
    pub health: (Option<Band>, Option<Milli>),
    /// Why the score is what it is, dearest first.
    pub reasons: Vec<Reason>,
    /// Days to contract end.
    pub renewal_in_days: Option<i64>,
    /// Who answers for the account.
    pub owner: Option<PersonRef>,
    /// Who acts for them while they are away.
    #[serde(default)]
    pub stand_in: Option<StandIn>,
    /// The clock to write times by: the owner's.
    pub zone: Tz,
    /// When it fired first.
    pub opened_at: DateTime<Utc>,
    /// How often its rule came true again while it was going on (a second critical ticket).
    pub n_again: i32,
    /// Who took it, and when.
    pub claimed: Option<Deed>,
    /// Who put it off, and until when.
    pub snoozed: Option<(Deed, DateTime<Utc>)>,
    /// The playbook that it proposes: name and title. `None` when there is none, or one of the kind runs already.
    pub proposal: Option<(String, String)>,
    /// The title of the play that runs for it, and who started it.
    pub play: Option<(String, Deed)>,
    /// How it ended and when; who said so, when a person did.
    pub ended: Option<(Outcome, DateTime<Utc>, Option<PersonRef>)>,
    /// How earlier ones went.
    pub similar: Option<SimilarSaves>,
}
