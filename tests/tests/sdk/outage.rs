//! A server that is down: clients do not multiply its load.

use crate::server::{Act, Server};
use crate::{ana, at_once, contact, timely, within};
use timely_generated::client::ContactsApi;
use timely_generated::runtime::client::RetryBudget;

#[tokio::test]
async fn a_budget_ends_the_repetitions_of_an_outage() {
    let server = Server::of(|number, _| match number {
        ..25 => Act::status(503),
        _ => Act::json(200, &contact()),
    })
    .await;
    let budget = RetryBudget::new(5);
    let policy = at_once().budget(budget.clone());
    // Two clients of one program.
    let clients = [(); 2].map(|()| timely(&server).retry(policy.clone()).build().unwrap());
    for number in 0..20 {
        let call = clients[number % 2].get_contact(&ana());
        within("an error", call).await.unwrap_err();
    }
    // Of sixty requests without a budget.
    assert_eq!(server.seen().len(), 25);
    assert_eq!(budget.tokens(), 0);
    // It comes back with the server.
    for _ in 0..10 {
        within("an answer", clients[0].get_contact(&ana()))
            .await
            .unwrap();
    }
    assert_eq!(budget.tokens(), 1);
}
