//! A server that answers as it is told, byte by byte, and tells what it has seen.

use crate::within;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, StatusCode};
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use timely_generated::runtime::serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Seen {
    /// The value of a header, empty where it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

/// What the server does with a request.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    status: u16,
    headers: Vec<(String, String)>,
    body: Bytes,
    /// In how many parts the body is sent, each after a pause.
    parts: usize,
    pause: Duration,
    /// How many bytes of the body are sent, before the server does nothing more or closes the connection.
    sent: Option<usize>,
    closes: bool,
}

impl Act {
    pub(crate) fn status(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: Bytes::new(),
            parts: 1,
            pause: Duration::ZERO,
            sent: None,
            closes: false,
        }
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::status(status).body("application/json", body.to_string())
    }

    /// Neither answers nor closes the connection.
    pub(crate) fn hang() -> Self {
        Self::status(0)
    }

    /// Closes the connection without an answer.
    pub(crate) fn close() -> Self {
        Self {
            closes: true,
            ..Self::hang()
        }
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn body(self, media_type: &str, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        Self { body, ..self }.header("content-type", media_type)
    }

    /// Sends the body in parts, with a pause before each.
    pub(crate) fn paced(self, parts: usize, pause: Duration) -> Self {
        Self {
            parts,
            pause,
            ..self
        }
    }

    /// Sends so many bytes of the body that it announces, and nothing more.
    pub(crate) fn hang_after(self, bytes: usize) -> Self {
        let sent = Some(bytes);
        Self { sent, ..self }
    }

    /// Sends so many bytes of the body that it announces, and closes the connection.
    pub(crate) fn close_after(self, bytes: usize) -> Self {
        let closes = true;
        Self { closes, ..self }.hang_after(bytes)
    }

    fn head(&self) -> String {
        let status = StatusCode::from_u16(self.status).unwrap();
        let mut head = format!(
            "HTTP/1.1 {status}\r\ncontent-length: {}\r\n",
            self.body.len()
        );
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        head + "\r\n"
    }

    /// Answers; says whether there may be another request. An error is that the client has gone.
    async fn play(&self, socket: &mut BufReader<TcpStream>) -> std::io::Result<bool> {
        if self.status != 0 {
            socket.write_all(self.head().as_bytes()).await?;
            let sent = self.sent.unwrap_or(self.body.len());
            let size = sent.div_ceil(self.parts).max(1);
            for part in self.body[..sent].chunks(size) {
                tokio::time::sleep(self.pause).await;
                socket.write_all(part).await?;
            }
            if self.sent.is_none() {
                return Ok(true);
            }
        }
        if !self.closes {
            // Until the client closes the connection.
            while socket.read(&mut [0; 1024]).await? > 0 {}
        }
        Ok(false)
    }
}

type Answers = Arc<dyn Fn(usize, &Seen) -> Act + Send + Sync>;

/// A server on a socket of this machine.
pub(crate) struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: watch::Receiver<Connections>,
}

/// How many connections there are, and have been.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Connections {
    pub(crate) made: usize,
    pub(crate) closed: usize,
}

impl Server {
    /// A server that answers by this function of the number of a request, the first being 0, and of the request.
    pub(crate) async fn of(answer: impl Fn(usize, &Seen) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::default();
        let (counts, connections) = watch::channel(Connections::default());
        let there = Arc::clone(&seen);
        let answer: Answers = Arc::new(answer);
        tokio::spawn(async move {
            let counts = Arc::new(counts);
            while let Ok((socket, _)) = listener.accept().await {
                counts.send_modify(|counts| counts.made += 1);
                let (there, answer) = (Arc::clone(&there), Arc::clone(&answer));
                let counts = Arc::clone(&counts);
                tokio::spawn(async move {
                    // That the client has gone is what the test counts.
                    let _ = serve(BufReader::new(socket), &there, &*answer).await;
                    counts.send_modify(|counts| counts.closed += 1);
                });
            }
        });
        Self {
            address,
            seen,
            connections,
        }
    }

    /// A server that answers one request after the other so, the last answer again and again.
    pub(crate) async fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        let acts: Vec<Act> = acts.into_iter().collect();
        Self::of(move |number, _| acts[number.min(acts.len() - 1)].clone()).await
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn port(&self) -> u16 {
        self.address.port()
    }

    /// All requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// The last request.
    pub(crate) fn last(&self) -> Seen {
        self.seen().pop().expect("a request has come")
    }

    /// Waits until the connections are so.
    pub(crate) async fn until(&self, what: &str, wanted: impl Fn(&Self, Connections) -> bool) {
        let mut connections = self.connections.clone();
        let end = tokio::time::Instant::now() + crate::LONG;
        while !wanted(self, *connections.borrow_and_update()) {
            assert!(
                tokio::time::Instant::now() < end,
                "not within {:?}: {what}; there are {:?} and {} requests",
                crate::LONG,
                *connections.borrow(),
                self.seen().len(),
            );
            // Requests that come change no connection.
            let soon = Duration::from_millis(5);
            let _ = tokio::time::timeout(soon, connections.changed()).await;
        }
    }
}

async fn serve(
    mut socket: BufReader<TcpStream>,
    seen: &Mutex<Vec<Seen>>,
    answer: &(dyn Fn(usize, &Seen) -> Act + Send + Sync),
) -> std::io::Result<()> {
    while let Some(request) = request(&mut socket).await? {
        let number = {
            let mut seen = seen.lock().unwrap();
            seen.push(request.clone());
            seen.len() - 1
        };
        if !answer(number, &request).play(&mut socket).await? {
            break;
        }
    }
    Ok(())
}

/// Reads a request; none where the client has closed the connection.
async fn request(socket: &mut BufReader<TcpStream>) -> std::io::Result<Option<Seen>> {
    let Some(first) = line(socket).await? else {
        return Ok(None);
    };
    let mut headers = HeaderMap::new();
    while let Some(line) = line(socket).await?.filter(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':').expect("a header");
        let name = HeaderName::try_from(name).expect("a name");
        headers.append(name, value.trim().parse().expect("a value"));
    }
    let length = headers.get("content-length");
    let length = length.and_then(|length| length.to_str().ok()?.parse().ok());
    let body = match length {
        Some(length) => exactly(socket, length).await?,
        None if headers.contains_key("transfer-encoding") => chunks(socket).await?,
        None => Vec::new(),
    };
    let mut words = first.split(' ').map(str::to_owned);
    Ok(Some(Seen {
        method: words.next().unwrap_or_default(),
        target: words.next().unwrap_or_default(),
        headers,
        body: body.into(),
    }))
}

/// A line without its end; none at the end of the connection.
async fn line(socket: &mut BufReader<TcpStream>) -> std::io::Result<Option<String>> {
    let mut line = String::new();
    let read = within("a line of a request", socket.read_line(&mut line)).await?;
    Ok((read > 0).then(|| line.trim_end().to_owned()))
}

async fn exactly(socket: &mut BufReader<TcpStream>, length: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    within("a body", socket.read_exact(&mut bytes)).await?;
    Ok(bytes)
}

/// A body in chunks (RFC 9112, section 7.1).
async fn chunks(socket: &mut BufReader<TcpStream>) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = line(socket).await?.unwrap_or_default();
        let Ok(size) = usize::from_str_radix(&size, 16) else {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        };
        body.extend(exactly(socket, size).await?);
        line(socket).await?;
        if size == 0 {
            return Ok(body);
        }
    }
}
