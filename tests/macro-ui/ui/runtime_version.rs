//! Code that was generated for another version of the runtime.

mod api {
    ::timely_runtime::generated::made_for!("99.0");
}

fn main() {}
