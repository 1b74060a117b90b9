//! Where requests may go, by what the names of hosts lead to.

use super::*;
use crate::transport::{DestinationError, Destinations, Transport};
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The status of an answer, or why there is none.
async fn get(
    transport: &HttpTransport,
    url: &str,
    rules: Option<&Destinations>,
) -> Result<u16, TransportError> {
    let mut request = http::Request::get(url).body(Body::empty()).unwrap();
    if let Some(rules) = rules {
        request.extensions_mut().insert(rules.clone());
    }
    let answer = within("an answer", transport.exchange(request)).await?;
    let status = answer.status().as_u16();
    // So that the connection can be used again.
    answer.into_body().bytes(100).await.unwrap();
    Ok(status)
}

async fn refused(transport: &HttpTransport, url: &str, rules: Option<&Destinations>) {
    let error = get(transport, url, rules).await.unwrap_err();
    assert!(error.destination().is_some(), "{url}: {error:?}");
    assert!(
        error.is_connect() && !error.is_transient(),
        "{url}: {error:?}"
    );
}

fn plain() -> HttpTransportBuilder {
    HttpTransport::builder().no_proxy()
}

#[tokio::test]
async fn a_name_may_not_lead_into_the_own_network() {
    let (address, mut told) = serve().await;
    let port = address.rsplit_once(':').unwrap().1;
    let transport = plain()
        .host_addresses("hooks.example", [LOOPBACK])
        .build()
        .unwrap();
    let url = format!("http://hooks.example:{port}/");
    let public = Destinations::public();
    refused(&transport, &url, Some(&public)).await;
    assert!(told.try_recv().is_err());
    // A connection that another request has left is not one for this.
    assert_eq!(get(&transport, &url, None).await.unwrap(), 200);
    refused(&transport, &url, Some(&public)).await;
    let allowed = [
        public.clone().allow_host("HOOKS.example"),
        public.clone().allow_network(LOOPBACK, 8),
        Destinations::any(),
    ];
    for rules in &allowed {
        assert_eq!(get(&transport, &url, Some(rules)).await.unwrap(), 200);
    }
    refused(&transport, &url, Some(&public)).await;
    let mut requests = 0;
    while told.try_recv().is_ok() {
        requests += 1;
    }
    assert_eq!(requests, 4);
}

/// The addresses that are judged are those that are connected to, each time.
#[tokio::test]
async fn a_name_that_leads_elsewhere_the_next_time_is_judged_again() {
    let (address, mut told) = serve().await;
    let port = address.rsplit_once(':').unwrap().1;
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let resolve = move |_: String| {
        let first = count.fetch_add(1, Ordering::SeqCst) == 0;
        // Nobody answers at the first.
        let address = if first {
            Ipv4Addr::new(192, 0, 2, 1)
        } else {
            Ipv4Addr::LOCALHOST
        };
        async move { Ok(vec![IpAddr::V4(address)]) }
    };
    let transport = plain()
        .resolver(resolve)
        .connect_timeout(Duration::from_millis(50))
        .build()
        .unwrap();
    let url = format!("http://hooks.example:{port}/");
    let rules = Destinations::public().allow_network([192, 0, 2, 0].into(), 24);
    let error = get(&transport, &url, Some(&rules)).await.unwrap_err();
    assert!(error.destination().is_none(), "{error:?}");
    refused(&transport, &url, Some(&rules)).await;
    assert!(told.try_recv().is_err());
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn of_several_addresses_those_that_are_allowed_are_tried() {
    let (address, mut told) = serve().await;
    let port = address.rsplit_once(':').unwrap().1;
    let other = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 9));
    let transport = plain()
        .host_addresses("hooks.example", [other, LOOPBACK])
        .build()
        .unwrap();
    let url = format!("http://hooks.example:{port}/");
    let rules = Destinations::public().allow_network(LOOPBACK, 32);
    assert_eq!(get(&transport, &url, Some(&rules)).await.unwrap(), 200);
    asked_of(&mut told).await;
    let rules = Destinations::public().allow_network(other, 32);
    let error = get(&transport, &url, Some(&rules)).await.unwrap_err();
    assert!(error.destination().is_none(), "{error:?}");
    assert!(told.try_recv().is_err());
}

async fn asked_of(told: &mut UnboundedReceiver<Asked>) {
    within("a request", told.recv()).await.unwrap();
}

#[tokio::test]
async fn an_address_in_a_url_is_judged_in_every_spelling() {
    let (address, mut told) = serve().await;
    let port = address.rsplit_once(':').unwrap().1;
    let public = Destinations::public();
    let own = plain()
        .destinations(Destinations::public())
        .build()
        .unwrap();
    let open = plain().build().unwrap();
    for host in [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "2130706433",
        "[::ffff:127.0.0.1]",
        "localhost",
        "LOCALHOST.",
    ] {
        let url = format!("http://{host}:{port}/");
        refused(&open, &url, Some(&public)).await;
        refused(&own, &url, None).await;
        // Both have to allow it.
        refused(&own, &url, Some(&Destinations::any())).await;
    }
    assert!(told.try_recv().is_err());
    let rules = Destinations::any().https_only();
    let error = get(&open, &format!("http://{address}/"), Some(&rules))
        .await
        .unwrap_err();
    let reason = DestinationError::Scheme("http".to_owned());
    assert_eq!(error.destination(), Some(&reason));
}

/// A proxy has been chosen by who runs the program.
#[tokio::test]
async fn a_proxy_may_be_in_the_own_network() {
    let (address, mut told) = serve().await;
    let proxy = Proxy::all(format!("http://{address}"));
    let transport = HttpTransport::builder().proxy(proxy).build().unwrap();
    let public = Destinations::public();
    assert_eq!(
        get(&transport, "http://hooks.example/", Some(&public))
            .await
            .unwrap(),
        200
    );
    asked_of(&mut told).await;
    refused(&transport, "http://169.254.169.254/", Some(&public)).await;
}
