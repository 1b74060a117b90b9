//! How the deliveries of an API are signed, as a static.

/// How the deliveries of an API are signed: which headers, over which bytes, and how signatures are written.
///
/// The signature is an HMAC-SHA256. A scheme is a static, of generated code or of your own; [`SignatureScheme::STANDARD`] is
/// that of Standard Webhooks. Others are built, such as those of these providers:
///
/// ```
/// use timely_runtime::webhooks::{SignatureEncoding, SignatureScheme, Signed, SignedPart};
///
/// /// `X-Hub-Signature-256: sha256=…`
/// static GITHUB: SignatureScheme = SignatureScheme::new("X-Hub-Signature-256")
///     .prefix("sha256=")
///     .delivery_id_header("X-GitHub-Delivery");
///
/// /// `X-Shopify-Hmac-Sha256`, in Base64.
/// static SHOPIFY: SignatureScheme = SignatureScheme::new("X-Shopify-Hmac-Sha256")
///     .encoding(SignatureEncoding::Base64)
///     .delivery_id_header("X-Shopify-Event-Id");
///
/// /// `X-Slack-Signature: v0=…`, over `v0:{timestamp}:{body}`.
/// static SLACK: SignatureScheme = SignatureScheme::new("X-Slack-Signature")
///     .prefix("v0=")
///     .timestamp_header("X-Slack-Request-Timestamp")
///     .signed(Signed::Parts(&[
///         SignedPart::Text("v0:"),
///         SignedPart::Timestamp,
///         SignedPart::Text(":"),
///         SignedPart::Body,
///     ]));
///
/// /// `Stripe-Signature: t=…,v1=…,v1=…`
/// static STRIPE: SignatureScheme = SignatureScheme::new("Stripe-Signature")
///     .separator(',')
///     .timestamp_parameter("t")
///     .prefix("v1=")
///     .signed(Signed::TimestampDotBody);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignatureScheme {
    pub(super) signature_header: &'static str,
    pub(super) prefix: &'static str,
    pub(super) encoding: SignatureEncoding,
    pub(super) separator: Option<char>,
    pub(super) timestamp_parameter: Option<&'static str>,
    pub(super) timestamp_header: Option<&'static str>,
    pub(super) id_header: Option<&'static str>,
    pub(super) delivery_id_header: Option<&'static str>,
    pub(super) signed: Signed,
    pub(super) secrets: SecretForm,
}

impl SignatureScheme {
    /// The symmetric scheme of [Standard Webhooks 1.0.0](https://www.standardwebhooks.com): the headers `webhook-id`,
    /// `webhook-timestamp` and `webhook-signature`, which has a signature `v1,…` in Base64 for each secret, over
    /// `{id}.{timestamp}.{body}`; secrets are `whsec_…`. Signatures of other versions, such as `v1a`, are passed over.
    pub const STANDARD: Self = Self::new("webhook-signature")
        .separator(' ')
        .prefix("v1,")
        .encoding(SignatureEncoding::Base64)
        .timestamp_header("webhook-timestamp")
        .delivery_id_header("webhook-id")
        .secrets(SecretForm::Whsec)
        .signed(Signed::Parts(&[
            SignedPart::Id,
            SignedPart::Text("."),
            SignedPart::Timestamp,
            SignedPart::Text("."),
            SignedPart::Body,
        ]));

    /// A signature of the body alone, in this header, in hexadecimal with nothing before its digits.
    #[must_use]
    pub const fn new(signature_header: &'static str) -> Self {
        Self {
            signature_header,
            prefix: "",
            encoding: SignatureEncoding::Hex,
            separator: None,
            timestamp_parameter: None,
            timestamp_header: None,
            id_header: None,
            delivery_id_header: None,
            signed: Signed::Body,
            secrets: SecretForm::Text,
        }
    }

    /// Sets what stands before the digits of a signature, such as `sha256=`.
    #[must_use]
    pub const fn prefix(self, prefix: &'static str) -> Self {
        Self { prefix, ..self }
    }

    /// Sets how the bytes of a signature are written; in hexadecimal unless set.
    #[must_use]
    pub const fn encoding(self, encoding: SignatureEncoding) -> Self {
        Self { encoding, ..self }
    }

    /// Says that the header holds several items with this between them: a signature for each secret, and others that are passed
    /// over, since they do not begin with the prefix. Spaces around items are no part of them. Without it the header holds
    /// one signature.
    #[must_use]
    pub const fn separator(self, separator: char) -> Self {
        Self {
            separator: Some(separator),
            ..self
        }
    }

    /// Says that one item of the signature's header is the time of the delivery in Unix seconds, after this name and `=`. It
    /// needs a [separator](Self::separator).
    #[must_use]
    pub const fn timestamp_parameter(self, name: &'static str) -> Self {
        Self {
            timestamp_parameter: Some(name),
            ..self
        }
    }

    /// Names the header that holds the time of the delivery in Unix seconds. What signs a timestamp needs it, or a
    /// [parameter](Self::timestamp_parameter): without either nothing can be verified.
    #[must_use]
    pub const fn timestamp_header(self, name: &'static str) -> Self {
        Self {
            timestamp_header: Some(name),
            ..self
        }
    }

    /// Names the header that holds the webhook's id, which all deliveries to an endpoint have in common.
    #[must_use]
    pub const fn id_header(self, name: &'static str) -> Self {
        Self {
            id_header: Some(name),
            ..self
        }
    }

    /// Names the header that holds the delivery's id, which all attempts at one delivery have in common, and no other. A
    /// [`ReplayGuard`](crate::webhooks::ReplayGuard) knows deliveries by it.
    #[must_use]
    pub const fn delivery_id_header(self, name: &'static str) -> Self {
        Self {
            delivery_id_header: Some(name),
            ..self
        }
    }

    /// Whether deliveries have ids of their own.
    pub(in crate::webhooks) const fn has_delivery_id(&self) -> bool {
        self.delivery_id_header.is_some()
    }

    /// Says which bytes are signed.
    #[must_use]
    pub const fn signed(self, signed: Signed) -> Self {
        Self { signed, ..self }
    }

    /// Says how secrets are written; as texts unless set.
    #[must_use]
    pub const fn secrets(self, secrets: SecretForm) -> Self {
        Self { secrets, ..self }
    }
}

/// How the bytes of a signature are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureEncoding {
    /// 64 hexadecimal digits; read in either case, and written in small letters.
    Hex,
    /// Base64 in the standard alphabet, with its padding (RFC 4648, section 4).
    Base64,
}

/// How secrets are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretForm {
    /// The key is the text itself, whatever it begins with.
    Text,
    /// The key is 24 to 64 bytes in Base64, after `whsec_`, as Standard Webhooks has it. The prefix may be missing.
    Whsec,
}

/// Which bytes a signature covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// The body alone. Then the timestamp is not protected: who has seen a delivery can send it again at any
    /// time with a new timestamp, so a receiver should keep in mind which events it has handled.
    Body,
    /// The timestamp, a full stop, and the body.
    TimestampDotBody,
    /// These parts, one after the other. Nothing can be verified without the body among them, or with the id right beside the body,
    /// where nothing tells which bytes are whose.
    Parts(&'static [SignedPart]),
}

/// A part of what is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignedPart {
    /// The id of the delivery or, where the scheme has no header for it, that of the webhook. An id that holds the text between it
    /// and the next part is refused: where it ends and that part begins could not be told.
    Id,
    /// The timestamp in Unix seconds.
    Timestamp,
    /// The body.
    Body,
    /// This text.
    Text(&'static str),
}

impl Signed {
    pub(super) const fn parts(self) -> &'static [SignedPart] {
        match self {
            Self::Body => &[SignedPart::Body],
            Self::TimestampDotBody => &[
                SignedPart::Timestamp,
                SignedPart::Text("."),
                SignedPart::Body,
            ],
            Self::Parts(parts) => parts,
        }
    }

    /// The texts that no id may hold, since they stand between it and what else may be of any length.
    pub(super) fn id_bounds(self) -> impl Iterator<Item = &'static str> {
        let parts = self.parts();
        let text = move |at: usize| match parts.get(at) {
            Some(SignedPart::Text(text)) if !text.is_empty() => Some(*text),
            _ => None,
        };
        let ids = (0..parts.len()).filter(move |at| parts[*at] == SignedPart::Id);
        ids.flat_map(move |at| {
            // What comes before an id has one length, unless it is the body.
            let is_after_body = parts[..at].contains(&SignedPart::Body);
            let before = at.checked_sub(1).filter(|_| is_after_body).and_then(text);
            [before, text(at + 1)].into_iter().flatten()
        })
    }

    /// Whether nothing stands between the id and the body, so that bytes of one could be sent as bytes of the other.
    pub(super) fn blurs_id(self) -> bool {
        let parts = || {
            let parts = self.parts().iter();
            parts.filter(|part| **part != SignedPart::Text(""))
        };
        let mut pairs = parts().zip(parts().skip(1));
        pairs.any(|pair| {
            matches!(
                pair,
                (SignedPart::Id, SignedPart::Body) | (SignedPart::Body, SignedPart::Id)
            )
        })
    }
}
