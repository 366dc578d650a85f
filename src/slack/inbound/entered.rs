//! What somebody entered into an element: the same shape in clicks and in the state of a view.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde_json::Value;

/// An element's value; `None` or empty where nothing is chosen.
#[derive(Clone, Debug, PartialEq)]
pub enum Entered {
    /// A button, with its value.
    Button(Option<String>),
    /// One option, by its value: select menus, radio buttons, overflow menus.
    Choice(Option<String>),
    /// Several options, by their values: multi-selects and checkboxes.
    Choices(Vec<String>),
    /// Text, a number, an address.
    Text(Option<String>),
    /// One person.
    User(Option<String>),
    /// Several people.
    Users(Vec<String>),
    /// One channel or conversation.
    Conversation(Option<String>),
    /// Several channels or conversations.
    Conversations(Vec<String>),
    /// A day.
    Date(Option<NaiveDate>),
    /// An hour of the day.
    Time(Option<NaiveTime>),
    /// An instant.
    Moment(Option<DateTime<Utc>>),
    /// An element that this version does not know, as it came.
    Other(Value),
}

impl Entered {
    /// Reads an action, or the state of an element.
    pub fn of(element: &Value) -> Self {
        let kind = element.get("type").and_then(Value::as_str).unwrap_or_default();
        let text = |field: &str| element.get(field).and_then(Value::as_str).map(str::to_owned);
        match kind {
            "button" | "workflow_button" => Self::Button(text("value")),
            "static_select" | "external_select" | "radio_buttons" | "overflow" => {
                Self::Choice(element.get("selected_option").and_then(value_of))
            }
            "multi_static_select" | "multi_external_select" | "checkboxes" => {
                Self::Choices(list(element, "selected_options").filter_map(value_of).collect())
            }
            "plain_text_input" | "email_text_input" | "url_text_input" | "number_input" => Self::Text(text("value")),
            "users_select" => Self::User(text("selected_user")),
            "multi_users_select" => Self::Users(texts(element, "selected_users")),
            "conversations_select" => Self::Conversation(text("selected_conversation")),
            "channels_select" => Self::Conversation(text("selected_channel")),
            "multi_conversations_select" => Self::Conversations(texts(element, "selected_conversations")),
            "multi_channels_select" => Self::Conversations(texts(element, "selected_channels")),
            "datepicker" => Self::Date(text("selected_date").and_then(|date| date.parse().ok())),
            "timepicker" => {
                Self::Time(text("selected_time").and_then(|time| NaiveTime::parse_from_str(&time, "%H:%M").ok()))
            }
            "datetimepicker" => Self::Moment(element.get("selected_date_time").and_then(moment)),
            _ => Self::Other(element.clone()),
        }
    }

    /// The text of a button, an option or an input.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Button(text)
            | Self::Choice(text)
            | Self::Text(text)
            | Self::User(text)
            | Self::Conversation(text) => text.as_deref(),
            Self::Choices(_)
            | Self::Users(_)
            | Self::Conversations(_)
            | Self::Date(_)
            | Self::Time(_)
            | Self::Moment(_)
            | Self::Other(_) => None,
        }
    }
}

fn value_of(option: &Value) -> Option<String> {
    option.get("value").and_then(Value::as_str).map(str::to_owned)
}

fn moment(seconds: &Value) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds.as_i64()?, 0)
}

fn list<'a>(element: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    element.get(field).and_then(Value::as_array).into_iter().flatten()
}

fn texts(element: &Value, field: &str) -> Vec<String> {
    list(element, field).filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[track_caller]
    #[expect(clippy::needless_pass_by_value, reason = "a table row owns what it holds")]
    fn check(element: Value, expected: Entered) {
        assert_eq!(Entered::of(&element), expected, "{element}");
    }

    #[expect(clippy::unnecessary_wraps, reason = "short for the tables below")]
    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn every_element_has_its_value() {
        let option = |value: &str| json!({"text": {"type": "plain_text", "text": "A"}, "value": value});
        let options = json!([option("a"), null, option("b")]);
        let both = || vec!["a".to_owned(), "b".to_owned()];
        check(json!({"type": "button", "value": "v"}), Entered::Button(some("v")));
        check(json!({"type": "button"}), Entered::Button(None));
        check(json!({"type": "overflow", "selected_option": option("a")}), Entered::Choice(some("a")));
        check(json!({"type": "static_select", "selected_option": null}), Entered::Choice(None));
        check(json!({"type": "multi_external_select", "selected_options": options}), Entered::Choices(both()));
        check(json!({"type": "checkboxes", "selected_options": []}), Entered::Choices(vec![]));
        check(json!({"type": "plain_text_input", "value": null}), Entered::Text(None));
        check(json!({"type": "number_input", "value": "5"}), Entered::Text(some("5")));
        check(json!({"type": "users_select", "selected_user": "U1"}), Entered::User(some("U1")));
        check(json!({"type": "multi_users_select", "selected_users": ["a", "b"]}), Entered::Users(both()));
        check(json!({"type": "channels_select", "selected_channel": "C1"}), Entered::Conversation(some("C1")));
        check(
            json!({"type": "multi_conversations_select", "selected_conversations": ["a", "b"]}),
            Entered::Conversations(both()),
        );
    }

    #[test]
    fn days_and_hours_are_typed() {
        let instant = "2026-03-02T09:00:00Z".parse().ok();
        check(
            json!({"type": "datepicker", "selected_date": "2026-03-02"}),
            Entered::Date(NaiveDate::from_ymd_opt(2026, 3, 2)),
        );
        check(json!({"type": "datepicker", "selected_date": "soon"}), Entered::Date(None));
        check(
            json!({"type": "timepicker", "selected_time": "08:30"}),
            Entered::Time(NaiveTime::from_hms_opt(8, 30, 0)),
        );
        check(json!({"type": "datetimepicker", "selected_date_time": 1_772_442_000}), Entered::Moment(instant));
        check(json!({"type": "datetimepicker", "selected_date_time": i64::MAX}), Entered::Moment(None));
    }

    #[test]
    fn the_unknown_is_kept_as_it_came() {
        let element = json!({"type": "mood_ring", "selected_mood": 7});
        check(element.clone(), Entered::Other(element));
        check(json!(null), Entered::Other(json!(null)));
        assert_eq!(Entered::Button(some("v")).text(), Some("v"));
        assert_eq!(Entered::Users(vec![]).text(), None);
    }
}
