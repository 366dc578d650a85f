//! Accidents that are the same on every run: a generator with a fixed seed.

/// The seed of every resampling and every division into folds, so that a backtest of the same data says the same.
const SEED: u64 = 0x5EED_2025_0101;

/// A stream of numbers: `SplitMix64` (Steele, Lea and Flood 2014).
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Default for Chance {
    fn default() -> Self {
        Self(SEED)
    }
}

impl Chance {
    /// The next number from 0 to below `end`, which is 1 at least. Its bias is below `end` in 2⁶⁴.
    pub fn below(&mut self, end: usize) -> usize {
        let wide = u128::from(self.next()) * (end.max(1) as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// Puts a list in an accidental order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.below(last + 1));
        }
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }
}
