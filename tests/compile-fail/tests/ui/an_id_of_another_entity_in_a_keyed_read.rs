use creatio_compile_fail::models::{Account, City};
use creatio_core::{Id, Prepared};

fn read(id: Id<City>) {
    let _ = Prepared::<Account>::by_key_odata4(&id);
}

fn main() {}
