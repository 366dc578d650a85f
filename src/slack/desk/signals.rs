//! stub

use super::clicks::Told;
use super::{Desk, Visit};
use crate::domain::ids::EpisodeId;
use crate::domain::refusal::Refusal;
use crate::domain::risks::RisksFilter;
use crate::operations::{Failure, risks};
use crate::slack::render::{self, Message};

impl Desk {
    /// A page of accounts with signals.
    pub(super) async fn risks(&self, visit: &Visit, filter: RisksFilter, page: i64) -> Result<Message, Failure> {
        let view = risks::risks(&self.app, &visit.actor, filter, page).await?;
        Ok(render::risks(&self.reader(&visit.actor.person), &view, self.app.clock.now()))
    }
    pub(super) async fn signal(&self, _: &Visit, _: EpisodeId) -> Result<Message, Failure> {
        Err(Refusal::Gone.into())
    }
    pub(super) async fn claim(&self, _: &Visit, _: EpisodeId, _: i32) -> Result<(), Failure> {
        Err(Refusal::Gone.into())
    }
    pub(super) async fn put_off(&self, _: &Visit, _: EpisodeId, _: i32, _: u32) -> Result<(), Failure> {
        Err(Refusal::Gone.into())
    }
    pub(super) async fn start_for(&self, _: &Visit, _: EpisodeId, _: i32) -> Result<Message, Failure> {
        Err(Refusal::Gone.into())
    }
    pub(super) async fn ask_dismiss(&self, _: &Visit, _: EpisodeId, _: i32, _: Option<&str>) -> Result<Told, Failure> {
        Err(Refusal::Gone.into())
    }
    pub(super) async fn ask_put_off(&self, _: &Visit, _: EpisodeId, _: i32, _: Option<&str>) -> Result<Told, Failure> {
        Err(Refusal::Gone.into())
    }
}
