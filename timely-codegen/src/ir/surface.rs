//! The surface of an API as a list: a line per operation, field and value, for people and for comparisons.

use super::{
    Api, Content, EventData, FormFieldKind, Operation, Payload, Presence, StatusMatch, Struct,
    Type, TypeDef, TypeKind,
};
use std::fmt::{self, Display, Write};

/// An API's surface; see [`Api::surface`].
#[derive(Clone, Copy, Debug)]
pub struct Surface<'a>(&'a Api);

impl Api {
    /// The surface of the API as text: operations by tag, then types, then events.
    ///
    /// A change to the document that users can see is a change to this list, so it is what a review should read.
    pub fn surface(&self) -> Surface<'_> {
        Surface(self)
    }
}

impl Display for Surface<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let api = self.0;
        writeln!(f, "{} {}", api.title, api.version)?;
        for group in &api.groups {
            writeln!(f, "\n{}", group.tag)?;
            for operation in &group.operations {
                self.operation(f, operation)?;
            }
        }
        for (title, requests) in [("Webhooks", &api.webhooks), ("Callbacks", &api.callbacks)] {
            let Some(requests) = requests else { continue };
            writeln!(f, "\n{title}")?;
            for request in &requests.requests {
                self.operation(f, &request.operation)?;
            }
        }
        writeln!(f, "\nTypes")?;
        for definition in &api.types {
            self.type_def(f, definition)?;
        }
        for (title, list) in [
            ("Servers", self.servers()),
            ("Contents", self.contents()),
            ("Headers", self.headers()),
            ("Events", self.events()),
        ] {
            if !list.is_empty() {
                writeln!(f, "\n{title}\n{}", list.trim_end())?;
            }
        }
        Ok(())
    }
}

impl Surface<'_> {
    /// The servers that have constants: where there is but one without variables, it is the client's own affair.
    fn servers(&self) -> String {
        let servers = &self.0.servers;
        if servers.len() < 2 && servers.iter().all(|server| server.variables.is_empty()) {
            return String::new();
        }
        servers.iter().fold(String::new(), |mut list, server| {
            // Writing to a `String` cannot fail.
            let _ = writeln!(list, "  {} {}", server.name, server.template);
            for variable in &server.variables {
                let _ = writeln!(list, "    {} = {}", variable.name, variable.default);
            }
            list
        })
    }

    fn operation(&self, f: &mut fmt::Formatter<'_>, operation: &Operation) -> fmt::Result {
        let mut arguments: Vec<String> = operation
            .arguments
            .iter()
            .map(|argument| format!("{}: {}", argument.name, self.ty(&argument.ty)))
            .collect();
        if let Some(body) = &operation.body {
            let mark = if body.required { "" } else { "?" };
            arguments.push(format!("body{mark}: {}", self.content(&body.content)));
        }
        for field in operation
            .optional
            .iter()
            .flat_map(|optional| &optional.fields)
        {
            arguments.push(format!("{}?: {}", field.name, self.ty(&field.ty)));
        }
        let line = format!("  {} {}", operation.http_method, operation.path);
        writeln!(f, "{}", line.trim_end())?;
        writeln!(f, "    {}({})", operation.method_name, arguments.join(", "))?;
        let successes = operation
            .success
            .cases
            .iter()
            .map(|case| self.response(case.status, &case.payload));
        let errors = operation
            .errors
            .iter()
            .map(|case| self.response(case.status, &case.payload));
        writeln!(
            f,
            "    -> {}",
            successes.chain(errors).collect::<Vec<_>>().join(" | ")
        )?;
        if let Some(pagination) = &operation.pagination {
            writeln!(f, "    stream of {}", self.ty(&pagination.item))?;
        }
        if let Some(server) = operation.server {
            writeln!(f, "    at {}", self.0.servers[server].name)?;
        }
        writeln!(f, "    needs {}", security(operation))
    }

    fn response(&self, status: StatusMatch, payload: &Payload) -> String {
        let status = match status {
            StatusMatch::Code(code) => code.to_string(),
            StatusMatch::Range(class) => format!("{class}XX"),
            StatusMatch::Default => "default".to_owned(),
        };
        let body = payload
            .content
            .as_ref()
            .map(|content| format!(" {}", self.content(content)))
            .unwrap_or_default();
        let headers = payload
            .headers
            .map(|place| format!(" + {}", self.0.header_sets[place].name))
            .unwrap_or_default();
        format!("{status}{body}{headers}")
    }

    fn content(&self, content: &Content) -> String {
        match content {
            Content::Value(ty) => self.ty(ty),
            Content::Stream | Content::Bytes => "bytes".to_owned(),
            Content::Events(EventData::Text) => "events of text".to_owned(),
            Content::Events(EventData::Json(ty)) => format!("events of {}", self.ty(ty)),
            Content::Lines(ty) => format!("lines of {}", self.ty(ty)),
            Content::Parts => "parts".to_owned(),
            Content::PartList(ty) => format!("parts of {}", self.ty(ty)),
            Content::Form(place) => self.0.forms[*place].name.clone(),
            Content::Choice(place) => self.0.choices[*place].name.clone(),
        }
    }

    /// The contents that are types of their own.
    fn contents(&self) -> String {
        let mut out = String::new();
        for form in &self.0.forms {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "  form {}", form.name);
            for field in &form.fields {
                let mark = if field.required { "" } else { "?" };
                let ty = match &field.kind {
                    FormFieldKind::File => "file".to_owned(),
                    FormFieldKind::Files => "[file]".to_owned(),
                    FormFieldKind::Value(ty) => self.ty(ty),
                    FormFieldKind::Headed(ty) => format!("{} with headers", self.ty(ty)),
                    FormFieldKind::HeadedItems(ty) => format!("{} with headers each", self.ty(ty)),
                };
                let _ = writeln!(out, "    {}{mark}: {ty}", field.wire);
            }
            for matching in &form.matching {
                let _ = writeln!(out, "    {}: {}", matching.shown, self.ty(&matching.ty));
            }
            if let Some((_, ty)) = &form.additional {
                let _ = writeln!(out, "    *: {}", self.ty(ty));
            }
        }
        for choice in &self.0.choices {
            let variants: Vec<String> = choice
                .variants
                .iter()
                .map(|variant| format!("{}({})", variant.name, self.content(&variant.content)))
                .collect();
            let _ = writeln!(
                out,
                "  choice {} {{ {} }}",
                choice.name,
                variants.join(", ")
            );
        }
        out
    }

    fn type_def(&self, f: &mut fmt::Formatter<'_>, definition: &TypeDef) -> fmt::Result {
        let name = &definition.short_path();
        match &definition.kind {
            TypeKind::Alias(ty) => writeln!(f, "  type {name} = {}", self.ty(ty)),
            TypeKind::Wrapper(ty) => writeln!(f, "  struct {name}({})", self.ty(ty)),
            TypeKind::Enum(values) => {
                let values: Vec<&str> = values
                    .variants
                    .iter()
                    .map(|variant| variant.wire.as_str())
                    .collect();
                writeln!(f, "  enum {name} {{ {} }}", values.join(", "))
            }
            TypeKind::IntegerEnum(values) => {
                let values: Vec<String> = values
                    .variants
                    .iter()
                    .map(|(name, value)| format!("{name} = {value}"))
                    .collect();
                writeln!(f, "  enum {name} {{ {} }}", values.join(", "))
            }
            TypeKind::NumberEnum(values) => {
                let values: Vec<String> = values
                    .variants
                    .iter()
                    .map(|(name, value)| format!("{name} = {value}"))
                    .collect();
                writeln!(f, "  enum {name} {{ {} }}", values.join(", "))
            }
            TypeKind::Union(union) => {
                let variants: Vec<String> = union
                    .variants
                    .iter()
                    .map(|variant| format!("{}({})", variant.name, self.ty(&variant.ty)))
                    .collect();
                writeln!(f, "  union {name} {{ {} }}", variants.join(", "))
            }
            TypeKind::Tuple(tuple) => {
                let places = tuple.places.iter().map(|place| {
                    let mark = if place.required { "" } else { "?" };
                    format!("{}{mark}", self.ty(&place.ty))
                });
                let rest = tuple.rest.iter().map(|ty| format!("…{}", self.ty(ty)));
                let all: Vec<String> = places.chain(rest).collect();
                writeln!(f, "  struct {name}({})", all.join(", "))
            }
            TypeKind::Struct(object) => self.structure(f, name, object),
        }
    }

    fn structure(&self, f: &mut fmt::Formatter<'_>, name: &str, object: &Struct) -> fmt::Result {
        writeln!(f, "  struct {name}")?;
        if let Some((name, ty)) = &object.variant {
            writeln!(f, "    {name}: {} (beside)", self.ty(ty))?;
        }
        for field in &object.fields {
            let mark = match field.presence {
                Presence::Required | Presence::Nullable => "",
                Presence::Optional | Presence::OptionalNullable => "?",
            };
            let null = match field.presence {
                Presence::Nullable | Presence::OptionalNullable => " | null",
                Presence::Required | Presence::Optional => "",
            };
            writeln!(f, "    {}{mark}: {}{null}", field.wire, self.ty(&field.ty))?;
        }
        for matching in &object.matching {
            writeln!(f, "    /{}/: {}", matching.shown, self.ty(&matching.ty))?;
        }
        match &object.additional {
            Some((_, ty)) => writeln!(f, "    …: {}", self.ty(ty)),
            None => Ok(()),
        }
    }

    fn headers(&self) -> String {
        let mut out = String::new();
        for set in &self.0.header_sets {
            let fields: Vec<String> = set
                .headers
                .iter()
                .map(|(header, ty, _)| {
                    format!(
                        "{}{}: {}",
                        header.wire,
                        if header.required { "" } else { "?" },
                        self.ty(ty)
                    )
                })
                .collect();
            // Writing to a string cannot fail.
            let _ = writeln!(out, "  {} {{ {} }}", set.name, fields.join(", "));
        }
        out
    }

    fn events(&self) -> String {
        let mut out = String::new();
        for event in self.0.events.iter().flat_map(|events| &events.events) {
            let _ = writeln!(
                out,
                "  {} {}",
                event.wire,
                self.0.type_def(event.payload).short_path()
            );
        }
        out
    }

    fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Boolean => "bool".to_owned(),
            Type::Integer(integer) => integer.to_string(),
            Type::Number(float) => float.to_string(),
            Type::String => "string".to_owned(),
            Type::Constant(only) => format!("{only:?}"),
            Type::Text(meaning) => meaning.name().to_owned(),
            Type::Digits(meaning) => format!("digits of {}", meaning.name()),
            Type::Format(chosen) => chosen.shown().to_owned(),
            Type::Own(own) => own.path.clone(),
            Type::Array(item) => format!("[{}]", self.ty(item)),
            Type::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|item| self.ty(item)).collect();
                format!("({})", items.join(", "))
            }
            Type::Map(value) => format!("{{string: {}}}", self.ty(value)),
            Type::Object => "object".to_owned(),
            Type::Any => "any".to_owned(),
            Type::Nullable(inner) => format!("{} | null", self.ty(inner)),
            Type::Headed(inner) => format!("{} with headers", self.ty(inner)),
            Type::Named(id) | Type::Boxed(id) => self.0.type_def(*id).short_path(),
        }
    }
}

/// The alternatives of an operation's security.
fn security(operation: &Operation) -> String {
    if operation.security.is_empty() {
        return "nothing".to_owned();
    }
    let alternatives = operation.security.iter().map(|alternative| {
        let requirements = alternative.iter().map(|requirement| {
            if requirement.scopes.is_empty() {
                requirement.scheme.clone()
            } else {
                format!("{} {}", requirement.scheme, requirement.scopes.join("+"))
            }
        });
        requirements.collect::<Vec<_>>().join(" and ")
    });
    let mut list: Vec<String> = alternatives.collect();
    if operation.security_optional {
        list.push("nothing".to_owned());
    }
    list.join(" or ")
}
