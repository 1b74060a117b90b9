//! The API keys that both servers know.

/// A key that may do everything.
pub const FULL_KEY: &str = "tly_bench_full_access";
/// A key that may only read contacts.
pub const READ_KEY: &str = "tly_bench_read_only";

/// Who a key belongs to.
#[derive(Debug)]
pub struct Caller {
    secret: &'static str,
    scopes: &'static [&'static str],
}

static CALLERS: [Caller; 2] = [
    Caller {
        secret: FULL_KEY,
        scopes: &["contacts:read", "contacts:write", "webhooks:write"],
    },
    Caller {
        secret: READ_KEY,
        scopes: &["contacts:read"],
    },
];

impl Caller {
    /// Whether the key may do what a scope stands for.
    #[must_use]
    pub fn has(&self, scope: &str) -> bool {
        self.scopes.contains(&scope)
    }
}

/// Whose key this is. All keys are compared, and each of them wholly, so that the time taken tells nothing about them.
#[must_use]
pub fn find(secret: &str) -> Option<&'static Caller> {
    let is_equal = |known: &str| {
        let pairs = known.bytes().zip(secret.bytes());
        known.len() == secret.len() && pairs.fold(0, |all, (a, b)| all | (a ^ b)) == 0
    };
    CALLERS.iter().fold(None, |found, caller| {
        if is_equal(caller.secret) {
            Some(caller)
        } else {
            found
        }
    })
}
