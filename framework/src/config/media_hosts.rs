use std::fmt;

use serde::{Deserialize, Deserializer, de};

/// What is said of a text that is no host.
const WANTED: &str = "write hosts without `https://` and path, such as `cdn.example.com` or `cdn.example.com:8443`";

/// Hosts beside the inbox from which files of messages may be read: a list, or one text with commas between them.
///
/// ```
/// use switchboard::config::{Config, Sources};
///
/// let config = Config::load(&Sources::default().set("inbox.media_hosts", "cdn.example.com, files.example.com:8443"))?;
/// assert_eq!(config.inbox.media_hosts.iter().collect::<Vec<_>>(), ["cdn.example.com", "files.example.com:8443"]);
/// # Ok::<(), switchboard::config::ConfigError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MediaHosts(Box<[String]>);

impl MediaHosts {
    /// Each host, as it was written.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    fn new<'h>(hosts: impl IntoIterator<Item = &'h str>) -> Result<Self, &'static str> {
        let hosts = hosts.into_iter().map(str::trim).filter(|host| !host.is_empty());
        let is_host = |host: &str| host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte));
        hosts.map(|host| is_host(host).then(|| host.to_owned()).ok_or(WANTED)).collect::<Result<_, _>>().map(Self)
    }
}

impl<'de> Deserialize<'de> for MediaHosts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Hosts;

        impl<'de> de::Visitor<'de> for Hosts {
            type Value = MediaHosts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of hosts, or one text with commas between them")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<MediaHosts, E> {
                MediaHosts::new(text.split(',')).map_err(E::custom)
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut list: A) -> Result<MediaHosts, A::Error> {
                let mut hosts = Vec::<String>::new();
                while let Some(host) = list.next_element()? {
                    hosts.push(host);
                }
                MediaHosts::new(hosts.iter().map(String::as_str)).map_err(de::Error::custom)
            }
        }

        deserializer.deserialize_any(Hosts)
    }
}
