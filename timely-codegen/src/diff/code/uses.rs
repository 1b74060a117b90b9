//! Who reads and who makes the values of each type: by that a change of it concerns them, or does not.

use super::view::Ids;
use super::{Impact, Severity};
use crate::ir::{Api, Content, Event, EventData, Operation, Payload, Type, TypeId, TypeKind};

/// Who meets a type, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Uses(u8);

const CLIENT_READS: u8 = 1;
const CLIENT_MAKES: u8 = 1 << 1;
const SERVER_READS: u8 = 1 << 2;
const SERVER_MAKES: u8 = 1 << 3;
const HANDLER_READS: u8 = 1 << 4;
const HANDLER_MAKES: u8 = 1 << 5;
/// A test double makes what a server would: the policy takes such values for values that are only read.
const DOUBLE_MAKES: u8 = 1 << 6;

impl Uses {
    /// What callers send to servers.
    pub(super) const REQUEST: Self = Self(CLIENT_MAKES | SERVER_READS | HANDLER_READS);
    /// What servers answer.
    pub(super) const RESPONSE: Self = Self(CLIENT_READS | SERVER_MAKES | DOUBLE_MAKES);
    /// What the API sends to its users, and what they answer.
    pub(super) const SENT: Self = Self(SERVER_MAKES | HANDLER_READS);
    pub(super) const ANSWERED: Self = Self(SERVER_READS | HANDLER_MAKES);
    /// Parameters as a service gets them.
    pub(super) const READ_BY_SERVERS: Self = Self(SERVER_READS);
    /// What no operation has: programs may do with it what they like.
    pub(super) const ANY: Self = Self(
        CLIENT_READS | CLIENT_MAKES | SERVER_READS | SERVER_MAKES | HANDLER_READS | HANDLER_MAKES,
    );

    const fn has(self, bits: u8) -> bool {
        self.0 & bits != 0
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// What a change means that breaks whoever names the type or a part of it.
    pub(super) fn naming(self) -> Impact {
        Impact {
            client: breaking(self.has(CLIENT_READS | CLIENT_MAKES)),
            server: breaking(self.has(SERVER_READS | SERVER_MAKES)),
            handlers: breaking(self.has(HANDLER_READS | HANDLER_MAKES | DOUBLE_MAKES)),
        }
    }

    /// What a change means that breaks whoever makes a value of it.
    pub(super) fn making(self) -> Impact {
        let handlers = match (self.has(HANDLER_MAKES), self.has(DOUBLE_MAKES)) {
            (true, _) => Severity::Breaking,
            // Who only reads answers is not concerned.
            (false, true) => Severity::Risky,
            (false, false) => Severity::Safe,
        };
        Impact {
            client: breaking(self.has(CLIENT_MAKES)),
            server: breaking(self.has(SERVER_MAKES)),
            handlers,
        }
    }
}

const fn breaking(is_so: bool) -> Severity {
    match is_so {
        true => Severity::Breaking,
        false => Severity::Safe,
    }
}

/// What holds a type first, on the way from an operation.
#[derive(Clone, Debug)]
pub(super) enum Holder<'a> {
    Operation(&'a Operation),
    Event(&'a Event),
    Type(TypeId),
}

/// The uses of all types of an API by their places in it, and what holds each first.
pub(super) struct AllUses<'a> {
    pub(super) uses: Vec<Uses>,
    pub(super) holders: Vec<Option<Holder<'a>>>,
}

impl<'a> AllUses<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        let mut walk = Walk {
            api,
            all: Self {
                uses: vec![Uses::default(); api.types.len()],
                holders: vec![None; api.types.len()],
            },
            open: Vec::new(),
        };
        for operation in api.operations() {
            walk.operation(operation, Uses::REQUEST, Uses::RESPONSE);
        }
        for request in api.outgoing_requests() {
            walk.operation(&request.operation, Uses::SENT, Uses::ANSWERED);
        }
        for event in api.events.iter().flat_map(|events| &events.events) {
            walk.reach(event.payload, Uses::SENT, Some(Holder::Event(event)));
        }
        walk.finish();
        for uses in &mut walk.all.uses {
            if *uses == Uses::default() {
                *uses = Uses::ANY;
            }
        }
        walk.all
    }
}

struct Walk<'a> {
    api: &'a Api,
    all: AllUses<'a>,
    open: Vec<TypeId>,
}

impl<'a> Walk<'a> {
    fn operation(&mut self, operation: &'a Operation, request: Uses, response: Uses) {
        let holder = || Some(Holder::Operation(operation));
        for argument in &operation.arguments {
            self.ty(&argument.ty, request, holder());
        }
        for field in operation.optional.iter().flat_map(|it| &it.fields) {
            self.ty(&field.ty, request, holder());
        }
        if let Some(body) = &operation.body {
            self.content(&body.content, request, operation);
        }
        for case in operation.success.cases.iter().chain(&operation.errors) {
            self.payload(&case.payload, response, operation);
        }
    }

    fn payload(&mut self, payload: &'a Payload, uses: Uses, operation: &'a Operation) {
        if let Some(content) = &payload.content {
            self.content(content, uses, operation);
        }
        let sets = payload.headers.map(|place| &self.api.header_sets[place]);
        for (_, ty, _) in sets.iter().flat_map(|set| &set.headers) {
            self.ty(ty, uses, Some(Holder::Operation(operation)));
        }
    }

    fn content(&mut self, content: &'a Content, uses: Uses, operation: &'a Operation) {
        let holder = || Some(Holder::Operation(operation));
        match content {
            Content::Value(ty)
            | Content::Lines(ty)
            | Content::PartList(ty)
            | Content::Events(EventData::Json(ty)) => self.ty(ty, uses, holder()),
            Content::Form(place) => {
                let form = &self.api.forms[*place];
                let fields = form.fields.iter().filter_map(|field| field.kind.ty());
                let maps = form.matching.iter().map(|matching| &matching.ty);
                let rest = form.additional.iter().map(|(_, ty)| ty);
                for ty in fields.chain(maps).chain(rest) {
                    self.ty(ty, uses, holder());
                }
            }
            Content::Choice(place) => {
                for variant in &self.api.choices[*place].variants {
                    // A choice holds no other choice.
                    if !matches!(variant.content, Content::Choice(_)) {
                        self.content(&variant.content, uses, operation);
                    }
                }
            }
            Content::Events(EventData::Text)
            | Content::Stream
            | Content::Bytes
            | Content::Parts => {}
        }
    }

    fn ty(&mut self, ty: &Type, uses: Uses, holder: Option<Holder<'a>>) {
        ty.each_id(&mut |id| self.reach(id, uses, holder.clone()));
    }

    fn reach(&mut self, id: TypeId, uses: Uses, holder: Option<Holder<'a>>) {
        let known = &mut self.all.uses[id.0];
        let all = known.and(uses);
        if all == *known {
            return;
        }
        *known = all;
        if self.all.holders[id.0].is_none() {
            self.all.holders[id.0] = holder;
        }
        self.open.push(id);
    }

    /// Goes on to what the types hold. Each is looked at again at most as often as it has uses.
    fn finish(&mut self) {
        while let Some(id) = self.open.pop() {
            let uses = self.all.uses[id.0];
            let holder = Some(Holder::Type(id));
            let api = self.api;
            api.type_def(id)
                .kind
                .each_id(&mut |inner| self.reach(inner, uses, holder.clone()));
        }
    }
}

impl Ids for TypeKind {
    fn each_id(&self, visit: &mut dyn FnMut(TypeId)) {
        match self {
            Self::Struct(object) => {
                let fields = object.fields.iter().map(|field| &field.ty);
                let maps = object.matching.iter().map(|matching| &matching.ty);
                let others = object.variant.iter().chain(&object.additional);
                let others = others.map(|(_, ty)| ty);
                for ty in fields.chain(maps).chain(others) {
                    ty.each_id(visit);
                }
            }
            Self::Union(union) => {
                for variant in &union.variants {
                    variant.ty.each_id(visit);
                }
            }
            Self::Alias(ty) | Self::Wrapper(ty) => ty.each_id(visit),
            Self::Tuple(tuple) => tuple.types().for_each(|ty| ty.each_id(visit)),
            Self::Enum(_) | Self::IntegerEnum(_) | Self::NumberEnum(_) => {}
        }
    }
}
