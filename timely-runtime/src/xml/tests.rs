//! Values and XML, both ways, by tables as the generator writes them.

use super::read::Fault;
use super::{ANY, BOOLEAN, INTEGER, Member, NUMBER, Reading, Root, STRING, Shape, write};
use crate::Types;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

fn written(value: &Value, root: &Root) -> String {
    let text = String::from_utf8(write(value, root).unwrap()).unwrap();
    text.strip_prefix(HEAD).unwrap().to_owned()
}

fn parsed(text: &str, root: &Root, reading: Reading) -> Result<Value, Fault> {
    super::read(text, root, reading).map(|json| serde_json::from_str(&json).expect(&json))
}

fn strict(text: &str, root: &Root) -> Result<Value, Fault> {
    parsed(text, root, Reading::Strict)
}

fn fault(text: &str, root: &Root) -> String {
    let fault = strict(text, root).unwrap_err();
    format!(
        "{} expected {}, found {}",
        fault.pointer, fault.expected, fault.found
    )
}

/// Whether a value is this text, and the text that value, on both sides.
#[track_caller]
fn same(root: &Root, value: Value, text: &str) {
    assert_eq!(written(&value, root), text);
    assert_eq!(strict(text, root), Ok(value.clone()));
    assert_eq!(parsed(text, root, Reading::Lenient), Ok(value));
}

static NAMES: Shape = Shape::list(&STRING);
static WRAPPED: Shape = Shape::list(&STRING).wrapped();
static ANIMALS: Shape = Shape::list(&STRING).each("animal", "", "");
static ZOO: Shape = Shape::list(&STRING).wrapped().each("animal", "", "");

#[test]
fn lists_are_named_as_the_document_says() {
    static MEMBERS: [Member; 4] = [
        Member::element("names", &NAMES),
        Member::element("wrapped", &WRAPPED),
        Member::element("animals", &ANIMALS),
        Member::element("zoo", &ZOO).named("aliens"),
    ];
    static SHAPE: Shape = Shape::object(&MEMBERS);
    static ROOT: Root = Root::new("all", &SHAPE);
    same(
        &ROOT,
        json!({ "names": ["a", "b"], "wrapped": ["c"], "animals": ["d", ""], "zoo": ["e", "f"] }),
        "<all><names>a</names><names>b</names><wrapped><wrapped>c</wrapped></wrapped><animal>d</animal><animal/>\
         <aliens><animal>e</animal><animal>f</animal></aliens></all>",
    );
    same(&ROOT, json!({ "zoo": [] }), "<all><aliens/></all>");
    // The order is not held to, nor is white space looked at between elements.
    let mixed = "<all> <animal>d</animal>\n<names>a</names><!-- --><names>b</names></all>";
    let value = json!({ "names": ["a", "b"], "animals": ["d"] });
    assert_eq!(strict(mixed, &ROOT), Ok(value));
    assert_eq!(
        fault("<all><aliens><alien/></aliens></all>", &ROOT),
        "/zoo expected the element `animal`, found the element `alien`"
    );
    assert_eq!(
        fault("<all><aliens/><aliens/></all>", &ROOT),
        "/zoo expected one element, found several"
    );
}

#[test]
fn a_list_that_is_not_there_is_empty_where_it_is_required() {
    static MEMBERS: [Member; 2] = [
        Member::element("some", &NAMES).required(),
        Member::element("others", &NAMES),
    ];
    static SHAPE: Shape = Shape::object(&MEMBERS);
    static ROOT: Root = Root::new("a", &SHAPE);
    same(&ROOT, json!({ "some": [] }), "<a></a>");
    assert_eq!(strict("<a/>", &ROOT), Ok(json!({ "some": [] })));
}

#[test]
fn attributes_namespaces_and_text() {
    static SIZES: Shape = Shape::list(&INTEGER);
    static MEMBERS: [Member; 4] = [
        Member::attribute("id", &INTEGER),
        Member::attribute("sizes", &SIZES).named("size"),
        Member::attribute("lang", &STRING).within("urn:l", "l"),
        Member::text("value", &NUMBER),
    ];
    static PRICE: Shape = Shape::object(&MEMBERS);
    static OUTER: [Member; 2] = [
        Member::element("price", &PRICE).within("urn:p", "p"),
        Member::element("note", &STRING).within("urn:n", ""),
    ];
    static SHAPE: Shape = Shape::object(&OUTER);
    static ROOT: Root = Root::new("order", &SHAPE).within("urn:o", "");
    same(
        &ROOT,
        json!({ "price": { "id": 1, "sizes": [2, 3], "lang": "a\n\"<", "value": 1.5 }, "note": "x" }),
        "<order xmlns=\"urn:o\"><p:price xmlns:p=\"urn:p\" id=\"1\" size=\"2 3\" xmlns:l=\"urn:l\" l:lang=\"a&#10;&quot;&lt;\">1.5\
         </p:price><note xmlns=\"urn:n\">x</note></order>",
    );
    // The prefix is the sender's choice, the namespace is not.
    let other = "<o:order xmlns:o='urn:o' xmlns:q='urn:p'><q:price id='1'/></o:order>";
    assert_eq!(strict(other, &ROOT), Ok(json!({ "price": { "id": 1 } })));
    assert_eq!(
        fault("<order/>", &ROOT),
        " expected the element `order`, found the element `order`"
    );
    assert_eq!(
        parsed("<order><price id='1'/></order>", &ROOT, Reading::Lenient),
        Ok(json!({ "price": { "id": 1 } }))
    );
}

#[test]
fn null_is_nil() {
    static OPTIONAL: Shape = Shape::text(Types::INTEGER.or(Types::NULL));
    static MEMBERS: [Member; 3] = [
        Member::element("a", &OPTIONAL),
        Member::element("b", &STRING),
        Member::attribute("c", &OPTIONAL).required(),
    ];
    static SHAPE: Shape = Shape::object(&MEMBERS);
    static ROOT: Root = Root::new("r", &SHAPE);
    same(
        &ROOT,
        json!({ "a": null, "b": null, "c": null }),
        "<r><a xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>\
         <b xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/></r>",
    );
    // An empty element is a text where one may be there, and else null.
    let empty = strict("<r c='1'><a/><b/></r>", &ROOT);
    assert_eq!(empty, Ok(json!({ "a": null, "b": "", "c": 1 })));
    let full = "<r xmlns:x='http://www.w3.org/2001/XMLSchema-instance'><a x:nil='1'>5</a></r>";
    assert_eq!(
        fault(full, &ROOT),
        "/a expected nothing in an element that is nil, found content"
    );
}

#[test]
fn texts_are_carried_as_they_are() {
    static MEMBERS: [Member; 3] = [
        Member::element("text", &STRING),
        Member::cdata("data", &STRING),
        Member::element("flag", &BOOLEAN),
    ];
    static SHAPE: Shape = Shape::object(&MEMBERS);
    static ROOT: Root = Root::new("r", &SHAPE);
    same(
        &ROOT,
        json!({ "text": " <a>&\"'\r\n\t]]> ü \u{1F600} ", "flag": true }),
        "<r><text> &lt;a&gt;&amp;\"'&#13;\n\t]]&gt; ü \u{1F600} </text><flag>true</flag></r>",
    );
    same(&ROOT, json!({ "data": "a<b>" }), "<r><![CDATA[a<b>]]></r>");
    let split = json!({ "data": "x]]>y" });
    assert_eq!(strict(&written(&split, &ROOT), &ROOT), Ok(split));
    let pieces =
        "<r><text>a<![CDATA[<b>]]>&amp;&#x63;<!-- no -->d\r\ne</text><flag> true </flag></r>";
    let read = strict(pieces, &ROOT);
    assert_eq!(read, Ok(json!({ "text": "a<b>&cd\ne", "flag": true })));
    let unwritable = write(&json!({ "text": "\u{0}" }), &ROOT);
    let problem = "holds a character that XML does not have";
    assert_eq!(unwritable, Err(("text".to_owned(), problem)));
}

#[test]
fn what_is_of_another_type_is_left_to_the_schema() {
    static MEMBERS: [Member; 2] = [
        Member::element("count", &INTEGER),
        Member::element("flag", &BOOLEAN),
    ];
    static SHAPE: Shape = Shape::object(&MEMBERS);
    static ROOT: Root = Root::new("r", &SHAPE);
    let read = strict("<r><count>five</count><flag>1</flag></r>", &ROOT);
    assert_eq!(read, Ok(json!({ "count": "five", "flag": "1" })));
    assert_eq!(
        fault("<r><count a='1'>5</count></r>", &ROOT),
        "/count expected text alone, found the attribute `a`"
    );
    assert_eq!(
        fault("<r><count><a/></count></r>", &ROOT),
        "/count expected text alone, found the element `a`"
    );
    assert_eq!(
        fault("<r>text</r>", &ROOT),
        " expected elements and attributes alone, found text"
    );
    let goodwill = "<R><COUNT a='1'>5</COUNT>text<other/><flag>1</flag></R>";
    let value = json!({ "count": 5, "other": "", "flag": true });
    assert_eq!(parsed(goodwill, &ROOT, Reading::Lenient), Ok(value));
}

#[test]
fn other_members_are_elements_of_their_names() {
    static REST: Shape = Shape::object(&[]).others(&INTEGER);
    static ROOT: Root = Root::unnamed(&REST);
    same(
        &ROOT,
        json!({ "a": 1, "b": 2 }),
        "<root><a>1</a><b>2</b></root>",
    );
    assert_eq!(strict("<x><a>1</a></x>", &ROOT), Ok(json!({ "a": 1 })));
    assert_eq!(
        fault("<x><a/><a/></x>", &ROOT),
        "/a expected one element, found several"
    );
    for name in ["", "1a", "a b", "a:b", "a>", "xml "] {
        let written = write(&json!({ name: 1 }), &ROOT);
        assert!(written.is_err(), "{name}");
    }
    static ANYTHING: Root = Root::new("r", &ANY);
    same(
        &ANYTHING,
        json!({ "a": ["1", { "b": "2" }], "c": "" }),
        "<r><a>1</a><a><b>2</b></a><c/></r>",
    );
    let read = strict("<r a='1'>text<b/></r>", &ANYTHING);
    assert_eq!(read, Ok(json!({ "a": "1", "b": "", "$text": "text" })));
    let lists = write(&json!({ "a": [["1"]] }), &ANYTHING);
    assert!(lists.is_err());
}

#[test]
fn objects_without_elements_and_those_that_hold_themselves() {
    static LINK: [Member; 2] = [
        Member::attribute("href", &STRING),
        Member::element("tags", &NAMES).named("tag").required(),
    ];
    static LINK_SHAPE: Shape = Shape::object(&LINK);
    static NODE: [Member; 3] = [
        Member::inline("link", &LINK_SHAPE),
        Member::element("name", &STRING),
        Member::element("children", &CHILDREN),
    ];
    static NODE_SHAPE: Shape = Shape::object(&NODE);
    static CHILDREN: Shape = Shape::list(&NODE_SHAPE).each("node", "", "");
    static ROOT: Root = Root::new("node", &NODE_SHAPE);
    same(
        &ROOT,
        json!({ "link": { "href": "x", "tags": ["t"] }, "name": "a", "children": [{ "name": "b" }, {}] }),
        "<node href=\"x\"><tag>t</tag><name>a</name><node><name>b</name></node><node/></node>",
    );
}

#[test]
fn a_choice_is_told_by_what_is_there() {
    static MEMBERS: [Member; 1] = [Member::element("a", &INTEGER)];
    static SHAPE: Shape = Shape::list(&INTEGER)
        .each("i", "", "")
        .or_object(&MEMBERS)
        .or_text(Types::STRING);
    static ROOT: Root = Root::new("r", &SHAPE);
    same(&ROOT, json!("x"), "<r>x</r>");
    same(&ROOT, json!({ "a": 1 }), "<r><a>1</a></r>");
    same(&ROOT, json!([1, 2]), "<r><i>1</i><i>2</i></r>");
}

#[test]
fn what_is_no_xml_is_refused() {
    static ROOT: Root = Root::new("r", &ANY);
    let deep = format!("{}{}", "<r>".repeat(200), "</r>".repeat(200));
    let wide = format!(
        "<r {}/>",
        (0..300).map(|at| format!("a{at}='' ")).collect::<String>()
    );
    let spaces = format!(
        "<r {}/>",
        (0..100)
            .map(|at| format!("xmlns:a{at}='u' "))
            .collect::<String>()
    );
    let entities = "<!DOCTYPE r [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><r>&b;</r>";
    for (text, found) in [
        ("", "no element"),
        ("text", "text outside of the root element"),
        ("<r>", "an element without an end"),
        ("<r></s>", "elements that do not end where they must"),
        ("</r>", "elements that do not end where they must"),
        ("<r/><r/>", "a second root element"),
        ("<r/>x", "text outside of the root element"),
        ("<r", "markup without an end"),
        ("<r a='1' a='2'/>", "an attribute twice"),
        (
            "<r xmlns:p='u' xmlns:q='u' p:a='' q:a=''/>",
            "an attribute twice",
        ),
        ("<r a=1/>", "attributes that are none"),
        ("<r a='<'/>", "attributes that are none"),
        ("<r>&a;</r>", "an entity that XML does not have"),
        ("<r a='&a;'/>", "a reference that stands for no character"),
        ("<r>&#0;</r>", "a reference that stands for no character"),
        ("<r>&#1;</r>", "a character that XML does not have"),
        ("<r>&</r>", "an `&` that begins no reference"),
        ("<r>\u{1}</r>", "a character that XML does not have"),
        ("<p:r/>", "a prefix without a namespace"),
        ("<1/>", "a name that is none"),
        ("<!-- -- --><r/>", "a comment with `--` in it"),
        (
            "<!DOCTYPE r SYSTEM 'file:///etc/passwd'><r/>",
            "a document type declaration",
        ),
        (entities, "a document type declaration"),
        (&deep, "elements too deep in each other"),
        (&wide, "too many attributes"),
        (&spaces, "too many namespaces"),
    ] {
        let fault = strict(text, &ROOT).expect_err(text);
        assert!(fault.is_syntax, "{text}");
        assert_eq!(fault.found, found, "{text}");
    }
}

/// A document of everything, which holds itself.
static TREE: Shape = Shape::object(&TREE_MEMBERS);
static TREE_MEMBERS: [Member; 6] = [
    Member::attribute("id", &INTEGER),
    Member::element("name", &STRING),
    Member::element("flags", &FLAGS).required(),
    Member::element("trees", &TREES).named("forest"),
    Member::element("more", &TREE).within("urn:m", "m"),
    Member::element("odds", &ODDS),
];
static FLAGS: Shape = Shape::list(&BOOLEAN);
static TREES: Shape = Shape::list(&TREE).wrapped().each("tree", "", "");
static ODDS: Shape = Shape::object(&[]).others(&NUMBER);
static ALL: Root = Root::new("tree", &TREE).within("urn:t", "");

fn trees() -> impl Strategy<Value = Value> {
    let leaf = (
        any::<Option<i64>>(),
        any::<Option<String>>(),
        vec(any::<bool>(), 0..3),
    );
    let leaf = leaf.prop_map(|(id, name, flags)| {
        let mut tree = json!({ "flags": flags });
        if let Some(id) = id {
            tree["id"] = id.into();
        }
        // XML has not all characters.
        if let Some(name) = name.filter(|name| name.chars().all(super::name::is_character)) {
            tree["name"] = name.into();
        }
        tree
    });
    leaf.prop_recursive(4, 24, 3, |inner| {
        (
            inner.clone(),
            vec(inner.clone(), 0..3),
            inner,
            "[a-z_][a-z0-9.-]{0,5}",
            any::<i32>(),
        )
            .prop_map(|(mut tree, trees, more, name, odd)| {
                tree["trees"] = trees.into();
                tree["more"] = more;
                tree["odds"] = json!({ name: odd });
                tree
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn values_are_carried_unchanged(tree in trees()) {
        let text = String::from_utf8(write(&tree, &ALL).unwrap()).unwrap();
        prop_assert_eq!(strict(&text, &ALL), Ok(tree.clone()));
        prop_assert_eq!(parsed(&text, &ALL, Reading::Lenient), Ok(tree));
    }

    /// Whatever a sender sends has an answer.
    #[test]
    fn no_text_is_too_much(pieces in vec(select(PIECES), 0..24)) {
        let text = pieces.concat();
        for reading in [Reading::Strict, Reading::Lenient] {
            for root in [&ALL, &ANYTHING] {
                let _ = parsed(&text, root, reading);
            }
        }
    }
}

static ANYTHING: Root = Root::unnamed(&ANY);
const PIECES: &[&str] = &[
    "<tree xmlns='urn:t'>",
    "</tree>",
    "<a>",
    "</a>",
    "<a/>",
    "<forest>",
    "</forest>",
    "<tree/>",
    " id='1'",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&#x",
    "&#65;",
    "&x;",
    "<?xml version='1.0'?>",
    "<?p",
    "?>",
    "<!DOCTYPE",
    "text",
    "\u{FEFF}",
    "<m:more xmlns:m='urn:m'>",
    "</m:more>",
    "<",
    ">",
    "'",
    "\"",
    "=",
    "\0",
    "\u{FFFE}",
    " xsi:nil='true'",
    "xmlns",
    ":",
];
