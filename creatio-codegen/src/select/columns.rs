//! Which members of the selected entities are generated.

use std::collections::{HashMap, HashSet};

use super::error::{SelectError, nearest};
use super::globs::Globs;
use crate::report::Note;
use crate::schema::EntityType;

/// One call of `include_columns` or `exclude_columns`.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub(super) entities: Globs,
    pub(super) members: Globs,
    pub(super) include: bool,
}

/// Wire names of the members that are left out, by entity.
pub(super) type LeftOut<'s> = HashMap<usize, HashSet<&'s str>>;

/// Applies the rules to the selected entities.
pub(super) fn select<'s>(
    rules: &[Rule],
    entities: impl Iterator<Item = (usize, &'s EntityType)>,
    notes: &mut Vec<Note>,
) -> Result<LeftOut<'s>, SelectError> {
    let mut left_out = LeftOut::new();
    let mut matched: Vec<_> = rules
        .iter()
        .map(|rule| vec![false; rule.members.texts.len()])
        .collect();
    let mut last = None;
    for (index, entity) in entities {
        let applying = |rule: &Rule| rule.entities.matches(&entity.name);
        if !rules.iter().any(applying) {
            continue;
        }
        last = Some(entity);
        let out = members(entity).filter(|names| {
            let mut included = None;
            let mut excluded = false;
            for (rule, matched) in rules
                .iter()
                .zip(&mut matched)
                .filter(|(it, _)| applying(it))
            {
                let mut hit = false;
                for name in names.iter().flatten() {
                    hit |= rule.members.mark(name, matched);
                }
                if rule.include {
                    included = Some(included.unwrap_or(false) || hit);
                } else {
                    excluded |= hit;
                }
            }
            excluded || included == Some(false)
        });
        let out: HashSet<_> = out.flatten().flatten().collect();
        note(entity, &out, notes);
        left_out.insert(index, out);
    }
    check(rules, &matched, last, notes)?;
    Ok(left_out)
}

/// The members that may be left out, each with its names: a lookup and its column go together.
fn members(entity: &EntityType) -> impl Iterator<Item = [Option<&str>; 2]> {
    let columns = entity.properties.iter();
    let columns = columns.filter(|property| !entity.key.contains(&property.name));
    let columns = columns.map(|property| {
        let lookup = entity.lookup_of(&property.name);
        [
            Some(property.name.as_str()),
            lookup.map(|it| it.name.as_str()),
        ]
    });
    let bare = entity
        .lookups
        .iter()
        .filter(|lookup| lookup.column.is_none());
    let bare = bare.map(|lookup| [Some(lookup.name.as_str()), None]);
    let collections = entity.collections.iter();
    let collections = collections.map(|it| [Some(it.name.as_str()), None]);
    columns.chain(bare).chain(collections)
}

fn note(entity: &EntityType, out: &HashSet<&str>, notes: &mut Vec<Note>) {
    let mut names: Vec<_> = out.iter().map(|name| (*name).to_owned()).collect();
    if names.is_empty() {
        return;
    }
    names.sort_unstable();
    notes.push(Note::Columns {
        entity: entity.name.clone(),
        left_out: names,
    });
}

/// A pattern that matches nothing is a mistake if it includes, and noted if it excludes.
fn check(
    rules: &[Rule],
    matched: &[Vec<bool>],
    last: Option<&EntityType>,
    notes: &mut Vec<Note>,
) -> Result<(), SelectError> {
    for (rule, matched) in rules.iter().zip(matched) {
        let unused = rule.members.texts.iter().zip(matched);
        for (glob, _) in unused.filter(|(_, matched)| !**matched) {
            let entity = rule.entities.texts.join("`, `");
            if !rule.include {
                let glob = format!("{entity}: {glob}");
                notes.push(Note::UnusedExclude { glob });
                continue;
            }
            let names = last.into_iter().flat_map(members).flatten().flatten();
            let hint = nearest(glob, names).map(|name| format!("; the nearest name is `{name}`"));
            return Err(SelectError::NoColumn {
                glob: glob.clone(),
                entity,
                hint: hint.unwrap_or_default(),
            });
        }
    }
    Ok(())
}
