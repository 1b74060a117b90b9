//! Responses: the success side and the documented errors of an operation.

use super::names::PendingLink;
use crate::diagnostic::{Code, Pointer};
use crate::ir::{Content, Media, Payload, ResponseCase, ResponseExamples, StatusMatch, Success};
use crate::lower::bodies::{BodyName, Side};
use crate::lower::components::Section;
use crate::lower::docs;
use crate::lower::operations::Operations;
use crate::lower::types::Owner;
use crate::naming;
use crate::naming::{Scope, pascal};
use openapiv3::{ReferenceOr, Response, Responses, StatusCode};

/// Success and error side of an operation.
pub(super) struct LoweredResponses {
    pub(in crate::lower) success: Success,
    pub(super) error_name: Option<String>,
    pub(super) errors: Vec<ResponseCase>,
}

/// One response with what has been made of it.
#[derive(Clone)]
struct Case {
    status: StatusMatch,
    payload: Payload,
    is_component: bool,
    docs: crate::ir::Docs,
    examples: ResponseExamples,
}

/// The responses of an operation, sorted.
#[derive(Default)]
struct Cases {
    successes: Vec<Case>,
    failures: Vec<Case>,
    default: Option<Case>,
    /// The `default` as it is where it stands for a success, if that is something else.
    default_as_success: Option<Case>,
}

impl<'a> Operations<'a> {
    /// Lowers the responses of the operation with a type-name stem, which stands at `owner`, and notes their links.
    pub(super) fn lower_responses(
        &mut self,
        (stem, types): (&str, Owner),
        responses: &'a Responses,
        owner: &Pointer,
        links: &mut Vec<PendingLink<'a>>,
    ) -> LoweredResponses {
        let pointer = &owner.child("responses");
        let Cases {
            mut successes,
            mut failures,
            default,
            default_as_success,
        } = self.cases((stem, types), responses, owner, links);
        // A `default` without a success beside it stands for both: its description cannot be told from that of a success.
        let as_success = default_as_success.as_ref().or(default.as_ref());
        if let Some(case) = as_success.filter(|_| successes.is_empty()) {
            successes.push(Case {
                status: StatusMatch::Code(200),
                ..case.clone()
            });
        }
        failures.extend(default);
        if successes.is_empty() {
            successes.push(self.assumed_success(pointer));
        }
        // Exact statuses are tried before ranges, and those before `default`.
        successes.sort_by_key(|case| case.status);
        failures.sort_by_key(|case| case.status);
        LoweredResponses {
            success: Success {
                name: format!("{stem}Response"),
                cases: name_variants(successes),
            },
            error_name: (!failures.is_empty()).then(|| format!("{stem}Error")),
            errors: name_variants(failures),
        }
    }

    /// Lowers each response, and tells the successes from the failures.
    fn cases(
        &mut self,
        (stem, types): (&str, Owner),
        responses: &'a Responses,
        owner: &Pointer,
        links: &mut Vec<PendingLink<'a>>,
    ) -> Cases {
        let pointer = &owner.child("responses");
        let mut cases = Cases::default();
        for (status, key, response) in entries(responses) {
            let at = pointer.child(&key);
            let Some(status) = self.status(status, &at) else {
                continue;
            };
            let Some((case, (response, at))) =
                self.lower_response((stem, types), status, response, &at)
            else {
                continue;
            };
            links.extend(self.find_links(owner, &key, &response.links, &at.child("links")));
            match status {
                StatusMatch::Default => {
                    // As a success, it may be a stream.
                    if cases.successes.is_empty() && self.bodies.depends_on_side(&response.content)
                    {
                        let status = StatusMatch::Code(200);
                        let (content, media) =
                            self.lower_response_body((stem, types), status, response, &at);
                        let mut success = case.clone();
                        (success.payload.content, success.payload.media) = (content, media);
                        cases.default_as_success = Some(success);
                    }
                    cases.default = Some(case);
                }
                StatusMatch::Code(100..=399) | StatusMatch::Range(1..=3) => {
                    cases.successes.push(case);
                }
                StatusMatch::Code(_) | StatusMatch::Range(_) => cases.failures.push(case),
            }
        }
        cases
    }

    /// What is assumed where no success is documented.
    fn assumed_success(&mut self, pointer: &Pointer) -> Case {
        self.bodies
            .types
            .diagnostics
            .warning(Code::InvalidDocument, pointer, "no success is documented")
            .help("a 200 without content is assumed; add the response");
        Case {
            status: StatusMatch::Code(200),
            payload: Payload {
                content: None,
                media: Vec::new(),
                headers: None,
            },
            is_component: false,
            docs: crate::ir::Docs::default(),
            examples: ResponseExamples::default(),
        }
    }

    fn status(&mut self, status: Option<&StatusCode>, pointer: &Pointer) -> Option<StatusMatch> {
        match status {
            None => Some(StatusMatch::Default),
            Some(StatusCode::Code(code @ 100..=999)) => Some(StatusMatch::Code(*code)),
            Some(StatusCode::Range(class @ 1..=5)) => Some(StatusMatch::Range(*class)),
            Some(other) => {
                self.bodies
                    .types
                    .diagnostics
                    .assumption(
                        Code::InvalidDocument,
                        pointer,
                        format!("`{other}` is not an HTTP status"),
                        "it is left out",
                    )
                    .help("use a number from 100 to 999, a range such as `4XX`, or `default`");
                None
            }
        }
    }

    /// One response, and where it is defined.
    fn lower_response(
        &mut self,
        (stem, types): (&str, Owner),
        status: StatusMatch,
        response: &'a ReferenceOr<Response>,
        pointer: &Pointer,
    ) -> Option<(Case, (&'a Response, Pointer))> {
        let section = Section::of(self.context.openapi, "responses", |components| {
            &components.responses
        });
        let description = self.context.description_at(pointer);
        let (response, at) = self.bodies.types.resolve(response, pointer, section)?;
        let (content, media) = self.lower_response_body((stem, types), status, response, &at);
        let headers = self.lower_headers(&response.headers, &at, types);
        let case = Case {
            status,
            payload: Payload {
                content,
                media,
                headers,
            },
            is_component: Owner::section_at(&at).is_some(),
            docs: docs::of(
                None,
                Some(&description.map_or_else(|| response.description.clone(), str::to_owned)),
            ),
            examples: self.examples_of_response(response),
        };
        Some((case, (response, at)))
    }

    /// What a response with this status holds.
    fn lower_response_body(
        &mut self,
        (stem, types): (&str, Owner),
        status: StatusMatch,
        response: &'a Response,
        at: &Pointer,
    ) -> (Option<Content>, Vec<Media>) {
        let name = match status {
            StatusMatch::Code(200..=299) => "ResponseBody".to_owned(),
            status => format!("{}Body", variant_word(status)),
        };
        let name = BodyName::of_operation((stem, types), name);
        if response.content.is_empty() || !self.may_have_content(status, at) {
            return (None, Vec::new());
        }
        let lowered = self
            .bodies
            .lower_content(&response.content, at, &name, side(status));
        (Some(lowered.content), lowered.media)
    }

    /// Whether a response with this status can have content; says so where the document gives it some.
    fn may_have_content(&mut self, status: StatusMatch, pointer: &Pointer) -> bool {
        let section = match status {
            StatusMatch::Code(100..=199) | StatusMatch::Range(1) => "15.2",
            StatusMatch::Code(204) => "15.3.5",
            StatusMatch::Code(205) => "15.3.6",
            StatusMatch::Code(304) => "15.4.5",
            _ => return true,
        };
        self.bodies.types.diagnostics
            .warning(
                Code::InvalidDocument,
                &pointer.child("content"),
                format!("a response of this status has no content (RFC 9110, section {section})"),
            )
            .help("the content is left out; use another status, such as 200, for a response that has some");
        false
    }
}

/// Errors are kept and compared, so that they are read as a whole.
fn side(status: StatusMatch) -> Side {
    match status {
        StatusMatch::Code(100..=399) | StatusMatch::Range(1..=3) => Side::Stream,
        _ => Side::Whole,
    }
}

/// All responses with their keys, `default` last.
fn entries(
    responses: &Responses,
) -> impl Iterator<Item = (Option<&StatusCode>, String, &ReferenceOr<Response>)> {
    let coded = responses
        .responses
        .iter()
        .map(|(status, response)| (Some(status), status.to_string(), response));
    coded.chain(
        responses
            .default
            .iter()
            .map(|response| (None, "default".to_owned(), response)),
    )
}

/// Gives each response of one side its variant.
fn name_variants(cases: Vec<Case>) -> Vec<ResponseCase> {
    let mut scope = Scope::new(naming::Case::Pascal);
    cases
        .into_iter()
        .map(|case| ResponseCase {
            variant: scope.claim(&variant_word(case.status), &["Status"]),
            status: case.status,
            payload: case.payload,
            is_component: case.is_component,
            docs: case.docs,
            examples: case.examples,
        })
        .collect()
}

/// The reason phrase of a status as a variant's name.
fn variant_word(status: StatusMatch) -> String {
    match status {
        StatusMatch::Code(code) => http::StatusCode::from_u16(code)
            .ok()
            .and_then(|status| status.canonical_reason())
            .map_or_else(
                || format!("Status{code}"),
                |reason| pascal(&reason.replace('\'', "")),
            ),
        StatusMatch::Range(1) => "Informational".to_owned(),
        StatusMatch::Range(2) => "Success".to_owned(),
        StatusMatch::Range(3) => "Redirection".to_owned(),
        StatusMatch::Range(4) => "ClientError".to_owned(),
        StatusMatch::Range(_) => "ServerError".to_owned(),
        StatusMatch::Default => "Default".to_owned(),
    }
}
