//! The columns of the sales pipeline.

use super::prelude::*;

impl PipelineService<Caller> for Crm {
    async fn list_pipeline_columns(
        &self,
        cx: Cx,
    ) -> Result<ListPipelineColumnsResponse, ListPipelineColumnsError> {
        // They are made in the order of their positions and never change.
        let columns = self.with(&cx, |company, _| Ok(company.columns.clone()))?;
        Ok(PipelineColumnList::new(columns).into())
    }
}
