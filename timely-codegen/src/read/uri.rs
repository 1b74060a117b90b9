//! Relative references to URIs (RFC 3986, section 5.2), as far as identifiers need them: none has a query.

/// The URI that a reference without a fragment names from a base.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    let (origin, path) = split(base);
    if scheme(reference).is_some() {
        return reference.to_owned();
    }
    if reference.starts_with("//") {
        let scheme = scheme(base).map_or("", |scheme| &base[..=scheme.len()]);
        return format!("{scheme}{reference}");
    }
    if reference.starts_with('/') {
        return format!("{origin}{}", without_dots(reference));
    }
    // A base without a path has the path `/` (section 5.2.3).
    let bare = if origin.contains("//") { "/" } else { "" };
    let folder = path.rfind('/').map_or(bare, |slash| &path[..=slash]);
    format!("{origin}{}", without_dots(&format!("{folder}{reference}")))
}

fn scheme(uri: &str) -> Option<&str> {
    let (scheme, _) = uri.split_once(':')?;
    let rest = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let is_one = scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(rest);
    is_one.then_some(scheme)
}

/// The scheme and authority of a URI, and its path.
fn split(uri: &str) -> (&str, &str) {
    let start = scheme(uri).map_or(0, |scheme| scheme.len() + 1);
    let end = match uri[start..].strip_prefix("//") {
        Some(rest) => start + 2 + rest.find('/').unwrap_or(rest.len()),
        None => start,
    };
    uri.split_at(end)
}

fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let is_absolute = path.starts_with('/');
    for part in path.trim_start_matches('/').split('/') {
        match part {
            "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let slash = if is_absolute { "/" } else { "" };
    format!("{slash}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn references_count_from_the_base() {
        let base = "https://example.com/api/pets";
        for (base, reference, expected) in [
            (base, "dogs", "https://example.com/api/dogs"),
            (base, "./dogs", "https://example.com/api/dogs"),
            (base, "../dogs", "https://example.com/dogs"),
            (base, "/dogs", "https://example.com/dogs"),
            (base, "//other.test/dogs", "https://other.test/dogs"),
            (base, "urn:x:y", "urn:x:y"),
            ("", "schemas/pet", "schemas/pet"),
            ("schemas/pet", "dog", "schemas/dog"),
            ("https://example.com", "dogs", "https://example.com/dogs"),
        ] {
            assert_eq!(resolve(base, reference), expected, "{base} {reference}");
        }
    }
}
