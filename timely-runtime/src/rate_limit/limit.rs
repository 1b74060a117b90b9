//! One quota among several.

use super::{Caller, Key, Quota};
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Whose quota a request counts against.
pub(super) type KeyOf = Arc<dyn Fn(Caller<'_>) -> Option<Key> + Send + Sync>;

/// A quota that a [`RateLimit`](super::RateLimit) has beside its first one, with a name and keys of its own.
///
/// ```
/// use timely_runtime::rate_limit::{Fields, Limit, Quota, RateLimit};
///
/// let limit = RateLimit::new(Quota::per_minute(100))
///     .name("per-key")
///     .and(Limit::per_address("per-address", Quota::per_minute(1000)))
///     .and(Limit::per_operation("per-operation", Quota::per_minute(20)))
///     .fields(Fields::Draft);
/// ```
#[derive(Clone)]
pub struct Limit {
    pub(super) name: Cow<'static, str>,
    pub(super) quota: Quota,
    pub(super) key: KeyOf,
}

impl Limit {
    /// A quota for each caller: by the credentials or else by the address. The name is what the field `RateLimit` calls it, and part of
    /// the keys in the store.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>, quota: Quota) -> Self {
        Self {
            name: name.into(),
            quota,
            key: Arc::new(|caller| caller.default_key()),
        }
    }

    /// A quota for each address at the other end of a connection ([`Caller::peer`]), whatever its credentials.
    #[must_use]
    pub fn per_address(name: impl Into<Cow<'static, str>>, quota: Quota) -> Self {
        Self::new(name, quota).key(|caller| caller.peer().map(Key::of_address))
    }

    /// A quota for each operation of each caller. A layer knows no operations, and does not limit requests by it.
    #[must_use]
    pub fn per_operation(name: impl Into<Cow<'static, str>>, quota: Quota) -> Self {
        Self::new(name, quota).key(|caller| {
            let operation = caller.operation?;
            Some(caller.default_key()?.of_part(operation.id))
        })
    }

    /// Sets whose quota a request counts against; `None` is for requests that this quota is not for.
    ///
    /// ```
    /// use timely_runtime::rate_limit::{Key, Limit, Quota};
    ///
    /// // All callers of one operation together.
    /// let exports = Limit::new("exports", Quota::per_hour(50)).key(|caller| {
    ///     let operation = caller.operation.filter(|operation| operation.id == "exportContacts")?;
    ///     Some(Key::new("operation", operation.id))
    /// });
    /// ```
    #[must_use]
    pub fn key(mut self, key: impl Fn(Caller<'_>) -> Option<Key> + Send + Sync + 'static) -> Self {
        self.key = Arc::new(key);
        self
    }
}

impl fmt::Debug for Limit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Limit")
            .field("name", &self.name)
            .field("quota", &self.quota)
            .finish_non_exhaustive()
    }
}

/// What a request takes of one quota.
#[derive(Clone, Debug)]
pub(super) struct Take<'a> {
    pub(super) name: &'a str,
    pub(super) quota: Quota,
    pub(super) key: Key,
    /// Whether it is the one of bursts, which says how fast the others may be used rather than how far.
    pub(super) is_burst: bool,
}
