//! Files of hosts that are not the inbox's: allowed by name, and checked by address when the connection is made.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::client::InboxUrl;

/// Whether a list of hosts has that of a URL, with its port or without one.
pub(super) fn lists(hosts: &[Box<str>], url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let with_port = url.port_or_known_default().map(|port| format!("{host}:{port}"));
    // Without a port only the scheme's own is meant.
    hosts.iter().any(|listed| (**listed == *host && url.port().is_none()) || with_port.as_deref() == Some(&**listed))
}

/// Whether a connection to an address that stands in a URL may be made.
pub(super) fn may_connect(address: IpAddr, base: &InboxUrl) -> bool {
    is_public(address) || base.address() == Some(address)
}

/// Looks names up, and gives out only addresses that are public, or where the inbox itself is.
#[derive(Debug)]
pub(super) struct CheckedAddresses {
    inbox: String,
}

impl CheckedAddresses {
    pub(super) fn beside(base: &InboxUrl) -> Self {
        Self { inbox: base.host().to_owned() }
    }
}

impl Resolve for CheckedAddresses {
    fn resolve(&self, name: Name) -> Resolving {
        let inbox = self.inbox.clone();
        Box::pin(async move {
            let (public, inside): (Vec<_>, Vec<_>) = look_up(name.as_str()).await?.into_iter().partition(|found| is_public(found.ip()));
            let mut allowed = public;
            if allowed.is_empty() && !inside.is_empty() {
                let beside = look_up(&inbox).await.unwrap_or_default();
                allowed = inside.into_iter().filter(|found| beside.contains(found)).collect();
            }
            if allowed.is_empty() {
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file's host has no public address").into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

async fn look_up(host: &str) -> io::Result<Vec<SocketAddr>> {
    Ok(tokio::net::lookup_host((host, 0)).await?.collect())
}

/// Whether an address is one of the internet, not of this machine, this network, or nobody.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let reserved = match (a, b) {
        // This network; carriers' inner networks; measuring; future use.
        (0, _) | (100, 64..=127) | (198, 18 | 19) | (240..=255, _) => true,
        (192, 0) => c == 0,
        _ => false,
    };
    !(reserved
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_documentation())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        // An IPv4 address in the clothes of the other: mapped, compatible, NAT64, 6to4.
        [0, 0, 0, 0, 0, 0xffff | 0, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => embedded(high, low),
        // Only this eighth is given out to the internet; without documentation and tunnels.
        [0x2001, 0..=0x1ff | 0xdb8, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_public, lists};
    use reqwest::Url;

    #[test]
    fn inner_addresses_are_not_public() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "192.0.0.1",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "fec0::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn a_host_is_listed_with_its_port() {
        let hosts = ["cdn.example".into(), "files.example:8443".into()];
        for (url, listed) in [
            ("https://cdn.example/a", true),
            ("https://CDN.example:443/a", true),
            ("https://cdn.example:8443/a", false),
            ("https://files.example:8443/a", true),
            ("https://files.example/a", false),
            ("https://cdn.example.evil.example/a", false),
            ("https://evil.example/cdn.example", false),
        ] {
            assert_eq!(lists(&hosts, &Url::parse(url).unwrap()), listed, "{url}");
        }
    }
}
