//! The URL of a request in a batch: relative to the service, to the host, or whole; or a reference
//! to the row of an earlier request.

use uuid::Uuid;

use crate::raw;

/// What a URL asks of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// The path below the service root, encoded as it came.
    pub(super) path: String,
    /// The query string.
    pub(super) query: Option<String>,
}

/// Names of the service that begin as references do.
const OWN: [&str; 6] = ["batch", "metadata", "crossjoin", "all", "entity", "root"];

/// The name of the request whose row a URL begins with: `1` for `$1/Orders`.
pub(super) fn reference(url: &str) -> Option<&str> {
    let path = url.strip_prefix('/').unwrap_or(url);
    let name = path.strip_prefix('$')?.split(['/', '?']).next()?;
    (!name.is_empty() && !OWN.contains(&name)).then_some(name)
}

/// The address of a URL that begins with a reference, once the path of its row is known.
pub(super) fn behind_reference(url: &str, row: &str) -> Address {
    let url = url.strip_prefix('/').unwrap_or(url);
    let rest = url.find(['/', '?']).map_or("", |at| &url[at..]);
    address(&format!("{row}{rest}"))
}

/// The address of any other URL; `None` if it leads out of the service at `root`, an absolute URL with
/// a slash at its end.
pub(super) fn below(root: &str, url: &str) -> Option<Address> {
    let (own_host, own_path) = split(root)?;
    let path = match split(url) {
        Some((host, path)) => is_same(own_host, host).then_some(path)?,
        None => url,
    };
    let below = if path.starts_with('/') {
        path.strip_prefix(own_path)?
    } else {
        path
    };
    Some(address(below))
}

/// Host with port, and what follows.
fn split(url: &str) -> Option<(&str, &str)> {
    let rest = url
        .strip_prefix("http://")
        .or_else(|| url.strip_prefix("https://"))?;
    Some(rest.split_at(rest.find('/').unwrap_or(rest.len())))
}

/// Whether two hosts with ports are the same. The sandbox goes by its number and by its name.
fn is_same(own: &str, other: &str) -> bool {
    let port = own.rsplit_once(':').map_or("", |(_, port)| port);
    own == other || other.strip_prefix("localhost:") == Some(port)
}

fn address(below: &str) -> Address {
    let (path, query) = match below.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (below, None),
    };
    Address {
        path: with_key_in_parentheses(path),
        query,
    }
}

/// `City/{guid}` as `City({guid})`. Keys as segments are how Creatio's examples of batches address
/// rows; outside of batches they have not been seen.
fn with_key_in_parentheses(path: &str) -> String {
    let mut segments = path.splitn(3, '/');
    let (set, key) = (segments.next().unwrap_or_default(), segments.next());
    let key = key.map(raw::segment).filter(|key| key.len() == 36);
    match key.and_then(|key| key.parse::<Uuid>().ok()) {
        Some(key) if !set.contains('(') => {
            let rest = segments.next().map(|rest| format!("/{rest}"));
            format!("{set}({key}){}", rest.unwrap_or_default())
        }
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "http://127.0.0.1:8080/app/0/odata/";
    const KEY: &str = "62f9bc01-57cf-4cc7-90bf-8672acc922e3";

    fn path(url: &str) -> Option<String> {
        below(ROOT, url).map(|address| match address.query {
            Some(query) => format!("{} ? {query}", address.path),
            None => address.path,
        })
    }

    #[test]
    fn relative_and_absolute_urls_lead_to_the_same_place() {
        for url in [
            "City?$top=1",
            "/app/0/odata/City?$top=1",
            "http://127.0.0.1:8080/app/0/odata/City?$top=1",
            "http://localhost:8080/app/0/odata/City?$top=1",
        ] {
            assert_eq!(path(url).as_deref(), Some("City ? $top=1"), "{url}");
        }
    }

    #[test]
    fn urls_of_other_services_lead_nowhere() {
        for url in [
            "/City",
            "/app/0/rest/Service/Method",
            "http://127.0.0.1:8081/app/0/odata/City",
            "http://example.com/app/0/odata/City",
        ] {
            assert_eq!(path(url), None, "{url}");
        }
    }

    #[test]
    fn a_key_may_be_a_segment() {
        let row = format!("City({KEY})");
        assert_eq!(path(&format!("City/{KEY}")), Some(row.clone()));
        assert_eq!(path(&row), Some(row.clone()));
        let member = format!("City/{KEY}/Country/Name?a=/b");
        assert_eq!(path(&member), Some(format!("{row}/Country/Name ? a=/b")));
        assert_eq!(path("City/$count").as_deref(), Some("City/$count"));
    }

    #[test]
    fn a_reference_is_the_first_segment() {
        for (url, name) in [
            ("$t1", Some("t1")),
            ("/$t1/Country?$top=1", Some("t1")),
            ("$1?$select=Name", Some("1")),
            ("$metadata", None),
            ("$batch", None),
            ("$", None),
            ("City/$count", None),
        ] {
            assert_eq!(reference(url), name, "{url}");
        }
        let address = behind_reference("/$t1/Country?$select=Name", "City(1)");
        assert_eq!(address.path, "City(1)/Country");
        assert_eq!(address.query.as_deref(), Some("$select=Name"));
    }
}
