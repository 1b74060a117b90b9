//! Host names (RFC 1123, section 2.1), and internationalized ones (RFC 5890 to 5893).

use idna::punycode;
use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};
use std::sync::LazyLock;
use timely_pattern::{Pattern, Unmetered};

/// The bytes that a name may have (RFC 1034, section 3.1): as many characters at the most.
const MOST: usize = 253;
/// What begins a label that is written in ASCII for one that is not.
const ENCODED: &str = "xn--";

/// A host name in ASCII, in which labels that stand for others do so rightly.
pub(super) fn is_hostname(text: &str) -> bool {
    text.len() <= MOST
        && text
            .split('.')
            .all(|label| is_label(label) && is_decoded(label))
}

/// Labels of letters, digits and hyphens, whatever they stand for.
pub(super) fn is_domain(text: &str) -> bool {
    text.len() <= MOST && text.split('.').all(is_label)
}

/// A host name whose labels may be in any script.
pub(super) fn is_idn_hostname(text: &str) -> bool {
    if text.len() > 4 * MOST || text.chars().count() > MOST {
        return false;
    }
    let is_dot = |c: char| matches!(c, '.' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}');
    text.split(is_dot).all(|label| match label.is_ascii() {
        // Two hyphens there are kept for encodings (RFC 5890, section 2.3.1).
        true => {
            let is_reserved = label.as_bytes().get(2..4) == Some(b"--");
            is_label(label) && is_decoded(label) && (!is_reserved || is_encoded(label))
        }
        false => is_unicode_label(label),
    }) && is_whole(text)
}

/// Whether the labels go together: their length in ASCII, and the directions in which they are written (RFC 5893).
fn is_whole(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let (deny, hyphens) = (AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    let ascii = Uts46::new().to_ascii(lower.as_bytes(), deny, hyphens, DnsLength::Verify);
    ascii.is_ok()
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_encoded(label: &str) -> bool {
    label
        .get(..ENCODED.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(ENCODED))
}

/// Whether a label that stands for another one stands for one that may be (RFC 5891, section 5.4).
fn is_decoded(label: &str) -> bool {
    if !is_encoded(label) {
        return true;
    }
    let lower = label.to_ascii_lowercase();
    let encoded = &lower[ENCODED.len()..];
    punycode::decode_to_string(encoded).is_some_and(|decoded| {
        !decoded.is_ascii()
            && is_unicode_label(&decoded)
            && punycode::encode_str(&decoded).as_deref() == Some(encoded)
    })
}

/// Whether a label has a character beyond ASCII, and is one that may be registered (RFC 5891, section 4.2).
fn is_unicode_label(label: &str) -> bool {
    let chars: Vec<char> = label.chars().collect();
    let has_hyphens = matches!(chars[..], [_, _, '-', '-', ..]);
    let is_right = |(at, c): (usize, &char)| match context_of(*c) {
        Some(holds) => holds(&chars, at),
        None => is_letter_or_digit(*c),
    };
    if has_hyphens || !chars.iter().enumerate().all(is_right) || !are_digits_of_one_kind(&chars) {
        return false;
    }
    // What is left unchanged is stable, and begins with no mark; joiners stand where they may.
    let (deny, hyphens) = (AsciiDenyList::STD3, Hyphens::CheckFirstLast);
    let (shown, outcome) = Uts46::new().to_unicode(label.as_bytes(), deny, hyphens);
    let ascii = Uts46::new().to_ascii(label.as_bytes(), deny, hyphens, DnsLength::Verify);
    outcome.is_ok() && shown == label && ascii.is_ok()
}

/// Characters of labels (RFC 5892, section 2), those apart that depend on what is around them.
fn is_letter_or_digit(c: char) -> bool {
    static LETTERS: LazyLock<Option<Pattern>> =
        LazyLock::new(|| Pattern::new(r"^[\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}]$").ok());
    match c {
        'a'..='z' | '0'..='9' | '-' => true,
        // Section 2.6, and the Hangul that is written in parts, section 2.9.
        '\u{6fd}' | '\u{6fe}' | '\u{f0b}' | '\u{3007}' => true,
        '\u{640}' | '\u{7fa}' | '\u{302e}' | '\u{302f}' | '\u{3031}'..='\u{3035}' | '\u{303b}' => {
            false
        }
        '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97f}' | '\u{d7b0}'..='\u{d7ff}' => false,
        c => is_one(&LETTERS, c),
    }
}

fn is_one(pattern: &LazyLock<Option<Pattern>>, c: char) -> bool {
    let text = c.encode_utf8(&mut [0; 4]).to_owned();
    let pattern = pattern.as_ref();
    pattern.is_some_and(|pattern| pattern.is_match(&text, &Unmetered) == Ok(true))
}

type Context = fn(&[char], usize) -> bool;

/// What must be around a character (RFC 5892, appendix A). Joiners are told with the rest.
fn context_of(c: char) -> Option<Context> {
    static GREEK: LazyLock<Option<Pattern>> =
        LazyLock::new(|| Pattern::new(r"^\p{Script=Greek}$").ok());
    static HEBREW: LazyLock<Option<Pattern>> =
        LazyLock::new(|| Pattern::new(r"^\p{Script=Hebrew}$").ok());
    static JAPANESE: LazyLock<Option<Pattern>> = LazyLock::new(|| {
        Pattern::new(r"^[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]$").ok()
    });
    fn before(chars: &[char], at: usize) -> Option<char> {
        chars.get(at.checked_sub(1)?).copied()
    }
    fn after(chars: &[char], at: usize) -> Option<char> {
        chars.get(at + 1).copied()
    }
    Some(match c {
        '\u{200c}' | '\u{200d}' => |_, _| true,
        '\u{b7}' => |chars, at| before(chars, at) == Some('l') && after(chars, at) == Some('l'),
        '\u{375}' => |chars, at| after(chars, at).is_some_and(|c| is_one(&GREEK, c)),
        '\u{5f3}' | '\u{5f4}' => |chars, at| before(chars, at).is_some_and(|c| is_one(&HEBREW, c)),
        '\u{30fb}' => |chars, _| chars.iter().any(|c| is_one(&JAPANESE, *c)),
        _ => return None,
    })
}

/// Digits of Arabic are of one of two kinds (RFC 5892, appendices A.8 and A.9).
fn are_digits_of_one_kind(chars: &[char]) -> bool {
    let has = |first: char, last: char| chars.iter().any(|c| (first..=last).contains(c));
    !(has('\u{660}', '\u{669}') && has('\u{6f0}', '\u{6f9}'))
}
