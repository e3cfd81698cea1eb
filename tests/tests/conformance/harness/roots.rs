//! Entities whose rows conditions are tried on.

use creatio_core::{Column, Entity, Id};
use creatio_tests::models::{
    Account, Activity, City, Contact, Lead, Order, Product, SysAdminUnit, account, activity, city,
    contact, lead, order, product, sys_admin_unit,
};

/// An entity with the constant of its key, for code that is the same for all of them.
pub(crate) trait Root: Entity {
    /// The key.
    const ID: Column<Self, Id<Self>>;
}

macro_rules! roots {
    ($($entity:ident $module:ident)+) => {
        $(
            impl Root for $entity {
                const ID: Column<Self, Id<Self>> = $module::id;
            }
        )+
    };
}

roots! {
    Account account
    Activity activity
    City city
    Contact contact
    Lead lead
    Order order
    Product product
    SysAdminUnit sys_admin_unit
}
