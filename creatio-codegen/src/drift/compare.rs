//! Pairs what two schemas have by name, and lists what differs.

use std::collections::{HashMap, HashSet};

use super::change::{Change, ChangeKind};
use super::{rename, rows};
use crate::schema::{Collection, ComplexType, EntityType, Lookup, Property, Schema};

/// All changes, in no particular order.
pub(super) fn changes(old: &Schema, new: &Schema) -> Vec<Change> {
    let entities = Pairs::new(&old.entities, &new.entities, |entity| &entity.name);
    let mut changes = Vec::new();
    for gone in &entities.gone {
        let renamed = rename::entity(gone, &entities.added);
        changes.push(whole(gone, ChangeKind::EntityGone { renamed }));
    }
    for added in &entities.added {
        changes.push(whole(added, ChangeKind::EntityAdded));
    }
    for (old, new) in entities.kept {
        entity(old, new, &mut changes);
    }
    complex_types(old, new, &mut changes);
    enums(old, new, &mut changes);
    changes
}

fn complex_types(old: &Schema, new: &Schema, changes: &mut Vec<Change>) {
    let types = Pairs::new(&old.complex_types, &new.complex_types, |it| &it.name);
    let gone = types.gone.iter().map(|it| (it, ChangeKind::TypeGone));
    let added = types.added.iter().map(|it| (it, ChangeKind::TypeAdded));
    changes.extend(gone.chain(added).map(|(it, kind)| of(&it.name, kind)));
    for (old, new) in types.kept {
        let entity = &old.name;
        let columns = |it: &ComplexType| EntityType {
            properties: it.properties.clone(),
            ..EntityType::default()
        };
        let mut found = Found { entity, changes };
        self::columns(&columns(old), &columns(new), &mut found);
    }
}

fn enums(old: &Schema, new: &Schema, changes: &mut Vec<Change>) {
    let types = Pairs::new(&old.enums, &new.enums, |it| &it.name);
    let gone = types.gone.iter().map(|it| (it, ChangeKind::TypeGone));
    let added = types.added.iter().map(|it| (it, ChangeKind::TypeAdded));
    changes.extend(gone.chain(added).map(|(it, kind)| of(&it.name, kind)));
    for (old, new) in types.kept {
        let entity = &old.name;
        let members = Pairs::new(&old.members, &new.members, |it| it);
        let mut found = Found { entity, changes };
        for member in members.gone {
            found.push(member, ChangeKind::EnumMemberGone);
        }
        for member in members.added {
            found.push(member, ChangeKind::EnumMemberAdded);
        }
    }
}

/// Things of one kind, by what became of them.
pub(super) struct Pairs<'s, T> {
    pub(super) gone: Vec<&'s T>,
    pub(super) added: Vec<&'s T>,
    pub(super) kept: Vec<(&'s T, &'s T)>,
}

impl<'s, T> Pairs<'s, T> {
    fn new(old: &'s [T], new: &'s [T], name: impl Fn(&T) -> &str) -> Self {
        let by_name: HashMap<&str, &T> = new.iter().map(|it| (name(it), it)).collect();
        let old_names: HashSet<&str> = old.iter().map(&name).collect();
        let is_new = |it: &&T| !old_names.contains(name(it));
        let mut pairs = Self {
            gone: Vec::new(),
            added: new.iter().filter(is_new).collect(),
            kept: Vec::new(),
        };
        for it in old {
            match by_name.get(name(it)) {
                Some(counterpart) => pairs.kept.push((it, counterpart)),
                None => pairs.gone.push(it),
            }
        }
        pairs
    }
}

fn entity(old: &EntityType, new: &EntityType, changes: &mut Vec<Change>) {
    if old.entity_set != new.entity_set {
        let (from, to) = (old.entity_set.clone(), new.entity_set.clone());
        changes.push(whole(old, ChangeKind::EntitySetChanged { from, to }));
    }
    if old.key != new.key {
        let (from, to) = (old.key.clone(), new.key.clone());
        changes.push(whole(old, ChangeKind::KeyChanged { from, to }));
    }
    let mut found = Found {
        entity: &old.name,
        changes,
    };
    lookups(old, new, &mut found);
    columns(old, new, &mut found);
    collections(old, new, &mut found);
    for (id, kind) in rows::changes(old, new) {
        found.push(&id.to_string(), kind);
    }
}

fn columns(old: &EntityType, new: &EntityType, found: &mut Found<'_>) {
    let columns = Pairs::new(&old.properties, &new.properties, |it| &it.name);
    let (gone, added) = (&columns.gone, &columns.added);
    // A lookup and its key column come and go together: that is one change.
    let with_lookup = |one: &EntityType, other: &EntityType, column: &Property| {
        let lookup = one.lookup_of(&column.name);
        lookup.is_some_and(|lookup| other.lookups.iter().all(|it| it.name != lookup.name))
    };
    for column in gone.iter().filter(|it| !with_lookup(old, new, it)) {
        let renamed = rename::column(column, gone, added);
        found.push(&column.name, ChangeKind::ColumnGone { renamed });
    }
    for column in added.iter().filter(|it| !with_lookup(new, old, it)) {
        found.push(&column.name, ChangeKind::ColumnAdded);
    }
    for (old, new) in columns.kept {
        let (from, to) = (old.type_name(), new.type_name());
        let same_type = from == to;
        if from != to {
            found.push(&old.name, ChangeKind::TypeChanged { from, to });
        } else if old.nullable != new.nullable {
            let nullable = new.nullable;
            found.push(&old.name, ChangeKind::NullabilityChanged { nullable });
        }
        if old.required != new.required {
            let required = new.required;
            found.push(&old.name, ChangeKind::RequirednessChanged { required });
        }
        if old.max_length != new.max_length && same_type {
            let (from, to) = (old.max_length, new.max_length);
            found.push(&old.name, ChangeKind::LengthChanged { from, to });
        }
    }
}

fn lookups(old: &EntityType, new: &EntityType, found: &mut Found<'_>) {
    let lookups: Pairs<'_, Lookup> = Pairs::new(&old.lookups, &new.lookups, |it| &it.name);
    for lookup in &lookups.gone {
        let renamed = rename::lookup(lookup, &lookups.gone, &lookups.added);
        found.push(&lookup.name, ChangeKind::LookupGone { renamed });
    }
    for lookup in &lookups.added {
        found.push(&lookup.name, ChangeKind::LookupAdded);
    }
    for (old, new) in lookups.kept {
        if old.target != new.target {
            let (from, to) = (old.target.clone(), new.target.clone());
            found.push(&old.name, ChangeKind::TargetChanged { from, to });
        }
        if old.column != new.column {
            let (from, to) = (old.column.clone(), new.column.clone());
            found.push(&old.name, ChangeKind::KeyColumnChanged { from, to });
        }
    }
}

fn collections(old: &EntityType, new: &EntityType, found: &mut Found<'_>) {
    let collections: Pairs<'_, Collection> =
        Pairs::new(&old.collections, &new.collections, |it| &it.name);
    for collection in &collections.gone {
        let renamed = rename::collection(collection, &collections.gone, &collections.added);
        found.push(&collection.name, ChangeKind::CollectionGone { renamed });
    }
    for collection in &collections.added {
        found.push(&collection.name, ChangeKind::CollectionAdded);
    }
    for (old, new) in collections.kept {
        if old.target != new.target {
            let (from, to) = (old.target.clone(), new.target.clone());
            found.push(&old.name, ChangeKind::RowsChanged { from, to });
        }
    }
}

/// The changes of one entity's members.
struct Found<'f> {
    entity: &'f str,
    changes: &'f mut Vec<Change>,
}

impl Found<'_> {
    fn push(&mut self, member: &str, kind: ChangeKind) {
        self.changes.push(Change {
            entity: self.entity.to_owned(),
            member: Some(member.to_owned()),
            kind,
        });
    }
}

fn whole(entity: &EntityType, kind: ChangeKind) -> Change {
    of(&entity.name, kind)
}

fn of(name: &str, kind: ChangeKind) -> Change {
    Change {
        entity: name.to_owned(),
        member: None,
        kind,
    }
}
