//! Schemas as XML: which property is an element, an attribute or text, and what it is called (OpenAPI 3.1, section 4.8.26; 3.2,
//! the XML Object).

use super::Bodies;
use super::xml_object::{XmlObject, name_of};
use super::xml_parts::{Leaf, Parts, Property};
use crate::diagnostic::{Code, Pointer};
use crate::ir::{XmlMember, XmlName, XmlNode, XmlRef, XmlRoot, XmlShape};
use crate::lower::components::component_key;
use crate::lower::types::Node;
use crate::naming::{Case, Scope, pascal, shouty};
use indexmap::IndexMap;
use openapiv3::{ReferenceOr, Schema, SchemaKind};
use std::collections::{HashMap, HashSet};

/// How many references, or schemas that only pass on another, are followed in a row.
const DEPTH: usize = 32;
/// How many shapes a document may have; more come about only where alternatives are mixed over and over.
const MAX_SHAPES: usize = 50_000;
/// How many objects without elements may be in each other, which is what the runtime looks through.
const MAX_INLINE: usize = 8;

/// The shapes of bodies that are XML.
pub(in crate::lower) struct XmlStore {
    pub(in crate::lower) shapes: Vec<XmlShape>,
    /// Their places, by the schemas that they are of, and whether lists of them have elements of their own by what refers to
    /// them.
    known: HashMap<(Vec<*const Schema>, bool), usize>,
    names: Scope,
}

impl Default for XmlStore {
    fn default() -> Self {
        Self {
            shapes: Vec::new(),
            known: HashMap::new(),
            names: Scope::new(Case::Shouty),
        }
    }
}

impl<'a> Bodies<'a> {
    /// The root element of a body with this schema.
    pub(super) fn xml_root(
        &mut self,
        schema: &'a ReferenceOr<Schema>,
        at: &Pointer,
        hint: &str,
    ) -> XmlRoot {
        let node = Node::from(schema);
        let object = self.xml_object(node);
        let component = self.component_of(node);
        let name = component.filter(|key| self.is_named(key));
        let name = object.name.or(name);
        let name = name.map(|name| self.xml_name(name, &object, at));
        if name.is_none() {
            self.types
                .diagnostics
                .assumption(
                    Code::Repaired,
                    at,
                    "the root element of this body has no name",
                    "`root` is written, and any is read",
                )
                .help("write `xml: { name: … }` in the schema, or refer to one of `components`, which gives its name");
        }
        let hint = component.unwrap_or(hint);
        let shape = self.xml_shape(&[node], at, hint);
        XmlRoot { name, shape }
    }

    /// What an element with a value of these schemas holds: of all of them, or of one of them.
    fn xml_shape(&mut self, nodes: &[Node<'a>], at: &Pointer, hint: &str) -> XmlRef {
        let mut leaves = Vec::new();
        let mut seen = HashSet::new();
        for node in nodes {
            self.leaves(*node, nodes.len() > 1, DEPTH, &mut seen, &mut leaves);
        }
        let parts = self.parts(&leaves);
        if !parts.is_known {
            return XmlRef::Any;
        }
        let is_plain = !parts.is_object;
        if is_plain && !parts.is_list {
            return XmlRef::Text(parts.text);
        }
        let is_wrapped = parts.is_list && nodes.iter().any(|node| self.is_wrapped(*node));
        // One that has no name of its own cannot hold itself, and is written where it stands.
        let has_name = nodes.iter().any(|node| self.component_of(*node).is_some());
        if is_plain && parts.text.is_empty() && !has_name {
            return self.xml_list(&leaves, &parts, is_wrapped, at, hint);
        }
        let key = leaves.iter().map(|leaf| leaf.schema as *const _).collect();
        let key = (key, is_wrapped);
        if let Some(known) = self.contents.xml.known.get(&key) {
            return XmlRef::Shape(*known);
        }
        if self.contents.xml.shapes.len() == MAX_SHAPES {
            return XmlRef::Any;
        }
        let hint = match nodes {
            [only] => self.component_of(*only).unwrap_or(hint),
            _ => hint,
        };
        let place = self.contents.xml.shapes.len();
        let name = self.contents.xml.names.claim(&shouty(&pascal(hint)), &[]);
        self.contents.xml.known.insert(key, place);
        self.contents.xml.shapes.push(XmlShape {
            name,
            of: hint.to_owned(),
            text: parts.text.clone(),
            members: None,
            rest: None,
            list: None,
        });
        let list = parts
            .is_list
            .then(|| self.xml_list(&leaves, &parts, is_wrapped, at, hint));
        let rest = match parts.rest.as_slice() {
            [] => None,
            rest => Some(self.xml_shape(rest, at, &format!("{hint}.value"))),
        };
        let members = parts.is_object.then(|| self.members(&parts, at, hint));
        let shape = &mut self.contents.xml.shapes[place];
        shape.list = list;
        shape.rest = rest;
        shape.members = members;
        XmlRef::Shape(place)
    }

    fn xml_list(
        &mut self,
        leaves: &[Leaf<'a>],
        parts: &Parts<'a>,
        is_wrapped: bool,
        at: &Pointer,
        hint: &str,
    ) -> XmlRef {
        let own = leaves.iter().map(|leaf| XmlObject::of(leaf.schema));
        let wrapped = is_wrapped || own.flatten().any(|object| object.wrapped);
        let first = parts.items.first().copied();
        let object = first.map(|node| self.xml_object(node)).unwrap_or_default();
        let name = object.name.or_else(|| self.newer_name(first?));
        let name = name.map(|name| self.xml_name(name, &object, at));
        let items = match parts.items.as_slice() {
            [] => XmlRef::Any,
            items => self.xml_shape(items, at, &format!("{hint}.item")),
        };
        let first =
            parts.first.iter().enumerate().map(|(place, nodes)| {
                self.xml_shape(nodes, at, &format!("{hint}.item{}", place + 1))
            });
        XmlRef::List {
            name,
            first: first.collect(),
            items: Box::new(items),
            wrapped,
        }
    }

    /// Whether a list is in an element of its own by what a schema says that passes it on.
    fn is_wrapped(&self, node: Node<'a>) -> bool {
        let Some(schema) = self.schema_of(node) else {
            return false;
        };
        let is_element = |object: XmlObject<'_>| object.node == Some(XmlNode::Element);
        let own = XmlObject::of(schema);
        passed_on(schema).is_some() && own.is_some_and(|own| own.wrapped || is_element(own))
    }

    fn member(&mut self, property: &str, of: &Property<'a>, at: &Pointer, hint: &str) -> XmlMember {
        let first = of.schemas[0];
        let object = self.xml_object(first);
        let name = object
            .name
            .or_else(|| self.newer_name(first))
            .unwrap_or(property);
        let name = self.xml_name(name, &object, at);
        let shape = self.xml_shape(&of.schemas, at, &format!("{hint}.{property}"));
        // One that holds itself would never end without elements, and has no members yet.
        let is_object = match &shape {
            XmlRef::Shape(place) => {
                let shape = &self.contents.xml.shapes[*place];
                shape.list.is_none() && shape.text.is_empty() && shape.members.is_some()
            }
            _ => false,
        };
        let node = match object.node {
            Some(XmlNode::None) if !is_object => XmlNode::Element,
            Some(node) => node,
            None => XmlNode::Element,
        };
        XmlMember {
            property: property.to_owned(),
            node,
            name,
            shape,
            required: of.required,
        }
    }

    /// The members of an object. Where two would have elements of one name, those give way to their properties' names that have
    /// it from a component; what is left is reported.
    fn members(&mut self, parts: &Parts<'a>, at: &Pointer, hint: &str) -> Vec<XmlMember> {
        let mut members = Vec::new();
        for (name, property) in &parts.properties {
            members.push(self.member(name, property, at, hint));
        }
        for places in self.same_names(&members) {
            self.report_names(&members, &places, at, hint);
            for place in places {
                let first = parts.properties[place].schemas[0];
                let is_borrowed = self.xml_object(first).name.is_none();
                if is_borrowed && self.newer_name(first).is_some() {
                    let property = members[place].property.clone();
                    members[place].name = self.xml_name(&property, &XmlObject::default(), at);
                }
            }
        }
        for places in self.same_names(&members) {
            for (count, place) in places.iter().enumerate() {
                let own = parts.properties[*place].alternative;
                // Of several alternatives one alone is there.
                let is_apart = |other: &usize| {
                    let other = parts.properties[*other].alternative;
                    own.is_some() && other.is_some() && own != other
                };
                if !places[..count].iter().all(is_apart) {
                    members[*place].node = XmlNode::Hidden;
                }
            }
        }
        self.settle_inline(&mut members, at, hint);
        members
    }

    /// Gives objects an element in which something would be called as what stands beside them, or that are too deep in each
    /// other.
    fn settle_inline(&mut self, members: &mut [XmlMember], at: &Pointer, hint: &str) {
        let mut taken = HashSet::new();
        let plain = |member: &&XmlMember| member.node != XmlNode::None;
        for member in members.iter().filter(plain) {
            self.names_in(member, 0, &mut taken);
        }
        for member in members.iter_mut() {
            let mut own = HashSet::new();
            let fits = self.names_in(member, MAX_INLINE, &mut own);
            if member.node != XmlNode::None || fits && own.is_disjoint(&taken) {
                taken.extend(own);
                continue;
            }
            member.node = XmlNode::Element;
            self.types
                .diagnostics
                .assumption(
                    Code::Repaired,
                    at,
                    format!(
                        "what is in the property `{}` cannot be told from what is beside it in `{hint}`",
                        member.property
                    ),
                    "it has an element, as without `nodeType: none`",
                )
                .help("give the properties names of their own by `xml: { name: … }`");
        }
    }

    /// Adds the names of what stands for a property in the element around it; `false` if objects are too deep in each other.
    fn names_in(
        &self,
        member: &XmlMember,
        depth: usize,
        names: &mut HashSet<(XmlNode, String)>,
    ) -> bool {
        match member.node {
            XmlNode::Element => {
                names.insert((XmlNode::Element, self.element_name(member).local.clone()));
            }
            XmlNode::Attribute => {
                names.insert((XmlNode::Attribute, member.name.local.clone()));
            }
            XmlNode::Text | XmlNode::Cdata => {
                names.insert((XmlNode::Text, String::new()));
            }
            XmlNode::Hidden => {}
            XmlNode::None => {
                let XmlRef::Shape(place) = &member.shape else {
                    return true;
                };
                let members = self.contents.xml.shapes[*place].members.as_deref();
                let mut members = members.unwrap_or_default().iter();
                return depth > 0 && members.all(|inner| self.names_in(inner, depth - 1, names));
            }
        }
        true
    }

    /// The places of members that have elements or attributes of one name, or are text, in order.
    fn same_names(&self, members: &[XmlMember]) -> Vec<Vec<usize>> {
        let mut names: IndexMap<(u8, &str, Option<&str>), Vec<usize>> = IndexMap::new();
        for (place, member) in members.iter().enumerate() {
            let name = match member.node {
                XmlNode::Element => self.element_name(member),
                XmlNode::Attribute | XmlNode::Text | XmlNode::Cdata => &member.name,
                XmlNode::None | XmlNode::Hidden => continue,
            };
            let namespace = name.namespace.as_deref();
            let key = match member.node {
                XmlNode::Attribute => (1, &*name.local, namespace),
                XmlNode::Text | XmlNode::Cdata => (2, "", None),
                _ => (0, &*name.local, namespace),
            };
            names.entry(key).or_default().push(place);
        }
        names
            .into_values()
            .filter(|places| places.len() > 1)
            .collect()
    }

    /// The name of the elements that stand for a property: of a list without an element of its own, that of its items.
    fn element_name<'m>(&'m self, member: &'m XmlMember) -> &'m XmlName {
        let list = match &member.shape {
            XmlRef::Shape(place) => self.contents.xml.shapes[*place].list.as_ref(),
            shape => Some(shape),
        };
        match list {
            Some(XmlRef::List {
                name: Some(name),
                wrapped: false,
                ..
            }) => name,
            _ => &member.name,
        }
    }

    /// Says that properties have elements of one name, and what is done.
    fn report_names(&mut self, members: &[XmlMember], places: &[usize], at: &Pointer, hint: &str) {
        let all = places.iter().map(|place| &*members[*place].property);
        let all: Vec<&str> = all.collect();
        let first = &members[places[0]];
        let what = match first.node {
            XmlNode::Text | XmlNode::Cdata => "are all the text of one element".to_owned(),
            XmlNode::Attribute => format!("are attributes of one name, `{}`", first.name.local),
            _ => {
                let name = &self.element_name(first).local;
                format!("have elements of one name, `{name}`")
            }
        };
        self.types
            .diagnostics
            .assumption(
                Code::Repaired,
                at,
                format!("the properties `{}` of `{hint}` {what}", all.join("`, `")),
                "those that have it from a component are called as they are; of others the first is read, and of those in one \
                 schema no other is written",
            )
            .help("give them names of their own by `xml: { name: … }`");
    }

    /// What a schema says of its element: by itself, or by the one that it passes on.
    fn xml_object(&self, node: Node<'a>) -> XmlObject<'a> {
        let mut node = node;
        for _ in 0..DEPTH {
            let Some(schema) = self.schema_of(node) else {
                break;
            };
            if let Some(object) = XmlObject::of(schema) {
                return object;
            }
            match passed_on(schema) {
                Some(only) => node = only,
                None => break,
            }
        }
        XmlObject::default()
    }

    /// The name that a property's element has from the component that its schema refers to, as OpenAPI 3.2 has it: there the
    /// reference makes no element, and the schema that it leads to does.
    fn newer_name(&self, node: Node<'a>) -> Option<&'a str> {
        let name = self.component_of(node)?;
        (self.context.has_node_types && self.is_named(name)).then_some(name)
    }

    /// Whether the document names a component, and not this generator, which makes components of what is referred to
    /// elsewhere.
    fn is_named(&self, key: &str) -> bool {
        let (_, origin) = self.context.source_map.origin(&component(key));
        let last = origin.name();
        let holder = origin.parent().and_then(|holder| holder.name());
        match holder.as_deref() {
            Some("schemas" | "definitions" | "$defs") => true,
            Some(
                "properties" | "patternProperties" | "allOf" | "oneOf" | "anyOf" | "prefixItems",
            ) => false,
            _ => !matches!(
                last.as_deref(),
                Some("schema" | "itemSchema" | "items" | "additionalProperties" | "not")
            ),
        }
    }

    /// The key of the component that a schema refers to, by itself or as all that it says.
    fn component_of(&self, node: Node<'a>) -> Option<&'a str> {
        let mut node = node;
        for _ in 0..DEPTH {
            match node {
                Node::Reference(reference) => {
                    let schemas = self.types.schemas().items?;
                    let key = component_key(reference, "schemas")?;
                    let (key, _) = schemas.get_key_value(&key)?;
                    return Some(key);
                }
                Node::Schema(schema) => node = passed_on(schema)?,
            }
        }
        None
    }

    pub(super) fn schema_of(&self, node: Node<'a>) -> Option<&'a Schema> {
        let reference = match node {
            Node::Schema(schema) => return Some(schema),
            Node::Reference(reference) => reference,
        };
        let schemas = self.types.schemas().items?;
        let key = component_key(reference, "schemas")?;
        self.target(schemas.get(&key)?)
    }

    /// A name that XML can have, in the namespace that the document gives it.
    fn xml_name(&mut self, name: &str, object: &XmlObject<'_>, at: &Pointer) -> XmlName {
        let (own_prefix, local) = match name.split_once(':') {
            Some((prefix, local)) => (Some(prefix), local),
            None => (None, name),
        };
        let mut namespace = object.namespace.filter(|uri| !uri.is_empty());
        // This prefix is never declared (Namespaces in XML 1.0, section 3).
        if namespace.is_none() && object.prefix.or(own_prefix) == Some("xml") {
            namespace = Some("http://www.w3.org/XML/1998/namespace");
        }
        let local = match name_of(local) {
            Ok(local) => local,
            Err(local) => {
                self.types
                    .diagnostics
                    .assumption(
                        Code::Repaired,
                        at,
                        format!("`{name}` cannot be the name of an element or attribute of XML"),
                        &format!("it is `{local}` there"),
                    )
                    .help("write the name that it has in `xml: { name: … }`");
                local
            }
        };
        // A prefix says nothing without a namespace: any is read, and none is written.
        let prefix = object.prefix.or(own_prefix);
        let prefix = prefix.filter(|prefix| {
            namespace.is_some()
                && name_of(prefix).is_ok()
                && !prefix.to_ascii_lowercase().starts_with("xml")
        });
        XmlName {
            local,
            namespace: namespace.map(str::to_owned),
            prefix: prefix.map(str::to_owned),
        }
    }
}

/// The place of a component.
fn component(key: &str) -> Pointer {
    let components = Pointer::root().child("components");
    components.child("schemas").child(key)
}

/// The one schema that another one passes on, with no more than words of its own.
fn passed_on(schema: &Schema) -> Option<Node<'_>> {
    match &schema.schema_kind {
        SchemaKind::AllOf { all_of: parts }
        | SchemaKind::OneOf { one_of: parts }
        | SchemaKind::AnyOf { any_of: parts } => match parts.as_slice() {
            [only] => Some(only.into()),
            _ => None,
        },
        _ => None,
    }
}
