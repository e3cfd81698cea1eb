//! The addresses of the application: which service a path leads to.
//!
//! Case does not matter in the names of services, as observed on 8.x; what comes below OData is
//! left as it came.

use std::borrow::Cow;

use super::state::{Runtime, Settings};
use crate::raw;

/// A path of the application, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Address<'a> {
    /// `/0`, or nothing if the path came without it.
    pub(super) workspace: &'static str,
    /// What comes after it, with its slash.
    pub(super) service: &'a str,
}

/// A service, and what of it is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Route<'a> {
    /// The anonymous health check by which clients tell the runtimes apart.
    Ping,
    /// The sign-in service.
    Login,
    /// The end of a session.
    Logout,
    /// The path below the OData 3 service.
    OData3(&'a str),
    /// The path below the OData 4 service.
    OData4(&'a str),
    /// An operation of the DataService.
    DataService(&'a str),
    /// A chunk of a file.
    Upload,
    /// The file of a row: the name of its schema and the key.
    Download(Cow<'a, str>, Cow<'a, str>),
    /// A business process, named in the body.
    RunProcess,
    /// A business process, named here.
    ExecuteProcess(Cow<'a, str>),
    /// A method of a configuration service.
    Service(Cow<'a, str>, Cow<'a, str>),
    /// A method of a service that the product brings along.
    ProductService(Cow<'a, str>, Cow<'a, str>),
}

impl<'a> Address<'a> {
    /// The address that a path means; `None` if it is not one of the application.
    pub(super) fn of(settings: &Settings, path: &'a str) -> Option<Self> {
        let below = path.strip_prefix(&*settings.base_path)?;
        if !(below.is_empty() || below.starts_with('/')) {
            return None;
        }
        Some(match strip_segment(below, "0") {
            Some(service) => Self {
                workspace: "/0",
                service,
            },
            None => Self {
                workspace: "",
                service: below,
            },
        })
    }

    /// Whether services answer here: on .NET Framework they do below `/0` alone.
    pub(super) fn is_reachable(self, runtime: Runtime) -> bool {
        runtime == Runtime::Net || !self.workspace.is_empty()
    }

    /// The service that the address leads to, if there is one of this kind.
    pub(super) fn route(self) -> Option<Route<'a>> {
        let service = self.service;
        if service.eq_ignore_ascii_case("/api/HealthCheck/Ping") {
            return Some(Route::Ping);
        }
        if let Some(below) = strip_segment(service, "odata") {
            return Some(Route::OData4(below));
        }
        if let Some(operation) = data_service_operation(service) {
            return Some(Route::DataService(operation));
        }
        if let Some(below) = strip_segment(service, "rest") {
            return rest(below);
        }
        product(strip_segment(service, "ServiceModel")?)
    }
}

/// Below `/rest`: files, and services of the configuration.
fn rest(below: &str) -> Option<Route<'_>> {
    let segments = segments(below);
    Some(match segments.as_slice() {
        [service, method] if is(service, "FileApiService") && is_upload(method) => Route::Upload,
        // How older versions end a session.
        [service, method] if is(service, "MainMenuService") && is(method, "Logout") => {
            Route::Logout
        }
        [service, method, schema, id] if is(service, "FileService") && is(method, "Download") => {
            Route::Download(decoded(schema), decoded(id))
        }
        [service, method] => Route::Service(decoded(service), decoded(method)),
        _ => return None,
    })
}

/// Below `/ServiceModel`: services that come with the product.
fn product(below: &str) -> Option<Route<'_>> {
    if let Some(below) = strip_segment(below, "EntityDataService.svc") {
        return Some(Route::OData3(below));
    }
    let segments = segments(below);
    let (service, rest) = segments.split_first()?;
    Some(match rest {
        [method] if is(service, "AuthService.svc") && is(method, "Login") => Route::Login,
        [method] if is(service, "AuthService.svc") && is(method, "Logout") => Route::Logout,
        [method] if is(service, PROCESSES) && is(method, "RunProcess") => Route::RunProcess,
        [process, method] if is(service, PROCESSES) && is(method, "Execute") => {
            Route::ExecuteProcess(decoded(process))
        }
        [method] => Route::ProductService(decoded(service.strip_suffix(".svc")?), decoded(method)),
        _ => return None,
    })
}

const PROCESSES: &str = "ProcessEngineService.svc";

/// `Upload` is the older name.
fn is_upload(method: &str) -> bool {
    is(method, "UploadFile") || is(method, "Upload")
}

fn is(segment: &str, name: &str) -> bool {
    segment.eq_ignore_ascii_case(name)
}

fn segments(below: &str) -> Vec<&str> {
    below.split('/').skip(1).collect()
}

fn decoded(segment: &str) -> Cow<'_, str> {
    if segment.contains('%') {
        Cow::Owned(raw::segment(segment))
    } else {
        Cow::Borrowed(segment)
    }
}

/// The operation of the DataService that a path leads to.
fn data_service_operation(service: &str) -> Option<&str> {
    let below = strip_segment(strip_segment(service, "DataService")?, "json")?;
    let operation = strip_segment(below, "SyncReply").or_else(|| strip_segment(below, "reply"))?;
    operation
        .strip_prefix('/')
        .filter(|name| !name.is_empty() && !name.contains('/'))
}

/// What follows a first path segment of this name, with its slash. Case does not matter.
fn strip_segment<'a>(path: &'a str, segment: &str) -> Option<&'a str> {
    let rest = path.strip_prefix('/')?;
    let (first, below) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    first.eq_ignore_ascii_case(segment).then_some(below)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(service: &str) -> Option<Route<'_>> {
        let workspace = "/0";
        Address { workspace, service }.route()
    }

    #[test]
    fn case_does_not_matter_in_names_of_services() {
        assert_eq!(
            route("/dataservice/JSON/reply/SelectQuery"),
            Some(Route::DataService("SelectQuery"))
        );
        assert_eq!(
            route("/Rest/fileapiservice/uploadfile"),
            Some(Route::Upload)
        );
    }

    #[test]
    fn names_in_a_path_are_decoded_once() {
        let expected = Route::ExecuteProcess("Usr%41".into());
        let path = "/ServiceModel/ProcessEngineService.svc/Usr%2541/Execute";
        assert_eq!(route(path), Some(expected));
    }

    #[test]
    fn a_service_is_two_segments_and_no_more() {
        let service = Route::Service("UsrService".into(), "Get".into());
        assert_eq!(route("/rest/UsrService/Get"), Some(service));
        assert_eq!(route("/rest/UsrService"), None);
        assert_eq!(route("/rest/UsrService/Get/1"), None);
        assert_eq!(route("/DataService/json/SyncReply/"), None);
    }
}
