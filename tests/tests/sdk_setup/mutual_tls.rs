//! An operation that asks for a client certificate, over a socket: the settings of the default transport as a generated client has
//! them.

use crate::api::client::{Client, DefaultApi as _, Error, RetryPolicy};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use timely_runtime::client::{HttpTransport, HttpTransportBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

const HOST: &str = "shop.example";

/// One that vouches for others.
struct Authority(Issuer<'static, KeyPair>, CertificateDer<'static>, String);

fn authority() -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let root = params.self_signed(&key).unwrap();
    Authority(Issuer::new(params, key), root.der().clone(), root.pem())
}

impl Authority {
    /// A certificate for the host, and its key.
    fn leaf(&self) -> (rcgen::Certificate, KeyPair) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![HOST.to_owned()]).unwrap();
        (params.signed_by(&key, &self.0).unwrap(), key)
    }

    /// A server that has a certificate of this authority, and asks clients for one.
    fn server(&self) -> ServerConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(self.1.clone()).unwrap();
        let clients =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone());
        let (certificate, key) = self.leaf();
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_client_cert_verifier(clients.build().unwrap())
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap()
    }
}

/// A client whose host is this machine.
fn client(port: u16, transport: HttpTransportBuilder) -> Client {
    let transport = transport
        .no_proxy()
        .only_added_roots()
        .host_addresses(HOST, [IpAddr::from([127, 0, 0, 1])])
        .connect_timeout(Duration::from_secs(60))
        .tcp_keep_alive(Duration::from_secs(30))
        .pool_max_idle_per_host(1)
        .build();
    Client::builder()
        .base_url(format!("https://{HOST}:{port}"))
        .retry(RetryPolicy::none())
        .transport(transport.unwrap())
        .build()
        .unwrap()
}

#[tokio::test]
async fn an_operation_with_mutual_tls_can_be_called() {
    let authority = authority();
    let acceptor = TlsAcceptor::from(Arc::new(authority.server()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (socket, _) = listener.accept().await.unwrap();
            match acceptor.accept(socket).into_fallible().await {
                Ok(socket) => drop(crate::answer(socket).await),
                Err((_, mut socket)) => {
                    // The client has to read why before the socket is closed.
                    let _ = socket.shutdown().await;
                    let _ = socket.read_to_end(&mut Vec::new()).await;
                }
            }
        }
    });
    let (certificate, key) = authority.leaf();
    let trusting = || HttpTransport::builder().add_root_certificates(&authority.2);
    let known = trusting().client_certificate(certificate.pem(), key.serialize_pem());
    let answer = client(port, known).by_certificate().await;
    assert!(answer.is_ok(), "{answer:?}");

    match client(port, trusting()).by_certificate().await {
        Err(Error::Transport(error)) => assert!(error.is_connect(), "{error:?}"),
        other => panic!("{other:?}"),
    }
}
