//! The mock: what it is made of without code is what generated code states, and a generated client takes it for the API.

#![deny(warnings)]

mod client;
mod statics;
