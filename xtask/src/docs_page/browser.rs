//! Chromium without a window, told what to do by the DevTools protocol over pipes.

use anyhow::{Context as _, bail};
use serde_json::{Value, json};
use std::{
    env,
    io::{BufRead as _, BufReader, Write as _},
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    thread,
    time::{Duration, Instant},
};

/// How long an answer may take, even on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(120);

/// The program, if one is on the path.
pub(super) fn find() -> Option<&'static str> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    names
        .into_iter()
        .find(|name| folders.iter().any(|folder| folder.join(name).is_file()))
}

/// A browser with one open page.
pub(super) struct Browser {
    process: Child,
    profile: PathBuf,
    input: ChildStdin,
    messages: Receiver<Value>,
    session: Option<String>,
    asked: u64,
    /// What pages have complained of: exceptions, and what their policy forbade.
    pub(super) complaints: Vec<String>,
}

impl Browser {
    pub(super) fn start(program: &str) -> anyhow::Result<Self> {
        let profile = env::temp_dir().join(format!("timely-docs-page-{}", std::process::id()));
        // The protocol is spoken over the descriptors 3 and 4, which only a shell can set without unsafe code.
        let script = "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>/dev/null 2>/dev/null";
        let mut process = Command::new("sh")
            .args(["-c", script, program])
            .args(["--headless=new", "--no-sandbox", "--disable-gpu"])
            .args(["--no-first-run", "--disable-background-networking"])
            .args(["--window-size=1200,1000", "--remote-debugging-pipe"])
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("Chromium cannot be started")?;
        let (Some(input), Some(output)) = (process.stdin.take(), process.stdout.take()) else {
            bail!("Chromium has no pipes");
        };
        let (sender, messages) = channel();
        thread::spawn(move || {
            for message in BufReader::new(output).split(0).map_while(Result::ok) {
                // What is no JSON is no message, and nobody waits after the end.
                if let Ok(message) = serde_json::from_slice(&message)
                    && sender.send(message).is_err()
                {
                    return;
                }
            }
        });
        let mut browser = Self {
            process,
            profile,
            input,
            messages,
            session: None,
            asked: 0,
            complaints: Vec::new(),
        };
        browser.attach()?;
        Ok(browser)
    }

    fn attach(&mut self) -> anyhow::Result<()> {
        let target = self.ask("Target.createTarget", json!({"url": "about:blank"}))?;
        let id = &target["targetId"];
        let attached = self.ask(
            "Target.attachToTarget",
            json!({"targetId": id, "flatten": true}),
        )?;
        self.session = attached["sessionId"].as_str().map(str::to_owned);
        for part in ["Page", "Runtime", "Log"] {
            self.ask(&format!("{part}.enable"), json!({}))?;
        }
        Ok(())
    }

    /// Asks for something and waits for the answer.
    pub(super) fn ask(&mut self, method: &str, parameters: Value) -> anyhow::Result<Value> {
        self.asked += 1;
        let id = self.asked;
        let mut message = json!({"id": id, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.input.write_all(&bytes).context("Chromium has ended")?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let mut message = match self.messages.recv_timeout(left) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => bail!("Chromium does not answer to {method}"),
                Err(RecvTimeoutError::Disconnected) => bail!("Chromium has ended during {method}"),
            };
            if message["id"] == json!(id) {
                if let Some(error) = message.get("error") {
                    bail!("{method}: {error}");
                }
                return Ok(message["result"].take());
            }
            self.hear(&message);
        }
    }

    fn hear(&mut self, message: &Value) {
        let said = match message["method"].as_str() {
            Some("Runtime.exceptionThrown") => &message["params"]["exceptionDetails"],
            Some("Log.entryAdded") if message["params"]["entry"]["source"] == "security" => {
                &message["params"]["entry"]["text"]
            }
            _ => return,
        };
        self.complaints.push(said.to_string());
    }

    /// The value of an expression in the page.
    pub(super) fn value(&mut self, expression: &str) -> anyhow::Result<Value> {
        let asked = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let mut answer = self.ask("Runtime.evaluate", asked)?;
        if let Some(fault) = answer.get("exceptionDetails") {
            bail!("{expression}: {fault}");
        }
        Ok(answer["result"]["value"].take())
    }

    /// Waits until an expression is true.
    pub(super) fn wait_for(&mut self, what: &str, expression: &str) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while self.value(expression)? != json!(true) {
            if Instant::now() > deadline {
                bail!("there is still no {what}");
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// A click as a person makes it: with the mouse, on what is seen at that place.
    pub(super) fn click(&mut self, element: &str) -> anyhow::Result<()> {
        let place = self.value(&format!(
            "(() => {{ const it = {element}; it.scrollIntoView({{block: 'center'}}); \
             const box = it.getBoundingClientRect(); return [box.x + Math.min(box.width / 2, 40), box.y + box.height / 2]; }})()"
        ))?;
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({"type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1});
            self.ask("Input.dispatchMouseEvent", event)?;
        }
        Ok(())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The shell has become the program. One that has ended cannot be ended, and a folder may be gone.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.profile);
    }
}
