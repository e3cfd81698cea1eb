//! Atom, which is what comes without an `Accept` header for verbose JSON.

use creatio_sandbox::{Sandbox, Seed};
use reqwest::header::ACCEPT;
use roxmltree::{Document, Node};
use serde_json::json;

use super::{address, refusal, url};
use crate::support::{Server, guid, row};

const DATA: &str = "http://schemas.microsoft.com/ado/2007/08/dataservices";
const METADATA: &str = "http://schemas.microsoft.com/ado/2007/08/dataservices/metadata";

/// The text of an answer that must be 200 and of this type.
async fn text(server: &Server, path: &str, content_type: &str) -> String {
    let reply = server.request(&address(path)).send().await.unwrap();
    assert_eq!(reply.status(), 200, "{path}");
    assert_eq!(reply.headers()["content-type"], content_type);
    reply.text().await.unwrap()
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Node<'a, 'i> {
    let mut children = node.children();
    children
        .find(|child| child.has_tag_name(name))
        .unwrap_or_else(|| panic!("no {name} in {node:?}"))
}

fn all<'a, 'i: 'a>(node: Node<'a, 'i>, name: &str) -> Vec<Node<'a, 'i>> {
    let children = node.children();
    children
        .filter(|child| child.tag_name().name() == name)
        .collect()
}

const FEED: &str = "application/atom+xml;type=feed;charset=utf-8";
const ENTRY: &str = "application/atom+xml;type=entry;charset=utf-8";

#[tokio::test]
async fn a_feed_has_entries_with_typed_values_and_links() {
    let server = Server::with_known_rows().await;
    let path = "AccountCollection?$orderby=Id&$inlinecount=allpages";
    let text = text(&server, path, FEED).await;
    let document = Document::parse(&text).unwrap();
    let feed = document.root_element();
    assert_eq!(
        child(feed, "id").text(),
        Some(&*url(&server, "AccountCollection"))
    );
    assert_eq!(child(feed, "title").text(), Some("AccountCollection"));
    assert_eq!(all(feed, "count")[0].text(), Some("4"));
    let entries = all(feed, "entry");
    assert_eq!(entries.len(), 4);
    let own = format!("AccountCollection(guid'{}')", guid(1));
    assert_eq!(child(entries[0], "id").text(), Some(&*url(&server, &own)));
    assert_eq!(
        child(entries[0], "category").attribute("term"),
        Some("Terrasoft.Configuration.Account")
    );

    let properties = all(child(entries[0], "content"), "properties")[0];
    let property = |name: &str| all(properties, name)[0];
    assert_eq!(property("Name").text(), Some("Alpha"));
    assert_eq!(property("Name").attribute((METADATA, "type")), None);
    assert_eq!(
        property("CreatedOn").text(),
        Some("2024-02-29T12:30:45.1234567")
    );
    assert_eq!(
        property("CreatedOn").attribute((METADATA, "type")),
        Some("Edm.DateTime")
    );
    assert_eq!(property("ModifiedOn").text(), Some("0001-01-01T00:00:00"));
    assert_eq!(property("Completeness").tag_name().namespace(), Some(DATA));
    assert_eq!(
        property("ParentId").text(),
        Some("00000000-0000-0000-0000-000000000000")
    );
}

#[tokio::test]
async fn an_entry_links_to_what_it_leads_to_or_holds_it() {
    let server = Server::with_known_rows().await;
    let path = "AccountCollection?$orderby=Id&$expand=Owner,ContactCollectionByAccount";
    let text = text(&server, path, FEED).await;
    let document = Document::parse(&text).unwrap();
    let entries = all(document.root_element(), "entry");
    let own = format!("AccountCollection(guid'{}')", guid(1));
    let links = all(entries[0], "link");
    let link = |title: &str| {
        *links
            .iter()
            .find(|link| link.attribute("title") == Some(title))
            .unwrap()
    };
    let parent = link("Parent");
    assert_eq!(parent.attribute("href"), Some(&*format!("{own}/Parent")));
    assert_eq!(
        parent.attribute("type"),
        Some("application/atom+xml;type=entry")
    );
    let owner = child(child(all(link("Owner"), "inline")[0], "entry"), "id");
    assert_eq!(
        owner.text(),
        Some(&*url(
            &server,
            &format!("ContactCollection(guid'{}')", guid(11))
        ))
    );
    let contacts = child(all(link("ContactCollectionByAccount"), "inline")[0], "feed");
    assert_eq!(all(contacts, "entry").len(), 2);
    let empty = all(entries[2], "link")
        .into_iter()
        .find(|link| link.attribute("title") == Some("Owner"));
    assert!(!all(empty.unwrap(), "inline")[0].has_children());
}

#[tokio::test]
async fn a_feed_links_to_its_next_page() {
    let server = Server::start(Sandbox::builder()).await;
    let feed = text(&server, "ContactCollection?$select=Id&$top=50", FEED).await;
    let document = Document::parse(&feed).unwrap();
    let links = all(document.root_element(), "link");
    let next = links
        .iter()
        .find(|link| link.attribute("rel") == Some("next"))
        .unwrap();
    let root = url(&server, "");
    let below = next.attribute("href").unwrap().strip_prefix(&root).unwrap();
    let rest = text(&server, below, FEED).await;
    let document = Document::parse(&rest).unwrap();
    let feed = document.root_element();
    assert_eq!(all(feed, "entry").len(), 10);
    assert!(
        all(feed, "link")
            .iter()
            .all(|link| link.attribute("rel") != Some("next"))
    );
}

#[tokio::test]
async fn texts_survive_markup() {
    let server = Server::start(Sandbox::builder().seed(Seed::empty())).await;
    let hostile = " <b>&\"'</b> ]]> \u{1f600}\r\n\tend ";
    let account = row(json!({"Id": guid(1), "Name": hostile}));
    server
        .sandbox
        .insert_rows("Account", [account])
        .await
        .unwrap();
    let own = format!("AccountCollection(guid'{}')", guid(1));
    let entry = text(&server, &format!("{own}?$select=Name"), ENTRY).await;
    let document = Document::parse(&entry).unwrap();
    let name = document
        .descendants()
        .find(|node| node.tag_name().name() == "Name")
        .unwrap();
    assert_eq!(name.text(), Some(hostile));
    let property = text(
        &server,
        &format!("{own}/Name"),
        "application/xml;charset=utf-8",
    )
    .await;
    let document = Document::parse(&property).unwrap();
    assert_eq!(document.root_element().text(), Some(hostile));
    assert_eq!(document.root_element().tag_name().namespace(), Some(DATA));
}

#[tokio::test]
async fn the_service_document_and_metadata_are_xml() {
    let server = Server::with_known_rows().await;
    let service = text(&server, "", "application/atomsvc+xml;charset=utf-8").await;
    let document = Document::parse(&service).unwrap();
    let workspace = child(document.root_element(), "workspace");
    assert_eq!(
        all(workspace, "collection")[0].attribute("href"),
        Some("AccountCollection")
    );
    let metadata = text(&server, "$metadata", "application/xml;charset=utf-8").await;
    assert!(
        metadata.contains("<EntitySet Name=\"AccountCollection\""),
        "{metadata}"
    );
}

#[tokio::test]
async fn refusals_are_xml_unless_json_is_asked_for() {
    let server = Server::with_known_rows().await;
    let reply = server
        .request(&address("NopeCollection"))
        .send()
        .await
        .unwrap();
    assert_eq!(reply.status(), 404);
    let text = reply.text().await.unwrap();
    let document = Document::parse(&text).unwrap();
    let error = document.root_element();
    assert_eq!(error.tag_name().namespace(), Some(METADATA));
    let message = all(error, "message")[0].text();
    assert_eq!(
        message,
        Some("Resource not found for the segment 'NopeCollection'.")
    );
    let (status, same) = refusal(&server, "NopeCollection").await;
    assert_eq!((status, Some(&*same)), (404, message));
}

#[tokio::test]
async fn json_that_is_not_verbose_is_not_served() {
    let server = Server::with_known_rows().await;
    for accept in [
        "application/json",
        "application/json;odata=minimalmetadata",
        "text/html",
    ] {
        let request = server
            .request(&address("AccountCollection"))
            .header(ACCEPT, accept);
        let reply = request.send().await.unwrap();
        assert_eq!(reply.status(), 415, "{accept}");
        let text = reply.text().await.unwrap();
        assert!(text.contains("Unsupported media type requested."), "{text}");
    }
}
