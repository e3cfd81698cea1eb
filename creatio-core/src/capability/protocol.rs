//! One bound per protocol. Each leads to a trait that no clause implements, so that the compiler's
//! message is about the clause and not about type arithmetic.

use super::{Can, Cannot, Capability, Protocols, Verdict};

macro_rules! protocols {
    ($(
        $(#[$doc:meta])+
        $over:ident by $position:ident, $verdict:ident, $clause:ident:
        message $message:literal, label $label:literal, note $note:literal;
    )+) => {
        $(
            $(#[$doc])+
            pub trait $over: Capability {}

            impl<OData4: Verdict, OData3: Verdict, DataService: Verdict> $over
                for Protocols<OData4, OData3, DataService>
            where
                $position: $verdict,
            {
            }

            /// What the protocol can carry.
            #[doc(hidden)]
            pub trait $verdict {}

            impl $verdict for Can {}
            impl<Clause: $clause> $verdict for Cannot<Clause> {}

            /// No clause that a query is marked with is one that the protocol has.
            #[doc(hidden)]
            #[diagnostic::on_unimplemented(message = $message, label = $label, note = $note)]
            pub trait $clause {}
        )+
    };
}

protocols! {
    /// Queries that OData 4 can carry.
    OverOData4 by OData4, CarriedByOData4, ClauseOfOData4:
    message "OData 4 cannot carry this query: it has no `{Self}`",
    label "the query uses `{Self}`",
    note "send the query over DataService, `client.data_service().fetch(…)` or `.data_service()`, or leave \
          the clause out; the documentation of `{Self}` in `creatio_core::capability::clause` says what to do instead";
    /// Queries that OData 3 can carry.
    OverOData3 by OData3, CarriedByOData3, ClauseOfOData3:
    message "OData 3 cannot carry this query: it has no `{Self}`",
    label "the query uses `{Self}`",
    note "send the query over OData 4, `client.fetch(…)`, or DataService, `client.data_service().fetch(…)`, or leave \
          the clause out; the documentation of `{Self}` in `creatio_core::capability::clause` says what to do instead";
    /// Queries that DataService can carry.
    OverDataService by DataService, CarriedByDataService, ClauseOfDataService:
    message "DataService cannot carry this query: it has no `{Self}`",
    label "the query uses `{Self}`",
    note "send the query over OData 4, `client.fetch(…)` or `.odata4()`, or leave the clause out; \
          the documentation of `{Self}` in `creatio_core::capability::clause` says what to do instead";
}
