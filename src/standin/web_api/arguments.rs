//! The arguments of a call, wherever they stand: in the query, in a form or in a JSON body.

use axum::http::{HeaderMap, header};
use serde_json::{Map, Value};

use super::super::refusal::Refusal;

/// The arguments of a call and its token.
pub(in crate::standin) struct Arguments {
    fields: Map<String, Value>,
    token: Option<String>,
}

impl Arguments {
    /// Reads them; the body wins over the query.
    pub(super) fn read(query: Option<&str>, headers: &HeaderMap, body: &[u8]) -> Result<Self, Refusal> {
        let mut fields = form(query.unwrap_or_default().as_bytes());
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if kind.starts_with("application/json") {
            if !body.is_empty() {
                let json: Value = serde_json::from_slice(body).map_err(|_| Refusal::code("invalid_json"))?;
                let Value::Object(json) = json else {
                    return Err(Refusal::code("json_not_object"));
                };
                fields.extend(json);
            }
        } else {
            fields.extend(form(body));
        }
        let bearer = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let bearer = bearer.and_then(|value| value.strip_prefix("Bearer ")).map(str::to_owned);
        let field = fields.shift_remove("token").and_then(|value| value.as_str().map(str::to_owned));
        Ok(Self { fields, token: bearer.or(field) })
    }

    /// The token, if one came along.
    pub(in crate::standin) fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The arguments as JSON, with JSON that came as text in a form unfolded; for the journal.
    pub(in crate::standin) fn recorded(&self) -> Value {
        let unfold = |(name, value): (&String, &Value)| {
            let unfolded = value
                .as_str()
                .filter(|text| text.starts_with(['[', '{']))
                .and_then(|text| serde_json::from_str(text).ok());
            let keeps = matches!(name.as_str(), "blocks" | "attachments" | "metadata" | "view" | "files" | "unfurls");
            (name.clone(), unfolded.filter(|_| keeps).unwrap_or_else(|| value.clone()))
        };
        Value::Object(self.fields.iter().map(unfold).collect())
    }

    /// A text argument that is there and not empty.
    pub(in crate::standin) fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// Whether the argument is there at all, empty or not.
    pub(super) fn has(&self, field: &str) -> bool {
        self.fields.get(field).is_some_and(|value| !value.is_null())
    }

    /// A text argument that must be there.
    pub(super) fn need(&self, field: &str) -> Result<&str, Refusal> {
        let missing = || Refusal::because("invalid_arguments", format!("missing required field: {field}"));
        self.text(field).ok_or_else(missing)
    }

    /// Whether a yes-or-no argument says yes.
    pub(super) fn flag(&self, field: &str) -> bool {
        let value = self.fields.get(field);
        value.is_some_and(|value| value == true || value == 1 || matches!(value.as_str(), Some("true" | "1")))
    }

    /// A whole number.
    pub(super) fn number(&self, field: &str) -> Option<usize> {
        let value = self.fields.get(field)?;
        let number = value.as_u64().or_else(|| value.as_str()?.parse().ok())?;
        usize::try_from(number).ok()
    }

    /// A structured argument, which a form carries as text. `null` counts as left out.
    pub(super) fn json(&self, field: &str) -> Result<Option<Value>, Refusal> {
        match self.fields.get(field) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => {
                let parsed = serde_json::from_str(text);
                parsed.map(Some).map_err(|_| Refusal::code(&format!("invalid_{field}_format")))
            }
            Some(other) => Ok(Some(other.clone())),
        }
    }
}

fn form(bytes: &[u8]) -> Map<String, Value> {
    let pairs = url::form_urlencoded::parse(bytes);
    pairs
        .filter(|(name, _)| !name.is_empty())
        .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(kind: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))])
    }

    #[test]
    fn json_form_and_query_say_the_same() {
        let json = br#"{"channel":"C1","limit":5,"inclusive":true,"blocks":[{"type":"divider"}],"token":"t"}"#;
        let form = b"channel=C1&limit=5&inclusive=true&blocks=%5B%7B%22type%22%3A%22divider%22%7D%5D&token=t";
        let query = std::str::from_utf8(form).expect("ascii");
        for arguments in [
            Arguments::read(None, &headers("application/json; charset=utf-8"), json),
            Arguments::read(None, &headers("application/x-www-form-urlencoded"), form),
            Arguments::read(Some(query), &HeaderMap::new(), b""),
        ] {
            let arguments = arguments.expect("readable");
            assert_eq!(arguments.token(), Some("t"));
            assert_eq!(arguments.text("channel"), Some("C1"));
            assert_eq!(arguments.number("limit"), Some(5));
            assert!(arguments.flag("inclusive"));
            assert_eq!(arguments.json("blocks").expect("json").expect("there")[0]["type"], "divider");
            assert_eq!(arguments.recorded()["blocks"][0]["type"], "divider");
            assert!(arguments.recorded().get("token").is_none());
        }
    }

    #[test]
    fn broken_json_is_named() {
        let refusal = Arguments::read(None, &headers("application/json"), b"{").err().expect("refused");
        assert_eq!(refusal.code, "invalid_json");
    }
}
