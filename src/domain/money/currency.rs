//! The currencies of ISO 4217: their codes, the digits after the point, the signs that people type.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A currency by its ISO 4217 code; three capital letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Not the code of a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnknownCurrency(
    /// What was given.
    pub String,
);

/// The codes with two digits after the point. BGN and ANG are no longer issued, but contracts still name them.
const TWO_DIGITS: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD \
    CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG \
    HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK \
    MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS \
    SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";
const NO_DIGITS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const THREE_DIGITS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// Signs with one meaning only; a dollar sign alone is the dollar of the United States.
const SIGNS: [(char, Currency); 5] =
    [('$', Currency::USD), ('€', Currency::EUR), ('£', Currency::GBP), ('¥', Currency::JPY), ('₹', Currency(*b"INR"))];

impl Currency {
    /// The dollar of the United States.
    pub const USD: Self = Self(*b"USD");
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");
    /// The pound sterling.
    pub const GBP: Self = Self(*b"GBP");
    /// The yen, which has no minor unit.
    pub const JPY: Self = Self(*b"JPY");

    /// Reads a code, in capitals or not.
    pub fn parse(code: &str) -> Result<Self, UnknownCurrency> {
        let upper = code.to_ascii_uppercase();
        let known = digits_of(&upper).and_then(|_| <[u8; 3]>::try_from(upper.as_bytes()).ok());
        known.map(Self).ok_or_else(|| UnknownCurrency(code.to_owned()))
    }

    /// The code: three capital letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// The digits after the point: 2 for the euro, 0 for the yen, 3 for the Kuwaiti dinar.
    pub fn minor_digits(self) -> u32 {
        digits_of(self.code()).unwrap_or(2)
    }

    /// The minor units in a whole one: 100 for the euro.
    pub fn minor_per_whole(self) -> i64 {
        10_i64.pow(self.minor_digits())
    }

    /// The currencies whose minor unit is not a hundredth.
    pub fn without_hundredths() -> impl Iterator<Item = Self> {
        NO_DIGITS
            .split_ascii_whitespace()
            .chain(THREE_DIGITS.split_ascii_whitespace())
            .filter_map(|code| Self::parse(code).ok())
    }

    /// The sign that people write, if it can mean no other currency.
    pub fn sign(self) -> Option<char> {
        SIGNS.iter().find(|(_, currency)| *currency == self).map(|(sign, _)| *sign)
    }

    pub(super) fn of_sign(sign: char) -> Option<Self> {
        SIGNS.iter().find(|(known, _)| *known == sign).map(|(_, currency)| *currency)
    }
}

fn digits_of(code: &str) -> Option<u32> {
    let lists = [(TWO_DIGITS, 2), (NO_DIGITS, 0), (THREE_DIGITS, 3)];
    let found = lists.into_iter().find(|(codes, _)| codes.split_ascii_whitespace().any(|known| known == code));
    found.map(|(_, digits)| digits)
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for UnknownCurrency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a currency: {:?}", self.0)
    }
}

impl std::error::Error for UnknownCurrency {}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(code: &str) -> Result<Self, UnknownCurrency> {
        Self::parse(code)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, digits: u32, sign: Option<char>) {
        let currency = Currency::parse(code).expect("a currency");
        assert_eq!((currency.minor_digits(), currency.sign()), (digits, sign));
        assert_eq!(serde_json::to_string(&currency).expect("written"), format!("\"{}\"", code.to_uppercase()));
    }

    #[test]
    fn a_currency_has_its_own_minor_unit() {
        check("USD", 2, Some('$'));
        check("eur", 2, Some('€'));
        check("JPY", 0, Some('¥'));
        check("KWD", 3, None);
        check("CAD", 2, None);
    }

    #[test]
    fn few_currencies_have_no_hundredths() {
        assert!(Currency::without_hundredths().all(|currency| currency.minor_per_whole() != 100));
        assert_eq!(Currency::without_hundredths().count(), 23);
    }

    #[test]
    fn other_codes_are_refused() {
        for code in ["", "US", "USDT", "XYZ", "€", "EU R", "USD EUR", " USD"] {
            assert_eq!(Currency::parse(code), Err(UnknownCurrency(code.to_owned())));
        }
    }
}
