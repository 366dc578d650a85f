//! Why something was not recorded, in words.

use chrono::NaiveDate;

use super::advocacy::advocacy_refused;
use super::contact::contact_refused;
use super::feedback::feedback_refused;
use super::leaders::leader_refused;
use super::link::link_refused;
use super::mute::mute_refused;
use super::note::touch_refused;
use crate::domain::record::RecordRefusal;

/// What was not recorded, and what can be.
pub(super) fn refused(refusal: &RecordRefusal, today: NaiveDate) -> String {
    match refusal {
        RecordRefusal::Contact(contact) => contact_refused(contact, today),
        RecordRefusal::Advocacy(advocacy) => advocacy_refused(advocacy, today),
        RecordRefusal::Feedback(feedback) => feedback_refused(feedback, today),
        RecordRefusal::Mute(mute) => mute_refused(mute, today),
        RecordRefusal::Leader(refusal) => leader_refused(refusal),
        RecordRefusal::Link(link) => link_refused(link),
        RecordRefusal::Touch(touch) => touch_refused(touch, today),
    }
}
