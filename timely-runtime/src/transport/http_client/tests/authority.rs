//! Certificates that are made while the tests run, and a server that has one.

use super::*;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use tokio_rustls::TlsAcceptor;

/// One that vouches for others.
pub(super) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pub(super) pem: String,
    pub(super) der: CertificateDer<'static>,
}

/// A certificate and its key.
pub(super) struct Leaf {
    pub(super) pem: String,
    pub(super) key: String,
    chain: Vec<CertificateDer<'static>>,
    key_der: Vec<u8>,
}

impl Authority {
    pub(super) fn new(name: &str) -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self {
            pem: certificate.pem(),
            der: certificate.der().clone(),
            issuer: Issuer::new(params, key),
        }
    }

    /// A certificate for this name.
    pub(super) fn leaf(&self, name: &str) -> Leaf {
        self.issue(name, 2090)
    }

    /// One that was good once.
    pub(super) fn expired(&self, name: &str) -> Leaf {
        self.issue(name, 2001)
    }

    fn issue(&self, name: &str, until: i32) -> Leaf {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Leaf {
            pem: certificate.pem(),
            key: key.serialize_pem(),
            chain: vec![certificate.der().clone()],
            key_der: key.serialize_der(),
        }
    }
}

impl Leaf {
    /// A server that shows this certificate, and asks clients for one of this authority.
    pub(super) fn server(&self, clients: Option<&Authority>) -> ServerConfig {
        self.server_of(rustls::DEFAULT_VERSIONS, clients)
    }

    /// A server that speaks these versions of TLS alone.
    pub(super) fn server_of(
        &self,
        versions: &[&'static SupportedProtocolVersion],
        clients: Option<&Authority>,
    ) -> ServerConfig {
        let provider = tls::provider().unwrap();
        let builder = ServerConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(versions)
            .unwrap();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(authority.der.clone()).unwrap();
                let verifier =
                    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
                builder.with_client_cert_verifier(verifier.build().unwrap())
            }
        };
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(self.key_der.clone()));
        builder.with_single_cert(self.chain.clone(), key).unwrap()
    }
}

/// Answers over TLS as [`serve`] does without; tells how many certificates a client has shown, and the head.
pub(super) async fn serve_tls(config: ServerConfig) -> (u16, UnboundedReceiver<Asked>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, told) = unbounded_channel();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        for number in 0.. {
            let (socket, _) = listener.accept().await.unwrap();
            let (acceptor, tell) = (acceptor.clone(), tell.clone());
            tokio::spawn(async move {
                match acceptor.accept(socket).into_fallible().await {
                    Ok(socket) => {
                        let shown = socket.get_ref().1.peer_certificates();
                        let words = format!("{} ", shown.map_or(0, <[_]>::len));
                        answer(socket, number, words, tell).await;
                    }
                    Err((_, mut socket)) => linger(&mut socket).await,
                }
            });
        }
    });
    (port, told)
}

/// Lets the client read why it was refused: a socket that is closed with something unread loses what it has sent.
async fn linger<S: AsyncRead + AsyncWrite + Unpin>(socket: &mut S) {
    let _ = socket.shutdown().await;
    let mut rest = [0; 1024];
    while socket.read(&mut rest).await.is_ok_and(|count| count > 0) {}
}

/// A transport for which some hosts are this machine.
pub(super) fn local() -> HttpTransportBuilder {
    let loopback = std::net::IpAddr::from([127, 0, 0, 1]);
    ["api.example", "other.example"]
        .into_iter()
        .fold(plain(), |builder, host| {
            builder.host_addresses(host, [loopback])
        })
}
