//! Texts that a document allows.

use super::Examples;
use super::rules::Rules;
use super::values::Given;
use crate::formats::Meaning;
use crate::ir::{Literal, Schema};
use serde_json::Value;

/// Texts longer than this say no more to a reader.
const MAX_TEXT: usize = 60;
/// The longest text that is made where the document wants one so long.
const MAX_MADE: usize = 200;

impl Examples<'_> {
    /// A text: the example, or what the schema says it may be, or the name of what it is; the first of them that is allowed,
    /// and else one that is made to be.
    pub(super) fn text_of(&self, given: Given<'_>) -> String {
        let rules = self.rules(given.schemas);
        let example = given.example.and_then(Value::as_str).map(str::to_owned);
        let default = rules.default();
        let default = default.as_ref().and_then(Value::as_str).map(str::to_owned);
        let listed = rules.each().flat_map(|schema| &schema.enumeration);
        let listed = listed.filter_map(|literal| match literal {
            Literal::Str(text) => Some(text.clone()),
            _ => None,
        });
        let formats = rules.each().filter_map(|schema| schema.format);
        let of_format = formats.filter_map(|check| sample_of(check.name()));
        let said = example.into_iter().chain(default).chain(listed);
        let said = said.filter(|text| text.chars().count() <= MAX_TEXT);
        let mut said = said.chain(of_format.map(str::to_owned)).collect::<Vec<_>>();
        said.push(given.name.to_owned());
        let allowed = said.iter().find(|text| self.allows(&rules, text)).cloned();
        let made = || self.made(&rules, given.name);
        // What is said is as good as any other where none is allowed.
        allowed.or_else(made).unwrap_or_else(|| said.swap_remove(0))
    }

    /// A text of a format that means a type of the runtime.
    pub(super) fn text_of_format(&self, meaning: Meaning, given: Given<'_>) -> Option<String> {
        let rules = self.rules(given.schemas);
        let example = given.example.and_then(Value::as_str);
        let example = example.filter(|text| !text.is_empty() && text.chars().count() <= MAX_TEXT);
        let format = meaning.format()?.name;
        let default = rules.default();
        let default = default.as_ref().and_then(Value::as_str);
        let said = [example, default, sample_of(format)];
        let mut said = said.into_iter().flatten();
        let first = said.clone().next()?;
        let allowed = said.find(|text| self.allows(&rules, text));
        Some(allowed.unwrap_or(first).to_owned())
    }

    /// Whether the schemas allow a text.
    fn allows(&self, rules: &Rules<'_>, text: &str) -> bool {
        let length = text.chars().count() as u64;
        let is_listed = |schema: &Schema| {
            let is_it =
                |literal: &Literal| matches!(literal, Literal::Str(listed) if listed == text);
            schema.enumeration.is_empty() || schema.enumeration.iter().any(is_it)
        };
        rules.each().all(|schema| {
            let pattern = schema.pattern.as_deref();
            is_listed(schema)
                && schema.min_length.is_none_or(|least| length >= least)
                && schema.max_length.is_none_or(|most| length <= most)
                && pattern.is_none_or(|pattern| self.patterns().takes(pattern, text))
        })
    }

    /// A text that is made for the lengths and patterns of the schemas, if one of them is of any help with the others.
    fn made(&self, rules: &Rules<'_>, name: &str) -> Option<String> {
        let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        let least = rules.each().filter_map(|schema| schema.min_length).max();
        let most = rules.each().filter_map(|schema| schema.max_length).min();
        let least = least.map_or(0, count);
        let most = most.map_or(MAX_MADE, count).min(MAX_MADE);
        if least > most {
            return None;
        }
        // An empty text shows nothing, and is no segment of a path.
        let shown = least.max(1).min(most);
        let patterns = rules.each().filter_map(|schema| schema.pattern.as_deref());
        let by_pattern = patterns.filter_map(|pattern| {
            let sample = |least| self.patterns().sample(pattern, least, most);
            sample(shown).or_else(|| sample(least))
        });
        let words = format!("{name}-");
        let length = name.chars().count().clamp(least, most);
        let by_length = words.chars().cycle().take(length).collect();
        let mut made = by_pattern.chain([by_length]);
        made.find(|text| self.allows(rules, text))
    }
}

/// A text of a format.
fn sample_of(format: &str) -> Option<&'static str> {
    Some(match format {
        "uuid" => "0d2f8a2c-5b1e-4c1d-9f6a-3e7b8c9d0e1f",
        "date-time" => "2026-01-31T09:30:00Z",
        "date" => "2026-01-31",
        "email" => "ana@example.com",
        "uri" => "https://example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" | "base64url" => "aGVsbG8",
        "sf-binary" => ":aGVsbG8=:",
        "sf-boolean" => "?1",
        "sf-string" => "\"text\"",
        "time" => "09:30:00Z",
        "time-local" => "09:30:00",
        "date-time-local" => "2026-01-31T09:30:00",
        "duration" => "PT1H30M",
        "http-date" => "Sat, 31 Jan 2026 09:30:00 GMT",
        "char" => "a",
        "decimal" | "decimal128" => "12.50",
        "int64" | "uint64" => "1",
        _ => return None,
    })
}
