//! Runtime expressions (OpenAPI 3.1, section 4.8.20.4).

use crate::diagnostic::Pointer;

/// Whether a text that holds runtime expressions, as a whole (`$url`) or in braces (`id-{$request.body#/id}`), holds
/// none that the grammar does not know. A text without any is a constant.
pub(super) fn is_valid(text: &str) -> bool {
    if let Some(expression) = text.strip_prefix('$') {
        return is_expression(expression);
    }
    let mut rest = text;
    while let Some(start) = rest.find("{$") {
        let inner = &rest[start + 2..];
        let Some(end) = inner.find('}') else {
            return false;
        };
        if !is_expression(&inner[..end]) {
            return false;
        }
        rest = &inner[end + 1..];
    }
    true
}

/// Whether a text is an expression, the `$` before it left out.
fn is_expression(text: &str) -> bool {
    if matches!(text, "url" | "method" | "statusCode") {
        return true;
    }
    let source = text
        .strip_prefix("request.")
        .or_else(|| text.strip_prefix("response."));
    let Some(source) = source else {
        return false;
    };
    if let Some(fragment) = source.strip_prefix("body") {
        return fragment.is_empty() || fragment.strip_prefix('#').is_some_and(Pointer::is_valid);
    }
    match source.split_once('.') {
        Some(("header", name)) => http::HeaderName::from_bytes(name.as_bytes()).is_ok(),
        Some(("query" | "path", name)) => !name.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn expressions_follow_the_grammar() {
        for text in [
            "",
            "a constant",
            "5 $",
            "$url",
            "$method",
            "$statusCode",
            "$request.path.id",
            "$request.query.a b",
            "$request.header.X-Id",
            "$response.body",
            "$response.body#",
            "$response.body#/a~1b/0",
            "/users/{$response.body#/id}/of/{$request.path.id}",
        ] {
            assert!(is_valid(text), "{text}");
        }
        for text in [
            "$",
            "$response",
            "$response.",
            "$response.body/id",
            "$response.body#id",
            "$response.body#/a~2",
            "$response.boy#/id",
            "$request.cookie.id",
            "$request.path.",
            "$request.header.a b",
            "$Url",
            "/users/{$response.body#/id",
            "/users/{$id}",
        ] {
            assert!(!is_valid(text), "{text}");
        }
    }
}
