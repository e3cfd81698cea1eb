//! The faults: what the sandbox is told to do, and what the model knows of it.

use std::time::Duration;

use creatio_sandbox::{Fault, Host, Injection, Sandbox};

use crate::model::{Nuisance, OUTAGE, Sight, Times};

/// A line of the matrix.
#[derive(Clone, Copy)]
pub(crate) struct Trouble {
    pub(crate) name: &'static str,
    pub(crate) nuisance: Nuisance,
    pub(crate) cause: Cause,
}

/// Where a fault comes from.
#[derive(Clone, Copy)]
pub(crate) enum Cause {
    /// Something is wrong with the answer to a request.
    Answer(fn() -> Fault),
    /// The token is not valid any more.
    ExpiredToken,
    /// The same, and the identity service is down.
    NoToken,
    /// The session of a user who signed in is over.
    EndedSession,
    /// The application restarts under a user who signed in.
    Restart,
    /// The server has closed the connection that the client kept.
    ClosedBefore,
}

impl Trouble {
    const fn new(name: &'static str, sight: Sight, cause: Cause) -> Self {
        let nuisance = Nuisance {
            sight: Some(sight),
            carried_out: false,
        };
        Self {
            name,
            nuisance,
            cause,
        }
    }

    /// A fault that calls do not see.
    const fn unseen(name: &'static str, cause: Cause) -> Self {
        let nuisance = Nuisance {
            sight: None,
            carried_out: true,
        };
        Self {
            name,
            nuisance,
            cause,
        }
    }

    /// The same after the request was carried out.
    const fn late(mut self) -> Self {
        self.nuisance.carried_out = true;
        self
    }

    /// Whether the client is one that signed in as a user.
    pub(crate) fn needs_session(&self) -> bool {
        matches!(self.cause, Cause::EndedSession | Cause::Restart)
    }

    /// Whether the client has made a call before the fault.
    pub(crate) fn needs_history(&self) -> bool {
        !matches!(self.cause, Cause::Answer(_))
    }

    /// Whether the client must lose its patience for the fault to be one.
    pub(crate) fn needs_impatience(&self) -> bool {
        matches!(self.nuisance.sight, Some(Sight::Late | Sight::Slow))
    }

    /// The fault that the client has met with the call before.
    pub(crate) fn past(&self) -> Fault {
        match self.cause {
            Cause::ClosedBefore => Fault::AnsweredThenClosed,
            _ => Fault::None,
        }
    }

    /// How often the fault can happen.
    pub(crate) fn times(&self) -> &'static [Times] {
        match self.cause {
            Cause::Answer(_) => &[Times::Once, Times::Always],
            _ => &[Times::Once],
        }
    }

    /// Lets the fault happen after so many requests without one; how many those really are.
    pub(crate) fn arm(&self, sandbox: &Sandbox, passing: usize, times: Times) -> usize {
        match self.cause {
            Cause::Answer(fault) => {
                if passing > 0 {
                    sandbox.inject(Injection::from(Fault::None).times(passing));
                }
                let times = match times {
                    Times::Once => 1,
                    Times::Always => usize::MAX,
                };
                sandbox.inject(Injection::from(fault()).times(times));
                return passing;
            }
            Cause::ExpiredToken => sandbox.expire_tokens(),
            Cause::NoToken => {
                sandbox.expire_tokens();
                let down = Injection::from(Fault::status(503)).on(Host::Identity);
                sandbox.inject(down.times(usize::MAX));
            }
            Cause::EndedSession => sandbox.revoke_sessions(),
            Cause::Restart => sandbox.restart(OUTAGE),
            // It came with the answer to the call before.
            Cause::ClosedBefore => {}
        }
        0
    }
}

/// All faults, in the order in which a person would ask for them.
pub(crate) fn all() -> Vec<Trouble> {
    let mut all = sessions();
    all.extend(pages());
    all.extend(connections());
    all.extend(servers());
    all
}

fn sessions() -> Vec<Trouble> {
    let page = Sight::LostSession("SessionLost");
    let answer = |name, fault| Trouble::new(name, page, Cause::Answer(fault));
    vec![
        answer("login page, 200", || Fault::HtmlLogin),
        answer("redirect to login", || Fault::LoginRedirect),
        Trouble::new(
            "\"Authentication failed.\"",
            Sight::LostSession("Auth"),
            Cause::Answer(|| Fault::AuthenticationFailed),
        ),
        answer("half a session", || Fault::HalfSession),
        Trouble::new(
            "401",
            Sight::LostSession("Auth"),
            Cause::Answer(|| Fault::status(401)),
        ),
        Trouble::new(
            "token expired",
            Sight::LostSession("Auth"),
            Cause::ExpiredToken,
        ),
        Trouble::new("token expired for good", Sight::LockedOut, Cause::NoToken),
        Trouble::new(
            "session ended",
            Sight::LostSession("Auth"),
            Cause::EndedSession,
        ),
        Trouble::new("restart", Sight::Restart, Cause::Restart),
    ]
}

fn pages() -> Vec<Trouble> {
    let answer = |name, sight, fault| Trouble::new(name, sight, Cause::Answer(fault));
    let second = || Fault::status_after(429, Duration::from_secs(1));
    let hour = || Fault::status_after(429, Duration::from_secs(3600));
    let soon = || Fault::status_after(503, Duration::from_secs(1));
    vec![
        answer("403", Sight::TurnedAway("Forbidden"), || Fault::status(403)),
        answer("404 page", Sight::TurnedAway("NotServed"), || {
            Fault::HtmlNotFound
        }),
        answer("429", Sight::Busy, || Fault::status(429)),
        answer("429, wait 1 s", Sight::Busy, second),
        answer("429, wait 1 h", Sight::BusyForLong, hour),
        answer("500 page", Sight::RequestError, || Fault::status(500)),
        answer("503", Sight::Unavailable, || Fault::status(503)),
        answer("503, wait 1 s", Sight::Unavailable, soon),
    ]
}

fn connections() -> Vec<Trouble> {
    let answer = |name, sight, fault| Trouble::new(name, sight, Cause::Answer(fault));
    vec![
        answer("connection dropped", Sight::Silence, || {
            Fault::DropConnection
        }),
        answer("carried out, dropped", Sight::Silence, || {
            Fault::AppliedThenDropped
        })
        .late(),
        answer("carried out, cut short", Sight::Silence, || {
            Fault::TruncatedBody
        })
        .late(),
        answer("carried out, too slow", Sight::Slow, || {
            Fault::slow_body(1, Duration::from_secs(60))
        })
        .late(),
        answer("no answer", Sight::Late, || Fault::Hang),
        Trouble::unseen(
            "answered, closed",
            Cause::Answer(|| Fault::AnsweredThenClosed),
        ),
        Trouble::unseen("closed before", Cause::ClosedBefore),
    ]
}

fn servers() -> Vec<Trouble> {
    let answer = |name, sight, fault| Trouble::new(name, sight, Cause::Answer(fault));
    vec![
        answer("carried out, 500", Sight::Failure, || {
            Fault::AppliedThenFailed
        })
        .late(),
        answer("carried out, text/plain", Sight::Foreign, || {
            Fault::WrongContentType
        })
        .late(),
        answer("deadlock", Sight::Deadlock, || Fault::Refusal {
            code: "DbOperationException".to_owned(),
            message: "40P01: deadlock detected".to_owned(),
        }),
    ]
}
