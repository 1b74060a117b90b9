//! The columns of the sales pipeline.

use super::super::auth::Caller;
use super::super::crm::Crm;
use timely_generated::models::*;
use timely_generated::operations::*;
use timely_generated::server::{Context, PipelineService};

impl PipelineService<Caller> for Crm {
    async fn list_pipeline_columns(
        &self,
        cx: Context<Caller>,
    ) -> Result<ListPipelineColumnsResponse, ListPipelineColumnsError> {
        // They are made in the order of their positions and never change.
        let columns = self.with(&cx, |company, _| company.columns.clone());
        Ok(PipelineColumnList::new(columns).into())
    }
}
