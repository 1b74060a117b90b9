//! An API of which each tag is a Cargo feature. `.ci/run` compiles it with each of them alone, and with none.

/// What the macro makes of the document.
pub mod api {
    timely_macros::openapi! {
        document: "../fixtures/tags.yaml",
        tag_features: true,
    }
}

/// With all features, it is as it would be without them.
#[cfg(all(
    test,
    feature = "tag-health",
    feature = "tag-pets",
    feature = "tag-store-orders"
))]
mod tests {
    use super::api::client::{Client, HealthApi, PetsApi};
    use super::api::models::pet::Kind as PetKind;
    use super::api::models::{Order, Pet};
    use super::api::operations::delete_order;
    use super::api::operations::{
        DeleteOrderConflictHeaders, DeleteOrderError, DeleteOrderResponse, GetOrderError,
        GetOrderResponse, HealthResponse, ListOrders, ListOrdersError, ListOrdersResponse,
        ListPets, ListPetsResponse, OrderBody, OrderResponse, ReplaceOrderBody,
        ReplaceOrderResponse,
    };
    use super::api::server::{Context, HealthService, PetsService, StoreOrdersService, router};
    use timely_runtime::{NoContent, Response, Undocumented};

    struct Shop;

    impl HealthService for Shop {
        async fn health(&self, _: Context<()>) -> Result<HealthResponse, Undocumented> {
            Ok(NoContent.into())
        }
    }

    impl PetsService for Shop {
        async fn list_pets(
            &self,
            _: Context<()>,
            _: ListPets,
        ) -> Result<ListPetsResponse, Undocumented> {
            Ok(vec![Pet::new(PetKind::Cat, "Tom")].into())
        }
    }

    impl StoreOrdersService for Shop {
        async fn list_orders(
            &self,
            _: Context<()>,
            _: ListOrders,
        ) -> Result<ListOrdersResponse, ListOrdersError> {
            Ok(Vec::new().into())
        }

        async fn order(&self, _: Context<()>, _: OrderBody) -> Result<OrderResponse, Undocumented> {
            Ok(NoContent.into())
        }

        async fn get_order(
            &self,
            _: Context<()>,
            id: i64,
        ) -> Result<GetOrderResponse, GetOrderError> {
            Ok(Order::new(id).into())
        }

        async fn delete_order(
            &self,
            _: Context<()>,
            _: i64,
        ) -> Result<DeleteOrderResponse, DeleteOrderError> {
            let why = DeleteOrderConflictHeaders::new(vec!["busy".into()]);
            let body = delete_order::ConflictBody::new();
            Err(DeleteOrderError::Conflict(Response::new(body, why)))
        }

        async fn replace_order(
            &self,
            _: Context<()>,
            _: i64,
            _: ReplaceOrderBody,
        ) -> Result<ReplaceOrderResponse, Undocumented> {
            Ok(NoContent.into())
        }
    }

    #[tokio::test]
    async fn all_tags_answer() {
        let client = Client::builder()
            .base_url("http://localhost")
            .transport(router(Shop))
            .build()
            .expect("the settings are valid");
        let pets = client.list_pets().await.expect("pets");
        assert_eq!(pets.body[0].name, "Tom");
        client.health().await.expect("alive");
    }
}
