//! The check of what an object's names and properties ask of each other: `propertyNames` and what is dependent.

use super::Checker;
use crate::json::instance::Instance;
use crate::schema::program::{ObjectRules, Subschema};
use crate::schema::violation::Violation;

impl Checker<'_> {
    /// `propertyNames`, `dependentRequired` and `dependentSchemas`.
    pub(super) fn check_names<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        rules: &ObjectRules,
        object: I,
    ) -> bool {
        let mut passed = match rules.names {
            Some(names) => self.check_each_name::<_, LOUD>(schema.follow(names), object),
            None => true,
        };
        if !passed && !LOUD {
            return false;
        }
        let dependent = rules.dependent_required.len() + rules.dependent_schemas.len();
        if dependent == 0 {
            return passed;
        }
        self.budget.spend(dependent as u64 / 4);
        for (name, wanted) in &rules.dependent_required {
            if object.get(name).is_none() {
                continue;
            }
            self.budget.spend(wanted.len() as u64 / 8);
            for wanted in wanted.iter().filter(|name| object.get(name).is_none()) {
                passed = self.missing::<LOUD>("dependentRequired", wanted);
                if !LOUD {
                    return false;
                }
            }
        }
        passed
    }

    fn check_each_name<'v, I: Instance<'v>, const LOUD: bool>(
        &mut self,
        schema: Subschema<'_>,
        object: I,
    ) -> bool {
        let mut passed = true;
        for (name, _) in object.members() {
            if self.fits(schema, name) {
                continue;
            }
            if !LOUD || self.is_settled() {
                return false;
            }
            let wrong = Checker::new(self.direction, self.place, self.budget).run(schema, name, "");
            passed = self.at::<LOUD>(name, |checker| {
                for violation in &wrong {
                    let expected = format!("{} as the name", violation.expected());
                    checker.violations.push(Violation::new(
                        checker.place,
                        &checker.pointer,
                        "propertyNames",
                        expected,
                        violation.found().clone(),
                    ));
                }
                false
            });
        }
        passed
    }
}
