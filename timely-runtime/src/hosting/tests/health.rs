//! What an orchestrator is answered, and how a server ends for one.

use super::*;
use crate::hosting::health::Question;
use std::sync::atomic::AtomicBool;

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
}

#[tokio::test]
async fn nobody_is_answered_by_default() {
    let server = start(|server| server).await;
    assert_status(&server.ask(&get("/livez")).await, 404);
}

#[tokio::test]
async fn a_server_lives_and_is_ready_as_its_checks_say() {
    let is_up = Arc::new(AtomicBool::new(true));
    let database = Arc::clone(&is_up);
    let health = Health::new().fresh_for(Duration::ZERO).timeout(SHORT);
    let health = health.check("database", move || {
        let is_up = database.load(Ordering::Relaxed);
        async move {
            if is_up {
                Ok(())
            } else {
                Err("password=hunter2")
            }
        }
    });
    let server = start(|server| server.health(health).max_requests(0)).await;
    let alive = server.ask(&get("/livez")).await;
    assert_status(&alive, 200);
    assert!(alive.ends_with("\r\n\r\nalive\n"), "{alive}");
    assert!(alive.contains("\r\ncache-control: no-store\r\n"), "{alive}");
    assert!(!alive.contains("x-request-id"), "{alive}");
    assert_status(&server.ask(&get("/readyz?verbose")).await, 200);
    is_up.store(false, Ordering::Relaxed);
    let down = server.ask(&get("/readyz")).await;
    assert_status(&down, 503);
    assert!(down.ends_with("\r\n\r\nnot ready: database\n"), "{down}");
    assert_status(&server.ask(&get("/livez")).await, 200);
    is_up.store(true, Ordering::Relaxed);
    let head = server.ask(&get("/readyz").replace("GET", "HEAD")).await;
    assert_status(&head, 200);
    assert!(head.ends_with("\r\n\r\n"), "{head}");
    // What is no such question is for the router, whose limit refuses all here.
    let post = "POST /livez HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 1\r\n\r\nx";
    assert_status(&server.ask(post).await, 503);
    let smuggled = "GET /livez HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n";
    assert_status(&server.ask(smuggled).await, 400);
}

#[tokio::test]
async fn a_check_may_hang_or_panic() {
    let health = Health::new()
        .paths("/live", "/ready")
        .timeout(SHORT)
        .check("hangs", std::future::pending::<Result<(), io::Error>>)
        .check("panics", || async {
            panic!("on purpose") as Result<(), io::Error>
        })
        .check(
            "at once",
            || -> std::future::Ready<Result<(), io::Error>> { panic!("too") },
        )
        .check("works", || async { Ok::<_, io::Error>(()) });
    let server = start(|server| server.health(health)).await;
    let answer = server.ask(&get("/ready")).await;
    assert_status(&answer, 503);
    let failing = "\r\n\r\nnot ready: hangs, panics, at once\n";
    assert!(answer.ends_with(failing), "{answer}");
    assert_status(&server.ask(&get("/live")).await, 200);
}

#[tokio::test]
async fn a_flood_of_questions_runs_checks_once() {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let health = Health::new().fresh_for(LONG).check("counted", move || {
        counted.fetch_add(1, Ordering::SeqCst);
        async {
            tokio::time::sleep(SHORT / 10).await;
            Ok::<_, io::Error>(())
        }
    });
    let server = start(|server| server.health(health)).await;
    let asks = (0..50).map(|_| async { assert_status(&server.ask(&get("/readyz")).await, 200) });
    futures_util::future::join_all(asks).await;
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn who_goes_away_does_not_make_checks_run_again() {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let health = Health::new().fresh_for(LONG).check("counted", move || {
        counted.fetch_add(1, Ordering::SeqCst);
        async {
            tokio::time::sleep(SHORT).await;
            Ok::<_, io::Error>(())
        }
    });
    let vitals = Vitals::new(health);
    for _ in 0..20 {
        let asked = Arc::clone(&vitals).answer(Question::Ready);
        let _ = tokio::time::timeout(SHORT / 50, asked).await;
    }
    let answer = vitals.answer(Question::Ready).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_check_that_runs_when_the_server_is_to_end_makes_it_not_ready() {
    let health = Health::new().check("slow", || async {
        tokio::time::sleep(SHORT).await;
        Ok::<_, io::Error>(())
    });
    let vitals = Vitals::new(health);
    let asked = tokio::spawn(Arc::clone(&vitals).answer(Question::Ready));
    tokio::time::sleep(SHORT / 3).await;
    vitals.drain();
    assert_eq!(asked.await.unwrap().status(), 503);
}

#[tokio::test]
async fn no_handler_is_called_to_see_what_a_check_shadows() {
    let called = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&called);
    // It would keep the server from starting, or end it.
    let handler = axum::routing::any(move || {
        counted.fetch_add(1, Ordering::SeqCst);
        std::future::pending::<String>()
    });
    let router = Router::new().route("/livez", handler.clone());
    assert!(crate::server::has_route(&router, "/livez").await);
    assert!(!crate::server::has_route(&router, "/readyz").await);
    let router = router.fallback_service(handler);
    assert!(!crate::server::has_route(&router, "/readyz").await);
    let posted = Router::new().route("/readyz", post(async || ""));
    assert!(!crate::server::has_route(&posted, "/readyz").await);
    let vitals = Vitals::new(Health::new());
    within("nobody waits", vitals.warn_of_shadows(&router)).await;
    assert_eq!(called.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_server_that_ends_says_so_before_it_does() {
    let mut server = start(|server| server.health(Health::new()).drain_delay(4 * SHORT)).await;
    let mut kept = server.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    kept.until("hello").await;
    assert_status(&server.ask(&get("/readyz")).await, 200);
    server.stop();
    tokio::time::sleep(SHORT).await;
    let ending = server.ask(&get("/readyz")).await;
    assert_status(&ending, 503);
    assert!(ending.ends_with("\r\n\r\nending\n"), "{ending}");
    assert_status(&server.ask(&get("/livez")).await, 200);
    // It goes on as before, on old connections and new ones.
    kept.send("GET / HTTP/1.1\r\nhost: a\r\n\r\n").await;
    kept.until("hello").await;
    let running = server.send("GET /wait HTTP/1.1\r\nhost: a\r\n\r\n").await;
    server.begun().await;
    assert_eq!(kept.rest().await, "");
    TcpStream::connect(server.address).await.unwrap_err();
    server.state.go.notify_one();
    let answer = running.rest().await;
    assert!(answer.contains("\r\nconnection: close\r\n"), "{answer}");
    server.ended().await;
}

#[tokio::test]
async fn operators_have_an_address_of_their_own() {
    let listener = listen(([127, 0, 0, 1], 0).into()).unwrap();
    let address = listener.local_addr().unwrap();
    let page = Router::new().route("/metrics", axum::routing::get(async || "numbers"));
    let health = Health::new();
    let mut server = start(|server| server.health(health).admin(listener, page)).await;
    let ask = async |path: &str| {
        let mut connection = Connection(TcpStream::connect(address).await.unwrap());
        connection.send(&get(path)).await;
        connection.rest().await
    };
    assert_status(&ask("/readyz").await, 200);
    assert!(ask("/metrics").await.ends_with("numbers"));
    assert_status(&ask("/").await, 404);
    assert_status(&server.ask(&get("/readyz")).await, 404);
    let running = server.send("GET /wait HTTP/1.1\r\nhost: a\r\n\r\n").await;
    server.begun().await;
    server.stop();
    tokio::time::sleep(SHORT).await;
    // While requests end, it is there and says so.
    assert_status(&ask("/readyz").await, 503);
    assert_status(&ask("/livez").await, 200);
    server.state.go.notify_one();
    assert_status(&running.rest().await, 200);
    server.ended().await;
    TcpStream::connect(address).await.unwrap_err();
}
