//! The body of a write: an Atom entry, or an object of verbose JSON.
//!
//! A body is read into names and what was given for them; what they mean is found out in `write`.
//! Links to rows may be given by the row's address, as .NET's clients do: in Atom by a link, in JSON
//! by an object with `__metadata`. Links that only say where the related rows are to be found, as
//! every entry that was read has them, say nothing.

use serde_json::{Map, Value as Json};

use super::{
    atom::RELATED,
    refusal::Refusal,
    xml::{ATOM, DATA, METADATA},
};

/// One name of a body.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Given {
    pub(super) name: String,
    pub(super) content: Content,
}

/// What was given for a name.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    /// A value, or null.
    Json(Json),
    /// The text of an element, or null, and the type that it states.
    Text(Option<String>, Option<String>),
    /// The address of a row.
    Link(String),
    /// A whole row, or rows, in place of a link.
    Inline,
}

/// Reads a body by its media type.
pub(super) fn read(content_type: Option<&str>, body: &[u8]) -> Result<Vec<Given>, Refusal> {
    let mut parts = content_type.unwrap_or_default().split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default().to_ascii_lowercase();
    let is_verbose = parts.any(|part| part.eq_ignore_ascii_case("odata=verbose"));
    match &*media_type {
        "application/atom+xml" => atom(body),
        "application/json" if is_verbose => json(body),
        _ => Err(Refusal::MediaType),
    }
}

fn json(body: &[u8]) -> Result<Vec<Given>, Refusal> {
    let members: Map<String, Json> = serde_json::from_slice(body)
        .map_err(|error| unreadable(&format!("it is no JSON object: {error}")))?;
    let members = members.into_iter().filter(|(name, _)| name != "__metadata");
    let given = members.filter_map(|(name, json)| {
        let content = match &json {
            Json::Object(members) if members.contains_key("__deferred") => return None,
            Json::Object(members) => match (members.len(), &json["__metadata"]["uri"]) {
                (1, Json::String(address)) => Content::Link(address.clone()),
                _ => Content::Inline,
            },
            Json::Array(_) => Content::Inline,
            _ => Content::Json(json),
        };
        Some(Given { name, content })
    });
    Ok(given.collect())
}

fn atom(body: &[u8]) -> Result<Vec<Given>, Refusal> {
    let text = std::str::from_utf8(body).map_err(|error| unreadable(&error.to_string()))?;
    let document =
        roxmltree::Document::parse(text).map_err(|error| unreadable(&error.to_string()))?;
    let entry = document.root_element();
    if !entry.has_tag_name((ATOM, "entry")) {
        return Err(unreadable("it is no Atom entry"));
    }
    let links = entry.children().filter_map(link);
    let properties = entry
        .children()
        .filter(|node| node.has_tag_name((ATOM, "content")))
        .flat_map(|content| content.children())
        .filter(|node| node.has_tag_name((METADATA, "properties")))
        .flat_map(|properties| properties.children())
        .filter(|node| node.is_element() && node.tag_name().namespace() == Some(DATA))
        .map(property);
    Ok(links.chain(properties).collect())
}

fn link(node: roxmltree::Node<'_, '_>) -> Option<Given> {
    let is_link = node.has_tag_name((ATOM, "link"));
    let name = node.attribute("rel").filter(|_| is_link)?;
    let name = name.strip_prefix(RELATED)?.strip_prefix('/')?;
    let is_inline = node
        .children()
        .any(|child| child.has_tag_name((METADATA, "inline")));
    let content = match node.attribute("href") {
        _ if is_inline => Content::Inline,
        Some(address) => Content::Link(address.to_owned()),
        None => return None,
    };
    Some(Given {
        name: name.to_owned(),
        content,
    })
}

fn property(node: roxmltree::Node<'_, '_>) -> Given {
    let texts = node.children().filter_map(|child| child.text());
    let text = texts.collect::<String>();
    let is_null = node.attribute((METADATA, "null")) == Some("true");
    let ty = node.attribute((METADATA, "type")).map(str::to_owned);
    Given {
        name: node.tag_name().name().to_owned(),
        content: Content::Text((!is_null).then_some(text), ty),
    }
}

fn unreadable(why: &str) -> Refusal {
    Refusal::Query(format!("The request body cannot be read: {why}."))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const DOCUMENTED: &str = r#"<entry xmlns="http://www.w3.org/2005/Atom"><content type="application/xml">
        <properties xmlns="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">
        <Name xmlns="http://schemas.microsoft.com/ado/2007/08/dataservices">Updated &amp; sent</Name>
        </properties></content></entry>"#;

    #[test]
    fn the_documented_entry_is_read() {
        let given = read(
            Some("application/atom+xml;type=entry"),
            DOCUMENTED.as_bytes(),
        )
        .unwrap();
        let text = Content::Text(Some("Updated & sent".to_owned()), None);
        let name = Given {
            name: "Name".to_owned(),
            content: text,
        };
        assert_eq!(given, [name]);
    }

    #[test]
    fn only_the_two_media_types_are_read() {
        for media_type in [
            None,
            Some("application/json"),
            Some("application/xml"),
            Some("text/plain"),
        ] {
            assert_eq!(read(media_type, b"{}"), Err(Refusal::MediaType));
        }
        assert_eq!(
            read(Some("application/json; odata=verbose"), b"{}"),
            Ok(Vec::new())
        );
    }

    #[test]
    fn bodies_of_another_form_are_refused() {
        for (media_type, body) in [
            ("application/json;odata=verbose", "[]"),
            ("application/json;odata=verbose", "{"),
            ("application/atom+xml", "<feed/>"),
            ("application/atom+xml", "<entry/>"),
            ("application/atom+xml", "{}"),
        ] {
            let refused = read(Some(media_type), body.as_bytes());
            assert!(matches!(refused, Err(Refusal::Query(_))), "{body}");
        }
    }

    #[test]
    fn a_link_binds_only_if_it_names_a_row() {
        let body = json!({
            "Account": { "__metadata": { "uri": "AccountCollection(guid'1')" } },
            "Owner": { "__deferred": { "uri": "ContactCollection(guid'1')/Owner" } },
            "City": { "Name": "New" },
            "__metadata": { "type": "Terrasoft.Configuration.Contact" },
        });
        let given = read(
            Some("application/json;odata=verbose"),
            body.to_string().as_bytes(),
        );
        let contents: Vec<_> = given.unwrap().into_iter().map(|it| it.content).collect();
        let link = Content::Link("AccountCollection(guid'1')".to_owned());
        assert_eq!(contents, [link, Content::Inline]);
    }
}
