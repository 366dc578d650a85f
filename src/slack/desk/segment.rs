//! A segment set by a person.

use super::{Desk, Visit};
use crate::domain::account::Found;
use crate::domain::refusal::Refusal;
use crate::domain::segment::Segment;
use crate::operations::{Failure, lookup, segment};
use crate::slack::commands::Wanted;
use crate::slack::render::{self, Message};

impl Desk {
    /// Sets the segment of the account that somebody named. Where several could be meant nothing is set: a reason does
    /// not fit into the entries of a picker.
    pub(super) async fn set_segment(
        &self,
        visit: &Visit,
        wanted: Wanted,
        to: Option<Segment>,
        reason: &str,
    ) -> Result<Message, Failure> {
        let account = match wanted {
            Wanted::OfChannel(account) => account,
            Wanted::Named(typed) => match lookup::find(&self.app, &visit.actor, &typed).await? {
                Found::One(account) => account.id,
                Found::Several(nearest) | Found::None(nearest) => {
                    return Err(Refusal::NoSuchAccount { wanted: typed, nearest }.into());
                }
            },
        };
        let set = segment::set(&self.app, &visit.actor, account, to, reason).await?;
        Ok(render::segment_set(&set))
    }
}
