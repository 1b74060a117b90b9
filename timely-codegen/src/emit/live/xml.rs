//! The tables by which bodies are XML.

use super::{kept, list, text};
use crate::formats::JsonType;
use crate::ir::{Api, XmlMember, XmlName, XmlNode, XmlRef, XmlRoot};
use std::collections::HashMap;
use timely_runtime::generated as rt;

/// How deep shapes are in each other: generated ones lead back to themselves, which these do not. What is deeper can be
/// anything, and no value that is made is as deep.
const DEPTH: usize = 24;

/// The shapes of a document, each made when it is first asked for.
pub(super) struct LiveXml<'a> {
    api: &'a Api,
    /// By their places, and by how deep they may still be.
    shapes: HashMap<(usize, usize), &'static rt::xml::Shape>,
}

impl<'a> LiveXml<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        Self {
            api,
            shapes: HashMap::new(),
        }
    }

    /// The root element of a body.
    pub(super) fn root(&mut self, root: &XmlRoot) -> &'static rt::xml::Root {
        let shape = self.shape(&root.shape, DEPTH);
        kept(match &root.name {
            Some(name) => {
                let made = rt::xml::Root::new(text(&name.local), shape);
                match within(name) {
                    Some((namespace, prefix)) => made.within(namespace, prefix),
                    None => made,
                }
            }
            None => rt::xml::Root::unnamed(shape),
        })
    }

    fn shape(&mut self, shape: &XmlRef, depth: usize) -> &'static rt::xml::Shape {
        match (shape, depth.checked_sub(1)) {
            (XmlRef::Shape(at), Some(depth)) => match self.shapes.get(&(*at, depth)) {
                Some(known) => known,
                None => {
                    let made = kept(self.named(*at, depth));
                    self.shapes.insert((*at, depth), made);
                    made
                }
            },
            (XmlRef::Any, _) | (XmlRef::Shape(_), None) => &rt::xml::ANY,
            _ => kept(self.unnamed(shape, depth)),
        }
    }

    fn unnamed(&mut self, shape: &XmlRef, depth: usize) -> rt::xml::Shape {
        match shape {
            // These are no shapes of their own.
            XmlRef::Any | XmlRef::Shape(_) => rt::xml::Shape::text(rt::xml::Types::ANY),
            XmlRef::Text(text) => rt::xml::Shape::text(types(text)),
            XmlRef::List {
                name,
                items,
                first,
                wrapped,
            } => {
                let made = rt::xml::Shape::list(self.shape(items, depth));
                let first: Vec<_> = first.iter().map(|it| self.shape(it, depth)).collect();
                let made = match first.is_empty() {
                    true => made,
                    false => made.beginning(list(first)),
                };
                let made = if *wrapped { made.wrapped() } else { made };
                match name {
                    Some(name) => made.each(
                        text(&name.local),
                        text(name.namespace.as_deref().unwrap_or_default()),
                        text(name.prefix.as_deref().unwrap_or_default()),
                    ),
                    None => made,
                }
            }
        }
    }

    fn named(&mut self, at: usize, depth: usize) -> rt::xml::Shape {
        let api = self.api;
        let shape = &api.xml[at];
        let members = shape.members.as_ref().map(|members| {
            let members: Vec<_> = members.iter().map(|it| self.member(it, depth)).collect();
            list(members)
        });
        let of_text = (!shape.text.is_empty()).then(|| types(&shape.text));
        let mut made = match (&shape.list, members, of_text) {
            (Some(list), ..) => self.unnamed(list, depth),
            (None, Some(members), _) => rt::xml::Shape::object(members),
            (None, None, of_text) => rt::xml::Shape::text(of_text.unwrap_or(rt::xml::Types::ANY)),
        };
        if let (Some(_), Some(members)) = (&shape.list, members) {
            made = made.or_object(members);
        }
        if let (true, Some(types)) = (shape.list.is_some() || members.is_some(), of_text) {
            made = made.or_text(types);
        }
        if let Some(rest) = &shape.rest {
            made = made.others(self.shape(rest, depth));
        }
        made
    }

    fn member(&mut self, member: &XmlMember, depth: usize) -> rt::xml::Member {
        let property = text(&member.property);
        let made: fn(&'static str, &'static rt::xml::Shape) -> rt::xml::Member = match member.node {
            XmlNode::Element => rt::xml::Member::element,
            XmlNode::Attribute => rt::xml::Member::attribute,
            XmlNode::Text => rt::xml::Member::text,
            XmlNode::Cdata => rt::xml::Member::cdata,
            XmlNode::None => rt::xml::Member::inline,
            XmlNode::Hidden => return rt::xml::Member::hidden(property),
        };
        let made = made(property, self.shape(&member.shape, depth));
        let is_named = matches!(member.node, XmlNode::Element | XmlNode::Attribute);
        let made = match is_named && member.name.local != member.property {
            true => made.named(text(&member.name.local)),
            false => made,
        };
        let made = match within(&member.name).filter(|_| is_named) {
            Some((namespace, prefix)) => made.within(namespace, prefix),
            None => made,
        };
        if member.required {
            made.required()
        } else {
            made
        }
    }
}

fn within(name: &XmlName) -> Option<(&'static str, &'static str)> {
    let namespace = name.namespace.as_deref()?;
    Some((
        text(namespace),
        text(name.prefix.as_deref().unwrap_or_default()),
    ))
}

fn types(types: &[JsonType]) -> rt::xml::Types {
    let types = types.iter().map(|ty| match ty {
        JsonType::Null => rt::xml::Types::NULL,
        JsonType::Boolean => rt::xml::Types::BOOLEAN,
        JsonType::Integer => rt::xml::Types::INTEGER,
        JsonType::Number => rt::xml::Types::NUMBER,
        JsonType::String => rt::xml::Types::STRING,
        JsonType::Array => rt::xml::Types::ARRAY,
        JsonType::Object => rt::xml::Types::OBJECT,
    });
    types.fold(rt::xml::Types::EMPTY, rt::xml::Types::or)
}
