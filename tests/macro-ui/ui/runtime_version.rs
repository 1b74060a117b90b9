//! Code that was generated for another version of the runtime.

mod api {
    ::timely_runtime::generated::made_for!("99.0");
}

mod inline {
    ::timely_runtime::generated::made_for! {
        "99.0", client, telepathy =>

        use ::timely_runtime::generated::what_is_not_there::yet as rt;
        rt::neither_is_this!(Pet);
    }
}

fn main() {}
