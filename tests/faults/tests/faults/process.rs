//! The server, and raw connections to it.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// Nothing here should take as long as this.
pub(crate) const LONG: Duration = Duration::from_secs(20);
/// A timeout of the server that a test waits for.
pub(crate) const SHORT: Duration = Duration::from_millis(300);
/// More memory than the server should ever need for what is done to it here, in KiB.
const MOST_MEMORY: u64 = 400 * 1024;

/// A server of a test's own.
pub(crate) struct Server {
    process: Child,
    address: SocketAddr,
    /// What it has written to its standard error.
    log: Arc<Mutex<String>>,
}

impl Server {
    /// A server with these flags, and a rate limit that nothing here reaches.
    pub(crate) fn start(flags: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_faulted-server"))
            .args(["--port=0", "--rate-limit=1000000"])
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let log = Arc::new(Mutex::new(String::new()));
        let stderr = process.stderr.take().expect("it is piped");
        let copy = Arc::clone(&log);
        thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let mut log = copy.lock().expect("nobody panics with it");
                let _ = writeln!(log, "{line}");
            }
        });
        let mut stdout = BufReader::new(process.stdout.take().expect("it is piped"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("it says where it is");
        let address = line
            .split_once("http://")
            .and_then(|(_, rest)| rest.split_once(','))
            .and_then(|(address, _)| address.parse().ok())
            .unwrap_or_else(|| panic!("no address: {line:?}"));
        // What it says is read on, so that it never waits for a reader.
        thread::spawn(move || stdout.read_to_end(&mut Vec::new()));
        Self {
            process,
            address,
            log,
        }
    }

    pub(crate) fn connect(&self) -> Connection {
        self.try_connect().expect("the server accepts")
    }

    pub(crate) fn try_connect(&self) -> io::Result<Connection> {
        let stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(LONG))?;
        stream.set_write_timeout(Some(LONG))?;
        Ok(Connection(stream))
    }

    /// A connection that has sent this.
    pub(crate) fn send(&self, bytes: impl AsRef<[u8]>) -> Connection {
        let mut connection = self.connect();
        connection.send(bytes).expect("the server reads");
        connection
    }

    /// All that comes back for this.
    pub(crate) fn ask(&self, bytes: impl AsRef<[u8]>) -> Answer {
        self.send(bytes).rest()
    }

    /// It answers, has not panicked, and is no larger than it should be.
    #[track_caller]
    pub(crate) fn assert_healthy(&self) {
        let answer = self.ask(get("/v1/health"));
        assert_eq!(answer.status(), 200, "{answer:?}");
        let log = self.log.lock().expect("nobody panics with it");
        assert!(!log.contains("panic"), "{log}");
        drop(log);
        let memory = self.memory();
        assert!(memory < MOST_MEMORY, "{memory} KiB");
    }

    /// How much memory it has, in KiB; 0 where the system does not say.
    pub(crate) fn memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(path).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
            .unwrap_or(0)
    }

    /// Takes most of its file descriptors away; false where there is no program for that.
    pub(crate) fn limit_descriptors(&self, count: u64) -> bool {
        let id = self.process.id().to_string();
        let limit = format!("--nofile={count}:{count}");
        let status = Command::new("prlimit")
            .args(["--pid", &id, &limit])
            .status();
        status.is_ok_and(|status| status.success())
    }

    /// Asks it to end, as a service manager does.
    pub(crate) fn terminate(&self) {
        let id = i32::try_from(self.process.id()).expect("the id of a process");
        kill(Pid::from_raw(id), Signal::SIGTERM).expect("the process is ours");
    }

    /// Waits for its end.
    pub(crate) fn wait(mut self) -> (ExitStatus, String) {
        let since = Instant::now();
        loop {
            if let Some(status) = self.process.try_wait().expect("the process is ours") {
                let log = self.log.lock().expect("nobody panics with it").clone();
                return (status, log);
            }
            assert!(since.elapsed() < LONG, "the server does not end");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A connection that sends what it is told to.
pub(crate) struct Connection(pub(crate) TcpStream);

impl Connection {
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.0.write_all(bytes.as_ref())
    }

    /// Everything until the server closes the connection; what came before it broke, if it did.
    pub(crate) fn rest(mut self) -> Answer {
        let mut bytes = Vec::new();
        let ended = self.0.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let is_timeout = |error: &io::Error| error.kind() == io::ErrorKind::WouldBlock;
        assert!(
            !ended.as_ref().is_err_and(is_timeout),
            "the server does not close the connection: {text}"
        );
        Answer {
            text,
            broken: ended.is_err(),
        }
    }

    /// One response with a body of JSON, on a connection that stays open.
    pub(crate) fn response(&mut self) -> Answer {
        let mut text = String::new();
        while !text.ends_with("\r\n\r\n") {
            text.push(self.byte(&text));
        }
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .and_then(|length| length.parse::<usize>().ok())
            .unwrap_or_else(|| panic!("no length: {text}"));
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).expect("the body is whole");
        text.push_str(&String::from_utf8_lossy(&body));
        Answer {
            text,
            broken: false,
        }
    }

    fn byte(&mut self, so_far: &str) -> char {
        let mut byte = [0];
        match self.0.read_exact(&mut byte) {
            Ok(()) => char::from(byte[0]),
            Err(error) => panic!("{error} after {so_far:?}"),
        }
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) text: String,
    /// Whether the connection was reset rather than closed.
    pub(crate) broken: bool,
}

impl Answer {
    /// The status of the first response; 0 where there is none.
    pub(crate) fn status(&self) -> u16 {
        let status = self.text.split(' ').nth(1);
        status.and_then(|status| status.parse().ok()).unwrap_or(0)
    }

    /// How many responses there are.
    pub(crate) fn count(&self) -> usize {
        self.text.matches("HTTP/1.1 ").count()
    }
}

const KEY: &str = "host: a\r\nx-api-key: tly_test_full_access\r\n";

/// A request for this path, the last of its connection.
pub(crate) fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\n{KEY}connection: close\r\n\r\n")
}

/// The head of a request that makes a contact, the last of its connection, with these fields.
pub(crate) fn post_head(fields: &str) -> String {
    format!(
        "POST /v1/contacts HTTP/1.1\r\n{KEY}content-type: application/json\r\nconnection: close\r\n{fields}\r\n"
    )
}

/// A request that makes a contact of this body.
pub(crate) fn post(body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut request = post_head(&format!("content-length: {}\r\n", body.len())).into_bytes();
    request.extend_from_slice(body);
    request
}

/// Another request on a connection that stays open.
pub(crate) fn next() -> String {
    format!("GET /v1/contacts HTTP/1.1\r\n{KEY}\r\n")
}
