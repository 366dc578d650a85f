//! The key that stored tokens are encrypted with.

use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretBox};

use super::wrong::{KeyFault, Wrong};

const N_BYTES: usize = 32;

/// 32 random bytes; wiped when dropped, and never shown.
#[derive(Debug)]
pub struct SecretKey(SecretBox<[u8; N_BYTES]>);

impl SecretKey {
    /// Reads one key, or two separated by a comma while it is replaced: the new one, then the old one.
    pub(super) fn parse_all(text: &str) -> Result<Vec<Self>, Wrong> {
        let keys: Vec<&str> = text.split(',').map(str::trim).collect();
        if 2 < keys.len() {
            return Err(Wrong::Key(KeyFault::Many));
        }
        keys.into_iter().map(Self::parse).collect()
    }

    /// Reads hex (64 letters) or base64 (43 or 44, of either alphabet).
    pub(super) fn parse(text: &str) -> Result<Self, Wrong> {
        let mut key = SecretBox::new(Box::new([0; N_BYTES]));
        let bytes = if text.len() == 2 * N_BYTES { hex::decode(text).ok() } else { from_base64(text) };
        let bytes = Zeroizing::new(bytes.ok_or(Wrong::Key(KeyFault::Length))?);
        let bytes: &[u8; N_BYTES] = bytes.as_slice().try_into().map_err(|_| Wrong::Key(KeyFault::Length))?;
        if bytes.iter().all(|byte| *byte == bytes[0]) {
            return Err(Wrong::Key(KeyFault::NotRandom));
        }
        secrecy::ExposeSecretMut::expose_secret_mut(&mut key).copy_from_slice(bytes);
        Ok(Self(key))
    }

    /// The key itself, for the cipher.
    pub fn expose(&self) -> &[u8; N_BYTES] {
        self.0.expose_secret()
    }
}

/// Both alphabets of RFC 4648, with or without padding. Bits left over at the end have to be zero.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(N_BYTES);
    let (mut held, mut n_bits) = (0_u32, 0_u32);
    for letter in text.trim_end_matches('=').bytes() {
        held = (held << 6) | sextet(letter)?;
        n_bits += 6;
        if 8 <= n_bits {
            n_bits -= 8;
            bytes.push(u8::try_from(held >> n_bits).ok()?);
            held &= (1 << n_bits) - 1;
        }
    }
    (held == 0).then_some(bytes)
}

fn sextet(letter: u8) -> Option<u32> {
    let value = match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(value.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<u8, KeyFault>) {
        let parsed = SecretKey::parse(text).map(|key| key.expose()[31]);
        assert_eq!(parsed, expected.map_err(Wrong::Key));
    }

    #[test]
    fn keys_are_read_from_hex_and_both_alphabets_of_base64() {
        check("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff", Ok(255));
        check("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=", Ok(255));
        check("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8", Ok(255));
        check("--__AwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv8=", Ok(255));
    }

    #[test]
    fn anything_else_is_refused() {
        check("", Err(KeyFault::Length));
        check("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHv9=", Err(KeyFault::Length));
        check("AAECAwQFBgcICQoLDA0ODw==", Err(KeyFault::Length));
        check("zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1eff", Err(KeyFault::Length));
        check("correct horse battery staple", Err(KeyFault::Length));
        check("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", Err(KeyFault::NotRandom));
    }
}
