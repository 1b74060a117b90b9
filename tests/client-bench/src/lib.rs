//! One call with a body and a typed answer, by the generated client and by hand, over the same transport in memory.
//!
//! By hand means what a careful person writes without a client: the address, the header fields and the body as JSON, and of the
//! answer the status, the media type, the declared header fields and the body by the same decoder, into the same types. There are
//! no retries, no limits of time and of size, no spans, no interceptors.

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full};
use std::convert::Infallible;
use std::error::Error;
use timely_generated::client::{Client, ContactsApi};
use timely_generated::models::{ContactCreate, ContactEnvelope};
use timely_generated::operations::contacts_operations::CREATE_CONTACT;
use timely_generated::operations::headers::RateLimitHeaders;
use timely_runtime::client::Body;
use timely_runtime::{Outcome, RawResponse, Response as Typed};
use tower::{Service, ServiceExt};

/// What the server answers.
pub const ANSWER: &str = r#"{
  "success": true,
  "data": {
    "id": "0d2f8a2c-5b1e-4c1d-9f6a-3e7b8c9d0e1f",
    "company_id": "7c1a2b3c-4d5e-4f60-8a9b-0c1d2e3f4a5b",
    "customer_name": "Joao Silva",
    "customer_phone": "+5547999999999",
    "customer_email": "joao@empresa.com",
    "status": "active",
    "source": "api",
    "tags": ["vip", "2026"],
    "created_at": "2026-01-31T08:30:00Z",
    "updated_at": "2026-01-31T08:30:00Z"
  }
}"#;

const BASE: &str = "https://api.timelyai.com.br";

/// A transport that answers from memory.
pub fn transport()
-> impl Service<Request<Body>, Response = Response<Full<Bytes>>, Error = Infallible, Future: Send>
+ Clone
+ Send
+ Sync
+ 'static {
    tower::service_fn(|request: Request<Body>| async move {
        // A server reads what it is sent.
        let _ = request.into_body().collect().await;
        let mut response = Response::new(Full::new(Bytes::from_static(ANSWER.as_bytes())));
        *response.status_mut() = StatusCode::CREATED;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static("application/json"),
        );
        headers.insert("x-request-id", header::HeaderValue::from_static("7f3a"));
        Ok(response)
    })
}

/// The client, as its users make it.
///
/// # Errors
/// When it cannot be made.
pub fn client() -> Result<Client, Box<dyn Error>> {
    Ok(Client::builder()
        .api_key("the-key")
        .transport(transport())
        .build()?)
}

/// What is sent.
///
/// # Errors
/// When the e-mail address is none.
pub fn body() -> Result<ContactCreate, Box<dyn Error>> {
    Ok(ContactCreate::new("Joao Silva")
        .customer_phone("+5547999999999")
        .customer_email("joao@empresa.com".parse::<timely_runtime::Text<_>>()?))
}

/// The call by the generated client.
///
/// # Errors
/// Those of the call.
pub async fn by_sdk(client: &Client, body: &ContactCreate) -> Result<usize, Box<dyn Error>> {
    let contact = client.create_contact(body).await?;
    Ok(contact.data.id.as_str().len())
}

/// What the operation answers.
type Answer = Typed<ContactEnvelope, RateLimitHeaders>;

/// The call by hand.
///
/// # Errors
/// When the answer is not as documented.
pub async fn by_hand<S>(service: &S, body: &ContactCreate) -> Result<usize, Box<dyn Error>>
where
    S: Service<Request<Body>, Response = Response<Full<Bytes>>, Error = Infallible> + Clone,
{
    let request = Request::post(format!("{BASE}/v1/contacts"))
        .header(header::ACCEPT, "application/json")
        .header(header::ACCEPT_ENCODING, "gzip")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::USER_AGENT, "by-hand/1.0")
        .header("x-api-key", "the-key")
        .body(Body::from(serde_json::to_vec(body)?))?;
    let response = service.clone().oneshot(request).await?;
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await?.to_bytes();
    let mut raw = RawResponse::new(parts.status, parts.headers, bytes.into());
    match Answer::decode(&CREATE_CONTACT, &mut raw) {
        Some(contact) => Ok(contact?.data.id.as_str().len()),
        None => Err(format!("the server answered {}", raw.status).into()),
    }
}
