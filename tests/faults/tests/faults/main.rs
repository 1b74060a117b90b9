//! The example server as a process, under clients that mean it no good: slow ones, endless ones, many, and such that speak
//! HTTP badly. After each the server still answers, has not panicked, and has not grown beyond a bound.

mod bodies;
mod connections;
mod content;
mod end;
mod framing;
mod process;
mod slow;
