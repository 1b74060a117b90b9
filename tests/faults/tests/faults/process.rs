//! The server, and raw connections to it.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// Nothing takes as long as this, even on a machine that has much else to do: what does will never end.
pub(crate) const LONG: Duration = Duration::from_secs(120);
/// A timeout of the server that a test waits for.
pub(crate) const SHORT: Duration = Duration::from_millis(300);
/// More memory than the server should ever need for what is done to it here, in KiB.
const MOST_MEMORY: u64 = 400 * 1024;

/// The end of what a test waits for.
#[derive(Clone, Copy)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    pub(crate) fn new() -> Self {
        Self(Instant::now() + LONG)
    }

    /// How long there is to wait yet, for what is described so; fails when that is over.
    #[track_caller]
    pub(crate) fn left(self, what: &str, seen: impl FnOnce() -> String) -> Duration {
        let left = self.0.saturating_duration_since(Instant::now());
        assert!(
            !left.is_zero(),
            "not within {LONG:?}: {what}; seen: {}",
            seen()
        );
        left
    }
}

/// Tries until there is a result; fails after a long time with what was seen last.
#[track_caller]
pub(crate) fn until<T>(what: &str, mut probe: impl FnMut() -> Result<T, String>) -> T {
    let deadline = Deadline::new();
    loop {
        match probe() {
            Ok(found) => return found,
            Err(seen) => deadline.left(what, || seen),
        };
        thread::sleep(Duration::from_millis(5));
    }
}

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
        let lines = lines(process.stdout.take().expect("it is piped"));
        let line = lines.recv_timeout(LONG).unwrap_or_else(|error| {
            let log = log.lock().expect("nobody panics with it");
            panic!("the server does not say where it is: {error}; it says: {log:?}")
        });
        let address = line
            .split_once("http://")
            .and_then(|(_, rest)| rest.split_once(','))
            .and_then(|(address, _)| address.parse().ok())
            .unwrap_or_else(|| panic!("no address: {line:?}"));
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
        let stream = TcpStream::connect_timeout(&self.address, LONG)?;
        stream.set_write_timeout(Some(LONG))?;
        Ok(Connection(stream))
    }

    /// A connection that has sent this.
    pub(crate) fn send(&self, bytes: impl AsRef<[u8]>) -> Connection {
        let mut connection = self.connect();
        connection.send(bytes).expect("the server reads");
        connection
    }

    /// A connection whose request is being worked on: the server has asked for its body, which this makes it announce.
    pub(crate) fn begin(&self, head: &str) -> Connection {
        let (head, _) = head.split_at(head.len() - "\r\n".len());
        let mut connection = self.send(format!("{head}expect: 100-continue\r\n\r\n"));
        let interim = connection.head();
        assert_eq!(interim, "HTTP/1.1 100 Continue\r\n\r\n");
        connection
    }

    /// All that comes back for this.
    pub(crate) fn ask(&self, bytes: impl AsRef<[u8]>) -> Answer {
        self.send(bytes).rest()
    }

    /// It answers, has not panicked, and is no larger than it should be.
    ///
    /// Where a timeout of the server is short, the machine may be too slow for it: then it is asked again.
    #[track_caller]
    pub(crate) fn assert_healthy(&self) {
        until("the server is healthy", || {
            let mut connection = self.try_connect().map_err(|error| error.to_string())?;
            // What could not be sent is seen by the answer.
            let _ = connection.send(get("/v1/health"));
            let answer = connection.rest();
            (answer.status() == 200)
                .then_some(())
                .ok_or_else(|| format!("{answer:?}"))
        });
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
        let status = until("the server ends", || {
            let status = self.process.try_wait().expect("the process is ours");
            status.ok_or_else(|| self.log.lock().expect("nobody panics with it").clone())
        });
        let log = self.log.lock().expect("nobody panics with it").clone();
        (status, log)
    }
}

/// What a process says, line by line. It is read to the end, so that the process never waits for a reader.
fn lines(stdout: ChildStdout) -> mpsc::Receiver<String> {
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            // Only the first is of interest.
            let _ = sender.send(line);
        }
    });
    lines
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
        let mut buffer = [0; 16 * 1024];
        let deadline = Deadline::new();
        let broken = loop {
            match self.read(&mut buffer, deadline, &bytes) {
                Ok(0) => break false,
                Ok(count) => bytes.extend_from_slice(&buffer[..count]),
                Err(_) => break true,
            }
        };
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { text, broken }
    }

    /// One response with a body of JSON, on a connection that stays open.
    pub(crate) fn response(&mut self) -> Answer {
        let mut text = self.head();
        let length = text
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "))
            .and_then(|length| length.parse::<usize>().ok())
            .unwrap_or_else(|| panic!("no length: {text}"));
        text.push_str(&String::from_utf8_lossy(
            &self.take(|body| body.len() == length),
        ));
        Answer {
            text,
            broken: false,
        }
    }

    /// The head of a response.
    fn head(&mut self) -> String {
        let head = self.take(|head| head.ends_with(b"\r\n\r\n"));
        String::from_utf8_lossy(&head).into_owned()
    }

    /// What comes until it is enough, byte for byte.
    fn take(&mut self, is_enough: impl Fn(&[u8]) -> bool) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut byte = [0];
        let deadline = Deadline::new();
        while !is_enough(&bytes) {
            match self.read(&mut byte, deadline, &bytes) {
                Ok(1..) => bytes.extend_from_slice(&byte),
                ended => panic!("{ended:?} after {:?}", String::from_utf8_lossy(&bytes)),
            }
        }
        bytes
    }

    /// Whether something has come, or the connection has ended.
    pub(crate) fn is_answered(&self) -> bool {
        self.0.set_nonblocking(true).expect("the socket is ours");
        let peeked = self.0.peek(&mut [0]);
        self.0.set_nonblocking(false).expect("the socket is ours");
        !peeked.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
    }

    /// Some bytes, of which none come after the end; fails when none come for too long.
    fn read(&mut self, buffer: &mut [u8], deadline: Deadline, so_far: &[u8]) -> io::Result<usize> {
        let what = "the server answers, and closes the connection";
        let seen = || String::from_utf8_lossy(so_far).into_owned();
        loop {
            let left = deadline.left(what, seen);
            self.0.set_read_timeout(Some(left))?;
            match self.0.read(buffer) {
                // What the system calls a timeout of a read: the deadline says the rest.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                read => return read,
            }
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
