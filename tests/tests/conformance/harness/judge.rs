//! Compares the replies to a query with the answer, and with each other.

use std::fmt::{Debug, Display, Write as _};
use std::sync::Arc;

use creatio_core::{Error, Protocol};
use creatio_tests::protocols::{PROTOCOLS, Rows};

use super::compare::{Order, difference};
use super::world::{Asked, World};

/// The answer, computed from the stored rows.
pub(super) type Expected<T> = Arc<dyn Fn(&Asked<'_>) -> Vec<T> + Send + Sync>;

/// Where protocols may not agree.
#[derive(Clone, Default)]
pub(super) struct Terms {
    /// Why the rows are not the same over all protocols.
    pub(super) differs: Option<&'static str>,
    /// Who refuses the query, and in which words.
    pub(super) refused: Vec<(Protocol, &'static str)>,
}

/// What is known so far about the replies to one query in one world.
pub(super) struct Judge<T> {
    world: &'static World,
    terms: Terms,
    order: Order,
    expected: Expected<T>,
    found: Vec<(Protocol, Vec<T>)>,
    wrong: String,
}

impl<T: Debug + PartialEq> Judge<T> {
    pub(super) fn new(
        world: &'static World,
        terms: Terms,
        order: Order,
        expected: Expected<T>,
    ) -> Self {
        Judge {
            world,
            terms,
            order,
            expected,
            found: Vec::new(),
            wrong: String::new(),
        }
    }

    /// Waits for the replies that this world is about, and says what is wrong with them.
    pub(super) async fn hear<R>(
        mut self,
        replies: [Option<Rows<R>>; 3],
        view: fn(R) -> T,
    ) -> String {
        for (protocol, reply) in PROTOCOLS.into_iter().zip(replies) {
            if let Some(reply) = reply.filter(|_| self.world.runs(protocol)) {
                let rows = reply.await;
                let rows = rows.map(|rows| rows.into_iter().map(view).collect());
                self.compare_with_the_answer(protocol, rows);
            }
        }
        self.compare_with_each_other();
        self.wrong
    }

    fn compare_with_the_answer(&mut self, protocol: Protocol, reply: Result<Vec<T>, Error>) {
        let mut refusals = self.terms.refused.iter();
        let refusal = refusals.find(|(by, _)| *by == protocol);
        match (reply, refusal) {
            (Err(Error::Compile(error)), Some((_, words))) if error.to_string().contains(words) => {
            }
            (Err(error), _) => self.tell(&protocol, &described(&error)),
            (Ok(_), Some((_, words))) => {
                let told = format!("is not refused: {words}");
                self.tell(&protocol, &told);
            }
            (Ok(rows), None) => {
                let expected = (self.expected)(&self.world.asked(protocol));
                if let Some(difference) = difference(self.order, &rows, &expected) {
                    self.tell(&protocol, &difference);
                }
                self.found.push((protocol, rows));
            }
        }
    }

    fn compare_with_each_other(&mut self) {
        let [(first, rows), others @ ..] = &*self.found else {
            return;
        };
        let differing = others.iter().filter_map(|(other, others)| {
            let difference = difference(self.order, others, rows)?;
            Some((format!("{other} against {first}"), difference))
        });
        let differing: Vec<_> = differing.collect();
        match self.terms.differs {
            Some(reason) if differing.is_empty() && !others.is_empty() => {
                let told = format!("is like the others, in spite of: {reason}");
                self.tell(&first.clone(), &told);
            }
            Some(_) => {}
            None => differing
                .iter()
                .for_each(|(who, what)| self.tell(who, what)),
        }
    }

    fn tell(&mut self, who: &dyn Display, what: &str) {
        let user = self.world.zone_name();
        let _ = write!(self.wrong, "\n  {who}, user in {user}: {what}");
    }
}

/// An error with its causes.
fn described(error: &Error) -> String {
    let mut words = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        let _ = write!(words, ": {cause}");
        source = cause.source();
    }
    words
}
