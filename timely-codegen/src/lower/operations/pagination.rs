//! Pagination: which rule an operation follows, of the settings, of the document, or recognized.

use super::unfit::{Nearest, Unfit};
use crate::diagnostic::{Code, Diagnostic, Pointer, Severity, closest};
use crate::ir::{Operation, Pagination};
use crate::lower::operations::Operations;
use crate::normalize::PAGINATION;
use crate::settings::{Pagination as Rule, document};
use indexmap::IndexMap;
use serde_json::Value;

/// Who says how lists are paged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    Settings,
    Document,
    /// The generator itself.
    Recognized,
}

impl Origin {
    /// What messages call the rule.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Settings | Self::Recognized => "the `pagination` setting",
            Self::Document => "`x-pagination`",
        }
    }

    /// The same of one of several rules, by its number.
    fn name_of(self, number: usize, rules: usize) -> String {
        match rules {
            1 => self.name().to_owned(),
            _ => format!("rule {} of {}", number + 1, self.name()),
        }
    }
}

/// What has been found out about the rules for all operations.
#[derive(Default)]
pub(super) struct RuleUse {
    rules: Vec<OneRule>,
}

/// The same of one rule.
#[derive(Default)]
struct OneRule {
    is_used: bool,
    /// Whether an operation has another rule that it would fit.
    is_late: bool,
    nearest: Nearest,
}

impl RuleUse {
    fn at(&mut self, number: usize) -> &mut OneRule {
        if self.rules.len() <= number {
            self.rules.resize_with(number + 1, OneRule::default);
        }
        &mut self.rules[number]
    }
}

impl Operations<'_> {
    /// How an operation's result continues: by a rule of the settings, or else by that of the operation or of the document, or else
    /// as it is recognized.
    pub(super) fn lower_pagination(
        &mut self,
        operation: &Operation,
        extensions: &IndexMap<String, Value>,
    ) -> Option<Pagination> {
        let context = self.context;
        let settings = context.settings.pagination.as_ref();
        let written = settings.map_or(&[][..], |settings| settings.rules());
        if let Some(found) = self.paged_by_first(written, Origin::Settings, operation) {
            return Some(found);
        }
        match extensions.get(PAGINATION) {
            // `false` says that it is not paged.
            Some(own) => match document::pagination(own) {
                Ok(rule) => self.paged_by_its_own(&rule, operation),
                Err(_) => None,
            },
            None => {
                let rules = self.document_rules();
                self.paged_by_first(&rules, Origin::Document, operation)
                    .or_else(|| {
                        self.paged_by_first(context.recognized, Origin::Recognized, operation)
                    })
            }
        }
    }

    /// The rules that the document has for all operations.
    fn document_rules(&self) -> Vec<Rule> {
        let rules = self.context.openapi.extensions.get(PAGINATION);
        let rules = rules.and_then(|rules| document::paginations(rules).ok());
        rules.unwrap_or_default()
    }

    /// How an operation's result continues by the first of these rules that fits it.
    fn paged_by_first(
        &mut self,
        rules: &[Rule],
        origin: Origin,
        operation: &Operation,
    ) -> Option<Pagination> {
        let mut found = None;
        for (number, rule) in rules.iter().enumerate() {
            if !rule.is_for(&operation.id) {
                continue;
            }
            let is_told = origin != Origin::Recognized;
            if found.is_some() {
                // What comes later is looked at for the sake of messages alone.
                if is_told && self.is_like(rule, operation) {
                    self.rules_of(origin).at(number).is_late = true;
                }
                continue;
            }
            let fit = self.paged_by(rule, origin, operation);
            let state = self.rules_of(origin).at(number);
            match fit {
                Ok(pagination) => {
                    state.is_used = true;
                    found = Some(pagination);
                }
                Err(unfit) if is_told => state.nearest.note(&operation.id, unfit),
                Err(_) => {}
            }
        }
        found
    }

    fn rules_of(&mut self, origin: Origin) -> &mut RuleUse {
        match origin {
            Origin::Settings => &mut self.page_rules.settings,
            Origin::Document => &mut self.page_rules.document,
            Origin::Recognized => &mut self.page_rules.recognized,
        }
    }

    /// How the result of an operation with a rule of its own continues.
    fn paged_by_its_own(&mut self, rule: &Rule, operation: &Operation) -> Option<Pagination> {
        match self.paged_by(rule, Origin::Document, operation) {
            Ok(found) => {
                self.page_rules.has_own = true;
                Some(found)
            }
            Err(Unfit { reason, .. }) => {
                let at = operation.pointer.child(PAGINATION);
                let message = format!("`x-pagination` does not fit the operation: {reason}");
                self.bodies
                    .types
                    .diagnostics
                    .warning(Code::InvalidDocument, &at, message)
                    .help("correct the rule, or write `x-pagination: false`");
                None
            }
        }
    }

    /// Reports rules that fit no operation at all.
    pub(super) fn check_pagination(&mut self, groups: &IndexMap<String, Vec<Operation>>) {
        let ids: Vec<&str> = groups
            .values()
            .flatten()
            .map(|operation| operation.id.as_str())
            .collect();
        if ids.is_empty() {
            return;
        }
        let settings = self.context.settings.pagination.as_ref();
        let written = settings.map_or(&[][..], |settings| settings.rules());
        self.check_rules(written, Origin::Settings, &ids);
        // A document may say more than is generated of it: its rules are told of when the settings have none.
        if settings.is_none() {
            let rules = self.document_rules();
            self.check_rules(&rules, Origin::Document, &ids);
        }
        let is_recognizing = self.context.is_recognizing;
        let mut paged = groups.values().flatten();
        if is_recognizing && paged.all(|operation| operation.pagination.is_none()) {
            let message =
                "the `pagination` setting is `auto`, and no operation is recognized as a listing";
            self.warn(Origin::Settings, &Pointer::root(), message.to_owned())
                .help("write a rule, or take the setting out");
        }
    }

    fn check_rules(&mut self, rules: &[Rule], origin: Origin, ids: &[&str]) {
        // One rule for all is of use to those that have none of their own.
        let has_own = origin == Origin::Document && self.page_rules.has_own;
        for (number, rule) in rules.iter().enumerate() {
            let name = origin.name_of(number, rules.len());
            let mut is_named = rule.operations.is_empty();
            for pattern in &rule.operations {
                let finds = match pattern.strip_suffix('*') {
                    Some(start) => ids.iter().any(|id| id.starts_with(start)),
                    None => ids.contains(&pattern.as_str()),
                };
                is_named |= finds;
                if !finds {
                    let near = closest(pattern, ids.iter().copied());
                    let help = match near {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "correct it, or take it out".to_owned(),
                    };
                    let message = format!("{name} names no operation: `{pattern}`");
                    self.warn(origin, &Pointer::root().child(PAGINATION), message)
                        .help(help);
                }
            }
            let OneRule {
                is_used,
                is_late,
                nearest,
            } = self.rules_of(origin).at(number);
            if *is_used || !is_named || has_own {
                continue;
            }
            let help = match is_late {
                true => "the rules before it fit the operations that it is for".to_owned(),
                false => nearest.help().unwrap_or_else(|| asked(rule)),
            };
            let at = Pointer::root().child(PAGINATION);
            let message = format!("{name} fits no operation");
            self.warn(origin, &at, message).help(help);
        }
    }

    /// Reports what is wrong with a rule, where the document has it.
    pub(super) fn warn(
        &mut self,
        origin: Origin,
        at: &Pointer,
        message: String,
    ) -> &mut Diagnostic {
        let diagnostics = &mut self.bodies.types.diagnostics;
        match origin {
            Origin::Settings | Origin::Recognized => {
                diagnostics.setting(Severity::Warning, message)
            }
            Origin::Document => diagnostics.warning(Code::InvalidDocument, at, message),
        }
    }
}

/// What a rule asks of an operation, where none has as much as its parameter.
fn asked(rule: &Rule) -> String {
    match rule.page_param.is_empty() {
        true => format!(
            "it is for operations with an array at `{}` of their response, and none has that",
            rule.items
        ),
        false => format!(
            "it is for operations with an optional query parameter `{}` and an array at `{}` of their response, and \
             none has that parameter",
            rule.page_param, rule.items
        ),
    }
}

/// What has been found out about the rules of each origin.
#[derive(Default)]
pub(super) struct PageRules {
    settings: RuleUse,
    document: RuleUse,
    recognized: RuleUse,
    /// Whether an operation is paged by a rule of its own.
    has_own: bool,
}
