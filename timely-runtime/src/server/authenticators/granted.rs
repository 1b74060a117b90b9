//! Who sent a request, with what is granted to them.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// Who sent a request, with the scopes that are granted to them: the principal of the ready authenticators.
///
/// It stands for `P`, whose methods and fields it has.
///
/// ```
/// use timely_runtime::server::authenticators::Granted;
///
/// let caller = Granted::new("billing").with_scopes(["orders:read"]);
/// assert_eq!(caller.len(), 7);
/// assert!(caller.has_scope("orders:read"));
/// assert!(!caller.has_scope("orders:write"));
/// ```
pub struct Granted<P> {
    who: Arc<P>,
    scopes: Arc<BTreeSet<String>>,
    /// What knows of scopes in place of the list.
    judge: Option<Arc<Judge>>,
}

type Judge = dyn Fn(&str) -> bool + Send + Sync;

impl<P> Granted<P> {
    /// Someone who has no scopes.
    #[must_use]
    pub fn new(who: P) -> Self {
        Self {
            who: Arc::new(who),
            scopes: Arc::default(),
            judge: None,
        }
    }

    /// Grants scopes (or roles, for schemes without scopes).
    #[must_use]
    pub fn with_scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Arc::make_mut(&mut self.scopes).extend(scopes.into_iter().map(Into::into));
        self
    }

    /// Whether a scope is granted.
    #[must_use]
    pub fn has_scope(&self, scope: &str) -> bool {
        match &self.judge {
            Some(judge) => judge(scope),
            None => self.scopes.contains(scope),
        }
    }

    /// The scopes that are granted, in the order of their names, as far as they are listed.
    pub fn scopes(&self) -> impl Iterator<Item = &str> {
        self.scopes.iter().map(String::as_str)
    }

    /// The same scopes, of someone else who stands for this one.
    #[must_use]
    pub fn map<Q>(&self, as_other: impl FnOnce(&P) -> Q) -> Granted<Q> {
        Granted {
            who: Arc::new(as_other(&self.who)),
            scopes: Arc::clone(&self.scopes),
            judge: self.judge.clone(),
        }
    }

    /// The same, with the scopes that a function says.
    pub(super) fn judged(self, judge: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        Self {
            judge: Some(Arc::new(judge)),
            ..self
        }
    }
}

impl<P> Clone for Granted<P> {
    fn clone(&self) -> Self {
        Self {
            who: Arc::clone(&self.who),
            scopes: Arc::clone(&self.scopes),
            judge: self.judge.clone(),
        }
    }
}

impl<P> Deref for Granted<P> {
    type Target = P;

    fn deref(&self) -> &P {
        &self.who
    }
}

impl<P: fmt::Debug> fmt::Debug for Granted<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Granted")
            .field("who", &self.who)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
