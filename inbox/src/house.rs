//! Which inbox answers a request: the one at the address itself, or an instance below `/i/<subdomain>/`.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::http::Uri;
use axum::http::request::Parts;

use crate::app::App;

/// Where instances live.
const INSTANCES: &str = "/i/";

/// An inbox, with what answers its requests.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    pub(crate) app: App,
    pub(crate) router: Router,
}

impl Site {
    pub(crate) fn new(app: App) -> Self {
        let router = crate::api::router(&app).with_state(app.clone());
        Self { app, router }
    }
}

/// All inboxes at one address. Clones share them.
#[derive(Debug, Clone)]
pub(crate) struct House {
    main: Site,
    instances: Arc<RwLock<HashMap<String, Site>>>,
}

impl House {
    pub(crate) fn new(main: Site) -> Self {
        Self { main, instances: Arc::default() }
    }

    /// The URL of an instance, without a final slash.
    pub(crate) fn url_of(address: &str, subdomain: &str) -> String {
        format!("{address}{INSTANCES}{subdomain}")
    }

    /// An instance is ready.
    pub(crate) fn open(&self, subdomain: String, site: Site) {
        self.instances.write().unwrap_or_else(PoisonError::into_inner).insert(subdomain, site);
    }

    /// An instance that is ready.
    pub(crate) fn instance(&self, subdomain: &str) -> Option<Site> {
        self.instances.read().unwrap_or_else(PoisonError::into_inner).get(subdomain).cloned()
    }

    /// The inbox that a request is for; its path is that inbox's own then.
    pub(crate) fn site_of(&self, parts: &mut Parts) -> Site {
        let Some((subdomain, path)) = instance_of(parts.uri.path()) else { return self.main.clone() };
        let Some(site) = self.instance(subdomain) else { return self.main.clone() };
        let target = parts.uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
        match target.parse::<Uri>() {
            Ok(uri) => {
                parts.uri = uri;
                site
            }
            Err(_) => self.main.clone(),
        }
    }
}

/// The subdomain in a path, and what follows it.
fn instance_of(path: &str) -> Option<(&str, &str)> {
    let rest = path.strip_prefix(INSTANCES)?;
    match rest.find('/') {
        Some(end) => Some((&rest[..end], &rest[end..])),
        None => Some((rest, "/")),
    }
}

#[cfg(test)]
mod tests {
    use super::instance_of;

    #[test]
    fn a_path_below_an_instance_is_taken_apart() {
        assert_eq!(instance_of("/i/acme/api/v1/chats"), Some(("acme", "/api/v1/chats")));
        assert_eq!(instance_of("/i/acme"), Some(("acme", "/")));
        assert_eq!(instance_of("/api/v1/i/acme"), None);
    }
}
