//! How a value on a tape is written: its numbers as they are.

use super::{Entry, Node};
use crate::json::instance::Instance;
use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::value::RawValue;

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.entry() {
            Entry::Null => serializer.serialize_unit(),
            Entry::Bool(value) => serializer.serialize_bool(value),
            Entry::Unsigned(number) => serializer.serialize_u64(number),
            Entry::Signed(number) => serializer.serialize_i64(number),
            Entry::Float(number) => serializer.serialize_f64(number),
            Entry::Text { .. } => serializer.serialize_str(self.text()),
            Entry::Written { .. } => {
                let raw = RawValue::from_string(self.text().to_owned());
                raw.map_err(S::Error::custom)?.serialize(serializer)
            }
            Entry::Array { .. } => {
                let mut items = serializer.serialize_seq(Some(self.len()))?;
                for item in self.items() {
                    items.serialize_element(&item)?;
                }
                items.end()
            }
            Entry::Object { .. } => {
                let mut members = serializer.serialize_map(Some(self.len()))?;
                for (name, value) in self.members() {
                    members.serialize_entry(name, &value)?;
                }
                members.end()
            }
        }
    }
}
