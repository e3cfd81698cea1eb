use creatio_core::ToOneRow;
use creatio_core::capability::OverOData3;

// What `client.odata3().execute` asks of a write to one row.
fn execute<C: OverOData3>() {}

fn main() {
    execute::<ToOneRow>();
}
