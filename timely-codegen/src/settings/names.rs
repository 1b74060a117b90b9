//! Names that a client has outside of the code: those of its environment variables, and in `User-Agent`.

use super::validate::is_token;

/// Whether a text can begin the name of an environment variable (POSIX.1, section 8.1).
pub(super) fn is_variable(text: &str) -> bool {
    let is_word = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.chars().all(is_word)
        && !text.ends_with('_')
}

/// Whether a text is products, each with a version or not (RFC 9110, section 10.1.5).
pub(super) fn is_user_agent(text: &str) -> bool {
    let is_product = |product: &str| {
        let (name, version) = product.split_once('/').unwrap_or((product, "1"));
        is_token(name) && is_token(version)
    };
    text.split(' ').all(is_product)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_what_variables_begin_with() {
        for text in ["A", "MY_SDK", "V2", "A__B"] {
            assert!(is_variable(text), "{text}");
        }
        for text in ["", "a", "2A", "_A", "A_", "MY-SDK", "É"] {
            assert!(!is_variable(text), "{text}");
        }
    }

    #[test]
    fn user_agents_are_products() {
        for text in ["crate", "acme", "acme/1.0", "acme/1.0-rc.1 core/2"] {
            assert!(is_user_agent(text), "{text}");
        }
        for text in [
            "",
            " acme",
            "acme  core",
            "acme/",
            "/1",
            "a/b/c",
            "acme (linux)",
            "caf\u{e9}",
            "a\nb",
        ] {
            assert!(!is_user_agent(text), "{text}");
        }
    }
}
