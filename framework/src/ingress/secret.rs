//! The secret by which genuine webhook calls are known.

use axum::http::HeaderMap;
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

use crate::wire::Secret;

/// The header that carries the secret. The inbox sends it because the webhook was registered with it.
pub(crate) const HEADER: &str = "X-Switchboard-Secret";

/// The query parameter that carries the secret, as the API's documents propose.
pub(crate) const QUERY: &str = "auth";

/// The secrets that are valid now: one, and a second one while they are rotated.
#[derive(Debug, Clone)]
pub(crate) struct WebhookSecrets {
    digests: Vec<[u8; 32]>,
}

impl WebhookSecrets {
    /// Takes the valid secrets. Without any, no call is genuine.
    #[must_use]
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        Self { digests: secrets.into_iter().map(|secret| Sha256::digest(secret.expose().as_bytes()).into()).collect() }
    }

    /// Whether a call is genuine: header or query carries a valid secret, and neither carries a wrong one. It takes the
    /// same time whatever is wrong.
    #[must_use]
    pub(crate) fn admit(&self, headers: &HeaderMap, query: Option<&str>) -> bool {
        let headers = headers.get_all(HEADER).iter().map(|value| self.knows(value.as_bytes()));
        let query = query.unwrap_or_default();
        let queries = query.split('&').filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name == QUERY).then(|| self.knows(&percent_encoding::percent_decode_str(value).collect::<Vec<u8>>()))
        });
        let (given, right) = headers.chain(queries).fold((false, Choice::from(1)), |(_, all), one| (true, all & one));
        given && bool::from(right)
    }

    fn knows(&self, given: &[u8]) -> Choice {
        let given: [u8; 32] = Sha256::digest(given).into();
        self.digests.iter().fold(Choice::from(0), |any, digest| any | digest.ct_eq(&given))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn admit(headers: &[&str], query: Option<&str>) -> bool {
        let secrets = WebhookSecrets::new([&Secret::new("s3cret"), &Secret::new("0ld+one")]);
        let mut map = HeaderMap::new();
        for value in headers {
            map.append(HEADER, HeaderValue::from_str(value).expect("a header"));
        }
        secrets.admit(&map, query)
    }

    #[test]
    fn either_suffices_and_a_wrong_one_spoils_it() {
        assert!(admit(&["s3cret"], None));
        assert!(admit(&[], Some("auth=s3cret")));
        assert!(admit(&[], Some("x=1&auth=s3cret&y")));
        assert!(admit(&["s3cret"], Some("auth=s3cret")));
        assert!(admit(&["0ld+one"], Some("auth=s3cret")), "both are valid while they are rotated");
        assert!(admit(&[], Some("auth=0ld%2Bone")), "percent-encoded");

        for (headers, query) in [
            (&[][..], None),
            (&[][..], Some("")),
            (&[][..], Some("auth")),
            (&[][..], Some("auth=")),
            (&[][..], Some("AUTH=s3cret")),
            (&[][..], Some("auth=S3CRET")),
            (&[""][..], None),
            (&["wrong"][..], Some("auth=s3cret")),
            (&["s3cret"][..], Some("auth=wrong")),
            (&["s3cret", "wrong"][..], None),
            (&["s3cret"][..], Some("auth=s3cret&auth=")),
        ] {
            assert!(!admit(headers, query), "{headers:?} {query:?}");
        }
    }

    #[test]
    fn without_a_secret_nothing_is_genuine() {
        assert!(!WebhookSecrets::new([]).admit(&HeaderMap::new(), Some("auth=")));
    }
}
