//! What may be ordered.

use axum::http::uri::Uri;
use axum::http::{HeaderName, HeaderValue};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use switchboard_wire::limits::SUBDOMAIN;
use switchboard_wire::partner::{Configurator, CreateInstanceRequest, ValidationError};

use crate::api::fields::is_email;

/// Agents who may be logged in at a time when an order does not say it (Partner API 1.1.2, Create Instance).
const SEATS: u32 = 5;

/// The name of an admin who has no e-mail address; the Partner API's document does not say it.
const ADMIN: &str = "admin";

/// An order without mistakes.
#[derive(Debug, PartialEq)]
pub(super) struct Order {
    pub(super) request: CreateInstanceRequest,
    pub(super) seats: u32,
}

/// Reads an order, or tells everything that is wrong with it.
pub(super) fn read(body: &[u8]) -> Result<Order, Vec<ValidationError>> {
    let members = match serde_json::from_slice(body) {
        Ok(Value::Object(mut members)) => {
            // Left blank is not given: the instance's id is made up.
            if members.get("subdomain").is_some_and(|subdomain| subdomain == "") {
                members.remove("subdomain");
            }
            members
        }
        Ok(_) => return Err(vec![wrong(&[], "the body must be a JSON object")]),
        Err(_) => return Err(vec![wrong(&[], "the body is not JSON")]),
    };
    let mut reader = Reader { members, wrong: Vec::new() };
    let request = CreateInstanceRequest {
        channel_id: reader.text("channel_id"),
        d360_api_key: reader.text("d360_api_key").map(switchboard_wire::Secret::new),
        subdomain: reader.text("subdomain"),
        admin_email: reader.text("admin_email"),
        generate_activation: reader.member("generate_activation", "must be true or false").unwrap_or_default(),
        configurator: reader.member("configurator", "must be an object with `user_name` and `webhook_url`"),
        max_number_of_seats: reader.member("max_number_of_seats", "must be a whole number, 1 or more"),
    };
    let mut complaints = reader.wrong;
    if request.channel_id.is_none() && request.d360_api_key.is_none() && complaints.is_empty() {
        complaints.push(wrong(&[], "channel_id or d360_api_key is required"));
    }
    if request.subdomain.as_deref().is_some_and(|subdomain| !is_label(subdomain)) {
        let words = format!("must be 1 to {SUBDOMAIN} small letters, digits and hyphens, and neither begin nor end with a hyphen");
        complaints.push(wrong(&["subdomain"], &words));
    }
    if request.admin_email.as_deref().is_some_and(|email| !is_email(email)) {
        complaints.push(wrong(&["admin_email"], "value is not a valid email address"));
    }
    if request.max_number_of_seats == Some(0) {
        complaints.push(wrong(&["max_number_of_seats"], "must be 1 or more"));
    }
    if let Some(configurator) = &request.configurator {
        complain_of(configurator, &mut complaints);
        if admin_of(&request) == Some(configurator.user_name.as_str()) {
            complaints.push(wrong(&["configurator", "user_name"], "is the name of the admin"));
        }
    }
    let seats = request.max_number_of_seats.unwrap_or(SEATS);
    if complaints.is_empty() { Ok(Order { request, seats }) } else { Err(complaints) }
}

/// The name of the admin whom an order asks for.
pub(super) fn admin_of(request: &CreateInstanceRequest) -> Option<&str> {
    request.admin_email.as_deref().or(request.generate_activation.then_some(ADMIN))
}

/// A complaint about a member; about the body itself without one.
fn wrong(member: &[&str], words: &str) -> ValidationError {
    let loc = std::iter::once("body").chain(member.iter().copied()).map(|part| json!(part)).collect();
    ValidationError { loc, msg: words.to_owned(), kind: "value_error".to_owned() }
}

fn complain_of(configurator: &Configurator, complaints: &mut Vec<ValidationError>) {
    if configurator.user_name.trim().is_empty() {
        complaints.push(wrong(&["configurator", "user_name"], "must not be empty"));
    }
    let has_scheme = |url: &Uri| matches!(url.scheme_str(), Some("http" | "https"));
    if !configurator.webhook_url.parse::<Uri>().is_ok_and(|url| has_scheme(&url) && url.host().is_some()) {
        complaints.push(wrong(&["configurator", "webhook_url"], "must be an http:// or https:// URL"));
    }
    for (name, value) in &configurator.webhook_headers {
        if HeaderName::try_from(name).is_err() {
            complaints.push(wrong(&["configurator", "webhook_headers", name], "is no name of a header"));
        } else if HeaderValue::try_from(value).is_err() {
            complaints.push(wrong(&["configurator", "webhook_headers", name], "is no value of a header"));
        }
    }
}

/// Whether a text can be the first label of a host.
fn is_label(text: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=SUBDOMAIN).contains(&text.len()) && text.bytes().all(is_inner) && !text.starts_with('-') && !text.ends_with('-')
}

struct Reader {
    members: Map<String, Value>,
    wrong: Vec<ValidationError>,
}

impl Reader {
    fn member<T: DeserializeOwned>(&mut self, name: &str, words: &str) -> Option<T> {
        let value = self.members.remove(name).filter(|value| !value.is_null())?;
        let read = serde_json::from_value(value).ok();
        if read.is_none() {
            self.wrong.push(wrong(&[name], words));
        }
        read
    }

    /// A text; an empty one is none.
    fn text(&mut self, name: &str) -> Option<String> {
        let text: String = self.member(name, "must be a text")?;
        if text.trim().is_empty() {
            self.wrong.push(wrong(&[name], "must not be empty"));
            return None;
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members_of(body: &Value) -> Vec<String> {
        let complaints = read(body.to_string().as_bytes()).expect_err("something is wrong");
        complaints.iter().map(|complaint| complaint.member().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn the_documents_orders_are_taken() {
        let automated = json!({ "subdomain": "acme-test", "channel_id": "Ch1234CH", "configurator": { "user_name": "installer", "webhook_url": "https://acme.example/ready", "webhook_headers": { "X-Key": "k1" } } });
        let order = read(automated.to_string().as_bytes()).expect("an order");
        assert_eq!((order.seats, order.request.configurator.map(|it| it.user_name)), (5, Some("installer".to_owned())));
        assert!(read(json!({ "channel_id": "Ch1234CH", "admin_email": "boss@acme.example" }).to_string().as_bytes()).is_ok());
        assert!(read(json!({ "d360_api_key": "k", "generate_activation": true, "subdomain": null }).to_string().as_bytes()).is_ok());
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        assert_eq!(members_of(&json!({})), ["body"]);
        assert_eq!(members_of(&json!([])), ["body"]);
        assert_eq!(members_of(&json!({ "channel_id": 7, "max_number_of_seats": 0 })), ["channel_id", "max_number_of_seats"]);
        let blank = json!({ "d360_api_key": "k", "generate_activation": true, "subdomain": "" });
        assert_eq!(read(blank.to_string().as_bytes()).map(|order| order.request.subdomain), Ok(None));
        for subdomain in ["-acme", "Acme", "a.b", &"a".repeat(64)] {
            assert_eq!(members_of(&json!({ "channel_id": "c", "subdomain": subdomain })), ["subdomain"], "{subdomain}");
        }
        let configurator =
            json!({ "user_name": " ", "webhook_url": "ftp://acme.example", "webhook_headers": { "a b": "c", "X-Key": "k\n" } });
        assert_eq!(members_of(&json!({ "channel_id": "c", "configurator": configurator })), ["user_name", "webhook_url", "X-Key", "a b"]);
        assert_eq!(members_of(&json!({ "channel_id": "c", "configurator": { "user_name": "a" } })), ["configurator"]);
        assert_eq!(members_of(&json!({ "channel_id": "c", "admin_email": "boss" })), ["admin_email"]);
        let same = json!({ "user_name": "admin", "webhook_url": "http://acme.example" });
        assert_eq!(members_of(&json!({ "channel_id": "c", "generate_activation": true, "configurator": same })), ["user_name"]);
    }
}
