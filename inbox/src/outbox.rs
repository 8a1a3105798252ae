//! E-mails as files: the folder in which a mail server would look for what it is to send.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::store::mails::Mail;

/// The folder of one inbox's mails. Instances of a partner share it, and put their subdomain before the number.
#[derive(Debug, Clone)]
pub(crate) struct Outbox {
    folder: PathBuf,
    subdomain: Option<String>,
}

impl Outbox {
    /// Beside an inbox's data: `<data>.outbox`.
    pub(crate) fn beside(data: &Path) -> Self {
        let mut name = data.as_os_str().to_owned();
        name.push(".outbox");
        Self { folder: PathBuf::from(name), subdomain: None }
    }

    /// The same folder, for an instance.
    pub(crate) fn of_instance(&self, subdomain: &str) -> Self {
        Self { folder: self.folder.clone(), subdomain: Some(subdomain.to_owned()) }
    }

    /// Writes a mail. It is kept in the data as well, so a disk that takes no file costs nothing but the file.
    pub(crate) fn put(&self, mail: &Mail) {
        if let Err(error) = self.write(mail) {
            tracing::warn!(%error, folder = %self.folder.display(), mail = mail.seq, "a mail could not be written; /sandbox/mails has it");
        }
    }

    /// It holds a link that lets somebody in: only its owner may read it.
    fn write(&self, mail: &Mail) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let subdomain = self.subdomain.as_ref().map(|subdomain| format!("{subdomain}-")).unwrap_or_default();
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(self.folder.join(format!("{subdomain}{:04}.eml", mail.seq)))?;
        file.write_all(text(mail).as_bytes())
    }
}

/// A mail as mail programs read it.
fn text(mail: &Mail) -> String {
    // A header is one line, whatever a user's address is.
    let line = |text: &str| text.replace(|c: char| c.is_control(), " ");
    let date = crate::server::http_date(mail.timestamp.saturating_mul(1_000)).unwrap_or_default();
    format!(
        "Date: {}\r\nFrom: inbox@localhost\r\nTo: {}\r\nSubject: {}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Your inbox is ready. Activate your account:\r\n\r\n{}\r\n",
        date.replace("GMT", "+0000"),
        line(&mail.to),
        line(&mail.subject),
        mail.activation_url.expose(),
    )
}

#[cfg(test)]
mod tests {
    use switchboard_wire::Secret;

    use super::*;

    fn mail(to: &str) -> Mail {
        Mail {
            seq: 7,
            user: 2,
            to: to.to_owned(),
            subject: String::from("WhatsApp Inbox Activation"),
            activation_url: Secret::new("http://127.0.0.1:7700/confirm_account?c=1"),
            timestamp: 1_763_632_800,
        }
    }

    #[test]
    fn a_mail_is_a_file_that_its_owner_reads() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::beside(&folder.path().join("inbox.db"));
        outbox.put(&mail("noor@shop.example"));
        outbox.of_instance("acme").put(&mail("boss@acme.example\r\nBcc: eve@acme.example"));
        let read = |name: &str| fs::read_to_string(folder.path().join("inbox.db.outbox").join(name)).unwrap();
        assert_eq!(
            read("0007.eml"),
            "Date: Thu, 20 Nov 2025 10:00:00 +0000\r\nFrom: inbox@localhost\r\nTo: noor@shop.example\r\n\
             Subject: WhatsApp Inbox Activation\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
             Your inbox is ready. Activate your account:\r\n\r\nhttp://127.0.0.1:7700/confirm_account?c=1\r\n"
        );
        assert!(read("acme-0007.eml").contains("\r\nTo: boss@acme.example  Bcc: eve@acme.example\r\n"), "one header");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join("inbox.db.outbox/0007.eml")).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0);
        }
    }
}
