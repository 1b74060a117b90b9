//! Names that collide with keywords, with the prelude, with what generated code uses, or with one another: as tag,
//! operation, parameter, header, field, enum value, security scheme and webhook, from the client to the server and back.

#![deny(warnings)]
// The generated modules offer more than these tests call.
#![allow(dead_code)]
#![allow(
    clippy::unwrap_used,
    reason = "the helpers of a test may fail it as the test itself does"
)]

// One operation has no operationId, which the macro warns about.
#[allow(deprecated)]
mod api {
    timely_macros::openapi!("fixtures/obstacle_course.yaml");
}

use api::client::echo_api::EchoCall;
use api::client::{self, Client, EchoApi, TwinsApi};
use api::models::{Everything, Word};
use api::operations::{self, Echo, EchoResponse};
use api::server::{
    self, AuthError, Authenticator, Candidate, Context, EchoService, TwinsService, router,
};
use api::webhooks;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use timely_runtime::generated::{Headers, Location, Parameter};
use timely_runtime::{NoContent, Response, Undocumented};

const KEY: &str = "a key";

struct Course;

/// What the operation of a word answers.
fn answer<T: DeserializeOwned>(word: &str) -> T {
    serde_json::from_value(answer_json(word)).unwrap()
}

fn answer_json(word: &str) -> Value {
    json!({ word: { word: word } })
}

/// The operations and webhooks that bear a word: what they are called in Rust, and how the document spells it.
macro_rules! words {
    ($($service:ident $client:ident $method:ident $response:ident $error:ident $receive:ident $send:ident $word:literal;)*) => {
        $(
            impl server::$service<()> for Course {
                async fn $method(
                    &self,
                    _: Context<()>,
                    query: String,
                    header: String,
                    body: Word,
                ) -> Result<operations::$response, operations::$error> {
                    assert_eq!(query, concat!("in the query: ", $word));
                    assert_eq!(header, "in the header");
                    assert_eq!(body.as_str(), $word);
                    assert!(body.is_known());
                    Ok(Response::new(answer($word), ()))
                }
            }
        )*

        /// Calls the operation of each word.
        async fn call_all(client: &Client) {
            $(
                let body = word($word);
                let response = client::$client::$method(
                    client,
                    concat!("in the query: ", $word),
                    "in the header",
                    &body,
                );
                let response = response.await.expect($word);
                assert_eq!(serde_json::to_value(response.into_body()).unwrap(), answer_json($word));
            )*
        }

        /// Sends the webhook of each word.
        async fn send_all() {
            $(
                let receiver = webhooks::$receive(async |_, body: Word| {
                    assert_eq!(body.as_str(), $word);
                    Ok(NoContent.into())
                });
                let target = webhooks::Target::builder("http://localhost/").transport(receiver).build();
                webhooks::$send(&target.unwrap(), &word($word)).await.unwrap();
            )*
        }

        const WORDS: &[&str] = &[$($word),*];
    };
}

words! {
    GetService GetApi get GetResponse GetError receive_get send_get "get";
    NewService NewApi new_operation NewOperationResponse NewOperationError receive_new send_new "new";
    SelfValueService SelfValueApi self_ SelfValueResponse SelfValueError receive_self_ send_self_ "self";
    SelfValueServiceOperations SelfValueApiOperations self_operation SelfValueOperationResponse SelfValueOperationError receive_self_webhook send_self_webhook "Self";
    TypeService TypeApi r#type TypeResponse TypeError receive_type send_type "type";
    CrateService CrateApi crate_ CrateResponse CrateError receive_crate_ send_crate_ "crate";
    SuperService SuperApi super_ SuperResponse SuperError receive_super_ send_super_ "super";
    OptionService OptionApi option OptionOperationResponse OptionOperationError receive_option send_option "Option";
    ResultService ResultApi result ResultOperationResponse ResultOperationError receive_result send_result "Result";
    StringService StringApi string StringOperationResponse StringOperationError receive_string send_string "String";
    VecService VecApi vec VecOperationResponse VecOperationError receive_vec send_vec "Vec";
    BoxService BoxApi r#box BoxOperationResponse BoxOperationError receive_box send_box "Box";
    OkService OkApi ok OkOperationResponse OkOperationError receive_ok send_ok "Ok";
    ErrService ErrApi err ErrOperationResponse ErrOperationError receive_err send_err "Err";
    SomeService SomeApi some SomeOperationResponse SomeOperationError receive_some send_some "Some";
    NoneService NoneApi none NoneOperationResponse NoneOperationError receive_none send_none "None";
    BodyService BodyApi body BodyResponse BodyError receive_body send_body "body";
    RequestService RequestApi request RequestResponse RequestError receive_request send_request "request";
    ClientService ClientApi client ClientResponse ClientError receive_client send_client "client";
    RouterService RouterApi router RouterResponse RouterError receive_router send_router "router";
    RtService RtApi rt RtResponse RtError receive_rt send_rt "rt";
    ModelsService ModelsApi models ModelsResponse ModelsError receive_models send_models "models";
    OperationsService OperationsApi operations OperationsResponse OperationsError receive_operations send_operations "operations";
    ParamsService ParamsApi params ParamsResponse ParamsError receive_params send_params "params";
    CxService CxApi cx CxResponse CxError receive_cx send_cx "cx";
    Value1Service Value1Api value_1 Value1Response Value1Error receive_value_1 send_value_1 "1";
    Plus1Service Plus1Api plus_1 Plus1Response Plus1Error receive_plus_1 send_plus_1 "+1";
    Minus1Service Minus1Api minus_1 Minus1Response Minus1Error receive_minus_1 send_minus_1 "-1";
    EmptyService EmptyApi post_words_28 PostWords28Response PostWords28Error receive_empty send_empty "";
    ValueService ValueApi value ValueResponse ValueError receive_value send_value "😀";
    AtHashDollarService AtHashDollarApi at_hash_dollar AtHashDollarResponse AtHashDollarError receive_at_hash_dollar send_at_hash_dollar "@#$";
    AscService AscApi asc AscResponse AscError receive_asc send_asc "asc";
    AscServiceOperations AscApiOperations asc_operation AscOperationResponse AscOperationError receive_asc_webhook send_asc_webhook "ASC";
    LessService LessApi less LessResponse LessError receive_less send_less "<";
    GreaterService GreaterApi greater GreaterResponse GreaterError receive_greater send_greater ">";
    FooBarService FooBarApi foo_bar FooBarResponse FooBarError receive_foo_bar send_foo_bar "fooBar";
    FooBarServiceOperations FooBarApiOperations foo_bar_operation FooBarOperationResponse FooBarOperationError receive_foo_bar_webhook send_foo_bar_webhook "foo_bar";
    IdService IdApi id IdResponse IdError receive_id send_id "@id";
    IdServiceOperations IdApiOperations id_operation IdOperationResponse IdOperationError receive_id_webhook send_id_webhook "id";
    DefaultService DefaultApi default DefaultOperationResponse DefaultOperationError receive_default send_default "Default";
    SchemasService SchemasApi schemas SchemasResponse SchemasError receive_schemas send_schemas "schemas";
    GenService GenApi r#gen GenResponse GenError receive_gen send_gen "gen";
    CloneService CloneApi clone_operation CloneOperationResponse CloneOperationError receive_clone send_clone "clone";
}

fn word(text: &str) -> Word {
    serde_json::from_value(json!(text)).unwrap()
}

impl EchoService<()> for Course {
    async fn echo(
        &self,
        _: Context<()>,
        self_: String,
        self_path: String,
        cx_path: String,
        new_path: String,
        body: Everything,
        params: Echo,
    ) -> Result<EchoResponse, Undocumented> {
        assert_eq!([self_, self_path, cx_path, new_path], ["a", "b", "c", "d"]);
        assert_eq!(params, echo_params());
        Ok(Response::new(body, echo_headers()))
    }
}

impl TwinsService<()> for Course {
    async fn get_user(&self, _: Context<()>) -> Result<Response<NoContent>, Undocumented> {
        Ok(NoContent.into())
    }

    async fn get_user_operation(
        &self,
        _: Context<()>,
    ) -> Result<Response<NoContent>, Undocumented> {
        Ok(NoContent.into())
    }

    async fn get_user_2(&self, _: Context<()>) -> Result<Response<NoContent>, Undocumented> {
        Ok(NoContent.into())
    }

    async fn get_user_3(&self, _: Context<()>) -> Result<Response<NoContent>, Undocumented> {
        Ok(NoContent.into())
    }

    async fn nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn(
        &self,
        _: Context<()>,
    ) -> Result<Response<NoContent>, Undocumented> {
        Ok(NoContent.into())
    }
}

struct Keys;

impl Authenticator for Keys {
    type Principal = ();

    async fn authenticate(&self, candidate: Candidate<'_>) -> Result<(), AuthError> {
        match candidate.credentials {
            [one] if one.secret.expose() == KEY => Ok(()),
            _ => Err(AuthError::Unauthorized),
        }
    }

    fn has_scope(&self, _: &(), _: &str) -> bool {
        true
    }
}

fn client() -> Client {
    Client::builder()
        .base_url("http://localhost")
        .transport(router(Course, Keys))
        .get(KEY)
        .new_credential(KEY)
        .self_(KEY)
        .self_credential(KEY)
        .r#type(KEY)
        .crate_(KEY)
        .super_(KEY)
        .option(KEY)
        .result(KEY)
        .string(KEY)
        .vec(KEY)
        .r#box(KEY)
        .ok(KEY)
        .err(KEY)
        .some(KEY)
        .none(KEY)
        .body(KEY)
        .request(KEY)
        .client(KEY)
        .router(KEY)
        .rt(KEY)
        .models(KEY)
        .operations(KEY)
        .params(KEY)
        .cx(KEY)
        .value_1(KEY)
        .minus_1(KEY)
        .asc(KEY)
        .asc_credential(KEY)
        .foo_bar(KEY)
        .foo_bar_credential(KEY)
        .id(KEY)
        .default_credential(KEY)
        .schemas(KEY)
        .r#gen(KEY)
        .clone(KEY)
        .build()
        .unwrap()
}

/// A text for each of these parameters.
fn texts<'p>(parameters: impl Iterator<Item = &'p Parameter>) -> Value {
    parameters
        .map(|parameter| (parameter.field, format!("for {}", parameter.field)))
        .map(|(field, text)| (field.to_owned(), Value::from(text)))
        .collect()
}

/// Every optional parameter, each with a text of its own.
fn echo_params() -> Echo {
    let optional = operations::ECHO.parameters.iter();
    let values = texts(optional.filter(|parameter| parameter.location != Location::Path));
    let params: Echo = serde_json::from_value(values.clone()).unwrap();
    assert_eq!(serde_json::to_value(&params).unwrap(), values);
    params
}

/// Calls the methods of a call that have the names of parameters, each with the text of that parameter.
macro_rules! set {
    ($call:expr; $($name:ident)*) => {{
        let call = $call;
        $(let call = call.$name(format!("for {}", stringify!($name).trim_start_matches("r#")));)*
        call
    }};
}

/// Sets every optional parameter: each has its own name, whatever else calls can do.
fn set_all(call: EchoCall) -> EchoCall {
    set! { call;
        x_id id_header x_id_cookie get r#type crate_ super_ option result string vec r#box ok err some none body_query
        request client router rt models operations params_query value_1 plus_1 minus_1 value at_hash_dollar asc asc_query
        less greater foo_bar_query foo_bar id_query id default_query schemas r#gen clone with items pages timeout header
        retry idempotency_key into_future r#await call from ready
        nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn
    }
}

/// Every header, each with a text of its own.
fn echo_headers<H: Headers>() -> H {
    serde_json::from_value(texts(H::HEADERS.iter())).unwrap()
}

/// Every property of every schema.
fn everything() -> Value {
    let mut object: Value = WORDS
        .iter()
        .enumerate()
        .map(|(at, word)| {
            let value = match at % 4 {
                0 => json!(format!("text of {word}")),
                1 => json!(at),
                2 => Value::Null,
                _ => json!(word),
            };
            ((*word).to_owned(), value)
        })
        .collect();
    let is_name = |word: &&&str| {
        let mut characters = word.chars();
        !word.is_empty() && characters.all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    let all: Value = WORDS
        .iter()
        .filter(is_name)
        .enumerate()
        .map(|(at, word)| {
            let value = match (*word, at % 4) {
                ("String" | "Box" | "Self", _) => json!({ "type": word, "new": "x" }),
                (_, 0) => json!({ "default": "x", "n": at }),
                (_, 1) => json!("Ok"),
                (_, 2) => json!([{ *word: "x" }]),
                _ => json!({ "new": "x" }),
            };
            (format!("a {word}"), value)
        })
        .collect();
    object["all"] = all;
    object["unions"] = ["String", "Box", "Self", ""]
        .map(|kind| json!({ "type": kind, "new": kind }))
        .into();
    object[LONG] = json!(LONG);
    object
}

/// A name of 300 letters.
const LONG: &str = "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn";

#[tokio::test]
async fn every_word_can_be_an_operation() {
    call_all(&client()).await;
}

#[tokio::test]
async fn every_word_can_be_a_webhook() {
    send_all().await;
}

#[tokio::test]
async fn every_word_can_be_a_parameter_a_header_and_a_property() {
    let body: Everything = serde_json::from_value(everything()).unwrap();
    assert_eq!(serde_json::to_value(&body).unwrap(), everything());
    let client = client();
    let call = set_all(client.echo("a", "b", "c", "d", &body));
    // What every call has gives way to a parameter of the same name.
    let call = call.with_(|call| call.timeout(std::time::Duration::from_secs(60)));
    let response = call.await.unwrap();
    assert_eq!(response.headers(), &echo_headers());
    assert_eq!(
        serde_json::to_value(response.into_body()).unwrap(),
        everything()
    );
}

#[tokio::test]
async fn twins_are_told_apart() {
    let client = client();
    client.get_user().await.unwrap();
    client.get_user_operation().await.unwrap();
    client.get_user_2().await.unwrap();
    client.get_user_3().await.unwrap();
}
