//! What tells a server to stop.

/// Resolves when the process is asked to end: by Ctrl-C (SIGINT), or by SIGTERM as service managers and container
/// runtimes send it. A signal that cannot be listened for is logged, and never comes.
pub async fn signals() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::SignalKind;
        tokio::select! {
            () = signal(SignalKind::interrupt()) => {}
            () = signal(SignalKind::terminate()) => {}
        }
    }
    #[cfg(not(unix))]
    if let Err(error) = tokio::signal::ctrl_c().await {
        cannot_listen(&error);
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn signal(kind: tokio::signal::unix::SignalKind) {
    match tokio::signal::unix::signal(kind) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(error) => {
            cannot_listen(&error);
            std::future::pending::<()>().await;
        }
    }
}

fn cannot_listen(error: &std::io::Error) {
    tracing::error!(%error, "the server cannot listen for a signal");
}
