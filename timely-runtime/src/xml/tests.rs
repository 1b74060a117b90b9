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
    super::read(text, root, reading).map(|json| serde_json::from_slice(&json).expect("JSON"))
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

/// Whether a value comes back as it was, on both sides.
#[track_caller]
fn carried(root: &Root, value: &Value) {
    let text = written(value, root);
    assert_eq!(strict(&text, root).as_ref(), Ok(value), "{text}");
    assert_eq!(parsed(&text, root, Reading::Lenient).as_ref(), Ok(value));
}

#[track_caller]
fn refused(root: &Root, value: &Value, property: &str) {
    let written = write(value, root).map(|text| String::from_utf8(text).unwrap());
    let (found, _) = written.unwrap_err();
    assert_eq!(found, property);
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

#[test]
fn a_list_that_may_be_null_is_no_list_of_null() {
    static OPTIONAL: Shape = Shape::list(&STRING).or_text(Types::NULL);
    static MEMBERS: [Member; 2] = [
        Member::element("a", &OPTIONAL),
        Member::element("b", &NAMES),
    ];
    static SHAPE: Shape = Shape::object(&MEMBERS);
    static ROOT: Root = Root::new("r", &SHAPE);
    for value in [
        json!({ "a": null }),
        json!({ "a": ["x"] }),
        json!({ "a": [null, "x"] }),
        json!({ "b": [null] }),
    ] {
        carried(&ROOT, &value);
    }
    refused(&ROOT, &json!({ "a": [null] }), "a");
    // It has the name of its items.
    static OTHER: Shape = Shape::list(&INTEGER).each("i", "", "").or_text(Types::NULL);
    static OTHERS: [Member; 1] = [Member::element("a", &OTHER)];
    static OTHERS_SHAPE: Shape = Shape::object(&OTHERS);
    static NAMED: Root = Root::new("r", &OTHERS_SHAPE);
    carried(&NAMED, &json!({ "a": null }));
    carried(&NAMED, &json!({ "a": [1] }));
}

#[test]
fn an_object_that_may_be_null_is_one_where_it_can_be() {
    static TAG: [Member; 2] = [
        Member::attribute("id", &INTEGER),
        Member::text("value", &STRING),
    ];
    static TAG_SHAPE: Shape = Shape::object(&TAG).or_text(Types::NULL);
    static POINT: [Member; 1] = [Member::element("x", &INTEGER).required()];
    static POINT_SHAPE: Shape = Shape::object(&POINT).or_text(Types::NULL);
    static MEMBERS: [Member; 2] = [
        Member::element("tag", &TAG_SHAPE),
        Member::element("point", &POINT_SHAPE),
    ];
    static SHAPE: Shape = Shape::object(&MEMBERS);
    static ROOT: Root = Root::new("r", &SHAPE);
    for value in [
        json!({ "tag": {}, "point": { "x": 1 } }),
        json!({ "tag": null, "point": null }),
        json!({ "tag": { "value": "x" } }),
        json!({ "tag": { "value": " " } }),
    ] {
        carried(&ROOT, &value);
    }
    let empty = strict("<r><point/></r>", &ROOT);
    assert_eq!(empty, Ok(json!({ "point": null })));
}

#[test]
fn what_a_choice_cannot_tell_is_not_written() {
    static ONE_OR_MORE: Shape = Shape::list(&STRING).or_text(Types::STRING);
    static PARENT: [Member; 2] = [
        Member::element("name", &STRING),
        Member::text("text", &STRING),
    ];
    static CHOICE: Shape = Shape::list(&CHOICE).or_object(&PARENT);
    static WORD: Shape = Shape::object(&PARENT).or_text(Types::STRING);
    static WRAPPED: Shape = Shape::list(&INTEGER)
        .wrapped()
        .each("name", "", "")
        .or_object(&PARENT)
        .or_text(Types::STRING);
    static NESTED: Shape = Shape::list(&CHOICE).or_text(Types::STRING);
    static MEMBERS: [Member; 6] = [
        Member::element("a", &ONE_OR_MORE),
        Member::element("b", &CHOICE),
        Member::element("c", &WORD),
        Member::element("d", &WRAPPED),
        Member::attribute("e", &ONE_OR_MORE),
        Member::element("f", &NESTED),
    ];
    static SHAPE: Shape = Shape::object(&MEMBERS);
    static ROOT: Root = Root::new("r", &SHAPE);
    for value in [
        json!({ "a": "x" }),
        json!({ "a": "" }),
        json!({ "a": ["x", "y"] }),
        json!({ "b": { "name": "x" } }),
        json!({ "b": { "text": "x" } }),
        json!({ "b": [{ "name": "x" }, {}] }),
        json!({ "c": { "name": "x" } }),
        json!({ "c": "x" }),
        json!({ "d": [1] }),
        json!({ "d": "x" }),
        json!({ "d": { "name": "x", "other": "y" } }),
        json!({ "e": "a b" }),
        json!({ "f": [{ "name": "x" }] }),
    ] {
        carried(&ROOT, &value);
    }
    for value in [
        json!({ "a": ["x"] }),
        json!({ "b": [{ "name": "x" }] }),
        json!({ "c": {} }),
        json!({ "c": { "text": "x" } }),
        json!({ "d": [] }),
        json!({ "d": {} }),
        json!({ "d": { "name": "x" } }),
        json!({ "e": ["a"] }),
    ] {
        let property = value.as_object().unwrap().keys().next().unwrap();
        let (_, problem) = write(&value, &ROOT).expect_err(property);
        assert!(problem.starts_with("cannot be told"), "{problem}");
    }
}

#[test]
fn names_that_others_have_are_not_written() {
    static INNER: [Member; 2] = [
        Member::element("deep", &STRING),
        Member::text("text", &STRING),
    ];
    static INNER_SHAPE: Shape = Shape::object(&INNER);
    static MEMBERS: [Member; 4] = [
        Member::element("price", &NUMBER).named("Price"),
        Member::attribute("id", &INTEGER).named("at"),
        Member::inline("inner", &INNER_SHAPE),
        Member::hidden("cost"),
    ];
    static SHAPE: Shape = Shape::object(&MEMBERS);
    static ROOT: Root = Root::new("r", &SHAPE);
    carried(
        &ROOT,
        &json!({ "price": 1, "at": "x", "inner": { "deep": "y", "text": "z" } }),
    );
    for (value, property) in [
        (json!({ "Price": "1" }), "Price"),
        (json!({ "deep": "1" }), "deep"),
        (json!({ "inner": { "deeper": "1" } }), "deeper"),
        (json!({ "cost": 1 }), "cost"),
    ] {
        refused(&ROOT, &value, property);
    }
    // A property's own name is not what it is called.
    for text in [
        "<r><price>1</price></r>",
        "<r><Price>1</Price><price>2</price></r>",
        "<r id='1'/>",
        "<r><id>1</id></r>",
        "<r><cost>1</cost></r>",
    ] {
        strict(text, &ROOT).expect_err(text);
    }
    let goodwill = "<r><id>1</id><PRICE>2</PRICE><cost>3</cost></r>";
    assert_eq!(
        parsed(goodwill, &ROOT, Reading::Lenient),
        Ok(json!({ "price": 2, "id": 1 }))
    );
    let both = "<r><PRICE>2</PRICE><Price>1</Price><price>3</price></r>";
    assert_eq!(
        parsed(both, &ROOT, Reading::Lenient),
        Ok(json!({ "price": 1, "PRICE": "2" }))
    );
}

#[test]
fn names_are_in_their_own_namespaces() {
    static MEMBERS: [Member; 7] = [
        Member::element("plain", &STRING).named("x"),
        Member::element("other", &STRING)
            .named("x")
            .within("urn:x", "p"),
        Member::attribute("first", &STRING).within("urn:a", ""),
        Member::attribute("second", &STRING).within("urn:b", "p"),
        Member::attribute("third", &STRING).within("urn:c", "p"),
        Member::attribute("language", &STRING)
            .named("lang")
            .within(super::tree::XML, "xml"),
        Member::attribute("kind", &STRING)
            .named("type")
            .within(super::read::XSI, "xsi"),
    ];
    static SHAPE: Shape = Shape::object(&MEMBERS);
    static ROOT: Root = Root::new("r", &SHAPE).within("urn:r", "p");
    same(
        &ROOT,
        json!({ "plain": "1", "other": "2", "first": "3", "second": "4", "third": "5", "language": "en", "kind": "k" }),
        "<p:r xmlns:p=\"urn:r\" xmlns:ns1=\"urn:a\" ns1:first=\"3\" xmlns:ns2=\"urn:b\" ns2:second=\"4\" \
         xmlns:ns3=\"urn:c\" ns3:third=\"5\" xml:lang=\"en\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"k\"><x>1</x><p:x xmlns:p=\"urn:x\">2</p:x></p:r>",
    );
    // What XML itself has is no attribute that the document does not list.
    static PLAIN: [Member; 1] = [Member::attribute("lang", &STRING)];
    static PLAIN_SHAPE: Shape = Shape::object(&PLAIN);
    static OTHER: Root = Root::new("r", &PLAIN_SHAPE);
    let both = strict("<r lang='x' xml:lang='en' xml:space='preserve'/>", &OTHER);
    assert_eq!(both, Ok(json!({ "lang": "x" })));
}

#[test]
fn the_first_items_have_shapes_of_their_own() {
    static PAIR: Shape = Shape::list(&BOOLEAN).beginning(&[&INTEGER, &STRING]);
    static MEMBERS: [Member; 2] = [
        Member::element("pair", &PAIR),
        Member::attribute("at", &PAIR),
    ];
    static SHAPE: Shape = Shape::object(&MEMBERS);
    static ROOT: Root = Root::new("r", &SHAPE);
    same(
        &ROOT,
        json!({ "pair": [1, "2", true], "at": [3, "4"] }),
        "<r at=\"3 4\"><pair>1</pair><pair>2</pair><pair>true</pair></r>",
    );
}

#[test]
fn white_space_between_elements_is_no_number() {
    static MEMBERS: [Member; 2] = [
        Member::element("a", &STRING),
        Member::text("size", &INTEGER),
    ];
    static SHAPE: Shape = Shape::object(&MEMBERS);
    static ROOT: Root = Root::new("r", &SHAPE);
    let read = strict("<r>\n <a>x</a>\n</r>", &ROOT);
    assert_eq!(read, Ok(json!({ "a": "x" })));
    let read = strict("<r>\n <a>x</a> 5 </r>", &ROOT);
    assert_eq!(read, Ok(json!({ "a": "x", "size": 5 })));
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

/// Shapes that leave a choice, in all places.
static MIXED: Shape = Shape::object(&MIXED_MEMBERS).others(&INTEGERS);
static MIXED_MEMBERS: [Member; 6] = [
    Member::element("some", &SOME),
    Member::element("objects", &OBJECTS).named("object"),
    Member::element("optional", &OPTIONAL_OBJECT),
    Member::element("around", &AROUND),
    Member::element("number", &NUMBER_OR_OBJECT),
    Member::element("grid", &GRID),
];
static INTEGERS: Shape = Shape::list(&INTEGER);
static GRID: Shape = Shape::list(&INTEGERS);
static SOME: Shape = Shape::list(&OPTIONAL_TEXT).or_text(Types::STRING.or(Types::NULL));
static OPTIONAL_TEXT: Shape = Shape::text(Types::STRING.or(Types::NULL));
static PLAIN_MEMBERS: [Member; 3] = [
    Member::attribute("id", &INTEGER),
    Member::text("text", &STRING),
    Member::element("x", &STRING),
];
static PLAIN: Shape = Shape::object(&PLAIN_MEMBERS);
static OBJECTS: Shape = Shape::list(&PLAIN).or_object(&PLAIN_MEMBERS);
static OPTIONAL_OBJECT: Shape = Shape::object(&PLAIN_MEMBERS).or_text(Types::NULL);
static NUMBER_OR_OBJECT: Shape = Shape::object(&PLAIN_MEMBERS).or_text(Types::INTEGER);
static AROUND: Shape = Shape::list(&INTEGER)
    .wrapped()
    .each("x", "", "")
    .or_object(&PLAIN_MEMBERS)
    .or_text(Types::STRING);
static MIXED_ROOT: Root = Root::new("r", &MIXED);

/// Values of these shapes, without lists and texts that are empty and so not there.
fn mixed() -> impl Strategy<Value = Value> {
    let object = (
        any::<Option<i8>>(),
        proptest::option::of("[ax ]{1,2}"),
        proptest::option::of("[ax ]{0,2}"),
    );
    let object = object.prop_map(|(id, text, x)| {
        let mut object = json!({});
        if let Some(id) = id {
            object["id"] = id.into();
        }
        for (name, value) in [("text", text), ("x", x)] {
            if let Some(value) = value {
                object[name] = value.into();
            }
        }
        object
    });
    let text = || "[a ]{0,2}".prop_map(Value::from);
    let integer = || any::<i8>().prop_map(Value::from);
    let null = || Just(Value::Null);
    let list = |values| vec(values, 1..3).prop_map(Value::from);
    let integers = || vec(integer(), 0..3).prop_map(Value::from);
    prop_oneof![
        prop_oneof![text(), null(), list(prop_oneof![text(), null()].boxed())]
            .prop_map(|value| json!({ "some": value })),
        prop_oneof![object.clone(), list(object.clone().boxed())]
            .prop_map(|value| json!({ "objects": value })),
        prop_oneof![object.clone(), null()].prop_map(|value| json!({ "optional": value })),
        prop_oneof![object.clone(), integers(), text()]
            .prop_map(|value| json!({ "around": value })),
        prop_oneof![object, integer()].prop_map(|value| json!({ "number": value })),
        vec(integers(), 1..3).prop_map(|value| json!({ "grid": value })),
        ("[a-z]{1,3}", vec(integer(), 1..3)).prop_map(|(name, value)| json!({ name: value })),
        ("object", integer()).prop_map(|(name, value)| json!({ name: [value] })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn values_are_carried_unchanged(tree in trees()) {
        let text = String::from_utf8(write(&tree, &ALL).unwrap()).unwrap();
        prop_assert_eq!(strict(&text, &ALL), Ok(tree.clone()));
        prop_assert_eq!(parsed(&text, &ALL, Reading::Lenient), Ok(tree));
    }

    #[test]
    fn a_choice_is_carried_unchanged_or_refused(value in mixed()) {
        if let Ok(text) = write(&value, &MIXED_ROOT) {
            let text = String::from_utf8(text).unwrap();
            prop_assert_eq!(strict(&text, &MIXED_ROOT), Ok(value.clone()), "{}", text);
            prop_assert_eq!(parsed(&text, &MIXED_ROOT, Reading::Lenient), Ok(value), "{}", text);
        }
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
