//! What a client guarantees, as a small model: from a few facts about a call and a few about a fault
//! follows what the call gives, how many requests it makes, and what the database holds afterwards.
//!
//! The model knows nothing of the client's code. Its rules, in the order of the questions:
//!
//! 1. A lost session means that nothing was done: the call is made once more with another
//!    authorization, whatever it is, and never a third time.
//! 2. A refusal that time does not heal is told at once, and nothing was done.
//! 3. What time may heal is tried again if that does no harm: if the call only reads, or writes what
//!    it may write twice. A reply that comes too late is not asked for again, since the server may
//!    still be busy with it; only of a page of rows a part is asked for.
//! 4. Any other write is sent once. If it may have been made, its row is looked at, if there is one
//!    that tells; otherwise the outcome is unknown, and is said to be.
//! 5. A connection that closes once a reply is there is nothing to anybody: the next request takes
//!    another. It needs no request more, for the client never sends one over what is closed. (Should
//!    the end of the connection and a request pass each other on their way, that is a connection that
//!    is dropped without an answer.)

use crate::RETRIES;

/// How many requests an application that restarts turns away.
pub(crate) const OUTAGE: usize = 2;

/// Which service answers a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Api {
    OData,
    DataService,
    /// A method of a web service or a process. Its failures are answers: it has looked at the call.
    Method,
    /// The file services, of which the same is true.
    Files,
}

/// What a call does to the database.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Nature {
    /// Nothing.
    Reads,
    /// It writes the same in the same place, however often it is made.
    Overwrites,
    /// One write.
    Writes(Evidence),
    /// Several writes in one request.
    Batch(&'static [Evidence]),
}

/// What tells whether a write was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// Its row is there, or gone.
    Row,
    /// Nothing: somebody else may have written the same.
    None,
}

/// What the model knows of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts {
    pub(crate) api: Api,
    pub(crate) nature: Nature,
    /// How many requests it makes on a good day.
    pub(crate) requests: usize,
    /// How many of them pass before the one that meets a fault.
    pub(crate) passing: usize,
    pub(crate) reply: Reply,
    /// What smaller pages mean to a call whose pages may be smaller.
    pub(crate) smaller: Smaller,
    /// Whether there is another way to ask for the same, should the service not know the first.
    pub(crate) has_another_way: bool,
}

/// What becomes of a page that came too late.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Smaller {
    /// How often it can be halved.
    pub(crate) halvings: usize,
    /// How many requests more the call makes after it was halved once.
    pub(crate) requests: usize,
}

/// What the reply to success holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reply {
    /// A document.
    Document,
    /// Bytes of any type.
    Bytes,
    Nothing,
}

impl Facts {
    pub(crate) const fn new(api: Api, nature: Nature) -> Self {
        Self {
            api,
            nature,
            requests: 1,
            passing: 0,
            reply: Reply::Document,
            smaller: Smaller {
                halvings: 0,
                requests: 0,
            },
            has_another_way: false,
        }
    }
}

/// What the client sees of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// Nobody is signed in; the error if that stays so.
    LostSession(&'static str),
    /// Nobody is signed in, and the identity service lets nobody in.
    LockedOut,
    /// The application restarts, and then knows no session.
    Restart,
    /// A refusal that was decided before anything was done.
    TurnedAway(&'static str),
    /// The same, and time may heal it.
    Busy,
    /// The same, for longer than the client is willing to wait.
    BusyForLong,
    /// A page that says that the service does not answer.
    Unavailable,
    /// WCF's page for a failure, which is also what it shows while the application comes up.
    RequestError,
    /// No reply, or half of one.
    Silence,
    /// No reply in time.
    Late,
    /// A body that does not arrive in time.
    Slow,
    /// A reply that nobody can read.
    Foreign,
    /// A failure of the server, at whatever moment.
    Failure,
    /// Two requests were in each other's way, and the service took this one back.
    Deadlock,
}

/// What the model knows of a fault.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Nuisance {
    /// `None` if it concerns no call.
    pub(crate) sight: Option<Sight>,
    /// Whether the request is carried out all the same.
    pub(crate) carried_out: bool,
}

/// How often a fault happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Times {
    Once,
    Always,
}

/// What became of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// `ok`, or the name of the error; of a batch one for each item, unless all are the same.
    pub(crate) class: String,
    /// How many requests the server saw, signing in aside.
    pub(crate) requests: usize,
    /// Whether the database holds what the call was to make of it, in full; if not, it is untouched.
    pub(crate) made: bool,
}

/// What is to become of a call.
pub(crate) fn expected(call: &Facts, fault: &Nuisance, times: Times) -> Verdict {
    let Some(sight) = fault.sight.and_then(|sight| seen(call, sight)) else {
        return well(call, 0);
    };
    match (sight, call.nature) {
        (Sight::LostSession(_), _) if times == Times::Once => well(call, 1),
        (Sight::LostSession(error), _) => failed(call, error, 2),
        (Sight::LockedOut, _) => failed(call, "Auth", 1),
        (Sight::TurnedAway(error), _) => failed(call, error, 1),
        (Sight::BusyForLong, _) => failed(call, "Unavailable", 1),
        (Sight::Restart, Nature::Reads | Nature::Overwrites) => well(call, OUTAGE + 1),
        (sight, Nature::Reads | Nature::Overwrites) => repeated(call, fault, sight, times),
        (sight, _) if is_certain(call, sight) => Verdict {
            made: fault.carried_out,
            ..failed(call, error_of(sight), 1)
        },
        (sight, Nature::Writes(evidence)) => settled(call, fault, sight, times, &[evidence]),
        (sight, Nature::Batch(items)) => settled(call, fault, sight, times, items),
    }
}

/// What a fault is to this call; `None` if it is none.
fn seen(call: &Facts, sight: Sight) -> Option<Sight> {
    match (sight, call.reply) {
        (Sight::Slow | Sight::Foreign, Reply::Nothing) | (Sight::Foreign, Reply::Bytes) => None,
        (Sight::Slow, _) => Some(Sight::Late),
        (Sight::RequestError, _) if call.api == Api::Method => Some(Sight::Failure),
        (Sight::RequestError, _) => Some(Sight::Unavailable),
        (sight, _) => Some(sight),
    }
}

fn well(call: &Facts, more: usize) -> Verdict {
    Verdict {
        class: "ok".to_owned(),
        requests: call.requests + more,
        made: !matches!(call.nature, Nature::Reads),
    }
}

fn failed(call: &Facts, error: &str, requests: usize) -> Verdict {
    Verdict {
        class: error.to_owned(),
        requests: call.passing + requests,
        made: false,
    }
}

/// A call that may be repeated.
fn repeated(call: &Facts, fault: &Nuisance, sight: Sight, times: Times) -> Verdict {
    let (again, more) = match sight {
        Sight::Late => (call.smaller.halvings, call.smaller.requests),
        Sight::Failure if call.has_another_way => (1, 1),
        sight if is_worth_repeating(sight) => (RETRIES, 1),
        _ => (0, 0),
    };
    if again > 0 && times == Times::Once {
        return well(call, more);
    }
    let is_open = matches!(call.nature, Nature::Overwrites) && !is_certain(call, sight);
    let error = if is_open {
        "OutcomeUnknown"
    } else {
        error_of(sight)
    };
    let is_last = call.passing + 1 == call.requests;
    Verdict {
        made: fault.carried_out && is_last && !matches!(call.nature, Nature::Reads),
        ..failed(call, error, 1 + again)
    }
}

fn is_worth_repeating(sight: Sight) -> bool {
    matches!(
        sight,
        Sight::Busy | Sight::Unavailable | Sight::Silence | Sight::Deadlock
    )
}

/// Whether the error is told as it is: the write was not made, or its service answers for itself.
fn is_certain(call: &Facts, sight: Sight) -> bool {
    match sight {
        Sight::Busy => true,
        // How far the transaction of a batch over the DataService reaches is not documented.
        Sight::Deadlock => call.api != Api::DataService || !matches!(call.nature, Nature::Batch(_)),
        Sight::Failure => matches!(call.api, Api::Method | Api::Files),
        _ => false,
    }
}

/// A write that may have been made, and the look at its row.
fn settled(
    call: &Facts,
    fault: &Nuisance,
    sight: Sight,
    times: Times,
    items: &[Evidence],
) -> Verdict {
    let look = match (items.contains(&Evidence::Row), times, sight) {
        (false, ..) => 0,
        (true, _, Sight::Restart) => OUTAGE + 1,
        (true, Times::Always, sight) if is_worth_repeating(sight) => 1 + RETRIES,
        (true, ..) => 1,
    };
    let outcome = |evidence: &Evidence| {
        let is_seen = *evidence == Evidence::Row && times == Times::Once;
        match (is_seen, fault.carried_out) {
            (true, true) => "ok",
            // After a reply nothing more will come of it.
            (true, false) if has_reply(sight) => match call.nature {
                Nature::Batch(_) => "Batch",
                _ => error_of(sight),
            },
            _ => "OutcomeUnknown",
        }
    };
    let outcomes: Vec<_> = items.iter().map(outcome).collect();
    Verdict {
        class: joined(&outcomes),
        requests: 1 + look,
        made: fault.carried_out,
    }
}

fn has_reply(sight: Sight) -> bool {
    !matches!(sight, Sight::Silence | Sight::Late)
}

/// The error in which a fault ends.
fn error_of(sight: Sight) -> &'static str {
    match sight {
        Sight::LostSession(error) | Sight::TurnedAway(error) => error,
        Sight::LockedOut => "Auth",
        Sight::Restart
        | Sight::Busy
        | Sight::BusyForLong
        | Sight::Unavailable
        | Sight::RequestError => "Unavailable",
        Sight::Silence => "Interrupted",
        Sight::Late | Sight::Slow => "Timeout",
        Sight::Foreign => "NotCreatio",
        Sight::Failure | Sight::Deadlock => "Rejected",
    }
}

/// The outcomes of the items of a batch, or the one that all of them have.
pub(crate) fn joined(outcomes: &[&str]) -> String {
    match outcomes {
        [first, rest @ ..] if rest.iter().all(|other| other == first) => (*first).to_owned(),
        outcomes => outcomes.join(" "),
    }
}
