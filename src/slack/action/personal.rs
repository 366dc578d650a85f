//! Clicks on somebody's own settings and leave.

use serde::{Deserialize, Serialize};

use super::short;
use crate::domain::ids::LeaveId;

/// What a click asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PersonalClick {
    /// What stands of the clicker's leave.
    #[serde(rename = "l")]
    ShowLeave,
    /// Opens the form that takes leave down.
    #[serde(rename = "t")]
    AskLeave,
    /// Ends leave.
    #[serde(rename = "e")]
    EndLeave {
        /// Which.
        #[serde(rename = "i", with = "short::id")]
        leave: LeaveId,
    },
    /// What stands of the clicker's hours.
    #[serde(rename = "h")]
    ShowHours,
    /// Opens the form for zone, hours, quiet hours and country.
    #[serde(rename = "s")]
    AskSettings,
    /// Ends the quiet hours.
    #[serde(rename = "q")]
    EndQuiet,
}

impl PersonalClick {
    /// The stable name of its kind.
    pub fn action_id(&self) -> &'static str {
        match self {
            Self::ShowLeave => "show_leave",
            Self::AskLeave => "ask_leave",
            Self::EndLeave { .. } => "end_leave",
            Self::ShowHours => "show_hours",
            Self::AskSettings => "ask_settings",
            Self::EndQuiet => "end_quiet",
        }
    }
}
