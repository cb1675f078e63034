//! Rows that look real, for tests and seeders: `scaffold make:model … --factory` adds one.
