//! Trainings of agents.

use super::prelude::*;

impl TrainingsService<Caller> for Crm {
    async fn list_trainings(
        &self,
        cx: Cx,
        id: Id,
        params: ListTrainings,
    ) -> Result<ListTrainingsResponse, ListTrainingsError> {
        let (data, pagination) = self.with(&cx, |company, _| {
            company.agents.get(&id)?;
            let rows = company
                .trainings
                .of(&id)
                .filter(|row| is_listed(row, &params));
            Ok(listing!(params).page(rows, order(&params.sort_or_default())))
        })?;
        Ok(TrainingList::new(data, pagination).into())
    }

    async fn create_training(
        &self,
        cx: Cx,
        id: Id,
        body: TrainingCreate,
    ) -> Result<CreateTrainingResponse, CreateTrainingError> {
        let training = self.with(&cx, |company, now| {
            company.agents.get(&id)?;
            // The router has seen to it that the field that goes with the type is there. The file is not fetched.
            let status = match body.r#type {
                TrainingType::Text => TrainingStatus::Completed,
                _ => TrainingStatus::Processing,
            };
            let file_name = body.file_url.as_deref().and_then(|url| {
                let last = url.rsplit('/').next().filter(|name| !name.is_empty());
                body.name.or_else(|| last.map(str::to_owned))
            });
            let training = Training::new(training::TrainingRequired {
                id: new_id(),
                agent_id: id,
                company_id: company.id.clone(),
                r#type: body.r#type,
                content: body.file_url.or(body.content).unwrap_or_default(),
                status,
                created_at: now.into(),
                updated_at: now.into(),
            })
            .file_name(file_name);
            Ok(company.trainings.insert(training))
        })?;
        Ok(TrainingEnvelope::new(training).into())
    }

    async fn update_training(
        &self,
        cx: Cx,
        id: Id,
        body: TrainingUpdate,
    ) -> Result<UpdateTrainingResponse, UpdateTrainingError> {
        let training = self.with(&cx, |company, now| {
            let training = company.trainings.get_mut(&id)?;
            if training.r#type != TrainingType::Text {
                return Err(Failure::Conflict(
                    "Only trainings of type text can be updated",
                ));
            }
            if let Some(content) = body.content {
                training.content = content;
            }
            training.updated_at = now.into();
            Ok(training.clone())
        })?;
        Ok(TrainingEnvelope::new(training).into())
    }

    async fn delete_training(
        &self,
        cx: Cx,
        id: Id,
    ) -> Result<DeleteTrainingResponse, DeleteTrainingError> {
        self.with(&cx, |company, _| company.trainings.remove(&id))?;
        Ok(deleted().into())
    }
}

fn is_listed(row: &Training, params: &ListTrainings) -> bool {
    passes(params.r#type.as_ref(), Some(&row.r#type))
        && passes(params.status.as_ref(), Some(&row.status))
}

fn order(sort: &TrainingSort) -> fn(&Training, &Training) -> Ordering {
    match sort {
        TrainingSort::UpdatedAt => |a, b| a.updated_at.cmp(&b.updated_at),
        TrainingSort::Type => |a, b| a.r#type.cmp(&b.r#type),
        TrainingSort::Status => |a, b| a.status.cmp(&b.status),
        // By creation. The router lets no other value through.
        _ => |a, b| a.created_at.cmp(&b.created_at),
    }
}
