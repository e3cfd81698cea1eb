use creatio_core::{Entity, Id};

#[derive(Entity)]
pub struct Account {
    #[creatio(key)]
    pub id: Id<Account>,
    #[creatio(name = "Name")]
    pub name: String,
    #[creatio(name = "Name")]
    pub title: String,
}

fn main() {}
