//! Which fault happens when: a queue, and a lottery for what the queue leaves alone.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use serde::Deserialize;

use super::Fault;
use crate::{rng::Rng, server::log::Host};

/// A [`Fault`] and when it happens: to the next request to the CRM, unless said otherwise.
///
/// ```
/// use creatio_sandbox::{Fault, Host, Injection};
///
/// let outage = Injection::from(Fault::status(503)).on(Host::Identity).times(3);
/// # let _ = outage;
/// ```
///
/// In JSON only the `fault` is required; `host`, `path`, `schema` and `times` may follow:
///
/// ```
/// use creatio_sandbox::{Fault, Host, Injection};
///
/// let json = r#"{"fault": {"status": {"status": 503}}, "host": "identity", "times": 3}"#;
/// let outage: Injection = serde_json::from_str(json)?;
/// assert_eq!(outage, Injection::from(Fault::status(503)).on(Host::Identity).times(3));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Injection {
    fault: Fault,
    #[serde(default = "crm")]
    host: Host,
    schema: Option<String>,
    path: Option<String>,
    #[serde(default = "once")]
    times: usize,
}

fn crm() -> Host {
    Host::Crm
}

fn once() -> usize {
    1
}

impl From<Fault> for Injection {
    fn from(fault: Fault) -> Self {
        Self {
            fault,
            host: crm(),
            schema: None,
            path: None,
            times: once(),
        }
    }
}

impl Injection {
    /// On which host.
    #[must_use]
    pub fn on(self, host: Host) -> Self {
        Self { host, ..self }
    }

    /// Only to requests for the *schema* of this entity, its captions and types, whatever comes
    /// between. For those that read or write its rows, take [`to_path`](Self::to_path) with
    /// `odata/Account`, or `SelectQuery`.
    #[must_use]
    pub fn to_schema(self, entity: impl Into<String>) -> Self {
        let schema = Some(entity.into());
        Self { schema, ..self }
    }

    /// Only to requests whose path and query contain this text, whatever comes between: `/odata/`,
    /// or `AuthService.svc/Login`. Case matters.
    #[must_use]
    pub fn to_path(self, part: impl Into<String>) -> Self {
        let path = Some(part.into());
        Self { path, ..self }
    }

    /// To how many requests in a row.
    #[must_use]
    pub fn times(self, times: usize) -> Self {
        Self { times, ..self }
    }

    fn concerns(&self, asked: Asked<'_>) -> bool {
        let is_host = match &self.schema {
            Some(only) => Some(only.as_str()) == asked.schema,
            None => self.host == asked.host,
        };
        let path = self.path.as_deref();
        is_host && path.is_none_or(|part| asked.target.contains(part))
    }
}

/// What of a request decides which faults meet it.
#[derive(Debug, Clone, Copy)]
pub(in crate::server) struct Asked<'a> {
    pub(in crate::server) host: Host,
    /// Path and query.
    pub(in crate::server) target: &'a str,
    /// The entity whose schema it asks for.
    pub(in crate::server) schema: Option<&'a str>,
}

/// The faults that are still to come.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Plan>);

#[derive(Debug, Default)]
struct Plan {
    /// In order.
    queue: VecDeque<Injection>,
    lottery: Option<Lottery>,
}

/// Faults that come by chance.
#[derive(Debug)]
struct Lottery {
    rng: Rng,
    rate: f64,
    faults: Vec<Fault>,
}

impl Faults {
    pub(crate) fn add(&self, injection: Injection) {
        self.plan().queue.push_back(injection);
    }

    /// Lets requests to the CRM draw from these faults, with this chance of one each.
    pub(crate) fn draw(&self, seed: u64, rate: f64, faults: Vec<Fault>) {
        self.plan().lottery = Some(Lottery {
            rng: Rng::new(seed, "faults"),
            rate,
            faults,
        });
    }

    pub(crate) fn clear(&self) {
        *self.plan() = Plan::default();
    }

    /// How many requests in all still have a queued fault before them.
    pub(crate) fn pending(&self) -> usize {
        let plan = self.plan();
        plan.queue
            .iter()
            .map(|it| it.times)
            .fold(0, usize::saturating_add)
    }

    /// The fault that is due for a request.
    pub(in crate::server) fn take(&self, asked: Asked<'_>) -> Option<Fault> {
        let mut plan = self.plan();
        plan.queue.retain(|injection| injection.times > 0);
        let concerns = |injection: &Injection| injection.concerns(asked);
        if let Some(due) = plan.queue.iter_mut().find(|injection| concerns(injection)) {
            due.times -= 1;
            return Some(due.fault.clone());
        }
        let lottery = plan.lottery.as_mut();
        lottery.filter(|_| asked.host == Host::Crm)?.next()
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lottery {
    /// Two numbers each time, so that which faults there are does not change when they come.
    fn next(&mut self) -> Option<Fault> {
        let (chance, choice) = (self.rng.next() >> 32, self.rng.next());
        let chance = f64::from(u32::try_from(chance).unwrap_or(u32::MAX)) / 2_f64.powi(32);
        let is_drawn = chance < self.rate;
        if self.faults.is_empty() || !is_drawn {
            return None;
        }
        let at = usize::try_from(choice % self.faults.len() as u64).unwrap_or_default();
        self.faults.get(at).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(host: Host, schema: Option<&str>) -> Asked<'_> {
        let target = "/0/odata/Account";
        Asked {
            host,
            target,
            schema,
        }
    }

    #[test]
    fn faults_happen_in_order_and_as_often_as_asked() {
        let faults = Faults::default();
        faults.add(Injection::from(Fault::HtmlLogin).times(2));
        faults.add(Injection::from(Fault::status(500)).on(Host::Identity));
        faults.add(Fault::TruncatedBody.into());
        assert_eq!(faults.pending(), 4);
        assert_eq!(faults.take(asked(Host::Crm, None)), Some(Fault::HtmlLogin));
        assert_eq!(
            faults.take(asked(Host::Identity, None)),
            Some(Fault::status(500))
        );
        assert_eq!(faults.pending(), 2);
        assert_eq!(faults.take(asked(Host::Crm, None)), Some(Fault::HtmlLogin));
        assert_eq!(
            faults.take(asked(Host::Crm, None)),
            Some(Fault::TruncatedBody)
        );
        assert_eq!(faults.take(asked(Host::Crm, None)), None);
    }

    #[test]
    fn a_fault_for_one_schema_waits_for_it() {
        let faults = Faults::default();
        faults.add(Injection::from(Fault::Hang).to_schema("City"));
        faults.add(Fault::HtmlLogin.into());
        assert_eq!(
            faults.take(asked(Host::Crm, Some("Account"))),
            Some(Fault::HtmlLogin)
        );
        assert_eq!(faults.take(asked(Host::Crm, None)), None);
        assert_eq!(
            faults.take(asked(Host::Crm, Some("City"))),
            Some(Fault::Hang)
        );
    }

    #[test]
    fn a_fault_for_one_path_waits_for_it() {
        let faults = Faults::default();
        faults.add(Injection::from(Fault::Hang).to_path("/Login"));
        faults.add(Injection::from(Fault::HtmlLogin).to_path("odata/"));
        assert_eq!(faults.take(asked(Host::Crm, None)), Some(Fault::HtmlLogin));
        assert_eq!(faults.take(asked(Host::Crm, None)), None);
    }

    #[test]
    fn a_lottery_is_the_same_for_the_same_seed_and_about_as_frequent_as_asked() {
        let drawn = |seed| {
            let faults = Faults::default();
            faults.draw(seed, 0.25, vec![Fault::HtmlLogin, Fault::TruncatedBody]);
            let draw = |_| faults.take(asked(Host::Crm, None));
            (0..1000).map(draw).collect::<Vec<_>>()
        };
        assert_eq!(drawn(7), drawn(7));
        assert_ne!(drawn(7), drawn(8));
        let of = |fault| drawn(7).iter().filter(|it| **it == fault).count();
        assert!((650..850).contains(&of(None)), "{}", of(None));
        assert!(of(Some(Fault::HtmlLogin)) > 70 && of(Some(Fault::TruncatedBody)) > 70);
    }

    #[test]
    fn a_lottery_leaves_the_identity_service_and_the_queue_alone() {
        let faults = Faults::default();
        faults.draw(1, 1.0, vec![Fault::HtmlLogin]);
        faults.add(Fault::status(500).into());
        assert_eq!(faults.take(asked(Host::Identity, None)), None);
        assert_eq!(
            faults.take(asked(Host::Crm, None)),
            Some(Fault::status(500))
        );
        assert_eq!(faults.take(asked(Host::Crm, None)), Some(Fault::HtmlLogin));
        faults.clear();
        assert_eq!(faults.take(asked(Host::Crm, None)), None);
        for rate in [0.0, f64::NAN, -1.0] {
            faults.draw(1, rate, vec![Fault::HtmlLogin]);
            assert_eq!(faults.take(asked(Host::Crm, None)), None, "{rate}");
        }
    }

    #[test]
    fn what_json_says_too_much_is_refused() {
        for json in [
            r#"{"fault": "htmlLogin", "time": 2}"#,
            r#"{"fault": {"status": {"status": 503, "after": 1}}}"#,
            r#"{"fault": {"slowBody": {"chunk": 1, "pause": -1}}}"#,
            r#"{"fault": "unheardOf"}"#,
            "{}",
        ] {
            assert!(serde_json::from_str::<Injection>(json).is_err(), "{json}");
        }
        let json = r#"{"fault": {"slowBody": {"chunk": 16, "pause": 0.5}}}"#;
        let slow = Fault::slow_body(16, std::time::Duration::from_millis(500));
        let read: Injection = serde_json::from_str(json).unwrap();
        assert_eq!(read, slow.into());
    }
}
