//! Where tokens are sealed: XChaCha20-Poly1305 under the keys of `STEWARD_SECRET_KEY`, each bound to its organisation, its
//! place in Slack and its purpose. A sealed token that is moved to another row, or taken for another purpose, does not open.
//!
//! Sealed, it is `1:<key id>:<hex of nonce and ciphertext>`. The first key seals; all of them open, so that a key can be
//! replaced: set `new,old`, run `steward workspaces reseal`, and take the old one away.
//!
//! The keys sign too, each by another key that is drawn from it.

use std::fmt;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use crate::domain::ids::OrgId;
use crate::store::tokens::Place;

const FORMAT: &str = "1";
/// 24 random bytes: so many that nobody has to count how often a key sealed.
const N_NONCE_BYTES: usize = 24;
const N_ID_BYTES: usize = 4;

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To call with.
    Bot,
    /// To buy the next pair with.
    Refresh,
}

/// What a sealed token is bound to.
#[derive(Clone, Copy, Debug)]
pub struct Bond<'a> {
    /// Whose.
    pub org: OrgId,
    /// Of which workspace, or Grid.
    pub place: &'a Place,
    /// What for.
    pub purpose: Purpose,
}

/// The keys. Cheap to clone; never shown.
#[derive(Clone)]
pub struct Vault(Arc<Vec<Key>>);

struct Key {
    id: String,
    cipher: XChaCha20Poly1305,
    signer: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.0.iter().map(|key| key.id.as_str()).collect();
        f.debug_tuple("Vault").field(&ids).finish()
    }
}

impl Vault {
    /// Keys, the one to seal with first.
    pub fn new<'a>(keys: impl IntoIterator<Item = &'a [u8; 32]>) -> Self {
        Self(Arc::new(keys.into_iter().map(Key::new).collect()))
    }

    /// What everything begins with that the first key sealed.
    pub fn prefix(&self) -> anyhow::Result<String> {
        Ok(format!("{FORMAT}:{}:", self.first()?.id))
    }

    /// Seals a token.
    pub fn seal(&self, token: &SecretString, bond: Bond<'_>) -> anyhow::Result<String> {
        let key = self.first()?;
        let nonce = XNonce::try_generate().map_err(|_| anyhow!("the system gives no random bytes"))?;
        let associated = bond.bytes();
        let payload = Payload { msg: token.expose_secret().as_bytes(), aad: &associated };
        let sealed = key.cipher.encrypt(&nonce, payload).map_err(|_| anyhow!("a token cannot be sealed"))?;
        Ok(format!("{FORMAT}:{}:{}{}", key.id, hex::encode(nonce), hex::encode(sealed)))
    }

    /// Opens a sealed token. Fails when no key is its own, or when it was sealed for something else.
    pub fn open(&self, sealed: &str, bond: Bond<'_>) -> anyhow::Result<SecretString> {
        let parts: Vec<&str> = sealed.split(':').collect();
        let [FORMAT, id, body] = parts[..] else { return Err(anyhow!("a sealed token has an unknown format")) };
        let key = self.0.iter().find(|key| key.id == id);
        let key = key.with_context(|| format!("no key of STEWARD_SECRET_KEY is {id}, which sealed a token"))?;
        let bytes = hex::decode(body).context("a sealed token is damaged")?;
        let (nonce, sealed) = bytes.split_at_checked(N_NONCE_BYTES).context("a sealed token is damaged")?;
        let nonce: [u8; N_NONCE_BYTES] = nonce.try_into().context("a sealed token is damaged")?;
        let associated = bond.bytes();
        let opened = key.cipher.decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: &associated });
        let opened = Zeroizing::new(opened.map_err(|_| anyhow!("a sealed token was changed, or belongs elsewhere"))?);
        Ok(std::str::from_utf8(&opened).context("a sealed token holds no text")?.into())
    }

    /// Signs a message for a purpose, with the first key.
    pub fn sign(&self, purpose: &str, message: &str) -> anyhow::Result<String> {
        self.first()?.sign(purpose, message)
    }

    /// Whether one of the keys signed a message for a purpose.
    pub fn has_signed(&self, purpose: &str, message: &str, signature: &str) -> anyhow::Result<bool> {
        let mut has_signed = Choice::from(0);
        for key in self.0.iter() {
            has_signed |= key.sign(purpose, message)?.as_bytes().ct_eq(signature.as_bytes());
        }
        Ok(has_signed.into())
    }

    fn first(&self) -> anyhow::Result<&Key> {
        self.0.first().context("STEWARD_SECRET_KEY is not set")
    }
}

impl Key {
    fn new(bytes: &[u8; 32]) -> Self {
        // Of a hash of the key, so that the id tells nothing of it.
        let digest = Sha256::new().chain_update(b"steward key id").chain_update(bytes).finalize();
        let signer = Sha256::new().chain_update(b"steward signing key").chain_update(bytes).finalize();
        Self {
            id: hex::encode(&digest[..N_ID_BYTES]),
            cipher: XChaCha20Poly1305::new(&(*bytes).into()),
            signer: Zeroizing::new(signer.into()),
        }
    }

    fn sign(&self, purpose: &str, message: &str) -> anyhow::Result<String> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&*self.signer).map_err(|_| anyhow!("a key cannot sign"))?;
        for part in [purpose, "\0", message] {
            mac.update(part.as_bytes());
        }
        Ok(hex::encode(mac.finalize().into_bytes()))
    }
}

impl Bond<'_> {
    /// Slack's ids have no colons, so no two bonds are written alike. A team is named without its Grid, which it may move to
    /// or leave: its token goes on being good, and must go on being opened.
    fn bytes(&self) -> Vec<u8> {
        let purpose = match self.purpose {
            Purpose::Bot => "bot",
            Purpose::Refresh => "refresh",
        };
        let (kind, id) = match (&self.place.team_id, &self.place.enterprise_id) {
            (Some(team), _) => ("team", team.as_str()),
            (None, enterprise) => ("enterprise", enterprise.as_deref().unwrap_or_default()),
        };
        format!("steward token:{}:{kind}:{id}:{purpose}", self.org).into_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: [u8; 32] = *b"an old key of thirty-two letters";
    const NEW: [u8; 32] = *b"a new key, of thirty-two letters";

    fn place(team: &str) -> Place {
        Place { enterprise_id: None, team_id: Some(team.to_owned()) }
    }

    fn bond(place: &Place, purpose: Purpose) -> Bond<'_> {
        Bond { org: OrgId::DEFAULT, place, purpose }
    }

    #[test]
    fn what_is_sealed_opens_and_says_nothing() {
        let (vault, home) = (Vault::new([&NEW]), place("T1"));
        let sealed = vault.seal(&"xoxb-canary".into(), bond(&home, Purpose::Bot)).expect("sealed");
        assert!(sealed.starts_with(&vault.prefix().expect("a key")));
        assert!(!sealed.contains("canary") && !sealed.contains(&hex::encode("canary")));
        let opened = vault.open(&sealed, bond(&home, Purpose::Bot)).expect("opened");
        assert_eq!(opened.expose_secret(), "xoxb-canary");
        let again = vault.seal(&"xoxb-canary".into(), bond(&home, Purpose::Bot)).expect("sealed");
        assert_ne!(sealed, again, "no nonce is used twice");
        assert!(!format!("{vault:?}").contains("key, of"));
    }

    #[test]
    fn it_opens_nowhere_else() {
        let (vault, home, away) = (Vault::new([&NEW]), place("T1"), place("T2"));
        let sealed = vault.seal(&"xoxb-canary".into(), bond(&home, Purpose::Bot)).expect("sealed");
        assert!(vault.open(&sealed, bond(&away, Purpose::Bot)).is_err(), "of another workspace");
        assert!(vault.open(&sealed, bond(&home, Purpose::Refresh)).is_err(), "for another purpose");
        let other = Bond { org: OrgId::named(OrgId::DEFAULT, "other"), ..bond(&home, Purpose::Bot) };
        assert!(vault.open(&sealed, other).is_err(), "of another organisation");
        let grid = |team: Option<&str>| Place { enterprise_id: Some("E1".into()), team_id: team.map(str::to_owned) };
        assert!(vault.open(&sealed, bond(&grid(None), Purpose::Bot)).is_err(), "of a whole Grid");
        assert!(
            vault.open(&sealed, bond(&grid(Some("T1")), Purpose::Bot)).is_ok(),
            "the same workspace, moved to a Grid"
        );
        let mut changed = sealed.clone();
        let last = if changed.ends_with('0') { '1' } else { '0' };
        changed.pop();
        changed.push(last);
        for damaged in [&changed, "", "1:", "1:00000000:00", "2:00000000:00", &sealed[..40]] {
            let refused = vault.open(damaged, bond(&home, Purpose::Bot)).expect_err(damaged);
            assert!(!format!("{refused:#}").contains("canary"));
        }
    }

    #[test]
    fn what_is_signed_is_known_again_by_every_key_and_for_nothing_else() {
        let (old, both, new) = (Vault::new([&OLD]), Vault::new([&NEW, &OLD]), Vault::new([&NEW]));
        let signature = old.sign("trial", "a:1").expect("signed");
        let known = |vault: &Vault, purpose, message, signature: &str| {
            vault.has_signed(purpose, message, signature).expect("an answer")
        };
        assert!(known(&old, "trial", "a:1", &signature) && known(&both, "trial", "a:1", &signature));
        assert!(!known(&new, "trial", "a:1", &signature), "by another key");
        assert!(!known(&old, "other", "a:1", &signature), "for another purpose");
        assert!(!known(&old, "trial", "a:2", &signature), "another message");
        for damaged in ["", "00", &signature[1..], &signature.to_uppercase()] {
            assert!(!known(&old, "trial", "a:1", damaged), "{damaged}");
        }
        assert!(!known(&Vault::new([]), "trial", "a:1", "") && Vault::new([]).sign("trial", "a:1").is_err());
    }

    #[test]
    fn a_key_can_be_replaced() {
        let (old, both, new) = (Vault::new([&OLD]), Vault::new([&NEW, &OLD]), Vault::new([&NEW]));
        let home = place("T1");
        let sealed = old.seal(&"xoxb-canary".into(), bond(&home, Purpose::Bot)).expect("sealed");
        let opened = both.open(&sealed, bond(&home, Purpose::Bot)).expect("the old key is still there");
        assert!(new.open(&sealed, bond(&home, Purpose::Bot)).is_err());
        let sealed = both.seal(&opened, bond(&home, Purpose::Bot)).expect("sealed");
        assert!(new.open(&sealed, bond(&home, Purpose::Bot)).is_ok(), "the first key seals");
        assert!(Vault::new([]).seal(&opened, bond(&home, Purpose::Bot)).is_err(), "no key, no token");
    }
}
