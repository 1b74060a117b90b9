//! What to do about YAML that does not parse.

/// A merge conflict that was left in a file: the byte where it begins.
pub(super) fn conflict_marker(text: &str) -> Option<usize> {
    let mut at = 0;
    let mut begin = None;
    let mut middle = false;
    for line in text.split_inclusive('\n') {
        let marker = line.trim_end();
        if line.starts_with("<<<<<<< ") {
            begin.get_or_insert(at);
        } else if marker == "=======" {
            middle = begin.is_some();
        } else if middle && (line.starts_with(">>>>>>> ") || marker == ">>>>>>>") {
            return begin;
        }
        at += line.len();
    }
    None
}

/// A guess at the cause of a syntax error, from the text around it.
pub(super) fn hint(text: &str, offset: usize, message: &str) -> Option<String> {
    let line = line_around(text, offset);
    let before = text
        .get(..offset)
        .and_then(|head| head.trim_end().lines().next_back())
        .unwrap_or("");
    if [line, before]
        .iter()
        .any(|line| indentation(line).contains('\t'))
    {
        return Some("YAML allows no tabs in the indentation; use spaces".to_owned());
    }
    if message.contains("may not precede") {
        return Some("put a space after the colon".to_owned());
    }
    let value = line
        .split_once(": ")
        .map_or(line, |(_, value)| value)
        .trim_start();
    if let Some(first) = value.chars().next().filter(|c| "@`%&*!|>{[".contains(*c)) {
        return Some(format!("put quotes around text that begins with `{first}`"));
    }
    let colons = line.matches(": ").count() + usize::from(line.trim_end().ends_with(':'));
    if colons > 1 || message.contains("mapping values") {
        return Some(
            "put quotes around text that holds `: `, and check the indentation".to_owned(),
        );
    }
    Some("check the indentation and the quotes here and in the lines before".to_owned())
}

fn line_around(text: &str, offset: usize) -> &str {
    let offset = (0..=offset.min(text.len()))
        .rev()
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(0);
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let end = text[offset..]
        .find('\n')
        .map_or(text.len(), |at| offset + at);
    &text[start..end]
}

fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}
