use std::time::Duration;

use super::{Config, ConfigError, Sources};

/// A configuration file with this text.
fn file(text: &str) -> (tempfile::TempDir, Sources) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("switchboard.toml");
    std::fs::write(&path, text).unwrap();
    (folder, Sources { file: Some(path), ..Sources::default() })
}

fn with_variable(mut sources: Sources, name: &str, value: &str) -> Sources {
    sources.environment.insert(name.to_owned(), value.to_owned());
    sources
}

fn sentence(sources: &Sources) -> String {
    Config::load(sources).unwrap_err().to_string()
}

#[test]
fn without_any_layer_the_defaults_count() {
    let config = Config::load(&Sources::default()).unwrap();
    assert_eq!((config.limits.number, config.limits.pair, config.limits.chat_replies), (80, 45, 60));
    assert_eq!(config.shutdown.grace, Duration::from_secs(25));
    assert_eq!(config.log, "info");
    assert!(config.inbox.url.is_none());
}

#[test]
fn a_later_layer_wins() {
    let (_folder, sources) = file("[limits]\nnumber = 1\npair = 1\nchat_replies = 1\n[outbox]\nsettle = \"30s\"");
    let sources = with_variable(sources, "SWITCHBOARD__LIMITS__PAIR", "2");
    let sources = with_variable(sources, "SWITCHBOARD__LIMITS__CHAT_REPLIES", "2").set("limits.chat_replies", "3");
    let config = Config::load(&sources).unwrap();
    assert_eq!((config.limits.number, config.limits.pair, config.limits.chat_replies), (1, 2, 3));
    assert_eq!(config.outbox.settle, Duration::from_secs(30));
}

#[test]
fn a_missing_file_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Config::load(&Sources { file: Some(folder.path().join("switchboard.toml")), ..Sources::default() }).is_ok());
}

#[test]
fn a_folder_in_the_files_place_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let sources = Sources { file: Some(folder.path().to_owned()), ..Sources::default() };
    assert!(matches!(Config::load(&sources), Err(ConfigError::Unreadable { .. })));
}

#[test]
fn only_our_variables_count_and_only_with_a_value() {
    let sources = with_variable(Sources::default(), "SWITCHBOARD_INBOX_ADMIN_TOKEN", "for the inbox's server");
    let sources = with_variable(sources, "LIMITS__NUMBER", "1");
    let sources = with_variable(sources, "SWITCHBOARD__LIMITS__NUMBER", "");
    assert_eq!(Config::load(&sources).unwrap().limits.number, 80);
}

#[test]
fn an_unknown_key_names_the_nearest_and_its_layer() {
    let (_folder, sources) = file("[inbox]\ntokne = \"s3cret\"");
    let text = sentence(&sources);
    assert!(text.contains("switchboard.toml") && text.contains("`inbox.tokne`") && text.contains("`inbox.token`"), "{text}");
    assert!(!text.contains("s3cret"), "{text}");

    let text = sentence(&with_variable(Sources::default(), "SWITCHBOARD__INBOX__URI", "https://s3cret.example"));
    assert!(text.contains("SWITCHBOARD__INBOX__URI") && text.contains("`inbox.url`") && !text.contains("s3cret"), "{text}");

    let text = sentence(&Sources::default().set("limit.number", "5"));
    assert!(text.contains("the program") && text.contains("`limits.number`"), "{text}");

    let text = sentence(&Sources::default().set("settle", "5s"));
    assert!(text.contains("`outbox.settle`"), "{text}");
}

#[test]
fn a_section_is_no_key_and_an_unknown_one_is_told_even_when_empty() {
    let text = sentence(&with_variable(Sources::default(), "SWITCHBOARD__STORE", "a.db"));
    assert!(text.contains("`store` is a section") && text.contains("`path`"), "{text}");

    let (_folder, sources) = file("[limit]");
    assert!(sentence(&sources).contains("`limit`"));
    let (_folder, sources) = file("[limits]");
    assert!(Config::load(&sources).is_ok());
}

#[test]
fn a_wrong_value_is_told_without_repeating_it() {
    for (key, value, wanted) in [
        ("limits.number", "s3cret", "integer"),
        ("limits.number", "-1", "integer"),
        ("inbox.allow_http", "s3cret", "boolean"),
        ("outbox.settle", "s3cret", "500ms"),
        ("turn.timeout", "30", "500ms"),
        ("webhook.listen", "s3cret", "127.0.0.1:8080"),
        ("embedded.listen", "localhost", "127.0.0.1:8080"),
        ("bot.username", "s3cret bot", "letters"),
        ("inbox.id", "s3cret/", "letters"),
        ("inbox.token", "s3cret\ns3cret", "one line"),
        ("inbox.media_hosts", "a.example, https://s3cret", "cdn.example.com"),
        ("inbox.websocket_url", "https://s3cret", "wss://"),
        ("webhook.path", "s3cret", "slash"),
        ("webhook.public_url", "s3cret", "https://bot.example"),
        ("transport", "carrier pigeon s3cret", "`websocket`"),
        ("transport", "s3cret", "`webhook`"),
        ("store.path", "", ":memory:"),
    ] {
        let text = sentence(&Sources::default().set(key, value));
        assert!(text.contains(&format!("`{key}`")) && text.contains(wanted) && !text.contains("s3cret"), "{key}: {text}");
        assert!(text.starts_with("the program: "), "{text}");
    }
}

#[test]
fn a_wrong_value_names_the_layer_that_won() {
    let (_folder, sources) = file("[limits]\nnumber = 5");
    let text = sentence(&with_variable(sources, "SWITCHBOARD__LIMITS__NUMBER", "many"));
    assert!(text.contains("SWITCHBOARD__LIMITS__NUMBER in the environment"), "{text}");

    let (_folder, sources) = file("[limits]\nnumber = [5]");
    let text = sentence(&sources);
    assert!(text.contains("switchboard.toml") && text.contains("integer"), "{text}");
}

#[test]
fn what_is_no_toml_is_told_by_its_line_only() {
    let (_folder, sources) = file("[inbox]\ntoken = \"s3cret");
    let text = sentence(&sources);
    assert!(text.contains("line 2") && !text.contains("s3cret") && !text.contains('\n'), "{text}");
}

#[test]
fn secrets_lose_their_line_break_and_never_print() {
    let sources = with_variable(Sources::default(), "SWITCHBOARD__INBOX__TOKEN", "007s3cret\n").set("webhook.secret", "s3cret");
    let config = Config::load(&sources).unwrap();
    assert_eq!(config.inbox.token.as_ref().map(crate::wire::Secret::expose), Some("007s3cret"));
    for printed in [format!("{config:?}"), format!("{sources:?}")] {
        assert!(!printed.contains("s3cret"), "{printed}");
    }
}

#[test]
fn every_key_of_the_list_can_be_set() {
    let values = |key: &str| match key {
        "transport" => "webhook",
        "inbox.url" => "https://inbox.example",
        "inbox.websocket_url" => "wss://inbox.example",
        "inbox.allow_http" => "true",
        "inbox.chat_link" => "https://inbox.example/{wa_id}",
        "webhook.path" => "/hook",
        "webhook.public_url" => "https://bot.example",
        "webhook.listen" | "embedded.listen" => "127.0.0.1:1",
        key if key.starts_with("limits.") && key != "limits.pair_refill" || key == "turn.retries" => "1",
        key if ["outbox.", "turn.", "catch_up.", "shutdown.", "limits."].iter().any(|section| key.starts_with(section)) => "1s",
        key if key.ends_with("_timeout") => "1s",
        _ => "text",
    };
    let sources = super::KEYS.concat().into_iter().fold(Sources::default(), |sources, key| sources.set(key, values(key)));
    let config = Config::load(&sources).unwrap();
    assert_eq!(config.inbox.request_timeout, Duration::from_secs(1));
    assert_eq!(config.inbox.id.unwrap().as_str(), "text");
}

#[test]
fn media_hosts_are_a_list_or_one_text() {
    let hosts = |sources: &Sources| Config::load(sources).unwrap().inbox.media_hosts.iter().map(str::to_owned).collect::<Vec<_>>();
    let (_folder, sources) = file("[inbox]\nmedia_hosts = [\"a.example\", \"b.example:8443\"]");
    assert_eq!(hosts(&sources), ["a.example", "b.example:8443"]);
    let (_folder, sources) = file("[inbox]\nmedia_hosts = []");
    assert!(hosts(&sources).is_empty());
    let sources = with_variable(Sources::default(), "SWITCHBOARD__INBOX__MEDIA_HOSTS", "a.example,b.example");
    assert_eq!(hosts(&sources), ["a.example", "b.example"]);
}
