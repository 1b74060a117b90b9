//! The trace that a request is part of, as it travels in header fields (W3C Trace Context, level 1).

use http::{HeaderMap, HeaderName, HeaderValue};
use std::fmt;
use std::future::Future;

const TRACE_PARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACE_STATE: HeaderName = HeaderName::from_static("tracestate");

/// How many members a `tracestate` may have (section 3.3.1.1).
const MOST_MEMBERS: usize = 32;

/// The bits of the flags that mean something: sampled, and (in level 2) that the id of the trace is random.
const KNOWN_FLAGS: u8 = 0b11;

/// The trace that a request is part of: what its sender says in `traceparent` and `tracestate` (W3C Trace Context, sections 3.2
/// and 3.3), as plain data.
///
/// A server behind `server::Observe` has it in the extensions of each request that came with one. It is handed on
/// as it came: whoever records spans of their own names the one that makes a call with [`TraceContext::with_parent`], and
/// whoever records none leaves the trace whole for those before and behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    trace_id: u128,
    parent_id: u64,
    flags: u8,
    state: Option<HeaderValue>,
}

impl TraceContext {
    /// A trace of this id, continued by the span of this id; none where one of them is zero, which is no id.
    #[must_use]
    pub fn new(trace_id: u128, parent_id: u64, is_sampled: bool) -> Option<Self> {
        (trace_id != 0 && parent_id != 0).then_some(Self {
            trace_id,
            parent_id,
            flags: u8::from(is_sampled),
            state: None,
        })
    }

    /// What header fields say; none where they say nothing, or nothing that is well formed. A `tracestate` that is not well
    /// formed is left out, and the rest holds.
    #[must_use]
    pub fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let mut fields = headers.get_all(TRACE_PARENT).iter();
        let (Some(parent), None) = (fields.next(), fields.next()) else {
            return None;
        };
        let mut context = parent_of(parent.as_bytes())?;
        context.state = state_of(headers);
        Some(context)
    }

    /// Writes it into header fields, in place of what they say.
    pub fn write(&self, headers: &mut HeaderMap) {
        // Digits and hyphens are always a value.
        if let Ok(parent) = HeaderValue::try_from(self.to_string()) {
            headers.insert(TRACE_PARENT, parent);
        }
        match &self.state {
            Some(state) => headers.insert(TRACE_STATE, state.clone()),
            None => headers.remove(TRACE_STATE),
        };
    }

    /// The id of the whole trace.
    #[must_use]
    pub const fn trace_id(&self) -> TraceId {
        TraceId(self.trace_id)
    }

    /// The id of the span that made the request.
    #[must_use]
    pub const fn parent_id(&self) -> SpanId {
        SpanId(self.parent_id)
    }

    /// Whether the sender may have recorded its part.
    #[must_use]
    pub const fn is_sampled(&self) -> bool {
        self.flags & 1 != 0
    }

    /// What `tracestate` says, as one list.
    #[must_use]
    pub fn state(&self) -> Option<&str> {
        self.state.as_ref()?.to_str().ok()
    }

    /// The same trace, continued by another span. Zero is no id, and changes nothing.
    #[must_use]
    pub fn with_parent(mut self, span_id: u64) -> Self {
        if span_id != 0 {
            self.parent_id = span_id;
        }
        self
    }

    /// What is worked on is part of this trace: [`TraceContext::current`] is it within the future, up to the end of the task.
    pub fn scope<F: Future>(self, future: F) -> impl Future<Output = F::Output> {
        CURRENT.scope(self, future)
    }

    /// The trace that this task works for. A task that was spawned has none of its own, unless it is put into its
    /// [`scope`](TraceContext::scope).
    #[must_use]
    pub fn current() -> Option<Self> {
        CURRENT.try_with(Self::clone).ok()
    }
}

tokio::task_local! {
    static CURRENT: TraceContext;
}

/// As `traceparent` has it, in version 00.
impl fmt::Display for TraceContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (trace, parent, flags) = (self.trace_id(), self.parent_id(), self.flags);
        write!(f, "00-{trace}-{parent}-{flags:02x}")
    }
}

/// The id of a trace; as text, 32 digits of hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TraceId(u128);

/// The id of a span; as text, 16 digits of hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SpanId(u64);

impl TraceId {
    /// The id as a number.
    #[must_use]
    pub const fn to_u128(self) -> u128 {
        self.0
    }
}

impl SpanId {
    /// The id as a number.
    #[must_use]
    pub const fn to_u64(self) -> u64 {
        self.0
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl fmt::Display for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Reads `traceparent` (section 3.2): version, trace, parent and flags. Later versions may have more behind these.
fn parent_of(text: &[u8]) -> Option<TraceContext> {
    let (known, rest) = text.split_at_checked(55)?;
    let mut parts = known.split(|byte| *byte == b'-');
    let mut next = |length: usize| hexadecimal(parts.next()?, length);
    let (version, trace_id, parent_id, flags) = (next(2)?, next(32)?, next(16)?, next(2)?);
    let is_whole = match version {
        0 => rest.is_empty(),
        0xff => false,
        _ => rest.is_empty() || rest[0] == b'-',
    };
    if !is_whole || parts.next().is_some() {
        return None;
    }
    let context = TraceContext::new(trace_id, u64::try_from(parent_id).ok()?, false)?;
    let flags = u8::try_from(flags).ok()? & KNOWN_FLAGS;
    Some(TraceContext { flags, ..context })
}

/// A number of so many digits, of which letters are small.
fn hexadecimal(digits: &[u8], length: usize) -> Option<u128> {
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if digits.len() != length || !digits.iter().all(is_digit) {
        return None;
    }
    u128::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

/// Reads all fields of `tracestate` as one list (section 3.3.1); none where one of its members is malformed or stands twice.
fn state_of(headers: &HeaderMap) -> Option<HeaderValue> {
    let fields = headers.get_all(TRACE_STATE).iter();
    let members = fields.flat_map(|field| field.as_bytes().split(|byte| *byte == b','));
    let mut found: Vec<(&[u8], &[u8])> = Vec::new();
    for member in members {
        let member = trimmed(member);
        if member.is_empty() {
            continue;
        }
        let end = member.iter().position(|byte| *byte == b'=')?;
        let (key, value) = (&member[..end], &member[end + 1..]);
        let is_new = found.iter().all(|(other, _)| *other != key);
        if found.len() == MOST_MEMBERS || !is_new || !is_key(key) || !is_value(value) {
            return None;
        }
        found.push((key, value));
    }
    if found.is_empty() {
        return None;
    }
    let members: Vec<Vec<u8>> = found
        .iter()
        .map(|(key, value)| [key, value].map(|part| *part).join(&b'='))
        .collect();
    HeaderValue::from_bytes(&members.join(&b',')).ok()
}

/// Without the spaces and tabs around it; what a value ends in is no space.
fn trimmed(text: &[u8]) -> &[u8] {
    let is_kept = |byte: &u8| !matches!(byte, b' ' | b'\t');
    let start = text.iter().position(is_kept).unwrap_or(text.len());
    let end = text
        .iter()
        .rposition(is_kept)
        .map_or(start, |last| last + 1);
    &text[start..end]
}

/// A key is a name, or a tenant and the system that it is one of (section 3.3.1.3.1).
fn is_key(key: &[u8]) -> bool {
    let is_part = |part: &[u8], longest: usize, may_begin_with_digit: bool| {
        let begins = part.first().is_some_and(|first| {
            first.is_ascii_lowercase() || may_begin_with_digit && first.is_ascii_digit()
        });
        let is_of_key = |byte: &u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-*/".contains(byte)
        };
        begins && part.len() <= longest && part.iter().all(is_of_key)
    };
    match key.iter().position(|byte| *byte == b'@') {
        Some(at) => is_part(&key[..at], 241, true) && is_part(&key[at + 1..], 14, false),
        None => is_part(key, 256, false),
    }
}

/// A value has no comma and no sign of equality (section 3.3.1.3.2); the spaces around it are gone.
fn is_value(value: &[u8]) -> bool {
    let is_of_value = |byte: &u8| matches!(byte, b' '..=b'~') && !b",=".contains(byte);
    (1..=256).contains(&value.len()) && value.iter().all(is_of_value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    fn read(fields: &[(&'static str, &str)]) -> Option<TraceContext> {
        let fields = fields.iter().map(|(name, value)| {
            let value = HeaderValue::from_bytes(value.as_bytes()).unwrap();
            (HeaderName::from_static(name), value)
        });
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(name, value);
        }
        TraceContext::from_headers(&headers)
    }

    fn parent(text: &str) -> Option<String> {
        read(&[("traceparent", text)]).map(|context| context.to_string())
    }

    fn state(fields: &[&str]) -> Option<String> {
        let fields = fields.iter().map(|value| ("tracestate", *value));
        let all: Vec<_> = [("traceparent", PARENT)]
            .into_iter()
            .chain(fields)
            .collect();
        read(&all).unwrap().state().map(str::to_owned)
    }

    #[test]
    fn a_parent_is_read_as_it_is_written() {
        let context = read(&[("traceparent", PARENT)]).unwrap();
        assert_eq!(context.to_string(), PARENT);
        assert_eq!(
            context.trace_id().to_string(),
            "0af7651916cd43dd8448eb211c80319c"
        );
        assert_eq!(context.parent_id().to_string(), "b7ad6b7169203331");
        assert!(context.is_sampled());
        let other = context.with_parent(1).with_parent(0);
        assert_eq!(other.parent_id().to_u64(), 1);
    }

    #[test]
    fn what_is_no_parent_is_ignored() {
        let zero_trace = format!("00-{}-b7ad6b7169203331-01", "0".repeat(32));
        let zero_parent = format!("00-0af7651916cd43dd8448eb211c80319c-{}-01", "0".repeat(16));
        for text in [
            "",
            "00",
            &PARENT[..54],
            &format!("{PARENT}-"),
            &format!("{PARENT}-what"),
            &PARENT.to_uppercase(),
            &PARENT.replacen("00", "ff", 1),
            &PARENT.replacen("00", "0", 1),
            &PARENT.replacen("00-", "000", 1),
            &PARENT.replace('-', "_"),
            &PARENT.replace("-01", "-+1"),
            &PARENT.replace("0af7", "0xf7"),
            &PARENT.replace("0af7", "é f"),
            &zero_trace,
            &zero_parent,
            &format!("01{}x", &PARENT[2..]),
        ] {
            assert_eq!(parent(text), None, "{text}");
        }
        assert_eq!(
            read(&[("traceparent", PARENT), ("traceparent", PARENT)]),
            None
        );
        assert_eq!(read(&[("tracestate", "a=b")]), None);
    }

    #[test]
    fn later_versions_are_read_as_far_as_they_are_known() {
        let later = format!("cc{}-what-comes", &PARENT[2..]);
        assert_eq!(parent(&later).as_deref(), Some(PARENT));
        let flags = PARENT.replace("-01", "-ff");
        assert_eq!(parent(&flags), Some(PARENT.replace("-01", "-03")));
    }

    #[test]
    fn states_are_joined_and_what_is_malformed_is_left_out() {
        let joined = state(&["a=1 2 , , 0t-_*/@sys=x:y;z", "b=!~"]);
        assert_eq!(joined.as_deref(), Some("a=1 2,0t-_*/@sys=x:y;z,b=!~"));
        let most: Vec<String> = (0..32).map(|n| format!("k{n}=v")).collect();
        assert_eq!(state(&[&most.join(",")]), Some(most.join(",")));
        let too_many = format!("{},k32=v", most.join(","));
        let long = |key: usize, value: usize| format!("{}={}", "k".repeat(key), "v".repeat(value));
        assert!(state(&[&long(256, 256)]).is_some());
        for text in [
            "",
            "a",
            "a=",
            "=b",
            "A=b",
            "1a=b",
            "a@1=b",
            "@s=b",
            "a@b@c=d",
            "a=b=c",
            "a=b,a=c",
            "a =b",
            "a=\u{e9}",
            &too_many,
            &long(257, 1),
            &long(1, 257),
        ] {
            assert_eq!(state(&[text]), None, "{text}");
        }
    }

    #[tokio::test]
    async fn a_task_works_for_a_trace_within_its_scope() {
        assert_eq!(TraceContext::current(), None);
        let context = TraceContext::new(1, 2, true).unwrap();
        let seen = context.clone().scope(async { TraceContext::current() });
        assert_eq!(seen.await, Some(context));
        assert_eq!(TraceContext::current(), None);
    }
}
