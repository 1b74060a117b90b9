//! Runs of agent loops. There is no model behind them: a run says what it was told to do, and needs one reasoning step
//! for each of its servers and one for its answer.

use super::Platform;
use super::events::Event;
use super::platform::now;
use super::store::{find, find_mut};
use crate::api::callbacks::send_agent_loop_finished;
use crate::api::models::agent_loop_result::AgentLoopResultRequired;
use crate::api::models::execution::ExecutionRequired;
use crate::api::models::{
    AgentLoop, AgentLoopOutcome, AgentLoopResult, Execution, ExecutionMetadata, ExecutionResult,
};
use crate::api::server::ErrorResponse;
use std::time::Duration;
use timely_runtime::{Field, Text, UtcTime};

/// The status of a run that has not finished; the document does not know its name.
const RUNNING: &str = "running";
/// How long the receiver of a callback may take.
const CALLBACK_TIMEOUT: Duration = Duration::from_secs(30);

impl Platform {
    /// Starts a run, which goes on after the answer has been sent.
    pub(super) fn start(&self, team: &str, loop_id: &str) -> Result<Execution, ErrorResponse> {
        let mut store = self.store();
        let id = store.id("exec");
        let rows = store.team(team);
        let of = find(&rows.loops, loop_id)?.clone();
        let began = now();
        let execution = Execution::new(ExecutionRequired {
            id,
            agent_loop_id: of.id.clone(),
            status: RUNNING.to_owned(),
        })
        .metadata(ExecutionMetadata::new().started_at(Text::from(began)));
        rows.executions.push(execution.clone());
        drop(store);
        let run = Run {
            platform: self.clone(),
            team: team.to_owned(),
            id: execution.id.clone(),
            of,
            began,
        };
        tokio::spawn(run.finish());
        Ok(execution)
    }
}

/// A run that goes on.
struct Run {
    platform: Platform,
    team: String,
    id: String,
    of: AgentLoop,
    began: UtcTime,
}

impl Run {
    async fn finish(self) {
        let report = self.report();
        self.record(&report);
        self.platform.announce(
            Event::AgentLoopCompleted,
            [
                ("agent_loop_id", self.of.id.as_str()),
                ("execution_id", self.id.as_str()),
            ],
        );
        let Field::Value(callback) = &self.of.callback else {
            return;
        };
        let headers = callback.headers.clone().unwrap_or_default();
        if let Ok(target) = self
            .platform
            .target(callback.url.as_str(), &headers, CALLBACK_TIMEOUT)
        {
            // What a failed callback leads to is not documented: here it is lost, the execution is kept.
            let _ = send_agent_loop_finished(&target, &report).await;
        }
    }

    fn report(&self) -> AgentLoopResult {
        let ended = now();
        let seconds = (ended - self.began).as_seconds_f64();
        let metadata = ExecutionMetadata::new()
            .started_at(Text::from(self.began))
            .completed_at(Text::from(ended))
            .duration_seconds(seconds)
            .model("parrot-1");
        let report = |status| {
            AgentLoopResult::new(AgentLoopResultRequired {
                agent_loop_id: self.of.id.clone(),
                agent_loop_name: self.of.name.clone(),
                execution_id: self.id.clone(),
                status,
            })
            .metadata(metadata.clone())
        };
        match work(&self.of) {
            Ok(result) => report(AgentLoopOutcome::Completed)
                .result(result)
                .error(None),
            Err(problem) => report(AgentLoopOutcome::Failed).result(None).error(problem),
        }
    }

    fn record(&self, report: &AgentLoopResult) {
        let mut store = self.platform.store();
        // The loop may have been deleted in the meantime, and its executions with it.
        if let Ok(row) = find_mut(&mut store.team(&self.team).executions, &self.id) {
            row.status = report.status.to_string();
            row.result = report.result.clone();
            row.metadata = report.metadata.clone();
            row.error = report.error.clone();
        }
    }
}

fn work(of: &AgentLoop) -> Result<ExecutionResult, String> {
    let message = of.user_message.as_value().ok_or("There is nothing to do")?;
    let servers = of.mcp_servers.as_deref().unwrap_or_default().len();
    let tool_calls = i64::try_from(servers).unwrap_or(i64::MAX);
    let needed = tool_calls.saturating_add(1);
    match of.max_iterations.as_value() {
        Some(limit) if *limit < needed => Err(format!("Not done after {limit} iterations")),
        _ => Ok(ExecutionResult::new()
            .output(format!("Done: {message}"))
            .iterations_used(needed)
            .tool_calls(tool_calls)),
    }
}
