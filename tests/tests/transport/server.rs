//! A server of the document.

use crate::api::client::Client;
use crate::api::models::*;
use crate::api::operations::headers::{SetCookieHeaders, SetCookieHeadersSet};
use crate::api::operations::*;
use crate::api::operations::{list_links, list_numbers, list_tools, log_in};
use crate::api::server::{Context, DefaultService, router};
use crate::cookies::COOKIES;
use futures_util::stream;
use timely_runtime::server::Router;
use timely_runtime::{Event, EventStream, NoContent, Response, Undocumented};

struct Station;

pub(crate) fn app() -> Router {
    router(Station)
}

/// A client of it, in the same process.
pub(crate) fn client() -> Client {
    let builder = Client::builder().base_url("http://localhost");
    let client = builder.transport(app()).build();
    client.expect("the settings are valid")
}

impl DefaultService for Station {
    async fn list_stops(
        &self,
        _: Context<()>,
        params: ListStops,
    ) -> Result<ListStopsResponse, Undocumented> {
        let page = Page::new(vec![1]);
        Ok(match params.cursor {
            None => page.next("2".to_owned()),
            Some(_) => page,
        }
        .into())
    }

    async fn list_tools(
        &self,
        _: Context<()>,
        _: ListTools,
    ) -> Result<ListToolsResponse, Undocumented> {
        Ok(list_tools::ResponseBody::new("", vec![1]).into())
    }

    async fn list_links(
        &self,
        _: Context<()>,
        _: ListLinks,
    ) -> Result<ListLinksResponse, Undocumented> {
        Ok(list_links::ResponseBody::new(vec![1]).into())
    }

    async fn list_archive(
        &self,
        _: Context<()>,
        _: ListArchive,
    ) -> Result<ListArchiveResponse, Undocumented> {
        Ok(Page::new(vec![1]).into())
    }

    async fn list_numbers(
        &self,
        _: Context<()>,
        _: ListNumbers,
    ) -> Result<ListNumbersResponse, Undocumented> {
        Ok(list_numbers::ResponseBody::new(vec![1]).into())
    }

    async fn log_in(
        &self,
        _: Context<()>,
        _: Option<log_in::Body>,
    ) -> Result<LogInResponse, Undocumented> {
        let cookies = COOKIES.map(str::to_owned).to_vec();
        let headers = SetCookieHeadersSet {
            set_cookie: Some(cookies),
        };
        Ok(Response::new(NoContent, headers))
    }

    async fn renew(&self, _: Context<()>) -> Result<RenewResponse, Undocumented> {
        let headers = SetCookieHeaders {
            set_cookie: COOKIES[0].to_owned(),
        };
        Ok(Response::new(NoContent, headers))
    }

    async fn log_out(&self, _: Context<()>) -> Result<LogOutResponse, Undocumented> {
        Ok(NoContent.into())
    }

    async fn watch(&self, _: Context<()>) -> Result<WatchResponse, Undocumented> {
        let numbers = [1, 2].map(Event::new);
        Ok(EventStream::new(stream::iter(numbers)).into())
    }
}
