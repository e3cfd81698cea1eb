//! The token cache against a fetcher that the test drives; time stands still unless advanced.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use reqwest::header::HeaderMap;
use tokio::sync::Semaphore;
use tokio::time::{Instant, advance};

use super::*;

/// A cache, a count of fetches, and a gate that each of them waits at.
struct Bench {
    cache: Arc<TokenCache<u64>>,
    fetches: AtomicU64,
    gate: Semaphore,
}

impl Token for u64 {
    fn authorization(&self) -> Authorization {
        Authorization::from_headers(HeaderMap::new())
    }
}

const LIFETIME: Duration = Duration::from_secs(3600);

/// From its arrival to the moment a token is to be renewed.
const UNTIL_RENEWAL: Duration = Duration::from_secs(3600 - 60);

impl Bench {
    fn new(permits: usize) -> Arc<Self> {
        Arc::new(Self {
            cache: TokenCache::new(),
            fetches: AtomicU64::new(0),
            gate: Semaphore::new(permits),
        })
    }

    fn reject(&self, generation: u64) {
        let refused = 0.authorization().with_generation(generation);
        assert_eq!(self.cache.reject(&refused), Renewal::Possible);
    }

    fn fetches(&self) -> u64 {
        self.fetches.load(Ordering::SeqCst)
    }

    async fn fetch(self: Arc<Self>, succeeds: bool) -> Result<Fresh<u64>, AuthError> {
        let token = self.fetches.fetch_add(1, Ordering::SeqCst) + 1;
        self.gate.acquire().await.unwrap().forget();
        if succeeds {
            Ok(Fresh {
                token,
                lifetime: LIFETIME,
            })
        } else {
            Err(AuthError::custom(std::io::Error::other(format!(
                "failure {token}"
            ))))
        }
    }

    async fn get(self: &Arc<Self>, succeeds: bool) -> Result<u64, AuthError> {
        let fetch = || Arc::clone(self).fetch(succeeds);
        Ok(self.cache.authorize(fetch).await?.generation())
    }

    /// The same, and lets a renewal in the background do what it can without waiting.
    async fn get_and_yield(self: &Arc<Self>, succeeds: bool) -> Result<u64, AuthError> {
        let outcome = self.get(succeeds).await;
        tokio::task::yield_now().await;
        outcome
    }

    /// Tasks that all want a token, each of them as far as it comes without one.
    async fn crowd(
        self: &Arc<Self>,
        size: usize,
        succeeds: bool,
    ) -> Vec<JoinHandle<Result<u64, AuthError>>> {
        let tasks = (0..size).map(|_| {
            let bench = Arc::clone(self);
            tokio::spawn(async move { bench.get(succeeds).await })
        });
        let tasks = tasks.collect();
        // The runtime of these tests has one thread: yielding lets each task come to its wait, and then
        // the flight that one of them began.
        for _ in 0..2 {
            tokio::task::yield_now().await;
        }
        tasks
    }
}

#[tokio::test]
async fn fifty_tasks_share_one_fetch() {
    let bench = Bench::new(0);
    let tasks = bench.crowd(50, true).await;
    assert_eq!(bench.fetches(), 1);
    bench.gate.add_permits(1);
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), 1);
    }
    assert_eq!(bench.fetches(), 1);
}

#[tokio::test]
async fn a_failed_fetch_is_the_answer_for_all_who_waited_for_it() {
    let bench = Bench::new(0);
    let tasks = bench.crowd(50, false).await;
    bench.gate.add_permits(50);
    for task in tasks {
        assert!(task.await.unwrap().is_err());
    }
    assert_eq!(bench.fetches(), 1);
    // Who comes later tries anew.
    assert_eq!(bench.get(true).await.unwrap(), 1);
    assert_eq!(bench.fetches(), 2);
}

#[tokio::test]
async fn a_flight_lands_for_the_others_when_the_call_that_began_it_is_dropped() {
    let bench = Bench::new(0);
    let mut tasks = bench.crowd(3, true).await;
    tasks.remove(0).abort();
    bench.gate.add_permits(1);
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), 1);
    }
    assert_eq!(bench.fetches(), 1);
    assert_eq!(bench.get(true).await.unwrap(), 1, "and for those to come");
}

#[tokio::test]
async fn a_rejection_of_an_old_token_does_not_hurt_the_new_one() {
    let bench = Bench::new(10);
    assert_eq!(bench.get(true).await.unwrap(), 1);
    bench.reject(1);
    assert_eq!(bench.get(true).await.unwrap(), 2);
    bench.reject(1);
    assert_eq!(bench.get(true).await.unwrap(), 2);
    assert_eq!(bench.fetches(), 2);
}

#[tokio::test]
async fn a_token_that_was_refused_by_mistake_outlives_a_renewal_that_fails() {
    let bench = Bench::new(1);
    bench.get(true).await.unwrap();
    bench.reject(1);
    let waiting = bench.crowd(3, false).await;
    bench.gate.add_permits(1);
    for task in waiting {
        assert!(
            task.await.unwrap().is_err(),
            "nobody is sent away with it twice"
        );
    }
    assert_eq!(bench.fetches(), 2);
    assert_eq!(bench.get(true).await.unwrap(), 1, "those to come try it");
    assert_eq!(bench.fetches(), 2);
    bench.reject(1);
    bench.gate.add_permits(1);
    assert_eq!(bench.get(true).await.unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_a_minute_before_it_expires() {
    let bench = Bench::new(10);
    bench.get(true).await.unwrap();
    advance(UNTIL_RENEWAL.saturating_sub(Duration::from_secs(1))).await;
    assert_eq!(bench.get(true).await.unwrap(), 1);
    advance(Duration::from_secs(1)).await;
    assert_eq!(
        bench.get_and_yield(true).await.unwrap(),
        1,
        "in the background"
    );
    assert_eq!(bench.get(true).await.unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_for_a_renewal_while_the_old_token_holds() {
    let bench = Bench::new(1);
    bench.get(true).await.unwrap();
    advance(UNTIL_RENEWAL).await;
    for _ in 0..3 {
        let at_once = bench.get_and_yield(true).await.unwrap();
        assert_eq!(at_once, 1, "also for the task that started the renewal");
    }
    assert_eq!(bench.fetches(), 2);
    bench.gate.add_permits(1);
    tokio::task::yield_now().await;
    assert_eq!(bench.get(true).await.unwrap(), 2);
    assert_eq!(bench.fetches(), 2);
}

#[tokio::test(start_paused = true)]
async fn who_lost_the_old_token_waits_for_the_renewal_under_way() {
    let bench = Bench::new(1);
    bench.get(true).await.unwrap();
    advance(UNTIL_RENEWAL).await;
    bench.get_and_yield(true).await.unwrap();
    bench.reject(1);
    let waiting = bench.crowd(3, true).await;
    bench.gate.add_permits(1);
    for task in waiting {
        assert_eq!(task.await.unwrap().unwrap(), 2);
    }
    assert_eq!(bench.fetches(), 2);
}

#[tokio::test]
async fn a_renewal_that_ends_with_its_runtime_holds_up_nobody() {
    let bench = Bench::new(1);
    bench.get(true).await.unwrap();
    let dying = Arc::clone(&bench);
    let in_its_own_runtime = move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            let flight = Arc::clone(&dying.cache.flight).try_lock_owned().unwrap();
            let fetching = Arc::clone(&dying).fetch(true);
            drop(dying.cache.fly(flight, fetching, Span::none()));
            tokio::task::yield_now().await;
        });
    };
    tokio::task::spawn_blocking(in_its_own_runtime)
        .await
        .unwrap();
    assert_eq!(bench.fetches(), 2, "the renewal was under way");
    bench.reject(1);
    bench.gate.add_permits(1);
    assert_eq!(bench.get(true).await.unwrap(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failed_renewal_keeps_the_good_token_and_pauses() {
    let bench = Bench::new(10);
    bench.get(true).await.unwrap();
    advance(UNTIL_RENEWAL).await;
    for _ in 0..3 {
        assert_eq!(bench.get_and_yield(false).await.unwrap(), 1);
    }
    assert_eq!(
        bench.fetches(),
        2,
        "one renewal was tried, then there is a pause"
    );
    advance(PAUSE_AFTER_FAILURE).await;
    assert_eq!(bench.get_and_yield(false).await.unwrap(), 1);
    assert_eq!(bench.fetches(), 3);
    advance(MARGIN).await;
    assert!(
        bench.get(false).await.is_err(),
        "the token has expired by now"
    );
}

#[test]
fn a_short_life_has_a_short_margin_and_an_endless_one_an_end() {
    let now = Instant::now();
    let mut state = State::new();
    let arrive = |state: &mut State<()>, lifetime| {
        let token = ();
        state.replace(Fresh { token, lifetime }, now);
        let token = state.token.as_ref().unwrap();
        (token.renew_at - now, token.expires_at - now)
    };
    let two = Duration::from_secs(2);
    assert_eq!(arrive(&mut state, two), (Duration::from_millis(1800), two));
    assert_eq!(arrive(&mut state, Duration::MAX).1, LONGEST_LIFE);
}
