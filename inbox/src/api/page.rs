//! Pages of lists.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::answer::Answer;
use super::error::ApiError;
use super::query::Query;
use crate::app::App;
use crate::json::{self, Object};

/// Entries of a page when the caller names no limit.
const DEFAULT: i64 = 100;

/// Entries of a page at most. The web inbox asks for 5000 users.
const MOST: i64 = 5_000;

/// Which page is asked for, and how its neighbours are asked for.
#[derive(Debug)]
pub(crate) struct Paging {
    pub(crate) limit: i64,
    pub(crate) offset: i64,
    query: Query,
    path: String,
    url: String,
}

impl FromRequestParts<App> for Paging {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Ok(query) = Query::from_request_parts(parts, app).await;
        // As in the service's framework, a limit or an offset that is no number counts as none.
        let number = |name: &str| query.text(name).and_then(|text| text.parse::<i64>().ok());
        let limit = number("limit").filter(|limit| *limit > 0).unwrap_or(DEFAULT).min(MOST);
        let offset = number("offset").unwrap_or(0).max(0);
        Ok(Self { limit, offset, query, path: parts.uri.path().to_owned(), url: app.core.url.clone() })
    }
}

impl Paging {
    /// The page, from entries that are JSON already.
    pub(crate) fn answer<T: AsRef<str>>(&self, count: i64, results: impl IntoIterator<Item = T>) -> Answer {
        let next = (self.offset.saturating_add(self.limit) < count).then(|| self.link(self.offset + self.limit));
        let previous = (self.offset > 0).then(|| self.link((self.offset - self.limit).max(0)));
        Answer::ok(
            Object::new()
                .member("count", &count)
                .member("next", &next)
                .member("previous", &previous)
                .raw("results", &json::array(results))
                .finish(),
        )
    }

    /// The page of a list that is in memory as a whole.
    pub(crate) fn of<T: serde::Serialize>(&self, all: &[T]) -> Answer {
        let count = i64::try_from(all.len()).unwrap_or(i64::MAX);
        let skip = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let take = usize::try_from(self.limit).unwrap_or(usize::MAX);
        self.answer(count, all.iter().skip(skip).take(take).map(json::text))
    }

    /// The URL of the same list from a cursor on, for lists that are paged by one.
    pub(crate) fn cursor(&self, name: &str, at: usize) -> String {
        format!("{}{}/?{}", self.url, self.path, self.query.with_cursor(self.limit, name, at))
    }

    fn link(&self, offset: i64) -> String {
        format!("{}{}/?{}", self.url, self.path, self.query.with(self.limit, offset))
    }
}
