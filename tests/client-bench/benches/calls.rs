//! One call, by the generated client and by hand: `cargo bench -p timely-client-bench`.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use timely_client_bench::{body, by_hand, by_sdk, client, transport};

fn calls(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime");
    let (client, service) = (client().expect("a client"), transport());
    let body = body().expect("a body");
    let mut group = criterion.benchmark_group("call");
    group.bench_function("sdk", |bencher| {
        bencher.iter(|| {
            runtime
                .block_on(by_sdk(&client, black_box(&body)))
                .expect("an answer")
        });
    });
    group.bench_function("hand", |bencher| {
        bencher.iter(|| {
            runtime
                .block_on(by_hand(&service, black_box(&body)))
                .expect("an answer")
        });
    });
    group.finish();
}

criterion_group!(benches, calls);
criterion_main!(benches);
