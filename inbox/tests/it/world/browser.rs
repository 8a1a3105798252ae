//! A browser: keeps cookies, and repeats the token against forged requests.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use serde_json::Value;

use super::{Answer, Http};

pub(crate) struct Browser {
    http: Http,
    pub(crate) cookies: BTreeMap<String, String>,
    /// Whether it sends the header that pages of the inbox send.
    pub(crate) repeats: bool,
}

impl Browser {
    pub(crate) fn new(http: Http) -> Self {
        Self { http, cookies: BTreeMap::new(), repeats: true }
    }

    pub(crate) async fn call(&mut self, method: Method, path: &str, kind: &str, body: &str) -> Answer {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let csrf = self.cookies.get("csrftoken").cloned();
        let mut headers = vec![("Cookie", cookies.as_str()), ("Content-Type", kind)];
        headers.extend(csrf.as_deref().filter(|_| self.repeats).map(|token| ("X-CSRFToken", token)));
        let answer = self.http.call(method, path, &headers, body.into()).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().expect("ASCII");
            let (name, value) = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair");
            if cookie.contains("Max-Age=0;") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
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
        self.get("/login/").await.page();
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs([("username", username), ("password", password)]).finish();
        let answer = self.call(Method::POST, "/login/", "application/x-www-form-urlencoded", &body).await;
        answer.leads_to()
    }

    /// The name under which it is logged in.
    pub(crate) async fn is(&mut self) -> Option<String> {
        let answer = self.get("/api/v1/users/current/").await;
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
