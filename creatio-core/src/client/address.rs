//! Addresses: the base URL as users give it, the services below it, and links that replies hold.

use url::Url;

use crate::error::BuildError;

/// The kind of host an instance runs on; it decides where the services are.
///
/// On .NET Framework (IIS) everything but the login lives below `/0`. Hosts on .NET serve their
/// addresses without it; current ones answer to both forms (Creatio Academy: "for .NET the /0
/// prefix is optional"), so that the default works nearly everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Platform {
    /// Services below `/0`.
    #[default]
    NetFramework,
    /// Services right below the base URL, for older hosts on .NET.
    Net,
}

impl Platform {
    fn prefix(self) -> &'static str {
        match self {
            Self::NetFramework => "0/",
            Self::Net => "",
        }
    }
}

/// Reads an absolute `http` or `https` address without query, fragment and credentials.
pub(super) fn parse(setting: &'static str, text: &str) -> Result<Url, BuildError> {
    let refuse = |reason: &str| BuildError::Address {
        setting,
        address: presentable(text),
        reason: reason.to_owned(),
    };
    let url = Url::parse(text.trim()).map_err(|error| match error {
        url::ParseError::RelativeUrlWithoutBase => {
            refuse("it needs a scheme, as in https://acme.creatio.com")
        }
        other => refuse(&other.to_string()),
    })?;
    let fault = if !matches!(url.scheme(), "http" | "https") {
        "it needs the scheme https or http, as in https://acme.creatio.com"
    } else if !url.username().is_empty() || url.password().is_some() {
        "it holds credentials; give them to an authenticator with `.auth(...)`"
    } else if url.query().is_some() {
        "it has a query (`?`); give the address of the service alone"
    } else if url.fragment().is_some() {
        "it has a fragment (`#`), as copied from a browser; give the address of the service alone"
    } else {
        return Ok(url);
    };
    Err(refuse(fault))
}

/// Like [`parse`], with exactly one slash at the end, so that paths can be added.
pub(super) fn parse_directory(setting: &'static str, text: &str) -> Result<Url, BuildError> {
    let mut url = parse(setting, text)?;
    let path = format!("{}/", url.path().trim_end_matches('/'));
    url.set_path(&path);
    Ok(url)
}

/// Reads the base URL of an instance, which may have a path of its own.
pub(super) fn parse_base(text: &str) -> Result<Url, BuildError> {
    let setting = "base URL";
    let url = parse_directory(setting, text)?;
    let last = url.path().trim_end_matches('/').rsplit('/').next();
    if matches!(last, Some("0" | "odata")) {
        return Err(BuildError::Address {
            setting,
            address: presentable(text),
            reason: "it names a service, not the instance: leave `/0` and `/odata` off, they are \
                     added as the `Platform` needs them"
                .to_owned(),
        });
    }
    let extension = last.and_then(|page| page.rsplit_once('.'));
    if extension.is_some_and(|(_, it)| it.eq_ignore_ascii_case("aspx")) {
        return Err(BuildError::Address {
            setting,
            address: presentable(text),
            reason:
                "it names a page, as copied from a browser; give the address of the instance alone"
                    .to_owned(),
        });
    }
    Ok(url)
}

/// The root of the OData 4 service, with a slash at the end.
pub(super) fn odata4_root(base: &Url, platform: Platform) -> Url {
    below(base, &format!("{}odata/", platform.prefix()))
}

/// The root of the OData 3 service, with a slash at the end.
pub(super) fn odata3_root(base: &Url, platform: Platform) -> Url {
    let service = "ServiceModel/EntityDataService.svc/";
    below(base, &format!("{}{service}", platform.prefix()))
}

/// The root of the DataService's operations in JSON, with a slash at the end.
pub(super) fn data_service_root(base: &Url, platform: Platform) -> Url {
    let service = "DataService/json/SyncReply/";
    below(base, &format!("{}{service}", platform.prefix()))
}

/// The directory that holds the web services, with a slash at the end.
pub(super) fn services_root(base: &Url, platform: Platform) -> Url {
    below(base, platform.prefix())
}

/// The address of a WCF service by its name.
pub(super) fn service_model(root: &Url, name: &str) -> Url {
    let directory = segment_below(root, "ServiceModel");
    segment_below(&directory, &format!("{name}.svc"))
}

/// The address of one segment below the directory `root`, whatever characters it has.
pub(super) fn segment_below(root: &Url, segment: &str) -> Url {
    let mut url = root.clone();
    // Only addresses that cannot be a base, such as `mailto:`, have no segments.
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push(segment);
    }
    url
}

/// The address of `relative`, a path with or without query, below the directory `root`.
pub(super) fn below(root: &Url, relative: &str) -> Url {
    let (path, query) = match relative.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (relative, None),
    };
    let mut url = root.clone();
    url.set_path(&format!("{}{path}", root.path()));
    url.set_query(query);
    url
}

/// Resolves the next link of a reply, unless it leads out of the service: credentials go there.
///
/// Behind a gateway that speaks TLS in its place an instance takes itself for one without, and writes
/// its links so (addresses of OData 3 on a cloud site, observed on 7.13): such a link is followed on
/// the client's own origin.
pub(super) fn next_link(root: &Url, link: &str) -> Result<Url, String> {
    let mut url = root
        .join(link)
        .map_err(|error| format!("a next link that is no address ({error})"))?;
    let is_plain = url.scheme() == "http" && url.port().is_none();
    if is_plain && root.scheme() == "https" && url.host_str() == root.host_str() {
        // Both are addresses of hosts, of which neither refuses the other's scheme and port.
        let _ = url.set_scheme("https");
        let _ = url.set_port(root.port());
    }
    let inside = url.origin() == root.origin()
        && url.path().starts_with(root.path())
        && url.username().is_empty()
        && url.password().is_none();
    if inside {
        Ok(url)
    } else {
        Err(format!(
            "a next link that leads out of the service, to {}",
            without_secrets(&url)
        ))
    }
}

/// Origin and path, which is all of an address that may be shown.
pub(super) fn without_secrets(url: &Url) -> String {
    format!("{}{}", url.origin().ascii_serialization(), url.path())
}

/// What the user wrote, unless it holds a password or may do so.
fn presentable(text: &str) -> Option<String> {
    let shown = text.split(['?', '#']).next()?;
    (!text.contains('@')).then(|| shown.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(base: &str, platform: Platform) -> String {
        odata4_root(&parse_base(base).unwrap(), platform).into()
    }

    #[test]
    fn the_service_is_below_0_on_net_framework_and_not_on_net() {
        let base = "https://acme.creatio.com";
        assert_eq!(
            root(base, Platform::NetFramework),
            "https://acme.creatio.com/0/odata/"
        );
        assert_eq!(root(base, Platform::Net), "https://acme.creatio.com/odata/");
    }

    #[test]
    fn a_base_url_may_have_a_path_and_any_number_of_slashes_at_its_end() {
        for base in [
            "https://host/MyApp",
            "https://host/MyApp/",
            "https://host/MyApp//",
            " https://host/MyApp ",
        ] {
            assert_eq!(
                root(base, Platform::NetFramework),
                "https://host/MyApp/0/odata/",
                "{base}"
            );
        }
    }

    #[test]
    fn each_bad_base_url_is_told_what_is_wrong_with_it() {
        let refused = |text: &str| parse_base(text).unwrap_err().to_string();
        insta::assert_snapshot!(refused("acme.creatio.com"), @"the base URL `acme.creatio.com` cannot be used: it needs a scheme, as in https://acme.creatio.com");
        insta::assert_snapshot!(refused("ftp://acme.creatio.com"), @"the base URL `ftp://acme.creatio.com` cannot be used: it needs the scheme https or http, as in https://acme.creatio.com");
        insta::assert_snapshot!(refused("https://acme.creatio.com/?x=1"), @"the base URL `https://acme.creatio.com/` cannot be used: it has a query (`?`); give the address of the service alone");
        insta::assert_snapshot!(refused("https://acme.creatio.com/#Section"), @"the base URL `https://acme.creatio.com/` cannot be used: it has a fragment (`#`), as copied from a browser; give the address of the service alone");
        insta::assert_snapshot!(refused("https://acme.creatio.com/0/"), @"the base URL `https://acme.creatio.com/0/` cannot be used: it names a service, not the instance: leave `/0` and `/odata` off, they are added as the `Platform` needs them");
        insta::assert_snapshot!(refused("https://acme.creatio.com/Login/NuiLogin.aspx"), @"the base URL `https://acme.creatio.com/Login/NuiLogin.aspx` cannot be used: it names a page, as copied from a browser; give the address of the instance alone");
        insta::assert_snapshot!(refused("https://"), @"the base URL `https://` cannot be used: empty host");
        insta::assert_snapshot!(refused(""), @"the base URL `` cannot be used: it needs a scheme, as in https://acme.creatio.com");
    }

    #[test]
    fn credentials_in_a_base_url_are_refused_and_not_repeated() {
        for text in [
            "https://bob:hunter2@acme.creatio.com",
            "bob:hunter2@acme.creatio.com",
        ] {
            let error = parse_base(text).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(
                shown.starts_with("the base URL cannot be used: it "),
                "{shown}"
            );
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }

    #[test]
    fn a_query_survives_being_put_below_the_root() {
        let root = Url::parse("https://host/0/odata/").unwrap();
        let url = below(&root, "Account?$filter=Name%20eq%20'a%26b%2Bc'&$top=1");
        assert_eq!(url.path(), "/0/odata/Account");
        assert_eq!(
            url.query(),
            Some("$filter=Name%20eq%20%27a%26b%2Bc%27&$top=1")
        );
    }

    #[test]
    fn a_next_link_may_be_relative_or_absolute_within_the_service() {
        let root = Url::parse("https://host/app/0/odata/").unwrap();
        for link in [
            "Account?$skiptoken=7",
            "https://host/app/0/odata/Account?$skiptoken=7",
            "https://host:443/app/0/odata/Account?$skiptoken=7",
            "http://host/app/0/odata/Account?$skiptoken=7",
            "/app/0/odata/Account?$skiptoken=7",
        ] {
            let url = next_link(&root, link).unwrap();
            assert_eq!(
                url.as_str(),
                "https://host/app/0/odata/Account?$skiptoken=7",
                "{link}"
            );
        }
    }

    #[test]
    fn a_next_link_out_of_the_service_is_not_followed() {
        let root = Url::parse("https://host/app/0/odata/").unwrap();
        for link in [
            "https://evil.example/app/0/odata/Account",
            "//evil.example/app/0/odata/Account",
            "http://evil.example/app/0/odata/Account",
            "http://host:8080/app/0/odata/Account",
            "http://bob:pw@host/app/0/odata/Account",
            "http://host/app/0/rest/Service/Method",
            "https://host:8443/app/0/odata/Account",
            "https://bob:pw@host/app/0/odata/Account",
            "/app/0/ServiceModel/AuthService.svc/Login",
            "../rest/Service/Method",
            "%2e%2e/rest/Service/Method",
            "javascript:alert(1)",
        ] {
            assert!(next_link(&root, link).is_err(), "{link}");
        }
    }
}
