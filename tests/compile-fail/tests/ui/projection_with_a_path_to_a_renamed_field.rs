mod models {
    use creatio_core::{Entity, Id};

    #[derive(Debug, Clone, PartialEq, Entity)]
    pub struct City {
        #[creatio(key)]
        pub id: Id<City>,
        #[creatio(name = "Name")]
        pub title: String,
    }

    #[derive(Debug, Clone, PartialEq, Entity)]
    pub struct Contact {
        #[creatio(key)]
        pub id: Id<Contact>,
        #[creatio(lookup = "City")]
        pub city_id: Option<Id<City>>,
    }
}

use creatio_core::Projection;
use models::{Contact, contact};

// Nothing uses it: what is wrong shows all the same.
#[derive(Projection)]
#[creatio(entity = Contact)]
struct Person {
    #[creatio(path = "city.title")]
    city: Option<String>,
}

fn main() {}
