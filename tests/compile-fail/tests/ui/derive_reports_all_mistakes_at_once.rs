use creatio_core::{Entity, Id};

#[derive(Entity)]
#[creatio(entity = 5)]
pub struct Account {
    #[creatio(key)]
    pub id: Id<Account>,
    #[creatio(lookup = "Owner")]
    pub owner_id: String,
    #[creatio(name = "")]
    pub name: String,
    #[creatio(name = "Code", name = "Code")]
    pub code: String,
}

fn main() {
    let _ = Account::query();
}
