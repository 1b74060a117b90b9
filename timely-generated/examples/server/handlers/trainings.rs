//! Trainings of agents.

use super::super::auth::Caller;
use super::super::crm::Crm;
use super::super::failure::Failure;
use super::super::outbound::is_web_url;
use super::super::paging::{Listing, listing, passes};
use super::deleted;
use std::cmp::Ordering;
use timely_generated::models::*;
use timely_generated::operations::*;
use timely_generated::server::{Context, TrainingsService};
use uuid::Uuid;

impl TrainingsService<Caller> for Crm {
    async fn list_trainings(
        &self,
        cx: Context<Caller>,
        id: Uuid,
        params: ListTrainings,
    ) -> Result<ListTrainingsResponse, ListTrainingsError> {
        let (data, pagination) = self.with(&cx, |company, _| {
            company.agents.get(id)?;
            let rows = company
                .trainings
                .of(id)
                .filter(|row| is_listed(row, &params));
            Ok::<_, Failure>(listing!(params).page(rows, order(&params.sort_or_default())))
        })?;
        Ok(TrainingList::new(data, pagination).into())
    }

    async fn create_training(
        &self,
        cx: Context<Caller>,
        id: Uuid,
        body: TrainingCreate,
    ) -> Result<CreateTrainingResponse, CreateTrainingError> {
        let training = self.with(&cx, |company, now| {
            company.agents.get(id)?;
            let source = Source::of(&body)?;
            Ok::<_, Failure>(company.trainings.insert(Training {
                id: Uuid::new_v4(),
                agent_id: id,
                company_id: company.id,
                r#type: body.r#type,
                content: source.content,
                file_name: source.file_name,
                // The file is not fetched, so its size is not known.
                file_size: None,
                status: source.status,
                error_message: None,
                created_at: now,
                updated_at: now,
            }))
        })?;
        Ok(TrainingEnvelope::new(training).into())
    }

    async fn update_training(
        &self,
        cx: Context<Caller>,
        id: Uuid,
        body: TrainingUpdate,
    ) -> Result<UpdateTrainingResponse, UpdateTrainingError> {
        let training = self.with(&cx, |company, now| {
            let training = company.trainings.get_mut(id)?;
            if training.r#type != TrainingType::Text {
                return Err(Failure::invalid(
                    "Only trainings of type text can be updated",
                ));
            }
            if let Some(content) = body.content {
                training.content = required(Some(&content), "content", &TrainingType::Text)?;
            }
            training.updated_at = now;
            Ok(training.clone())
        })?;
        Ok(TrainingEnvelope::new(training).into())
    }

    async fn delete_training(
        &self,
        cx: Context<Caller>,
        id: Uuid,
    ) -> Result<DeleteTrainingResponse, DeleteTrainingError> {
        self.with(&cx, |company, _| company.trainings.remove(id))?;
        Ok(deleted().into())
    }
}

/// What a training is made from.
struct Source {
    content: String,
    file_name: Option<String>,
    status: TrainingStatus,
}

impl Source {
    /// Which fields go with which type is said in words only.
    fn of(body: &TrainingCreate) -> Result<Self, Failure> {
        let kind = &body.r#type;
        if *kind == TrainingType::File {
            let url = required(body.file_url.as_deref(), "file_url", kind)?;
            let last = url.rsplit('/').next().filter(|name| !name.is_empty());
            let file_name = body.name.clone().or_else(|| last.map(str::to_owned));
            require_url("file_url", &url)?;
            return Ok(Self {
                content: url,
                file_name,
                status: TrainingStatus::Processing,
            });
        }
        if body.file_url.is_some() {
            return Err(Failure::invalid(
                "file_url is for trainings of type file only",
            ));
        }
        let content = required(body.content.as_deref(), "content", kind)?;
        let status = match kind {
            TrainingType::Url => {
                require_url("content", &content)?;
                TrainingStatus::Processing
            }
            _ => TrainingStatus::Completed,
        };
        Ok(Self {
            content,
            file_name: None,
            status,
        })
    }
}

/// A text that has to be there and to say something.
fn required(text: Option<&str>, field: &str, kind: &TrainingType) -> Result<String, Failure> {
    match text {
        Some(text) if !text.trim().is_empty() => Ok(text.to_owned()),
        _ => Err(Failure::invalid(format!(
            "{field} is required when type is {kind}"
        ))),
    }
}

fn require_url(field: &str, text: &str) -> Result<(), Failure> {
    if is_web_url(text) {
        return Ok(());
    }
    Err(Failure::invalid(format!(
        "{field} must be a URL that starts with http:// or https://"
    )))
}

fn is_listed(row: &Training, params: &ListTrainings) -> bool {
    passes(params.r#type.as_ref(), Some(&row.r#type))
        && passes(params.status.as_ref(), Some(&row.status))
}

fn order(sort: &TrainingSort) -> fn(&Training, &Training) -> Ordering {
    match sort {
        // The router lets no other value through.
        TrainingSort::CreatedAt | TrainingSort::Other(_) => |a, b| a.created_at.cmp(&b.created_at),
        TrainingSort::UpdatedAt => |a, b| a.updated_at.cmp(&b.updated_at),
        TrainingSort::Type => |a, b| a.r#type.cmp(&b.r#type),
        TrainingSort::Status => |a, b| a.status.cmp(&b.status),
    }
}
