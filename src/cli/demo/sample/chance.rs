//! Numbers that look accidental and are always the same: each is a hash of what it is for, so that a later day needs no
//! memory of the days before it.

/// An account's own accidents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chance(u64);

impl Chance {
    /// The accidents of whoever bears that key.
    pub(super) fn of(key: &str) -> Self {
        // FNV-1a.
        Self(
            key.bytes()
                .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)),
        )
    }

    /// A number from 0 to below `end`, for one purpose on one day.
    pub(super) fn below(self, end: i64, purpose: &str, day: i64) -> i64 {
        let end = end.unsigned_abs().max(1);
        i64::try_from(self.bits(purpose, day) % end).unwrap_or(0)
    }

    /// A factor within `share` of 1, for one purpose on one day.
    pub(super) fn wobble(self, share: f64, purpose: &str, day: i64) -> f64 {
        let thousandths = u32::try_from(self.bits(purpose, day) % 2_001).unwrap_or(1_000);
        1.0 + share * (f64::from(thousandths) / 1_000.0 - 1.0)
    }

    /// One of a list.
    pub(super) fn pick<T: Copy>(self, list: &[T], purpose: &str, day: i64) -> T {
        let place = self.bits(purpose, day) % (list.len() as u64);
        list[usize::try_from(place).unwrap_or(0)]
    }

    fn bits(self, purpose: &str, day: i64) -> u64 {
        let Self(purpose) = Self::of(purpose);
        // SplitMix64's finalizer.
        let mut bits = self.0 ^ purpose.rotate_left(17) ^ day.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }
}
