use crate::wire::{FcmDeviceToken, FcmDeviceTokenId, NewFcmDeviceToken, Page, Secret};

use super::{Api, ApiError, path};

impl Api {
    /// `listFcmDeviceTokens`: the devices of the user whose token this is; the one with this token of Firebase, when there is one.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_fcm_device_tokens(&self, token: Option<&Secret>) -> Result<Page<FcmDeviceToken>, ApiError> {
        self.call(path::LIST_FCM_DEVICE_TOKENS).query("token", token.map(Secret::expose)).send().await
    }

    /// `registerFcmDeviceToken`: registers a device, or says that it is still there, which is wanted once a month.
    ///
    /// # Errors
    /// 400 for a token that the inbox does not take.
    pub async fn register_fcm_device_token(&self, token: &NewFcmDeviceToken) -> Result<FcmDeviceToken, ApiError> {
        self.call(path::REGISTER_FCM_DEVICE_TOKEN).json(token).send().await
    }

    /// `updateFcmDeviceToken`: puts another token in a registration's place.
    ///
    /// # Errors
    /// 404 when there is none of this id.
    pub async fn update_fcm_device_token(&self, id: FcmDeviceTokenId, token: &NewFcmDeviceToken) -> Result<FcmDeviceToken, ApiError> {
        self.call_on(path::UPDATE_FCM_DEVICE_TOKEN, &id.to_string()).json(token).send().await
    }

    /// `deregisterFcmDeviceToken`: takes a device away.
    ///
    /// # Errors
    /// 404 when there is none of this id.
    pub async fn deregister_fcm_device_token(&self, id: FcmDeviceTokenId) -> Result<(), ApiError> {
        self.call_on(path::DEREGISTER_FCM_DEVICE_TOKEN, &id.to_string()).send_for_nothing().await
    }
}
