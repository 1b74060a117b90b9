//! The document as it is served: cut where its servers stand, so that an address fits in between.

use super::address::Address;
use super::answer::{Parts, digest};
use super::yaml;
use crate::document::Document;
use bytes::Bytes;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::fmt;

/// The members by which documents of version 2.0 say where their server is (OpenAPI 2.0, "Swagger Object").
const ADDRESS_OF_2: [&str; 3] = ["host", "basePath", "schemes"];

/// How deep values may be nested where YAML is written, whose lines grow by it. No reader of JSON goes much deeper.
const MAX_DEPTH: usize = 128;

/// The document in one of its forms.
pub(super) struct Served {
    form: Form,
    before: Bytes,
    /// How the address is said; nothing where the text is no object.
    place: Option<Version>,
    after: Bytes,
    digest: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Yaml,
}

/// What the place of the address looks like.
#[derive(Clone, Copy)]
enum Version {
    Swagger2,
    OpenApi3,
}

impl Served {
    /// As JSON, and if wanted as YAML.
    pub(super) fn both(
        document: &Document,
        keeps_servers: bool,
        wants_yaml: bool,
    ) -> (Self, Option<Self>) {
        let text = document.as_str();
        let members = serde_json::from_str::<Members<'_>>(text);
        let Some(members) = members.ok().filter(|_| depth(text) <= MAX_DEPTH) else {
            // Nothing that could be taken apart. It is for its readers to say what is wrong with it.
            let whole = |form| Self::whole(form, text);
            return (whole(Form::Json), wants_yaml.then(|| whole(Form::Yaml)));
        };
        let cut = Cut::of(&members.0, keeps_servers);
        let yaml = wants_yaml.then(|| cut.yaml());
        (cut.json(), yaml)
    }

    fn whole(form: Form, text: &str) -> Self {
        Self::new(form, text.to_owned(), None, String::new())
    }

    fn new(form: Form, before: String, place: Option<Version>, after: String) -> Self {
        Self {
            digest: digest([before.as_bytes(), after.as_bytes()]),
            form,
            before: before.into(),
            place,
            after: after.into(),
        }
    }

    pub(super) fn media_type(&self) -> &'static str {
        match self.form {
            Form::Json => "application/json",
            // RFC 9512.
            Form::Yaml => "application/yaml",
        }
    }

    /// The text with this address.
    pub(super) fn at(&self, address: &Address) -> Parts {
        let place = match (self.form, self.place) {
            (_, None) => String::new(),
            (Form::Json, Some(version)) => version.json(address),
            (Form::Yaml, Some(version)) => version.yaml(address),
        };
        let tag = format!("\"{}{}\"", self.digest, &digest([place.as_bytes()])[..8]);
        Parts {
            parts: vec![self.before.clone(), place.into(), self.after.clone()],
            tag,
        }
    }
}

impl Version {
    /// The members that say it, of which the list of servers is still open.
    fn json(self, address: &Address) -> String {
        match self {
            Self::OpenApi3 => format!("\"servers\":[{{\"url\":{}}}", quoted(&address.url())),
            Self::Swagger2 => {
                let members = of_2(address, quoted);
                let members = members
                    .iter()
                    .map(|(name, value)| format!("\"{name}\":{value}"));
                members.collect::<Vec<_>>().join(",\n")
            }
        }
    }

    fn yaml(self, address: &Address) -> String {
        match self {
            Self::OpenApi3 => format!("servers:\n- url: {}\n", yaml::quoted(&address.url())),
            Self::Swagger2 => {
                // A list of texts in quotes is the same in YAML.
                let members = of_2(address, yaml::quoted);
                let members = members
                    .iter()
                    .map(|(name, value)| format!("{name}: {value}\n"));
                members.collect()
            }
        }
    }
}

/// The members of version 2.0, with texts in quotes. Without a host it is the one that serves the document.
fn of_2(address: &Address, quoted: fn(&str) -> String) -> Vec<(&'static str, String)> {
    let path = match address.path.as_str() {
        "" => "/",
        path => path,
    };
    let mut members = vec![("basePath", quoted(path))];
    if let Some((scheme, authority)) = &address.origin {
        members.insert(0, ("host", quoted(authority)));
        members.push(("schemes", format!("[{}]", quoted(scheme))));
    }
    members
}

/// A text as JSON.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// How deep the values of a JSON text are nested.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    let (mut is_text, mut is_escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_text => is_escaped = true,
            b'"' => is_text = !is_text,
            b'{' | b'[' if !is_text => depth += 1,
            b'}' | b']' if !is_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}

/// The members of a document, apart from those that say where its server is.
struct Cut<'a> {
    version: Version,
    before: Vec<&'a (String, &'a RawValue)>,
    after: Vec<&'a (String, &'a RawValue)>,
    /// The servers that stay, as they are written in a list.
    kept: Option<&'a str>,
}

impl<'a> Cut<'a> {
    fn of(members: &'a [(String, &'a RawValue)], keeps_servers: bool) -> Self {
        let is_2 = members.iter().any(|(name, _)| name == "swagger");
        let version = match is_2 {
            true => Version::Swagger2,
            false => Version::OpenApi3,
        };
        let is_address = |name: &str| match is_2 {
            true => ADDRESS_OF_2.contains(&name),
            false => name == "servers",
        };
        // Where it stands, or after what comes first in every document.
        let own = members.iter().position(|(name, _)| is_address(name));
        let info = members.iter().position(|(name, _)| name == "info");
        let at = own.or(info.map(|at| at + 1)).unwrap_or(members.len());
        let (before, after) = members.split_at(at);
        let rest = |members: &'a [(String, &'a RawValue)]| {
            members
                .iter()
                .filter(|(name, _)| !is_address(name))
                .collect()
        };
        let servers = members.iter().find(|(name, _)| name == "servers");
        let kept = servers
            .filter(|_| keeps_servers && !is_2)
            .and_then(|(_, servers)| {
                let inner = servers.get().trim().strip_prefix('[')?.strip_suffix(']')?;
                (!inner.trim().is_empty()).then_some(inner)
            });
        Self {
            version,
            before: rest(before),
            after: rest(after),
            kept,
        }
    }

    fn json(&self) -> Served {
        let member = |(name, value): &&(String, &RawValue)| format!("{}:{value},\n", quoted(name));
        let before: String = self.before.iter().map(member).collect();
        let mut after = String::new();
        if matches!(self.version, Version::OpenApi3) {
            if let Some(kept) = self.kept {
                after.push(',');
                after.push_str(kept);
            }
            after.push(']');
        }
        for (name, value) in &self.after {
            after.push_str(&format!(",\n{}:{value}", quoted(name)));
        }
        after.push_str("\n}\n");
        let before = format!("{{\n{before}");
        Served::new(Form::Json, before, Some(self.version), after)
    }

    fn yaml(&self) -> Served {
        let write = |members: &[&(String, &RawValue)], text: &mut String| {
            for (name, value) in members {
                yaml::write_member(name, value.get(), text);
            }
        };
        let (mut before, mut after) = (String::new(), String::new());
        write(&self.before, &mut before);
        if let Some(kept) = self.kept {
            yaml::write(&format!("[{kept}]"), &mut after);
        }
        write(&self.after, &mut after);
        Served::new(Form::Yaml, before, Some(self.version), after)
    }
}

/// The members of an object as they are written, in their order.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'de> Visitor<'de> for Each {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each)
    }
}
