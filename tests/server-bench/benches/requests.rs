//! A request through each server, from the router on: `cargo bench -p timely-server-bench --bench requests`.

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use http_body_util::BodyExt;
use std::time::Duration;
use timely_server_bench::Side;
use timely_server_bench::requests::{BAD, GOOD};
use tokio::runtime::Builder;
use tower::ServiceExt;

fn requests(criterion: &mut Criterion) {
    let runtime = Builder::new_current_thread()
        .build()
        .expect("a runtime without threads or timers");
    let routers = Side::BOTH.map(|side| (side, side.router()));
    for sample in GOOD.iter().chain(&BAD) {
        let mut group = criterion.benchmark_group(sample.name);
        for (side, router) in &routers {
            group.bench_function(side.name(), |bencher| {
                bencher.iter_batched(
                    || (router.clone(), sample.request()),
                    |(router, request)| {
                        runtime.block_on(async {
                            let Ok(response) = router.oneshot(request).await;
                            response.into_body().collect().await
                        })
                    },
                    BatchSize::SmallInput,
                );
            });
        }
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = requests
}
criterion_main!(benches);
