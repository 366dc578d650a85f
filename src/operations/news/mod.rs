//! What happened that channels subscribed to: raised where it happens, in the same transaction; told soon after, a batch at a
//! time, as copies of its living card.

mod draw;
mod raise;
mod tell;

pub(super) use draw::draw;
pub(super) use raise::{crossed_bands, feedback_given, play_began, play_ended, play_subject, signals_said, subject_of};
pub use raise::{look_at_renewals, slipped};
pub use tell::{batch, forget, tell, waiting};
