use std::fs;
use std::path::{Path, PathBuf};

use super::{Credentials, CredentialsError};
use crate::config::{InboxId, Place};
use crate::wire::Secret;

fn inbox(id: &str) -> InboxId {
    InboxId::new(id).unwrap()
}

fn open(path: &Path) -> Result<Credentials, CredentialsError> {
    Credentials::open(&Place::Path(path.to_owned()), &inbox("one"))
}

/// A folder and the path of a file in a folder of its own, which is not there yet.
fn fresh() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bot").join("credentials.json");
    (folder, path)
}

fn keep_token(credentials: &mut Credentials, token: &str) -> Result<(), CredentialsError> {
    credentials.change(|kept| kept.token = Some(Secret::new(token)))
}

fn token(credentials: &Credentials) -> Option<&str> {
    credentials.kept()?.token.as_ref().map(Secret::expose)
}

#[test]
fn what_is_kept_is_there_again() {
    let (_folder, path) = fresh();
    keep_token(&mut open(&path).unwrap(), "s3cret").unwrap();
    assert_eq!(token(&open(&path).unwrap()), Some("s3cret"));
}

#[test]
fn an_inbox_never_meets_anothers_token() {
    let (_folder, path) = fresh();
    keep_token(&mut open(&path).unwrap(), "s3cret").unwrap();
    let mut other = Credentials::open(&Place::Path(path.clone()), &inbox("two")).unwrap();
    assert_eq!(token(&other), None);
    keep_token(&mut other, "other").unwrap();
    assert_eq!(token(&open(&path).unwrap()), Some("s3cret"));
}

#[test]
fn in_memory_nothing_outlives_the_handle() {
    let mut credentials = Credentials::open(&Place::Memory, &inbox("one")).unwrap();
    keep_token(&mut credentials, "s3cret").unwrap();
    assert_eq!(token(&credentials), Some("s3cret"));
    assert_eq!(token(&Credentials::open(&Place::Memory, &inbox("one")).unwrap()), None);
}

#[cfg(unix)]
#[test]
fn file_and_folder_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;

    let (_folder, path) = fresh();
    // One that a crash left behind, open to everybody.
    fs::create_dir(path.parent().unwrap()).unwrap();
    fs::write(path.with_extension("json.new"), "half").unwrap();
    fs::remove_dir_all(path.parent().unwrap()).unwrap();
    open(&path).unwrap();
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    assert!(!path.with_extension("json.new").exists());

    fs::write(path.with_extension("json.new"), "half").unwrap();
    keep_token(&mut open(&path).unwrap(), "s3cret").unwrap();
    assert_eq!(mode(&path), 0o600);
}

#[cfg(unix)]
#[test]
fn a_file_that_others_may_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = fresh();
    keep_token(&mut open(&path).unwrap(), "s3cret").unwrap();
    for mode in [0o640, 0o604, 0o660] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = open(&path).unwrap_err();
        assert!(matches!(error, CredentialsError::Open { .. }) && error.to_string().contains("chmod 600"), "{error}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let (folder, path) = fresh();
    open(&path).unwrap();
    let link = folder.path().join("link.json");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    keep_token(&mut open(&link).unwrap(), "s3cret").unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(token(&open(&path).unwrap()), Some("s3cret"));
}

#[test]
fn a_place_that_cannot_be_written_is_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    // A file where a folder should be: no rights of the user who runs the test can help.
    let error = open(&folder.path().join("file").join("credentials.json")).unwrap_err();
    assert!(error.to_string().contains("`credentials.path`"), "{error}");
    let error = open(folder.path()).unwrap_err();
    assert!(matches!(error, CredentialsError::Unreadable { .. }), "{error}");
}

#[test]
fn a_failed_change_changes_nothing() {
    let (folder, path) = fresh();
    let mut credentials = open(&path).unwrap();
    keep_token(&mut credentials, "s3cret").unwrap();
    fs::rename(folder.path().join("bot"), folder.path().join("away")).unwrap();
    fs::write(folder.path().join("bot"), "").unwrap();
    let error = keep_token(&mut credentials, "other").unwrap_err();
    assert!(matches!(error, CredentialsError::Unwritable { .. }), "{error}");
    assert_eq!(token(&credentials), Some("s3cret"));
}

#[test]
fn what_is_not_understood_is_told_without_repeating_it() {
    for text in ["", "s3cret", r#"{"token": "s3cret"}"#, r#"{"version": 1, "inboxes": {"one": {"token": ["s3cret"]}}}"#] {
        let (_folder, path) = fresh();
        drop(open(&path).unwrap());
        fs::write(&path, text).unwrap();
        let error = open(&path).unwrap_err();
        assert!(matches!(error, CredentialsError::NotUnderstood { .. }), "{text}: {error}");
        assert!(!format!("{error} {error:?}").contains("s3cret"), "{error:?}");
    }
}

#[test]
fn another_version_is_told() {
    let (_folder, path) = fresh();
    drop(open(&path).unwrap());
    fs::write(&path, r#"{"version": 2, "inboxes": []}"#).unwrap();
    let error = open(&path).unwrap_err();
    assert!(error.to_string().contains("version 2"), "{error}");
}

#[test]
fn nothing_that_prints_shows_a_secret() {
    let mut credentials = Credentials::open(&Place::Memory, &inbox("one")).unwrap();
    credentials
        .change(|kept| {
            kept.token = Some(Secret::new("s3cret"));
            kept.activation_url = Some(Secret::new("s3cret"));
            kept.webhook_secret = Some(Secret::new("s3cret"));
        })
        .unwrap();
    assert!(!format!("{credentials:?}").contains("s3cret"));
}
