use super::agent;
use crate::harness::{App, NOBODY, refusal, refused, start};
use std::time::Duration;
use timely_generated::client::TrainingsApi;
use timely_generated::models::*;

scenarios! {
    a_text_is_learnt_at_once,
    what_has_to_be_fetched_takes_a_while,
    each_type_needs_its_own_field,
    only_texts_can_be_changed,
    trainings_are_filtered,
}

fn text(content: &str) -> TrainingCreate {
    TrainingCreate::new(TrainingType::Text).content(content)
}

async fn a_text_is_learnt_at_once(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let agent = agent(&client).await?;
    let training = client
        .create_training(&agent, &text("Abrimos às 9h."))
        .await?
        .into_body()
        .data;
    assert_eq!(training.agent_id, agent);
    assert_eq!(training.r#type, TrainingType::Text);
    assert_eq!(training.content, "Abrimos às 9h.");
    assert_eq!(training.status, TrainingStatus::Completed);
    assert_eq!((training.file_name, training.error_message), (None, None));
    assert!(client.delete_training(&training.id).await?.data.deleted);
    assert_eq!(refused(client.delete_training(&training.id).await), 404);
    assert_eq!(
        refused(client.create_training(&NOBODY, &text("x")).await),
        404
    );
    assert_eq!(refused(client.list_trainings(&NOBODY).await), 404);
    Ok(())
}

async fn what_has_to_be_fetched_takes_a_while(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let agent = agent(&client).await?;
    let body = TrainingCreate::new(TrainingType::File)
        .file_url("https://example.com/docs/manual.pdf")
        .name("Manual");
    let training = client
        .create_training(&agent, &body)
        .await?
        .into_body()
        .data;
    assert_eq!(training.status, TrainingStatus::Processing);
    assert_eq!(training.file_name.as_deref(), Some("Manual"));
    app.clock.advance(Duration::from_secs(60));
    let done = client.list_trainings(&agent).await?.into_body().data;
    assert_eq!(done[0].status, TrainingStatus::Completed);
    assert!(done[0].updated_at > start());
    Ok(())
}

async fn each_type_needs_its_own_field(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let agent = agent(&client).await?;
    for (kind, field) in [
        (TrainingType::Text, "content"),
        (TrainingType::Url, "content"),
        (TrainingType::File, "file_url"),
    ] {
        let (status, message) = refusal(
            client
                .create_training(&agent, &TrainingCreate::new(kind))
                .await,
        );
        assert_eq!(status, 400);
        assert!(message.contains(field), "{message}");
    }
    for (wrong, field) in [
        (text(" "), "content"),
        (text("a").file_url("https://example.com/a.pdf"), "file_url"),
        (
            TrainingCreate::new(TrainingType::Url).content("somewhere"),
            "content",
        ),
        (
            TrainingCreate::new(TrainingType::File).file_url("a.pdf"),
            "file_url",
        ),
    ] {
        let (status, message) = refusal(client.create_training(&agent, &wrong).await);
        assert_eq!(status, 400);
        assert!(message.contains(field), "{message}");
    }
    let url = TrainingCreate::new(TrainingType::Url).content("https://example.com/faq");
    let training = client.create_training(&agent, &url).await?.into_body().data;
    assert_eq!(training.content, "https://example.com/faq");
    Ok(())
}

async fn only_texts_can_be_changed(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let agent = agent(&client).await?;
    let update = TrainingUpdate::new().content("Abrimos às 10h.");
    let own = client
        .create_training(&agent, &text("Abrimos às 9h."))
        .await?
        .into_body()
        .data;
    app.clock.advance(Duration::from_secs(1));
    let changed = client
        .update_training(&own.id, &update)
        .await?
        .into_body()
        .data;
    let mut expected = own;
    expected.content = "Abrimos às 10h.".to_owned();
    expected.updated_at = (start() + Duration::from_secs(1)).into();
    assert_eq!(changed, expected);

    let url = TrainingCreate::new(TrainingType::Url).content("https://example.com/faq");
    let url = client.create_training(&agent, &url).await?.data.id.clone();
    let (status, message) = refusal(client.update_training(&url, &update).await);
    assert_eq!(status, 409);
    assert!(message.contains("text"), "{message}");
    assert_eq!(refused(client.update_training(&NOBODY, &update).await), 404);
    Ok(())
}

async fn trainings_are_filtered(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let own = agent(&client).await?;
    let other = agent(&client).await?;
    client.create_training(&own, &text("a")).await?;
    let url = TrainingCreate::new(TrainingType::Url).content("https://example.com/b");
    client.create_training(&own, &url).await?;
    client.create_training(&other, &text("c")).await?;
    for (call, expected) in [
        (
            client
                .list_trainings(&own)
                .sort(TrainingSort::Type)
                .order(SortOrder::Asc),
            2,
        ),
        (client.list_trainings(&own).r#type(TrainingType::Text), 1),
        (client.list_trainings(&own).r#type(TrainingType::File), 0),
        (
            client
                .list_trainings(&own)
                .status(TrainingStatus::Processing),
            1,
        ),
        (
            client.list_trainings(&own).status(TrainingStatus::Failed),
            0,
        ),
    ] {
        let asked = format!("{call:?}");
        let page = call.await?.into_body();
        assert_eq!(page.data.len(), expected, "{asked}");
        assert!(page.data.iter().all(|row| row.agent_id == own));
    }
    Ok(())
}
