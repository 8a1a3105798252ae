use serde::Serialize;

use crate::wire::{NewUser, NewUserRequest, Page, Secret, User, UserId};

use super::{Api, ApiError, Paging, path};

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
        self.all(path::LIST_USERS, |user: &User| user.id.get()).await
    }

    /// `createNewUser`: makes a user; only an admin may. The answer is the only one that carries the activation URL.
    ///
    /// # Errors
    /// 400 for a name that is taken, 403 for anybody but an admin.
    pub async fn create_new_user(&self, user: &NewUserRequest) -> Result<NewUser, ApiError> {
        self.call(path::CREATE_NEW_USER).json(user).send().await
    }

    /// `changeUserPassword`: sets a user's password; only an admin may.
    ///
    /// # Errors
    /// 403 for anybody but an admin, 404 for an unknown user.
    pub async fn change_user_password(&self, user: UserId, password: &Secret) -> Result<(), ApiError> {
        #[derive(Serialize)]
        struct Body<'a> {
            password: &'a Secret,
        }

        self.call_on(path::CHANGE_USER_PASSWORD, &user.to_string()).json(&Body { password }).send_for_nothing().await
    }
}
