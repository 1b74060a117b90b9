//! How webhook deliveries are signed and told apart.

use super::validate::is_header_text;
use serde::{Deserialize, Serialize};

/// How webhook deliveries are signed (HMAC-SHA256) and told apart.
///
/// ```toml
/// [targets.timely.webhooks]
/// signature_header = "X-Webhook-Signature"
/// prefix = "sha256="
/// timestamp_header = "X-Webhook-Timestamp"
/// id_header = "X-Webhook-Id"
/// signed = "timestamp.body"
/// tolerance_seconds = 300
/// discriminator = "event"
/// ```
///
/// Or as [Standard Webhooks](https://www.standardwebhooks.com) says, which leaves nothing to be set but the last two:
///
/// ```toml
/// webhooks = { scheme = "standard" }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct WebhookSettings {
    /// A scheme that is known by its name, in place of what describes one.
    #[serde(default)]
    pub scheme: Option<WebhookScheme>,
    /// The header that carries the signature. Without a scheme there has to be one.
    #[serde(default)]
    pub signature_header: String,
    /// What stands before the signature in that header; nothing by default.
    #[serde(default)]
    pub prefix: String,
    /// How a signature is written; in hexadecimal by default.
    #[serde(default)]
    pub encoding: SignatureEncoding,
    /// What stands between several signatures in that header, a character; by default there is one signature.
    #[serde(default)]
    pub separator: Option<char>,
    /// The name under which that header has the time of sending as well, as in `t=1700000000,v1=…`.
    #[serde(default)]
    pub timestamp_parameter: Option<String>,
    /// The header that carries the time of sending in Unix seconds.
    #[serde(default)]
    pub timestamp_header: Option<String>,
    /// The header that carries the webhook's identifier, which all deliveries to an endpoint have in common.
    #[serde(default)]
    pub id_header: Option<String>,
    /// The header that carries the delivery's identifier, which all attempts at one delivery have in common.
    #[serde(default)]
    pub delivery_id_header: Option<String>,
    /// What is signed; the body by default.
    #[serde(default)]
    pub signed: Signed,
    /// What is signed, as a text with `{id}`, `{timestamp}` and `{body}`, such as `v0:{timestamp}:{body}`.
    #[serde(default)]
    pub template: Option<String>,
    /// How secrets are written; as texts by default.
    #[serde(default)]
    pub secrets: SecretForm,
    /// How far a delivery's timestamp may be from the receiver's clock, in seconds; 300 by default.
    #[serde(default = "default_tolerance")]
    pub tolerance_seconds: u64,
    /// The property of the payload that names the event, where the document does not say.
    #[serde(default)]
    pub discriminator: Option<String>,
}

fn default_tolerance() -> u64 {
    300
}

impl WebhookSettings {
    /// A signature over the body in this header; the other fields are public.
    #[must_use]
    pub fn new(signature_header: impl Into<String>) -> Self {
        Self {
            scheme: None,
            signature_header: signature_header.into(),
            prefix: String::new(),
            encoding: SignatureEncoding::Hex,
            separator: None,
            timestamp_parameter: None,
            timestamp_header: None,
            id_header: None,
            delivery_id_header: None,
            signed: Signed::Body,
            template: None,
            secrets: SecretForm::Text,
            tolerance_seconds: default_tolerance(),
            discriminator: None,
        }
    }

    /// As Standard Webhooks 1.0.0 says.
    #[must_use]
    pub fn standard() -> Self {
        Self {
            scheme: Some(WebhookScheme::Standard),
            ..Self::new("")
        }
    }

    /// What is signed, part by part.
    pub(crate) fn parts(&self) -> Vec<SignedPart> {
        match (&self.template, self.signed) {
            (Some(template), _) => parts(template).unwrap_or_default(),
            (None, Signed::Body) => vec![SignedPart::Body],
            (None, Signed::TimestampDotBody) => parts("{timestamp}.{body}").unwrap_or_default(),
        }
    }

    /// What is wrong with these settings: keys, and what would be right.
    pub(super) fn problems(&self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        if self.scheme.is_some() {
            found.extend(self.beside_scheme().map(|key| {
                let text = format!("`scheme` says how deliveries are signed: take `{key}` away");
                (key, text)
            }));
        } else if self.signature_header.is_empty() {
            let text = "expected the name of an HTTP header, or `scheme = \"standard\"`";
            found.push(("signature_header", text.to_owned()));
        }
        let mut add = |key, text: &str| found.push((key, text.to_owned()));
        let has_timestamp = self.timestamp_header.is_some() || self.timestamp_parameter.is_some();
        if self.timestamp_header.is_some() && self.timestamp_parameter.is_some() {
            add(
                "timestamp_parameter",
                "the time stands in one place: take `timestamp_header` away, or this",
            );
        }
        if self.signed == Signed::TimestampDotBody && !has_timestamp {
            add(
                "signed",
                "`timestamp.body` needs the key `timestamp_header` or `timestamp_parameter`",
            );
        }
        if self.timestamp_parameter.is_some() && self.separator.is_none() {
            add("timestamp_parameter", "it needs the key `separator`");
        }
        if let Some(name) = &self.timestamp_parameter
            && (name.is_empty() || !is_header_text(name))
        {
            add("timestamp_parameter", "expected a name of ASCII characters");
        }
        if !is_header_text(&self.prefix) {
            add(
                "prefix",
                "expected ASCII characters, which a header can have",
            );
        }
        if let Some(separator) = self.separator {
            let digits = "+/=";
            if separator.is_ascii_alphanumeric()
                || !matches!(separator, ' '..='~')
                || digits.contains(separator)
            {
                add(
                    "separator",
                    "expected a character of ASCII that no signature has, such as a comma or a space",
                );
            } else if self.prefix.contains(separator) {
                add("prefix", "it has the separator in it");
            }
        }
        if let Some(template) = &self.template {
            if self.signed != Signed::Body {
                add(
                    "template",
                    "`signed` says what is signed as well: keep one of them",
                );
            }
            match parts(template) {
                Err(text) => add("template", text),
                Ok(parts) => {
                    if !parts.contains(&SignedPart::Body) {
                        add(
                            "template",
                            "expected `{body}` in it: what is not signed can be changed",
                        );
                    }
                    if parts.contains(&SignedPart::Timestamp) && !has_timestamp {
                        add(
                            "template",
                            "`{timestamp}` needs the key `timestamp_header` or `timestamp_parameter`",
                        );
                    }
                    let has_id = self.delivery_id_header.is_some() || self.id_header.is_some();
                    if parts.contains(&SignedPart::Id) && !has_id {
                        add(
                            "template",
                            "`{id}` needs the key `delivery_id_header` or `id_header`",
                        );
                    }
                    if has_id && blurs_id(&parts) {
                        add(
                            "template",
                            "expected a text or `{timestamp}` between `{id}` and `{body}`: nothing tells them apart otherwise",
                        );
                    }
                }
            }
        }
        if self.tolerance_seconds == 0 {
            add("tolerance_seconds", "expected at least one second");
        }
        found
    }

    /// The keys that describe a scheme.
    fn beside_scheme(&self) -> impl Iterator<Item = &'static str> {
        let keys = [
            ("signature_header", !self.signature_header.is_empty()),
            ("prefix", !self.prefix.is_empty()),
            ("encoding", self.encoding != SignatureEncoding::Hex),
            ("separator", self.separator.is_some()),
            ("timestamp_parameter", self.timestamp_parameter.is_some()),
            ("timestamp_header", self.timestamp_header.is_some()),
            ("id_header", self.id_header.is_some()),
            ("delivery_id_header", self.delivery_id_header.is_some()),
            ("signed", self.signed != Signed::Body),
            ("template", self.template.is_some()),
            ("secrets", self.secrets != SecretForm::Text),
        ];
        keys.into_iter()
            .filter(|(_, is_set)| *is_set)
            .map(|(key, _)| key)
    }
}

/// A scheme of signatures that is known by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum WebhookScheme {
    /// [Standard Webhooks 1.0.0](https://www.standardwebhooks.com), with symmetric keys.
    #[serde(rename = "standard")]
    Standard,
}

/// How the bytes of a signature are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SignatureEncoding {
    /// In hexadecimal.
    #[default]
    #[serde(rename = "hex")]
    Hex,
    /// In Base64 with padding.
    #[serde(rename = "base64")]
    Base64,
}

/// How the secrets of signatures are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum SecretForm {
    /// The key is the text itself.
    #[default]
    #[serde(rename = "text")]
    Text,
    /// The key is 24 to 64 bytes in Base64 after `whsec_`, as Standard Webhooks has it.
    #[serde(rename = "whsec")]
    Whsec,
}

/// The bytes a webhook signature covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Signed {
    /// The body alone.
    #[default]
    #[serde(rename = "body")]
    Body,
    /// The timestamp, a full stop, and the body.
    #[serde(rename = "timestamp.body")]
    TimestampDotBody,
}

/// A part of what is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SignedPart {
    Id,
    Timestamp,
    Body,
    Text(String),
}

/// Whether nothing stands between the id and the body.
fn blurs_id(parts: &[SignedPart]) -> bool {
    use SignedPart::{Body, Id};
    let mut pairs = parts.windows(2);
    pairs.any(|pair| matches!(pair, [Id, Body] | [Body, Id]))
}

/// The parts of a template, or what is wrong with it.
fn parts(template: &str) -> Result<Vec<SignedPart>, &'static str> {
    let mut parts = Vec::new();
    let mut rest = template;
    while let Some((text, behind)) = rest.split_once('{') {
        let (name, after) = behind.split_once('}').ok_or("a `{` is not closed")?;
        if !text.is_empty() {
            parts.push(SignedPart::Text(text.to_owned()));
        }
        parts.push(match name {
            "id" => SignedPart::Id,
            "timestamp" => SignedPart::Timestamp,
            "body" => SignedPart::Body,
            _ => return Err("expected `{id}`, `{timestamp}` or `{body}` between braces"),
        });
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(SignedPart::Text(rest.to_owned()));
    }
    Ok(parts)
}
