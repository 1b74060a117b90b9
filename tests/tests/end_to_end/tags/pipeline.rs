use crate::harness::{App, COMPANY};
use timely_generated::client::PipelineApi;

scenarios! { columns_come_in_the_order_of_their_positions }

async fn columns_come_in_the_order_of_their_positions(app: App) -> anyhow::Result<()> {
    let columns = app.client().list_pipeline_columns().await?.into_body().data;
    assert!(!columns.is_empty());
    assert!(columns.is_sorted_by_key(|column| column.position));
    assert!(
        columns
            .iter()
            .all(|column| column.company_id == COMPANY && !column.name.is_empty())
    );
    let again = app.client().list_pipeline_columns().await?.into_body().data;
    assert_eq!(again, columns, "they stay what they are");
    Ok(())
}
