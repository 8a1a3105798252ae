//! The two commands: the bot starts from nothing, again after whatever happened, and says in one sentence why it does not.

use std::path::Path;

use serde_json::Value;
use switchboard::wire::Secret;
use switchboard_tests::{Program, World, folder};

const PROGRAM: &str = env!("CARGO_BIN_EXE_echo");
const ADMIN: &str = "a-token-of-the-test";

/// Keys for an embedded inbox on a port of its own.
const OWN_PORT: [(&str, &str); 3] = [("embedded.listen", "127.0.0.1:0"), ("embedded.admin_token", ADMIN), ("outbox.settle", "200ms")];

/// A bot with the inbox that it started.
struct Home {
    bot: Program,
    world: World,
}

impl Home {
    async fn start(folder: &Path) -> Self {
        Self::start_with(folder, &OWN_PORT).await
    }

    async fn start_with(folder: &Path, keys: &[(&str, &str)]) -> Self {
        let mut bot = Program::start(PROGRAM, folder, &[], keys);
        let url = bot.line("inbox ready at ").await;
        assert_eq!(bot.line("").await, "bot ready", "the next line");
        Self { bot, world: World::at(url, Secret::new(ADMIN)) }
    }

    async fn answers(&self, number: u8, text: &str) {
        let customer = self.world.customer(number);
        let before = customer.heard_from("echo").await.len();
        customer.says(text).await;
        self.world.until(|| async { (customer.heard_from("echo").await.len() > before).then_some(()) }).await;
        assert_eq!(customer.heard_from("echo").await.last().map(String::as_str), Some(text));
    }

    /// How many webhooks the inbox has, and how many users are called like the bot.
    async fn registered(&self) -> (usize, usize) {
        let webhooks = self.world.admin().get("/api/v1/webhooks/waba/").await;
        let users = self.world.admin().get("/api/v1/users/?limit=1000").await;
        let own = |user: &&Value| user["username"] == "echo";
        let users = users["results"].as_array().expect("users").iter().filter(own).count();
        (webhooks["results"].as_array().expect("webhooks").len(), users)
    }
}

#[tokio::test]
async fn it_starts_from_an_empty_folder_and_says_what_to_try() {
    let folder = folder();
    let mut home = Home::start(folder.path()).await;
    let curl = home.bot.line("curl ").await;
    assert!(curl.contains(home.world.url()) && curl.contains("/sandbox/customers/491713920001/messages"), "{curl}");
    home.answers(1, "Is anybody there?").await;

    let data = folder.path().join(".switchboard").join("echo");
    for file in ["inbox.db", "bot.db", "credentials.json"] {
        assert!(data.join(file).exists(), "{file}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &Path| std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!(mode(&data.join("credentials.json")), 0o600);
    }
    let kept: Value = serde_json::from_slice(&std::fs::read(data.join("credentials.json")).expect("a file")).expect("JSON");
    let token = kept["inboxes"].as_object().and_then(|inboxes| inboxes.values().next()).and_then(|kept| kept["token"].as_str());
    let token = token.expect("the bot's token").to_owned();
    for file in ["bot.db", "bot.db-wal"] {
        let bytes = std::fs::read(data.join(file)).unwrap_or_default();
        assert!(!bytes.windows(token.len()).any(|part| part == token.as_bytes()), "the store holds no secret");
    }
}

#[tokio::test]
async fn it_starts_again_after_a_stop_and_after_a_kill_and_registers_itself_once() {
    let folder = folder();
    let home = Home::start(folder.path()).await;
    home.answers(1, "first").await;
    home.bot.terminate().await;
    let (code, errors) = home.bot.ended().await;
    assert_eq!(code, Some(0), "{errors}");

    let mut home = Home::start(folder.path()).await;
    home.answers(1, "second").await;
    home.bot.kill().await;

    let home = Home::start(folder.path()).await;
    home.answers(1, "third").await;
    assert_eq!(home.registered().await, (1, 1));
    assert_eq!(home.world.customer(1).heard_from("echo").await, ["first", "second", "third"]);
}

#[tokio::test]
async fn s33_it_starts_again_when_all_or_part_of_its_data_is_gone() {
    let folder = folder();
    let data = folder.path().join(".switchboard").join("echo");
    let lost: [&[&str]; 4] =
        [&["inbox.db", "inbox.db-wal", "inbox.db-shm"], &["bot.db", "bot.db-wal", "bot.db-shm"], &["credentials.json"], &["."]];
    for files in lost {
        let mut home = Home::start(folder.path()).await;
        home.answers(1, "before").await;
        home.bot.kill().await;
        for file in files {
            match *file {
                "." => std::fs::remove_dir_all(&data).expect("a folder"),
                file => _ = std::fs::remove_file(data.join(file)),
            }
        }
        let mut home = Home::start(folder.path()).await;
        home.answers(1, "hi").await;
        assert_eq!(home.registered().await, (1, 1), "without {files:?}");
        home.bot.kill().await;
    }
}

#[tokio::test]
async fn it_runs_beside_another_example() {
    let (one, other) = (folder(), folder());
    let keys = [("embedded.admin_token", ADMIN)];
    // Whoever comes second finds the usual port taken.
    let one = Home::start_with(one.path(), &keys).await;
    let other = Home::start_with(other.path(), &keys).await;
    assert_ne!(one.world.url(), other.world.url());
    one.answers(1, "one").await;
    other.answers(1, "other").await;
    assert_eq!(one.world.customer(1).heard_from("echo").await, ["one"]);
}

#[tokio::test]
async fn s69_a_second_one_in_the_same_folder_ends_with_one_sentence_and_disturbs_nobody() {
    let folder = folder();
    let home = Home::start(folder.path()).await;
    home.answers(1, "before").await;
    let keys: Vec<_> = OWN_PORT.iter().chain(&[("shutdown.grace", "300ms")]).copied().collect();
    let sentence = refused(folder.path(), &keys).await;
    assert!(sentence.contains("bot.db is in use by another process") && sentence.contains("Stop that one"), "{sentence}");
    home.answers(1, "after").await;
    assert_eq!(home.registered().await, (1, 1));
}

#[tokio::test]
async fn s45_a_second_one_waits_for_the_first_to_end() {
    let folder = folder();
    let home = Home::start(folder.path()).await;
    home.answers(1, "before").await;
    let mut second = Program::start(PROGRAM, folder.path(), &[], &OWN_PORT);
    home.bot.terminate().await;
    assert_eq!(home.bot.ended().await.0, Some(0));
    let url = second.line("inbox ready at ").await;
    second.line("bot ready").await;
    let home = Home { bot: second, world: World::at(url, Secret::new(ADMIN)) };
    home.answers(1, "after").await;
    assert_eq!(home.world.customer(1).heard_from("echo").await, ["before", "after"]);
}

/// Starts the bot, which must end with code 1, nothing on standard output, and one sentence.
async fn refused(folder: &Path, keys: &[(&str, &str)]) -> String {
    let keys: Vec<_> = keys.iter().chain(&[("log", "error")]).copied().collect();
    let (code, errors) = Program::start(PROGRAM, folder, &[], &keys).ended().await;
    assert_eq!(code, Some(1), "{errors}");
    assert_eq!(errors.lines().count(), 1, "one line: {errors}");
    let sentence = errors.trim().strip_prefix("error: ").unwrap_or_else(|| panic!("no error: {errors}"));
    for never in ["panicked", "Some(", "Err(", "s3cret", "4917139200"] {
        assert!(!sentence.contains(never), "{never:?} in {sentence}");
    }
    sentence.to_owned()
}

/// Keys for an inbox elsewhere.
fn elsewhere(url: &str) -> Vec<(&str, &str)> {
    vec![("inbox.url", url), ("webhook.listen", "127.0.0.1:0"), ("inbox.admin_username", "admin"), ("inbox.admin_password", "admin")]
}

/// An address at which nobody listens.
fn nowhere() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").to_string()
}

#[tokio::test]
async fn what_is_wrong_with_the_inbox_is_one_sentence_that_says_what_to_do() {
    let world = World::start().await;
    let folder = folder();
    let tell = async |keys: &[(&str, &str)], says: &[&str]| {
        let sentence = refused(folder.path(), keys).await;
        for words in says {
            assert!(sentence.contains(words), "no {words:?} in {sentence:?}");
        }
    };
    let home = || elsewhere(world.url());
    let token = [home(), vec![("inbox.token", "s3cret-and-wrong")]].concat();
    tell(&token, &["refuses the token from `inbox.token`: set a valid one"]).await;
    let password = [elsewhere(world.url())[..3].to_vec(), vec![("inbox.admin_password", "s3cret-and-wrong")]].concat();
    tell(&password, &["`inbox.admin_username` and `inbox.admin_password`"]).await;
    tell(&home()[..2], &["the bot has no token: set `inbox.token`"]).await;
    let gone = format!("http://{}", nowhere());
    tell(&elsewhere(&gone), &["cannot be reached: check `inbox.url`"]).await;
    tell(&elsewhere("http://inbox.example"), &["inbox.allow_http"]).await;
    tell(&elsewhere("nonsense"), &["inbox.url"]).await;
    // Somebody answers there, and is no inbox.
    let page = format!("{}/sandbox", world.url());
    tell(&elsewhere(&page), &["inbox.url"]).await;
    let user = [home(), vec![("bot.username", "mira")]].concat();
    tell(&user, &["`mira`", "set `bot.username` to another name"]).await;
    assert_eq!(world.admin().get("/api/v1/webhooks/waba/").await["count"], 0);
}

#[tokio::test]
async fn a_taken_port_is_one_sentence_that_names_the_key() {
    let world = World::start().await;
    let folder = folder();
    let taken = world.url().strip_prefix("http://").expect("an address").to_owned();
    let sentence = refused(folder.path(), &[("embedded.listen", &taken)]).await;
    assert!(sentence.contains(&taken) && sentence.contains("set `embedded.listen` to another address"), "{sentence}");
    let mut keys = elsewhere(world.url());
    keys[1] = ("webhook.listen", &taken);
    let sentence = refused(folder.path(), &keys).await;
    assert!(sentence.contains(&taken) && sentence.contains("set `webhook.listen` to another address"), "{sentence}");
    keys[1] = ("webhook.listen", "192.0.2.1:8080");
    let sentence = refused(folder.path(), &keys).await;
    assert!(sentence.contains("192.0.2.1:8080") && sentence.contains("`webhook.listen`"), "{sentence}");
}

#[tokio::test]
async fn a_place_that_cannot_be_written_is_one_sentence_that_names_the_key() {
    let world = World::start().await;
    let folder = folder();
    // A file where a folder should be: nobody can write below it, whoever the test runs as.
    let file = folder.path().join("file");
    std::fs::write(&file, "this is no store of the bot's").expect("a file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("a file of our own");
    }
    let (below, file) = (file.join("below.db"), file.to_str().expect("a path"));
    let below = below.to_str().expect("a path");
    for (key, value, says) in [
        ("store.path", below, "`store.path`"),
        ("store.path", file, "`store.path`"),
        ("store.path", folder.path().to_str().expect("a path"), "`store.path`"),
        ("credentials.path", below, "`credentials.path`"),
        ("credentials.path", file, "`credentials.path`"),
    ] {
        let keys = [elsewhere(world.url()), vec![(key, value)]].concat();
        let sentence = refused(folder.path(), &keys).await;
        assert!(sentence.contains(says) && sentence.contains(value), "{key} = {value}: {sentence}");
    }
    let keys = [OWN_PORT.to_vec(), vec![("embedded.data", below)]].concat();
    let sentence = refused(folder.path(), &keys).await;
    assert!(sentence.contains(below), "{sentence}");
    assert_eq!(std::fs::read_to_string(file).expect("a file"), "this is no store of the bot's", "it is as it was");
}

#[tokio::test]
async fn a_wrong_configuration_is_one_sentence_that_names_the_nearest_key() {
    for (text, says) in [
        ("[inbox]\nulr = \"http://127.0.0.1:1\"", "`inbox.url`"),
        ("[webhok]\nlisten = \"127.0.0.1:0\"", "`webhook.listen`"),
        ("[shutdown]\ngrace = \"soon\"", "`shutdown.grace`"),
        ("[limits]\nnumber = \"s3cret\"", "`limits.number`"),
        ("[inbox\ntoken = \"s3cret\"", "switchboard.toml"),
        ("inbox = 3", "inbox"),
        ("[inbox]\nadmin_username = \"admin\"", "inbox.admin_password"),
    ] {
        let folder = folder();
        std::fs::write(folder.path().join("switchboard.toml"), text).expect("a file");
        let sentence = refused(folder.path(), &[]).await;
        assert!(sentence.contains(says), "{text:?}: {sentence}");
    }
    let sentence = refused(folder().path(), &[("outbox.setle", "1s")]).await;
    assert!(sentence.contains("`outbox.settle`") && sentence.contains("SWITCHBOARD__OUTBOX__SETLE"), "{sentence}");
}
