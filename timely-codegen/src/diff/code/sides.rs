//! What clients and servers have as a whole: credentials, addresses, and how routers are made.

use super::structs::change_of;
use super::{Aspect, Comparison, Impact, Item};
use crate::diagnostic::Pointer;
use crate::ir::{SecurityKind, SecurityScheme, Server};
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
                owner: &item.clone(),
                item,
                change,
                old: place(scheme),
                new: None,
            };
            self.add(item, impact, GONE);
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
                owner: &item.clone(),
                item,
                change: "added".to_owned(),
                old: None,
                new: place(scheme),
            };
            self.add(item, Impact::SAFE, MORE);
        }
    }

    /// The constants and structs of addresses.
    fn addresses(&mut self) {
        let (was, is) = (self.address_items(true), self.address_items(false));
        for (path, (place, ty)) in &was {
            let (change, new) = match is.iter().find(|(other, _)| other == path) {
                Some((_, (_, other))) if other == ty => continue,
                Some((_, (new, other))) => (change_of(ty, other), Some(new.clone())),
                None => ("removed".to_owned(), None),
            };
            let item = Item {
                id: SERVERS,
                aspect: Aspect::Shape,
                owner: "client::base_urls",
                item: path.clone(),
                change,
                old: Some(place.clone()),
                new,
            };
            self.add(item, Impact::CLIENT, GONE);
        }
        for (path, (place, _)) in &is {
            if !was.iter().any(|(other, _)| other == path) {
                let item = Item {
                    id: SERVERS,
                    aspect: Aspect::Shape,
                    owner: "client::base_urls",
                    item: path.clone(),
                    change: "added".to_owned(),
                    old: None,
                    new: Some(place.clone()),
                };
                self.add(item, Impact::SAFE, MORE);
            }
        }
    }

    /// The items of one side's addresses by their paths, with their places and types.
    fn address_items(&self, is_old: bool) -> Vec<(String, (Pointer, String))> {
        let view = match is_old {
            true => self.old,
            false => self.new,
        };
        if !view.spelling.has_servers() {
            return Vec::new();
        }
        let root = Pointer::root().child("servers");
        let servers = view.api.servers.iter().enumerate();
        let items = servers.flat_map(|(index, server)| {
            let place = root.index(index);
            let place = match view.side.at(&place) {
                Some(_) => place,
                None => root.clone(),
            };
            let items = items_of(server).into_iter();
            items.map(move |(path, ty)| (format!("client::base_urls::{path}"), (place.clone(), ty)))
        });
        items.collect()
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
            aspect: Aspect::Shape,
            owner: "server::BASE_PATH",
            item: "server::BASE_PATH".to_owned(),
            change: change.to_owned(),
            old: place.clone(),
            new: place,
        };
        self.add(item, impact, why);
    }
}

/// What is generated of a server, by its path in the module, with what it is or takes.
fn items_of(server: &Server) -> Vec<(String, String)> {
    let mut items = vec![(server.name.clone(), "&str".to_owned())];
    if server.variables.is_empty() {
        return items;
    }
    items.push((server.type_name.clone(), "a struct".to_owned()));
    for variable in &server.variables {
        let ty = match variable.values.is_empty() {
            true => "impl Into<String>",
            false => variable.type_name.as_str(),
        };
        let setter = format!("{}::{}", server.type_name, variable.name);
        items.push((setter, ty.to_owned()));
        for (variant, _) in &variable.values {
            let path = format!("{}::{variant}", variable.type_name);
            items.push((path, "a variant".to_owned()));
        }
    }
    items
}
