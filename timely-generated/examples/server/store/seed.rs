//! What a company starts with: the small software house and its customers of `seed.json`.

use super::agents::AgentRecord;
use super::channels::ChannelRecord;
use super::conversations::{Origin, Thread};
use super::{Company, new_id};
use timely_generated::models::*;
use timely_runtime::chrono::TimeDelta;
use timely_runtime::serde::de::DeserializeOwned;
use timely_runtime::serde_json::{Result, from_str, from_value, json};
use timely_runtime::{Text, UtcTime, Value};

/// Records in the form of the document's models, without what is another in each company: times, and the identifiers of
/// most. Those that are written down are the ones that the document's examples are about.
const SEED: &str = include_str!("seed.json");

/// Fills a company, unless it has data already. Nobody is told: there are no webhooks yet.
pub(crate) fn fill(company: &mut Company, now: UtcTime) -> Result<()> {
    if company.contacts.iter().next().is_some() {
        return Ok(());
    }
    let seed: Value = from_str(SEED)?;
    let owners = json!({ "company_id": company.id, "agent_id": seed["agents"][0]["id"] });
    // Times in the past, so that orders by time show something.
    let ago = |days| Rows {
        rows: &seed,
        common: merged(&owners, &times(now - TimeDelta::days(days))),
    };
    let agents = ago(30).all("agents")?;
    let channels = ago(20).all("channels")?;
    for (days, customer) in (2..).zip(list(&seed["customers"])) {
        let rows = ago(days);
        let contact = record(&rows.common, &customer["contact"])?;
        business(company, &contact, customer, &rows.common)?;
        conversation(company, &channels[0], &contact, customer, now)?;
        company.contacts.insert(contact);
    }
    company
        .agents
        .extend(agents.into_iter().map(AgentRecord::of));
    let channels = channels.into_iter().map(ChannelRecord::of);
    company.channels.extend(channels);
    let rows = ago(0);
    company.custom_fields.extend(rows.all("custom_fields")?);
    company.trainings.extend(rows.all("trainings")?);
    company.intentions.extend(rows.all("intentions")?);
    company.idle_actions.extend(rows.all("idle_actions")?);
    company.transfer_rules.extend(rows.all("transfer_rules")?);
    company.mcp_servers.extend(rows.all("mcp_servers")?);
    company.mcp_tools.extend(rows.all("mcp_tools")?);
    company.events.clear();
    Ok(())
}

/// The rows of the seed, with the fields that they have in common.
struct Rows<'a> {
    rows: &'a Value,
    common: Value,
}

impl Rows<'_> {
    fn all<T: DeserializeOwned>(&self, table: &str) -> Result<Vec<T>> {
        list(&self.rows[table])
            .map(|row| record(&self.common, row))
            .collect()
    }
}

/// The lead that a contact is, and the deal that may come of it.
fn business(
    company: &mut Company,
    contact: &Contact,
    customer: &Value,
    common: &Value,
) -> Result<()> {
    if customer["lead"].is_null() {
        return Ok(());
    }
    let mut common = merged(common, &customer["contact"]);
    common["contact_id"] = json!(contact.id);
    let lead: Lead = record(&common, &customer["lead"])?;
    common["lead_id"] = json!(company.leads.insert(lead).id);
    let opportunity = record(&common, &customer["opportunity"])?;
    company.opportunities.insert(opportunity);
    Ok(())
}

/// What a customer has written, and was answered.
fn conversation(
    company: &mut Company,
    channel: &Channel,
    contact: &Contact,
    customer: &Value,
    now: UtcTime,
) -> Result<()> {
    if customer["messages"].is_null() {
        return Ok(());
    }
    let origin = Origin {
        agent_id: channel.agent_id.clone(),
        channel_id: Some(channel.id.clone()),
        channel: channel.r#type.to_string(),
        contact_id: Some(contact.id.clone()),
        customer_name: Some(contact.customer_name.clone()),
    };
    let mut thread = Thread::new(company.id.clone(), origin, now);
    thread.id = from_value(customer["conversation"].clone())?;
    thread.subject = customer["messages"][0]["content"]
        .as_str()
        .map(str::to_owned);
    thread.last_message_at = Some(now);
    let id = company.threads.insert(thread).id;
    let common = merged(&times(now), &json!({ "conversation_id": id }));
    for message in list(&customer["messages"]) {
        company.messages.insert(record(&common, message)?);
    }
    // The conversation is open: nothing is in the way of these.
    let _ = match customer["status"].as_str() {
        Some("closed") => company.close_thread(&id, now),
        Some("human") => company.hand_over(&id, None, None, now).map(|_| ()),
        _ => Ok(()),
    };
    Ok(())
}

fn times(time: UtcTime) -> Value {
    let time = Text::from(time);
    json!({ "created_at": time, "updated_at": time })
}

fn list(rows: &Value) -> impl Iterator<Item = &Value> {
    rows.as_array().into_iter().flatten()
}

/// A record of the fields of its row, and of those of `common` that it has. Models leave out what is none of theirs.
fn record<T: DeserializeOwned>(common: &Value, row: &Value) -> Result<T> {
    let identified = merged(&json!({ "id": new_id() }), common);
    from_value(merged(&identified, row))
}

fn merged(base: &Value, more: &Value) -> Value {
    let mut all = base.clone();
    for (name, value) in more.as_object().into_iter().flatten() {
        all[name] = value.clone();
    }
    all
}
