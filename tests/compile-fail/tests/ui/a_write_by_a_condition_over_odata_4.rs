use creatio_core::DeleteWhere;
use creatio_core::capability::OverOData4;
use creatio_core::prelude::*;
use creatio_compile_fail::models::{Account, account};

// What `client.execute` asks of a write.
fn execute<E, C: OverOData4>(_write: DeleteWhere<E, C>) {}

fn main() {
    execute(Account::delete_where(account::name.eq("Acme")));
}
