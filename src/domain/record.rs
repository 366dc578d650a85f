//! Why something that a person wanted to record was not recorded.

use serde::{Deserialize, Serialize};

use super::advocacy::AdvocacyRefusal;
use super::contact::ContactRefusal;
use super::feedback::FeedbackRefusal;
use super::leader::LeaderRefusal;
use super::link::LinkRefusal;
use super::mute::MuteRefusal;
use super::touch::TouchRefusal;

/// The person can act on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordRefusal {
    /// A touch.
    Touch(TouchRefusal),
    /// Somebody at a customer.
    Contact(ContactRefusal),
    /// A channel's account.
    Link(LinkRefusal),
    /// What a customer asks for.
    Feedback(FeedbackRefusal),
    /// What a customer does for us before others.
    Advocacy(AdvocacyRefusal),
    /// What is to be silent.
    Mute(MuteRefusal),
    /// What a leader sees to.
    Leader(LeaderRefusal),
}
