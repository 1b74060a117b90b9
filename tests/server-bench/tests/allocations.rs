//! How often each server allocates memory for a request, from the router on.

use axum::Router;
use http_body_util::BodyExt;
use timely_server_bench::Side;
use timely_server_bench::requests::{BAD, GOOD, Sample};
use tokio::runtime::Builder;
use tower::ServiceExt;

/// How many times memory is allocated between a request and the last byte of its response.
fn allocations(router: &Router, sample: &Sample) -> u64 {
    let runtime = Builder::new_current_thread().build().expect("a runtime");
    let count = || {
        let (router, request) = (router.clone(), sample.request());
        let answer = || {
            runtime.block_on(async {
                let response = router
                    .oneshot(request)
                    .await
                    .expect("a router does not fail");
                response
                    .into_body()
                    .collect()
                    .await
                    .expect("a body in memory");
            });
        };
        allocation_counter::measure(answer).count_total
    };
    // The first time is for what is made once.
    count();
    count()
}

/// How often garde's does is printed beside them.
#[test]
fn the_generated_server_allocates_no_more_than_the_one_by_hand() {
    let [by_hand, generated, garde] = Side::ALL.map(Side::router);
    let mut more = Vec::new();
    for sample in GOOD.iter().chain(&BAD) {
        let of = |router| allocations(router, sample);
        let [wanted, found, other] = [&by_hand, &generated, &garde].map(of);
        println!(
            "{:<12} by hand {wanted:>4}, generated {found:>4}, garde {other:>4}",
            sample.name
        );
        if found > wanted {
            more.push(sample.name);
        }
    }
    assert_eq!(more, Vec::<&str>::new());
}
