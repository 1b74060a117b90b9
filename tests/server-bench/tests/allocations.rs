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

/// What is refused takes more: what is wrong is kept as data until it is written, and the server written by hand keeps
/// but a text. It is printed all the same.
#[test]
fn the_generated_server_allocates_at_most_twice_more_for_a_valid_request() {
    let [by_hand, generated, garde] = Side::ALL.map(Side::router);
    let mut more = Vec::new();
    for (sample, is_good) in GOOD
        .iter()
        .map(|it| (it, true))
        .chain(BAD.iter().map(|it| (it, false)))
    {
        let of = |router| allocations(router, sample);
        let [wanted, found, other] = [&by_hand, &generated, &garde].map(of);
        println!(
            "{:<12} by hand {wanted:>4}, generated {found:>4}, garde {other:>4}",
            sample.name
        );
        if is_good && found > wanted + 2 {
            more.push(sample.name);
        }
    }
    assert_eq!(more, Vec::<&str>::new());
}
