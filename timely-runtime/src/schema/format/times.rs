//! Times of day and durations (RFC 3339, section 5.6 and appendix A).

/// `full-time`: a time of day with its offset from UTC, in either case.
pub(super) fn is_full_time(text: &str) -> bool {
    let Some((time, rest)) = text.as_bytes().split_first_chunk::<8>() else {
        return false;
    };
    let (&[h, hh, b':', m, mm, b':', s, ss], rest) = (time, after_fraction(rest)) else {
        return false;
    };
    let (Some(hour), Some(minute), Some(second)) = (
        two_digits(h, hh, 23),
        two_digits(m, mm, 59),
        two_digits(s, ss, 60),
    ) else {
        return false;
    };
    let offset = match rest {
        Some([b'Z' | b'z']) => 0,
        Some(&[sign @ (b'+' | b'-'), h, hh, b':', m, mm]) => {
            let (Some(hours), Some(minutes)) = (two_digits(h, hh, 23), two_digits(m, mm, 59))
            else {
                return false;
            };
            let offset = hours * 60 + minutes;
            if sign == b'+' { offset } else { -offset }
        }
        _ => return false,
    };
    const DAY: i32 = 24 * 60;
    // Leap seconds end a day of UTC (RFC 3339, section 5.7).
    second < 60 || (hour * 60 + minute - offset).rem_euclid(DAY) == DAY - 1
}

/// What follows a fraction of a second, if there is one; `None` where it has no digits.
fn after_fraction(text: &[u8]) -> Option<&[u8]> {
    let Some(digits) = text.strip_prefix(b".") else {
        return Some(text);
    };
    let count = digits.iter().take_while(|it| it.is_ascii_digit()).count();
    digits.get(count..).filter(|_| count > 0)
}

fn two_digits(tens: u8, ones: u8, most: i32) -> Option<i32> {
    let is_number = tens.is_ascii_digit() && ones.is_ascii_digit();
    let number = i32::from(tens.wrapping_sub(b'0')) * 10 + i32::from(ones.wrapping_sub(b'0'));
    Some(number).filter(|number| is_number && *number <= most)
}

/// `duration`: weeks alone, or units without one left out between them.
pub(super) fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else {
        return false;
    };
    if let Some(weeks) = rest.strip_suffix('W') {
        return are_digits(weeks);
    }
    match rest.split_once('T') {
        Some((date, time)) => (date.is_empty() || are_units(date, "YMD")) && are_units(time, "HMS"),
        None => are_units(rest, "YMD"),
    }
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is numbers with units that follow each other.
fn are_units(text: &str, units: &str) -> bool {
    let mut left: Option<&str> = None;
    let mut parts = text
        .split_inclusive(|c: char| !c.is_ascii_digit())
        .peekable();
    parts.peek().is_some()
        && parts.all(|part| {
            let Some(unit) = part.chars().next_back() else {
                return false;
            };
            let number = &part[..part.len() - unit.len_utf8()];
            let at = match left {
                // The first may be any of them.
                None => units.find(unit),
                Some(left) => left.starts_with(unit).then(|| units.len() - left.len()),
            };
            let Some(at) = at else { return false };
            left = units.get(at + 1..);
            are_digits(number)
        })
}
