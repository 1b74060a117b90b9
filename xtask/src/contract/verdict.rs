//! What a run of schemathesis says of a server, and what it says only of schemathesis.

use anyhow::bail;
use std::process::ExitStatus;

/// What a run has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Every answer is as the document says.
    Holds,
    /// Some are not.
    Broken,
    /// Nothing, since the examiner itself has failed; how.
    Crashed(String),
}

/// A run that has ended.
pub(super) struct Run {
    pub(super) status: ExitStatus,
    /// All that it said, on both streams.
    pub(super) said: String,
    /// The JUnit report, if there is one.
    pub(super) report: Option<String>,
}

impl Run {
    /// What the run has shown.
    ///
    /// schemathesis ends with a code that is not 0 when a check has failed, and also when it has a fault of its own, which
    /// it tells by a traceback. Failures that it had found until then are failures all the same, and are in the report.
    ///
    /// # Errors
    /// When it has not begun: its arguments or the document are not what it takes.
    pub(super) fn verdict(&self) -> anyhow::Result<Verdict> {
        if self.report.as_deref().is_some_and(has_failures) {
            return Ok(Verdict::Broken);
        }
        if self.status.success() {
            return Ok(Verdict::Holds);
        }
        if let Some(exception) = exception(&self.said) {
            return Ok(Verdict::Crashed(exception));
        }
        match (self.status.code(), &self.report) {
            (Some(_), Some(_)) => Ok(Verdict::Broken),
            (Some(_), None) => bail!("schemathesis does not run: {}", self.status),
            (None, _) => Ok(Verdict::Crashed(self.status.to_string())),
        }
    }
}

/// Whether a JUnit report counts failures of checks; errors are what the examiner could not do.
fn has_failures(report: &str) -> bool {
    let count = report
        .split_once("<testsuites ")
        .and_then(|(_, rest)| rest.split_once('>'))
        .and_then(|(attributes, _)| attributes.split_once("failures=\""))
        .and_then(|(_, rest)| rest.split_once('"'));
    count.is_some_and(|(count, _)| count != "0")
}

/// The exception that the last Python traceback of a text ends with.
fn exception(said: &str) -> Option<String> {
    let (before, traceback) = said.rsplit_once("Traceback (most recent call last):")?;
    // It may be shown further to the right as a whole.
    let margin = before.rsplit('\n').next().unwrap_or_default();
    let lines = traceback.lines().skip(1);
    let mut lines = lines.map(|line| line.strip_prefix(margin).unwrap_or(line));
    let exception = lines.find(|line| !line.is_empty() && !line.starts_with(char::is_whitespace));
    Some(exception.unwrap_or("a traceback").trim_end().to_owned())
}

/// How often a crash is answered with another run.
const REPEATS: usize = 3;

/// Runs with a seed, and with others in its place for as long as the examiner crashes; `spare` gives them. The last run
/// and its seed.
pub(super) fn settle(
    seed: u64,
    spare: &mut impl Iterator<Item = u64>,
    mut run: impl FnMut(u64) -> anyhow::Result<Verdict>,
) -> anyhow::Result<(u64, Verdict)> {
    let mut last = (seed, run(seed)?);
    for _ in 0..REPEATS {
        if !matches!(last.1, Verdict::Crashed(_)) {
            break;
        }
        let Some(seed) = spare.next() else { break };
        last = (seed, run(seed)?);
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As schemathesis 4.32.5 shows it, when an answer has a text that looks like an address and is none.
    const CRASH: &str = "
 ❌  Coverage (in 4.10s)

Test Execution Error

An internal error occurred during the test run

    Traceback (most recent call last):
      File \"schemathesis/engine/observations.py\", line 139, in _same_origin_path
        parsed = urlsplit(value)
                 ^^^^^^^^^^^^^^^
      File \"urllib/parse.py\", line 497, in urlsplit
        raise ValueError(\"Invalid IPv6 URL\")
    ValueError: Invalid IPv6 URL

Tip: Please consider reporting the traceback above to our issue tracker:
";
    /// As Python shows what nobody has caught.
    const UNCAUGHT: &str = "Traceback (most recent call last):
  File \"st\", line 8, in <module>
    sys.exit(schemathesis())
ModuleNotFoundError: No module named 'click'
";
    const CLEAN: &str = r#"<?xml version="1.0"?><testsuites errors="0" failures="0" tests="9">"#;
    const FAILED: &str = r#"<?xml version="1.0"?><testsuites errors="1" failures="2" tests="9">"#;

    /// A program that has ended with this code.
    fn ended(code: i32) -> ExitStatus {
        let mut shell = if cfg!(windows) {
            std::process::Command::new("cmd")
        } else {
            std::process::Command::new("sh")
        };
        let flag = if cfg!(windows) { "/C" } else { "-c" };
        shell
            .args([flag, &format!("exit {code}")])
            .status()
            .unwrap()
    }

    fn verdict(code: i32, said: &str, report: Option<&str>) -> anyhow::Result<Verdict> {
        Run {
            status: ended(code),
            said: said.to_owned(),
            report: report.map(str::to_owned),
        }
        .verdict()
    }

    fn crashed(how: &str) -> Verdict {
        Verdict::Crashed(how.to_owned())
    }

    #[test]
    fn the_server_fails_by_the_checks_alone() {
        let said = "= FAILURES =\n- ST101 Server error\n";
        assert_eq!(verdict(0, "", Some(CLEAN)).unwrap(), Verdict::Holds);
        assert_eq!(verdict(1, said, Some(FAILED)).unwrap(), Verdict::Broken);
        // Nobody could connect: an error of the run, and no fault of the examiner.
        let network = "Network Error\n\nConnection refused\n";
        assert_eq!(verdict(1, network, Some(CLEAN)).unwrap(), Verdict::Broken);
    }

    #[test]
    fn a_crash_of_the_examiner_is_told_apart() {
        let ipv6 = crashed("ValueError: Invalid IPv6 URL");
        assert_eq!(verdict(2, CRASH, Some(CLEAN)).unwrap(), ipv6);
        assert_eq!(verdict(1, CRASH, None).unwrap(), ipv6);
        let missing = crashed("ModuleNotFoundError: No module named 'click'");
        assert_eq!(verdict(1, UNCAUGHT, None).unwrap(), missing);
        assert_eq!(
            verdict(1, &format!("{UNCAUGHT}{CRASH}"), None).unwrap(),
            ipv6
        );
        // Cut off in the middle.
        let cut = "Traceback (most recent call last):\n  File \"st\"";
        assert_eq!(verdict(1, cut, None).unwrap(), crashed("a traceback"));
    }

    #[test]
    fn what_was_found_before_a_crash_was_found() {
        assert_eq!(verdict(2, CRASH, Some(FAILED)).unwrap(), Verdict::Broken);
        // What a server has answered may be anything, and is shown with the failure.
        let said = format!("- ST101 Server error\n{UNCAUGHT}");
        assert_eq!(verdict(1, &said, Some(FAILED)).unwrap(), Verdict::Broken);
        assert_eq!(verdict(0, CRASH, Some(CLEAN)).unwrap(), Verdict::Holds);
    }

    #[test]
    fn an_examiner_that_does_not_begin_is_an_error() {
        let said = "Usage: st run [OPTIONS] LOCATION\nError: No such option: --x\n";
        let error = verdict(2, said, None).unwrap_err().to_string();
        assert!(error.contains("does not run"), "{error}");
    }

    /// The seeds that were run, and what came of it, where those below `good` crash.
    fn settled(seed: u64, good: u64, verdict: Verdict) -> (Vec<u64>, (u64, Verdict)) {
        let mut seeds = Vec::new();
        let last = settle(seed, &mut (10..), |seed| {
            seeds.push(seed);
            Ok(if seed < good {
                crashed("again")
            } else {
                verdict.clone()
            })
        });
        (seeds, last.unwrap())
    }

    #[test]
    fn a_crash_is_repeated_with_another_seed() {
        let (seeds, last) = settled(1, 0, Verdict::Holds);
        assert_eq!((seeds, last), (vec![1], (1, Verdict::Holds)));
        let (seeds, last) = settled(1, 11, Verdict::Holds);
        assert_eq!((seeds, last), (vec![1, 10, 11], (11, Verdict::Holds)));
        let (seeds, last) = settled(1, 10, Verdict::Broken);
        assert_eq!((seeds, last), (vec![1, 10], (10, Verdict::Broken)));
        // A failure is no crash.
        let (seeds, last) = settled(1, 0, Verdict::Broken);
        assert_eq!((seeds, last), (vec![1], (1, Verdict::Broken)));
    }

    #[test]
    fn one_that_crashes_each_time_is_given_up() {
        let (seeds, last) = settled(1, 99, Verdict::Holds);
        assert_eq!((seeds, last), (vec![1, 10, 11, 12], (12, crashed("again"))));
    }

    #[test]
    fn seeds_are_spent_once() {
        let mut spare = 10..;
        let mut seeds = Vec::new();
        for seed in [1, 2] {
            let run = |seed| {
                seeds.push(seed);
                Ok(if seed < 10 {
                    crashed("again")
                } else {
                    Verdict::Holds
                })
            };
            settle(seed, &mut spare, run).unwrap();
        }
        assert_eq!(seeds, [1, 10, 2, 11]);
    }
}
