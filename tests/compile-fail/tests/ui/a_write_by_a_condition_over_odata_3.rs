use creatio_core::DeleteWhere;
use creatio_core::capability::OverOData3;
use creatio_core::prelude::*;
use creatio_compile_fail::models::{Account, account};

// What `client.odata3().execute` asks of a write.
fn execute<E, C: OverOData3>(_write: DeleteWhere<E, C>) {}

fn main() {
    execute(Account::delete_where(account::name.eq("Acme")));
}
