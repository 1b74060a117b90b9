//! Random schemas and values, held against each other by this project and by the `jsonschema` crate.
//!
//! Each case has a number, from which it is made anew: the same number, the same schemas and the same value. Several cases
//! in a row have the same schemas. `tests/agreement.rs` judges some ten thousand of them, and `cargo xtask agreement` as many
//! as are asked for.
//!
//! Where the two mean to differ no cases are made: what, and why, stands in `schemas.rs` and `scalars.rs`.

mod names;
mod scalars;
mod schemas;
mod shrink;
mod values;

use fastrand::Rng;
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use std::fmt;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use timely_runtime::{Direction, SchemaSet};

/// How many cases have the same schemas.
pub const VALUES: u64 = 8;

/// Schemas, and a value for the one that is called `A`.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it is made from.
    pub number: u64,
    /// The schemas by their names.
    pub schemas: Map<String, Value>,
    /// What is held against the schema `A`.
    pub value: Value,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemas = Value::Object(self.schemas.clone());
        write!(f, "{} against A of {schemas}", self.value)
    }
}

/// The cases of one number of schemas.
#[must_use]
pub fn cases(schemas: u64) -> Vec<Case> {
    // Seeds that follow each other make numbers that resemble each other at first.
    let mut random = Rng::with_seed(schemas.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let mut maker = schemas::Schemas::new(&mut random);
    let made = maker.make();
    let schemas::Schemas { names, numbers, .. } = maker;
    let mut values = values::Values {
        random: &mut random,
        names: &names,
        numbers,
        definitions: &made,
    };
    let schema = &made[&schemas::name_of(0)];
    (0..VALUES)
        .map(|value| Case {
            number: schemas * VALUES + value,
            schemas: made.clone(),
            value: values.make(schema),
        })
        .collect()
}

/// Schemas, ready to be held against values by both.
pub struct Judge {
    ours: SchemaSet,
    theirs: Validator,
}

/// What both say of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is as it should be.
    Valid,
    /// It is not.
    Invalid,
}

impl Judge {
    /// Reads schemas.
    ///
    /// # Errors
    /// One of the two refuses them.
    pub fn new(schemas: &Map<String, Value>) -> Result<Self, String> {
        let text = Value::Object(schemas.clone()).to_string();
        let ours = SchemaSet::parse(&text).map_err(|error| format!("refused here: {error}"))?;
        // The other one knows of no components.
        let there = text.replace("#/components/schemas/", "#/$defs/");
        let definitions: Value =
            serde_json::from_str(&there).map_err(|error| format!("no JSON: {error}"))?;
        let theirs = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&json!({ "$ref": "#/$defs/A", "$defs": definitions }))
            .map_err(|error| format!("refused by the other one: {error}"))?;
        Ok(Self { ours, theirs })
    }

    /// Holds a value against the schema `A`.
    ///
    /// # Errors
    /// The two disagree, or what is listed here is not what is told here.
    pub fn judge(&self, value: &Value) -> Result<Verdict, String> {
        let schema = self.ours.get("A").ok_or("there is no `A`")?;
        let told = schema.is_valid(value, Direction::Request);
        let listed = schema.check(value, Direction::Request);
        let theirs = self.theirs.is_valid(value);
        if told != listed.is_empty() {
            return Err(format!("is_valid says {told}, and check lists [{listed}]"));
        }
        if told != theirs {
            return Err(format!(
                "the other one says {theirs}, and here it is [{listed}]"
            ));
        }
        Ok(match told {
            true => Verdict::Valid,
            false => Verdict::Invalid,
        })
    }
}

/// Judges a case alone. What panics is wrong as well.
///
/// # Errors
/// What is wrong.
pub fn judge(case: &Case) -> Result<Verdict, String> {
    let judged = catch_unwind(|| Judge::new(&case.schemas)?.judge(&case.value));
    judged.unwrap_or_else(|_| Err("panics".to_owned()))
}

/// What came of many cases.
#[derive(Debug, Default)]
pub struct Report {
    /// How many values both let pass.
    pub valid: u64,
    /// How many values both refuse.
    pub invalid: u64,
    /// What is wrong, with the case in small.
    pub wrong: Vec<String>,
}

impl Report {
    /// Judges the cases of a range of numbers, so many at once, and shows what is wrong as it is found. With
    /// [`ENOUGH`](Self::ENOUGH) that are wrong it ends.
    #[must_use]
    pub fn of(numbers: Range<u64>, jobs: usize, show: impl Fn(&str) + Sync) -> Self {
        let next = AtomicU64::new(numbers.start / VALUES);
        let last = numbers.end.div_ceil(VALUES);
        let all = Mutex::new(Self::default());
        let work = || {
            loop {
                let schemas = next.fetch_add(1, Ordering::Relaxed);
                let mut one = Self::default();
                if schemas < last {
                    one.add(schemas);
                    one.wrong.iter().for_each(|wrong| show(wrong));
                }
                let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                all.merge(one);
                if schemas >= last || all.wrong.len() >= Self::ENOUGH {
                    return;
                }
            }
        };
        thread::scope(|scope| (0..jobs).for_each(|_| drop(scope.spawn(work))));
        all.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    /// With so many that are wrong, more say nothing new.
    pub const ENOUGH: usize = 20;

    /// Judges the cases of one number of schemas, and adds what comes of them.
    fn add(&mut self, schemas: u64) {
        let cases = cases(schemas);
        let Some(first) = cases.first() else { return };
        let judge = catch_unwind(|| Judge::new(&first.schemas));
        let judge = judge.unwrap_or_else(|_| Err("panics".to_owned()));
        for case in &cases {
            let verdict = match &judge {
                Ok(judge) => {
                    let judging = AssertUnwindSafe(|| judge.judge(&case.value));
                    catch_unwind(judging).unwrap_or_else(|_| Err("panics".to_owned()))
                }
                Err(error) => Err(error.clone()),
            };
            match verdict {
                Ok(Verdict::Valid) => self.valid += 1,
                Ok(Verdict::Invalid) => self.invalid += 1,
                Err(error) => self.wrong.push(told(case, &error)),
            }
        }
    }

    /// Adds what came of others.
    fn merge(&mut self, other: Self) {
        self.valid += other.valid;
        self.invalid += other.invalid;
        self.wrong.extend(other.wrong);
    }
}

/// Tells of a case that something is wrong with.
fn told(case: &Case, error: &str) -> String {
    // What one of the two refuses while a case is made smaller is another matter.
    let is_refused = |error: &str| error.starts_with("refused") || error == "there is no `A`";
    let kind = is_refused(error);
    let is_wrong = |case: &Case| judge(case).is_err_and(|error| is_refused(&error) == kind);
    let small = shrink::shrunk(case, is_wrong);
    let error = judge(&small).err().unwrap_or_else(|| error.to_owned());
    format!("case {}: {error}\n  {small}", case.number)
}
