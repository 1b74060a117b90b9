//! Operations: the methods of clients and services, and what these take and give.

use super::arguments::{Method, Taker, arguments};
use super::pairs::{Matched, Placed};
use super::structs::{Owner, Places, change_of};
use super::uses::Uses;
use super::view::View;
use super::{Aspect, Comparison, Impact, Item};
use crate::diagnostic::Pointer;
use crate::emit::Spelling;
use crate::ir::{Field, Group, Operation, OptionalArguments, Presence, Struct};
use crate::naming::unraw;
use crate::settings::Unimplemented;

pub(super) const CHANGED: &str = "code-operation-changed";
const RENAMED: &str = "code-operation-renamed";
const GONE: &str = "programs that name it do not compile any more";

/// Who sends and who answers: callers, or the API.
#[derive(Clone, Copy)]
pub(super) struct Way {
    pub(super) sent: Uses,
    pub(super) answered: Uses,
}

impl Way {
    pub(super) const IN: Self = Self {
        sent: Uses::REQUEST,
        answered: Uses::RESPONSE,
    };
    pub(super) const OUT: Self = Self {
        sent: Uses::SENT,
        answered: Uses::ANSWERED,
    };
}

/// The paths of an operation's methods.
struct Paths {
    client: String,
    server: String,
    call: String,
}

impl Paths {
    fn of(group: &Group, operation: &Operation) -> Self {
        let method = unraw(&operation.method_name);
        Self {
            client: format!("client::{}::{method}", group.api_trait),
            server: format!("server::{}::{method}", group.service_trait),
            call: format!(
                "client::{}::{}",
                group.api_module(),
                Spelling::call(operation)
            ),
        }
    }
}

impl Comparison<'_> {
    /// Compares the operations that callers send.
    pub(super) fn operations(&mut self, operations: &Matched<'_, '_>) {
        for old in &operations.removed {
            self.operation_gone(old);
        }
        for new in &operations.added {
            self.operation_more(new);
        }
        for (old, new) in &operations.both {
            if let (Some(old_group), Some(new_group)) = (old.group, new.group) {
                self.operation((old_group, old.operation), (new_group, new.operation));
            }
        }
    }

    /// Whether both sides have clients, and servers.
    pub(super) fn outputs(&self) -> (bool, bool) {
        let outputs = |view: &View<'_>| view.side.settings.outputs;
        let (old, new) = (outputs(self.old), outputs(self.new));
        (old.client && new.client, old.server && new.server)
    }

    fn operation_gone(&mut self, placed: &Placed<'_>) {
        let Some(group) = placed.group else { return };
        let paths = Paths::of(group, placed.operation);
        let place = Some(placed.operation.pointer.clone());
        let item = |path: &str| Item {
            id: CHANGED,
            aspect: Aspect::Shape,
            owner: &paths.client,
            item: path.to_owned(),
            change: "removed".to_owned(),
            old: place.clone(),
            new: None,
        };
        let (client, server) = self.outputs();
        if client {
            self.add(item(&paths.client), Impact::CALLERS, GONE);
        }
        if server {
            let why = "implementations have a method that the trait does not have any more";
            self.add(item(&paths.server), Impact::SERVER, why);
        }
    }

    fn operation_more(&mut self, placed: &Placed<'_>) {
        let Some(group) = placed.group else { return };
        let paths = Paths::of(group, placed.operation);
        let place = Some(placed.operation.pointer.clone());
        let item = |path: &str| Item {
            id: CHANGED,
            aspect: Aspect::Shape,
            owner: &paths.client,
            item: path.to_owned(),
            change: "added".to_owned(),
            old: None,
            new: place.clone(),
        };
        let (client, server) = self.outputs();
        if client {
            let why = "methods of clients' traits have bodies";
            self.add(item(&paths.client), Impact::SAFE, why);
        }
        if server {
            let impact = self.new_method();
            let why = "implementations of the trait lack the method";
            self.add(item(&paths.server), impact, why);
        }
    }

    /// What a method more means to services.
    fn new_method(&self) -> Impact {
        match self.new.side.settings.server.unimplemented {
            Unimplemented::Answer => Impact::SAFE,
            _ => Impact::SERVER,
        }
    }

    fn operation(
        &mut self,
        (old_group, old): (&Group, &Operation),
        (new_group, new): (&Group, &Operation),
    ) {
        let (before, after) = (Paths::of(old_group, old), Paths::of(new_group, new));
        let (client, server) = self.outputs();
        let is_moved = !self.is_same_group(old_group, new_group);
        if is_moved || old.method_name != new.method_name {
            let word = match old.method_name == new.method_name {
                true => "moved",
                false => "renamed",
            };
            for (is_there, old_path, new_path, impact) in [
                (client, &before.client, &after.client, Impact::CALLERS),
                (server, &before.server, &after.server, Impact::SERVER),
            ] {
                if is_there {
                    let item = Item {
                        id: RENAMED,
                        aspect: Aspect::Name,
                        owner: &before.client,
                        item: old_path.clone(),
                        change: format!("{word} to {new_path}"),
                        old: Some(old.pointer.clone()),
                        new: Some(new.pointer.clone()),
                    };
                    self.add(item, impact, GONE);
                }
            }
        }
        let method = |path, impact| Method {
            id: CHANGED,
            owner: &after.client,
            path,
            impact,
            places: (&old.pointer, &new.pointer),
        };
        if client {
            self.arguments(
                &method(&after.client, Impact::CALLERS),
                &arguments(self.old, old, Taker::Client),
                &arguments(self.new, new, Taker::Client),
            );
            self.calls(&after.client, &after.call, old, new);
        }
        if server {
            self.arguments(
                &method(&after.server, Impact::SERVER),
                &arguments(self.old, old, Taker::Service),
                &arguments(self.new, new, Taker::Service),
            );
            self.parameters(&after.client, old, new, Uses::READ_BY_SERVERS);
            self.principal(&after, old, new);
        }
        self.shared(&after.client, &after.server, (old, new), Way::IN);
    }

    /// What both sides of an operation name: its results, headers and bodies.
    pub(super) fn shared(
        &mut self,
        owner: &str,
        method: &str,
        (old, new): (&Operation, &Operation),
        way: Way,
    ) {
        if let (Some(before), Some(after)) = (&old.body, &new.body) {
            let places = (
                self.old.schema_of_body(&old.pointer.child("requestBody")),
                self.new.schema_of_body(&new.pointer.child("requestBody")),
            );
            self.contents(&before.content, &after.content, way.sent, &places);
        }
        self.results(owner, method, (old, new), way);
    }

    /// The struct of the optional parameters.
    pub(super) fn parameters(&mut self, owner: &str, old: &Operation, new: &Operation, uses: Uses) {
        let (Some(before), Some(after)) = (&old.optional, &new.optional) else {
            return;
        };
        let paths = [before, after].map(|it| format!("operations::{}", it.name));
        if paths[0] != paths[1] {
            self.renamed(owner, &paths, (&old.pointer, &new.pointer), uses.naming());
        }
        let (old_view, new_view) = (self.old, self.new);
        let places = Places {
            old: &|wire| old_view.parameter(old, wire),
            new: &|wire| new_view.parameter(new, wire),
        };
        let owner = Owner {
            id: CHANGED,
            old: &paths[0],
            new: &paths[1],
            old_place: &old.pointer,
            new_place: &new.pointer,
            uses,
        };
        self.structs(&owner, &members(before), &members(after), &places);
    }

    /// A type of an operation that has another name.
    pub(super) fn renamed(
        &mut self,
        owner: &str,
        [old, new]: &[String; 2],
        (old_place, new_place): (&Pointer, &Pointer),
        impact: Impact,
    ) {
        let item = Item {
            id: RENAMED,
            aspect: Aspect::Name,
            owner,
            item: old.clone(),
            change: format!("renamed to {new}"),
            old: Some(old_place.clone()),
            new: Some(new_place.clone()),
        };
        self.add(item, impact, GONE);
    }

    /// As whom a service knows the caller.
    fn principal(&mut self, paths: &Paths, old: &Operation, new: &Operation) {
        let word = |operation: &Operation| match (
            operation.security.is_empty(),
            operation.security_optional,
        ) {
            (true, _) => "Context<()>",
            (false, true) => "Context<Option<P>>",
            (false, false) => "Context<P>",
        };
        let (was, is) = (word(old), word(new));
        if was == is {
            return;
        }
        let place = |operation: &Operation| Some(operation.pointer.child("security"));
        let item = Item {
            id: "code-security-changed",
            aspect: Aspect::Security,
            owner: &paths.client,
            item: paths.server.clone(),
            change: change_of(was, is),
            old: place(old),
            new: place(new),
        };
        let why = "implementations know their callers otherwise";
        self.add(item, Impact::SERVER, why);
        // It may be that of the whole document.
        self.held_by(Some(Pointer::root().child("security")));
    }
}

/// Optional parameters as the members of a struct.
fn members(optional: &OptionalArguments) -> Struct {
    let fields = optional.fields.iter().map(|parameter| Field {
        deprecated: parameter.deprecated,
        default: parameter.default.clone(),
        docs: parameter.docs.clone(),
        ..Field::plain(
            parameter.name.clone(),
            unraw(&parameter.name).to_owned(),
            parameter.ty.clone(),
            Presence::Optional,
        )
    });
    Struct {
        fields: fields.collect(),
        ..Struct::default()
    }
}
