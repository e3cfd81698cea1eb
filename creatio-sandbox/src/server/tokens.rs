//! Access tokens: made up, remembered, forgotten.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// The tokens a sandbox has given out.
pub(crate) struct Tokens {
    lifetime: Duration,
    /// Unpredictable, so that no token outlives its sandbox.
    random: RandomState,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    issued: usize,
    /// When each ends.
    valid: HashMap<String, Instant>,
}

impl Tokens {
    pub(super) fn new(lifetime: Duration) -> Self {
        Self {
            lifetime,
            random: RandomState::new(),
            book: Mutex::default(),
        }
    }

    pub(super) fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// A new token, valid from now on.
    pub(crate) fn issue(&self) -> String {
        let token = self.random("");
        let end = Instant::now() + self.lifetime;
        self.book().valid.insert(token.clone(), end);
        token
    }

    /// A text of this kind that nobody can guess.
    pub(super) fn random(&self, kind: &str) -> String {
        let mut book = self.book();
        book.issued += 1;
        let halves = ["a", "b"].map(|half| self.random.hash_one((book.issued, kind, half)));
        format!("sandbox-{:016x}{:016x}", halves[0], halves[1])
    }

    /// Whether a token was issued here and has not ended.
    pub(super) fn is_valid(&self, token: &str) -> bool {
        self.book()
            .valid
            .get(token)
            .is_some_and(|end| Instant::now() < *end)
    }

    /// Ends all tokens.
    pub(crate) fn expire(&self) {
        self.book().valid.clear();
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens")
            .field("lifetime", &self.lifetime)
            .finish_non_exhaustive()
    }
}
