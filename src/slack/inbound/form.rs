//! Forms: slash commands and the envelope of interactions.

use std::collections::BTreeMap;

use serde_json::Value;

use super::fault::PayloadFault;

/// The fields of a form, each once. A NUL is left out of values, for Postgres keeps none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form(BTreeMap<String, String>);

impl Form {
    /// Reads `application/x-www-form-urlencoded` bytes. Unlike a browser it refuses what is not UTF-8.
    pub fn parse(body: &[u8]) -> Result<Self, PayloadFault> {
        let mut fields = BTreeMap::new();
        for pair in body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            let split = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = split.map_or((pair, [].as_slice()), |at| (&pair[..at], &pair[at + 1..]));
            if fields.insert(decoded(name)?, decoded(value)?).is_some() {
                return Err(PayloadFault::Repeated);
            }
        }
        Ok(Self(fields))
    }

    /// The same fields out of a JSON object, as Socket Mode sends a slash command.
    pub fn of_json(fields: &Value) -> Self {
        let text = |value: &Value| match value {
            Value::String(text) => Some(text.replace('\0', "")),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
        };
        let fields = fields.as_object().into_iter().flatten();
        Self(fields.filter_map(|(name, value)| Some((name.clone(), text(value)?))).collect())
    }

    /// A field that is there and not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// A field without which nothing can be done.
    pub fn require(&self, name: &'static str) -> Result<&str, PayloadFault> {
        self.get(name).ok_or(PayloadFault::Missing { field: name })
    }

    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }
}

/// Undoes `+` and `%41`; a `%` before anything else stands for itself.
fn decoded(bytes: &[u8]) -> Result<String, PayloadFault> {
    let hex_digit = |at: usize| {
        bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok())
    };
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let escaped = hex_digit(at + 1).zip(hex_digit(at + 2)).filter(|_| *byte == b'%');
        plain.push(match (byte, escaped) {
            (_, Some((high, low))) => high * 16 + low,
            (b'+', None) => b' ',
            (byte, None) => *byte,
        });
        at += if escaped.is_some() { 3 } else { 1 };
    }
    let text = String::from_utf8(plain).map_err(|_| PayloadFault::NotUtf8)?;
    Ok(if text.contains('\0') { text.replace('\0', "") } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(body: &[u8], expected: Result<&[(&str, &str)], PayloadFault>) {
        let expected =
            expected.map(|fields| Form(fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()));
        assert_eq!(Form::parse(body), expected);
    }

    #[test]
    fn forms_are_read_strictly() {
        check(b"", Ok(&[]));
        check(b"a=1&b=two+words%21&&c", Ok(&[("a", "1"), ("b", "two words!"), ("c", "")]));
        check(b"a=%F0%9F%8E%89=x&b=%zz%4", Ok(&[("a", "🎉=x"), ("b", "%zz%4")]));
        check(b"text=a%00b\0c", Ok(&[("text", "abc")]));
        check(b"text=%FF", Err(PayloadFault::NotUtf8));
        check(b"text=\xC3(", Err(PayloadFault::NotUtf8));
        check(b"team_id=T1&team_id=T2", Err(PayloadFault::Repeated));
        check(b"team_id=T1&team%5Fid=T1", Err(PayloadFault::Repeated));
    }

    #[test]
    fn what_is_empty_is_not_there() {
        let form = Form::parse(b"text=&team_id=T1").expect("a form");
        assert_eq!(form.get("text"), None);
        assert_eq!(form.require("team_id"), Ok("T1"));
        assert_eq!(form.require("user_id"), Err(PayloadFault::Missing { field: "user_id" }));
    }

    #[test]
    fn json_gives_the_same_fields() {
        let json = serde_json::json!({"team_id": "T1", "is_enterprise_install": true, "nothing": null, "n": 1});
        let form = Form::parse(b"team_id=T1&is_enterprise_install=true");
        assert_eq!(Ok(Form::of_json(&json)), form);
        assert_eq!(Form::of_json(&Value::Null), Form::default());
    }

    proptest! {
        #[test]
        fn any_bytes_get_an_answer(body in prop::collection::vec(any::<u8>(), 0..400)) {
            let _ = Form::parse(&body);
        }

        #[test]
        fn what_is_encoded_comes_back(value in "[^\0]*", name in "[^\0]+") {
            let body = serde_urlencoded::to_string([(&name, &value)]).expect("encodes");
            let form = Form::parse(body.as_bytes()).expect("a form");
            prop_assert_eq!(form.get(&name).unwrap_or_default(), value);
        }
    }
}
