//! The kinds of customers, and their profiles.
//!
//! A profile is chosen so that the model's sum of points lies well inside the kind's band: at least a point and a half
//! from the edges for a fortnight, whatever the day of the week and whatever small accidents an account has of its own.

use super::chance::Chance;
use super::profile::{Champion, Critical, Profile, Rhythm};

/// The kinds of customers, by the colour that the default model gives them on the book's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Green: uses much, talks often.
    Healthy,
    /// Green without shining: four days a week, no executive.
    Steady,
    /// Green, and near the limit of its plan.
    Expanding,
    /// Green, and comes near that limit on day 2.
    Outgrows,
    /// Green: started so many days ago, and well.
    Onboarding(i64),
    /// Green, and past its cadence tomorrow.
    GoingQuiet,
    /// Green: a champion left and another took over.
    NewChampion,
    /// Green, also after its champion left on day 1 and nobody took over.
    LosesChampion,
    /// Yellow: uses a little of the product, a little less each month.
    Lukewarm,
    /// Yellow, and past its cadence tomorrow.
    LukewarmQuiet,
    /// Yellow: nobody speaks for us there.
    NoChampion,
    /// Yellow since a few days: a surge of tickets, a critical one among them.
    Troubled,
    /// Yellow: pays late and has bought less.
    Bargaining,
    /// Yellow: says that it would not recommend us.
    Detractor,
    /// Yellow, until its champion leaves and its tickets escalate: red on day 1.
    TurnsRed,
    /// Yellow, until a critical ticket is solved and a new champion is found: green on day 2.
    Recovers,
    /// Red since a week: the account of the product's check figures.
    TechCorp,
    /// Red: hardly used any more, and nobody there who minds.
    Fading,
    /// Red since two days: escalations, and a critical ticket of 60 hours.
    Escalated,
    /// Red: has not answered for months.
    Silent,
    /// Without a colour: known by name and contract only.
    Unknown,
    /// Left three months ago.
    Churned,
}

/// 95 points of 100 and better.
const HEALTHY: Profile = Profile {
    days_a_week: 5,
    features: 8,
    core_features: 8,
    change: 0.04,
    seats_used: 0.8,
    touches: Rhythm::Every(24),
    champion: Champion::There,
    executive: Some(Rhythm::Every(40)),
    ticket_every: 15,
    surge: 0,
    escalations: 0,
    critical: None,
    nps_tenths: 90,
    csat_tenths: 44,
    overdue_per_cent: 0,
    contracted_per_cent: 0,
    limit_per_cent: 55,
};

const EXPANDING: Profile = Profile { change: 0.12, seats_used: 0.96, limit_per_cent: 88, ..HEALTHY };

const ONBOARDING: Profile = Profile { features: 5, csat_tenths: 45, ..HEALTHY };

/// Thirty days ago: tomorrow it is 31, and the cadence of a mid-touch account is 30.
const GOING_QUIET: Profile = Profile { touches: Rhythm::EveryFrom(41, -30), executive: None, ..HEALTHY };

/// About 79.
const STEADY: Profile = Profile {
    days_a_week: 4,
    features: 5,
    change: 0.02,
    seats_used: 0.6,
    touches: Rhythm::Every(26),
    executive: None,
    nps_tenths: 75,
    csat_tenths: 40,
    limit_per_cent: 45,
    ..HEALTHY
};

/// About 63.
const LUKEWARM: Profile = Profile {
    days_a_week: 3,
    features: 3,
    change: -0.15,
    seats_used: 0.45,
    touches: Rhythm::Every(37),
    nps_tenths: 70,
    csat_tenths: 38,
    limit_per_cent: 35,
    ..STEADY
};

const LUKEWARM_QUIET: Profile = Profile { touches: Rhythm::EveryFrom(44, -30), ..LUKEWARM };

/// About 69, of which its kinds lose some more.
const FOUR_DAYS: Profile = Profile { days_a_week: 4, change: -0.08, touches: Rhythm::Every(27), ..LUKEWARM };

const NO_CHAMPION: Profile = Profile { champion: Champion::Never, ..FOUR_DAYS };

const BARGAINING: Profile =
    Profile { overdue_per_cent: 11, contracted_per_cent: 20, nps_tenths: 65, csat_tenths: 40, ..FOUR_DAYS };

const DETRACTOR: Profile = Profile { nps_tenths: 30, csat_tenths: 32, ..FOUR_DAYS };

/// 75 until its surge of tickets began, 59 with the critical one.
const TROUBLED: Profile = Profile {
    features: 4,
    touches: Rhythm::Every(21),
    executive: None,
    surge: 6,
    escalations: 2,
    critical: Some(Critical { opened: SIXTY_HOURS, closed: 5 }),
    nps_tenths: 50,
    csat_tenths: 30,
    ..HEALTHY
};

/// 60, and on day 1 some 20 less; `tickets` and `surveys` tell what happens.
const TURNS_RED: Profile = Profile { features: 2, change: -0.18, champion: Champion::Left(0), ..LUKEWARM };

/// 74 until its champion left, 68 since, less while its critical ticket waits, and 80 on day 2.
const RECOVERS: Profile = Profile {
    features: 4,
    change: 0.02,
    champion: Champion::Replaced(-20, 1),
    executive: Some(Rhythm::On(&[-160, 1])),
    critical: Some(Critical { opened: TWENTY_HOURS, closed: 1 }),
    overdue_per_cent: 4,
    ..FOUR_DAYS
};

/// About 36, and less than 50 also while its champion was there.
const FADING: Profile = Profile {
    days_a_week: 2,
    features: 1,
    change: -0.4,
    seats_used: 0.25,
    touches: Rhythm::Every(50),
    champion: Champion::Left(-23),
    nps_tenths: 40,
    csat_tenths: 28,
    limit_per_cent: 20,
    ..LUKEWARM
};

/// About 43; its use is `usage`'s own story.
const TECHCORP: Profile = Profile {
    core_features: 10,
    touches: Rhythm::On(&[-96, -75, -52, -31, -8]),
    champion: Champion::Left(-42),
    ticket_every: 30,
    surge: 2,
    nps_tenths: 60,
    csat_tenths: 36,
    ..FADING
};

/// 58 before its surge of tickets, 38 now, and 47 once the critical one is closed.
const ESCALATED: Profile = Profile {
    days_a_week: 4,
    features: 2,
    change: -0.2,
    seats_used: 0.5,
    touches: Rhythm::Every(20),
    champion: Champion::There,
    surge: 6,
    escalations: 4,
    critical: Some(Critical { opened: SIXTY_HOURS, closed: 4 }),
    nps_tenths: 30,
    csat_tenths: 27,
    ..FADING
};

/// 54 while it still answered, and 46 now.
const SILENT: Profile = Profile {
    days_a_week: 3,
    csat_tenths: 30,
    features: 3,
    change: -0.2,
    touches: Rhythm::On(&[-110, -75]),
    champion: Champion::Never,
    nps_tenths: 50,
    ..FADING
};

/// 60 hours before 08:00 UTC of the book's day.
const SIXTY_HOURS: (i64, i64) = (-3, 20);
/// 20 hours before it.
const TWENTY_HOURS: (i64, i64) = (-1, 12);

impl Kind {
    /// Its profile, with the small accidents of one account.
    pub(super) fn profile(self, chance: Chance) -> Profile {
        let about = |tenths: i64| tenths - 5 + chance.below(11, "nps", 0);
        match self {
            Self::Healthy => healthy(chance),
            Self::Outgrows => Profile { limit_per_cent: 76, ..EXPANDING },
            Self::LosesChampion => Profile { champion: Champion::Left(1), ..HEALTHY },
            Self::NewChampion => Profile { champion: Champion::Replaced(-33, -21), ..healthy(chance) },
            Self::Steady | Self::Churned | Self::Unknown => Profile { nps_tenths: about(75), ..STEADY },
            Self::Expanding => Profile { limit_per_cent: 84 + chance.below(13, "limit", 0), ..EXPANDING },
            Self::Onboarding(_) => ONBOARDING,
            Self::GoingQuiet => GOING_QUIET,
            Self::Lukewarm => Profile { nps_tenths: about(70), ..LUKEWARM },
            Self::LukewarmQuiet => LUKEWARM_QUIET,
            Self::NoChampion => Profile { nps_tenths: about(70), ..NO_CHAMPION },
            Self::Troubled => TROUBLED,
            Self::Bargaining => BARGAINING,
            Self::Detractor => DETRACTOR,
            Self::TurnsRed => TURNS_RED,
            Self::Recovers => RECOVERS,
            Self::TechCorp => TECHCORP,
            Self::Fading => Profile { nps_tenths: about(40), ..FADING },
            Self::Escalated => ESCALATED,
            Self::Silent => SILENT,
        }
    }
}

/// From 79 to 98 points.
fn healthy(chance: Chance) -> Profile {
    Profile {
        days_a_week: chance.pick(&[4, 5, 5, 7], "days", 0),
        features: chance.pick(&[6, 7, 8], "features", 0),
        executive: chance.pick(&[None, Some(Rhythm::Every(40)), Some(Rhythm::Every(70))], "executive", 0),
        nps_tenths: 70 + chance.below(21, "nps", 0),
        csat_tenths: 40 + chance.below(7, "csat", 0),
        limit_per_cent: 40 + chance.below(35, "limit", 0),
        ..HEALTHY
    }
}
