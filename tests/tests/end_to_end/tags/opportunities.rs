use crate::harness::{App, NOBODY, refusal, refused, start};
use std::time::Duration;
use timely_generated::client::{LeadsApi, OpportunitiesApi};
use timely_generated::models::*;

scenarios! {
    an_opportunity_is_what_was_sent,
    an_opportunity_changes_and_goes,
    opportunities_are_filtered_and_sorted,
}

async fn an_opportunity_is_what_was_sent(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let lead = client
        .create_lead(&LeadCreate::new("Ana"))
        .await?
        .data
        .id
        .clone();
    let body = OpportunityCreate::new("Contrato anual")
        .lead_id(lead.clone())
        .value(1234.5)
        .probability(75)
        .stage(OpportunityStage::Negotiation);
    let opportunity = client.create_opportunity(&body).await?.into_body().data;
    assert_eq!(opportunity.title, "Contrato anual");
    assert_eq!(opportunity.lead_id, Some(lead));
    assert_eq!(opportunity.value, Some(1234.5));
    assert_eq!(opportunity.probability, Some(75));
    assert_eq!(opportunity.stage, OpportunityStage::Negotiation);
    assert_eq!(
        client.get_opportunity(&opportunity.id).await?.data,
        opportunity
    );

    let plain = client
        .create_opportunity(&OpportunityCreate::new("x"))
        .await?
        .into_body()
        .data;
    assert_eq!(
        plain.stage,
        OpportunityStage::Prospecting,
        "the document's default"
    );
    assert_eq!(
        (plain.value, plain.probability, plain.lead_id),
        (None, None, None)
    );

    let unknown = OpportunityCreate::new("x").lead_id(NOBODY.clone());
    let (status, message) = refusal(client.create_opportunity(&unknown).await);
    assert_eq!(status, 409);
    assert!(message.contains("lead_id"), "{message}");
    Ok(())
}

async fn an_opportunity_changes_and_goes(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let body = OpportunityCreate::new("x").value(1.0);
    let before = client.create_opportunity(&body).await?.into_body().data;
    app.clock.advance(Duration::from_secs(5));
    let update = OpportunityUpdate::new()
        .value(0.0)
        .stage(OpportunityStage::Lost);
    let after = client
        .update_opportunity(&before.id, &update)
        .await?
        .into_body()
        .data;
    let mut expected = before.clone();
    expected.value = Some(0.0);
    expected.stage = OpportunityStage::Lost;
    expected.updated_at = (start() + Duration::from_secs(5)).into();
    assert_eq!(after, expected);
    assert!(client.delete_opportunity(&before.id).await?.data.deleted);
    assert_eq!(refused(client.get_opportunity(&before.id).await), 404);
    assert_eq!(
        refused(client.update_opportunity(&before.id, &update).await),
        404
    );
    assert_eq!(refused(client.delete_opportunity(&before.id).await), 404);
    Ok(())
}

async fn opportunities_are_filtered_and_sorted(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let lead = client
        .create_lead(&LeadCreate::new("Ana"))
        .await?
        .data
        .id
        .clone();
    for body in [
        OpportunityCreate::new("a")
            .value(10.0)
            .stage(OpportunityStage::Won),
        OpportunityCreate::new("b")
            .value(30.5)
            .lead_id(lead.clone()),
        OpportunityCreate::new("c").value(20.0),
    ] {
        client.create_opportunity(&body).await?;
    }
    for (call, expected) in [
        (
            client.list_opportunities().sort(OpportunitySort::Value),
            vec!["b", "c", "a"],
        ),
        (
            client.list_opportunities().stage(OpportunityStage::Won),
            vec!["a"],
        ),
        (client.list_opportunities().lead_id(lead), vec!["b"]),
        (client.list_opportunities().lead_id(NOBODY.clone()), vec![]),
        (
            client
                .list_opportunities()
                .sort(OpportunitySort::Title)
                .order(SortOrder::Asc)
                .limit(2),
            vec!["a", "b"],
        ),
    ] {
        let asked = format!("{call:?}");
        let page = call.await?.into_body();
        let titles: Vec<&str> = page.data.iter().map(|row| row.title.as_str()).collect();
        assert_eq!(titles, expected, "{asked}");
    }
    Ok(())
}
