//! What a call allocates beyond what the same call by hand does.

use allocation_counter::measure;
use timely_client_bench::{body, by_hand, by_sdk, client, transport};

#[test]
fn a_call_allocates_little_more_than_one_by_hand() {
    const MORE: u64 = 10;

    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap();
    let (client, service, body) = (client().unwrap(), transport(), body().unwrap());
    let sdk = || runtime.block_on(by_sdk(&client, &body)).unwrap();
    let hand = || runtime.block_on(by_hand(&service, &body)).unwrap();
    // What the first call makes once.
    assert_eq!(sdk(), hand());
    let by_sdk = measure(|| assert!(sdk() > 0)).count_total;
    let by_hand = measure(|| assert!(hand() > 0)).count_total;
    assert!(
        by_sdk <= by_hand + MORE,
        "{by_sdk} by the SDK, {by_hand} by hand"
    );
}
