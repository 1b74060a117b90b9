use super::*;
use crate::bodies::testing::{broken, endless, run};
use bytes::Bytes;
use futures_util::StreamExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A folder of a test's own, which is removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("timely-files-{:016x}", random()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn a_file_becomes_a_body_and_a_body_a_file() {
    let folder = Folder::new();
    for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7] {
        let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        fs::write(folder.file("from"), &content).unwrap();
        run(async {
            let body = Body::from_file(folder.file("from")).await.unwrap();
            assert_eq!(body.length(), Some(length as u64));
            let written = body.save_to(folder.file("to")).await.unwrap();
            assert_eq!(written, length as u64);
        });
        assert!(fs::read(folder.file("to")).unwrap() == content, "{length}");
    }
    assert_eq!(folder.names().len(), 2, "{:?}", folder.names());
}

#[test]
fn files_work_without_a_runtime() {
    let folder = Folder::new();
    fs::write(folder.file("from"), "content").unwrap();
    let body = futures_util::FutureExt::now_or_never(Body::from_file(folder.file("from")));
    let saved = body.unwrap().unwrap().save_to(folder.file("to"));
    let saved = futures_util::FutureExt::now_or_never(saved);
    assert_eq!(saved.unwrap().unwrap(), 7);
    assert_eq!(fs::read_to_string(folder.file("to")).unwrap(), "content");
}

#[test]
fn what_cannot_be_opened_says_which_file_it_is() {
    let folder = Folder::new();
    let error = run(Body::from_file(folder.file("absent"))).unwrap_err();
    assert!(matches!(error, FileError::Open { .. }));
    assert!(error.to_string().contains("absent"), "{error}");
    let error = run(Body::from_file(&folder.0)).unwrap_err();
    assert!(matches!(error, FileError::Folder(_)), "{error:?}");
    for path in [folder.file("absent").join("file"), PathBuf::from("..")] {
        let error = run(Body::from("a").save_to(path)).unwrap_err();
        assert!(matches!(error, FileError::Write { .. }), "{error:?}");
    }
}

#[test]
fn a_file_that_becomes_longer_is_sent_as_it_was_and_one_that_becomes_shorter_not_at_all() {
    let folder = Folder::new();
    let path = folder.file("log");
    fs::write(&path, "12345").unwrap();
    let bytes = run(async {
        let body = Body::from_file(&path).await.unwrap();
        fs::write(&path, "123456789").unwrap();
        body.bytes(100).await
    });
    assert_eq!(bytes.unwrap(), "12345");
    let bytes = run(async {
        let body = Body::from_file(&path).await.unwrap();
        fs::write(&path, "123").unwrap();
        body.bytes(100).await
    });
    assert!(matches!(bytes, Err(BodyError::Length)), "{bytes:?}");
}

#[test]
fn nothing_is_left_of_what_breaks_off_or_is_dropped() {
    let folder = Folder::new();
    let path = folder.file("kept");
    fs::write(&path, "before").unwrap();
    let error = run(broken(b"half a file").save_to(&path)).unwrap_err();
    assert!(matches!(error, FileError::Body(_)), "{error:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "before");
    assert_eq!(folder.names(), ["kept"]);

    static CHUNK: [u8; BLOCK] = [b'x'; BLOCK];
    run(async {
        let save = endless(&CHUNK).save_to(&path);
        let time = std::time::Duration::from_millis(30);
        assert!(tokio::time::timeout(time, save).await.is_err());
    });
    // The runtime has ended what its threads had begun.
    assert_eq!(fs::read_to_string(&path).unwrap(), "before");
    assert_eq!(folder.names(), ["kept"]);
}

#[test]
fn a_large_body_is_never_in_memory_as_a_whole() {
    const SIZE: u64 = 64 * 1024 * 1024;
    let folder = Folder::new();
    // It takes no place on the disk.
    File::create(folder.file("large"))
        .unwrap()
        .set_len(SIZE)
        .unwrap();
    run(async {
        let mut body = Body::from_file(folder.file("large")).await.unwrap();
        let mut sum = 0;
        while let Some(chunk) = StreamExt::next(&mut body).await {
            let length = chunk.unwrap().len();
            assert!(length <= BLOCK);
            sum += length as u64;
        }
        assert_eq!(sum, SIZE);
    });

    // How many chunks of a source live at once.
    struct Chunk(Arc<AtomicUsize>);
    impl AsRef<[u8]> for Chunk {
        fn as_ref(&self) -> &[u8] {
            &[0; 16 * 1024]
        }
    }
    impl Drop for Chunk {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::Relaxed);
        }
    }
    let alive = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&alive);
    let chunks = (0..4096).map(move |_| {
        assert!(counted.fetch_add(1, Ordering::Relaxed) < 4);
        Ok::<_, io::Error>(Bytes::from_owner(Chunk(Arc::clone(&counted))))
    });
    let body = Body::from_stream(futures_util::stream::iter(chunks));
    let written = run(body.save_to(folder.file("copy"))).unwrap();
    assert_eq!(written, SIZE);
    assert_eq!(alive.load(Ordering::Relaxed), 0);
}

#[test]
fn a_part_has_the_name_of_its_file() {
    let folder = Folder::new();
    fs::write(folder.file("logo.png"), "png").unwrap();
    let part = run(Part::from_file(folder.file("logo.png"))).unwrap();
    assert_eq!(part.file_name.as_deref(), Some("logo.png"));
    let (_, body) = crate::bodies::MultipartWriter::form_data()
        .part("logo", part)
        .finish()
        .unwrap();
    // The length is known, and so is that of the message.
    let length = body.length().unwrap();
    let bytes = run(body.bytes(1 << 20)).unwrap();
    assert_eq!(bytes.len() as u64, length);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    assert!(
        text.contains("filename=\"logo.png\"\r\n\r\npng\r\n"),
        "{text}"
    );
}
