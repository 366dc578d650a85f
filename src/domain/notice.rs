//! What is said to anyone but the asker: kept with the card that says it, and drawn when it is posted or edited.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::account::AccountView;
use super::channel::ChannelOver;
use super::delivery::HeldView;
use super::digest::DigestView;
use super::handover::HandoverView;
use super::ids::{AccountId, CardId, EpisodeId, RunId, StepId};
use super::news::{News, NewsCard};
use super::person::Deed;
use super::plan::NudgeCard;
use super::playbook::{RunCard, StepCard, StepNews};
use super::product::ProductView;
use super::qbr::QbrPack;
use super::shared::ShownAnswer;
use super::signal::SignalCard;
use super::weekly::WeeklyView;

/// What a card shows. Snapshots stay as they were gathered; living parts are looked up whenever the card is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Notice {
    /// A step's prompt; living.
    Step {
        /// Of which run.
        run: RunId,
        /// The step's id in the playbook.
        step: String,
    },
    /// The next occurrence of a repeated step, told in the thread of its card.
    StepAgain {
        /// The step's card.
        card: CardId,
        /// Of which run.
        run: RunId,
        /// The step's id in the playbook.
        step: String,
        /// Which occurrence.
        occurrence: i32,
    },
    /// What is told of a step beside its card; living.
    StepNews {
        /// The step's card.
        card: CardId,
        /// Which step.
        step: StepId,
        /// What.
        news: StepNews,
    },
    /// The last card of a run; living, for its question.
    RunEnded {
        /// Which run.
        run: RunId,
    },
    /// A daily digest; its steps are living, the rest is a snapshot.
    Digest(Box<DigestView>),
    /// What a region hands to the next: a snapshot.
    Handover(Box<HandoverView>),
    /// A leader's week: a snapshot.
    Weekly(Box<WeeklyView>),
    /// What customers ask of the product: a snapshot.
    Product(Box<ProductView>),
    /// An account card that somebody showed to a channel: a snapshot.
    Shared {
        /// What was shared.
        account: Box<AccountView>,
        /// Who shared it, and when.
        by: Deed,
        /// The sharer's clock.
        zone: Tz,
    },
    /// A signal's episode; living.
    Signal {
        /// Which one.
        episode: EpisodeId,
    },
    /// A milestone that its owner is asked about; living.
    Nudge {
        /// In whose plan.
        account: AccountId,
        /// Its number there.
        number: u32,
        /// The working day that it counts for.
        day: NaiveDate,
    },
    /// The pack of a quarterly review that somebody showed to a channel: a snapshot.
    Qbr {
        /// What was shared.
        pack: Box<QbrPack>,
        /// Who shared it, and when.
        by: Deed,
        /// The sharer's clock.
        zone: Tz,
    },
    /// An answer that somebody showed to a channel: a snapshot.
    Answer(Box<ShownAnswer>),
    /// Something that happened to an account, for channels that subscribed to it; living.
    News {
        /// Which account.
        account: AccountId,
        /// What happened.
        news: News,
        /// When.
        at: DateTime<Utc>,
    },
    /// What no longer arrives in a channel, for one person: a snapshot.
    ChannelOver(Box<ChannelOver>),
    /// Posts that a place refuses for one reason; living.
    Held {
        /// Which place.
        channel_id: String,
        /// Why.
        reason: String,
    },
}

/// What keeps a message from its reader for now, when it is for them alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waits {
    /// Nothing: it is said at once.
    No,
    /// Slack's Do Not Disturb. They chose the hour themselves.
    Undisturbed,
    /// That, and their own quiet hours and days off.
    Quiet,
}

impl Notice {
    /// What keeps it from its reader. Whatever somebody asked for just now does not wait, nor what is grave.
    pub fn waits(&self) -> Waits {
        match self {
            Self::Digest(_) | Self::Weekly(_) | Self::Product(_) => Waits::Undisturbed,
            // A prompt is laid out for an hour at which it may come, but what is asked anew comes at any.
            Self::Step { .. } | Self::StepAgain { .. } | Self::Nudge { .. } | Self::RunEnded { .. } => Waits::Quiet,
            Self::StepNews { .. }
            | Self::Handover(_)
            | Self::Shared { .. }
            | Self::Signal { .. }
            | Self::Qbr { .. }
            | Self::Answer(_)
            | Self::News { .. }
            | Self::ChannelOver(_)
            | Self::Held { .. } => Waits::No,
        }
    }
}

impl Notice {
    /// The card in whose thread it may stand.
    pub fn first(&self) -> Option<CardId> {
        match self {
            Self::StepAgain { card, .. } | Self::StepNews { card, .. } => Some(*card),
            Self::Step { .. }
            | Self::RunEnded { .. }
            | Self::Digest(_)
            | Self::Handover(_)
            | Self::Weekly(_)
            | Self::Product(_)
            | Self::Shared { .. }
            | Self::Signal { .. }
            | Self::Nudge { .. }
            | Self::Qbr { .. }
            | Self::Answer(_)
            | Self::News { .. }
            | Self::ChannelOver(_)
            | Self::Held { .. } => None,
        }
    }
}

/// A card's content, ready for words.
#[derive(Clone, Debug)]
pub enum Drawing {
    /// A step's prompt.
    Step(Box<StepCard>),
    /// The next prompt of a step that has a card.
    StepAgain {
        /// The step as it stands.
        step: Box<StepCard>,
        /// The message of its card; `None` while that is not posted.
        thread_ts: Option<String>,
    },
    /// What is told of a step beside its card.
    StepNews {
        /// The step as it stands.
        step: Box<StepCard>,
        /// What.
        news: StepNews,
        /// The message of its card; `None` while that is not posted.
        thread_ts: Option<String>,
    },
    /// The last card of a run.
    RunEnded(Box<RunCard>),
    /// A digest.
    Digest(Box<DigestView>),
    /// What a region hands to the next.
    Handover(Box<HandoverView>),
    /// A leader's week.
    Weekly(Box<WeeklyView>),
    /// What customers ask of the product.
    Product(Box<ProductView>),
    /// An account that somebody showed to a channel.
    Shared {
        /// What was shared.
        account: Box<AccountView>,
        /// Who shared it, and when.
        by: Deed,
        /// The sharer's clock.
        zone: Tz,
    },
    /// A signal's episode as it stands.
    Signal(Box<SignalCard>),
    /// A milestone that its owner is asked about, as it stands.
    Nudge(Box<NudgeCard>),
    /// The pack of a quarterly review that somebody showed to a channel.
    Qbr {
        /// What was shared.
        pack: Box<QbrPack>,
        /// Who shared it, and when.
        by: Deed,
        /// The sharer's clock.
        zone: Tz,
    },
    /// An answer that somebody showed to a channel.
    Answer(Box<ShownAnswer>),
    /// What waits for a person, as it stands.
    Held(Box<HeldView>),
    /// Something that happened to an account.
    News(Box<NewsCard>),
    /// What no longer arrives in a channel.
    ChannelOver(Box<ChannelOver>),
}

impl Drawing {
    /// The message in whose thread it stands; `None`: in none.
    pub fn thread(&self) -> Option<Option<&str>> {
        match self {
            Self::StepAgain { thread_ts, .. } => Some(thread_ts.as_deref()),
            Self::StepNews { thread_ts, news, .. } => news.is_in_thread().then_some(thread_ts.as_deref()),
            Self::Step(_)
            | Self::RunEnded(_)
            | Self::Digest(_)
            | Self::Handover(_)
            | Self::Weekly(_)
            | Self::Product(_)
            | Self::Shared { .. }
            | Self::Signal(_)
            | Self::Nudge(_)
            | Self::Qbr { .. }
            | Self::Answer(_)
            | Self::News(_)
            | Self::ChannelOver(_)
            | Self::Held(_) => None,
        }
    }
}
