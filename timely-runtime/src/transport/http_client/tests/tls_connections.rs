//! TLS: whom the transport trusts, and what it shows of itself.

use super::authority::{Authority, local, serve_tls};
use super::*;
use rustls::version::{TLS12, TLS13};

/// An answer of the server of a certificate, by a transport, and what the server was asked.
async fn try_get(
    transport: HttpTransportBuilder,
    port: u16,
    host: &str,
) -> Result<String, TransportError> {
    get(
        &transport.build().unwrap(),
        &format!("https://{host}:{port}/"),
    )
    .await
}

#[tokio::test]
async fn roots_are_added_to_those_of_the_platform_or_take_their_place() {
    let (authority, other) = (Authority::new("one"), Authority::new("other"));
    let leaf = authority.leaf("api.example");
    let (port, mut told) = serve_tls(leaf.server(None)).await;
    let both = format!("{}\n# another one\n{}", other.pem, authority.pem);
    for transport in [
        local().add_root_certificates(&authority.pem),
        local().add_root_certificates(both.as_bytes()),
        local().add_root_certificate_der(authority.der.to_vec()),
        local()
            .add_root_certificates(&authority.pem)
            .only_added_roots(),
    ] {
        let answer = try_get(transport, port, "api.example").await;
        assert_eq!(answer.unwrap(), "pong");
        let (_, head) = asked(&mut told).await;
        assert!(head.starts_with("0 get / http/1.1\r\n"), "{head}");
    }
}

#[tokio::test]
async fn an_unknown_authority_is_not_trusted() {
    let leaf = Authority::new("one").leaf("api.example");
    let (port, _told) = serve_tls(leaf.server(None)).await;
    let other = Authority::new("other").pem;
    for transport in [
        local(),
        local().add_root_certificates(&other),
        local().add_root_certificates(&other).only_added_roots(),
    ] {
        let error = try_get(transport, port, "api.example").await.unwrap_err();
        assert_no_connection(&error, "UnknownIssuer");
        assert!(!error.is_transient());
    }
}

#[tokio::test]
async fn a_certificate_for_another_host_is_refused() {
    let authority = Authority::new("one");
    let (port, _told) = serve_tls(authority.leaf("api.example").server(None)).await;
    let transport = local().add_root_certificates(&authority.pem);
    let error = try_get(transport, port, "other.example").await.unwrap_err();
    assert_no_connection(&error, "not valid for name");
    assert!(!error.is_transient());
    assert!(said(&error).contains("other.example"), "{}", said(&error));
}

#[tokio::test]
async fn a_certificate_that_has_expired_is_refused() {
    let authority = Authority::new("one");
    let (port, _told) = serve_tls(authority.expired("api.example").server(None)).await;
    let transport = local().add_root_certificates(&authority.pem);
    let error = try_get(transport, port, "api.example").await.unwrap_err();
    assert_no_connection(&error, "expired");
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_server_without_tls_is_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let answer = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
        socket.write_all(answer).await.unwrap();
        let _ = socket.read_to_end(&mut Vec::new()).await;
    });
    let transport = plain().build().unwrap();
    let error = get(&transport, &format!("https://{address}/")).await;
    assert_no_connection(&error.unwrap_err(), "corrupt message");
}

#[tokio::test]
async fn a_certificate_of_the_client_is_shown() {
    let (servers, clients) = (Authority::new("servers"), Authority::new("clients"));
    let server = servers.leaf("api.example").server(Some(&clients));
    let (port, mut told) = serve_tls(server).await;
    let leaf = clients.leaf("crm");
    let transport = local()
        .add_root_certificates(&servers.pem)
        .client_certificate(&leaf.pem, leaf.key.as_str());
    let answer = try_get(transport, port, "api.example").await;
    assert_eq!(answer.unwrap(), "pong");
    let (_, head) = asked(&mut told).await;
    assert!(head.starts_with("1 get"), "{head}");
}

#[tokio::test]
async fn a_client_that_the_server_does_not_accept_has_no_connection() {
    let (servers, clients) = (Authority::new("servers"), Authority::new("clients"));
    let trusting = || local().add_root_certificates(&servers.pem);
    let stranger = Authority::new("strangers").leaf("crm");
    let expired = clients.expired("crm");
    // The older version tells during the handshake, the newer one after it.
    for version in [&TLS13, &TLS12] {
        let leaf = servers.leaf("api.example");
        let server = leaf.server_of(&[version], Some(&clients));
        let (port, _told) = serve_tls(server).await;
        for (transport, why) in [
            (trusting(), "CertificateRequired"),
            (
                trusting().client_certificate(&stranger.pem, stranger.key.as_str()),
                "UnknownCA",
            ),
            (
                trusting().client_certificate(&expired.pem, expired.key.as_str()),
                "CertificateExpired",
            ),
        ] {
            let error = try_get(transport, port, "api.example").await.unwrap_err();
            assert_no_connection(&error, why);
            assert!(!error.is_transient());
        }
    }
}

/// What building a transport fails with, in all its forms.
#[track_caller]
fn fault(builder: HttpTransportBuilder) -> (HttpTransportError, String) {
    let shown = format!("{builder:?}");
    let error = builder.build().unwrap_err();
    let shown = format!("{error} {error:?} {shown}");
    (error, shown)
}

#[test]
fn certificates_that_are_none_are_told_by_their_number() {
    let root = Authority::new("one").pem;
    let broken = root.replacen('M', "*", 1);
    let endless = &root[..root.len() / 2];
    let wrong = format!("{root}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    for (builder, message) in [
        (
            plain().add_root_certificates("no PEM"),
            "root certificate 1 is not usable: there is no section of PEM for it",
        ),
        (
            plain()
                .add_root_certificates(&root)
                .add_root_certificates(&broken),
            "root certificate 2 is not usable: its section of PEM is not base64",
        ),
        (
            plain().add_root_certificates(endless),
            "root certificate 1 is not usable: its section of PEM has no end",
        ),
        (
            plain().add_root_certificates(&wrong),
            "root certificate 2 is not usable: invalid peer certificate: BadEncoding",
        ),
        (
            plain().add_root_certificate_der(b"junk").only_added_roots(),
            "root certificate 1 is not usable: invalid peer certificate: BadEncoding",
        ),
        (
            plain().only_added_roots(),
            "no root certificate is given, and those of the platform are turned off",
        ),
    ] {
        assert_eq!(fault(builder).0.to_string(), message);
    }
}

#[test]
fn keys_that_are_none_are_told_and_not_shown() {
    let authority = Authority::new("one");
    let (own, other) = (authority.leaf("a"), authority.leaf("b"));
    let secret = own.key.lines().nth(1).unwrap();
    let with = |key: &str| plain().client_certificate(&own.pem, key);
    let encrypted = own.key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let junk = "-----BEGIN PRIVATE KEY-----\naHVudGVyMg==\n-----END PRIVATE KEY-----\n";
    for (builder, message) in [
        (
            with(&own.pem),
            "client key 1 is not usable: there is no section of PEM for it",
        ),
        (
            with(&encrypted),
            "client key 1 is not usable: it is encrypted",
        ),
        (
            with(&own.key.replacen(secret, &format!("*{secret}"), 1)),
            "not base64",
        ),
        (
            with(
                &own.key
                    .replacen("-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY", 1),
            ),
            "client key 1",
        ),
        (with(junk), "client key 1 is not usable"),
        (
            with(&other.key),
            "the client's key does not belong to its certificate",
        ),
        (
            plain().client_certificate("", own.key.as_str()),
            "client certificate 1 is not usable: there is no section of PEM for it",
        ),
    ] {
        let (error, shown) = fault(builder);
        assert!(error.to_string().contains(message), "{error}");
        assert!(
            !shown.contains(secret) && !shown.contains("aHVudGVyMg"),
            "{shown}"
        );
    }
    let (error, _) = fault(with(&other.key));
    assert!(matches!(error, HttpTransportError::KeyMismatch));
    let builder = with(&own.key);
    assert!(!format!("{builder:?}").contains(secret));
    assert!(!format!("{:?}", builder.build().unwrap()).contains(secret));
}
