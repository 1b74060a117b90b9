//! What clients and servers have as a whole: credentials, addresses, and how routers are made.

use super::structs::change_of;
use super::view::View;
use super::{Aspect, Comparison, Impact, Item};
use crate::diagnostic::Pointer;
use crate::ir::{Api, SecurityKind, SecurityScheme, Server};
use std::collections::HashMap;

const SECURITY: &str = "code-security-changed";
const SERVERS: &str = "code-server-changed";
const GONE: &str = "programs that name it do not compile any more";
const MORE: &str = "programs need not name it";

impl Comparison<'_> {
    /// Compares what clients and servers have as a whole.
    pub(super) fn sides(&mut self) {
        let (client, server) = self.outputs();
        self.schemes(client);
        if client {
            self.addresses();
        }
        if server {
            self.router();
            self.base_path();
        }
    }

    /// Whether routers take an authenticator.
    fn router(&mut self) {
        let (was, is) = (
            self.old.spelling.has_security(),
            self.new.spelling.has_security(),
        );
        if was == is {
            return;
        }
        let change = match is {
            true => "takes an authenticator",
            false => "no longer takes an authenticator",
        };
        let place = Pointer::root().child("security");
        let item = Item {
            id: SECURITY,
            aspect: Aspect::Security,
            owner: "server::router",
            item: "server::router".to_owned(),
            change: change.to_owned(),
            old: Some(place.clone()),
            new: Some(place),
        };
        let why = "programs that make a router give one, and their traits know callers by it";
        self.add(item, Impact::SERVER, why);
    }

    fn schemes(&mut self, has_client: bool) {
        let method = |scheme: &SecurityScheme| {
            let has_method = has_client && scheme.kind != SecurityKind::MutualTls;
            has_method.then(|| format!("client::ClientBuilder::{}", scheme.method_name))
        };
        let name =
            |scheme: &SecurityScheme| Some(format!("operations::security::{}", scheme.static_name));
        let both = Impact {
            client: Impact::CLIENT.client,
            ..Impact::SERVER
        };
        self.scheme_items(&method, Impact::CLIENT);
        self.scheme_items(&name, both);
    }

    /// Compares what schemes are called in one place.
    fn scheme_items(&mut self, path: &dyn Fn(&SecurityScheme) -> Option<String>, impact: Impact) {
        let place = |scheme: &SecurityScheme| {
            let schemes = Pointer::root().child("components").child("securitySchemes");
            Some(schemes.child(&scheme.key))
        };
        let (old, new) = (
            &self.old.api.security_schemes,
            &self.new.api.security_schemes,
        );
        let paths = |schemes: &[SecurityScheme]| -> HashMap<String, usize> {
            let schemes = schemes.iter().enumerate();
            schemes
                .filter_map(|(index, it)| Some((path(it)?, index)))
                .collect()
        };
        let (was, is) = (paths(old), paths(new));
        for scheme in old {
            let Some(item) = path(scheme).filter(|path| !is.contains_key(path)) else {
                continue;
            };
            let renamed = new.iter().find(|it| it.key == scheme.key).and_then(path);
            let change = match renamed {
                Some(path) => format!("renamed to {path}"),
                None => "removed".to_owned(),
            };
            let item = Item {
                id: SECURITY,
                aspect: Aspect::Security,
                owner: &scheme.static_name,
                item,
                change,
                old: place(scheme),
                new: None,
            };
            self.add(item, impact, GONE);
            self.of_word(&scheme.key);
            self.held_by(first_asking(self.old.api, scheme));
        }
        for scheme in new {
            let Some(item) = path(scheme).filter(|path| !was.contains_key(path)) else {
                continue;
            };
            if old
                .iter()
                .any(|it| it.key == scheme.key && path(it).is_some())
            {
                continue;
            }
            let item = Item {
                id: SECURITY,
                aspect: Aspect::Security,
                owner: &scheme.static_name,
                item,
                change: "added".to_owned(),
                old: None,
                new: place(scheme),
            };
            self.add(item, Impact::SAFE, MORE);
            self.of_word(&scheme.key);
            self.held_by(first_asking(self.new.api, scheme));
        }
    }

    /// The constants and structs of addresses.
    fn addresses(&mut self) {
        let (was, is) = (addresses(self.old), addresses(self.new));
        for address in &was {
            let (change, new) = match is.iter().find(|other| other.is(address)) {
                Some(other) if other.text == address.text => continue,
                Some(other) => (change_of(&address.text, &other.text), Some(other.place)),
                None => ("removed".to_owned(), None),
            };
            let item = address.item(change, Some(address.place), new);
            self.add(item, Impact::CLIENT, GONE);
            self.held_by(address.place.parent());
            self.of_word(address.url);
        }
        for address in &is {
            if !was.iter().any(|other| other.is(address)) {
                let item = address.item("added".to_owned(), None, Some(address.place));
                self.add(item, Impact::SAFE, MORE);
                self.held_by(address.place.parent());
                self.of_word(address.url);
            }
        }
    }

    fn base_path(&mut self) {
        let (was, is) = (&self.old.api.base_path, &self.new.api.base_path);
        let (change, impact, why) = match (was.is_some(), is.is_some()) {
            (true, false) => ("removed", Impact::SERVER, GONE),
            (false, true) => ("added", Impact::SAFE, MORE),
            _ => return,
        };
        let place = Some(Pointer::root().child("servers"));
        let item = Item {
            id: SERVERS,
            aspect: Aspect::Address,
            owner: "server::BASE_PATH",
            item: "server::BASE_PATH".to_owned(),
            change: change.to_owned(),
            old: place.clone(),
            new: place,
        };
        self.add(item, impact, why);
    }
}

/// The place of the first operation whose callers show who they are by a scheme.
fn first_asking(api: &Api, scheme: &SecurityScheme) -> Option<Pointer> {
    let mut operations = api.operations_asking(scheme);
    operations.next().map(|operation| operation.pointer.clone())
}

/// An item that is generated of a server.
struct Address<'a> {
    kind: Kind,
    path: String,
    /// What it takes.
    text: String,
    /// Of its server.
    url: &'a str,
    place: &'a Pointer,
}

/// What an item of a server is; a constant and a struct may have one name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Constant,
    Struct,
    Setter,
    Variant,
}

impl Address<'_> {
    /// Whether programs name both as one.
    fn is(&self, other: &Self) -> bool {
        self.kind == other.kind && self.path == other.path
    }

    fn item(&self, change: String, old: Option<&Pointer>, new: Option<&Pointer>) -> Item<'static> {
        Item {
            id: SERVERS,
            aspect: Aspect::Address,
            owner: "client::base_urls",
            item: format!("client::base_urls::{}", self.path),
            change,
            old: old.cloned(),
            new: new.cloned(),
        }
    }
}

/// What is generated of the servers of one side.
fn addresses<'v>(view: &'v View<'_>) -> Vec<Address<'v>> {
    let servers = view.api.servers.iter();
    let servers = servers.filter(|_| view.spelling.has_servers());
    servers.flat_map(of_server).collect()
}

fn of_server(server: &Server) -> Vec<Address<'_>> {
    let address = |kind, path: String, text: &str| Address {
        kind,
        path,
        text: text.to_owned(),
        url: &server.template,
        place: &server.pointer,
    };
    let mut all = vec![address(Kind::Constant, server.name.clone(), "")];
    if server.variables.is_empty() {
        return all;
    }
    all.push(address(Kind::Struct, server.type_name.clone(), ""));
    for variable in &server.variables {
        let text = match variable.values.is_empty() {
            true => "impl Into<String>",
            false => variable.type_name.as_str(),
        };
        let path = format!("{}::{}", server.type_name, variable.name);
        all.push(address(Kind::Setter, path, text));
        for (variant, _) in &variable.values {
            let path = format!("{}::{variant}", variable.type_name);
            all.push(address(Kind::Variant, path, ""));
        }
    }
    all
}
