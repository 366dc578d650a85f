//! What Slack sends: the signature first, then payloads read leniently into types of our own.
//!
//! Slack leaves fields out, sends null for them and invents new kinds: a payload fails only when it cannot be what it
//! says it is. All that is not understood stays at hand as raw JSON. Nothing in here acts or answers by itself.

mod command;
mod dedupe;
mod entered;
mod envelope;
mod event;
#[cfg(test)]
mod event_tables;
mod fault;
mod form;
mod guard;
#[cfg(test)]
mod guard_requests;
mod interaction;
#[cfg(test)]
mod interaction_tables;
mod json;
mod links;
mod options;
mod origin;
mod pane;
mod response_url;
mod signature;
#[cfg(test)]
mod signature_oracle;
mod view;

pub use command::SlashCommand;
pub use dedupe::DedupeKey;
pub use entered::Entered;
pub use envelope::{Envelope, Frame, Said};
pub use event::{Authorization, Event, EventCallback, EventRequest, MessageEvent};
pub use fault::PayloadFault;
pub use form::Form;
pub use guard::{Guard, Refused, Retry, SignedBody, read_signed};
pub use interaction::{BlockAction, Interaction, InteractionKind, MessagePlace};
pub use links::LinkEvent;
pub use options::OptionsQuery;
pub use origin::{Installing, Origin, Side};
pub use pane::PaneEvent;
pub use response_url::{NotSlack, ResponseUrl};
pub use signature::{EmptySecret, SignatureFault, SignatureHeaders, SigningSecrets, verify};
pub use view::View;
