//! JSON pointers, and relative ones.

/// A JSON pointer as a string (RFC 6901, section 3).
pub(super) fn is_json_pointer(text: &str) -> bool {
    let escapes = || text.split('~').skip(1);
    (text.is_empty() || text.starts_with('/')) && escapes().all(|rest| rest.starts_with(['0', '1']))
}

/// A relative JSON pointer (draft-bhutton-relative-json-pointer-00, section 3): how many levels up, perhaps so many items
/// further, and a pointer from there, or `#` for the name.
pub(super) fn is_relative_json_pointer(text: &str) -> bool {
    let Some(rest) = after_integer(text) else {
        return false;
    };
    let rest = match rest.strip_prefix(['+', '-']) {
        Some(moved) => match after_integer(moved) {
            Some(rest) => rest,
            None => return false,
        },
        None => rest,
    };
    rest == "#" || is_json_pointer(rest)
}

/// What follows an integer that is written without zeros at its start.
fn after_integer(text: &str) -> Option<&str> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(end);
    let is_one = digits == "0" || !digits.is_empty() && !digits.starts_with('0');
    is_one.then_some(rest)
}
