//! A connection of HTTP/1.1 that is kept, for what no driver does: to leave it idle, or to time the first answer.

use super::request::Request;
use anyhow::{Context as _, bail};
use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

/// How long an answer may take, even on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// The largest head of an answer.
const MAX_HEAD: usize = 64 * 1024;

/// One connection.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    authority: String,
}

impl Connection {
    /// Opens one to an address such as `http://127.0.0.1:40123`.
    pub(super) fn open(address: &str) -> anyhow::Result<Self> {
        let authority = address.trim_start_matches("http://").to_owned();
        let stream = TcpStream::connect(&authority).context("a connection to the server")?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, authority })
    }

    /// Sends a request and reads its answer to the end; the status.
    pub(super) fn exchange(&mut self, request: &Request) -> anyhow::Result<u16> {
        let mut text = format!(
            "{} {} HTTP/1.1\r\nhost: {}\r\n",
            request.method, request.uri, self.authority
        );
        for (name, value) in &request.headers {
            text += &format!("{name}: {value}\r\n");
        }
        if !request.body.is_empty() {
            text += &format!("content-length: {}\r\n", request.body.len());
        }
        text += "\r\n";
        text += &request.body;
        self.stream.write_all(text.as_bytes())?;
        self.answer()
    }

    fn answer(&mut self) -> anyhow::Result<u16> {
        let mut read = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let count = self.stream.read(&mut buffer).context("an answer")?;
            if count == 0 || read.len() > MAX_HEAD {
                bail!("an answer that ends early, or does not");
            }
            read.extend_from_slice(&buffer[..count]);
            let Some((status, length)) = head(&read) else {
                continue;
            };
            // The rest of it, so that nothing is left to read when the next one comes.
            let mut left = length.saturating_sub(read.len());
            while left > 0 {
                let some = left.min(buffer.len());
                self.stream.read_exact(&mut buffer[..some])?;
                left -= some;
            }
            return Ok(status);
        }
    }
}

/// The status of an answer, and its length in all; none while its head is not there.
fn head(read: &[u8]) -> Option<(u16, usize)> {
    let end = read.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let text = String::from_utf8_lossy(&read[..end]);
    let mut lines = text.lines();
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let length = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>().ok())?
    });
    Some((status, end + 4 + length.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_an_answer() {
        let text = b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nx: y\r\n\r\n{";
        assert_eq!(head(text), Some((404, text.len() + 1)));
        assert_eq!(head(&text[..40]), None);
        assert_eq!(head(b"HTTP/1.1 204 No Content\r\n\r\n"), Some((204, 27)));
    }
}
