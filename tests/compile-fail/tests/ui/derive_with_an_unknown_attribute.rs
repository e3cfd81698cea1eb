use creatio_core::{Entity, Id};

#[derive(Entity)]
#[creatio(entitty = "Account")]
pub struct Account {
    #[creatio(key)]
    pub id: Id<Account>,
    #[creatio(naem = "Name")]
    pub name: String,
}

fn main() {}
