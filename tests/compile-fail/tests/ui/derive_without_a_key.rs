use creatio_core::Entity;

#[derive(Entity)]
pub struct Account {
    pub name: String,
}

fn main() {
    let _ = Account::query();
}
