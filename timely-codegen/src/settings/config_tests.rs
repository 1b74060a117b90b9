//! What `codegen.toml` may say, and what its author reads when it says something else.

use super::super::{ErrorField, PageStyle, SecretForm, SignatureEncoding, Signed};
use super::*;

fn parse(text: &str) -> Result<Config, String> {
    Config::parse("spec/codegen.toml", text).map_err(|error| error.to_string())
}

/// The error that a target with these further lines gives; the first of them is line 4.
fn target_error(lines: &str) -> String {
    let text = format!("[targets.api]\ndocument = \"api.yaml\"\noutput = \"out\"\n{lines}");
    parse(&text).unwrap_err()
}

#[test]
fn every_key_is_read() {
    let text = r#"
[targets.api]
document = "api.yaml"
output = "../api/src"
outputs = ["client", "webhooks"]
feature_gates = true
runtime_path = "::sdk::rt"
crate_path = "sdk::api"
env_prefix = "SDK"
user_agent = "document"
examples = false
formats = { date-time = "String" }
derives = ["Eq"]
rename = { "/components/schemas/A" = "B", listAll = "list_everything" }
include = ["get*"]
exclude = ["getSecret"]
idempotency = { header = "Idempotency-Key" }
events = { done = "[DONE]" }
allow_outside_folder = true
strict = true
skip_unsupported = true
deny_warnings = true

[targets.api.errors]
content_type = "application/problem+json"
fields = { "/code" = "code", "/kind" = { constant = ["x", 1, true] }, "/list" = "violations" }
codes = { 400 = "bad", 404 = "none" }
invalid_request = 422

[targets.api.pagination]
style = "cursor"
page_param = "after"
limit_param = "limit"
items = "/data"
total_pages = "/a"
total = "/b"
has_more = "/c"
next_cursor = "/meta/next"

[targets.api.webhooks]
signature_header = "X-Signature"
prefix = "sha256="
timestamp_header = "X-Time"
id_header = "X-Id"
signed = "timestamp.body"
separator = ","
encoding = "base64"
secrets = "whsec"
delivery_id_header = "X-Delivery"
tolerance_seconds = 60
discriminator = "event"
"#;
    let config = parse(text).unwrap();
    let target = config.target("api").unwrap();
    assert_eq!(target.output, Path::new("api/src"));
    let settings = &target.settings;
    assert!(settings.feature_gates && settings.allow_outside_folder && settings.outputs.webhooks);
    assert_eq!(settings.crate_path.as_deref(), Some("sdk::api"));
    assert_eq!(settings.env_prefix.as_deref(), Some("SDK"));
    assert_eq!(settings.user_agent.as_deref(), Some("document"));
    assert!(!settings.examples);
    assert!(settings.strict && settings.skip_unsupported && settings.deny_warnings);
    assert!(settings.wants_operation("getPet") && !settings.wants_operation("getSecret"));
    let errors = settings.errors.as_ref().unwrap();
    assert_eq!(errors.codes[&404], "none");
    assert_eq!(errors.fields["/code"], ErrorField::Code);
    assert_eq!(
        errors.fields["/kind"],
        ErrorField::Constant(serde_json::json!(["x", 1, true]))
    );
    assert_eq!(
        settings.pagination.as_ref().unwrap().rules()[0].style,
        PageStyle::Cursor
    );
    let webhooks = settings.webhooks.as_ref().unwrap();
    assert_eq!(webhooks.signed, Signed::TimestampDotBody);
    assert_eq!(webhooks.separator, Some(','));
    assert_eq!(webhooks.encoding, SignatureEncoding::Base64);
    assert_eq!(webhooks.secrets, SecretForm::Whsec);
    // What is read can be written and read again: the settings' hash covers every key but how serious messages are taken.
    let again: Settings = serde_json::from_str(&settings.canonical_text()).unwrap();
    assert!(!again.deny_warnings);
    assert_eq!(*settings, again.deny_warnings(true).in_folder("spec"));
}

#[test]
fn targets_keep_the_order_of_the_file() {
    let text = "[targets.z]\ndocument='z'\noutput='z'\n[targets.a]\ndocument='a'\noutput='a'\n";
    let names: Vec<_> = parse(text)
        .unwrap()
        .targets
        .into_iter()
        .map(|t| t.name)
        .collect();
    assert_eq!(names, ["z", "a"]);
}

#[test]
fn an_unknown_key_is_located_with_help() {
    assert_eq!(
        target_error("\n  formts = 1\n"),
        "spec/codegen.toml:5:3: unknown key `formts`\n   |\n 5 |   formts = 1\n   |   ^^^^^^\n   \
         = help: did you mean `formats`?"
    );
    let nested = target_error("[targets.api.errors]\nfields = { '/a' = 'code' }\ncode = {}\n");
    assert!(
        nested.starts_with("spec/codegen.toml:6:1: unknown key `code`"),
        "{nested}"
    );
    assert!(nested.contains("did you mean `codes`?"), "{nested}");
    let top = parse("[target.api]\n").unwrap_err();
    assert!(
        top.contains("codegen.toml:1:2: unknown key `target`"),
        "{top}"
    );
    assert!(top.contains("did you mean `targets`?"), "{top}");
}

#[test]
fn all_targets_and_keys_are_looked_at() {
    let text = "[targets.a]\ndocument = 'a'\noutput = 'a'\none = 1\ntwo = 2\n\
                [targets.b]\ndocument = 'b'\n[targets.c]\ndocument = 'c'\noutput = 'c'\nderives = 'Eq'\n";
    let Err(ConfigError::Invalid { problems }) = Config::parse("codegen.toml", text) else {
        panic!("no errors");
    };
    let found: Vec<_> = problems
        .iter()
        .map(|p| (p.line, p.column, p.message.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (4, 1, "unknown key `one`"),
            (5, 1, "unknown key `two`"),
            (6, 10, "the target `b` has no `output`"),
            (11, 11, "expected a list, found the string \"Eq\""),
        ]
    );
}

#[test]
fn wrong_types_are_located() {
    let cases = [
        (
            "outputs = 'client'",
            ":4:11: expected a list, found the string \"client\"",
        ),
        ("outputs = ['clint']", ":4:12: unknown value `clint`"),
        ("outputs = []", ":4:11: the list of outputs is empty"),
        (
            "outputs = [1]",
            ":4:12: expected one of \"models\", \"client\"",
        ),
        (
            "feature_gates = 'yes'",
            ":4:17: expected `true` or `false`, found the string",
        ),
        (
            "runtime_path = 3",
            ":4:16: expected a string, found the integer `3`",
        ),
        (
            "formats = { a = [] }",
            ":4:17: expected a string, found a list",
        ),
        (
            "formats = 1.5",
            ":4:11: expected a table, found the number `1.5`",
        ),
        ("idempotency = {}", ":4:15: missing key `header`"),
        (
            "errors = { codes = { x = 'y' } }",
            ":4:22: expected a number as key, found `x`",
        ),
        (
            "errors = { codes = { 99999 = 'y' } }",
            ":4:22: expected a number as key",
        ),
        (
            "errors = { invalid_request = -1 }",
            ":4:30: expected a number of this key's range",
        ),
        (
            "errors = { fields = { '/a' = 'cod' } }",
            ":4:30: unknown value `cod`",
        ),
        (
            "errors = { fields = { '/a' = 'constant' } }",
            ":4:30: `constant` needs a value",
        ),
        (
            "errors = { fields = { '/a' = { code = 1 } } }",
            ":4:39: `code` takes no value",
        ),
    ];
    for (lines, expected) in cases {
        let error = target_error(lines);
        assert!(
            error.starts_with(&format!("spec/codegen.toml{expected}")),
            "{lines}: {error}"
        );
    }
}

#[test]
fn values_that_make_no_sense_are_located() {
    let cases = [
        (
            "runtime_path = 'a b'",
            ":4:16: `runtime_path`: expected the path",
        ),
        (
            "env_prefix = 'my-sdk'",
            ":4:14: `env_prefix`: expected capital letters",
        ),
        (
            "user_agent = 'acme (linux)'",
            ":4:14: `user_agent`: expected `crate`, `document` or products",
        ),
        (
            "formats = { uuid = 'Vec<' }",
            ":4:20: `formats.uuid`: expected a Rust type",
        ),
        (
            "derives = ['Eq', '1']",
            ":4:18: `derives.1`: expected the path of a derive",
        ),
        (
            "types = { A = { use = 'a::B<C>' } }",
            ":4:23: `types.A.use`: expected the path of a Rust type",
        ),
        (
            "types = { A = { use = 'super::B' } }",
            ":4:23: `types.A.use`: expected a path that means the same in every module",
        ),
        (
            "types = { A = { derive = ['a::B', 'a::B(c)'] } }",
            ":4:35: `types.A.derive.1`: expected the path of a derive",
        ),
        (
            "types = { A = { attributes = ['a(b)] struct B; #[c'] } }",
            ":4:31: `types.A.attributes.0`: expected an attribute",
        ),
        (
            "types = { A = { attributes = ['serde(default)'] } }",
            ":4:31: `types.A.attributes.0`: the document says what is on the wire",
        ),
        (
            "types = { A = { use = 'A' } }",
            ":4:23: `types.A.use`: `A` alone is not a type everywhere",
        ),
        (
            "types = { A = { use = 'a::B', keep_unknown = true } }",
            ":4:46: `types.A.keep_unknown`: a type of one's own is not generated",
        ),
        (
            "types = { A = { use = 'a::B', derive = ['Eq', 'sqlx::Type'] } }",
            ":4:47: `types.A.derive.1`: beside `use` it says which traits the type has",
        ),
        (
            "types = { A = { attributes = ['cfg_attr(all(), r#serde(default))'] } }",
            ":4:31: `types.A.attributes.0`: the document says what is on the wire",
        ),
        (
            "types = { A = { attributes = ['deprecated'] } }",
            ":4:31: `types.A.attributes.0`: the document says what is deprecated",
        ),
        (
            "derives = ['::core::clone::Clone']",
            ":4:12: `derives.0`: every type has `Clone` already",
        ),
        (
            "rename = { a = 'type' }",
            ":4:16: `rename.a`: expected a Rust name",
        ),
        (
            "include = ['a*b']",
            ":4:12: `include.0`: expected an operationId",
        ),
        ("errors = { }", ":4:10: `errors.fields`: no field says"),
        (
            "errors = { fields = { a = 'code' } }",
            ":4:27: `errors.fields.a`: expected a JSON pointer",
        ),
        (
            "errors = { fields = { '/a/b' = 'code', '/a' = 'title' } }",
            ":4:32: `errors.fields./a/b`: lies inside `/a`",
        ),
        (
            "errors = { fields = { '/a' = 'code' }, codes = { 200 = 'x' } }",
            ":4:56: `errors.codes.200`: expected an error status",
        ),
        (
            "errors = { fields = { '/a' = 'code' }, content_type = 'json' }",
            ":4:55: `errors.content_type`: expected a media type",
        ),
        (
            "pagination = { style = 'cursor', page_param = 'c', items = '' }",
            ":4:24: `pagination.style`: `cursor` needs",
        ),
        (
            "pagination = { style = 'page', page_param = 'c', items = '/~2' }",
            ":4:58: `pagination.items`: expected a JSON pointer",
        ),
        (
            "webhooks = { signature_header = 'X Y' }",
            ":4:33: `webhooks.signature_header`: expected the name of an HTTP header",
        ),
        (
            "webhooks = { prefix = 'x' }",
            ":4:12: `webhooks.signature_header`: expected the name of an HTTP header, or `scheme = \"standard\"`",
        ),
        (
            "webhooks = { scheme = 'standard', encoding = 'base64' }",
            ":4:46: `webhooks.encoding`: `scheme` says how deliveries are signed: take `encoding` away",
        ),
        (
            "webhooks = { signature_header = 'X', signed = 'timestamp.body' }",
            ":4:47: `webhooks.signed`: `timestamp.body` needs the key `timestamp_header` or `timestamp_parameter`",
        ),
        (
            "webhooks = { signature_header = 'X', template = '{id}{body}' }",
            ":4:49: `webhooks.template`: `{id}` needs the key `delivery_id_header` or `id_header`",
        ),
        (
            "webhooks = { signature_header = 'X', template = 'v0:{timestamp}:{body}' }",
            ":4:49: `webhooks.template`: `{timestamp}` needs the key `timestamp_header` or `timestamp_parameter`",
        ),
        (
            "webhooks = { signature_header = 'X', id_header = 'I', template = 'v1{body}{id}' }",
            ":4:66: `webhooks.template`: expected a text or `{timestamp}` between `{id}` and `{body}`: nothing tells them apart otherwise",
        ),
        (
            "webhooks = { signature_header = 'X', id_header = 'I', template = '{id}.' }",
            ":4:66: `webhooks.template`: expected `{body}` in it: what is not signed can be changed",
        ),
        (
            "webhooks = { signature_header = 'X', template = '{body}{url}' }",
            ":4:49: `webhooks.template`: expected `{id}`, `{timestamp}` or `{body}` between braces",
        ),
        (
            "webhooks = { signature_header = 'X', template = '{body' }",
            ":4:49: `webhooks.template`: a `{` is not closed",
        ),
        (
            "webhooks = { signature_header = 'X', timestamp_parameter = 't' }",
            ":4:60: `webhooks.timestamp_parameter`: it needs the key `separator`",
        ),
        (
            "webhooks = { signature_header = 'X', separator = 'a' }",
            ":4:50: `webhooks.separator`: expected a character of ASCII that no signature has",
        ),
        (
            "webhooks = { signature_header = 'X', separator = ',', prefix = 'v1,' }",
            ":4:64: `webhooks.prefix`: it has the separator in it",
        ),
    ];
    for (lines, expected) in cases {
        let error = target_error(lines);
        assert!(
            error.starts_with(&format!("spec/codegen.toml{expected}")),
            "{lines}: {error}"
        );
    }
}

#[test]
fn files_that_are_no_configuration() {
    let cases = [
        ("", ":1:1: no target"),
        ("[targets]\n", ":1:1: no target"),
        (
            "targets = 1",
            ":1:11: expected a table of targets, found the integer `1`",
        ),
        (
            "[targets]\napi = 1",
            ":2:7: expected a table, found the integer `1`",
        ),
        ("[targets.api\n", ":1:13: not TOML: "),
        (
            "[targets.\"\"]\ndocument = 'a'\noutput = 'a'",
            ":1:10: a target needs a name",
        ),
        (
            "[targets.a]\ndocument = ''\noutput = 'a'",
            ":2:12: `document` is empty",
        ),
        (
            "[targets.a]\ndocument = 'a'\noutput = 1",
            ":3:10: `output`: expected a string",
        ),
        (
            "[targets.a]\n[targets.a]\n",
            ":2:10: not TOML: duplicate key",
        ),
    ];
    for (text, expected) in cases {
        let error = parse(text).unwrap_err();
        assert!(
            error.starts_with(&format!("spec/codegen.toml{expected}")),
            "{text}: {error}"
        );
    }
}

#[test]
fn two_targets_cannot_share_an_output() {
    let text =
        "[targets.a]\ndocument='a'\noutput='out'\n[targets.b]\ndocument='b'\noutput='./x/../out'\n";
    let error = parse(text).unwrap_err();
    assert!(
        error.contains(":6:8: the target `a` has the same output folder"),
        "{error}"
    );
}

#[test]
fn places_are_right_beyond_ascii_and_at_the_end() {
    let error = target_error("rename = { 'é→' = 'ü', x = 1 }");
    assert!(error.contains(":4:28: expected a string"), "{error}");
    assert!(error.ends_with("                           ^"), "{error}");
    let error = parse("[targets.a]\ndocument = 'é").unwrap_err();
    assert!(error.contains(":2:"), "{error}");
}

#[test]
fn a_missing_file_is_named() {
    let error = Config::load(Path::new("no/such/codegen.toml"))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("cannot read no/such/codegen.toml: "),
        "{error}"
    );
}

#[test]
fn targets_are_selected_by_name() {
    let text =
        "[targets.pets]\ndocument='z'\noutput='z'\n[targets.shop]\ndocument='a'\noutput='a'\n";
    let config = parse(text).unwrap();
    let select = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let found = config.select(&names).map_err(|error| error.to_string())?;
        Ok::<_, String>(
            found
                .into_iter()
                .map(|target| target.name.clone())
                .collect::<Vec<_>>(),
        )
    };
    assert_eq!(select(&[]).unwrap(), ["pets", "shop"]);
    assert_eq!(select(&["shop", "pets", "shop"]).unwrap(), ["pets", "shop"]);
    assert_eq!(
        select(&["shop", "zoo"]).unwrap_err(),
        "there is no target `zoo`; known targets: `pets`, `shop`"
    );
    assert!(
        select(&["shp"])
            .unwrap_err()
            .contains("did you mean `shop`?")
    );
}
