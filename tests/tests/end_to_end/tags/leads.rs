use crate::harness::{App, NOBODY, refusal, refused, start};
use serde_json::json;
use std::time::Duration;
use timely_generated::client::{ContactsApi, LeadsApi};
use timely_generated::models::*;

scenarios! { a_lead_is_what_was_sent, a_lead_changes_and_goes, leads_are_filtered_and_sorted }

async fn a_lead_is_what_was_sent(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let contact = client
        .create_contact(&ContactCreate::new("Ana"))
        .await?
        .data
        .id
        .clone();
    let body = LeadCreate::new("Ana")
        .customer_phone("+55")
        .customer_email(super::email("ana@example.com"))
        .status(LeadStatus::Qualified)
        .score(100)
        .budget_range("10k-20k")
        .pain_points(vec!["preço".to_owned()])
        .contact_id(contact.clone())
        .qualification_data(super::object("bant", json!({ "budget": true })));
    let lead = client.create_lead(&body).await?.into_body().data;
    assert_eq!(lead.customer_name, "Ana");
    assert_eq!(lead.customer_email, body.customer_email);
    assert_eq!(lead.status, LeadStatus::Qualified);
    assert_eq!(lead.score, Some(100));
    assert_eq!(lead.budget_range, body.budget_range);
    assert_eq!(lead.pain_points, body.pain_points);
    assert_eq!(lead.contact_id, Some(contact));
    assert_eq!(lead.qualification_data, body.qualification_data);
    assert_eq!(client.get_lead(&lead.id).await?.data, lead);

    let plain = client
        .create_lead(&LeadCreate::new("Bia"))
        .await?
        .into_body()
        .data;
    assert_eq!(plain.status, LeadStatus::New, "the document's default");
    assert_eq!((plain.score, plain.contact_id), (None, None));

    let (status, message) = refusal(
        client
            .create_lead(&LeadCreate::new("x").contact_id(NOBODY.clone()))
            .await,
    );
    assert_eq!(status, 409);
    assert!(message.contains("contact_id"), "{message}");
    Ok(())
}

async fn a_lead_changes_and_goes(app: App) -> anyhow::Result<()> {
    let client = app.client();
    let before = client
        .create_lead(&LeadCreate::new("Ana").score(1))
        .await?
        .into_body()
        .data;
    app.clock.advance(Duration::from_secs(5));
    let update = LeadUpdate::new().status(LeadStatus::Won).score(0);
    let after = client
        .update_lead(&before.id, &update)
        .await?
        .into_body()
        .data;
    let mut expected = before.clone();
    expected.status = LeadStatus::Won;
    expected.score = Some(0);
    expected.updated_at = (start() + Duration::from_secs(5)).into();
    assert_eq!(after, expected);
    assert!(client.delete_lead(&before.id).await?.data.deleted);
    assert_eq!(refused(client.get_lead(&before.id).await), 404);
    assert_eq!(refused(client.update_lead(&before.id, &update).await), 404);
    assert_eq!(refused(client.delete_lead(&before.id).await), 404);
    Ok(())
}

async fn leads_are_filtered_and_sorted(app: App) -> anyhow::Result<()> {
    let client = app.client();
    for (name, score, status) in [
        ("Ana", 40, LeadStatus::New),
        ("Bia", 90, LeadStatus::Contacted),
        ("Caio", 10, LeadStatus::New),
    ] {
        client
            .create_lead(&LeadCreate::new(name).score(score).status(status))
            .await?;
    }
    for (call, expected) in [
        (
            client.list_leads().sort(LeadSort::Score),
            vec!["Bia", "Ana", "Caio"],
        ),
        (
            client
                .list_leads()
                .sort(LeadSort::Score)
                .order(SortOrder::Asc),
            vec!["Caio", "Ana", "Bia"],
        ),
        (
            client.list_leads().status(LeadStatus::Contacted),
            vec!["Bia"],
        ),
        (client.list_leads().search("cai"), vec!["Caio"]),
        (
            client.list_leads().status(LeadStatus::New).limit(1).page(2),
            vec!["Ana"],
        ),
    ] {
        let asked = format!("{call:?}");
        let page = call.await?.into_body();
        let names: Vec<&str> = page
            .data
            .iter()
            .map(|row| row.customer_name.as_str())
            .collect();
        assert_eq!(names, expected, "{asked}");
    }
    Ok(())
}
