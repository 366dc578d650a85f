//! What can go wrong.

mod bodies;
mod failover;
mod kill;
mod network;
pub mod proxy;
mod replica;
mod signals;
mod slack;
