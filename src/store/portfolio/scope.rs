//! Of which accounts figures are, and how the `portfolio` function of the schema takes that.

use chrono::NaiveDate;

use crate::domain::ids::{OrgId, PersonId};
use crate::domain::money::Currency;
use crate::domain::portfolio::Period;
use crate::domain::rules::SegmentRules;
use crate::domain::segment::Segment;

/// Of which accounts, seen from which day, by which numbers.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Whose data.
    pub org: OrgId,
    /// Of one owner only.
    pub owner: Option<PersonId>,
    /// Of nobody, or of somebody who left.
    pub is_nobodys: bool,
    /// Of owners in this team.
    pub team: Option<String>,
    /// With any of these tags, in either case; none named: whatever they are marked with.
    pub tags: Vec<String>,
    /// Of these segments; none named: of all.
    pub segments: Vec<Segment>,
    /// Where the segments begin.
    pub edges: SegmentRules,
    /// The reader's day.
    pub today: NaiveDate,
}

impl Scope {
    /// Every account of an organisation.
    pub fn of_all(org: OrgId, edges: SegmentRules, today: NaiveDate) -> Self {
        let (segments, tags) = (Vec::new(), Vec::new());
        Self { org, owner: None, is_nobodys: false, team: None, tags, segments, edges, today }
    }

    /// Whether no account is left out.
    pub fn is_whole(&self) -> bool {
        let is_anybodys = self.owner.is_none() && !self.is_nobodys && self.team.is_none();
        is_anybodys && self.segments.is_empty() && self.tags.is_empty()
    }

    /// As they are compared; none named: whatever accounts are marked with.
    pub(super) fn lower_tags(&self) -> Option<Vec<String>> {
        (!self.tags.is_empty()).then(|| self.tags.iter().map(|tag| tag.to_lowercase()).collect())
    }
}

/// What the `portfolio` function takes beside organisation and grouping.
pub(in super::super) struct Arguments {
    pub(in super::super) eve: NaiveDate,
    pub(in super::super) last: NaiveDate,
    pub(in super::super) quarter_from: NaiveDate,
    pub(in super::super) owner: Option<PersonId>,
    pub(in super::super) tags: Option<Vec<String>>,
    pub(in super::super) segments: Option<Vec<String>>,
    pub(in super::super) edges: Vec<i64>,
    pub(in super::super) codes: Vec<String>,
    pub(in super::super) per_whole: Vec<i64>,
}

impl Arguments {
    pub(in super::super) fn of(scope: &Scope, period: Period) -> Self {
        let last = period.as_of(scope.today);
        let SegmentRules { low_touch_from, mid_touch_from, high_touch_from } = scope.edges;
        let unusual: Vec<Currency> = Currency::without_hundredths().collect();
        let words = scope.segments.iter().map(|segment| segment.as_str().to_owned());
        Self {
            eve: period.eve(),
            last,
            quarter_from: Period::quarter_of(last).from,
            owner: scope.owner,
            tags: scope.lower_tags(),
            segments: (!scope.segments.is_empty()).then(|| words.collect()),
            edges: vec![low_touch_from, mid_touch_from, high_touch_from],
            codes: unusual.iter().map(|currency| currency.code().to_owned()).collect(),
            per_whole: unusual.iter().map(|currency| currency.minor_per_whole()).collect(),
        }
    }
}
