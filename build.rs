//! A new migration file makes cargo build again: the migrations are part of the binary.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
