//! How structs are written: the members of an object, one after the other.

use crate::access::{self, Member};
use crate::json;
use crate::json::instance::Instance;
use crate::schema::{matches_names, name_mismatch};
use serde::ser::{self, Serialize, SerializeMap, Serializer};
use std::fmt;

/// Writes the members of an object. It keeps the first error for the end.
pub struct Writer<S: Serializer> {
    map: S::SerializeMap,
    error: Option<S::Error>,
}

impl<S: Serializer> Writer<S> {
    /// No members yet.
    ///
    /// # Errors
    /// When the format has no objects.
    pub fn new(serializer: S) -> Result<Self, S::Error> {
        Ok(Self {
            map: serializer.serialize_map(None)?,
            error: None,
        })
    }

    /// Writes a member.
    pub fn put<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) {
        if self.error.is_none() {
            self.error = self.map.serialize_entry(name, value).err();
        }
    }

    /// Writes a member, unless it is absent.
    pub fn put_present<T: Serialize + Member>(&mut self, name: &str, value: &T) {
        if !value.is_absent() {
            self.put(name, value);
        }
    }

    /// Writes a member that servers alone send, unless it is absent or this is a request.
    pub fn put_read_only<T: Serialize + Member>(&mut self, name: &str, value: &T) {
        if !access::skips_read_only(value) {
            self.put(name, value);
        }
    }

    /// Writes a member that clients alone send, unless it is absent or this is a response.
    pub fn put_write_only<T: Serialize + Member>(&mut self, name: &str, value: &T) {
        if !access::skips_write_only(value) {
            self.put(name, value);
        }
    }

    /// Writes the members of a value that is an object.
    pub fn put_variant<T: Serialize>(&mut self, value: &T) {
        match json::to_members(value) {
            Ok(Some(json::Members::Values(members))) => self.put_all(&members),
            Ok(Some(json::Members::Written(tape))) => {
                for (name, value) in tape.root().members() {
                    self.put(name, &value);
                }
            }
            Ok(None) => self.fail("one of its shapes is no object"),
            Err(error) => self.fail(error),
        }
    }

    /// Writes several members.
    pub fn put_all<'v, T, M>(&mut self, members: M)
    where
        T: Serialize + 'v,
        M: IntoIterator<Item = (&'v String, &'v T)>,
    {
        for (name, value) in members {
            self.put(name, value);
        }
    }

    /// Writes the members of a map of which each name matches a pattern. One that does not would be read as something
    /// else, and is an error.
    pub fn put_matching<'v, T, M>(&mut self, pattern: &'static str, members: M)
    where
        T: Serialize + 'v,
        M: IntoIterator<Item = (&'v String, &'v T)>,
    {
        let matches = matches_names(pattern);
        for (name, value) in members {
            if !matches(name) {
                self.fail(name_mismatch(name));
            }
            self.put(name, value);
        }
    }

    fn fail(&mut self, error: impl fmt::Display) {
        self.error.get_or_insert_with(|| ser::Error::custom(error));
    }

    /// Ends the object.
    ///
    /// # Errors
    /// The first error that came.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        match self.error {
            Some(error) => Err(error),
            None => self.map.end(),
        }
    }
}

impl<S: Serializer> fmt::Debug for Writer<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").finish_non_exhaustive()
    }
}
