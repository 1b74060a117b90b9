//! What a company starts with: a small software house and its customers.

use super::agents::AgentRecord;
use super::channels::ChannelRecord;
use super::conversations::{Content, Origin, Side};
use super::{Company, Id, new_id};
use timely_generated::models::contact::ContactRequired;
use timely_generated::models::custom_field::CustomFieldRequired;
use timely_generated::models::idle_action::IdleActionRequired;
use timely_generated::models::intention::IntentionRequired;
use timely_generated::models::lead::LeadRequired;
use timely_generated::models::mcp_server::McpServerRequired;
use timely_generated::models::mcp_tool::McpToolRequired;
use timely_generated::models::opportunity::OpportunityRequired;
use timely_generated::models::training::TrainingRequired;
use timely_generated::models::transfer_rule::TransferRuleRequired;
use timely_generated::models::*;
use timely_runtime::chrono::TimeDelta;
use timely_runtime::serde_json::json;
use timely_runtime::{JsonObject, Text, UtcTime, Value};
use uuid::Uuid;

/// The records that the examples of the document are about.
const AGENT: Uuid = Uuid::from_u128(0x3e5d7c9b_1a2f_4e6d_8c0b_9a8f7e6d5c4b);
const IDLE_AGENT: Uuid = Uuid::from_u128(0x3e5d7c9b_1a2f_4e6d_8c0b_9a8f7e6d5c4c);
const CONVERSATIONS: [Uuid; 4] = [
    Uuid::from_u128(0x9f8b7a6c_5d4e_4f3a_8b2c_1d0e9f8a7b6c),
    Uuid::from_u128(0x9f8b7a6c_5d4e_4f3a_8b2c_1d0e9f8a7b6d),
    Uuid::from_u128(0x9f8b7a6c_5d4e_4f3a_8b2c_1d0e9f8a7b6e),
    Uuid::from_u128(0x9f8b7a6c_5d4e_4f3a_8b2c_1d0e9f8a7b6f),
];
/// Of the last conversation.
const MESSAGES: [Uuid; 2] = [
    Uuid::from_u128(0x7c9e6679_7425_4de4_944b_e07fc1f90ae7),
    Uuid::from_u128(0x7c9e6679_7425_4de4_944b_e07fc1f90ae8),
];
const TOOL: Uuid = Uuid::from_u128(0x9b2e1f4c_6d3a_4b5e_8f70_1a2b3c4d5e6f);

/// Fills a company, unless it has data already. Nobody is told: there are no webhooks yet.
pub(crate) fn fill(company: &mut Company, now: UtcTime) {
    if company.contacts.iter().next().is_some() {
        return;
    }
    let contacts = contacts(company, now);
    let leads = leads(company, &contacts, now);
    opportunities(company, &leads, now);
    let agent = agents(company, now);
    let channel = channels(company, &agent, now);
    conversations(company, channel, &contacts, now);
    custom_fields(company, now);
    behavior(company, &agent, now);
    tools(company, &agent, now);
    company.events.clear();
}

/// Times in the past, so that orders by time show something.
fn ago(now: UtcTime, hours: i64) -> UtcTime {
    now - TimeDelta::hours(hours)
}

fn contacts(company: &mut Company, now: UtcTime) -> Vec<Contact> {
    let people = [
        (
            "João Silva",
            "joao@empresa.com",
            "+5547999999999",
            "Empresa Ltda",
            "whatsapp",
        ),
        (
            "Maria Souza",
            "maria@padariacentral.com.br",
            "+5511988887777",
            "Padaria Central",
            "website",
        ),
        (
            "Ana Pereira",
            "ana.pereira@clinicavida.com.br",
            "+5521977776666",
            "Clínica Vida",
            "manual",
        ),
        (
            "Bruno Costa",
            "bruno@costaimoveis.com.br",
            "+5548966665555",
            "Costa Imóveis",
            "api",
        ),
        (
            "Carla Mendes",
            "carla@mendesadvocacia.com.br",
            "+5531955554444",
            "Mendes Advocacia",
            "telegram",
        ),
    ];
    let mut hours = 24 * 7;
    people
        .into_iter()
        .map(|(name, email, phone, employer, source)| {
            hours -= 24;
            let at = ago(now, hours);
            let id = new_id();
            let contact = Contact::new(ContactRequired {
                id,
                company_id: company.id.clone(),
                customer_name: name.to_owned(),
                status: ContactStatus::Active,
                created_at: at.into(),
                updated_at: at.into(),
            })
            .customer_email(Text::unchecked(email))
            .customer_phone(phone)
            .customer_company(employer)
            .tags(vec!["cliente".to_owned()])
            .source(source);
            company.contacts.insert(contact)
        })
        .collect()
}

fn leads(company: &mut Company, contacts: &[Contact], now: UtcTime) -> Vec<Id> {
    let states = [
        (LeadStatus::Qualified, 75, "10k-20k"),
        (LeadStatus::New, 30, "até 5k"),
        (LeadStatus::Negotiation, 85, "20k-50k"),
    ];
    let rows = contacts.iter().zip(states).zip(1..);
    rows.map(|((contact, (status, score, budget)), days)| {
        let at = ago(now, 24 * days);
        let name = contact.customer_name.as_str();
        let mut lead = Lead::new(LeadRequired {
            id: new_id(),
            company_id: company.id.clone(),
            customer_name: name.to_owned(),
            status,
            created_at: at.into(),
            updated_at: at.into(),
        })
        .score(score)
        .budget_range(budget)
        .contact_id(contact.id.clone());
        lead.customer_email.clone_from(&contact.customer_email);
        lead.customer_phone.clone_from(&contact.customer_phone);
        company.leads.insert(lead).id
    })
    .collect()
}

fn opportunities(company: &mut Company, leads: &[Id], now: UtcTime) {
    let deals = [
        (
            "Projeto de automação",
            15_000.0,
            70,
            OpportunityStage::Proposal,
        ),
        (
            "Atendimento no WhatsApp",
            4_800.0,
            20,
            OpportunityStage::Prospecting,
        ),
        ("Plano anual", 32_000.0, 90, OpportunityStage::Closing),
    ];
    for ((title, value, probability, stage), lead) in deals.into_iter().zip(leads) {
        let opportunity = Opportunity::new(OpportunityRequired {
            id: new_id(),
            company_id: company.id.clone(),
            title: title.to_owned(),
            stage,
            created_at: now.into(),
            updated_at: now.into(),
        })
        .lead_id(lead.clone())
        .value(value)
        .probability(probability);
        company.opportunities.insert(opportunity);
    }
}

fn agents(company: &mut Company, now: UtcTime) -> Id {
    let at = ago(now, 24 * 30);
    let sales = AgentCreate::new("Assistente de Vendas")
        .description("Responde dúvidas sobre planos e agenda demonstrações")
        .personality("Cordial e objetiva")
        .behavior_rules(vec!["Nunca prometa descontos".to_owned()]);
    let support = AgentCreate::new("Suporte").model(AgentModel::Claude35Haiku);
    let mut support = AgentRecord::new(company.id.clone(), support, at);
    support.agent.id = IDLE_AGENT.into();
    support.agent.status = AgentStatus::Inactive;
    let mut sales = AgentRecord::new(company.id.clone(), sales, at);
    sales.agent.id = AGENT.into();
    let sales = company.agents.insert(sales);
    company.agents.insert(support);
    sales.agent.id
}

fn channels(company: &mut Company, agent: &Id, now: UtcTime) -> ChannelRecord {
    let at = ago(now, 24 * 20);
    let whatsapp = ChannelCreate::new("WhatsApp Principal", ChannelType::Whatsapp, agent.clone());
    let website = ChannelCreate::new("Site", ChannelType::Website, agent.clone());
    let mut whatsapp = ChannelRecord::new(company.id.clone(), whatsapp, at);
    whatsapp.channel.status = ChannelStatus::Active;
    whatsapp.channel.phone_number = Some("+554733330000".to_owned());
    company
        .channels
        .insert(ChannelRecord::new(company.id.clone(), website, at));
    company.channels.insert(whatsapp)
}

fn conversations(company: &mut Company, row: ChannelRecord, contacts: &[Contact], now: UtcTime) {
    let lines = [
        (
            "Olá, preciso de ajuda com meu pedido",
            "Claro! Qual é o número do pedido?",
        ),
        (
            "Quais são os planos?",
            "Temos os planos Essencial e Profissional.",
        ),
        ("Quero falar com um atendente", "Vou transferir a conversa."),
        ("Vocês abrem aos sábados?", "Abrimos das 9 às 13 horas."),
    ];
    for ((contact, (question, answer)), id) in
        contacts.iter().zip(lines).zip(CONVERSATIONS.map(Id::from))
    {
        let origin = Origin {
            agent_id: row.channel.agent_id.clone(),
            channel_id: Some(row.channel.id.clone()),
            channel: row.channel.r#type.to_string(),
            contact_id: Some(contact.id.clone()),
            customer_name: Some(contact.customer_name.clone()),
        };
        open(company, &id, origin, now);
        // The conversation has just been opened: nothing is in the way of these.
        let _ = company.say(&id, Side::Customer, Content::text(question), now);
        let _ = company.say(&id, Side::Company, Content::text(answer), now);
    }
    let [_, closed, transferred, last] = CONVERSATIONS.map(Id::from);
    name_messages(company, &last);
    let _ = company.close_thread(&closed, now);
    let _ = company.hand_over(&transferred, None, None, now);
}

/// Opens a conversation under an identifier of its own.
fn open(company: &mut Company, id: &Id, origin: Origin, now: UtcTime) {
    let opened = company.open_thread(origin, now).id;
    if let Ok(mut thread) = company.threads.remove(&opened) {
        thread.id = id.clone();
        company.threads.insert(thread);
    }
}

/// Gives the first messages of a conversation the identifiers that are known.
fn name_messages(company: &mut Company, thread: &Id) {
    let made: Vec<Id> = company
        .messages
        .of(thread)
        .map(|row| row.id.clone())
        .collect();
    for (old, id) in made.into_iter().zip(MESSAGES.map(Id::from)) {
        if let Ok(mut message) = company.messages.remove(&old) {
            message.id = id;
            company.messages.insert(message);
        }
    }
}

fn custom_fields(company: &mut Company, now: UtcTime) {
    let plans = ["Essencial", "Profissional"].map(str::to_owned).to_vec();
    let fields = [
        ("Cargo", CustomFieldType::Text, None),
        ("Aniversário", CustomFieldType::Date, None),
        ("Plano", CustomFieldType::Select, Some(plans)),
    ];
    for (display_order, (name, field_type, options)) in (0..).zip(fields) {
        let mut field = CustomField::new(CustomFieldRequired {
            id: new_id(),
            company_id: company.id.clone(),
            name: name.to_owned(),
            field_type,
            is_required: false,
            display_order,
            is_archived: false,
            created_at: now.into(),
            updated_at: now.into(),
        });
        field.options = options;
        company.custom_fields.insert(field);
    }
}

fn behavior(company: &mut Company, agent: &Id, now: UtcTime) {
    let content = "O plano Essencial custa 99 reais por mês. O plano Profissional custa 249 reais \
                   por mês e inclui WhatsApp.";
    company.trainings.insert(Training::new(TrainingRequired {
        id: new_id(),
        agent_id: agent.clone(),
        company_id: company.id.clone(),
        r#type: TrainingType::Text,
        content: content.to_owned(),
        status: TrainingStatus::Completed,
        created_at: now.into(),
        updated_at: now.into(),
    }));
    let intention = Intention::new(IntentionRequired {
        id: new_id(),
        agent_id: agent.clone(),
        name: "Agendamento".to_owned(),
        created_at: now.into(),
        updated_at: now.into(),
    })
    .description("Cliente quer agendar uma reunião")
    .examples(vec![
        "quero marcar uma reunião".to_owned(),
        "agendar horário".to_owned(),
    ])
    .action_type("schedule");
    company.intentions.insert(intention);
    company.idle_actions.insert(
        IdleAction::new(IdleActionRequired {
            id: new_id(),
            agent_id: agent.clone(),
            company_id: company.id.clone(),
            name: "Lembrete de inatividade".to_owned(),
            action_type: IdleActionType::Message,
            trigger_after_minutes: 30,
            is_active: true,
            created_at: now.into(),
            updated_at: now.into(),
        })
        .action_config(object(json!({ "message": "Posso ajudar em algo mais?" }))),
    );
    company.transfer_rules.insert(
        TransferRule::new(TransferRuleRequired {
            id: new_id(),
            agent_id: agent.clone(),
            company_id: company.id.clone(),
            name: "Transferir para vendas".to_owned(),
            condition_type: ConditionType::Keyword,
            condition_config: object(json!({ "keywords": ["preço", "orçamento"] })),
            target_type: TransferTargetType::Department,
            priority: 1,
            is_active: true,
            created_at: now.into(),
            updated_at: now.into(),
        })
        .target_id("vendas"),
    );
}

fn tools(company: &mut Company, agent: &Id, now: UtcTime) {
    let server = company
        .mcp_servers
        .insert(McpServer::new(McpServerRequired {
            id: new_id(),
            agent_id: agent.clone(),
            company_id: company.id.clone(),
            url: Text::unchecked("https://mcp.example.com/api"),
            r#type: McpServerType::Http,
            name: "Catálogo".to_owned(),
            created_at: now.into(),
            updated_at: now.into(),
        }));
    let schema = json!({ "type": "object", "properties": { "query": { "type": "string" } } });
    for (name, id) in [
        ("catálogo_search", TOOL.into()),
        ("catálogo_fetch", new_id()),
    ] {
        let tool = McpTool::new(McpToolRequired {
            id,
            mcp_server_id: server.id.clone(),
            tool_name: name.to_owned(),
            created_at: now.into(),
        });
        company
            .mcp_tools
            .insert(tool.input_schema(object(schema.clone())));
    }
}

/// The object that a `json!` literal is.
fn object(value: Value) -> JsonObject {
    match value {
        Value::Object(object) => object,
        _ => JsonObject::new(),
    }
}
