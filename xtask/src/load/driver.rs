//! The programs that send requests: wrk, or else oha.

use super::request::Request;
use anyhow::{Context as _, bail};
use serde::Deserialize;
use std::{
    env, fs,
    path::PathBuf,
    process::{Command, Stdio},
};

/// What came of sending requests.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figures {
    pub(super) requests: f64,
    pub(super) per_second: f64,
    pub(super) p50_micros: f64,
    pub(super) p99_micros: f64,
    /// Processor time of the server for one request.
    pub(super) cpu_micros: Option<f64>,
}

/// What sends requests.
pub(super) enum Driver {
    /// All requests in turn.
    Wrk,
    /// One request after the other, each for a part of the time: it knows no mixes.
    Oha,
}

impl Driver {
    pub(super) fn find() -> anyhow::Result<Self> {
        let is_there = |name: &str| {
            let mut command = Command::new(name);
            let command = command.arg("--version").stdout(Stdio::null());
            // wrk has no successful way to tell its version.
            command.stderr(Stdio::null()).status().is_ok()
        };
        if is_there("wrk") {
            Ok(Self::Wrk)
        } else if is_there("oha") {
            Ok(Self::Oha)
        } else {
            bail!(
                "neither wrk nor oha is on the PATH: install the Debian package `wrk`, or run `cargo install oha`"
            )
        }
    }

    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Wrk => "wrk",
            Self::Oha => "oha",
        }
    }

    /// Sends requests for some seconds, one at a time on each connection.
    pub(super) fn drive(
        &self,
        address: &str,
        requests: &[Request],
        connections: u16,
        seconds: u16,
    ) -> anyhow::Result<Figures> {
        match self {
            Self::Wrk => wrk(address, requests, connections, seconds),
            Self::Oha => oha(address, requests, connections, seconds),
        }
    }
}

fn wrk(
    address: &str,
    requests: &[Request],
    connections: u16,
    seconds: u16,
) -> anyhow::Result<Figures> {
    let script = Script::write(requests)?;
    let output = Command::new("wrk")
        .args(["--threads", "1", "--latency"])
        .args(["--connections", &connections.to_string()])
        .args(["--duration", &format!("{seconds}s")])
        .arg("--script")
        .arg(&script.0)
        .arg(address)
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    if text.contains("Socket errors") {
        bail!("some requests were not answered: {text}");
    }
    let figures = read_wrk(&text).with_context(|| format!("wrk says: {text}"))?;
    let refused = text.lines().find_map(|line| {
        let (_, count) = line.split_once("Non-2xx or 3xx responses:")?;
        count.trim().parse::<f64>().ok()
    });
    if refused.is_some_and(|refused| refused < figures.requests) {
        bail!("a mix is of requests that are all refused or all answered: {text}");
    }
    Ok(figures)
}

fn read_wrk(text: &str) -> anyhow::Result<Figures> {
    let after = |label: &str| {
        let line = text
            .lines()
            .find_map(|line| line.trim().strip_prefix(label));
        line.map(str::trim)
            .with_context(|| format!("nothing on {label}"))
    };
    let requests = text
        .lines()
        .find_map(|line| line.split_once(" requests in "));
    let (requests, _) = requests.context("nothing on the number of requests")?;
    Ok(Figures {
        requests: requests.trim().parse()?,
        per_second: after("Requests/sec:")?.parse()?,
        p50_micros: micros(after("50%")?)?,
        p99_micros: micros(after("99%")?)?,
        cpu_micros: None,
    })
}

/// A script for wrk, in a file that is removed with this value.
struct Script(PathBuf);

impl Script {
    fn write(requests: &[Request]) -> anyhow::Result<Self> {
        let mut text = "local requests = {}\nlocal next = 0\nfunction init()\n".to_owned();
        for request in requests {
            let headers = request.headers.iter();
            let headers: Vec<String> = headers
                .map(|(name, value)| format!("[{}] = {}", lua(name), lua(value)))
                .collect();
            text += &format!(
                "  table.insert(requests, wrk.format({}, {}, {{ {} }}, {}))\n",
                lua(&request.method),
                lua(&request.uri),
                headers.join(", "),
                if request.body.is_empty() {
                    "nil".to_owned()
                } else {
                    lua(&request.body)
                },
            );
        }
        text += "end\nfunction request()\n  next = next % #requests + 1\n  return requests[next]\nend\n";
        let path = env::temp_dir().join(format!("xtask-load-{}.lua", std::process::id()));
        fs::write(&path, text)?;
        Ok(Self(path))
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        // Where it cannot be removed, the system clears its temporary files.
        let _ = fs::remove_file(&self.0);
    }
}

/// A text as Lua writes it: each byte by its number, so that none has a meaning.
fn lua(text: &str) -> String {
    let bytes: String = text.bytes().map(|byte| format!("\\{byte:03}")).collect();
    format!("\"{bytes}\"")
}

/// What oha says.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    summary: Summary,
    latency_percentiles: Percentiles,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    requests_per_sec: f64,
    /// Seconds.
    total: f64,
}

/// Seconds.
#[derive(Deserialize)]
struct Percentiles {
    p50: f64,
    p99: f64,
}

fn oha(
    address: &str,
    requests: &[Request],
    connections: u16,
    seconds: u16,
) -> anyhow::Result<Figures> {
    let each = f64::from(seconds) / requests.len().max(1) as f64;
    let mut all = Vec::new();
    for request in requests {
        let mut command = Command::new("oha");
        command
            .args(["--no-tui", "--output-format", "json", "-m", &request.method])
            .args([
                "-c",
                &connections.to_string(),
                "-z",
                &format!("{}ms", (each * 1e3).max(1.0).round()),
            ]);
        for (name, value) in &request.headers {
            command.args(["-H", &format!("{name}: {value}")]);
        }
        if !request.body.is_empty() {
            command.args(["-d", &request.body]);
        }
        let output = command.arg(format!("{address}{}", request.uri)).output()?;
        all.push(read_oha(&output.stdout)?);
    }
    // The same number of each request takes the sum of their times.
    let count = all.len() as f64;
    let mean = |figure: fn(&Figures) -> f64| all.iter().map(figure).sum::<f64>() / count;
    Ok(Figures {
        requests: all.iter().map(|figures| figures.requests).sum(),
        per_second: 1.0 / mean(|figures| 1.0 / figures.per_second),
        p50_micros: mean(|figures| figures.p50_micros),
        p99_micros: mean(|figures| figures.p99_micros),
        cpu_micros: None,
    })
}

fn read_oha(text: &[u8]) -> anyhow::Result<Figures> {
    let report: Report = serde_json::from_slice(text).context("the report of oha")?;
    Ok(Figures {
        requests: report.summary.requests_per_sec * report.summary.total,
        per_second: report.summary.requests_per_sec,
        p50_micros: report.latency_percentiles.p50 * 1e6,
        p99_micros: report.latency_percentiles.p99 * 1e6,
        cpu_micros: None,
    })
}

/// The number before a unit, in another unit: `1.50ms` is 1500 microseconds.
fn micros(text: &str) -> anyhow::Result<f64> {
    let digits =
        text.trim_end_matches(|character: char| character.is_alphabetic() || character == 'µ');
    let number: f64 = digits
        .parse()
        .with_context(|| format!("{text} is no time"))?;
    let unit = match &text[digits.len()..] {
        "us" | "µs" => 1.0,
        "ms" => 1e3,
        "s" => 1e6,
        "m" => 60e6,
        _ => bail!("{text} is no time"),
    };
    Ok(number * unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_any_unit() {
        for (text, wanted) in [("84.00us", 84.0), ("1.50ms", 1500.0), ("2.00s", 2e6)] {
            assert!((micros(text).unwrap() - wanted).abs() < 1e-6, "{text}");
        }
        assert!(micros("fast").is_err() && micros("1.5h").is_err());
    }

    #[test]
    fn what_wrk_says() {
        let text = "\
Running 1s test @ http://127.0.0.1:1
  1 threads and 16 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   612.06us  488.21us   9.93ms   91.34%
    Req/Sec    28.11k     2.12k   31.32k    60.00%
  Latency Distribution
     50%  503.00us
     75%  678.00us
     90%    1.02ms
     99%    2.46ms
  28013 requests in 1.00s, 18.72MB read
  Non-2xx or 3xx responses: 3
Requests/sec:  27961.34
Transfer/sec:     18.69MB
";
        let figures = read_wrk(text).unwrap();
        assert_eq!(figures.requests as u64, 28013);
        assert_eq!(figures.per_second as u64, 27961);
        assert_eq!(
            (figures.p50_micros as u64, figures.p99_micros as u64),
            (503, 2460)
        );
        assert!(read_wrk("unable to connect").is_err());
    }

    #[test]
    fn what_oha_says() {
        let text = br#"{"summary": {"requestsPerSec": 1000.0, "total": 2.0, "successRate": 1.0},
            "latencyPercentiles": {"p10": 0.0001, "p50": 0.0005, "p99": 0.002}}"#;
        let figures = read_oha(text).unwrap();
        assert_eq!(figures.requests as u64, 2000);
        assert_eq!(
            (figures.p50_micros as u64, figures.p99_micros as u64),
            (500, 2000)
        );
    }

    #[test]
    fn no_byte_of_a_text_has_a_meaning_to_lua() {
        assert_eq!(lua("a\"\n"), r#""\097\034\010""#);
    }
}
