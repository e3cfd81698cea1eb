//! Answers of others than the services: login page, web server errors, failures of handlers.

use serde_json::json;

use super::state::Runtime;
use crate::reply::{HTML, JSON, Reply};

/// The login page. It comes with status 200, whatever was asked for.
pub(super) fn login() -> Reply {
    let page = "<!DOCTYPE html>\r\n<html>\r\n<head>\r\n<title>Creatio</title>\r\n\
        <link rel=\"shortcut icon\" href=\"/Login/favicon.ico\">\r\n</head>\r\n\
        <body data-loadbootstrap=\"bootstrap.login\">\r\n\
        <form action=\"/Login/NuiLogin.aspx\" method=\"post\"></form>\r\n</body>\r\n</html>\r\n";
    Reply::new(200, HTML, page)
}

/// What a WCF service answers to who is not signed in.
pub(super) fn authentication_failed() -> Reply {
    let refusal = json!({
        "Message": "Authentication failed.",
        "StackTrace": null,
        "ExceptionType": "System.InvalidOperationException",
    });
    Reply::new(401, JSON, refusal.to_string())
}

/// The redirect to the login page.
pub(super) fn to_login() -> Reply {
    Reply::empty(302).with("location", "/Login/NuiLogin.aspx?ReturnUrl=%2f0%2f")
}

/// The web server's page for a path that no application handles.
pub(super) fn not_found() -> Reply {
    let page = "<!DOCTYPE html>\r\n<html>\r\n<head>\r\n\
        <title>404 - File or directory not found.</title>\r\n</head>\r\n<body>\r\n\
        <h1>Server Error</h1>\r\n<h2>404 - File or directory not found.</h2>\r\n\
        <h3>The resource you are looking for might have been removed, had its name changed, or \
        is temporarily unavailable.</h3>\r\n</body>\r\n</html>\r\n";
    Reply::new(404, HTML, page)
}

/// A page of a proxy or of an application that is not up.
pub(super) fn unavailable(status: u16) -> String {
    let reason = match status {
        403 => "Forbidden",
        429 => "Too Many Requests",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Request Error",
    };
    format!(
        "<!DOCTYPE html>\r\n<html>\r\n<head><title>{reason}</title></head>\r\n<body>\r\n\
         <h2>{reason}</h2>\r\n<hr><p>HTTP Error {status}. The service is unavailable.</p>\r\n\
         </body>\r\n</html>\r\n"
    )
}

/// The error of a handler that ran after a row was saved.
pub(super) fn handler_failed() -> Reply {
    let body = json!({
        "Message": "An error has occurred.",
        "ExceptionMessage": "Object reference not set to an instance of an object.",
        "ExceptionType": "System.NullReferenceException",
        "StackTrace": "",
    });
    Reply::new(500, JSON, body.to_string())
}

/// What a service answers whose method failed or does not exist: a page of WCF, or what .NET says
/// of any error, in its own spelling.
pub(super) fn service_error(runtime: Runtime, status: u16) -> Reply {
    match runtime {
        Runtime::Net => {
            let body = json!({ "error": "An error has occured." });
            Reply::new(status, JSON, body.to_string())
        }
        Runtime::NetFramework => {
            let page = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<!DOCTYPE html>\r\n<html>\r\n\
                <head><title>Request Error</title></head>\r\n<body>\r\n\
                <p class=\"heading1\">Request Error</p>\r\n\
                <p>The server encountered an error processing the request. See server logs for \
                more details.</p>\r\n</body>\r\n</html>\r\n";
            Reply::new(status, HTML, page)
        }
    }
}
