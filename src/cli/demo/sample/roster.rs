//! Who the sample's customers are: name, industry, ARR in whole units, days until the contract ends, kind, and where it
//! is not US dollars, the currency. Every name is made up.

use super::kind::Kind;

/// A customer as the lists have it.
pub(super) type Entry = (&'static str, &'static str, i64, i64, Kind);

/// The mid-market book: 65 accounts of about 50K, 3.2M in all; 45 green, 15 yellow, 5 red.
///
/// Contracts that end in 120, 90, 60 and 30 days cross a checkpoint today; 121, 91, 61 and 31 cross tomorrow.
#[rustfmt::skip]
pub(super) const MID_MARKET: [Entry; 65] = [
    ("TechCorp", "software", 45_000, 91, Kind::TechCorp),
    ("Ünïcode & Söhne <GmbH>", "manufacturing", 50_500, 75, Kind::Healthy),
    ("O'Brien *Logistics*", "logistics", 45_000, 118, Kind::Lukewarm),
    ("Nordwacht Freight", "logistics", 58_000, 84, Kind::TurnsRed),
    ("Quillmere Press", "media", 41_500, 143, Kind::Recovers),
    ("Halbmond Optik", "manufacturing", 56_000, 30, Kind::Fading),
    ("Brackenfold Foods", "food", 42_000, 168, Kind::Troubled),
    ("Tarnhill Robotics", "manufacturing", 59_200, 52, Kind::Escalated),
    ("Velloria Travel", "travel", 37_800, 87, Kind::Silent),
    ("Sundry & Thistle", "retail", 53_600, 203, Kind::Detractor),
    ("Corvanta Health", "health", 47_500, 345, Kind::Onboarding(20)),
    ("Ostrel Tiles", "manufacturing", 34_800, 315, Kind::GoingQuiet),
    ("Pellworth Insurance", "finance", 62_800, 61, Kind::Bargaining),
    ("Grunholt Optics", "manufacturing", 48_500, 43, Kind::Steady),
    ("Lumivar Energy", "energy", 40_400, 50, Kind::NewChampion),
    ("Maristone Hotels", "travel", 55_200, 120, Kind::Healthy),
    ("Fennick Software", "software", 78_000, 266, Kind::Expanding),
    ("Arborline Paper", "manufacturing", 14_500, 66, Kind::Lukewarm),
    ("Kestrova Bikes", "retail", 18_000, 189, Kind::Steady),
    ("Dunmarrow Dairy", "food", 44_000, 287, Kind::Lukewarm),
    ("Zephyrine Air Parts", "manufacturing", 51_200, 90, Kind::Healthy),
    ("Wexcombe Legal", "services", 46_000, 60, Kind::NoChampion),
    ("Palomint Games", "media", 50_400, 329, Kind::Expanding),
    ("Rivenholt Mining", "energy", 45_800, 252, Kind::NoChampion),
    ("Osterby Furniture", "retail", 56_500, 117, Kind::LukewarmQuiet),
    ("Calderwick Bank", "finance", 88_000, 91, Kind::Healthy),
    ("Brightmoor Schools", "education", 42_800, 36, Kind::Steady),
    ("Silvanter Pharma", "health", 59_400, 121, Kind::Healthy),
    ("Tidewell Shipping", "logistics", 37_000, 57, Kind::Steady),
    ("Hexaford Metals", "manufacturing", 53_000, 31, Kind::Healthy),
    ("Juniper Vale Clinics", "health", 47_600, 217, Kind::LosesChampion),
    ("Marrowby Retail", "retail", 34_000, 210, Kind::Lukewarm),
    ("Ankerholm Marine", "logistics", 62_500, 336, Kind::Healthy),
    ("Voltessa Charging", "energy", 96_000, 73, Kind::Expanding),
    ("Plumfield Catering", "food", 48_000, 238, Kind::GoingQuiet),
    ("Skarnvik Seafood", "food", 40_800, 147, Kind::Healthy),
    ("Gantrel Elevators", "manufacturing", 55_600, 273, Kind::Bargaining),
    ("Moorhen Media", "media", 44_000, 27, Kind::Steady),
    ("Ironbrook Tools", "manufacturing", 51_000, 154, Kind::Healthy),
    ("Castellane Cosmetics", "retail", 46_500, 294, Kind::Healthy),
    ("Wrenfield Data", "software", 50_500, 231, Kind::Outgrows),
    ("Thornquay Labs", "health", 45_500, 357, Kind::Healthy),
    ("Oakspire Homes", "services", 56_800, 175, Kind::Lukewarm),
    ("Lindqvara Textiles", "retail", 42_800, 196, Kind::Healthy),
    ("Ravelmoat Security", "software", 59_000, 343, Kind::Healthy),
    ("Beckridge Printing", "media", 37_000, 110, Kind::Fading),
    ("Solmarin Water", "energy", 53_400, 161, Kind::Healthy),
    ("Hollowell Films", "media", 47_800, 182, Kind::Steady),
    ("Trevarro Telecom", "software", 34_000, 20, Kind::Healthy),
    ("Cobblestane Brewing", "food", 62_000, 80, Kind::Steady),
    ("Edelkamp Automotive", "manufacturing", 48_400, 224, Kind::NoChampion),
    ("Finchholt Advisory", "services", 40_800, 322, Kind::Healthy),
    ("Granova Seeds", "food", 55_400, 308, Kind::Steady),
    ("Hartwyn Audio", "manufacturing", 44_600, 280, Kind::Healthy),
    ("Islemoor Ferries", "travel", 51_500, 245, Kind::Steady),
    ("Jorvale Outdoor", "retail", 46_000, 140, Kind::Healthy),
    ("Kilnworth Ceramics", "manufacturing", 50_800, 295, Kind::Onboarding(70)),
    ("Larkhaven Care", "health", 45_500, 103, Kind::Healthy),
    ("Mistvane Forge", "manufacturing", 56_000, 350, Kind::Healthy),
    ("Northquill Research", "services", 42_000, 96, Kind::Healthy),
    ("Opalwick Studios", "media", 22_000, 133, Kind::Healthy),
    ("Pinegarth Timber", "manufacturing", 59_800, 126, Kind::Steady),
    ("Quartzel Watches", "retail", 37_000, 259, Kind::Healthy),
    ("Saltferry Analytics", "software", 53_200, 320, Kind::Onboarding(45)),
    ("Vantrell Couriers", "logistics", 69_800, 301, Kind::Healthy),
];

/// The high-touch book: 15 accounts, 4.2M in all.
#[rustfmt::skip]
pub(super) const HIGH_TOUCH: [Entry; 15] = [
    ("Meridaxis Airlines", "travel", 620_000, 200, Kind::Healthy),
    ("Granthollow Group", "services", 480_000, 58, Kind::Expanding),
    ("Pacifold Retail", "retail", 410_000, 120, Kind::Steady),
    ("Cinderpeak Energy", "energy", 360_000, 90, Kind::Lukewarm),
    ("Bluehollow Bank", "finance", 330_000, 331, Kind::Healthy),
    ("Stratavon Cloud", "software", 300_000, 283, Kind::Healthy),
    ("Ferrowick Steel", "manufacturing", 280_000, 47, Kind::Troubled),
    ("Harbornaut Logistics", "logistics", 260_000, 150, Kind::Healthy),
    ("Novellane Health", "health", 240_000, 240, Kind::Steady),
    ("Ridgemantle Insurance", "finance", 220_000, 61, Kind::Healthy),
    ("Aldermoss Media", "media", 190_000, 112, Kind::Fading),
    ("Copperlode Telecom", "software", 160_000, 305, Kind::Healthy),
    ("Trueharrow Foods", "food", 130_000, 178, Kind::NoChampion),
    ("Westmarrow Hotels", "travel", 115_000, 26, Kind::Healthy),
    ("Larkspire Education", "education", 105_000, 73, Kind::Lukewarm),
];

/// The tech-touch book: 40 accounts below 5K, with their currencies.
#[rustfmt::skip]
pub(super) const TECH_TOUCH: [(Entry, &str); 40] = [
    (("Tiny Tapir Studio", "media", 600, 17, Kind::Fading), "USD"),
    (("Lotus & Ledger", "services", 1_970, 106, Kind::Healthy), "USD"),
    (("Orchid & Oar", "travel", 3_340, 195, Kind::Healthy), "USD"),
    (("Paper Gull Cafe", "food", 4_710, 284, Kind::Steady), "EUR"),
    (("Monsoon Pedals", "retail", 1_780, 29, Kind::Healthy), "USD"),
    (("Lantern Loft", "education", 3_150, 118, Kind::Steady), "USD"),
    (("Mangosteen Metrics", "software", 4_520, 207, Kind::Steady), "USD"),
    (("Jade Parcel Post", "logistics", 1_590, 296, Kind::Steady), "USD"),
    (("Banyan & Bindings", "retail", 2_960, 41, Kind::Healthy), "USD"),
    (("Kite & Compass", "travel", 4_330, 130, Kind::Steady), "EUR"),
    (("Pandan & Pestle", "food", 1_400, 219, Kind::Healthy), "USD"),
    (("Coral Keystroke", "software", 2_770, 308, Kind::Steady), "USD"),
    (("Bamboo Bassline", "media", 4_140, 53, Kind::Lukewarm), "USD"),
    (("Tofu Tinkerers", "software", 1_210, 142, Kind::Healthy), "USD"),
    (("Harbour Hatchlings", "education", 2_580, 231, Kind::Healthy), "USD"),
    (("Saffron & Suds", "retail", 3_950, 320, Kind::Lukewarm), "USD"),
    (("Islet Inks", "media", 1_020, 65, Kind::Healthy), "USD"),
    (("Rattan & Rye", "food", 2_390, 154, Kind::Steady), "EUR"),
    (("Teakwood Tutors", "education", 3_760, 243, Kind::Healthy), "USD"),
    (("Papaya Prints", "media", 830, 332, Kind::Healthy), "USD"),
    (("Driftwood Dental", "health", 2_200, 77, Kind::Healthy), "USD"),
    (("Silken Seats", "manufacturing", 3_570, 166, Kind::NoChampion), "USD"),
    (("Three Wheel Tours", "travel", 640, 255, Kind::Steady), "EUR"),
    (("Gecko & Garden", "services", 2_010, 344, Kind::Lukewarm), "USD"),
    (("Wavelet Welders", "manufacturing", 3_380, 89, Kind::Lukewarm), "USD"),
    (("Lychee Lessons", "education", 4_750, 178, Kind::Healthy), "USD"),
    (("Indigo Hives", "food", 1_820, 267, Kind::Steady), "USD"),
    (("Noodle & Notary", "services", 3_190, 356, Kind::Healthy), "USD"),
    (("Pearl & Pipe", "services", 4_560, 101, Kind::Lukewarm), "USD"),
    (("Salt & Serif", "media", 1_630, 190, Kind::Fading), "USD"),
    (("Starfruit Stage", "media", 3_000, 279, Kind::Healthy), "EUR"),
    (("Durian & Dance", "education", 4_370, 24, Kind::NoChampion), "USD"),
    (("Ginger Gymnasts", "health", 1_440, 113, Kind::Lukewarm), "USD"),
    (("Hibiscus Hatters", "retail", 2_810, 202, Kind::Healthy), "USD"),
    (("Kelp & Kettle", "food", 4_180, 291, Kind::Healthy), "USD"),
    (("Lemongrass Lawyers", "services", 1_250, 36, Kind::Lukewarm), "USD"),
    (("Mochi Movers", "logistics", 2_620, 125, Kind::Fading), "EUR"),
    (("Oolong Opticians", "health", 3_990, 214, Kind::Steady), "USD"),
    (("Prawn & Prose", "media", 1_060, 303, Kind::Healthy), "USD"),
    (("Zinnia Zips", "manufacturing", 2_430, 48, Kind::Healthy), "USD"),
];

/// Without an owner.
pub(super) const OWNERLESS: Entry = ("Waywarden Supplies", "retail", 14_000, 210, Kind::Steady);
/// Not enough data for a colour.
pub(super) const UNKNOWN: Entry = ("Tabula Nova", "services", 9_600, 265, Kind::Unknown);
/// Left three months ago.
pub(super) const CHURNED: Entry = ("Farewick Media", "media", 16_500, -90, Kind::Churned);
