//! The variables that may be ours, taken from whoever calls: nothing below `main` asks the process for them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;

/// The variables whose names begin like a setting's.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// Keeps what may be ours; `std::env::vars_os()` fits, and so does a list of pairs. Bytes that are no UTF-8 become
    /// replacement characters, which no setting accepts.
    pub fn of<Name, Value>(variables: impl IntoIterator<Item = (Name, Value)>) -> Self
    where
        Name: Into<OsString>,
        Value: Into<OsString>,
    {
        let named = variables.into_iter().filter_map(|(name, value)| {
            let name = name.into().into_string().ok()?;
            let is_ours = ["DATABASE_", "SLACK_", "STEWARD_"].iter().any(|prefix| name.starts_with(prefix));
            is_ours.then(|| (name, value.into().to_string_lossy().trim().to_owned()))
        });
        Self(named.collect())
    }

    /// A variable's value without the space around it. Empty counts as absent, as `docker compose` passes unset ones on.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_set().entries(self.0.keys()).finish()
    }
}
