use crate::wire::{Page, WabaWebhook, WabaWebhookRequest, WebhookId};

use super::{Api, ApiError, Entries, Paging, path};

impl Api {
    /// `listWabaWebhooks`: one page of the webhooks, other users' included.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_waba_webhooks(&self, paging: Paging) -> Result<Page<WabaWebhook>, ApiError> {
        self.call(path::LIST_WABA_WEBHOOKS).paging(paging).send().await
    }

    /// Every webhook, by as many `listWabaWebhooks` as it takes.
    ///
    /// # Errors
    /// When one of the calls fails.
    pub async fn all_waba_webhooks(&self) -> Result<Vec<WabaWebhook>, ApiError> {
        Entries::new(self, path::LIST_WABA_WEBHOOKS, Paging::default(), |webhook: &WabaWebhook| webhook.id.to_string()).all().await
    }

    /// `createWabaWebhook`: registers a webhook of the user whose token this is.
    ///
    /// # Errors
    /// 400 for a URL that the inbox does not take.
    pub async fn create_waba_webhook(&self, webhook: &WabaWebhookRequest) -> Result<WabaWebhook, ApiError> {
        self.call(path::CREATE_WABA_WEBHOOK).json(webhook).send().await
    }

    /// `retrieveWabaWebhook`: one webhook.
    ///
    /// # Errors
    /// 404 when there is none of this id.
    pub async fn retrieve_waba_webhook(&self, id: WebhookId) -> Result<WabaWebhook, ApiError> {
        self.call_on(path::RETRIEVE_WABA_WEBHOOK, &id.to_string()).send().await
    }

    /// `updateWabaWebhook`: writes URL, switches and headers anew.
    ///
    /// # Errors
    /// 400 for a URL that the inbox does not take, 404 when there is none of this id.
    pub async fn update_waba_webhook(&self, id: WebhookId, webhook: &WabaWebhookRequest) -> Result<WabaWebhook, ApiError> {
        self.call_on(path::UPDATE_WABA_WEBHOOK, &id.to_string()).json(webhook).send().await
    }

    /// `deleteWabaWebhook`: takes a webhook away.
    ///
    /// # Errors
    /// 404 when there is none of this id.
    pub async fn delete_waba_webhook(&self, id: WebhookId) -> Result<(), ApiError> {
        self.call_on(path::DELETE_WABA_WEBHOOK, &id.to_string()).send_for_nothing().await
    }

    /// `testWabaWebhook`: makes the inbox call the webhook with a made-up status. Its URL must answer by now.
    ///
    /// # Errors
    /// 400 (inferred) when the inbox could not reach the URL, 404 when there is none of this id.
    pub async fn test_waba_webhook(&self, id: WebhookId) -> Result<(), ApiError> {
        self.call_on(path::TEST_WABA_WEBHOOK, &id.to_string()).send_for_nothing().await
    }
}
