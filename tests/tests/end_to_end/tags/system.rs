use crate::app::auth::SCOPES;
use crate::harness::{App, COMPANY, POWERLESS, start};
use timely_generated::client::{Client, SystemApi};

scenarios! { health_needs_no_key, a_key_says_what_it_may_do }

async fn health_needs_no_key(app: App) -> anyhow::Result<()> {
    let nobody = Client::builder().transport(app.transport()).build()?;
    let health = nobody.get_health().await?;
    assert_eq!(health.status, "ok");
    assert_eq!(health.timestamp, start());
    Ok(())
}

async fn a_key_says_what_it_may_do(app: App) -> anyhow::Result<()> {
    let info = app.client().get_api_key_info().await?;
    assert_eq!(info.data.company_id, COMPANY);
    assert_eq!(info.data.key_name, "all scopes");
    assert_eq!(info.data.scopes, *SCOPES);
    assert!(info.data.is_active);

    let info = app.client_with(POWERLESS).get_api_key_info().await?;
    assert!(info.data.scopes.is_empty());
    Ok(())
}

#[test]
fn the_example_knows_the_scopes_of_the_document() {
    let mut scopes = crate::document::scopes();
    scopes.sort_unstable();
    assert_eq!(scopes, *SCOPES);
}
