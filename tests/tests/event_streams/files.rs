//! Files that are sent and received over sockets, with their progress.

use super::api::client::FeedApi;
use super::server::{Feed, serving};
use super::within;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use timely_runtime::Body;
use timely_runtime::bodies::{FileError, Progress};
use timely_runtime::doubles::{Fault, Faults, When};

/// A folder of a test's own, which is removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("timely-transfers-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn files_go_both_ways_with_their_progress() {
    const SIZE: u64 = 24 * 1024 * 1024;
    let folder = Folder::new();
    let path = folder.0.join("large");
    std::fs::File::create(&path).unwrap().set_len(SIZE).unwrap();
    let feed = Feed::default();
    let client = serving(feed.clone(), Faults::new()).await;

    let seen: Arc<Mutex<Vec<Progress>>> = Arc::default();
    let seen_there = Arc::clone(&seen);
    let body = Body::from_file(&path).await.unwrap();
    let body = body.with_progress(move |progress| seen_there.lock().unwrap().push(progress));
    let arrived = within("the upload", client.upload("large", body))
        .await
        .unwrap();
    assert_eq!(arrived.count, SIZE as i64);
    let sent = seen.lock().unwrap().clone();
    assert!(sent.len() as u64 >= SIZE / (64 * 1024), "{}", sent.len());
    assert!(sent.windows(2).all(|pair| pair[0].bytes < pair[1].bytes));
    assert_eq!(sent.last().unwrap().bytes, SIZE);
    assert!(sent.iter().all(|progress| progress.total == Some(SIZE)));

    let stored = feed.files.lock().unwrap()["large"].len() as u64;
    seen.lock().unwrap().clear();
    let seen_there = Arc::clone(&seen);
    let body = within("the download", client.download("large"))
        .await
        .unwrap()
        .into_body();
    let body = body.with_progress(move |progress| seen_there.lock().unwrap().push(progress));
    let saved = within("the file", body.save_to(folder.0.join("copy")))
        .await
        .unwrap();
    assert_eq!(saved, stored);
    assert_eq!(seen.lock().unwrap().last().unwrap().bytes, stored);
    assert_eq!(
        std::fs::metadata(folder.0.join("copy")).unwrap().len(),
        stored
    );
}

#[tokio::test]
async fn a_download_that_breaks_off_leaves_no_file() {
    let folder = Folder::new();
    let feed = Feed::default();
    let content = vec![b'x'; 100_000];
    feed.files
        .lock()
        .unwrap()
        .insert("a".to_owned(), content.into());
    let faults = Faults::new().add(When::always(), Fault::cut_after(50_000));
    let client = serving(feed, faults).await;
    let body = within("the download", client.download("a"))
        .await
        .unwrap()
        .into_body();
    assert_eq!(body.length(), Some(100_000));
    let error = within("the file", body.save_to(folder.0.join("a")))
        .await
        .unwrap_err();
    assert!(matches!(error, FileError::Body(_)), "{error:?}");
    assert_eq!(std::fs::read_dir(&folder.0).unwrap().count(), 0);
}
