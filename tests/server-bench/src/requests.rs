//! Requests to compare the servers with.

use crate::keys::{FULL_KEY, READ_KEY};
use crate::store;
use axum::body::Body;
use axum::http::{HeaderValue, Request, header};

/// A request, to be sent any number of times.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// What is special about it.
    pub name: &'static str,
    /// The method.
    pub method: &'static str,
    /// The path and the query; `{id}` stands for the id of a contact that is there.
    pub path: &'static str,
    /// The key.
    pub key: Option<&'static str>,
    /// The media type of the body.
    pub content_type: Option<&'static str>,
    /// The body.
    pub body: &'static str,
}

const BASE: Sample = Sample {
    name: "",
    method: "GET",
    path: "",
    key: Some(FULL_KEY),
    content_type: None,
    body: "",
};

const fn get(name: &'static str, path: &'static str) -> Sample {
    Sample { name, path, ..BASE }
}

const fn send(
    name: &'static str,
    method: &'static str,
    path: &'static str,
    body: &'static str,
) -> Sample {
    Sample {
        name,
        method,
        path,
        content_type: Some("application/json"),
        body,
        ..BASE
    }
}

const CONTACTS: &str = "/v1/contacts";
const CONTACT: &str = "/v1/contacts/{id}";
const WEBHOOKS: &str = "/v1/webhooks";

/// A request of each measured operation, all valid.
pub const GOOD: [Sample; 5] = [
    get(
        "list",
        "/v1/contacts?page=2&limit=10&sort=customer_name&order=asc&status=active&search=customer",
    ),
    get("get", CONTACT),
    send("create", "POST", CONTACTS, CREATE),
    send("update", "PUT", CONTACT, UPDATE),
    send("webhook", "POST", WEBHOOKS, WEBHOOK),
];

const CREATE: &str = r#"{"customer_name":"Joao Silva","customer_phone":"+5547999999999","customer_email":"joao@empresa.com","customer_company":"Empresa Ltda","customer_position":"Gerente de Compras","tags":["vip","2026"],"notes":"Prefere contato pela manhã.\nLigar antes.","source":"website","status":"active","metadata":{"plan":"pro","seats":12,"flags":{"beta":true}}}"#;
const UPDATE: &str = r#"{"customer_phone":"+5547988887777","tags":["vip","renewed"],"status":"inactive","metadata":{"plan":"basic"}}"#;
const WEBHOOK: &str = r#"{"name":"CRM sync","url":"https://example.com/hooks/timely?source=crm","events":["conversation.created","message.received","contact.updated"]}"#;

/// Requests that are refused for what is in them.
pub const BAD: [Sample; 5] = [
    get(
        "bad-list",
        "/v1/contacts?page=0&limit=1000&sort=age&order=up&status=gone",
    ),
    get("bad-id", "/v1/contacts/42"),
    send(
        "bad-create",
        "POST",
        CONTACTS,
        r#"{"customer_name":"","customer_email":"joao at empresa.com","customer_phone":"01234567890123456789012345678901234567890123456789012345"}"#,
    ),
    send(
        "bad-update",
        "PUT",
        CONTACT,
        r#"{"customer_name":null,"tags":["a",2],"status":"gone","metadata":[]}"#,
    ),
    send(
        "bad-webhook",
        "POST",
        WEBHOOKS,
        r#"{"name":"CRM sync","url":"example.com","events":[]}"#,
    ),
];

/// More requests, good and bad, that both servers must answer alike.
pub const MORE: [Sample; 33] = [
    get("list without parameters", CONTACTS),
    get("a page past the end", "/v1/contacts?page=99"),
    get(
        "escapes in the query",
        "/v1/contacts?search=%43ustomer+7&unknown=1",
    ),
    get("an empty search", "/v1/contacts?search="),
    get("an integer that is none", "/v1/contacts?page=one&limit="),
    get("an integer with zeros before it", "/v1/contacts?page=01"),
    get("a parameter twice", "/v1/contacts?limit=1&limit=2"),
    get(
        "no such contact",
        "/v1/contacts/00000000-0000-4000-8000-000000000000",
    ),
    get(
        "an id without hyphens",
        "/v1/contacts/0d9c1f4e6a0b4a559a3e000000000007",
    ),
    get(
        "an escaped id",
        "/v1/contacts/%30d9c1f4e-6a0b-4a55-9a3e-000000000007",
    ),
    get("no such path", "/v1/contact"),
    send("no such method", "PATCH", CONTACT, "{}"),
    send("the methods", "OPTIONS", CONTACT, ""),
    send("the methods of the list", "OPTIONS", CONTACTS, ""),
    send("no such method of the list", "DELETE", CONTACTS, ""),
    Sample {
        key: None,
        ..get("no key", CONTACT)
    },
    Sample {
        key: Some(""),
        ..get("an empty key", CONTACT)
    },
    Sample {
        key: Some("tly_unknown"),
        ..get("an unknown key", CONTACT)
    },
    Sample {
        key: Some(READ_KEY),
        ..get("a key that may read", CONTACT)
    },
    Sample {
        key: Some(READ_KEY),
        ..send("a key that may not write", "PUT", CONTACT, "}")
    },
    Sample {
        key: None,
        ..send("no key, and a body that is no JSON", "POST", CONTACTS, "}")
    },
    Sample {
        content_type: None,
        ..send("no content type", "POST", CONTACTS, CREATE)
    },
    Sample {
        content_type: Some("text/plain"),
        ..send("a wrong content type", "POST", CONTACTS, CREATE)
    },
    Sample {
        content_type: Some("application/json; charset=latin1"),
        ..send("a wrong charset", "POST", CONTACTS, CREATE)
    },
    Sample {
        content_type: Some("application/JSON;charset=UTF-8"),
        ..send("the right charset", "POST", CONTACTS, CREATE)
    },
    send("no body", "POST", CONTACTS, ""),
    send("no JSON", "POST", CONTACTS, r#"{"customer_name": "#),
    send("a syntax error", "PUT", CONTACT, "{\"customer_name\":\n,}"),
    send("no object", "POST", CONTACTS, "[]"),
    send("nothing in the object", "POST", CONTACTS, "{}"),
    send("nothing to change", "PUT", CONTACT, r#"{"unknown":[1]}"#),
    send(
        "a wrong id and a wrong body",
        "PUT",
        "/v1/contacts/42",
        r#"{"customer_name":1}"#,
    ),
    send(
        "all that can be wrong with a webhook",
        "POST",
        WEBHOOKS,
        r#"{"url":"https://a/ b","events":["a",null,{}]}"#,
    ),
];

impl Sample {
    /// The path and the query.
    #[must_use]
    pub fn uri(&self) -> String {
        self.path.replace("{id}", &store::id(7).to_string())
    }

    /// The request.
    ///
    /// # Panics
    /// Never: all samples are requests.
    #[must_use]
    pub fn request(&self) -> Request<Body> {
        let mut request = Request::builder().method(self.method).uri(self.uri());
        // As hyper does, so that a copy of a value takes no memory.
        let shared = HeaderValue::from_static;
        if let Some(key) = self.key {
            request = request.header("x-api-key", shared(key));
        }
        if let Some(content_type) = self.content_type {
            request = request
                .header(header::CONTENT_TYPE, shared(content_type))
                .header(header::CONTENT_LENGTH, self.body.len());
        }
        request
            .body(Body::from(self.body))
            .expect("a sample is a request")
    }
}
