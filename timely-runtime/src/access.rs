//! `readOnly` and `writeOnly` members: each leaves out what only the other side sends.
//!
//! A type that travels both ways is one type. What a member of it may travel in is known when it is written: while a
//! request or response is being written, its direction is known to this thread, and generated code asks for it in
//! `skip_serializing_if`.

use crate::{Direction, Field};
use std::cell::Cell;

thread_local! {
    /// The direction of the message that is being written, if one is.
    static SENDING: Cell<Option<Direction>> = const { Cell::new(None) };
}

/// Puts the direction back that was there before, also when a user's `Serialize` panics.
struct Restore(Option<Direction>);

impl Drop for Restore {
    fn drop(&mut self) {
        SENDING.set(self.0);
    }
}

/// Writes a message that travels in a direction. Written otherwise, values keep all their members.
pub(crate) fn sending<T>(direction: Direction, write: impl FnOnce() -> T) -> T {
    let _restore = Restore(SENDING.replace(Some(direction)));
    write()
}

/// Whether a member stays out: it is not there, or only the server sends it and this is a request.
pub fn skips_read_only<T: Member>(member: &T) -> bool {
    member.is_absent() || SENDING.get() == Some(Direction::Request)
}

/// Whether a member stays out: it is not there, or only clients send it and this is a response.
pub fn skips_write_only<T: Member>(member: &T) -> bool {
    member.is_absent() || SENDING.get() == Some(Direction::Response)
}

/// A member that may be absent.
pub trait Member {
    /// Whether it is not there.
    fn is_absent(&self) -> bool;
}

impl<T> Member for Option<T> {
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T> Member for Field<T> {
    fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;
    use serde_json::{json, to_value};

    #[derive(Serialize)]
    struct User {
        #[serde(skip_serializing_if = "skips_read_only")]
        id: Option<u8>,
        #[serde(skip_serializing_if = "skips_write_only")]
        password: Option<&'static str>,
        #[serde(skip_serializing_if = "skips_write_only")]
        hint: Field<&'static str>,
    }

    #[test]
    fn each_side_leaves_out_what_the_other_sends() {
        let user = User {
            id: Some(1),
            password: Some("p"),
            hint: Field::Null,
        };
        let whole = json!({ "id": 1, "password": "p", "hint": null });
        assert_eq!(to_value(&user).unwrap(), whole);
        let request = sending(Direction::Request, || to_value(&user).unwrap());
        assert_eq!(request, json!({ "password": "p", "hint": null }));
        let response = sending(Direction::Response, || to_value(&user).unwrap());
        assert_eq!(response, json!({ "id": 1 }));
        assert_eq!(to_value(&user).unwrap(), whole);
    }
}
