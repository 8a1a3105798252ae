//! A browser: keeps cookies, and repeats the token against forged requests.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use serde_json::Value;

use super::{Answer, Http};

pub(crate) struct Browser {
    http: Http,
    pub(crate) cookies: BTreeMap<String, String>,
    /// Cookies for a part of the address only: path and name, and value.
    below: BTreeMap<(String, String), String>,
    /// Whether it sends the header that pages of the inbox send.
    pub(crate) repeats: bool,
}

impl Browser {
    pub(crate) fn new(http: Http) -> Self {
        Self { http, cookies: BTreeMap::new(), below: BTreeMap::new(), repeats: true }
    }

    pub(crate) async fn call(&mut self, method: Method, path: &str, kind: &str, body: &str) -> Answer {
        let local = path.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or(path);
        let below = self.below.iter().filter(|((part, _), _)| local.starts_with(part.as_str())).map(|((_, name), value)| (name, value));
        // Those of the longer path come first.
        let sent: Vec<(&String, &String)> = below.chain(&self.cookies).collect();
        let cookies = sent.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let csrf = sent.iter().find(|(name, _)| *name == "csrftoken").map(|(_, value)| (*value).clone());
        let mut headers = vec![("Cookie", cookies.as_str()), ("Content-Type", kind)];
        headers.extend(csrf.as_deref().filter(|_| self.repeats).map(|token| ("X-CSRFToken", token)));
        let answer = self.http.call(method, path, &headers, body.into()).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().expect("ASCII");
            let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
            let part = cookie.split("Path=").nth(1).and_then(|rest| rest.split(';').next()).expect("a path");
            let (ends, key) = (cookie.contains("Max-Age=0;"), (part.to_owned(), name.to_owned()));
            match (part, ends) {
                ("/", true) => drop(self.cookies.remove(name)),
                ("/", false) => drop(self.cookies.insert(name.to_owned(), value.to_owned())),
                (_, true) => drop(self.below.remove(&key)),
                (_, false) => drop(self.below.insert(key, value.to_owned())),
            }
        }
        answer
    }

    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.call(Method::GET, path, "text/plain", "").await
    }

    pub(crate) async fn send(&mut self, method: Method, path: &str, body: Value) -> Answer {
        self.call(method, path, "application/json", &body.to_string()).await
    }

    /// Opens the form and sends it. Where that leads to.
    pub(crate) async fn logs_in(&mut self, username: &str, password: &str) -> Option<String> {
        self.logs_in_at("", username, password).await
    }

    /// The same, at an inbox below the address.
    pub(crate) async fn logs_in_at(&mut self, part: &str, username: &str, password: &str) -> Option<String> {
        self.get(&format!("{part}/login/")).await.page();
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs([("username", username), ("password", password)]).finish();
        let answer = self.call(Method::POST, &format!("{part}/login/"), "application/x-www-form-urlencoded", &body).await;
        answer.leads_to()
    }

    /// The name under which it is logged in.
    pub(crate) async fn is(&mut self) -> Option<String> {
        self.is_at("").await
    }

    /// The same, at an inbox below the address.
    pub(crate) async fn is_at(&mut self, part: &str) -> Option<String> {
        let answer = self.get(&format!("{part}/api/v1/users/current/")).await;
        (answer.status == StatusCode::OK).then(|| answer.json()["username"].as_str().expect("a name").to_owned())
    }
}

impl Answer {
    /// Where a 302 leads to.
    pub(crate) fn leads_to(&self) -> Option<String> {
        (self.status == StatusCode::FOUND).then(|| self.headers["location"].to_str().expect("ASCII").to_owned())
    }

    /// The text of a page.
    pub(crate) fn page(self) -> String {
        assert_eq!(self.status, StatusCode::OK);
        assert_eq!(self.headers["content-type"], "text/html; charset=utf-8");
        String::from_utf8(self.bytes.to_vec()).expect("UTF-8")
    }
}
