use creatio_core::Entity;

#[derive(Entity)]
pub enum Account {
    Small,
}

fn main() {}
