//! Short forms for values: a menu entry has room for 75 characters.

/// Ids without hyphens.
pub(super) mod id {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer, de};

    pub(in super::super) fn serialize<T: Display, S: Serializer>(id: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&id.to_string().replace('-', ""))
    }

    pub(in super::super) fn deserialize<'de, T: FromStr<Err: Display>, D: Deserializer<'de>>(
        from: D,
    ) -> Result<T, D::Error> {
        String::deserialize(from)?.parse().map_err(de::Error::custom)
    }
}

/// Signals by their numbers, with commas: `t4,t5`.
pub(super) mod kinds {
    use serde::{Deserialize, Deserializer, Serializer, de};

    use crate::domain::signal::SignalKind;

    #[expect(clippy::ptr_arg, reason = "serde passes the field as it is")]
    pub(in super::super) fn serialize<S: Serializer>(
        kinds: &Vec<SignalKind>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let numbers: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        serializer.serialize_str(&numbers.join(","))
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<SignalKind>, D::Error> {
        let numbers = String::deserialize(from)?;
        let kind = |word: &str| SignalKind::parse(word).ok_or_else(|| de::Error::custom("no such signal"));
        numbers.split(',').filter(|word| !word.is_empty()).map(kind).collect()
    }
}

/// A filter without its empty parts.
pub(super) mod filter {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::domain::account::{BookFilter, BookScope};
    use crate::domain::health::Band;
    use crate::domain::lifecycle::Phase;
    use crate::domain::listing::Sort;
    use crate::domain::renewal::Outlook;
    use crate::domain::segment::Segment;

    #[derive(Serialize, Deserialize)]
    struct Short {
        #[serde(rename = "o")]
        scope: BookScope,
        #[serde(rename = "b", default, skip_serializing_if = "Vec::is_empty")]
        bands: Vec<Band>,
        #[serde(rename = "s", default, skip_serializing_if = "Vec::is_empty")]
        segments: Vec<Segment>,
        #[serde(rename = "l", default, skip_serializing_if = "Vec::is_empty")]
        phases: Vec<Phase>,
        #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
        renews_within_days: Option<i64>,
        #[serde(rename = "m", default, skip_serializing_if = "Option::is_none")]
        arr_above: Option<i64>,
        #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
        outlooks: Vec<Outlook>,
        #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
        team: Option<String>,
        #[serde(rename = "g", default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<String>,
        #[serde(rename = "y", default, skip_serializing_if = "Option::is_none")]
        sort: Option<Sort>,
        #[serde(rename = "n", default, skip_serializing_if = "Option::is_none")]
        limit: Option<i64>,
    }

    pub(in super::super) fn serialize<S: Serializer>(filter: &BookFilter, serializer: S) -> Result<S::Ok, S::Error> {
        let of = filter.clone();
        let (segments, phases, outlooks, team, tags) = (of.segments, of.phases, of.outlooks, of.team, of.tags);
        let (renews_within_days, arr_above, sort, limit) = (of.renews_within_days, of.arr_above, of.sort, of.limit);
        let (scope, bands) = (of.scope, of.bands);
        Short { scope, bands, segments, phases, renews_within_days, arr_above, outlooks, team, tags, sort, limit }
            .serialize(serializer)
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<BookFilter, D::Error> {
        let of = Short::deserialize(from)?;
        Ok(BookFilter {
            scope: of.scope,
            bands: of.bands,
            segments: of.segments,
            phases: of.phases,
            renews_within_days: of.renews_within_days,
            arr_above: of.arr_above,
            outlooks: of.outlooks,
            team: of.team,
            tags: of.tags,
            sort: of.sort,
            limit: of.limit,
        })
    }
}
