//! Who gets which name within one namespace.

use std::collections::{HashMap, HashSet};

/// Something that wants a name.
pub(super) struct Wish<'a> {
    /// What it would be called if it were alone.
    pub(super) name: String,
    /// What is put behind a name that is taken.
    pub(super) suffix: &'static str,
    /// Whether the wire name could be guessed from the wanted name: of several such wishes no two
    /// want the same.
    pub(super) plain: bool,
    /// What it has been called before.
    pub(super) pin: Option<&'a str>,
}

/// Grants each wish a name of its own: the one it had, else the plain one, else what is free.
///
/// Pinned names come first and then the plain ones, so that a new wish renames no old one.
pub(super) fn grant<'a>(wishes: &[Wish<'a>], reserved: &[&str]) -> Vec<String> {
    let mut taken = Taken {
        names: reserved.iter().map(|name| (*name).to_owned()).collect(),
        numbers: HashMap::new(),
    };
    let mut names = vec![String::new(); wishes.len()];
    let rounds: [fn(&Wish<'a>) -> bool; 3] = [
        |wish| wish.pin.is_some(),
        |wish| wish.pin.is_none() && wish.plain,
        |wish| wish.pin.is_none() && !wish.plain,
    ];
    for round in rounds {
        for (index, wish) in wishes.iter().enumerate().filter(|(_, wish)| round(wish)) {
            let name = wish.pin.unwrap_or(&wish.name);
            names[index] = taken.claim(name, wish.suffix);
        }
    }
    names
}

struct Taken<'a> {
    names: HashSet<String>,
    /// The next number of names that were taken with their suffix, too.
    numbers: HashMap<(String, &'a str), usize>,
}

impl<'a> Taken<'a> {
    /// Takes the name, with the suffix and then with a number if it is taken.
    fn claim(&mut self, name: &str, suffix: &'a str) -> String {
        if self.names.insert(name.to_owned()) {
            return name.to_owned();
        }
        let separator = if suffix.starts_with('_') { "_" } else { "" };
        let number = self.numbers.entry((name.to_owned(), suffix)).or_insert(1);
        loop {
            let free = match *number {
                1 => format!("{name}{suffix}"),
                number => format!("{name}{suffix}{separator}{number}"),
            };
            *number += 1;
            if self.names.insert(free.clone()) {
                return free;
            }
        }
    }
}

/// Whether `wire` is the name in snake case `snake`, in upper camel case.
pub(super) fn is_plain(wire: &str, snake: &str) -> bool {
    let mut wire = wire.bytes();
    let mut start = true;
    for byte in snake.bytes() {
        if byte == b'_' {
            start = true;
            continue;
        }
        let expected = if start {
            byte.to_ascii_uppercase()
        } else {
            byte
        };
        start = false;
        if wire.next() != Some(expected) {
            return false;
        }
    }
    wire.next().is_none()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wish<'a>(name: &str, plain: bool, pin: Option<&'a str>) -> Wish<'a> {
        Wish {
            name: name.to_owned(),
            suffix: "_column",
            plain,
            pin,
        }
    }

    #[test]
    fn pinned_names_come_first_and_plain_ones_next() {
        let wishes = [
            wish("url", false, None),
            wish("url", true, None),
            wish("url", false, Some("url")),
            wish("url", false, None),
        ];
        let names = grant(&wishes, &[]);
        assert_eq!(names, ["url_column_2", "url_column", "url", "url_column_3"]);
    }

    #[test]
    fn two_pins_on_one_name_still_give_two_names() {
        let pinned = || wish("a", false, Some("x"));
        assert_eq!(grant(&[pinned(), pinned()], &["y"]), ["x", "x_column"]);
    }

    #[test]
    fn plain_is_what_upper_camel_case_gives_back() {
        for (wire, snake) in [("Name", "name"), ("OAuth20App", "o_auth20_app")] {
            assert!(is_plain(wire, snake));
        }
        for (wire, snake) in [
            ("URL", "url"),
            ("fStage", "f_stage"),
            ("A_B", "a_b"),
            ("Ab", "a"),
        ] {
            assert!(!is_plain(wire, snake));
        }
    }

    proptest! {
        #[test]
        fn names_are_unique_and_do_not_change_when_wishes_are_added(
            old in proptest::collection::vec("[a-c]{1,2}", 1..8),
            new in proptest::collection::vec("[a-c]{1,2}(_column(_2)?)?", 0..8),
        ) {
            let wishes: Vec<_> = old.iter().map(|name| wish(name, false, None)).collect();
            let before = grant(&wishes, &[]);
            let added = new.iter().map(|name| wish(name, false, None));
            let pinned = old.iter().zip(&before).map(|(name, pin)| wish(name, false, Some(pin)));
            let after = grant(&added.chain(pinned).collect::<Vec<_>>(), &[]);
            prop_assert_eq!(&after[new.len()..], &before[..]);
            let unique: HashSet<_> = after.iter().collect();
            prop_assert_eq!(unique.len(), after.len());
        }
    }
}
