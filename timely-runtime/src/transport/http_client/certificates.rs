//! Certificates and keys that users give (RFC 5280, and RFC 7468 for their form as text), and what is made of them.

use super::error::{HttpTransportError, TlsItem};
use crate::Secret;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::fmt;

/// Whom to trust, and what to show of oneself: as it was given, since nothing is read before a transport is made.
#[derive(Clone, Default)]
pub(super) struct Certificates {
    roots: Vec<Root>,
    /// Whether the platform's own roots are left out.
    pub(super) only_given: bool,
    /// The chain of the client's certificate, in PEM, and its key.
    identity: Option<(Vec<u8>, Secret)>,
}

#[derive(Clone)]
enum Root {
    Pem(Vec<u8>),
    Der(Vec<u8>),
}

/// A client's certificate with those that vouch for it, and its key.
pub(super) struct Identity {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
}

impl Certificates {
    pub(super) fn add_pem(&mut self, text: &[u8]) {
        self.roots.push(Root::Pem(text.to_vec()));
    }

    pub(super) fn add_der(&mut self, certificate: Vec<u8>) {
        self.roots.push(Root::Der(certificate));
    }

    pub(super) fn show(&mut self, chain: &[u8], key: Secret) {
        self.identity = Some((chain.to_vec(), key));
    }

    /// The roots that are trusted beside those of the platform, or alone.
    pub(super) fn roots(&self) -> Result<Vec<CertificateDer<'static>>, HttpTransportError> {
        let mut found = Vec::new();
        for root in &self.roots {
            match root {
                Root::Der(certificate) => found.push(CertificateDer::from(certificate.clone())),
                Root::Pem(text) => {
                    let roots = certificates(text, TlsItem::RootCertificate, found.len())?;
                    found.extend(roots);
                }
            }
        }
        Ok(found)
    }

    pub(super) fn identity(&self) -> Result<Option<Identity>, HttpTransportError> {
        let Some((chain, key)) = &self.identity else {
            return Ok(None);
        };
        Ok(Some(Identity {
            chain: certificates(chain, TlsItem::ClientCertificate, 0)?,
            key: read_key(key)?,
        }))
    }
}

/// The certificates of a text of PEM, of which there is at least one; so many of the kind came before.
fn certificates(
    text: &[u8],
    item: TlsItem,
    before: usize,
) -> Result<Vec<CertificateDer<'static>>, HttpTransportError> {
    let mut found = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(text) {
        let number = before + found.len() + 1;
        let certificate =
            certificate.map_err(|error| unusable(item, number, fault(&error).to_owned()))?;
        found.push(certificate);
    }
    match found.is_empty() {
        true => Err(unusable(
            item,
            before + 1,
            fault(&pem::Error::NoItemsFound).to_owned(),
        )),
        false => Ok(found),
    }
}

/// The key of a text of PEM: PKCS #8 (RFC 5958), PKCS #1 (RFC 8017) or SEC 1 (RFC 5915).
fn read_key(text: &Secret) -> Result<PrivateKeyDer<'static>, HttpTransportError> {
    let text = text.expose();
    PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|error| {
        let is_encrypted = text.contains("ENCRYPTED");
        let reason = match is_encrypted {
            true => "it is encrypted, and has to be decrypted first",
            false => fault(&error),
        };
        unusable(TlsItem::ClientKey, 1, reason.to_owned())
    })
}

/// What is wrong with a text, without any of it: it may hold a key.
fn fault(error: &pem::Error) -> &'static str {
    match error {
        pem::Error::MissingSectionEnd { .. } => "its section of PEM has no end",
        pem::Error::IllegalSectionStart { .. } => "its section of PEM has no proper beginning",
        pem::Error::Base64Decode(_) => "its section of PEM is not base64",
        pem::Error::NoItemsFound => "there is no section of PEM for it",
        _ => "it is not PEM",
    }
}

pub(super) fn unusable(item: TlsItem, number: usize, reason: String) -> HttpTransportError {
    HttpTransportError::Certificate {
        item,
        number,
        reason,
    }
}

/// How many there are: the certificates are public, but long, and the key is not.
impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificates")
            .field("roots", &self.roots.len())
            .field("only_given", &self.only_given)
            .field("has_identity", &self.identity.is_some())
            .finish()
    }
}
