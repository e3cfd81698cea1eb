//! Signing in with a form and out again: `AuthService.svc/Login`, its cookies, what a session has to
//! show, and `Logout`.
//!
//! Observed on 8.x: the service answers with status 200 whatever comes of it, and is never below
//! `/0`. Of a session each request shows the ticket; one that is no read repeats the token against
//! forged requests in a header. `BPMSESSIONID` comes with the first reply to such a request.

use std::{
    collections::HashSet,
    fmt,
    hash::{BuildHasher, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
};

use axum::http::{HeaderMap, Method, Request, header};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::json;

use super::{pages, state::State};
use crate::reply::{HTML, JSON, Reply};

/// The cookie that is the session.
const TICKET: &str = ".ASPXAUTH";

/// Which cookie, and header, holds the token against forged requests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum CsrfCookie {
    /// `BPMCSRF`.
    #[default]
    Bpm,
    /// `CRT_CSRF` beside `BPMCSRF`, with the same value, as newer instances set it. The header is
    /// that of the newer one.
    Crt,
}

impl CsrfCookie {
    fn name(self) -> &'static str {
        match self {
            CsrfCookie::Bpm => "BPMCSRF",
            CsrfCookie::Crt => "CRT_CSRF",
        }
    }
}

/// The user who may sign in.
#[derive(Clone)]
pub(crate) struct Login {
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) password_expired: bool,
    pub(crate) csrf: CsrfCookie,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Login");
        shown.field("user", &self.user).field("csrf", &self.csrf);
        shown.finish_non_exhaustive()
    }
}

/// The sessions that are open, by their tickets.
#[derive(Default)]
pub(crate) struct Sessions {
    random: RandomState,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    opened: usize,
    tickets: HashSet<String>,
}

impl Sessions {
    fn open(&self) -> String {
        let mut book = self.book();
        book.opened += 1;
        let ticket = format!("{:016X}", self.random.hash_one(book.opened));
        book.tickets.insert(ticket.clone());
        ticket
    }

    fn is_open(&self, ticket: &str) -> bool {
        self.book().tickets.contains(ticket)
    }

    fn close(&self, ticket: &str) {
        self.book().tickets.remove(ticket);
    }

    /// The token against forged requests that belongs to a ticket.
    fn csrf(&self, ticket: &str) -> String {
        format!("csrf{:016x}", self.random.hash_one(("csrf", ticket)))
    }

    /// Ends all sessions.
    pub(crate) fn revoke(&self) {
        self.book().tickets.clear();
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}

/// Answers a request to the sign-in service.
pub(super) fn login(state: &State, request: &Request<Bytes>) -> Reply {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Form {
        user_name: String,
        user_password: String,
    }
    if request.method() != Method::POST {
        return Reply::empty(405).with("allow", "POST");
    }
    let Ok(form) = serde_json::from_slice::<Form>(request.body()) else {
        return Reply::new(400, HTML, pages::unavailable(400));
    };
    let login = &state.settings.login;
    if form.user_name != login.user || form.user_password != login.password {
        let message = "Invalid username or password specified.";
        return answer(1, message, None);
    }
    if login.password_expired {
        return answer(5, "", Some("/Login/ChangePassword.aspx"));
    }
    let ticket = state.sessions.open();
    let csrf = state.sessions.csrf(&ticket);
    let codes: Vec<_> = login
        .user
        .chars()
        .map(|c| u32::from(c).to_string())
        .collect();
    let mut cookies = vec![
        format!("{TICKET}={ticket}; path=/; HttpOnly; SameSite=Lax"),
        format!("BPMCSRF={csrf}; path=/; SameSite=Lax"),
        "BPMLOADER=loader; path=/; HttpOnly; SameSite=Lax".to_owned(),
        format!("UserName={}; path=/; SameSite=Lax", codes.join("|")),
        "UserType=General; path=/; SameSite=Lax".to_owned(),
    ];
    if login.csrf == CsrfCookie::Crt {
        cookies.push(format!("CRT_CSRF={csrf}; path=/; SameSite=Lax"));
    }
    let welcome = answer(0, "", None);
    cookies
        .into_iter()
        .fold(welcome, |reply, cookie| reply.with("set-cookie", cookie))
}

fn answer(code: u8, message: &str, change_url: Option<&str>) -> Reply {
    let exception = (code == 1).then(|| {
        json!({
            "HelpLink": null,
            "InnerException": null,
            "Message": message,
            "StackTrace": "",
            "Type": "System.Security.SecurityException",
        })
    });
    let body = json!({
        "Code": code,
        "Message": message,
        "Exception": exception,
        "PasswordChangeUrl": change_url,
        "RedirectUrl": null,
        "UserType": "General",
    });
    Reply::new(200, JSON, body.to_string())
}

/// Ends the session of a request, whose cookies are over with it. What Creatio answers is not known;
/// here it is an empty reply.
pub(super) fn logout(state: &State, request: &Request<Bytes>) -> Reply {
    if request.method() != Method::POST {
        return Reply::empty(405).with("allow", "POST");
    }
    let headers = request.headers();
    match (
        standing(state, request.method(), headers),
        cookie(headers, TICKET),
    ) {
        (Standing::Open(_), Some(ticket)) => state.sessions.close(ticket),
        (Standing::Refused(reply), _) => return reply,
        _ => return lost(headers),
    }
    [TICKET, "BPMCSRF", "CRT_CSRF", "BPMSESSIONID"]
        .into_iter()
        .fold(Reply::empty(200), |reply, name| {
            let over = format!("{name}=; expires=Thu, 01-Jan-1970 00:00:00 GMT; path=/");
            reply.with("set-cookie", over)
        })
}

/// What comes of a request with cookies.
pub(super) enum Standing {
    /// It has none that concern this.
    NoSession,
    /// It belongs to an open session; the cookie that its reply is to set, if one is missing.
    Open(Option<String>),
    /// It is turned away.
    Refused(Reply),
}

/// Looks at the cookies of a request.
pub(super) fn standing(state: &State, method: &Method, headers: &HeaderMap) -> Standing {
    let Some(ticket) = cookie(headers, TICKET) else {
        return Standing::NoSession;
    };
    if !state.sessions.is_open(ticket) {
        return Standing::Refused(lost(headers));
    }
    let expected = state.sessions.csrf(ticket);
    let shown = headers.get(state.settings.login.csrf.name());
    let is_shown = shown.is_some_and(|value| value.as_bytes() == expected.as_bytes());
    // Services that change nothing ask for the token as well, as long as they are posted to.
    if method != Method::GET && !is_shown {
        return Standing::Refused(Reply::new(403, HTML, pages::unavailable(403)));
    }
    let session = "BPMSESSIONID";
    let missing = cookie(headers, session).is_none();
    Standing::Open(missing.then(|| format!("{session}={ticket}; path=/; HttpOnly; SameSite=Lax")))
}

/// An expired session answers with 401 to who asks for it, and with the way to the login page to
/// who does not.
fn lost(headers: &HeaderMap) -> Reply {
    let forced = headers.get("forceusesession");
    if forced.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true")) {
        Reply::empty(401)
    } else {
        pages::to_login()
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).into_iter();
    let pairs = lines.filter_map(|line| line.to_str().ok());
    let mut pairs = pairs.flat_map(|line| line.split(';'));
    pairs.find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name && !value.is_empty()).then_some(value)
    })
}
