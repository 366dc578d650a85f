//! Teaches Postgres about the domain's types, so that `domain` never names sqlx.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::{PgArgumentBuffer, PgHasArrayType, PgTypeInfo, PgValueRef, Postgres};
use sqlx::{Decode, Encode, Type};
use uuid::Uuid;

use crate::domain::ids::{
    AccountId, AdvocacyId, BandChangeId, CardId, ContactId, ContractId, EpisodeId, ExpansionId, FeedbackId, ImportId,
    InstallationId, LeaveId, MilestoneId, MovementId, OrgId, PersonId, PulseId, RunId, ScheduleId, StepId,
    SubscriptionId, SurveyId, TicketId, TouchpointId, ValueId,
};
use crate::domain::money::{Currency, Money};

macro_rules! as_uuid {
    ($($id:ident)+) => {$(
        impl Type<Postgres> for $id {
            fn type_info() -> PgTypeInfo {
                <Uuid as Type<Postgres>>::type_info()
            }
        }

        impl PgHasArrayType for $id {
            fn array_type_info() -> PgTypeInfo {
                <Uuid as PgHasArrayType>::array_type_info()
            }
        }

        impl Encode<'_, Postgres> for $id {
            fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
                <Uuid as Encode<'_, Postgres>>::encode_by_ref(&self.0, buffer)
            }
        }

        impl<'r> Decode<'r, Postgres> for $id {
            fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
                <Uuid as Decode<'r, Postgres>>::decode(value).map(Self)
            }
        }
    )+};
}

as_uuid! {
    AccountId AdvocacyId BandChangeId CardId ContactId ContractId EpisodeId ExpansionId FeedbackId ImportId InstallationId LeaveId MilestoneId MovementId OrgId
    PersonId PulseId RunId ScheduleId StepId SubscriptionId SurveyId TicketId TouchpointId ValueId
}

/// A stored amount. The table's check keeps the currency well-formed, so a failure is a broken row.
pub fn money(minor: i64, currency: &str) -> sqlx::Result<Money> {
    let currency = Currency::parse(currency).map_err(|fault| sqlx::Error::Decode(format!("{fault:?}").into()))?;
    Ok(Money { minor, currency })
}

/// A value that is kept as JSON.
pub fn json<T: DeserializeOwned>(value: Value) -> sqlx::Result<T> {
    serde_json::from_value(value).map_err(|fault| sqlx::Error::Decode(fault.into()))
}

/// The same in the other direction. Domain types always have a JSON form; one that has none is a broken program.
pub fn to_json<T: Serialize>(value: &T) -> sqlx::Result<Value> {
    serde_json::to_value(value).map_err(|fault| sqlx::Error::Encode(fault.into()))
}
