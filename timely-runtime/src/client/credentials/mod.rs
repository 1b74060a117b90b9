//! Which credentials a request carries, and how: those that stay, and those that a provider is asked for.

mod cached;
mod credential;
mod form;
mod provider;

pub use cached::Cached;
pub use credential::Credential;
pub(crate) use form::Unsendable;
pub(crate) use provider::Via;
pub use provider::{CredentialError, CredentialProvider, CredentialRequest, Provided};

use crate::{Operation, Secret, SecurityKind, SecurityRequirement, SecurityScheme};
use credential::{Given, joined};
use form::Form;
use http::HeaderMap;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// The credentials that a client was given, or one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials(Vec<Entry>);

/// One credential for its scheme.
#[derive(Clone)]
struct Entry {
    scheme: &'static SecurityScheme,
    held: Held,
}

/// What is held of a credential.
#[derive(Clone)]
enum Held {
    /// The form that it travels in.
    Form(Form),
    /// Whom to ask for it.
    Provider(Arc<dyn CredentialProvider>),
}

/// What providers have given for one attempt, each with the name of its scheme. Empty where all credentials of the
/// operation stay as they are: then another attempt cannot do better.
#[derive(Debug, Default)]
pub(crate) struct Used(SmallVec<[(&'static str, Secret); 1]>);

impl Used {
    /// Whether no provider had a part in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether both hold the same secrets, so that what was refused with one is refused with the other.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.secrets().eq(other.secrets())
    }

    fn secrets(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, secret)| secret.expose())
    }

    fn of(&self, scheme: &SecurityScheme) -> Option<&Secret> {
        let mut used = self.0.iter();
        used.find_map(|(name, secret)| (*name == scheme.name).then_some(secret))
    }
}

/// A provider has no credential for this scheme, or one that cannot be sent.
#[derive(Debug)]
pub(crate) struct Missing {
    pub(crate) scheme: &'static str,
    pub(crate) source: CredentialError,
}

/// The credentials for one request, each with the scopes that it needs.
type Chosen<'a> = SmallVec<[(&'a Entry, Cow<'static, [&'static str]>); 2]>;

impl Credentials {
    /// Adds a credential; a second one for the same scheme replaces the first.
    pub(crate) fn set(
        &mut self,
        scheme: &'static SecurityScheme,
        credential: Credential,
    ) -> Result<(), Unsendable> {
        let form = |secret: &Secret| Form::new(scheme.kind, secret.expose()).map(Held::Form);
        let held = match credential.0 {
            Given::Secret(secret) => form(&secret)?,
            Given::Pair(user, password) => form(&joined(scheme.kind, &user, &password)?)?,
            // A certificate is not sent in a request.
            Given::Provider(_) if scheme.kind == SecurityKind::MutualTls => return Err(Unsendable),
            Given::Provider(provider) => Held::Provider(provider),
        };
        self.0.retain(|entry| entry.scheme.name != scheme.name);
        self.0.push(Entry { scheme, held });
        Ok(())
    }

    /// Puts an operation's credentials into a request, where none of them is a provider's. Otherwise does nothing and returns
    /// false: each attempt is then to be authorized by [`Credentials::authorize`].
    ///
    /// `own` are those of the call itself, which go before the client's.
    pub(crate) fn apply(
        &self,
        own: Option<&Self>,
        operation: &'static Operation,
        query: &mut String,
        headers: &mut HeaderMap,
    ) -> Result<bool, Unsendable> {
        let chosen = self.choose(own, operation);
        let mut held = chosen.iter().map(|(entry, _)| &entry.held);
        if held.any(|held| matches!(held, Held::Provider(_))) {
            return Ok(false);
        }
        for (entry, _) in &chosen {
            if let Held::Form(form) = &entry.held {
                form.apply(query, headers)?;
            }
        }
        Ok(true)
    }

    /// Puts an operation's credentials into one attempt, asking the providers among them: for other ones than those
    /// that were `refused`, where the server said 401.
    ///
    /// Nothing is awaited unless there is a provider.
    pub(crate) async fn authorize(
        &self,
        own: Option<&Self>,
        operation: &'static Operation,
        refused: Option<&Used>,
        via: impl Fn() -> Via,
        query: &mut String,
        headers: &mut HeaderMap,
    ) -> Result<Used, Missing> {
        let mut used = Used::default();
        let chosen = self.choose(own, operation);
        for (entry, scopes) in chosen {
            let scheme = entry.scheme;
            let missing = |source| Missing {
                scheme: scheme.name,
                source,
            };
            let unsendable = |error: Unsendable| missing(CredentialError::new(error));
            let provider = match &entry.held {
                Held::Form(form) => {
                    form.apply(query, headers).map_err(unsendable)?;
                    continue;
                }
                Held::Provider(provider) => provider,
            };
            let request = CredentialRequest {
                scheme,
                scopes,
                refused: refused.and_then(|refused| refused.of(scheme)).cloned(),
                via: via(),
            };
            let secret = provider.provide(request).await.map_err(missing)?.secret;
            let form = Form::new(scheme.kind, secret.expose()).map_err(unsendable)?;
            form.apply(query, headers).map_err(unsendable)?;
            used.0.push((scheme.name, secret));
        }
        Ok(used)
    }

    /// The credentials for an operation: those of the first alternative that can be satisfied whole, or, where the call has
    /// credentials of its own, the first that one of these is part of.
    ///
    /// Nothing when there is none. The request then goes out as it is, and the server says 401.
    fn choose<'a>(&'a self, own: Option<&'a Self>, operation: &'static Operation) -> Chosen<'a> {
        let alternatives = || {
            let complete =
                |alternative: &&'static [SecurityRequirement]| self.complete(own, alternative);
            operation.security.iter().filter_map(complete)
        };
        let is_own = |chosen: &Chosen<'a>| {
            let mut own = own.into_iter().flat_map(|own| &own.0);
            own.any(|own| chosen.iter().any(|(entry, _)| std::ptr::eq(*entry, own)))
        };
        let preferred = own.and_then(|_| alternatives().find(is_own));
        preferred
            .or_else(|| alternatives().next())
            .unwrap_or_default()
    }

    /// The credentials of an alternative, if there are all.
    fn complete<'a>(
        &'a self,
        own: Option<&'a Self>,
        alternative: &'static [SecurityRequirement],
    ) -> Option<Chosen<'a>> {
        let mut chosen = Chosen::new();
        for requirement in alternative {
            // A certificate is the transport's.
            if requirement.scheme.kind == SecurityKind::MutualTls {
                continue;
            }
            let find = |credentials: &'a Self| credentials.find(requirement.scheme, alternative);
            let entry = own.and_then(find).or_else(|| find(self))?;
            let known = chosen
                .iter_mut()
                .find(|(known, _)| std::ptr::eq(*known, entry));
            match known {
                // One that serves two schemes is sent once.
                Some((_, scopes)) => {
                    let others = requirement.scopes.iter().copied();
                    let others: Vec<_> = others.filter(|scope| !scopes.contains(scope)).collect();
                    if !others.is_empty() {
                        scopes.to_mut().extend(others);
                    }
                }
                None => chosen.push((entry, Cow::Borrowed(requirement.scopes))),
            }
        }
        // The empty alternative makes credentials optional; one that can be sent is better than none.
        (!chosen.is_empty()).then_some(chosen)
    }

    /// The credential for a scheme, or for one beside it that travels in the same place and form: a token that two
    /// schemes ask for at the same time is one token.
    fn find(&self, scheme: &SecurityScheme, alternative: &[SecurityRequirement]) -> Option<&Entry> {
        let is_twin = |other: &SecurityScheme| {
            let mut schemes = alternative.iter().map(|requirement| requirement.scheme);
            other.kind == scheme.kind && schemes.any(|scheme| scheme.name == other.name)
        };
        let own = |entry: &&Entry| entry.scheme.name == scheme.name;
        let twin = |entry: &&Entry| is_twin(entry.scheme);
        self.0.iter().find(own).or_else(|| self.0.iter().find(twin))
    }
}

/// The name of the scheme, without the secret.
impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.scheme.name)
    }
}

#[cfg(test)]
mod tests;
