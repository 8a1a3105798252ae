use crate::wire::{
    ChangeMyPasswordRequest, ChangeUserPasswordRequest, NewUser, NewUserRequest, Page, Secret, User, UserId, UserUpdateRequest,
};

use super::{Api, ApiError, Entries, Paging, limit, path};

impl Api {
    /// `retrieveCurrentUser`: whose token this is.
    ///
    /// # Errors
    /// 401 or 403 when the token is not valid ([`ApiError::is_unauthorized`]), 404 for an account that is no user of the inbox.
    pub async fn retrieve_current_user(&self) -> Result<User, ApiError> {
        self.call(path::RETRIEVE_CURRENT_USER).send().await
    }

    /// `listUsers`: one page of the users.
    ///
    /// # Errors
    /// When the inbox refuses or does not answer.
    pub async fn list_users(&self, paging: Paging) -> Result<Page<User>, ApiError> {
        self.call(path::LIST_USERS).paging(paging).send().await
    }

    /// Every user, by as many `listUsers` as it takes.
    ///
    /// # Errors
    /// When one of the calls fails.
    pub async fn all_users(&self) -> Result<Vec<User>, ApiError> {
        Entries::new(self, path::LIST_USERS, Paging::default(), |user: &User| user.id.to_string()).all().await
    }

    /// `retrieveUser`: one user, with its groups and rights.
    ///
    /// # Errors
    /// 404 when there is none of this id.
    pub async fn retrieve_user(&self, id: UserId) -> Result<User, ApiError> {
        self.call_on(path::RETRIEVE_USER, &id.to_string()).send().await
    }

    /// `partialUpdateUser`: changes a user. An admin may change everything, everybody else their own names and address.
    ///
    /// # Errors
    /// 403 without that right, 404 for an unknown user, 400 for a group or a right that the inbox does not know.
    ///
    /// # Examples
    /// Hides from a person the chats that are assigned neither to them nor to one of their groups:
    /// ```no_run
    /// # async fn example(admin: &switchboard::client::Api) -> Result<(), switchboard::client::ApiError> {
    /// use switchboard::wire::{ChatAccess, UserId, UserPermissions, UserUpdateRequest};
    ///
    /// let permissions = UserPermissions {
    ///     can_use_tags: Some(true),
    ///     can_read_chats: Some(ChatAccess::Group),
    ///     can_write_to_chats: Some(ChatAccess::Group),
    ///     ..UserPermissions::default()
    /// };
    /// let hide = UserUpdateRequest { permissions: Some(permissions), ..UserUpdateRequest::default() };
    /// admin.partial_update_user(UserId::new(3), &hide).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn partial_update_user(&self, id: UserId, changes: &UserUpdateRequest) -> Result<User, ApiError> {
        self.call_on(path::PARTIAL_UPDATE_USER, &id.to_string()).within(limit::user_update(changes)).json(changes).send().await
    }

    /// `updateUser`: writes a user anew. Everything but the names, the profile and the groups must be there.
    ///
    /// # Errors
    /// As [`Api::partial_update_user`].
    pub async fn update_user(&self, id: UserId, user: &UserUpdateRequest) -> Result<User, ApiError> {
        self.call_on(path::UPDATE_USER, &id.to_string()).within(limit::user_update(user)).json(user).send().await
    }

    /// `createNewUser`: makes a user; only an admin may. The answer is the only one that carries the activation URL.
    ///
    /// # Errors
    /// 400 for a name that is taken, 403 for anybody but an admin.
    pub async fn create_new_user(&self, user: &NewUserRequest) -> Result<NewUser, ApiError> {
        self.call(path::CREATE_NEW_USER).within(limit::new_user(user)).json(user).send().await
    }

    /// `resendActivationEmailNotification`: sends the mail with the activation URL again.
    ///
    /// # Errors
    /// 403 for anybody who may not.
    pub async fn resend_activation_email_notification(&self) -> Result<(), ApiError> {
        self.call(path::RESEND_ACTIVATION_EMAIL_NOTIFICATION).empty_object().send_for_nothing().await
    }

    /// `changeMyPassword`: sets the password of the user whose token this is.
    ///
    /// # Errors
    /// 400 when the current one is wrong, or the new one is too weak.
    pub async fn change_my_password(&self, change: &ChangeMyPasswordRequest) -> Result<(), ApiError> {
        self.call(path::CHANGE_MY_PASSWORD).json(change).send_for_nothing().await
    }

    /// `changeUserPassword`: sets a user's password; only an admin may.
    ///
    /// # Errors
    /// 403 for anybody but an admin, 404 for an unknown user.
    pub async fn change_user_password(&self, user: UserId, password: &Secret) -> Result<(), ApiError> {
        self.call_on(path::CHANGE_USER_PASSWORD, &user.to_string())
            .json(&ChangeUserPasswordRequest { password: password.clone() })
            .send_for_nothing()
            .await
    }
}
