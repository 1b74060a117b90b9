//! The parameters that hold for an operation, as the document declares them.

use super::parameter_styles::location_of;
use super::template::Template;
use super::template::template_names;
use crate::diagnostic::{Code, Pointer};
use crate::ir::ParameterLocation;
use crate::lower::components::Section;
use crate::lower::operations::Operations;
use openapiv3::ReferenceOr;

/// Header parameters that the OpenAPI text leaves to other parts of a document (section 4.8.12.1).
const IGNORED_HEADERS: &[&str] = &["accept", "content-type", "authorization"];

/// One parameter of the document with where it stands.
pub(super) struct Declared<'a> {
    pub(super) parameter: &'a openapiv3::Parameter,
    pub(super) pointer: Pointer,
    /// What stands beside the reference to it.
    pub(super) description: Option<&'a str>,
    /// Where it travels, whatever it says itself.
    pub(super) location: ParameterLocation,
}

/// A list of parameters of the document, and where it stands.
pub(super) struct ParameterList<'a> {
    pub(super) items: &'a [ReferenceOr<openapiv3::Parameter>],
    pub(super) at: Pointer,
}

/// Where the parameters of an operation stand.
pub(super) struct ParameterLists<'a, 'k> {
    /// Those of its path.
    pub(super) shared: ParameterList<'a>,
    pub(super) own: ParameterList<'a>,
    /// The one that is the whole query string.
    pub(super) query_string: Option<(&'a openapiv3::Parameter, Pointer)>,
    /// The header of idempotency keys that the operation takes, whether or not it is among the others.
    pub(super) key: Option<&'k str>,
}

impl<'a> Operations<'a> {
    /// The parameters that hold for an operation, with the one that is the whole query string.
    pub(super) fn declared(
        &mut self,
        lists: ParameterLists<'a, '_>,
        path: &Template,
    ) -> Vec<Declared<'a>> {
        let mut declared = self.declared_apart(lists.shared, lists.own, path);
        if let Some((parameter, pointer)) = lists.query_string {
            self.leave_query_to(&pointer, &mut declared);
            declared.push(Declared {
                parameter,
                pointer,
                description: None,
                location: ParameterLocation::QueryString,
            });
        }
        declared
    }

    /// The parameters that have a name and place: those of an operation replace those of the path with the same.
    fn declared_apart(
        &mut self,
        shared: ParameterList<'a>,
        own: ParameterList<'a>,
        path: &Template,
    ) -> Vec<Declared<'a>> {
        let section = || {
            Section::of(self.context.openapi, "parameters", |components| {
                &components.parameters
            })
        };
        let mut declared: Vec<Declared<'a>> = Vec::new();
        for ParameterList { items, at: base } in [shared, own] {
            let start = declared.len();
            for (index, parameter) in items.iter().enumerate() {
                let section = section();
                let description = self.context.description_at(&base.index(index));
                let Some((parameter, pointer)) =
                    self.bodies
                        .types
                        .resolve(parameter, &base.index(index), section)
                else {
                    continue;
                };
                let mut this = Declared {
                    parameter,
                    pointer,
                    description,
                    location: location_of(parameter),
                };
                let key = key_of(parameter);
                if let Some(earlier) = declared
                    .iter()
                    .position(|other| key_of(other.parameter) == key)
                {
                    if earlier >= start {
                        self.report_twice(&base.index(index), &declared[earlier], &this);
                        continue;
                    }
                    this.location = declared[earlier].location;
                    declared[earlier] = this;
                } else if let Some(location) = self.place_of(&this, path) {
                    this.location = location;
                    declared.push(this);
                }
            }
        }
        declared
    }

    /// Reports a parameter that stands in a list for the second time.
    fn report_twice(&mut self, at: &Pointer, first: &Declared<'a>, second: &Declared<'a>) {
        let name = &second.parameter.parameter_data_ref().name;
        if first.parameter == second.parameter {
            self.bodies
                .types
                .diagnostics
                .warning(
                    Code::Repaired,
                    at,
                    format!("the parameter `{name}` is declared twice, in the same way"),
                )
                .help("remove one of the two");
            return;
        }
        self.bodies
            .types
            .diagnostics
            .assumption(
                Code::InvalidDocument,
                at,
                format!("the parameter `{name}` is declared twice"),
                "the first one counts",
            )
            .help("a parameter is unique by its name and location");
    }

    /// Where a parameter travels; one that has no effect is reported.
    fn place_of(&mut self, declared: &Declared<'a>, path: &Template) -> Option<ParameterLocation> {
        let name = &declared.parameter.parameter_data_ref().name;
        let location = declared.location;
        let (message, help) = match location {
            ParameterLocation::Header
                if IGNORED_HEADERS.contains(&name.to_ascii_lowercase().as_str()) =>
            {
                let help = if name.eq_ignore_ascii_case("authorization") {
                    "describe the credential as a security scheme, under `components/securitySchemes`; until then, the \
                     `header` method of the client's builder sends it"
                } else {
                    "media types are told by the content of requests and responses; remove the parameter"
                };
                (
                    format!("the header parameter `{name}` is ignored, as OpenAPI says"),
                    help,
                )
            }
            ParameterLocation::Path if !template_names(&path.text).contains(&name.as_str()) => {
                if path.in_query.iter().any(|(_, known)| known == name) {
                    return Some(ParameterLocation::Query);
                }
                (
                    format!(
                        "the path parameter `{name}` does not occur in `{}`; it is left out",
                        path.text
                    ),
                    "remove it, or put it into the path",
                )
            }
            _ => return Some(location),
        };
        self.bodies
            .types
            .diagnostics
            .warning(Code::Repaired, &declared.pointer, message)
            .help(help);
        None
    }

    /// Reports the parameters that have no place beside one that is the whole query string (OpenAPI 3.2, section 4.12).
    fn leave_query_to(&mut self, whole: &Pointer, declared: &mut Vec<Declared<'a>>) {
        let in_query = |other: &Declared<'a>| other.location == ParameterLocation::Query;
        if let Some(other) = declared.iter().find(|other| in_query(other)) {
            self.bodies.types.diagnostics
                .assumption(
                    Code::InvalidDocument,
                    &other.pointer,
                    format!(
                        "there is a parameter in `query` beside one that is the whole query string, at `{}`",
                        self.context.source_map.shown(whole)
                    ),
                    "those in `query` are left out",
                )
                .help("describe the query either as a whole or by its parts");
        }
        declared.retain(|other| !in_query(other));
    }
}

/// What a parameter is unique by. Case does not count in the names of headers.
fn key_of(parameter: &openapiv3::Parameter) -> (String, ParameterLocation) {
    let name = &parameter.parameter_data_ref().name;
    match location_of(parameter) {
        ParameterLocation::Header => (name.to_ascii_lowercase(), ParameterLocation::Header),
        location => (name.clone(), location),
    }
}
