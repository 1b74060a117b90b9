//! What a person does at the page, and what there is to be seen then.

use super::browser::Browser;
use anyhow::{Context as _, ensure};
use serde_json::json;

/// A browser at a page.
pub(super) struct Visit {
    browser: Browser,
}

/// The expression for an operation.
fn operation(name: &str) -> String {
    format!("document.querySelector('[data-operation={name}]')")
}

impl Visit {
    pub(super) fn new(browser: Browser, address: &str) -> anyhow::Result<Self> {
        let mut visit = Self { browser };
        visit.goes_to(address)?;
        Ok(visit)
    }

    pub(super) fn goes_to(&mut self, address: &str) -> anyhow::Result<()> {
        self.browser.ask("Page.navigate", json!({"url": address}))?;
        let ready = format!(
            "location.href.startsWith('{address}') && document.body?.dataset.ready !== undefined"
        );
        self.browser.wait_for("page with a document", &ready)
    }

    pub(super) fn shows(&mut self, operations: usize) -> anyhow::Result<()> {
        let shown = self
            .browser
            .value("document.querySelectorAll('.operation').length")?;
        ensure!(
            shown == json!(operations),
            "{shown} of {operations} operations are shown"
        );
        Ok(())
    }

    pub(super) fn opens(&mut self, name: &str) -> anyhow::Result<()> {
        let it = operation(name);
        if self.browser.value(&format!("{it}.open"))? == json!(false) {
            self.browser
                .click(&format!("{it}.querySelector('summary')"))?;
        }
        let form = format!("{it}.querySelector('form.try') !== null");
        self.browser.wait_for("form to try it", &form)
    }

    /// Opens an operation, sends its request with a click, and waits for an answer of this status.
    pub(super) fn calls(&mut self, name: &str, status: u16) -> anyhow::Result<()> {
        self.opens(name)?;
        let it = operation(name);
        let answer = format!("{it}.querySelector('.answer-place')");
        self.browser.value(&format!("{answer}.replaceChildren()"))?;
        self.browser
            .click(&format!("{it}.querySelector('form.try button')"))?;
        let done = format!("{answer}.querySelector('.outcome, .failed') !== null");
        self.browser.wait_for("answer", &done)?;
        let text = self.browser.value(&format!("{answer}.textContent"))?;
        let text = text.as_str().unwrap_or_default();
        let has_status = text.contains(&format!("{status} "));
        ensure!(has_status, "{name} is to be answered with {status}: {text}");
        let body = self
            .browser
            .value(&format!("{answer}.querySelector('.answer')?.textContent"))?;
        let body = body.as_str().unwrap_or_default();
        ensure!(body.starts_with('{'), "{name} shows no body: {text}");
        Ok(())
    }

    /// Opens an operation whose request is not sent, however it is clicked.
    pub(super) fn refuses(&mut self, name: &str) -> anyhow::Result<()> {
        self.opens(name)?;
        let it = operation(name);
        self.browser
            .click(&format!("{it}.querySelector('form.try button')"))?;
        let done = format!("{it}.querySelector('.outcome, .failed') !== null");
        self.browser.wait_for("refusal", &done)?;
        let text = format!("{it}.querySelector('.answer-place').textContent");
        let text = self.browser.value(&text)?;
        let is_refused = text
            .as_str()
            .is_some_and(|text| text.contains("leads elsewhere"));
        ensure!(is_refused, "{name} is sent elsewhere: {text}");
        Ok(())
    }

    /// Types a key into the first of the fields for keys.
    pub(super) fn types_key(&mut self, key: &str) -> anyhow::Result<()> {
        self.browser
            .click("document.querySelector('.keys summary')")?;
        self.browser
            .click("document.querySelector('.keys input')")?;
        self.browser.ask("Input.insertText", json!({"text": key}))?;
        let value = self
            .browser
            .value("document.querySelector('.keys input').value")?;
        ensure!(value == json!(key), "the key cannot be typed: {value}");
        Ok(())
    }

    /// Types into the search, which leaves some operations and hides others.
    pub(super) fn finds(&mut self, word: &str) -> anyhow::Result<()> {
        let hidden = "document.querySelectorAll('.operation[hidden]').length";
        self.browser.click("document.querySelector('#search')")?;
        self.browser
            .ask("Input.insertText", json!({"text": word}))?;
        let some = self.browser.value(hidden)?;
        let all = self
            .browser
            .value("document.querySelectorAll('.operation').length")?;
        let is_some = some
            .as_u64()
            .zip(all.as_u64())
            .is_some_and(|(some, all)| some > 0 && some < all);
        ensure!(is_some, "the search hides {some} of {all} operations");
        let clear = "(() => { const it = document.querySelector('#search'); it.value = ''; it.dispatchEvent(new Event('input')); })()";
        self.browser.value(clear)?;
        ensure!(
            self.browser.value(hidden)? == json!(0),
            "the search does not end"
        );
        Ok(())
    }

    /// Keys are gone with the page.
    pub(super) fn keeps_nothing(&mut self) -> anyhow::Result<()> {
        let kept = self.browser.value(
            "localStorage.length + sessionStorage.length + document.cookie.length + \
             document.documentElement.outerHTML.includes('tly_test')",
        )?;
        ensure!(kept == json!(0), "a key is kept, or written into the page");
        Ok(())
    }

    pub(super) fn has_no_complaint(&mut self) -> anyhow::Result<()> {
        let complaints = &self.browser.complaints;
        ensure!(complaints.is_empty(), "{}", complaints.join("\n"));
        Ok(())
    }

    /// Opens all that can be opened, as deep as a few times.
    pub(super) fn opens_everything(&mut self) -> anyhow::Result<()> {
        for _ in 0..6 {
            self.browser
                .value("for (const it of [...document.querySelectorAll('details')].slice(0, 2000)) it.open = true")?;
            // What is opened is built after the event.
            self.browser
                .value("new Promise((done) => setTimeout(done, 100)).then(() => 0)")?;
        }
        Ok(())
    }

    /// Nothing of the document has run, or could by a click.
    pub(super) fn is_harmless(&mut self) -> anyhow::Result<()> {
        let found = self.browser.value(
            "JSON.stringify([window.hacked, \
             document.querySelectorAll('script').length, \
             document.querySelectorAll('img, iframe, object, embed, svg, style, base, meta[http-equiv]').length, \
             [...document.querySelectorAll('*')].flatMap((it) => [...it.attributes]) \
               .filter((it) => it.name.startsWith('on') || it.name === 'style' || /^\\s*(javascript|data|vbscript):./i.test(it.value) \
                 && it.value !== 'data:,').length, \
             document.body.textContent.includes('<script>window.hacked')])",
        )?;
        ensure!(
            found == json!("[null,1,0,0,true]"),
            "markup of a document is in the page: {found}"
        );
        self.has_no_complaint()
    }

    /// What the page looks like, as PNG.
    pub(super) fn picture(&mut self) -> anyhow::Result<Vec<u8>> {
        self.browser.value("scrollTo(0, 0)")?;
        let shot = self
            .browser
            .ask("Page.captureScreenshot", json!({"format": "png"}))?;
        let text = shot["data"].as_str().context("there is no picture")?;
        let values = text.bytes().filter_map(sextet).collect::<Vec<u32>>();
        let mut bytes = Vec::new();
        for four in values.chunks(4) {
            let bits =
                four.iter().fold(0, |bits, value| bits << 6 | value) << (6 * (4 - four.len()));
            bytes.extend(bits.to_be_bytes().into_iter().skip(1).take(four.len() - 1));
        }
        Ok(bytes)
    }
}

/// The value of a character of Base64 (RFC 4648, section 4).
fn sextet(character: u8) -> Option<u32> {
    let value = match character {
        b'A'..=b'Z' => character - b'A',
        b'a'..=b'z' => character - b'a' + 26,
        b'0'..=b'9' => character - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(value.into())
}
