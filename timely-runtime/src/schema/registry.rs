//! The programs of all schemas in use, each made once.
//!
//! A [`Schema`](super::Schema) is constant data, so that constants can refer to it, and a compiler has little to do for it. Its
//! program is found by where its text is: in a table that grows by further tables and is read without a lock.

use super::program::{Program, parse};
use super::{Schema, SchemaError};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// The slots of the first table; each further one has twice as many.
const FIRST: usize = 1024;
/// How many slots of a table are tried.
const PROBES: usize = 8;

/// Where the text and the references of a schema are, which makes it what it is: both live as long as the program runs.
type Key = (usize, usize, usize);

struct Entry {
    key: Key,
    /// Generated code states no text that is wrong, and a server tells of one when it starts. What nobody can tell is refused.
    program: Program,
    /// What is wrong with the text.
    fault: Option<SchemaError>,
    /// Whether the schemas that it refers to are prepared as well, or about to be.
    is_visited: AtomicBool,
}

struct Table {
    slots: Box<[OnceLock<Entry>]>,
    next: OnceLock<Box<Table>>,
}

impl Table {
    fn new(size: usize) -> Self {
        Self {
            slots: (0..size).map(|_| OnceLock::new()).collect(),
            next: OnceLock::new(),
        }
    }
}

impl Entry {
    fn new(key: Key, schema: &Schema) -> Self {
        let (program, fault) = match parse(schema.text(), schema.references()) {
            Ok(program) => (program, None),
            Err(fault) => (Program::never(), Some(fault)),
        };
        Self {
            key,
            program,
            fault,
            is_visited: AtomicBool::new(false),
        }
    }
}

/// The program of a schema.
#[inline]
pub(super) fn program(schema: &Schema) -> &'static Program {
    &entry(schema).program
}

/// Makes the program of a schema. Whether this is the first time that it is asked for.
///
/// # Errors
/// What is wrong with the text.
pub(super) fn prepare(schema: &Schema) -> Result<bool, SchemaError> {
    let entry = entry(schema);
    match &entry.fault {
        // The place is a part of the message.
        Some(SchemaError(fault)) => Err(SchemaError(serde::de::Error::custom(fault))),
        None => Ok(!entry.is_visited.swap(true, Ordering::Relaxed)),
    }
}

fn entry(schema: &Schema) -> &'static Entry {
    static FIRST_TABLE: OnceLock<Table> = OnceLock::new();
    let key = (
        schema.text().as_ptr().addr(),
        schema.text().len(),
        schema.references().as_ptr().addr(),
    );
    let table = FIRST_TABLE.get_or_init(|| Table::new(FIRST));
    // Nearly all are at the first place that is tried.
    match table.slots[mixed(key) & (table.slots.len() - 1)].get() {
        Some(entry) if entry.key == key => entry,
        _ => search(table, key, schema),
    }
}

#[cold]
fn search(first: &'static Table, key: Key, schema: &Schema) -> &'static Entry {
    let mut table = first;
    loop {
        if let Some(entry) = within(table, key, schema) {
            return entry;
        }
        let size = table.slots.len() * 2;
        table = table.next.get_or_init(|| Box::new(Table::new(size)));
    }
}

/// The program in one table, made there if a slot is free.
fn within(table: &'static Table, key: Key, schema: &Schema) -> Option<&'static Entry> {
    let mixed = mixed(key);
    (0..PROBES).find_map(|probe| {
        let slot = &table.slots[(mixed + probe) & (table.slots.len() - 1)];
        let entry = slot.get_or_init(|| Entry::new(key, schema));
        (entry.key == key).then_some(entry)
    })
}

#[inline]
fn mixed(key: Key) -> usize {
    (key.0 ^ key.2.rotate_left(32)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_schema_has_one_program() {
        static TAG: Schema = Schema::new(r#"{"type": "string"}"#, &[]);
        let text = r#"{"items": {"$ref": "Tag"}}"#;
        let [first, second] = [&TAG, Schema::UUID].map(|item| {
            let references = Box::leak(Box::new([item]));
            Schema::new(text, references)
        });
        let address = |schema: &Schema| std::ptr::from_ref(program(schema)).addr();
        assert_eq!(address(&first), address(&first));
        assert_ne!(address(&first), address(&second));
        assert_eq!(address(&TAG), address(&TAG));
    }

    #[test]
    fn a_text_that_is_no_schema_is_told_and_allows_nothing() {
        static WRONG: Schema = Schema::new(r#"{"type": "text"}"#, &[]);
        static OUTER: Schema = Schema::new(r#"{"items": {"$ref": "Wrong"}}"#, &[&WRONG]);
        let fault = OUTER.prepare().unwrap_err().to_string();
        let expected = "this is no schema: \"text\" is no type at line 1 column 16";
        assert_eq!(fault, expected);
        assert_eq!(WRONG.prepare().unwrap_err().to_string(), expected);
        assert!(!OUTER.is_valid(&serde_json::json!([1]), crate::Direction::Request));
        static LOOP: Schema = Schema::new(r#"{"items": {"$ref": "Loop"}}"#, &[&LOOP]);
        assert!(LOOP.prepare().is_ok() && LOOP.prepare().is_ok());
    }

    #[test]
    fn there_is_room_for_many() {
        let schemas: Vec<Schema> = (0..5 * FIRST)
            .map(|n| Schema::new(String::leak(format!(r#"{{"minLength": {n}}}"#)), &[]))
            .collect();
        for _ in 0..2 {
            for (n, schema) in schemas.iter().enumerate() {
                let rules = program(schema).root().node().text.as_deref().unwrap();
                assert_eq!(rules.min_length, n as u64);
            }
        }
    }
}
