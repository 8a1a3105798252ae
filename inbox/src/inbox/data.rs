//! Opening the data, new or old.

use std::fs::File;
use std::path::Path;

use rusqlite::{Connection, params};
use switchboard_wire::Secret;

use crate::core::Core;
use crate::delivery::queue::Delivery;
use crate::error::StartError;
use crate::random;
use crate::store::{self, deliveries, directory, meta, users};

/// Data that is ready for use.
pub(super) struct Opened {
    pub(super) conn: Connection,
    /// Held as long as the data is in use.
    pub(super) lock: Option<File>,
    pub(super) id: String,
    pub(super) admin_token: Option<Secret>,
    /// Whether it was made now.
    pub(super) new: bool,
    /// What was not delivered before.
    pub(super) pending: Vec<Delivery>,
}

/// Who is there when data is new.
#[derive(Debug, Clone)]
pub(crate) enum Founders {
    /// The admin and mira; the admin's token outlives everything.
    AdminAndMira {
        /// The admin's token; made by default.
        admin_token: Option<Secret>,
        /// Their passwords; their names by default.
        passwords: Option<(Secret, Secret)>,
    },
    /// Those of an instance that a partner has ordered.
    OfInstance(InstanceFounders),
}

/// Who is there when an instance is new.
#[derive(Debug, Clone)]
pub(crate) struct InstanceFounders {
    /// The admin, who is to be activated: name and code.
    pub(crate) admin: Option<(String, Secret)>,
    /// The account that sets the instance up: name and token.
    pub(crate) configurator: Option<(String, Secret)>,
    /// The key of its channel, as `D360-Api-Key` has it.
    pub(crate) key: Option<Secret>,
}

/// Opens the data, makes it if need be, and reads the directory. It blocks for the milliseconds that this takes.
pub(super) fn open(path: Option<&Path>, core: &Core, founders: &Founders) -> Result<Opened, StartError> {
    let lock = path.map(lock).transpose()?;
    let broken = |cause: String| StartError::Data { path: path.unwrap_or(Path::new("memory")).to_owned(), cause };
    let (conn, new) = store::open(path).map_err(|error| broken(error.to_string()))?;
    let prepared = prepare(&conn, new, core, founders).map_err(|error| broken(error.to_string()))?;
    let (id, admin_token, pending) = prepared;
    Ok(Opened { conn, lock, id, admin_token, new, pending })
}

fn prepare(conn: &Connection, new: bool, core: &Core, founders: &Founders) -> rusqlite::Result<(String, Option<Secret>, Vec<Delivery>)> {
    conn.execute_batch("BEGIN")?;
    let token = match founders {
        Founders::AdminAndMira { admin_token, passwords } => {
            if new {
                let (admin, mira) = passwords.as_ref().map_or(("admin", "mira"), |(admin, mira)| (admin.expose(), mira.expose()));
                users::found(conn, admin, mira)?;
            }
            Some(admin_token_of(conn, admin_token.as_ref())?)
        }
        Founders::OfInstance(InstanceFounders { admin, configurator, key }) => {
            if new {
                let configurator = configurator.as_ref().map(|(name, token)| (name.as_str(), token.expose()));
                let admin = admin.as_ref().map(|(name, code)| (name.as_str(), code.expose()));
                users::found_instance(conn, admin, configurator, key.as_ref().map(Secret::expose))?;
            }
            None
        }
    };
    let id = meta::kept(conn, "id", random::uuid)?;
    let (clock, _) = core.clock.kept();
    if let Some(kept) = meta::get(conn, clock)?.and_then(|kept| kept.parse().ok()) {
        core.clock.catch_up(kept);
    }
    core.set_directory(directory::load(conn, &core.url)?);
    let pending = deliveries::pending(conn)?;
    conn.execute_batch("COMMIT")?;
    Ok((id, token, pending))
}

/// The token of the first admin: the one that is asked for, else the one that is kept, else a new one.
fn admin_token_of(conn: &Connection, asked: Option<&Secret>) -> rusqlite::Result<Secret> {
    let kept = meta::kept(conn, meta::ADMIN_TOKEN, random::token)?;
    let token = asked.map_or(kept.clone(), |asked| asked.expose().to_owned());
    if token != kept {
        conn.execute("DELETE FROM tokens WHERE token = ?1", [&kept])?;
        meta::put(conn, meta::ADMIN_TOKEN, &token)?;
    }
    conn.execute("INSERT OR REPLACE INTO tokens (token, user) VALUES (?1, ?2)", params![token, users::FIRST_ADMIN])?;
    Ok(Secret::new(token))
}

/// Two inboxes on one file would each miss what the other does: the second is refused.
fn lock(path: &Path) -> Result<File, StartError> {
    let broken = |cause: std::io::Error| StartError::Data { path: path.to_owned(), cause: cause.to_string() };
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(broken)?;
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let file = File::options().create(true).truncate(false).write(true).open(name).map_err(broken)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(StartError::Locked(path.to_owned())),
        Err(std::fs::TryLockError::Error(cause)) => Err(broken(cause)),
    }
}
