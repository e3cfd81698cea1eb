//! Typed queries and a client for the Creatio CRM platform.
