//! Settings as one writes them: what differs from the defaults, as TOML or as arguments of `openapi!`.

use crate::settings::{Config, Pagination, Settings};
use serde_json::{Map, Value as Json};

/// The shape, which is written even where it is the default, since that moves with the generator; then the keys that differ
/// from their defaults, in the order of the settings.
fn written(settings: &Settings) -> Map<String, Json> {
    let object = |settings: &Settings| match serde_json::to_value(settings) {
        Ok(Json::Object(entries)) => entries,
        // Plain data with string keys always has that form.
        _ => Map::new(),
    };
    let defaults = object(&Settings::default());
    let mut settings = object(settings);
    let shape = settings.shift_remove_entry("compat");
    let others = settings.into_iter();
    let others = others.filter(|(key, value)| defaults.get(key) != Some(value));
    let others = others.map(|(key, value)| (key, without_empty(value)));
    shape.into_iter().chain(others).collect()
}

/// A table of settings without what is not set in it. What is further inside is as it is: a constant of an error body may
/// be whatever a document says.
fn without_empty(value: Json) -> Json {
    let is_unset = |value: &Json| {
        value.is_null() || value.as_object().is_some_and(|entries| entries.is_empty())
    };
    match value {
        Json::Object(entries) => {
            let entries = entries.into_iter().filter(|(_, value)| !is_unset(value));
            Json::Object(entries.collect())
        }
        value => value,
    }
}

/// Whether TOML has words for the settings: it has none for null.
pub(super) fn is_writable(settings: &Settings) -> bool {
    let read = Config::parse_settings("settings.toml", &toml(settings, ""));
    read.is_ok_and(|read| read.in_folder(&settings.folder) == *settings)
}

/// As TOML below a table of this name, or at the outside when it is empty.
pub(super) fn toml(settings: &Settings, table: &str) -> String {
    let (tables, plain): (Vec<_>, Vec<_>) = written(settings)
        .into_iter()
        .partition(|(_, value)| value.is_object() || is_list_of_tables(value));
    let mut text = String::new();
    for (key, value) in plain {
        text.push_str(&format!("{} = {}\n", toml_key(&key), toml_value(&value)));
    }
    for (key, value) in tables {
        let name = match table {
            "" => toml_key(&key),
            table => format!("{table}.{}", toml_key(&key)),
        };
        let (heads, entries) = match &value {
            Json::Array(list) => (format!("\n[[{name}]]\n"), list.as_slice()),
            value => (format!("\n[{name}]\n"), std::slice::from_ref(value)),
        };
        for value in entries {
            text.push_str(&heads);
            for (key, value) in value.as_object().into_iter().flatten() {
                text.push_str(&format!("{} = {}\n", toml_key(key), toml_value(value)));
            }
        }
    }
    text
}

/// Whether each of several values is a table of its own.
fn is_list_of_tables(value: &Json) -> bool {
    let list = value.as_array().filter(|list| !list.is_empty());
    list.is_some_and(|list| list.iter().all(Json::is_object))
}

/// A rule of pagination as an inline table, without its operations.
pub(in crate::cli) fn rule_text(rule: &Pagination) -> String {
    let rule = Pagination {
        operations: Vec::new(),
        ..rule.clone()
    };
    serde_json::to_value(rule).map_or_else(|_| String::new(), |rule| toml_value(&rule))
}

/// A value on one line.
fn toml_value(value: &Json) -> String {
    match value {
        Json::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{} = {}", toml_key(key), toml_value(value)));
            table_text(entries)
        }
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(toml_value).collect();
            format!("[{}]", items.join(", "))
        }
        Json::String(text) => toml::Value::from(text.as_str()).to_string(),
        other => other.to_string(),
    }
}

fn table_text(entries: impl Iterator<Item = String>) -> String {
    let entries: Vec<String> = entries.collect();
    match entries.is_empty() {
        true => "{}".to_owned(),
        false => format!("{{ {} }}", entries.join(", ")),
    }
}

/// A key, in quotes where it needs them.
pub(super) fn toml_key(key: &str) -> String {
    let is_bare = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    match !key.is_empty() && key.chars().all(is_bare) {
        true => key.to_owned(),
        false => toml::Value::from(key).to_string(),
    }
}

/// As further arguments of `openapi!`, a line each.
pub(super) fn macro_arguments(settings: &Settings) -> Vec<String> {
    let entries = written(settings).into_iter();
    entries
        .map(|(key, value)| format!("{key}: {},", macro_value(&value)))
        .collect()
}

fn macro_value(value: &Json) -> String {
    match value {
        Json::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", macro_key(key), macro_value(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(macro_value).collect();
            format!("[{}]", items.join(", "))
        }
        Json::String(text) => format!("{text:?}"),
        other => other.to_string(),
    }
}

fn macro_key(key: &str) -> String {
    match syn::parse_str::<syn::Ident>(key) {
        Ok(_) => key.to_owned(),
        Err(_) => format!("{key:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{
        ErrorField, ErrorSettings, Output, PageStyle, Pagination, PaginationRules,
    };

    fn settings() -> Settings {
        let mut pages = Pagination::new(PageStyle::Page, "page", "/data");
        pages.total_pages = Some("/total \"pages\"".to_owned());
        let errors = ErrorSettings::default()
            .field("/ok", ErrorField::Constant(false.into()))
            .code(404, "GONE");
        Settings::default()
            .outputs([Output::Client])
            .pagination(pages)
            .errors(errors)
            .format("date-time", "String")
            .feature_gates(true)
    }

    #[test]
    fn toml_says_what_the_settings_are() {
        let text = toml(&settings(), "");
        assert_eq!(
            Config::parse_settings("settings.toml", &text).unwrap(),
            settings(),
            "{text}"
        );
        let text = format!(
            "[targets.\"a b\"]\ndocument = \"a\"\noutput = \"b\"\n{}",
            toml(&settings(), "targets.\"a b\"")
        );
        let config = Config::parse("codegen.toml", &text).unwrap();
        assert_eq!(config.targets[0].settings, settings(), "{text}");
        assert_eq!(toml(&Settings::default(), ""), "compat = \"0.2\"\n");
    }

    #[test]
    fn several_rules_are_several_tables() {
        let mut url = Pagination::new(PageStyle::Url, "", "/results");
        url.next_url = Some("/next".to_owned());
        url.operations = vec!["listPets".to_owned(), "find*".to_owned()];
        let rules = [url, Pagination::new(PageStyle::Page, "page", "")];
        let settings = Settings::default().pagination(rules);
        let text = toml(&settings, "");
        assert_eq!(text.matches("[[pagination]]").count(), 2, "{text}");
        for settings in [
            settings,
            Settings::default().pagination(PaginationRules::Auto(None)),
            Settings::default().pagination(PaginationRules::Auto(Some(1))),
        ] {
            let text = toml(&settings, "");
            let read = Config::parse_settings("settings.toml", &text);
            assert_eq!(read.unwrap(), settings, "{text}");
            let arguments = macro_arguments(&settings).join("\n");
            arguments.parse::<proc_macro2::TokenStream>().unwrap();
        }
    }

    #[test]
    fn constants_are_written_as_they_are() {
        let with = |constant: serde_json::Value| {
            let errors = ErrorSettings::default().field("/a", ErrorField::Constant(constant));
            Settings::default().errors(errors)
        };
        for constant in [
            serde_json::json!({}),
            serde_json::json!([]),
            serde_json::json!({"a b": [1, true, {}]}),
        ] {
            assert!(is_writable(&with(constant.clone())), "{constant}");
        }
        assert!(!is_writable(&with(serde_json::Value::Null)));
        assert!(!is_writable(&with(serde_json::json!([null]))));
    }

    #[test]
    fn arguments_of_the_macro_are_rust() {
        let text = macro_arguments(&settings()).join("\n");
        assert!(text.contains("feature_gates: true,"), "{text}");
        assert!(
            text.contains("formats: { \"date-time\": \"String\" },"),
            "{text}"
        );
        text.parse::<proc_macro2::TokenStream>().unwrap();
    }
}
