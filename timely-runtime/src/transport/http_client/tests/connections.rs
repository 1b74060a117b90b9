//! Connections: how they are made, from where, to which address, and how long they are kept.

use super::*;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicUsize, Ordering};

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The numbers of the connections that some requests, one after the other, went over.
async fn numbers(transport: &HttpTransport, wait: Duration) -> Vec<usize> {
    let (address, mut told) = serve().await;
    let mut numbers = Vec::new();
    for _ in 0..3 {
        let answer = get(transport, &format!("http://{address}/a?b=c")).await;
        assert_eq!(answer.unwrap(), "pong");
        let (number, head) = asked(&mut told).await;
        assert!(head.contains(" get /a?b=c http/1.1\r\n"), "{head}");
        assert!(head.contains(&format!("host: {address}\r\n")), "{head}");
        // Nothing that nobody has set.
        assert_eq!(head.lines().count(), 3, "{head}");
        numbers.push(number);
        tokio::time::sleep(wait).await;
    }
    numbers
}

#[tokio::test]
async fn connections_are_used_again() {
    let transport = plain().build().unwrap();
    assert_eq!(numbers(&transport, Duration::ZERO).await, [0, 0, 0]);
}

#[tokio::test]
async fn no_more_connections_are_kept_than_is_said() {
    let transport = plain().pool_max_idle_per_host(0).build().unwrap();
    assert_eq!(numbers(&transport, Duration::ZERO).await, [0, 1, 2]);
}

#[tokio::test]
async fn connections_are_kept_no_longer_than_is_said() {
    let short = plain().pool_idle_timeout(Duration::from_millis(10));
    let wait = Duration::from_millis(100);
    let transport = short.build().unwrap();
    assert_eq!(numbers(&transport, wait).await, [0, 1, 2]);
    let transport = plain().pool_idle_timeout(None).build().unwrap();
    assert_eq!(numbers(&transport, wait).await, [0, 0, 0]);
}

/// All of 127.0.0.0/8 is this machine there.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_connection_comes_from_the_address_that_is_said() {
    let (address, mut told) = serve().await;
    let from = Ipv4Addr::new(127, 0, 0, 7);
    let transport = plain().local_address(from).build().unwrap();
    get(&transport, &format!("http://{address}/"))
        .await
        .unwrap();
    let (_, head) = asked(&mut told).await;
    assert!(head.starts_with("127.0.0.7:"), "{head}");

    // One that no interface of the machine has.
    let transport = plain().local_address(Ipv4Addr::new(192, 0, 2, 1));
    let error = get(&transport.build().unwrap(), &format!("http://{address}/")).await;
    assert_no_connection(&error.unwrap_err(), "tcp bind local");
}

/// What the system says of the sockets that are connected to this port: in its table, timer 2 is that of keep-alive.
#[cfg(target_os = "linux")]
fn timers(port: u16) -> Vec<String> {
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let rows = table.lines().skip(1).map(|row| row.split_whitespace());
    rows.filter_map(|row| {
        let columns: Vec<&str> = row.collect();
        let is_to = columns[2].ends_with(&format!(":{port:04X}"));
        is_to.then(|| columns[5][..2].to_owned())
    })
    .collect()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_system_asks_after_silent_connections() {
    for time in [Some(Duration::from_secs(30)), None] {
        let (address, _told) = serve().await;
        let transport = plain().tcp_keep_alive(time).tcp_nodelay(time.is_some());
        let transport = transport.build().unwrap();
        get(&transport, &format!("http://{address}/"))
            .await
            .unwrap();
        let port = address.rsplit_once(':').unwrap().1.parse().unwrap();
        let is_asked = timers(port).iter().any(|timer| timer == "02");
        assert_eq!(is_asked, time.is_some());
    }
}

#[tokio::test]
async fn the_addresses_of_a_host_can_be_stated() {
    let (address, mut told) = serve().await;
    let port = address.rsplit_once(':').unwrap().1;
    let transport = plain()
        .host_addresses("API.example", [LOOPBACK])
        .host_addresses("b\u{fc}cher.example", [LOOPBACK])
        .resolver(|host: String| async move { Err(BoxError::from(format!("asked for {host}"))) })
        .build()
        .unwrap();
    let url = |host: &str| format!("http://{host}:{port}/");
    let written = "xn--bcher-kva.example";
    for host in ["api.example", "Api.Example", written, "127.0.0.1"] {
        get(&transport, &url(host)).await.unwrap();
        let (_, head) = asked(&mut told).await;
        let host = host.to_ascii_lowercase();
        assert!(head.contains(&format!("host: {host}:{port}\r\n")), "{head}");
    }
    let error = get(&transport, &url("www.api.example")).await.unwrap_err();
    assert_no_connection(&error, "asked for www.api.example");
}

#[tokio::test]
async fn a_resolver_of_the_caller_is_asked() {
    let (address, _told) = serve().await;
    let port = address.rsplit_once(':').unwrap().1;
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    let resolve = move |host: String| {
        counted.fetch_add(1, Ordering::SeqCst);
        let found = match host.as_str() {
            "api.example" => vec![LOOPBACK],
            _ => Vec::new(),
        };
        async move { Ok(found) }
    };
    let transport = plain().resolver(resolve).build().unwrap();
    for _ in 0..2 {
        get(&transport, &format!("http://api.example:{port}/"))
            .await
            .unwrap();
    }
    // Once for the connection.
    assert_eq!(count.load(Ordering::SeqCst), 1);
    let error = get(&transport, &format!("http://other.example:{port}/")).await;
    assert_no_connection(&error.unwrap_err(), "the host has no address");
}

#[tokio::test]
async fn an_address_that_refuses_leads_to_the_next_one() {
    let (address, mut told) = serve().await;
    let port = address.rsplit_once(':').unwrap().1;
    let addresses = [IpAddr::V4(Ipv4Addr::new(127, 0, 0, 9)), LOOPBACK];
    let transport = plain().happy_eyeballs_timeout(None);
    let transport = transport.host_addresses("api.example", addresses).build();
    let answer = get(&transport.unwrap(), &format!("http://api.example:{port}/")).await;
    assert_eq!(answer.unwrap(), "pong");
    asked(&mut told).await;
}

#[tokio::test]
async fn running_out_of_time_to_connect_is_told_apart() {
    let never = |_: String| std::future::pending();
    let transport = plain().resolver(never);
    let transport = transport.connect_timeout(Duration::from_millis(30)).build();
    let error = get(&transport.unwrap(), "http://api.example/")
        .await
        .unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    assert!(error.is_connect() && error.is_timeout(), "{}", said(&error));
}

#[tokio::test]
async fn a_server_that_never_speaks_tls_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let transport = plain().connect_timeout(Duration::from_millis(50)).build();
    let error = get(&transport.unwrap(), &format!("https://{address}/")).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    assert!(error.is_connect() && error.is_timeout(), "{}", said(&error));
}

#[tokio::test]
async fn nobody_there_is_no_matter_of_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = get(&plain().build().unwrap(), &format!("http://{address}/")).await;
    assert_no_connection(&error.unwrap_err(), "refused");
}
