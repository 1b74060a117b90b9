//! The files of the page with another document, and without its policy, which would hide what the page does wrong.

use anyhow::Context as _;
use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::Arc,
    thread,
};

/// The page as a server sends it.
pub(super) struct Files {
    html: String,
    script: String,
    style: String,
}

impl Files {
    /// Those of a server at this address.
    pub(super) fn of(address: &str) -> anyhow::Result<Self> {
        Ok(Self {
            html: get(address, "/docs")?,
            script: get(address, "/docs/page.js")?,
            style: get(address, "/docs/page.css")?,
        })
    }

    /// Serves them with a document until the process ends; where the page is.
    pub(super) fn serve(&self, document: String) -> anyhow::Result<String> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = format!("http://{}/docs", listener.local_addr()?);
        let files = [
            ("/docs", "text/html", self.html.clone()),
            ("/docs/page.js", "text/javascript", self.script.clone()),
            ("/docs/page.css", "text/css", self.style.clone()),
            ("/openapi.json", "application/json", document),
        ];
        let files = Arc::new(files);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let files = Arc::clone(&files);
                thread::spawn(move || {
                    // A browser that has gone away needs no answer.
                    let _ = answer(stream, files.as_slice());
                });
            }
        });
        Ok(address)
    }
}

fn answer(mut stream: TcpStream, files: &[(&str, &str, String)]) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    while lines
        .next()
        .transpose()?
        .is_some_and(|line| !line.is_empty())
    {}
    let address = first.split(' ').nth(1).unwrap_or_default();
    let path = address.split('?').next().unwrap_or_default();
    let found = files.iter().find(|(own, ..)| *own == path);
    let (status, kind, text) = match found {
        Some((_, kind, text)) => ("200 OK", *kind, text.as_str()),
        None => ("404 Not Found", "text/plain", ""),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\ncontent-type: {kind}; charset=utf-8\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{text}",
        text.len()
    )
}

/// The body of what a server answers with.
fn get(address: &str, path: &str) -> anyhow::Result<String> {
    let host = address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).with_context(|| address.to_owned())?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n"
    )?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    let (_, body) = text
        .split_once("\r\n\r\n")
        .with_context(|| format!("{path} has no body"))?;
    Ok(body.to_owned())
}
