//! What follows an order: an instance that answers, and whoever is to be told.

use std::sync::PoisonError;

use axum::body::Bytes;
use serde_json::json;
use switchboard_wire::Members;
use switchboard_wire::partner::{Configurator, InstanceError, InstanceEvent, NUMBER_ALREADY_DEPLOYED};

use super::register::{Entry, State};
use super::{DEPLOYMENT, Partner};
use crate::delivery::repeat_after;
use crate::error::StartError;
use crate::house::House;
use crate::inbox::data::{Founders, InstanceFounders};

impl Partner {
    /// Opens what is ready, and goes on with what is not.
    ///
    /// # Errors
    /// When an instance's data cannot be used.
    pub(super) fn go_on(&self) -> Result<(), StartError> {
        for entry in self.0.register.entries() {
            if entry.state == State::Ready {
                self.open(&entry)?;
            }
            if !entry.told {
                self.deploy(entry.id);
            }
        }
        Ok(())
    }

    /// Makes an instance in the course of time, and tells whoever is to be told.
    pub(super) fn deploy(&self, id: String) {
        let partner = self.clone();
        let mut stopping = self.0.ground.stopping.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = partner.follow(&id) => {}
                _ = stopping.wait_for(|stop| *stop) => {}
            }
        });
    }

    async fn follow(&self, id: &str) {
        let Some(entry) = self.0.register.entry(id) else { return };
        let ready_at = entry.ordered_at.saturating_add(i64::try_from(DEPLOYMENT.as_millis()).unwrap_or(i64::MAX));
        self.0.ground.clock.sleep_until(ready_at).await;
        let entry = match entry.state {
            State::Deploying => match self.settle(&entry) {
                Ok(settled) => settled,
                Err(cause) => return tracing::error!(%cause, instance = id, "an instance could not be made"),
            },
            State::Ready | State::Refused => entry,
        };
        if entry.mails && entry.state == State::Ready {
            self.mail(&entry).await;
        }
        if let Some((configurator, token)) = &entry.configurator {
            let event = match entry.state {
                State::Refused => InstanceEvent::Errors { errors: vec![number_taken(&entry)] },
                State::Deploying | State::Ready => InstanceEvent::Token { token: token.clone() },
            };
            self.tell(configurator, &event).await;
        }
        let forgotten = self.0.register.change::<_, std::io::Error>(|entries| {
            match entry.state {
                State::Refused => entries.retain(|other| other.id != entry.id),
                State::Deploying | State::Ready => entries.iter_mut().filter(|other| other.id == entry.id).for_each(|it| it.told = true),
            }
            Ok(())
        });
        if let Err(error) = forgotten {
            tracing::error!(%error, instance = id, "what became of an instance could not be written; it is told again at the next start");
        }
    }

    /// Decides what becomes of an order whose time has come. A number has one instance at most, whoever ordered it.
    fn settle(&self, entry: &Entry) -> Result<Entry, StartError> {
        let settled = self.0.register.change::<_, std::io::Error>(|entries| {
            let settled = match holder(entries, entry) {
                Some(holder) => Entry { state: State::Refused, channel: holder.channel.clone(), ..entry.clone() },
                None => Entry { state: State::Ready, ..entry.clone() },
            };
            entries.iter_mut().filter(|one| one.id == settled.id).for_each(|one| *one = settled.clone());
            Ok(settled)
        })?;
        if settled.state == State::Ready {
            self.open(&settled)?;
        }
        Ok(settled)
    }

    /// Lets an instance answer.
    fn open(&self, entry: &Entry) -> Result<(), StartError> {
        let url = House::url_of(&self.0.url, &entry.subdomain);
        let data = self.0.folder.as_ref().map(|folder| folder.join(format!("{}.db", entry.id)));
        let founders = InstanceFounders {
            admin: entry.admin.clone(),
            configurator: entry.configurator.as_ref().map(|(configurator, token)| (configurator.user_name.clone(), token.clone())),
            key: entry.key.clone(),
        };
        let opened =
            self.0.ground.of_instance(&entry.subdomain, entry.seats).open(url, data.as_deref(), &Founders::OfInstance(founders))?;
        self.0.stored.lock().unwrap_or_else(PoisonError::into_inner).push(opened.stored);
        self.0.house.open(entry.subdomain.clone(), opened.site);
        Ok(())
    }

    /// Mails the admin the link to activate the instance. Nobody else can have been made there before, unless the inbox was started again
    /// before the configurator took its event: then the mail is among the instance's, and nobody is mailed.
    async fn mail(&self, entry: &Entry) {
        let Some(site) = self.0.house.instance(&entry.subdomain) else { return };
        let mailed = site.app.store.write(|tx| if tx.mails(0)?.is_empty() { Ok(tx.mail_activation_urls()?) } else { Ok(()) });
        if let Err(error) = mailed.await {
            tracing::error!(%error, instance = entry.id, "the admin of an instance could not be mailed");
        }
    }

    /// Tells a configurator, again and again until it answers 2xx.
    async fn tell(&self, configurator: &Configurator, event: &InstanceEvent) {
        let Ok(body) = serde_json::to_vec(event).map(Bytes::from) else { return };
        for attempt in 0.. {
            match self.0.sender.post(&configurator.webhook_url, &configurator.webhook_headers, body.clone()).await {
                Ok(status) if (200..300).contains(&status) => return,
                Ok(status) => tracing::warn!(status, "a configurator's webhook did not take an event; it is told again"),
                Err(cause) => tracing::warn!(cause, "a configurator's webhook cannot be reached; it is told again"),
            }
            let clock = &self.0.ground.clock;
            clock.sleep_until(clock.now_millis().saturating_add(repeat_after(attempt))).await;
        }
    }
}

/// Whose an order's number is, or will be when its time comes: of several orders for one number the earliest gets it, whichever of them is
/// settled first.
fn holder<'a>(entries: &'a [Entry], order: &Entry) -> Option<&'a Entry> {
    let mut holders: Vec<&Entry> = entries.iter().filter(|entry| entry.state == State::Ready).collect();
    for earlier in entries.iter().take_while(|entry| entry.id != order.id).filter(|entry| entry.state == State::Deploying) {
        if !holders.iter().any(|holder| holder.has_number_of(earlier)) {
            holders.push(earlier);
        }
    }
    holders.into_iter().find(|holder| holder.has_number_of(order))
}

fn number_taken(entry: &Entry) -> InstanceError {
    let channel = entry.channel.clone().unwrap_or_default();
    let mut parameters = Members::new();
    parameters.insert("channel_id".to_owned(), json!(channel));
    InstanceError {
        code: NUMBER_ALREADY_DEPLOYED,
        title: "Number already deployed".to_owned(),
        details: format!("Channel {channel} has an inbox."),
        parameters,
    }
}
