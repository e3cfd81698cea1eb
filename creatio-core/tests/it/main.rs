//! Tests of the public interface, in one binary: each further one would be linked anew.

#[cfg(feature = "client")]
mod batches;
#[cfg(feature = "changes")]
mod changes;
#[cfg(feature = "client")]
mod contract;
mod data_service_bodies;
mod data_service_refusals;
mod data_service_replies;
mod data_service_samples;
mod days_and_times;
mod debug;
mod decoding;
mod explain;
mod models;
mod odata3_literals;
mod odata3_writes;
mod odata_urls;
mod projections;
#[cfg(feature = "client")]
mod protocols;
mod required;
mod verbose_json;
mod writes;
