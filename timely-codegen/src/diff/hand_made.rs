//! A report that is made by hand, for tests of what is done with one.

use super::finding::{
    CodeChange, Direction, Finding, OperationName, Severity, Site, Verdict, Verdicts,
};
use super::{Report, finding::Severity::*};
use std::borrow::Cow;

/// A report of two findings: an operation that is gone, and a default that is another one, silently.
pub(crate) fn report() -> Report {
    let removed = Finding {
        message: "the operation `GET /pets`".to_owned(),
        old: Some(site("old.yaml", 5, "#/paths/~1pets/get")),
        rust: vec![CodeChange {
            item: "client::PetsApi::list_pets".to_owned(),
            change: "is gone".to_owned(),
        }],
        ..with_verdicts(
            "api-removed-without-deprecation",
            [Breaking, Safe, Breaking, Breaking, Safe],
        )
    };
    let default = Finding {
        message: "the default of the parameter `limit` in the query".to_owned(),
        from: Some("10".to_owned()),
        to: Some("20 | 30 <b>".to_owned()),
        old: Some(site(
            "old.yaml",
            20,
            "#/paths/~1dogs/get/parameters/0/schema/default",
        )),
        new: Some(site(
            "new.yaml",
            9,
            "#/paths/~1dogs/get/parameters/0/schema/default",
        )),
        direction: Some(Direction::Request),
        operations: vec![
            operation("GET", "/dogs", Some("listDogs")),
            operation("HEAD", "/dogs", None),
        ],
        silent: true,
        ..with_verdicts(
            "request-parameter-default-value-changed",
            [Risky, Risky, Safe, Safe, Safe],
        )
    };
    Report {
        findings: vec![
            Finding {
                operations: vec![operation("GET", "/pets", Some("listPets"))],
                ..removed
            },
            default,
        ],
    }
}

/// The finding of an id.
pub(crate) fn finding<'a>(report: &'a Report, id: &str) -> &'a Finding {
    let mut findings = report.findings.iter();
    findings.find(|finding| finding.id == id).unwrap()
}

fn with_verdicts(id: &'static str, severities: [Severity; 5]) -> Finding {
    let [callers, servers, client_code, server_code, handler_code] =
        severities.map(|severity| Verdict::new(severity, format!("a reason for {severity:?}")));
    let audiences = Verdicts {
        callers,
        servers,
        client_code,
        server_code,
        handler_code,
    };
    Finding {
        id: Cow::Borrowed(id),
        severity: audiences.worst(),
        message: String::new(),
        from: None,
        to: None,
        old: None,
        new: None,
        direction: None,
        operations: Vec::new(),
        audiences,
        rust: Vec::new(),
        silent: false,
    }
}

fn site(file: &str, line: u32, pointer: &str) -> Site {
    Site {
        file: file.to_owned(),
        line,
        column: 3,
        pointer: pointer.to_owned(),
    }
}

fn operation(method: &str, path: &str, id: Option<&str>) -> OperationName {
    OperationName {
        method: method.to_owned(),
        path: path.to_owned(),
        id: id.map(str::to_owned),
    }
}
